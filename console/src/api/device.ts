/** What is kept on the device, for a desk that goes on without a network: who signed in, the list of examinations, cases that were
 * opened, and what waits to be sent. All of it is one person's, and none of it is there after he signed out. */

import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { Snapshot } from "../domain/examination";
import type { Work, WorkStore } from "../domain/queue";
import type { TaskView } from "./tasks";
import type { SessionView } from "./types";

const NAME = "tongguan-desk";
/** What was only looked at is gone after so long; a session lasts no longer either. */
const KEPT_MS = 12 * 60 * 60_000;

interface Own<T> {
  login: string;
  at: number;
  what: T;
}

interface Desk extends DBSchema {
  session: { key: string; value: Own<SessionView> };
  tasks: { key: string; value: Own<TaskView[]> };
  cases: { key: string; value: Own<Snapshot> };
  work: { key: number; value: Work };
}

let opened: Promise<IDBPDatabase<Desk>> | null = null;

function desk(): Promise<IDBPDatabase<Desk>> {
  opened ??= openDB<Desk>(NAME, 1, {
    upgrade: (db) => {
      db.createObjectStore("session");
      db.createObjectStore("tasks");
      db.createObjectStore("cases");
      db.createObjectStore("work", { keyPath: "id", autoIncrement: true });
    },
    // Another tab signs out, and takes everything away.
    blocking: () => void close(),
  });
  return opened;
}

async function close() {
  const open = opened;
  opened = null;
  (await open)?.close();
}

type Kept = "session" | "tasks" | "cases";

async function keep<S extends Kept>(store: S, key: string, login: string, what: Desk[S]["value"]["what"]) {
  const own = { login, at: Date.now(), what } as Desk[S]["value"];
  await (await desk()).put(store, own, key);
}

async function kept<S extends Kept>(
  store: S,
  key: string,
  login: string | null,
): Promise<Desk[S]["value"]["what"] | null> {
  const db = await desk();
  const own = await db.get(store, key);
  if (own === undefined) return null;
  if (Date.now() - own.at > KEPT_MS) {
    await db.delete(store, key);
    return null;
  }
  return login === null || own.login === login ? own.what : null;
}

/** A browser that keeps nothing works as long as there is a network. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch {
    return null;
  }
}

/** Who sits at the desk, without what his session proves itself with. */
export async function keepSession(session: SessionView) {
  const before = await orNull(kept("session", "own", null));
  // What another looked at is not his.
  if (before !== null && before.login !== session.login) await forgetCases();
  await orNull(keep("session", "own", session.login, { ...session, csrf_token: "" }));
}

export function keptSession() {
  return orNull(kept("session", "own", null));
}

export function keepTasks(login: string, items: TaskView[]) {
  return orNull(keep("tasks", "examinations", login, items));
}

export function keptTasks(login: string) {
  return orNull(kept("tasks", "examinations", login));
}

export function keepCase(login: string, snapshot: Snapshot) {
  return orNull(keep("cases", snapshot.number, login, snapshot));
}

export function keptCase(login: string, number: string) {
  return orNull(kept("cases", number, login));
}

/** What was looked at goes when a session has ended; what waits to be sent stays for whose it is. */
export async function forgetCases() {
  await orNull(
    (async () => {
      const db = await desk();
      await Promise.all([db.clear("session"), db.clear("tasks"), db.clear("cases")]);
    })(),
  );
}

/** Whoever signs out leaves nothing behind. */
export async function forgetAll() {
  await close();
  await orNull(deleteDB(NAME));
}

export async function addWork(work: Omit<Work, "id">) {
  await (await desk()).add("work", work as Work);
}

/** How much of an officer's waits to be sent. */
export async function unsent(login: string): Promise<number> {
  return (await orNull(works.waiting(login)))?.length ?? 0;
}

export const works: WorkStore = {
  waiting: async (login) => (await (await desk()).getAll("work")).filter((it) => it.login === login),
  put: async (work) => {
    await (await desk()).put("work", work);
  },
  remove: async (id) => {
    await (await desk()).delete("work", id);
  },
};
