/** What people are to the house, companies' people first. */

import type { PersonRole } from "../../api/types";

export const PERSON_ROLES = [
  "trader",
  "broker",
  "platform",
  "document_officer",
  "examiner",
  "tax_officer",
  "manifest_officer",
  "audit_officer",
  "supervisor",
  "risk_analyst",
  "laboratory",
  "gate_operator",
  "auditor",
  "administrator",
] as const satisfies readonly PersonRole[];
