/** A declaration while it is written: our own JSON with text in every field, reached by paths like `items.0.quantity`. */

export type Value = string | Node | Value[];
export interface Node {
  [name: string]: Value;
}

const STAMP = /^\d{8}$/;

/** What stands at a path; nothing where it leads nowhere. */
export function valueAt(root: Node, path: string): Value | undefined {
  let at: Value | undefined = root;
  for (const step of path.split(".")) {
    if (Array.isArray(at)) at = at[Number(step)];
    else if (typeof at === "object") at = at[step];
    else return undefined;
  }
  return at;
}

export function textAt(root: Node, path: string): string {
  const value = valueAt(root, path);
  return typeof value === "string" ? value : "";
}

export function listAt(root: Node, path: string): Node[] {
  const value = valueAt(root, path);
  return Array.isArray(value)
    ? value.filter((it): it is Node => typeof it === "object" && !Array.isArray(it))
    : [];
}

/** Puts something at a path, making what leads there. */
export function put(root: Node, path: string, value: Value) {
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  let at: Node | Value[] = root;
  for (const step of steps) {
    const next: Value | undefined = Array.isArray(at) ? at[Number(step)] : at[step];
    if (typeof next === "object") {
      at = next;
      continue;
    }
    const made: Node = {};
    if (Array.isArray(at)) at[Number(step)] = made;
    else at[step] = made;
    at = made;
  }
  if (Array.isArray(at)) at[Number(last)] = value;
  else at[last] = value;
}

/** Without anything that says nothing; the nodes of a list keep their places, because findings count them. */
export function tidied(value: Value): Value | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value.trim();
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return value.map((it) => tidied(it) ?? (typeof it === "string" ? "" : {}));
  }
  const kept = Object.entries(value).flatMap(([name, it]): [string, Value][] => {
    const tidy = tidied(it);
    return tidy === undefined ? [] : [[name, tidy]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** What is sent: the message of our own JSON. Lines are numbered by their places. */
export function messageOf(root: Node): string {
  const declaration = tidied(root) ?? {};
  if (typeof declaration === "object" && !Array.isArray(declaration)) {
    const items = declaration.items;
    if (Array.isArray(items)) {
      declaration.items = items.map((it, place) =>
        typeof it === "object" && !Array.isArray(it) ? { ...it, number: String(place + 1) } : it,
      );
    }
  }
  return JSON.stringify({ tongguan: "declaration", declaration });
}

/** A declaration as the house shows it, as text: what it says of nothing (0 for a day that is not given) is left out. */
export function modelOf(shown: unknown): Node {
  const value = asText(shown, "");
  return typeof value === "object" && !Array.isArray(value) ? value : {};
}

function asText(value: unknown, name: string): Value | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return value === 0 && name !== "invoiced" ? undefined : String(value);
  // What the house masks is given anew: a masked number is nobody's.
  if (typeof value === "string") return name === "telephone" && value.includes("*") ? undefined : value;
  if (Array.isArray(value)) {
    // A promise is one text, and a node on the form.
    const node = (it: unknown) => (name === "promises" && typeof it === "string" ? { material: it } : it);
    return value.flatMap((it: unknown) => asText(node(it), "") ?? []);
  }
  if (typeof value !== "object") return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([inner, it]): [string, Value][] => {
      const text = asText(it, inner);
      return text === undefined ? [] : [[inner, text]];
    }),
  );
}

/** A day as a browser's field has it, however it is written. */
export function asDay(text: string): string {
  return STAMP.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text.slice(0, 10);
}

/** What the house gives, and what a declaration that is written anew must not bring along. */
const OF_ONE_CASE: readonly string[] = ["reference", "preliminary_no", "declaration_no"];

/** The same goods declared once more, under a number of its own. */
export function copyOf(model: Node, reference: string): Node {
  const kept = Object.entries(structuredClone(model)).filter(([name]) => !OF_ONE_CASE.includes(name));
  return { ...Object.fromEntries(kept), reference };
}

/** A number of one's own (客户端报关单编号): by the moment, and apart from another of that moment by chance. */
export function newReference(now: Date, random: number): string {
  const digits = now.toISOString().replace(/\D/g, "").slice(2, 14);
  return `F${digits}${Math.floor(random * 100_000)
    .toString()
    .padStart(5, "0")}`;
}
