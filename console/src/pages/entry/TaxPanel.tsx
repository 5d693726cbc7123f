/** What is owed and why: the totals, then every step with its formula and the law it rests on. */

import { useTranslation } from "react-i18next";

import type { AssessmentView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoney } from "../../domain/format";
import { AssumedNote, StepTable } from "./StepTable";

export function TaxPanel({ assessment }: { assessment: AssessmentView | null }) {
  const { t } = useTranslation();
  if (assessment === null) return <p className="quiet">{t("tax.none")}</p>;
  const totals = ["customs_value", "duty", "consumption_tax", "vat", "total"] as const;
  return (
    <>
      {assessment.assumed && <AssumedNote />}
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
      <StepTable steps={assessment.steps} />
    </>
  );
}
