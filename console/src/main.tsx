/** Entry point: mounts the console. */

import { QueryCache, QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App";
import { ApiError } from "./api/client";
import { retry } from "./api/queries";
import { SESSION, sessionQuery } from "./api/session";
import { announceScheme } from "./components/useScheme";
import "./i18n";
import { fetchPage } from "./routes";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/entry.css";
import "./styles/comparison.css";
import "./styles/public.css";

const queries = new QueryClient({
  defaultOptions: { queries: { retry, staleTime: 5_000 } },
  // A session that ended while a page was open is found out by whatever the page asks next.
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiError && error.code === "signed_out") queries.setQueryData(SESSION, null);
    },
  }),
});

announceScheme();
// The console's files are kept by the browser, so that the examination desk opens without a network.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}

const root = document.getElementById("root");
if (root !== null) {
  const { pathname } = location;
  // Who asks and the page's own code come at once, not one after the other; and a page that is there when it is first drawn
  // does not wait behind a placeholder.
  if (!pathname.startsWith("/public")) void queries.query(sessionQuery).catch(() => undefined);
  await fetchPage(pathname);
  createRoot(root).render(
    <StrictMode>
      <App queries={queries} />
    </StrictMode>,
  );
}
