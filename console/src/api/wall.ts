/** The wall board as the house sends it, over a connection that is opened again when it breaks. */

import { useEffect, useReducer, useState } from "react";

import { heard, NOTHING_HEARD, type WallState } from "../domain/wall";
import type { Wall } from "./types";

const STREAM = "/api/v1/wall/stream";
/** A browser connects again by itself when a connection breaks, and not when it is turned away. */
const AGAIN_AFTER_MS = 5_000;
const TICK_MS = 1_000;

function boardOf(data: unknown): Wall | null {
  if (typeof data !== "string") return null;
  try {
    return JSON.parse(data) as Wall;
  } catch {
    return null;
  }
}

/** The board and how the house is heard; `now` moves on by the second. */
export function useWall(): WallState & { now: number } {
  const [state, tell] = useReducer(heard, NOTHING_HEARD);
  const [now, setNow] = useState(() => Date.now());
  const [attempt, setAttempt] = useState(0);
  const isLost = state.hearing === "lost";

  useEffect(() => {
    const source = new EventSource(STREAM);
    source.onopen = () => tell({ kind: "opened", at: Date.now() });
    source.onerror = () => tell({ kind: "broken" });
    source.addEventListener("beat", () => tell({ kind: "beat", at: Date.now() }));
    source.addEventListener("wall", (event: MessageEvent) => {
      const board = boardOf(event.data);
      if (board !== null) tell({ kind: "board", board, at: Date.now() });
    });
    const again = setInterval(() => {
      if (source.readyState === EventSource.CLOSED) setAttempt((it) => it + 1);
    }, AGAIN_AFTER_MS);
    return () => {
      clearInterval(again);
      source.close();
    };
  }, [attempt]);

  // A connection that is silent for too long is open in name only.
  useEffect(() => {
    if (!isLost) return;
    const again = setTimeout(() => setAttempt((it) => it + 1), AGAIN_AFTER_MS);
    return () => clearTimeout(again);
  }, [isLost, attempt]);

  useEffect(() => {
    const clock = setInterval(() => {
      setNow(Date.now());
      tell({ kind: "tick", at: Date.now() });
    }, TICK_MS);
    return () => clearInterval(clock);
  }, []);

  return { ...state, now };
}
