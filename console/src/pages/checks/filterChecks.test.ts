import { expect, it } from "vitest";

import type { CheckView } from "../../api/types";

import { filterChecks } from "./filterChecks";

const check = (code: string, over: Partial<CheckView> = {}): CheckView => ({
  code,
  title_zh: "支付金额一致",
  title_en: "Amounts agree",
  severity: "return",
  stage: "joined",
  scope: "cross_field",
  basis: { document: "海关总署公告 2018 年第 194 号", article: "", confidence: "read" },
  from: "2019-01-01",
  fix_zh: "重报",
  fix_en: "Send again",
  ...over,
});

it("filters by every word, stage and severity", () => {
  const checks = [check("PAY-2332"), check("INV-2126", { stage: "document", severity: "notice" })];
  const codes = (text: string, stage = "", severity = "") =>
    filterChecks(checks, { text, stage, severity }).map((it) => it.code);
  expect(codes("")).toEqual(["PAY-2332", "INV-2126"]);
  expect(codes("pay-")).toEqual(["PAY-2332"]);
  expect(codes("amounts 194")).toEqual(["PAY-2332", "INV-2126"]);
  expect(codes("amounts missing")).toEqual([]);
  expect(codes("", "document")).toEqual(["INV-2126"]);
  expect(codes("", "", "return")).toEqual(["PAY-2332"]);
});
