//! Duties on goods of some origins beside the tariff (反倾销税、反补贴税、保障措施关税 and retaliation).
//! None are shipped: no table of them was at hand; an operator's come in as an input of the house.
//! `params/tariff/README.md` is the schema.

use model::{BasisId, Date, Rate, SpecialDutyKind, SpecialDutyRow};
use rustc_hash::FxHashMap;

use crate::{Bases, LawError, Table, codes::Codes, rows, rows::Period};

/// All rows, by the first eight digits of the commodity code.
#[derive(Debug, Default)]
pub struct SpecialDuties {
    by_line: FxHashMap<u64, Vec<SpecialRate>>,
}

/// One row: a rate of a kind on goods of an origin, of one maker or of all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialRate {
    pub period: Period,
    pub kind: SpecialDutyKind,
    /// Eight or ten digits.
    pub code: Box<str>,
    /// Three letters; empty: of every origin, as safeguards are.
    pub origin: Box<str>,
    /// The maker abroad by name; empty: every other maker.
    pub maker: Box<str>,
    /// Ad valorem.
    pub rate: Rate,
    pub basis: BasisId,
}

const FILE: &str = "tariff/special_duties.csv";
const HEADER: [&str; 9] =
    ["from", "to", "kind", "code", "origin", "maker", "rate", "basis", "note"];

impl SpecialDuties {
    /// Reads CSV with the header `from,to,kind,code,origin,maker,rate,basis,note`.
    pub fn read(text: &str, codes: &Codes, bases: &Bases) -> Result<SpecialDuties, LawError> {
        let read = rows::read(FILE, text, &HEADER, bases, |row| {
            let rate = SpecialRate {
                period: row.period()?,
                kind: row.word("kind")?,
                code: row.text("code").into(),
                origin: row.text("origin").into(),
                maker: row.text("maker").into(),
                rate: row.parse("rate")?,
                basis: row.basis()?,
            };
            match rate.fault(codes) {
                Some(field) => Err(format!("{field}: `{}`", row.text(field))),
                None => Ok(rate),
            }
        })?;
        rows::refuse_overlaps(FILE, &read, SpecialRate::key, |it| it.period)?;
        let mut duties = SpecialDuties::default();
        read.into_iter().for_each(|it| duties.insert(it));
        Ok(duties)
    }

    fn insert(&mut self, row: SpecialRate) {
        let rows = self.by_line.entry(row.line()).or_default();
        rows.retain(|it| it.key() != row.key() || it.period.from != row.period.from);
        rows.push(row);
    }

    /// What is wrong with rows that the house is told: the place and the field. A row of the same goods,
    /// origin, maker and first day as a known one replaces it; with no other may it share a day.
    pub(crate) fn faults(
        &self,
        rows: &[SpecialDutyRow],
        codes: &Codes,
    ) -> Vec<(usize, &'static str)> {
        let told: Vec<SpecialRate> =
            rows.iter().map(|it| SpecialRate::told(it, BasisId::default())).collect();
        let collides = |place: usize, row: &SpecialRate| {
            let shares =
                |it: &&SpecialRate| it.key() == row.key() && it.period.overlaps(row.period);
            let is_replaced = |it: &SpecialRate| {
                told.iter().any(|new| new.key() == it.key() && new.period.from == it.period.from)
            };
            let known = self.by_line.get(&row.line()).into_iter().flatten();
            let mut known = known.filter(|it| !is_replaced(it));
            let mut earlier = told.iter().take(place);
            known.any(|it| shares(&it)) || earlier.any(|it| shares(&it))
        };
        let fault = |(place, row): (usize, &SpecialRate)| {
            let own = row.fault(codes);
            let field = own.or_else(|| collides(place, row).then_some("from"));
            field.map(|it| (place, it))
        };
        told.iter().enumerate().filter_map(fault).collect()
    }

    /// Takes rows, but for those that have a fault by themselves.
    pub(crate) fn put(&mut self, rows: &[SpecialDutyRow], codes: &Codes, basis: BasisId) {
        let told = rows.iter().map(|it| SpecialRate::told(it, basis));
        told.filter(|it| it.fault(codes).is_none()).for_each(|it| self.insert(it));
    }

    /// What is levied on a day on ten-digit goods of an origin, by kind in the order of the kinds, at most one
    /// row each: that of the maker, else that of all others; the row of ten digits before that of eight.
    pub fn on(&self, code: u64, origin: &str, maker: &str, day: Date) -> Vec<&SpecialRate> {
        let mut found: Vec<&SpecialRate> = self
            .of_goods(code, day)
            .filter(|it| it.origin.is_empty() || *it.origin == *origin)
            .filter(|it| it.maker.is_empty() || *it.maker == *maker)
            .collect();
        let rank = |it: &SpecialRate| (!it.maker.is_empty(), it.code.len(), !it.origin.is_empty());
        found.sort_by(|one, other| one.kind.cmp(&other.kind).then(rank(other).cmp(&rank(one))));
        found.dedup_by_key(|it| it.kind);
        found
    }

    /// The most that is levied on a day on ten-digit goods, wherever they come from and whoever made them: all
    /// kinds that goods of one origin and maker bear (最高税率).
    pub fn highest(&self, code: u64, day: Date) -> Vec<&SpecialRate> {
        let of_each = self.of_goods(code, day).flat_map(|row| {
            // A row of every origin, or of every maker, bears with any that is named; and so does an origin
            // that no row names.
            let makers = self.of_goods(code, day).map(|it| &*it.maker).chain([""]);
            makers.map(|maker| self.on(code, &row.origin, maker, day))
        });
        let weight = |rows: &Vec<&SpecialRate>| {
            let sum = rows.iter().fold(0i64, |sum, it| sum.saturating_add(it.rate.ppm()));
            let parts: Vec<_> = rows.iter().map(|it| (it.kind, it.rate, it.basis)).collect();
            (sum, parts)
        };
        of_each.max_by_key(weight).unwrap_or_default()
    }

    /// Whether it makes a difference for such goods where they come from.
    pub fn turn_on_origin(&self, code: u64, day: Date) -> bool {
        self.of_goods(code, day).any(|it| !it.origin.is_empty())
    }

    fn of_goods(&self, code: u64, day: Date) -> impl Iterator<Item = &SpecialRate> {
        let rows = self.by_line.get(&(code / 100)).map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter(move |it| it.period.covers(day) && it.is_of(code))
    }

    pub fn is_empty(&self) -> bool {
        self.by_line.is_empty()
    }
}

impl SpecialRate {
    fn told(row: &SpecialDutyRow, basis: BasisId) -> SpecialRate {
        SpecialRate {
            period: Period { from: Some(row.from), to: row.to },
            kind: row.kind,
            code: row.code.as_str().into(),
            origin: row.origin.as_str().into(),
            maker: row.maker.as_str().into(),
            rate: row.rate,
            basis,
        }
    }

    /// The first field that is no value of its column.
    fn fault(&self, codes: &Codes) -> Option<&'static str> {
        let is_code =
            matches!(self.code.len(), 8 | 10) && self.code.bytes().all(|it| it.is_ascii_digit());
        let is_origin = self.origin.is_empty() || codes.contains(Table::CountryAlpha, &self.origin);
        match () {
            () if !is_code => Some("code"),
            () if !is_origin => Some("origin"),
            () if self.rate < Rate::ZERO => Some("rate"),
            () if self.period.is_backward() => Some("to"),
            () => None,
        }
    }

    fn key(&self) -> (SpecialDutyKind, Box<str>, Box<str>, Box<str>) {
        (self.kind, self.code.clone(), self.origin.clone(), self.maker.clone())
    }

    /// The eight digits under which it is kept.
    fn line(&self) -> u64 {
        self.code.get(..8).and_then(|it| it.parse().ok()).unwrap_or_default()
    }

    fn is_of(&self, code: u64) -> bool {
        let own: Option<u64> = self.code.parse().ok();
        own.is_some_and(|it| if self.code.len() == 8 { it == code / 100 } else { it == code })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    const ROWS: &str = "\
2019-01-01,2023-12-31,anti_dumping,29261000,USA,,0.3,tariff-2020,\n\
2019-01-01,2023-12-31,anti_dumping,29261000,USA,Alpha Chemical,0.1,tariff-2020,\n\
2019-01-01,2023-12-31,countervailing,2926100000,USA,,0.05,tariff-2020,\n\
2020-01-01,,safeguard,29261000,,,0.2,tariff-2020,\n";

    fn read(rows: &str) -> Result<SpecialDuties, LawError> {
        let law = Law::shipped()?;
        let bases = Bases::read(include_str!("../../../params/bases.toml"))?;
        let text = format!("{}\n{rows}", HEADER.join(","));
        SpecialDuties::read(&text, &law.codes, &bases)
    }

    fn shown(rows: &[&SpecialRate]) -> Vec<String> {
        rows.iter().map(|it| format!("{:?} {}", it.kind, it.rate)).collect()
    }

    fn rates(origin: &str, maker: &str, day: Date) -> Vec<String> {
        shown(&read(ROWS).unwrap().on(2_926_100_000, origin, maker, day))
    }

    #[test]
    fn of_each_kind_the_row_that_is_nearest() {
        let day = date(2020, 6, 1);
        let all = ["AntiDumping 0.3", "Countervailing 0.05", "Safeguard 0.2"];
        assert_eq!(rates("USA", "Beta", day), all);
        assert_eq!(rates("USA", "Alpha Chemical", day)[0], "AntiDumping 0.1");
        assert_eq!(rates("JPN", "", day), ["Safeguard 0.2"]);
    }

    #[test]
    fn on_its_days_only() {
        assert_eq!(rates("USA", "", date(2018, 12, 31)), [""; 0]);
        assert_eq!(rates("USA", "", date(2019, 12, 31)).len(), 2);
        assert_eq!(rates("USA", "", date(2024, 1, 1)), ["Safeguard 0.2"]);
        assert!(read("").unwrap().is_empty());
        assert!(read(ROWS).unwrap().on(2_926_200_000, "USA", "", date(2020, 1, 1)).is_empty());
    }

    #[test]
    fn the_highest_is_what_one_origin_bears_of_all_kinds() {
        let highest = |rows: &str, day| shown(&read(rows).unwrap().highest(2_926_100_000, day));
        let all = ["AntiDumping 0.3", "Countervailing 0.05", "Safeguard 0.2"];
        assert_eq!(highest(ROWS, date(2020, 6, 1)), all, "of the maker that bears most");
        assert_eq!(highest(ROWS, date(2024, 1, 1)), ["Safeguard 0.2"]);
        assert_eq!(highest(ROWS, date(2018, 12, 31)), [""; 0]);
        let two = "2019-01-01,,anti_dumping,29261000,USA,,0.3,tariff-2020,\n\
                   2019-01-01,,anti_dumping,29261000,JPN,,0.2,tariff-2020,\n\
                   2019-01-01,,countervailing,29261000,JPN,Gamma,0.15,tariff-2020,\n";
        let of_japan = ["AntiDumping 0.2", "Countervailing 0.15"];
        assert_eq!(highest(two, date(2020, 6, 1)), of_japan, "they are not mixed over origins");
    }

    #[test]
    fn measures_that_name_no_origin_turn_on_none() {
        let turn = |day| read(ROWS).unwrap().turn_on_origin(2_926_100_000, day);
        assert!(turn(date(2020, 6, 1)) && !turn(date(2024, 1, 1)) && !turn(date(2018, 1, 1)));
    }

    fn told(from: Date, to: Option<Date>, rate: &str) -> SpecialDutyRow {
        SpecialDutyRow {
            from,
            to,
            kind: SpecialDutyKind::AntiDumping,
            code: "29261000".to_owned(),
            origin: "USA".to_owned(),
            maker: String::new(),
            rate: rate.parse().unwrap(),
        }
    }

    #[test]
    fn a_row_that_is_told_again_replaces_the_one_it_had() {
        let codes = Law::shipped().unwrap().codes;
        let mut duties = read(ROWS).unwrap();
        let (first, next) = (date(2019, 1, 1), date(2021, 1, 1));
        let ended = told(first, Some(date(2020, 12, 31)), "0.3");
        let anew = told(next, None, "0.4");
        let rate = |duties: &SpecialDuties, day| {
            duties.on(2_926_100_000, "USA", "", day).first().map(|it| it.rate.to_string())
        };
        assert_eq!(duties.faults(std::slice::from_ref(&anew), &codes), [(0, "from")]);
        let rows = [ended, anew];
        assert_eq!(duties.faults(&rows, &codes), []);
        duties.put(&rows, &codes, BasisId(7));
        assert_eq!(rate(&duties, date(2020, 12, 31)), Some("0.3".to_owned()));
        assert_eq!(rate(&duties, next), Some("0.4".to_owned()));
        let twice = [told(date(2030, 1, 1), None, "0.1"), told(date(2031, 1, 1), None, "0.1")];
        duties.put(&[told(next, Some(date(2025, 12, 31)), "0.4")], &codes, BasisId(7));
        assert_eq!(duties.faults(&twice, &codes), [(1, "from")], "they share days");
        let backward = [told(date(2031, 1, 1), Some(date(2030, 1, 1)), "0.1")];
        assert_eq!(duties.faults(&backward, &codes), [(0, "to")]);
    }

    #[test]
    fn faulty_rows_are_refused() {
        for faulty in [
            ",,anti_dumping,2926,USA,,0.3,tariff-2020,",
            ",,anti_dumping,29261000,USX,,0.3,tariff-2020,",
            ",,anti_dumping,29261000,USA,,-0.3,tariff-2020,",
            ",,dumping,29261000,USA,,0.3,tariff-2020,",
            ",,anti_dumping,29261000,USA,,0.3,nowhere,",
            "2021-01-01,2020-01-01,anti_dumping,29261000,USA,,0.3,tariff-2020,",
            ",,safeguard,29261000,,,0.3,tariff-2020,\n2020-01-01,,safeguard,29261000,,,0.4,tariff-2020,",
        ] {
            assert!(read(faulty).is_err(), "{faulty}");
        }
    }
}
