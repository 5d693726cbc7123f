import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type {
  DayLots,
  FigureRow,
  Figures,
  FigureSum,
  LaterAudit,
  ModelAccount,
  ModelDrift,
} from "../../api/riskFigures";
import { SESSION } from "../../api/session";
import { formatInterval, formatPoints, formatShare, sideOf } from "../../domain/rates";
import { i18next } from "../../i18n";
import { LIGHT } from "../wall/charts";
import FiguresPage, { PlanCompared } from "./FiguresPage";
import { LaterTable, pageOf } from "./LaterAuditsPage";
import LotsPage, { LotsTold, today } from "./LotsPage";
import { Account, DriftTable } from "./Models";
import { bandOf, ratesOption } from "./RateChart";

const NO_RATE = {
  selected: 0,
  examinations: 0,
  examined: 0,
  found: 0,
  hit_rate: null,
  low: null,
  high: null,
};
const TARGETED = {
  ...NO_RATE,
  selected: 80,
  examinations: 75,
  examined: 70,
  found: 56,
  hit_rate: 0.8,
  low: 0.692,
  high: 0.877,
};
const LOTS = { ...NO_RATE, selected: 90, examined: 80, found: 48, hit_rate: 0.6, low: 0.49, high: 0.7 };

const SUM: FigureSum = {
  weighed: 1000,
  later_audit: { ...NO_RATE, selected: 12, examined: 3, found: 1, hit_rate: 0.333, low: 0.06, high: 0.79 },
  selected: 170,
  examinations: 165,
  examined: 150,
  found: 104,
  hit_rate: 0.693,
  low: 0.615,
  high: 0.761,
  by_grade: [3, 80, 24],
  kinds: [{ kind: "origin", n: 60 }],
  ways: [
    { way: "lot", ...LOTS },
    { way: "targeted", ...TARGETED },
    { way: "rule", ...TARGETED },
    { way: "model", ...NO_RATE },
    { way: "watch", ...NO_RATE },
    { way: "explored", ...NO_RATE },
  ],
  gain: { points: 20, low: 5.2, high: 33.4 },
  standings: [
    { credit: "advanced", weighed: 100, selected: 4, examined: 4, in_vain: 3, share_in_vain: 0.03 },
    { credit: "ordinary", weighed: 900, selected: 166, examined: 146, in_vain: 43, share_in_vain: 0.0478 },
    { credit: "dishonest", weighed: 0, selected: 0, examined: 0, in_vain: 0, share_in_vain: null },
    { credit: null, weighed: 0, selected: 0, examined: 0, in_vain: 0, share_in_vain: null },
  ],
};
const ROW: FigureRow = { key: "2026-11-16", procedure: "declaration", ...SUM };
const FIGURES: Figures = {
  from: "2026-11-01",
  to: "2026-11-28",
  found_from: 2,
  behind: 0,
  kept_from: "2026-01-01",
  total: SUM,
  procedures: [{ ...ROW, key: "" }],
  rows: [ROW],
  rules: [{ name: "R-1", fired: 300, ...TARGETED, examinations_per_finding: 1.34 }],
  campaigns: [],
  beside: { examined: 2, found: 1 },
};
const PROMISE = {
  digest: "ab".repeat(32),
  commit: 7,
  at: "2026-11-20T09:00:00+08:00",
  leaf: "cd".repeat(16),
  is_in_chain: true,
};
const OVER: DayLots = {
  day: "2026-11-21",
  is_over: true,
  promise: PROMISE,
  seed: "12".repeat(16),
  verified: null,
};
const DRAW = {
  procedure: "parcel",
  number: "22012026I000000001",
  case: 5,
  key: "0f".repeat(16),
  share: "0.01",
  is_drawn: true,
} as const;

let told: Record<string, unknown>;
let asked: string[];

beforeEach(async () => {
  await i18next.changeLanguage("en");
  asked = [];
  told = {};
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${pathname}${search}`);
    const body = told[pathname];
    const status = body === undefined ? 404 : 200;
    return Promise.resolve(
      new Response(
        JSON.stringify(body ?? { type: "about:blank", title: "not there", status, code: "not_found" }),
        {
          status,
          headers: { "content-type": "application/json" },
        },
      ),
    );
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(page: React.ReactNode, address = "/") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(SESSION, { rights: ["see_watch", "change_watch"], login: "xi", is_open: false });
  return render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={[address]}>{page}</MemoryRouter>
    </QueryClientProvider>,
  );
}

describe("rates", () => {
  it("are written with one decimal, and nothing where there is none", () => {
    expect(formatShare(0.12345)).toBe("12.3 %");
    expect(formatShare(null)).toBe("—");
    expect(formatInterval(0.1, 0.152)).toBe("10.0–15.2 %");
    expect(formatInterval(null, 0.1)).toBe("");
    expect([formatPoints(2), formatPoints(-2.04), formatPoints(0)]).toEqual(["+2.0", "−2.0", "0.0"]);
  });

  it("say on which side they are only where the interval does", () => {
    expect(sideOf({ low: 0.1, high: 3 })).toBe("more");
    expect(sideOf({ low: -3, high: -0.1 })).toBe("less");
    expect(sideOf({ low: -1, high: 1 })).toBe("open");
  });
});

describe("the chart", () => {
  it("draws an interval as two shades above nothing, and leaves out what has no results", () => {
    const band = bandOf(ROW, "lot");
    expect(band).toEqual({ low: 49, rate: 60, high: 70 });
    expect(bandOf(ROW, "model")).toBeNull();
    const option = ratesOption(
      ["11-16", "11-23"],
      [{ name: "Lots", color: "#000", bands: [band, null] }],
      LIGHT,
    );
    const series = option.series as { data: (number | null)[] }[];
    expect(series.map((it) => it.data)).toEqual([
      [49, null],
      [11, null],
      [10, null],
    ]);
  });
});

describe("the figures", () => {
  it("hold the targeted against lots, and say what honest traders bore", async () => {
    told["/api/v1/risk/figures"] = FIGURES;
    told["/api/v1/risk/compared-plans"] = { plans: [], behind: 0 };
    told["/api/v1/risk/models"] = { models: [], behind: 0 };
    show(<FiguresPage />);
    expect(await screen.findByText(/Targeting finds \+20.0 points more than lots/)).toBeVisible();
    expect(asked).toContain("/api/v1/risk/figures?by=week");
    const ways = screen.getByRole("table", { name: "By how cases were chosen" });
    expect(within(ways).getByRole("row", { name: /Lots \(control group\) 90 80 48 60.0 %/ })).toBeVisible();
    const standings = screen.getByRole("table", { name: /honest traders/ });
    expect(within(standings).getByRole("row", { name: /Certified \(AEO\) 100 4 4 3 3.0 %/ })).toBeVisible();
    expect(screen.getByRole("row", { name: /R-1 300 80 75 80.0 %.*1.3/ })).toBeVisible();
    expect(screen.getByText(/Found: discrepancies and worse/)).toBeVisible();
    expect(await screen.findByText("No plan is in force yet.")).toBeVisible();
    await userEvent.click(screen.getByText("Office", { selector: ".ant-segmented-item-label" }));
    expect(asked).toContain("/api/v1/risk/figures?by=customs");
  });

  it("say when nothing was weighed, and what is still being read", async () => {
    told["/api/v1/risk/figures"] = { ...FIGURES, procedures: [], rows: [], rules: [], behind: 9 };
    told["/api/v1/risk/compared-plans"] = { plans: [], behind: 0 };
    told["/api/v1/risk/models"] = { models: [], behind: 0 };
    show(<FiguresPage />);
    expect(await screen.findByText("No case was weighed on these days.")).toBeVisible();
    expect(screen.getByText(/About 9 commits are still being read/)).toBeVisible();
  });

  it("say so where they are refused", async () => {
    show(<FiguresPage />);
    expect((await screen.findAllByRole("alert")).length).toBeGreaterThan(0);
  });
});

describe("a plan", () => {
  const plan = { plan: "P12", title: "低价", by: "甲", since: "2026-11-10T09:00:00+08:00", districts: [] };

  it("is not compared before a day after it is over", () => {
    show(<PlanCompared plan={{ ...plan, before: null, after: null }} />);
    expect(screen.getByText("No day after it is over yet.")).toBeVisible();
  });

  it("is compared office by office", () => {
    const days = { from: "2026-11-06", to: "2026-11-09" };
    const district = {
      customs: "",
      procedure: "parcel" as const,
      before: SUM,
      after: { ...SUM, selected: 200 },
      targeted: { points: -3, low: -9, high: 2 },
      lots: null,
    };
    show(<PlanCompared plan={{ ...plan, before: days, after: days, districts: [district] }} />);
    const row = screen.getByRole("row", { name: /All Parcels 17.0 % → 20.0 %/ });
    expect(within(row).getByText("−3.0 points")).toBeVisible();
    expect(within(row).getByText(/not certain/)).toBeVisible();
  });
});

describe("a model", () => {
  const NOBODY = { examined: 0, found: 0, said: null, share: null, low: null, high: null, comes_true: null };
  const account: ModelAccount = {
    procedure: "parcel",
    active: { name: "M7", since: "2026-11-10T09:00:00+08:00" },
    shadow: { name: "M9", since: "2026-11-12T09:00:00+08:00" },
    days: { from: "2026-11-11", to: "2026-11-20" },
    bins: [
      {
        from: 5,
        to: 10,
        lots: { examined: 40, found: 12, said: 0.07, share: 0.3, low: 0.18, high: 0.45, comes_true: false },
        others: NOBODY,
      },
      { from: 90, to: 100, lots: NOBODY, others: NOBODY },
    ],
    duel: {
      standing: "behind",
      days: { from: "2026-11-13", to: "2026-11-20" },
      cases: 300,
      needed: 200,
      active: 0.09,
      shadow: 0.06,
      difference: 0.03,
      low: 0.01,
      high: 0.05,
    },
  };

  it("that has fallen behind is proposed for exchange by a person who says why", async () => {
    told["/api/v1/risk/demotions"] = { plan: "P31" };
    show(<Account account={account} />);
    expect(screen.getByText("the one in force has fallen behind")).toBeVisible();
    const row = screen.getByRole("row", { name: /5–10 %/ });
    expect(within(row).getByText("not as said")).toBeVisible();
    expect(screen.queryByRole("row", { name: /90–100 %/ })).toBeNull();
    const button = screen.getByRole("button", { name: "Propose to exchange them" });
    expect(button).toBeDisabled();
    await userEvent.type(screen.getByRole("textbox", { name: "Why it is proposed" }), "lots say so");
    await userEvent.click(button);
    expect(await screen.findByText(/Plan P31 is proposed/)).toBeVisible();
  });

  it("that stands level is left alone", () => {
    show(<Account account={{ ...account, duel: { ...account.duel, standing: "level" } }} />);
    expect(screen.queryByRole("button", { name: "Propose to exchange them" })).toBeNull();
  });

  it("says which of its features moved, or that nobody knows how they lay", () => {
    const drift: ModelDrift = {
      procedure: "parcel",
      is_active: true,
      name: "M7",
      has_spread: true,
      cases: 500,
      features: [
        {
          name: "doc.value",
          title_zh: "完税价格",
          index: 0.41,
          level: "other",
          missing_then: 0,
          missing_now: 0.2,
        },
      ],
    };
    const { unmount } = show(<DriftTable model={drift} />);
    expect(screen.getByRole("row", { name: /doc.value 0.410 another one 0.0 % → 20.0 %/ })).toBeVisible();
    unmount();
    show(<DriftTable model={{ ...drift, has_spread: false, features: [] }} />);
    expect(screen.getByText(/its file does not say/)).toBeVisible();
  });
});

describe("later audits", () => {
  it("say why, and whether a case was opened", () => {
    const one: LaterAudit = {
      kind: "parcel",
      number: "22012026I000000001",
      case: 5,
      weighed_on: "2026-11-21",
      customs: "2201",
      state_title_zh: "放行",
      state_title_en: "released",
      audit_no: null,
      probability: 0.125,
      reasons: [{ rule: "later_audit", text: "后续稽查", observed: "probability = 0.125" }],
    };
    const other: LaterAudit = {
      ...one,
      kind: "declaration",
      number: "220120261234567890",
      case: 6,
      audit_no: "A1",
    };
    show(<LaterTable cases={[one, other]} />);
    expect(screen.getAllByText("12.5 %")).toHaveLength(2);
    expect(screen.getByText("None opened")).toBeVisible();
    expect(screen.getByRole("link", { name: "A1" })).toHaveAttribute("href", "/audits/A1");
    expect([pageOf(one), pageOf(other)]).toEqual(["/entries/5", "/declarations/220120261234567890"]);
  });
});

describe("lots", () => {
  it("are asked of today by the clock of China", () => {
    expect(today(Date.parse("2026-11-22T17:00:00Z"))).toBe("2026-11-23");
    expect(today(Date.parse("2026-11-22T15:00:00Z"))).toBe("2026-11-22");
  });

  it("keep the seed until the day is over", () => {
    show(<LotsTold lots={{ ...OVER, is_over: false, seed: null }} />);
    expect(screen.getByText("The day is not over: its seed is not told.")).toBeVisible();
    expect(screen.queryByText("12".repeat(16))).toBeNull();
  });

  it("are drawn again when somebody asks", async () => {
    told["/api/v1/risk/lots/2026-11-21"] = OVER;
    show(<LotsPage />, "/?day=2026-11-21");
    const button = await screen.findByRole("button", { name: "Draw again" });
    await screen.findByText("12".repeat(16));
    told["/api/v1/risk/lots/2026-11-21"] = {
      ...OVER,
      verified: {
        agrees: false,
        is_promised: true,
        cases: 2,
        drawn: 2,
        differing: [6],
        draws: [DRAW, { ...DRAW, case: 6, number: "X" }],
      },
    };
    await userEvent.click(button);
    expect(await screen.findByText(/2 cases, 2 drawn, 1 otherwise than kept/)).toBeVisible();
    expect(asked.at(-1)).toBe("/api/v1/risk/lots/2026-11-21?verify=true");
    const [, first] = screen.getAllByRole("row");
    expect(first).toHaveTextContent("drawn otherwise");
  });
});
