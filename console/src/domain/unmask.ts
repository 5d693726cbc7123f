/** A view with what the house masks in it put back in its places. */

/** What stood at a JSON pointer before it was masked. */
export interface Unmasked {
  pointer: string;
  value: string;
}

/** The view as it would read; the given one stays as it is. A place that is not there any more is left out. */
export function unmask<View extends object>(view: View, items: readonly Unmasked[]): View {
  const copy = structuredClone(view);
  for (const { pointer, value } of items) {
    const steps = pointer
      .split("/")
      .slice(1)
      .map((it) => it.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = steps.pop();
    let at: unknown = copy;
    for (const step of steps) at = isHolder(at) ? at[step] : undefined;
    if (last !== undefined && isHolder(at) && typeof at[last] === "string") at[last] = value;
  }
  return copy;
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
