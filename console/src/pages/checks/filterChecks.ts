/** Which checks fit what the reader asks for. */

import type { CheckView } from "../../api/types";

export const STAGES = ["format", "document", "joined", "assessed"] as const;
export const SEVERITIES = ["notice", "review", "return"] as const;

/** Empty strings ask for everything. */
export interface CheckFilter {
  text: string;
  stage: string;
  severity: string;
}

/** Every word must occur in the code, a title, a fix or the basis; letters' case is no matter. */
export function filterChecks(checks: readonly CheckView[], filter: CheckFilter): CheckView[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((it) => it !== "");
  return checks.filter((check) => {
    if (filter.stage !== "" && check.stage !== filter.stage) return false;
    if (filter.severity !== "" && check.severity !== filter.severity) return false;
    const { basis } = check;
    const all = [check.code, check.title_zh, check.title_en, check.fix_zh, check.fix_en, basis.document];
    const text = all.join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
