//! The registry as a table: one row an enterprise, every fault at once with its line and column.
//!
//! Columns, by name in the first line, in any order: `code`, `name`, `roles` must be there;
//! `other_code`, `sites`, `credit`, `from`, `to`, `suspended_from`, `guarantee_cny` may, and of a certificate `aeo_code`,
//! `aeo_from`, `aeo_to`, `aeo_suspended_from`, `guarantee_waived` (`yes` or `no`). Several roles or sites of one row are
//! divided by `|`. A guarantee opens or raises the account of `code`.

use std::collections::BTreeSet;

use clearance::Registry;
use model::{Amount, Certificate, Credit, Enterprise, GuaranteeRow, HouseMessage};

/// One thing wrong with the table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct CellFault {
    /// From 1, the heading being the first.
    pub(crate) line: u64,
    /// The heading's name.
    pub(crate) column: String,
    pub(crate) observed: String,
    pub(crate) expected: String,
}

const COLUMNS: [&str; 15] = [
    "code",
    "other_code",
    "name",
    "roles",
    "sites",
    "credit",
    "from",
    "to",
    "suspended_from",
    "guarantee_cny",
    "aeo_code",
    "aeo_from",
    "aeo_to",
    "aeo_suspended_from",
    "guarantee_waived",
];
const NEEDED: [&str; 3] = ["code", "name", "roles"];

/// What a table holds, its rows not yet compared with the registry.
pub(crate) struct Table {
    pub(crate) enterprises: Vec<Enterprise>,
    pub(crate) guarantees: Vec<GuaranteeRow>,
    lines: Vec<u64>,
}

impl Table {
    /// Everything that is wrong with its rows beside each other and beside the registry.
    pub(crate) fn faults(&self, registry: &Registry) -> Vec<CellFault> {
        let findings = registry.faults_of(&self.enterprises);
        let mut faults: Vec<CellFault> = findings
            .into_iter()
            .map(|it| {
                let (index, column) = place_of(&it.pointer);
                let line = self.lines.get(index).copied().unwrap_or(0);
                CellFault { line, column, observed: it.observed, expected: it.expected }
            })
            .collect();
        faults.sort_by_key(|it| it.line);
        faults
    }

    pub(crate) fn into_message(self) -> HouseMessage {
        HouseMessage::Registry {
            enterprises: self.enterprises,
            guarantees: self.guarantees,
            books: Vec::new(),
            watch: Vec::new(),
            positive_list: Vec::new(),
            signatories: Vec::new(),
        }
    }
}

/// `enterprises[3].code` as index and field.
fn place_of(pointer: &str) -> (usize, String) {
    let rest = pointer.strip_prefix("enterprises[").unwrap_or(pointer);
    let (index, field) = rest.split_once("].").unwrap_or(("", rest));
    let column = match field {
        "certificate.number" => "aeo_code",
        "certificate.to" => "aeo_to",
        "certificate" => "credit",
        other => other,
    };
    (index.parse().unwrap_or(usize::MAX), column.to_owned())
}

/// Reads a table. What cannot be read is reported cell by cell; the rows that can be are checked
/// all the same, so that everything is said at once.
///
/// # Errors
/// Every fault, by line.
pub(crate) fn read(bytes: &[u8], registry: &Registry) -> Result<Table, Vec<CellFault>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
    let mut faults = Vec::new();
    let heading = match reader.headers() {
        Ok(heading) => heading.clone(),
        Err(error) => return Err(vec![unreadable(1, &error)]),
    };
    if heading.len() > COLUMNS_MAX {
        let expected = format!("<= {COLUMNS_MAX} 列 (columns)");
        let (column, observed) = (String::new(), heading.len().to_string());
        return Err(vec![CellFault { line: 1, column, observed, expected }]);
    }
    check_heading(&heading, &mut faults);
    let mut table = Table { enterprises: Vec::new(), guarantees: Vec::new(), lines: Vec::new() };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let mut row = RowReader { heading: &heading, record: &record, line, faults };
                row.read(&mut table);
                faults = row.faults;
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(unreadable(line, &error));
            }
        }
    }
    let told: BTreeSet<(u64, String)> =
        faults.iter().map(|it| (it.line, it.column.clone())).collect();
    let more = table.faults(registry);
    // A cell that could not be read is told once.
    faults.extend(more.into_iter().filter(|it| !told.contains(&(it.line, it.column.clone()))));
    faults.sort_by_key(|it| it.line);
    faults.truncate(FAULTS_MAX);
    if faults.is_empty() { Ok(table) } else { Err(faults) }
}

/// Most faults that are told of one table.
const FAULTS_MAX: usize = 1_000;

/// More columns than any table of this kind has, mistaken ones included.
const COLUMNS_MAX: usize = 100;

fn unreadable(line: u64, error: &csv::Error) -> CellFault {
    CellFault {
        line,
        column: String::new(),
        observed: error.to_string(),
        expected: "UTF-8的逗号分隔文本 (comma-separated text in UTF-8)".to_owned(),
    }
}

fn check_heading(heading: &csv::StringRecord, faults: &mut Vec<CellFault>) {
    let mut fault = |column: &str, observed: &str, expected: String| {
        let (column, observed) = (column.to_owned(), observed.to_owned());
        faults.push(CellFault { line: 1, column, observed, expected });
    };
    for (index, name) in heading.iter().enumerate() {
        if !COLUMNS.contains(&name) {
            fault(name, name, COLUMNS.join(" | "));
        } else if heading.iter().take(index).any(|it| it == name) {
            fault(name, name, "每列只出现一次 (each column once)".to_owned());
        }
    }
    for name in NEEDED {
        if heading.iter().all(|it| it != name) {
            fault(name, "", "必须有此列 (this column must be there)".to_owned());
        }
    }
}

struct RowReader<'r> {
    heading: &'r csv::StringRecord,
    record: &'r csv::StringRecord,
    line: u64,
    faults: Vec<CellFault>,
}

impl RowReader<'_> {
    fn read(&mut self, table: &mut Table) {
        if self.record.len() != self.heading.len() {
            let observed = self.record.len().to_string();
            self.fault("", &observed, format!("{} 列 (columns)", self.heading.len()));
        }
        let enterprise = Enterprise {
            code: self.text("code"),
            other_code: self.text("other_code"),
            name: self.text("name"),
            roles: self.several("roles"),
            sites: self.several("sites"),
            credit: self.one::<Credit>("credit").unwrap_or_default(),
            from: self.day("from"),
            to: self.day("to"),
            suspended_from: self.day("suspended_from"),
            certificate: self.certificate(),
        };
        let guarantee = self.text("guarantee_cny");
        if !guarantee.is_empty() {
            match guarantee.parse::<Amount>() {
                Ok(limit) if limit > Amount::ZERO => {
                    table.guarantees.push(GuaranteeRow { code: enterprise.code.clone(), limit });
                }
                _ => {
                    let expected = "大于0的人民币金额 (an amount of yuan above nothing)";
                    self.fault("guarantee_cny", &guarantee, expected.to_owned());
                }
            }
        }
        table.enterprises.push(enterprise);
        table.lines.push(self.line);
    }

    /// Nothing where the row has no AEO code.
    fn certificate(&mut self) -> Option<Certificate> {
        let number = self.text("aeo_code");
        let waived = self.text("guarantee_waived");
        let (from, to) = (self.day("aeo_from"), self.day("aeo_to"));
        let suspended_from = self.day("aeo_suspended_from");
        if number.is_empty() {
            let is_said = from.or(to).or(suspended_from).is_some() || !waived.is_empty();
            if is_said {
                let expected = "AEO认证编码 (the certificate that it is about)";
                self.fault("aeo_code", "", expected.to_owned());
            }
            return None;
        }
        let is_guarantee_waived = match waived.as_str() {
            "" | "no" => false,
            "yes" => true,
            _ => {
                self.fault("guarantee_waived", &waived, "yes | no".to_owned());
                false
            }
        };
        let Some(from) = from else {
            if self.text("aeo_from").is_empty() {
                self.fault("aeo_from", "", "年-月-日 (yyyy-mm-dd)".to_owned());
            }
            return None;
        };
        Some(Certificate { number, from, to, suspended_from, is_guarantee_waived })
    }

    fn fault(&mut self, column: &str, observed: &str, expected: String) {
        if self.faults.len() >= FAULTS_MAX {
            return;
        }
        let (column, observed) = (column.to_owned(), observed.to_owned());
        self.faults.push(CellFault { line: self.line, column, observed, expected });
    }

    fn text(&self, column: &str) -> String {
        let place = self.heading.iter().position(|it| it == column);
        place.and_then(|it| self.record.get(it)).unwrap_or_default().to_owned()
    }

    fn several<T, E>(&mut self, column: &str) -> Vec<T>
    where
        T: std::str::FromStr<Err = E>,
        E: ToString,
    {
        let text = self.text(column);
        let mut values = Vec::new();
        for part in text.split('|').map(str::trim).filter(|it| !it.is_empty()) {
            match part.parse::<T>() {
                Ok(value) => values.push(value),
                Err(names) => self.fault(column, part, names.to_string()),
            }
        }
        values
    }

    fn one<T: std::str::FromStr<Err = String>>(&mut self, column: &str) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(value) => Some(value),
            Err(names) => {
                self.fault(column, &text, names);
                None
            }
        }
    }

    fn day(&mut self, column: &str) -> Option<model::Date> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let day = text.parse().ok();
        if day.is_none() {
            self.fault(column, &text, "年-月-日 (yyyy-mm-dd)".to_owned());
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use params::Law;

    use super::*;

    fn registry() -> Registry {
        Registry::new(Law::shipped().unwrap())
    }

    #[test]
    fn a_table_is_read_whatever_the_order_of_its_columns() {
        let text = "\u{feff}name,code,roles,other_code,credit,from,to,guarantee_cny\n\
                    \"甲, 平台\",3301960A01,platform | seller,91350100M000100Y43,advanced,2020-01-01,,50000\n\
                    乙物流,3301960L02,logistics,,,,,\n";
        let Ok(table) = read(text.as_bytes(), &registry()) else { panic!("read") };
        let json = serde_json::to_string_pretty(&table.into_message()).unwrap();
        expect![[r#"
            {
              "tongguan": "registry",
              "enterprises": [
                {
                  "code": "3301960A01",
                  "other_code": "91350100M000100Y43",
                  "name": "甲, 平台",
                  "roles": [
                    "platform",
                    "seller"
                  ],
                  "sites": [],
                  "credit": "advanced",
                  "from": "2020-01-01"
                },
                {
                  "code": "3301960L02",
                  "name": "乙物流",
                  "roles": [
                    "logistics"
                  ],
                  "sites": [],
                  "credit": "ordinary"
                }
              ],
              "guarantees": [
                {
                  "code": "3301960A01",
                  "limit": "50000.00"
                }
              ],
              "books": [],
              "watch": [],
              "signatories": [],
              "positive_list": []
            }"#]]
        .assert_eq(&json);
    }

    #[test]
    fn all_faults_are_told_with_line_and_column() {
        let text = "code,name,roles,credit,from,guarantee_cny,colour\n\
                    3301960A01,甲,platform,aeo,2020-13-01,-1,\n\
                    91350100M000100Y44,,shipper,,,,\n\
                    3301960A01,丙,seller,,,\n";
        let Err(faults) = read(text.as_bytes(), &registry()) else { panic!("faults") };
        let lines: Vec<String> = faults
            .iter()
            .map(|it| format!("{}:{} `{}`", it.line, it.column, it.observed))
            .collect();
        expect![[r#"
            1:colour `colour`
            2:credit `aeo`
            2:from `2020-13-01`
            2:guarantee_cny `-1`
            3:roles `shipper`
            3:code `91350100M000100Y44`
            3:name ``
            4: `6`
            4:code `3301960A01`"#]]
        .assert_eq(&lines.join("\n"));
    }

    #[test]
    fn a_certificate_is_read_with_its_days() {
        let text = "code,name,roles,credit,aeo_code,aeo_from,aeo_to,guarantee_waived\n\
                    3301960A01,甲,declarant,advanced,AEOCN3301960001,2024-01-01,2028-12-31,yes\n\
                    3301960A02,乙,declarant,advanced,,,,\n";
        let Ok(table) = read(text.as_bytes(), &registry()) else { panic!("read") };
        let certificate = table.enterprises[0].certificate.as_ref().unwrap();
        assert_eq!(certificate.number, "AEOCN3301960001");
        assert!(certificate.is_guarantee_waived);
        assert_eq!(table.enterprises[1].certificate, None);
        let text = "code,name,roles,credit,aeo_code,aeo_from,aeo_to,guarantee_waived\n\
                    3301960A01,甲,declarant,advanced,AEOCN33,2024-01-01,2023-01-01,perhaps\n\
                    3301960A02,乙,declarant,ordinary,AEOCN3301960002,2024-01-01,,\n\
                    3301960A03,丙,declarant,advanced,,,,yes\n\
                    3301960A04,丁,declarant,advanced,AEOCN3301960004,,,\n";
        let Err(faults) = read(text.as_bytes(), &registry()) else { panic!("faults") };
        let lines: Vec<String> = faults
            .iter()
            .map(|it| format!("{}:{} `{}`", it.line, it.column, it.observed))
            .collect();
        expect![[r#"
            2:guarantee_waived `perhaps`
            2:aeo_code `AEOCN33`
            2:aeo_to `2023-01-01`
            3:credit `ordinary`
            4:aeo_code ``
            5:aeo_from ``"#]]
        .assert_eq(&lines.join("\n"));
    }

    #[test]
    fn a_heading_that_lacks_a_column_is_said_and_rows_are_told_of_it() {
        let Err(faults) = read("code,name\n".as_bytes(), &registry()) else { panic!("faults") };
        assert_eq!((faults[0].line, faults[0].column.as_str()), (1, "roles"));
        assert!(read(b"\xff,\xfe\n", &registry()).is_err());
    }

    #[test]
    fn what_is_no_table_is_told_briefly() {
        let heading = "code,name,roles".to_owned() + &",".repeat(1_000_000);
        let faults = read(heading.as_bytes(), &registry()).err().unwrap();
        assert_eq!((faults.len(), faults[0].observed.as_str()), (1, "1000003"));
        let rows = "code,name,roles,from\n".to_owned() + &"x,y,z,never\n".repeat(50_000);
        let faults = read(rows.as_bytes(), &registry()).err().unwrap();
        assert_eq!(faults.len(), 1_000);
        assert_eq!(faults[0].line, 2);
        for junk in [
            &b"\xFF\xFE\0c\0o"[..],
            b"code,name,roles\n\xC0\x80,b,c\n",
            b"\0",
            b"\"",
            b"PK\x03\x04",
        ] {
            assert!(read(junk, &registry()).is_err(), "{junk:?}");
        }
    }

    /// Whatever is changed of a table, what is said of it is about lines and columns that it has.
    #[test]
    fn changes_of_a_table_are_read_or_told_where() {
        let table = "code,name,roles,other_code,sites,credit,from,to,guarantee_cny,aeo_code,aeo_from\n\
                     3301960A01,甲,platform | seller,91350100M000100Y43,,advanced,2020-01-01,,50000,AEOCN1,2020-01-01\n\
                     3301960L02,\"乙, 物流\",logistics,,,,,,,,\n";
        let (changer, registry) = (testkit::attack::Changer::new(7), registry());
        let mut n_read = 0;
        for number in 0..3_000 {
            let changed = changer.change(number, table.as_bytes(), table.as_bytes());
            let n_lines =
                changed.iter().filter(|it| matches!(**it, b'\n' | b'\r')).count() as u64 + 1;
            match read(&changed, &registry) {
                Ok(table) => {
                    n_read += 1;
                    assert_eq!(table.lines.len(), table.enterprises.len());
                }
                Err(faults) => {
                    assert!((1..=FAULTS_MAX).contains(&faults.len()));
                    let is_there = |it: &CellFault| it.line <= n_lines && !it.expected.is_empty();
                    assert!(faults.iter().all(is_there), "{faults:?}: {changed:?}");
                }
            }
        }
        assert!(n_read > 10, "{n_read}");
    }
}
