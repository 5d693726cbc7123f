import { describe, expect, it } from "vitest";

import { isDecimal, isPositive, questionOf, type Typed } from "./question";

const TYPED: Typed = {
  channel: "retail",
  commodity: "3306101090",
  value: " 1,000.50 ",
  currency: "USD",
  on: "2020-06-18",
};

describe("a question", () => {
  it("holds what was typed and nothing that was left empty", () => {
    expect(questionOf({ ...TYPED, freight: "", origin: "" })).toEqual({
      channel: "retail",
      commodity_code: "3306101090",
      value: "1000.50",
      currency: "CNY",
      on: "2020-06-18",
    });
  });

  it("of goods keeps the currency and the charges", () => {
    const asked = questionOf({ ...TYPED, channel: "goods", freight: "１００", articles: "2", origin: "JPN" });
    expect(asked).toMatchObject({ currency: "USD", freight: "100", articles: "2", origin: "JPN" });
  });
});

describe("a number", () => {
  it("is a decimal of so many digits", () => {
    for (const text of ["1", "0.5", "1,234.50", "０.５"]) expect(isDecimal(text), text).toBe(true);
    for (const text of ["", "-1", "1e5", "abc", "1.", "0.123456"]) expect(isDecimal(text), text).toBe(false);
  });

  it("is above zero where it must be", () => {
    expect(isPositive("0.00")).toBe(false);
    expect(isPositive("0.01")).toBe(true);
  });
});
