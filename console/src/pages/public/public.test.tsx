import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { MemoryRouter, Route, Routes, useLocation } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Calculation, FaqItem, Trace } from "../../api/types";
import { i18next } from "../../i18n";
import CalculatorPage from "./CalculatorPage";
import { CalculationResult } from "./CalculationResult";
import FaqPage from "./FaqPage";
import PublicShell from "./PublicShell";
import TracePage from "./TracePage";

// A page of forms takes its time on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

const READ = { document: "财关税〔2018〕49号", article: "第一条", confidence: "secondary" } as const;
const GUESS = { document: "示例税则", article: "", confidence: "assumed" } as const;

const TRACED: Trace = {
  stage: "released",
  title_zh: "海关已放行",
  title_en: "released by customs",
  since: "2026-11-21T09:05:00.000+08:00",
  waits_for: { step: "exit", title_zh: "物流企业提离", title_en: "the carrier takes it out of the site" },
};

const LIMIT: FaqItem = {
  id: "single_limit",
  topic: "retail",
  question_zh: "一次最多能买多少钱？",
  question_en: "How much may one purchase be worth?",
  answer_zh: "不超过5,000元。",
  answer_en: "Up to 5,000 yuan.",
  figures: [{ name: "retail.single_limit", value: "5,000", from: "2019-01-01", basis: READ }],
  not_covered: [],
};

const CALCULATED: Calculation = {
  channel: "retail",
  on: "2026-11-21",
  findings: [],
  result: {
    regime: "within_limits",
    customs_value: "1000.00",
    duty: "0.00",
    consumption_tax: "0.00",
    vat: "91.00",
    total: "91.00",
    assumed: true,
    steps: [
      {
        kind: "vat",
        item: 1,
        title_zh: "增值税",
        title_en: "VAT",
        formula: "1000.00 × 0.13 × 0.7",
        amount: "91.00",
        basis: [GUESS],
        operands: [
          { name: "customs_value", value: "1000.00" },
          { name: "share", value: "0.7" },
        ],
      },
    ],
  },
};

/** What was asked, in order: method, address, body. */
let asked: { method: string; url: string; body: string }[] = [];

function answering(answer: (url: string) => [number, unknown]) {
  asked = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input as Request;
    asked.push({ method: request.method, url: request.url, body: await request.clone().text() });
    const [status, body] = answer(request.url);
    const kind = status === 200 ? "application/json" : "application/problem+json";
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": kind } });
  });
}

function Where() {
  const { pathname, search } = useLocation();
  return <output data-testid="where">{pathname + search}</output>;
}

function show(path: string) {
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  });
  return render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Where />
        <Routes>
          <Route path="public" element={<PublicShell />}>
            <Route path="calculator" element={<CalculatorPage />} />
            <Route path="trace" element={<TracePage />} />
            <Route path="faq" element={<FaqPage />} />
          </Route>
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(async () => {
  await i18next.changeLanguage("zh");
});

afterEach(() => {
  vi.restoreAllMocks();
});

function type(label: string, text: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
}

function press(name: RegExp) {
  fireEvent.click(screen.getByRole("button", { name }));
}

function trace(number: string, digits: string) {
  type("运单号或订单号", number);
  type("电话后四位", digits);
  press(/查\s*询/);
}

describe("tracing a parcel", () => {
  it("shows where it is, and sends number and digits in a body alone", async () => {
    answering(() => [200, TRACED]);
    show("/public/trace");
    trace("WB-12345", "8000");
    expect(await screen.findByRole("heading", { name: "海关已放行" })).toBeInTheDocument();
    expect(screen.getByText(/物流企业提离/)).toBeInTheDocument();
    expect(asked).toHaveLength(1);
    expect(asked[0]?.method).toBe("POST");
    expect(asked[0]?.url).not.toMatch(/12345|8000/);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ number: "WB-12345", telephone_last4: "8000" });
    expect(screen.getByTestId("where")).toHaveTextContent(/^\/public\/trace$/);
  });

  it("says one thing of a wrong number and of wrong digits", async () => {
    const problem = { type: "", title: "", detail: "", status: 404, code: "no_such_parcel", faults: [] };
    answering(() => [404, problem]);
    show("/public/trace");
    trace("WB-1", "0000");
    expect(await screen.findByText("没有号码与电话后四位都相符的包裹")).toBeInTheDocument();
  });

  it("tells who asks too often, and asks nothing that cannot be", async () => {
    const problem = { type: "", title: "", detail: "", status: 429, code: "too_many", faults: [] };
    answering(() => [429, problem]);
    show("/public/trace");
    trace("WB-1", "12");
    expect(await screen.findByText("请填四位数字。")).toBeInTheDocument();
    expect(asked).toHaveLength(0);
    type("电话后四位", "1234");
    press(/查\s*询/);
    expect(await screen.findByText(/查询过于频繁/)).toBeInTheDocument();
  });
});

describe("questions and answers", () => {
  it("show figures with their law, in the language that is read", async () => {
    answering(() => [200, { on: "2026-11-21", items: [LIMIT] }]);
    show("/public/faq");
    const card = within(await screen.findByRole("article"));
    expect(card.getByRole("heading", { name: "一次最多能买多少钱？" })).toBeInTheDocument();
    expect(card.getByText("不超过5,000元。")).toBeInTheDocument();
    expect(card.getByText("财关税〔2018〕49号第一条")).toBeInTheDocument();
    await i18next.changeLanguage("en");
    expect(await screen.findByText("Up to 5,000 yuan.")).toBeInTheDocument();
  });

  it("say that no law covers the day", async () => {
    const gap = {
      name: "retail.single_limit",
      on: "2000-01-01",
      covered_from: "2016-04-08",
      covered_to: null,
    };
    const item = { ...LIMIT, answer_zh: null, answer_en: null, figures: [], not_covered: [gap] };
    answering(() => [200, { on: "2000-01-01", items: [item] }]);
    show("/public/faq");
    expect(await screen.findByText(/有据可查的日期从 2016-04-08 起/)).toBeInTheDocument();
  });
});

describe("the calculator", () => {
  it("shows every step with its numbers, its law and how sure that is", () => {
    render(<CalculationResult answer={CALCULATED} />);
    expect(screen.getByText("91.00 元")).toBeInTheDocument();
    expect(screen.getByText("1000.00 × 0.13 × 0.7 = 91.00")).toBeInTheDocument();
    expect(screen.getByText("征收比例").nextSibling).toHaveTextContent("0.7");
    expect(screen.getByText("假定，非法律")).toBeInTheDocument();
    expect(screen.getByText(/并非当日公布的税则/)).toBeInTheDocument();
  });

  it("says why there is no figure", () => {
    const finding = {
      code: "DTX-5003",
      severity: "return",
      pointer: "declaration",
      observed: "tariff 2022-01-01",
      expected: "",
      against: "",
      title_zh: "适用日期无法律数据覆盖",
      title_en: "no law known here covers the day that counts",
      basis: READ,
      fix_zh: "请核对申报日期",
      fix_en: "check the day",
    } as const;
    render(<CalculationResult answer={{ ...CALCULATED, result: null, findings: [finding] }} />);
    expect(screen.getByRole("heading", { name: "无法计算" })).toBeInTheDocument();
    expect(screen.getByText("适用日期无法律数据覆盖")).toBeInTheDocument();
  });

  it("finds goods by words and asks for what was chosen", async () => {
    const line = {
      commodity_code: "3306101090",
      name_zh: "其他牙膏",
      name_en: "Dentifrices",
      units: [{ code: "035", title_zh: "千克", title_en: "kilogram" }],
      basis: GUESS,
    };
    const choices = {
      on: "2026-11-21",
      countries: [{ code: "JPN", title_zh: "日本", title_en: "Japan" }],
      currencies: [{ code: "CNY", title_zh: "人民币", title_en: "Yuan" }],
      tariff_from: "2020-01-01",
      tariff_to: "2027-12-31",
    };
    answering((url) => {
      if (url.includes("/calculation")) return [200, CALCULATED];
      if (url.includes("/choices")) return [200, choices];
      return [200, { on: "2026-11-21", items: [line], has_more: false, not_covered: null }];
    });
    show("/public/calculator");
    fireEvent.mouseDown(screen.getByLabelText("商品"));
    type("商品", "牙膏");
    fireEvent.click(await screen.findByText("其他牙膏"));
    type("总价", "1,000");
    press(/计\s*算/);
    expect(await screen.findByText("91.00 元")).toBeInTheDocument();
    await waitFor(() => expect(asked.some((it) => it.method === "POST")).toBe(true));
    const question: unknown = JSON.parse(asked.find((it) => it.method === "POST")?.body ?? "");
    expect(question).toMatchObject({
      channel: "retail",
      commodity_code: "3306101090",
      value: "1000",
      currency: "CNY",
    });
  });
});
