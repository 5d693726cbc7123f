// Walks a trader through one declaration from its form to its release: live findings, returned with three of them, mended,
// accepted, paid, released. What others say comes from them, over the API: the carrier's manifest, the terminal's report that
// the goods are there, what the bank and the treasury did.
//
//   TONGGUAN_URL=… TONGGUAN_NUMBER=… TONGGUAN_PEOPLE='{"trader", "carrier", "terminal", "bank": {"login", "password"}}' \
//     [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/filing.test.mjs
//
// The passwords are those that were given to be changed; the number is that of an import of the trader's that came by ship and
// was paid by a slip. The house draws nobody for examination at random.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { assertFits, base, open, picture, run, setting, step } from "./browser.mjs";
import { sender } from "./sender.mjs";

const people = JSON.parse(setting("TONGGUAN_PEOPLE"));
const { trader } = people;
const earlier = setting("TONGGUAN_NUMBER");
const OWN = `kestrel-${Math.random().toString(36).slice(2)}-quay`;
const BILL = `WALK${Date.now().toString().slice(-9)}`;
/** What is typed wrong, and by which checks it is found: nothing that the manifest says too. */
const FAULTS = { trade_country: "XXX", net_weight_kg: "99999999" };
const CODES = ["DEC-3008", "DEC-5001", "DEC-5015"];
const VOYAGE = `${BILL.slice(-3)}W`;
const MANIFEST = `MI${BILL}`;
/** Who answers for the manifest, and who for the terminal. */
const CARRIER = "3122980066";
const TERMINAL = "3122960011";

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

const HOUR = 3_600_000;

/** As a clock in China shows it. */
const moment = (millis) => new Date(millis + 8 * HOUR).toISOString().replace("Z", "+08:00");

/** The carrier's manifest, in time for a ship that is to come more than a day after `now`. */
const manifestOf = (it, now) => ({
  tongguan: "manifest",
  manifest: {
    manifest_no: MANIFEST,
    direction: "import",
    transport_mode: it.transport_mode,
    transport_name: it.transport_name,
    voyage_no: VOYAGE,
    port_customs: it.port_customs,
    transmitter_code: CARRIER,
    ship: "bulk",
    loading_at: moment(now - 20 * HOUR),
    departure_at: moment(now - 18 * HOUR),
    arrival_at: moment(now + 25 * HOUR),
    consignments: [
      {
        bill_no: BILL,
        packages: it.packages,
        packaging: it.packaging,
        gross_weight_kg: it.gross_weight_kg,
        goods: it.items[0].name,
        loading_port: it.port_abroad,
        unloading_port: it.domestic_port,
        consignor: it.party_abroad.name_en,
        consignee: it.trader.name,
        containers: it.containers.map(({ number }) => ({ number, seals: [`S${number.slice(4)}`] })),
      },
    ],
  },
});

const arrivalOf = (it, at) => ({
  tongguan: "manifest_report",
  report: {
    kind: "arrival",
    manifest_no: MANIFEST,
    direction: "import",
    port_customs: it.port_customs,
    at,
    reporter_code: TERMINAL,
    site: it.storage_place,
    bills: [],
  },
});

async function walk() {
  const page = await open({ width: 1440, height: 1000 }, isRefusal);
  const [carrier, terminal, bank] = await Promise.all(
    [people.carrier, people.terminal, people.bank].map(sender),
  );
  const kept = {};
  let goods;
  let number;
  const asked = (path) => page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).json(), path);
  const next = (text) => page.locator(".next-step").getByText(text, { exact: true }).waitFor();

  await step(
    "a trader copies an earlier declaration into a new one, whose bill is on no manifest yet",
    async () => {
      await signIn(page);
      await page.goto(`${base}/declarations/${earlier}`);
      await page.getByRole("link", { name: "复制为新报关单" }).click();
      await page.getByRole("heading", { level: 1, name: "填制报关单" }).waitFor();
      await live(page).getByText("DEC-6411").waitFor();
      goods = (await asked(`/declarations/${earlier}`)).declaration;
      for (const name of Object.keys(FAULTS)) kept[name] = await field(page, name).inputValue();
      await type(page, "bill_no", BILL);
      await type(page, "voyage_no", VOYAGE);
      await live(page).getByText("可以接收，等待舱单", { exact: true }).waitFor();
    },
  );

  await step(
    "its carrier sends the manifest; three findings are told while he types, each in its field",
    async () => {
      // The demonstration's days may be ahead of the clock.
      const { today } = await bank.get("/wall");
      const now = Math.max(Date.now(), Date.parse(`${today}T23:59:59+08:00`));
      await carrier.send(manifestOf(goods, now));
      for (const [name, text] of Object.entries(FAULTS)) await type(page, name, text);
      await live(page).getByText("问题（3）").waitFor();
      await live(page).getByText("将被退单").waitFor();
      for (const code of CODES) await live(page).getByText(code).waitFor();
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
    },
  );

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
    await page.getByText(/已接收：\d{18}/).waitFor();
    const drafts = await asked("/drafts");
    assert.deepEqual(drafts.items, [], "what was sent is no draft any more");
  });

  await step("the answer says what comes next: he has the tax debited where he stands", async () => {
    await next("缴纳税款");
    await picture(page, "32-filing-accepted", false);
    await page.getByRole("button", { name: /^支付税款/ }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("开户银行", { exact: true }).fill("示例银行宁波分行");
    await form.getByLabel("三方协议账号", { exact: true }).fill("6222000012345678");
    await form.getByRole("button", { name: "确认办理" }).click();
    await form.getByText("已办理", { exact: true }).waitFor();
    await form.getByRole("button", { name: "关闭", exact: true }).last().click();
    await form.waitFor({ state: "hidden" });
    await page.getByRole("link", { name: /^查看 / }).click();
    await page.getByRole("heading", { level: 1, name: /^报关单 \d{18}$/ }).waitFor();
    number = /\d{18}/.exec(await page.getByRole("heading", { level: 1 }).innerText())[0];
    await next("银行扣款");
  });

  await step("bank and treasury say what they did, and the goods are waited for", async () => {
    const { slips } = await asked(`/declarations/${number}`);
    const [{ slip_no, amount }] = slips;
    const said = (act) => ({
      tongguan: "duty_slip",
      slip_no,
      act,
      at: slips[0].issued_on.concat("T20:00:00+08:00"),
    });
    await bank.send(said({ debited: { bank: "示例银行宁波分行", amount } }));
    const told = await bank.send(said({ confirmed: { treasury: "国家金库宁波市中心支库", amount } }));
    assert.ok(told.receipts !== null);
    await page.reload();
    await next("货物运抵");
    await page.getByText("已核销").first().waitFor();
  });

  await step("the goods arrive, and the declaration is released", async () => {
    const { course } = await asked(`/declarations/${number}`);
    await terminal.send(arrivalOf(goods, course.at(-1).since));
    await page.reload();
    await page.locator(".entry-title").getByText("放行", { exact: true }).waitFor();
    await next("货物提离");
    await picture(page, "36-filing-released");
    const { course: gone, state, amendments } = await asked(`/declarations/${number}`);
    assert.equal(state, "released");
    assert.deepEqual(amendments, [], "it is one declaration, and nobody changed it");
    const states = gone.map((it) => it.state);
    assert.deepEqual(
      [...new Set(states)],
      ["declared", "returned", "awaiting_tax", "awaiting_arrival", "released"],
      `it went through ${states}`,
    );
  });

  await step("he keeps the receipt of its release", async () => {
    const receipts = page.getByRole("region", { name: "回执" });
    await receipts.getByRole("button", { name: "报文" }).last().click();
    const drawer = page.getByRole("dialog");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      drawer.getByRole("button", { name: "下载" }).click(),
    ]);
    assert.match(file.suggestedFilename(), /\.xml$/);
    const text = await readFile(await file.path(), "utf8");
    assert.ok(text.includes(number), "the receipt names the declaration");
    await page.keyboard.press("Escape");
    await page.goto(`${base}/home`);
    await page.getByText(number).first().waitFor();
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
