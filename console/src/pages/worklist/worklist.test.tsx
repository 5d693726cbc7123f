import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SESSION } from "../../api/session";
import type { TaskPage, TaskQueue, TaskView } from "../../api/tasks";
import type { SessionView } from "../../api/types";
import { i18next } from "../../i18n";
import { spanBetween } from "./age";
import { pageOf } from "./page";
import WorklistPage from "./WorklistPage";

const NOW = "2026-11-23T09:00:00+08:00";

function task(id: string, more: Partial<TaskView> = {}): TaskView {
  return {
    id,
    kind: "examination",
    title_zh: "查验",
    title_en: "examination",
    subject: "declaration",
    page_no: `22482026100000000${id.charAt(0)}`,
    number: `22482026100000000${id.charAt(0)}`,
    party: "宁波北辰",
    office: "2248",
    office_zh: "洋山海关",
    priority: 4,
    opens_at: "2026-11-23T08:30:00+08:00",
    due_at: null,
    is_overdue: false,
    holder: null,
    held_at: null,
    ...more,
  };
}

const QUEUE: TaskQueue = {
  office: "2248",
  office_zh: "洋山海关",
  kind: "examination",
  title_zh: "查验",
  title_en: "examination",
  open: 3,
  nobodys: 2,
  own: 1,
  overdue: 1,
};

const PAGE: TaskPage = {
  items: [
    task("1-examination"),
    task("2-examination", { due_at: "2026-11-20T00:00:00+08:00", is_overdue: true }),
    task("3-examination", { holder: "甲", due_at: "2026-11-25T00:00:00+08:00" }),
  ],
  next: null,
  now: NOW,
  queues: [QUEUE],
  counts_are_exact: true,
};

/** Nobody signs in, so an officer says who he is. */
const OPEN: SessionView = {
  is_open: true,
  login: "",
  name: "",
  roles: [],
  rights: ["do_tasks", "assign_tasks"],
  is_of_customs: true,
  districts: [],
  companies: [],
  must_change_password: false,
  has_second_factor: false,
  csrf_token: "",
};

let session: SessionView = OPEN;
let asked: string[] = [];
let said: { path: string; body: unknown }[] = [];

function serve(page: TaskPage | null, answers: unknown = { items: [] }) {
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    const json = { "Content-Type": "application/json" };
    if (request.method === "POST") {
      said.push({ path: url.pathname, body: await request.json() });
      return new Response(JSON.stringify(answers), { headers: json });
    }
    asked.push(url.search);
    const problem = { title: "unavailable", status: 503, code: "unavailable", detail: "" };
    return new Response(JSON.stringify(page ?? problem), {
      status: page === null ? 503 : 200,
      headers: json,
    });
  });
}

function open(path = "/worklist") {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, session);
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/worklist" element={<WorklistPage />} />
          <Route path="/declarations/:number" element={<p>the case</p>} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

/** The button of a queue. */
function queue(title: string): HTMLElement {
  const button = screen.getByText(title, { selector: ".queue-title" }).closest("button");
  if (button === null) throw new Error(`${title} is no button`);
  return button;
}

beforeEach(async () => {
  session = OPEN;
  [asked, said] = [[], []];
  localStorage.setItem("tongguan.officer", "甲");
  await i18next.changeLanguage("en");
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe("the worklist", () => {
  it("says what is open, how old it is, and in words what is overdue", async () => {
    serve(PAGE);
    open();
    expect(await screen.findByText("Overdue by 3 d")).toBeVisible();
    expect(screen.getByText("39 h left")).toBeVisible();
    expect(screen.getAllByText("30 min")).toHaveLength(3);
    const all = queue("All queues");
    expect(all).toHaveTextContent("All queues 3 1 overdue");
    expect(all).toHaveAttribute("aria-pressed", "true");
    expect(asked[0]).toContain("counts=true");
  });

  it("is walked, marked and taken by keys", async () => {
    serve(PAGE, {
      items: [
        { id: "1-examination", outcome: "moved", holder: "甲", why: null },
        { id: "2-examination", outcome: "refused", holder: "乙", why: "held_by" },
      ],
    });
    open();
    await screen.findByText("Overdue by 3 d");
    await userEvent.keyboard("xjx");
    const rows = screen.getAllByRole("row").slice(1);
    expect(rows.map((it) => it.getAttribute("aria-selected"))).toEqual(["true", "true", "false"]);
    expect(rows[1]).toHaveFocus();
    await userEvent.keyboard("t");
    expect(said).toEqual([
      { path: "/api/v1/tasks/take", body: { by: "甲", tasks: ["1-examination", "2-examination"] } },
    ]);
    expect(await screen.findByText("is done by 乙")).toBeVisible();
    expect(screen.getByText("1 tasks done as you said")).toBeVisible();
  });

  it("takes tasks in the name of whoever is signed in, and asks for none", async () => {
    session = { ...OPEN, is_open: false, login: "linxi", name: "林溪", csrf_token: "token" };
    serve(PAGE);
    open();
    await screen.findByText("Overdue by 3 d");
    expect(screen.queryByPlaceholderText("Officer's name")).toBeNull();
    await userEvent.keyboard("t");
    expect(said).toEqual([{ path: "/api/v1/tasks/take", body: { by: "linxi", tasks: ["1-examination"] } }]);
  });

  it("opens a case with Enter and shows its keys", async () => {
    serve(PAGE);
    open();
    await screen.findByText("Overdue by 3 d");
    await userEvent.keyboard("?");
    expect(screen.getByText("Open the case")).toBeVisible();
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByText("the case")).toBeVisible();
  });

  it("leaves keys to whoever types", async () => {
    serve(PAGE);
    open();
    await screen.findByText("Overdue by 3 d");
    await userEvent.type(screen.getByRole("searchbox", { name: "Number or party" }), "txr{Enter}");
    expect(said).toEqual([]);
    expect(asked.at(-1)).toContain("q=txr");
  });

  it("is filtered by queue and by whose tasks they are", async () => {
    serve(PAGE);
    open();
    await screen.findByText("Overdue by 3 d");
    await userEvent.click(queue("Examination"));
    expect(asked.at(-1)).toContain("office=2248&kind=examination");
    await userEvent.click(screen.getByText("Mine"));
    expect(asked.at(-1)).toContain(`holder=${encodeURIComponent("甲")}`);
    await userEvent.click(screen.getByText("Nobody’s"));
    expect(asked.at(-1)).toContain("nobodys=true");
  });

  it("hands a shift over", async () => {
    serve(PAGE, { items: [{ id: "3-examination", outcome: "moved", holder: "乙", why: null }] });
    open();
    await userEvent.click(await screen.findByText("Hand over the shift (1)"));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.type(dialog.getByLabelText("To"), "乙{Enter}");
    expect(said).toEqual([{ path: "/api/v1/tasks/assign", body: { by: "甲", to: "乙", all_of: "甲" } }]);
  });

  it("takes nothing in nobody's name", async () => {
    localStorage.clear();
    serve(PAGE);
    open();
    await screen.findByText("Overdue by 3 d");
    expect(screen.getByText("Take (1)").closest("button")).toBeDisabled();
    await userEvent.keyboard("t");
    expect(said).toEqual([]);
    expect(screen.getByText("Give your name to take, give back and hand over tasks.")).toBeVisible();
  });

  it("says so where nothing is open, where not all was counted, and where the server refuses", async () => {
    serve({ ...PAGE, items: [], counts_are_exact: false });
    open();
    expect(await screen.findByText("No task fits.")).toBeVisible();
    expect(queue("All queues")).toHaveTextContent("3+");
  });

  it("says so where the server refuses", async () => {
    serve(null);
    open();
    expect((await screen.findAllByText("unavailable"))[0]).toBeVisible();
  });

  it("is told in Chinese too", async () => {
    await i18next.changeLanguage("zh");
    serve(PAGE);
    open();
    expect(await screen.findByText("已逾期 3 天")).toBeVisible();
    expect(queue("2248 洋山海关")).toHaveTextContent("3");
  });
});

describe("a span", () => {
  it.each([
    ["2026-11-23T09:00:00+08:00", "minutes", 0],
    ["2026-11-23T07:00:01+08:00", "minutes", 119],
    ["2026-11-23T07:00:00+08:00", "hours", 2],
    ["2026-11-21T09:00:01+08:00", "hours", 47],
    ["2026-11-21T09:00:00+08:00", "days", 2],
    ["2026-11-24T09:00:00+08:00", "minutes", 0],
  ])("from %s is in %s", (from, unit, count) => {
    expect(spanBetween(from, NOW)).toEqual({ unit, count });
  });
});

describe("a task's page", () => {
  it("is that of its case, or none", () => {
    expect(pageOf(task("1-examination"))).toBe("/declarations/224820261000000001");
    expect(pageOf(task("1-examination", { subject: "parcel", page_no: "7" }))).toBe("/entries/7");
    expect(pageOf(task("1-examination", { page_no: "" }))).toBeNull();
  });
});
