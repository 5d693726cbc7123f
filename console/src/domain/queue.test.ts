import { describe, expect, it } from "vitest";

import { sendAll, type Answer, type Command, type QueuedPhoto, type Stood, type Work } from "./queue";

const AT = "2026-11-23T10:00:00+08:00";

function photo(digest: string): QueuedPhoto {
  return { name: digest, digest, blob: new Blob([digest]), isSent: false };
}

function work(id: number, number: string, more: Partial<Work> = {}): Work {
  const command: Command = { tongguan: "issue_document", id, fields: { examined_at: AT } };
  return {
    id,
    login: "jia",
    number,
    madeAt: AT,
    photos: [photo(`p${id}`)],
    commands: [command],
    done: 0,
    refusal: null,
    ...more,
  };
}

/** A device's store, as it is after each step. */
function kept(...items: Work[]) {
  const rows = new Map(items.map((it) => [it.id, it]));
  return {
    rows,
    waiting: (login: string) => Promise.resolve([...rows.values()].filter((it) => it.login === login)),
    put: (it: Work) => Promise.resolve(void rows.set(it.id, it)),
    remove: (id: number) => Promise.resolve(void rows.delete(id)),
  };
}

/** A house that takes everything but what `says` says otherwise; what it was told, in order. */
function house(says: (told: string) => Answer | undefined = () => undefined) {
  const told: string[] = [];
  const tell = (what: string): Promise<Answer> => {
    told.push(what);
    return Promise.resolve(says(what) ?? { outcome: "taken" });
  };
  return {
    told,
    sendPhoto: (number: string, it: QueuedPhoto) => tell(`${number} photo ${it.digest}`),
    sendCommand: (it: Command) => tell(`command ${String(it.id)}`),
  };
}

function stood(code: string, expected = ""): Stood {
  return { code, observed: AT, expected, title_zh: "不可", title_en: "no", severity: "return" };
}

describe("what waits on the device", () => {
  it("is sent in order, photographs before the result that names them", async () => {
    const [store, there] = [kept(work(1, "A"), work(2, "B")), house()];
    expect(await sendAll("jia", store, there)).toBe("empty");
    expect(there.told).toEqual(["A photo p1", "command 1", "B photo p2", "command 2"]);
    expect(store.rows.size).toBe(0);
  });

  it("stays while nobody answers, and goes on where it stopped", async () => {
    const store = kept(work(1, "A", { photos: [photo("one"), photo("two")] }));
    const gone = house((it) => (it.includes("two") ? { outcome: "unreachable" } : undefined));
    expect(await sendAll("jia", store, gone)).toBe("unreachable");
    expect(store.rows.get(1)?.photos.map((it) => it.isSent)).toEqual([true, false]);
    const back = house();
    expect(await sendAll("jia", store, back)).toBe("empty");
    expect(back.told).toEqual(["A photo two", "command 1"]);
  });

  it("takes a house that stumbles for one that is away", async () => {
    const store = kept(work(1, "A"));
    const busy: Answer = { outcome: "failed", status: 503, code: "unavailable", title: "", detail: "" };
    expect(
      await sendAll(
        "jia",
        store,
        house(() => busy),
      ),
    ).toBe("unreachable");
    expect(store.rows.get(1)?.refusal).toBeNull();
  });

  it("is not sent by whom it is not of, and waits for sign-in", async () => {
    const store = kept(work(1, "A"));
    const there = house();
    expect(await sendAll("yi", store, there)).toBe("empty");
    expect(there.told).toEqual([]);
    const out: Answer = { outcome: "failed", status: 401, code: "signed_out", title: "", detail: "" };
    expect(
      await sendAll(
        "jia",
        store,
        house(() => out),
      ),
    ).toBe("signed_out");
    expect(store.rows.get(1)?.refusal).toBeNull();
  });

  it("shows what the house refused, and holds up what is of the same case alone", async () => {
    const store = kept(work(1, "A"), work(2, "A"), work(3, "B"));
    const refused: Answer = { outcome: "refused", findings: [stood("HSE-6962", "another's")] };
    const there = house((it) => (it === "command 1" ? refused : undefined));
    expect(await sendAll("jia", store, there)).toBe("empty");
    expect([...store.rows.keys()]).toEqual([1, 2]);
    expect(store.rows.get(1)?.refusal?.code).toBe("HSE-6962");
    // Whoever looks again sends neither.
    const again = house();
    await sendAll("jia", store, again);
    expect(again.told).toEqual([]);
  });

  it("counts a result as sent that the house has already", async () => {
    const store = kept(work(1, "A"));
    const known: Answer = { outcome: "refused", findings: [stood("HSE-6964", `> ${AT}`)] };
    expect(
      await sendAll(
        "jia",
        store,
        house((it) => (it === "command 1" ? known : undefined)),
      ),
    ).toBe("empty");
    expect(store.rows.size).toBe(0);
  });

  it("does not take a later result of another for its own", async () => {
    const store = kept(work(1, "A"));
    const later: Answer = {
      outcome: "refused",
      findings: [stood("HSE-6964", "> 2026-11-23T11:00:00+08:00")],
    };
    await sendAll(
      "jia",
      store,
      house((it) => (it === "command 1" ? later : undefined)),
    );
    expect(store.rows.get(1)?.refusal?.code).toBe("HSE-6964");
  });

  it("does not send what it sent of several commands", async () => {
    const commands: Command[] = [{ id: "sample" }, { id: "record", fields: { examined_at: AT } }];
    const store = kept(work(1, "A", { photos: [], commands }));
    const gone = house((it) => (it === "command record" ? { outcome: "unreachable" } : undefined));
    await sendAll("jia", store, gone);
    const back = house();
    await sendAll("jia", store, back);
    expect([gone.told, back.told]).toEqual([["command sample", "command record"], ["command record"]]);
  });
});
