//! What an officer orders of an export.

use lifecycle::ExportEvent as Step;
use model::{DocumentState, EntryState, ExportState, OfficerAction, Text};

use crate::{catalogue::refuse, desk::Desk, history::Event};

impl<'a> Desk<'a, '_> {
    pub(crate) fn order_export(
        &mut self,
        index: usize,
        action: OfficerAction,
        officer: String,
        reason: String,
        sender: &str,
    ) {
        let Some(state) = self.exports.files.get(index).map(|it| it.state) else { return };
        let Some(step) = step_from(state, action) else {
            let observed = lifecycle::export_title_zh(state).to_owned();
            let expected = "允许该操作的状态 (a state that allows it)";
            let finding = refuse("HSE-7002", "list_no", observed, expected);
            return self.refuse_command("officer", vec![finding], sender);
        };
        let words = Text::from(reason.clone());
        self.note_export(index, Event::Officer { action, officer, reason });
        if action == OfficerAction::OrderExamination {
            return self.examine_export(index, words);
        }
        self.advance_export(index, step, &[]);
        match action {
            OfficerAction::ApproveReview
            | OfficerAction::PassExamination
            | OfficerAction::LiftDetention => self.release_if_in(index),
            OfficerAction::RejectReview => {
                self.answer_export(index, ExportState::Rejected, words, &[]);
                self.send_export_back(index, DocumentState::Rejected);
            }
            OfficerAction::ShipBack => self.answer_export(index, ExportState::Refused, words, &[]),
            OfficerAction::DetainForClearance => {
                self.answer_detained(index, EntryState::DetainedForClearance, words);
            }
            OfficerAction::DetainForAntiSmuggling => {
                self.answer_detained(index, EntryState::DetainedForAntiSmuggling, words);
            }
            OfficerAction::DetainForLegal => {
                self.answer_detained(index, EntryState::DetainedForLegal, words);
            }
            OfficerAction::DetainOther => {
                self.answer_detained(index, EntryState::DetainedOther, words);
            }
            // The first is done already, the others have no step.
            OfficerAction::OrderExamination
            | OfficerAction::PutUnderControl
            | OfficerAction::OpenAudit
            | OfficerAction::Suspect
            | OfficerAction::LiftBar => {}
        }
    }

    /// The wire has a number for each way of being detained.
    fn answer_detained(&mut self, index: usize, as_entry: EntryState, words: Text<'a>) {
        let status = messages::status::of_entry(as_entry);
        self.answer_export_status(index, status, words, &[], false);
    }

    /// Goods of an export leave with a departure, which their carrier reports.
    pub(crate) fn refuse_exit_of_export(&mut self, list_no: &str, sender: &str) {
        let expected = "离境单（CEB509）(a departure, CEB509)";
        let finding = refuse("HSE-6501", "list_no", list_no.to_owned(), expected);
        self.refuse_command("exit", vec![finding], sender);
    }
}

/// What an officer's order does to an export; nothing where its state does not allow it.
pub(crate) fn step_from(state: ExportState, action: OfficerAction) -> Option<Step> {
    // Approving papers is not passing an examination, though both settle.
    let is_its_turn = action != OfficerAction::ApproveReview || state == ExportState::UnderReview;
    let step = step_of(action).filter(|_| is_its_turn);
    step.filter(|it| lifecycle::next_export(state, *it).is_some())
}

/// Nothing for what is done to declarations alone.
fn step_of(action: OfficerAction) -> Option<Step> {
    Some(match action {
        OfficerAction::ApproveReview => Step::Settled,
        OfficerAction::RejectReview => Step::ReviewFailed,
        OfficerAction::OrderExamination => Step::ExaminationOrdered,
        OfficerAction::PassExamination => Step::ExaminationPassed,
        OfficerAction::DetainForClearance
        | OfficerAction::DetainForAntiSmuggling
        | OfficerAction::DetainForLegal
        | OfficerAction::DetainOther => Step::Detained,
        OfficerAction::LiftDetention => Step::DetentionLifted,
        OfficerAction::ShipBack => Step::ShipBackOrdered,
        OfficerAction::PutUnderControl
        | OfficerAction::OpenAudit
        | OfficerAction::Suspect
        | OfficerAction::LiftBar => return None,
    })
}
