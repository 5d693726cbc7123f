import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { AuditDetail, AuditLabel, AuditSummary } from "../../api/types";
import { i18next } from "../../i18n";
import AuditLabelsPage from "./AuditLabelsPage";
import AuditPage from "./AuditPage";
import AuditsPage from "./AuditsPage";

const SUMMARY: AuditSummary = {
  audit_no: "A20261121000000002",
  kind: "disclosure",
  kind_title_zh: "主动披露",
  kind_title_en: "self-disclosure",
  origin: "trader",
  origin_title_zh: "企业提出",
  origin_title_en: "the trader",
  state: "concluded",
  state_title_zh: "已作结论",
  state_title_en: "concluded",
  enterprise: { code: "3302260144", name: "宁波北辰长风五金制造有限公司" },
  customs: "2248",
  opened_on: "2026-11-21",
  n_declarations: 1,
  finish_by: null,
  is_overdue: false,
  is_told: true,
  outcome: "recovered",
  outcome_title_zh: "补征税款",
  outcome_title_en: "tax recovered",
  difference: "20.31",
};

const DETAIL: AuditDetail = {
  ...SUMMARY,
  sent_back: null,
  reason: "自查发现申报价格有误",
  from: null,
  to: null,
  officers: [],
  without_notice_by: "",
  notified_on: null,
  declarations: ["224820261000000001"],
  visits: [],
  findings: [
    {
      declaration_no: "224820261000000001",
      fields: [{ field: "items.price", place: "1", new: "1.01" }],
      is_violation: true,
      text: "",
    },
  ],
  attachments: [],
  decided_by: ["关员甲"],
  results: [
    {
      declaration_no: "224820261000000001",
      outcome: "recovered",
      outcome_title_zh: "补征税款",
      outcome_title_en: "tax recovered",
      is_violation: true,
      difference: "20.31",
      taxes: [{ tax: "vat", title_zh: "增值税", title_en: "VAT", before: "100.00", after: "120.31" }],
      amendment_no: "M20261201000000003",
      fee_from: null,
    },
  ],
  disclosure: {
    is_penalty_waived: true,
    is_fee_waived: true,
    months: 1,
    unpaid: "20.31",
    share: "0.01",
    basis: { document: "主动披露政策", article: "", confidence: "assumed" },
  },
  documents: [],
  timeline: [],
  receipts: [],
};

const LABEL: AuditLabel = {
  audit_no: SUMMARY.audit_no,
  kind: "disclosure",
  origin: "trader",
  enterprise_code: "3302260144",
  declaration_no: "224820261000000001",
  number: 1,
  commodity_code: "4801001000",
  outcome: "recovered",
  outcome_title_zh: "补征税款",
  outcome_title_en: "tax recovered",
  is_violation: true,
  amount: "20.31",
  decided_on: "2026-12-01",
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
          <Route path="/audits" element={<AuditsPage />} />
          <Route path="/audits/:number" element={<AuditPage />} />
          <Route path="/audit-labels" element={<AuditLabelsPage />} />
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

describe("cases after release", () => {
  it("are listed, and filtered by state", async () => {
    serve({ "/api/v1/audits": { items: [SUMMARY], next: null } });
    open("/audits");
    expect(await screen.findByText("A20261121000000002")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "awaiting a second officer" }));
    expect(asked.at(-1)).toContain("state=awaiting_second");
  });

  it("show what was found, what it came to and how a disclosure was judged", async () => {
    serve({ [`/api/v1/audits/${SUMMARY.audit_no}`]: DETAIL });
    open(`/audits/${SUMMARY.audit_no}`);
    expect(await screen.findByText("No penalty")).toBeVisible();
    expect(screen.getByText("items.price #1")).toBeVisible();
    expect(screen.getByText("VAT 100.00 → 120.31")).toBeVisible();
    expect(screen.getByText("M20261201000000003")).toBeVisible();
  });

  it("are told in Chinese too", async () => {
    await i18next.changeLanguage("zh");
    serve({ [`/api/v1/audits/${SUMMARY.audit_no}`]: DETAIL });
    open(`/audits/${SUMMARY.audit_no}`);
    expect(await screen.findByText("不予行政处罚")).toBeVisible();
    expect(screen.getByText("增值税 100.00 → 120.31")).toBeVisible();
  });

  it("leave labels that are asked for by enterprise and goods", async () => {
    serve({ "/api/v1/audit-labels": { items: [LABEL], next: null } });
    open("/audit-labels");
    expect(await screen.findByText("4801001000")).toBeVisible();
    await userEvent.type(screen.getByRole("searchbox", { name: "Commodity" }), "4801{Enter}");
    expect(asked.at(-1)).toContain("commodity=4801");
  });

  it("say so where there is none", async () => {
    serve({});
    open("/audits/9");
    expect(await screen.findByText("not_found")).toBeVisible();
  });
});
