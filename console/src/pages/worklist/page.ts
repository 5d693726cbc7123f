/** Where a task's case is shown. */

import type { TaskView } from "../../api/tasks";

const FOLDERS = {
  parcel: "entries",
  export: "exports",
  declaration: "declarations",
  document: "documents",
  manifest: "manifests",
  audit: "audits",
} as const satisfies Record<TaskView["subject"], string>;

/** Null where no page shows it. */
export function pageOf({ subject, page_no }: Pick<TaskView, "subject" | "page_no">): string | null {
  return page_no === "" ? null : `/${FOLDERS[subject]}/${encodeURIComponent(page_no)}`;
}
