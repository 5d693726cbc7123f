/** Watch rows, the law on a day, search over everything, and changes of the registry. */

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import type { components } from "./schema";
import { useOrder } from "./useOrder";

type Schemas = components["schemas"];

export type WatchKind = Schemas["WatchKind"];
export type WatchRow = Schemas["WatchRowView"];
export type NewWatch = Schemas["NewWatch"];
export type WatchPreview = Schemas["WatchPreview"];
export type WatchHit = Schemas["WatchHit"];
export type LawSummary = Schemas["LawSummary"];
export type LawDetail = Schemas["LawDetail"];
export type LawRow = Schemas["LawRowView"];
export type LawChange = Schemas["LawChange"];
export type SearchHit = Schemas["SearchHit"];
export type FoundKind = Schemas["FoundKind"];
export type Licence = Schemas["LicenceSummary"];

/** The law does not change while the house runs, but for what it is told. */
const LAW_FRESH_MS = 60_000;

export function useWatch() {
  return useQuery({
    queryKey: ["watch"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/watch", { signal })),
  });
}

export function useAddWatch() {
  return useOrder((body: NewWatch) => unwrap(client.POST("/api/v1/watch", { body })), ["watch"]);
}

export interface WatchEnd {
  id: string;
  to: string;
  reason: string;
  by: string;
}

export function useEndWatch() {
  return useOrder(
    ({ id, ...body }: WatchEnd) =>
      unwrap(client.POST("/api/v1/watch/{id}/end", { params: { path: { id } }, body })),
    ["watch"],
  );
}

export function useWatchPreview() {
  return useMutation({
    mutationFn: (body: Schemas["WatchTrial"]) => unwrap(client.POST("/api/v1/watch/preview", { body })),
  });
}

export function useLaw(on: string) {
  return useQuery({
    queryKey: ["law", on],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/law", { params: { query: { on } }, signal })),
    staleTime: LAW_FRESH_MS,
    placeholderData: keepPreviousData,
  });
}

export function useLawDetail(name: string, on: string, q: string) {
  return useInfiniteQuery({
    queryKey: ["law", name, on, q],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => {
      const query = { on, q, after: pageParam, limit: 50 };
      return unwrap(client.GET("/api/v1/law/{name}", { params: { path: { name }, query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    staleTime: LAW_FRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** What is different between two days; of one table where it is named. */
export function useLawChanges(from: string, to: string, name: string | null) {
  return useQuery({
    queryKey: ["law-changes", from, to, name],
    queryFn: ({ signal }) => {
      const query = { from, to, ...(name !== null && { name }) };
      return unwrap(client.GET("/api/v1/law-changes", { params: { query }, signal }));
    },
    enabled: from !== "" && to !== "",
    staleTime: LAW_FRESH_MS,
  });
}

/** What goes by a number or a name. It may be somebody's, so it goes as a body. */
export function useSearch(q: string) {
  return useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => unwrap(client.POST("/api/v1/search", { body: { q }, signal })),
    enabled: q.length >= 2,
    gcTime: 0,
  });
}

/** A row of the registry as it is sent. */
export interface EnterpriseRow {
  code: string;
  other_code?: string;
  name: string;
  roles: readonly string[];
  sites?: readonly string[];
  credit?: string;
  from?: string;
  to?: string;
  suspended_from?: string;
  certificate?: Record<string, unknown>;
}

/** Registers an enterprise, or what it is now, with the limit of its guarantee account where one is given. */
export function useRegister() {
  return useOrder(
    ({ row, limit }: { row: EnterpriseRow; limit: string }) => {
      const guarantees = limit === "" ? [] : [{ code: row.code, limit }];
      return unwrap(
        client.POST("/api/v1/registry", {
          body: JSON.stringify({ enterprises: [row], guarantees }) as never,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "application/json" },
          params: { query: { check: false } },
        }),
      );
    },
    ["enterprises"],
    ["enterprise"],
  );
}

export interface LicenceFilter {
  kind: string;
  q: string;
}

export function useLicences({ kind, q }: LicenceFilter) {
  return useInfiniteQuery({
    queryKey: ["licences", kind, q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        ...(kind !== "" && { kind }),
        ...(q !== "" && { q }),
        ...(pageParam !== null && { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/licences", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export interface LicenceRow {
  kind: string;
  number: string;
  holder_code: string;
  valid_from: string;
  valid_to: string;
  is_revoked?: boolean;
  goods: readonly { commodity: string; unit: string; quantity: string | null }[];
}

/** The house's own command; what is wrong with the row comes back as findings of its receipt. */
export function useAddLicence() {
  return useOrder(
    (row: LicenceRow) =>
      unwrap(
        client.POST("/api/v1/messages", {
          body: JSON.stringify({ tongguan: "licences", rows: [row] }) as never,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "application/json" },
          params: { query: { wait: "decided" } },
        }),
      ),
    ["licences"],
  );
}
