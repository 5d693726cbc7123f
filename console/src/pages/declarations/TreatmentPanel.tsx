/** How a declaration is treated for whom it is of, each measure with what it rests on. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { formatMoney } from "../../domain/format";
import { useLanguage } from "../../i18n";

export function TreatmentPanel({ treatment: it }: { treatment: NonNullable<DeclarationView["treatment"]> }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const share = t("treatment.share_text", { share: it.examination_share, usual: it.usual_share });
  return (
    <>
      <dl className="facts">
        <dt>{t("treatment.share")}</dt>
        <dd>{share}</dd>
        {it.has_priority && (
          <>
            <dt>{t("treatment.priority")}</dt>
            <dd>{t("treatment.first")}</dd>
          </>
        )}
        {it.guarantee_waived != null && (
          <>
            <dt>{t("treatment.waived")}</dt>
            <dd>{formatMoney(it.guarantee_waived)}</dd>
          </>
        )}
      </dl>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{t("treatment.measure")}</th>
            <th scope="col">{t("treatment.of")}</th>
            <th scope="col" className="number">
              {t("treatment.rate")}
            </th>
            <th scope="col">{t("treatment.basis")}</th>
          </tr>
        </thead>
        <tbody>
          {it.measures.map((measure) => (
            <tr key={`${measure.title_en} ${measure.of}`}>
              <td data-label={t("treatment.measure")}>{titleOf(measure)}</td>
              <td data-label={t("treatment.of")}>
                <code>{measure.of}</code>
              </td>
              <td data-label={t("treatment.rate")} className="number">
                {measure.rate ?? "—"}
              </td>
              <td data-label={t("treatment.basis")}>
                <BasisLine basis={measure.basis} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
