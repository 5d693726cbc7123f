import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EntryView } from "../../api/types";
import { returnedParcel } from "../../domain/__fixtures__/parcel";
import { i18next } from "../../i18n";
import EntryPage from "./EntryPage";

function answer(body: unknown, status = 200) {
  const type = status < 400 ? "application/json" : "application/problem+json";
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": type } })),
  );
}

function show(path = "/entries/4711") {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/entries/:number" element={<EntryPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(() => i18next.changeLanguage("zh"));
afterEach(() => vi.unstubAllGlobals());

describe("the page of a parcel", () => {
  it("lights the differing cells and explains them on demand", async () => {
    answer(returnedParcel());
    show();
    await screen.findByRole("heading", { level: 1, name: "包裹 4711" });
    const paid = document.getElementById("cell-actual_paid-payment");
    expect(paid).toHaveClass("lit-return", "is-pointed-at");
    expect(paid).toHaveTextContent("402.58");
    if (paid === null) throw new Error("no cell");
    await userEvent.click(paid);
    const card = await screen.findByRole("tooltip");
    expect(within(card).getByText(/支付单支付金额与订单支付金额不一致/)).toBeInTheDocument();
    expect(within(card).getByText(/海关总署公告/)).toBeInTheDocument();
  });

  it("masks personal numbers everywhere until asked, and again when asked", async () => {
    answer(returnedParcel());
    show();
    const toggle = await screen.findByRole("button", { name: "显示证件号码和电话" });
    const secrets = ["330106198907142628", "13857104436", "13957104436"];
    for (const secret of secrets) expect(document.body).not.toHaveTextContent(secret);
    await userEvent.click(toggle);
    for (const secret of secrets) expect(document.body).toHaveTextContent(secret);
    await userEvent.click(screen.getByRole("button", { name: "遮盖证件号码和电话" }));
    for (const secret of secrets) expect(document.body).not.toHaveTextContent(secret);
  });

  it("marks figures that rest on assumed law, and only those", async () => {
    const entry = returnedParcel();
    answer(entry);
    show();
    await screen.findByText("部分数字依据假定的规定");
    const marked = document.querySelectorAll(".steps .is-assumed");
    const assumed = entry.assessment?.steps.filter((step) =>
      step.basis.some((it) => it.confidence === "assumed"),
    );
    expect(marked).toHaveLength(assumed?.length ?? -1);
  });

  it("says what a waiting parcel waits for, and what is not there yet", async () => {
    const waiting: EntryView = {
      ...returnedParcel(),
      waiting_for: ["payment", "something_new"],
      due_at: "2026-11-21T11:40:03.118+08:00",
      documents: [],
      findings: [],
      assessment: null,
      selection: null,
      ledger: [],
      receipts: [],
    };
    answer(waiting);
    show();
    expect(await screen.findByText(/支付凭证、something_new/)).toHaveTextContent("2026-11-21 11:40:03");
    for (const text of [/尚未计税/, "尚未选查。", "没有账户变动。", "还没有回执。", "还没有收到任何单证。"]) {
      expect(screen.getByText(text)).toBeInTheDocument();
    }
  });

  it("speaks English whole", async () => {
    await i18next.changeLanguage("en");
    answer(returnedParcel());
    show();
    await screen.findByRole("heading", { level: 1, name: "Parcel 4711" });
    expect(document.documentElement.lang).toBe("en");
    const headings = screen.getAllByRole("heading").map((it) => it.textContent);
    for (const heading of headings) expect(heading).not.toMatch(/\p{Script=Han}/u);
  });

  it("tells a refusal in the reader's language, with the server's detail and code", async () => {
    answer(
      { type: "about:blank", title: "No such entry", status: 404, detail: "Entry 9.", code: "not_found" },
      404,
    );
    show("/entries/9");
    expect(await screen.findByText("查无此项")).toBeInTheDocument();
    expect(screen.getByText("Entry 9.")).toBeInTheDocument();
    expect(screen.getByText("not_found")).toBeInTheDocument();
  });

  it("tells an unknown refusal in the server's words", async () => {
    answer({ type: "about:blank", title: "On strike", status: 503, detail: "", code: "strike" }, 503);
    show();
    expect(await screen.findByText("On strike")).toBeInTheDocument();
  });

  it("asks nothing of the server for a number that is none", () => {
    const fetch = vi.fn();
    vi.stubGlobal("fetch", fetch);
    show("/entries/abc");
    expect(screen.getByText("包裹序号应为数字。")).toBeInTheDocument();
    expect(fetch).not.toHaveBeenCalled();
  });
});
