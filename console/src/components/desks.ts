/** The desks of the console, each with its group in the menu and the right that it needs. A new desk is a line here and a line
 * in `routes`. */

import type { Right } from "../api/types";

/** In the order in which the menu shows them. */
export const GROUPS = ["work", "cases", "parcels", "supervision", "registry", "law", "system"] as const;

export type DeskGroup = (typeof GROUPS)[number];

/** Null: for everybody who is signed in. */
export const DESKS = [
  { to: "/worklist", label: "nav.worklist", group: "work", right: "do_tasks" },
  { to: "/examinations", label: "nav.examinations", group: "work", right: "act_as_officer" },
  { to: "/holds", label: "nav.holds", group: "supervision", right: "hold_in_bulk" },
  { to: "/home", label: "nav.home", group: "work", right: "see_cases" },
  { to: "/entries", label: "nav.parcels", group: "parcels", right: "see_parcels" },
  { to: "/declarations", label: "nav.declarations", group: "cases", right: "see_cases" },
  { to: "/manifests", label: "nav.manifests", group: "cases", right: "see_cases" },
  { to: "/exports", label: "nav.exports", group: "parcels", right: "see_parcels" },
  { to: "/audits", label: "nav.audits", group: "supervision", right: "see_audits" },
  { to: "/exit-lists", label: "nav.zone", group: "parcels", right: "see_parcels" },
  { to: "/receipts", label: "nav.receipts", group: "system", right: "see_all_receipts" },
  { to: "/slips", label: "nav.slips", group: "parcels", right: "see_parcels" },
  { to: "/watch", label: "nav.watch", group: "supervision", right: "see_watch" },
  { to: "/risk/rules", label: "nav.rules", group: "supervision", right: "see_watch" },
  { to: "/risk/plans", label: "nav.plans", group: "supervision", right: "see_watch" },
  { to: "/risk/campaigns", label: "nav.campaigns", group: "supervision", right: "see_watch" },
  { to: "/risk/budgets", label: "nav.budgets", group: "supervision", right: "see_watch" },
  { to: "/risk/features", label: "nav.features", group: "supervision", right: "see_watch" },
  { to: "/risk/figures", label: "nav.risk_figures", group: "supervision", right: "see_watch" },
  { to: "/risk/audits", label: "nav.later", group: "supervision", right: "see_watch" },
  { to: "/risk/lots", label: "nav.lots", group: "supervision", right: "see_watch" },
  { to: "/company", label: "nav.company", group: "registry", right: "see_own_registration" },
  { to: "/authorisations", label: "nav.authorisations", group: "registry", right: "see_authorisations" },
  { to: "/enterprises", label: "nav.enterprises", group: "registry", right: "see_registry" },
  { to: "/licences", label: "nav.licences", group: "registry", right: "see_registry" },
  { to: "/deliveries", label: "nav.deliveries", group: "system", right: "keep_webhooks" },
  { to: "/api-keys", label: "nav.keys", group: "system", right: "keep_keys" },
  { to: "/people", label: "nav.people", group: "system", right: "keep_people" },
  { to: "/services", label: "nav.services", group: "work", right: null },
  { to: "/wall", label: "nav.wall", group: "work", right: "see_figures" },
  { to: "/checks", label: "nav.checks", group: "law", right: null },
  { to: "/tariff", label: "nav.tariff", group: "law", right: null },
  { to: "/law", label: "nav.law", group: "law", right: null },
] as const satisfies readonly { to: string; label: string; group: DeskGroup; right: Right | null }[];

/** The desks that somebody with these rights has. */
export function desksOf(rights: readonly Right[]) {
  return DESKS.filter(({ right }) => right === null || rights.includes(right));
}

/** The same by groups; a group without a desk is left out. */
export function groupsOf(rights: readonly Right[]) {
  const desks = desksOf(rights);
  return GROUPS.map((group) => ({ group, desks: desks.filter((it) => it.group === group) })).filter(
    (it) => it.desks.length > 0,
  );
}
