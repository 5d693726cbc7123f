import { describe, expect, it } from "vitest";

import type { ServiceView } from "../api/services";
import { found, spanOf } from "./services";

const BASIS = { document: "海关法", article: "", confidence: "read" } as const;

function service(name: string, more: Partial<ServiceView>): ServiceView {
  const none = { whom: [], by: [], messages: [], acts: [], cost: [], needs: [] };
  const nowhere = { page: null, api: null, cli: null, right: null, procedure: null, measured: null };
  const texts = { title_zh: "", title_en: "", about_zh: "", about_en: "" };
  return {
    service: name,
    group: "goods",
    ...texts,
    ...none,
    ...nowhere,
    basis: BASIS,
    may_begin: null,
    ...more,
  };
}

const ALL = [
  service("amend", {
    title_zh: "修改报关单",
    title_en: "Amending a declaration",
    messages: ["DecModMessage"],
  }),
  service("refund", {
    title_zh: "申请退税",
    title_en: "Claiming a refund",
    whom: [{ audience: "trader", title_zh: "收发货人", title_en: "importers" }],
  }),
];
const names = (words: string) => found(ALL, words).map((it) => it.service);

describe("finding services", () => {
  it("looks in both languages, in messages and in whom they are for", () => {
    expect(names("")).toEqual(["amend", "refund"]);
    expect(names("退税")).toEqual(["refund"]);
    expect(names("decmod")).toEqual(["amend"]);
    expect(names("Importers REFUND")).toEqual(["refund"]);
    expect(names("refund amending")).toEqual([]);
  });
});

describe("how long something took", () => {
  it("is said in one unit, and never shorter than it was", () => {
    expect(spanOf(0)).toEqual({ unit: "seconds", count: 0 });
    expect(spanOf(140)).toEqual({ unit: "seconds", count: 0.2 });
    expect(spanOf(12_100)).toEqual({ unit: "seconds", count: 13 });
    expect(spanOf(60_000)).toEqual({ unit: "minutes", count: 1 });
    expect(spanOf(119_000)).toEqual({ unit: "seconds", count: 119 });
    expect(spanOf(121_000)).toEqual({ unit: "minutes", count: 3 });
    expect(spanOf(14_400_000)).toEqual({ unit: "hours", count: 4 });
    expect(spanOf(86_400_000)).toEqual({ unit: "days", count: 1 });
  });
});
