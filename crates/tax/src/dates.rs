//! Which day's tax rates and which day's exchange rates count (税率、汇率的适用日期).

use model::{Date, DateCase, DateEvent, RateDates, TaxFault, TaxFaultKind};
use params::Law;

use crate::declared::not_covered;

/// The days that count in a case, by the table of the law that is in force when the declaration is
/// completed. `days` says when what happened.
///
/// # Errors
/// When the table does not cover the day, or asks for a day that is not known.
pub fn rate_dates(
    law: &Law,
    case: DateCase,
    days: &[(DateEvent, Date)],
) -> Result<RateDates, TaxFault> {
    let day = |event| {
        let known = days.iter().find(|(it, _)| *it == event).map(|(_, day)| *day);
        known.ok_or_else(|| TaxFault::head(TaxFaultKind::NoDay { event }))
    };
    let completed_on = day(DateEvent::Completed)?;
    let rule = law.declaration.dates(case, completed_on);
    let rule = rule.map_err(|gap| TaxFault::head(not_covered(gap)))?;
    Ok(RateDates {
        case,
        rates_on: day(rule.rates)?,
        exchange_on: day(rule.exchange)?,
        basis: rule.basis,
    })
}
