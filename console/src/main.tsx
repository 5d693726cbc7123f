/** Entry point: mounts the console. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App";
import { announceScheme } from "./components/useScheme";
import "./i18n";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/entry.css";
import "./styles/comparison.css";
import "./styles/public.css";

announceScheme();
// The console's files are kept by the browser, so that the examination desk opens without a network.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
