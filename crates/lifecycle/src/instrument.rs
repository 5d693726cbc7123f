//! What may happen with an instrument of customs (海关法律文书), as a table.

use model::InstrumentState;

/// A fact about an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstrumentEvent {
    /// 送达, and there is a term.
    Served,
    /// 送达, and nobody has to do anything.
    ServedForGood,
    /// 答复.
    Answered,
    /// 期限届满.
    TermEnded,
    /// 办结.
    Closed,
    /// 撤销.
    Revoked,
}

impl InstrumentEvent {
    /// In the order in which they are declared.
    pub const ALL: [InstrumentEvent; 6] = [
        InstrumentEvent::Served,
        InstrumentEvent::ServedForGood,
        InstrumentEvent::Answered,
        InstrumentEvent::TermEnded,
        InstrumentEvent::Closed,
        InstrumentEvent::Revoked,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            InstrumentEvent::Served => ["送达", "served"],
            InstrumentEvent::ServedForGood => ["送达（无期限）", "served, without a term"],
            InstrumentEvent::Answered => ["答复", "answered"],
            InstrumentEvent::TermEnded => ["期限届满", "term ended"],
            InstrumentEvent::Closed => ["办结", "closed"],
            InstrumentEvent::Revoked => ["撤销", "revoked"],
        }
    }
}

/// Every transition of an instrument.
pub const INSTRUMENT_TRANSITIONS: &[(InstrumentState, InstrumentEvent, InstrumentState)] = {
    use InstrumentEvent as On;
    use InstrumentState as Is;
    &[
        (Is::Issued, On::Served, Is::Served),
        (Is::Issued, On::ServedForGood, Is::Closed),
        (Is::Issued, On::Closed, Is::Closed),
        (Is::Issued, On::Revoked, Is::Revoked),
        (Is::Served, On::Answered, Is::Answered),
        (Is::Served, On::TermEnded, Is::Overdue),
        (Is::Served, On::Closed, Is::Closed),
        (Is::Served, On::Revoked, Is::Revoked),
        (Is::Answered, On::Answered, Is::Answered),
        (Is::Answered, On::Closed, Is::Closed),
        (Is::Answered, On::Revoked, Is::Revoked),
        (Is::Overdue, On::Answered, Is::Answered),
        (Is::Overdue, On::Closed, Is::Closed),
        (Is::Overdue, On::Revoked, Is::Revoked),
    ]
};

/// The state of an instrument after the event; nothing where the table has no such row.
pub fn next_instrument(state: InstrumentState, event: InstrumentEvent) -> Option<InstrumentState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    INSTRUMENT_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

/// Whether somebody still has to do something about it.
pub fn is_instrument_open(state: InstrumentState) -> bool {
    next_instrument(state, InstrumentEvent::Closed).is_some()
}

pub const fn instrument_title_zh(state: InstrumentState) -> &'static str {
    match state {
        InstrumentState::Issued => "已制发",
        InstrumentState::Served => "已送达",
        InstrumentState::Answered => "已答复",
        InstrumentState::Overdue => "逾期",
        InstrumentState::Closed => "已办结",
        InstrumentState::Revoked => "已撤销",
    }
}

pub const fn instrument_title_en(state: InstrumentState) -> &'static str {
    match state {
        InstrumentState::Issued => "issued",
        InstrumentState::Served => "served",
        InstrumentState::Answered => "answered",
        InstrumentState::Overdue => "overdue",
        InstrumentState::Closed => "closed",
        InstrumentState::Revoked => "revoked",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other_and_every_event_is_used() {
        let rows = INSTRUMENT_TRANSITIONS;
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let used: BTreeSet<_> = rows.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, InstrumentEvent::ALL.into_iter().collect());
    }

    #[test]
    fn every_state_is_reached_and_final_states_are_final() {
        let mut reached = BTreeSet::from([InstrumentState::Issued]);
        for _ in INSTRUMENT_TRANSITIONS {
            for (from, _, to) in INSTRUMENT_TRANSITIONS {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached.len(), 6);
        for state in [InstrumentState::Closed, InstrumentState::Revoked] {
            assert!(InstrumentEvent::ALL.iter().all(|it| next_instrument(state, *it).is_none()));
            assert!(!is_instrument_open(state));
        }
    }

    #[test]
    fn nothing_is_answered_or_overdue_before_it_was_served() {
        for event in [InstrumentEvent::Answered, InstrumentEvent::TermEnded] {
            assert_eq!(next_instrument(InstrumentState::Issued, event), None);
        }
    }
}
