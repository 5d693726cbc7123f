import { describe, expect, it } from "vitest";

import type { ActField, ActView } from "../../api/acts";
import { commandOf, fieldAt, type Filled, firstOf, isEmpty } from "./command";

const field = (at: string, form: ActField["form"], value = ""): ActField => ({
  at,
  title_zh: "",
  title_en: "",
  form,
  must: true,
  value,
  choices: [],
  kept_at: "",
});

const act = (command: object, fields: ActField[]): ActView => ({
  act: "test",
  group: "decide",
  is_grave: false,
  title_zh: "",
  title_en: "",
  basis: null,
  to: "/api/v1/messages",
  command: command as ActView["command"],
  fields,
});

const sent = (command: object, one: ActField, value: Filled) =>
  commandOf(act(command, [one]), { [one.at]: value });

describe("a command made of an act", () => {
  it("has what was filled in at its place, and leaves the act as it was", () => {
    const offered = act({ tongguan: "officer", officer: "lin", reason: "" }, [field("/reason", "long_text")]);
    expect(commandOf(offered, { "/reason": " 单证相符 " })).toEqual({
      tongguan: "officer",
      officer: "lin",
      reason: "单证相符",
    });
    expect(offered.command).toEqual({ tongguan: "officer", officer: "lin", reason: "" });
  });

  it("goes into what stands within, and makes what is not there", () => {
    const served = { act: { served: { to: "甲" } } };
    expect(sent(served, field("/act/served/to", "text"), "乙")).toEqual({ act: { served: { to: "乙" } } });
    expect(sent({}, field("/fields/doubt", "text"), "偏低")).toEqual({ fields: { doubt: "偏低" } });
    expect(sent({}, field("/a~1b/c~0d", "text"), "x")).toEqual({ "a/b": { "c~d": "x" } });
  });

  it("says nothing of what was left empty", () => {
    expect(sent({ reason: "" }, field("/note", "text"), "  ")).toEqual({ reason: "" });
    expect(sent({}, field("/items", "words"), [])).toEqual({});
  });

  it("gives a moment the offset of China, and leaves one that nobody changed as exact as it was", () => {
    const at = field("/at", "moment", "2026-11-23T14:30:12.345+08:00");
    expect(firstOf(at)).toBe("2026-11-23T14:30");
    expect(sent({}, at, "2026-11-23T14:30")).toEqual({ at: "2026-11-23T14:30:12.345+08:00" });
    expect(sent({}, at, "2026-11-24T09:00")).toEqual({ at: "2026-11-24T09:00:00.000+08:00" });
  });

  it("spells lists as their fields want them", () => {
    expect(sent({}, field("/items", "words"), ["1", "3"])).toEqual({ items: "1,3" });
    expect(sent({}, field("/conditions", "choices"), ["tax"])).toEqual({ conditions: ["tax"] });
    const change = { field: "items.quantity", place: "1", old: "2", new: "3" };
    expect(sent({}, field("/fields", "changes"), [change])).toEqual({ fields: [change] });
    const asked = { field: "items.quantity", place: "1", new: "3" };
    expect(sent({}, field("/fields", "new_values"), [change])).toEqual({ fields: [asked] });
    const paper = { kind: "00000001", id: "INV-7" };
    expect(sent({}, field("/papers", "papers"), [paper])).toEqual({ papers: [{ ...paper, format: "US" }] });
    expect(sent({}, field("/is_waived", "yes_no"), false)).toEqual({ is_waived: false });
  });

  it("knows what is empty", () => {
    expect([" ", [], undefined].every(isEmpty)).toBe(true);
    expect(["a", ["1"], false].some(isEmpty)).toBe(false);
  });

  it("has texts line by line, and what was found without what stood there", () => {
    const seals = field("/act/arrived/seals", "texts", "A1\nB2");
    expect(firstOf(seals)).toBe("A1\nB2");
    const command = { act: { arrived: { seals: [] } } };
    expect(sent(command, seals, " A1 \n\nC3")).toEqual({ act: { arrived: { seals: ["A1", "C3"] } } });

    const known = [
      {
        declaration_no: "1",
        fields: [{ field: "note", place: "", new: "x" }],
        is_violation: true,
        text: "t",
      },
    ];
    const findings = field("/act/reported/findings", "findings", JSON.stringify(known));
    const reported = { act: { reported: { findings: known } } };
    expect(sent(reported, findings, firstOf(findings))).toEqual(reported);
    // Nothing found after all is said, and not left as it was.
    expect(sent(reported, findings, [])).toEqual({ act: { reported: { findings: [] } } });
    expect(isEmpty(firstOf(field("/findings", "findings")))).toBe(true);
  });
});

describe("where a finding belongs", () => {
  const places = [
    "/text",
    "/findings/0/fields",
    "/sent_back/lines",
    "/supplement/supplements/0/brand",
    "/supplement/supplements/0/buyer/name",
    "/amendment/attachments",
  ];
  const fields = places.map((at) => field(at, "text"));
  const at = (pointer: string) => fieldAt(pointer, fields)?.at;

  it("is the field whose place its pointer has", () => {
    expect(at("text")).toBe("/text");
    expect(at("findings[0].fields[2].new")).toBe("/findings/0/fields");
    expect(at("sent_back.lines[1].quantity")).toBe("/sent_back/lines");
    expect(at("amendment.attachments[0].kind")).toBe("/amendment/attachments");
  });

  it("is that of a supplement, though its findings point into the declaration", () => {
    expect(at("declaration.supplements[0].brand")).toBe("/supplement/supplements/0/brand");
    expect(at("declaration.supplements[0].buyer.name")).toBe("/supplement/supplements/0/buyer/name");
    expect(at("declaration.supplements[1].brand")).toBeUndefined();
  });

  it("is none where the form does not ask for it", () => {
    expect(at("amendment.fields")).toBeUndefined();
    expect(at("declaration.trader.code")).toBeUndefined();
  });
});

describe("papers and goods that went back", () => {
  it("go into the command as they are, and nothing where there are none", () => {
    const evidence = field("/attachments", "evidence");
    const kept = [{ name: "合同.pdf", digest: "ab".repeat(32) }];
    const act = (fields: ActField[]) => ({ command: { text: "" }, fields }) as unknown as ActView;
    expect(firstOf(evidence)).toEqual([]);
    expect(commandOf(act([evidence]), { "/attachments": kept })).toEqual({ text: "", attachments: kept });
    expect(commandOf(act([evidence]), { "/attachments": [] })).toEqual({ text: "" });
    const lines = field("/sent_back/lines", "sent_back_lines");
    const goods = [{ line: 1, back_line: 2, quantity: "3" }];
    expect(commandOf(act([lines]), { "/sent_back/lines": goods })).toEqual({
      text: "",
      sent_back: { lines: goods },
    });
  });
});
