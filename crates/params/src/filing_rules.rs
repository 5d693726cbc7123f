//! What belongs together on a goods declaration: supervision mode, levy and manual; which licence a
//! letter of the tariff asks for. `params/declaration/README.md` is the schema of its tables.

use model::{BasisId, Date, Direction};

use crate::{Bases, LawError, Period};

/// The tables of a goods declaration.
#[derive(Debug)]
pub struct FilingRules {
    /// By direction, then mode.
    combinations: Vec<Combination>,
    /// By mode.
    modes: Vec<ModeRule>,
    /// By kind.
    licences: Vec<LicenceRule>,
}

/// Levy natures, levy mode and manuals that go with a supervision mode. What is empty is left open.
#[derive(Debug, Clone)]
pub struct Combination {
    pub period: Period,
    pub direction: Direction,
    pub supervision_mode: Box<str>,
    pub levy_natures: Box<[Box<str>]>,
    pub levy_mode: Box<str>,
    /// First letters of the numbers of manuals.
    pub manuals: Box<str>,
    pub basis: BasisId,
}

/// What a supervision mode asks for by itself.
#[derive(Debug, Clone)]
pub struct ModeRule {
    pub period: Period,
    pub supervision_mode: Box<str>,
    /// The only direction it has; nothing when it has both.
    pub direction: Option<Direction>,
    /// Its goods do not cross the border.
    pub is_without_movement: bool,
    /// The levy nature is left empty.
    pub is_without_levy_nature: bool,
    /// What the remarks must contain; may be empty.
    pub note: Box<str>,
    pub basis: BasisId,
}

/// What a letter of a tariff line's supervision conditions asks of a declaration.
#[derive(Debug, Clone)]
pub struct LicenceRule {
    pub period: Period,
    pub kind: char,
    /// Any of these kinds meets it.
    pub alternatives: Box<str>,
    /// Its number is declared in the head (许可证号), not among the documents.
    pub is_in_head: bool,
    pub when: LicenceNeed,
    pub basis: BasisId,
}

/// When a letter asks for its licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LicenceNeed {
    Always,
    /// Of used goods only.
    Used,
    /// Of a tariff quota's own line only.
    Quota,
    /// No licence meets it.
    Prohibited,
}

impl FilingRules {
    /// The combinations of a mode on a day; none when the table does not know the mode in that
    /// direction.
    pub fn combinations<'l>(
        &'l self,
        direction: Direction,
        supervision_mode: &str,
        day: Date,
    ) -> impl Iterator<Item = &'l Combination> + Clone + use<'l> {
        let key = |it: &Combination| {
            (it.direction, &*it.supervision_mode).cmp(&(direction, supervision_mode))
        };
        let start = self.combinations.partition_point(|it| key(it).is_lt());
        let rest = self.combinations.get(start..).unwrap_or_default();
        let n_rows = rest.partition_point(|it| key(it).is_eq());
        let rows = rest.get(..n_rows).unwrap_or_default();
        rows.iter().filter(move |it| it.period.covers(day))
    }

    /// The modes that ask for something of their own.
    pub fn modes(&self, day: Date) -> impl Iterator<Item = &ModeRule> {
        self.modes.iter().filter(move |it| it.period.covers(day))
    }

    pub fn mode(&self, supervision_mode: &str, day: Date) -> Option<&ModeRule> {
        let is_it = |it: &&ModeRule| &*it.supervision_mode == supervision_mode;
        self.modes.iter().filter(is_it).find(|it| it.period.covers(day))
    }

    pub fn licence(&self, kind: char, day: Date) -> Option<&LicenceRule> {
        self.licences.iter().filter(|it| it.kind == kind).find(|it| it.period.covers(day))
    }

    pub(crate) fn read(bases: &Bases) -> Result<FilingRules, LawError> {
        let mut combinations = Table::read(COMBINATIONS, bases, Combination::read)?;
        combinations.sort_by(|one, other| {
            (one.direction, &one.supervision_mode).cmp(&(other.direction, &other.supervision_mode))
        });
        let modes = Table::read(MODES, bases, ModeRule::read)?;
        let licences = Table::read(LICENCES, bases, LicenceRule::read)?;
        Ok(FilingRules { combinations, modes, licences })
    }
}

/// A file, its header but for `from`, `to` before and `basis` after, and its text.
type File = (&'static str, &'static str, &'static str);

const COMBINATIONS: File = (
    "declaration/combinations.csv",
    "direction,supervision_mode,levy_natures,levy_mode,manuals",
    include_str!("../../../params/declaration/combinations.csv"),
);
const MODES: File = (
    "declaration/modes.csv",
    "supervision_mode,direction,movement,levy_nature,note",
    include_str!("../../../params/declaration/modes.csv"),
);
const LICENCES: File = (
    "declaration/licences.csv",
    "kind,alternatives,place,when",
    include_str!("../../../params/declaration/licences.csv"),
);

/// One row: its fields between the period and the basis.
struct Row<'r> {
    file: &'static str,
    record: &'r csv::StringRecord,
    period: Period,
    basis: BasisId,
}

impl Row<'_> {
    fn field(&self, at: usize) -> &str {
        self.record.get(at + 2).unwrap_or_default()
    }

    fn fault(&self, text: &str) -> LawError {
        LawError::fault(self.file, format!("`{text}` is no value of its column"))
    }

    fn direction(&self, at: usize) -> Result<Option<Direction>, LawError> {
        match self.field(at) {
            "" => Ok(None),
            "I" => Ok(Some(Direction::Import)),
            "E" => Ok(Some(Direction::Export)),
            other => Err(self.fault(other)),
        }
    }

    /// Whether the field has the one value that it may have.
    fn is(&self, at: usize, value: &str) -> Result<bool, LawError> {
        match self.field(at) {
            "" => Ok(false),
            text if text == value => Ok(true),
            other => Err(self.fault(other)),
        }
    }
}

struct Table;

impl Table {
    fn read<T>(
        (name, header, text): File,
        bases: &Bases,
        of: fn(&Row<'_>) -> Result<T, LawError>,
    ) -> Result<Vec<T>, LawError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|source| LawError::csv(name, source))?;
        let expected = format!("from,to,{header},basis");
        if headers.iter().ne(expected.split(',')) {
            return Err(LawError::fault(name, format!("the header must be `{expected}`")));
        }
        let last = headers.len().saturating_sub(1);
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = &record.map_err(|source| LawError::csv(name, source))?;
            let date = |at: usize| match record.get(at).unwrap_or_default() {
                "" => Ok(None),
                text => text
                    .parse()
                    .map(Some)
                    .map_err(|_| LawError::fault(name, format!("`{text}` is not a date"))),
            };
            let key = record.get(last).unwrap_or_default();
            let basis = bases
                .keyed(key)
                .ok_or_else(|| LawError::fault(name, format!("there is no basis `{key}`")))?;
            let period = Period { from: date(0)?, to: date(1)? };
            rows.push(of(&Row { file: name, record, period, basis })?);
        }
        Ok(rows)
    }
}

impl Combination {
    fn read(row: &Row<'_>) -> Result<Combination, LawError> {
        let direction = row.direction(0)?.ok_or_else(|| row.fault(""))?;
        let natures = row.field(2).split('|').filter(|it| !it.is_empty());
        Ok(Combination {
            period: row.period,
            direction,
            supervision_mode: row.field(1).into(),
            levy_natures: natures.map(Box::from).collect(),
            levy_mode: row.field(3).into(),
            manuals: row.field(4).into(),
            basis: row.basis,
        })
    }
}

impl ModeRule {
    fn read(row: &Row<'_>) -> Result<ModeRule, LawError> {
        Ok(ModeRule {
            period: row.period,
            supervision_mode: row.field(0).into(),
            direction: row.direction(1)?,
            is_without_movement: row.is(2, "none")?,
            is_without_levy_nature: row.is(3, "none")?,
            note: row.field(4).into(),
            basis: row.basis,
        })
    }
}

impl LicenceRule {
    fn read(row: &Row<'_>) -> Result<LicenceRule, LawError> {
        let mut letters = row.field(0).chars();
        let (Some(kind), None) = (letters.next(), letters.next()) else {
            return Err(row.fault(row.field(0)));
        };
        let is_in_head = row.is(2, "head").or_else(|_| row.is(2, "document").map(|_| false))?;
        let when = match row.field(3) {
            "always" => LicenceNeed::Always,
            "used" => LicenceNeed::Used,
            "quota" => LicenceNeed::Quota,
            "prohibited" => LicenceNeed::Prohibited,
            other => return Err(row.fault(other)),
        };
        let alternatives = row.field(1).into();
        Ok(LicenceRule {
            period: row.period,
            kind,
            alternatives,
            is_in_head,
            when,
            basis: row.basis,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    #[test]
    fn rows_are_found_by_direction_and_mode() {
        let law = Law::shipped().unwrap();
        let on = date(2020, 11, 21);
        let of = |direction, mode| law.filing.combinations(direction, mode, on);
        assert_eq!(of(Direction::Import, "0110").count(), 4);
        assert_eq!(of(Direction::Export, "0110").count(), 4);
        assert_eq!(of(Direction::Export, "2025").count(), 0);
        let row = of(Direction::Import, "0214").next().unwrap();
        assert_eq!((&*row.manuals, &*row.levy_mode), ("BE", "3"));
        assert!(law.filing.mode("0255", on).unwrap().is_without_levy_nature);
        let licence = law.filing.licence('x', on).unwrap();
        assert!(licence.is_in_head && licence.alternatives.contains('4'));
        assert_eq!(law.filing.licence('9', on).unwrap().when, LicenceNeed::Prohibited);
        assert!(law.filing.licence('Y', on).is_none());
    }
}
