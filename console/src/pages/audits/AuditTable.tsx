/** Cases after release, one a line. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { AuditSummary } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoney } from "../../domain/format";
import { toneOfAudit } from "../../domain/tone";
import { useLanguage } from "../../i18n";

export function AuditTable({ audits }: { audits: readonly AuditSummary[] }) {
  const { t } = useTranslation();
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          <th scope="col">{t("audit.audit_no")}</th>
          <th scope="col">{t("audit.state")}</th>
          <th scope="col">{t("audit.enterprise")}</th>
          <th scope="col" className="number">
            {t("audit.declaration_count")}
          </th>
          <th scope="col">{t("audit.finish_by")}</th>
          <th scope="col">{t("audit.outcome")}</th>
          <th scope="col" className="number">
            {t("audit.difference")}
          </th>
        </tr>
      </thead>
      <tbody>
        {audits.map((it) => (
          <AuditRow key={it.audit_no} row={it} />
        ))}
      </tbody>
    </table>
  );
}

function AuditRow({ row: it }: { row: AuditSummary }) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
  return (
    <tr>
      <td data-label={t("audit.audit_no")}>
        <Link to={`/audits/${it.audit_no}`}>
          <code>{it.audit_no}</code>
        </Link>
        <small>
          {titleOf({ title_zh: it.kind_title_zh, title_en: it.kind_title_en })} ·{" "}
          {titleOf({ title_zh: it.origin_title_zh, title_en: it.origin_title_en })}
        </small>
      </td>
      <td data-label={t("audit.state")}>
        <Seal tone={it.is_overdue ? "stop" : toneOfAudit(it.state)}>{stateOf(it)}</Seal>
      </td>
      <td data-label={t("audit.enterprise")}>
        {it.enterprise.name} <code>{it.enterprise.code}</code>
      </td>
      <td data-label={t("audit.declaration_count")} className="number">
        {it.n_declarations}
      </td>
      <td data-label={t("audit.finish_by")}>
        {it.finish_by ?? "—"}
        {it.is_overdue && <small>{t("audit.overdue")}</small>}
      </td>
      <td data-label={t("audit.outcome")}>
        {it.outcome == null
          ? "—"
          : titleOf({ title_zh: it.outcome_title_zh ?? "", title_en: it.outcome_title_en ?? "" })}
      </td>
      <td data-label={t("audit.difference")} className="number">
        {formatMoney(it.difference)}
      </td>
    </tr>
  );
}
