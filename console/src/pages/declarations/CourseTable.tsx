/** Through which states a declaration went, how long it stood in each, and whose turn it was. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatDuration, formatMoment } from "../../domain/format";
import { toneOfDeclaration } from "../../domain/tone";
import { useLanguage } from "../../i18n";

export function CourseTable({ course }: { course: DeclarationView["course"] }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("declaration.state")}</th>
          <th scope="col">{t("declaration.owner")}</th>
          <th scope="col">{t("declaration.since")}</th>
          <th scope="col" className="number">
            {t("declaration.lasted")}
          </th>
        </tr>
      </thead>
      <tbody>
        {course.map((it, index) => (
          <tr key={`${it.state}/${index}`}>
            <td data-label={t("declaration.state")}>
              <Seal tone={toneOfDeclaration(it.state)}>{stateOf(it)}</Seal>
            </td>
            <td data-label={t("declaration.owner")}>{t(`declaration.owners.${it.owner}`)}</td>
            <td data-label={t("declaration.since")} className="moment">
              {formatMoment(it.since)}
            </td>
            <td data-label={t("declaration.lasted")} className="number">
              {it.lasted_ms == null ? t("declaration.still") : formatDuration(it.lasted_ms)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
