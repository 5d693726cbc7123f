import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Budget, BudgetFinding, Campaign, CampaignSummary } from "../../api/riskDesk";
import { SESSION } from "../../api/session";
import type { SessionView } from "../../api/types";
import { i18next } from "../../i18n";
import { budgetRowOf, draftOfBudget, shownFindings, siblingsOf, typedOf } from "./budgetDraft";
import BudgetsPage from "./BudgetsPage";
import CampaignPage from "./CampaignPage";
import CampaignsPage from "./CampaignsPage";

vi.mock("../wall/Chart", () => ({ default: ({ label }: { label: string }) => <div aria-label={label} /> }));

const RATE = {
  selected: 60,
  examinations: 20,
  examined: 40,
  found: 12,
  hit_rate: 0.3,
  low: 0.18,
  high: 0.4548,
};
const LOTS = { ...RATE, selected: 50, examined: 50, found: 2, hit_rate: 0.04, low: 0.011, high: 0.1346 };

const SUMMARY: CampaignSummary = {
  name: "双十一/护航",
  kind: "local",
  state: "running",
  from: "2026-11-01",
  until: "2026-11-30",
  offices: ["2225", "51*"],
  procedures: ["parcel"],
  owners: ["风险防控局", "上海海关"],
  n_rules: 2,
  fired: 70,
  ...RATE,
  lots: LOTS,
};
const OVER: CampaignSummary = { ...SUMMARY, name: "去年", kind: "national", state: "over", offices: [] };

const CAMPAIGN: Campaign = {
  ...SUMMARY,
  rules: [
    {
      id: "R-1",
      version: 2,
      title_zh: "低价化妆品",
      title_en: "cheap cosmetics",
      channel: "examination",
      severity: "medium",
      basis: "海关总署令第271号",
      owner: "风险防控局",
      force: "in_force",
      from: "2026-11-01",
      until: null,
      offices: ["51*"],
      fired: 70,
      ...RATE,
    },
  ],
  plans: [{ plan: "P12", title: "收紧", state: "proposed" }],
  figures_from: "2026-11-01",
  figures_to: "2026-11-23",
  found_from: 2,
  behind: 3,
  kept_from: "2026-01-01",
  rows: [{ key: "2026-11-16", fired: 70, ...RATE, lots: LOTS }],
};

const BUDGET: Budget = {
  id: "B-1",
  procedures: ["parcel"],
  customs: "51",
  share: "0.05",
  explore: "0.2",
  later_audit: "0",
  aim: "duty",
  channel: "examination",
  per_day: 20,
  credit: { advanced: "0.5", ordinary: "1", dishonest: "3" },
  basis: "布控预算通知",
  owner: "风险防控局",
  from: "2026-01-01",
  force: "in_force",
  told_at: "2026-11-23T09:00:00.000+08:00",
  input: 7,
  officer: "xi",
  reason: "旺季",
  overlaps: ["B-9"],
  used: {
    weighed: 120,
    chosen: 6,
    explored: 1,
    later_audit: 4,
    places: [
      { customs: "5141", port: "5145", n: 20 },
      { customs: "5165", port: "5165", n: 3 },
    ],
  },
};
const LATER: Budget = { ...BUDGET, from: "2027-01-01", force: "future", used: null, share: "0.1" };

const FINDING: BudgetFinding = {
  row: 0,
  id: "B-1",
  field: "share",
  refuses: true,
  observed: "5",
  text_zh: "0–1",
  text_en: "0 to 1",
  other: null,
};
const WARNING: BudgetFinding = {
  ...FINDING,
  field: "customs",
  refuses: false,
  text_zh: "与 `B-9` 重叠",
  text_en: "overlaps `B-9`",
  other: "B-9",
};

const asked: { path: string; body: string }[] = [];

function open(
  at: string,
  answers: Record<string, unknown>,
  rights: SessionView["rights"] = ["see_watch", "change_watch"],
) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, { rights, login: "xi", is_open: false });
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    const path = `${url.pathname.replace("/api/v1/risk/", "")}${url.search}`;
    asked.push({ path: `${request.method} ${path}`, body: await request.text() });
    const answer = answers[`${request.method} ${path}`];
    return answer === undefined ? new Response("", { status: 404 }) : Response.json(answer);
  });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[at]}>
        <Routes>
          <Route path="/risk/campaigns" element={<CampaignsPage />} />
          <Route path="/risk/campaigns/:name" element={<CampaignPage />} />
          <Route path="/risk/budgets" element={<BudgetsPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const sent = (path: string) =>
  JSON.parse(asked.findLast((it) => it.path === path)?.body ?? "null") as unknown;

beforeEach(async () => {
  asked.length = 0;
  await i18next.changeLanguage("zh");
});
afterEach(cleanup);

describe("campaigns", () => {
  it("are listed with where, when and what they found beside lots, by progress", async () => {
    open("/risk/campaigns", { "GET campaigns": { items: [SUMMARY, OVER], today: "2026-11-23", behind: 0 } });
    const row = await screen.findByRole("row", { name: /双十一/ });
    expect(within(row).getByRole("link")).toHaveAttribute(
      "href",
      "/risk/campaigns/%E5%8F%8C%E5%8D%81%E4%B8%80%2F%E6%8A%A4%E8%88%AA",
    );
    expect(row).toHaveTextContent("2026-11-01 至 2026-11-30");
    expect(row).toHaveTextContent(/2225.*51 开头/);
    expect(row).toHaveTextContent("30.0 %");
    expect(row).toHaveTextContent("4.0 %");
    await userEvent.setup().click(screen.getByText("已结束 1"));
    expect(screen.queryByRole("row", { name: /双十一/ })).toBeNull();
    expect(screen.getByRole("row", { name: /去年.*全国/ })).toBeInTheDocument();
  });

  it("say how a rule comes to be in one where there is none", async () => {
    open("/risk/campaigns", { "GET campaigns": { items: [], today: "2026-11-23", behind: 0 } });
    expect(await screen.findByText(/没有这样的专项行动/)).toBeInTheDocument();
    expect(screen.getByRole("link")).toHaveAttribute("href", "/risk/rules");
  });

  it("have a page each, with figures by week or day, rules and plans", async () => {
    const at = "campaigns/%E5%8F%8C%E5%8D%81%E4%B8%80%2F%E6%8A%A4%E8%88%AA";
    open(`/risk/${at}`, {
      [`GET ${at}?by=week`]: CAMPAIGN,
      [`GET ${at}?by=day`]: { ...CAMPAIGN, rows: [{ ...CAMPAIGN.rows[0], key: "2026-11-18" }] },
    });
    expect(await screen.findByRole("heading", { level: 1, name: "双十一/护航" })).toBeInTheDocument();
    expect(screen.getByText(/尚余约 3 批/)).toBeInTheDocument();
    expect(screen.getByRole("link", { name: /低价化妆品/ })).toHaveAttribute("href", "/risk/rules#R-1");
    expect(screen.getByRole("link", { name: /P12 收紧/ })).toHaveAttribute("href", "/risk/plans/P12");
    expect(screen.getByRole("row", { name: /2026-11-16/ })).toHaveTextContent("30.0 %");
    await userEvent.setup().click(screen.getByText("日"));
    expect(await screen.findByRole("row", { name: /2026-11-18/ })).toBeInTheDocument();
  });

  it("that are ahead have no figures", async () => {
    open("/risk/campaigns/x", { "GET campaigns/x?by=week": { ...CAMPAIGN, state: "ahead", rows: [] } });
    expect(await screen.findByText("尚未开始，没有数字。")).toBeInTheDocument();
  });
});

describe("budgets", () => {
  const page = { items: [BUDGET, LATER], today: "2026-11-23", needs_plan: false, behind: 0 };
  const sound = { refused: false, findings: [] };

  it("stand beside what of today is used up, and say what overlaps", async () => {
    open("/risk/budgets", { "GET budgets": page, "POST budgets/examine": sound }, ["see_watch"]);
    const row = await screen.findByRole("row", { name: /B-1/ });
    expect(row).toHaveTextContent("模型 5 %，其中探索 20 %");
    expect(row).toHaveTextContent("模型选中 6/120 票（5.0 %）");
    expect(row).toHaveTextContent("5141/5145 20/20");
    expect(row).toHaveTextContent("与 B-9 重叠");
    expect(screen.queryByRole("button", { name: /修 ?改/ })).toBeNull();
    await userEvent.setup().click(screen.getByText("未生效 1"));
    expect(screen.getByRole("row", { name: /B-1/ })).toHaveTextContent("今日不适用");
  });

  it("are examined as they are typed, with all of it beside the fields, and nothing refused is saved", async () => {
    open("/risk/budgets", {
      "GET budgets": page,
      "POST budgets/examine": { refused: true, findings: [FINDING, WARNING] },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^修 ?改$/ }));
    const share = screen.getByRole("textbox", { name: "模型可选查的比例（%）" });
    expect(share).toHaveValue("5");
    await user.clear(share);
    await user.type(share, "500");
    expect(await screen.findByText("0–1")).toBeInTheDocument();
    expect(screen.getByText("与 `B-9` 重叠")).toBeInTheDocument();
    await waitFor(() => expect(sent("POST budgets/examine")).toMatchObject({ rows: [{ share: "5" }, {}] }));
    expect(screen.getByRole("button", { name: "保存预算" })).toBeDisabled();
  });

  it("are saved with a reason, and other rows of the name with them", async () => {
    open("/risk/budgets", {
      "GET budgets": page,
      "POST budgets/examine": { refused: false, findings: [WARNING] },
      "POST budgets": { ids: ["B-1", "B-1"], dropped: [], input: 99 },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^修 ?改$/ }));
    expect(await screen.findByText("可以保存，有 1 处提醒，见各栏。")).toBeInTheDocument();
    expect(screen.getByText(/另有 1 行/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "保存预算" }));
    expect(screen.getByText("必填")).toBeInTheDocument();
    expect(asked.some((it) => it.path === "POST budgets")).toBe(false);
    await user.type(screen.getByRole("textbox", { name: "设置理由" }), "旺季");
    await user.click(screen.getByRole("button", { name: "保存预算" }));
    expect(await screen.findByText(/确定保存 B-1/)).toBeInTheDocument();
    const buttons = screen.getAllByRole("button", { name: "保存预算" });
    await user.click(buttons[buttons.length - 1] ?? document.body);
    expect(await screen.findByText(/已保存 B-1/)).toBeInTheDocument();
    expect(sent("POST budgets")).toMatchObject({
      rows: [
        { id: "B-1", share: "0.05", from: "2026-01-01", per_day: 20 },
        { id: "B-1", share: "0.1", from: "2027-01-01" },
      ],
      reason: "旺季",
      by: "xi",
    });
  });

  it("are dropped by a plan where a plan is needed", async () => {
    open("/risk/budgets", {
      "GET budgets": { ...page, needs_plan: true },
      "POST budgets/examine": sound,
      "POST plans": { plan: "P31", state: "proposed", input: 31 },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^停 ?用$/ }));
    expect(screen.getByText(/须经另一名人员批准/)).toBeInTheDocument();
    expect(screen.getAllByRole("button", { name: /^停 ?用$/ })).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "作为方案提出" }));
    await user.type(screen.getByRole("textbox", { name: "设置理由" }), "旺季已过");
    await user.type(screen.getByRole("textbox", { name: "方案名称" }), "停用预算");
    await user.click(screen.getByRole("button", { name: "提出方案" }));
    expect(await screen.findByRole("link", { name: "P31" })).toBeInTheDocument();
    expect(sent("POST plans")).toMatchObject({ change: { dropped_budgets: ["B-1"] }, reason: "旺季已过" });
  });

  it("become drafts and rows again without a change, and what is empty is what the house takes it for", () => {
    const draft = draftOfBudget(BUDGET);
    expect(draft).toMatchObject({ share: "5", explore: "20", later_audit: "", ordinary: "", per_day: "20" });
    expect(budgetRowOf(draft)).toEqual({
      id: "B-1",
      procedures: ["parcel"],
      customs: "51",
      share: "0.05",
      explore: "0.2",
      later_audit: "0",
      aim: "duty",
      channel: "examination",
      per_day: 20,
      credit: { advanced: "0.5", ordinary: "1", dishonest: "3" },
      basis: "布控预算通知",
      owner: "风险防控局",
      from: "2026-01-01",
    });
    const typed = typedOf({ ...draft, share: "five", per_day: "-1", to: "2026-12-31" });
    expect(typed).toMatchObject({ share: "five", per_day: "-1", to: "2026-12-31" });
    expect(budgetRowOf({ ...draft, per_day: " " })).not.toHaveProperty("per_day");
  });

  it("leave out of a new row what is merely empty, until it is asked for", () => {
    const empty = { ...FINDING, field: "owner", observed: "" };
    expect(shownFindings([empty, FINDING, WARNING], false)).toEqual([FINDING, WARNING]);
    expect(shownFindings([empty, FINDING], true)).toEqual([empty, FINDING]);
  });

  it("know the other rows of a name that is kept", () => {
    expect(siblingsOf([BUDGET, LATER], BUDGET, "B-1").map((it) => it.from)).toEqual(["2027-01-01"]);
    expect(siblingsOf([BUDGET, LATER], null, "B-1")).toEqual([]);
  });
});
