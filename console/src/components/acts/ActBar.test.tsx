import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ActsView } from "../../api/acts";
import { i18next } from "../../i18n";
import { ActBar } from "./ActBar";
// A page loads it with the first form; here it is there before.
import "./ActDialog";

const BASIS = { document: "海关审价办法", article: "第四十四条", confidence: "secondary" } as const;

const OFFERED: ActsView = {
  items: [
    {
      about: "declaration",
      number: "222520261000000001",
      title_zh: "报关单",
      title_en: "declaration",
      state_title_zh: "人工审单",
      state_title_en: "reviewing",
      acts: [
        {
          act: "issue.value_query",
          group: "document",
          is_grave: false,
          title_zh: "制发：《价格质疑通知书》",
          title_en: "issue: value query",
          basis: BASIS,
          to: "/api/v1/messages",
          command: { tongguan: "issue_document", officer: "zhou", reason: "", fields: {} },
          fields: [
            {
              at: "/fields/items",
              title_zh: "货物项号",
              title_en: "goods lines",
              form: "words",
              must: true,
              value: "",
              choices: [{ value: "1", title_zh: "1 轴承", title_en: "1 bearings" }],
              kept_at: "",
            },
            {
              at: "/reason",
              title_zh: "理由",
              title_en: "reason",
              form: "long_text",
              must: true,
              value: "",
              choices: [],
              kept_at: "",
            },
          ],
        },
      ],
    },
  ],
};

/** The test's browser has none. */
class NoResizeObserver {
  observe = vi.fn();
  unobserve = vi.fn();
  disconnect = vi.fn();
}

let sent: string[] = [];

function show() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <ActBar of={{ kind: "declaration", number: "222520261000000001" }} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(async () => {
  await i18next.changeLanguage("zh");
  sent = [];
  vi.stubGlobal("ResizeObserver", NoResizeObserver);
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET") return Response.json(OFFERED);
    sent.push(await request.text());
    return Response.json(
      { digest: "", documents: 0, input: 7, is_repeat: false, kind: "house", receipts: [] },
      { status: 202 },
    );
  });
});

afterEach(() => vi.unstubAllGlobals());

describe("what may be done about a case", () => {
  it("is a button each, and a form with what has to be said and its law", async () => {
    show();
    fireEvent.click(await screen.findByRole("button", { name: "制发：《价格质疑通知书》" }));
    const form = within(await screen.findByRole("dialog"));
    expect(await form.findByText(/海关审价办法/)).toBeInTheDocument();
    fireEvent.click(form.getByRole("button", { name: "确认办理" }));
    expect(await form.findAllByText("请填写")).toHaveLength(2);
    expect(sent).toEqual([]);
  });

  it("sends the command with what was filled in, and says that it was taken", async () => {
    show();
    fireEvent.click(await screen.findByRole("button", { name: "制发：《价格质疑通知书》" }));
    const form = within(await screen.findByRole("dialog"));
    fireEvent.click(await form.findByRole("checkbox", { name: "1 轴承" }));
    fireEvent.change(form.getByLabelText("理由"), { target: { value: "价格偏低" } });
    fireEvent.click(form.getByRole("button", { name: "确认办理" }));
    expect(await form.findByText("已办理")).toBeInTheDocument();
    const [said] = sent;
    expect(JSON.parse(said ?? "")).toEqual({
      tongguan: "issue_document",
      officer: "zhou",
      reason: "价格偏低",
      fields: { items: "1" },
    });
  });
});
