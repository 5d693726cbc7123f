//! The house's own inputs: registry rows and law, officers' orders, exits, payments of slips.

use lifecycle::Event as Step;
use model::{
    Account, AccountKind, BookRow, DeviceReading, EntryState, Finding, FormatReturn, GuaranteeRow,
    HouseMessage, KeyPair, LedgerEntry, Moment, Movement, OfficerAction, ReceiptBody, ResultWord,
    Text,
};

use crate::{
    admission_act::AdmissionRuling,
    amend_effect::Asked,
    audit_open::{Files, Opens},
    catalogue::{self, refuse},
    desk::Desk,
    entry::AccountRecord,
    gate_pass::AtGate,
    history::Event,
    instrument_draft::Draft,
    numbers::{case_of_amendment_no, entry_of_list_no, entry_of_slip_no},
    tick::Agenda,
    value::Decides,
};

/// Whether what it says is the registry's alone, and no case is touched by it.
fn is_for_the_registry(message: &HouseMessage) -> bool {
    matches!(
        message,
        HouseMessage::Settings { .. }
            | HouseMessage::Policy { .. }
            | HouseMessage::ExchangeRates { .. }
            | HouseMessage::SpecialDuties { .. }
            | HouseMessage::Examiners { .. }
            | HouseMessage::CollectiveTraders { .. }
            | HouseMessage::RiskRules { .. }
            | HouseMessage::RiskBudgets { .. }
            | HouseMessage::RiskModel { .. }
            | HouseMessage::RiskPlan { .. }
            | HouseMessage::DecideRiskPlan { .. }
            | HouseMessage::ListedEnterprises { .. }
            | HouseMessage::Sites { .. }
            | HouseMessage::WorkingDays { .. }
            | HouseMessage::ExtendLaw { .. }
    )
}

impl<'a> Desk<'a, '_> {
    /// Accounts of what is registered.
    fn open_registered(&mut self, guarantees: &[GuaranteeRow], books: &[BookRow]) {
        let guarantees = guarantees.iter().map(|row| self.open_guarantee(row));
        let books = books.iter().map(|row| self.open_book(row));
        let opened = guarantees.chain(books).collect();
        self.open_accounts(opened);
    }

    /// Decides one input of the house's own. `applied` is what the registry made of it.
    pub(crate) fn command(
        &mut self,
        message: HouseMessage,
        applied: Result<usize, Vec<Finding>>,
        agenda: Agenda,
        sender: &str,
    ) {
        let rows = match applied {
            Ok(rows) => u32::try_from(rows).unwrap_or(u32::MAX),
            Err(findings) => return self.refuse_command(kind_of(&message), findings, sender),
        };
        let kind = kind_of(&message);
        match message {
            HouseMessage::Registry { guarantees, books, .. } => {
                self.open_registered(&guarantees, &books);
                self.note_command(kind, rows);
            }
            message if is_for_the_registry(&message) => self.note_command(kind, rows),
            HouseMessage::Licences { rows: licences } => {
                self.open_accounts(self.licence_accounts(&licences));
                self.note_command(kind, rows);
            }
            HouseMessage::Authorisation { number, by_code, .. } => {
                self.tell_of_authorisation(&number, &by_code);
                self.note_command(kind, rows);
            }
            HouseMessage::Enquiry { entries, .. } => {
                self.take_answers(&entries);
                self.note_command(kind, rows);
            }
            HouseMessage::Exit { list_no, site, at } => self.exit(&list_no, site, at, sender),
            HouseMessage::GatePassage { pass_no, vehicle_no, weight_kg, gate, operator, at } => {
                let seen = AtGate { pass_no, vehicle_no, weight_kg, gate, operator, at };
                self.gate_passage(seen, sender);
            }
            HouseMessage::Officer { list_no, action, officer, reason } => {
                self.order(&list_no, action, officer, reason, sender);
            }
            HouseMessage::Tick { at } => self.tick(at, agenda, sender),
            HouseMessage::GoodsBack { return_no, site, lines, at } => {
                self.goods_back(&return_no, site, lines, at, sender);
            }
            message @ (HouseMessage::Guarantees { .. }
            | HouseMessage::GuaranteedRelease { .. }
            | HouseMessage::MonthlyPayers { .. }
            | HouseMessage::MonthlyPaid { .. }
            | HouseMessage::SlipPaid { .. }
            | HouseMessage::DutyPaid { .. }
            | HouseMessage::DutySlip { .. }) => self.command_of_money(message, rows, sender),
            message @ (HouseMessage::AskAmendment { .. }
            | HouseMessage::Transit { .. }
            | HouseMessage::TransitAct { .. }
            | HouseMessage::IssueDocument { .. }
            | HouseMessage::DocumentAct { .. }
            | HouseMessage::DecideValue { .. }
            | HouseMessage::DecideAdmission { .. }
            | HouseMessage::ConfirmExamination { .. }
            | HouseMessage::DeviceReading { .. }) => self.command_of_declaration(message, sender),
            message @ (HouseMessage::OpenAudit { .. }
            | HouseMessage::Audit { .. }
            | HouseMessage::Disclose { .. }
            | HouseMessage::ClaimRefund { .. }) => self.command_after_release(message, sender),
            message => self.command_about_a_desk(message, sender),
        }
    }

    /// Who does what, and who looks at what: it decides nothing about a case.
    fn command_about_a_desk(&mut self, message: HouseMessage, sender: &str) {
        match message {
            HouseMessage::PersonalShown { case, by, reason } => {
                self.note_shown(case, by, reason, sender);
            }
            message => self.move_tasks(message, sender),
        }
    }

    /// What officers and traders say of released declarations.
    fn command_after_release(&mut self, message: HouseMessage, sender: &str) {
        match message {
            HouseMessage::OpenAudit {
                kind,
                origin,
                enterprise_code,
                customs,
                declarations,
                from,
                to,
                officers,
                reason,
                without_notice_by,
            } => {
                let opens = Opens {
                    kind,
                    origin,
                    enterprise_code,
                    customs,
                    declarations,
                    from,
                    to,
                    officers,
                    reason,
                    without_notice_by,
                };
                self.open_audit(opens, sender);
            }
            HouseMessage::Audit { audit_no, act } => self.act_on_audit(&audit_no, act, sender),
            HouseMessage::Disclose { by_code, findings, text, attachments } => {
                let files = Files::disclosure(by_code, findings, text, attachments);
                self.file_audit(files, sender);
            }
            HouseMessage::ClaimRefund {
                by_code,
                declaration_no,
                fields,
                sent_back,
                text,
                attachments,
            } => {
                let said = [by_code, declaration_no, text];
                let files = Files::claim(said, fields, sent_back, attachments);
                self.file_audit(files, sender);
            }
            // The others are not about one.
            _ => {}
        }
    }

    /// What officers and devices say of a declaration, and what is done about the transit of its goods.
    fn command_of_declaration(&mut self, message: HouseMessage, sender: &str) {
        match message {
            HouseMessage::Transit { direction, bill_no, terms } => {
                self.take_transit(direction, bill_no, terms, sender);
            }
            HouseMessage::TransitAct { transit_no, act } => {
                self.act_on_transit(&transit_no, act, sender);
            }
            HouseMessage::AskAmendment { declaration_no, kind, fields, officer, reason } => {
                let asked = Asked { kind, fields, officer, reason };
                self.ask_amendment(&declaration_no, asked, sender);
            }
            HouseMessage::IssueDocument {
                declaration_no,
                kind,
                officer,
                reason,
                fields,
                attachments,
            } => {
                let draft = Draft { kind, officer, reason, fields, attachments };
                self.issue_document(&declaration_no, draft, sender);
            }
            HouseMessage::DocumentAct { number, act } => {
                self.act_on_document(&number, act, sender);
            }
            HouseMessage::DecideValue { declaration_no, lines, method, officer, reason } => {
                let decides = Decides { lines, method, officer, reason };
                self.decide_value(&declaration_no, decides, sender);
            }
            HouseMessage::DecideAdmission {
                declaration_no,
                application,
                is_granted,
                officer,
                reason,
            } => {
                let ruling = AdmissionRuling { application, is_granted, officer, reason };
                self.decide_admission(&declaration_no, ruling, sender);
            }
            HouseMessage::ConfirmExamination {
                declaration_no,
                entered_at,
                is_confirmed,
                officer,
                reason,
            } => {
                let entered_by = String::new();
                let word = ResultWord { entered_by, entered_at, is_confirmed, officer, reason };
                self.confirm_examination(&declaration_no, word, sender);
            }
            HouseMessage::DeviceReading {
                declaration_no,
                device,
                kind,
                verdict,
                reading,
                attachments,
                at,
            } => {
                let read = DeviceReading { device, kind, verdict, reading, attachments, at };
                self.take_reading(&declaration_no, read, sender);
            }
            // The others are not about one.
            _ => {}
        }
    }

    /// What secures and pays the tax of declarations.
    fn command_of_money(&mut self, message: HouseMessage, rows: u32, sender: &str) {
        let kind = kind_of(&message);
        match message {
            HouseMessage::Guarantees { rows: guarantees } => {
                self.open_accounts(self.guarantee_accounts(&guarantees));
                self.register_guarantees(&guarantees);
                self.note_command(kind, rows);
            }
            HouseMessage::MonthlyPayers { rows: payers } => {
                self.register_monthly(&payers);
                self.note_command(kind, rows);
            }
            HouseMessage::MonthlyPaid { code, month, amount, bank, at } => {
                self.pay_month(&code, month.first_day(), (amount, bank, at), sender);
            }
            HouseMessage::GuaranteedRelease { declaration_no, act, officer, reason } => {
                self.guaranteed_release(&declaration_no, act, [officer, reason], sender);
            }
            HouseMessage::SlipPaid { slip_no, amount, bank, at } => {
                self.pay_slip(&slip_no, amount, bank, at, sender);
            }
            HouseMessage::DutyPaid { declaration_no, amount, bank, at } => {
                self.pay_duty(&declaration_no, amount, bank, at, sender);
            }
            HouseMessage::DutySlip { slip_no, act, at } => {
                self.act_on_slip(&slip_no, act, at, sender);
            }
            _ => {}
        }
    }

    pub(crate) fn note_command(&mut self, kind: &str, rows: u32) {
        let kind = kind.to_owned();
        self.note_house(Event::HouseInput { kind, rows, findings: Vec::new() });
    }

    /// Says to its sender, in the form receipt's words, why a command has no effect.
    pub(crate) fn refuse_command(&mut self, kind: &str, findings: Vec<Finding>, sender: &str) {
        self.tally.findings(&findings);
        self.tally.outcome("commands_refused");
        let explained = catalogue::explain(&findings);
        let receipt = ReceiptBody::Format(FormatReturn {
            guid: Text::borrowed("00000000-0000-0000-0000-000000000000"),
            status: messages::UNRECOGNISED,
            info: Text::from(messages::spell(&explained, crate::take::INFO_MAX)),
            original_message_id: Text::from(self.now.input.to_string()),
            original_message_type: Text::borrowed("Unknown"),
            original_message: Text::default(),
        });
        self.answer(None, &[sender], receipt, &findings);
        self.note_house(Event::HouseInput { kind: kind.to_owned(), rows: 0, findings });
    }

    fn open_guarantee(&self, row: &GuaranteeRow) -> (KeyPair, AccountKind, String, model::Amount) {
        let key = self.keyring.guarantee(&row.code);
        (key, AccountKind::Guarantee, row.code.clone(), row.limit)
    }

    fn open_book(&self, row: &BookRow) -> (KeyPair, AccountKind, String, model::Amount) {
        let key = self.keyring.account_book(&row.book_no, &row.record_no);
        let label = format!("{}/{}", row.book_no, row.record_no);
        (key, AccountKind::AccountBook, label, row.quantity)
    }

    fn open_accounts(&mut self, rows: Vec<(KeyPair, AccountKind, String, model::Amount)>) {
        let mut entries = Vec::with_capacity(rows.len());
        for (key, kind, label, limit) in rows {
            let record = self.accounts.entry(key).or_insert_with(|| AccountRecord {
                kind,
                label: label.clone(),
                account: Account::default(),
                touched: true,
            });
            if ledger::open(&mut record.account, limit).is_ok() {
                record.touched = true;
                let movement = Movement::Open;
                entries.push(LedgerEntry { kind, account: key, label, movement, amount: limit });
            }
        }
        if !entries.is_empty() {
            self.note_house(Event::Ledger(entries));
        }
    }

    pub(crate) fn entry_by_list_no(&self, list_no: &str) -> Option<usize> {
        let index = self.index_of(entry_of_list_no(list_no)?)?;
        let entry = self.entries.get(index)?;
        (entry.list_no() == list_no).then_some(index)
    }

    fn refuse_state(&mut self, kind: &str, state: EntryState, sender: &str) {
        let title = lifecycle::state_title_zh(state);
        let finding = refuse(
            "HSE-7002",
            "list_no",
            title.to_owned(),
            "允许该操作的状态 (a state that allows it)",
        );
        self.refuse_command(kind, vec![finding], sender);
    }

    fn refuse_unknown(&mut self, kind: &str, list_no: &str, sender: &str) {
        let finding = refuse(
            "HSE-7001",
            "list_no",
            list_no.to_owned(),
            "本系统的清单编号 (a list number of this house)",
        );
        self.refuse_command(kind, vec![finding], sender);
    }

    /// The goods left the supervised site: 899. Bonded goods leave by a gate pass.
    fn exit(&mut self, list_no: &str, site: String, at: Moment, sender: &str) {
        if let Some(index) = self.declarations.of_no(list_no) {
            return self.clear_declaration(index, site, at, sender);
        }
        if self.exports.of_no(list_no).is_some() {
            return self.refuse_exit_of_export(list_no, sender);
        }
        let Some(index) = self.entry_by_list_no(list_no) else {
            return self.refuse_unknown("exit", list_no, sender);
        };
        if self.entries.get(index).is_some_and(|it| it.drawn.is_some()) {
            let expected = "核放单过卡 (passage of the gate with a pass)";
            let finding = refuse("HSE-7005", "list_no", list_no.to_owned(), expected);
            return self.refuse_command("exit", vec![finding], sender);
        }
        let state = self.entries.get(index).map(|it| it.state);
        if let Some(state) = state
            && lifecycle::next(state, Step::ExitConfirmed).is_err()
        {
            return self.refuse_state("exit", state, sender);
        }
        self.note(index, Event::Exit { site, at });
        self.advance(index, Step::ExitConfirmed, &[]);
        let status = messages::status::of_entry(EntryState::Closed);
        self.answer_list(index, status, Text::borrowed("结关"), &[], false);
    }

    fn order(
        &mut self,
        list_no: &str,
        action: OfficerAction,
        officer: String,
        reason: String,
        sender: &str,
    ) {
        if let Some(index) = self.declarations.of_no(list_no) {
            return self.order_declaration(index, action, officer, reason, sender);
        }
        if let Some(index) = self.amendments.of_no(list_no) {
            return self.order_amendment(index, action, officer, reason, sender);
        }
        if case_of_amendment_no(list_no).is_some() {
            return self.refuse_unknown_amendment(list_no, sender);
        }
        if let Some(index) = self.manifests.of_no(list_no) {
            return self.order_bill(index, action, officer, reason, sender);
        }
        if let Some(index) = self.transits.of_no(list_no) {
            return self.order_transit(index, action, officer, reason, sender);
        }
        if let Some(index) = self.exports.of_no(list_no) {
            return self.order_export(index, action, officer, reason, sender);
        }
        let Some(index) = self.entry_by_list_no(list_no) else {
            return self.refuse_unknown("officer", list_no, sender);
        };
        let Some(state) = self.entries.get(index).map(|it| it.state) else { return };
        let Some(step) = step_from(state, action) else {
            return self.refuse_state("officer", state, sender);
        };
        let words = Text::from(reason.clone());
        self.note(index, Event::Officer { action, officer, reason });
        self.advance(index, step, &[]);
        let Some(after) = self.entries.get(index).map(|it| it.state) else { return };
        if state == EntryState::UnderExamination && after != state {
            self.remember_parcel_examined(index, action == OfficerAction::PassExamination);
        }
        match action {
            OfficerAction::ApproveReview => self.after_review(index),
            OfficerAction::PassExamination | OfficerAction::LiftDetention => {
                if self.is_in(index) {
                    self.release(index);
                } else {
                    self.answer_reviewed(index);
                }
            }
            OfficerAction::OrderExamination => {
                if let Some(entry) = self.entries.get_mut(index) {
                    entry.is_examination_ordered = true;
                }
                if after != state {
                    self.answer_state(index, after, words);
                }
            }
            OfficerAction::RejectReview => {
                self.move_reservations(index, Movement::Void);
                self.answer_state(index, after, words);
                self.send_back(index);
            }
            OfficerAction::ShipBack => {
                self.move_reservations(index, Movement::Void);
                self.answer_state(index, after, words);
                if let Some(entry) = self.entries.get_mut(index) {
                    entry.close();
                }
            }
            OfficerAction::DetainForClearance
            | OfficerAction::DetainForAntiSmuggling
            | OfficerAction::DetainForLegal
            | OfficerAction::DetainOther => self.answer_state(index, after, words),
            // They have no step.
            OfficerAction::PutUnderControl
            | OfficerAction::OpenAudit
            | OfficerAction::Suspect
            | OfficerAction::LiftBar => {}
        }
    }

    fn answer_state(&mut self, index: usize, state: EntryState, reason: Text<'a>) {
        let mut text = lifecycle::state_title_zh(state).to_owned();
        if !reason.is_empty() {
            let room = crate::take::INFO_MAX - text.chars().count() - 1;
            text.push('：');
            text.extend(reason.chars().take(room));
        }
        self.answer_list(index, messages::status::of_entry(state), Text::from(text), &[], false);
    }

    /// The treasury or a bank says that a slip was paid: in full and while it can be.
    fn pay_slip(
        &mut self,
        slip_no: &str,
        amount: model::Amount,
        bank: String,
        at: Moment,
        sender: &str,
    ) {
        let index = entry_of_slip_no(slip_no).and_then(|it| self.slip_index(it));
        let slip = index.and_then(|it| self.slips.get(it)).filter(|it| it.slip_no() == slip_no);
        let (Some(index), Some(slip)) = (index, slip) else {
            let expected = "已开具的缴款书 (a slip that was made)";
            let finding = refuse("HSE-7026", "slip_no", slip_no.to_owned(), expected);
            return self.refuse_command("slip_paid", vec![finding], sender);
        };
        let mut findings = Vec::new();
        if lifecycle::next_slip(slip.state, lifecycle::SlipEvent::Paid).is_none() {
            let state = lifecycle::slip_title_zh(slip.state).to_owned();
            findings.push(refuse("HSE-7027", "slip_no", state, "待缴的缴款书 (one to be paid)"));
        }
        if amount != slip.amount {
            let expected = slip.amount.to_string();
            findings.push(refuse("HSE-6020", "amount", amount.to_string(), &expected));
        }
        if findings.is_empty() {
            self.settle_slip(index, bank, amount, at);
        } else {
            self.refuse_command("slip_paid", findings, sender);
        }
    }
}

/// The name under which an input of the house's own is noted.
fn kind_of(message: &HouseMessage) -> &'static str {
    match message {
        HouseMessage::Registry { .. } => "registry",
        HouseMessage::Settings { .. } => "settings",
        HouseMessage::ExtendLaw { .. } => "law",
        HouseMessage::ExchangeRates { .. } => "exchange_rates",
        HouseMessage::SpecialDuties { .. } => "special_duties",
        HouseMessage::Policy { .. } => "policy",
        HouseMessage::Enquiry { .. } => "enquiry",
        HouseMessage::Exit { .. } => "exit",
        HouseMessage::GatePassage { .. } => "gate_passage",
        HouseMessage::Officer { .. } => "officer",
        HouseMessage::SlipPaid { .. } => "slip_paid",
        HouseMessage::DutyPaid { .. } => "duty_paid",
        HouseMessage::DutySlip { .. } => "duty_slip",
        HouseMessage::GoodsBack { .. } => "goods_back",
        HouseMessage::AskAmendment { .. } => "ask_amendment",
        HouseMessage::IssueDocument { .. } => "issue_document",
        HouseMessage::DocumentAct { .. } => "document_act",
        HouseMessage::DecideValue { .. } => "decide_value",
        HouseMessage::Examiners { .. } => "examiners",
        HouseMessage::RiskRules { .. } => "risk_rules",
        HouseMessage::RiskBudgets { .. } => "risk_budgets",
        HouseMessage::RiskModel { .. } => "risk_model",
        HouseMessage::RiskPlan { .. } => "risk_plan",
        HouseMessage::DecideRiskPlan { .. } => "decide_risk_plan",
        HouseMessage::ListedEnterprises { .. } => "listed_enterprises",
        HouseMessage::DeviceReading { .. } => "device_reading",
        HouseMessage::Sites { .. } => "sites",
        HouseMessage::DecideAdmission { .. } => "decide_admission",
        HouseMessage::ConfirmExamination { .. } => "confirm_examination",
        HouseMessage::Tick { .. } => "tick",
        HouseMessage::Licences { .. } => "licences",
        HouseMessage::Guarantees { .. } => "guarantees",
        HouseMessage::MonthlyPayers { .. } => "monthly_payers",
        HouseMessage::MonthlyPaid { .. } => "monthly_paid",
        HouseMessage::CollectiveTraders { .. } => "collective_traders",
        HouseMessage::Transit { .. } => "transit",
        HouseMessage::TransitAct { .. } => "transit_act",
        HouseMessage::WorkingDays { .. } => "working_days",
        HouseMessage::GuaranteedRelease { .. } => "guaranteed_release",
        HouseMessage::Authorisation { .. } => "authorisation",
        HouseMessage::OpenAudit { .. } => "open_audit",
        HouseMessage::Audit { .. } => "audit",
        HouseMessage::Disclose { .. } => "disclose",
        HouseMessage::ClaimRefund { .. } => "claim_refund",
        HouseMessage::Tasks { .. } => "tasks",
        HouseMessage::PersonalShown { .. } => "personal_shown",
    }
}

/// Whether a parcel in that state can be ordered that.
pub fn allows_parcel_order(state: EntryState, action: OfficerAction) -> bool {
    step_from(state, action).is_some()
}

/// What an officer's order does to a parcel's list; nothing where its state does not allow it.
pub(crate) fn step_from(state: EntryState, action: OfficerAction) -> Option<Step> {
    step_of(action).filter(|it| lifecycle::next(state, *it).is_ok())
}

/// Nothing for what is ordered of declarations alone.
fn step_of(action: OfficerAction) -> Option<Step> {
    Some(match action {
        OfficerAction::ApproveReview => Step::ReviewPassed,
        OfficerAction::RejectReview => Step::ReviewFailed,
        OfficerAction::OrderExamination => Step::ExaminationOrdered,
        OfficerAction::PassExamination => Step::ExaminationPassed,
        OfficerAction::DetainForClearance => Step::DetentionForClearance,
        OfficerAction::DetainForAntiSmuggling => Step::DetentionForAntiSmuggling,
        OfficerAction::DetainForLegal => Step::DetentionForLegal,
        OfficerAction::DetainOther => Step::DetentionOther,
        OfficerAction::LiftDetention => Step::DetentionLifted,
        OfficerAction::ShipBack => Step::ShipBackOrdered,
        OfficerAction::PutUnderControl
        | OfficerAction::OpenAudit
        | OfficerAction::Suspect
        | OfficerAction::LiftBar => return None,
    })
}
