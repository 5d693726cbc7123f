/** Plans of risk analysis (风险方案): proposed, tried on history, decided by another person. */

import { useMutation, useQuery } from "@tanstack/react-query";

import { client, unwrap, withSource } from "./client";
import type { components } from "./schema";
import { useOrder } from "./useOrder";

type Schemas = components["schemas"];

export type PlanSummary = Schemas["RiskPlanSummary"];
export type Plan = Schemas["RiskPlanView"];
export type PlanState = Schemas["RiskPlanState"];
export type PlanAct = Schemas["RiskPlanAct"];
export type RuleMove = Schemas["RiskRuleMove"];
export type BudgetMove = Schemas["RiskBudgetMove"];
export type BudgetRow = Schemas["RiskBudgetRow"];
export type ModelMove = Schemas["RiskModelMove"];
export type ModelTold = Schemas["RiskModelTold"];

/** What a plan has changed when it was decided or came into force. */
const CHANGED = [
  ["risk-plans"],
  ["risk-plan"],
  ["risk-rules"],
  ["risk-features"],
  ["risk-examined"],
  ["risk-budgets"],
  ["risk-budgets-examined"],
  ["risk-campaigns"],
  ["risk-campaign"],
] as const;

export function usePlans() {
  return useQuery({
    queryKey: ["risk-plans"],
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/risk/plans", { signal }))),
  });
}

export function usePlan(plan: string) {
  return useQuery({
    queryKey: ["risk-plan", plan],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/risk/plans/{plan}", { params: { path: { plan } }, signal })),
  });
}

export function useTryPlan(plan: string) {
  return useMutation({
    mutationFn: (body: Schemas["PlanTrial"]) =>
      unwrap(client.POST("/api/v1/risk/plans/{plan}/try", { params: { path: { plan } }, body })),
  });
}

export function useProposePlan() {
  return useOrder(
    (body: Schemas["NewPlan"]) => unwrap(client.POST("/api/v1/risk/plans", { body })),
    ["risk-plans"],
  );
}

export function useDecidePlan(plan: string) {
  return useOrder(
    (body: Schemas["PlanWord"]) =>
      unwrap(client.POST("/api/v1/risk/plans/{plan}", { params: { path: { plan } }, body })),
    ...CHANGED,
  );
}
