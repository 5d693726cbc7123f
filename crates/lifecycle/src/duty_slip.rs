//! What may happen to the payment slip of a goods declaration (报关单税款缴款书), as a table.

use model::DutySlipState;

/// A fact about a declaration's payment slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutySlipEvent {
    /// 发送银行.
    Sent,
    /// 扣款成功.
    Debited,
    /// 扣款失败.
    Failed,
    /// 国库确认.
    Confirmed,
    /// 核销: the treasury's amount is the slip's.
    Matched,
    /// 作废: its declaration went back before it was paid.
    Cancelled,
}

impl DutySlipEvent {
    /// In the order in which they are declared.
    pub const ALL: [DutySlipEvent; 6] = [
        DutySlipEvent::Sent,
        DutySlipEvent::Debited,
        DutySlipEvent::Failed,
        DutySlipEvent::Confirmed,
        DutySlipEvent::Matched,
        DutySlipEvent::Cancelled,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            DutySlipEvent::Sent => ["发送银行", "sent to the bank"],
            DutySlipEvent::Debited => ["扣款成功", "debited"],
            DutySlipEvent::Failed => ["扣款失败", "not debited"],
            DutySlipEvent::Confirmed => ["国库确认", "confirmed by the treasury"],
            DutySlipEvent::Matched => ["金额一致", "amounts agree"],
            DutySlipEvent::Cancelled => ["报关单退单或撤销", "declaration gone back"],
        }
    }
}

/// Every transition of a declaration's payment slip.
pub const DUTY_SLIP_TRANSITIONS: &[(DutySlipState, DutySlipEvent, DutySlipState)] = {
    use DutySlipEvent as On;
    use DutySlipState as Is;
    &[
        (Is::Issued, On::Sent, Is::Sent),
        (Is::Issued, On::Debited, Is::Debited),
        (Is::Issued, On::Cancelled, Is::Void),
        (Is::Sent, On::Debited, Is::Debited),
        (Is::Sent, On::Failed, Is::Failed),
        (Is::Sent, On::Cancelled, Is::Void),
        (Is::Failed, On::Sent, Is::Sent),
        (Is::Failed, On::Debited, Is::Debited),
        (Is::Failed, On::Cancelled, Is::Void),
        (Is::Debited, On::Confirmed, Is::Confirmed),
        (Is::Confirmed, On::Confirmed, Is::Confirmed),
        (Is::Confirmed, On::Matched, Is::WrittenOff),
    ]
};

/// The state of a slip after the event; nothing where the table has no such row.
pub fn next_duty_slip(state: DutySlipState, event: DutySlipEvent) -> Option<DutySlipState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    DUTY_SLIP_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

/// Whether the slip is to be paid.
pub fn is_payable(state: DutySlipState) -> bool {
    next_duty_slip(state, DutySlipEvent::Debited).is_some()
}

pub const fn duty_slip_title_zh(state: DutySlipState) -> &'static str {
    match state {
        DutySlipState::Issued => "已开具",
        DutySlipState::Sent => "已发送银行",
        DutySlipState::Failed => "扣款失败",
        DutySlipState::Debited => "已扣款",
        DutySlipState::Confirmed => "国库已确认",
        DutySlipState::WrittenOff => "已核销",
        DutySlipState::Void => "已作废",
    }
}

pub const fn duty_slip_title_en(state: DutySlipState) -> &'static str {
    match state {
        DutySlipState::Issued => "issued",
        DutySlipState::Sent => "sent to the bank",
        DutySlipState::Failed => "not debited",
        DutySlipState::Debited => "debited",
        DutySlipState::Confirmed => "confirmed by the treasury",
        DutySlipState::WrittenOff => "written off",
        DutySlipState::Void => "void",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other_and_every_event_is_used() {
        let rows = DUTY_SLIP_TRANSITIONS;
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let used: BTreeSet<_> = rows.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, DutySlipEvent::ALL.into_iter().collect());
    }

    #[test]
    fn money_is_taken_once_and_final_states_are_final() {
        use DutySlipState::*;
        let paid = [Debited, Confirmed, WrittenOff, Void];
        assert!(paid.into_iter().all(|it| !is_payable(it)));
        assert!([Issued, Sent, Failed].into_iter().all(is_payable));
        for state in [WrittenOff, Void] {
            assert!(DutySlipEvent::ALL.iter().all(|it| next_duty_slip(state, *it).is_none()));
        }
    }

    #[test]
    fn every_state_is_reached() {
        let mut reached = BTreeSet::from([DutySlipState::Issued]);
        for _ in DUTY_SLIP_TRANSITIONS {
            for (from, _, to) in DUTY_SLIP_TRANSITIONS {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached.len(), 7);
    }
}
