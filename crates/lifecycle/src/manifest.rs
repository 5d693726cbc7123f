//! What may happen to a manifest (舱单) and to the goods of one bill on it, as tables.
//!
//! Whether a bill may be changed while a declaration stands for it is decided before: a refusal is no
//! event.

use model::{ConsignmentState, ManifestState};

/// A fact about a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ManifestEvent {
    /// 运抵: some of its goods were reported as arrived.
    Arrived,
}

/// A fact about the goods of one bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsignmentEvent {
    /// 转人工审核: the manifest came too late.
    SentToReview,
    /// 审核通过: an officer accepts it.
    ReviewPassed,
    /// 删除, 落货, 审核不通过: the manifest carries it no more.
    TakenOff,
    /// 运抵.
    Arrived,
    /// 运抵报告删除.
    ArrivalTakenBack,
    /// 放行: its declaration was released.
    Released,
    /// 提离, 装载: the goods are gone.
    Left,
}

impl ConsignmentEvent {
    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            ConsignmentEvent::SentToReview => ["转人工审核", "sent to review"],
            ConsignmentEvent::ReviewPassed => ["审核通过", "review passed"],
            ConsignmentEvent::TakenOff => ["删除、落货", "taken off"],
            ConsignmentEvent::Arrived => ["运抵", "arrived"],
            ConsignmentEvent::ArrivalTakenBack => ["运抵报告删除", "arrival taken back"],
            ConsignmentEvent::Released => ["放行", "released"],
            ConsignmentEvent::Left => ["提离、装载", "left"],
        }
    }
}

/// Every transition of the goods of a bill.
pub const CONSIGNMENT_TRANSITIONS: &[(ConsignmentState, ConsignmentEvent, ConsignmentState)] = {
    use ConsignmentEvent as On;
    use ConsignmentState as Is;
    &[
        (Is::Manifested, On::SentToReview, Is::Reviewing),
        (Is::Manifested, On::TakenOff, Is::Deleted),
        (Is::Manifested, On::Arrived, Is::Arrived),
        (Is::Reviewing, On::ReviewPassed, Is::Manifested),
        (Is::Reviewing, On::TakenOff, Is::Deleted),
        (Is::Arrived, On::ArrivalTakenBack, Is::Manifested),
        (Is::Arrived, On::TakenOff, Is::Deleted),
        (Is::Arrived, On::Released, Is::Released),
        (Is::Released, On::Left, Is::Left),
    ]
};

/// The state of a bill's goods after the event; nothing where the table has no such row.
pub fn next_consignment(
    state: ConsignmentState,
    event: ConsignmentEvent,
) -> Option<ConsignmentState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    CONSIGNMENT_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

/// The state of a manifest after the event; nothing where it changes nothing.
pub fn next_manifest(state: ManifestState, event: ManifestEvent) -> Option<ManifestState> {
    match (state, event) {
        (ManifestState::Announced, ManifestEvent::Arrived) => Some(ManifestState::Arrived),
        (ManifestState::Arrived, ManifestEvent::Arrived) => None,
    }
}

pub const fn consignment_title_zh(state: ConsignmentState) -> &'static str {
    match state {
        ConsignmentState::Manifested => "舱单已接受",
        ConsignmentState::Reviewing => "转人工审核",
        ConsignmentState::Arrived => "运抵",
        ConsignmentState::Released => "放行",
        ConsignmentState::Left => "离场",
        ConsignmentState::Deleted => "删除",
    }
}

pub const fn consignment_title_en(state: ConsignmentState) -> &'static str {
    match state {
        ConsignmentState::Manifested => "manifested",
        ConsignmentState::Reviewing => "reviewing",
        ConsignmentState::Arrived => "arrived",
        ConsignmentState::Released => "released",
        ConsignmentState::Left => "left",
        ConsignmentState::Deleted => "deleted",
    }
}

pub const fn manifest_title_zh(state: ManifestState) -> &'static str {
    match state {
        ManifestState::Announced => "已传输",
        ManifestState::Arrived => "运抵",
    }
}

pub const fn manifest_title_en(state: ManifestState) -> &'static str {
    match state {
        ManifestState::Announced => "announced",
        ManifestState::Arrived => "arrived",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_do_not_contradict_each_other_and_every_state_is_reached() {
        let rows = CONSIGNMENT_TRANSITIONS;
        let keys: BTreeSet<_> = rows.iter().map(|(from, on, _)| (from, on)).collect();
        assert_eq!(keys.len(), rows.len());
        let mut reached = BTreeSet::from([ConsignmentState::Manifested]);
        for _ in rows {
            for (from, _, to) in rows {
                if reached.contains(from) {
                    reached.insert(*to);
                }
            }
        }
        assert_eq!(reached.len(), 6);
    }

    #[test]
    fn nothing_leaves_that_was_not_released() {
        use ConsignmentState::{Arrived, Deleted, Left, Manifested, Released, Reviewing};
        for state in [Manifested, Reviewing, Arrived, Left, Deleted] {
            assert_eq!(next_consignment(state, ConsignmentEvent::Left), None);
        }
        assert_eq!(next_consignment(Released, ConsignmentEvent::Left), Some(Left));
        assert_eq!(next_consignment(Manifested, ConsignmentEvent::Released), None);
    }
}
