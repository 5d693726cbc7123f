//! The code tables.

use params::Table;

use crate::{day, shipped};

const ALL: [Table; 17] = [
    Table::Country,
    Table::CountryAlpha,
    Table::Currency,
    Table::CurrencyAlpha,
    Table::Unit,
    Table::CustomsDistrict,
    Table::TransportMode,
    Table::SupervisionMode,
    Table::Packaging,
    Table::PackagingNew,
    Table::Port,
    Table::PortOld,
    Table::Licence,
    Table::Agreement,
    Table::LevyMode,
    Table::LevyNature,
    Table::TransactionMode,
];

#[test]
fn every_table_is_filled() {
    let codes = shipped().codes;
    let counts = ALL.map(|it| format!("{it:?} {}", codes.rows(it).len())).join("\n");
    expect_test::expect![[r#"
        Country 239
        CountryAlpha 265
        Currency 22
        CurrencyAlpha 22
        Unit 123
        CustomsDistrict 1302
        TransportMode 18
        SupervisionMode 105
        Packaging 7
        PackagingNew 14
        Port 4334
        PortOld 2494
        Licence 54
        Agreement 24
        LevyMode 9
        LevyNature 78
        TransactionMode 7"#]]
    .assert_eq(&counts);
    for table in ALL {
        for row in codes.rows(table) {
            assert!(codes.contains(table, &row.code));
            assert!(!row.name_zh.is_empty(), "{table:?} {}", row.code);
        }
    }
}

#[test]
fn old_and_new_codes_lead_to_each_other() {
    let codes = shipped().codes;
    assert_eq!(codes.alpha(Table::Country, "142"), Some("CHN"));
    assert_eq!(codes.numeric(Table::CountryAlpha, "CHN"), Some("142"));
    assert_eq!(codes.alpha(Table::Currency, "142"), Some("CNY"));
    assert_eq!(codes.alpha(Table::Currency, "502"), Some("USD"));
    assert_eq!(codes.alpha(Table::Country, "502"), Some("USA"));
    assert_eq!(codes.numeric(Table::Country, "BVT"), Some("326"), "a part knows its whole");
    assert_eq!(codes.alpha(Table::Country, "326"), Some("NOR"));
    assert_eq!(codes.alpha(Table::Country, "449"), None, "several stand for it");
    assert!(codes.contains(Table::Country, "449"));
    assert_eq!(codes.alpha(Table::Unit, "035"), None, "units have one numbering");
    let pairs = [
        (Table::Country, Table::CountryAlpha),
        (Table::Currency, Table::CurrencyAlpha),
        (Table::Packaging, Table::PackagingNew),
        (Table::PortOld, Table::Port),
    ];
    for (old, new) in pairs {
        for row in codes.rows(old) {
            if let Some(alpha) = codes.alpha(old, &row.code) {
                assert_eq!(codes.numeric(new, alpha), Some(&*row.code));
            }
        }
        for row in codes.rows(new) {
            if let Some(numeric) = codes.numeric(new, &row.code) {
                assert!(codes.contains(old, numeric), "{numeric}");
            }
        }
    }
}

#[test]
fn what_is_no_code_is_in_no_table() {
    let codes = shipped().codes;
    for junk in
        ["", " ", "\u{0}142", "14200", "0142", "142 ", "999999999999", "中国", "\0\0\u{1}42", "chn"]
    {
        for table in ALL {
            assert!(!codes.contains(table, junk), "{junk:?} in {table:?}");
        }
    }
}

#[test]
fn a_supervision_mode_starts_on_its_day() {
    let codes = shipped().codes;
    let holds = |code, on| codes.contains_on(Table::SupervisionMode, code, day(on));
    assert!(!holds("9710", "2020-06-30") && holds("9710", "2020-07-01"));
    assert!(!holds("9610", "2014-02-09") && holds("9610", "2014-02-10"));
    assert!(holds("0110", "1999-01-01"), "no first day is known");
}
