// The pages of the console, as `src/routes.ts` has them, each with a case to show.

import assert from "node:assert/strict";

import { createServer } from "vite";

import { api } from "./browser.mjs";

const first = async (path, field) => (await api(path)).items[0]?.[field];
const longAgo = "&all=true";

/** A case for each page of one; nothing where the house has none, and then the page says so. */
const EXAMPLES = {
  "entries/:number": () => first("/entries?limit=1", "number"),
  "declarations/:number": () => first("/declarations?limit=1", "number"),
  "examinations/:number": () => first("/declarations?state=examination&limit=1", "number"),
  "law/:name": () => first("/law", "name"),
  "documents/:number": () => first(`/documents?limit=1${longAgo}`, "number"),
  "guarantees/:number": () => first("/guarantees?limit=1", "number"),
  "monthly-payers/:code": () => first("/monthly-payers?limit=1", "code"),
  "manifests/:number": () => first("/manifests?limit=1", "number"),
  "exports/:number": () => first("/exports?limit=1", "number"),
  "audits/:number": () => first(`/audits?limit=1${longAgo}`, "audit_no"),
  "exit-lists/:number": () => first("/exit-lists?limit=1", "number"),
  "gate-passes/:number": () => first("/gate-passes?limit=1", "number"),
  "books/:number": () => first("/exit-lists?limit=1", "book_no"),
  "checks/:code": () => first("/checks", "code"),
  "enterprises/:code": () => first("/enterprises?limit=1", "code"),
  "risk/campaigns/:name": () => first("/risk/campaigns", "name"),
  "risk/plans/:plan": () => first("/risk/plans", "plan"),
  "tariff/:code?": () => "6109100010",
};

/** Every page of the console, those that name a case with one of the house's. */
export async function pages() {
  const vite = await createServer({
    root: new URL("..", import.meta.url).pathname,
    server: { middlewareMode: true, hmr: false, ws: false },
    appType: "custom",
    logLevel: "error",
  });
  try {
    const { DESK_PAGES, PUBLIC_PAGES } = await vite.ssrLoadModule("/src/routes.ts");
    const found = [];
    for (const { path } of DESK_PAGES) {
      if (!path.includes(":")) {
        found.push({ path: `/${path}`, isPublic: false });
        continue;
      }
      assert.ok(path in EXAMPLES, `${path} has no example`);
      const value = (await EXAMPLES[path]()) ?? "0";
      found.push({ path: `/${path.replace(/:\w+\??/, encodeURIComponent(value))}`, isPublic: false });
    }
    for (const { path } of PUBLIC_PAGES) found.push({ path: `/public/${path}`, isPublic: true });
    return found;
  } finally {
    await vite.close();
  }
}

/** A page is there when it has its heading and nothing is loading. */
export async function settled(page, path) {
  try {
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForFunction(() => document.querySelector("[role=status] .ant-skeleton") === null);
  } catch (cause) {
    throw new Error(`${path} has no heading, or goes on loading`, { cause });
  }
}

/** The browser notes every refused request: of a case that is not there, and of accounts and keys, which an open house has not. */
export const isRefusal = (text) => /status of 40[014]/.test(text);
