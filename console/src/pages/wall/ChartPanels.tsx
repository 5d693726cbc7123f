/** The board's charts, each with its figures as a table behind it. */

import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Wall } from "../../api/types";
import { formatCount, localMoment } from "../../domain/format";
import { isMarkInSight, shortSpan, slowest, type Window } from "../../domain/wall";
import { useLanguage } from "../../i18n";
import { byMinute, timesBy, waitingBy, type Palette } from "./charts";
import { ChartPanel } from "./Panel";

interface Look {
  palette: Palette;
  /** Of the type, in pixels. */
  size: number;
}

const MINUTE_MS = 60_000;
const STEPS = 10;
const OWNERS = ["trader", "customs", "terminal"] as const;

export function Throughput({ board, look }: { board: Wall; look: Look }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { palette, size } = look;
  const colors = [palette.customs, palette.terminal, palette.trader];
  const first = board.throughput[0];
  const from = new Date(first?.from ?? "").getTime();
  const minutes = (first?.per_minute ?? []).map((_, place) => {
    const at = new Date(from + place * MINUTE_MS);
    return localMoment(Number.isNaN(at.getTime()) ? "" : at.toISOString())?.time.slice(0, 5) ?? "";
  });
  const bars = board.throughput.map((it, place) => ({
    name: titleOf(it),
    color: colors[place] ?? palette.soft,
    values: it.per_minute,
  }));
  const mark = board.mark?.per_minute ?? 0;
  const counts = minutes.map((_, place) => bars.reduce((sum, it) => sum + (it.values[place] ?? 0), 0));
  const line = isMarkInSight(counts, mark)
    ? { at: mark, name: t("wall.mark", { mark: formatCount(mark) }) }
    : null;
  const table = {
    head: [t("wall.throughput.minute"), ...bars.map((it) => it.name)],
    rows: minutes
      .map((name, place) => ({
        key: name,
        cells: [name, ...bars.map((it) => formatCount(it.values[place] ?? 0))],
      }))
      .reverse(),
  };
  return (
    <ChartPanel
      id="throughput"
      title={t("wall.throughput.title")}
      summary={t("wall.throughput.summary", { peak: formatCount(Math.max(0, ...counts)) })}
      option={byMinute(minutes, bars, line, palette, size)}
      table={table}
    />
  );
}

/** How much room names have beside bars. */
function roomFor(size: number): number {
  return size * (window.innerWidth < 600 ? 10 : 15);
}

export function Steps({ board, window: shown, look }: { board: Wall; window: Window; look: Look }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { palette, size } = look;
  const titles = useMemo(
    () => new Map(board.standing.map((it) => [it.procedure, titleOf(it)])),
    [board.standing, titleOf],
  );
  const nameOf = (it: Wall["steps"][number]) => `${titleOf(it)} · ${titles.get(it.procedure) ?? ""}`;
  const steps = slowest(board.steps, shown, STEPS);
  const bars = [
    { name: t("wall.steps.p50"), color: palette.customs, values: steps.map((it) => it[shown].p50_ms) },
    { name: t("wall.steps.p90"), color: palette.trader, values: steps.map((it) => it[shown].p90_ms) },
  ];
  const table = {
    head: ["step", "owner", "count", "p50", "p90"].map((it) => t(`wall.steps.${it as "step"}`)),
    rows: board.steps
      .filter((it) => it[shown].n > 0)
      .map((it) => ({
        key: `${it.procedure}.${it.state}`,
        cells: [
          nameOf(it),
          it.owner === null ? "–" : t(`wall.owner.${it.owner}`),
          formatCount(it[shown].n),
          shortSpan(it[shown].p50_ms),
          shortSpan(it[shown].p90_ms),
        ],
      })),
  };
  return (
    <ChartPanel
      id="steps"
      title={t("wall.steps.title")}
      summary={t("wall.steps.summary")}
      option={steps.length === 0 ? null : timesBy(steps.map(nameOf), bars, palette, size, roomFor(size))}
      table={table}
    />
  );
}

export function Owners({ board, window: shown, look }: { board: Wall; window: Window; look: Look }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { palette, size } = look;
  const rows = board.clearance.flatMap((it) =>
    it[shown].n === 0
      ? []
      : it.owners.map((share) => ({ of: titleOf(it), owner: share.owner, times: share[shown] })),
  );
  const bars = [
    { name: t("wall.steps.p50"), color: palette.customs, values: rows.map((it) => it.times.p50_ms) },
    { name: t("wall.steps.p90"), color: palette.trader, values: rows.map((it) => it.times.p90_ms) },
  ];
  const names = rows.map((it) => `${t(`wall.owner.${it.owner}`)} · ${it.of}`);
  const overall = board.clearance.map((it) => ({
    key: it.procedure,
    cells: [`${titleOf(it)} · ${t("wall.owners.overall")}`, it[shown]] as const,
  }));
  const cellsOf = (name: string, times: Wall["clearance"][number]["today"]) => [
    name,
    formatCount(times.n),
    shortSpan(times.p50_ms),
    shortSpan(times.p90_ms),
  ];
  const table = {
    head: [t("wall.steps.owner"), t("wall.steps.count"), t("wall.steps.p50"), t("wall.steps.p90")],
    rows: [
      ...overall.map(({ key, cells: [name, times] }) => ({ key, cells: cellsOf(name, times) })),
      ...rows.map((it, place) => ({ key: names[place] ?? "", cells: cellsOf(names[place] ?? "", it.times) })),
    ],
  };
  return (
    <ChartPanel
      id="owners"
      title={t("wall.owners.title")}
      summary={t("wall.owners.summary")}
      option={rows.length === 0 ? null : timesBy(names, bars, palette, size, roomFor(size))}
      table={table}
    />
  );
}

export function Standing({ board, look }: { board: Wall; look: Look }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { palette, size } = look;
  const bars = OWNERS.map((owner) => ({
    name: t(`wall.owner.${owner}`),
    color: palette[owner],
    values: board.standing.map((it) =>
      it.states.filter((state) => state.owner === owner).reduce((sum, state) => sum + state.count, 0),
    ),
  }));
  const table = {
    head: [
      t("wall.standing.procedure"),
      t("wall.standing.state"),
      t("wall.steps.owner"),
      t("wall.steps.count"),
    ],
    rows: board.standing.flatMap((it) => [
      { key: it.procedure, cells: [titleOf(it), t("wall.standing.total"), "", formatCount(it.count)] },
      ...it.states
        .filter((state) => state.count > 0)
        .map((state) => ({
          key: `${it.procedure}.${state.state}`,
          cells: [
            titleOf(it),
            titleOf(state),
            state.owner === null ? t("wall.standing.done") : t(`wall.owner.${state.owner}`),
            formatCount(state.count),
          ],
        })),
    ]),
  };
  return (
    <ChartPanel
      id="standing"
      title={t("wall.standing.title")}
      summary={t("wall.standing.summary")}
      option={waitingBy(board.standing.map(titleOf), bars, palette, size, roomFor(size) * 0.75)}
      table={table}
    />
  );
}
