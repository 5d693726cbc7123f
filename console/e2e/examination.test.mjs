// Walks a real browser through an examination: on a handheld without a network, then confirmed by a second officer at his desk.
//
//   TONGGUAN_URL=… TONGGUAN_DECLARATION=… TONGGUAN_PEOPLE='{"examiner": {"login", "name", "password"}, "second": {…}}' \
//     [SCREENSHOTS=dir] [CHROMIUM=path] node e2e/examination.test.mjs
//
// The declaration is under examination, by the examiner. The passwords are those that were given to be changed.

import assert from "node:assert/strict";

import { assertFits, base, open, picture, run, setting, step } from "./browser.mjs";

const number = setting("TONGGUAN_DECLARATION");
const { examiner, second } = JSON.parse(setting("TONGGUAN_PEOPLE"));
const OWN = `kestrel-${Math.random().toString(36).slice(2)}-quay`;

/** The browser notes every request that found no network or no session; here they are what the walk is about. */
const isExpected = (text) => /ERR_INTERNET_DISCONNECTED|status of 40[13]/.test(text);

async function signIn(page, person) {
  await page.goto(base);
  await page.getByLabel("账号").fill(person.login);
  await page.getByLabel("密码").fill(person.password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByLabel("当前密码").fill(person.password);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再次输入新密码").fill(OWN);
  await page.getByRole("button", { name: "修改密码" }).click();
  await page.getByRole("heading", { level: 1, name: "待办任务" }).waitFor();
}

/** What the house answers to the page itself, with its cookie. */
async function declaration(page) {
  return page.evaluate(async (number) => (await fetch(`/api/v1/declarations/${number}`)).json(), number);
}

/** A picture as a camera takes it: larger than what is sent. */
async function photograph(page) {
  const text = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2400, 1800];
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#1f5b52";
    brush.fillRect(300, 300, 1200, 900);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  });
  return { name: "camera.jpg", mimeType: "image/jpeg", buffer: Buffer.from(text, "base64") };
}

async function walk() {
  const phone = await open({ width: 375, height: 812 }, isExpected);
  const network = phone.context();

  await step("an examiner opens a case on a handheld", async () => {
    await signIn(phone, examiner);
    await phone.goto(`${base}/examinations`);
    await phone.getByRole("heading", { level: 1, name: "查验" }).waitFor();
    await phone.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await assertFits(phone, "/examinations");
    await picture(phone, "30-examinations");
    await phone.getByRole("link", { name: new RegExp(number) }).click();
    await phone.getByRole("heading", { level: 2, name: "录入查验结果" }).waitFor();
    await assertFits(phone, "an examination");
    await picture(phone, "31-examination");
  });

  await step("without a network the page is there, and what is found stays on the device", async () => {
    await network.setOffline(true);
    await phone.reload();
    await phone.getByText("没有网络：显示本机留存的内容").waitFor();
    await phone.getByRole("heading", { level: 2, name: "录入查验结果" }).waitFor();
    await phone.locator("input[type=file]").setInputFiles(await photograph(phone));
    await phone.getByRole("img", { name: "照片 1" }).waitFor();
    await phone.getByLabel("开箱件数").fill("12");
    await phone.getByRole("button", { name: "提交查验结果" }).click();
    await phone.getByRole("heading", { level: 2, name: "本机待发送（1）" }).waitFor();
    await picture(phone, "32-examination-offline");
    await phone.reload();
    await phone.getByRole("heading", { level: 2, name: "本机待发送（1）" }).waitFor();
  });

  await step("with the network back it is sent, once, with its photograph", async () => {
    await network.setOffline(false);
    await phone.getByRole("heading", { level: 2, name: "待复核的查验结果" }).waitFor();
    assert.equal(await phone.getByText("本机待发送").count(), 0);
    await phone.getByText("本人录入的结果，须由另一名关员复核。").waitFor();
    const { examination, timeline } = await declaration(phone);
    assert.equal(examination.entered.officer, examiner.login);
    assert.equal(examination.entered.attachments.length, 1);
    assert.equal(timeline.filter((it) => it.kind === "examined").length, 1, "it was entered once");
    const { digest } = examination.entered.attachments[0];
    const size = await phone.evaluate(
      async ([number, digest]) => {
        const answer = await fetch(`/api/v1/declarations/${number}/photos/${digest}`);
        const image = await createImageBitmap(await answer.blob());
        return [image.width, image.height];
      },
      [number, digest],
    );
    assert.deepEqual(size, [1600, 1200], "it was scaled down");
    await assertFits(phone, "a result");
    await picture(phone, "33-examination-entered");
  });

  await step("another officer sees what the first found, and confirms it", async () => {
    const desk = await open({ width: 1280, height: 900 }, isExpected);
    await signIn(desk, second);
    await desk.goto(`${base}/examinations`);
    await desk.getByRole("heading", { level: 2, name: "待复核（1）" }).waitFor();
    await desk.getByRole("link", { name: new RegExp(number) }).click();
    await desk.getByRole("img", { name: "照片 1" }).waitFor();
    await picture(desk, "34-examination-confirm");
    await desk.getByRole("button", { name: "确认，与货物相符" }).click();
    await desk.getByText("没有进行中的查验").waitFor();
    const { state, documents, examination } = await declaration(desk);
    assert.notEqual(state, "examination");
    assert.equal(examination, null);
    assert.ok(
      documents.some((it) => it.kind === "examination_record"),
      "no record was issued",
    );
  });

  await step("whoever signs out leaves nothing of a case on the device", async () => {
    await phone.getByRole("button", { name: examiner.name }).click();
    await phone.getByRole("menuitem", { name: "退出登录" }).click();
    await phone.getByRole("heading", { level: 1, name: "登录" }).waitFor();
    const left = await phone.evaluate(async () => {
      const requests = [];
      for (const name of await caches.keys()) requests.push(...(await (await caches.open(name)).keys()));
      const databases = (await indexedDB.databases()).map((it) => it.name);
      return { databases, urls: requests.map((it) => new URL(it.url).pathname) };
    });
    assert.ok(!left.urls.some((it) => it.startsWith("/api/")), "an answer of the house was cached");
    assert.ok(left.urls.includes("/index.html"));
    await network.setOffline(true);
    await phone.goto(`${base}/examinations/${number}`);
    await phone.getByText("连不上服务器").waitFor();
    assert.equal(await phone.getByText("录入查验结果").count(), 0);
    await network.setOffline(false);
  });
}

await run(walk);
