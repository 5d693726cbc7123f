/** Finding services by words, and saying how long something took. */

import type { ServiceView } from "../api/services";

/** All that is said of a service, in both languages, in lower case. */
function textOf(it: ServiceView): string {
  const titled = [...it.whom, ...it.acts, ...it.cost, ...it.needs].flatMap(({ title_zh, title_en }) => [
    title_zh,
    title_en,
  ]);
  const own = [it.service, it.title_zh, it.title_en, it.about_zh, it.about_en];
  return [...own, ...titled, ...it.messages, it.basis.document].join(" ").toLowerCase();
}

/** Those of which every word is said, in their order. */
export function found(services: readonly ServiceView[], words: string): ServiceView[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return services.filter((it) => {
    const text = textOf(it);
    return wanted.every((word) => text.includes(word));
  });
}

export type SpanUnit = "seconds" | "minutes" | "hours" | "days";

const UNITS: readonly [SpanUnit, number][] = [
  ["days", 86_400_000],
  ["hours", 3_600_000],
  ["minutes", 60_000],
];

/** In the unit in which it is two or more, or one whole; never shorter than it was. */
export function spanOf(milliseconds: number): { unit: SpanUnit; count: number } {
  for (const [unit, size] of UNITS) {
    if (milliseconds >= 2 * size || milliseconds === size) {
      return { unit, count: Math.ceil(milliseconds / size) };
    }
  }
  const seconds = Math.ceil(milliseconds / 100) / 10;
  return { unit: "seconds", count: seconds > 10 ? Math.ceil(seconds) : seconds };
}
