import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Background, PastCounts } from "../../../api/background";
import { SESSION } from "../../../api/session";
import type { SessionView } from "../../../api/types";
import { i18next } from "../../../i18n";
import BackgroundPanel from "./BackgroundPanel";

const BASIS = { document: "中华人民共和国海关法", article: "第二十八条", confidence: "secondary" } as const;
const NONE: PastCounts = {
  filed: 0,
  released: 0,
  returned: 0,
  amended: 0,
  withdrawn: 0,
  examined: 0,
  found: 0,
  audited: 0,
  audit_found: 0,
  debts: 0,
};
const row = (
  id: string,
  place: number,
  hits: NonNullable<Background["selected"]>["rows"][number]["hits"],
) => ({
  id,
  place,
  kind: "commodity" as const,
  value: "8517",
  reason: "专项核查",
  officer: "fengxian",
  from: "2026-01-01",
  to: null,
  hits,
});

const VIEW: Background = {
  number: 42,
  declaration_no: "223320261000000042",
  behind: 0,
  selected: {
    at: "2026-11-23T09:00:00.000+08:00",
    lane: "examination",
    is_random: false,
    share: "0.01",
    usual_share: "0.05",
    bases: [{ rule: "random", title_zh: "随机选查", title_en: "random selection", basis: BASIS }],
    rows: [
      row("W-1", 1, [
        { pointer: "declaration.items[0].commodity_code", observed: "8517130000", lane: "examination" },
      ]),
      row("W-2", 2, []),
    ],
    n_more_rows: 0,
    rules: [
      {
        rule: {
          id: "D-1",
          version: 3,
          title_zh: "低价手机",
          title_en: "cheap telephones",
          condition: "goods.price_octaves_min < -1.5",
          channel: "examination",
          severity: "medium",
          basis: "海关总署令第271号",
          owner: "风险防控局",
          campaign: "清风",
          from: "2026-01-01",
          to: null,
        },
        observed: "goods.price_octaves_min = -1.7",
        lane: "release",
      },
    ],
    ordered: [],
    features: [{ line: 1, commodity_code: "8517130000", country: "116", name: "手机", model: "A1" }],
  },
  companies: [
    {
      code: "3122210001",
      name: "示例进出口有限公司",
      roles: ["trader", "owner"],
      registration: null,
      total: { ...NONE, filed: 3, found: 1 },
      is_more: false,
      months: [{ ...NONE, month: "2026-11", filed: 3, found: 1 }],
      last: [
        {
          number: 40,
          declaration_no: "223320261000000040",
          state_title_zh: "结关",
          state_title_en: "cleared",
          filed_on: "2026-11-20",
          declaring_customs: "2233",
          customs_value: "1000.00",
          outcomes: ["found"],
        },
      ],
    },
  ],
  goods: [
    {
      line: 1,
      commodity_code: "8517130000",
      name: "手机",
      origin: "JPN",
      unit: "001",
      declared: "10.00",
      assessed: "10.00",
      groups: [
        {
          of: "all",
          digits: 10,
          n: 500,
          is_more: true,
          examined: 2,
          found: 1,
          declared: {
            n: 500,
            min: "80.00",
            p50: "100.00",
            max: "140.00",
            lower_percent: 0,
            place: "below_all",
          },
          assessed: null,
        },
      ],
    },
  ],
  compared: {
    manifest: 7,
    consignment_no: "L20261120000000007",
    bill_no: "BL1",
    rows: [
      { field: "packages", declared: "10", carried: "9", tallied: "9", differs: true },
      { field: "items", declared: "手机", carried: "PHONES", tallied: null, differs: null },
    ],
    findings: [],
  },
};

function shown(view: Background, rights: SessionView["rights"]) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, { rights });
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(view)));
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <BackgroundPanel number="42" />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(() => i18next.changeLanguage("zh"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("risk and history", () => {
  it("says which rows hit and which were weighed, and leads to them who may see them", async () => {
    shown(VIEW, ["see_watch"]);
    const hit = await screen.findByRole("row", { name: /W-1/ });
    expect(within(hit).getByText("8517130000")).toBeInTheDocument();
    expect(within(hit).getByRole("link", { name: "W-1" })).toHaveAttribute("href", "/watch#W-1");
    expect(within(screen.getByRole("row", { name: /W-2/ })).getByText("未命中")).toBeInTheDocument();
    expect(screen.getByText("未抽中（比例 0.01）")).toBeInTheDocument();
  });

  it("leads nobody to the watch rows who may not see them", async () => {
    shown(VIEW, []);
    await screen.findByText("W-1");
    expect(screen.queryByRole("link", { name: "W-1" })).toBeNull();
    expect(screen.queryByRole("link", { name: "D-1" })).toBeNull();
  });

  it("tells rules as they stood then, and that a whitelist spared from them", async () => {
    shown(VIEW, ["see_watch"]);
    expect(await screen.findByText("低价手机")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "D-1" })).toHaveAttribute("href", "/risk/rules#D-1");
    expect(screen.getByText("goods.price_octaves_min = -1.7")).toBeInTheDocument();
    expect(screen.getByText("第 3 版")).toBeInTheDocument();
    expect(screen.getByText(/白名单豁免/)).toBeInTheDocument();
  });

  it("is walked by the arrow keys, and lights what was found, what is cheap and what differs", async () => {
    shown(VIEW, []);
    const user = userEvent.setup();
    (await screen.findByRole("tab", { name: "选查理由" })).focus();
    await user.keyboard("{ArrowRight}{Enter}");
    const last = await screen.findByRole("link", { name: "223320261000000040" });
    expect(last).toHaveAttribute("href", "/declarations/40");
    expect(screen.getByText("没有备案")).toBeInTheDocument();
    await user.click(screen.getByRole("tab", { name: "商品历史" }));
    expect(await screen.findByText("低于全部")).toBeInTheDocument();
    expect(screen.getByText("500（只取最近）")).toBeInTheDocument();
    await user.click(screen.getByRole("tab", { name: "单证比对" }));
    const packages = await screen.findByRole("row", { name: /件数/ });
    expect(within(packages).getByText("不一致")).toBeInTheDocument();
    expect(screen.getByText("请人工判断")).toBeInTheDocument();
  });

  it("says that it is not whole while the history is being told", async () => {
    shown({ ...VIEW, behind: 1200 }, []);
    expect(await screen.findByText(/1,200/)).toBeInTheDocument();
  });
});
