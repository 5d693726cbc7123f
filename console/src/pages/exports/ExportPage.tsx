/** One retail export: its goods, where it stands, what was said of it. */

import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useExport } from "../../api/queries";
import type { ExportView } from "../../api/types";
import { ActBar } from "../../components/acts/ActBar";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment, formatMoney, formatQuantity } from "../../domain/format";
import { toneOfExport } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { ReturnTable } from "../entry/AfterRelease";
import { SelectionPanel } from "../entry/SelectionPanel";
import { CasePage } from "../zone/CasePage";

export default function ExportPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, refetch } = useExport(number);
  useTitle(t("export.one", { number: data === undefined ? number : numberOf(data) }));
  if (isError) {
    return (
      <>
        <h1>{t("export.one", { number })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body export={data} />;
}

const numberOf = (it: ExportView): string => (it.list_no === "" ? it.order_no : it.list_no);

const momentOf = (text: string | null | undefined): string => (text == null ? "" : formatMoment(text));

function Body({ export: it }: { export: ExportView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <CasePage
      title={t("export.one", { number: numberOf(it) })}
      back={{ to: "/exports", label: t("export.title") }}
      state={stateOf(it)}
      tone={toneOfExport(it.state)}
      keys={[
        { label: t("export.order_no"), text: it.order_no },
        { label: t("export.waybill_no"), text: it.waybill_no },
        { label: t("export.mode"), text: `${it.supervision_mode} ${it.statistics_flag}`.trim() },
        { label: t("export.seller"), text: it.seller_code },
        { label: t("export.declarant"), text: it.declarant_code },
        { label: t("export.country"), text: it.country },
        { label: t("export.bill_no"), text: it.master_bill_no === "" ? it.bill_no : it.master_bill_no },
        { label: t("export.gross_weight"), text: it.gross_weight_kg },
        { label: t("export.taken_on"), text: it.taken_on ?? "" },
        { label: t("export.arrived_at"), text: momentOf(it.arrived_at) },
        { label: t("export.left_at"), text: momentOf(it.left_at) },
        {
          label: t("export.to_sum_up"),
          text: it.to_sum_up == null ? "" : `${it.to_sum_up.from} – ${it.to_sum_up.to}`,
        },
      ]}
      findings={it.findings}
      receipts={it.receipts}
      timeline={it.timeline}
    >
      <ActBar of={{ kind: "export", number: String(it.number) }} />
      <Section id="lines" title={t("export.lines", { count: it.lines.length })}>
        <LineTable lines={it.lines} />
      </Section>
      {it.summed_up != null && (
        <Section id="summed-up" title={t("export.summed_up")}>
          <p>
            <Link to={`/declarations/${it.summed_up.declaration_no}`}>
              <code>{it.summed_up.declaration_no}</code>
            </Link>{" "}
            <small>{t("export.summed_lines", { lines: it.summed_up.lines.join(", ") })}</small>
          </p>
        </Section>
      )}
      {it.returns.length > 0 && (
        <Section id="returns" title={t("after.returns")}>
          <ReturnTable
            returns={it.returns}
            names={new Map(it.lines.map((line) => [line.number, line.name]))}
          />
        </Section>
      )}
      {it.selection != null && (
        <Section id="selection" title={t("section.selection")}>
          <SelectionPanel selection={it.selection} isPassed={false} />
        </Section>
      )}
    </CasePage>
  );
}

function LineTable({ lines }: { lines: ExportView["lines"] }) {
  const { t } = useTranslation();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("export.line")}</th>
          <th scope="col">{t("export.goods")}</th>
          <th scope="col">{t("export.country")}</th>
          <th scope="col" className="number">
            {t("export.quantity")}
          </th>
          <th scope="col" className="number">
            {t("export.price")}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((it) => (
          <tr key={it.number}>
            <td data-label={t("export.line")}>{it.number}</td>
            <td data-label={t("export.goods")}>
              <div>
                {it.name} <code>{it.commodity_code}</code>
              </div>
              <small>{it.model}</small>
            </td>
            <td data-label={t("export.country")}>
              <code>{it.country}</code>
            </td>
            <td data-label={t("export.quantity")} className="number">
              {formatQuantity(it.quantity)} <small>{it.unit}</small>
            </td>
            <td data-label={t("export.price")} className="number">
              {formatMoney(it.total_price)} <small>{it.currency}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
