import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useSlips } from "../api/queries";
import { Listing } from "./Listing";

const LIST = "http://house.test/api/v1/slips?limit=50&state=due";
const asked: Request[] = [];
const saved: string[] = [];

function answer(request: Request): Response {
  asked.push(request);
  if (!request.url.includes("format=")) {
    const page = new Response(JSON.stringify({ items: [{ slip_no: "S-1" }], next: "7" }), {
      headers: { "Content-Type": "application/json" },
    });
    Object.defineProperty(page, "url", { value: LIST });
    return page;
  }
  return new Response("number\n1\n", {
    headers: {
      "Content-Disposition": 'attachment; filename="slips-2026-11-23-first-100000.csv"',
      "X-Table-Rows": "100000",
      "X-Table-Whole": "no",
    },
  });
}

function Slips() {
  return (
    <Listing query={useSlips(null)} none="none" shown={String}>
      {(items) => <p>{items.length}</p>}
    </Listing>
  );
}

beforeEach(() => {
  vi.stubGlobal("fetch", (request: Request) => Promise.resolve(answer(request)));
  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
});
afterEach(() => {
  asked.length = 0;
  saved.length = 0;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a listing", () => {
  it("is exported with the question that it answers, and says where the file was cut", async () => {
    const user = userEvent.setup();
    render(
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <Slips />
      </QueryClientProvider>,
    );
    await user.click(await screen.findByRole("button", { name: /导出/ }));
    await user.click(await screen.findByRole("menuitem", { name: "CSV 文件" }));
    await waitFor(() => expect(saved).toEqual(["slips-2026-11-23-first-100000.csv"]));
    const table = asked.at(-1);
    expect(table?.url).toBe("http://house.test/api/v1/slips?state=due&format=csv");
    expect(table?.headers.get("Accept-Language")).toBe("zh");
    expect(screen.getByText(/只导出了前 100,000 行/)).toBeInTheDocument();
  });
});
