//! Original payment data ("179"): whose payment the house asks a platform about, and what it makes
//! of the answer. While an answer is awaited the entry stays accepted; agreement lets it go on, a
//! difference or silence sends it to an officer.

use lifecycle::Event as Step;
use model::{
    Date, DocumentRef, EntryState, Finding, KeyPair, Moment, PaymentTruth, Proof, Rate, Severity,
    Text, TruthPolicy, TruthReason, TruthRequest,
};

use crate::{catalogue::refuse, desk::Desk, history::Event, take::info};

/// Verifies the signature under a payment's original data. What it knows of certificates is part
/// of the registry, so it is as pure as the rest.
pub trait TruthProof: Send + Sync {
    fn prove(&self, truth: &PaymentTruth, at: Moment) -> Proof;
}

/// From when on platforms are asked, by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TruthPolicies(Vec<TruthPolicy>);

impl TruthPolicies {
    pub(crate) fn on(&self, day: Date) -> Option<&TruthPolicy> {
        self.0.iter().rfind(|it| it.from <= day).filter(|it| it.is_required)
    }

    pub(crate) fn add(&mut self, new: &[TruthPolicy]) {
        self.0.retain(|it| new.iter().all(|new| new.from != it.from));
        self.0.extend(new.iter().cloned());
        self.0.sort_by_key(|it| it.from);
    }
}

/// What is answered to a platform; the code of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TruthAnswer {
    /// Taken and compared.
    Taken,
    /// Nobody asked about this order.
    NotAsked,
    /// Another session than the question's.
    WrongSession,
    /// Answered before, or the entry is no longer before the house.
    TooLate,
}

impl TruthAnswer {
    /// Of the interface: 10000 is good, 20001 and above say what is not.
    pub fn code(self) -> u32 {
        match self {
            TruthAnswer::Taken => 10_000,
            TruthAnswer::NotAsked => 20_002,
            TruthAnswer::WrongSession => 20_003,
            TruthAnswer::TooLate => 20_004,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            TruthAnswer::Taken => "上传成功",
            TruthAnswer::NotAsked => "该订单没有待答复的请求 (nobody asked about this order)",
            TruthAnswer::WrongSession => "sessionID与请求不符 (not the session of the question)",
            TruthAnswer::TooLate => "已答复或已办结 (answered before, or no longer awaited)",
        }
    }
}

impl Desk<'_, '_> {
    /// Asks the platform about an accepted entry's payment, where the day's policy says so.
    /// Returns whether it was asked.
    pub(crate) fn ask_for_truth(&mut self, index: usize, is_selected: bool) -> bool {
        let Some(policy) = self.registry.truth_policies.on(self.now.on) else { return false };
        let Some(entry) = self.entries.get(index) else { return false };
        let reason =
            if policy.platforms.iter().any(|it| it.as_str() == entry.platform_code.as_str()) {
                TruthReason::Watched
            } else if is_selected && policy.selected {
                TruthReason::Selected
            } else if is_sampled(policy.share, policy.seed, entry.key) {
                TruthReason::Sampled
            } else {
                return false;
            };
        let asked = format!("{}/{}", entry.id, self.now.input);
        let request = TruthRequest {
            session: self.keyring.session(entry.key, &asked),
            asked_at: self.now.at,
            due_at: self.now.at.plus_minutes(i64::from(policy.term_minutes)),
            is_answered: false,
        };
        if let Some(entry) = self.entries.get_mut(index) {
            entry.truth = Some(request);
            entry.due_at = Some(request.due_at);
        }
        self.note(index, Event::TruthAsked { request, reason });
        true
    }

    /// A platform's answer came.
    pub(crate) fn take_truth(&mut self, truth: &PaymentTruth, at: DocumentRef) {
        self.tally.documents += 1;
        let mut was_known = false;
        for (place, sold) in truth.orders.iter().enumerate() {
            let key = self.keyring.order(&truth.platform_code, &sold.order_no);
            let Some(index) = self.entry_index(key) else { continue };
            was_known = true;
            self.take_truth_of(index, truth, place, at);
        }
        if !was_known {
            self.refuse_truth(None, TruthAnswer::NotAsked, truth, at);
        }
    }

    fn take_truth_of(&mut self, index: usize, truth: &PaymentTruth, place: usize, at: DocumentRef) {
        let Some(entry) = self.entries.get(index) else { return };
        let Some(request) = entry.truth else {
            return self.refuse_truth(Some(index), TruthAnswer::NotAsked, truth, at);
        };
        if request.session_id() != truth.session {
            return self.refuse_truth(Some(index), TruthAnswer::WrongSession, truth, at);
        }
        let state = entry.state;
        let is_awaited = matches!(state, EntryState::Accepted | EntryState::UnderReview);
        if request.is_answered || !is_awaited {
            return self.refuse_truth(Some(index), TruthAnswer::TooLate, truth, at);
        }
        let findings = self.compare_truth(index, truth, place);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.truth = Some(TruthRequest { is_answered: true, ..request });
            entry.due_at = None;
        }
        self.tally.outcome("truths_taken");
        let answer = TruthAnswer::Taken;
        self.note(index, Event::TruthAnswered { at, answer, findings: findings.clone() });
        if state == EntryState::UnderReview {
            return self.add_findings(index, &findings);
        }
        if findings.iter().any(|it| it.severity >= Severity::Review) {
            self.review_truth(index, &findings);
        } else {
            self.advance(index, Step::AssessmentSettled, &[]);
            self.after_review(index);
        }
    }

    fn compare_truth(&self, index: usize, truth: &PaymentTruth, place: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        match self.truth_case(index, truth, place) {
            Some(case) => checks::truth(&case, &mut findings),
            None => {
                // A paper was changed or taken back meanwhile: nobody can say that they agree.
                let expected = "订单、支付单、清单齐备 (order, payment and list at hand)";
                findings.push(refuse("TRU-7002", "truth", truth.session.clone(), expected));
            }
        }
        findings
    }

    fn truth_case<'c>(
        &'c self,
        index: usize,
        truth: &'c PaymentTruth,
        place: usize,
    ) -> Option<checks::TruthCase<'c>> {
        let entry = self.entries.get(index)?;
        let policy = self.registry.truth_policies.on(self.now.on);
        Some(checks::TruthCase {
            truth,
            sold: truth.orders.get(place)?,
            order: entry.order.as_ref()?.accepted()?,
            payment: entry.payment.as_ref()?.accepted()?,
            inventory: entry.inventory.as_ref()?.accepted()?,
            proof: self.registry.proof_of(truth, self.now.at),
            needs_signature: policy.is_some_and(|it| it.needs_signature),
            time_tolerance_minutes: policy.map_or(0, |it| it.time_tolerance_minutes),
            tolerance: self.tolerance(),
            on: self.now.on,
        })
    }

    fn refuse_truth(
        &mut self,
        index: Option<usize>,
        answer: TruthAnswer,
        truth: &PaymentTruth,
        at: DocumentRef,
    ) {
        let order_no = truth.orders.first().map_or("", |it| &it.order_no);
        let finding = refuse("TRU-7003", "truth.session", order_no.to_owned(), answer.words());
        let findings = vec![finding];
        self.tally.findings(&findings);
        self.tally.outcome("truths_refused");
        let event = Event::TruthAnswered { at, answer, findings };
        match index {
            Some(index) => self.note(index, event),
            None => self.note_house(event),
        }
    }

    /// The platform was silent past its term.
    pub(crate) fn truth_is_due(&mut self, index: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        let (state, truth) = (entry.state, entry.truth);
        let is_awaited = matches!(state, EntryState::Accepted | EntryState::UnderReview);
        let Some(request) = truth.filter(|it| is_awaited && !it.is_answered) else { return };
        self.note(index, Event::TimedOut);
        let expected = "在期限内上传原始支付数据 (the original payment within the term)";
        let finding = refuse("TRU-7001", "truth", request.due_at.to_string(), expected);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.due_at = None;
        }
        if state == EntryState::UnderReview {
            self.add_findings(index, &[finding]);
        } else {
            self.review_truth(index, &[finding]);
        }
    }

    /// An entry under review learns of more; its state stays.
    fn add_findings(&mut self, index: usize, findings: &[Finding]) {
        self.tally.findings(findings);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.n_findings += u32::try_from(findings.len()).unwrap_or(u32::MAX);
            entry.touched = true;
        }
    }

    fn review_truth(&mut self, index: usize, findings: &[Finding]) {
        self.advance(index, Step::ReferredToOfficer, findings);
        let status = messages::status::of_entry(EntryState::UnderReview);
        let text: Text<'_> = info(findings, messages::REVIEW);
        self.answer_list(index, status, text, findings, false);
    }
}

/// Whether an entry is drawn: a function of seed and key alone, so nobody without them can tell.
fn is_sampled(share: Rate, seed: u64, key: KeyPair) -> bool {
    use std::hash::Hasher as _;
    if share.ppm() <= 0 {
        return false;
    }
    // Not the draw for examination, which the same seed may rule.
    let mut hasher = siphasher::sip::SipHasher13::new_with_keys(seed, 179);
    hasher.write_u64(key.hi);
    hasher.write_u64(key.lo);
    let ppm = (u128::from(hasher.finish()) * 1_000_000) >> 64;
    i128::try_from(ppm).is_ok_and(|it| it < i128::from(share.ppm()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_ten_is_drawn() {
        let drawn = |share, seed| {
            let keys = (0..20_000u64).map(|it| KeyPair { hi: it, lo: it ^ 5 });
            keys.filter(|it| is_sampled(Rate::from_ppm(share), seed, *it)).count()
        };
        // Five standard deviations of a binomial of 20,000 at a tenth are 212.
        assert!((1_788..=2_212).contains(&drawn(100_000, 1)), "{}", drawn(100_000, 1));
        assert_eq!((drawn(0, 1), drawn(1_000_000, 1)), (0, 20_000));
    }
}
