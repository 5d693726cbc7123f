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
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
