//! What may happen to a guarantee instrument (税款担保), as a table.

use model::GuaranteeState;

/// A fact about a guarantee instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GuaranteeEvent {
    /// 到期提醒: it ends soon, and declarations stand on it.
    Warned,
    /// 到期未结: its last day has passed, and declarations stand on it.
    PassedHeld,
    /// 到期: its last day has passed, and nothing stands on it any more.
    Passed,
    /// 续保: a row with a later last day was registered.
    Renewed,
}

impl GuaranteeEvent {
    /// In the order in which they are declared.
    pub const ALL: [GuaranteeEvent; 4] = [
        GuaranteeEvent::Warned,
        GuaranteeEvent::PassedHeld,
        GuaranteeEvent::Passed,
        GuaranteeEvent::Renewed,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            GuaranteeEvent::Warned => ["到期提醒", "ends soon, and is stood on"],
            GuaranteeEvent::PassedHeld => ["到期未结", "last day passed, and is stood on"],
            GuaranteeEvent::Passed => ["到期", "last day passed, and is free"],
            GuaranteeEvent::Renewed => ["续保", "renewed"],
        }
    }
}

/// Every transition of a guarantee instrument.
pub const GUARANTEE_TRANSITIONS: &[(GuaranteeState, GuaranteeEvent, GuaranteeState)] = {
    use GuaranteeEvent as On;
    use GuaranteeState as Is;
    &[
        (Is::InForce, On::Warned, Is::Ending),
        (Is::InForce, On::PassedHeld, Is::EndedHeld),
        (Is::InForce, On::Passed, Is::Ended),
        (Is::Ending, On::PassedHeld, Is::EndedHeld),
        (Is::Ending, On::Passed, Is::Ended),
        (Is::Ending, On::Renewed, Is::InForce),
        (Is::EndedHeld, On::PassedHeld, Is::EndedHeld),
        (Is::EndedHeld, On::Passed, Is::Ended),
        (Is::EndedHeld, On::Renewed, Is::InForce),
        (Is::Ended, On::Renewed, Is::InForce),
    ]
};

/// The state of an instrument after the event; nothing where the table has no such row.
pub fn next_guarantee(state: GuaranteeState, event: GuaranteeEvent) -> Option<GuaranteeState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    GUARANTEE_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

pub const fn guarantee_title_zh(state: GuaranteeState) -> &'static str {
    match state {
        GuaranteeState::InForce => "有效",
        GuaranteeState::Ending => "即将到期",
        GuaranteeState::EndedHeld => "到期未结",
        GuaranteeState::Ended => "已到期",
    }
}

pub const fn guarantee_title_en(state: GuaranteeState) -> &'static str {
    match state {
        GuaranteeState::InForce => "in force",
        GuaranteeState::Ending => "ends soon",
        GuaranteeState::EndedHeld => "ended, and stood on",
        GuaranteeState::Ended => "ended",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other_and_every_event_is_used() {
        let rows = GUARANTEE_TRANSITIONS;
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let used: BTreeSet<_> = rows.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, GuaranteeEvent::ALL.into_iter().collect());
    }

    #[test]
    fn whatever_ended_is_renewed_and_nothing_else_brings_it_back() {
        let back: BTreeSet<_> = GUARANTEE_TRANSITIONS
            .iter()
            .filter(|(from, _, to)| from > to)
            .map(|(_, on, _)| *on)
            .collect();
        assert_eq!(back, BTreeSet::from([GuaranteeEvent::Renewed]));
        assert_eq!(next_guarantee(GuaranteeState::Ended, GuaranteeEvent::Passed), None);
    }
}
