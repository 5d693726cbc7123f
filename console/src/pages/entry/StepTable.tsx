/** How a tax was worked out: every step with its formula and the law it rests on. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { Step } from "../../api/types";
import { BasisList } from "../../components/BasisLine";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";

/** Said above figures that rest on assumed law. */
export function AssumedNote() {
  const { t } = useTranslation();
  return (
    <Alert
      className="assumed"
      type="warning"
      showIcon
      title={t("tax.assumed_title")}
      description={t("tax.assumed_text")}
    />
  );
}

export function StepTable({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation();
  return (
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
        {steps.map((step, index) => (
          <StepRow key={index} step={step} />
        ))}
      </tbody>
    </table>
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
