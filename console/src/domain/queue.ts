/** What was found on the spot and waits on the device to be sent: in order, each once, with what stood against it.
 *
 * The house takes the same photograph once by its digest, and refuses a result that it has (HSE-6964), so whatever the line
 * broke off in the middle of is sent again without harm. */

export interface QueuedPhoto {
  name: string;
  /** BLAKE3 of the bytes, hexadecimal: by which the record names it. */
  digest: string;
  blob: Blob;
  isSent: boolean;
}

/** What is told the house; commands of one work item are sent in their order. */
export type Command = Readonly<Record<string, unknown>>;

export interface Work {
  /** Given by the store, rising. */
  id: number;
  /** Whose it is: nobody else on the device sees or sends it. */
  login: string;
  /** 海关编号 of the case. */
  number: string;
  madeAt: string;
  photos: QueuedPhoto[];
  commands: Command[];
  /** So many of the commands were taken. */
  done: number;
  /** What stood against it; null while it waits to be sent. */
  refusal: WorkRefusal | null;
}

export interface WorkRefusal {
  code: string;
  title_zh: string;
  title_en: string;
  detail: string;
}

export interface WorkStore {
  /** Of one officer, in the order in which they were made. */
  waiting: (login: string) => Promise<Work[]>;
  put: (work: Work) => Promise<void>;
  remove: (id: number) => Promise<void>;
}

/** A finding of the house's answer. */
export interface Stood {
  code: string;
  observed: string;
  expected: string;
  title_zh: string;
  title_en: string;
  severity: string;
}

export type Answer =
  | { outcome: "taken" }
  | { outcome: "refused"; findings: readonly Stood[] }
  /** The house would not listen: not signed in, not allowed, no such case. */
  | { outcome: "failed"; status: number; code: string; title: string; detail: string }
  /** Nobody answered. */
  | { outcome: "unreachable" };

export interface Transport {
  sendPhoto: (number: string, photo: QueuedPhoto) => Promise<Answer>;
  sendCommand: (command: Command) => Promise<Answer>;
}

/** How a round ended: everything sent, nobody there, or nobody signed in. */
export type Round = "empty" | "unreachable" | "signed_out";

/** Sends what waits, one after another, until all is sent or the house cannot be reached. What is refused stays, with the
 * reason, and holds up what else is of the same case: that was found after it. */
export async function sendAll(login: string, store: WorkStore, transport: Transport): Promise<Round> {
  const all = await store.waiting(login);
  const held = new Set(all.filter((it) => it.refusal !== null).map((it) => it.number));
  for (const work of all) {
    if (held.has(work.number)) continue;
    const answer = await sendOne(work, store, transport);
    if (answer === "sent") continue;
    if (answer === "refused") held.add(work.number);
    else return answer;
  }
  return "empty";
}

async function sendOne(
  work: Work,
  store: WorkStore,
  transport: Transport,
): Promise<"sent" | "refused" | "unreachable" | "signed_out"> {
  let now = work;
  const step = async (next: Work) => {
    now = next;
    await store.put(now);
  };
  for (const [place, photo] of now.photos.entries()) {
    if (photo.isSent) continue;
    const stopped = await stops(await transport.sendPhoto(now.number, photo), now, store);
    if (stopped !== null) return stopped;
    const photos = now.photos.map((it, at) => (at === place ? { ...it, isSent: true } : it));
    await step({ ...now, photos });
  }
  for (const command of now.commands.slice(now.done)) {
    const answer = await transport.sendCommand(command);
    if (!isKnownAlready(command, answer)) {
      const stopped = await stops(answer, now, store);
      if (stopped !== null) return stopped;
    }
    await step({ ...now, done: now.done + 1 });
  }
  await store.remove(now.id);
  return "sent";
}

async function stops(
  answer: Answer,
  work: Work,
  store: WorkStore,
): Promise<"refused" | "unreachable" | "signed_out" | null> {
  switch (answer.outcome) {
    case "taken":
      return null;
    case "unreachable":
      return "unreachable";
    case "failed": {
      if (answer.status === 401) return "signed_out";
      // It will do better later.
      if (answer.status >= 500 || answer.status === 429) return "unreachable";
      const { code, title, detail } = answer;
      await store.put({ ...work, refusal: { code, title_zh: title, title_en: title, detail } });
      return "refused";
    }
    case "refused": {
      const [first] = answer.findings;
      if (first === undefined) return null;
      const detail = answer.findings.map((it) => `${it.code} ${it.observed} → ${it.expected}`).join("\n");
      const { code, title_zh, title_en } = first;
      await store.put({ ...work, refusal: { code, title_zh, title_en, detail } });
      return "refused";
    }
  }
}

/** Whether the house says that it has this very result: the answer to the first time was lost on the way. */
function isKnownAlready(command: Command, answer: Answer): boolean {
  if (answer.outcome !== "refused" || answer.findings.length === 0) return false;
  const own = momentOf(command);
  const isOwn = (it: Stood) =>
    ENTERED.includes(it.code) || (it.code === EXAMINED && own !== null && after(it.expected) === own);
  return (
    answer.findings.some((it) => it.code === EXAMINED || it.code === SAMPLED) && answer.findings.every(isOwn)
  );
}

/** A result of that examination was entered before. */
const EXAMINED = "HSE-6964";
/** A sample with that number was ordered before. */
const SAMPLED = "HSE-6969";
/** What is said besides of a result that was taken the first time: the goods are not under examination any more. */
const ENTERED = [SAMPLED, "HSE-6609"];

function momentOf(command: Command): number | null {
  const fields = command.fields as { examined_at?: string } | undefined;
  return fields?.examined_at === undefined ? null : Date.parse(fields.examined_at);
}

/** `> 2026-11-22T09:05:00+08:00`. */
function after(expected: string): number {
  return Date.parse(expected.replace(/^>\s*/, ""));
}
