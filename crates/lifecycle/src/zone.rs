//! What may happen to the documents by which bonded goods leave a zone, as two tables: an exit list
//! (出区核注清单), and a gate pass (核放单).
//!
//! No official paper draws either. The states are those that the zone's receipts spell
//! (核注清单状态, 核扣标志, 核放单状态).

use model::{ExitListState, GatePassState};

/// A fact about an exit list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExitListEvent {
    /// 申报: it was sent, or sent anew after it was refused or deleted.
    Submitted,
    /// 审核通过: every retail list in it may leave, and it says what they come to.
    Approved,
    /// 审核不通过.
    Refused,
    /// 变更: it gathers other lists; nothing of it is at the gate yet.
    Changed,
    /// 删单: it gathers nothing any more.
    Deleted,
    /// 全部过卡: the last of its goods passed the gate.
    GoodsLeft,
}

impl ExitListEvent {
    /// In the order in which they are declared.
    pub const ALL: [ExitListEvent; 6] = [
        ExitListEvent::Submitted,
        ExitListEvent::Approved,
        ExitListEvent::Refused,
        ExitListEvent::Changed,
        ExitListEvent::Deleted,
        ExitListEvent::GoodsLeft,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            ExitListEvent::Submitted => ["申报", "submitted"],
            ExitListEvent::Approved => ["审核通过", "approved"],
            ExitListEvent::Refused => ["审核不通过", "refused"],
            ExitListEvent::Changed => ["变更", "changed"],
            ExitListEvent::Deleted => ["删单", "deleted"],
            ExitListEvent::GoodsLeft => ["全部过卡", "the last goods left"],
        }
    }
}

/// A fact about a gate pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GatePassEvent {
    /// 申报: it was sent, or sent anew after it was refused or deleted.
    Submitted,
    /// 审批通过.
    Approved,
    /// 审批不通过.
    Refused,
    /// 删除: nothing passes the gate under it.
    Deleted,
    /// 重量不符: the weighbridge weighed another weight than the one declared.
    WeightDiffers,
    /// 过卡: the vehicle passed the gate.
    VehiclePassed,
}

impl GatePassEvent {
    /// In the order in which they are declared.
    pub const ALL: [GatePassEvent; 6] = [
        GatePassEvent::Submitted,
        GatePassEvent::Approved,
        GatePassEvent::Refused,
        GatePassEvent::Deleted,
        GatePassEvent::WeightDiffers,
        GatePassEvent::VehiclePassed,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            GatePassEvent::Submitted => ["申报", "submitted"],
            GatePassEvent::Approved => ["审批通过", "approved"],
            GatePassEvent::Refused => ["审批不通过", "refused"],
            GatePassEvent::Deleted => ["删除", "deleted"],
            GatePassEvent::WeightDiffers => ["重量不符", "weight differs"],
            GatePassEvent::VehiclePassed => ["过卡", "vehicle passed"],
        }
    }
}

/// Every transition of an exit list.
pub const EXIT_LIST_TRANSITIONS: &[(ExitListState, ExitListEvent, ExitListState)] = {
    use ExitListEvent as On;
    use ExitListState as Is;
    &[
        (Is::Declared, On::Approved, Is::Approved),
        (Is::Declared, On::Refused, Is::Refused),
        (Is::Refused, On::Submitted, Is::Declared),
        (Is::Approved, On::Changed, Is::Approved),
        (Is::Approved, On::Deleted, Is::Deleted),
        (Is::Approved, On::GoodsLeft, Is::Deducted),
        (Is::Deleted, On::Submitted, Is::Declared),
    ]
};

/// Every transition of a gate pass.
pub const GATE_PASS_TRANSITIONS: &[(GatePassState, GatePassEvent, GatePassState)] = {
    use GatePassEvent as On;
    use GatePassState as Is;
    &[
        (Is::Declared, On::Approved, Is::Approved),
        (Is::Declared, On::Refused, Is::Refused),
        (Is::Refused, On::Submitted, Is::Declared),
        (Is::Approved, On::Deleted, Is::Deleted),
        (Is::Approved, On::WeightDiffers, Is::Held),
        (Is::Approved, On::VehiclePassed, Is::Passed),
        (Is::Held, On::Deleted, Is::Deleted),
        (Is::Held, On::WeightDiffers, Is::Held),
        (Is::Held, On::VehiclePassed, Is::Passed),
        (Is::Deleted, On::Submitted, Is::Declared),
    ]
};

/// The state of an exit list after the event; nothing where the table has no such row.
pub fn next_exit_list(state: ExitListState, event: ExitListEvent) -> Option<ExitListState> {
    after(EXIT_LIST_TRANSITIONS, state, event)
}

/// The state of a gate pass after the event; nothing where the table has no such row.
pub fn next_gate_pass(state: GatePassState, event: GatePassEvent) -> Option<GatePassState> {
    after(GATE_PASS_TRANSITIONS, state, event)
}

fn after<S: Copy + Eq, E: Copy + Eq>(rows: &[(S, E, S)], state: S, event: E) -> Option<S> {
    rows.iter().find(|(from, on, _)| (*from, *on) == (state, event)).map(|(.., to)| *to)
}

pub const fn exit_list_title_zh(state: ExitListState) -> &'static str {
    match state {
        ExitListState::Declared => "申报",
        ExitListState::Refused => "退单",
        ExitListState::Approved => "预核扣",
        ExitListState::Deducted => "已核扣",
        ExitListState::Deleted => "删单",
    }
}

pub const fn exit_list_title_en(state: ExitListState) -> &'static str {
    match state {
        ExitListState::Declared => "declared",
        ExitListState::Refused => "refused",
        ExitListState::Approved => "approved",
        ExitListState::Deducted => "deducted",
        ExitListState::Deleted => "deleted",
    }
}

pub const fn gate_pass_title_zh(state: GatePassState) -> &'static str {
    match state {
        GatePassState::Declared => "已申请",
        GatePassState::Refused => "退单",
        GatePassState::Approved => "已审批",
        GatePassState::Held => "卡口拦截",
        GatePassState::Passed => "已过卡",
        GatePassState::Deleted => "已删除",
    }
}

pub const fn gate_pass_title_en(state: GatePassState) -> &'static str {
    match state {
        GatePassState::Declared => "declared",
        GatePassState::Refused => "refused",
        GatePassState::Approved => "approved",
        GatePassState::Held => "held at the gate",
        GatePassState::Passed => "passed",
        GatePassState::Deleted => "deleted",
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fmt::Debug};

    use super::*;

    /// Rows do not contradict each other, use every event, and lead from the first state to all.
    #[track_caller]
    fn check<S: Copy + Ord + Debug, E: Copy + Ord + Debug>(
        rows: &[(S, E, S)],
        first: S,
        states: &[S],
        events: &[E],
    ) {
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let used: BTreeSet<E> = rows.iter().map(|(_, on, _)| *on).collect();
        assert_eq!(used, events.iter().copied().collect());
        let mut reached = BTreeSet::from([first]);
        for _ in rows {
            for (from, _, to) in rows {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached, states.iter().copied().collect());
    }

    #[test]
    fn the_tables_are_sound() {
        use ExitListState as List;
        let states = [List::Declared, List::Refused, List::Approved, List::Deducted, List::Deleted];
        check(EXIT_LIST_TRANSITIONS, List::Declared, &states, &ExitListEvent::ALL);
        use GatePassState as Pass;
        let states = [
            Pass::Declared,
            Pass::Refused,
            Pass::Approved,
            Pass::Held,
            Pass::Passed,
            Pass::Deleted,
        ];
        check(GATE_PASS_TRANSITIONS, Pass::Declared, &states, &GatePassEvent::ALL);
    }

    #[test]
    fn goods_that_left_stay_out() {
        for event in ExitListEvent::ALL {
            assert_eq!(next_exit_list(ExitListState::Deducted, event), None);
        }
        for event in GatePassEvent::ALL {
            assert_eq!(next_gate_pass(GatePassState::Passed, event), None);
        }
    }

    #[test]
    fn only_what_was_approved_passes_the_gate() {
        let passes = |state| next_gate_pass(state, GatePassEvent::VehiclePassed).is_some();
        assert!(passes(GatePassState::Approved) && passes(GatePassState::Held));
        assert!(!passes(GatePassState::Refused) && !passes(GatePassState::Deleted));
        let leaves = |state| next_exit_list(state, ExitListEvent::GoodsLeft).is_some();
        assert!(leaves(ExitListState::Approved) && !leaves(ExitListState::Deleted));
    }
}
