/** Which facts of a parcel more than one of its documents states, and under which field names. */

import type { DocumentKind } from "../api/types";

export type Format = "text" | "money" | "quantity";
export type GroupId = "keys" | "people" | "delivery" | "money" | "goods" | "other";

export interface Fact {
  id: string;
  group: GroupId;
  format: Format;
  /** The field that states it, per document. */
  fields: Partial<Record<DocumentKind, string>>;
}

const same = (field: string, ...kinds: DocumentKind[]) =>
  Object.fromEntries(kinds.map((kind) => [kind, field]));

const fact = (group: GroupId, id: string, fields: Fact["fields"], format: Format = "text"): Fact => ({
  id,
  group,
  format,
  fields,
});

/** Facts of the parcel as a whole, in the order in which they are laid out. */
export const FACTS: readonly Fact[] = [
  fact("keys", "order_no", same("order_no", "order", "payment", "waybill", "inventory")),
  fact("keys", "platform_code", same("platform_code", "order", "payment", "inventory")),
  fact("keys", "platform_name", same("platform_name", "order", "payment", "inventory")),
  fact("keys", "seller_code", same("seller_code", "order", "inventory")),
  fact("keys", "seller_name", same("seller_name", "order", "inventory")),
  fact("keys", "payment_company_code", same("payment_company_code", "order", "payment")),
  fact("keys", "payment_company_name", same("payment_company_name", "order", "payment")),
  fact("keys", "transaction_no", { order: "payment_transaction_no", payment: "transaction_no" }),
  fact("keys", "logistics_code", same("logistics_code", "waybill", "inventory")),
  fact("keys", "logistics_name", same("logistics_name", "waybill", "inventory")),
  fact("keys", "waybill_no", same("waybill_no", "waybill", "inventory")),
  fact("keys", "bill_no", same("bill_no", "waybill", "inventory")),
  fact("people", "buyer_name", { order: "buyer_name", payment: "payer_name", inventory: "buyer_name" }),
  fact("people", "buyer_id_type", {
    order: "buyer_id_type",
    payment: "payer_id_type",
    inventory: "buyer_id_type",
  }),
  fact("people", "buyer_id_number", {
    order: "buyer_id_number",
    payment: "payer_id_number",
    inventory: "buyer_id_number",
  }),
  fact("people", "buyer_telephone", {
    order: "buyer_telephone",
    payment: "telephone",
    inventory: "buyer_telephone",
  }),
  fact("delivery", "consignee", same("consignee", "order", "waybill")),
  fact("delivery", "consignee_telephone", same("consignee_telephone", "order", "waybill")),
  fact("delivery", "consignee_address", same("consignee_address", "order", "waybill", "inventory")),
  fact("delivery", "gross_weight_kg", { waybill: "weight_kg", inventory: "gross_weight_kg" }, "quantity"),
  fact("delivery", "packages", same("packages", "waybill", "inventory"), "quantity"),
  fact("money", "actual_paid", { order: "actual_paid", payment: "amount_paid" }, "money"),
  fact("money", "freight", same("freight", "order", "waybill", "inventory"), "money"),
  fact("money", "insurance", same("insurance", "waybill", "inventory"), "money"),
  fact("money", "currency", same("currency", "order", "payment", "waybill", "inventory")),
];

/** Fields of a goods item that order and list both state. */
export const ITEM_FIELDS: readonly (readonly [field: string, format: Format])[] = [
  ["name", "text"],
  ["model", "text"],
  ["quantity", "quantity"],
  ["unit", "text"],
  ["price", "money"],
  ["total_price", "money"],
  ["currency", "text"],
  ["country", "text"],
];

const MONEY_FIELDS = new Set([
  "goods_value",
  "freight",
  "insurance",
  "discount",
  "tax_total",
  "actual_paid",
  "amount_paid",
  "price",
  "total_price",
]);
const QUANTITY_FIELDS = new Set([
  "quantity",
  "quantity1",
  "quantity2",
  "weight_kg",
  "gross_weight_kg",
  "net_weight_kg",
  "packages",
  "number",
]);

export function formatOf(field: string): Format {
  if (MONEY_FIELDS.has(field)) return "money";
  return QUANTITY_FIELDS.has(field) ? "quantity" : "text";
}
