/** Providers and routes; every page is its own chunk. */

import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";

import { ApiError } from "./api/client";
import { retry } from "./api/queries";
import { SESSION, useSession } from "./api/session";
import { desksOf } from "./components/desks";
import { Gate } from "./components/Gate";
import { Loading } from "./components/Loading";
import { Shell } from "./components/Shell";
import { useLanguage } from "./i18n";
import { theme } from "./theme";

const WorklistPage = lazy(() => import("./pages/worklist/WorklistPage"));
const ExaminationsPage = lazy(() => import("./pages/examinations/ExaminationsPage"));
const ExaminationPage = lazy(() => import("./pages/examinations/ExaminationPage"));
const HoldsPage = lazy(() => import("./pages/holds/HoldsPage"));
const EntriesPage = lazy(() => import("./pages/entries/EntriesPage"));
const EntryPage = lazy(() => import("./pages/entry/EntryPage"));
const DeclarationsPage = lazy(() => import("./pages/declarations/DeclarationsPage"));
const DeclarationPage = lazy(() => import("./pages/declarations/DeclarationPage"));
const DocumentsPage = lazy(() => import("./pages/documents/DocumentsPage"));
const DocumentPage = lazy(() => import("./pages/documents/DocumentPage"));
const GuaranteesPage = lazy(() => import("./pages/guarantees/GuaranteesPage"));
const GuaranteePage = lazy(() => import("./pages/guarantees/GuaranteePage"));
const MonthlyPayersPage = lazy(() => import("./pages/monthly/MonthlyPayersPage"));
const MonthlyPayerPage = lazy(() => import("./pages/monthly/MonthlyPayerPage"));
const ManifestsPage = lazy(() => import("./pages/manifests/ManifestsPage"));
const ManifestPage = lazy(() => import("./pages/manifests/ManifestPage"));
const ExportsPage = lazy(() => import("./pages/exports/ExportsPage"));
const ExportPage = lazy(() => import("./pages/exports/ExportPage"));
const AuditsPage = lazy(() => import("./pages/audits/AuditsPage"));
const AuditPage = lazy(() => import("./pages/audits/AuditPage"));
const AuditLabelsPage = lazy(() => import("./pages/audits/AuditLabelsPage"));
const ExitListsPage = lazy(async () => ({ default: (await import("./pages/zone/ZonePage")).ExitListsPage }));
const GatePassesPage = lazy(async () => ({
  default: (await import("./pages/zone/ZonePage")).GatePassesPage,
}));
const ExitListPage = lazy(() => import("./pages/zone/ExitListPage"));
const GatePassPage = lazy(() => import("./pages/zone/GatePassPage"));
const BookPage = lazy(() => import("./pages/zone/BookPage"));
const ReceiptsPage = lazy(() => import("./pages/receipts/ReceiptsPage"));
const SlipsPage = lazy(() => import("./pages/slips/SlipsPage"));
const DeliveriesPage = lazy(() => import("./pages/deliveries/DeliveriesPage"));
const ChecksPage = lazy(() => import("./pages/checks/ChecksPage"));
const CheckPage = lazy(() => import("./pages/checks/CheckPage"));
const EnterprisesPage = lazy(() => import("./pages/enterprises/EnterprisesPage"));
const EnterprisePage = lazy(() => import("./pages/enterprises/EnterprisePage"));
const AccountPage = lazy(() => import("./pages/session/AccountPage"));
const PeoplePage = lazy(() => import("./pages/people/PeoplePage"));
const KeysPage = lazy(() => import("./pages/keys/KeysPage"));
const TariffPage = lazy(() => import("./pages/tariff/TariffPage"));
const PublicShell = lazy(() => import("./pages/public/PublicShell"));
const CalculatorPage = lazy(() => import("./pages/public/CalculatorPage"));
const TracePage = lazy(() => import("./pages/public/TracePage"));
const FaqPage = lazy(() => import("./pages/public/FaqPage"));
const WallPage = lazy(() => import("./pages/wall/WallPage"));
const NotFoundPage = lazy(() => import("./pages/NotFoundPage"));

const queries = new QueryClient({
  defaultOptions: { queries: { retry, staleTime: 5_000 } },
  // A session that ended while a page was open is found out by whatever the page asks next.
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiError && error.code === "signed_out") queries.setQueryData(SESSION, null);
    },
  }),
});

/** The first desk that somebody has. */
function Home() {
  const { data: session } = useSession();
  return <Navigate to={desksOf(session?.rights ?? [])[0]?.to ?? "/tariff"} replace />;
}

export function App() {
  const { language } = useLanguage();
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        theme={theme}
        locale={language === "zh" ? zhCN : enUS}
        button={{ autoInsertSpace: false }}
      >
        <AntApp>
          <BrowserRouter>
            <Routes>
              <Route
                path="public"
                element={
                  <Suspense fallback={<Loading />}>
                    <PublicShell />
                  </Suspense>
                }
              >
                <Route index element={<Navigate to="/public/calculator" replace />} />
                <Route path="calculator" element={<CalculatorPage />} />
                <Route path="trace" element={<TracePage />} />
                <Route path="faq" element={<FaqPage />} />
                <Route path="*" element={<NotFoundPage />} />
              </Route>
              <Route element={<Shell />}>
                <Route element={<Gate />}>
                  <Route index element={<Home />} />
                  <Route path="worklist" element={<WorklistPage />} />
                  <Route path="examinations" element={<ExaminationsPage />} />
                  <Route path="examinations/:number" element={<ExaminationPage />} />
                  <Route path="holds" element={<HoldsPage />} />
                  <Route path="wall" element={<WallPage />} />
                  <Route path="account" element={<AccountPage />} />
                  <Route path="people" element={<PeoplePage />} />
                  <Route path="api-keys" element={<KeysPage />} />
                  <Route path="entries" element={<EntriesPage />} />
                  <Route path="entries/:number" element={<EntryPage />} />
                  <Route path="declarations" element={<DeclarationsPage />} />
                  <Route path="declarations/:number" element={<DeclarationPage />} />
                  <Route path="documents" element={<DocumentsPage />} />
                  <Route path="documents/:number" element={<DocumentPage />} />
                  <Route path="guarantees" element={<GuaranteesPage />} />
                  <Route path="guarantees/:number" element={<GuaranteePage />} />
                  <Route path="monthly-payers" element={<MonthlyPayersPage />} />
                  <Route path="monthly-payers/:code" element={<MonthlyPayerPage />} />
                  <Route path="manifests" element={<ManifestsPage />} />
                  <Route path="manifests/:number" element={<ManifestPage />} />
                  <Route path="exports" element={<ExportsPage />} />
                  <Route path="exports/:number" element={<ExportPage />} />
                  <Route path="audits" element={<AuditsPage />} />
                  <Route path="audits/:number" element={<AuditPage />} />
                  <Route path="audit-labels" element={<AuditLabelsPage />} />
                  <Route path="exit-lists" element={<ExitListsPage />} />
                  <Route path="exit-lists/:number" element={<ExitListPage />} />
                  <Route path="gate-passes" element={<GatePassesPage />} />
                  <Route path="gate-passes/:number" element={<GatePassPage />} />
                  <Route path="books/:number" element={<BookPage />} />
                  <Route path="receipts" element={<ReceiptsPage />} />
                  <Route path="slips" element={<SlipsPage />} />
                  <Route path="deliveries" element={<DeliveriesPage />} />
                  <Route path="checks" element={<ChecksPage />} />
                  <Route path="checks/:code" element={<CheckPage />} />
                  <Route path="enterprises" element={<EnterprisesPage />} />
                  <Route path="enterprises/:code" element={<EnterprisePage />} />
                  <Route path="tariff/:code?" element={<TariffPage />} />
                  <Route path="*" element={<NotFoundPage />} />
                </Route>
              </Route>
            </Routes>
          </BrowserRouter>
        </AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
