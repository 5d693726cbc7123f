//! Days of rest and days made up for (节假日安排). Saturdays and Sundays are known; what the State
//! Council moves each year is rows, of which none are shipped.

use std::collections::BTreeMap;

use jiff::civil::Weekday;
use model::{BasisId, Date};
use serde::Deserialize;

use crate::{Bases, Cited, LawError, rows};

/// Which days are working days.
#[derive(Debug, Default)]
pub struct Calendar {
    exceptions: BTreeMap<Date, Cited<DayKind>>,
}

/// What a row makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 放假, 调休.
    Rest,
    /// A Saturday or Sunday that is worked (调整为工作日).
    Work,
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
        Ok(Calendar { exceptions })
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
