/** Keys of the worklist: which task is at hand, which are marked, and what a key does. They are silent while something is
 * typed or a dialog is open. */

import { useCallback, useEffect, useRef, useState } from "react";

export interface DeskActs {
  open: (index: number) => void;
  take: () => void;
  release: () => void;
  assign: () => void;
  help: () => void;
}

/** Where typing means text, or a dialog has the keyboard. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog]") !== null) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

/** Whether a key is a control's own. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("a, button, [role=tab], [role=radio]") !== null;
}

export function useDeskKeys(ids: readonly string[], acts: DeskActs) {
  const [at, setAt] = useState(0);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const rows = useRef(new Map<string, HTMLTableRowElement>());
  const last = Math.max(0, ids.length - 1);
  const current = Math.min(at, last);

  const goTo = useCallback(
    (index: number) => {
      setAt(index);
      const id = ids[index];
      if (id !== undefined) rows.current.get(id)?.focus();
    },
    [ids],
  );
  const mark = useCallback((id: string) => {
    setMarked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      const id = ids[current];
      const keys: Record<string, () => void> = {
        j: () => goTo(Math.min(current + 1, last)),
        ArrowDown: () => goTo(Math.min(current + 1, last)),
        k: () => goTo(Math.max(current - 1, 0)),
        ArrowUp: () => goTo(Math.max(current - 1, 0)),
        Home: () => goTo(0),
        End: () => goTo(last),
        x: () => id !== undefined && mark(id),
        t: acts.take,
        r: acts.release,
        a: acts.assign,
        "?": acts.help,
        Escape: () => setMarked(new Set()),
        Enter: () => acts.open(current),
      };
      const act = keys[event.key];
      if (act === undefined || (event.key === "Enter" && isControl(event.target))) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [ids, current, last, acts, goTo, mark]);

  const shown = ids.filter((it) => marked.has(it));
  const id = ids[current];
  return {
    current,
    marked,
    mark,
    /** A row was reached otherwise than by the desk's keys; what has the keyboard keeps it. */
    setCurrent: setAt,
    unmark: useCallback(() => setMarked(new Set()), []),
    rows,
    /** What an act is about: what is marked, or else the task at hand. */
    meant: shown.length > 0 ? shown : id === undefined ? [] : [id],
  };
}
