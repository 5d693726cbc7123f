//! Days of rest and days made up for (节假日安排). Saturdays and Sundays are known; what the State
//! Council moves each year is rows, of which none are shipped.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Weekday;
use model::{BasisId, CalendarRow, Date, DayKind};

use crate::{Bases, Cited, LawError, NotCovered, rows};

/// Which days are working days.
#[derive(Debug, Default)]
pub struct Calendar {
    exceptions: BTreeMap<Date, Cited<DayKind>>,
    /// Years whose days of rest are known: those with a row, and those that were told.
    years: BTreeSet<i16>,
}

const FILE: &str = "tax/calendar.csv";
const HEADER: [&str; 4] = ["day", "kind", "name", "basis"];
/// No row of days of rest is longer than this, whatever a table says.
const LONGEST_REST: usize = 31;

impl Calendar {
    /// Reads CSV with the header `day,kind,name,basis`: `rest` or `work`, the holiday's name, and the
    /// notice that says so.
    pub fn read(text: &str, bases: &Bases) -> Result<Calendar, LawError> {
        let mut exceptions = BTreeMap::new();
        let days = rows::read(FILE, text, &HEADER, bases, |row| {
            let kind = row.word::<DayKind>("kind")?;
            Ok((row.parse::<Date>("day")?, Cited { value: kind, basis: row.basis()? }))
        })?;
        for (day, kind) in days {
            if exceptions.insert(day, kind).is_some() {
                return Err(LawError::fault(FILE, format!("{day} is there twice")));
            }
        }
        let years = exceptions.keys().map(|it: &Date| it.year()).collect();
        Ok(Calendar { exceptions, years })
    }

    /// Whether it is known which days of that year rest.
    pub fn covers(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// What is wrong with a year's rows: the place and the field.
    pub(crate) fn faults(year: i16, rows: &[CalendarRow]) -> Vec<(usize, &'static str)> {
        let mut seen = BTreeSet::new();
        let fault = |(place, row): (usize, &CalendarRow)| {
            let is_new = seen.insert(row.day);
            let rests = matches!(row.day.weekday(), Weekday::Saturday | Weekday::Sunday);
            if row.day.year() != year || !is_new {
                return Some((place, "day"));
            }
            (row.kind == DayKind::Work && !rests).then_some((place, "kind"))
        };
        rows.iter().enumerate().filter_map(fault).collect()
    }

    /// Takes a year's rows in the stead of those that it has.
    pub(crate) fn put(&mut self, year: i16, rows: &[CalendarRow], basis: BasisId) {
        self.exceptions.retain(|day, _| day.year() != year);
        let cited = rows.iter().map(|it| (it.day, Cited { value: it.kind, basis }));
        self.exceptions.extend(cited);
        self.years.insert(year);
    }

    /// The n-th working day from a day on, which counts.
    ///
    /// # Errors
    /// When a year that it counts through is not known.
    pub fn nth_working_day(&self, from: Date, n: i32) -> Result<Date, NotCovered> {
        let mut left = n.max(1);
        let mut day = from;
        loop {
            if !self.covers(day.year()) {
                return Err(self.gap(day));
            }
            if self.is_working_day(day) {
                left -= 1;
            }
            if left == 0 {
                return Ok(day);
            }
            day = day.tomorrow().map_err(|_| self.gap(day))?;
        }
    }

    fn gap(&self, on: Date) -> NotCovered {
        let edge =
            |year: Option<&i16>, month, day| year.and_then(|it| Date::new(*it, month, day).ok());
        NotCovered {
            name: "tax.calendar".to_owned(),
            on,
            covered_from: edge(self.years.first(), 1, 1).unwrap_or(Date::MAX),
            covered_to: Some(edge(self.years.last(), 12, 31).unwrap_or(Date::MIN)),
        }
    }

    pub fn is_working_day(&self, day: Date) -> bool {
        match self.exceptions.get(&day) {
            Some(it) => it.value == DayKind::Work,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The day itself when it is worked, else the next one that is.
    pub fn next_working_day(&self, day: Date) -> Date {
        let days = std::iter::successors(Some(day), |it| it.tomorrow().ok());
        days.take(LONGEST_REST).find(|it| self.is_working_day(*it)).unwrap_or(day)
    }

    /// The notice behind a day that is not what its weekday makes it.
    pub fn basis(&self, day: Date) -> Option<BasisId> {
        self.exceptions.get(&day).map(|it| it.basis)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn calendar(rows: &str) -> Result<Calendar, LawError> {
        let bases = Bases::read("[here]\ndocument = \"d\"\nconfidence = \"read\"\n")?;
        Calendar::read(&format!("day,kind,name,basis\n{rows}"), &bases)
    }

    #[test]
    fn weekends_rest_and_rows_say_otherwise() {
        let plain = Calendar::default();
        assert_eq!(plain.next_working_day(date(2020, 12, 4)), date(2020, 12, 4), "a Friday");
        assert_eq!(plain.next_working_day(date(2020, 12, 5)), date(2020, 12, 7), "a Saturday");
        let rows =
            "2020-10-01,rest,国庆节,here\n2020-10-02,rest,国庆节,here\n2020-10-04,work,,here\n";
        let moved = calendar(rows).unwrap();
        assert_eq!(moved.next_working_day(date(2020, 10, 1)), date(2020, 10, 4), "a Sunday worked");
        assert!(
            moved.basis(date(2020, 10, 4)).is_some() && moved.basis(date(2020, 10, 5)).is_none()
        );
    }

    #[test]
    fn working_days_are_counted_only_where_a_year_is_known() {
        let mut calendar = calendar("2026-10-01,rest,国庆节,here\n").unwrap();
        assert!(calendar.covers(2026) && !calendar.covers(2027));
        // The first is a holiday, the third and fourth a weekend.
        assert_eq!(calendar.nth_working_day(date(2026, 10, 1), 1), Ok(date(2026, 10, 2)));
        assert_eq!(calendar.nth_working_day(date(2026, 10, 1), 5), Ok(date(2026, 10, 8)));
        assert!(calendar.nth_working_day(date(2026, 12, 31), 2).is_err());
        let row = |day, kind| CalendarRow { day, kind, name: String::new() };
        let rows = [
            row(date(2027, 1, 1), DayKind::Rest),
            row(date(2027, 1, 2), DayKind::Work),
            row(date(2027, 1, 2), DayKind::Rest),
            row(date(2026, 1, 2), DayKind::Rest),
            row(date(2027, 1, 4), DayKind::Work),
        ];
        let faults = Calendar::faults(2027, &rows);
        assert_eq!(faults, [(2, "day"), (3, "day"), (4, "kind")]);
        calendar.put(2027, &rows[..2], BasisId::default());
        assert_eq!(calendar.nth_working_day(date(2026, 12, 31), 2), Ok(date(2027, 1, 2)));
        calendar.put(2027, &[], BasisId::default());
        assert_eq!(calendar.nth_working_day(date(2027, 1, 1), 1), Ok(date(2027, 1, 1)));
    }

    #[test]
    fn faulty_rows_are_refused() {
        for faulty in [
            "2020-10-01,rest,,there\n",
            "2020-10-01,off,,here\n",
            "2020-10-32,rest,,here\n",
            "2020-10-01,rest,,here\n2020-10-01,work,,here\n",
        ] {
            assert!(calendar(faulty).is_err(), "{faulty}");
        }
    }
}
