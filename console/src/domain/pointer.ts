/** Pointers into a parcel's documents, as findings name them: `inventory.items[2].total_price`. */

import type { DocumentKind } from "../api/types";

/** The four papers of a parcel, which are laid side by side. */
export const DOCUMENT_KINDS: readonly DocumentKind[] = ["order", "payment", "waybill", "inventory"];

export const isPaper = ({ kind }: Pointer): boolean => DOCUMENT_KINDS.includes(kind);

export interface Pointer {
  kind: DocumentKind;
  /** Place of the goods item from 0; null outside the items. */
  item: number | null;
  /** The field's name; null when the document, its items or one item as a whole is meant. */
  field: string | null;
}

const KINDS = "order|payment|waybill_status|waybill|inventory|cancellation|goods_return|inbound_detail";
const ONE = new RegExp(`^(${KINDS})(?:\\.([a-z0-9_]+)(?:\\[(\\d+)\\](?:\\.([a-z0-9_]+))?)?)?$`);
const MANY = new RegExp(`\\b(?:${KINDS})(?:\\.[a-z0-9_]+(?:\\[\\d+\\](?:\\.[a-z0-9_]+)?)?)?`, "g");

/** One pointer, or null when the text points into no document. */
export function parsePointer(text: string): Pointer | null {
  const match = ONE.exec(text.trim());
  if (match === null) return null;
  const [, kind, first, index, last] = match;
  if (index !== undefined) {
    return { kind: kind as DocumentKind, item: Number(index), field: last ?? null };
  }
  return { kind: kind as DocumentKind, item: null, field: first ?? null };
}

/** Every pointer in a text: a check may compare one field with several, `order.freight + order.tax_total`. */
export function parsePointers(text: string): Pointer[] {
  return (text.match(MANY) ?? []).map(parsePointer).filter((it) => it !== null);
}
