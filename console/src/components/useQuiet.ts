/** A value as it stood when nobody changed it for a moment: what is typed is asked about once, not at every key. */

import { useEffect, useState } from "react";

/** In a form, where something is examined while it is typed. */
const QUIET_MS = 400;

export function useQuiet<T>(value: T, ms = QUIET_MS): T {
  const [quiet, setQuiet] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return quiet;
}
