import { describe, expect, it, vi } from "vitest";

import type { FormField } from "../../api/filing";
import type { ExplainedFinding } from "../../api/types";
import { askedBy, isAsked } from "./asked";
import { fieldOf, nodeOf, pathsOf } from "./findings";
import { asDay, copyOf, messageOf, modelOf, newReference, put, textAt, tidied } from "./model";
import { mappingOf, nodesOf, templateOf } from "./rows";
import { FormStore } from "./store";

function field(name: string, titles: [string, string], more: Partial<FormField> = {}): FormField {
  return {
    name,
    element: "",
    section: "items",
    title_zh: titles[0],
    title_en: titles[1],
    kind: "text",
    length: 10,
    need: "may",
    codes: null,
    values: [],
    asked: [],
    is_rare: false,
    preset: "",
    ...more,
  };
}

const finding = (code: string, pointer: string): ExplainedFinding => ({
  code,
  severity: "return",
  pointer,
  observed: "",
  expected: "",
  against: "",
  title_zh: "有误",
  title_en: "wrong",
  basis: { document: "", article: "", confidence: "read" },
  fix_zh: "",
  fix_en: "",
});

describe("a declaration on the form", () => {
  it("is our own JSON as text, and back", () => {
    const shown = {
      direction: "import",
      packages: 12,
      departed_on: 20261101,
      unloaded_on: 0,
      gross_weight_kg: "1250.5",
      licence_no: "",
      items: [{ number: 1, name: "手机", manual_item: null, limits: [] }],
      promises: ["100"],
      use_contacts: [{ name: "周", telephone: "138****5678" }],
      own_tax: null,
    };
    const model = modelOf(shown);
    expect(model.packages).toBe("12");
    expect(textAt(model, "items.0.name")).toBe("手机");
    expect(textAt(model, "promises.0.material")).toBe("100");
    expect(asDay(textAt(model, "departed_on"))).toBe("2026-11-01");
    expect("unloaded_on" in model).toBe(false);
    const sent = JSON.parse(messageOf(model)) as { tongguan: string; declaration: Record<string, unknown> };
    expect(sent.tongguan).toBe("declaration");
    expect(sent.declaration).toEqual({
      direction: "import",
      packages: "12",
      departed_on: "20261101",
      gross_weight_kg: "1250.5",
      items: [{ number: "1", name: "手机" }],
      promises: [{ material: "100" }],
      use_contacts: [{ name: "周" }],
    });
  });

  it("keeps the places of lines, and leaves out what says nothing", () => {
    expect(tidied({ a: " ", b: { c: "" }, list: [{ x: "" }, { x: " 1 " }] })).toEqual({
      list: [{}, { x: "1" }],
    });
  });

  it("is declared once more under a number of its own", () => {
    const copy = copyOf({ reference: "A", declaration_no: "1", items: [{ name: "手机" }] }, "B");
    expect(copy).toEqual({ reference: "B", items: [{ name: "手机" }] });
    const reference = newReference(new Date("2026-11-23T10:00:00Z"), 0.5);
    expect(reference).toBe("F26112310000050000");
    expect(reference.length).toBeLessThanOrEqual(18);
  });

  it("makes what leads to a path", () => {
    const root = {};
    put(root, "freight.mark", "3");
    expect(root).toEqual({ freight: { mark: "3" } });
  });
});

describe("the store of a form", () => {
  it("tells nobody but the field that was typed in", () => {
    const store = new FormStore({ items: [{ name: "a" }, { name: "b" }] });
    const [first, second, all] = [vi.fn(), vi.fn(), vi.fn()];
    store.subscribe("items.0.name", first);
    store.subscribe("items.1.name", second);
    store.subscribe("", all);
    store.set("items.1.name", "c");
    store.set("items.1.name", "c");
    expect([first.mock.calls.length, second.mock.calls.length, all.mock.calls.length]).toEqual([0, 1, 1]);
  });

  it("keeps a line's key when the one before it goes", () => {
    const store = new FormStore({ items: [{ name: "a" }, { name: "b" }] });
    const [, second] = store.nodes("items");
    store.remove("items", 0);
    expect(store.nodes("items")).toEqual([second]);
    expect(store.text("items.0.name")).toBe("b");
  });

  it("lights the fields that findings point at, and those alone are told", () => {
    const store = new FormStore({});
    const [price, other] = [vi.fn(), vi.fn()];
    store.subscribe("?items.0.price", price);
    store.subscribe("?note", other);
    store.showFindings([
      finding("DEC-1", "declaration.items[0].price"),
      finding("DEC-2", "declaration.bill_no"),
    ]);
    expect(store.findings("items.0.price").map((it) => it.code)).toEqual(["DEC-1"]);
    expect(store.countUnder("items")).toBe(1);
    expect([price.mock.calls.length, other.mock.calls.length]).toEqual([1, 0]);
    store.showFindings([]);
    expect([price.mock.calls.length, store.countUnder("items")]).toEqual([2, 0]);
  });
});

describe("pointers", () => {
  it("lead to fields, to several where a check names several", () => {
    expect(pathsOf("declaration.items[2].total_price")).toEqual(["items.2.total_price"]);
    expect(pathsOf("declaration.gross_weight_kg + declaration.net_weight_kg")).toEqual([
      "gross_weight_kg",
      "net_weight_kg",
    ]);
    expect(fieldOf("items.2.limits.0.kind")).toBe("items.limits.kind");
    expect(nodeOf("items.2.limits.0.kind")).toEqual({ list: "items", place: 2 });
    expect(nodeOf("own_tax.details.1.kind")).toEqual({ list: "own_tax.details", place: 1 });
    expect(nodeOf("bill_no")).toBeNull();
  });
});

describe("what is asked", () => {
  const port = field("departure_port", ["启运港", "Port"], {
    asked: [{ field: "direction", values: ["import"] }],
  });
  const nature = field("levy_nature", ["征免性质", "Nature"], {
    asked: [{ field: "levied", values: ["yes"] }],
  });
  const modes = [
    { code: "0255", direction: null, is_without_movement: true, is_without_levy_nature: true, note: "" },
  ];

  it("hangs on what is said, and nothing is kept back before", () => {
    expect(isAsked(port, [], () => "export")).toBe(false);
    expect(isAsked(port, [], () => "import")).toBe(true);
    expect(isAsked(port, [], () => "")).toBe(true);
    expect(isAsked(nature, modes, () => "0255")).toBe(false);
    expect(isAsked(nature, modes, () => "0110")).toBe(true);
    expect(askedBy([port, nature])).toEqual(["direction", "supervision_mode"]);
  });
});

describe("rows of a spreadsheet", () => {
  const fields = [
    field("items.commodity_code", ["商品编号", "Commodity code"], { codes: "tariff" }),
    field("items.name", ["商品名称", "Goods name"]),
    field("items.quantity", ["成交数量", "Quantity"], { kind: "number", length: null }),
    field("items.unit", ["成交计量单位", "Unit"], { codes: "unit", length: 3 }),
  ];

  it("go to the fields that their columns are called after, in either language and however spaced", () => {
    expect(mappingOf(["Goods_Name", "商品编号（10位）", "quantity", "其他", null], fields)).toEqual([
      "items.name",
      "items.commodity_code",
      "items.quantity",
      null,
      null,
    ]);
  });

  it("are taken as lines, with what is wrong in which row", () => {
    const mapping = mappingOf(["商品编号", "商品名称", "成交数量", "成交计量单位"], fields);
    const rows = [
      [302890010, "鱼", "1,200.5", 7],
      ["8517.13.0000", "手机手机手机手机手机手", "many", "001"],
      [null, "", null, undefined],
    ];
    const { nodes, faults } = nodesOf(rows, mapping, fields);
    expect(nodes).toEqual([
      { commodity_code: "0302890010", name: "鱼", quantity: "1200.5", unit: "007" },
      { commodity_code: "8517130000", name: "手机手机手机手机手机手", quantity: "many", unit: "001" },
    ]);
    expect(faults).toEqual([
      { row: 3, field: "items.name", text: "手机手机手机手机手机手", what: "too_long" },
      { row: 3, field: "items.quantity", text: "many", what: "not_a_number" },
    ]);
  });

  it("have a template that a spreadsheet opens", () => {
    expect(templateOf(["商品编号", 'a "b", c'])).toBe('\uFEFF商品编号,"a ""b"", c"\r\n');
  });
});
