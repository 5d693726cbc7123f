import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { OwnCompany } from "../../api/company";
import type { ServiceCatalogue, ServiceView } from "../../api/services";
import { SESSION } from "../../api/session";
import { i18next } from "../../i18n";
import CompanyPage from "../company/CompanyPage";
import { Catalogue } from "./Catalogue";

const BASIS = { document: "海关法", article: "第十条", confidence: "secondary" } as const;
const TRADER = { audience: "trader", title_zh: "收发货人", title_en: "importers" };

function service(name: string, more: Partial<ServiceView>): ServiceView {
  return {
    service: name,
    group: "goods",
    title_zh: name,
    title_en: name,
    about_zh: "说明",
    about_en: "about",
    whom: [TRADER],
    by: [TRADER],
    messages: [],
    acts: [],
    procedure: null,
    measured: null,
    right: null,
    page: null,
    api: "POST /api/v1/messages",
    cli: null,
    cost: [],
    needs: [],
    basis: BASIS,
    may_begin: null,
    ...more,
  };
}

const TIMES = { of_zh: "从申报到放行", of_en: "from declaring to release", is_coarse: false };

const DECLARE = service("import_declaration", {
  title_zh: "进口货物报关",
  title_en: "declaring imported goods",
  messages: ["DecMessage"],
  right: "send_messages",
  page: "/declarations/new",
  measured: { ...TIMES, n: 12, p50_ms: 300_000, p90_ms: 7_200_000 },
  cost: [{ name: "tax.cn", title_zh: "进口税制", title_en: "taxes on imports" }],
  needs: [
    {
      kind: "term",
      title_zh: "申报期限（日）",
      title_en: "days",
      service: null,
      value: "14",
      basis: BASIS,
    },
  ],
});
const AUDIT = service("audit", {
  title_zh: "稽查",
  title_en: "audits",
  group: "customs",
  by: [{ audience: "audit", title_zh: "稽查关员", title_en: "officers of audits" }],
  right: "act_as_officer",
  page: "/audits",
  measured: { ...TIMES, of_zh: "在“实施中”状态", n: 0, p50_ms: null, p90_ms: null },
});

function catalogue(services: ServiceView[]): ServiceCatalogue {
  const groups = [
    { group: "goods", title_zh: "货物申报", title_en: "goods declarations" },
    { group: "customs", title_zh: "海关依职权办理", title_en: "what customs does" },
  ];
  return { on: "2026-11-23", days: 7, groups, services };
}

function show(services: ServiceView[], isSignedIn: boolean) {
  render(
    <MemoryRouter>
      <Catalogue catalogue={catalogue(services)} isSignedIn={isSignedIn} />
    </MemoryRouter>,
  );
}

const titles = (level: number) => screen.queryAllByRole("heading", { level }).map((it) => it.textContent);

afterEach(async () => {
  vi.restoreAllMocks();
  await i18next.changeLanguage("zh");
});

describe("the catalogue of services", () => {
  it("shows one's own first, with the way in, and what is another's without one", () => {
    show(
      [
        { ...DECLARE, may_begin: true },
        { ...AUDIT, may_begin: false },
      ],
      true,
    );
    expect(titles(2)).toEqual(["您可以直接办理", "其他事项"]);
    expect(titles(4)).toEqual(["进口货物报关", "稽查"]);
    const link = screen.getByRole("link", { name: "去办理: 进口货物报关" });
    expect(link).toHaveAttribute("href", "/declarations/new");
    expect(screen.getAllByRole("link", { name: /办理/ })).toHaveLength(1);
  });

  it("tells everybody to sign in, and what was measured in steps", () => {
    show(
      [
        { ...DECLARE, measured: { ...TIMES, n: 10, p50_ms: 300_000, p90_ms: 7_200_000, is_coarse: true } },
        AUDIT,
      ],
      false,
    );
    expect(titles(2)).toEqual(["货物申报", "海关依职权办理"]);
    expect(screen.getByRole("link", { name: "登录后办理: 进口货物报关" })).toBeVisible();
    expect(screen.getAllByRole("link", { name: /登录后办理/ })).toHaveLength(1);
    expect(screen.getByText("由稽查关员发起")).toBeVisible();
    expect(screen.getByText("从申报到放行：半数不超过5分钟，九成不超过2小时（10件以上）")).toBeVisible();
    expect(screen.getByText("在“实施中”状态：本系统尚未测得")).toBeVisible();
    expect(screen.getByText("进口税制")).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "进口税制" })).toBeNull();
  });

  it("is found by words of either language, and says when there is none", () => {
    show([DECLARE, AUDIT], false);
    const field = screen.getByRole("searchbox", { name: "查找事项、报文或者材料" });
    fireEvent.change(field, { target: { value: "decmessage" } });
    expect(titles(3)).toEqual(["进口货物报关"]);
    expect(screen.getByRole("status")).toHaveTextContent("共1项");
    fireEvent.change(field, { target: { value: "没有" } });
    expect(screen.getByRole("status")).toHaveTextContent("没有这样的事项");
  });

  it("prints with everything unfolded", () => {
    const print = vi.spyOn(window, "print").mockImplementation(() => {
      for (const it of document.querySelectorAll("details")) expect(it.open).toBe(true);
    });
    show([DECLARE, AUDIT], false);
    expect(document.querySelector("details")?.open).toBe(false);
    fireEvent.click(screen.getByRole("button", { name: "打印" }));
    expect(print).toHaveBeenCalledOnce();
  });

  it("stands whole in English", async () => {
    await i18next.changeLanguage("en");
    show([{ ...DECLARE, may_begin: true }], true);
    expect(
      screen.getByText("from declaring to release: half within 5 min, nine in ten within 2 h (12 cases)"),
    ).toBeVisible();
    const card = screen.getByRole("article");
    expect(within(card).getAllByText("Importers")).toHaveLength(2);
    // What law is called stays as it was gazetted.
    card.querySelectorAll("cite").forEach((it) => it.remove());
    expect(card.textContent).not.toMatch(/[一-鿿]/u);
  });
});

const COMPANY: OwnCompany = {
  enterprise: {
    code: "3301960A01",
    other_code: "",
    name: "甲平台",
    roles: ["platform"],
    sites: [],
    credit: "ordinary",
    credit_today: "ordinary",
    certificate: null,
    from: null,
    to: null,
    suspended_from: null,
    is_in_force: true,
    why_not: "",
    lists: [],
    guarantee: null,
  },
  signing: [
    {
      code: "3301960A01",
      policy: "accepted",
      next_policy: "required",
      next_from: "2027-01-01",
      certificates: [
        {
          number: "0a1b",
          subject: "甲平台",
          fingerprint: "ab".repeat(32),
          not_before: "2026-01-01T00:00:00.000+08:00",
          not_after: "2027-01-01T00:00:00.000+08:00",
          revoked_at: "2026-06-01T00:00:00.000+08:00",
          force: "revoked",
        },
      ],
    },
  ],
  licences: [
    {
      kind: "O",
      number: "26-AO-000001",
      holder_code: "3301960A01",
      valid_from: "2026-01-01",
      valid_to: "2026-12-31",
      is_revoked: false,
      goods: [
        {
          commodity: "902290",
          unit: "007",
          quantity: "20.00",
          reserved: "3.00",
          used: "5.00",
          left: "12.00",
        },
        { commodity: "9027", unit: "001", quantity: null, reserved: null, used: null, left: null },
      ],
    },
  ],
  licences_are_whole: true,
};

function company(companies: OwnCompany[]) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  queries.setQueryData(SESSION, { rights: ["see_own_registration"], must_change_password: false });
  queries.setQueryData(["company"], { companies });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <CompanyPage />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

describe("a company's own page", () => {
  it("shows certificates with what became of them, and what is left of licences", () => {
    company([COMPANY]);
    expect(screen.getByText(/可以签名，签名须有效 · 自 2027-01-01 起：必须签名/)).toBeVisible();
    expect(screen.getByText("已吊销")).toBeVisible();
    const balances = within(screen.getByRole("region", { name: "许可证件余额" }));
    const rows = balances.getAllByRole("row").slice(1);
    const [first, second] = rows.map((row) => [...row.children].map((it) => it.textContent));
    expect(first?.slice(3)).toEqual(["902290", "007", "20", "3", "5", "12"]);
    expect(second).toContain("不限数量");
    // Whoever sees no cases has no list of guarantees.
    expect(screen.queryByRole("link", { name: "查看担保及余额" })).toBeNull();
  });

  it("says where nothing is registered", () => {
    company([]);
    expect(screen.getByText("您的账号没有已备案的企业。")).toBeVisible();
  });
});
