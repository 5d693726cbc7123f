/** The own cases on one page, and authorisations between traders and brokers. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type OwnCases = Schemas["OwnCases"];
export type CaseGroup = Schemas["CaseGroup"];
export type AuthorisationView = Schemas["AuthorisationView"];

/** Others work on the same cases. */
const LOOK_EVERY_MS = 15_000;

export function useOwnCases() {
  return useQuery({
    queryKey: ["own-cases"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/own-cases", { signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useAuthorisations() {
  return useInfiniteQuery({
    queryKey: ["authorisations"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam !== null && { after: pageParam }) };
      return unwrap(client.GET("/api/v1/authorisations", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
  });
}
