/** Every page of the console with its path, each its own chunk. A new page is a line here; the walk through a real browser
 * (`e2e/manners.test.mjs`) opens whatever stands here. */

import { type ComponentType, createElement, lazy as lazyOf } from "react";
import { matchPath } from "react-router";

type Load = () => Promise<{ default: ComponentType }>;

export interface Page {
  path: string;
  Page: ComponentType & { fetch: () => Promise<void> };
}

/** A page that is fetched when it is first opened. One that was fetched before anything was drawn is drawn as it is: React shows
 * what it had to wait for a third of a second after its placeholder at the earliest. */
function lazy(load: Load): Page["Page"] {
  const Later = lazyOf(load);
  let Fetched: ComponentType | null = null;
  const fetch = async () => {
    Fetched = (await load()).default;
  };
  return Object.assign(() => createElement(Fetched ?? Later), { fetch });
}

/** The desks: whoever has not signed in signs in first. */
export const DESK_PAGES: readonly Page[] = [
  { path: "worklist", Page: lazy(() => import("./pages/worklist/WorklistPage")) },
  { path: "worklist/shift", Page: lazy(() => import("./pages/worklist/ShiftPage")) },
  { path: "wall", Page: lazy(() => import("./pages/wall/WallPage")) },
  { path: "account", Page: lazy(() => import("./pages/session/AccountPage")) },
  { path: "people", Page: lazy(() => import("./pages/people/PeoplePage")) },
  { path: "api-keys", Page: lazy(() => import("./pages/keys/KeysPage")) },
  { path: "examinations", Page: lazy(() => import("./pages/examinations/ExaminationsPage")) },
  { path: "examinations/:number", Page: lazy(() => import("./pages/examinations/ExaminationPage")) },
  { path: "holds", Page: lazy(() => import("./pages/holds/HoldsPage")) },
  { path: "home", Page: lazy(() => import("./pages/home/HomePage")) },
  { path: "services", Page: lazy(() => import("./pages/services/ServicesPage")) },
  { path: "company", Page: lazy(() => import("./pages/company/CompanyPage")) },
  { path: "authorisations", Page: lazy(() => import("./pages/authorisations/AuthorisationsPage")) },
  { path: "entries", Page: lazy(() => import("./pages/entries/EntriesPage")) },
  { path: "entries/:number", Page: lazy(() => import("./pages/entry/EntryPage")) },
  { path: "declarations", Page: lazy(() => import("./pages/declarations/DeclarationsPage")) },
  { path: "declarations/new", Page: lazy(() => import("./pages/filing/FilingPage")) },
  { path: "declarations/upload", Page: lazy(() => import("./pages/filing/UploadPage")) },
  { path: "declarations/:number", Page: lazy(() => import("./pages/declarations/DeclarationPage")) },
  { path: "documents", Page: lazy(() => import("./pages/documents/DocumentsPage")) },
  { path: "documents/:number", Page: lazy(() => import("./pages/documents/DocumentPage")) },
  { path: "guarantees", Page: lazy(() => import("./pages/guarantees/GuaranteesPage")) },
  { path: "guarantees/:number", Page: lazy(() => import("./pages/guarantees/GuaranteePage")) },
  { path: "monthly-payers", Page: lazy(() => import("./pages/monthly/MonthlyPayersPage")) },
  { path: "monthly-payers/:code", Page: lazy(() => import("./pages/monthly/MonthlyPayerPage")) },
  { path: "manifests", Page: lazy(() => import("./pages/manifests/ManifestsPage")) },
  { path: "manifests/:number", Page: lazy(() => import("./pages/manifests/ManifestPage")) },
  { path: "exports", Page: lazy(() => import("./pages/exports/ExportsPage")) },
  { path: "exports/:number", Page: lazy(() => import("./pages/exports/ExportPage")) },
  { path: "audits", Page: lazy(() => import("./pages/audits/AuditsPage")) },
  { path: "audits/:number", Page: lazy(() => import("./pages/audits/AuditPage")) },
  { path: "audit-labels", Page: lazy(() => import("./pages/audits/AuditLabelsPage")) },
  {
    path: "exit-lists",
    Page: lazy(async () => ({ default: (await import("./pages/zone/ZonePage")).ExitListsPage })),
  },
  { path: "exit-lists/:number", Page: lazy(() => import("./pages/zone/ExitListPage")) },
  {
    path: "gate-passes",
    Page: lazy(async () => ({ default: (await import("./pages/zone/ZonePage")).GatePassesPage })),
  },
  { path: "gate-passes/:number", Page: lazy(() => import("./pages/zone/GatePassPage")) },
  { path: "books/:number", Page: lazy(() => import("./pages/zone/BookPage")) },
  { path: "receipts", Page: lazy(() => import("./pages/receipts/ReceiptsPage")) },
  { path: "slips", Page: lazy(() => import("./pages/slips/SlipsPage")) },
  { path: "deliveries", Page: lazy(() => import("./pages/deliveries/DeliveriesPage")) },
  { path: "checks", Page: lazy(() => import("./pages/checks/ChecksPage")) },
  { path: "checks/:code", Page: lazy(() => import("./pages/checks/CheckPage")) },
  { path: "enterprises", Page: lazy(() => import("./pages/enterprises/EnterprisesPage")) },
  { path: "enterprises/:code", Page: lazy(() => import("./pages/enterprises/EnterprisePage")) },
  { path: "watch", Page: lazy(() => import("./pages/watch/WatchPage")) },
  { path: "risk/rules", Page: lazy(() => import("./pages/risk/RulesPage")) },
  { path: "risk/plans", Page: lazy(() => import("./pages/risk/PlansPage")) },
  { path: "risk/plans/:plan", Page: lazy(() => import("./pages/risk/PlanPage")) },
  { path: "risk/campaigns", Page: lazy(() => import("./pages/risk/CampaignsPage")) },
  { path: "risk/campaigns/:name", Page: lazy(() => import("./pages/risk/CampaignPage")) },
  { path: "risk/budgets", Page: lazy(() => import("./pages/risk/BudgetsPage")) },
  { path: "risk/features", Page: lazy(() => import("./pages/risk/FeaturesPage")) },
  { path: "risk/figures", Page: lazy(() => import("./pages/risk/FiguresPage")) },
  { path: "risk/audits", Page: lazy(() => import("./pages/risk/LaterAuditsPage")) },
  { path: "risk/lots", Page: lazy(() => import("./pages/risk/LotsPage")) },
  { path: "law", Page: lazy(() => import("./pages/law/LawPage")) },
  { path: "law/:name", Page: lazy(() => import("./pages/law/LawDetailPage")) },
  { path: "search", Page: lazy(() => import("./pages/search/SearchPage")) },
  { path: "licences", Page: lazy(() => import("./pages/licences/LicencesPage")) },
  { path: "tariff/:code?", Page: lazy(() => import("./pages/tariff/TariffPage")) },
];

/** Below `/public`, for everybody. */
export const PUBLIC_PAGES: readonly Page[] = [
  { path: "calculator", Page: lazy(() => import("./pages/public/CalculatorPage")) },
  { path: "trace", Page: lazy(() => import("./pages/public/TracePage")) },
  { path: "faq", Page: lazy(() => import("./pages/public/FaqPage")) },
  { path: "services", Page: lazy(() => import("./pages/public/ServicesPage")) },
];

/** Fetches the page of an address before anything is drawn. What fails here fails again when it is shown. */
export async function fetchPage(address: string): Promise<void> {
  const desk = DESK_PAGES.find(({ path }) => matchPath(`/${path}`, address) !== null);
  const page = desk ?? PUBLIC_PAGES.find(({ path }) => matchPath(`/public/${path}`, address) !== null);
  await page?.Page.fetch().catch(() => undefined);
}
