// What the walks through a real browser share: the browser, its pages, pictures, and how a walk ends.

import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const WAIT_MS = 15_000;

export function setting(name) {
  const value = process.env[name];
  if (value === undefined || value === "") {
    console.error(`${name} is not set`);
    process.exit(2);
  }
  return value;
}

export const base = setting("TONGGUAN_URL").replace(/\/$/, "");
const screenshots = process.env.SCREENSHOTS ?? "";
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) {
  console.error(`no browser at ${executablePath}: install chromium or set CHROMIUM`);
  process.exit(2);
}
if (screenshots !== "") mkdirSync(screenshots, { recursive: true });

/** What the house answers to whoever asks. */
export async function api(path) {
  const answer = await fetch(`${base}/api/v1${path}`);
  assert.equal(answer.status, 200, `GET ${path}`);
  return answer.json();
}

const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
const faults = [];

/** A page in a context of its own; `isExpected` says which complaints of the browser are part of the walk. */
export async function open(viewport, isExpected = () => false) {
  const context = await browser.newContext({ viewport, locale: "zh-CN" });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text())) faults.push(`console: ${message.text()}`);
  });
  return page;
}

export async function picture(page, name, fullPage = true) {
  if (screenshots === "") return;
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage, animations: "disabled" });
}

export async function step(name, walk) {
  await walk();
  console.log(`ok  ${name}`);
}

export async function assertFits(page, where) {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${where} is ${overflow} px wider than the window`);
}

/** Walks; exits 1 at the first thing that is not as it should be. */
export async function run(walk) {
  try {
    await walk();
    assert.deepEqual(faults, [], "the browser complained");
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
