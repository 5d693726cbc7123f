// Walks a real browser through what is done on case pages: an officer asks and serves, the trader answers, the officer
// closes; the trader has his tax debited, and the declaration goes on once the bank has said so.
//
//   TONGGUAN_URL=… TONGGUAN_PEOPLE='{"trader", "officer", "taxes": {"login", "password"}}' \
//     TONGGUAN_CASES='{"asked", "owed", "slip"}' [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/acts.test.mjs
//
// The passwords are those that were given to be changed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { assertFits, base, open, picture, run, setting, step } from "./browser.mjs";

const people = JSON.parse(setting("TONGGUAN_PEOPLE"));
const cases = JSON.parse(setting("TONGGUAN_CASES"));
const OWN = `kestrel-${Math.random().toString(36).slice(2)}-quay`;

/** The browser notes every refused request. */
const isRefusal = (text) => /status of (40[13]|415)/.test(text);

/** A page of somebody who signed in, with a password of his own. */
async function signedIn({ login, password }) {
  const page = await open({ width: 1280, height: 900 }, isRefusal);
  await page.goto(base);
  await page.getByLabel("账号").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByLabel("当前密码").fill(password);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再次输入新密码").fill(OWN);
  await page.getByRole("button", { name: "修改密码" }).click();
  await page.locator("nav.desks").getByRole("button").first().waitFor();
  return page;
}

const acts = (page) => page.getByRole("region", { name: "可办事项" });

/** Opens the form of an act, fills it in and sends it; the house has taken it. */
async function act(page, name, fill = {}) {
  await acts(page).getByRole("button", { name, exact: true }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "确认办理" }).waitFor();
  for (const [label, text] of Object.entries(fill)) await form.getByLabel(label, { exact: true }).fill(text);
  return form;
}

async function send(form) {
  await form.getByRole("button", { name: "确认办理" }).click();
  await form.getByText("已办理", { exact: true }).waitFor();
  await form.getByRole("button", { name: "关闭", exact: true }).last().click();
  await form.waitFor({ state: "hidden" });
}

async function walk() {
  const officer = await signedIn(people.officer);
  const trader = await signedIn(people.trader);
  let query = "";

  await step("an officer asks about a price, and serves the document", async () => {
    await officer.goto(`${base}/declarations/${cases.asked}`);
    const form = await act(officer, "制发：《价格质疑通知书》", {
      质疑理由: "申报价格明显低于同期成交价格",
      理由: "价格风险",
    });
    await picture(officer, "30-issue", false);
    await form.getByRole("button", { name: "确认办理" }).click();
    await form.getByText("请填写").first().waitFor();
    await form.getByRole("checkbox").first().check();
    await send(form);
    const heading = officer.locator("h3", { hasText: "价格质疑通知书" });
    const section = acts(officer).locator(".act-case").filter({ has: heading });
    query = await section.locator("h3 code").innerText();
    await section.getByRole("button", { name: "送达", exact: true }).click();
    await send(officer.getByRole("dialog"));
    await section.getByText("已送达").waitFor();
    await picture(officer, "31-officer-acts");
  });

  await step("the trader finds it on his page and answers; he is offered no decision", async () => {
    await trader.goto(`${base}/home`);
    await trader.getByRole("heading", { level: 1, name: "我的业务" }).waitFor();
    await picture(trader, "32-home");
    await trader.locator(`a[href="/documents/${query}"]`).click();
    await acts(trader).getByRole("button", { name: "答复", exact: true }).waitFor();
    for (const name of ["办结", "撤销文书", "送达"]) {
      assert.equal(await acts(trader).getByRole("button", { name, exact: true }).count(), 0, name);
    }
    const form = await act(trader, "答复", { 答复内容: "合同、付款凭证与同期报价见附件清单" });
    const paper = (name, text) => ({ name, mimeType: "application/pdf", buffer: Buffer.from(text) });
    const files = form.locator('input[type="file"]');
    // What it is called tells nothing: a paper is what its bytes are.
    await files.setInputFiles(paper("清单.pdf", "<html></html>"));
    await form.getByText("PDF, JPEG or PNG, by its bytes").waitFor();
    await files.setInputFiles(paper("合同.pdf", "%PDF-1.4\n%%EOF\n"));
    await form.getByText("合同.pdf").waitFor();
    await picture(trader, "33-answer", false);
    await send(form);
    await trader.getByText("合同、付款凭证与同期报价见附件清单").first().waitFor();
  });

  await step("the officer reads the answer and closes it", async () => {
    await officer.goto(`${base}/documents/${query}`);
    await officer.getByText("合同、付款凭证与同期报价见附件清单").first().waitFor();
    const [contract] = await Promise.all([
      officer.waitForEvent("download"),
      officer.getByRole("button", { name: "合同.pdf" }).click(),
    ]);
    assert.equal(await readFile(await contract.path(), "utf8"), "%PDF-1.4\n%%EOF\n");
    await send(await act(officer, "办结", { 理由: "说明合理" }));
    await officer.getByText("已办结").first().waitFor();
    await officer.goto(`${base}/declarations/${cases.asked}`);
    await acts(officer).waitFor();
    assert.equal(await acts(officer).getByText(query).count(), 0, "it is done with");
  });

  await step("the trader has his tax debited, and only the bank's word is waited for", async () => {
    await trader.goto(`${base}/declarations/${cases.owed}`);
    await acts(trader)
      .getByRole("button", { name: /^支付税款/ })
      .click();
    const form = trader.getByRole("dialog");
    await form.getByLabel("开户银行", { exact: true }).fill("示例银行宁波分行");
    await form.getByLabel("三方协议账号", { exact: true }).fill("6222000012345678");
    await picture(trader, "34-pay", false);
    await send(form);
    await acts(trader)
      .getByRole("button", { name: /^支付税款/ })
      .waitFor({ state: "hidden" });
    await trader.goto(`${base}/home`);
    await trader.getByText("银行与国库").first().waitFor();
  });

  await step("the bank's debit is noted, and the declaration waits for its tax no more", async () => {
    const taxes = await signedIn(people.taxes);
    await taxes.goto(`${base}/declarations/${cases.owed}`);
    await send(await act(taxes, "登记银行扣款成功"));
    const state = await taxes.evaluate(
      async (number) => (await (await fetch(`/api/v1/declarations/${number}`)).json()).state,
      cases.owed,
    );
    assert.ok(["released", "awaiting_arrival", "awaiting_files"].includes(state), state);
  });

  await step("the trader says more of a line, which is checked while he types", async () => {
    await trader.goto(`${base}/declarations/${cases.asked}`);
    await acts(trader).getByRole("button", { name: "补充申报：商品归类", exact: true }).click();
    const form = trader.getByRole("dialog");
    await form.getByLabel("品牌（中文）", { exact: false }).first().fill("山雀");
    await form.locator(".ant-form-item-has-error .act-found").first().waitFor();
    await form
      .getByRole("region", { name: "实时校验" })
      .getByText(/发现 \d+ 个问题/)
      .waitFor();
    await picture(trader, "36-supplement", false);
    await form.getByRole("button", { name: "取消", exact: true }).click();
    await form.waitFor({ state: "hidden" });
  });

  await step("an authorisation is offered and ended", async () => {
    await trader.goto(`${base}/authorisations`);
    await trader.getByRole("button", { name: "发起委托" }).click();
    const form = trader.getByRole("dialog");
    await form.getByLabel("委托协议编号", { exact: true }).fill("WT-2026-0001");
    await form.getByLabel("被委托方编码", { exact: true }).fill("3302260999");
    await form.getByLabel("有效期至", { exact: true }).fill("2099-12-31");
    await send(form);
    await trader.getByText("WT-2026-0001").waitFor();
    await trader.getByRole("button", { name: "终止委托" }).click();
    await send(trader.getByRole("dialog"));
    await trader.getByText("已撤销").waitFor();
    await picture(trader, "35-authorisations");
  });

  await step("a trader's page and the acts fit a window of 375 px", async () => {
    for (const path of ["/home", `/declarations/${cases.owed}`, "/authorisations"]) {
      await trader.setViewportSize({ width: 375, height: 812 });
      await trader.goto(`${base}${path}`);
      await trader.getByRole("heading", { level: 1 }).waitFor();
      await assertFits(trader, path);
    }
  });
}

await run(walk);
