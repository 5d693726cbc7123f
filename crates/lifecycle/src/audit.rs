//! What may happen with a case after release (稽查、核查、主动披露、退税申请), as a table.
//!
//! Whether notice was given, the enterprise was heard and enough officers decided is established before.

use model::AuditState;

/// A fact about a case after release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuditEvent {
    /// 实施.
    WentOnSite,
    /// 征求意见.
    OpinionAsked,
    /// 稽查报告.
    Reported,
    /// 一人同意: tax falls, so another officer has to decide.
    DecidedByOne,
    /// 复核退回.
    SentBack,
    /// 结论.
    Concluded,
    /// 移交缉私.
    HandedOver,
    /// 不予受理.
    Refused,
    /// 办结.
    Closed,
    /// 撤销.
    Dropped,
}

impl AuditEvent {
    /// In the order in which they are declared.
    pub const ALL: [AuditEvent; 10] = [
        AuditEvent::WentOnSite,
        AuditEvent::OpinionAsked,
        AuditEvent::Reported,
        AuditEvent::DecidedByOne,
        AuditEvent::SentBack,
        AuditEvent::Concluded,
        AuditEvent::HandedOver,
        AuditEvent::Refused,
        AuditEvent::Closed,
        AuditEvent::Dropped,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            AuditEvent::WentOnSite => ["实施", "went on site"],
            AuditEvent::OpinionAsked => ["征求意见", "opinion asked for"],
            AuditEvent::Reported => ["报告", "reported"],
            AuditEvent::DecidedByOne => ["一人同意", "decided by one officer"],
            AuditEvent::SentBack => ["复核退回", "sent back by the second officer"],
            AuditEvent::Concluded => ["结论", "concluded"],
            AuditEvent::HandedOver => ["移交缉私", "handed over to anti-smuggling"],
            AuditEvent::Refused => ["不予受理", "refused"],
            AuditEvent::Closed => ["办结", "closed"],
            AuditEvent::Dropped => ["撤销", "dropped"],
        }
    }
}

/// Every transition of a case after release.
pub const AUDIT_TRANSITIONS: &[(AuditState, AuditEvent, AuditState)] = {
    use AuditEvent as On;
    use AuditState as Is;
    &[
        (Is::Filed, On::WentOnSite, Is::OnSite),
        (Is::Filed, On::DecidedByOne, Is::AwaitingSecond),
        (Is::Filed, On::Concluded, Is::Concluded),
        (Is::Filed, On::HandedOver, Is::HandedOver),
        (Is::Filed, On::Refused, Is::Refused),
        (Is::Filed, On::Dropped, Is::Dropped),
        (Is::Opened, On::WentOnSite, Is::OnSite),
        (Is::Opened, On::Dropped, Is::Dropped),
        (Is::OnSite, On::WentOnSite, Is::OnSite),
        (Is::OnSite, On::OpinionAsked, Is::AwaitingOpinion),
        (Is::OnSite, On::Reported, Is::Reported),
        (Is::OnSite, On::Dropped, Is::Dropped),
        (Is::AwaitingOpinion, On::OpinionAsked, Is::AwaitingOpinion),
        (Is::AwaitingOpinion, On::Reported, Is::Reported),
        (Is::AwaitingOpinion, On::Dropped, Is::Dropped),
        (Is::Reported, On::DecidedByOne, Is::AwaitingSecond),
        (Is::Reported, On::Concluded, Is::Concluded),
        (Is::Reported, On::HandedOver, Is::HandedOver),
        (Is::Reported, On::Refused, Is::Refused),
        (Is::Reported, On::Dropped, Is::Dropped),
        (Is::AwaitingSecond, On::Concluded, Is::Concluded),
        (Is::AwaitingSecond, On::SentBack, Is::Reported),
        (Is::Concluded, On::Closed, Is::Closed),
    ]
};

/// The state of a case after the event; nothing where the table has no such row.
pub fn next_audit(state: AuditState, event: AuditEvent) -> Option<AuditState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    AUDIT_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

/// Whether somebody still has to do something about it.
pub fn is_audit_open(state: AuditState) -> bool {
    AUDIT_TRANSITIONS.iter().any(|(from, ..)| *from == state)
}

/// Whether it was decided what it comes to.
pub const fn is_audit_decided(state: AuditState) -> bool {
    matches!(
        state,
        AuditState::Concluded | AuditState::HandedOver | AuditState::Closed | AuditState::Refused
    )
}

pub const fn audit_title_zh(state: AuditState) -> &'static str {
    match state {
        AuditState::Filed => "待处理",
        AuditState::Opened => "已立案",
        AuditState::OnSite => "实施中",
        AuditState::AwaitingOpinion => "征求意见",
        AuditState::Reported => "待作结论",
        AuditState::AwaitingSecond => "待复核",
        AuditState::Concluded => "已作结论",
        AuditState::HandedOver => "移交缉私",
        AuditState::Closed => "已办结",
        AuditState::Refused => "不予受理",
        AuditState::Dropped => "已撤销",
    }
}

pub const fn audit_title_en(state: AuditState) -> &'static str {
    match state {
        AuditState::Filed => "filed",
        AuditState::Opened => "opened",
        AuditState::OnSite => "on site",
        AuditState::AwaitingOpinion => "awaiting an opinion",
        AuditState::Reported => "to be concluded",
        AuditState::AwaitingSecond => "awaiting a second officer",
        AuditState::Concluded => "concluded",
        AuditState::HandedOver => "handed over to anti-smuggling",
        AuditState::Closed => "closed",
        AuditState::Refused => "refused",
        AuditState::Dropped => "dropped",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other_and_every_event_is_used() {
        let rows = AUDIT_TRANSITIONS;
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let used: BTreeSet<_> = rows.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, AuditEvent::ALL.into_iter().collect());
    }

    #[test]
    fn every_state_is_reached_and_final_states_are_final() {
        let mut reached = BTreeSet::from([AuditState::Filed, AuditState::Opened]);
        for _ in AUDIT_TRANSITIONS {
            for (from, _, to) in AUDIT_TRANSITIONS {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached.len(), 11);
        let last =
            [AuditState::HandedOver, AuditState::Closed, AuditState::Refused, AuditState::Dropped];
        for state in last {
            assert!(!is_audit_open(state), "{state:?}");
        }
        assert!(is_audit_open(AuditState::Concluded));
    }

    #[test]
    fn nobody_is_refused_what_customs_began() {
        assert_eq!(next_audit(AuditState::Opened, AuditEvent::Refused), None);
        assert_eq!(next_audit(AuditState::Opened, AuditEvent::Concluded), None);
    }
}
