import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ExportSummary, ExportView } from "../../api/types";
import { i18next } from "../../i18n";
import ExportPage from "./ExportPage";
import ExportsPage from "./ExportsPage";

const SUMMARY: ExportSummary = {
  number: 7,
  list_no: "53492026E000000007",
  order_no: "E7",
  platform_code: "4403960P01",
  seller_code: "4403960S02",
  declarant_code: "4403960D05",
  waybill_no: "EXP7",
  bill_no: "99900000001",
  supervision_mode: "9610",
  statistics_flag: "B",
  country: "502",
  state: "released",
  state_title_zh: "放行",
  state_title_en: "released",
  n_lines: 1,
  n_findings: 0,
  is_overdue: false,
  taken_on: "2026-11-22",
  updated_at: "2026-11-22T10:00:00.000+08:00",
};

const RELEASED: ExportView = {
  ...SUMMARY,
  has_order: true,
  has_money: true,
  gross_weight_kg: "1.80",
  packages: 1,
  master_bill_no: "99900000009",
  lines: [
    {
      number: 1,
      commodity_code: "4202220000",
      name: "手提包",
      model: "涤纶",
      country: "502",
      quantity: "2.00",
      unit: "007",
      price: "120.00",
      total_price: "240.00",
      currency: "142",
    },
  ],
  arrived_at: "2026-11-22T09:00:00.000+08:00",
  left_at: null,
  summed_up: null,
  to_sum_up: null,
  returns: [],
  selection: null,
  timeline: [],
  findings: [],
  receipts: [],
};

let asked: string[] = [];

function serve(answers: Record<string, unknown>) {
  vi.stubGlobal("fetch", (input: Request | string) => {
    const url = new URL(typeof input === "string" ? input : input.url);
    asked.push(`${url.pathname}${url.search}`);
    const answer = answers[url.pathname];
    const status = answer === undefined ? 404 : 200;
    const body = answer ?? { title: "not found", status, code: "not_found", detail: "", errors: [] };
    return Promise.resolve(
      new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }),
    );
  });
}

function open(path: string) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/exports" element={<ExportsPage />} />
          <Route path="/exports/:number" element={<ExportPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(async () => {
  asked = [];
  await i18next.changeLanguage("en");
});
afterEach(() => vi.unstubAllGlobals());

describe("exports", () => {
  it("are listed, and filtered by state", async () => {
    serve({ "/api/v1/exports": { items: [SUMMARY], next: null } });
    open("/exports");
    expect(await screen.findByText("53492026E000000007")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "closed" }));
    expect(asked.at(-1)).toContain("state=closed");
  });

  it("show their goods, and the bill they travel under", async () => {
    serve({ "/api/v1/exports/7": RELEASED });
    open("/exports/7");
    expect(await screen.findByText("手提包", { exact: false })).toBeVisible();
    expect(screen.getByText("99900000009")).toBeVisible();
    expect(screen.queryByText("Left the country")).toBeNull();
  });

  it("lead to the declaration that they were summed up in", async () => {
    const closed = { ...RELEASED, state: "closed", to_sum_up: { from: "2026-12-01", to: "2026-12-15" } };
    const summed_up = { declaration_no: "534920260000000009", lines: [1, 2] };
    serve({ "/api/v1/exports/7": { ...closed, summed_up } });
    open("/exports/7");
    const link = await screen.findByRole("link", { name: "534920260000000009" });
    expect(link).toHaveAttribute("href", "/declarations/534920260000000009");
    expect(screen.getByText("its lines went into lines 1, 2")).toBeVisible();
    expect(screen.getByText("2026-12-01 – 2026-12-15")).toBeVisible();
  });

  it("say so where there is none", async () => {
    serve({});
    open("/exports/9");
    expect(await screen.findByText("not_found")).toBeVisible();
  });
});
