/** How values are written for people: exact decimals, moments in China's legal time. */

/** Decimals are compared as text: `12.50` and `12.5` are one number, and no float rounds them. */
export function canonicalDecimal(text: string): string | null {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (match === null) return null;
  const whole = (match[2] ?? "").replace(/^0+(?=\d)/, "");
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  const magnitude = fraction === "" ? whole : `${whole}.${fraction}`;
  return match[1] === "-" && magnitude !== "0" ? `-${magnitude}` : magnitude;
}

/** `1234567.5` → `1,234,567.50`; at least two decimals, none dropped; other text as it is. */
export function formatMoney(text: string): string {
  const canonical = canonicalDecimal(text);
  if (canonical === null) return text;
  const [whole = "0", fraction = ""] = canonical.split(".");
  return `${groupThousands(whole)}.${fraction.padEnd(2, "0")}`;
}

/** `3.00` → `3`: quantities and weights carry no decimals they do not need. */
export function formatQuantity(text: string): string {
  const canonical = canonicalDecimal(text);
  if (canonical === null) return text;
  const [whole = "0", fraction] = canonical.split(".");
  return fraction === undefined ? groupThousands(whole) : `${groupThousands(whole)}.${fraction}`;
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

export function formatCount(count: number): string {
  return groupThousands(String(count));
}

const CHINA = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

interface LocalMoment {
  date: string;
  time: string;
}

/** Date and time in China of a moment of the house. */
export function localMoment(moment: string): LocalMoment | null {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return null;
  const parts = new Map(CHINA.formatToParts(date).map((it) => [it.type, it.value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}:${part("second")}`,
  };
}

export function formatMoment(moment: string): string {
  const local = localMoment(moment);
  return local === null ? moment : `${local.date} ${local.time}`;
}

const MOMENT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})/g;

/** A text with every moment in it written for people. */
export function formatMomentsIn(text: string): string {
  return text.replace(MOMENT, formatMoment);
}

/** `842` → `0.842 s`, `3723000` → `1:02:03`, a day and more → `1 d 1:02:03`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(3)} s`;
  const seconds = Math.floor(milliseconds / 1000);
  const pad = (count: number) => String(count).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const clock = `${hours}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return days === 0 ? clock : `${days} d ${clock}`;
}

/** A wire time `yyyymmddhhmmss`: `20260105235959` → `2026-01-05 23:59:59`; 0 is absent. */
export function formatStamp(stamp: string): string {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(stamp);
  if (match === null) return /^0+$/.test(stamp) ? "" : stamp;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** Today in China: the day a tariff question starts from. */
export function todayInChina(): string {
  return localMoment(new Date().toISOString())?.date ?? "";
}
