/** What the columns of a rule may hold, in their order. */

import type { Channel, Procedure, RuleRow } from "../../api/risk";

export const CHANNELS = [
  "release",
  "later_audit",
  "documents",
  "examination",
  "hold",
] as const satisfies readonly Channel[];
export const SEVERITIES = ["low", "medium", "high"] as const satisfies readonly RuleRow["severity"][];
export const PROCEDURES = ["parcel", "declaration"] as const satisfies readonly Procedure[];

/** How grave a finding is, the least first. */
export const GRADES = ["slip", "discrepancy", "deceit"] as const;
