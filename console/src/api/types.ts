/** Short names for the shapes of docs/openapi.json. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type AssessmentView = Schemas["AssessmentView"];
export type Basis = Schemas["Basis"];
export type BillState = Schemas["BillState"];
export type CheckView = Schemas["CheckView"];
export type Confidence = Schemas["Confidence"];
export type DocumentKind = Schemas["DocumentKind"];
export type DocumentState = Schemas["DocumentState"];
export type DocumentView = Schemas["DocumentView"];
export type EnterpriseView = Schemas["EnterpriseView"];
export type EntryState = Schemas["EntryState"];
export type EntrySummary = Schemas["EntrySummary"];
export type EntryView = Schemas["EntryView"];
export type ExitListState = Schemas["ExitListState"];
export type ExitListSummary = Schemas["ExitListSummary"];
export type ExitListView = Schemas["ExitListView"];
export type ExplainedFinding = Schemas["ExplainedFinding"];
export type FolderView = Schemas["FolderView"];
export type GatePassState = Schemas["GatePassState"];
export type GatePassSummary = Schemas["GatePassSummary"];
export type GatePassView = Schemas["GatePassView"];
export type Lane = Schemas["Lane"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type Problem = Schemas["Problem"];
export type ReceiptView = Schemas["ReceiptView"];
export type ReturnState = Schemas["ReturnState"];
export type ReturnView = Schemas["ReturnView"];
export type Role = Schemas["Role"];
export type Selection = Schemas["Selection"];
export type Severity = Schemas["Severity"];
export type SlipState = Schemas["SlipState"];
export type SlipView = Schemas["SlipView"];
export type Step = Schemas["Step"];
export type Summary = Schemas["Summary"];
export type TariffRate = Schemas["TariffRate"];
export type TariffView = Schemas["TariffView"];
export type TaxBillView = Schemas["TaxBillView"];
export type TimelineEvent = Schemas["TimelineEvent"];
export type VerificationView = Schemas["VerificationView"];
export type WebhookState = Schemas["WebhookState"];
export type WebhookView = Schemas["WebhookView"];
