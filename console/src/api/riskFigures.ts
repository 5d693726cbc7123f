/** What selection found, against what lots found: figures, plans before and after, later audits, lots. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { client, unwrap, withSource } from "./client";
import type { components } from "./schema";
import { useOrder } from "./useOrder";

type Schemas = components["schemas"];

export type Figures = Schemas["RiskFiguresView"];
export type FigureRow = Schemas["FigureRow"];
export type FigureSum = Schemas["SumView"];
export type FigureRate = Schemas["RateView"];
export type Gain = Schemas["GainView"];
export type Fire = Schemas["FireView"];
export type Way = Schemas["ChosenWay"];
export type WayFigures = Schemas["WayView"];
export type Standing = Schemas["StandingView"];
export type ComparedPlan = Schemas["ComparedPlan"];
export type LaterAudit = Schemas["LaterAuditView"];
export type DayLots = Schemas["DayLotsView"];

export type By = "day" | "week" | "customs";

export interface FiguresQuestion {
  by: By;
  /** Empty where it is for the house to say. */
  from: string;
  to: string;
}

export function useFigures({ by, from, to }: FiguresQuestion) {
  return useQuery({
    queryKey: ["risk-figures", by, from, to],
    queryFn: ({ signal }) => {
      const query = { by, ...(from !== "" && { from }), ...(to !== "" && { to }) };
      return unwrap(client.GET("/api/v1/risk/figures", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
}

export function useComparedPlans() {
  return useQuery({
    queryKey: ["risk-compared-plans"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/risk/compared-plans", { signal })),
  });
}

export function useLaterAudits() {
  return useInfiniteQuery({
    queryKey: ["risk-audits"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam !== null && { after: pageParam }) };
      return withSource(unwrap(client.GET("/api/v1/risk/audits", { params: { query }, signal })));
    },
    getNextPageParam: (page) => page.next ?? null,
  });
}

/** Nothing is asked where no day is chosen. */
export function useLots(date: string, verify: boolean) {
  return useQuery({
    queryKey: ["risk-lots", date, verify],
    enabled: date !== "",
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/risk/lots/{date}", { params: { path: { date }, query: { verify } }, signal }),
      ),
    placeholderData: (before) => (before?.day === date ? before : undefined),
  });
}

export type ModelAccount = Schemas["ModelAccountView"];
export type ModelDrift = Schemas["ModelDriftView"];
export type BinCounts = Schemas["BinCounts"];

export function useModelAccounts() {
  return useQuery({
    queryKey: ["risk-models"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/risk/models", { signal })),
  });
}

/** Cases of two days are weighed again: only when somebody asks. */
export function useDrift(isAsked: boolean) {
  return useQuery({
    queryKey: ["risk-drift"],
    enabled: isAsked,
    staleTime: 60_000,
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/risk/drift", { signal })),
  });
}

export function useProposeDemotion() {
  return useOrder(
    (body: Schemas["Demotion"]) => unwrap(client.POST("/api/v1/risk/demotions", { body })),
    ["risk-plans"],
  );
}
