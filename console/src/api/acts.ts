/** What may be done about a case by whoever looks at it, and doing it. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ActView = Schemas["ActView"];
export type ActField = Schemas["ActField"];
export type ActsView = Schemas["ActsView"];
export type CaseActs = Schemas["CaseActs"];
export type AmendableField = Schemas["AmendableField"];
export type CheckedMessage = Schemas["CheckedMessage"];
export type Accepted = Schemas["Accepted"];

/** A case that acts are asked of: what it is and by which number. */
export type ActCase =
  | { kind: "declaration"; number: string }
  | { kind: "document"; number: string }
  | { kind: "duty_slip"; number: string }
  | { kind: "entry"; number: string }
  | { kind: "export"; number: string }
  | { kind: "audit"; number: string }
  | { kind: "manifest"; number: string }
  | { kind: "monthly_payer"; number: string }
  | { kind: "slip"; number: string }
  | { kind: "gate_pass"; number: string };

function ask({ kind, number }: ActCase, signal: AbortSignal) {
  const params = { path: { number } };
  switch (kind) {
    case "declaration":
      return client.GET("/api/v1/declarations/{number}/acts", { params, signal });
    case "document":
      return client.GET("/api/v1/documents/{number}/acts", { params, signal });
    case "duty_slip":
      return client.GET("/api/v1/duty-slips/{slip_no}/acts", {
        params: { path: { slip_no: number } },
        signal,
      });
    case "entry":
      return client.GET("/api/v1/entries/{number}/acts", { params, signal });
    case "export":
      return client.GET("/api/v1/exports/{number}/acts", { params, signal });
    case "audit":
      return client.GET("/api/v1/audits/{number}/acts", { params, signal });
    case "manifest":
      return client.GET("/api/v1/manifests/{number}/acts", { params, signal });
    case "monthly_payer":
      return client.GET("/api/v1/monthly-payers/{code}/acts", { params: { path: { code: number } }, signal });
    case "slip":
      return client.GET("/api/v1/slips/{slip_no}/acts", { params: { path: { slip_no: number } }, signal });
    case "gate_pass":
      return client.GET("/api/v1/gate-passes/{number}/acts", { params, signal });
  }
}

export function useActs(of: ActCase) {
  return useQuery({
    queryKey: ["acts", of.kind, of.number],
    queryFn: ({ signal }) => unwrap(ask(of, signal)),
  });
}

/** What may be amended of a declaration, and what stands there. */
export function useAmendable(number: string) {
  return useQuery({
    queryKey: ["amendable", number],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/declarations/{number}/amendable", { params: { path: { number } }, signal })),
  });
}

const KEPT_AT = /^\/api\/v1\/(documents|declarations)\/([^/]+)\/papers$/;

/** Keeps a file at the address that a field names; answers name it by its digest. */
export async function keepFile(address: string, file: File): Promise<string> {
  const [, kind, number = ""] = KEPT_AT.exec(address) ?? [];
  const asked = {
    params: { path: { number: decodeURIComponent(number) } },
    body: [],
    bodySerializer: () => file,
    headers: { "Content-Type": "application/octet-stream" },
  };
  const kept = await unwrap(
    kind === "documents"
      ? client.POST("/api/v1/documents/{number}/papers", asked)
      : client.POST("/api/v1/declarations/{number}/papers", asked),
  );
  return kept.digest;
}

/** With what a paper is kept. */
export interface PaperOf {
  kind: "document" | "declaration";
  number: string;
}

export function fetchPaper({ kind, number }: PaperOf, digest: string): Promise<Blob> {
  const asked = { params: { path: { number, digest } }, parseAs: "blob" as const };
  return kind === "document"
    ? unwrap(client.GET("/api/v1/documents/{number}/papers/{digest}", asked))
    : unwrap(client.GET("/api/v1/declarations/{number}/papers/{digest}", asked));
}

/** What the house would find in something that is said about a declaration. */
export function checkWord(command: object, signal: AbortSignal) {
  return unwrap(
    client.POST("/api/v1/messages/check", {
      body: JSON.stringify(command),
      bodySerializer: (body: string) => body,
      headers: { "Content-Type": "application/json" },
      signal,
    }),
  );
}

/** What is sent: a command, or a paper under the name that its declaration gives it. */
export type Word =
  { kind: "command"; command: object } | { kind: "paper"; number: string; id: string; file: File };

function say(word: Word): Promise<Accepted> {
  if (word.kind === "command") {
    return unwrap(
      client.POST("/api/v1/messages", {
        params: { query: { wait: "decided" } },
        body: JSON.stringify(word.command),
        bodySerializer: (body: string) => body,
        headers: { "Content-Type": "application/json" },
      }),
    );
  }
  return unwrap(
    client.POST("/api/v1/declarations/{number}/files", {
      params: { path: { number: word.number }, query: { id: word.id } },
      body: [],
      bodySerializer: () => word.file,
      headers: { "Content-Type": "application/pdf" },
    }),
  );
}

/** Gives a command; whatever a page shows of cases is asked for again. */
export function useWord() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: say, onSettled: () => queries.invalidateQueries() });
}
