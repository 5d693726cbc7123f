// How the console is built, served while developing, and tested.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { compressed } from "./compressed.ts";
import { shellWorker } from "./worker/plugin.ts";

const server = process.env.TONGGUAN_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), shellWorker(), compressed()],
  server: { proxy: { "/api": { target: server, changeOrigin: true } } },
  build: {
    target: "es2022",
    assetsDir: "assets",
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|react-router|scheduler)[\\/]/ },
            // What the frame of every page is made of, and most pages use: one file instead of forty.
            {
              name: "parts",
              test: /node_modules[\\/](antd|@ant-design|@rc-component|@tanstack)[\\/]/,
              minShareCount: 20,
            },
            { name: "i18n", test: /node_modules[\\/](i18next|react-i18next)[\\/]/ },
          ],
        },
      },
    },
  },
  test: {
    // A busy machine is slow, not wrong.
    testTimeout: 60_000,
    environment: "jsdom",
    setupFiles: ["src/setup-tests.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
  },
});
