/** Lays a parcel's documents side by side and says which cells differ and which findings light them. */

import type { DocumentKind, DocumentView, ExplainedFinding, Severity } from "../api/types";

import { currentDocuments, type Fields, itemsOf, numberOf, textOf } from "./documents";
import { FACTS, type Format, formatOf, type GroupId, ITEM_FIELDS } from "./facts";
import { canonicalDecimal } from "./format";
import { DOCUMENT_KINDS, isPaper, parsePointers, type Pointer } from "./pointer";

export interface Cell {
  /** The field that states the fact in this document. */
  field: string;
  /** `""` when not given. */
  text: string;
  /** The findings that name this cell, the gravest first. */
  findings: ExplainedFinding[];
  /** Whether a finding points here, or only compared something with this. */
  isPointedAt: boolean;
  /** Its value is not what the other documents say; with or without a finding. */
  differs: boolean;
}

export interface Row {
  id: string;
  /** The name its label is looked up by. */
  field: string;
  format: Format;
  /** Absent where the document has no such field, or has not come. */
  cells: Partial<Record<DocumentKind, Cell>>;
}

export interface Group {
  id: GroupId;
  /** The goods item's number, in groups of goods. */
  item: number | null;
  rows: Row[];
}

export interface Comparison {
  documents: Partial<Record<DocumentKind, DocumentView>>;
  groups: Group[];
  /** Findings about a document as a whole, its absence for one. */
  onDocument: Partial<Record<DocumentKind, ExplainedFinding[]>>;
}

/** The row that counts goods items; findings about a missing item point at it. */
export const ITEM_COUNT = "n_items";

const GRAVITY: Readonly<Record<Severity, number>> = { return: 2, review: 1, notice: 0 };

export function gravest(findings: readonly ExplainedFinding[]): Severity | null {
  const [first] = [...findings].sort((one, other) => GRAVITY[other.severity] - GRAVITY[one.severity]);
  return first?.severity ?? null;
}

export function compareDocuments(
  documents: readonly DocumentView[],
  findings: readonly ExplainedFinding[],
): Comparison {
  const current = currentDocuments(documents);
  const layout = layOut(current);
  const onDocument: Comparison["onDocument"] = {};
  for (const finding of [...findings].sort((a, b) => GRAVITY[b.severity] - GRAVITY[a.severity])) {
    const papers = (text: string) => parsePointers(text).filter(isPaper);
    const named = papers(finding.pointer).map((pointer) => ({ pointer, isPointedAt: true }));
    const partners = papers(finding.against).map((pointer) => ({ pointer, isPointedAt: false }));
    for (const { pointer, isPointedAt } of [...named, ...partners]) {
      light(layout, current, onDocument, finding, pointer, isPointedAt);
    }
  }
  for (const row of layout.flatMap((it) => it.rows)) markDifferences(row);
  return { documents: current, groups: layout.filter((it) => it.rows.length > 0), onDocument };
}

type Current = Partial<Record<DocumentKind, DocumentView>>;

function layOut(current: Current): Group[] {
  const groups: Group[] = (["keys", "people", "delivery", "money"] as const).map((id) => ({
    id,
    item: null,
    rows: FACTS.filter((fact) => fact.group === id).map((fact) => {
      const row: Row = { id: fact.id, field: fact.id, format: fact.format, cells: {} };
      for (const kind of DOCUMENT_KINDS) {
        const field = fact.fields[kind];
        const document = current[kind]?.document;
        if (field !== undefined && document !== undefined) row.cells[kind] = cell(field, document);
      }
      return row;
    }),
  }));
  const goods = goodsGroups(current);
  return [...groups, ...goods, { id: "other", item: null, rows: [] }];
}

function cell(field: string, fields: Fields): Cell {
  return { field, text: textOf(fields, field), findings: [], isPointedAt: false, differs: false };
}

/** One group a goods item, paired by item number, after a row that counts them. */
function goodsGroups(current: Current): Group[] {
  const withItems = (["order", "inventory"] as const).flatMap((kind) => {
    const document = current[kind]?.document;
    return document === undefined ? [] : [{ kind, items: itemsOf(document) }];
  });
  if (withItems.length === 0) return [];
  const count: Row = { id: ITEM_COUNT, field: ITEM_COUNT, format: "quantity", cells: {} };
  for (const { kind, items } of withItems) {
    count.cells[kind] = cell(ITEM_COUNT, { [ITEM_COUNT]: items.length });
  }
  const numbers = new Set(withItems.flatMap((it) => it.items.map(numberOf)));
  const groups = [...numbers]
    .sort((one, other) => one - other)
    .map((number): Group => ({
      id: "goods",
      item: number,
      rows: ITEM_FIELDS.map(([field, format]) => itemRow(withItems, number, field, format)),
    }));
  return [{ id: "goods", item: null, rows: [count] }, ...groups];
}

interface WithItems {
  kind: DocumentKind;
  items: Fields[];
}

function itemRow(withItems: readonly WithItems[], number: number, field: string, format: Format): Row {
  const row: Row = { id: `items[${number}].${field}`, field, format, cells: {} };
  for (const { kind, items } of withItems) {
    const item = items.find((it) => numberOf(it) === number);
    if (item !== undefined && (field in item || isPaired(field))) row.cells[kind] = cell(field, item);
  }
  return row;
}

const isPaired = (field: string) => ITEM_FIELDS.some(([name]) => name === field);

function light(
  groups: Group[],
  current: Current,
  onDocument: Comparison["onDocument"],
  finding: ExplainedFinding,
  pointer: Pointer,
  isPointedAt: boolean,
) {
  const cells = current[pointer.kind] === undefined ? [] : cellsAt(groups, current, pointer);
  if (cells.length === 0) {
    const list = (onDocument[pointer.kind] ??= []);
    if (!list.includes(finding)) list.push(finding);
  }
  for (const lit of cells) {
    if (!lit.findings.includes(finding)) lit.findings.push(finding);
    lit.isPointedAt ||= isPointedAt;
  }
}

/** The cells a pointer names; a row is added for a field that is not compared as a rule. */
function cellsAt(groups: Group[], current: Current, pointer: Pointer): Cell[] {
  const { kind, item, field } = pointer;
  const document = current[kind]?.document ?? {};
  if (item !== null) {
    const number = itemsOf(document).map(numberOf)[item];
    const group = groups.find((it) => it.item !== null && it.item === number);
    if (group === undefined) return countCells(groups, kind);
    if (field === null) return group.rows.flatMap((row) => row.cells[kind] ?? []);
    return [cellIn(group, kind, field) ?? addItemRow(group, current, kind, field)];
  }
  if (field === "items") return countCells(groups, kind);
  if (field === null) return [];
  for (const group of groups.filter((it) => it.item === null)) {
    const found = cellIn(group, kind, field);
    if (found !== undefined) return [found];
  }
  return [addRow(groups, kind, field, document)];
}

const cellIn = (group: Group, kind: DocumentKind, field: string) =>
  group.rows.map((row) => row.cells[kind]).find((it) => it?.field === field);

const countCells = (groups: Group[], kind: DocumentKind) =>
  groups.flatMap((it) => it.rows).flatMap((row) => (row.id === ITEM_COUNT ? (row.cells[kind] ?? []) : []));

function addItemRow(group: Group, current: Current, kind: DocumentKind, field: string): Cell {
  const withItems = (["order", "inventory"] as const).flatMap((it) => {
    const document = current[it]?.document;
    return document === undefined ? [] : [{ kind: it, items: itemsOf(document) }];
  });
  const row = itemRow(withItems, group.item ?? 0, field, formatOf(field));
  group.rows.push(row);
  return (row.cells[kind] ??= cell(field, {}));
}

function addRow(groups: Group[], kind: DocumentKind, field: string, document: Fields): Cell {
  const group = groups.find((it) => it.id === "other");
  const added = cell(field, document);
  group?.rows.push({ id: `${kind}.${field}`, field, format: formatOf(field), cells: { [kind]: added } });
  return added;
}

/** Marks the cells outside the majority; all of them where no value has one. */
function markDifferences(row: Row) {
  const given = Object.values(row.cells).filter((it) => it.text !== "");
  const counts = new Map<string, number>();
  for (const it of given) {
    const key = comparable(it.text, row.format);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size < 2) return;
  const most = Math.max(...counts.values());
  const hasMajority = most * 2 > given.length;
  for (const it of given) {
    it.differs = !hasMajority || counts.get(comparable(it.text, row.format)) !== most;
  }
}

function comparable(text: string, format: Format): string {
  return format === "text" ? text.trim() : (canonicalDecimal(text) ?? text);
}
