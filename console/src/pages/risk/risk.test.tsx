import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Feature, Finding, Rule, RulePreview } from "../../api/risk";
import { SESSION } from "../../api/session";
import type { SessionView } from "../../api/types";
import { i18next } from "../../i18n";
import { underlined } from "./ConditionEditor";
import FeaturesPage from "./FeaturesPage";
import { draftOf, rowOf } from "./RuleForm";
import RulesPage, { isFound } from "./RulesPage";
import { Trial, TrialLists } from "./Trial";

const RULE: Rule = {
  id: "R-1",
  version: 2,
  procedures: ["parcel"],
  title_zh: "低价化妆品",
  title_en: "cheap cosmetics",
  basis: "海关总署令第271号",
  owner: "风险防控局",
  severity: "high",
  channel: "examination",
  condition: "goods.price_octaves_min < -1.5",
  from: "2026-01-01",
  force: "in_force",
  features: ["goods.price_octaves_min"],
  told_at: "2026-11-23T09:00:00.000+08:00",
  input: 17,
  officer: "xi",
  reason: "专项核查",
  earlier: [
    {
      id: "R-1",
      version: 1,
      title_zh: "低价化妆品",
      title_en: "cheap cosmetics",
      basis: "海关总署令第271号",
      owner: "风险防控局",
      channel: "documents",
      condition: "goods.price_octaves_min < -2.5",
      from: "2026-01-01",
      told_at: "2026-11-20T09:00:00.000+08:00",
      input: 3,
      officer: "",
      reason: "",
    },
  ],
};
const LATER: Rule = { ...RULE, id: "R-2", force: "future", from: "2027-01-01", earlier: [] };

const FEATURES: Feature[] = [
  {
    name: "doc.value",
    title_zh: "完税价格",
    meaning: "Customs value of all lines, yuan",
    type: "number",
    window_zh: "本单",
    window_en: "this case",
    source: "document",
    procedures: ["parcel", "declaration"],
    version: 1,
    rules: ["R-1"],
  },
  {
    name: "party.trader",
    title_zh: "收发货人代码",
    meaning: "Code of the domestic trader",
    type: "text",
    window_zh: "本单",
    window_en: "this case",
    source: "document",
    procedures: ["declaration"],
    version: 1,
    rules: [],
  },
];

const FINDING: Finding = {
  row: 0,
  rule: "R-9",
  procedures: ["parcel"],
  fault: "unknown_feature",
  refuses: true,
  line: 1,
  column: 11,
  from: 13,
  to: 21,
  piece: "doc.valu",
  text_zh: "没有特征 `doc.valu`",
  text_en: "there is no feature `doc.valu`",
  hint: "doc.value",
  other: null,
};

const COUNTS = {
  weighed: 700,
  fired: 12,
  anyway: 2,
  before: 30,
  after: 41,
  gained: 11,
  lost: 0,
  gained_anyway: 1,
  examinations_before: 10,
  examinations_after: 20,
};
const NONE = { examined: 0, found: 0, found_percent: null, low_percent: null, high_percent: null };
const PREVIEW: RulePreview = {
  ...COUNTS,
  from: "2026-10-25",
  to: "2026-11-23",
  stopped_at: "2026-11-20",
  share_percent: "1.71",
  fired_results: { ...NONE, examined: 4, found: 1, found_percent: "25.00" },
  gained_results: { ...NONE, examined: 2, found: 1, found_percent: "50.00" },
  lost_results: NONE,
  kept_results: NONE,
  lot_results: { ...NONE, examined: 50, found: 2, found_percent: "4.00" },
  lots_before: NONE,
  lots_after: NONE,
  differ: 3,
  customs: [{ ...COUNTS, customs: "5301" }],
  channels: [{ channel: "examination", before: 10, after: 20, gained: 10, lost: 0 }],
  procedures: [],
  ways: [],
  budgets: [],
  days: [{ ...COUNTS, on: "2026-11-20" }],
  cases: [
    {
      kind: "declaration",
      number: "223320261000000123",
      case: 77,
      on: "2026-11-20",
      customs: "5301",
      before: "release",
      after: "examination",
      probable_before: null,
      probable_after: null,
      is_anyway: true,
      observed: "doc.value = 1500",
      is_found: true,
    },
    {
      kind: "parcel",
      number: "22332026I000000005",
      case: 5,
      on: "2026-11-19",
      customs: "5301",
      before: "release",
      after: "release",
      probable_before: null,
      probable_after: null,
      is_anyway: false,
      observed: "doc.value = 9",
      is_found: null,
    },
  ],
};

/** What the house was asked, and by which body. */
const asked: { path: string; body: string }[] = [];

function open(page: React.ReactElement, rights: SessionView["rights"], answers: Record<string, unknown>) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, { rights, login: "xi", is_open: false });
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.replace("/api/v1/risk/", "");
    asked.push({ path: `${request.method} ${path}`, body: await request.text() });
    const answer = answers[`${request.method} ${path}`];
    return answer === undefined ? new Response("", { status: 404 }) : Response.json(answer);
  });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>{page}</MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(async () => {
  asked.length = 0;
  await i18next.changeLanguage("zh");
});
afterEach(cleanup);

describe("features", () => {
  it("are found by words and kind, and say which rules ask for them", async () => {
    open(<FeaturesPage />, ["see_watch"], { "GET features": { items: FEATURES } });
    const user = userEvent.setup();
    expect(await screen.findByText("2 个特征")).toBeInTheDocument();
    await user.type(screen.getByRole("textbox", { name: "名称、含义" }), "完税");
    expect(screen.getByText("1 个特征")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "1：引用 doc.value 的规则" }));
    expect(screen.getByRole("link", { name: "R-1" })).toHaveAttribute("href", "/risk/rules#R-1");
    await user.clear(screen.getByRole("textbox", { name: "名称、含义" }));
    await user.click(screen.getByRole("button", { name: "0：引用 party.trader 的规则" }));
    expect(screen.getByText("没有规则引用此特征。")).toBeInTheDocument();
  });
});

describe("rules", () => {
  const page = { items: [RULE, LATER], today: "2026-11-23", needs_plan: false };

  it("are shown by force, with how each stood before, and changed by whoever may", async () => {
    open(<RulesPage />, ["see_watch"], { "GET rules": page });
    const row = await screen.findByRole("row", { name: /R-1/ });
    expect(within(row).getByText("goods.price_octaves_min < -2.5")).toBeInTheDocument();
    expect(within(row).getByText(/xi，/)).toBeInTheDocument();
    expect(screen.queryByRole("row", { name: /R-2/ })).toBeNull();
    expect(screen.queryByRole("button", { name: /^修 ?改$/ })).toBeNull();
    expect(screen.queryByRole("heading", { name: "新增规则" })).toBeNull();
  });

  it("are examined while they are written, and not saved while something refuses them", async () => {
    open(<RulesPage />, ["see_watch", "change_watch"], {
      "GET rules": page,
      "POST rules/examine": { refused: true, findings: [FINDING] },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^修 ?改$/ }));
    expect(screen.getByRole("heading", { name: "修改规则 R-1" })).toBeInTheDocument();
    expect(screen.getByRole("spinbutton", { name: "版本" })).toHaveValue("3");
    expect(await screen.findByText("没有特征 `doc.valu`")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "保存规则" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "历史试算" })).toBeDisabled();
    const sent = asked.find((it) => it.path === "POST rules/examine");
    expect(JSON.parse(sent?.body ?? "")).toMatchObject({ rows: [{ id: "R-1", version: 3 }] });
  });

  it("are saved with a reason, after a question", async () => {
    open(<RulesPage />, ["see_watch", "change_watch"], {
      "GET rules": page,
      "POST rules/examine": { refused: false, findings: [] },
      "POST rules": { ids: ["R-1"], input: 99 },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^修 ?改$/ }));
    expect(await screen.findByText("检验通过，没有问题。")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "保存规则" }));
    expect(screen.getByText("必填")).toBeInTheDocument();
    expect(asked.some((it) => it.path === "POST rules")).toBe(false);
    await user.type(screen.getByRole("textbox", { name: "设置理由" }), "季度复核");
    await user.click(screen.getByRole("button", { name: "保存规则" }));
    expect(await screen.findByText(/确定保存 R-1 第 3 版/)).toBeInTheDocument();
    const buttons = screen.getAllByRole("button", { name: "保存规则" });
    await user.click(buttons[buttons.length - 1] ?? document.body);
    expect(await screen.findByText("已保存 R-1（输入 99）")).toBeInTheDocument();
    const sent = JSON.parse(asked.find((it) => it.path === "POST rules")?.body ?? "") as unknown;
    expect(sent).toMatchObject({ rows: [{ id: "R-1", version: 3 }], reason: "季度复核", by: "xi" });
    expect(screen.getByRole("spinbutton", { name: "版本" })).toHaveValue("4");
  });

  it("are proposed as a plan, with a title and from when, and not saved where a plan is needed", async () => {
    open(<RulesPage />, ["see_watch", "change_watch"], {
      "GET rules": { ...page, needs_plan: true },
      "POST rules/examine": { refused: false, findings: [] },
      "POST plans": { plan: "P31", state: "proposed", input: 31 },
    });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^修 ?改$/ }));
    expect(await screen.findByText("检验通过，没有问题。")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "保存规则" })).toBeNull();
    expect(screen.getByText(/须经另一名人员批准/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "作为方案提出" }));
    await user.click(screen.getByRole("button", { name: "提出方案" }));
    expect(screen.getAllByText("必填")).toHaveLength(2);
    expect(asked.some((it) => it.path === "POST plans")).toBe(false);
    await user.type(screen.getByRole("textbox", { name: "设置理由" }), "季度复核");
    await user.type(screen.getByRole("textbox", { name: "方案名称" }), "低报价格专项");
    fireEvent.change(screen.getByLabelText("生效时刻（北京时间）"), {
      target: { value: "2026-12-01T08:00" },
    });
    await user.click(screen.getByRole("button", { name: "提出方案" }));
    const link = await screen.findByRole("link", { name: "P31" });
    expect(link).toHaveAttribute("href", "/risk/plans/P31");
    const sent = JSON.parse(asked.find((it) => it.path === "POST plans")?.body ?? "") as unknown;
    expect(sent).toMatchObject({
      title: "低报价格专项",
      change: { rules: [{ id: "R-1", version: 3 }] },
      reason: "季度复核",
      activates_at: "2026-12-01T08:00:00+08:00",
    });
  });

  it("are found by any of their words", () => {
    expect(isFound(RULE, "CHEAP")).toBe(true);
    expect(isFound(RULE, "price_octaves")).toBe(true);
    expect(isFound(RULE, "贵重")).toBe(false);
  });

  it("become rows without what is empty", () => {
    const draft = { ...draftOf(RULE), campaign: " " };
    expect(rowOf(draft)).not.toHaveProperty("to");
    expect(rowOf(draft)).not.toHaveProperty("campaign");
    expect(rowOf({ ...draft, to: "2026-12-31" })).toMatchObject({ to: "2026-12-31", version: 3 });
    expect(rowOf({ ...draft, from: "" })).toBeNull();
  });
});

describe("findings", () => {
  it("are underlined in their place, whatever stands before", () => {
    const text = "'洗面' == '' && doc.valu > 1";
    const from = new TextEncoder().encode(text.slice(0, text.indexOf("doc"))).length;
    const [one] = underlined(
      text,
      [
        { ...FINDING, from, to: from + 8 },
        { ...FINDING, from: 0, to: 0 },
      ],
      "en",
    );
    expect(text.slice(one?.from, one?.to)).toBe("doc.valu");
    expect(one?.message).toBe("there is no feature `doc.valu`");
    expect(underlined(text, [{ ...FINDING, from: 0, to: 0 }], "en")).toEqual([]);
  });
});

describe("a trial", () => {
  it("says where it stopped, what moved, and what was found beside the lots", () => {
    render(
      <MemoryRouter>
        <Trial preview={PREVIEW} />
        <TrialLists preview={PREVIEW} />
      </MemoryRouter>,
    );
    expect(screen.getByText(/只看到 2026-11-20 为止/)).toBeInTheDocument();
    expect(screen.getByText(/3 票的取值与当时不同/)).toBeInTheDocument();
    expect(screen.getByText("1 (25.00 %)")).toBeInTheDocument();
    expect(screen.getByText("4.00 %")).toBeInTheDocument();
    expect(screen.getByText("30 → 41")).toBeInTheDocument();
    const links = screen.getAllByRole("link").map((it) => it.getAttribute("href"));
    expect(links).toEqual(["/declarations/223320261000000123", "/entries/5"]);
    const row = screen.getByRole("row", { name: /223320261000000123/ });
    expect(row).toHaveTextContent("放行 → 查验");
    expect(row).toHaveTextContent("有查获");
    expect(screen.getByRole("row", { name: /I000000005/ })).toHaveTextContent("无结果");
  });
});
