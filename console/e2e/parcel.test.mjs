// Walks a real browser through the console: search → parcel → lit fields → tax steps → receipts.
//
//   TONGGUAN_URL=http://127.0.0.1:8080 TONGGUAN_ENTRY=12 [SCREENSHOTS=dir] [CHROMIUM=path] npm run e2e
//
// The entry must have at least one receipt; its order number finds it. Lit fields are looked at when it
// has findings, and at least one of them must point at a document that has come; tax steps are looked at
// when it has been assessed.
// Exits 1 at the first thing that is not as it should be, and 2 when it could not start.

import assert from "node:assert/strict";

import { api, assertFits, base, open, picture, run, setting, step } from "./browser.mjs";

const number = setting("TONGGUAN_ENTRY");
const entry = await api(`/entries/${number}`);
assert.ok(entry.receipts.length > 0, `entry ${number} has no receipt`);

async function walk() {
  const page = await open({ width: 1280, height: 900 });

  await step("the search has the keyboard's focus and finds the parcel by its order number", async () => {
    await page.goto(`${base}/entries`);
    const search = page.getByRole("searchbox", { name: "查找包裹" });
    await search.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "q");
    await page.getByText(/已显示 \d+ 票/).waitFor();
    await picture(page, "1-parcels");
    await page.keyboard.type(entry.order_no);
    await page.keyboard.press("Enter");
    await page.waitForURL(/[?&]q=/);
    await page.getByRole("link", { name: `打开包裹 ${number}`, exact: true }).click();
    await page.waitForURL(`${base}/entries/${number}`);
  });

  await step("the parcel's head says its state, and the title names it", async () => {
    await page.getByRole("heading", { level: 1, name: `包裹 ${number}` }).waitFor();
    await page.locator(".entry-header").getByText(entry.state_title_zh, { exact: true }).waitFor();
    assert.match(await page.title(), new RegExp(`包裹 ${number}`));
    assert.equal(await page.locator(".ant-timeline .event").count(), Math.min(12, entry.timeline.length));
    await picture(page, "2-parcel");
  });

  await step("differing fields are lit and explain themselves", async () => {
    const lit = page.locator(".comparison .lit.is-pointed-at");
    if (entry.findings.length === 0) {
      assert.equal(await lit.count(), 0, "a cell is lit without a finding");
      return;
    }
    assert.ok((await lit.count()) > 0, "no cell is lit");
    const first = lit.first();
    const [code] = ((await first.getAttribute("data-findings")) ?? "").split(", ");
    const finding = entry.findings.find((it) => it.code === code);
    assert.ok(finding !== undefined, `lit by ${code}, which the entry does not have`);
    await first.click();
    const card = page.locator(".finding-popover:visible");
    await card.getByText(finding.title_zh).first().waitFor();
    await card.getByText(finding.basis.document).first().waitFor();
    await picture(page, "3-finding", false);
    await page.keyboard.press("Escape");
    await page.mouse.move(0, 0);
  });

  await step("identity numbers are masked until somebody says why he looks", async () => {
    const id = entry.documents
      .map((it) => it.document.buyer_id_number ?? it.document.payer_id_number)
      .find(Boolean);
    if (id === undefined) return;
    assert.match(id, /^\d{4}\*{10}[\dX]{4}$/);
    const whole = new RegExp(id.replace("*".repeat(10), "\\d{10}"));
    const open = async () => whole.test(await page.locator("#content").innerText());
    assert.ok(!(await open()), "an identity number is open");
    await page.getByRole("button", { name: "显示证件号码和电话" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("本人").fill("林溪");
    await dialog.getByLabel("查看理由").fill("核对订购人");
    await dialog.getByRole("button", { name: "显示", exact: true }).click();
    await page.locator(".comparison").getByText(whole).first().waitFor();
    await page.locator("#timeline").getByText("核对订购人").first().waitFor();
    await page.getByRole("button", { name: "遮盖证件号码和电话" }).click();
    assert.ok(!(await open()), "it stayed open");
  });

  await step("every tax step shows its formula and its basis", async () => {
    if (entry.assessment == null) {
      await page.locator("#tax").getByText("尚未计税").waitFor();
      return;
    }
    const rows = page.locator("#tax .steps tbody tr");
    assert.equal(await rows.count(), entry.assessment.steps.length);
    for (const [index, { formula, basis }] of entry.assessment.steps.entries()) {
      const text = await rows.nth(index).innerText();
      assert.ok(text.includes(formula), `step ${index} lacks its formula`);
      for (const it of basis) assert.ok(text.includes(it.document), `step ${index} lacks its basis`);
    }
    const isMarked = (await page.locator("#tax .assumed").count()) > 0;
    assert.equal(isMarked, entry.assessment.assumed, "assumed law is marked when there is some");
  });

  await step("receipts are listed and their message can be read", async () => {
    const buttons = page.locator("#receipts").getByRole("button", { name: "查看报文" });
    assert.equal(await buttons.count(), entry.receipts.length);
    await buttons.first().click();
    await page.locator(".xml").getByText("returnStatus").first().waitFor();
    await picture(page, "4-receipt", false);
    await page.keyboard.press("Escape");
    await page.locator(".xml").waitFor({ state: "hidden" });
  });

  await step("the language switches whole and is remembered", async () => {
    await page.locator(".language").getByText("EN").click();
    await page.getByRole("heading", { level: 1, name: `Parcel ${number}` }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: `Parcel ${number}` }).waitFor();
    await picture(page, "5-parcel-english");
    await page.locator(".language").getByText("中").click();
    await page.getByRole("heading", { level: 1, name: `包裹 ${number}` }).waitFor();
  });

  await step("a check explains itself on its own page", async () => {
    const { code, title_zh: title } = entry.findings[0] ?? (await api("/checks")).items[0];
    await page.goto(`${base}/checks/${encodeURIComponent(code)}`);
    await page.getByRole("heading", { level: 1 }).getByText(title).waitFor();
    await page.goto(`${base}/checks`);
    await page.getByRole("link", { name: code, exact: true }).waitFor();
    await picture(page, "6-checks");
    await page.goto(`${base}/receipts`);
    await page.getByRole("button", { name: "查看报文" }).first().waitFor();
    await picture(page, "7-receipts");
    await page.goto(`${base}/deliveries`);
    await page.getByRole("heading", { level: 1, name: "投递" }).waitFor();
    // The house is walked more than once, and an address is registered once.
    if ((await api("/webhooks")).items.length === 0) {
      await page.getByText("还没有登记推送地址。").waitFor();
      await page.getByRole("textbox", { name: "接收方代码" }).fill("4403960A01");
      await page.getByRole("textbox", { name: "地址" }).fill("https://[2606:4700::1111]:9/");
      await page.getByRole("button", { name: "登记", exact: true }).click();
      await page.getByText(/whsec_/).waitFor();
      await page.getByRole("button", { name: "暂停" }).click();
    }
    await page.locator("#webhooks").getByText("已暂停").waitFor();
    await picture(page, "13-deliveries");
    await page.goto(`${base}/tariff`);
    await page.getByRole("heading", { level: 1, name: "税则查询" }).waitFor();
  });

  await step("every page fits a window of 390 px", async () => {
    const phone = await open({ width: 390, height: 844 });
    for (const [path, name] of [
      ["/entries", "8-phone-parcels"],
      [`/entries/${number}`, "9-phone-parcel"],
      ["/checks", "10-phone-checks"],
      ["/receipts", "11-phone-receipts"],
      ["/deliveries", "14-phone-deliveries"],
      ["/tariff", "12-phone-tariff"],
    ]) {
      await phone.goto(base + path);
      await phone.getByRole("heading", { level: 1 }).waitFor();
      // A page may load several parts, each with a skeleton of its own.
      await phone.waitForFunction(() => !document.querySelector("[role=status] .ant-skeleton"));
      await assertFits(phone, path);
      await picture(phone, name);
    }
  });
}

await run(walk);
