// What axe finds on a page against WCAG 2 A and AA.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"] };

/** One line a violation and element. */
export async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate((rules) => globalThis.axe.run(document, rules), RULES);
  return found.flatMap(({ id, nodes }) =>
    nodes.map((it) => `${id}: ${it.target.join(" ")} ${it.html.slice(0, 140)} ${it.any[0]?.message ?? ""}`),
  );
}
