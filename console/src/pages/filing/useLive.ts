/** What goes on while a form is filled in: it is kept as a draft, and the house says what it would decide. */

import { useCallback, useEffect, useRef, useState } from "react";

import { ApiError } from "../../api/client";
import { type DraftView, keepDraft, rehearse, type Rehearsal } from "../../api/filing";
import { messageOf, textAt } from "../../domain/filing/model";
import type { FormStore } from "../../domain/filing/store";

/** Long enough that a word is typed to its end. */
const CHECK_PAUSE_MS = 600;
const KEEP_PAUSE_MS = 1_500;

export interface Checked {
  rehearsal: Rehearsal | null;
  error: Error | null;
  isAsking: boolean;
}

/** Asks the house what it would decide, a while after the last change; a question that is overtaken is not waited for. */
export function useRehearsal(store: FormStore): Checked {
  const [checked, setChecked] = useState<Checked>({ rehearsal: null, error: null, isAsking: true });
  useEffect(() => {
    let asked = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      asked.abort();
      asked = new AbortController();
      const { signal } = asked;
      try {
        const rehearsal = await rehearse(messageOf(store.values), signal);
        if (signal.aborted) return;
        store.showFindings(rehearsal.findings);
        setChecked({ rehearsal, error: null, isAsking: false });
      } catch (error) {
        if (!signal.aborted && error instanceof Error)
          setChecked((it) => ({ ...it, error, isAsking: false }));
      }
    };
    const later = () => {
      clearTimeout(timer);
      setChecked((it) => (it.isAsking ? it : { ...it, isAsking: true }));
      timer = setTimeout(() => void ask(), CHECK_PAUSE_MS);
    };
    void ask();
    const end = store.subscribe("", later);
    return () => {
      end();
      clearTimeout(timer);
      asked.abort();
    };
  }, [store]);
  return checked;
}

export type Keeping =
  | { state: "untouched" }
  | { state: "pending" }
  | { state: "kept"; at: Date }
  | { state: "conflict" }
  | { state: "failed"; error: Error };

/** Keeps the form as a draft, a while after the last change. Drafts of one form are kept one after the other. */
export function useDraft(store: FormStore, from: DraftView | null, onFirst: (id: number) => void) {
  const [keeping, setKeeping] = useState<Keeping>({ state: "untouched" });
  const draft = useRef(from === null ? null : { id: from.id, revision: from.revision });
  const isStopped = useRef(false);
  const keepingNow = useRef<Promise<void>>(Promise.resolve());
  const first = useRef(onFirst);
  useEffect(() => {
    first.current = onFirst;
  }, [onFirst]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let keptVersion = store.version;
    const keep = async () => {
      if (isStopped.current || keptVersion === store.version) return;
      const version = store.version;
      const message = JSON.parse(messageOf(store.values)) as { declaration: Record<string, unknown> };
      const before = draft.current;
      const body = {
        name: nameOf(store),
        declaration: message.declaration,
        ...(before === null ? {} : { revision: before.revision }),
      };
      try {
        const kept = await keepDraft(before?.id ?? null, body);
        draft.current = { id: kept.id, revision: kept.revision };
        keptVersion = version;
        if (before === null) first.current(kept.id);
        setKeeping({ state: "kept", at: new Date() });
      } catch (error) {
        const isConflict = error instanceof ApiError && error.code === "draft_changed";
        if (isConflict) isStopped.current = true;
        if (isConflict) setKeeping({ state: "conflict" });
        else if (error instanceof Error) setKeeping({ state: "failed", error });
      }
      if (store.version !== version) later();
    };
    const later = () => {
      clearTimeout(timer);
      if (isStopped.current) return;
      setKeeping((it) => (it.state === "pending" ? it : { state: "pending" }));
      timer = setTimeout(begin, KEEP_PAUSE_MS);
    };
    const begin = () => {
      keepingNow.current = keepingNow.current.then(keep);
    };
    const end = store.subscribe("", later);
    return () => {
      end();
      clearTimeout(timer);
      // Whoever leaves the page has not thrown away what he typed last.
      begin();
    };
  }, [store]);
  /** It was sent: nothing of it is kept any more. The draft that was, when what is under way is done. */
  const stop = useCallback(async () => {
    isStopped.current = true;
    await keepingNow.current;
    const kept = draft.current;
    draft.current = null;
    return kept?.id ?? null;
  }, []);
  return { keeping, stop };
}

/** By which its people know a draft again. */
function nameOf(store: FormStore): string {
  const parts = [textAt(store.values, "items.0.name"), store.text("bill_no"), store.text("reference")];
  const name = parts.filter((it) => it !== "").join(" · ");
  return name === "" ? "—" : name.slice(0, 100);
}
