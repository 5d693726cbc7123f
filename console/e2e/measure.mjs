// Measures every page of the console in a real browser against a house that is served: how long until something is painted and
// until the page is there, from an empty cache; and how long until what is pressed is answered on it.
//
//   TONGGUAN_URL=http://127.0.0.1:8080 [CHROMIUM=path] [ONLY=/path,…] npm run measure
//
// A page is there when it has its heading and nothing is loading. Pressed are the second state of a filter and *more*: `press` is
// the browser's own figure from the key to the next paint (Event Timing), `answer` until the rows have changed and nothing loads.

import { base, open, run } from "./browser.mjs";
import { isRefusal, pages, settled } from "./pages.mjs";

const only = (process.env.ONLY ?? "").split(",").filter((it) => it !== "");
const ASKED = { paint: 1_000, there: 1_000, press: 200, answer: 200 };

/** Milliseconds since the page was asked for until its first paint. */
const firstPaint = (page) =>
  page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);

/** Keeps the longest interaction that the page has seen. */
async function watch(page) {
  await page.addInitScript(() => {
    globalThis.longestPress = 0;
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) {
        if (it.interactionId > 0) globalThis.longestPress = Math.max(globalThis.longestPress, it.duration);
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
  });
}

/** Presses a button that asks the house for other rows; how long until they are there. */
async function press(page, button) {
  const answered = page.waitForResponse((it) => it.url().includes("/api/v1/"));
  const begun = performance.now();
  await button.press("Enter");
  await answered;
  await page.waitForFunction(
    () => document.querySelector("main .ant-skeleton, main .ant-btn-loading, main [aria-busy=true]") === null,
  );
  return performance.now() - begun;
}

async function measure(path) {
  const page = await open({ width: 1280, height: 900 }, isRefusal);
  await watch(page);
  const begun = performance.now();
  await page.goto(base + path);
  await settled(page, path);
  const found = {
    path,
    there: performance.now() - begun,
    paint: await firstPaint(page),
    press: 0,
    answer: 0,
  };
  await page.waitForLoadState("networkidle").catch(() => undefined);
  for (const button of [page.locator("main .chip").nth(1), page.locator("main .more button").first()]) {
    if ((await button.count()) > 0 && (await button.isEnabled())) {
      found.answer = Math.max(found.answer, await press(page, button));
    }
  }
  found.press = await page.evaluate(() => globalThis.longestPress);
  await page.context().close();
  return found;
}

async function walk() {
  const measured = [];
  console.log("page                                paint   there   press  answer   (ms)");
  for (const { path } of await pages()) {
    if (only.length > 0 && !only.includes(path)) continue;
    const found = await measure(path);
    measured.push(found);
    const figures = Object.keys(ASKED).map((it) =>
      (found[it] === 0 ? "–" : found[it].toFixed(0)).padStart(7),
    );
    console.log(`${path.padEnd(34)} ${figures.join(" ")}`);
  }
  for (const [figure, asked] of Object.entries(ASKED)) {
    const all = measured.map((it) => it[figure]).filter((it) => it > 0);
    all.sort((a, b) => a - b);
    const over = all.filter((it) => it > asked).length;
    console.log(
      `${figure}: p50 ${all[Math.floor(all.length / 2)]?.toFixed(0)} ms, most ${all.at(-1)?.toFixed(0)} ms, ${over} of ${all.length} over ${asked} ms`,
    );
  }
}

await run(walk);
