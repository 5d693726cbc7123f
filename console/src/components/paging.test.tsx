import { QueryClient, QueryClientProvider, useInfiniteQuery } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Listing } from "./Listing";

const PAGES = [
  { items: [], next: "1" },
  { items: [], next: "2" },
  { items: ["own"], next: "3" },
  { items: ["older"], next: null },
];

function List({ pages }: { pages: { items: string[]; next: string | null }[] }) {
  const query = useInfiniteQuery({
    queryKey: ["list"],
    initialPageParam: 0,
    queryFn: ({ pageParam }) => pages[pageParam] ?? { items: [], next: null },
    getNextPageParam: (page) => (page.next === null ? null : Number(page.next)),
  });
  return (
    <Listing query={query} none="nothing" shown={(count) => `${count} shown`}>
      {(items) => items.join(" ")}
    </Listing>
  );
}

function show(pages: typeof PAGES) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <List pages={pages} />
    </QueryClientProvider>,
  );
}

describe("a list in pages", () => {
  it("goes on by itself until there is something, and no further", async () => {
    show(PAGES);
    expect(await screen.findByText("own")).toBeInTheDocument();
    expect(screen.getByText("1 shown")).toBeInTheDocument();
    expect(screen.queryByText("nothing")).not.toBeInTheDocument();
  });

  it("says that there is nothing when the last page had nothing", async () => {
    show([
      { items: [], next: "1" },
      { items: [], next: null },
    ]);
    expect(await screen.findByText("nothing")).toBeInTheDocument();
  });
});
