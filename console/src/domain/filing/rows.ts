/** Rows of a table that somebody brings along, made into nodes of a list. */

import type { FormField } from "../../api/filing";
import type { Node } from "./model";

export type Cell = string | number | boolean | Date | null | undefined;

/** By column: the field that it is taken for; null: none. */
export type Mapping = readonly (string | null)[];

export interface RowFault {
  /** As the table counts it, the titles being the first. */
  row: number;
  field: string;
  text: string;
  what: "not_a_number" | "not_whole" | "too_long" | "not_a_day";
}

export interface Imported {
  nodes: Node[];
  faults: RowFault[];
}

/** The part of a field's name behind its list: `items.quantity` → `quantity`. */
export const shortName = (name: string) => name.slice(name.lastIndexOf(".") + 1);

/** What a node that is added to a section's list has in it. */
export function presetsOf(fields: readonly FormField[], section: string): Node {
  const preset = fields.filter((it) => it.section === section && it.preset !== "");
  return Object.fromEntries(preset.map((it) => [shortName(it.name), it.preset]));
}

/** Titles of columns against the names of fields, however they are spaced: our own names, Chinese and English titles, the wire's. */
export function mappingOf(titles: readonly Cell[], fields: readonly FormField[]): Mapping {
  const taken = new Set<string>();
  return titles.map((title) => {
    const plain = plainly(textOf(title));
    if (plain === "") return null;
    const names = (it: FormField) => [shortName(it.name), it.title_zh, it.title_en, it.element];
    const found = fields.find(
      (it) => !taken.has(it.name) && names(it).some((name) => plainly(name) === plain),
    );
    if (found === undefined) return null;
    taken.add(found.name);
    return found.name;
  });
}

const plainly = (text: string) =>
  text
    .toLowerCase()
    .replace(/[（(].*?[)）]/g, "")
    .replace(/[\s_*:：/·-]/g, "");

/** The rows below the titles. A row in which nothing is mapped is passed over. */
export function nodesOf(
  rows: readonly (readonly Cell[])[],
  mapping: Mapping,
  fields: readonly FormField[],
): Imported {
  const imported: Imported = { nodes: [], faults: [] };
  rows.forEach((cells, place) => {
    const node: Node = {};
    mapping.forEach((name, column) => {
      const field = fields.find((it) => it.name === name);
      if (field === undefined) return;
      const text = textOf(cells[column], field);
      if (text === "") return;
      node[shortName(field.name)] = text;
      const what = faultOf(text, field);
      if (what !== null) imported.faults.push({ row: place + 2, field: field.name, text, what });
    });
    if (Object.keys(node).length > 0) imported.nodes.push(node);
  });
  return imported;
}

/** A cell as text. Spreadsheets write numbers with separators, days as such, and drop the zeros before a code. */
function textOf(cell: Cell, field?: FormField): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === "boolean") return cell ? "1" : "0";
  const text = String(cell).trim();
  if (field === undefined) return text;
  if (field.kind === "number" || field.kind === "count") return text.replace(/(?<=\d)[,，](?=\d{3})/g, "");
  if (field.codes === "tariff" && /^[\d.\s]+$/.test(text)) {
    const digits = text.replace(/\D/g, "");
    // A spreadsheet takes a code for a number, and a number has no zeros before it.
    return typeof cell === "number" && digits.length === 9 ? `0${digits}` : digits;
  }
  if (typeof cell === "number" && field.codes === "unit") return text.padStart(3, "0");
  return text;
}

function faultOf(text: string, field: FormField): RowFault["what"] | null {
  if (field.kind === "number") return /^-?\d{1,14}(\.\d{1,5})?$/.test(text) ? null : "not_a_number";
  if (field.kind === "count") return /^\d{1,9}$/.test(text) ? null : "not_whole";
  if (field.kind === "day") return /^\d{4}-?\d{2}-?\d{2}$/.test(text) ? null : "not_a_day";
  return field.length != null && Array.from(text).length > field.length ? "too_long" : null;
}

/** Titles of a table to be filled in, as CSV that a spreadsheet opens in Chinese. */
export function templateOf(titles: readonly string[]): string {
  const quoted = titles.map((it) => (/[",\n]/.test(it) ? `"${it.replaceAll('"', '""')}"` : it));
  return `\uFEFF${quoted.join(",")}\r\n`;
}
