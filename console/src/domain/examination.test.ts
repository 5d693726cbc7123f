import { describe, expect, it } from "vitest";

import {
  commandsOf,
  goesOn,
  linesSaid,
  missingOf,
  NOTHING_FOUND,
  resultOfLines,
  type Found,
} from "./examination";
import { digestOf, scaled } from "./photo";

const LINES = [1, 2].map((number) => ({
  number,
  name: "瓷砖",
  code: "6907211000",
  model: "",
  quantity: "1",
  unit: "035",
  origin: "ITA",
}));
const SAID = {
  number: "224820261000000001",
  officer: "jia",
  place: "port",
  reason: "开箱查验",
  examinedAt: "2026-11-23T10:00:00.000+08:00",
  photos: [{ name: "箱门", digest: "3f".repeat(32) }],
};

function found(more: Partial<Found>): Found {
  return { ...NOTHING_FOUND, ...more };
}

describe("what an examiner found", () => {
  it("is told line by line, with its photographs, and nothing that was left empty", () => {
    const [record, ...others] = commandsOf(
      LINES,
      found({ lines: { 2: ["quantity", "weight"] }, result: "quantity", disposal: "correct" }),
      SAID,
    );
    expect(others).toEqual([]);
    expect(record).toEqual({
      tongguan: "issue_document",
      declaration_no: SAID.number,
      kind: "examination_record",
      officer: "jia",
      reason: "开箱查验",
      fields: {
        result: "quantity",
        disposal: "correct",
        place: "port",
        line_results: "1=conform 2=quantity|weight",
        examined_at: SAID.examinedAt,
      },
      attachments: SAID.photos,
    });
    expect(linesSaid("1=conform 2=quantity|weight")).toEqual([
      { number: "1", words: [] },
      { number: "2", words: ["quantity", "weight"] },
    ]);
  });

  it("orders the sample before the record that lets goods wait for it", () => {
    const sample = {
      laboratory: "甲",
      test: "quality",
      items: "1",
      sample_no: "S1",
      seal: "",
      goods_wait: "wait",
      attended_by: "郑舟",
    } as const;
    const commands = commandsOf(LINES, found({ sample }), SAID);
    expect(commands.map((it) => it.kind)).toEqual(["sampling_order", "examination_record"]);
    expect(commands[0]?.fields).not.toHaveProperty("seal");
  });

  it("follows from its lines, and has to agree with them", () => {
    expect(resultOfLines({})).toBe("conform");
    expect(resultOfLines({ 1: ["weight"] })).toBe("quantity");
    expect(resultOfLines({ 1: ["weight"], 2: ["classification"] })).toBe("goods");
    expect(resultOfLines({ 1: ["origin"] })).toBe("origin");
    expect(resultOfLines({ 1: ["damaged"] })).toBe("other");
    expect(missingOf(found({ lines: { 1: ["weight"] } }))).toBe("line_differs");
    expect(missingOf(found({ result: "quantity" }))).toBe("disposal");
    expect(missingOf(found({ seals_broken: "CN1" }))).toBe("seals");
    expect(missingOf(found({ seals_broken: "CN1", result: "safety", disposal: "detain" }))).toBeNull();
    expect(missingOf(found({}))).toBeNull();
  });

  it("takes another officer where goods go on by it", () => {
    expect(goesOn(found({}))).toBe(true);
    expect(goesOn(found({ result: "quantity", disposal: "correct" }))).toBe(true);
    expect(goesOn(found({ result: "safety", disposal: "detain" }))).toBe(false);
  });
});

describe("a photograph", () => {
  it("is scaled down and never up", () => {
    expect(scaled(4000, 3000)).toEqual([1600, 1200]);
    expect(scaled(300, 3200)).toEqual([150, 1600]);
    expect(scaled(640, 480)).toEqual([640, 480]);
  });

  it("goes by the digest that the house works out", () => {
    expect(digestOf(new Uint8Array())).toBe(
      "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    );
  });
});
