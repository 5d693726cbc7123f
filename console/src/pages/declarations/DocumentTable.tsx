/** What customs issued about declarations, each with where it stands and until when. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { DeclarationView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoment } from "../../domain/format";
import { toneOfInstrument } from "../../domain/tone";
import { useLanguage } from "../../i18n";

interface DocumentTableProps {
  documents: readonly DeclarationView["documents"][number][];
  /** Whether they are about several declarations, each to be named. */
  hasDeclarations?: boolean;
}

export function DocumentTable({ documents, hasDeclarations = false }: DocumentTableProps) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
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
              <Link to={`/documents/${it.number}`}>
                <code>{it.number}</code>
              </Link>
              {hasDeclarations && (
                <small>
                  <Link to={`/declarations/${it.declaration_no}`}>{it.declaration_no}</Link>
                </small>
              )}
            </td>
            <td data-label={t("instrument.kind")}>
              {titleOf(it)}
              {it.reason !== "" && <small>{it.reason}</small>}
            </td>
            <td data-label={t("instrument.state")}>
              <Seal tone={toneOfInstrument(it.state)}>{stateOf(it)}</Seal>
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
