/** Who sits at this desk: a name that is remembered in this browser. A session's person takes its place where one is signed in. */

import { useState } from "react";

const REMEMBERED_AS = "tongguan.officer";

function remembered(): string {
  try {
    return localStorage.getItem(REMEMBERED_AS) ?? "";
  } catch {
    return "";
  }
}

export function useOfficer(): [string, (name: string) => void] {
  const [officer, setOfficer] = useState(remembered);
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
