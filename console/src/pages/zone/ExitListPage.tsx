/** One exit list: its lines, the retail lists it gathers, and the vehicles that take it. */

import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useExitList } from "../../api/queries";
import type { ExitListView } from "../../api/types";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoney, formatQuantity } from "../../domain/format";
import { toneOfExitList, toneOfState } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { CasePage } from "./CasePage";

export default function ExitListPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, refetch } = useExitList(number);
  useTitle(t("zone.exit_list_title", { number: data?.list_no ?? number }));
  if (isError) {
    return (
      <>
        <h1>{t("zone.exit_list_title", { number })}</h1>
        <Refusal error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading rows={12} />;
  return <Body list={data} />;
}

function Body({ list }: { list: ExitListView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  const number = list.list_no === "" ? list.preliminary_no : list.list_no;
  return (
    <CasePage
      title={t("zone.exit_list_title", { number })}
      back={{ to: "/exit-lists", label: t("zone.exit_lists") }}
      state={stateOf(list)}
      tone={toneOfExitList(list.state)}
      keys={[
        { label: t("zone.preliminary_no"), text: list.preliminary_no },
        { label: t("zone.reference"), text: list.reference },
        { label: t("zone.book_no"), text: list.book_no, to: `/books/${list.book_no}` },
        { label: t("zone.operator"), text: `${list.operator_code} ${list.operator_name}` },
        { label: t("zone.customs_code"), text: list.customs_code },
        { label: t("zone.gross_weight"), text: formatQuantity(list.gross_weight_kg) },
        { label: t("zone.net_weight"), text: formatQuantity(list.net_weight_kg) },
      ]}
      findings={list.findings}
      receipts={list.receipts}
      timeline={list.timeline}
    >
      <Section id="lines" title={t("zone.lines")}>
        <Lines list={list} />
      </Section>
      <Section id="parcels" title={t("zone.gathered", { count: list.parcels.length })}>
        <Parcels list={list} />
      </Section>
      <Section id="passes" title={t("zone.gate_passes")}>
        <Passes list={list} />
      </Section>
    </CasePage>
  );
}

function Lines({ list }: { list: ExitListView }) {
  const { t } = useTranslation();
  if (list.lines.length === 0) return <p className="quiet">{t("zone.no_lines")}</p>;
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("zone.line")}</th>
          <th scope="col">{t("zone.record_no")}</th>
          <th scope="col">{t("zone.goods")}</th>
          <th scope="col" className="number">
            {t("zone.quantity")}
          </th>
          <th scope="col" className="number">
            {t("zone.left")}
          </th>
          <th scope="col" className="number">
            {t("zone.total_price")}
          </th>
        </tr>
      </thead>
      <tbody>
        {list.lines.map((it) => (
          <tr key={it.number}>
            <td data-label={t("zone.line")}>{it.number}</td>
            <td data-label={t("zone.record_no")}>
              <code>{it.record_no}</code>
            </td>
            <td data-label={t("zone.goods")}>
              {it.name} <code>{it.commodity_code}</code>
            </td>
            <td data-label={t("zone.quantity")} className="number">
              {formatQuantity(it.quantity)} <small>{it.unit}</small>
            </td>
            <td data-label={t("zone.left")} className="number">
              {formatQuantity(it.left)}
            </td>
            <td data-label={t("zone.total_price")} className="number">
              {formatMoney(it.total_price)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Parcels({ list }: { list: ExitListView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("parcel.list_no")}</th>
          <th scope="col">{t("parcel.order_no")}</th>
          <th scope="col">{t("zone.state")}</th>
        </tr>
      </thead>
      <tbody>
        {list.parcels.map((it, index) => (
          <tr key={`${it.list_no}/${index}`}>
            <td data-label={t("parcel.list_no")}>
              {it.number == null ? (
                <code>{it.list_no}</code>
              ) : (
                <Link to={`/entries/${it.number}`}>
                  <code>{it.list_no}</code>
                </Link>
              )}
            </td>
            <td data-label={t("parcel.order_no")}>
              <code>{it.order_no === "" ? "—" : it.order_no}</code>
            </td>
            <td data-label={t("zone.state")}>
              {it.state == null ? (
                <Seal tone="stop">{t("zone.unknown")}</Seal>
              ) : (
                <Seal tone={toneOfState(it.state)}>{stateOf(it)}</Seal>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Passes({ list }: { list: ExitListView }) {
  const { t } = useTranslation();
  if (list.passes.length === 0) return <p className="quiet">{t("zone.on_no_pass")}</p>;
  return (
    <table className="as-cards">
      <thead>
        <tr>
          <th scope="col">{t("zone.pass_no")}</th>
          <th scope="col">{t("zone.share")}</th>
          <th scope="col" className="number">
            {t("zone.gross_weight")}
          </th>
          <th scope="col">{t("zone.state")}</th>
        </tr>
      </thead>
      <tbody>
        {list.passes.map((it) => (
          <tr key={it.pass_no}>
            <td data-label={t("zone.pass_no")}>
              <Link to={`/gate-passes/${it.pass_no}`}>
                <code>{it.pass_no}</code>
              </Link>
            </td>
            <td data-label={t("zone.share")}>{t(it.is_whole ? "zone.whole" : "zone.part")}</td>
            <td data-label={t("zone.gross_weight")} className="number">
              {formatQuantity(it.gross_weight_kg)}
            </td>
            <td data-label={t("zone.state")}>{t(it.has_passed ? "zone.is_out" : "zone.not_out")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
