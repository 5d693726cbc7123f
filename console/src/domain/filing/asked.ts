/** Which fields of the form are asked for, as far as it is filled in. */

import type { FormField, FormMode } from "../../api/filing";

/** Fields on which it hangs whether others are asked. */
export function askedBy(fields: readonly FormField[]): string[] {
  const names = fields.flatMap((it) => it.asked.map(({ field }) => field));
  return [...new Set(names.map((it) => (it === "levied" ? "supervision_mode" : it)))];
}

/** Whether a field is asked for. What it hangs on and is not said yet keeps nothing back. */
export function isAsked(
  field: FormField,
  modes: readonly FormMode[],
  textOf: (name: string) => string,
): boolean {
  return field.asked.every(({ field: name, values }) => {
    const text = name === "levied" ? levied(modes, textOf("supervision_mode")) : textOf(name);
    return text === "" || values.includes(text);
  });
}

function levied(modes: readonly FormMode[], mode: string): string {
  return modes.some((it) => it.code === mode && it.is_without_levy_nature) ? "no" : "yes";
}
