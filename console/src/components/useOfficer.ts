/** Who sits at this desk: whoever is signed in, and where nobody signs in a name that is remembered in this browser. */

import { useState } from "react";

import { useSession } from "../api/session";

const REMEMBERED_AS = "tongguan.officer";

function remembered(): string {
  try {
    return localStorage.getItem(REMEMBERED_AS) ?? "";
  } catch {
    return "";
  }
}

/** The officer, and how he is named; null where his session says it. */
export function useOfficer(): [string, ((name: string) => void) | null] {
  const { data: session } = useSession();
  const [officer, setOfficer] = useState(remembered);
  if (session !== undefined && session !== null && !session.is_open) return [session.login, null];
  const change = (name: string) => {
    const trimmed = name.trim();
    setOfficer(trimmed);
    try {
      localStorage.setItem(REMEMBERED_AS, trimmed);
    } catch {
      // A browser that forbids storage asks for the name again.
    }
  };
  return [officer, change];
}
