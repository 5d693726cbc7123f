/** What would be owed, and every step that leads there; or why it cannot be said. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { Calculation, CalculationStep } from "../../api/types";
import { BasisList } from "../../components/BasisLine";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";

export function CalculationResult({ answer }: { answer: Calculation }) {
  const { t } = useTranslation();
  const { titleOf, fixOf } = useLanguage();
  const { result, findings } = answer;
  return (
    <section className="public-card" aria-labelledby="calculated">
      <h2 id="calculated">
        {result === null ? t("public.calculation.none") : t("public.calculation.result")}
      </h2>
      {findings.map((it) => (
        <Alert
          key={`${it.code}/${it.pointer}`}
          type={it.severity === "return" ? "warning" : "info"}
          showIcon
          title={titleOf(it)}
          description={
            <>
              <p>
                {it.observed} {fixOf(it)}
              </p>
              <BasisList bases={[it.basis]} />
            </>
          }
        />
      ))}
      {result !== null && (
        <>
          <p className="public-total">
            {t("public.calculation.total")}{" "}
            <strong>{t("public.calculation.yuan", { amount: formatMoney(result.total) })}</strong>
          </p>
          {result.regime !== null && (
            <p className="quiet">{t(`public.calculation.regime.${result.regime}`)}</p>
          )}
          {result.assumed && <Alert type="warning" showIcon title={t("public.calculation.assumed")} />}
          <dl className="public-sums">
            {(["customs_value", "duty", "consumption_tax", "vat"] as const).map((name) => (
              <div key={name}>
                <dt>{t(`public.calculation.${name}`)}</dt>
                <dd>{formatMoney(result[name])}</dd>
              </div>
            ))}
          </dl>
          <h3>{t("public.calculation.steps")}</h3>
          <ol className="public-steps">
            {result.steps.map((it, place) => (
              <Step key={`${it.item}/${it.kind}/${place}`} step={it} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function Step({ step }: { step: CalculationStep }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <li>
      <div className="public-step-head">
        <strong>{titleOf(step)}</strong>
        <span className="number">{formatMoney(step.amount)}</span>
      </div>
      <code>
        {step.formula} = {step.amount}
      </code>
      {step.operands.length > 0 && (
        <dl className="public-operands" aria-label={t("public.calculation.with")}>
          {step.operands.map((it) => (
            <div key={it.name}>
              <dt>{t(`public.calculation.operand.${it.name}`)}</dt>
              <dd>{it.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {step.basis.length > 0 && <BasisList bases={step.basis} />}
    </li>
  );
}
