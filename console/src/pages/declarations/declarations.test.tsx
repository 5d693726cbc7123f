import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SESSION } from "../../api/session";
import type { DeclarationSummary, DeclarationView } from "../../api/types";
import { i18next } from "../../i18n";
import DeclarationPage from "./DeclarationPage";
import DeclarationsPage from "./DeclarationsPage";

const SUMMARY: DeclarationSummary = {
  number: 42,
  declaration_no: "223320261000000042",
  preliminary_no: "202600000000000042",
  reference: "BG-1",
  direction: "import",
  state: "awaiting_tax",
  state_title_zh: "待缴税",
  state_title_en: "awaiting tax",
  trader: { code: "3122210001", name: "示例进出口有限公司" },
  declarant: { code: "3122980002", name: "示例报关有限公司" },
  declaring_customs: "2233",
  supervision_mode: "0110",
  bill_no: "BL0001",
  n_lines: 1,
  customs_value: "100000.00",
  payable: "18650.00",
  is_paid: false,
  refund_due: "0.00",
  has_priority: true,
  has_open_application: true,
  amendment_bar: null,
  full_by: null,
  n_findings: 0,
  released_on: null,
  declared_on: "2026-11-22",
  updated_at: "2026-11-22T10:00:00.000+08:00",
};

const READ = { document: "中华人民共和国关税法", article: "第十九条", confidence: "read" } as const;

const AWAITING: DeclarationView = {
  ...SUMMARY,
  declaration: {
    contract_no: "HT-7",
    gross_weight_kg: "120.50",
    packages: 3,
    containers: [{ number: "MSKU1234565", goods_lines: "1", own_weight_kg: "2200" }],
    documents: [{ kind: "A", number: "QP-1" }],
    attachments: [],
  },
  slips: [
    {
      slip_no: "J26112201000000042",
      declaration_no: "223320261000000042",
      payer_code: "3122210001",
      state: "issued",
      state_title_zh: "已开具",
      state_title_en: "issued",
      amount: "18650.00",
      late_fee: "0.00",
      issued_on: "2026-11-22",
      fee_from: null,
      due_on: "2026-12-07",
      since: "2026-11-22T10:00:00.000+08:00",
      bank: "",
      debited: null,
      confirmed: null,
      refunds: [],
    },
  ],
  security: { guarantee_no: "BH2026-0001", amount: "4047.31", conditions: ["tax"], until: "2026-12-07" },
  examination: null,
  custody: null,
  admissions: [
    {
      application: "transfer",
      title_zh: "转场申请",
      title_en: "transfer to another site",
      state: "open",
      state_title_zh: "待海关审核",
      state_title_en: "for an officer to decide",
      is_waiting: true,
      site: "CNYSA224801",
      site_name: "",
      code: "HSE-7118",
      officer: "",
      reason: "CNYSA224801",
      basis: { document: "通关系统两段准入规则", article: "", confidence: "assumed" },
      at: "2026-11-22T10:00:00.000+08:00",
    },
  ],
  treatment: {
    examination_share: "0.001",
    usual_share: "0.005",
    has_priority: true,
    guarantee_waived: "18650.00",
    measures: [
      {
        title_zh: "免除担保",
        title_en: "no guarantee is asked",
        of: "AEOCN3122210001",
        rate: null,
        basis: { document: "海关总署令第251号", article: "第三十条", confidence: "secondary" },
      },
    ],
  },
  licences: [
    {
      kind: "O",
      number: "26-AO-000001",
      commodity: "8471",
      quantity: "10.00",
      unit: "001",
      is_written_off: false,
    },
  ],
  lines: [
    {
      number: 1,
      commodity_code: "8471300000",
      name: "便携式计算机",
      model: "0|0|示例牌",
      quantity: "10.00",
      unit: "001",
      price: "1400.00",
      total_price: "14000.00",
      currency: "USD",
      origin: "JPN",
      levy_mode: "1",
      tax: {
        customs_value: "100000.00",
        duty: "5000.00",
        special_duty: "0.00",
        consumption_tax: "0.00",
        vat: "13650.00",
        total: "18650.00",
      },
    },
  ],
  assessment: {
    rates_on: "2026-11-22",
    exchange_on: "2026-11-22",
    customs_value: "100000.00",
    taxes: [
      {
        tax: "duty",
        title_zh: "关税",
        title_en: "duty",
        computed: "5000.00",
        secured: "0.00",
        given_back: "0.00",
        payable: "5000.00",
        is_waived: false,
        declared: null,
      },
      {
        tax: "vat",
        title_zh: "增值税",
        title_en: "VAT",
        computed: "13650.00",
        secured: "0.00",
        given_back: "0.00",
        payable: "13650.00",
        is_waived: false,
        declared: "13600.00",
      },
    ],
    computed: "18650.00",
    secured: "0.00",
    given_back: "0.00",
    payable: "18650.00",
    owed: "18650.00",
    assumed: false,
    steps: [
      {
        kind: "duty",
        item: 1,
        title_zh: "关税",
        title_en: "duty",
        formula: "100000.00 × 0.05",
        amount: "5000.00",
        basis: [READ],
      },
    ],
  },
  selection: { lane: "release", reasons: [] },
  ledger: [],
  wait: null,
  files: [],
  supplements: [],
  documents: [
    {
      number: "D26112201000000042",
      audit_no: "",
      kind: "value_query",
      title_zh: "价格质疑通知书",
      title_en: "value query",
      state: "served",
      state_title_zh: "已送达",
      state_title_en: "served",
      declaration_no: "223320261000000042",
      officer: "关员甲",
      reason: "申报价格偏低",
      issued_at: "2026-11-22T11:00:00.000+08:00",
      served_at: "2026-11-22T12:00:00.000+08:00",
      due_on: "2026-11-27",
      owed_by: "trader",
    },
  ],
  audits: [],
  amendments: [
    {
      request_no: "M20261122000000043",
      declaration_no: "223320261000000042",
      kind: "amend",
      state: "awaiting_second",
      state_title_zh: "待复核",
      state_title_en: "awaiting a second officer",
      reason: "溢短装：实卸较少",
      ground: "溢短装",
      is_asked_by_customs: false,
      asked_by: "3122980002",
      asked_at: "2026-11-22T11:00:00.000+08:00",
      confirm_by: null,
      approvers: 2,
      approved_by: ["关员甲"],
      changes: [{ field: "items[0].quantity", old: "10.00", new: "9.00" }],
      evidence: ["20000015"],
      tax_before: "18650.00",
      tax_after: "16785.00",
      note: "",
    },
  ],
  course: [
    {
      state: "declared",
      state_title_zh: "海关入库",
      state_title_en: "declared",
      owner: "customs",
      since: "2026-11-22T09:59:59.158+08:00",
      lasted_ms: 842,
    },
    {
      state: "awaiting_tax",
      state_title_zh: "待缴税",
      state_title_en: "awaiting tax",
      owner: "trader",
      since: "2026-11-22T10:00:00.000+08:00",
      lasted_ms: null,
    },
  ],
  made_of_lists: null,
  collective: null,
  manifest: null,
  overall_ms: null,
  clearance_ms: null,
  timeline: [],
  findings: [],
  receipts: [],
};

const RETURNED: DeclarationView = {
  ...AWAITING,
  declaration_no: "",
  state: "returned",
  state_title_zh: "退单",
  state_title_en: "returned",
  customs_value: null,
  payable: null,
  n_findings: 1,
  lines: AWAITING.lines.map((it) => ({ ...it, tax: null })),
  assessment: null,
  selection: null,
  findings: [
    {
      code: "DEC-0000",
      severity: "return",
      pointer: "declaration.items[0].commodity_code",
      observed: "9999999999",
      expected: "a code of the tariff",
      against: "",
      title_zh: "商品编号不在税则中",
      title_en: "The commodity code is not in the tariff",
      basis: READ,
      fix_zh: "请填报税则中的十位编号。",
      fix_en: "Give ten digits that the tariff has.",
    },
  ],
};

const asked: string[] = [];

/** Whether whoever looks may send declarations. */
let maySend = false;

/** Who looks. */
function session() {
  const rights = ["see_cases", "see_registry", ...(maySend ? ["send_messages"] : [])];
  return { rights, csrf_token: "" };
}

function show(path: string, body: unknown) {
  vi.stubGlobal("fetch", (request: Request) => {
    if (request.url.endsWith("/api/v1/session")) return Promise.resolve(Response.json(session()));
    if (request.url.endsWith("/api/v1/drafts")) return Promise.resolve(Response.json({ items: [] }));
    asked.push(request.url);
    return Promise.resolve(
      new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } }),
    );
  });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, session());
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/declarations" element={<DeclarationsPage />} />
          <Route path="/declarations/:number" element={<DeclarationPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(() => i18next.changeLanguage("zh"));
afterEach(() => {
  maySend = false;
  asked.length = 0;
  vi.unstubAllGlobals();
});

const OWNED: DeclarationView = {
  ...AWAITING,
  declaration: {
    ...AWAITING.declaration,
    trader: { code: "3122210001", name: "示例进出口有限公司" },
    owner: { code: "", credit_code: "91330206MA27XA0B47", name: "示例使用单位" },
    declarant: { code: "3122980002", name: "示例报关有限公司" },
    keyer: { code: "3122980002", name: "示例报关有限公司" },
  },
};

/** As the owner sees it. */
const PART: DeclarationView = {
  ...OWNED,
  declaration: null,
  customs_value: null,
  payable: null,
  is_paid: null,
  assessment: null,
  selection: null,
  slips: [],
  lines: AWAITING.lines.map((it) => ({ ...it, tax: null })),
  amendments: [],
  treatment: null,
  security: null,
  has_priority: null,
  seen_as: ["owner"],
  withheld: [
    {
      section: "tax",
      title_zh: "税款",
      title_en: "tax",
      seen_where: [],
      reason_zh: "属纳税义务人的信息",
      reason_en: "the taxpayer's",
      basis: { document: "中华人民共和国关税法", article: "第八条", confidence: "assumed" },
    },
    {
      section: "documents",
      title_zh: "海关文书",
      title_en: "documents of customs",
      seen_where: ["served"],
      reason_zh: "文书送达以后可见",
      reason_en: "seen when the document is served",
      basis: { document: "送达", article: "", confidence: "assumed" },
    },
  ],
};

/** Customs and a company are answered each their own. */
function showSeen(language: "zh" | "en") {
  void i18next.changeLanguage(language);
  vi.stubGlobal("fetch", (request: Request) => {
    if (request.url.endsWith("/api/v1/session")) return Promise.resolve(Response.json(session()));
    asked.push(request.url);
    const body = request.url.includes("as=") ? PART : OWNED;
    return Promise.resolve(
      new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } }),
    );
  });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MemoryRouter initialEntries={["/declarations/42"]}>
        <Routes>
          <Route path="/declarations/:number" element={<DeclarationPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

describe("a declaration as one of its parties sees it", () => {
  it("is chosen among its parties, a company once, and says what is left out", async () => {
    showSeen("zh");
    const choice = await screen.findByRole("group", { name: "查看身份" });
    const names = within(choice)
      .getAllByRole("button")
      .map((it) => it.textContent);
    expect(names).toEqual(["海关", "收发货人", "消费使用/生产销售单位", "申报单位 · 录入单位"]);
    expect(screen.getByRole("heading", { name: "税款" })).toBeInTheDocument();
    expect(screen.queryByRole("heading", { name: /对该方不显示/ })).toBeNull();

    await userEvent.click(within(choice).getByRole("button", { name: "消费使用/生产销售单位" }));
    expect(await screen.findByRole("heading", { name: "对该方不显示的内容（2）" })).toBeInTheDocument();
    expect(asked.some((it) => it.endsWith("/declarations/42?as=91330206MA27XA0B47"))).toBe(true);
    expect(screen.queryByRole("heading", { name: "税款" })).toBeNull();
    expect(screen.queryByText("18,650.00")).toBeNull();
    expect(screen.getByText("属纳税义务人的信息")).toBeInTheDocument();
    expect(screen.getByText("送达后")).toBeInTheDocument();

    await userEvent.click(screen.getByRole("button", { name: "海关" }));
    expect(await screen.findByRole("heading", { name: "税款" })).toBeInTheDocument();
  });

  it("says so in English", async () => {
    showSeen("en");
    await userEvent.click(await screen.findByRole("button", { name: "Owner" }));
    expect(await screen.findByRole("heading", { name: "Left out for this party (2)" })).toBeInTheDocument();
    expect(screen.getByText("the taxpayer's")).toBeInTheDocument();
  });
});

describe("the pages of declarations", () => {
  it("list them, each leading to its page, and ask for one state", async () => {
    show("/declarations", { items: [SUMMARY], next: null });
    const row = (await screen.findByText(SUMMARY.declaration_no)).closest("tr");
    if (row === null) throw new Error("no row");
    expect(within(row).getByRole("link")).toHaveAttribute("href", "/declarations/42");
    expect(within(row).getByText("待缴税")).toBeInTheDocument();
    expect(within(row).getByText("18,650.00")).toBeInTheDocument();
    expect(within(row).getByText(/待关员审核/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "结关" }));
    expect(await screen.findByRole("button", { name: "结关", pressed: true })).toBeInTheDocument();
    expect(asked.some((it) => it.includes("state=cleared"))).toBe(true);
  });

  it("are filed and filed again by whoever may send messages", async () => {
    maySend = true;
    show("/declarations", { items: [SUMMARY], next: null });
    expect(await screen.findByText("新建报关单")).toBeInTheDocument();
    cleanup();
    show("/declarations/42", AWAITING);
    const copy = await screen.findByText("复制为新报关单");
    expect(copy).toHaveAttribute("href", "/declarations/new?from=42");
    cleanup();
    show("/declarations/42", { ...AWAITING, state: "returned" });
    expect(await screen.findByText("修改后重新申报")).toBeInTheDocument();
  });

  it("show one with its taxes, their steps and law, and what was filed", async () => {
    show("/declarations/42", AWAITING);
    await screen.findByRole("heading", { level: 1, name: `报关单 ${SUMMARY.declaration_no}` });
    expect(screen.getByText("100000.00 × 0.05")).toBeInTheDocument();
    expect(screen.getByText("13,600.00")).toBeInTheDocument();
    expect(screen.getByText(/中华人民共和国关税法/)).toBeInTheDocument();
    expect(screen.getByText("便携式计算机")).toBeInTheDocument();
    expect(screen.getByText("MSKU1234565")).toBeInTheDocument();
    expect(screen.getByText("QP-1")).toBeInTheDocument();
    expect(screen.getByText("HT-7")).toBeInTheDocument();
    expect(screen.queryByRole("heading", { name: "随附单据" })).toBeNull();
    expect(screen.queryByText("复制为新报关单")).toBeNull();
    expect(screen.getByText("0.842 s")).toBeInTheDocument();
    expect(screen.getByText("仍在此环节")).toBeInTheDocument();
  });

  it("show the transit that was declared with one, and none where none was", async () => {
    const transit = {
      vehicle_no: "沪A12345",
      uses_seals: "Y",
      kind: "1",
      note: "",
      border: { bill_no: "TGSU26Z0002" },
      containers: [{ number: "TGSU4566173", seals: "E20261120,E20261121" }],
      goods: [
        { container: "TGSU4566173", item: 2, packages: 12, weight_kg: "244.86" },
        { container: "TGSU4566194", item: 3, packages: 1, weight_kg: "1" },
      ],
    };
    show("/declarations/42", { ...AWAITING, declaration: { ...AWAITING.declaration, transit } });
    const title = await screen.findByRole("heading", { name: "随报关单申报的转关" });
    const section = title.closest("section");
    if (section === null) throw new Error("no section");
    expect(within(section).getByText("境内运输工具编号").nextSibling).toHaveTextContent("沪A12345");
    expect(within(section).getByText("转关类型").nextSibling).toHaveTextContent("1");
    expect(within(section).getByText("TGSU26Z0002")).toBeInTheDocument();
    expect(within(section).getByText("E20261120,E20261121")).toBeInTheDocument();
    expect(within(section).getByText("第2项 12件 244.86千克")).toBeInTheDocument();
    expect(within(section).queryByText(/第3项/)).toBeNull();
    expect(within(section).queryByText("备注")).toBeNull();
    cleanup();
    show("/declarations/42", AWAITING);
    await screen.findByText("HT-7");
    expect(screen.queryByRole("heading", { name: "随报关单申报的转关" })).toBeNull();
  });

  it("show what is to be amended, who asked and who approved", async () => {
    show("/declarations/42", AWAITING);
    const row = (await screen.findByText("M20261122000000043")).closest("tr");
    if (row === null) throw new Error("no row");
    expect(within(row).getByText("待复核")).toBeInTheDocument();
    expect(within(row).getByText("items[0].quantity")).toBeInTheDocument();
    expect(within(row).getByText(/10\.00 → 9\.00/)).toBeInTheDocument();
    expect(within(row).getByText("关员甲")).toBeInTheDocument();
    expect(within(row).getByText("18,650.00 → 16,785.00")).toBeInTheDocument();
  });

  it("show what is asked for of goods in two stages, and that an officer has to decide", async () => {
    show("/declarations/42", AWAITING);
    const row = (await screen.findByText("转场申请")).closest("tr");
    if (row === null) throw new Error("no row");
    expect(within(row).getByText("待海关审核")).toBeInTheDocument();
    expect(within(row).getByText("待关员审核")).toBeInTheDocument();
    expect(within(row).getByText("HSE-7118")).toBeInTheDocument();
  });

  it("show why one was returned and what mends it, in English too", async () => {
    await i18next.changeLanguage("en");
    show("/declarations/42", RETURNED);
    await screen.findByRole("heading", { level: 1, name: `Declaration ${SUMMARY.preliminary_no}` });
    expect(screen.getByText(/The commodity code is not in the tariff/)).toBeInTheDocument();
    expect(screen.getByText(/Give ten digits that the tariff has/)).toBeInTheDocument();
    expect(screen.getByText("Not assessed yet.")).toBeInTheDocument();
  });
});
