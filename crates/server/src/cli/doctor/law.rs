//! Whether the law that the house knows covers today and the days ahead: beyond its last day nothing can be assessed.

use model::{Date, Month};
use params::Law;

use super::{Check, State};
use crate::data::{DataDir, registry_of};

/// So many days ahead somebody has time to see to it.
const AHEAD_DAYS: i32 = 30;

pub(super) fn look(data: &DataDir, today: Date) -> Vec<Check> {
    let registry = data.records().and_then(|it| registry_of(&it));
    match registry {
        Ok(registry) => check(&registry.law, today),
        Err(error) => vec![Check::of("law", Err(error))],
    }
}

fn ahead(today: Date) -> Date {
    today.checked_add(jiff::Span::new().days(AHEAD_DAYS)).unwrap_or(Date::MAX)
}

pub(super) fn check(law: &Law, today: Date) -> Vec<Check> {
    vec![tariff(law, today), rates(law, today), calendar(law, today), exchange(law, today)]
}

/// Wrong where today is not covered, a warning where a day ahead is not.
fn gap(name: &'static str, is_today: bool, seen: String, remedy: &str) -> Check {
    let state = if is_today { State::Wrong } else { State::Warning };
    Check { name, state, seen, remedy: remedy.to_owned() }
}

fn tariff(law: &Law, today: Date) -> Check {
    let (from, to) = (law.tariff.covered_from(), law.tariff.covered_to());
    let seen = format!("the tariff covers {from} to {to}");
    if from <= today && ahead(today) <= to {
        return Check::well("tariff", seen);
    }
    let remedy = "use a program with the next tariff, or carry the table on as assumed: `tongguan params extend tariff --to DAY --basis TEXT`";
    gap("tariff", today < from || to < today, seen, remedy)
}

/// What parcels and declarations are assessed by besides the tariff.
fn rates(law: &Law, today: Date) -> Check {
    for day in [today, ahead(today)] {
        let covered = law.retail_on(day).map(|_| ()).and(law.declaration_on(day).map(|_| ()));
        if let Err(not_covered) = covered {
            let remedy = "use a program whose parameters cover the day";
            return gap("law", day == today, not_covered.to_string(), remedy);
        }
    }
    Check::well("law", format!("parcels and declarations are covered to {} at least", ahead(today)))
}

fn calendar(law: &Law, today: Date) -> Check {
    let last = ahead(today);
    let unknown = [today.year(), last.year()].into_iter().find(|it| !law.calendar.covers(*it));
    let Some(year) = unknown else {
        return Check::well("calendar", format!("days of rest are known to {last}"));
    };
    let remedy = "tell the house that year's days of rest (`working_days`): terms of working days that reach into it cannot be told";
    Check::warning("calendar", format!("no days of rest are known of {year}"), remedy)
}

fn exchange(law: &Law, today: Date) -> Check {
    let month = Month::of(today);
    let known = law.exchange.of(month).count();
    if known > 0 {
        return Check::well("exchange", format!("{known} currencies have a rate in {month}"));
    }
    let remedy = "tell the house the month's exchange rates (`exchange_rates`): prices in other currencies cannot be assessed";
    Check::warning("exchange", format!("no currency has a rate in {month}"), remedy)
}
