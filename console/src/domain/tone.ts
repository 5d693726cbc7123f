/** Which of five tones a state, severity or lane is shown in. */

import type {
  AdmissionState,
  AmendmentState,
  AuditState,
  BillState,
  CampaignState,
  Confidence,
  ConsignmentState,
  DeclarationState,
  DocumentState,
  EntryState,
  ExitListState,
  ExportState,
  GatePassState,
  GuaranteeState,
  InstrumentState,
  Lane,
  ManifestState,
  MonthlyState,
  ReceiptView,
  ReturnState,
  RiskChannel,
  RiskPlanState,
  Severity,
  SlipState,
  WatchForce,
  WebhookState,
} from "../api/types";

export type Tone = "calm" | "good" | "watch" | "stop" | "over";

const STATES: Readonly<Record<EntryState, Tone>> = {
  expected: "calm",
  declared: "calm",
  rejected: "stop",
  accepted: "calm",
  under_review: "watch",
  reviewed: "calm",
  under_examination: "watch",
  detained_for_clearance: "stop",
  detained_for_anti_smuggling: "stop",
  detained_for_legal: "stop",
  detained_other: "stop",
  shipped_back: "over",
  released: "good",
  closed: "good",
  withdrawn: "over",
};

const SEVERITIES: Readonly<Record<Severity, Tone>> = { notice: "calm", review: "watch", return: "stop" };
const LANES: Readonly<Record<Lane, Tone>> = { release: "good", documents: "watch", examination: "stop" };
const CHANNELS: Readonly<Record<RiskChannel, Tone>> = {
  release: "good",
  later_audit: "calm",
  documents: "watch",
  examination: "stop",
  hold: "stop",
};
const PLANS: Readonly<Record<RiskPlanState, Tone>> = {
  proposed: "watch",
  approved: "watch",
  refused: "over",
  withdrawn: "over",
  active: "good",
  failed: "stop",
};
const CAMPAIGNS: Readonly<Record<CampaignState, Tone>> = { ahead: "watch", running: "good", over: "over" };
const FORCES: Readonly<Record<WatchForce, Tone>> = { in_force: "good", future: "watch", past: "over" };
const CONFIDENCES: Readonly<Record<Confidence, Tone>> = { read: "good", secondary: "calm", assumed: "watch" };
const DOCUMENTS: Readonly<Record<DocumentState, Tone>> = {
  accepted: "good",
  rejected: "stop",
  deleted: "over",
};

const RETURNS: Readonly<Record<ReturnState, Tone>> = {
  applied: "watch",
  arrived: "good",
  lapsed: "stop",
  withdrawn: "over",
};
const SLIPS: Readonly<Record<SlipState, Tone>> = { open: "watch", paid: "good", called: "stop" };
const BILLS: Readonly<Record<BillState, Tone>> = { generated: "calm", summarised: "calm", void: "over" };
const WEBHOOKS: Readonly<Record<WebhookState, Tone>> = {
  active: "good",
  failing: "watch",
  paused: "over",
  gone: "stop",
  exhausted: "stop",
};

const EXIT_LISTS: Readonly<Record<ExitListState, Tone>> = {
  declared: "calm",
  refused: "stop",
  approved: "watch",
  deducted: "good",
  deleted: "over",
};

const GATE_PASSES: Readonly<Record<GatePassState, Tone>> = {
  declared: "calm",
  refused: "stop",
  approved: "watch",
  held: "stop",
  passed: "good",
  deleted: "over",
};

const DECLARATIONS: Readonly<Record<DeclarationState, Tone>> = {
  saved: "calm",
  declared: "calm",
  returned: "stop",
  reviewing: "watch",
  awaiting_tax: "watch",
  examination: "watch",
  released: "good",
  released_on_guarantee: "good",
  cleared: "good",
  detained: "stop",
  withdrawn: "over",
  awaiting_manifest: "watch",
  awaiting_arrival: "watch",
  awaiting_files: "watch",
  summary_released: "good",
  list_released: "good",
  list_declared: "good",
};

const CONSIGNMENTS: Readonly<Record<ConsignmentState, Tone>> = {
  manifested: "calm",
  reviewing: "watch",
  arrived: "watch",
  released: "good",
  left: "good",
  deleted: "over",
};

const MANIFESTS: Readonly<Record<ManifestState, Tone>> = {
  announced: "calm",
  arrived: "good",
};

export const toneOfConsignment = (state: ConsignmentState): Tone => CONSIGNMENTS[state];
export const toneOfManifest = (state: ManifestState): Tone => MANIFESTS[state];
const EXPORTS: Readonly<Record<ExportState, Tone>> = {
  expected: "calm",
  declared: "calm",
  rejected: "stop",
  accepted: "calm",
  under_review: "watch",
  under_examination: "watch",
  reviewed: "calm",
  released: "good",
  closed: "good",
  withdrawn: "over",
  detained: "stop",
  refused: "stop",
};

export const toneOfState = (state: EntryState): Tone => STATES[state];
export const toneOfExitList = (state: ExitListState): Tone => EXIT_LISTS[state];
export const toneOfGatePass = (state: GatePassState): Tone => GATE_PASSES[state];
const AMENDMENTS: Readonly<Record<AmendmentState, Tone>> = {
  saved: "calm",
  awaiting_confirmation: "watch",
  reviewing: "watch",
  awaiting_second: "watch",
  applied: "good",
  refused: "stop",
  declined: "stop",
  lapsed: "over",
};

const AUDITS: Readonly<Record<AuditState, Tone>> = {
  filed: "watch",
  opened: "watch",
  on_site: "watch",
  awaiting_opinion: "watch",
  reported: "watch",
  awaiting_second: "watch",
  concluded: "calm",
  handed_over: "stop",
  closed: "good",
  refused: "stop",
  dropped: "over",
};

export const toneOfAudit = (state: AuditState): Tone => AUDITS[state];
const INSTRUMENTS: Readonly<Record<InstrumentState, Tone>> = {
  issued: "calm",
  served: "watch",
  answered: "watch",
  overdue: "stop",
  closed: "good",
  revoked: "over",
};
const GUARANTEES: Readonly<Record<GuaranteeState, Tone>> = {
  in_force: "good",
  ending: "watch",
  ended_held: "stop",
  ended: "over",
};
const MONTHLY: Readonly<Record<MonthlyState, Tone>> = { in_force: "good", suspended: "stop" };

const ADMISSIONS: Readonly<Record<AdmissionState, Tone>> = {
  open: "watch",
  granted: "good",
  refused: "stop",
  carried_out: "over",
};

export const toneOfAdmission = (state: AdmissionState): Tone => ADMISSIONS[state];
export const toneOfInstrument = (state: InstrumentState): Tone => INSTRUMENTS[state];
export const toneOfGuarantee = (state: GuaranteeState): Tone => GUARANTEES[state];
export const toneOfMonthly = (state: MonthlyState): Tone => MONTHLY[state];
export const toneOfAmendment = (state: AmendmentState): Tone => AMENDMENTS[state];
export const toneOfDeclaration = (state: DeclarationState): Tone => DECLARATIONS[state];
export const toneOfExport = (state: ExportState): Tone => EXPORTS[state];
export const toneOfSeverity = (severity: Severity): Tone => SEVERITIES[severity];
export const toneOfCampaign = (state: CampaignState): Tone => CAMPAIGNS[state];
export const toneOfForce = (force: WatchForce): Tone => FORCES[force];
export const toneOfPlan = (state: RiskPlanState): Tone => PLANS[state];
export const toneOfChannel = (channel: RiskChannel): Tone => CHANNELS[channel];
export const toneOfLane = (lane: Lane): Tone => LANES[lane];
export const toneOfConfidence = (confidence: Confidence): Tone => CONFIDENCES[confidence];
export const toneOfReturn = (state: ReturnState): Tone => RETURNS[state];
export const toneOfSlip = (state: SlipState): Tone => SLIPS[state];
export const toneOfBill = (state: BillState): Tone => BILLS[state];
export const toneOfDocument = (state: DocumentState): Tone => DOCUMENTS[state];
export const toneOfWebhook = (state: WebhookState): Tone => WEBHOOKS[state];

/** The zone's own results: 1 passed, 2 held, 3 refused, 4 taken up; the data centre's are 0 and −1. */
export function toneOfReceipt({ kind, status }: Pick<ReceiptView, "kind" | "status">): Tone {
  if (status == null) return "calm";
  if (kind === "exit_list" || kind === "gate_pass" || kind === "gate_passage") {
    const tones: Readonly<Record<number, Tone>> = { 1: "good", 2: "watch", 3: "stop" };
    return tones[status] ?? "calm";
  }
  return toneOfStatus(status);
}

/** Wire statuses: negative and 100 return the document, 300 to 599 hold it, 800 and up let it go. */
function toneOfStatus(status: number): Tone {
  if (status < 0 || status === 100) return "stop";
  if (status >= 500 && status < 600) return "watch";
  if (status === 300) return "watch";
  if (status === 700) return "over";
  return status >= 800 ? "good" : "calm";
}
