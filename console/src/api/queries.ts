/** What the pages ask of the server, and how long an answer stays fresh. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { ApiError, client, unwrap, withSource } from "./client";
import type {
  AuditState,
  DeclarationState,
  EntryState,
  ExportState,
  GuaranteeState,
  InstrumentDetail,
  InstrumentState,
  Role,
  SlipState,
} from "./types";

const PAGE_SIZE = 50;
/** Law and checks do not change while the house runs; figures do. */
const LAW_FRESH_MS = 10 * 60_000;
const FIGURES_EVERY_MS = 15_000;

export function retry(count: number, error: Error): boolean {
  const isFinal = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !isFinal && count < 2;
}

/** What of a question is given: what is null or empty is not asked for. */
type Given<T> = { [K in keyof T]?: Exclude<T[K], null> };

function given<T extends object>(question: T): Given<T> {
  const isGiven = ([, value]: [string, unknown]) => value !== null && value !== "";
  return Object.fromEntries(Object.entries(question).filter(isGiven)) as Given<T>;
}

interface Page {
  limit: number;
  after: string | null;
}

/** A list that comes in pages; while another question is answered, the last answer stands. */
function usePages<T extends { next?: string | null }>(
  queryKey: readonly unknown[],
  fetch: (page: Page, signal: AbortSignal) => Promise<T>,
) {
  return useInfiniteQuery({
    queryKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => withSource(fetch({ limit: PAGE_SIZE, after: pageParam }, signal)),
    getNextPageParam: (page) => page.next ?? null,
    placeholderData: keepPreviousData,
  });
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
  return usePages(["entries", q, state], (page, signal) => {
    const query = given({ ...page, q, state });
    return unwrap(client.GET("/api/v1/entries", { params: { query }, signal }));
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
  return usePages(["slips", state], (page, signal) => {
    const query = given({ ...page, state });
    return unwrap(client.GET("/api/v1/slips", { params: { query }, signal }));
  });
}

export function useExitLists() {
  return usePages(["exit-lists"], (page, signal) => {
    const query = given({ ...page });
    return unwrap(client.GET("/api/v1/exit-lists", { params: { query }, signal }));
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
  return usePages(["gate-passes"], (page, signal) => {
    const query = given({ ...page });
    return unwrap(client.GET("/api/v1/gate-passes", { params: { query }, signal }));
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
  return usePages(["declarations", state], (page, signal) => {
    const query = given({ ...page, state });
    return unwrap(client.GET("/api/v1/declarations", { params: { query }, signal }));
  });
}

/** As the company with that code sees it; as customs does where there is none. */
export function useDeclaration(number: string, seenBy: string | null = null) {
  return useQuery({
    queryKey: ["declaration", number, seenBy],
    queryFn: ({ signal }) => {
      const params = { path: { number }, query: given({ as: seenBy }) };
      return unwrap(client.GET("/api/v1/declarations/{number}", { params, signal }));
    },
  });
}

/** Those that are open, or those in one state. */
export function useDocuments(state: InstrumentState | null) {
  return usePages(["documents", state], (page, signal) => {
    const query = given({ ...page, state });
    return unwrap(client.GET("/api/v1/documents", { params: { query }, signal }));
  });
}

export function useDocument(number: string) {
  return useQuery({
    queryKey: ["document", number],
    // As JSON: the page to print is a link.
    queryFn: async ({ signal }) => {
      const answer = client.GET("/api/v1/documents/{number}", { params: { path: { number } }, signal });
      return (await unwrap(answer)) as InstrumentDetail;
    },
  });
}

export function useGuarantees(state: GuaranteeState | null) {
  return usePages(["guarantees", state], (page, signal) => {
    const query = given({ ...page, state });
    return unwrap(client.GET("/api/v1/guarantees", { params: { query }, signal }));
  });
}

export function useGuarantee(number: string) {
  return useQuery({
    queryKey: ["guarantee", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/guarantees/{number}", { params: { path: { number } }, signal })),
  });
}

export function useMonthlyPayers() {
  return usePages(["monthly-payers"], (page, signal) => {
    const query = given({ ...page });
    return unwrap(client.GET("/api/v1/monthly-payers", { params: { query }, signal }));
  });
}

export function useMonthlyPayer(code: string) {
  return useQuery({
    queryKey: ["monthly-payer", code],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/monthly-payers/{code}", { params: { path: { code } }, signal })),
  });
}

export function useManifests() {
  return usePages(["manifests"], (page, signal) => {
    const query = given({ ...page });
    return unwrap(client.GET("/api/v1/manifests", { params: { query }, signal }));
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
  return usePages(["consignments", task], (page, signal) => {
    const query = given({ ...page, task });
    return unwrap(client.GET("/api/v1/consignments", { params: { query }, signal }));
  });
}

export function useExports(state: ExportState | null) {
  return usePages(["exports", state], (page, signal) => {
    const query = given({ ...page, state });
    return unwrap(client.GET("/api/v1/exports", { params: { query }, signal }));
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
  return usePages(["audits", state], (page, signal) => {
    const query = given({ ...page, state });
    return unwrap(client.GET("/api/v1/audits", { params: { query }, signal }));
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
  return usePages(["audit-labels", enterprise, commodity], (page, signal) => {
    const query = given({ ...page, enterprise, commodity });
    return unwrap(client.GET("/api/v1/audit-labels", { params: { query }, signal }));
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
      const query = given({ limit: PAGE_SIZE, after: pageParam, recipient });
      return withSource(unwrap(client.GET("/api/v1/receipts", { params: { query }, signal })));
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
  return usePages(["enterprises", q, role], (page, signal) => {
    const query = given({ ...page, q, role });
    return unwrap(client.GET("/api/v1/enterprises", { params: { query }, signal }));
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
    queryFn: ({ signal }) => withSource(unwrap(client.GET("/api/v1/checks", { signal }))),
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
      const params = { path: { code }, query: { on, ...given({ origin }) } };
      return unwrap(client.GET("/api/v1/tariff/{code}", { params, signal }));
    },
    enabled: code !== "",
    staleTime: LAW_FRESH_MS,
  });
}
