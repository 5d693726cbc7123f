/** What the wall board makes of the house's events: which board is on show, when the house was last heard, and the few
    figures that are worked out from a board. */

import type { Wall, WallChosen, WallGroup, WallStep } from "../api/types";

/** How the house is heard. */
export type Hearing = "connecting" | "live" | "lost";

export interface WallState {
  board: Wall | null;
  hearing: Hearing;
  /** Milliseconds since 1970 by the browser's clock; null before anything was heard. */
  heardAt: number | null;
}

export type WallEvent =
  | { kind: "board"; board: Wall; at: number }
  | { kind: "beat"; at: number }
  | { kind: "broken" }
  | { kind: "opened"; at: number }
  | { kind: "tick"; at: number };

export const NOTHING_HEARD: WallState = { board: null, hearing: "connecting", heardAt: null };

/** The house says something every ten seconds; twice that and a little more is too long. */
export const SILENCE_MS = 25_000;

/** One event after the other; a board stays on show while the house is not heard, and is said to be old. */
export function heard(state: WallState, event: WallEvent): WallState {
  switch (event.kind) {
    case "board":
      return { board: event.board, hearing: "live", heardAt: event.at };
    case "beat":
    case "opened":
      return { ...state, hearing: "live", heardAt: event.at };
    case "broken":
      return { ...state, hearing: state.heardAt === null ? "connecting" : "lost" };
    case "tick": {
      const isSilent = state.heardAt !== null && event.at - state.heardAt > SILENCE_MS;
      return isSilent && state.hearing === "live" ? { ...state, hearing: "lost" } : state;
    }
  }
}

/** Whole seconds since something was heard. */
export function silentFor(state: WallState, now: number): number | null {
  return state.heardAt === null ? null : Math.max(0, Math.floor((now - state.heardAt) / 1000));
}

/** A time in one number with its unit: `840 ms`, `3.2 s`, `4.5 min`, `2.1 h`, `3.4 d`; nothing as a dash. */
export function shortSpan(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1000) return `${ms} ms`;
  const units: [number, string][] = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1000, "s"],
  ];
  const [size, unit] = units.find(([size]) => ms >= size) ?? [1000, "s"];
  const value = ms / size;
  return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ${unit}`;
}

/** A share in percent with one decimal; a dash where there is nothing to take a share of. */
export function shareOf(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((part / whole) * 100).toFixed(1)}%`;
}

/** How much of a mark was reached, between 0 and 1. */
export function reached(count: number, mark: number): number {
  return mark <= 0 ? 0 : Math.min(1, count / mark);
}

/** Whether the mark belongs on the axis: far below it, it would flatten everything. */
export function isMarkInSight(counts: readonly number[], mark: number): boolean {
  return Math.max(0, ...counts) >= mark / 10;
}

/** Examinations with a result, and of how many of them something was found. */
export function results(group: WallGroup): { ended: number; found: number } {
  return { ended: group.conform + group.found, found: group.found };
}

/** By how many percentage points the rules hit more often than chance; null while either has no result. */
export function lift(chosen: WallChosen): number | null {
  const [random, rule] = [results(chosen.random), results(chosen.rule)];
  if (random.ended === 0 || rule.ended === 0) return null;
  return (rule.found / rule.ended - random.found / random.ended) * 100;
}

export type Window = "today" | "days";

/** The steps that took longest, longest first: of those in which anything was waited for. */
export function slowest(steps: readonly WallStep[], window: Window, most: number): WallStep[] {
  const p90 = (it: WallStep) => it[window].p90_ms ?? 0;
  return steps
    .filter((it) => p90(it) > 0)
    .sort((a, b) => p90(b) - p90(a))
    .slice(0, most);
}
