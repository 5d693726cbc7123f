import { describe, expect, it } from "vitest";

import { unmask } from "./unmask";

describe("unmasking", () => {
  const view = { documents: [{ document: { "a/b": "1**2" } }], receipts: [{ info: "**" }] };

  it("puts values back in their places and leaves the view as it is", () => {
    const items = [
      { pointer: "/documents/0/document/a~1b", value: "1342" },
      { pointer: "/receipts/0/info", value: "甲乙" },
    ];
    expect(unmask(view, items)).toEqual({
      documents: [{ document: { "a/b": "1342" } }],
      receipts: [{ info: "甲乙" }],
    });
    expect(view.receipts[0]?.info).toBe("**");
  });

  it("leaves out places that are gone", () => {
    expect(
      unmask(view, [
        { pointer: "/receipts/4/info", value: "x" },
        { pointer: "/new", value: "y" },
      ]),
    ).toEqual(view);
  });
});
