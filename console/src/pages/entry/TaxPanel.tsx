/** What is owed and why: the totals, then every step with its formula and the law it rests on. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { AssessmentView, Step } from "../../api/types";
import { BasisList } from "../../components/BasisLine";
import { Seal } from "../../components/Seal";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";

export function TaxPanel({ assessment }: { assessment: AssessmentView | null }) {
  const { t } = useTranslation();
  if (assessment === null) return <p className="quiet">{t("tax.none")}</p>;
  const totals = ["customs_value", "duty", "consumption_tax", "vat", "total"] as const;
  return (
    <>
      {assessment.assumed && (
        <Alert
          className="assumed"
          type="warning"
          showIcon
          title={t("tax.assumed_title")}
          description={t("tax.assumed_text")}
        />
      )}
      <div className="tax-totals">
        <div>
          <Seal tone={assessment.regime === "within_limits" ? "calm" : "watch"}>
            {t(`tax.regime.${assessment.regime}`)}
          </Seal>
          <small className="quiet">{t("tax.currency")}</small>
        </div>
        <dl>
          {totals.map((it) => (
            <div key={it} className={it === "total" ? "is-total" : ""}>
              <dt>{t(`tax.${it}`)}</dt>
              <dd className="number">{formatMoney(assessment[it])}</dd>
            </div>
          ))}
        </dl>
      </div>
      <table className="steps as-cards">
        <thead>
          <tr>
            <th scope="col">{t("tax.step")}</th>
            <th scope="col">{t("tax.formula")}</th>
            <th scope="col" className="number">
              {t("tax.amount")}
            </th>
            <th scope="col">{t("tax.basis")}</th>
          </tr>
        </thead>
        <tbody>
          {assessment.steps.map((step, index) => (
            <StepRow key={index} step={step} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function StepRow({ step }: { step: Step }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const isAssumed = step.basis.some((it) => it.confidence === "assumed");
  const classes = [step.kind === "total" ? "is-total" : "", isAssumed ? "is-assumed" : ""].join(" ");
  return (
    <tr className={classes}>
      <td data-label={t("tax.step")}>
        {titleOf(step)}
        <small>{step.item === 0 ? t("tax.whole") : t("tax.item", { number: step.item })}</small>
      </td>
      <td className="formula" data-label={t("tax.formula")}>
        {step.formula}
      </td>
      <td className="number" data-label={t("tax.amount")}>
        {formatMoney(step.amount)}
      </td>
      <td data-label={t("tax.basis")}>
        <BasisList bases={step.basis} />
      </td>
    </tr>
  );
}
