//! What a supervision mode asks of a retail export's list; `params/export/README.md` is the schema.

use model::{BasisId, Date};

use crate::{
    Bases, LawError, Period,
    rows::{self, Row},
};

/// The modes under which lists of exports are declared.
#[derive(Debug)]
pub struct ExportModes(Vec<ExportMode>);

/// One supervision mode over one period.
#[derive(Debug, Clone)]
pub struct ExportMode {
    pub period: Period,
    /// Four digits.
    pub supervision_mode: Box<str>,
    /// Letters of the order types that go with it.
    pub order_types: Box<str>,
    /// `A`, `B` or both: how its lists may be declared (申报业务类型).
    pub statistics: Box<str>,
    /// A receipt of money must have come.
    pub needs_money: bool,
    /// Its goods are released only in a supervised site.
    pub needs_arrival: bool,
    /// Its goods come from a zone's account book.
    pub needs_book: bool,
    /// Its lists have a limit of value, and no goods that need licence, inspection or duty.
    pub is_limited: bool,
    /// Under which its goods come back; empty where no application is made for them.
    pub returned_as: Box<str>,
    pub basis: BasisId,
}

const FILE: &str = "export/modes.csv";
const HEADER: [&str; 11] = [
    "from",
    "to",
    "supervision_mode",
    "order_types",
    "statistics",
    "money",
    "arrival",
    "book",
    "limited",
    "returned_as",
    "basis",
];

impl ExportModes {
    pub(crate) fn read(bases: &Bases) -> Result<ExportModes, LawError> {
        let text = include_str!("../../../params/export/modes.csv");
        let modes = rows::read(FILE, text, &HEADER, bases, ExportMode::read)?;
        rows::refuse_overlaps(FILE, &modes, |it| it.supervision_mode.clone(), |it| it.period)?;
        Ok(ExportModes(modes))
    }

    /// Nothing when lists of exports are not declared under that mode on the day.
    pub fn on(&self, supervision_mode: &str, day: Date) -> Option<&ExportMode> {
        let is_it = |it: &&ExportMode| &*it.supervision_mode == supervision_mode;
        self.0.iter().filter(is_it).find(|it| it.period.covers(day))
    }

    /// Every row, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &ExportMode> {
        self.0.iter()
    }
}

impl ExportMode {
    fn read(row: &Row<'_>) -> Result<ExportMode, String> {
        let is = |name: &str, word: &str| match row.text(name) {
            "" => Ok(false),
            text if text == word => Ok(true),
            other => Err(format!("{name}: `{other}` is no value of its column")),
        };
        Ok(ExportMode {
            period: row.period()?,
            supervision_mode: row.text("supervision_mode").into(),
            order_types: row.text("order_types").into(),
            statistics: row.text("statistics").into(),
            needs_money: is("money", "needed")?,
            needs_arrival: is("arrival", "needed")?,
            needs_book: is("book", "needed")?,
            is_limited: is("limited", "yes")?,
            returned_as: row.text("returned_as").into(),
            basis: row.basis()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::Law;

    #[test]
    fn a_mode_holds_from_its_day() {
        let law = Law::shipped().unwrap();
        let on = date(2020, 7, 1);
        assert!(law.exports.on("9610", on).unwrap().needs_money);
        assert!(law.exports.on("1210", on).unwrap().needs_book);
        let b2b = law.exports.on("9710", on).unwrap();
        assert!(b2b.is_limited && b2b.needs_arrival && !b2b.needs_money);
        assert!(law.exports.on("9710", date(2020, 6, 30)).is_none());
        assert!(law.exports.on("0110", on).is_none());
        let returned = |mode| &*law.exports.on(mode, on).unwrap().returned_as;
        assert_eq!(["9610", "1210", "9710"].map(returned), ["9661", "1261", ""]);
        let modes = |it: &super::ExportMode| {
            law.codes.contains(crate::Table::SupervisionMode, &it.supervision_mode)
        };
        assert!(law.exports.iter().all(modes));
    }

    #[test]
    fn a_heading_has_its_lines() {
        let law = Law::shipped().unwrap();
        let on = date(2020, 11, 21);
        let lines: Vec<u64> = law.tariff.heading(4202, on).map(|it| it.code).collect();
        assert!(lines.len() == 19 && lines.iter().all(|it| it / 1_000_000 == 4202));
        assert_eq!(law.tariff.heading(9999, on).count(), 0);
        assert_eq!(law.tariff.heading(4202, date(2019, 12, 31)).count(), 0);
    }
}
