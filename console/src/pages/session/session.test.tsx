import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App, ConfigProvider } from "antd";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { SessionView } from "../../api/types";
import { Gate } from "../../components/Gate";
import { desksOf } from "../../components/desks";

const SESSION: SessionView = {
  is_open: false,
  login: "linxi",
  name: "林溪",
  roles: ["trader"],
  rights: ["see_cases", "keep_keys"],
  is_of_customs: false,
  districts: [],
  companies: ["3302260144"],
  must_change_password: false,
  has_second_factor: false,
  csrf_token: "token-of-the-session",
};

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ type: "", title: code, status, detail: "", code }), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });

const asked = vi.fn<(request: Request) => Promise<Response>>();

function show() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <App>
          <MemoryRouter>
            <Routes>
              <Route element={<Gate />}>
                <Route index element={<p>desk</p>} />
              </Route>
            </Routes>
          </MemoryRouter>
        </App>
      </ConfigProvider>
    </QueryClientProvider>,
  );
}

beforeEach(() => vi.stubGlobal("fetch", asked));
afterEach(() => {
  asked.mockReset();
  vi.unstubAllGlobals();
});

describe("the gate", () => {
  it("lets in whoever signs in, with a code where one is asked for", async () => {
    const user = userEvent.setup();
    const bodies: unknown[] = [];
    asked.mockImplementation(async (request) => {
      if (request.method === "GET") return problem(401, "signed_out");
      const body = (await request.json()) as { code?: string };
      bodies.push(body);
      return body.code === undefined ? problem(401, "second_factor_needed") : json(SESSION);
    });
    show();
    await user.type(await screen.findByLabelText("账号"), "linxi");
    await user.type(screen.getByLabelText("密码"), "kestrel-9-quay");
    await user.click(screen.getByRole("button", { name: "登录" }));
    await user.type(await screen.findByLabelText("动态验证码"), "287082");
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(screen.getByRole("button", { name: "登录" }));
    expect(await screen.findByText("desk")).toBeInTheDocument();
    expect(bodies.at(-1)).toEqual({ login: "linxi", password: "kestrel-9-quay", code: "287082" });
  });

  it("says no more than that sign-in was refused", async () => {
    const user = userEvent.setup();
    asked.mockImplementation(({ method }) =>
      Promise.resolve(problem(401, method === "GET" ? "signed_out" : "sign_in_refused")),
    );
    show();
    await user.type(await screen.findByLabelText("账号"), "linxi");
    await user.type(screen.getByLabelText("密码"), "wrong");
    await user.click(screen.getByRole("button", { name: "登录" }));
    expect(await screen.findByText("账号、密码或验证码不正确，或账号已锁定、停用")).toBeInTheDocument();
    expect(screen.queryByText("desk")).toBeNull();
  });

  it("asks for another password first, and sends the session's token with it", async () => {
    const user = userEvent.setup();
    let session: SessionView = { ...SESSION, must_change_password: true };
    let sent: Request | null = null;
    asked.mockImplementation((request) => {
      if (request.method === "GET") return Promise.resolve(json(session));
      sent = request.clone();
      session = SESSION;
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    show();
    await user.type(await screen.findByLabelText("当前密码"), "given-to-be-changed");
    await user.type(screen.getByLabelText("新密码"), "kestrel-9-quay");
    await user.type(screen.getByLabelText("再次输入新密码"), "kestrel-9-quai");
    await user.click(screen.getByRole("button", { name: "修改密码" }));
    expect(await screen.findByText("两次输入不一致")).toBeInTheDocument();
    expect(sent).toBeNull();
    await user.clear(screen.getByLabelText("再次输入新密码"));
    await user.type(screen.getByLabelText("再次输入新密码"), "kestrel-9-quay");
    await user.click(screen.getByRole("button", { name: "修改密码" }));
    expect(await screen.findByText("desk")).toBeInTheDocument();
    await waitFor(() => expect(sent?.headers.get("X-CSRF-Token")).toBe("token-of-the-session"));
  });
});

describe("desks", () => {
  it("are those that one's rights open", () => {
    const to = desksOf(SESSION.rights).map((it) => it.to);
    expect(to).toEqual([
      "/home",
      "/declarations",
      "/manifests",
      "/api-keys",
      "/services",
      "/checks",
      "/tariff",
      "/law",
    ]);
  });
});
