/** Retail exports, newest first, all or of one state. */

import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useExports } from "../../api/queries";
import type { ExportState, ExportSummary } from "../../api/types";
import { Seal } from "../../components/Seal";
import { Listing } from "../../components/Listing";
import { Chips } from "../../components/Chips";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { toneOfExport } from "../../domain/tone";
import { useLanguage } from "../../i18n";

/** In the order in which an export goes through them. `accepted` is passed in no time. */
const STATES = [
  "expected",
  "declared",
  "rejected",
  "under_review",
  "under_examination",
  "detained",
  "reviewed",
  "released",
  "closed",
  "withdrawn",
  "refused",
] as const satisfies readonly ExportState[];

export default function ExportsPage() {
  const { t } = useTranslation();
  useTitle(t("export.title"));
  const [params, setParams] = useSearchParams();
  const state = STATES.find((it) => it === params.get("state")) ?? null;
  const exports = useExports(state);
  return (
    <>
      <h1>{t("export.title")}</h1>
      <p className="quiet">{t("export.lead")}</p>
      <Chips
        label={t("export.filter_label")}
        all={t("export.all_states")}
        values={STATES}
        chosen={state}
        titleOf={(it) => t(`export.states.${it}`)}
        toneOf={toneOfExport}
        onChoose={(it) => setParams(it === null ? {} : { state: it })}
      />
      <Listing query={exports} none={t("export.none")} shown={(count) => t("export.shown", { count })}>
        {(items) => <ExportTable exports={items} />}
      </Listing>
    </>
  );
}

function ExportTable({ exports }: { exports: readonly ExportSummary[] }) {
  const { t } = useTranslation();
  return (
    <table className="entries as-cards">
      <thead>
        <tr>
          <th scope="col">{t("export.list_no")}</th>
          <th scope="col">{t("export.state")}</th>
          <th scope="col">{t("export.mode")}</th>
          <th scope="col">{t("export.seller")}</th>
          <th scope="col">{t("export.waybill_no")}</th>
          <th scope="col">{t("export.country")}</th>
          <th scope="col" className="number">
            {t("export.line_count")}
          </th>
          <th scope="col">{t("export.updated_at")}</th>
        </tr>
      </thead>
      <tbody>
        {exports.map((it) => (
          <ExportRow key={it.number} row={it} />
        ))}
      </tbody>
    </table>
  );
}

function ExportRow({ row: it }: { row: ExportSummary }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <tr>
      <td data-label={t("export.list_no")}>
        <Link to={`/exports/${it.number}`}>
          <code>{it.list_no === "" ? it.order_no : it.list_no}</code>
        </Link>
        <small>{it.order_no}</small>
      </td>
      <td data-label={t("export.state")}>
        <Seal tone={toneOfExport(it.state)}>{stateOf(it)}</Seal>
      </td>
      <td data-label={t("export.mode")}>
        <code>{`${it.supervision_mode} ${it.statistics_flag}`.trim()}</code>
      </td>
      <td data-label={t("export.seller")}>
        <code>{it.seller_code}</code>
      </td>
      <td data-label={t("export.waybill_no")}>
        <code>{it.waybill_no}</code>
      </td>
      <td data-label={t("export.country")}>
        <code>{it.country}</code>
      </td>
      <td data-label={t("export.line_count")} className="number">
        {it.n_lines}
      </td>
      <td data-label={t("export.updated_at")} className="moment">
        {formatMoment(it.updated_at)}
      </td>
    </tr>
  );
}
