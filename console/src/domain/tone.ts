/** Which of five tones a state, severity or lane is shown in. */

import type {
  BillState,
  Confidence,
  DocumentState,
  EntryState,
  Lane,
  ReturnState,
  Severity,
  SlipState,
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

export const toneOfState = (state: EntryState): Tone => STATES[state];
export const toneOfSeverity = (severity: Severity): Tone => SEVERITIES[severity];
export const toneOfLane = (lane: Lane): Tone => LANES[lane];
export const toneOfConfidence = (confidence: Confidence): Tone => CONFIDENCES[confidence];
export const toneOfReturn = (state: ReturnState): Tone => RETURNS[state];
export const toneOfSlip = (state: SlipState): Tone => SLIPS[state];
export const toneOfBill = (state: BillState): Tone => BILLS[state];
export const toneOfDocument = (state: DocumentState): Tone => DOCUMENTS[state];
export const toneOfWebhook = (state: WebhookState): Tone => WEBHOOKS[state];

/** Wire statuses: negative and 100 return the document, 300 to 599 hold it, 800 and up let it go. */
export function toneOfStatus(status: number | null): Tone {
  if (status === null) return "calm";
  if (status < 0 || status === 100) return "stop";
  if (status >= 500 && status < 600) return "watch";
  if (status === 300) return "watch";
  if (status === 700) return "over";
  return status >= 800 ? "good" : "calm";
}
