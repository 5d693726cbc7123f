/** A row of the budget in the making: from the row to what stands in the form, and from there to what is examined and sent. */

import type { BudgetRow } from "../../api/plans";
import type { Budget, BudgetFinding, TypedBudget } from "../../api/riskDesk";
import { todayInChina } from "../../domain/format";
import { percentOf, shareOf } from "../../domain/percent";

/** What stands in the form: shares in percent, everything as it is typed. */
export interface BudgetDraft {
  id: string;
  procedures: BudgetRow["procedures"];
  customs: string;
  share: string;
  explore: string;
  later_audit: string;
  aim: NonNullable<BudgetRow["aim"]>;
  channel: BudgetRow["channel"];
  per_day: string;
  advanced: string;
  ordinary: string;
  dishonest: string;
  basis: string;
  owner: string;
  from: string;
  to: string;
}

/** A new row, or one that there is. */
export function draftOfBudget(budget: BudgetRow | null): BudgetDraft {
  const share = (text: string | undefined) => (text === undefined || text === "0" ? "" : percentOf(text));
  const scale = (text: string | undefined) => (text === undefined || text === "1" ? "" : text);
  return {
    id: budget?.id ?? "",
    procedures: [...(budget?.procedures ?? [])],
    customs: budget?.customs ?? "",
    share: budget === null ? "" : percentOf(budget.share),
    explore: share(budget?.explore),
    later_audit: share(budget?.later_audit),
    aim: budget?.aim ?? "findings",
    channel: budget?.channel ?? "documents",
    per_day: budget?.per_day == null ? "" : String(budget.per_day),
    advanced: scale(budget?.credit?.advanced),
    ordinary: scale(budget?.credit?.ordinary),
    dishonest: scale(budget?.credit?.dishonest),
    basis: budget?.basis ?? "",
    owner: budget?.owner ?? "",
    from: budget?.from ?? todayInChina(),
    to: budget?.to ?? "",
  };
}

/** As it is typed, for the house to say what is wrong with it. */
export function typedOf(draft: BudgetDraft): TypedBudget {
  const { advanced, ordinary, dishonest, share, explore, later_audit, ...rest } = draft;
  return {
    ...rest,
    share: shareOf(share),
    explore: shareOf(explore),
    later_audit: shareOf(later_audit),
    credit: { advanced, ordinary, dishonest },
  };
}

/** As it is sent, once nothing refuses it. */
export function budgetRowOf(draft: BudgetDraft): BudgetRow {
  const { id, procedures, customs, aim, channel, basis, owner, from } = draft;
  const [perDay, to] = [draft.per_day.trim(), draft.to.trim()];
  const or = (text: string, otherwise: string) => (text.trim() === "" ? otherwise : text.trim());
  return {
    id: id.trim(),
    procedures,
    customs: customs.trim(),
    share: shareOf(draft.share),
    explore: or(shareOf(draft.explore), "0"),
    later_audit: or(shareOf(draft.later_audit), "0"),
    aim,
    channel,
    ...(perDay !== "" && { per_day: Number(perDay) }),
    credit: {
      advanced: or(draft.advanced, "1"),
      ordinary: or(draft.ordinary, "1"),
      dishonest: or(draft.dishonest, "1"),
    },
    basis: basis.trim(),
    owner: owner.trim(),
    from,
    ...(to !== "" && { to }),
  };
}

/** Other rows of the same name, for other days: whoever sends one of a name sends all. */
export function siblingsOf(all: readonly Budget[], changed: Budget | null, id: string): BudgetRow[] {
  if (changed?.id !== id.trim()) return [];
  const others = all.filter((it) => it.id === changed.id && it.from !== changed.from);
  return others.map((it) => budgetRowOf(draftOfBudget(it)));
}

/** What is said of the first row, by field; what is merely empty is left out until somebody wants to save. */
export function shownFindings(findings: readonly BudgetFinding[], isAsked: boolean): BudgetFinding[] {
  return findings.filter((it) => isAsked || !it.refuses || it.observed.trim() !== "");
}
