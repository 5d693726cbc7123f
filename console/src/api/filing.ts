/** Filing a goods declaration: what is asked, from which codes, what the house would say, drafts, and sending. */

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, completed, unwrap } from "./client";
import type { components } from "./schema";
import type { DeclarationView, ReceiptView } from "./types";

type Schemas = components["schemas"];

export type FormField = Schemas["FormFieldView"];
export type FormMode = Schemas["FormModeView"];
export type FormSection = Schemas["FormSectionView"];
export type FormView = Schemas["FormView"];
export type Rehearsal = Schemas["RehearsalView"];
export type DraftSummary = Schemas["DraftSummary"];
export type DraftView = Schemas["DraftView"];
export type CodeView = Schemas["CodeView"];

const DRAFTS = ["drafts"];
/** Law does not change while a form is filled in. */
const AN_HOUR = 3_600_000;

export function useForm() {
  return useQuery({
    queryKey: ["form", "declaration"],
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/forms/declaration", { signal })),
    staleTime: AN_HOUR,
  });
}

/** Codes that fit what was typed; all of them, as far as a list goes, when nothing was. */
export function useCodes(table: string, q: string, isWanted = true) {
  return useQuery({
    queryKey: ["codes", table, q],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/codes/{table}", { params: { path: { table }, query: { q, limit: 60 } }, signal }),
      ),
    enabled: isWanted,
    staleTime: AN_HOUR,
    placeholderData: keepPreviousData,
  });
}

/** What the house would decide of a message at this moment. */
export function rehearse(message: string, signal: AbortSignal): Promise<Rehearsal> {
  return unwrap(
    client.POST("/api/v1/declarations/check", {
      body: message,
      bodySerializer: (it) => it,
      headers: { "Content-Type": "application/json" },
      signal,
    }),
  );
}

export function useDrafts(isWanted: boolean) {
  return useQuery({
    queryKey: DRAFTS,
    queryFn: ({ signal }) => unwrap(client.GET("/api/v1/drafts", { signal })),
    enabled: isWanted,
  });
}

export function draftOf(id: number): Promise<DraftView> {
  return unwrap(client.GET("/api/v1/drafts/{id}", { params: { path: { id } } }));
}

export type DraftKept = Schemas["DraftKept"];

/** Keeps a draft: a new one, or the revision of one that there is. */
export function keepDraft(id: number | null, body: DraftKept): Promise<DraftView> {
  return id === null
    ? unwrap(client.POST("/api/v1/drafts", { body }))
    : unwrap(client.PUT("/api/v1/drafts/{id}", { params: { path: { id } }, body }));
}

export function removeDraft(id: number): Promise<void> {
  return completed(client.DELETE("/api/v1/drafts/{id}", { params: { path: { id } } }));
}

export function useRemoveDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: removeDraft,
    onSettled: () => queries.invalidateQueries({ queryKey: DRAFTS }),
  });
}

/** What was answered to something that was sent. */
export interface Answered {
  kind: string;
  input: number;
  isRepeat: boolean;
  receipts: readonly ReceiptView[];
  /** The declaration as it stands then; nothing where none was filed. */
  declaration: DeclarationView | null;
}

/** Sends a message, waits until it is decided, and reads what became of it. */
export async function send(message: string, contentType: string): Promise<Answered> {
  const accepted = await unwrap(
    client.POST("/api/v1/messages", {
      params: { query: { wait: "decided" } },
      body: message,
      bodySerializer: (it) => it,
      headers: { "Content-Type": contentType },
    }),
  );
  const receipts = accepted.receipts ?? [];
  const number = receipts.map((it) => numberIn(it.xml)).find((it) => it !== "") ?? "";
  const declaration =
    number === ""
      ? null
      : await unwrap(client.GET("/api/v1/declarations/{number}", { params: { path: { number } } }));
  return { kind: accepted.kind, input: accepted.input, isRepeat: accepted.is_repeat, receipts, declaration };
}

/** 数据中心统一编号, by whatever name a receipt has it. */
function numberIn(xml: string): string {
  return /<(?:SeqNo|CusCiqNo|CUS_CIQ_NO|SEQ_NO)>([^<]+)</i.exec(xml)?.[1] ?? "";
}

export function useSend() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ message, contentType }: { message: string; contentType: string }) =>
      send(message, contentType),
    onSettled: () =>
      Promise.all(
        [["declarations"], ["declaration"], DRAFTS].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
