/** What stands behind a declaration: why it was selected, and what came before it. */

import { useQuery } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Background = Schemas["BackgroundView"];
export type Selected = Schemas["SelectedView"];
export type CompanyPast = Schemas["CompanyPast"];
export type PastCounts = Schemas["PastCounts"];
export type PastCase = Schemas["PastCase"];
export type LinePast = Schemas["LinePast"];
export type GoodsPast = Schemas["GoodsPast"];
export type Spread = Schemas["Spread"];
export type Compared = Schemas["ComparedView"];

/** Earlier declarations are told a moment after they change: until all are, it is asked again. */
const BEHIND_EVERY_MS = 2_000;

export function useBackground(number: string) {
  return useQuery({
    queryKey: ["background", number],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/declarations/{number}/background", { params: { path: { number } }, signal }),
      ),
    refetchInterval: ({ state }) => ((state.data?.behind ?? 0) > 0 ? BEHIND_EVERY_MS : false),
  });
}
