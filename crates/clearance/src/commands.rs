//! The house's own inputs: registry rows and law, officers' orders, exits, the tick of time.

use lifecycle::Event as Step;
use model::{
    Account, AccountKind, BookRow, EntryId, EntryState, Finding, FormatReturn, GuaranteeRow,
    HouseMessage, KeyPair, LedgerEntry, Moment, Movement, OfficerAction, ReceiptBody, Text,
};

use crate::{
    catalogue::{self, refuse},
    desk::Desk,
    entry::AccountRecord,
    gate_pass::AtGate,
    history::Event,
};

/// The serial of a list number, which is the entry's own number.
pub fn entry_of_list_no(list_no: &str) -> Option<EntryId> {
    let serial = list_no.get(9..18)?;
    let is_whole = list_no.len() == 18 && list_no.as_bytes().get(8) == Some(&b'I');
    is_whole.then(|| serial.parse().ok().map(EntryId)).flatten()
}

impl<'a> Desk<'a, '_> {
    /// Decides one input of the house's own. `applied` is what the registry made of it.
    pub(crate) fn command(
        &mut self,
        message: HouseMessage,
        applied: Result<usize, String>,
        sender: &str,
    ) {
        let rows = match applied {
            Ok(rows) => u32::try_from(rows).unwrap_or(u32::MAX),
            Err(reason) => return self.refuse_rows(&message, reason, sender),
        };
        match message {
            HouseMessage::Registry { guarantees, books, .. } => {
                let opened = guarantees
                    .iter()
                    .map(|row| self.open_guarantee(row))
                    .chain(books.iter().map(|row| self.open_book(row)))
                    .collect::<Vec<_>>();
                let entries = self.open_accounts(opened);
                if !entries.is_empty() {
                    self.note_house(Event::Ledger(entries));
                }
                self.note_command("registry", rows);
            }
            HouseMessage::Settings { .. } => self.note_command("settings", rows),
            HouseMessage::ExtendLaw { .. } => self.note_command("law", rows),
            HouseMessage::Exit { list_no, site, at } => self.exit(&list_no, site, at, sender),
            HouseMessage::GatePassage { pass_no, vehicle_no, weight_kg, gate, operator, at } => {
                let seen = AtGate { pass_no, vehicle_no, weight_kg, gate, operator, at };
                self.gate_passage(seen, sender);
            }
            HouseMessage::Officer { list_no, action, officer, reason } => {
                self.order(&list_no, action, officer, reason, sender);
            }
            HouseMessage::Tick { at } => self.tick(at),
        }
    }

    /// Rows that cannot be law, or of the registry.
    fn refuse_rows(&mut self, message: &HouseMessage, reason: String, sender: &str) {
        let (kind, finding) = match message {
            HouseMessage::ExtendLaw { .. } => {
                let expected = "可延长的参数表与日期 (a table and day that can be extended)";
                ("law", refuse("HSE-7003", "law", reason, expected))
            }
            _ => {
                let expected = "填写完整有效的备案数据 (rows that are whole and sound)";
                ("registry", refuse("HSE-7004", "registry", reason, expected))
            }
        };
        self.refuse_command(kind, vec![finding], sender);
    }

    fn note_command(&mut self, kind: &str, rows: u32) {
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
        self.answer(None, sender, &receipt, &findings);
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

    fn open_accounts(
        &mut self,
        rows: Vec<(KeyPair, AccountKind, String, model::Amount)>,
    ) -> Vec<LedgerEntry> {
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
        entries
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
        let Some(index) = self.entry_by_list_no(list_no) else {
            return self.refuse_unknown("officer", list_no, sender);
        };
        let Some(state) = self.entries.get(index).map(|it| it.state) else { return };
        let step = step_of(action);
        if lifecycle::next(state, step).is_err() {
            return self.refuse_state("officer", state, sender);
        }
        let words = Text::from(reason.clone());
        self.note(index, Event::Officer { action, officer, reason });
        self.advance(index, step, &[]);
        let Some(after) = self.entries.get(index).map(|it| it.state) else { return };
        match action {
            OfficerAction::ApproveReview => self.after_review(index),
            OfficerAction::PassExamination | OfficerAction::LiftDetention => self.release(index),
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

    /// Time has come to this moment: lists that waited too long are answered with every missing
    /// partner, in the order in which they were declared.
    fn tick(&mut self, at: Moment) {
        let mut due: Vec<(EntryId, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, it)| it.state == EntryState::Declared)
            .filter(|(_, it)| it.due_at.is_some_and(|due| due <= at))
            .map(|(index, it)| (it.id, index))
            .collect();
        due.sort();
        for (_, index) in due {
            self.note(index, Event::TimedOut);
            let findings = self.missing(index);
            self.reject(index, Step::PartnersTimedOut, findings);
        }
        self.note_command("tick", 0);
    }
}

fn step_of(action: OfficerAction) -> Step {
    match action {
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
    }
}
