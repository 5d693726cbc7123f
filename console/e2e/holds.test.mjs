// Walks a real browser through holding the goods of a bill and releasing them, all at once.
//
//   TONGGUAN_URL=http://127.0.0.1:8080 [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/holds.test.mjs
//
// The house is served without sign-in and has a declaration that waits for its tax: it is held, released, and waits again.

import assert from "node:assert/strict";

import { api, assertFits, base, open, picture, run, step } from "./browser.mjs";

const OFFICER = "值班关员";

/** Declarations that wait for their tax and are of a bill: those with an open document may not be let go so. */
async function candidates() {
  const { items } = await api("/declarations?state=awaiting_tax&limit=100");
  return items.filter((it) => it.bill_no !== "");
}

const stateOf = async (number) => (await api(`/declarations/${number}`)).state;

async function preview(page, bill, order) {
  await page.getByLabel("提运单号").fill(bill);
  await page.getByLabel("命令", { exact: true }).click();
  await page.locator(".ant-select-item-option").filter({ hasText: order }).click();
  await page.getByRole("button", { name: "预览" }).click();
  await page.getByText(/^共 \d+ 件，其中 \d+ 件可以执行$/).waitFor();
}

async function give(page, reason) {
  await page.getByLabel("理由").fill(reason);
  await page.getByRole("button", { name: "对所选 1 件下达" }).click();
  await page
    .locator(".ant-popconfirm")
    .getByRole("button", { name: /确 ?定/ })
    .click();
  await page.getByText("已执行 1 件，未执行 0 件").waitFor();
}

async function walk() {
  const page = await open({ width: 1280, height: 900 });
  const found = await candidates();
  assert.ok(found.length > 0, "no declaration waits for its tax");
  const { declaration_no: number, bill_no: bill } = found[0];

  await step("an officer looks at what a bill's order would reach", async () => {
    await page.goto(`${base}/holds`);
    await page.getByRole("heading", { level: 1, name: "批量布控与放行" }).waitFor();
    await page.getByLabel("本人").fill(OFFICER);
    await preview(page, bill, "布控查验");
    const row = page.getByRole("row").filter({ hasText: number });
    await row.getByText("可以").waitFor();
    await page.getByText("请填写理由。").waitFor();
    assert.ok(await page.getByRole("button", { name: /^对所选/ }).isDisabled(), "a reason is asked for");
    await assertFits(page, "/holds");
    await picture(page, "45-holds-preview");
  });

  await step("he holds its goods for an examination, and the house has it so", async () => {
    await give(page, "整单布控");
    await picture(page, "46-holds-held");
    assert.equal(await stateOf(number), "examination");
    const { timeline } = await api(`/declarations/${number}`);
    assert.ok(
      timeline.some((it) => it.by === OFFICER),
      "the timeline names him",
    );
  });

  await step("what stands already is not ordered again", async () => {
    await preview(page, bill, "布控查验");
    await page.getByText("共 1 件，其中 0 件可以执行").waitFor();
    await page.getByRole("row").filter({ hasText: number }).getByText("当前状态不允许").waitFor();
  });

  await step("he releases them, and they wait for what they waited for before", async () => {
    await preview(page, bill, "查验无异常，放行");
    await give(page, "查验无异常");
    await picture(page, "47-holds-released");
    assert.notEqual(await stateOf(number), "examination");
  });
}

await run(walk);
