/** What the pages ask of the server, and how long an answer stays fresh. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { ApiError, client, unwrap } from "./client";
import type { AuditState, DeclarationState, EntryState, ExportState, Role, SlipState } from "./types";

const PAGE_SIZE = 50;
/** Law and checks do not change while the house runs; figures do. */
const LAW_FRESH_MS = 10 * 60_000;
const FIGURES_EVERY_MS = 15_000;

export function retry(count: number, error: Error): boolean {
  const isFinal = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !isFinal && count < 2;
}

export function useSummary() {
  return useQuery({
    queryKey: ["summary"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/summary", { signal })),
    refetchInterval: FIGURES_EVERY_MS,
  });
}

export interface EntryFilter {
  q: string;
  state: EntryState | null;
}

export function useEntries({ q, state }: EntryFilter) {
  return useInfiniteQuery({
    queryKey: ["entries", q, state],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(q === "" ? {} : { q }),
        ...(state === null ? {} : { state }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/entries", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useEntry(number: number) {
  return useQuery({
    queryKey: ["entry", number],
    queryFn: ({ signal }) => {
      const params = { path: { number: String(number) } };
      return unwrap(client.GET("/api/v1/entries/{number}", { params, signal }));
    },
    enabled: Number.isSafeInteger(number),
  });
}

export function useSlips(state: SlipState | null) {
  return useInfiniteQuery({
    queryKey: ["slips", state],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(state === null ? {} : { state }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/slips", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useExitLists() {
  return useInfiniteQuery({
    queryKey: ["exit-lists"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...(pageParam === null ? {} : { after: pageParam }) };
      return unwrap(client.GET("/api/v1/exit-lists", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
  });
}

export function useExitList(number: string) {
  return useQuery({
    queryKey: ["exit-list", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/exit-lists/{number}", { params: { path: { number } }, signal })),
  });
}

export function useGatePasses() {
  return useInfiniteQuery({
    queryKey: ["gate-passes"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...(pageParam === null ? {} : { after: pageParam }) };
      return unwrap(client.GET("/api/v1/gate-passes", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
  });
}

export function useGatePass(number: string) {
  return useQuery({
    queryKey: ["gate-pass", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/gate-passes/{number}", { params: { path: { number } }, signal })),
  });
}

export function useDeclarations(state: DeclarationState | null) {
  return useInfiniteQuery({
    queryKey: ["declarations", state],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(state === null ? {} : { state }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/declarations", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useDeclaration(number: string) {
  return useQuery({
    queryKey: ["declaration", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/declarations/{number}", { params: { path: { number } }, signal })),
  });
}

export function useManifests() {
  return useInfiniteQuery({
    queryKey: ["manifests"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...(pageParam === null ? {} : { after: pageParam }) };
      return unwrap(client.GET("/api/v1/manifests", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
  });
}

export function useManifest(number: string) {
  return useQuery({
    queryKey: ["manifest", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/manifests/{number}", { params: { path: { number } }, signal })),
  });
}

export type ConsignmentTask = "undeclared" | "for_sale" | "short_landed" | "over_landed" | "review";

export function useConsignments(task: ConsignmentTask) {
  return useInfiniteQuery({
    queryKey: ["consignments", task],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, task, ...(pageParam === null ? {} : { after: pageParam }) };
      return unwrap(client.GET("/api/v1/consignments", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useExports(state: ExportState | null) {
  return useInfiniteQuery({
    queryKey: ["exports", state],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(state === null ? {} : { state }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/exports", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useExport(number: string) {
  return useQuery({
    queryKey: ["export", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/exports/{number}", { params: { path: { number } }, signal })),
  });
}

/** Those that are open, or those in one state. */
export function useAudits(state: AuditState | null) {
  return useInfiniteQuery({
    queryKey: ["audits", state],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(state === null ? {} : { state }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/audits", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useAudit(number: string) {
  return useQuery({
    queryKey: ["audit", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/audits/{number}", { params: { path: { number } }, signal })),
  });
}

export interface LabelFilter {
  enterprise: string;
  /** The beginning of a commodity code. */
  commodity: string;
}

export function useAuditLabels({ enterprise, commodity }: LabelFilter) {
  return useInfiniteQuery({
    queryKey: ["audit-labels", enterprise, commodity],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(enterprise === "" ? {} : { enterprise }),
        ...(commodity === "" ? {} : { commodity }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/audit-labels", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useBook(number: string) {
  return useQuery({
    queryKey: ["book", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/books/{number}", { params: { path: { number } }, signal })),
  });
}

export interface ReceiptFilter {
  recipient: string;
  /** Only receipts with a greater number: the house's, or the recipient's own when one is named. */
  after: number;
}

export function useReceipts({ recipient, after }: ReceiptFilter) {
  return useInfiniteQuery({
    queryKey: ["receipts", recipient, after],
    initialPageParam: after,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        after: pageParam,
        ...(recipient === "" ? {} : { recipient }),
      };
      return unwrap(client.GET("/api/v1/receipts", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export interface EnterpriseFilter {
  q: string;
  role: Role | null;
}

export function useEnterprises({ q, role }: EnterpriseFilter) {
  return useInfiniteQuery({
    queryKey: ["enterprises", q, role],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(q === "" ? {} : { q }),
        ...(role === null ? {} : { role }),
        ...(pageParam === null ? {} : { after: pageParam }),
      };
      return unwrap(client.GET("/api/v1/enterprises", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
}

export function useEnterprise(code: string) {
  return useQuery({
    queryKey: ["enterprise", code],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/enterprises/{code}", { params: { path: { code } }, signal })),
    enabled: code !== "",
  });
}

export function useChecks() {
  return useQuery({
    queryKey: ["checks"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/checks", { signal })),
    staleTime: LAW_FRESH_MS,
  });
}

export function useCheck(code: string) {
  return useQuery({
    queryKey: ["check", code],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/checks/{code}", { params: { path: { code } }, signal })),
    staleTime: LAW_FRESH_MS,
  });
}

export interface TariffQuestion {
  code: string;
  /** `yyyy-mm-dd`: there is no "latest". */
  on: string;
  origin: string;
}

export function useTariff({ code, on, origin }: TariffQuestion) {
  return useQuery({
    queryKey: ["tariff", code, on, origin],
    queryFn: ({ signal }) => {
      const query = { on, ...(origin === "" ? {} : { origin }) };
      const params = { path: { code }, query };
      return unwrap(client.GET("/api/v1/tariff/{code}", { params, signal }));
    },
    enabled: code !== "",
    staleTime: LAW_FRESH_MS,
  });
}
