/** What was applied for about a declaration: fields with old and new value, who asked, who approved. */

import { useTranslation } from "react-i18next";

import type { DeclarationView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoment, formatMoney } from "../../domain/format";
import { toneOfAmendment } from "../../domain/tone";
import { useLanguage } from "../../i18n";

type Amendment = DeclarationView["amendments"][number];

export function AmendmentTable({ amendments }: { amendments: Amendment[] }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("amendment.request_no")}</th>
          <th scope="col">{t("declaration.state")}</th>
          <th scope="col">{t("amendment.changes")}</th>
          <th scope="col">{t("amendment.asked_by")}</th>
          <th scope="col">{t("amendment.approved_by")}</th>
          <th scope="col" className="number">
            {t("amendment.tax")}
          </th>
        </tr>
      </thead>
      <tbody>
        {amendments.map((it) => (
          <tr key={it.request_no}>
            <td data-label={t("amendment.request_no")}>
              <code>{it.request_no}</code>
              <br />
              {t(`amendment.kind.${it.kind}`)}
              {it.ground !== "" && ` · ${it.ground}`}
            </td>
            <td data-label={t("declaration.state")}>
              <Seal tone={toneOfAmendment(it.state)}>{stateOf(it)}</Seal>
              {it.note !== "" && <p>{it.note}</p>}
            </td>
            <td data-label={t("amendment.changes")}>
              <Changes amendment={it} />
            </td>
            <td data-label={t("amendment.asked_by")}>
              {it.asked_by}
              <br />
              <span className="moment">{formatMoment(it.asked_at)}</span>
            </td>
            <td data-label={t("amendment.approved_by")}>
              {it.approved_by.length > 0
                ? it.approved_by.join("、")
                : t("amendment.approvers", { count: it.approvers })}
            </td>
            <td data-label={t("amendment.tax")} className="number">
              {it.tax_before === it.tax_after
                ? formatMoney(it.tax_after)
                : `${formatMoney(it.tax_before)} → ${formatMoney(it.tax_after)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes({ amendment }: { amendment: Amendment }) {
  if (amendment.changes.length === 0) return <>{amendment.reason}</>;
  return (
    <ul className="plain">
      {amendment.changes.map((it) => (
        <li key={it.field}>
          <code>{it.field}</code> {it.old === "" ? "—" : it.old} → {it.new === "" ? "—" : it.new}
        </li>
      ))}
    </ul>
  );
}
