//! What may happen to a transit (转关), as a table. A transit is not changed: it is returned or void, and declared anew.

use model::TransitState;

/// A fact about a transit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransitEvent {
    /// 申报: declared anew.
    Declared,
    /// 放行: its goods are at the office of departure, and nothing stands against it.
    Released,
    /// 退单: an officer returns it.
    Returned,
    /// 作废.
    Voided,
    /// 启运: its goods left under seal.
    Departed,
    /// 运抵: they are where they go.
    Arrived,
}

impl TransitEvent {
    /// In the order in which they are declared.
    pub const ALL: [TransitEvent; 6] = [
        TransitEvent::Declared,
        TransitEvent::Released,
        TransitEvent::Returned,
        TransitEvent::Voided,
        TransitEvent::Departed,
        TransitEvent::Arrived,
    ];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            TransitEvent::Declared => ["申报", "declared"],
            TransitEvent::Released => ["放行", "released"],
            TransitEvent::Returned => ["退单", "returned"],
            TransitEvent::Voided => ["作废", "void"],
            TransitEvent::Departed => ["启运", "departed"],
            TransitEvent::Arrived => ["运抵", "arrived"],
        }
    }
}

/// Every transition of a transit.
pub const TRANSIT_TRANSITIONS: &[(TransitState, TransitEvent, TransitState)] = {
    use TransitEvent as On;
    use TransitState as Is;
    &[
        (Is::Declared, On::Released, Is::Released),
        (Is::Declared, On::Returned, Is::Returned),
        (Is::Declared, On::Voided, Is::Void),
        (Is::Released, On::Departed, Is::UnderWay),
        (Is::Released, On::Returned, Is::Returned),
        (Is::Released, On::Voided, Is::Void),
        (Is::UnderWay, On::Arrived, Is::Arrived),
        (Is::Returned, On::Declared, Is::Declared),
        (Is::Void, On::Declared, Is::Declared),
    ]
};

/// Where a transit stands after the event; nothing where the table has no such row.
pub fn next_transit(state: TransitState, event: TransitEvent) -> Option<TransitState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    TRANSIT_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

pub const fn transit_title_zh(state: TransitState) -> &'static str {
    match state {
        TransitState::Declared => "转关申报",
        TransitState::Released => "转关放行",
        TransitState::UnderWay => "转关途中",
        TransitState::Arrived => "运抵核销",
        TransitState::Returned => "退单",
        TransitState::Void => "作废",
    }
}

pub const fn transit_title_en(state: TransitState) -> &'static str {
    match state {
        TransitState::Declared => "declared",
        TransitState::Released => "released",
        TransitState::UnderWay => "under way",
        TransitState::Arrived => "arrived",
        TransitState::Returned => "returned",
        TransitState::Void => "void",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_left_arrives_and_is_not_taken_back() {
        use TransitState::{Arrived, UnderWay};
        for event in TransitEvent::ALL {
            let expected = (event == TransitEvent::Arrived).then_some(Arrived);
            assert_eq!(next_transit(UnderWay, event), expected);
            assert_eq!(next_transit(Arrived, event), None);
        }
        assert_eq!(
            next_transit(TransitState::Void, TransitEvent::Declared),
            Some(TransitState::Declared)
        );
    }
}
