// Walks a real browser through signing in with a provider of OpenID Connect (npm's oidc-provider, e2e/provider.mjs).
//
//   TONGGUAN_URL=… TONGGUAN_PROVIDED=login [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/provider.test.mjs
//
// The login has an account in the house that was never used; nobody else whom the provider knows has one.

import assert from "node:assert/strict";

import { base, open, picture, run, setting, step } from "./browser.mjs";

const login = setting("TONGGUAN_PROVIDED");

/** Whoever is not signed in is refused, and the provider's pages ask for a font and an icon that are not there. */
const isRefusal = (text) => /status of 40[14]|ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED/.test(text);

/** At the provider's: who one is there, and that the house may know it. */
async function identify(page, who) {
  await page.locator("input[name=login]").fill(who);
  await page.locator("input[name=password]").fill("whatever");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function toProvider(page) {
  await page.goto(`${base}/`);
  await page.getByRole("link", { name: "统一身份认证" }).click();
}

async function walk() {
  await step("whoever the provider knows and the house does not is refused", async () => {
    const page = await open({ width: 1280, height: 900 }, isRefusal);
    await toProvider(page);
    await identify(page, "stranger");
    await page.getByText("统一身份认证未通过").waitFor();
    await picture(page, "25-provider-refused");
  });

  await step("an answer that another browser asked for signs nobody in", async () => {
    const page = await open({ width: 1280, height: 900 }, isRefusal);
    await page.goto(`${base}/api/v1/session/provider/callback?code=stolen&state=another`);
    await page.getByText("统一身份认证未通过").waitFor();
  });

  await step("whoever has an account is in, with what his account may do, and out again", async () => {
    const page = await open({ width: 1280, height: 900 }, isRefusal);
    await toProvider(page);
    await identify(page, login);
    await page.getByRole("heading", { level: 1, name: "待办任务" }).waitFor();
    const session = await page.evaluate(async () => (await fetch("/api/v1/session")).json());
    assert.deepEqual([session.login, session.must_change_password], [login, false]);
    const cookies = await page.context().cookies();
    const own = cookies.find((it) => it.name === "tongguan_session");
    assert.ok(own.httpOnly && own.sameSite === "Strict", "the cookie is for the house alone");
    await picture(page, "26-provider-signed-in");
  });
}

await run(walk);
