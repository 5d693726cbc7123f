import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Plan, PlanSummary } from "../../api/plans";
import type { RulePreview, RuleRow } from "../../api/risk";
import { SESSION } from "../../api/session";
import type { SessionView } from "../../api/types";
import { i18next } from "../../i18n";
import PlanPage from "./PlanPage";
import PlansPage from "./PlansPage";
import { momentOf } from "./ProposePlan";

const ROW: RuleRow = {
  id: "R-1",
  version: 1,
  procedures: ["parcel"],
  title_zh: "低价化妆品",
  title_en: "cheap cosmetics",
  basis: "海关总署令第271号",
  owner: "风险防控局",
  severity: "medium",
  channel: "documents",
  condition: "doc.value < 50.0 && doc.lines > 1.0",
  from: "2026-01-01",
};

const SUMMARY: PlanSummary = {
  plan: "P12",
  title: "低报价格专项",
  state: "proposed",
  by: "wang",
  reason: "低报增多",
  proposed_at: "2026-11-23T09:00:00.000+08:00",
  activates_at: "2026-12-01T08:00:00.000+08:00",
  decided: null,
  active_since: null,
  n_rules: 1,
  n_dropped: 0,
  n_budgets: 1,
  n_dropped_budgets: 0,
  n_models: 1,
};

const PLAN: Plan = {
  ...SUMMARY,
  rules: [
    {
      id: "R-1",
      before: ROW,
      after: { ...ROW, version: 2, channel: "examination", condition: "doc.value < 80.0 && doc.lines > 1.0" },
    },
  ],
  budgets: [
    {
      id: "B-1",
      before: null,
      after: {
        id: "B-1",
        procedures: ["parcel"],
        share: "0.05",
        channel: "examination",
        per_day: 20,
        basis: "海关总署令第271号",
        owner: "风险防控局",
        from: "2026-01-01",
      },
    },
  ],
  models: [
    {
      procedure: "parcel",
      role: "active",
      before: null,
      after: {
        name: null,
        grown_by: "tongguan",
        grown_from: "2026-08-01",
        grown_to: "2026-10-31",
        n_features: 120,
        n_trees: 450,
        n_grown_on: 800,
        n_measured_on: 200,
        n_found: 31,
        auc: "0.812",
        precision_percent: "45.00",
      },
    },
  ],
  faults: [],
};

const COUNTS = {
  weighed: 700,
  fired: 12,
  anyway: 2,
  before: 30,
  after: 41,
  gained: 15,
  lost: 4,
  gained_anyway: 1,
  examinations_before: 10,
  examinations_after: 20,
};
const NONE = { examined: 0, found: 0, found_percent: null, low_percent: null, high_percent: null };
const PREVIEW: RulePreview = {
  ...COUNTS,
  from: "2026-10-25",
  to: "2026-11-23",
  stopped_at: null,
  share_percent: "1.71",
  fired_results: NONE,
  gained_results: {
    examined: 5,
    found: 2,
    found_percent: "40.00",
    low_percent: "11.76",
    high_percent: "76.93",
  },
  lost_results: NONE,
  kept_results: NONE,
  lot_results: { examined: 50, found: 2, found_percent: "4.00", low_percent: "1.10", high_percent: "13.46" },
  lots_before: NONE,
  lots_after: NONE,
  differ: 0,
  customs: [{ ...COUNTS, customs: "5301" }],
  procedures: [{ ...COUNTS, procedure: "parcel" }],
  channels: [{ channel: "examination", before: 10, after: 20, gained: 10, lost: 0 }],
  ways: [{ way: "targeted", before: 9, after: 18, gained: 9, lost: 0 }],
  budgets: [
    {
      id: "B-1",
      share_percent: "1.00",
      per_day: 20,
      before: { weighed: 700, chosen: 7, chosen_percent: "1.00", beyond: 0 },
      after: { weighed: 700, chosen: 35, chosen_percent: "5.00", beyond: 6 },
      is_over: true,
    },
  ],
  days: [{ ...COUNTS, on: "2026-11-20" }],
  cases: [
    {
      kind: "parcel",
      number: "22332026I000000005",
      case: 5,
      on: "2026-11-20",
      customs: "5301",
      before: "release",
      after: "examination",
      probable_before: null,
      probable_after: "31.40",
      is_anyway: false,
      observed: "",
      is_found: null,
    },
  ],
};

const asked: { path: string; body: string }[] = [];

function open(at: string, answers: Record<string, unknown>, login = "chen") {
  const rights: SessionView["rights"] = ["see_watch", "change_watch"];
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, { rights, login, is_open: false });
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.replace("/api/v1/risk/", "");
    asked.push({ path: `${request.method} ${path}`, body: await request.text() });
    const answer = answers[`${request.method} ${path}`];
    return answer === undefined ? new Response("", { status: 404 }) : Response.json(answer);
  });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[at]}>
        <Routes>
          <Route path="/risk/plans" element={<PlansPage />} />
          <Route path="/risk/plans/:plan" element={<PlanPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(async () => {
  asked.length = 0;
  await i18next.changeLanguage("zh");
});
afterEach(cleanup);

describe("plans", () => {
  it("are listed by progress, with what they change and who decided", async () => {
    const refused: PlanSummary = {
      ...SUMMARY,
      plan: "P9",
      state: "refused",
      activates_at: null,
      decided: { by: "chen", reason: "过宽", at: "2026-11-22T09:00:00.000+08:00" },
    };
    open("/risk/plans", { "GET plans": { items: [SUMMARY, refused] } });
    const row = await screen.findByRole("row", { name: /P12/ });
    expect(within(row).getByText("待批准")).toBeInTheDocument();
    expect(row).toHaveTextContent("规则 1 行");
    expect(row).toHaveTextContent("2026-12-01 08:00");
    expect(screen.getByRole("row", { name: /P9/ })).toHaveTextContent("过宽");
    const user = userEvent.setup();
    await user.click(screen.getByText("待定 1"));
    expect(screen.queryByRole("row", { name: /P9/ })).toBeNull();
    await user.click(screen.getByText("已生效 0"));
    expect(screen.getByText("没有这样的方案。")).toBeInTheDocument();
  });

  it("show what changes row by row, and conditions line by line", async () => {
    open("/risk/plans/P12", { "GET plans/P12": PLAN });
    const diff = await screen.findByRole("list", { name: "条件的变化" });
    const lines = within(diff).getAllByRole("listitem");
    expect(lines.map((it) => it.className)).toEqual(["is-gone", "is-new", "is-same"]);
    const channel = screen.getAllByRole("row", { name: /处置/ })[0];
    expect(channel).toHaveTextContent("单证审核查验");
    // What stays is not shown.
    expect(screen.queryByText("低价化妆品")).toBeNull();
    expect(screen.getByRole("row", { name: /模型可选查的比例/ })).toHaveTextContent("5 %");
    expect(screen.getByRole("row", { name: /区分度/ })).toHaveTextContent("0.812");
  });

  it("are tried on history, with lots beside and a word where a budget is exceeded", async () => {
    open("/risk/plans/P12", { "GET plans/P12": PLAN, "POST plans/P12/try": PREVIEW });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "开始试算" }));
    expect(
      await screen.findByText(/超出预算 B-1：700 票中选中 35 票（5.00%），预算为 1.00%/),
    ).toBeInTheDocument();
    expect(screen.getByText(/6 票超出上限/)).toBeInTheDocument();
    expect(screen.getByText("30 → 41")).toBeInTheDocument();
    expect(screen.getByRole("row", { name: /随机选查全部/ })).toHaveTextContent("4.001.10 – 13.46");
    expect(screen.getByRole("row", { name: /模型：预期最大/ })).toHaveTextContent("918");
    expect(screen.getByRole("row", { name: /I000000005/ })).toHaveTextContent("— → 31.40");
    expect(asked.find((it) => it.path === "POST plans/P12/try")?.body).toBe('{"days":30}');
  });

  it("are approved by another person, with a reason, after a question", async () => {
    open("/risk/plans/P12", {
      "GET plans/P12": PLAN,
      "POST plans/P12": { plan: "P12", state: "approved", input: 40 },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^批 ?准$/ }));
    expect(screen.getByText("必填")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /撤 ?回/ })).toBeNull();
    await user.type(screen.getByRole("textbox", { name: "理由" }), "经复核");
    await user.click(screen.getByRole("button", { name: /^批 ?准$/ }));
    expect(await screen.findByText("批准方案 P12？")).toBeInTheDocument();
    const buttons = screen.getAllByRole("button", { name: /^批 ?准$/ });
    await user.click(buttons[buttons.length - 1] ?? document.body);
    expect(await screen.findByText("方案 P12：已批准（输入 40）")).toBeInTheDocument();
    const sent = JSON.parse(asked.find((it) => it.path === "POST plans/P12")?.body ?? "") as unknown;
    expect(sent).toEqual({ act: "approve", reason: "经复核", by: "chen" });
  });

  it("are withdrawn, not approved, by who proposed them", async () => {
    open("/risk/plans/P12", { "GET plans/P12": PLAN }, "wang");
    expect(await screen.findByRole("button", { name: /^撤 ?回$/ })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^批 ?准$/ })).toBeNull();
    expect(screen.getByText(/须由另一名人员批准/)).toBeInTheDocument();
  });

  it("that are in force are neither tried nor decided", async () => {
    const active: Plan = { ...PLAN, state: "active", active_since: "2026-12-01T08:00:00.000+08:00" };
    open("/risk/plans/P12", { "GET plans/P12": active });
    expect(await screen.findByText("方案已生效，没有可对照的现行内容。")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "开始试算" })).toBeNull();
    expect(screen.queryByRole("heading", { name: "决定" })).toBeNull();
  });
});

describe("a moment", () => {
  it("is China's, or none", () => {
    expect(momentOf("2026-12-01T08:00")).toBe("2026-12-01T08:00:00+08:00");
    expect(momentOf("")).toBeNull();
  });
});
