import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SESSION } from "../../api/session";
import type { TaskPage, TaskView } from "../../api/tasks";
import type { SessionView } from "../../api/types";
import { i18next } from "../../i18n";
import ShiftPage from "./ShiftPage";
import { termOf } from "./shift";

const NOW = "2026-11-23T16:00:00.000+08:00";

const task = (number: string, due_at: string | null): TaskView => ({
  id: `${number}-review`,
  kind: "parcel_review",
  title_zh: "审核",
  title_en: "review",
  subject: "declaration",
  page_no: number,
  number,
  party: "示例进出口有限公司",
  office: "2233",
  office_zh: "",
  opens_at: NOW,
  due_at,
  is_overdue: false,
  priority: 5,
  holder: "linxi",
  held_at: NOW,
});

const LATE = task("41", "2026-11-23T10:00:00.000+08:00");
const SOON = task("42", "2026-11-23T20:00:00.000+08:00");
const FREE = task("43", null);
const PAGE: TaskPage = {
  items: [LATE, SOON, FREE],
  next: null,
  now: NOW,
  queues: null,
  counts_are_exact: true,
};

/** A text area looks how wide it is. */
class NoResizeObserver {
  observe = vi.fn();
  unobserve = vi.fn();
  disconnect = vi.fn();
}

let sent: unknown[] = [];

function shown(rights: SessionView["rights"]) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(SESSION, { login: "linxi", rights, is_open: false });
  vi.stubGlobal("ResizeObserver", NoResizeObserver);
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST") {
      const body = (await request.json()) as { tasks: string[] };
      sent.push(body);
      const items = body.tasks.map((id) => ({ id, outcome: "moved", holder: "wufu", why: null }));
      return Response.json({ items });
    }
    if (request.url.includes("handed-over")) {
      const note = { subject: "declaration", page_no: "40", by: "zhoulin", reason: "货主九点到场", at: NOW };
      return Response.json({ items: [{ ...note, id: "40-review", number: "40" }] });
    }
    return Response.json(PAGE);
  });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <ShiftPage />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(async () => {
  sent = [];
  await i18next.changeLanguage("zh");
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("a shift", () => {
  it("tells what is overdue, due within its hours, later, and without a term", () => {
    expect(termOf(LATE, NOW, 8)).toBe("overdue");
    expect(termOf(SOON, NOW, 4)).toBe("next");
    expect(termOf(SOON, NOW, 3)).toBe("later");
    expect(termOf(FREE, NOW, 8)).toBe("none");
  });

  it("goes to a colleague with a note, but for what is kept", async () => {
    shown(["do_tasks"]);
    const user = userEvent.setup();
    await screen.findByText("已逾期（1）");
    expect(screen.getByText("货主九点到场")).toBeInTheDocument();
    expect(screen.queryByLabelText("代谁交班")).toBeNull();
    const late = screen.getByRole("table", { name: "已逾期（1）" });
    await user.click(within(late).getByRole("checkbox", { name: "选择 41" }));
    await user.type(screen.getByLabelText("交给"), "wufu");
    await user.type(screen.getByLabelText("交班说明"), "先看42");
    await user.click(screen.getByRole("button", { name: "交班（2）" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({ by: "linxi", to: "wufu", reason: "先看42", tasks: [SOON.id, FREE.id] });
    expect(await screen.findByText("2 件任务已办理分派")).toBeInTheDocument();
  });

  it("of another is handed over by whoever assigns tasks, with a reason", async () => {
    shown(["do_tasks", "assign_tasks"]);
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("代谁交班"), "zhoulin{Enter}");
    await user.type(await screen.findByLabelText("交给"), "wufu");
    await user.click(screen.getByRole("button", { name: "交班（3）" }));
    expect(await screen.findByText("代他人交班须写明理由。")).toBeInTheDocument();
    expect(sent).toEqual([]);
  });
});
