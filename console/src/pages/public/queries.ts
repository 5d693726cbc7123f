/** What the public pages ask. What names a parcel or its telephone is sent in a body, never in an address. */

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "../../api/client";
import type { CalculationQuestion, TraceQuestion } from "../../api/types";

const LAW_FRESH_MS = 10 * 60_000;

export function useTariffSearch(words: string, on: string) {
  const q = words.trim();
  return useQuery({
    queryKey: ["public", "tariff", q, on],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/public/tariff", { params: { query: { q, on } }, signal })),
    enabled: q !== "" && on !== "",
    placeholderData: keepPreviousData,
    staleTime: LAW_FRESH_MS,
  });
}

export function useChoices(on: string) {
  return useQuery({
    queryKey: ["public", "choices", on],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/public/choices", { params: { query: { on } }, signal })),
    enabled: on !== "",
    placeholderData: keepPreviousData,
    staleTime: LAW_FRESH_MS,
  });
}

export function useFaq(on: string) {
  return useQuery({
    queryKey: ["public", "faq", on],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/public/faq", { params: { query: { on } }, signal })),
    enabled: on !== "",
    placeholderData: keepPreviousData,
    staleTime: LAW_FRESH_MS,
  });
}

export function useCalculation() {
  return useMutation({
    mutationFn: (body: CalculationQuestion) => unwrap(client.POST("/api/v1/public/calculation", { body })),
  });
}

/** What was answered is forgotten with the page. */
export function useTrace() {
  return useMutation({
    mutationFn: (body: TraceQuestion) => unwrap(client.POST("/api/v1/public/trace", { body })),
    gcTime: 0,
  });
}
