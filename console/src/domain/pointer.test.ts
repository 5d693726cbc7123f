import { describe, expect, it } from "vitest";

import { isPaper, parsePointer, parsePointers } from "./pointer";

describe("a pointer", () => {
  it("names a field, an item's field, an item, the items, or a document", () => {
    expect(parsePointer("payment.amount_paid")).toEqual({
      kind: "payment",
      item: null,
      field: "amount_paid",
    });
    expect(parsePointer("inventory.items[2].total_price")).toEqual({
      kind: "inventory",
      item: 2,
      field: "total_price",
    });
    expect(parsePointer("order.items[0]")).toEqual({ kind: "order", item: 0, field: null });
    expect(parsePointer("order.items")).toEqual({ kind: "order", item: null, field: "items" });
    expect(parsePointer("waybill")).toEqual({ kind: "waybill", item: null, field: null });
  });

  it("names what comes beside and after the papers, which is not laid beside them", () => {
    const pointer = parsePointer("goods_return.items[0].quantity");
    expect(pointer).toEqual({ kind: "goods_return", item: 0, field: "quantity" });
    expect(parsePointers("waybill_status.status").map((it) => it.kind)).toEqual(["waybill_status"]);
    expect(["waybill", "cancellation"].map((it) => parsePointers(it).some(isPaper))).toEqual([true, false]);
  });

  it("is nothing when it points elsewhere", () => {
    for (const text of ["", "ledger.available", "orders.items", "order.items[x].price", "order..x"]) {
      expect(parsePointer(text), text).toBeNull();
    }
  });

  it("may come with others in one text", () => {
    const found = parsePointers("order.goods_value + order.freight, waybill.freight; reorder.freight");
    expect(found.map((it) => `${it.kind}.${it.field ?? ""}`)).toEqual([
      "order.goods_value",
      "order.freight",
      "waybill.freight",
    ]);
  });
});
