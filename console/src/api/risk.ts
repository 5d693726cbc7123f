/** What cases are weighed by (特征), and the rules over it (风险规则). */

import { useMutation, useQuery } from "@tanstack/react-query";

import { client, unwrap, withSource } from "./client";
import type { components } from "./schema";
import { useOrder } from "./useOrder";

type Schemas = components["schemas"];

export type Feature = Schemas["FeatureDefinition"];
export type FeatureKind = Schemas["FeatureKind"];
export type FeatureSource = Schemas["FeatureSource"];
export type Procedure = Schemas["RiskProcedure"];
export type Channel = Schemas["RiskChannel"];
export type RuleRow = Schemas["RiskRuleRow"];
export type Rule = Schemas["RiskRuleView"];
export type RuleChange = Schemas["RiskRuleChange"];
export type Finding = Schemas["RuleFindingView"];
export type Completion = Schemas["RuleCompletion"];
export type RulePreview = Schemas["RulePreview"];
export type RuleHit = Schemas["RuleHit"];
export type RuleThen = Schemas["RuleThen"];

export function useFeatures() {
  return useQuery({
    queryKey: ["risk-features"],
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/risk/features", { signal }))),
  });
}

export function useRules() {
  return useQuery({
    queryKey: ["risk-rules"],
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/risk/rules", { signal }))),
  });
}

/** What is wrong with a row, among all rules of the house; nothing is asked where there is none. */
export function useExamined(row: RuleRow | null) {
  return useQuery({
    queryKey: ["risk-examined", row],
    enabled: row !== null,
    gcTime: 0,
    queryFn: ({ signal }) =>
      unwrap(
        client.POST("/api/v1/risk/rules/examine", { body: { rows: row === null ? [] : [row] }, signal }),
      ),
    placeholderData: (before) => before,
  });
}

export function completeRule(procedures: Procedure[], text: string, cursor: number): Promise<Completion> {
  return unwrap(client.POST("/api/v1/risk/rules/complete", { body: { procedures, text, cursor } }));
}

export function useTryRule() {
  return useMutation({
    mutationFn: (body: Schemas["RuleTrial"]) => unwrap(client.POST("/api/v1/risk/rules/try", { body })),
  });
}

export function useSaveRules() {
  return useOrder(
    (body: Schemas["NewRules"]) => unwrap(client.POST("/api/v1/risk/rules", { body })),
    ["risk-rules"],
    ["risk-features"],
    ["risk-examined"],
    ["risk-campaigns"],
    ["risk-campaign"],
  );
}
