//! Goods that arrived and that nobody has declared (超期未报), as of a day.

use jiff::Span;
use model::{ConsignmentState, Date, Direction};
use params::Law;

use crate::manifest::ConsignmentFile;

/// How long goods have lain undeclared, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undeclared {
    /// Day of arrival; of the goods' means of transport being declared.
    pub arrived_on: Date,
    /// Days since then.
    pub days: i32,
    /// First day that costs a fee (滞报金起征日); nothing when no law covers the day.
    pub late_from: Option<Date>,
    /// Days that cost a fee up to now.
    pub late_days: i32,
    /// First day on which customs may take and sell them; nothing when no law covers the day.
    pub for_sale_from: Option<Date>,
    pub is_for_sale: bool,
}

/// Nothing for goods that are declared, gone, have not arrived, or are exports.
pub fn undeclared(file: &ConsignmentFile<'_>, law: &Law, on: Date) -> Option<Undeclared> {
    let is_waiting = file.state == ConsignmentState::Arrived && file.declared.is_none();
    if !is_waiting || file.carried.direction == Direction::Export {
        return None;
    }
    let arrived_on = file.arrived_at?.local_date();
    let between = |from: Date, to: Date| to.since(from).map_or(0, |it| it.get_days());
    let late_from = tax::late_declaration_from(law, arrived_on).ok();
    let months = law.months_on("manifest.undeclared_months", arrived_on).ok();
    // More than so many months: the day after they have passed.
    let last = months.and_then(|it| arrived_on.checked_add(Span::new().months(it)).ok());
    let for_sale_from = last.and_then(|it| it.tomorrow().ok());
    Some(Undeclared {
        arrived_on,
        days: between(arrived_on, on),
        late_from,
        late_days: late_from.map_or(0, |it| between(it, on).saturating_add(1)).max(0),
        for_sale_from,
        is_for_sale: for_sale_from.is_some_and(|it| it <= on),
    })
}
