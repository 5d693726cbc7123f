// Walks a real browser through sign-in: refused, let in, a password changed, own cases and no others, out again.
//
//   TONGGUAN_URL=… TONGGUAN_PEOPLE='{"administrator": {"login", "password"}, "trader": {"login", "password", "company"}}' \
//     [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/people.test.mjs
//
// The passwords are those that were given to be changed.

import assert from "node:assert/strict";

import { violations } from "./axe.mjs";
import { assertFits, base, open, picture, run, setting, step } from "./browser.mjs";

const { administrator, trader } = JSON.parse(setting("TONGGUAN_PEOPLE"));
const OWN = `kestrel-${Math.random().toString(36).slice(2)}-quay`;

/** The browser notes every refused request; here they are what the walk is about. */
const isRefusal = (text) => /status of 40[13]/.test(text);

async function signIn(page, { login, password }) {
  await page.getByLabel("账号").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

async function changePassword(page, { password }) {
  await page.getByLabel("当前密码").fill(password);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再次输入新密码").fill(OWN);
  await page.getByRole("button", { name: "修改密码" }).click();
}

/** All desks of the menu, also those of groups that are not open. */
async function desks(page) {
  return page.locator("nav.desks a").allTextContents();
}

/** What the house answers to the page itself, with its cookie. */
async function status(page, path) {
  return page.evaluate(async (path) => (await fetch(`/api/v1${path}`)).status, path);
}

async function walk() {
  const page = await open({ width: 1280, height: 900 }, isRefusal);

  await step("whoever is not signed in sees the sign-in page and no desk", async () => {
    await page.goto(`${base}/declarations`);
    await page.getByRole("heading", { level: 1, name: "登录" }).waitFor();
    assert.deepEqual(await desks(page), []);
    await picture(page, "20-sign-in");
    assert.deepEqual(await violations(page), []);
    await signIn(page, { login: trader.login, password: "not-the-password" });
    await page.getByText("账号、密码或验证码不正确，或账号已锁定、停用").waitFor();
  });

  await step("a password that was given is changed before anything else", async () => {
    await signIn(page, trader);
    await page.getByText("当前密码为临时密码，请先修改。").waitFor();
    assert.equal(await status(page, "/declarations"), 403);
    await picture(page, "21-password");
    await changePassword(page, trader);
    await page.getByRole("heading", { level: 1, name: "报关单" }).waitFor();
    await page.goto(base);
    await page.getByRole("heading", { level: 1, name: "我的业务" }).waitFor();
  });

  await step("a trader has his own desks and his own cases", async () => {
    await page.goto(`${base}/declarations`);
    await page.getByRole("heading", { level: 1, name: "报关单" }).waitFor();
    const own = await desks(page);
    for (const label of ["报关单", "接口密钥"]) assert.ok(own.includes(label), `${label} is missing`);
    for (const label of ["后续监管", "备案企业", "用户管理"]) assert.ok(!own.includes(label), label);
    for (const path of ["/audits", "/enterprises", "/people", "/receipts"]) {
      assert.equal(await status(page, path), 403, path);
    }
    const answer = await page.evaluate(async () => (await fetch("/api/v1/declarations?limit=100")).json());
    assert.ok(answer.items.length > 0, "the trader has no case");
    for (const { seen_as: roles } of answer.items) assert.ok(roles.length > 0, "a case of nobody's");
    await page.locator("table").getByText(answer.items[0].reference).first().waitFor();
    await picture(page, "22-trader-declarations", false);
  });

  await step("a key is made, shown once, and revoked", async () => {
    await page.getByRole("button", { name: "系统", exact: true }).click();
    await page.getByRole("link", { name: "接口密钥", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "接口密钥" }).waitFor();
    await page.getByLabel("用途").fill("测试系统");
    await page.getByLabel("权限").click();
    await page.getByTitle("查看报关单与舱单").last().click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "新建密钥" }).click();
    const secret = await page.getByText(/^tgk_/).innerText();
    await picture(page, "23-keys");
    assert.deepEqual(await violations(page), []);
    const asked = async () => {
      const headers = { Authorization: `Bearer ${secret}` };
      return (await fetch(`${base}/api/v1/declarations?limit=1`, { headers })).status;
    };
    assert.equal(await asked(), 200);
    await page.getByRole("button", { name: "吊销" }).click();
    await page
      .locator(".ant-popconfirm")
      .getByRole("button", { name: /确\s?定/ })
      .click();
    await page.getByText("已吊销").waitFor();
    assert.equal(await asked(), 401);
  });

  await step("whoever signs out is out", async () => {
    await page.getByRole("button", { name: trader.name }).click();
    await page.getByRole("menuitem", { name: "退出登录" }).click();
    await page.getByRole("heading", { level: 1, name: "登录" }).waitFor();
    assert.equal(await status(page, "/declarations"), 401);
  });

  await step("an administrator keeps accounts and sees no case", async () => {
    await signIn(page, administrator);
    await changePassword(page, administrator);
    // Alone in its group, a desk stands without it.
    await page.getByRole("link", { name: "用户管理", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "用户管理" }).waitFor();
    assert.equal(await status(page, "/declarations"), 403);
    await page.locator("table").getByText(trader.login, { exact: true }).first().waitFor();
    await page.getByText("登录被拒").first().waitFor();
    await picture(page, "24-people");
    assert.deepEqual(await violations(page), []);
  });

  await step("sign-in and accounts fit a window of 375 px", async () => {
    const phone = await open({ width: 375, height: 812 }, isRefusal);
    await phone.goto(base);
    await phone.getByRole("heading", { level: 1, name: "登录" }).waitFor();
    await assertFits(phone, "sign-in");
    await picture(phone, "25-phone-sign-in");
    await signIn(phone, { login: administrator.login, password: OWN });
    await phone.getByRole("button", { name: administrator.name }).waitFor();
    await phone.goto(`${base}/people`);
    await phone.getByRole("heading", { level: 1, name: "用户管理" }).waitFor();
    await assertFits(phone, "/people");
  });
}

await run(walk);
