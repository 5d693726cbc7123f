/** The examination desk: its list and its cases, from the house or from the device, and what is sent from there. */

import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { commandsOf, snapshotOf, type Found, type Snapshot } from "../domain/examination";
import { digestOf, shrink } from "../domain/photo";
import {
  sendAll,
  type Answer,
  type Command,
  type QueuedPhoto,
  type Round,
  type Transport,
  type Work,
} from "../domain/queue";
import { ApiError, client, unwrap } from "./client";
import { addWork, keepCase, keepTasks, keptCase, keptTasks, works } from "./device";
import { SESSION } from "./session";
import type { TaskView } from "./tasks";
import type { InstrumentDetail } from "./types";

const LIST = ["examinations"];
const WORK = ["examination-work"];
const TASKS_SHOWN = 100;
/** While something waits, it is tried so often. */
const TRY_EVERY_MS = 15_000;

const isAway = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 502);

/** Whether the device has a network, as far as it knows. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (change) => {
      window.addEventListener("online", change);
      window.addEventListener("offline", change);
      return () => {
        window.removeEventListener("online", change);
        window.removeEventListener("offline", change);
      };
    },
    () => navigator.onLine,
  );
}

/** Something that the house said, or that was kept when it last did. */
export interface Told<T> {
  what: T;
  isKept: boolean;
}

async function orKept<T>(ask: Promise<T>, kept: () => Promise<T | null>): Promise<Told<T>> {
  try {
    return { what: await ask, isKept: false };
  } catch (error) {
    const what = isAway(error) ? await kept() : null;
    if (what === null) throw error;
    return { what, isKept: true };
  }
}

const KINDS = ["examination_second", "examination"] as const;

/** What is to be examined, and what to be confirmed, in the officer's offices. */
export function useExaminations(login: string, offices: readonly string[]) {
  return useQuery({
    queryKey: [...LIST, login, offices],
    networkMode: "always",
    queryFn: ({ signal }) =>
      orKept(
        listed(offices, signal).then(async (it) => {
          await keepTasks(login, it);
          return it;
        }),
        () => keptTasks(login),
      ),
    refetchInterval: TRY_EVERY_MS,
    enabled: login !== "",
  });
}

async function listed(offices: readonly string[], signal: AbortSignal): Promise<TaskView[]> {
  const asked = (offices.length === 0 ? [""] : offices).flatMap((office) =>
    KINDS.map((kind) => ({ office, kind })),
  );
  const pages = await Promise.all(
    asked.map(({ office, kind }) => {
      const query = { kind, limit: TASKS_SHOWN, ...(office !== "" && { office }) };
      return unwrap(client.GET("/api/v1/tasks", { params: { query }, signal }));
    }),
  );
  return pages.flatMap((it) => it.items);
}

/** One case, kept on the device from when it was opened. */
export function useExamination(login: string, number: string) {
  return useQuery({
    queryKey: [...LIST, "case", login, number],
    networkMode: "always",
    queryFn: ({ signal }) =>
      orKept(
        looked(number, signal).then(async (it) => {
          await keepCase(login, it);
          return it;
        }),
        () => keptCase(login, number),
      ),
    enabled: login !== "",
  });
}

async function looked(number: string, signal: AbortSignal): Promise<Snapshot> {
  const params = { path: { number } };
  const view = await unwrap(client.GET("/api/v1/declarations/{number}", { params, signal }));
  const detail = async (of: string) =>
    (await unwrap(
      client.GET("/api/v1/documents/{number}", { params: { path: { number: of } }, signal }),
    )) as InstrumentDetail;
  const notice = view.documents.find((it) => it.kind === "examination_notice" && it.state !== "revoked");
  const samples = view.documents.filter((it) => it.kind === "sampling_order" && it.state !== "revoked");
  const [said, ...orders] = await Promise.all([
    notice === undefined ? null : detail(notice.number),
    ...samples.map((it) => detail(it.number)),
  ]);
  return snapshotOf(view, said ?? null, orders, new Date().toISOString());
}

/** What of an officer's waits on the device. */
export function useWork(login: string) {
  return useQuery({
    queryKey: [...WORK, login],
    networkMode: "always",
    queryFn: () => works.waiting(login),
    enabled: login !== "",
    staleTime: 0,
  });
}

export interface TakenPhoto {
  name: string;
  blob: Blob;
  digest: string;
}

export async function takePhoto(file: File, name: string): Promise<TakenPhoto> {
  const blob = await shrink(file);
  return { name, blob, digest: digestOf(new Uint8Array(await blob.arrayBuffer())) };
}

interface Recorded {
  login: string;
  snapshot: Snapshot;
  found: Found;
  reason: string;
  photos: readonly TakenPhoto[];
}

/** Keeps on the device what was found, and sends it when it can. */
export function useRecord() {
  const queries = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: async ({ login, snapshot, found, reason, photos }: Recorded) => {
      const now = new Date().toISOString();
      const place = snapshot.examination?.place === "both" ? snapshot.examination.next_place : "";
      const said = { number: snapshot.number, officer: login, place, reason, examinedAt: now, photos };
      await addWork({
        login,
        number: snapshot.number,
        madeAt: now,
        photos: photos.map((it) => ({ ...it, isSent: false })),
        commands: commandsOf(snapshot.lines, found, said),
        done: 0,
        refusal: null,
      });
      await queries.invalidateQueries({ queryKey: WORK });
      void flush(queries, login);
    },
  });
}

/** What was refused is not sent any more. */
export function useDiscard() {
  const queries = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (work: Work) => works.remove(work.id),
    onSettled: () => queries.invalidateQueries({ queryKey: WORK }),
  });
}

/** Sends what waits whenever there is a network again. */
export function useSending(login: string) {
  const queries = useQueryClient();
  const waits = (useWork(login).data?.length ?? 0) > 0;
  const send = useMutation({ networkMode: "always", mutationFn: () => flush(queries, login) });
  const { mutate } = send;
  useEffect(() => {
    if (login === "" || !waits) return;
    const now = () => mutate();
    now();
    window.addEventListener("online", now);
    const timer = window.setInterval(now, TRY_EVERY_MS);
    return () => {
      window.removeEventListener("online", now);
      window.clearInterval(timer);
    };
  }, [login, waits, mutate]);
  return send;
}

let running: Promise<Round> | null = null;

/** One round at a time, in all tabs together where the browser can tell. */
function flush(queries: QueryClient, login: string): Promise<Round> {
  running ??= round(queries, login).finally(() => {
    running = null;
  });
  return running;
}

async function round(queries: QueryClient, login: string): Promise<Round> {
  if (!navigator.onLine) return "unreachable";
  // Signed in while the device was away, the page has no token yet to speak with.
  const session = queries.getQueryData<{ csrf_token: string; is_open: boolean } | null>(SESSION);
  if (session?.csrf_token === "" && !session.is_open) await queries.refetchQueries({ queryKey: SESSION });
  const send = () => sendAll(login, works, transport);
  const locks = navigator.locks as LockManager | undefined;
  const ended = locks === undefined ? await send() : await locks.request("tongguan-desk", send);
  await Promise.all([WORK, LIST, ["tasks"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
  return ended;
}

function failed(error: unknown): Answer {
  if (!(error instanceof ApiError) || error.status === 0) return { outcome: "unreachable" };
  const { status, code, message: title, detail } = error;
  return { outcome: "failed", status, code, title, detail };
}

const transport: Transport = {
  sendPhoto: async (number: string, photo: QueuedPhoto) => {
    try {
      const kept = await unwrap(
        client.POST("/api/v1/declarations/{number}/photos", {
          params: { path: { number } },
          body: photo.blob as never,
          bodySerializer: (it) => it as never,
          headers: { "Content-Type": photo.blob.type },
        }),
      );
      if (kept.digest === photo.digest) return { outcome: "taken" };
      const title = "the photograph came with other bytes";
      return { outcome: "failed", status: 409, code: "other_digest", title, detail: kept.digest };
    } catch (error) {
      return failed(error);
    }
  },
  sendCommand: (command: Command) => tell(command),
};

/** Tells the house, and waits until it has decided. */
async function tell(command: Command): Promise<Answer> {
  try {
    const accepted = await unwrap(
      client.POST("/api/v1/messages", {
        params: { query: { wait: "decided" } },
        body: command as never,
        bodySerializer: (it) => JSON.stringify(it),
        headers: { "Content-Type": "application/json" },
      }),
    );
    const findings = (accepted.receipts ?? [])
      .flatMap((it) => (it.kind === "format" ? it.findings : []))
      .filter((it) => it.severity === "return");
    return findings.length === 0 ? { outcome: "taken" } : { outcome: "refused", findings };
  } catch (error) {
    return failed(error);
  }
}

/** A second officer's word. It needs the house: what he confirms is what waits now. */
export function useConfirm() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (word: {
      declaration_no: string;
      entered_at: string;
      is_confirmed: boolean;
      officer: string;
      reason: string;
    }) => {
      const answer = await tell({ tongguan: "confirm_examination", ...word });
      if (answer.outcome === "failed") {
        throw new ApiError(answer.status, answer.code, answer.title, answer.detail);
      }
      if (answer.outcome === "unreachable") throw new ApiError(0, "unreachable", "", "");
      return answer.outcome === "refused" ? answer.findings : [];
    },
    onSettled: () =>
      Promise.all(
        [LIST, ["tasks"], ["declaration"]].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  });
}

/** A photograph of a case, from what waits on the device or from the house. */
export function usePhoto(number: string, digest: string) {
  return useQuery({
    queryKey: ["photo", number, digest],
    queryFn: async ({ signal }) => {
      const path = `/api/v1/declarations/${encodeURIComponent(number)}/photos/${digest}`;
      const answer = await fetch(path, { signal });
      return answer.ok ? answer.blob() : null;
    },
    staleTime: Infinity,
  });
}
