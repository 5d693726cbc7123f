//! What may happen after a release, as two tables: an application to return goods (退货申请单), and a
//! payment slip (税款缴款书).
//!
//! No official paper draws either. A return is one of 海关总署公告2020年第45号: asked for and brought back in
//! time, or lapsed. A slip is paid within its term, or the guarantee pays (海关总署公告2018年第194号).

use model::{ReturnState, SlipState};

/// A fact about a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReturnEvent {
    /// 变更申请: the applicant declares other lines.
    Changed,
    /// 撤回申请: the applicant takes it back.
    TakenBack,
    /// 部分运抵: some of its goods are back in the site.
    PartCameBack,
    /// 全部运抵: the last of its goods are.
    AllCameBack,
    /// 逾期未运抵: the time for bringing them is over.
    TimeEnded,
}

impl ReturnEvent {
    /// In the order in which they are declared.
    pub const ALL: [ReturnEvent; 5] = [
        ReturnEvent::Changed,
        ReturnEvent::TakenBack,
        ReturnEvent::PartCameBack,
        ReturnEvent::AllCameBack,
        ReturnEvent::TimeEnded,
    ];
}

/// A fact about a payment slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlipEvent {
    /// 汇总税单: another bill is summed up under it.
    BillAdded,
    /// 缴款: the treasury or a bank says that it was paid.
    Paid,
    /// 逾期未缴: its term is over.
    TermEnded,
}

impl SlipEvent {
    /// In the order in which they are declared.
    pub const ALL: [SlipEvent; 3] = [SlipEvent::BillAdded, SlipEvent::Paid, SlipEvent::TermEnded];
}

/// Every transition of a return.
pub const RETURN_TRANSITIONS: &[(ReturnState, ReturnEvent, ReturnState)] = {
    use ReturnEvent::{AllCameBack, Changed, PartCameBack, TakenBack, TimeEnded};
    use ReturnState::{Applied, Arrived, Lapsed, Withdrawn};
    &[
        (Applied, Changed, Applied),
        (Applied, TakenBack, Withdrawn),
        (Applied, PartCameBack, Applied),
        (Applied, AllCameBack, Arrived),
        (Applied, TimeEnded, Lapsed),
    ]
};

/// Every transition of a payment slip.
pub const SLIP_TRANSITIONS: &[(SlipState, SlipEvent, SlipState)] = {
    use SlipEvent::{BillAdded, Paid as WasPaid, TermEnded};
    use SlipState::{Called, Open, Paid};
    &[(Open, BillAdded, Open), (Open, WasPaid, Paid), (Open, TermEnded, Called)]
};

/// The state of a return after the event; nothing where the table has no such row.
pub fn next_return(state: ReturnState, event: ReturnEvent) -> Option<ReturnState> {
    after(RETURN_TRANSITIONS, state, event)
}

/// The state of a slip after the event; nothing where the table has no such row.
pub fn next_slip(state: SlipState, event: SlipEvent) -> Option<SlipState> {
    after(SLIP_TRANSITIONS, state, event)
}

fn after<S: Copy + Eq, E: Copy + Eq>(rows: &[(S, E, S)], state: S, event: E) -> Option<S> {
    rows.iter().find(|(from, on, _)| (*from, *on) == (state, event)).map(|(.., to)| *to)
}

pub const fn return_title_zh(state: ReturnState) -> &'static str {
    match state {
        ReturnState::Applied => "已申请",
        ReturnState::Arrived => "已运抵",
        ReturnState::Lapsed => "逾期失效",
        ReturnState::Withdrawn => "已撤回",
    }
}

pub const fn return_title_en(state: ReturnState) -> &'static str {
    match state {
        ReturnState::Applied => "applied for",
        ReturnState::Arrived => "back",
        ReturnState::Lapsed => "lapsed",
        ReturnState::Withdrawn => "taken back",
    }
}

pub const fn slip_title_zh(state: SlipState) -> &'static str {
    match state {
        SlipState::Open => "待缴",
        SlipState::Paid => "已缴",
        SlipState::Called => "已执行担保",
    }
}

pub const fn slip_title_en(state: SlipState) -> &'static str {
    match state {
        SlipState::Open => "to be paid",
        SlipState::Paid => "paid",
        SlipState::Called => "guarantee called",
    }
}

impl ReturnEvent {
    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            ReturnEvent::Changed => ["变更申请", "changed"],
            ReturnEvent::TakenBack => ["撤回申请", "taken back by the applicant"],
            ReturnEvent::PartCameBack => ["部分运抵", "some goods came back"],
            ReturnEvent::AllCameBack => ["全部运抵", "the last goods came back"],
            ReturnEvent::TimeEnded => ["逾期未运抵", "the time to come back ended"],
        }
    }
}

impl SlipEvent {
    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            SlipEvent::BillAdded => ["汇总税单", "a bill was added"],
            SlipEvent::Paid => ["缴款", "paid"],
            SlipEvent::TermEnded => ["逾期未缴", "the term ended"],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn tables_are_deterministic_and_lead_everywhere() {
        let keys: BTreeSet<_> = RETURN_TRANSITIONS.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), RETURN_TRANSITIONS.len());
        let used: BTreeSet<_> = RETURN_TRANSITIONS.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, BTreeSet::from(ReturnEvent::ALL));
        let reached: BTreeSet<_> = RETURN_TRANSITIONS.iter().map(|(.., to)| *to).collect();
        assert_eq!(reached.len(), 4);

        let keys: BTreeSet<_> = SLIP_TRANSITIONS.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), SLIP_TRANSITIONS.len());
        let used: BTreeSet<_> = SLIP_TRANSITIONS.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, BTreeSet::from(SlipEvent::ALL));
        let reached: BTreeSet<_> = SLIP_TRANSITIONS.iter().map(|(.., to)| *to).collect();
        assert_eq!(reached.len(), 3);
    }

    #[test]
    fn what_is_settled_stays_settled() {
        for state in [ReturnState::Arrived, ReturnState::Lapsed, ReturnState::Withdrawn] {
            assert!(ReturnEvent::ALL.iter().all(|it| next_return(state, *it).is_none()));
        }
        for state in [SlipState::Paid, SlipState::Called] {
            assert!(SlipEvent::ALL.iter().all(|it| next_slip(state, *it).is_none()));
        }
    }
}
