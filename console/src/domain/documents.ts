/** Reading a document's fields: flat, as text, whatever JSON type carries them. */

import type { DocumentKind, DocumentView } from "../api/types";

import { formatStamp } from "./format";

export type Fields = Readonly<Record<string, unknown>>;

/** The documents that count: of each kind the last one accepted, else the last one. */
export function currentDocuments(
  documents: readonly DocumentView[],
): Partial<Record<DocumentKind, DocumentView>> {
  const current: Partial<Record<DocumentKind, DocumentView>> = {};
  for (const document of documents) {
    const before = current[document.kind];
    if (before?.state !== "accepted" || document.state === "accepted") {
      current[document.kind] = document;
    }
  }
  return current;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The goods items of a document; none where it has none. */
export function itemsOf(document: Fields): Fields[] {
  return rowsOf(document, "items");
}

/** The rows of a table of a document; none where it has no such table. */
export function rowsOf(document: Fields, table: string): Fields[] {
  const rows = document[table];
  return Array.isArray(rows) ? rows.filter(isFields) : [];
}

/** A part of a document that stands once; null where it has none. */
export function fieldsOf(document: Fields, part: string): Fields | null {
  const fields = document[part];
  return isFields(fields) ? fields : null;
}

/** A field as text; absent, null and empty are the same: `""`. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return "";
}

export function numberOf(item: Fields): number {
  return Number(textOf(item, "number"));
}

/** Every field but the items, as name and text; a nested head is laid flat, wire times are spelled out. */
export function flatFields(fields: Fields): [name: string, text: string][] {
  const flat: [string, string][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (isFields(value)) flat.push(...flatFields(value));
    else if (!Array.isArray(value)) flat.push([name, textForPeople(fields, name)]);
  }
  return flat;
}

function textForPeople(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  return name.endsWith("_at") ? formatStamp(text) : text;
}
