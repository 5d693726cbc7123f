/** The desks of the console, and the right that each needs. A new desk is a line here and a route in `App`. */

import type { Right } from "../api/types";

/** Null: for everybody who is signed in. */
export const DESKS = [
  { to: "/worklist", label: "nav.worklist", right: "do_tasks" },
  { to: "/examinations", label: "nav.examinations", right: "act_as_officer" },
  { to: "/holds", label: "nav.holds", right: "hold_in_bulk" },
  { to: "/entries", label: "nav.parcels", right: "see_parcels" },
  { to: "/declarations", label: "nav.declarations", right: "see_cases" },
  { to: "/manifests", label: "nav.manifests", right: "see_cases" },
  { to: "/exports", label: "nav.exports", right: "see_parcels" },
  { to: "/audits", label: "nav.audits", right: "see_audits" },
  { to: "/exit-lists", label: "nav.zone", right: "see_parcels" },
  { to: "/receipts", label: "nav.receipts", right: "see_all_receipts" },
  { to: "/slips", label: "nav.slips", right: "see_parcels" },
  { to: "/enterprises", label: "nav.enterprises", right: "see_registry" },
  { to: "/deliveries", label: "nav.deliveries", right: "keep_webhooks" },
  { to: "/api-keys", label: "nav.keys", right: "keep_keys" },
  { to: "/people", label: "nav.people", right: "keep_people" },
  { to: "/wall", label: "nav.wall", right: "see_figures" },
  { to: "/checks", label: "nav.checks", right: null },
  { to: "/tariff", label: "nav.tariff", right: null },
] as const satisfies readonly { to: string; label: string; right: Right | null }[];

/** The desks that somebody with these rights has. */
export function desksOf(rights: readonly Right[]) {
  return DESKS.filter(({ right }) => right === null || rights.includes(right));
}
