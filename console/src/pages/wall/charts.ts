/** What the board's charts show, as ECharts has it. */

import type { BarSeriesOption } from "echarts/charts";
import type {
  GridComponentOption,
  LegendComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import type { ComposeOption } from "echarts/core";

import { shortSpan } from "../../domain/wall";
import { formatCount } from "../../domain/format";

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | MarkLineComponentOption
  | TooltipComponentOption
>;

/** The colours of one background. */
export interface Palette {
  ink: string;
  soft: string;
  rule: string;
  sheet: string;
  ground: string;
  trader: string;
  customs: string;
  terminal: string;
  mark: string;
}

export const DARK: Palette = {
  ink: "#f0ede4",
  soft: "#a9b3ae",
  rule: "#2f3b3a",
  sheet: "#16201f",
  ground: "#0e1615",
  trader: "#e0b35a",
  customs: "#58b8a4",
  terminal: "#8fb3e0",
  mark: "#f0866b",
};

export const LIGHT: Palette = {
  ink: "#1c2526",
  soft: "#58605c",
  rule: "#e0dacb",
  sheet: "#fffdf8",
  ground: "#f5f2ea",
  trader: "#8a5a0b",
  customs: "#1f5b52",
  terminal: "#3f6270",
  mark: "#a8361f",
};

const BASE = { animation: false } as const;

function tooltip(palette: Palette): TooltipComponentOption {
  return {
    trigger: "axis",
    axisPointer: { type: "shadow" },
    backgroundColor: palette.sheet,
    borderColor: palette.rule,
    textStyle: { color: palette.ink },
    confine: true,
  };
}

export interface Bars {
  name: string;
  color: string;
  values: readonly (number | null)[];
}

/** Bars by the minute, one on the other, with the mark as a line where it is in sight. */
export function byMinute(
  minutes: readonly string[],
  bars: readonly Bars[],
  mark: { at: number; name: string } | null,
  palette: Palette,
  size: number,
  /** Every so many names stand below the bars. */
  interval: number | "auto" = 9,
): ChartOption {
  const text = { color: palette.soft, fontSize: size };
  const line: MarkLineComponentOption = {
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.mark, type: "dashed", width: 2 },
    label: { formatter: mark?.name ?? "", color: palette.mark, fontSize: size, position: "insideStartTop" },
    data: mark === null ? [] : [{ yAxis: mark.at }],
  };
  return {
    ...BASE,
    tooltip: tooltip(palette),
    legend: { top: 0, right: 0, textStyle: text, itemWidth: 12, itemHeight: 12 },
    grid: { left: size * 5, right: 8, top: size * 2.6, bottom: size * 2 },
    xAxis: {
      type: "category",
      data: [...minutes],
      axisLabel: { ...text, interval },
      axisLine: { lineStyle: { color: palette.rule } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      ...(mark === null ? {} : { max: ({ max }: { max: number }) => Math.max(max, mark.at * 1.1) }),
      axisLabel: { ...text, formatter: (count: number) => formatCount(count) },
      splitLine: { lineStyle: { color: palette.rule } },
    },
    series: bars.map((it, place) => ({
      type: "bar",
      stack: "all",
      name: it.name,
      data: [...it.values],
      itemStyle: { color: it.color },
      barCategoryGap: "20%",
      ...(place === 0 ? { markLine: line } : {}),
    })),
  };
}

/** What lying bars share: names at the left, the legend above. */
function lying(names: readonly string[], palette: Palette, size: number, nameSize: number, room: number) {
  const text = { color: palette.soft, fontSize: size };
  return {
    ...BASE,
    legend: { top: 0, right: 0, textStyle: text, itemWidth: 12, itemHeight: 12 },
    grid: { left: room, right: size * 3, top: size * 2.2, bottom: size * 2 },
    yAxis: {
      type: "category" as const,
      inverse: true,
      data: [...names],
      axisLabel: {
        color: palette.ink,
        fontSize: nameSize,
        width: room - 12,
        overflow: "truncate" as const,
        interval: 0,
      },
      axisLine: { lineStyle: { color: palette.rule } },
      axisTick: { show: false },
    },
  };
}

/** Times of steps, on a logarithmic scale: milliseconds and days stand on one board. */
export function timesBy(
  names: readonly string[],
  bars: readonly Bars[],
  palette: Palette,
  size: number,
  room: number,
): ChartOption {
  const text = { color: palette.soft, fontSize: size };
  return {
    ...lying(names, palette, size, size, room),
    tooltip: { ...tooltip(palette), valueFormatter: (it) => shortSpan(typeof it === "number" ? it : null) },
    xAxis: {
      type: "log",
      min: 1,
      axisLabel: { ...text, hideOverlap: true, formatter: (ms: number) => shortSpan(ms) },
      splitLine: { lineStyle: { color: palette.rule } },
    },
    series: bars.map((it) => ({
      type: "bar",
      name: it.name,
      data: it.values.map((ms) => (ms === null ? null : Math.max(ms, 1))),
      itemStyle: { color: it.color },
      barGap: "10%",
      barMaxWidth: size,
    })),
  };
}

/** Cases that wait, one owner beside the other. */
export function waitingBy(
  names: readonly string[],
  bars: readonly Bars[],
  palette: Palette,
  size: number,
  room: number,
): ChartOption {
  const text = { color: palette.soft, fontSize: size };
  return {
    ...lying(names, palette, size, size - 1, room),
    tooltip: tooltip(palette),
    xAxis: {
      type: "value",
      minInterval: 1,
      axisLabel: { ...text, hideOverlap: true, formatter: (count: number) => formatCount(count) },
      splitLine: { lineStyle: { color: palette.rule } },
    },
    series: bars.map((it) => ({
      type: "bar",
      stack: "all",
      name: it.name,
      data: [...it.values],
      itemStyle: { color: it.color },
      barMaxWidth: size,
    })),
  };
}
