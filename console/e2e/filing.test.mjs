// Walks a trader through filing a declaration by form: live findings, returned with three of them, mended, accepted.
//
//   TONGGUAN_URL=… TONGGUAN_FILING='{"login", "password", "number"}' [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/filing.test.mjs
//
// The password is one that was given to be changed; the number is that of an import of the trader's that stands.

import assert from "node:assert/strict";

import { assertFits, base, open, picture, run, setting, step } from "./browser.mjs";

const trader = JSON.parse(setting("TONGGUAN_FILING"));
const OWN = `kestrel-${Math.random().toString(36).slice(2)}-quay`;
const BILL = `WALK${Date.now().toString().slice(-9)}`;
/** An office for whose goods the demonstration keeps no manifests: what is declared there waits for none. */
const OFFICE = "0101";

/** Before somebody signs in, he is told that he has not. */
const isRefusal = (text) => /status of 401/.test(text);

const field = (page, name) => page.locator(`#field-${name.replaceAll(".", "-")}`);
const live = (page) => page.getByRole("complementary", { name: "实时校验" });

async function signIn(page) {
  await page.goto(`${base}/declarations`);
  await page.getByLabel("账号").fill(trader.login);
  await page.getByLabel("密码").fill(trader.password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByLabel("当前密码").fill(trader.password);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再次输入新密码").fill(OWN);
  await page.getByRole("button", { name: "修改密码" }).click();
  await page.getByRole("heading", { level: 1, name: "报关单" }).waitFor();
}

/** What is typed, in place of what stands there, and the field left. */
async function type(page, name, text) {
  await field(page, name).fill(text);
  await field(page, name).blur();
}

async function walk() {
  const page = await open({ width: 1440, height: 1000 }, isRefusal);
  const kept = {};

  await step("a trader copies an earlier declaration into a new one", async () => {
    await signIn(page);
    await page.goto(`${base}/declarations/${trader.number}`);
    await page.getByRole("link", { name: "复制为新报关单" }).click();
    await page.getByRole("heading", { level: 1, name: "填制报关单" }).waitFor();
    await live(page).getByText("DEC-6411").waitFor();
    for (const name of ["trade_country", "packaging", "gross_weight_kg"]) {
      kept[name] = await field(page, name).inputValue();
    }
    await type(page, "bill_no", BILL);
    await type(page, "port_customs", OFFICE);
    await live(page).getByText("可以接收", { exact: true }).waitFor();
  });

  await step("three faults are told while they are typed, each in its field", async () => {
    await type(page, "trade_country", "XXX");
    await type(page, "packaging", "Z9");
    await type(page, "gross_weight_kg", "0.01");
    await live(page).getByText("问题（3）").waitFor();
    await live(page).getByText("将被退单").waitFor();
    for (const code of ["DEC-3008", "DEC-3013", "DEC-5001"]) await live(page).getByText(code).waitFor();
    await page
      .locator(".filing-field.is-lit")
      .filter({ has: field(page, "trade_country") })
      .waitFor();
    assert.notEqual(await live(page).getByText("应缴税款").innerText(), "", "the tax is told all the same");
    await live(page)
      .getByRole("button", { name: /贸易国/ })
      .click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "field-trade_country");
    await picture(page, "30-filing-findings", false);
  });

  await step("what is typed is kept as a draft", async () => {
    await page.getByText(/草稿已于 .* 保存/).waitFor();
    assert.match(page.url(), /draft=\d+/);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "填制报关单" }).waitFor();
    assert.equal(await field(page, "bill_no").inputValue(), BILL);
    await live(page).getByText("问题（3）").waitFor();
  });

  await step("it is sent, returned with the three, mended in the same form, and accepted", async () => {
    const send = page.getByRole("button", { name: "发送" });
    await send.click();
    await page.getByText("已退回，3 个问题").waitFor();
    await picture(page, "31-filing-returned");
    for (const [name, text] of Object.entries(kept)) await type(page, name, text);
    await live(page).getByText("可以接收", { exact: true }).waitFor();
    await send.click();
    await page.getByText(/已接收：\d{9}/).waitFor();
    await picture(page, "32-filing-accepted", false);
    await page.getByRole("link", { name: /^查看 / }).click();
    await page.getByText(BILL).first().waitFor();
    const drafts = await page.evaluate(async () => (await fetch("/api/v1/drafts")).json());
    assert.deepEqual(drafts.items, [], "what was sent is no draft any more");
  });

  await step("lines come from a table, with what is wrong in which row", async () => {
    await page.goto(`${base}/declarations`);
    await page.getByRole("button", { name: "新建报关单" }).click();
    await page.getByRole("button", { name: "从 Excel 或 CSV 导入", exact: true }).click();
    const rows = Array.from(
      { length: 50 },
      (_, at) => `8471309000,便携式电脑,${at === 7 ? "许多" : at + 1},001`,
    );
    const table = ["商品编号,商品名称,数量,计量单位", ...rows].join("\r\n");
    await page.locator('input[type="file"]').setInputFiles({
      name: "lines.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`\uFEFF${table}`),
    });
    // Two columns go by other names: they are matched by hand.
    for (const [column, title] of [
      ["数量", "成交数量"],
      ["计量单位", "成交计量单位"],
    ]) {
      await page.getByRole("combobox", { name: `列“${column}”填入` }).click();
      await page.locator(".ant-select-dropdown:visible").getByTitle(title, { exact: true }).click();
      // The next list opens when this one is gone.
      await page.waitForFunction(
        () => document.querySelector(".ant-select-dropdown:not(.ant-select-dropdown-hidden)") === null,
      );
    }
    await page.getByText("第 9 行 成交数量：").waitFor();
    await picture(page, "33-filing-import", false);
    await page.getByRole("button", { name: "导入 50 行" }).click();
    assert.equal(await page.locator(".filing-items tbody tr").count(), 50);
    await page.getByRole("textbox", { name: "第 50 项 成交数量" }).fill("5");
    await page.getByRole("button", { name: "第 50 项明细" }).click();
    await page.getByText("商品第 50 项", { exact: true }).waitFor();
    await picture(page, "34-filing-line", false);
    await page.keyboard.press("Escape");
  });

  await step("a message of one's own system is uploaded, and its answer shown", async () => {
    await page.goto(`${base}/declarations/upload`);
    const message = {
      tongguan: "declaration",
      declaration: { reference: "UPLOAD1", gross_weight_kg: "much" },
    };
    await page.locator('input[type="file"]').setInputFiles({
      name: "declaration.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(message)),
    });
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText(/已退回，\d+ 个问题/).waitFor();
    await page.getByText("declaration.gross_weight_kg").first().waitFor();
    await picture(page, "35-upload", false);
    await assertFits(page, "/declarations/upload");
  });
}

await run(walk);
