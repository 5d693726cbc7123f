/** What a declaration asks for when its goods are let in in two stages, and what became of it. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { Seal } from "../../components/Seal";
import { formatMoment } from "../../domain/format";
import { toneOfAdmission } from "../../domain/tone";
import { useLanguage } from "../../i18n";

export function AdmissionTable({ admissions }: { admissions: DeclarationView["admissions"] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("admission.application")}</th>
          <th scope="col">{t("admission.state")}</th>
          <th scope="col">{t("admission.reason")}</th>
          <th scope="col">{t("admission.basis")}</th>
        </tr>
      </thead>
      <tbody>
        {admissions.map((it) => (
          <tr key={it.application}>
            <td data-label={t("admission.application")}>
              {titleOf(it)}
              {it.site !== "" && (
                <small>
                  <code>{it.site}</code> {it.site_name}
                </small>
              )}
            </td>
            <td data-label={t("admission.state")}>
              <Seal tone={toneOfAdmission(it.state)}>
                {titleOf({ title_zh: it.state_title_zh, title_en: it.state_title_en })}
              </Seal>
              <small className="moment">{formatMoment(it.at)}</small>
              {it.is_waiting && <small>{t("admission.waiting")}</small>}
            </td>
            <td data-label={t("admission.reason")}>
              {it.code !== "" && <code>{it.code}</code>} {it.reason}
              <small>{it.officer === "" ? t("admission.by_rule") : it.officer}</small>
            </td>
            <td data-label={t("admission.basis")}>{it.basis != null && <BasisLine basis={it.basis} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
