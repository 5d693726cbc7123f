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
import { FigureTable } from "./FigureTable";
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
  const groups = [
    ["gained", it.gained_results],
    ["lost", it.lost_results],
    ["kept", it.kept_results],
    ["by_lot", it.lot_results],
    ["lots_before", it.lots_before],
    ["lots_after", it.lots_after],
  ] as const;
  const columns = [
    t("plans.trial.which"),
    t("plans.trial.examined"),
    t("plans.trial.found"),
    t("plans.trial.found_percent"),
    t("plans.trial.interval"),
  ];
  const rows = groups.map(([of, { examined, found, found_percent, low_percent, high_percent }]) => ({
    key: of,
    name: t(`plans.trial.of.${of}`),
    figures: [
      formatCount(examined),
      formatCount(found),
      found_percent ?? "—",
      low_percent === null ? "—" : `${low_percent} – ${high_percent ?? ""}`,
    ],
  }));
  return <FigureTable caption={t("plans.trial.results")} columns={columns} rows={rows} />;
}

function Budgets({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const columns = [
    t("plans.trial.budget"),
    t("plans.trial.share"),
    t("plans.trial.chosen"),
    t("plans.trial.per_day"),
    t("plans.trial.beyond"),
  ];
  const rows = preview.budgets.map(({ id, share_percent, per_day, before, after }) => ({
    key: id,
    name: id,
    figures: [
      share_percent,
      `${before.chosen_percent ?? "—"} → ${after.chosen_percent ?? "—"}`,
      per_day === null ? t("plans.trial.any") : formatCount(per_day),
      `${formatCount(before.beyond)} → ${formatCount(after.beyond)}`,
    ],
  }));
  return <FigureTable caption={t("plans.trial.by_budget")} columns={columns} rows={rows} />;
}

interface MovesProps {
  caption: string;
  column: string;
  moves: readonly { name: string; before: number; after: number; gained: number; lost: number }[];
}

function MovesTable({ caption, column, moves }: MovesProps) {
  const { t } = useTranslation();
  const columns = [
    column,
    t("rules.preview.before"),
    t("rules.preview.after"),
    t("plans.trial.gained"),
    t("plans.trial.lost"),
  ];
  const rows = moves.map((it) => ({
    key: it.name,
    name: it.name,
    figures: [it.before, it.after, it.gained, it.lost].map(formatCount),
  }));
  return <FigureTable caption={caption} columns={columns} rows={rows} />;
}

function Ways({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const moves = preview.ways.map((it) => ({ ...it, name: t(`plans.trial.way.${it.way}`) }));
  return <MovesTable caption={t("plans.trial.by_way")} column={t("plans.trial.way_column")} moves={moves} />;
}

function Procedures({ preview }: { preview: RulePreview }) {
  const { t } = useTranslation();
  const moves = preview.procedures.map((it) => ({ ...it, name: t(`features.procedures.${it.procedure}`) }));
  return (
    <MovesTable caption={t("plans.trial.by_procedure")} column={t("plans.trial.procedure")} moves={moves} />
  );
}
