import { describe, expect, it } from "vitest";

import { percentOf, shareOf } from "./percent";

describe("shares", () => {
  it("are written in percent and back, without a digit lost", () => {
    for (const [share, percent] of [
      ["0.05", "5"],
      ["0", "0"],
      ["1", "100"],
      ["0.125", "12.5"],
      ["0.000001", "0.0001"],
      ["1.5", "150"],
      ["0.2", "20"],
    ] as const) {
      expect(percentOf(share)).toBe(percent);
      expect(shareOf(percent)).toBe(share);
    }
    expect(shareOf(" 5.50 ")).toBe("0.055");
    expect(shareOf(".5")).toBe("0.005");
  });

  it("stay as they are typed where they are none", () => {
    for (const text of ["five", "5 %", "-5", "", "5,5", "."]) expect(shareOf(text)).toBe(text);
  });
});
