//! What may happen to a trader's monthly payment (汇总征税), as a table.

use model::MonthlyState;

/// A fact about a trader's monthly payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonthlyEvent {
    /// 逾期未缴: tax of a month was not paid on its last day.
    Missed,
    /// 缴清: the treasury has all of it.
    Settled,
}

impl MonthlyEvent {
    /// In the order in which they are declared.
    pub const ALL: [MonthlyEvent; 2] = [MonthlyEvent::Missed, MonthlyEvent::Settled];

    pub(crate) const fn titles(self) -> [&'static str; 2] {
        match self {
            MonthlyEvent::Missed => ["逾期未缴", "a month was not paid"],
            MonthlyEvent::Settled => ["税款入库", "the treasury has all of it"],
        }
    }
}

/// Every transition of a trader's monthly payment.
pub const MONTHLY_TRANSITIONS: &[(MonthlyState, MonthlyEvent, MonthlyState)] = {
    use MonthlyEvent as On;
    use MonthlyState as Is;
    &[
        (Is::InForce, On::Missed, Is::Suspended),
        (Is::Suspended, On::Missed, Is::Suspended),
        (Is::Suspended, On::Settled, Is::InForce),
    ]
};

/// Where a trader's monthly payment stands after the event; nothing where the table has no such row.
pub fn next_monthly(state: MonthlyState, event: MonthlyEvent) -> Option<MonthlyState> {
    let is_it = |(from, on, _): &&(_, _, _)| (*from, *on) == (state, event);
    MONTHLY_TRANSITIONS.iter().find(is_it).map(|(.., to)| *to)
}

pub const fn monthly_title_zh(state: MonthlyState) -> &'static str {
    match state {
        MonthlyState::InForce => "适用汇总征税",
        MonthlyState::Suspended => "暂停汇总征税",
    }
}

pub const fn monthly_title_en(state: MonthlyState) -> &'static str {
    match state {
        MonthlyState::InForce => "pays monthly",
        MonthlyState::Suspended => "suspended",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_missed_a_month_pays_first() {
        use MonthlyState::{InForce, Suspended};
        assert_eq!(next_monthly(InForce, MonthlyEvent::Missed), Some(Suspended));
        assert_eq!(next_monthly(Suspended, MonthlyEvent::Missed), Some(Suspended));
        assert_eq!(next_monthly(Suspended, MonthlyEvent::Settled), Some(InForce));
        assert_eq!(next_monthly(InForce, MonthlyEvent::Settled), None);
        assert_eq!(MonthlyEvent::ALL.len(), 2);
    }
}
