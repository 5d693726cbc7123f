/** An examination on the device: what of its case is kept there, and what the form says to the house. */

import type { DeclarationView, InstrumentDetail } from "../api/types";

/** How a line of goods was found (params/declaration/instrument_fields.csv). */
export const LINE_WORDS = [
  "name",
  "quantity",
  "weight",
  "origin",
  "classification",
  "model",
  "marks",
  "damaged",
  "other",
] as const;
export type LineWord = (typeof LINE_WORDS)[number];

export const RESULTS = [
  "conform",
  "quantity",
  "goods",
  "origin",
  "ipr",
  "safety",
  "quarantine",
  "other",
] as const;
export type Result = (typeof RESULTS)[number];

export const DISPOSALS = ["correct", "release", "detain", "hand_over", "ship_back", "destroy"] as const;
export type Disposal = (typeof DISPOSALS)[number];

export const TESTS = ["classification", "origin", "quality", "safety", "quarantine"] as const;
export const WAITS = ["wait", "custody", "go"] as const;

export type Examination = NonNullable<DeclarationView["examination"]>;
export type Entered = NonNullable<Examination["entered"]>;

export interface GoodsLine {
  number: number;
  name: string;
  code: string;
  model: string;
  quantity: string;
  unit: string;
  origin: string;
}

/** A sample of the goods, with what a laboratory said. */
export interface SampleNote {
  number: string;
  state_title_zh: string;
  state_title_en: string;
  sample_no: string;
  laboratory: string;
  finding_zh: string;
  finding_en: string;
  text: string;
}

/** What of a case is kept on the device: what an examiner needs on the spot, and nothing that says more of people. */
export interface Snapshot {
  number: string;
  state: DeclarationView["state"];
  state_title_zh: string;
  state_title_en: string;
  trader: string;
  declarant: string;
  bill_no: string;
  transport: string;
  customs: string;
  packages: string;
  gross_weight_kg: string;
  containers: { number: string; seals: string }[];
  reasons: { rule: string; text: string }[];
  /** What the notice says, as titles and values. */
  notice: { title_zh: string; title_en: string; value: string; value_zh: string }[];
  appointment: { way: string; at: string } | null;
  lines: GoodsLine[];
  samples: SampleNote[];
  examination: Examination | null;
  /** When the house said so. */
  at: string;
}

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

export function snapshotOf(
  view: DeclarationView,
  notice: InstrumentDetail | null,
  samples: readonly InstrumentDetail[],
  at: string,
): Snapshot {
  const filed = view.declaration ?? {};
  const rows = Array.isArray(filed.containers) ? (filed.containers as Record<string, unknown>[]) : [];
  const seals = view.manifest?.containers ?? [];
  return {
    number: view.declaration_no,
    state: view.state,
    state_title_zh: view.state_title_zh,
    state_title_en: view.state_title_en,
    trader: view.trader.name,
    declarant: view.declarant.name,
    bill_no: view.bill_no,
    transport: [filed.transport_name, filed.voyage_no].map(text).filter(Boolean).join(" "),
    customs: view.declaring_customs,
    packages: text(filed.packages),
    gross_weight_kg: text(filed.gross_weight_kg),
    containers: rows.map((it) => {
      const number = text(it.number);
      return { number, seals: seals.find((other) => other.number === number)?.seals.join(" ") ?? "" };
    }),
    reasons: (view.selection?.reasons ?? []).map(({ rule, text }) => ({ rule, text })),
    notice: (notice?.fields ?? []).map(({ title_zh, title_en, value, value_zh }) => ({
      title_zh,
      title_en,
      value,
      value_zh,
    })),
    appointment:
      notice?.appointment === undefined || notice.appointment === null
        ? null
        : { way: notice.appointment.way, at: notice.appointment.at },
    lines: view.lines.map((it) => ({
      number: it.number,
      name: it.name,
      code: it.commodity_code,
      model: it.model,
      quantity: it.quantity,
      unit: it.unit,
      origin: it.origin,
    })),
    samples: samples.map((it) => ({
      number: it.number,
      state_title_zh: it.state_title_zh,
      state_title_en: it.state_title_en,
      sample_no: it.fields.find((field) => field.name === "sample_no")?.value ?? "",
      laboratory: it.fields.find((field) => field.name === "laboratory")?.value ?? "",
      finding_zh: it.result?.finding_zh ?? "",
      finding_en: it.result?.finding_en ?? "",
      text: it.result?.text ?? "",
    })),
    examination: view.examination,
    at,
  };
}

/** A sample that is taken with the examination. */
export interface TakenSample {
  laboratory: string;
  test: (typeof TESTS)[number];
  items: string;
  sample_no: string;
  seal: string;
  goods_wait: (typeof WAITS)[number];
  attended_by: string;
}

/** What an examiner says. */
export interface Found {
  /** By line; a line that is not there is as it was declared. */
  lines: Readonly<Record<number, readonly LineWord[]>>;
  result: Result;
  disposal: Disposal | null;
  findings: string;
  packages_opened: string;
  attended_by: string;
  seals_broken: string;
  seals_renewed: string;
  sample: TakenSample | null;
}

export const NOTHING_FOUND: Found = {
  lines: {},
  result: "conform",
  disposal: null,
  findings: "",
  packages_opened: "",
  attended_by: "",
  seals_broken: "",
  seals_renewed: "",
  sample: null,
};

/** What the result is when only the lines are looked at. */
export function resultOfLines(lines: Found["lines"]): Result {
  const words = new Set(Object.values(lines).flat());
  if (words.size === 0) return "conform";
  if (words.has("name") || words.has("classification") || words.has("model")) return "goods";
  if (words.has("quantity") || words.has("weight")) return "quantity";
  return words.has("origin") ? "origin" : "other";
}

/** Whether goods go on by that result, so that it takes another officer. */
export function goesOn(found: Pick<Found, "result" | "disposal">): boolean {
  return found.result === "conform" || found.disposal === "release" || found.disposal === "correct";
}

/** What is missing before it can be said; by the name of its text. */
export function missingOf(found: Found): "line_differs" | "disposal" | "seals" | "sample" | null {
  const differs = Object.values(found.lines).some((it) => it.length > 0);
  if (differs && found.result === "conform") return "line_differs";
  if (found.result !== "conform" && found.disposal === null) return "disposal";
  if (goesOn(found) && found.seals_broken.trim() !== "" && found.seals_renewed.trim() === "") return "seals";
  const { sample } = found;
  const isWhole =
    sample === null ||
    [sample.laboratory, sample.items, sample.sample_no, sample.attended_by].every((it) => it.trim() !== "");
  return isWhole ? null : "sample";
}

interface Said {
  number: string;
  officer: string;
  place: string;
  reason: string;
  examinedAt: string;
  photos: readonly { name: string; digest: string }[];
}

/** What the house is told: the sample that was taken, then the record. */
export function commandsOf(lines: readonly GoodsLine[], found: Found, said: Said) {
  const given = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).filter(([, it]) => it.trim() !== ""));
  const issue = (kind: string, fields: Record<string, string>) => ({
    tongguan: "issue_document",
    declaration_no: said.number,
    kind,
    officer: said.officer,
    reason: said.reason,
    fields: given(fields),
  });
  const words = lines.map((it) => {
    const differs = found.lines[it.number] ?? [];
    return `${it.number}=${differs.length === 0 ? "conform" : differs.join("|")}`;
  });
  const record = issue("examination_record", {
    result: found.result,
    disposal: found.result === "conform" ? "" : (found.disposal ?? ""),
    place: said.place,
    findings: found.findings,
    packages_opened: found.packages_opened,
    attended_by: found.attended_by,
    seals_broken: found.seals_broken,
    seals_renewed: found.seals_renewed,
    line_results: words.join(" "),
    examined_at: said.examinedAt,
  });
  const attachments = said.photos.map(({ name, digest }) => ({ name, digest }));
  const sample = found.sample === null ? [] : [issue("sampling_order", { ...found.sample })];
  return [...sample, { ...record, attachments }];
}

/** `1=conform 2=quantity|weight` by line. */
export function linesSaid(value: string): { number: string; words: string[] }[] {
  return value
    .split(/\s+/)
    .filter((it) => it !== "")
    .map((it) => {
      const [number = "", words = ""] = it.split("=");
      return { number, words: words.split("|").filter((word) => word !== "" && word !== "conform") };
    });
}
