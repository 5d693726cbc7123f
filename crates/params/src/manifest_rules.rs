//! By when a manifest has to be sent (舱单传输时限). `params/manifest/README.md` is the schema of its table.

use model::{BasisId, Date, Direction};
use serde::Deserialize;

use crate::{Bases, LawError, Period, rows};

/// The tables of manifests.
#[derive(Debug)]
pub struct ManifestRules {
    limits: Vec<ManifestLimit>,
}

/// A limit of transmission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestLimit {
    pub period: Period,
    pub direction: Direction,
    pub carriage: LimitedCarriage,
    /// Of voyages longer than so many hours; nothing: of any.
    pub voyage_over_hours: Option<i64>,
    /// Of voyages of up to so many hours.
    pub voyage_up_to_hours: Option<i64>,
    pub before: LimitMoment,
    pub hours: i64,
    pub basis: BasisId,
}

/// What the limits tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitedCarriage {
    Container,
    Bulk,
    SmallCraft,
    Air,
    Road,
}

/// What a limit is counted back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitMoment {
    Loading,
    Departure,
    /// At the first place inside.
    Arrival,
}

const FILE: &str = "manifest/limits.csv";
const HEADER: [&str; 9] = [
    "from",
    "to",
    "direction",
    "carriage",
    "voyage_over_hours",
    "voyage_up_to_hours",
    "before",
    "hours",
    "basis",
];

impl ManifestRules {
    /// The shipped tables.
    pub(crate) fn shipped(bases: &Bases) -> Result<ManifestRules, LawError> {
        ManifestRules::read(include_str!("../../../params/manifest/limits.csv"), bases)
    }

    fn read(text: &str, bases: &Bases) -> Result<ManifestRules, LawError> {
        let limits = rows::read(FILE, text, &HEADER, bases, |row| {
            let hours = |name: &str| match row.text(name) {
                "" => Ok(None),
                _ => row.parse::<u16>(name).map(|it| Some(i64::from(it))),
            };
            Ok(ManifestLimit {
                period: row.period()?,
                direction: row.word("direction")?,
                carriage: row.word("carriage")?,
                voyage_over_hours: hours("voyage_over_hours")?,
                voyage_up_to_hours: hours("voyage_up_to_hours")?,
                before: row.word("before")?,
                hours: i64::from(row.parse::<u16>("hours")?),
                basis: row.basis()?,
            })
        })?;
        let key = |it: &ManifestLimit| (it.direction, it.carriage, it.voyage_over_hours);
        rows::refuse_overlaps(FILE, &limits, key, |it| it.period)?;
        Ok(ManifestRules { limits })
    }

    /// The rows of a carriage on a day: one, or one a length of voyage; none when it has no limit.
    pub fn limits(
        &self,
        direction: Direction,
        carriage: LimitedCarriage,
        day: Date,
    ) -> impl Iterator<Item = &ManifestLimit> {
        let is_it = move |it: &&ManifestLimit| {
            it.direction == direction && it.carriage == carriage && it.period.covers(day)
        };
        self.limits.iter().filter(is_it)
    }
}

#[cfg(test)]
mod tests {
    use crate::Law;

    use super::*;

    #[test]
    fn limits_by_carriage_and_day() {
        let law = Law::shipped().unwrap();
        let hours = |direction, carriage, day: &str| -> Vec<(LimitMoment, i64)> {
            let rows = law.manifest.limits(direction, carriage, day.parse().unwrap());
            rows.map(|it| (it.before, it.hours)).collect()
        };
        use Direction::{Export, Import};
        use LimitedCarriage::{Air, Bulk, Container, Road};
        assert_eq!(hours(Import, Container, "2009-01-01"), [(LimitMoment::Loading, 24)]);
        assert_eq!(hours(Import, Container, "2008-12-31"), []);
        assert_eq!(hours(Import, Road, "2026-11-22"), [(LimitMoment::Arrival, 1)]);
        assert_eq!(hours(Export, Bulk, "2026-11-22"), [(LimitMoment::Loading, 2)]);
        let air = [(LimitMoment::Departure, 0), (LimitMoment::Arrival, 4)];
        assert_eq!(hours(Import, Air, "2026-11-22"), air);
    }

    #[test]
    fn faulty_rows_are_refused() {
        let bases = Bases::read("[here]\ndocument = \"d\"\nconfidence = \"read\"\n").unwrap();
        let read = |rows: &str| {
            ManifestRules::read(&format!("{}\n{rows}", HEADER.join(",")), &bases).is_ok()
        };
        assert!(read(",,import,road,,,arrival,1,here"));
        for faulty in [
            ",,import,rail,,,never,1,here",
            ",,import,road,,,arrival,-1,here",
            ",,import,road,,,arrival,1,nowhere",
            ",,import,road,,,arrival,1,here\n2020-01-01,,import,road,,,loading,1,here",
        ] {
            assert!(!read(faulty), "{faulty}");
        }
    }
}
