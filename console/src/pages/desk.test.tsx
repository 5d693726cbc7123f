import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SESSION } from "../api/session";
import type { GuaranteeDetail, InstrumentDetail, MonthlyDetail, Right } from "../api/types";
import { i18next } from "../i18n";
import DocumentPage from "./documents/DocumentPage";
import DocumentsPage from "./documents/DocumentsPage";
import GuaranteePage from "./guarantees/GuaranteePage";
import GuaranteesPage from "./guarantees/GuaranteesPage";
import MonthlyPayerPage from "./monthly/MonthlyPayerPage";
import MonthlyPayersPage from "./monthly/MonthlyPayersPage";

const READ = { document: "海关化验管理办法", article: "", confidence: "secondary" } as const;

const ORDER: InstrumentDetail = {
  number: "D26112102000000001",
  kind: "sampling_order",
  title_zh: "取样送检通知单",
  title_en: "order of a sample",
  state: "answered",
  state_title_zh: "已答复",
  state_title_en: "answered",
  declaration_no: "222520261000000001",
  audit_no: "",
  officer: "王五",
  reason: "取样检验",
  issued_at: "2026-11-21T09:05:00.000+08:00",
  served_at: "2026-11-21T09:05:00.000+08:00",
  due_on: "2026-12-07",
  owed_by: "customs",
  fields: [
    { name: "test", title_zh: "检验项目", title_en: "what for", value: "classification", value_zh: "归类" },
  ],
  attachments: [],
  basis: READ,
  term: { length: 15, unit: "days", basis: READ },
  service: { way: "in_person", to: "陈齐", by: "王五", at: "2026-11-21T09:05:00.000+08:00" },
  answers: [],
  attendance: null,
  appointment: null,
  result: {
    laboratory: "宁波海关技术中心",
    sample_no: "YP-1",
    finding: "classification",
    finding_zh: "归类不符",
    finding_en: "another classification",
    text: "热塑性聚氨酯",
    commodity_code: "3907209000",
    attachments: [],
    at: "2026-11-24T09:00:00.000+08:00",
  },
  extension: {
    before: "2026-12-07",
    until: "2026-12-20",
    reason: "复检",
    officers: ["王五"],
    is_in_force: true,
  },
  signature: { algorithm: "Ed25519", public_key: "ab", signature: "cd", text: "{}" },
  timeline: [],
};

const GUARANTEE: GuaranteeDetail = {
  number: "BH2026-0001",
  kind: "letter",
  kind_title_zh: "保函",
  kind_title_en: "letter",
  state: "ending",
  state_title_zh: "即将到期",
  state_title_en: "ends soon",
  issuer: "示例银行",
  holder_code: "3302260001",
  purposes: ["monthly"],
  reference: "",
  amount: "4143000.00",
  reserved: "0.00",
  used: "11270.20",
  left: "4131729.80",
  valid_from: "2026-01-01",
  valid_to: "2026-12-05",
  is_withdrawn: false,
  notices: 1,
  declarations: [
    {
      number: 4,
      declaration_no: "222520261000000004",
      reference: "D1",
      state: "released_on_guarantee",
      security: {
        guarantee_no: "BH2026-0001",
        amount: "11270.20",
        conditions: ["tax"],
        until: "2026-12-07",
      },
    },
  ],
  timeline: [],
};

const PAYER: MonthlyDetail = {
  code: "3302260001",
  state: "suspended",
  state_title_zh: "暂停汇总征税",
  state_title_en: "suspended",
  valid_from: "2026-01-01",
  valid_to: null,
  months: [
    { month: "2026-11", due_on: "2026-12-07", n_open: 2, owed: "22540.40", n_paid: 1, paid: "11270.20" },
  ],
  n_missed: 1,
  slips: [],
  timeline: [],
};

function show(path: string, body: unknown, rights: Right[] = ["see_cases", "see_registry"]) {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(
      new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } }),
    ),
  );
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, { rights });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/documents" element={<DocumentsPage />} />
          <Route path="/documents/:number" element={<DocumentPage />} />
          <Route path="/guarantees" element={<GuaranteesPage />} />
          <Route path="/guarantees/:number" element={<GuaranteePage />} />
          <Route path="/monthly-payers" element={<MonthlyPayersPage />} />
          <Route path="/monthly-payers/:code" element={<MonthlyPayerPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

async function row(text: string): Promise<HTMLElement> {
  const row = (await screen.findByText(text)).closest("tr");
  if (row === null) throw new Error("no row");
  return row;
}

beforeEach(() => i18next.changeLanguage("zh"));
afterEach(() => vi.unstubAllGlobals());

describe("what goes with declarations", () => {
  it("lists documents, each with its declaration and its term", async () => {
    show("/documents", { items: [ORDER], next: null });
    const found = await row(ORDER.number);
    expect(within(found).getByRole("link", { name: ORDER.number })).toHaveAttribute(
      "href",
      `/documents/${ORDER.number}`,
    );
    expect(within(found).getByText(ORDER.declaration_no)).toBeInTheDocument();
    expect(within(found).getByText("2026-12-07")).toBeInTheDocument();
  });

  it("shows a document with what it says and what the laboratory found, in both languages", async () => {
    show(`/documents/${ORDER.number}`, ORDER);
    await screen.findByRole("heading", { level: 1, name: "取样送检通知单" });
    expect(screen.getByText("归类")).toBeInTheDocument();
    expect(screen.getByText(/归类不符 · 热塑性聚氨酯 · 3907209000/)).toBeInTheDocument();
    expect(screen.getByText(/2026-12-07 → 2026-12-20/)).toBeInTheDocument();
    await i18next.changeLanguage("en");
    expect(await screen.findByText(/another classification · /)).toBeInTheDocument();
  });

  it("has no tab for a list that is not the reader's", async () => {
    show("/documents", { items: [], next: null }, ["see_cases"]);
    expect(await screen.findByRole("link", { name: "税款担保" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "汇总征税" })).toBeNull();
    cleanup();
    show("/documents", { items: [], next: null });
    expect(await screen.findByRole("link", { name: "汇总征税" })).toBeInTheDocument();
  });

  it("says that nothing is open where nothing is", async () => {
    show("/documents", { items: [], next: null });
    expect(await screen.findByText("没有此状态的文书。")).toBeInTheDocument();
  });

  it("lists guarantees, and shows what stands on one", async () => {
    show("/guarantees", { items: [GUARANTEE], next: null });
    const found = await row("BH2026-0001");
    expect(within(found).getByText("4,131,729.80")).toBeInTheDocument();
    expect(within(found).getByText("即将到期")).toBeInTheDocument();
  });

  it("shows a guarantee's amounts and declarations", async () => {
    show("/guarantees/BH2026-0001", GUARANTEE);
    await screen.findByRole("heading", { level: 1, name: "担保 BH2026-0001" });
    const found = await row("222520261000000004");
    expect(within(found).getByText("担保放行")).toBeInTheDocument();
    expect(within(found).getByText("11,270.20")).toBeInTheDocument();
    expect(screen.getByText("汇总征税担保")).toBeInTheDocument();
  });

  it("lists who pays monthly, and shows a month", async () => {
    show("/monthly-payers", { items: [PAYER], next: null });
    const found = await row("3302260001");
    expect(within(found).getByText("暂停汇总征税")).toBeInTheDocument();
    expect(within(found).getByText(/22,540\.40/)).toBeInTheDocument();
  });

  it("shows a payer's months", async () => {
    show("/monthly-payers/3302260001", PAYER);
    const found = await row("2026-11");
    expect(within(found).getByText("22,540.40")).toBeInTheDocument();
    expect(screen.getByText("没有未缴的缴款书。")).toBeInTheDocument();
  });
});
