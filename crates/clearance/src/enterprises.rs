//! Who is registered. Both codes of an enterprise lead to the same row.

use std::collections::BTreeMap;

use model::{Enterprise, Finding};
use rustc_hash::FxHashMap;

use crate::catalogue::refuse;

/// The registered enterprises. A row whose code is known replaces the row that had it.
#[derive(Debug, Default)]
pub(crate) struct Enterprises {
    rows: Vec<Enterprise>,
    by_code: FxHashMap<String, usize>,
    /// Places by the code that each row goes by first.
    in_order: BTreeMap<String, usize>,
    /// Operator's place by site.
    by_site: FxHashMap<String, usize>,
}

impl Enterprises {
    pub(crate) fn get(&self, code: &str) -> Option<&Enterprise> {
        self.by_code.get(code).and_then(|it| self.rows.get(*it))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Enterprise> {
        self.in_order.values().filter_map(|it| self.rows.get(*it))
    }

    pub(crate) fn site_operator(&self, site: &str) -> Option<&str> {
        self.by_site.get(site).and_then(|it| self.rows.get(*it)).map(|it| it.code.as_str())
    }

    pub(crate) fn faults_of(&self, rows: &[Enterprise]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut named: FxHashMap<&str, usize> = FxHashMap::default();
        for (index, row) in rows.iter().enumerate() {
            let mut report = |field: &str, observed: &str, expected: &str| {
                let pointer = format!("enterprises[{index}].{field}");
                findings.push(refuse("HSE-1002", &pointer, observed.to_owned(), expected));
            };
            for fault in row.faults() {
                report(fault.field, &fault.observed, fault.expected);
            }
            for (field, code) in [("code", &row.code), ("other_code", &row.other_code)] {
                if !code.is_empty() && named.insert(code, index).is_some_and(|it| it != index) {
                    report(field, code, "每个代码只出现一次 (a code once in all rows)");
                }
            }
            let mut known = row.codes().filter_map(|it| self.by_code.get(it));
            if let (Some(one), Some(other)) = (known.next(), known.next())
                && one != other
            {
                let expected = "同一企业的两个代码 (two codes of one enterprise)";
                report("other_code", &row.other_code, expected);
            }
        }
        findings
    }

    /// Takes rows without faults into effect.
    pub(crate) fn put(&mut self, rows: &[Enterprise]) {
        for row in rows {
            let known = row.codes().find_map(|it| self.by_code.get(it)).copied();
            let place = known.unwrap_or(self.rows.len());
            match self.rows.get_mut(place) {
                Some(before) => {
                    for code in before.codes() {
                        self.by_code.remove(code);
                    }
                    self.in_order.remove(&before.code);
                    self.by_site.retain(|_, it| *it != place);
                    *before = row.clone();
                }
                None => self.rows.push(row.clone()),
            }
            self.in_order.insert(row.code.clone(), place);
            self.by_code.extend(row.codes().map(|it| (it.to_owned(), place)));
            self.by_site.extend(row.sites.iter().map(|it| (it.clone(), place)));
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Role;

    use super::*;

    fn row(code: &str, other_code: &str) -> Enterprise {
        Enterprise {
            code: code.into(),
            other_code: other_code.into(),
            name: "甲".into(),
            roles: vec![Role::Platform],
            ..Enterprise::default()
        }
    }

    const LONG: &str = "91350100M000100Y43";

    #[test]
    fn both_codes_lead_to_one_row_and_either_replaces_it() {
        let mut all = Enterprises::default();
        all.put(&[row("3301960A01", LONG)]);
        assert_eq!(all.get(LONG).map(|it| it.code.as_str()), Some("3301960A01"));
        all.put(&[Enterprise { name: "乙".into(), ..row(LONG, "") }]);
        assert_eq!(all.iter().count(), 1);
        assert_eq!(all.get(LONG).map(|it| it.name.as_str()), Some("乙"));
        assert_eq!(all.get("3301960A01"), None, "the new row no longer names it");
    }

    #[test]
    fn rows_stand_by_the_code_they_go_by_now() {
        let mut all = Enterprises::default();
        all.put(&[row("3301960A02", LONG), row("3301960A01", "")]);
        let codes = |all: &Enterprises| all.iter().map(|it| it.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(&all), ["3301960A01", "3301960A02"]);
        all.put(&[row(LONG, "3301960A02"), row("3301960A00", "")]);
        assert_eq!(codes(&all), ["3301960A00", "3301960A01", LONG]);
    }

    #[test]
    fn a_site_goes_with_its_operator() {
        let site = |code, sites: &[&str]| Enterprise {
            roles: vec![Role::Site],
            sites: sites.iter().map(|it| (*it).into()).collect(),
            ..row(code, "")
        };
        let mut all = Enterprises::default();
        all.put(&[site("3301960A01", &["S1", "S2"]), site("3301960A02", &["S3"])]);
        all.put(&[site("3301960A01", &["S2"])]);
        assert_eq!(all.site_operator("S1"), None);
        assert_eq!(all.site_operator("S2"), Some("3301960A01"));
        assert_eq!(all.site_operator("S3"), Some("3301960A02"));
    }

    #[test]
    fn codes_of_two_enterprises_are_not_one() {
        let mut all = Enterprises::default();
        all.put(&[row("3301960A01", ""), row(LONG, "")]);
        let pointers = |rows: &[Enterprise]| -> Vec<String> {
            all.faults_of(rows).into_iter().map(|it| it.pointer).collect()
        };
        assert_eq!(pointers(&[row("3301960A01", LONG)]), ["enterprises[0].other_code"]);
        assert_eq!(
            pointers(&[row("3301960A05", ""), row("3301960A05", "")]),
            ["enterprises[1].code"]
        );
        assert_eq!(pointers(&[row("3301960A01", "")]), [""; 0]);
    }
}
