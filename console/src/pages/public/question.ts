/** From what is typed into the calculator to what the server is asked. */

import type { CalculationQuestion } from "../../api/types";

export type Channel = CalculationQuestion["channel"];

export interface Typed {
  channel: Channel;
  commodity: string;
  value: string;
  currency: string;
  articles?: string;
  quantity1?: string;
  quantity2?: string;
  origin?: string;
  freight?: string;
  insurance?: string;
  on: string;
}

/** Plain digits, as the server reads them: `1,000.5` and full-width digits are one number to people. */
export function decimalOf(text: string): string {
  return text.normalize("NFKC").replace(/[\s,]/g, "");
}

export function isDecimal(text: string): boolean {
  return /^\d{1,11}(\.\d{1,5})?$/.test(decimalOf(text));
}

export function isPositive(text: string): boolean {
  return isDecimal(text) && /[1-9]/.test(text.normalize("NFKC"));
}

/** What is left empty is not asked with. A parcel's prices are in yuan. */
export function questionOf(typed: Typed): CalculationQuestion {
  const optional = (["articles", "quantity1", "quantity2", "freight", "insurance"] as const).flatMap(
    (name) => {
      const text = decimalOf(typed[name] ?? "");
      return text === "" ? [] : [[name, text] as const];
    },
  );
  return {
    channel: typed.channel,
    commodity_code: typed.commodity,
    value: decimalOf(typed.value),
    currency: typed.channel === "retail" ? "CNY" : typed.currency,
    on: typed.on,
    ...(typed.origin === undefined || typed.origin === "" ? {} : { origin: typed.origin }),
    ...Object.fromEntries(optional),
  };
}
