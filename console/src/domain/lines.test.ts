import { describe, expect, it } from "vitest";

import { changed, linesOf } from "./lines";

const told = (before: string, after: string) =>
  changed(linesOf(before), linesOf(after)).map(({ kind, text }) => `${kind} ${text}`);

describe("lines of a condition", () => {
  it("are those that are written, and each term by itself", () => {
    expect(linesOf("a > 1.0 && b == 'x'\n || c")).toEqual(["a > 1.0", "&& b == 'x'", "|| c"]);
    expect(linesOf(" \n")).toEqual([]);
  });

  it("go and come, and stay where both have them", () => {
    expect(told("a > 1 && b && c", "a > 1 && d && c")).toEqual([
      "same a > 1",
      "gone && b",
      "new && d",
      "same && c",
    ]);
    expect(told("", "a")).toEqual(["new a"]);
    expect(told("a", "")).toEqual(["gone a"]);
    expect(told("a && b", "b && a && b")).toEqual(["gone a", "new b", "new && a", "same && b"]);
  });
});
