/** What is owed on a declaration: tax by tax, then every step with its formula and its law. */

import { useTranslation } from "react-i18next";

import type { DutyView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { AssumedNote, StepTable } from "../entry/StepTable";

export function DutyPanel({ duty, isPaid }: { duty: DutyView | null; isPaid: boolean }) {
  const { t } = useTranslation();
  if (duty === null) return <p className="quiet">{t("declaration.not_assessed")}</p>;
  return (
    <>
      {duty.assumed && <AssumedNote />}
      <dl className="keys">
        <Key label={t("declaration.rates_on")} text={duty.rates_on} />
        <Key label={t("declaration.exchange_on")} text={duty.exchange_on} />
        <Key label={t("declaration.customs_value")} text={formatMoney(duty.customs_value)} />
        <Key label={t("declaration.payable")} text={formatMoney(duty.payable)} />
        {!isPaid && <Key label={t("declaration.owed")} text={formatMoney(duty.owed)} />}
      </dl>
      {isPaid && <Seal tone="good">{t("declaration.is_paid")}</Seal>}
      <Totals duty={duty} />
      <h3>{t("declaration.steps")}</h3>
      <StepTable steps={duty.steps} />
    </>
  );
}

function Key({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </div>
  );
}

const AMOUNTS = ["computed", "secured", "given_back", "payable"] as const;
const LABELS = {
  computed: "declaration.computed",
  secured: "declaration.secured",
  given_back: "declaration.given_back",
  payable: "declaration.due",
} as const;

function Totals({ duty }: { duty: DutyView }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const hasOwn = duty.taxes.some((it) => it.declared != null);
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.kind_of_tax")}</th>
          {AMOUNTS.map((it) => (
            <th key={it} scope="col" className="number">
              {t(LABELS[it])}
            </th>
          ))}
          {hasOwn && (
            <th scope="col" className="number">
              {t("declaration.own_tax")}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {duty.taxes.map((tax) => (
          <tr key={tax.tax}>
            <td data-label={t("declaration.kind_of_tax")}>
              {titleOf(tax)}
              {tax.is_waived && <small>{t("declaration.waived")}</small>}
            </td>
            {AMOUNTS.map((it) => (
              <td key={it} data-label={t(LABELS[it])} className="number">
                {formatMoney(tax[it])}
              </td>
            ))}
            {hasOwn && (
              <td data-label={t("declaration.own_tax")} className="number">
                {tax.declared == null ? "" : formatMoney(tax.declared)}
              </td>
            )}
          </tr>
        ))}
        <tr className="is-total">
          <td data-label={t("declaration.kind_of_tax")}>{t("declaration.total")}</td>
          {AMOUNTS.map((it) => (
            <td key={it} data-label={t(LABELS[it])} className="number">
              {formatMoney(duty[it])}
            </td>
          ))}
          {hasOwn && <td />}
        </tr>
      </tbody>
    </table>
  );
}
