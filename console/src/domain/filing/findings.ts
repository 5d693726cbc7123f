/** Where a finding points at on the form. */

const POINTER = /\bdeclaration(?:\.[a-z0-9_]+(?:\[\d+\])?)*/g;

/** What a form that is only begun has many of: they are counted, and not cried out. */
export const isMissing = (finding: { code: string }) => finding.code === "FMT-1101";

/** The paths of a pointer; a check may point at several fields. `declaration.items[0].price` → `items.0.price`. */
export function pathsOf(pointer: string): string[] {
  const paths = (pointer.match(POINTER) ?? []).map((it) =>
    it.replace(/^declaration\.?/, "").replace(/\[(\d+)\]/g, ".$1"),
  );
  return [...new Set(paths)];
}

/** The goods line, counted from 0, and the list's name of a path within a list's node. */
export function nodeOf(path: string): { list: string; place: number } | null {
  const match = /^([a-z_]+(?:\.[a-z_]+)?)\.(\d+)(?:\.|$)/.exec(path);
  const [, list, place] = match ?? [];
  return list === undefined || place === undefined ? null : { list, place: Number(place) };
}

/** A path without its places: by which the form knows the field. */
export function fieldOf(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, "");
}
