import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes, useLocation } from "react-router";
import { beforeEach, describe, expect, it } from "vitest";

import type { LawSummary, WatchPreview } from "../../api/analyst";
import { SearchField } from "../../components/SearchField";
import { i18next } from "../../i18n";
import { rowOf } from "../enterprises/EnterpriseForm";
import { fits } from "../law/LawPage";
import { askedOf, pageOf } from "../search/page";
import { Preview } from "./Preview";

const PREVIEW: WatchPreview = {
  from: "2026-10-25",
  to: "2026-11-23",
  opened: 1000,
  looked_at: 800,
  stopped_at: "2026-11-01",
  traffic: 700,
  hits: 2,
  share_percent: "0.29",
  anyway: 1,
  added: 1,
  examined: 1,
  found: 1,
  found_percent: "100.00",
  extra_tax: "120.00",
  lane: "examination",
  kinds: [{ kind: "parcel", traffic: 700, hits: 2 }],
  days: [
    { on: "2026-11-22", traffic: 0, hits: 0, anyway: 0 },
    { on: "2026-11-23", traffic: 700, hits: 2, anyway: 1 },
  ],
  values: [{ observed: "3304990039", count: 2 }],
  cases: [
    {
      kind: "declaration",
      number: "223320261000000123",
      case: 77,
      on: "2026-11-23",
      places: [{ pointer: "declaration.items[0].commodity_code", observed: "3304990039" }],
      selected_by: ["random"],
      is_conform: false,
    },
    {
      kind: "parcel",
      number: "22332026I000000005",
      case: 5,
      on: "2026-11-23",
      places: [{ pointer: "inventory.items[0].commodity_code", observed: "3304990039" }],
      selected_by: [],
      is_conform: null,
    },
  ],
};

beforeEach(async () => {
  await i18next.changeLanguage("zh");
});

describe("a trial", () => {
  it("says where it stopped, skips days without cases and links each case", () => {
    render(
      <MemoryRouter>
        <Preview preview={PREVIEW} />
      </MemoryRouter>,
    );
    expect(screen.getByText(/仅 2026-11-01 起的数字完整/)).toBeInTheDocument();
    expect(screen.queryByText("2026-11-22")).not.toBeInTheDocument();
    expect(screen.getByText("0.29 %")).toBeInTheDocument();
    const links = screen.getAllByRole("link").map((it) => it.getAttribute("href"));
    expect(links).toEqual(["/declarations/223320261000000123", "/entries/5"]);
    const [, cases] = screen.getAllByRole("table");
    const rows = within(cases ?? document.body).getAllByRole("row");
    expect(rows[1]).toHaveTextContent("random");
    expect(rows[1]).toHaveTextContent("有异常");
    expect(rows[2]).toHaveTextContent("无结果");
  });
});

describe("search", () => {
  it("leads every kind to its page and keeps the question out of addresses", () => {
    expect(pageOf({ kind: "exit_list", page_no: "12" })).toBe("/exit-lists/12");
    expect(pageOf({ kind: "licence", page_no: "1/AB" })).toBeNull();
    expect(askedOf({ q: "abc" })).toBe("abc");
    expect([askedOf(null), askedOf({ q: 1 }), askedOf("abc")]).toEqual(["", "", ""]);
  });

  it("is reached by a key from anywhere but a field", async () => {
    const user = userEvent.setup();
    function Where() {
      const at = useLocation();
      return <p>{`${at.pathname}${at.search} ${askedOf(at.state)}`}</p>;
    }
    render(
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <SearchField />
          <input aria-label="other" />
          <Routes>
            <Route path="*" element={<Where />} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>,
    );
    const field = screen.getByRole("searchbox");
    await user.click(screen.getByLabelText("other"));
    await user.keyboard("/");
    expect(field).not.toHaveFocus();
    await user.click(document.body);
    await user.keyboard("/");
    expect(field).toHaveFocus();
    await user.keyboard("x{Enter}");
    expect(screen.getByText("/", { exact: true })).toBeInTheDocument();
    await user.keyboard("y{Enter}");
    expect(screen.getByText("/search xy")).toBeInTheDocument();
  });
});

describe("the law", () => {
  it("is found by every word of a question", () => {
    const limit = {
      name: "retail.single_limit",
      title_zh: "单次交易限值",
      title_en: "limit of one retail import",
    };
    const law = { ...limit, file: "retail/single_limit.toml" } as LawSummary;
    expect(["", "限值", "retail LIMIT", "import one"].every((it) => fits(law, it))).toBe(true);
    expect(["税率", "retail tax"].some((it) => fits(law, it))).toBe(false);
  });
});

describe("a row of the registry", () => {
  it("leaves out what is empty and keeps what the form does not show", () => {
    const fields = { code: "3302260001", name: "甲", roles: ["site"], credit: "advanced", to: "" };
    const before = {
      certificate: {
        number: "AEO1",
        from: "2026-01-01",
        to: null,
        suspended_from: "2026-06-01",
        is_guarantee_waived: true,
        why_not: "",
      },
    } as Parameters<typeof rowOf>[1];
    expect(rowOf(fields, null)).toEqual({
      code: "3302260001",
      name: "甲",
      roles: ["site"],
      credit: "advanced",
      sites: [],
    });
    expect(rowOf(fields, before)).toMatchObject({
      certificate: {
        number: "AEO1",
        from: "2026-01-01",
        suspended_from: "2026-06-01",
        is_guarantee_waived: true,
      },
    });
  });
});
