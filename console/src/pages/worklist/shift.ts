/** What of a shift's tasks is due when. */

import type { TaskView } from "../../api/tasks";

export const TERMS = ["overdue", "next", "later", "none"] as const;
export type Term = (typeof TERMS)[number];

/** Whether a task was due before now, is due within so many hours of it, later, or has no term. */
export function termOf(task: TaskView, now: string, hours: number): Term {
  if (task.due_at == null) return "none";
  const left = Date.parse(task.due_at) - Date.parse(now);
  if (left < 0) return "overdue";
  return left <= hours * 3_600_000 ? "next" : "later";
}
