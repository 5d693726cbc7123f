/** Personal data is masked in the middle until somebody asks to see it. */

import type { DocumentView } from "../api/types";

export type Sensitivity = "identity" | "telephone";

const SENSITIVE_FIELDS: Readonly<Record<string, Sensitivity>> = {
  buyer_id_number: "identity",
  payer_id_number: "identity",
  buyer_telephone: "telephone",
  consignee_telephone: "telephone",
  telephone: "telephone",
};

/** Residents' identity numbers carry a birth date; that keeps other 18-digit numbers readable. */
const IDENTITY =
  /(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])/g;
const MOBILE = /(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g;

export function sensitivityOf(field: string): Sensitivity | null {
  return SENSITIVE_FIELDS[field] ?? null;
}

/** Keeps `head` and `tail` characters; a value too short to hide anything behind them is hidden whole. */
function maskMiddle(value: string, head: number, tail: number): string {
  const characters = Array.from(value);
  if (characters.length <= head + tail) return "*".repeat(characters.length);
  const hidden = "*".repeat(characters.length - head - tail);
  return [...characters.slice(0, head), hidden, ...characters.slice(-tail)].join("");
}

/** `11010519491231002X` → `1101**********002X`, `13812345678` → `138****5678`. */
export function mask(value: string, sensitivity: Sensitivity): string {
  return sensitivity === "identity" ? maskMiddle(value, 4, 4) : maskMiddle(value, 3, 4);
}

export type Secrets = ReadonlyMap<string, Sensitivity>;

/** The personal values that a parcel's documents carry, so that they can be found in running text. */
export function secretsOf(documents: readonly DocumentView[]): Secrets {
  const secrets = new Map<string, Sensitivity>();
  for (const { document } of documents) {
    for (const [field, value] of Object.entries(document)) {
      const sensitivity = sensitivityOf(field);
      if (sensitivity !== null && typeof value === "string" && value.length >= 4) {
        secrets.set(value, sensitivity);
      }
    }
  }
  return secrets;
}

/** Masks the known secrets, and whatever else looks like one, in running text such as a receipt. */
export function maskText(text: string, secrets: Secrets): string {
  let masked = text;
  const longestFirst = [...secrets].sort(([one], [other]) => other.length - one.length);
  for (const [secret, sensitivity] of longestFirst) {
    masked = masked.replaceAll(secret, mask(secret, sensitivity));
  }
  return masked
    .replace(IDENTITY, (found) => mask(found, "identity"))
    .replace(MOBILE, (found) => mask(found, "telephone"));
}
