import { describe, expect, it } from "vitest";

import type { DocumentKind, EntryView, ExplainedFinding } from "../api/types";

import { returnedParcel } from "./__fixtures__/parcel";
import { type Cell, compareDocuments, gravest, ITEM_COUNT } from "./compare";
import { currentDocuments } from "./documents";

function compare({ documents, findings }: EntryView) {
  const comparison = compareDocuments(documents, findings);
  const rows = comparison.groups.flatMap((it) => it.rows);
  const cell = (row: string, kind: DocumentKind): Cell | undefined =>
    rows.find((it) => it.id === row)?.cells[kind];
  return { comparison, rows, cell };
}

const codes = (cell: Cell | undefined) => cell?.findings.map((it) => it.code) ?? [];

function fieldsOf(entry: EntryView, kind: DocumentKind): Record<string, unknown> {
  const document = entry.documents.find((it) => it.kind === kind);
  if (document === undefined) throw new Error(`no ${kind}`);
  return document.document;
}

const itemsOf = (entry: EntryView, kind: DocumentKind) =>
  fieldsOf(entry, kind).items as Record<string, unknown>[];

function finding(pointer: string, against = "", code = "INV-9999"): ExplainedFinding {
  const [any] = returnedParcel().findings;
  if (any === undefined) throw new Error("the fixture has findings");
  return { ...any, code, pointer, against };
}

describe("findings light cells", () => {
  it("where they point, and where they compare", () => {
    const { cell } = compare(returnedParcel());
    expect(codes(cell("actual_paid", "payment"))).toEqual(["PAY-2332"]);
    expect(cell("actual_paid", "payment")?.isPointedAt).toBe(true);
    expect(codes(cell("actual_paid", "order"))).toEqual(["PAY-2332"]);
    expect(cell("actual_paid", "order")?.isPointedAt).toBe(false);
    expect(codes(cell("buyer_telephone", "inventory"))).toEqual(["INV-2126"]);
    expect(codes(cell("buyer_telephone", "payment"))).toEqual([]);
  });

  it("in the row of the item's number, whatever its place in the document", () => {
    const entry = returnedParcel();
    itemsOf(entry, "order").reverse();
    entry.findings = [finding("inventory.items[1].total_price", "order.items[0].total_price")];
    const { cell } = compare(entry);
    expect(codes(cell("items[2].total_price", "inventory"))).toEqual(["INV-9999"]);
    expect(codes(cell("items[2].total_price", "order"))).toEqual(["INV-9999"]);
    expect(codes(cell("items[1].total_price", "order"))).toEqual([]);
  });

  it("in a row of their own for a field that is not compared as a rule", () => {
    const entry = returnedParcel();
    entry.findings = [finding("inventory.guarantor_code"), finding("inventory.items[0].unit1")];
    const { cell } = compare(entry);
    expect(cell("inventory.guarantor_code", "inventory")?.text).toBe("3301963K69");
    expect(codes(cell("inventory.guarantor_code", "inventory"))).toEqual(["INV-9999"]);
    expect(codes(cell("items[1].unit1", "inventory"))).toEqual(["INV-9999"]);
    expect(cell("items[1].unit1", "order")).toBeUndefined();
  });

  it("in the count of items for an item that is not there", () => {
    const entry = returnedParcel();
    itemsOf(entry, "inventory").pop();
    entry.findings = [finding("inventory.items[1]", "order.items[1].name"), finding("inventory.items")];
    const { cell } = compare(entry);
    expect(codes(cell(ITEM_COUNT, "inventory"))).toEqual(["INV-9999", "INV-9999"]);
    expect(cell(ITEM_COUNT, "inventory")?.differs).toBe(true);
    expect(codes(cell("items[2].name", "order"))).toEqual(["INV-9999"]);
  });

  it("on the head of a document that has not come", () => {
    const entry = returnedParcel();
    entry.documents = entry.documents.filter((it) => it.kind !== "payment");
    const { comparison, cell } = compare(entry);
    expect(comparison.onDocument.payment?.map((it) => it.code)).toEqual(["PAY-2332"]);
    expect(codes(cell("actual_paid", "order"))).toEqual(["PAY-2332"]);
  });

  it("never get lost: each lights a cell or a head", () => {
    const entry = returnedParcel();
    entry.findings = [
      ...entry.findings,
      finding("order.no_such_field"),
      finding("order"),
      finding("inventory.items[99].price"),
    ];
    const { comparison, rows } = compare(entry);
    const lit = new Set([
      ...rows.flatMap((row) => Object.values(row.cells).flatMap((it) => it.findings)),
      ...Object.values(comparison.onDocument).flat(),
    ]);
    expect(lit).toEqual(new Set(entry.findings));
  });

  it("once, the gravest first", () => {
    const entry = returnedParcel();
    const notice = { ...finding("order.freight", "order.freight", "A-1"), severity: "notice" as const };
    const grave = { ...finding("order.freight", "", "Z-1"), severity: "return" as const };
    entry.findings = [notice, grave];
    expect(codes(compare(entry).cell("freight", "order"))).toEqual(["Z-1", "A-1"]);
    expect(gravest([notice, grave])).toBe("return");
    expect(gravest([])).toBeNull();
  });
});

describe("differences", () => {
  it("mark the cell outside the majority, with or without a finding", () => {
    const { cell } = compare(returnedParcel());
    expect(cell("buyer_telephone", "inventory")?.differs).toBe(true);
    expect(cell("buyer_telephone", "order")?.differs).toBe(false);
    expect(cell("consignee_address", "waybill")?.differs).toBe(true);
    expect(cell("consignee_address", "waybill")?.findings).toEqual([]);
    expect(cell("consignee_address", "inventory")?.differs).toBe(false);
  });

  it("mark both cells of two", () => {
    const { cell } = compare(returnedParcel());
    expect(cell("actual_paid", "order")?.differs).toBe(true);
    expect(cell("actual_paid", "payment")?.differs).toBe(true);
  });

  it("compare numbers as numbers, and leave out what is not given", () => {
    const entry = returnedParcel();
    fieldsOf(entry, "waybill").freight = "12.00000";
    fieldsOf(entry, "inventory").bill_no = "";
    const { cell } = compare(entry);
    expect(cell("freight", "waybill")?.differs).toBe(false);
    expect(cell("bill_no", "waybill")?.differs).toBe(false);
    expect(cell("packages", "inventory")?.text).toBe("1");
  });

  it("pair goods by number", () => {
    const entry = returnedParcel();
    itemsOf(entry, "inventory").reverse();
    const { cell } = compare(entry);
    expect(cell("items[1].total_price", "inventory")?.text).toBe("256.00");
    expect(cell("items[1].total_price", "inventory")?.differs).toBe(false);
    expect(cell("items[2].price", "inventory")?.differs).toBe(true);
  });
});

describe("the documents that count", () => {
  it("are the last accepted, else the last", () => {
    const entry = returnedParcel();
    const [order] = entry.documents;
    if (order === undefined) throw new Error("the fixture has an order");
    const rejected = { ...order, state: "rejected" as const, input: 999 };
    const later = { ...order, input: 1000 };
    expect(currentDocuments([order, rejected]).order?.input).toBe(order.input);
    expect(currentDocuments([rejected, order]).order?.input).toBe(order.input);
    expect(currentDocuments([order, later]).order?.input).toBe(1000);
    expect(currentDocuments([rejected, { ...rejected, input: 1001 }]).order?.input).toBe(1001);
  });

  it("may be none", () => {
    expect(
      compareDocuments([], [])
        .groups.flatMap((it) => it.rows)
        .every((row) => Object.keys(row.cells).length === 0),
    ).toBe(true);
  });
});
