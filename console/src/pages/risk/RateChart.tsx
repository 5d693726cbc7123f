/** Hit rates over time, the targeted beside lots, each as its interval with the rate between its two shades. The table has the same. */

import type { BarSeriesOption } from "echarts/charts";
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { FigureRow, Way } from "../../api/riskFigures";
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
  const rate = row.ways.find((it) => it.way === way);
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

export function RateChart({ rows }: { rows: readonly FigureRow[] }) {
  const { t } = useTranslation();
  const palette = useDark() ? DARK : LIGHT;
  const [targeted, lots] = [t("figures.short.targeted"), t("figures.short.lot")];
  const option = useMemo(
    () =>
      ratesOption(
        rows.map((it) => it.key.slice(5)),
        [
          { name: targeted, color: palette.customs, bands: rows.map((it) => bandOf(it, "targeted")) },
          { name: lots, color: palette.trader, bands: rows.map((it) => bandOf(it, "lot")) },
        ],
        palette,
      ),
    [rows, targeted, lots, palette],
  );
  return (
    <div className="watch-chart">
      <Suspense fallback={null}>
        <Chart option={option} label={t("figures.chart", { count: rows.length })} />
      </Suspense>
    </div>
  );
}
