//! Comparisons with the published tables, where a copy lies at hand.

use std::{env, fs, path::PathBuf};

use model::Rate;
use params::Table;

use crate::{day, shipped};

/// The folder that `TONGGUAN_SHARED` names, or `../shared` beside the repository.
fn folder() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = env::var_os("TONGGUAN_SHARED").map_or_else(beside, PathBuf::from);
    let found = folder.join("data").is_dir();
    if !found {
        eprintln!("skipped: no published tables in {}", folder.display());
    }
    found.then_some(folder)
}

#[test]
fn the_tariff_has_every_line_of_the_published_table_with_its_rates() {
    let Some(folder) = folder() else { return };
    let law = shipped();
    let text = fs::read_to_string(folder.join("data/tariff/hs10_2020.tsv")).unwrap();
    let unloaded = include_str!("../../../../params/tariff/unloaded.csv");
    let mut n_lines = 0;
    for row in text.trim_start_matches('\u{feff}').lines().skip(1) {
        let fields: Vec<&str> = row.trim_end_matches('\r').split('\t').collect();
        let [code, name, licences, general, mfn, _, export, consumption, vat, unit1, unit2, _] =
            fields[..]
        else {
            panic!("{row}");
        };
        n_lines += 1;
        let Ok(line) = law.tariff.line(code.parse().unwrap(), day("2020-07-01")) else {
            assert!(unloaded.lines().any(|it| it.starts_with(code)), "{code} is nowhere");
            continue;
        };
        let rate = |text: &str| if text.is_empty() { Ok(Rate::ZERO) } else { text.parse() };
        assert_eq!(&*line.name, name.trim(), "{code}");
        assert_eq!(Ok(line.general.ad_valorem), rate(general), "{code}");
        assert!(!general.is_empty() || !line.general.complete, "{code}");
        assert_eq!(Ok(line.mfn.unwrap().ad_valorem), rate(mfn), "{code}");
        assert_eq!(Ok(line.export.ad_valorem), rate(export), "{code}");
        assert_eq!(Ok(line.consumption.ad_valorem), rate(consumption), "{code}");
        assert_eq!(Ok(line.vat.value), rate(vat), "{code}");
        assert_eq!(line.unit1.as_str(), unit1, "{code}");
        assert_eq!(line.unit2.as_ref().map_or("", |it| it.as_str()), unit2, "{code}");
        for letter in licences.chars() {
            let sets = [line.licences_import, line.licences_export, line.inspection];
            assert!(sets.iter().any(|it| it.contains(letter)), "{code} lacks {letter}");
        }
        let n_letters = (line.licences_import.iter().chain(line.licences_export.iter()))
            .chain(line.inspection.iter())
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        assert_eq!(n_letters, licences.chars().count(), "{code} has a letter too many");
    }
    assert_eq!(n_lines, 11_988);
}

#[test]
fn the_customs_districts_are_complete() {
    let Some(folder) = folder() else { return };
    let law = shipped();
    let path = folder.join("data/codes/single-window/01.关区代码_Sheet1.tsv");
    let text = fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|it| it.trim_end().split_once('\t').unwrap());
    for (name, code) in rows.clone() {
        assert_eq!(law.codes.name_zh(Table::CustomsDistrict, code), Some(name.trim()));
    }
    assert_eq!(rows.count(), law.codes.rows(Table::CustomsDistrict).len());
}
