/** From an act and what was filled in to the command that is sent. */

import type { ActField, ActView } from "../../api/acts";

export interface Price {
  number: number;
  total_price: string;
}

export interface Change {
  field: string;
  place: string;
  old: string;
  new: string;
}

export interface Paper {
  kind: string;
  id: string;
}

/** What is wrong with a declaration. */
export interface Found {
  declaration_no: string;
  fields: Change[];
  is_violation: boolean;
  text: string;
}

export interface SentBackLine {
  line: number;
  back_line: number;
  quantity: string;
}

/** A file that the house keeps. */
export interface KeptPaper {
  name: string;
  digest: string;
}

export type Filled =
  | string
  | boolean
  | string[]
  | Price[]
  | Change[]
  | Paper[]
  | SentBackLine[]
  | KeptPaper[]
  | Found[]
  | File
  | undefined;

/** What a field shows at first. */
export function firstOf(field: ActField): Filled {
  switch (field.form) {
    case "yes_no":
      return field.value === "true";
    case "choices":
    case "words":
      return field.value === "" ? [] : field.value.split(",");
    case "prices":
    case "changes":
    case "new_values":
    case "papers":
    case "evidence":
    case "sent_back_lines":
      return [];
    case "file":
      return undefined;
    case "findings":
      return foundOf(field.value);
    case "moment":
      // As a clock in China shows it; seconds are not asked for.
      return field.value.slice(0, 16);
    default:
      return field.value;
  }
}

/** What was found before; of what stands in its fields nothing is known here. */
function foundOf(text: string): Found[] {
  if (text === "") return [];
  const found = JSON.parse(text) as Found[];
  return found.map((it) => ({ ...it, fields: it.fields.map((field) => ({ ...field, old: "" })) }));
}

export function isEmpty(value: Filled): boolean {
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined;
}

/** What goes into the command; undefined: nothing, the command stays as it is. */
function sent(field: ActField, value: Filled): unknown {
  if (value instanceof File) return undefined;
  if (typeof value === "boolean") return value;
  // Nothing found, where something was before, is an answer too.
  if (field.form === "findings") return Array.isArray(value) ? spelt(value as Found[]) : undefined;
  if (isEmpty(value) || value === undefined) return undefined;
  if (typeof value === "string") {
    if (field.form === "moment") {
      const wasLeft = value === field.value.slice(0, 16);
      return wasLeft ? field.value : `${value}:00.000+08:00`;
    }
    if (field.form === "texts") return linesOf(value);
    return value.trim();
  }
  switch (field.form) {
    case "words":
      return (value as string[]).join(",");
    case "new_values":
      return (value as Change[]).map((it) => ({ field: it.field, place: it.place, new: it.new }));
    case "papers":
      return (value as Paper[]).map((it) => ({ ...it, format: "US" }));
    default:
      return value;
  }
}

const spelt = (found: readonly Found[]) =>
  found.map((it) => ({
    ...it,
    fields: it.fields.map(({ field, place, new: to }) => ({ field, place, new: to })),
  }));

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((it) => it.trim())
    .filter((it) => it !== "");

/** Puts a value at a place (RFC 6901); objects on the way are made where there are none. */
function put(command: Record<string, unknown>, at: string, value: unknown) {
  const names = at
    .split("/")
    .slice(1)
    .map((it) => it.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = names.pop();
  if (last === undefined) return;
  let within = command;
  for (const name of names) {
    const next = within[name];
    if (typeof next === "object" && next !== null) within = next as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      within[name] = made;
      within = made;
    }
  }
  within[last] = value;
}

export function commandOf(act: ActView, filled: Readonly<Record<string, Filled>>): object {
  const command = structuredClone<Record<string, unknown>>(act.command);
  for (const field of act.fields) {
    const value = sent(field, filled[field.at]);
    if (value !== undefined) put(command, field.at, value);
  }
  return command;
}

/** Acts about a declaration that the house says beforehand what it would find in. */
const CHECKED = ["amend", "withdraw", "choose_guarantee", "claim_refund", "claim_sent_back", "disclose"];
export const isChecked = (act: ActView): boolean =>
  CHECKED.includes(act.act) || act.act.startsWith("supplement.");

/** The field that a finding points at: the command's place begins as the pointer does, but for what holds it all. */
export function fieldAt(pointer: string, fields: readonly ActField[]): ActField | undefined {
  const parts = partsOf(pointer.replaceAll(/\[(\d+)\]/g, ".$1").split("."));
  const isAt = (it: ActField) => {
    const own = partsOf(it.at.split("/").slice(1));
    return own.every((name, place) => parts[place] === name);
  };
  return fields.find(isAt);
}

/** Findings of a supplementary declaration point into the declaration, which it is a part of. */
const HOLDERS = ["amendment", "supplement", "declaration"];
const partsOf = (names: string[]): string[] => (HOLDERS.includes(names[0] ?? "") ? names.slice(1) : names);
