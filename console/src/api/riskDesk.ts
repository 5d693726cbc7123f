/** Campaigns (专项行动) and budgets (布控预算) of risk analysis. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { client, unwrap, withSource } from "./client";
import type { components } from "./schema";
import { useOrder } from "./useOrder";

type Schemas = components["schemas"];

export type CampaignSummary = Schemas["CampaignSummary"];
export type Campaign = Schemas["CampaignView"];
export type CampaignRow = Schemas["CampaignRow"];
export type CampaignRule = Schemas["CampaignRule"];
export type CampaignBy = "day" | "week";
export type Budget = Schemas["RiskBudgetView"];
export type BudgetUsed = Schemas["BudgetUsed"];
export type BudgetFinding = Schemas["BudgetFindingView"];
export type TypedBudget = Schemas["TypedBudget"];

export function useCampaigns() {
  return useQuery({
    queryKey: ["risk-campaigns"],
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/risk/campaigns", { signal }))),
  });
}

export function useCampaign(name: string, by: CampaignBy) {
  return useQuery({
    queryKey: ["risk-campaign", name, by],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/risk/campaigns/{name}", { params: { path: { name }, query: { by } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useBudgets() {
  return useQuery({
    queryKey: ["risk-budgets"],
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/risk/budgets", { signal }))),
  });
}

/** What is wrong with rows as they are typed, among all that stand; nothing is asked where there are none. */
export function useExaminedBudgets(rows: readonly TypedBudget[]) {
  return useQuery({
    queryKey: ["risk-budgets-examined", rows],
    enabled: rows.length > 0,
    gcTime: 0,
    queryFn: ({ signal }) =>
      unwrap(client.POST("/api/v1/risk/budgets/examine", { body: { rows: [...rows] }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useSaveBudgets() {
  return useOrder(
    (body: Schemas["NewBudgets"]) => unwrap(client.POST("/api/v1/risk/budgets", { body })),
    ["risk-budgets"],
    ["risk-budgets-examined"],
  );
}
