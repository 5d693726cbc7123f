import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ConsignmentView, ManifestSummary, ManifestView } from "../../api/types";
import { i18next } from "../../i18n";
import ManifestPage from "./ManifestPage";
import ManifestsPage from "./ManifestsPage";

const SUMMARY: ManifestSummary = {
  number: 1,
  manifest_no: "MF054W",
  direction: "import",
  state: "arrived",
  state_title_zh: "运抵",
  state_title_en: "arrived",
  transport_mode: "2",
  transport_name: "EXAMPLE ROSE",
  voyage_no: "054W",
  port_customs: "2248",
  sender: "3122980066",
  n_consignments: 2,
  n_over_landed: 1,
  arrived_at: "2026-08-03T06:10:00.000+08:00",
  updated_at: "2026-11-21T10:00:00.000+08:00",
};

const DECLARED: ConsignmentView = {
  number: 2,
  consignment_no: "L20261102000000002",
  manifest: 1,
  manifest_no: "MF054W",
  direction: "import",
  transport_mode: "2",
  transport_name: "EXAMPLE ROSE",
  voyage_no: "054W",
  port_customs: "2248",
  bill_no: "BL1",
  state: "released",
  state_title_zh: "放行",
  state_title_en: "released",
  packages: 19,
  packaging: "22",
  gross_weight_kg: "414.86",
  goods: "NEWSPRINT",
  containers: [{ number: "TGSU4566173", seals: ["FR0091823"] }],
  consignor: "",
  consignee: "",
  is_late: false,
  arrived_at: "2026-08-03T06:10:00.000+08:00",
  site: "洋山港",
  tally: { packages: 17, gross_weight_kg: "371.20", packages_short: 2, at: "2026-08-03T12:00:00.000+08:00" },
  declaration_no: "224820261000000003",
  released_at: "2026-08-05T10:00:00.000+08:00",
  left_at: null,
  undeclared: null,
  transit: null,
  n_findings: 0,
};

const UNDECLARED: ConsignmentView = {
  ...DECLARED,
  number: 3,
  consignment_no: "L20261102000000003",
  bill_no: "BL2",
  state: "arrived",
  state_title_zh: "运抵",
  tally: null,
  declaration_no: null,
  released_at: null,
  undeclared: {
    arrived_on: "2026-08-03",
    days: 110,
    late_from: "2026-08-18",
    late_days: 96,
    for_sale_from: "2026-11-04",
    is_for_sale: true,
  },
};

const MANIFEST: ManifestView = {
  ...SUMMARY,
  loading_at: null,
  departure_at: null,
  due_at: null,
  consignments: [DECLARED, UNDECLARED],
  over_landed: [
    { bill_no: "NOBODY1", packages: 2, gross_weight_kg: "31.50", at: "2026-08-03T12:00:00.000+08:00" },
  ],
  vehicles: [
    {
      plate: "粤Z0000港",
      code: "5320000001",
      due_at: null,
      containers: [{ number: "TGSU4566150", seals: ["E/0001@CU"] }],
    },
  ],
  timeline: [],
  receipts: [],
};

function show(path: string, answer: (url: string) => unknown) {
  vi.stubGlobal("fetch", (request: Request) =>
    Promise.resolve(
      new Response(JSON.stringify(answer(request.url)), {
        status: 200,
        headers: { "content-type": "application/json" },
      }),
    ),
  );
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/manifests" element={<ManifestsPage />} />
          <Route path="/manifests/:number" element={<ManifestPage />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

beforeEach(() => i18next.changeLanguage("zh"));
afterEach(() => vi.unstubAllGlobals());

describe("the pages of manifests", () => {
  it("list them, and the goods that may be sold", async () => {
    show("/manifests", (url) => {
      const isTask = url.includes("/consignments") && url.includes("task=for_sale");
      return { items: [isTask ? UNDECLARED : SUMMARY], next: null };
    });
    const row = (await screen.findByText("MF054W")).closest("tr");
    if (row === null) throw new Error("no row");
    expect(within(row).getByRole("link")).toHaveAttribute("href", "/manifests/1");
    await userEvent.click(screen.getByRole("button", { name: "超期未报（可变卖）" }));
    expect(await screen.findByText("BL2")).toBeInTheDocument();
    expect(screen.getByText("滞报 96 天")).toBeInTheDocument();
    expect(screen.getByText("超过三个月，可由海关变卖")).toBeInTheDocument();
  });

  it("show one with its bills, what was counted, and who declared it", async () => {
    show("/manifests/1", () => MANIFEST);
    await screen.findByRole("heading", { level: 1, name: "舱单 MF054W" });
    expect(screen.getByText("短卸 2 件")).toBeInTheDocument();
    const declaration = screen.getByRole("link", { name: "224820261000000003" });
    expect(declaration).toHaveAttribute("href", "/declarations/224820261000000003");
    expect(screen.getByText("NOBODY1")).toBeInTheDocument();
    expect(screen.getByText("TGSU4566150 E/0001@CU")).toBeInTheDocument();
    expect(screen.getByText("未申报 110 天")).toBeInTheDocument();
  });
});
