import { App as AntApp } from "antd";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Wall } from "../../api/types";
import { i18next } from "../../i18n";
import WallPage from "./WallPage";

// jsdom lays nothing out, so charts have nowhere to be drawn: what they say is their label and their table.
vi.mock("./Chart", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }

  say(name: string, data: unknown) {
    act(() => {
      this.dispatchEvent(
        new MessageEvent(name, { data: typeof data === "string" ? data : JSON.stringify(data) }),
      );
    });
  }

  close() {
    this.readyState = FakeSource.CLOSED;
  }
}

const times = (n: number, p50: number | null) => ({ n, p50_ms: p50, p90_ms: p50, mean_ms: p50 });
const titled = { title_zh: "跨境电商进口", title_en: "Retail import" };
const group = (chosen: number, conform: number, found: number) => ({ chosen, conform, found });
const flow = { declared: 12, decided: 11, returned: 2, released: 9 };
const chosen = {
  looked_at: 200,
  documents: 3,
  examination: 20,
  random: group(10, 9, 1),
  rule: group(10, 6, 4),
  officer: group(0, 0, 0),
};

function board(changes: Partial<Wall> = {}): Wall {
  const procedure = "retail_import" as const;
  return {
    as_of: "2026-01-05T10:00:00.000+08:00",
    today: "2026-01-05",
    commit: 41,
    behind: 0,
    receipts: 5,
    inputs: 6,
    undecided: 0,
    mark: { per_minute: 85_000, basis: { document: "press", article: "", confidence: "secondary" } },
    throughput: [
      {
        procedure,
        ...titled,
        per_minute: [...Array<number>(58).fill(0), 42_500, 3],
        from: "2026-01-05T09:01:00.000+08:00",
        peak: 42_500,
        peak_at: "2026-01-05T09:59:00.000+08:00",
      },
    ],
    flows: [{ procedure, ...titled, today: flow, days: { ...flow, declared: 700 } }],
    standing: [
      {
        procedure,
        ...titled,
        count: 9,
        states: [{ state: "released", title_zh: "放行", title_en: "released", owner: "terminal", count: 9 }],
      },
    ],
    clearance: [{ procedure, ...titled, today: times(9, 800), days: times(9, 800), owners: [] }],
    steps: [
      {
        procedure,
        state: "under_review",
        title_zh: "人工审核",
        title_en: "under review",
        owner: "customs",
        today: times(4, 90_000),
        days: times(4, 90_000),
      },
    ],
    examinations: [{ procedure, ...titled, today: chosen, days: chosen }],
    queues: [],
    alerts: [],
    ...changes,
  };
}

function open() {
  render(
    <AntApp>
      <WallPage />
    </AntApp>,
  );
  const source = FakeSource.all.at(-1);
  if (source === undefined) throw new Error("nobody listens");
  return source;
}

beforeEach(() => {
  FakeSource.all = [];
  localStorage.clear();
  vi.stubGlobal("EventSource", FakeSource);
});

afterEach(async () => {
  await i18next.changeLanguage("zh");
});

describe("the wall board", () => {
  it("shows what it is told, against the mark, and changes with the next word", async () => {
    await i18next.changeLanguage("en");
    const source = open();
    expect(source.url).toBe("/api/v1/wall/stream");
    expect(screen.getByText("nothing heard yet")).toBeVisible();
    source.say("wall", board());
    expect(screen.getByRole("status")).toHaveTextContent("Live");
    expect(screen.getByText("50.0% of the 85,000-a-minute mark")).toBeVisible();
    expect(screen.getByText("09:59 · 50.0% of the mark")).toBeVisible();
    expect(screen.getByText("Rules hit 30.0 points more often than chance")).toBeVisible();
    expect(screen.getByText("12")).toBeVisible();
    await userEvent.click(screen.getByText("Seven days"));
    expect(screen.getByText("700")).toBeVisible();
    source.say("wall", board({ behind: 1_234 }));
    expect(screen.getByText(/1,234 to go/)).toBeVisible();
  });

  it("keeps the board when the house is lost, says so, and ignores what it cannot read", async () => {
    const source = open();
    source.say("wall", board());
    source.say("wall", "{broken");
    act(() => source.onerror?.());
    expect(screen.getByRole("status")).toHaveTextContent("连接中断");
    expect(screen.getAllByText("42,500")[0]).toBeVisible();
    source.say("beat", "2026-01-05T10:00:10.000+08:00");
    expect(screen.getByRole("status")).toHaveTextContent("实时");
    await Promise.resolve();
  });

  it("has a table behind each chart", async () => {
    const source = open();
    source.say("wall", board());
    const panel = screen.getByRole("region", { name: "各环节用时" });
    await within(panel).findByRole("img");
    await userEvent.click(within(panel).getByRole("button", { name: "看表格" }));
    const row = within(panel).getByRole("row", { name: /人工审核 · 跨境电商进口/ });
    expect(row).toHaveTextContent("海关41.5 min1.5 min");
  });

  it("names what is broken, with whom and since when", () => {
    const source = open();
    const alert = {
      gravity: "broken" as const,
      kind: "webhook_failing" as const,
      title_zh: "回执推送失败",
      title_en: "receiver fails",
      subject: "1101980001 #3",
      count: 7,
      since: "2026-01-05T09:00:00.000+08:00",
    };
    source.say("wall", board({ alerts: [alert] }));
    const list = within(screen.getByRole("region", { name: "告警" })).getAllByRole("listitem");
    expect(list.map((it) => it.textContent)).toEqual([
      "回执推送失败71101980001 #3 · 自 2026-01-05 09:00:00 起",
    ]);
  });
});
