// Walks a real browser as an analyst: a watch row is tried on history, saved and found in force, and so is a rule; a parameter is looked up
// on two days; a declaration is found by its number.
//
//   TONGGUAN_URL=… TONGGUAN_ANALYST='{"login", "name", "password"}' [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/analyst.test.mjs

import assert from "node:assert/strict";

import { assertFits, base, open, picture, run, setting, step } from "./browser.mjs";

const analyst = JSON.parse(setting("TONGGUAN_ANALYST"));
const OWN = `kestrel-${Math.random().toString(36).slice(2)}-quay`;

async function walk() {
  const page = await open({ width: 1280, height: 900 }, (text) => /status of 40[13]/.test(text));

  await step("an analyst signs in", async () => {
    await page.goto(`${base}/watch`);
    await page.getByLabel("账号").fill(analyst.login);
    await page.getByLabel("密码").fill(analyst.password);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await page.getByLabel("当前密码").fill(analyst.password);
    await page.getByLabel("新密码", { exact: true }).fill(OWN);
    await page.getByLabel("再次输入新密码").fill(OWN);
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.getByRole("heading", { level: 1, name: "布控" }).waitFor();
  });

  await step("a row is tried on history before it is saved, and is in force then", async () => {
    await page.getByText("没有这样的布控。").waitFor();
    await page.getByLabel("布控内容").fill("3304");
    await page.getByLabel("理由").fill("申报要素抽查");
    await page.getByRole("button", { name: "历史试算" }).click();
    await page.getByRole("heading", { level: 2, name: "试算结果" }).waitFor();
    const facts = await page.locator("#preview dl.facts dd").allInnerTexts();
    const [traffic, hits] = facts.map((it) => Number(it.replaceAll(",", "")));
    assert.ok(traffic > 0, "nothing came to selection");
    assert.ok(hits > 0 && hits <= traffic, `${hits} of ${traffic}`);
    assert.equal(await page.locator("#preview table").count(), 2, "days and cases");
    await picture(page, "40-watch-preview");
    await page.getByRole("button", { name: "保存布控" }).click();
    await page.getByText(/已设置布控 W\d{8}-/).waitFor();
    const row = page.locator("table").first().getByRole("row").filter({ hasText: "3304" });
    await row.getByText(analyst.login).waitFor();
    await picture(page, "41-watch");
  });

  await step("a rule is written with help, refused in its place, tried and saved", async () => {
    await page.goto(`${base}/risk/rules`);
    await page.locator(".cm-content").click();
    await page.keyboard.type("doc.valu");
    await page.getByRole("option", { name: /^doc\.value\s*完税价格$/u }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.type(" > 10");
    await page.locator(".cm-lintRange-error").getByText("doc.valu", { exact: true }).waitFor();
    await page.getByText("没有特征 `doc.valu`").waitFor();
    assert.ok(
      await page.getByRole("button", { name: "历史试算" }).isDisabled(),
      "what is refused is not tried",
    );
    await picture(page, "45-rule-finding");
    await page.getByRole("button", { name: "采用" }).click();
    await page.getByText("条件没有问题").waitFor();
    await page.getByRole("button", { name: "历史试算" }).click();
    await page.getByRole("heading", { level: 3, name: "试算结果" }).waitFor();
    const facts = await page.locator(".rule-trial dl.facts dd").allInnerTexts();
    assert.ok(Number(facts[0].replaceAll(",", "")) > 0, "it fires on nothing");
    await picture(page, "46-rule-trial");
    for (const [label, text] of [
      ["编号", "E2E-1"],
      ["中文标题", "十元以上"],
      ["英文标题", "more than ten yuan"],
      ["依据", "海关总署令第271号"],
      ["责任人", "风险防控局"],
      ["设置理由", "试用"],
    ]) {
      await page.getByLabel(label, { exact: true }).fill(text);
    }
    await page.getByText("检验通过，没有问题。").waitFor();
    await page.getByRole("button", { name: "保存规则" }).click();
    await page.getByText("确定保存 E2E-1 第 1 版？").waitFor();
    await page.getByRole("button", { name: "保存规则" }).last().click();
    await page.getByText(/已保存 E2E-1/).waitFor();
    const row = page.locator("table").first().getByRole("row").filter({ hasText: "E2E-1" });
    await row.getByText(analyst.login).waitFor();
    await page.goto(`${base}/risk/features?q=doc.value`);
    await page.getByRole("button", { name: "1：引用 doc.value 的规则" }).click();
    await page.locator("#used-by").getByRole("link", { name: "E2E-1" }).waitFor();
  });

  await step("a change is proposed as a plan, tried on history, and another's to approve", async () => {
    await page.goto(`${base}/risk/rules#E2E-1`);
    const row = page.locator("table").first().getByRole("row").filter({ hasText: "E2E-1" });
    await row.getByRole("button", { name: /修\s?改/u }).click();
    await page.getByLabel("设置理由", { exact: true }).fill("收紧");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" && doc.lines > 1");
    await page.getByText("检验通过，没有问题。").waitFor();
    await page.getByRole("button", { name: "作为方案提出" }).click();
    await page.getByLabel("方案名称").fill("十元以上收紧");
    await page.getByRole("button", { name: "提出方案" }).click();
    await page.locator(".propose").getByRole("link").click();
    await page.getByRole("heading", { level: 1 }).getByText("十元以上收紧").waitFor();
    await page.locator(".condition-diff ins").getByText("&& doc.lines > 1").waitFor();
    await page.getByText("须由另一名人员批准").waitFor();
    assert.equal(await page.getByRole("button", { name: /批\s?准/u }).count(), 0);
    await page.getByRole("button", { name: "开始试算" }).click();
    await page.getByText("有查验结果的个案").waitFor();
    const lost = await page.locator("#trial dl.facts dd").nth(2).innerText();
    assert.ok(Number(lost.replaceAll(",", "")) > 0, "a narrower rule loses nobody");
    await picture(page, "47-plan");
    await page.goto(`${base}/risk/plans`);
    await page.getByRole("row").filter({ hasText: "十元以上收紧" }).getByText("待批准").waitFor();
  });

  await step("a campaign shows its rules, where they are and what they found", async () => {
    await page.goto(`${base}/risk/campaigns`);
    const listed = page.getByRole("row").filter({ hasText: "多商品专项" });
    await listed.getByText("进行中").waitFor();
    await listed.getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "多商品专项" }).waitFor();
    await page.locator("#figures dl.facts").waitFor();
    await picture(page, "48-campaign");
    await page.locator("#rules").getByRole("link", { name: /E2E-C/ }).click();
    await page.locator("tr.is-sought").getByRole("link", { name: "多商品专项" }).waitFor();
  });

  await step("a budget is examined as it is typed, saved, changed by a plan, and dropped", async () => {
    await page.goto(`${base}/risk/budgets`);
    const row = page.locator("table").first().getByRole("row").filter({ hasText: "E2E-B1" });
    await page.getByLabel("编号", { exact: true }).fill("E2E-B1");
    await page.getByLabel("模型可选查的比例（%）").fill("500");
    await page.getByText("0–1（0–100 %）", { exact: true }).waitFor();
    assert.ok(
      await page.getByRole("button", { name: "保存预算" }).isDisabled(),
      "what is refused is not saved",
    );
    await picture(page, "49-budget-finding");
    await page.getByLabel("模型可选查的比例（%）").fill("5");
    await page.getByLabel("适用单证").getByText("包裹").click();
    for (const [label, text] of [
      ["每日上限（票）", "50"],
      ["依据", "布控预算通知"],
      ["责任人", "风险防控局"],
      ["设置理由", "试用"],
    ]) {
      await page.getByLabel(label, { exact: true }).fill(text);
    }
    // There is no model in this house, of which he is warned.
    await page.getByText(/^可以保存/).waitFor();
    await page.getByRole("button", { name: "保存预算" }).click();
    await page.getByText("确定保存 E2E-B1？").waitFor();
    await page.getByRole("button", { name: "保存预算" }).last().click();
    await page.getByText(/已保存 E2E-B1/).waitFor();
    await row.getByText(/模型选中/).waitFor();
    await picture(page, "50-budgets");

    await row.getByRole("button", { name: /修\s?改/u }).click();
    await page.getByLabel("每日上限（票）").fill("60");
    await page.getByLabel("设置理由", { exact: true }).fill("旺季");
    await page.getByText(/^可以保存/).waitFor();
    await page.getByRole("button", { name: "作为方案提出" }).click();
    await page.getByLabel("方案名称").fill("旺季预算");
    await page.getByRole("button", { name: "提出方案" }).click();
    await page.locator(".propose").getByRole("link").click();
    await page.getByRole("heading", { level: 1 }).getByText("旺季预算").waitFor();
    await page.locator("#changes").getByRole("cell", { name: "60" }).waitFor();

    await page.goto(`${base}/risk/budgets`);
    await row.getByRole("button", { name: /停\s?用/u }).click();
    await page.getByLabel("设置理由", { exact: true }).fill("试用结束");
    await page
      .locator("#budget")
      .getByRole("button", { name: /停\s?用/u })
      .click();
    await page.getByText("确定停用 E2E-B1？").waitFor();
    await page
      .getByRole("tooltip")
      .getByRole("button", { name: /停\s?用/u })
      .click();
    await page.getByText(/已停用 E2E-B1/).waitFor();
    await row.waitFor({ state: "detached" });
  });

  await step("a parameter is another on another day", async () => {
    await page.goto(`${base}/law`);
    await page.getByLabel("名称或关键词").fill("单次交易限值");
    await page.getByRole("link", { name: "retail.single_limit" }).click();
    await page.getByRole("heading", { level: 1, name: "单次交易限值" }).waitFor();
    const today = page.getByRole("table").first();
    await today.getByText("5000.00").waitFor();
    await page.getByLabel("适用日").fill("2018-12-31");
    await today.getByText("2000.00").waitFor();
    await page.getByLabel("对比日").fill("2019-01-01");
    await page.getByRole("heading", { level: 2, name: /之间的变化/ }).waitFor();
    await page.locator("#changes").getByText("5000.00").waitFor();
    await picture(page, "42-law");
  });

  await step("a declaration is found by its number, and the number is in no address", async () => {
    const number = await page.evaluate(async () => {
      const { items } = await (await fetch("/api/v1/declarations?limit=50")).json();
      return items.find((it) => it.declaration_no !== "").declaration_no;
    });
    await page.locator("h1").click();
    await page.keyboard.press("/");
    await page.keyboard.type(number);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "报关单" }).waitFor();
    assert.ok(!page.url().includes(number), page.url());
    await picture(page, "43-search");
    await page.getByRole("link", { name: number }).click();
    await page.getByRole("heading", { level: 1 }).getByText(number).waitFor();
  });

  await step("watch rows and law fit a window of 375 px", async () => {
    await page.setViewportSize({ width: 375, height: 812 });
    for (const path of [
      "/watch",
      "/risk/rules",
      "/risk/plans",
      "/risk/campaigns",
      "/risk/budgets",
      "/risk/features",
      "/risk/figures",
      "/risk/audits",
      "/risk/lots",
      "/law",
      "/search",
    ]) {
      await page.goto(`${base}${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await assertFits(page, path);
    }
  });
}

await run(walk);
