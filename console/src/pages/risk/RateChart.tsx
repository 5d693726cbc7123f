/** Hit rates over time, the targeted beside lots, each as its interval with the rate between its two shades. The table has the same. */

import type { BarSeriesOption } from "echarts/charts";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import type { FigureRate, FigureRow, Way } from "../../api/riskFigures";
import { useDark } from "../../components/useScheme";
import { DARK, LIGHT, type ChartOption, type Palette } from "../wall/charts";

/** In the chunk that the wall board has. */
const Chart = lazy(() => import("../wall/Chart"));

const SIZE = 12;
const HUNDRED = 100;

/** From where each shade of a bar begins to where it ends, in percent. */
export interface Band {
  low: number;
  rate: number;
  high: number;
}

/** The interval of a way of choosing; null where it has no results. */
export function bandOf(row: FigureRow, way: Way): Band | null {
  return bandOfRate(row.ways.find((it) => it.way === way));
}

export function bandOfRate(rate: FigureRate | undefined): Band | null {
  if (rate === undefined || rate.hit_rate === null || rate.low === null || rate.high === null) return null;
  return { low: rate.low * HUNDRED, rate: rate.hit_rate * HUNDRED, high: rate.high * HUNDRED };
}

interface Group {
  name: string;
  color: string;
  bands: readonly (Band | null)[];
}

/** What lies below the interval is not drawn. */
function seriesOf({ name, color, bands }: Group): BarSeriesOption[] {
  const bar = (data: (number | null)[], itemStyle: object, shown: string) => ({
    type: "bar" as const,
    stack: name,
    name: shown,
    data,
    itemStyle,
    barMaxWidth: 18,
  });
  return [
    bar(
      bands.map((it) => it?.low ?? null),
      { color: "transparent" },
      "",
    ),
    bar(
      bands.map((it) => (it === null ? null : it.rate - it.low)),
      { color },
      name,
    ),
    bar(
      bands.map((it) => (it === null ? null : it.high - it.rate)),
      { color, opacity: 0.45 },
      "",
    ),
  ];
}

export function ratesOption(
  keys: readonly string[],
  groups: readonly Group[],
  palette: Palette,
): ChartOption {
  const text = { color: palette.soft, fontSize: SIZE };
  return {
    animation: false,
    legend: {
      top: 0,
      right: 0,
      textStyle: text,
      itemWidth: 12,
      itemHeight: 12,
      data: groups.map((it) => it.name),
    },
    grid: { left: SIZE * 4, right: 8, top: SIZE * 2.6, bottom: SIZE * 2 },
    xAxis: {
      type: "category",
      data: [...keys],
      axisLabel: text,
      axisLine: { lineStyle: { color: palette.rule } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: ({ max }: { max: number }) => Math.min(HUNDRED, Math.ceil(max / 10) * 10 || HUNDRED),
      axisLabel: { ...text, formatter: (percent: number) => `${String(percent)} %` },
      splitLine: { lineStyle: { color: palette.rule } },
    },
    series: groups.flatMap((it) => seriesOf(it)),
  };
}

/** A way of choosing, and its interval in each period. */
type Told = Pick<Group, "name" | "bands">;

interface BandChartProps {
  /** Days, or the Mondays of weeks. */
  keys: readonly string[];
  /** What is measured, and what it is measured against. */
  ours: Told;
  theirs: Told;
  label: string;
}

export function BandChart({ keys, ours, theirs, label }: BandChartProps) {
  const palette = useDark() ? DARK : LIGHT;
  const groups = [
    { ...ours, color: palette.customs },
    { ...theirs, color: palette.trader },
  ];
  const option = ratesOption(
    keys.map((it) => it.slice(5)),
    groups,
    palette,
  );
  return (
    <div className="watch-chart">
      <Suspense fallback={null}>
        <Chart option={option} label={label} />
      </Suspense>
    </div>
  );
}

export function RateChart({ rows }: { rows: readonly FigureRow[] }) {
  const { t } = useTranslation();
  const told = (way: "targeted" | "lot") => ({
    name: t(`figures.short.${way}`),
    bands: rows.map((it) => bandOf(it, way)),
  });
  return (
    <BandChart
      keys={rows.map((it) => it.key)}
      ours={told("targeted")}
      theirs={told("lot")}
      label={t("figures.chart", { count: rows.length })}
    />
  );
}
