//! Time goes on: what was due by a moment is done, in the order in which it fell due.

use std::{cmp::Reverse, collections::BinaryHeap};

use lifecycle::Event as Step;
use model::{EntryId, EntryState, Moment};

use crate::{catalogue::refuse, desk::Desk, history::Event};

/// What a tick finds to do.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    /// The moment that the house had reached before it.
    pub(crate) reached: Moment,
    /// Due entries and slips, at most as many as one tick does.
    pub(crate) due: Vec<(Moment, EntryId)>,
    /// What falls due after this moment is left to the next tick.
    pub(crate) through: Moment,
}

impl Desk<'_, '_> {
    /// Does what is due. What fell due on an earlier day is done as of its own moment, so that a long
    /// step of time comes to the same as many short ones.
    pub(crate) fn tick(&mut self, at: Moment, agenda: Agenda, sender: &str) {
        if at < agenda.reached {
            let expected = format!("≥ {}", agenda.reached);
            let finding = refuse("HSE-7020", "at", at.to_string(), &expected);
            return self.refuse_command("tick", vec![finding], sender);
        }
        let mut due: BinaryHeap<Reverse<(Moment, EntryId)>> =
            agenda.due.into_iter().map(Reverse).collect();
        let mut n_done = 0;
        while let Some(Reverse((due_at, id))) = due.pop() {
            let is_earlier = due_at.local_date() < at.local_date();
            let moment = if is_earlier { due_at } else { at };
            if moment.local_date() != self.now.on {
                self.close_sums();
            }
            self.set_time(moment);
            let n_slips = self.slips.len();
            if self.fall_due(due_at, id) {
                n_done += 1;
            }
            // What was planned or made just now may be due already.
            let made = self.slips.iter().skip(n_slips).map(|it| (it.due_at, it.id));
            let again = made.chain([(self.planned(id), id)]).filter_map(|(at, id)| Some((at?, id)));
            due.extend(again.filter(|(at, _)| *at <= agenda.through).map(Reverse));
        }
        self.close_sums();
        self.set_time(at);
        self.note_command("tick", n_done);
    }

    /// When a case that was looked at is looked at next.
    fn planned(&self, id: EntryId) -> Option<Moment> {
        if let Some(index) = self.index_of(id) {
            return self.entries.get(index)?.due_at;
        }
        if let Some(index) = self.declarations.of_id(id) {
            return self.declarations.files.get(index)?.due_at;
        }
        if let Some(index) = self.exports.index_of(id) {
            return self.exports.files.get(index)?.due_at;
        }
        self.guarantees.files.get(self.guarantees.of_id(id)?)?.due_at
    }

    /// Does what is due about an entry or slip, if it still is.
    fn fall_due(&mut self, due_at: Moment, id: EntryId) -> bool {
        if let Some(index) = self.slip_index(id) {
            let is_due = self.slips.get(index).is_some_and(|it| it.due_at == Some(due_at));
            if is_due {
                self.call_slip(index);
            }
            return is_due;
        }
        if let Some(index) = self.declarations.of_id(id) {
            return self.declaration_falls_due(index, due_at);
        }
        if let Some(index) = self.guarantees.of_id(id) {
            return self.guarantee_falls_due(index, due_at);
        }
        if let Some(was_due) = self.slip_falls_due(id, due_at) {
            return was_due;
        }
        if let Some(index) = self.instruments.of_id(id) {
            return self.instrument_falls_due(index, due_at);
        }
        if let Some(index) = self.transits.of_id(id) {
            return self.transit_falls_due(index, due_at);
        }
        if let Some(index) = self.audits.of_id(id) {
            return self.audit_falls_due(index, due_at);
        }
        if let Some(index) = self.amendments.of_id(id) {
            return self.lapse_amendment(index, due_at);
        }
        if let Some(index) = self.exports.index_of(id) {
            let is_due = self.exports.files.get(index).is_some_and(|it| it.due_at == Some(due_at));
            if is_due {
                self.time_out_export(index);
            }
            return is_due;
        }
        let Some(index) = self.index_of(id) else { return false };
        let Some(entry) = self.entries.get_mut(index) else { return false };
        if entry.due_at != Some(due_at) {
            return false;
        }
        entry.due_at = None;
        entry.touched = true;
        match entry.state {
            EntryState::Declared => {
                self.note(index, Event::TimedOut);
                if self.partners(index).are_complete() {
                    // It waited for an answer that did not come: an officer looks at it.
                    self.settle(index, Vec::new());
                } else {
                    let findings = self.missing(index);
                    self.reject(index, Step::PartnersTimedOut, findings);
                }
            }
            EntryState::Accepted | EntryState::UnderReview => self.truth_is_due(index),
            EntryState::Released | EntryState::Closed => self.bill_falls_due(index),
            _ => {}
        }
        true
    }
}
