/** Builds `sw.js` (worker/shell.js) with the names of the files that the examination desk needs: what the entry and the desk's own
 * pages import, and their styles. Other pages are fetched when they are opened. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import type { Plugin, Rolldown } from "vite";

const OFF_LINE = ["/src/pages/examinations/"];

export function shellWorker(): Plugin {
  return {
    name: "tongguan-shell-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = filesOf(Object.values(bundle));
      const text = readFileSync(new URL("./shell.js", import.meta.url), "utf8");
      const listed = JSON.stringify(["/index.html", ...files]);
      const digest = createHash("sha256")
        .update(text)
        .update(contents(bundle, files))
        .digest("hex")
        .slice(0, 16);
      const source = text.replace("__FILES__", () => listed).replace("__DIGEST__", digest);
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

type Output = Rolldown.OutputAsset | Rolldown.OutputChunk;

function filesOf(outputs: Output[]): string[] {
  const chunks = new Map(outputs.filter((it) => it.type === "chunk").map((it) => [it.fileName, it]));
  const isWanted = (it: Rolldown.OutputChunk) =>
    it.isEntry || OFF_LINE.some((part) => it.moduleIds.some((id) => id.includes(part)));
  const found = new Set<string>();
  const take = (name: string) => {
    const chunk = chunks.get(name);
    if (chunk === undefined || found.has(name)) return;
    found.add(name);
    const { importedCss, importedAssets } = chunk.viteMetadata ?? {};
    for (const it of [...(importedCss ?? []), ...(importedAssets ?? [])]) found.add(it);
    chunk.imports.forEach(take);
  };
  [...chunks.values()].filter(isWanted).forEach((it) => take(it.fileName));
  return [...found].sort().map((it) => `/${it}`);
}

/** Names of assets change with their content; only the page itself is to be looked into. */
function contents(bundle: Record<string, Output>, files: string[]): string {
  const page = bundle["index.html"];
  return files.join(" ") + (page?.type === "asset" ? String(page.source) : "");
}
