/** Light or dark: as the device asks, or as was chosen; the choice is remembered in this browser. `data-scheme` of the
 * document says which of the two is on show, and `styles/base.css` names the colours of both. */

import { useSyncExternalStore } from "react";

export const SCHEMES = ["system", "light", "dark"] as const;

export type Scheme = (typeof SCHEMES)[number];

const REMEMBERED_AS = "tongguan.scheme";
const QUERY = "(prefers-color-scheme: dark)";

const listeners = new Set<() => void>();
let chosen = remembered();

function remembered(): Scheme {
  try {
    const text = localStorage.getItem(REMEMBERED_AS);
    return SCHEMES.find((it) => it === text) ?? "system";
  } catch {
    return "system";
  }
}

function isDarkNow(): boolean {
  return chosen === "system" ? window.matchMedia(QUERY).matches : chosen === "dark";
}

/** Tells the style sheets; called before anything is drawn, and with every change. */
export function announceScheme() {
  document.documentElement.dataset.scheme = isDarkNow() ? "dark" : "light";
}

function changed() {
  announceScheme();
  for (const tell of listeners) tell();
}

export function chooseScheme(scheme: Scheme) {
  chosen = scheme;
  try {
    localStorage.setItem(REMEMBERED_AS, scheme);
  } catch {
    // A browser that forbids storage still changes, it only forgets it.
  }
  changed();
}

function subscribe(onChange: () => void) {
  const media = window.matchMedia(QUERY);
  listeners.add(onChange);
  media.addEventListener("change", changed);
  return () => {
    listeners.delete(onChange);
    media.removeEventListener("change", changed);
  };
}

export function useScheme(): Scheme {
  return useSyncExternalStore(subscribe, () => chosen);
}

export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDarkNow);
}
