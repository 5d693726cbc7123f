import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it } from "vitest";

import { SESSION } from "../api/session";
import type { Right, SessionView } from "../api/types";
import { DESK_PAGES } from "../routes";
import { DeskMenu } from "./DeskMenu";
import { DESKS } from "./desks";

function show(rights: Right[]) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const session: Partial<SessionView> = { rights, must_change_password: false };
  queries.setQueryData(SESSION, session);
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={["/entries/7"]}>
        <DeskMenu />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

describe("the menu of desks", () => {
  it("has a page for every desk", () => {
    const paths = DESK_PAGES.map((it) => `/${it.path.replace(/\/:.*$/, "")}`);
    for (const { to } of DESKS) expect(paths).toContain(to);
  });

  it("opens a group with the keyboard, and Escape goes back to what opened it", async () => {
    const user = userEvent.setup();
    show(["see_parcels", "see_cases"]);
    const retail = screen.getByRole("button", { name: "跨境零售" });
    expect(retail).toHaveClass("active");
    expect(screen.queryByRole("link", { name: "出口" })).toBeNull();
    retail.focus();
    await user.keyboard("{Enter}");
    expect(retail).toHaveAttribute("aria-expanded", "true");
    await user.tab();
    expect(screen.getByRole("link", { name: "包裹" })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(retail).toHaveFocus();
    expect(screen.queryByRole("link", { name: "包裹" })).toBeNull();
  });

  it("closes a group when the focus leaves it", async () => {
    const user = userEvent.setup();
    show(["see_parcels", "see_cases"]);
    await user.click(screen.getByRole("button", { name: "跨境零售" }));
    await user.click(screen.getByRole("button", { name: "货物申报" }));
    expect(screen.queryByRole("link", { name: "包裹" })).toBeNull();
    expect(screen.getByRole("link", { name: "舱单" })).toBeVisible();
  });

  it("shows a desk that is alone in its group without a group, and none without its right", () => {
    show(["hold_in_bulk"]);
    expect(screen.getByRole("link", { name: "批量布控与放行" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "监管" })).toBeNull();
    expect(screen.queryByRole("button", { name: "跨境零售" })).toBeNull();
  });

  it("is a drawer for narrow windows, with every desk in it", async () => {
    const user = userEvent.setup();
    show(["see_parcels", "see_cases"]);
    await user.click(screen.getByRole("button", { name: "打开菜单" }));
    const drawer = await screen.findByRole("dialog");
    const links = within(drawer).getAllByRole("link");
    expect(links.map((it) => it.textContent)).toEqual(
      expect.arrayContaining(["报关单", "舱单", "包裹", "出口", "缴款书", "检查规则"]),
    );
    await user.click(within(drawer).getByRole("link", { name: "缴款书" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
