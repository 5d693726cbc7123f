/** What customs issued about a declaration, with the page of each. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { formatMoment } from "../../domain/format";
import { useLanguage } from "../../i18n";

export function DocumentTable({ documents }: { documents: DeclarationView["documents"] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("instrument.number")}</th>
          <th scope="col">{t("instrument.kind")}</th>
          <th scope="col">{t("instrument.state")}</th>
          <th scope="col">{t("instrument.issued_at")}</th>
          <th scope="col">{t("instrument.served_at")}</th>
          <th scope="col">{t("instrument.due_on")}</th>
        </tr>
      </thead>
      <tbody>
        {documents.map((it) => (
          <tr key={it.number}>
            <td data-label={t("instrument.number")}>
              <a href={`/api/v1/documents/${it.number}?format=pdf`} target="_blank" rel="noreferrer">
                <code>{it.number}</code>
              </a>
            </td>
            <td data-label={t("instrument.kind")}>
              {titleOf(it)}
              {it.reason !== "" && <small>{it.reason}</small>}
            </td>
            <td data-label={t("instrument.state")}>
              {titleOf({ title_zh: it.state_title_zh, title_en: it.state_title_en })}
            </td>
            <td data-label={t("instrument.issued_at")} className="moment">
              {formatMoment(it.issued_at)}
              <small>{it.officer === "" ? t("instrument.selection") : it.officer}</small>
            </td>
            <td data-label={t("instrument.served_at")} className="moment">
              {it.served_at == null ? "—" : formatMoment(it.served_at)}
            </td>
            <td data-label={t("instrument.due_on")}>
              {it.due_on ?? "—"}
              {it.owed_by != null && <small>{t(`instrument.owed_by.${it.owed_by}`)}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
