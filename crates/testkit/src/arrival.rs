//! The order in which documents leave their senders: batched per company, each message a little
//! late, some documents very late, some twice.
//!
//! What is kept is bounded by the window, whatever the number of parcels: parcels whose documents
//! still travel, and nothing else.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    sync::Arc,
};

use model::DocumentKind;

use crate::{
    Fault, Plan,
    companies::N_CARRIERS,
    draw::{Domain, Draws, Seed},
    papers::Sending,
    parcel::Parcel,
    plan::chance,
};

/// A document to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) parcel: Arc<Parcel>,
    pub(crate) sending: Sending,
}

/// The documents of one message; written when it leaves.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub(crate) kind: DocumentKind,
    /// Index of the sender among the companies of its kind; of an inbound detail, site and carrier.
    pub(crate) company: u16,
    /// Of the message, counted as they are made; a repeated message keeps its number.
    pub(crate) serial: u64,
    pub(crate) is_repeat: bool,
    pub(crate) pieces: Arc<[Piece]>,
}

/// What was done to the order of things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Disorder {
    pub(crate) repeated_messages: u64,
    pub(crate) resent_documents: u64,
    pub(crate) late_documents: u64,
}

/// By when something is due, ties in the order of arrival. Due dates are unique.
#[derive(Debug)]
struct Timed<T> {
    due: (u64, u64),
    what: T,
}

impl<T> PartialEq for Timed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.due == other.due
    }
}

impl<T> Eq for Timed<T> {}

impl<T> PartialOrd for Timed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Timed<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.due.cmp(&other.due)
    }
}

/// Parcels that come on one flight, voyage or lorry a site; they have neighbouring indices.
pub(crate) const FLIGHT: u64 = 4_000;
/// How often what a flight brought is reported before its lists are declared.
const EARLY: u32 = 700_000;
/// Waybills that one inbound detail lists at most.
const MAX_LINES: usize = 2_000;

/// Messages lag by up to this many others.
const LAG: u32 = 24;
/// A message is repeated within this many others.
const REPEAT_LAG: u32 = 200;

pub(crate) struct Arrival {
    plan: Plan,
    draws: Draws,
    seed: Seed,
    lanes: BTreeMap<(DocumentKind, u16), Vec<Piece>>,
    /// By parcel index.
    late: BinaryHeap<Reverse<Timed<(DocumentKind, Piece)>>>,
    /// By message serial.
    outgoing: BinaryHeap<Reverse<Timed<Batch>>>,
    n_batches: u64,
    sequence: u64,
    pub(crate) disorder: Disorder,
}

impl Arrival {
    pub(crate) fn new(plan: &Plan, seed: &Seed) -> Arrival {
        Arrival {
            plan: plan.clone(),
            draws: seed.draws(Domain::Arrival, 0),
            seed: seed.clone(),
            lanes: BTreeMap::new(),
            late: BinaryHeap::new(),
            outgoing: BinaryHeap::new(),
            n_batches: 0,
            sequence: 0,
            disorder: Disorder::default(),
        }
    }

    /// A flight comes in at each site of direct purchase: the sites report what it brought, a message
    /// a logistics company, before, with or after the lists.
    pub(crate) fn flight(&mut self, parcels: impl Iterator<Item = Parcel>) {
        let mut reports: BTreeMap<u16, Vec<Piece>> = BTreeMap::new();
        for parcel in parcels {
            let piece = Piece { parcel: Arc::new(parcel), sending: Sending::First };
            reports.entry(report_of(&piece.parcel)).or_default().push(piece);
        }
        let per_message = self.plan.documents_per_message.clamp(1, 100) as u64;
        let n_reports = reports.len() as u64;
        for (company, pieces) in reports {
            let is_early = self.draws.chance(EARLY);
            // After the other reports, and as many messages as the papers of the parcels fill.
            let delay = if is_early { 0 } else { n_reports + 4 * FLIGHT / per_message };
            for lines in pieces.chunks(MAX_LINES) {
                self.batch(DocumentKind::InboundDetail, company, lines.to_vec(), delay);
            }
        }
    }

    /// Takes in the next parcel.
    pub(crate) fn parcel(&mut self, parcel: Parcel) {
        let now = parcel.index;
        let parcel = Arc::new(parcel);
        let fault = parcel.fault;
        let mut draws = self.seed.draws(Domain::Arrival, 1 + now);
        if fault == Some(Fault::AnnualLimitSecond) {
            // The first purchase must be known before the second comes.
            for kind in DocumentKind::PAPERS {
                self.hold(now + 2 * self.plan.window, kind, &parcel, Sending::First);
            }
            self.release_late(now);
            return;
        }
        for kind in DocumentKind::PAPERS {
            if is_missing(fault, kind) {
                continue;
            }
            let can_be_late = matches!(kind, DocumentKind::Payment | DocumentKind::Waybill);
            let is_late = draws.chance(chance(self.plan.late_documents));
            let is_resent = draws.chance(chance(self.plan.resent_documents));
            let delay = u64::from(draws.between(3_000, 12_000));
            if is_late && can_be_late && fault.is_none() {
                self.disorder.late_documents += 1;
                self.hold(now + delay, kind, &parcel, Sending::First);
            } else {
                self.post(kind, Piece { parcel: Arc::clone(&parcel), sending: Sending::First });
                if is_resent && kind != DocumentKind::Inventory && fault.is_none() {
                    self.disorder.resent_documents += 1;
                    self.hold(now + delay, kind, &parcel, Sending::Again);
                }
            }
        }
        if matches!(fault, Some(Fault::DuplicateOrder | Fault::ExportDuplicateOrder)) {
            let due = now + 2 * self.plan.window;
            self.hold(due, DocumentKind::Order, &parcel, Sending::Contradicting);
        }
        self.release_late(now);
        if (now + 1).is_multiple_of(self.plan.window) {
            self.flush();
        }
    }

    /// Everything that still waits leaves, in the order in which it is due.
    pub(crate) fn finish(&mut self, out: &mut dyn FnMut(Batch)) {
        self.flush();
        self.drain(out);
        // Held documents rely on the others having gone.
        self.release_late(u64::MAX);
        self.flush();
        self.drain(out);
    }

    /// The messages that leave now.
    pub(crate) fn leaving(&mut self) -> Option<Batch> {
        let due = self.outgoing.peek().is_some_and(|it| it.0.due.0 <= self.n_batches);
        if due { self.outgoing.pop().map(|it| it.0.what) } else { None }
    }

    fn drain(&mut self, out: &mut dyn FnMut(Batch)) {
        while let Some(Reverse(batch)) = self.outgoing.pop() {
            out(batch.what);
        }
    }

    fn hold(&mut self, due: u64, kind: DocumentKind, parcel: &Arc<Parcel>, sending: Sending) {
        self.sequence += 1;
        let piece = Piece { parcel: Arc::clone(parcel), sending };
        self.late.push(Reverse(Timed { due: (due, self.sequence), what: (kind, piece) }));
    }

    fn release_late(&mut self, now: u64) {
        while self.late.peek().is_some_and(|it| it.0.due.0 <= now) {
            if let Some(Reverse(Timed { what: (kind, piece), .. })) = self.late.pop() {
                self.post(kind, piece);
            }
        }
    }

    fn post(&mut self, kind: DocumentKind, piece: Piece) {
        let company = match kind {
            DocumentKind::Order => piece.parcel.platform,
            DocumentKind::Payment => piece.parcel.payer,
            DocumentKind::Waybill => piece.parcel.carrier,
            DocumentKind::Inventory => piece.parcel.declarant,
            // Reported by flights.
            _ => return,
        };
        let full = self.plan.documents_per_message.clamp(1, 100);
        let lane = self.lanes.entry((kind, company)).or_default();
        lane.push(piece);
        if lane.len() >= full {
            let pieces = std::mem::take(lane);
            self.batch(kind, company, pieces, 0);
        }
    }

    /// What has not filled a message leaves all the same, no kind before the others.
    fn flush(&mut self) {
        let mut rest: Vec<_> = std::mem::take(&mut self.lanes)
            .into_iter()
            .filter(|(_, pieces)| !pieces.is_empty())
            .collect();
        while !rest.is_empty() {
            let nth = self.draws.below(rest.len() as u32) as usize;
            let ((kind, company), pieces) = rest.swap_remove(nth);
            self.batch(kind, company, pieces, 0);
        }
    }

    /// Makes a message that leaves so many messages later, and a little more.
    fn batch(&mut self, kind: DocumentKind, company: u16, pieces: Vec<Piece>, delay: u64) {
        self.n_batches += 1;
        let serial = self.n_batches;
        let batch = Batch { kind, company, serial, is_repeat: false, pieces: pieces.into() };
        let leaves = serial + delay + u64::from(self.draws.below(LAG));
        let is_repeated = self.draws.chance(chance(self.plan.repeated_messages));
        // A contradicting order would be told apart by the order of arrival only.
        let is_plain = batch.pieces.iter().all(|it| it.sending != Sending::Contradicting);
        if is_repeated && is_plain {
            self.disorder.repeated_messages += 1;
            let again = leaves + 1 + u64::from(self.draws.below(REPEAT_LAG));
            self.send(again, Batch { is_repeat: true, ..batch.clone() });
        }
        self.send(leaves, batch);
    }

    fn send(&mut self, due: u64, batch: Batch) {
        self.sequence += 1;
        self.outgoing.push(Reverse(Timed { due: (due, self.sequence), what: batch }));
    }
}

/// Which site reports a parcel, of which logistics company.
fn report_of(parcel: &Parcel) -> u16 {
    parcel.site * N_CARRIERS as u16 + parcel.carrier
}

pub(crate) fn is_missing(fault: Option<Fault>, kind: DocumentKind) -> bool {
    matches!(
        (fault, kind),
        (Some(Fault::PaymentMissing | Fault::ExportMoneyMissing), DocumentKind::Payment)
            | (Some(Fault::ExportLeftUnreleased), DocumentKind::Payment)
            | (Some(Fault::WaybillMissing | Fault::ExportWaybillMissing), DocumentKind::Waybill)
            | (Some(Fault::OrderMissing | Fault::ExportOrderMissing), DocumentKind::Order)
    )
}
