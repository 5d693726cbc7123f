/** Where what was found is shown, and what was asked for. */

import type { FoundKind, SearchHit } from "../../api/analyst";

/** The page of each kind; null: it has none. */
const PAGES: Record<FoundKind, string | null> = {
  declaration: "/declarations",
  parcel: "/entries",
  export: "/exports",
  exit_list: "/exit-lists",
  gate_pass: "/gate-passes",
  manifest: "/manifests",
  bill: "/manifests",
  transit: null,
  slip: null,
  duty_slip: "/declarations",
  guarantee: "/guarantees",
  audit: "/audits",
  document: "/documents",
  amendment: "/declarations",
  enterprise: "/enterprises",
  licence: null,
  book: "/books",
  check: "/checks",
  tariff: "/tariff",
};

export function pageOf({ kind, page_no }: Pick<SearchHit, "kind" | "page_no">): string | null {
  const page = PAGES[kind];
  return page === null ? null : `${page}/${encodeURIComponent(page_no)}`;
}

/** What a visit to the page asked for. */
export function askedOf(state: unknown): string {
  if (typeof state !== "object" || state === null || !("q" in state)) return "";
  return typeof state.q === "string" ? state.q : "";
}
