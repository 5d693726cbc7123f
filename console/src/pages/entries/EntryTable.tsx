/** Parcels as a table; on a narrow screen each row becomes a card. */

import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { EntrySummary } from "../../api/types";
import { Seal } from "../../components/Seal";
import { formatMoment } from "../../domain/format";
import { toneOfState } from "../../domain/tone";
import { useLanguage } from "../../i18n";

export function EntryTable({ entries }: { entries: readonly EntrySummary[] }) {
  const { t } = useTranslation();
  const heads = [
    "number",
    "state",
    "order_no",
    "waybill_no",
    "list_no",
    "platform",
    "declared_on",
    "findings",
    "updated_at",
  ] as const;
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {t(`parcels.column.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <EntryRow key={entry.number} entry={entry} />
        ))}
      </tbody>
    </table>
  );
}

function EntryRow({ entry }: { entry: EntrySummary }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const navigate = useNavigate();
  const to = `/entries/${entry.number}`;
  const state = stateOf(entry);
  // Selecting a number to copy it must not open the parcel.
  const open = () => {
    if (window.getSelection()?.toString() === "") void navigate(to);
  };
  return (
    <tr onClick={open}>
      <td data-label={t("parcels.column.number")} className="entries-number">
        <Link to={to} aria-label={t("parcels.open", { number: entry.number })}>
          {entry.number}
        </Link>
      </td>
      <td data-label={t("parcels.column.state")} className="entries-state">
        <Seal tone={toneOfState(entry.state)}>{state}</Seal>
      </td>
      <Identifier label={t("parcels.column.order_no")} text={entry.order_no} />
      <Identifier label={t("parcels.column.waybill_no")} text={entry.waybill_no} />
      <td data-label={t("parcels.column.list_no")}>
        <code>{entry.entry_id === "" ? "—" : entry.entry_id}</code>
        {entry.trader_reference !== "" && (
          <small title={t("parcels.column.reference")}>{entry.trader_reference}</small>
        )}
      </td>
      <Identifier label={t("parcels.column.platform")} text={entry.platform_code} />
      <td data-label={t("parcels.column.declared_on")} className="moment">
        {entry.declared_on ?? "—"}
      </td>
      <td
        data-label={t("parcels.column.findings")}
        className={`number ${entry.n_findings > 0 ? "" : "is-empty"}`}
      >
        {entry.n_findings > 0 ? <strong className="n-findings">{entry.n_findings}</strong> : "—"}
      </td>
      <td data-label={t("parcels.column.updated_at")} className="moment">
        {formatMoment(entry.updated_at)}
      </td>
    </tr>
  );
}

function Identifier({ label, text }: { label: string; text: string }) {
  return (
    <td data-label={label} className={text === "" ? "is-empty" : ""}>
      <code>{text === "" ? "—" : text}</code>
    </td>
  );
}
