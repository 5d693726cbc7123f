import { describe, expect, it } from "vitest";

import type { Wall, WallChosen, WallStep } from "../api/types";
import {
  heard,
  isMarkInSight,
  lift,
  NOTHING_HEARD,
  reached,
  shareOf,
  shortSpan,
  SILENCE_MS,
  silentFor,
  slowest,
  type WallEvent,
} from "./wall";

const board = (commit: number) => ({ commit }) as Wall;
const fold = (events: WallEvent[]) => events.reduce(heard, NOTHING_HEARD);

describe("the fold of events", () => {
  it("shows the newest board and says that it is live", () => {
    const state = fold([
      { kind: "opened", at: 1 },
      { kind: "board", board: board(1), at: 2 },
      { kind: "board", board: board(2), at: 3 },
    ]);
    expect(state).toEqual({ board: board(2), hearing: "live", heardAt: 3 });
  });

  it("keeps the board when the house is lost, and is live again with the next word", () => {
    const lost = fold([{ kind: "board", board: board(7), at: 10 }, { kind: "broken" }]);
    expect(lost).toEqual({ board: board(7), hearing: "lost", heardAt: 10 });
    expect(heard(lost, { kind: "beat", at: 90 })).toEqual({ board: board(7), hearing: "live", heardAt: 90 });
  });

  it("is not lost before it was heard", () => {
    expect(fold([{ kind: "broken" }]).hearing).toBe("connecting");
  });

  it("counts silence as loss, and a beat as a word", () => {
    const live = fold([{ kind: "board", board: board(1), at: 0 }]);
    expect(heard(live, { kind: "tick", at: SILENCE_MS })).toBe(live);
    expect(heard(live, { kind: "tick", at: SILENCE_MS + 1 }).hearing).toBe("lost");
    const beaten = heard(live, { kind: "beat", at: 10_000 });
    expect(heard(beaten, { kind: "tick", at: SILENCE_MS + 1 }).hearing).toBe("live");
    expect(silentFor(beaten, 13_999)).toBe(3);
    expect(silentFor(NOTHING_HEARD, 5)).toBeNull();
  });
});

describe("figures as text", () => {
  it("gives a time one number and one unit", () => {
    const spans: [number | null, string][] = [
      [null, "–"],
      [0, "0 ms"],
      [999, "999 ms"],
      [1000, "1.0 s"],
      [59_400, "59 s"],
      [60_000, "1.0 min"],
      [5_400_000, "1.5 h"],
      [86_400_000, "1.0 d"],
      [86_400_000 * 40, "40 d"],
    ];
    for (const [ms, text] of spans) expect(shortSpan(ms)).toBe(text);
  });

  it("takes no share of nothing", () => {
    expect(shareOf(1, 0)).toBe("–");
    expect(shareOf(1, 8)).toBe("12.5%");
  });
});

describe("the mark", () => {
  it("is reached in full at most, and drawn when it is not far off", () => {
    expect(reached(42_500, 85_000)).toBe(0.5);
    expect(reached(90_000, 85_000)).toBe(1);
    expect(reached(5, 0)).toBe(0);
    expect(isMarkInSight([1, 8_500], 85_000)).toBe(true);
    expect(isMarkInSight([1, 8_499], 85_000)).toBe(false);
    expect(isMarkInSight([], 85_000)).toBe(false);
  });
});

describe("hit rates", () => {
  const group = (conform: number, found: number) => ({ chosen: 0, conform, found });
  const chosen = (random: [number, number], rule: [number, number]) =>
    ({ random: group(...random), rule: group(...rule) }) as WallChosen;

  it("compare rules with chance in percentage points, when both have results", () => {
    expect(lift(chosen([95, 5], [80, 20]))).toBeCloseTo(15);
    expect(lift(chosen([0, 0], [80, 20]))).toBeNull();
    expect(lift(chosen([95, 5], [0, 0]))).toBeNull();
  });
});

describe("the slowest steps", () => {
  it("come longest first, without those in which nothing was waited for", () => {
    const step = (state: string, today: number | null, days: number) =>
      ({ state, today: { p90_ms: today }, days: { p90_ms: days } }) as WallStep;
    const steps = [step("a", 5, 5), step("b", null, 90), step("c", 0, 0), step("d", 40, 40)];
    expect(slowest(steps, "days", 2).map((it) => it.state)).toEqual(["b", "d"]);
    expect(slowest(steps, "today", 9).map((it) => it.state)).toEqual(["d", "a"]);
  });
});
