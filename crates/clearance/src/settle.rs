//! What follows when a list is in: waiting, matching, assessment, reservation, selection, release.

use checks::{AssessedCase, JoinedCase, WaitingCase};
use lifecycle::Event as Step;
use matching::Partners;
use model::{
    Account, Assessment, DayStamp, DocumentState, Elsewhere, EntryState, Finding, IdentityAnswer,
    Inventory, KeyPair, Lane, Movement, Severity, Text,
};
use tax::{RetailCase, TaxError};

use crate::{
    catalogue::refuse,
    desk::{Desk, Origin},
    entry::{Held, ListFacts, Slot},
    features::features_of_parcel,
    history::Event,
    take::{Verdict, info, refusal_status},
};

/// What examining a joined entry came to.
struct Examined {
    findings: Vec<Finding>,
    assessment: Option<Assessment>,
}

impl<'a> Desk<'a, '_> {
    /// A list is declared, anew or changed.
    pub(crate) fn declare(
        &mut self,
        index: usize,
        list: Box<Inventory<'a>>,
        slot: Slot<'a>,
        waybill_key: KeyPair,
        verdict: Verdict,
        origin: Origin<'a>,
    ) {
        let known = self.known_of(&list, self.now.is_asked);
        let due_at = self.now.at.plus_minutes(i64::from(self.registry.settings.waiting_minutes));
        let facts = list_facts(&list, DayStamp::from_date(self.now.on), origin.subscribers);
        let Some(entry) = self.entries.get_mut(index) else { return };
        if let Err(refusal) = lifecycle::next(entry.state, Step::ListDeclared) {
            let state = lifecycle::state_title_zh(refusal.state).to_owned();
            let finding = refuse(
                "HSE-7002",
                "inventory.order_no",
                state,
                "未结关的清单 (an entry that is not closed)",
            );
            return self.ignore_list(Some(index), &list, &[finding], &slot.sender);
        }
        let id = entry.id;
        let before = entry.waybill.replace(waybill_key);
        entry.list = Some(facts);
        entry.known = known;
        entry.inventory = Some(Held { slot, document: Some(list) });
        self.name_waybill(before, Some(waybill_key), id);
        self.advance(index, Step::ListDeclared, &[]);
        if let Some(known) = known {
            self.note(index, Event::Enquired(known));
        }
        let is_at_fault = verdict.findings.iter().any(|it| it.severity == Severity::Return);
        let partners = self.partners(index);
        if is_at_fault {
            // Everything that is wrong is said at once, so the partners are compared all the same.
            let mut findings = verdict.findings;
            if partners.are_complete() {
                findings.extend(self.examine(index).findings);
            }
            return self.reject(index, Step::ChecksFailed, findings);
        }
        if let Some(entry) = self.entries.get_mut(index) {
            entry.due_at = Some(due_at);
        }
        if partners.are_complete() && !self.waits_for_answers(index) {
            self.settle(index, verdict.findings);
        } else {
            let text = Text::from(self.missing_text(index, partners));
            let status = messages::status::of_entry(EntryState::Declared);
            self.answer_list(index, status, text, &verdict.findings, false);
        }
    }

    /// A partner came: settles the entry if a list waits and nothing is missing any more.
    pub(crate) fn join(&mut self, index: usize) {
        let waits = self.entries.get(index).is_some_and(|it| it.state == EntryState::Declared);
        if waits && self.partners(index).are_complete() && !self.waits_for_answers(index) {
            self.settle(index, Vec::new());
        }
    }

    pub(crate) fn partners(&self, index: usize) -> Partners {
        let entry = self.entries.get(index);
        let waybill = entry.and_then(|it| it.waybill).and_then(|it| self.waybill_index(it));
        Partners {
            order: entry.and_then(|it| it.order.as_ref()?.accepted()).is_some(),
            payment: entry.and_then(|it| it.payment.as_ref()?.accepted()).is_some(),
            waybill: waybill.and_then(|it| self.waybills.get(it)?.accepted()).is_some(),
        }
    }

    /// Which list a waybill serves.
    fn name_waybill(
        &mut self,
        before: Option<KeyPair>,
        after: Option<KeyPair>,
        id: model::EntryId,
    ) {
        if before != after
            && let Some(index) = before.and_then(|it| self.waybill_index(it))
            && let Some(record) = self.waybills.get_mut(index)
            && record.entry == id
        {
            record.entry = model::EntryId(0);
            record.touched = true;
        }
        if let Some(key) = after {
            let index = self.open_waybill(key);
            if let Some(record) = self.waybills.get_mut(index)
                && record.entry.0 == 0
            {
                record.entry = id;
                record.touched = true;
            }
        }
    }

    pub(crate) fn missing_text(&self, index: usize, partners: Partners) -> String {
        let Some(entry) = self.entries.get(index) else { return String::new() };
        let seller = entry.list.as_ref().map_or("", |it| it.seller_code.as_str());
        let (platform, order_no) = (entry.platform_code.as_str(), entry.order_no.as_str());
        let mut text = format!(
            "清单申报成功[电商企业编码：{seller},订单编号：{order_no}];电商平台[{platform}]订单号[{order_no}]"
        );
        let missing = [
            (partners.order, "订单信息不存在"),
            (partners.payment, "支付信息不存在"),
            (partners.waybill, "运单信息不存在"),
        ];
        if partners.are_complete() {
            text.push_str("订购人身份或年度限额待核验");
        }
        let mut words = missing.iter().filter(|(is_here, _)| !is_here).map(|(_, words)| *words);
        text.push_str(words.next().unwrap_or_default());
        for word in words {
            text.push('、');
            text.push_str(word);
        }
        text
    }

    /// Findings for every partner that has not come.
    pub(crate) fn missing(&self, index: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        let partners = self.partners(index);
        let list = self.entries.get(index).and_then(|it| it.inventory.as_ref()?.accepted());
        if let Some(inventory) = list {
            let case = WaitingCase {
                inventory,
                has_order: partners.order,
                has_payment: partners.payment,
                has_waybill: partners.waybill,
            };
            checks::waiting(&case, &mut findings);
        }
        findings
    }

    /// Matches and assesses an entry whose partners are all here; changes nothing.
    fn examine(&mut self, index: usize) -> Examined {
        let mut findings = Vec::new();
        self.open_annual_account(index);
        let assessment = self.compare_and_assess(index, &mut findings);
        Examined { findings, assessment }
    }

    fn compare_and_assess(&self, index: usize, findings: &mut Vec<Finding>) -> Option<Assessment> {
        let entry = self.entries.get(index)?;
        let order = entry.order.as_ref()?.accepted()?;
        let payment = entry.payment.as_ref()?.accepted()?;
        let inventory = entry.inventory.as_ref()?.document.as_deref()?;
        let waybill = self.waybills.get(self.waybill_index(entry.waybill?)?)?.accepted()?;
        let joined = JoinedCase {
            order,
            payment,
            waybill,
            inventory,
            on: self.now.on,
            law: &self.registry.law,
            tolerance: self.tolerance(),
        };
        checks::joined(&joined, findings);

        let retail = self.now.retail.as_ref()?;
        let case = RetailCase { inventory, law: &self.registry.law, retail, on: self.now.on };
        let assessment = match tax::assess(&case) {
            Ok(assessment) => assessment,
            // What the tariff does not know is a finding of the document's own checks.
            Err(TaxError::NotACode { .. } | TaxError::Tariff { .. }) => return None,
            Err(error) => {
                let pointer = item_pointer(inventory, error.item());
                findings.push(refuse(
                    "HSE-5001",
                    &pointer,
                    error.to_string(),
                    "税率完整的税号 (a rate that is known in full)",
                ));
                return None;
            }
        };
        let annual = self.annual_key(inventory);
        let none = Account::default();
        let books = self.book_accounts(inventory);
        let assessed = AssessedCase {
            inventory,
            assessment: &assessment,
            retail,
            annual: self.accounts.get(&annual).map_or(&none, |it| &it.account),
            elsewhere: entry.known.map(|it| it.elsewhere).unwrap_or_default(),
            identity: entry.known.and_then(|it| it.identity),
            guarantee: self
                .accounts
                .get(&self.keyring.guarantee(&inventory.guarantor_code))
                .map(|it| &it.account),
            books: &books,
            on: self.now.on,
        };
        checks::assessed(&assessed, findings);
        Some(assessment)
    }

    /// Matches, assesses, accepts, selects and, where nothing stands against it, releases.
    pub(crate) fn settle(&mut self, index: usize, notices: Vec<Finding>) {
        let Examined { mut findings, assessment } = self.examine(index);
        findings.splice(0..0, notices);
        let gravest = findings.iter().map(|it| it.severity).max();
        let Some(assessment) = assessment else {
            if gravest != Some(Severity::Return) {
                let on = self.now.on.to_string();
                findings.push(refuse(
                    "HSE-5001",
                    "inventory",
                    on,
                    "法定数据覆盖的日期 (a day covered by law)",
                ));
            }
            return self.reject(index, Step::ChecksFailed, findings);
        };
        if gravest == Some(Severity::Return) {
            return self.reject(index, Step::ChecksFailed, findings);
        }
        if let Err(finding) = self.reserve(index, &assessment) {
            findings.push(*finding);
            return self.reject(index, Step::ChecksFailed, findings);
        }
        let selection = self.select(index, &assessment);
        let lane = selection.as_ref().map_or(Lane::Release, |it| it.lane);
        let wants_documents = selection
            .as_ref()
            .is_some_and(|it| it.reasons.iter().any(|reason| reason.lane == Lane::Documents));
        let is_review = gravest == Some(Severity::Review) || wants_documents;
        if let Some(entry) = self.entries.get_mut(index) {
            entry.is_numbered = true;
            entry.due_at = None;
            entry.is_examination_ordered |= lane == Lane::Examination;
        }
        self.advance(index, Step::ChecksPassed, &findings);
        self.note(index, Event::Assessed(assessment.clone()));
        if let Some(entry) = self.entries.get_mut(index) {
            entry.assessment = Some(assessment);
        }
        let text = self.accepted_text(index, &findings);
        let accepted = messages::status::of_entry(EntryState::Accepted);
        self.answer_list(index, accepted, text, &findings, false);
        if let Some(selection) = selection.filter(|it| !it.reasons.is_empty()) {
            self.note(index, Event::Selected(selection));
        }
        let is_asked = self.ask_for_truth(index, lane != Lane::Release);
        if is_review {
            self.advance(index, Step::ReferredToOfficer, &[]);
            let status = messages::status::of_entry(EntryState::UnderReview);
            self.answer_list(index, status, Text::borrowed(messages::REVIEW), &[], false);
        } else if !is_asked {
            self.advance(index, Step::AssessmentSettled, &[]);
            self.after_review(index);
        }
    }

    /// What the receipt of an acceptance says: findings, who the buyer is said to be, and who keeps
    /// his limit. A house that asks nobody says only that checks passed; the entry says the rest.
    fn accepted_text(&self, index: usize, findings: &[Finding]) -> Text<'a> {
        let text = info(findings, messages::ACCEPTED);
        let Some(known) = self.entries.get(index).and_then(|it| it.known) else { return text };
        let mut words = String::new();
        words.push_str(match known.identity {
            None => "",
            Some(IdentityAnswer::Match) => "[订购人身份:一致]",
            Some(IdentityAnswer::Mismatch) => "[订购人身份:不一致]",
            Some(IdentityAnswer::Unknown) => "[订购人身份:未核验]",
        });
        words.push_str(match known.elsewhere {
            Elsewhere::Used(_) => "[年度限额:全国额度服务]",
            Elsewhere::NotAsked => "[年度限额:本系统账户]",
            Elsewhere::Unknown => "[年度限额:本系统账户,全国额度未核对]",
        });
        if text.chars().count() + words.chars().count() > crate::take::INFO_MAX {
            return text;
        }
        Text::from(format!("{text}{words}"))
    }

    /// 审结: examined if that was ordered, otherwise released once the goods are in.
    pub(crate) fn after_review(&mut self, index: usize) {
        self.answer_reviewed(index);
        let is_ordered = self.entries.get(index).is_some_and(|it| it.is_examination_ordered);
        if is_ordered {
            self.advance(index, Step::SelectedForExamination, &[]);
            let status = messages::status::of_entry(EntryState::UnderExamination);
            self.answer_list(index, status, Text::borrowed("查验"), &[], false);
        } else if self.is_in(index) {
            self.release(index);
        }
    }

    /// Says that the list is reviewed, and what keeps it from its release.
    pub(crate) fn answer_reviewed(&mut self, index: usize) {
        let reviewed = messages::status::of_entry(EntryState::Reviewed);
        let text = if self.is_in(index) {
            "审结"
        } else {
            "审结，待入库明细单确认货物运抵"
        };
        self.answer_list(index, reviewed, Text::borrowed(text), &[], false);
    }

    /// 放行: nothing stands against it, and the goods are in.
    pub(crate) fn release(&mut self, index: usize) {
        self.note_arrival(index);
        let postings = self.post_at_release(index);
        self.advance(index, Step::ReleaseGranted, &[]);
        let released = messages::status::of_entry(EntryState::Released);
        self.answer_list(index, released, Text::borrowed(messages::RELEASED), &[], true);
        self.clear(index, postings);
        let Some(entry) = self.entries.get_mut(index) else { return };
        entry.close();
        let waybill = entry.waybill.and_then(|it| self.waybill_index(it));
        if let Some(record) = waybill.and_then(|it| self.waybills.get_mut(it)) {
            record.touched = true;
            if let Some(held) = &mut record.held {
                held.document = None;
            }
        }
        self.plan_bill(index);
    }

    fn select(&mut self, index: usize, assessment: &Assessment) -> Option<model::Selection> {
        let mut selection = {
            let entry = self.entries.get(index)?;
            let list = entry.inventory.as_ref()?.document.as_deref()?;
            let features = features_of_parcel(list, &entry.platform_code, entry.key, self.now.on);
            self.registry.selector.select(&features, &self.lots())
        };
        self.weigh_parcel(index, assessment, &mut selection);
        Some(selection)
    }

    /// 退单: with every reason.
    pub(crate) fn reject(&mut self, index: usize, step: Step, findings: Vec<Finding>) {
        self.remember_parcel_refused(index);
        self.move_reservations(index, Movement::Void);
        self.advance(index, step, &findings);
        let status = refusal_status(&findings);
        let text = info(&findings, "退单");
        self.answer_list(index, status, text, &findings, false);
        self.send_back(index);
    }

    /// A list that was returned waits for nothing, leaves its waybill to another, and may be
    /// declared again.
    pub(crate) fn send_back(&mut self, index: usize) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.due_at = None;
            entry.truth = None;
            entry.assessment = None;
            if let Some(held) = &mut entry.inventory {
                held.slot.state = DocumentState::Rejected;
            }
        }
        self.free_waybill(index);
    }

    /// A list that is no longer before the house leaves its waybill to another.
    fn free_waybill(&mut self, index: usize) {
        let Some(entry) = self.entries.get_mut(index) else { return };
        // The key stays with the entry, so that people still see which waybill the list named.
        let (before, id) = (entry.waybill, entry.id);
        self.name_waybill(before, None, id);
    }

    /// The list is taken back before release: by its own deletion, which the answer names and which
    /// stands in its place then, or by a cancellation.
    pub(crate) fn withdraw(
        &mut self,
        index: usize,
        deletion: Option<(Text<'a>, Slot<'a>)>,
        words: &'static str,
    ) {
        let Some(entry) = self.entries.get_mut(index) else { return };
        let (guid, slot) = deletion.unzip();
        if let (Some(list), Some(guid)) = (&mut entry.list, guid) {
            list.guid = guid;
        }
        self.remember_parcel_cancelled(index);
        self.move_reservations(index, Movement::Void);
        self.advance(index, Step::WithdrawalGranted, &[]);
        let status = messages::status::of_document(DocumentState::Accepted);
        self.answer_list(index, status, Text::borrowed(words), &[], false);
        self.free_waybill(index);
        if let Some(entry) = self.entries.get_mut(index) {
            // Its partners stay: the list may be declared anew beside them.
            if let Some(held) = &mut entry.inventory {
                held.slot = slot.unwrap_or_else(|| held.slot.clone());
                held.slot.state = DocumentState::Deleted;
                held.document = None;
            }
            entry.assessment = None;
            entry.truth = None;
            entry.due_at = None;
        }
    }
}

/// The item with that number, as findings point at it.
fn item_pointer(inventory: &Inventory<'_>, number: u32) -> String {
    let index = inventory.items.iter().position(|it| it.number == number).unwrap_or(0);
    format!("inventory.items[{index}].commodity_code")
}

fn list_facts<'a>(
    list: &Inventory<'a>,
    taken_on: DayStamp,
    subscribers: Vec<Text<'a>>,
) -> ListFacts<'a> {
    ListFacts {
        guid: list.head.guid.clone(),
        customs_code: list.customs_code.clone(),
        platform_code: list.platform_code.clone(),
        seller_code: list.seller_code.clone(),
        declarant_code: list.declarant_code.clone(),
        logistics_code: list.logistics_code.clone(),
        guarantor_code: list.guarantor_code.clone(),
        site_code: list.site_code.clone(),
        trader_reference: list.trader_reference.clone(),
        taken_on,
        subscribers,
    }
}
