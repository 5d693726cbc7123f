import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SESSION } from "../../api/session";
import type { SessionView, SlipView } from "../../api/types";
import { i18next } from "../../i18n";
import SlipsPage from "./SlipsPage";

const SLIPS: readonly SlipView[] = [
  {
    number: 12,
    slip_no: "S20261222000000012",
    state: "open",
    state_title_zh: "待缴",
    state_title_en: "open",
    guarantor_code: "4403960P01",
    made_on: "2026-12-22",
    due_on: "2027-01-05",
    bills: 3,
    amount: "1234.50",
  },
  {
    number: 9,
    slip_no: "S20261220000000009",
    state: "called",
    state_title_zh: "已执行担保",
    state_title_en: "guarantee called",
    guarantor_code: "4403960P01",
    made_on: "2026-12-20",
    due_on: "2027-01-03",
    bills: 1,
    amount: "19.11",
  },
];

const SUMMARY = {
  parcels: 4,
  states: [],
  slips: [
    { state: "open", title_zh: "待缴", title_en: "open", count: 1 },
    { state: "called", title_zh: "已执行担保", title_en: "guarantee called", count: 1 },
  ],
};

/** The house as it answers the page; keeps what it was asked. */
function house(): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const url = new URL(request.url);
    asked.push(url.pathname + url.search);
    const state = url.searchParams.get("state");
    const items = SLIPS.filter((it) => state === null || it.state === state);
    const list = url.pathname.endsWith("/acts") ? { items: [] } : { items, next: null };
    const body = url.pathname.endsWith("/summary") ? SUMMARY : list;
    return Promise.resolve(
      new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } }),
    );
  });
  return asked;
}

function show(path = "/slips", rights: SessionView["rights"] = []) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, { rights });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <SlipsPage />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(() => i18next.changeLanguage("zh"));
afterEach(() => vi.unstubAllGlobals());

describe("the page of payment slips", () => {
  it("shows what is owed, by whom and by when", async () => {
    house();
    show();
    const row = (await screen.findByText("S20261222000000012")).closest("tr");
    if (row === null) throw new Error("no row");
    for (const text of ["待缴", "4403960P01", "2027-01-05", "1,234.50"]) {
      expect(within(row).getByText(text)).toBeInTheDocument();
    }
    expect(screen.getAllByRole("row")).toHaveLength(3);
  });

  it("asks for one state when it is chosen, and for all when it is left", async () => {
    const asked = house();
    show();
    await userEvent.click(await screen.findByRole("button", { name: /已执行担保/ }));
    await screen.findByText("S20261220000000009");
    await vi.waitFor(() => expect(screen.queryByText("S20261222000000012")).toBeNull());
    expect(asked.some((it) => it.startsWith("/api/v1/slips") && it.includes("state=called"))).toBe(true);
    await userEvent.click(screen.getByRole("button", { name: "全部" }));
    expect(await screen.findByText("S20261222000000012")).toBeInTheDocument();
  });

  it("says that there are none", async () => {
    house();
    show("/slips?state=paid");
    expect(await screen.findByText("没有这样的缴款书。")).toBeInTheDocument();
  });

  it("offers whoever reports payments what may be said of a slip that is open", async () => {
    const asked = house();
    show("/slips", ["report_payment"]);
    await userEvent.setup().click(await screen.findByRole("button", { name: "登记缴款" }));
    await vi.waitFor(() => expect(asked).toContain("/api/v1/slips/S20261222000000012/acts"));
  });
});
