//! What may happen to an application to amend or withdraw a declaration (修撤单), as a table.
//!
//! Whether its grounds and evidence suffice, and how many officers have to approve, is decided before.

use model::AmendmentState;

/// A fact about an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AmendmentEvent {
    /// 暂存.
    Kept,
    /// 申报: it stands on a ground and its evidence, and waits for an officer.
    Submitted,
    /// 同意: the first of two officers approved, or customs itself asked and the trader confirmed.
    Approved,
    /// 生效: nobody else has to approve.
    TookEffect,
    /// 不予修改、撤销.
    Refused,
    /// 企业不同意.
    Declined,
    /// 逾期未确认.
    TimeEnded,
}

impl AmendmentEvent {
    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            AmendmentEvent::Kept => ["暂存", "kept"],
            AmendmentEvent::Submitted => ["申报", "submitted"],
            AmendmentEvent::Approved => ["一人同意", "one officer approved"],
            AmendmentEvent::TookEffect => ["生效", "took effect"],
            AmendmentEvent::Refused => ["不予修撤", "refused"],
            AmendmentEvent::Declined => ["企业不同意", "the trader does not agree"],
            AmendmentEvent::TimeEnded => ["逾期", "the time ended"],
        }
    }
}

/// Every transition of an application.
pub const AMENDMENT_TRANSITIONS: &[(AmendmentState, AmendmentEvent, AmendmentState)] = {
    use AmendmentEvent as On;
    use AmendmentState as Is;
    &[
        (Is::Saved, On::Kept, Is::Saved),
        (Is::Saved, On::Submitted, Is::Reviewing),
        (Is::Saved, On::TookEffect, Is::Applied),
        (Is::AwaitingConfirmation, On::Approved, Is::AwaitingSecond),
        (Is::AwaitingConfirmation, On::TookEffect, Is::Applied),
        (Is::AwaitingConfirmation, On::Refused, Is::Refused),
        (Is::AwaitingConfirmation, On::Declined, Is::Declined),
        (Is::AwaitingConfirmation, On::TimeEnded, Is::Lapsed),
        (Is::Reviewing, On::Approved, Is::AwaitingSecond),
        (Is::Reviewing, On::TookEffect, Is::Applied),
        (Is::Reviewing, On::Refused, Is::Refused),
        (Is::AwaitingSecond, On::TookEffect, Is::Applied),
        (Is::AwaitingSecond, On::Refused, Is::Refused),
    ]
};

/// The state of an application after the event; nothing where the table has no such row.
pub fn next_amendment(state: AmendmentState, event: AmendmentEvent) -> Option<AmendmentState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    AMENDMENT_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

/// Whether somebody still has to decide about it. One that is only kept is nobody's matter but the client's.
pub fn is_amendment_open(state: AmendmentState) -> bool {
    AMENDMENT_TRANSITIONS.iter().any(|(from, ..)| *from == state) && state != AmendmentState::Saved
}

pub const fn amendment_title_zh(state: AmendmentState) -> &'static str {
    match state {
        AmendmentState::Saved => "暂存",
        AmendmentState::AwaitingConfirmation => "待企业确认",
        AmendmentState::Reviewing => "待审核",
        AmendmentState::AwaitingSecond => "待复核",
        AmendmentState::Applied => "已生效",
        AmendmentState::Refused => "不予修撤",
        AmendmentState::Declined => "企业不同意",
        AmendmentState::Lapsed => "逾期未确认",
    }
}

pub const fn amendment_title_en(state: AmendmentState) -> &'static str {
    match state {
        AmendmentState::Saved => "kept",
        AmendmentState::AwaitingConfirmation => "awaiting the trader's confirmation",
        AmendmentState::Reviewing => "awaiting an officer",
        AmendmentState::AwaitingSecond => "awaiting a second officer",
        AmendmentState::Applied => "in effect",
        AmendmentState::Refused => "refused",
        AmendmentState::Declined => "declined by the trader",
        AmendmentState::Lapsed => "lapsed",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other() {
        let keys: BTreeSet<_> =
            AMENDMENT_TRANSITIONS.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), AMENDMENT_TRANSITIONS.len());
    }

    #[test]
    fn what_took_effect_or_was_refused_is_closed() {
        use AmendmentState::*;
        for state in [Applied, Refused, Declined, Lapsed, Saved] {
            assert!(!is_amendment_open(state), "{state:?}");
        }
        for state in [AwaitingConfirmation, Reviewing, AwaitingSecond] {
            assert!(is_amendment_open(state), "{state:?}");
        }
    }
}
