//! Traders who may declare collectively (集中申报备案): goods go on lists, and the lists of a month are declared together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Date, RowFault, is_enterprise_code};

/// A trader who may declare collectively. A row with a known code replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectiveTrader {
    /// Customs code or social credit code.
    pub code: String,
    /// Customs offices at which his lists are taken (申报地海关); nothing: at any.
    #[serde(default)]
    pub customs: Vec<String>,
    /// Supervision modes of his lists; nothing: any for which there is a window.
    #[serde(default)]
    pub supervision_modes: Vec<String>,
    /// First and last day on which lists are taken.
    pub valid_from: Date,
    pub valid_to: Date,
}

impl CollectiveTrader {
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && day <= self.valid_to
    }

    /// Whether lists of a mode are taken at an office.
    pub fn serves(&self, customs: &str, supervision_mode: &str) -> bool {
        let has = |all: &[String], one: &str| all.is_empty() || all.iter().any(|it| it == one);
        has(&self.customs, customs) && has(&self.supervision_modes, supervision_mode)
    }

    /// Everything that is wrong with the row by itself.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = Vec::new();
        let mut fault = |field, observed: &str, expected| {
            faults.push(RowFault { field, observed: observed.to_owned(), expected });
        };
        if !is_enterprise_code(&self.code) {
            let expected = "10位海关编码或18位统一社会信用代码 (the code of a trader)";
            fault("code", &self.code, expected);
        }
        let are_digits = |it: &&String| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
        if let Some(odd) = self.customs.iter().find(|it| !are_digits(it)) {
            fault("customs", odd, "4位关区代码 (an office of four digits)");
        }
        if let Some(odd) = self.supervision_modes.iter().find(|it| !are_digits(it)) {
            fault("supervision_modes", odd, "4位监管方式代码 (a mode of four digits)");
        }
        if self.valid_to < self.valid_from {
            let expected = "不早于起始日 (not before `valid_from`)";
            fault("valid_to", &self.valid_to.to_string(), expected);
        }
        faults
    }
}

/// The traders who declare collectively, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CollectiveTraders(BTreeMap<String, CollectiveTrader>);

impl CollectiveTraders {
    pub fn get(&self, code: &str) -> Option<&CollectiveTrader> {
        self.0.get(code)
    }

    /// By code.
    pub fn iter(&self) -> impl Iterator<Item = &CollectiveTrader> {
        self.0.values()
    }

    pub fn take(&mut self, row: &CollectiveTrader) {
        self.0.insert(row.code.clone(), row.clone());
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn row() -> CollectiveTrader {
        CollectiveTrader {
            code: "3302260144".into(),
            customs: vec!["2248".into()],
            supervision_modes: Vec::new(),
            valid_from: date(2026, 1, 1),
            valid_to: date(2026, 12, 31),
        }
    }

    #[test]
    fn it_holds_where_and_as_long_as_it_says() {
        assert!(row().is_valid_on(date(2026, 1, 1)) && row().is_valid_on(date(2026, 12, 31)));
        assert!(!row().is_valid_on(date(2025, 12, 31)) && !row().is_valid_on(date(2027, 1, 1)));
        assert!(row().serves("2248", "0110") && !row().serves("2201", "0110"));
        let of_mode = CollectiveTrader { supervision_modes: vec!["0615".into()], ..row() };
        assert!(of_mode.serves("2248", "0615") && !of_mode.serves("2248", "0110"));
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_said() {
        assert_eq!(row().faults(), []);
        let wrong = CollectiveTrader {
            code: "33".into(),
            customs: vec!["2248".into(), "上海".into()],
            supervision_modes: vec!["110".into()],
            valid_to: date(2025, 1, 1),
            ..row()
        };
        let fields: Vec<&str> = wrong.faults().iter().map(|it| it.field).collect();
        assert_eq!(fields, ["code", "customs", "supervision_modes", "valid_to"]);
    }

    #[test]
    fn a_row_replaces_the_one_before() {
        let mut all = CollectiveTraders::default();
        all.take(&row());
        all.take(&CollectiveTrader { customs: Vec::new(), ..row() });
        assert_eq!(all.iter().count(), 1);
        assert!(all.get("3302260144").is_some_and(|it| it.customs.is_empty()));
    }
}
