/** Providers around the pages of `routes`. */

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";

import { useSession } from "./api/session";
import { desksOf } from "./components/desks";
import { Gate } from "./components/Gate";
import { Loading } from "./components/Loading";
import { Shell } from "./components/Shell";
import { useDark } from "./components/useScheme";
import { useLanguage } from "./i18n";
import { DESK_PAGES, PUBLIC_PAGES } from "./routes";
import { darkTheme, theme } from "./theme";

const PublicShell = lazy(() => import("./pages/public/PublicShell"));
const NotFoundPage = lazy(() => import("./pages/NotFoundPage"));

/** The first desk that somebody has. */
function Home() {
  const { data: session } = useSession();
  return <Navigate to={desksOf(session?.rights ?? [])[0]?.to ?? "/tariff"} replace />;
}

export function App({ queries }: { queries: QueryClient }) {
  const { language } = useLanguage();
  const isDark = useDark();
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        theme={isDark ? darkTheme : theme}
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
                {PUBLIC_PAGES.map(({ path, Page }) => (
                  <Route key={path} path={path} element={<Page />} />
                ))}
                <Route path="*" element={<NotFoundPage />} />
              </Route>
              <Route element={<Shell />}>
                <Route element={<Gate />}>
                  <Route index element={<Home />} />
                  {DESK_PAGES.map(({ path, Page }) => (
                    <Route key={path} path={path} element={<Page />} />
                  ))}
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
