/** What selection found (布控成效): hit rates beside those of lots, honest traders in vain, rules, campaigns, plans before and after. */

import { Input, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import type { Procedure } from "../../api/risk";
import {
  useComparedPlans,
  useFigures,
  type By,
  type ComparedPlan,
  type FigureRow,
  type Figures,
  type FigureSum,
} from "../../api/riskFigures";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoment } from "../../domain/format";
import { formatInterval, formatPoints, formatShare, sideOf } from "../../domain/rates";
import "../../styles/risk.css";
import { FireTable, GainText, RateCell, StandingTable, WayTable } from "./FigureTables";
import { Models } from "./Models";
import { RateChart } from "./RateChart";
import { GRADES } from "./words";

const BYS = ["week", "day", "customs"] as const satisfies readonly By[];
const PROCEDURES = ["parcel", "declaration"] as const satisfies readonly Procedure[];

export default function FiguresPage() {
  const { t } = useTranslation();
  useTitle(t("figures.title"));
  const [params, setParams] = useSearchParams();
  const by = BYS.find((it) => it === params.get("by")) ?? "week";
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
  const figures = useFigures({ by, from, to });
  const put = (name: string, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const has = figures.data?.procedures.map((it) => it.procedure) ?? [];
  const procedure = PROCEDURES.find((it) => it === params.get("procedure")) ?? has[0] ?? "parcel";
  return (
    <>
      <h1>{t("figures.title")}</h1>
      <p className="quiet">{t("figures.lead")}</p>
      <div className="ask figure-ask">
        <label>
          {t("figures.from")}{" "}
          <Input type="date" value={from} max={to} onChange={(event) => put("from", event.target.value)} />
        </label>
        <label>
          {t("figures.to")}{" "}
          <Input type="date" value={to} min={from} onChange={(event) => put("to", event.target.value)} />
        </label>
        <Segmented<By>
          aria-label={t("figures.by_label")}
          value={by}
          onChange={(value) => put("by", value)}
          options={BYS.map((value) => ({ value, label: t(`figures.by.${value}`) }))}
        />
        <Segmented<Procedure>
          aria-label={t("figures.procedure_label")}
          value={procedure}
          onChange={(value) => put("procedure", value)}
          options={PROCEDURES.map((value) => ({ value, label: t(`features.procedures.${value}`) }))}
        />
      </div>
      {figures.isError && <Refusal error={figures.error} onRetry={() => void figures.refetch()} />}
      {figures.isPending && <Loading />}
      {figures.data !== undefined && <Told figures={figures.data} by={by} procedure={procedure} />}
      <Models />
      <Plans />
    </>
  );
}

interface ToldProps {
  figures: Figures;
  by: By;
  procedure: Procedure;
}

export function Told({ figures: it, by, procedure }: ToldProps) {
  const { t } = useTranslation();
  const ours = it.procedures.find((one) => one.procedure === procedure);
  const rows = it.rows.filter((row) => row.procedure === procedure);
  return (
    <>
      <p className="quiet">
        {t("figures.days", { from: it.from, to: it.to })}{" "}
        {t(`figures.found_from.${GRADES[it.found_from - 1] ?? "slip"}`)}{" "}
        {it.kept_from !== null && t("figures.kept_from", { day: it.kept_from })}{" "}
        {it.behind > 0 && t("figures.behind", { count: it.behind })}
      </p>
      {ours === undefined ? (
        <p className="blank">{t("figures.none")}</p>
      ) : (
        <>
          <Overview sum={ours} />
          <Section id="over-time" title={t("figures.over_time")}>
            {by !== "customs" && rows.length > 0 && <RateChart rows={rows} />}
            <RowTable rows={rows} by={by} />
          </Section>
        </>
      )}
      <Section id="campaigns" title={t("figures.campaigns")}>
        <FireTable fires={it.campaigns} what="campaign" />
      </Section>
      <Section id="rules" title={t("figures.rules")}>
        <FireTable fires={it.rules} what="rule" />
      </Section>
      {it.beside.examined > 0 && (
        <p className="quiet">
          {t("figures.beside", {
            examined: formatCount(it.beside.examined),
            found: formatCount(it.beside.found),
          })}
        </p>
      )}
    </>
  );
}

function Overview({ sum }: { sum: FigureSum }) {
  const { t } = useTranslation();
  const facts: [string, string][] = [
    [t("figures.weighed"), formatCount(sum.weighed)],
    [t("figures.selected"), formatCount(sum.selected)],
    [t("figures.examinations"), formatCount(sum.examinations)],
    [t("figures.examined"), formatCount(sum.examined)],
    [t("figures.found"), formatCount(sum.found)],
    [
      t("figures.later_audit"),
      t("figures.later_text", {
        selected: formatCount(sum.later_audit.selected),
        found: formatCount(sum.later_audit.found),
        examined: formatCount(sum.later_audit.examined),
      }),
    ],
    [
      t("figures.by_grade"),
      GRADES.map((it, at) => `${t(`figures.grade.${it}`)} ${formatCount(sum.by_grade[at] ?? 0)}`).join(
        t("common.and"),
      ),
    ],
  ];
  const kinds = sum.kinds.map((it) => `${it.kind} ${formatCount(it.n)}`).join(t("common.and"));
  if (kinds !== "") facts.push([t("figures.kinds"), kinds]);
  return (
    <>
      <p className="figure-gain">
        {sum.gain === null ? (
          t("figures.no_gain")
        ) : (
          <>
            {t(`figures.gain.${sideOf(sum.gain)}`, { points: formatPoints(sum.gain.points) })}{" "}
            <small>
              {t("figures.gain_interval", {
                low: formatPoints(sum.gain.low),
                high: formatPoints(sum.gain.high),
              })}
            </small>
          </>
        )}
      </p>
      <dl className="facts">
        {facts.map(([term, text]) => (
          <div key={term} style={{ display: "contents" }}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <WayTable ways={sum.ways} />
      <StandingTable standings={sum.standings} />
    </>
  );
}

function RowTable({ rows, by }: { rows: readonly FigureRow[]; by: By }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <p className="blank">{t("figures.none")}</p>;
  const rate = (row: FigureRow, way: "targeted" | "lot") => row.ways.find((it) => it.way === way);
  return (
    <table className="checks as-cards figure-table">
      <caption>{t(`figures.caption.${by}`)}</caption>
      <thead>
        <tr>
          <th scope="col">{t(`figures.by.${by}`)}</th>
          <th scope="col">{t("figures.weighed")}</th>
          <th scope="col">{t("figures.selected")}</th>
          <th scope="col">{t("figures.examined")}</th>
          <th scope="col">{t("figures.found")}</th>
          <th scope="col">{t("figures.short.targeted")}</th>
          <th scope="col">{t("figures.short.lot")}</th>
          <th scope="col">{t("figures.gain_column")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row" data-label={t(`figures.by.${by}`)}>
              {row.key === "" ? t("figures.others") : row.key}
            </th>
            <td data-label={t("figures.weighed")}>{formatCount(row.weighed)}</td>
            <td data-label={t("figures.selected")}>{formatCount(row.selected)}</td>
            <td data-label={t("figures.examined")}>{formatCount(row.examined)}</td>
            <td data-label={t("figures.found")}>{formatCount(row.found)}</td>
            <td data-label={t("figures.short.targeted")}>
              <RateCell rate={rate(row, "targeted")} />
            </td>
            <td data-label={t("figures.short.lot")}>
              <RateCell rate={rate(row, "lot")} />
            </td>
            <td data-label={t("figures.gain_column")}>
              <GainText gain={row.gain} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Figures before and after each plan that took effect. */
function Plans() {
  const { t } = useTranslation();
  const plans = useComparedPlans();
  return (
    <Section id="plans" title={t("figures.plans.title")}>
      <p className="quiet">{t("figures.plans.lead")}</p>
      {plans.isError && <Refusal error={plans.error} onRetry={() => void plans.refetch()} />}
      {plans.isPending && <Loading />}
      {plans.data?.plans.length === 0 && <p className="blank">{t("figures.plans.none")}</p>}
      {plans.data?.plans.map((it) => (
        <PlanCompared key={it.plan} plan={it} />
      ))}
    </Section>
  );
}

export function PlanCompared({ plan: it }: { plan: ComparedPlan }) {
  const { t } = useTranslation();
  const share = (sum: FigureSum) => formatShare(sum.weighed === 0 ? null : sum.selected / sum.weighed);
  return (
    <section>
      <h3>
        {it.plan} {it.title}
      </h3>
      <p className="quiet">{t("figures.plans.since", { at: formatMoment(it.since), by: it.by })}</p>
      {it.before === null || it.after === null ? (
        <p className="blank">{t("figures.plans.too_soon")}</p>
      ) : (
        <table className="checks as-cards figure-table">
          <caption>
            {t("figures.plans.days", {
              before: t("figures.plans.span", { from: it.before.from, to: it.before.to }),
              after: t("figures.plans.span", { from: it.after.from, to: it.after.to }),
            })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t("figures.by.customs")}</th>
              <th scope="col">{t("figures.procedure_label")}</th>
              <th scope="col">{t("figures.plans.selected")}</th>
              <th scope="col">{t("figures.plans.rate")}</th>
              <th scope="col">{t("figures.plans.targeted")}</th>
              <th scope="col">{t("figures.plans.lots")}</th>
            </tr>
          </thead>
          <tbody>
            {it.districts.map((one) => (
              <tr key={`${one.customs}/${one.procedure}`}>
                <th scope="row" data-label={t("figures.by.customs")}>
                  {one.customs === "" ? t("figures.all_offices") : one.customs}
                </th>
                <td data-label={t("figures.procedure_label")}>{t(`features.procedures.${one.procedure}`)}</td>
                <td data-label={t("figures.plans.selected")}>
                  {share(one.before)} → {share(one.after)}
                </td>
                <td data-label={t("figures.plans.rate")}>
                  {ratesOf(one.before)} → {ratesOf(one.after)}
                </td>
                <td data-label={t("figures.plans.targeted")}>
                  <GainText gain={one.targeted} />
                </td>
                <td data-label={t("figures.plans.lots")}>
                  <GainText gain={one.lots} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Of what was targeted, with its interval. */
function ratesOf(sum: FigureSum): string {
  const it = sum.ways.find((one) => one.way === "targeted");
  if (it === undefined || it.hit_rate === null) return "—";
  return `${formatShare(it.hit_rate)} (${formatInterval(it.low, it.high)})`;
}
