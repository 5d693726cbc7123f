/** Beside the choice of a guarantee in place of payment: what is left of the trader's guarantees, and of what it comes to. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useEnterprise, useGuarantees } from "../../api/queries";
import type { GuaranteeSummary } from "../../api/types";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { useText } from "./context";

/** The field by which a declaration asks to stand on a guarantee. */
export const ON_GUARANTEE = "wants_guarantee";

export function GuaranteeBalance() {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const [own, credit] = [useText("trader.code"), useText("trader.credit_code")];
  const { data } = useGuarantees(null);
  // Whoever looks at many companies' guarantees is shown those of this trader.
  const all = data?.pages.flatMap((it) => it.items) ?? [];
  const held = all.filter((it) => serves(it, [own, credit]));
  const { data: enterprise } = useEnterprise(own === "" ? credit : own);
  const account = held.length === 0 ? enterprise?.guarantee : null;
  return (
    <small className="filing-guarantees">
      {t("filing.guarantee.means")}
      {held.map((it) => (
        <span key={it.number}>
          <Link to={`/guarantees/${it.number}`}>
            {titleOf({ title_zh: it.kind_title_zh, title_en: it.kind_title_en })} {it.number}
          </Link>{" "}
          {t("filing.guarantee.left", { left: formatMoney(it.left), to: it.valid_to })}
        </span>
      ))}
      {account != null && (
        <span>{t("filing.guarantee.account", { left: formatMoney(account.available) })}</span>
      )}
      {held.length === 0 && account == null && <span>{t("filing.guarantee.none")}</span>}
    </small>
  );
}

/** A general guarantee of the trader's that may stand for the payment of tax. */
function serves(it: GuaranteeSummary, codes: readonly string[]): boolean {
  const isForTax = it.purposes.length === 0 || it.purposes.includes("payment");
  const isInForce = !it.is_withdrawn && it.state !== "ended" && it.state !== "ended_held";
  return codes.includes(it.holder_code) && it.reference === "" && isForTax && isInForce;
}
