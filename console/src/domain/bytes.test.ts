import { describe, expect, it } from "vitest";

import { byteAt, unitAt } from "./bytes";

describe("places in a text", () => {
  it("are told in bytes and in units, and back", () => {
    const text = "a == '洗面奶' 𠀀 b";
    for (const [unit, byte] of [
      [0, 0],
      [6, 6],
      [7, 9],
      [11, 17],
      [13, 21],
      [text.length, 23],
    ] as const) {
      expect(byteAt(text, unit)).toBe(byte);
      expect(unitAt(text, byte)).toBe(unit);
    }
  });
});
