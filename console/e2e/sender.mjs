// Somebody whose machine talks to the house: signed in over the API, with a password of his own, sending messages.

import assert from "node:assert/strict";

import { base } from "./browser.mjs";

const OWN = `kestrel-${Math.random().toString(36).slice(2)}-quay`;

/** @returns `send`, which gives what was answered to a message once it was decided, and `get`. */
export async function sender({ login, password }) {
  const headers = { "Content-Type": "application/json" };
  const ask = async (method, path, body) => {
    const answer = await fetch(`${base}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
    assert.ok(
      answer.ok,
      `${method} ${path}: ${answer.status} ${answer.ok ? "" : await answer.clone().text()}`,
    );
    const [cookie] = answer.headers.getSetCookie();
    if (cookie !== undefined) headers.Cookie = cookie.split(";")[0];
    const text = await answer.text();
    const said = text === "" ? {} : JSON.parse(text);
    if (said.csrf_token !== undefined) headers["X-CSRF-Token"] = said.csrf_token;
    return said;
  };
  await ask("POST", "/session", { login, password });
  await ask("PUT", "/session/password", { old: password, new: OWN });
  await ask("POST", "/session", { login, password: OWN });
  const send = async (message) => {
    const answer = await ask("POST", "/messages?wait=decided", message);
    const findings = answer.receipts.flatMap((it) => it.findings).filter((it) => it.severity !== "notice");
    assert.deepEqual(findings, [], `${login} is not taken at his word`);
    return answer;
  };
  return { send, get: (path) => ask("GET", path) };
}
