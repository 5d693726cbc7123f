import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EntryView } from "../../api/types";
import { returnedParcel } from "../../domain/__fixtures__/parcel";
import { i18next } from "../../i18n";
import EntryPage from "./EntryPage";

const NOBODY = { "/api/v1/session": { rights: [], is_open: true, csrf_token: "" } };

/** What the house answers, and what it answers on other paths than the parcel's. */
function answer(body: unknown, status = 200, others: Record<string, unknown> = NOBODY) {
  vi.stubGlobal("fetch", (request: Request) => {
    const other = others[new URL(request.url).pathname];
    const [said, code] = other === undefined ? [body, status] : [other, 200];
    const type = code < 400 ? "application/json" : "application/problem+json";
    return Promise.resolve(
      new Response(JSON.stringify(said), { status: code, headers: { "content-type": type } }),
    );
  });
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

  it("shows what the house masks to whoever says why, and masks it again", async () => {
    const masked = structuredClone(returnedParcel());
    const order = masked.documents.find((it) => it.kind === "order");
    if (order === undefined) throw new Error("no order");
    const whole = String(order.document.buyer_id_number);
    order.document.buyer_id_number = "3301**********2628";
    const pointer = `/documents/${masked.documents.indexOf(order)}/document/buyer_id_number`;
    answer(masked, 200, {
      "/api/v1/session": { rights: ["see_personal"], is_open: false, csrf_token: "" },
      "/api/v1/personal-data": { items: [{ pointer, value: whole }] },
    });
    show();
    const row = () => document.getElementById("cell-buyer_id_number-order");
    await userEvent.click(await screen.findByText("显示证件号码和电话", {}, { timeout: 8000 }));
    expect(row()).toHaveTextContent("3301**********2628");
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).queryByLabelText("查看人")).not.toBeInTheDocument();
    await userEvent.type(within(dialog).getByLabelText("查看理由"), "核对订购人");
    await userEvent.click(within(dialog).getByRole("button", { name: /^显\s?示$/ }));
    await userEvent.click(await screen.findByText("遮盖证件号码和电话", {}, { timeout: 8000 }));
    await waitFor(() => expect(row()).toHaveTextContent("3301**********2628"));
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

  it("tells what comes after release: bill, slip, returns with their goods", async () => {
    answer({
      ...returnedParcel(),
      state: "released",
      waiting_for: ["exit", "goods_back"],
      due_at: "2027-01-05T00:00:00.000+08:00",
      arrived_at: "2026-11-20T08:00:00.000+08:00",
      delivered_at: "2026-11-23T09:40:00.000+08:00",
      receipts: ["3301963K69", "4403960D05"].map((recipient, at) => ({
        house_no: 50000 + at,
        recipient,
        recipient_no: 1,
        kind: "tax_status",
        status: 3,
        info: "",
        at: "2026-12-01T11:12:13.000+08:00",
        findings: [],
        xml: "<ceb:TaxStatus/>",
      })),
      tax_bill: {
        tax_no: "29002026I000004711_1",
        state: "summarised",
        customs_value: "105.00",
        duty: "0.00",
        consumption_tax: "0.00",
        vat: "9.56",
        total: "9.56",
        slip: {
          number: 4800,
          slip_no: "S20261222000004800",
          state: "called",
          state_title_zh: "已执行担保",
          state_title_en: "guarantee called",
          guarantor_code: "3301963K69",
          made_on: "2026-12-22",
          due_on: "2027-01-05",
          bills: 12,
          amount: "1234.50",
        },
      },
      returns: [
        {
          return_no: "T26112501000004711",
          state: "applied",
          state_title_zh: "已申请",
          state_title_en: "applied for",
          applied_on: "2026-11-25",
          until: "2027-01-04",
          trader_reference: "TH-1",
          declarant_code: "4403960D05",
          lines: [{ number: 1, quantity: "2.00", back: "1.00", unit: "140" }],
        },
      ],
    } satisfies EntryView);
    show();
    await screen.findByRole("heading", { level: 2, name: "放行之后" });
    expect(screen.getByText(/货物离场、退货商品运抵/)).not.toHaveTextContent("最迟");
    for (const text of ["已汇总", "已执行担保", "1,234.50", "12 份税单", "2026-11-23 09:40:00"]) {
      expect(screen.getByText(text, { exact: false })).toBeInTheDocument();
    }
    const reversed = screen.getByText("税单冲正（818 状态 3）").closest("div");
    expect(reversed).toHaveTextContent(/冲正（818 状态 3）2026-12-01 11:12:13$/);
    const returns = screen.getByRole("table", { name: "退货" });
    expect(within(returns).getByText("T26112501000004711")).toBeInTheDocument();
    expect(within(returns).getByText(/第 1 项 .+：申请 2，运抵 1/)).toBeInTheDocument();
  });

  it("says nothing of it before", async () => {
    answer(returnedParcel());
    show();
    await screen.findByRole("heading", { level: 1, name: "包裹 4711" });
    expect(screen.queryByRole("heading", { name: "放行之后" })).toBeNull();
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
