// Walks every page of the console in a real browser, in both languages, light and dark: no violation of WCAG 2 A and AA that axe
// finds, no key in the place of a text, and public pages fit a telephone. Writes a picture of each.
//
//   TONGGUAN_URL=http://127.0.0.1:8080 [SCREENSHOTS=dir] [CHROMIUM=path] npm run e2e:manners
//
// The pages are those of `src/routes.ts`. One that names a case needs a line in EXAMPLES (`pages.mjs`); without it the walk fails.

import assert from "node:assert/strict";

import { violations } from "./axe.mjs";
import { assertFits, base, open, picture, run, step } from "./browser.mjs";
import { isRefusal, pages, settled } from "./pages.mjs";

/** What looks like a key of the catalogues: words with points and underscores between them, as no sentence has. */
async function keysShown(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      // Pointers of findings, addresses and codes stand in <code>.
      if (node.parentElement?.closest("code, pre, script, style") !== null) continue;
      if (/^[a-z][a-z_]*(\.[a-z][a-z_0-9]*)+$/.test(text)) found.push(text);
    }
    return found;
  });
}

/** Remembered as the switches of the page remember it. */
async function prefer(page, language, scheme) {
  await page.goto(base);
  await page.evaluate(
    ([language, scheme]) => {
      localStorage.setItem("tongguan.language", language);
      localStorage.setItem("tongguan.scheme", scheme);
      localStorage.setItem("tongguan.wall.light", scheme === "light" ? "yes" : "no");
    },
    [language, scheme],
  );
}

const nameOf = (path) => path.slice(1).replace(/[^\w-]+/g, "-");

async function walk() {
  const all = await pages();
  assert.ok(all.length > 30, "pages are missing");
  const page = await open({ width: 1280, height: 900 }, isRefusal);
  const wrong = [];
  for (const [language, scheme] of [
    ["zh", "light"],
    ["zh", "dark"],
    ["en", "light"],
    ["en", "dark"],
  ]) {
    await prefer(page, language, scheme);
    await step(`${all.length} pages, ${language}, ${scheme}`, async () => {
      for (const { path } of all) {
        await page.goto(base + path);
        await settled(page, path);
        assert.equal(await page.locator("html").getAttribute("data-scheme"), scheme, path);
        const where = `${path} (${language}, ${scheme})`;
        await assertFits(page, where);
        for (const key of await keysShown(page)) wrong.push(`${where}: the key ${key}`);
        for (const it of await violations(page)) wrong.push(`${where}: ${it}`);
        if (process.env.NOPIC === undefined)
          await picture(page, `desk-${nameOf(path)}-${language}-${scheme}`);
      }
    });
  }
  await step("public pages and the menu fit a window of 375 px", async () => {
    const phone = await open({ width: 375, height: 812 }, isRefusal);
    for (const { path, isPublic } of all.filter((it) => it.isPublic || it.path === "/declarations")) {
      await phone.goto(base + path);
      await settled(phone, path);
      await assertFits(phone, path);
      for (const it of await violations(phone)) wrong.push(`${path} (375 px): ${it}`);
      if (isPublic) await picture(phone, `phone-${nameOf(path)}`);
    }
    await phone.goto(`${base}/declarations`);
    await phone.getByRole("button", { name: "打开菜单" }).click();
    await phone.getByRole("dialog").getByRole("link", { name: "包裹", exact: true }).waitFor();
    // While it slides in, its colours are not its own.
    await phone.waitForTimeout(600);
    for (const it of await violations(phone)) wrong.push(`the drawer: ${it}`);
    await picture(phone, "phone-menu", false);
    await phone.getByRole("dialog").getByRole("link", { name: "包裹", exact: true }).click();
    await phone.waitForURL(`${base}/entries`);
  });
  await step("the console's files come compressed", async () => {
    const shell = await (await fetch(base)).text();
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(shell) ?? [];
    for (const coding of ["br", "gzip"]) {
      const answer = await fetch(base + script, { headers: { "Accept-Encoding": coding } });
      assert.equal(answer.headers.get("content-encoding"), coding);
    }
  });
  await step("a list is taken out as a workbook", async () => {
    await page.goto(`${base}/declarations`);
    await settled(page, "/declarations");
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Excel file" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^declarations-\d{4}-\d\d-\d\d\.xlsx$/);
  });
  await step("the menu and the switch of light and dark work by keyboard", async () => {
    await prefer(page, "zh", "light");
    await page.goto(`${base}/declarations`);
    await settled(page, "/declarations");
    await page.getByRole("button", { name: "跨境零售" }).focus();
    await page.keyboard.press("Enter");
    for (const it of await violations(page)) wrong.push(`the open menu: ${it}`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${base}/entries`);
    // The page takes the keyboard to its search field when it is there.
    await page.waitForFunction(() => document.activeElement?.closest("main") !== null);
    await page.getByRole("button", { name: /^底色/ }).press("Enter");
    await page.getByRole("menuitem", { name: "深色" }).waitFor();
    await page.getByRole("menuitem", { name: "深色" }).click();
    await page.waitForFunction(() => document.documentElement.dataset.scheme === "dark");
    await page.reload();
    await settled(page, "/declarations");
    assert.equal(await page.locator("html").getAttribute("data-scheme"), "dark");
  });
  for (const it of wrong) console.error(it);
  assert.equal(wrong.length, 0, `${wrong.length} things are not as they should be`);
}

await run(walk);
