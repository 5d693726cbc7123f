//! Collective declaring (集中申报): until when the lists of a month are declared, and what they must have in common;
//! `params/declaration/README.md` is the schema.

use jiff::Span;
use model::{BasisId, Date};

use crate::{
    Bases, Calendar, LawError, Period,
    rows::{self, Row},
};

/// What binds the declaration that gathers collective lists.
#[derive(Debug)]
pub struct CollectiveRules {
    windows: Vec<CollectiveWindow>,
    alike: Vec<AlikeField>,
}

/// Until when lists of a supervision mode are declared.
#[derive(Debug, Clone)]
pub struct CollectiveWindow {
    pub period: Period,
    /// Four digits; empty: every mode that has no row of its own.
    pub supervision_mode: Box<str>,
    /// Day of the next month; nothing: its last one.
    pub last_day: Option<i8>,
    /// Lists of December are declared in January.
    pub crosses_year: bool,
    pub basis: BasisId,
}

/// A field that all lists of one declaration have alike.
#[derive(Debug, Clone)]
pub struct AlikeField {
    pub period: Period,
    /// By our own name: `trader.code`.
    pub field: Box<str>,
    pub basis: BasisId,
}

const WINDOWS: &str = "declaration/collective_windows.csv";
const WINDOW: [&str; 6] = ["from", "to", "supervision_mode", "last_day", "crosses_year", "basis"];
const ALIKE: &str = "declaration/collective_alike.csv";
const FIELD: [&str; 4] = ["from", "to", "field", "basis"];

impl CollectiveRules {
    pub(crate) fn read(bases: &Bases) -> Result<CollectiveRules, LawError> {
        let text = include_str!("../../../params/declaration/collective_windows.csv");
        let windows = rows::read(WINDOWS, text, &WINDOW, bases, CollectiveWindow::read)?;
        let mode = |it: &CollectiveWindow| it.supervision_mode.clone();
        rows::refuse_overlaps(WINDOWS, &windows, mode, |it| it.period)?;
        let text = include_str!("../../../params/declaration/collective_alike.csv");
        let alike = rows::read(ALIKE, text, &FIELD, bases, AlikeField::read)?;
        rows::refuse_overlaps(ALIKE, &alike, |it| it.field.clone(), |it| it.period)?;
        Ok(CollectiveRules { windows, alike })
    }

    /// Nothing when lists of that mode are not declared collectively on the day.
    pub fn window(&self, supervision_mode: &str, day: Date) -> Option<&CollectiveWindow> {
        let of = |mode: &str| {
            let is_it = |it: &&CollectiveWindow| &*it.supervision_mode == mode;
            self.windows.iter().filter(is_it).find(|it| it.period.covers(day))
        };
        of(supervision_mode).or_else(|| of(""))
    }

    /// What lists have alike on the day, by our own names.
    pub fn alike(&self, day: Date) -> impl Iterator<Item = &str> {
        self.alike.iter().filter(move |it| it.period.covers(day)).map(|it| &*it.field)
    }
}

impl CollectiveWindow {
    /// First and last day on which a list that was taken on a day is declared with its month.
    pub fn days(&self, calendar: &Calendar, taken_on: Date) -> (Date, Date) {
        let first = taken_on.last_of_month().tomorrow().unwrap_or(taken_on);
        if first.year() != taken_on.year() && !self.crosses_year {
            return (taken_on.first_of_month(), taken_on.last_of_month());
        }
        let last = match self.last_day {
            Some(day) => first.checked_add(Span::new().days(day - 1)).unwrap_or(first),
            None => first.last_of_month(),
        };
        (first, calendar.next_working_day(last))
    }

    fn read(row: &Row<'_>) -> Result<CollectiveWindow, String> {
        Ok(CollectiveWindow {
            period: row.period()?,
            supervision_mode: row.text("supervision_mode").into(),
            last_day: match row.text("last_day") {
                "end" => None,
                _ => match row.parse("last_day")? {
                    day @ 1..=28 => Some(day),
                    day => return Err(format!("last_day: {day} is not a day of every month")),
                },
            },
            crosses_year: match row.text("crosses_year") {
                "" => false,
                "yes" => true,
                other => return Err(format!("crosses_year: `{other}` is not `yes`")),
            },
            basis: row.basis()?,
        })
    }
}

impl AlikeField {
    fn read(row: &Row<'_>) -> Result<AlikeField, String> {
        Ok(AlikeField {
            period: row.period()?,
            field: row.text("field").into(),
            basis: row.basis()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::Law;

    #[test]
    fn lists_of_a_month_are_declared_in_the_next_one_and_never_across_years() {
        let law = Law::shipped().unwrap();
        let days =
            |mode: &str, on| law.collective.window(mode, on).unwrap().days(&law.calendar, on);
        let november = date(2026, 11, 30);
        assert_eq!(days("0110", november), (date(2026, 12, 1), date(2026, 12, 10)));
        // 2027-01-31 is a Sunday.
        assert_eq!(days("0615", date(2026, 12, 1)), (date(2027, 1, 1), date(2027, 2, 1)));
        assert_eq!(days("0110", date(2026, 12, 1)), (date(2026, 12, 1), date(2026, 12, 31)));
        // 2026-10-10 is a Saturday.
        assert_eq!(days("0110", date(2026, 9, 1)), (date(2026, 10, 1), date(2026, 10, 12)));
        assert!(law.collective.window("0110", date(2008, 4, 30)).is_none());
    }

    #[test]
    fn what_lists_have_alike_is_dated() {
        let law = Law::shipped().unwrap();
        let alike: Vec<&str> = law.collective.alike(date(2026, 11, 1)).collect();
        assert!(alike.contains(&"port_customs") && alike.contains(&"trader.code"));
        assert_eq!(law.collective.alike(date(2008, 4, 30)).count(), 0);
    }
}
