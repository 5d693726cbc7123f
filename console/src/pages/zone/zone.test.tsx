import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ExitListView, GatePassView } from "../../api/types";
import { i18next } from "../../i18n";
import ExitListPage from "./ExitListPage";
import GatePassPage from "./GatePassPage";
import { ExitListsPage } from "./ZonePage";

const LIST: ExitListView = {
  number: 7,
  list_no: "QD534926E000000007",
  preliminary_no: "202600000000000007",
  reference: "HZ-1",
  state: "approved",
  state_title_zh: "预核扣",
  state_title_en: "approved",
  book_no: "T5349W000001",
  operator_code: "4403960Z07",
  n_parcels: 2,
  updated_at: "2026-11-21T10:00:00.000+08:00",
  n_findings: 0,
  operator_name: "示例保税仓储有限公司",
  declarant_code: "4403960Z07",
  customs_code: "5349",
  gross_weight_kg: "2.20",
  net_weight_kg: "2.00",
  lines: [
    {
      number: 1,
      record_no: "R1",
      commodity_code: "1905310000",
      name: "曲奇",
      unit: "140",
      quantity: "3.00",
      left: "1.00",
      total_price: "300.00",
    },
  ],
  parcels: [
    {
      list_no: "53492026I000000001",
      number: 1,
      order_no: "DD-1",
      state: "released",
      state_title_zh: "放行",
      state_title_en: "released",
    },
    {
      list_no: "53492026I000000099",
      number: null,
      order_no: "",
      state: null,
      state_title_zh: "",
      state_title_en: "",
    },
  ],
  passes: [
    {
      pass_no: "Z5349E261121000000000009",
      is_whole: false,
      has_passed: true,
      gross_weight_kg: "1.50",
    },
  ],
  timeline: [],
  findings: [],
  receipts: [],
};

const PASS: GatePassView = {
  number: 9,
  pass_no: "Z5349E261121000000000009",
  preliminary_no: "202600000000000009",
  reference: "HF-1",
  state: "held",
  state_title_zh: "卡口拦截",
  state_title_en: "held at the gate",
  vehicle_no: "粤B12345",
  operator_code: "4403960Z07",
  updated_at: "2026-11-21T11:00:00.000+08:00",
  n_findings: 1,
  operator_name: "示例保税仓储有限公司",
  declarant_code: "4403960Z07",
  customs_code: "5349",
  binding: "3",
  vehicle_weight_kg: "2500.00",
  gross_weight_kg: "1.50",
  net_weight_kg: "1.40",
  total_weight_kg: "2501.50",
  lists: [
    {
      list_no: LIST.list_no,
      number: 7,
      state: "approved",
      state_title_zh: "预核扣",
      state_title_en: "approved",
    },
  ],
  passage: { gate: "5349K01", weight_kg: "2700.00", at: "2026-11-21T11:00:00.000+08:00" },
  timeline: [],
  findings: [],
  receipts: [],
};

function show(path: string, body: unknown) {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(
      new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } }),
    ),
  );
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/exit-lists" element={<ExitListsPage />} />
          <Route path="/exit-lists/:number" element={<ExitListPage />} />
          <Route path="/gate-passes/:number" element={<GatePassPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(() => i18next.changeLanguage("zh"));
afterEach(() => vi.unstubAllGlobals());

describe("the pages of a bonded zone", () => {
  it("list exit lists, each leading to its page and its book", async () => {
    show("/exit-lists", { items: [LIST], next: null });
    const row = (await screen.findByText(LIST.list_no)).closest("tr");
    if (row === null) throw new Error("no row");
    const links = within(row).getAllByRole("link");
    expect(links.map((it) => it.getAttribute("href"))).toEqual(["/exit-lists/7", "/books/T5349W000001"]);
    expect(within(row).getByText("预核扣")).toBeInTheDocument();
  });

  it("show an exit list with its parcels and vehicles", async () => {
    show("/exit-lists/QD534926E000000007", LIST);
    await screen.findByRole("heading", { level: 1, name: `核注清单 ${LIST.list_no}` });
    const parcel = screen.getByRole("link", { name: "53492026I000000001" });
    expect(parcel).toHaveAttribute("href", "/entries/1");
    expect(screen.getByText("查无此清单")).toBeInTheDocument();
    const pass = screen.getByRole("link", { name: PASS.pass_no });
    expect(pass).toHaveAttribute("href", `/gate-passes/${PASS.pass_no}`);
    expect(screen.getByText("部分")).toBeInTheDocument();
    expect(screen.getByText("已过卡")).toBeInTheDocument();
  });

  it("show a gate pass with what the gate weighed, in English too", async () => {
    await i18next.changeLanguage("en");
    show("/gate-passes/9", PASS);
    await screen.findByRole("heading", { level: 1, name: `Gate pass ${PASS.pass_no}` });
    expect(screen.getByText(/held at the gate/i)).toBeInTheDocument();
    expect(screen.getByText(/Gate 5349K01, 2026-11-21 11:00:00/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: LIST.list_no })).toHaveAttribute("href", "/exit-lists/7");
  });
});
