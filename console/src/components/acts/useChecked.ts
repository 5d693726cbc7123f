/** Asks the house what it would find in what is filled in, a while after the last change. */

import { useEffect, useState } from "react";

import { type ActView, checkWord, type CheckedMessage } from "../../api/acts";
import { commandOf, type Filled, isChecked } from "./command";

/** Long enough that a word is typed to its end. */
const PAUSE_MS = 600;

export interface CheckedWord {
  /** Nothing until something was filled in. */
  said: CheckedMessage | null;
  error: Error | null;
  isAsking: boolean;
}

const NOTHING: CheckedWord = { said: null, error: null, isAsking: false };

export function useChecked(act: ActView, filled: Readonly<Record<string, Filled>> | null): CheckedWord {
  const [checked, setChecked] = useState(NOTHING);
  useEffect(() => {
    if (filled === null || !isChecked(act)) return undefined;
    const asked = new AbortController();
    const ask = async () => {
      setChecked((it) => ({ ...it, isAsking: true }));
      try {
        const said = await checkWord(commandOf(act, filled), asked.signal);
        if (!asked.signal.aborted) setChecked({ said, error: null, isAsking: false });
      } catch (error) {
        if (!asked.signal.aborted && error instanceof Error)
          setChecked({ said: null, error, isAsking: false });
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [act, filled]);
  return filled === null ? NOTHING : checked;
}
