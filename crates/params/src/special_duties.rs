//! Duties on goods of some origins beside the tariff (反倾销税、反补贴税、保障措施关税 and retaliation).
//! None are shipped: no table of them was at hand. `params/tariff/README.md` is the schema.

use model::{BasisId, Date, Rate, SpecialDutyKind};
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
            let code = row.text("code");
            let is_code =
                matches!(code.len(), 8 | 10) && code.bytes().all(|it| it.is_ascii_digit());
            if !is_code {
                return Err(format!("code: `{code}` is not eight or ten digits"));
            }
            let origin = row.text("origin");
            if !origin.is_empty() && !codes.contains(Table::CountryAlpha, origin) {
                return Err(format!("origin: there is no country `{origin}`"));
            }
            let rate: Rate = row.parse("rate")?;
            if rate < Rate::ZERO {
                return Err("rate: it is below zero".to_owned());
            }
            Ok(SpecialRate {
                period: row.period()?,
                kind: row.word("kind")?,
                code: code.into(),
                origin: origin.into(),
                maker: row.text("maker").into(),
                rate,
                basis: row.basis()?,
            })
        })?;
        let key =
            |it: &SpecialRate| (it.kind, it.code.clone(), it.origin.clone(), it.maker.clone());
        rows::refuse_overlaps(FILE, &read, key, |it| it.period)?;
        let mut by_line: FxHashMap<u64, Vec<SpecialRate>> = FxHashMap::default();
        for row in read {
            let line = row.code.get(..8).and_then(|it| it.parse().ok()).unwrap_or_default();
            by_line.entry(line).or_default().push(row);
        }
        Ok(SpecialDuties { by_line })
    }

    /// What is levied on a day on ten-digit goods, by kind in the order of the kinds, at most one row
    /// each: that of the maker, else that of all others; the row of ten digits before that of eight.
    ///
    /// `origin` none: it is not known and no measure can be ruled out, so of all rows on the code the
    /// highest holds (关税法第十九条).
    pub fn on(&self, code: u64, origin: Option<&str>, maker: &str, day: Date) -> Vec<&SpecialRate> {
        let Some(rows) = self.by_line.get(&(code / 100)) else { return Vec::new() };
        let digits = format!("{code:010}");
        let holds = |it: &&SpecialRate| it.period.covers(day) && digits.starts_with(&*it.code);
        let Some(origin) = origin else {
            let highest = rows.iter().filter(holds).max_by_key(|it| (it.rate, it.kind, it.basis));
            return highest.into_iter().collect();
        };
        let mut found: Vec<&SpecialRate> = rows
            .iter()
            .filter(holds)
            .filter(|it| it.origin.is_empty() || *it.origin == *origin)
            .filter(|it| it.maker.is_empty() || *it.maker == *maker)
            .collect();
        let rank = |it: &SpecialRate| (!it.maker.is_empty(), it.code.len(), !it.origin.is_empty());
        found.sort_by(|one, other| one.kind.cmp(&other.kind).then(rank(other).cmp(&rank(one))));
        found.dedup_by_key(|it| it.kind);
        found
    }

    pub fn is_empty(&self) -> bool {
        self.by_line.is_empty()
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

    fn rates(origin: Option<&str>, maker: &str, day: Date) -> Vec<String> {
        let duties = read(ROWS).unwrap();
        let found = duties.on(2_926_100_000, origin, maker, day);
        found.iter().map(|it| format!("{:?} {}", it.kind, it.rate)).collect()
    }

    #[test]
    fn of_each_kind_the_row_that_is_nearest() {
        let day = date(2020, 6, 1);
        let all = ["AntiDumping 0.3", "Countervailing 0.05", "Safeguard 0.2"];
        assert_eq!(rates(Some("USA"), "Beta", day), all);
        assert_eq!(rates(Some("USA"), "Alpha Chemical", day)[0], "AntiDumping 0.1");
        assert_eq!(rates(Some("JPN"), "", day), ["Safeguard 0.2"]);
        assert_eq!(rates(None, "", day), ["AntiDumping 0.3"], "nothing can be ruled out");
    }

    #[test]
    fn on_its_days_only() {
        assert_eq!(rates(Some("USA"), "", date(2018, 12, 31)), [""; 0]);
        assert_eq!(rates(Some("USA"), "", date(2019, 12, 31)).len(), 2);
        assert_eq!(rates(Some("USA"), "", date(2024, 1, 1)), ["Safeguard 0.2"]);
        assert!(read("").unwrap().is_empty());
        assert!(
            read(ROWS).unwrap().on(2_926_200_000, Some("USA"), "", date(2020, 1, 1)).is_empty()
        );
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
