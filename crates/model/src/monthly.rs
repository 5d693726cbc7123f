//! Tax that is paid month by month under a general guarantee (汇总征税): who may, and since when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Date, RowFault, is_enterprise_code};

/// Where a trader's monthly payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthlyState {
    /// 适用.
    InForce,
    /// 暂停: tax of a month was not paid, and its guarantee was called.
    Suspended,
}

/// A trader who may pay tax month by month. A row with a known code replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthlyPayer {
    /// Customs code or social credit code.
    pub code: String,
    /// First and last day on which declarations may ask for it; no last one: until it is said.
    pub valid_from: Date,
    #[serde(default)]
    pub valid_to: Option<Date>,
}

impl MonthlyPayer {
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|it| day <= it)
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
        if let Some(valid_to) = self.valid_to.filter(|it| *it < self.valid_from) {
            let expected = "不早于起始日 (not before `valid_from`)";
            fault("valid_to", &valid_to.to_string(), expected);
        }
        faults
    }
}

/// The traders who pay month by month, by code. Each keeps the place in which it was registered first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthlyPayers {
    by_code: BTreeMap<String, (usize, MonthlyPayer)>,
}

impl MonthlyPayers {
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// With its place, counted from 0.
    pub fn get(&self, code: &str) -> Option<(usize, &MonthlyPayer)> {
        self.by_code.get(code).map(|(place, row)| (*place, row))
    }

    /// By code.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &MonthlyPayer)> {
        self.by_code.values().map(|(place, row)| (*place, row))
    }

    pub fn take(&mut self, row: &MonthlyPayer) {
        let next = self.by_code.len();
        let known = self.by_code.entry(row.code.clone());
        known.or_insert_with(|| (next, row.clone())).1 = row.clone();
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_trader_keeps_his_place() {
        let row = |code: &str, to: Option<Date>| MonthlyPayer {
            code: code.into(),
            valid_from: date(2026, 1, 1),
            valid_to: to,
        };
        let mut all = MonthlyPayers::default();
        all.take(&row("3302260002", None));
        all.take(&row("3302260001", None));
        all.take(&row("3302260002", Some(date(2026, 6, 30))));
        let kept = all.get("3302260002").unwrap();
        assert_eq!((kept.0, kept.1.valid_to), (0, Some(date(2026, 6, 30))));
        assert_eq!(all.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 0]);
        assert!(kept.1.is_valid_on(date(2026, 6, 30)) && !kept.1.is_valid_on(date(2026, 7, 1)));
        assert!(all.get("3302260001").unwrap().1.is_valid_on(date(2036, 7, 1)));
        let wrong = row("33", Some(date(2025, 1, 1))).faults();
        assert_eq!(wrong.iter().map(|it| it.field).collect::<Vec<_>>(), ["code", "valid_to"]);
    }
}
