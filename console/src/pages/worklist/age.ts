/** How old a task is, and how long there is to its end: whole days, hours below two days, minutes below two hours. */

export interface Span {
  unit: "minutes" | "hours" | "days";
  count: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From one moment to another, never less than nothing. */
export function spanBetween(from: string, to: string): Span {
  const length = Math.max(0, Date.parse(to) - Date.parse(from));
  if (length < 2 * HOUR) return { unit: "minutes", count: Math.floor(length / MINUTE) };
  if (length < 2 * DAY) return { unit: "hours", count: Math.floor(length / HOUR) };
  return { unit: "days", count: Math.floor(length / DAY) };
}
