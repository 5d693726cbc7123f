/** What history says of a plan: figures of both sides, a chart of the days, what examinations found, budgets, offices, cases. */

import { Alert, Button, Select } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useTryPlan } from "../../api/plans";
import type { RulePreview } from "../../api/risk";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { useDark } from "../../components/useScheme";
import { formatCount } from "../../domain/format";
import { byMinute, DARK, LIGHT } from "../wall/charts";
import { Channels, FactOf, TrialLists } from "./Trial";

const DAYS = [7, 30, 90, 365] as const;

export function PlanTrial({ plan }: { plan: string }) {
  const { t } = useTranslation();
  const tried = useTryPlan(plan);
  const [days, setDays] = useState<number>(30);
  return (
    <>
      <p className="quiet">{t("plans.trial.lead")}</p>
      <div className="ask">
        <Select<number>
          aria-label={t("plans.trial.days")}
          prefix={t("plans.trial.days")}
          value={days}
          onChange={setDays}
          options={DAYS.map((value) => ({ value, label: t("rules.days", { count: value }) }))}
        />
        <Button type="primary" loading={tried.isPending} onClick={() => tried.mutate({ days })}>
          {t("plans.trial.run")}
        </Button>
      </div>
      {tried.isPending && <Loading />}
      {tried.isError && <Refusal error={tried.error} />}
      {tried.isSuccess && <PlanPreview preview={tried.data} />}
    </>
  );
}

export function PlanPreview({ preview: it }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const count = formatCount;
  const moved = (before: number, after: number) => `${count(before)} → ${count(after)}`;
  const facts: [string, string][] = [
    [t("plans.trial.selected"), moved(it.before, it.after)],
    [t("plans.trial.gained"), count(it.gained)],
    [t("plans.trial.lost"), count(it.lost)],
    [t("plans.trial.gained_anyway"), count(it.gained_anyway)],
    [t("plans.trial.examinations"), moved(it.examinations_before, it.examinations_after)],
  ];
  return (
    <>
      <p className="quiet">
        {t("rules.preview.lead", { from: it.from, to: it.to, weighed: count(it.weighed) })}{" "}
        {it.stopped_at !== null && t("rules.preview.stopped", { day: it.stopped_at })}{" "}
        {it.differ > 0 && t("rules.preview.differ", { count: it.differ })}
      </p>
      <Warnings preview={it} />
      <dl className="facts">
        {facts.map(([term, text]) => (
          <FactOf key={term} term={term} text={text} />
        ))}
      </dl>
      <PlanChart days={it.days.filter((day) => day.weighed > 0)} />
      <Results preview={it} />
      {it.budgets.length > 0 && <Budgets preview={it} />}
      {it.channels.length > 0 && <Channels preview={it} />}
      {it.ways.length > 0 && <Ways preview={it} />}
      {it.procedures.length > 0 && <Procedures preview={it} />}
      <TrialLists preview={it} />
    </>
  );
}

/** Where more would be selected than a budget has. */
function Warnings({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const over = preview.budgets.filter((it) => it.is_over);
  const capped = preview.budgets.filter((it) => it.after.beyond > 0 && it.per_day !== null);
  return (
    <>
      {over.map(({ id, share_percent, after }) => (
        <Alert
          key={`over/${id}`}
          type="warning"
          showIcon
          title={t("plans.trial.over", {
            id,
            weighed: formatCount(after.weighed),
            chosen: formatCount(after.chosen),
            percent: after.chosen_percent ?? "",
            share: share_percent,
          })}
        />
      ))}
      {capped.map(({ id, per_day, after }) => (
        <Alert
          key={`capped/${id}`}
          type="info"
          showIcon
          title={t("plans.trial.capped", {
            id,
            most: formatCount(per_day ?? 0),
            beyond: formatCount(after.beyond),
          })}
        />
      ))}
    </>
  );
}

/** In the chunk that the wall board has. */
const Chart = lazy(() => import("../wall/Chart"));

const SIZE = 12;

/** Of each day what both sides select, what is gained and what is lost. */
function PlanChart({ days }: { days: RulePreview["days"] }) {
  const { t } = useTranslation();
  const palette = useDark() ? DARK : LIGHT;
  const [kept, gained, lost] = [t("plans.trial.kept"), t("plans.trial.gained"), t("plans.trial.lost")];
  const option = useMemo(() => {
    const bars = [
      { name: kept, color: palette.customs, values: days.map((it) => it.before - it.lost) },
      { name: gained, color: palette.mark, values: days.map((it) => it.gained) },
      { name: lost, color: palette.terminal, values: days.map((it) => it.lost) },
    ];
    const names = days.map((it) => it.on.slice(5));
    return byMinute(names, bars, null, palette, SIZE, "auto");
  }, [days, kept, gained, lost, palette]);
  if (days.length < 2) return null;
  const sum = (of: (day: RulePreview["days"][number]) => number) =>
    formatCount(days.reduce((all, it) => all + of(it), 0));
  const label = t("plans.trial.chart", {
    days: days.length,
    kept: sum((it) => it.before - it.lost),
    gained: sum((it) => it.gained),
    lost: sum((it) => it.lost),
  });
  return (
    <div className="watch-chart">
      <Suspense fallback={null}>
        <Chart option={option} label={label} />
      </Suspense>
    </div>
  );
}

function Results({ preview: it }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const rows = [
    ["gained", it.gained_results],
    ["lost", it.lost_results],
    ["kept", it.kept_results],
    ["by_lot", it.lot_results],
    ["lots_before", it.lots_before],
    ["lots_after", it.lots_after],
  ] as const;
  return (
    <table className="checks">
      <caption>{t("plans.trial.results")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("plans.trial.which")}</th>
          <th scope="col">{t("plans.trial.examined")}</th>
          <th scope="col">{t("plans.trial.found")}</th>
          <th scope="col">{t("plans.trial.found_percent")}</th>
          <th scope="col">{t("plans.trial.interval")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([of, results]) => (
          <tr key={of}>
            <th scope="row">{t(`plans.trial.of.${of}`)}</th>
            <td>{formatCount(results.examined)}</td>
            <td>{formatCount(results.found)}</td>
            <td>{results.found_percent ?? "—"}</td>
            <td>
              {results.low_percent === null ? "—" : `${results.low_percent} – ${results.high_percent ?? ""}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Budgets({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  return (
    <table className="checks">
      <caption>{t("plans.trial.by_budget")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("plans.trial.budget")}</th>
          <th scope="col">{t("plans.trial.share")}</th>
          <th scope="col">{t("plans.trial.chosen")}</th>
          <th scope="col">{t("plans.trial.per_day")}</th>
          <th scope="col">{t("plans.trial.beyond")}</th>
        </tr>
      </thead>
      <tbody>
        {preview.budgets.map(({ id, share_percent, per_day, before, after }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td>{share_percent}</td>
            <td>
              {before.chosen_percent ?? "—"} → {after.chosen_percent ?? "—"}
            </td>
            <td>{per_day === null ? t("plans.trial.any") : formatCount(per_day)}</td>
            <td>
              {formatCount(before.beyond)} → {formatCount(after.beyond)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface MovesProps {
  caption: string;
  column: string;
  rows: readonly { name: string; before: number; after: number; gained: number; lost: number }[];
}

function MovesTable({ caption, column, rows }: MovesProps) {
  const { t } = useTranslation();
  return (
    <table className="checks">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{column}</th>
          <th scope="col">{t("rules.preview.before")}</th>
          <th scope="col">{t("rules.preview.after")}</th>
          <th scope="col">{t("plans.trial.gained")}</th>
          <th scope="col">{t("plans.trial.lost")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((it) => (
          <tr key={it.name}>
            <th scope="row">{it.name}</th>
            <td>{formatCount(it.before)}</td>
            <td>{formatCount(it.after)}</td>
            <td>{formatCount(it.gained)}</td>
            <td>{formatCount(it.lost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ways({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const rows = preview.ways.map((it) => ({ ...it, name: t(`plans.trial.way.${it.way}`) }));
  return <MovesTable caption={t("plans.trial.by_way")} column={t("plans.trial.way_column")} rows={rows} />;
}

function Procedures({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const rows = preview.procedures.map((it) => ({ ...it, name: t(`features.procedures.${it.procedure}`) }));
  return (
    <MovesTable caption={t("plans.trial.by_procedure")} column={t("plans.trial.procedure")} rows={rows} />
  );
}
