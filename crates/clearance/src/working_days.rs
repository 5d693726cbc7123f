//! Working days as the house is told them (节假日安排): all rows of a year, or none.

use model::{Basis, CalendarRow, Confidence, Finding};
use params::Law;

use crate::catalogue::refuse;

const BASIS: &str = "放假安排的依据 (the notice that says so)";

/// Takes a year's days of rest into the law. Returns how many.
///
/// # Errors
/// Everything that is wrong with them; then none is in effect.
pub(crate) fn take(
    law: &mut Law,
    year: i16,
    days: &[CalendarRow],
    basis: &str,
    confidence: Option<Confidence>,
) -> Result<usize, Vec<Finding>> {
    let refused = |pointer: &str, observed: String, expected: &str| {
        refuse("HSE-7008", pointer, observed, expected)
    };
    let mut faults = Vec::new();
    for (place, field) in Law::calendar_faults(year, days) {
        let observed = days.get(place).map(|it| it.day.to_string()).unwrap_or_default();
        let expected = match field {
            "day" => format!("{year}年内的日期，每日一行 (a day of that year, once)"),
            _ => "周六或周日 (a Saturday or Sunday)".to_owned(),
        };
        faults.push(refused(&format!("days[{place}].{field}"), observed, &expected));
    }
    if basis.trim().is_empty() {
        faults.push(refused("basis", String::new(), BASIS));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let basis = Basis {
        document: basis.trim().to_owned().into(),
        article: "".into(),
        confidence: confidence.unwrap_or(Confidence::Assumed),
    };
    law.put_working_days(year, days, basis)
        .map_err(|error| vec![refused("basis", error.to_string(), BASIS)])?;
    Ok(days.len())
}
