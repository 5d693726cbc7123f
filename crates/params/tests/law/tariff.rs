//! The tariff table over time.

use model::{Confidence, Rate};
use params::{Bases, LawError, Tariff, TariffError};

use crate::{day, shipped};

#[test]
fn extending_twice_is_extending_once() {
    let mut law = shipped();
    let n_lines = law.tariff.lines().len();
    let first = law.extend("tariff", day("2026-12-31"), "house order 1").unwrap();
    assert_eq!(
        (first.from, first.to, first.n_rows),
        (day("2021-01-01"), day("2026-12-31"), 11_988)
    );
    assert_eq!(law.basis(first.basis).unwrap().confidence, Confidence::Assumed);
    let again = law.extend("tariff", day("2026-12-31"), "house order 1").unwrap();
    assert_eq!((again.from, again.to, again.n_rows), (first.from, first.to, 0));
    assert_eq!(law.tariff.lines().len(), 2 * n_lines);

    let longer = law.extend("tariff", day("2027-12-31"), "house order 1").unwrap();
    assert_eq!((longer.from, longer.n_rows), (first.from, 11_988));
    assert_eq!(law.tariff.lines().len(), 2 * n_lines, "rows are lengthened, not repeated");

    let other = law.extend("tariff", day("2028-12-31"), "house order 2").unwrap();
    assert_eq!(other.from, day("2028-01-01"));
    assert_eq!(law.tariff.lines().len(), 3 * n_lines);
    let line = |on| law.tariff.line(3_304_990_039, day(on)).unwrap();
    assert_eq!(line("2027-12-31").basis, first.basis);
    assert_eq!(line("2028-01-01").basis, other.basis);
    assert_eq!(line("2028-01-01").vat.basis, other.basis);
    assert_eq!(line("2028-01-01").vat.value, line("2020-01-01").vat.value);
    assert_eq!(law.tariff.covered_to(), day("2028-12-31"));
}

#[test]
fn only_the_tariff_is_extended_and_only_with_a_reason() {
    let mut law = shipped();
    let to = day("2026-12-31");
    assert!(matches!(law.extend("country", to, "x"), Err(LawError::NotExtensible { .. })));
    assert!(matches!(law.extend("tariff", to, " "), Err(LawError::NoBasis)));
    let back = law.extend("tariff", day("2020-05-01"), "house order 1").unwrap();
    assert_eq!((back.to, back.n_rows), (day("2020-12-31"), 0));
}

#[test]
fn unknown_lines_and_uncovered_days_differ() {
    let tariff = shipped().tariff;
    let unknown = tariff.line(1, day("2020-01-01")).unwrap_err();
    assert_eq!(unknown, TariffError::UnknownCode { code: 1 });
    let Err(TariffError::NotCovered(gap)) = tariff.line(3_304_990_039, day("2021-01-01")) else {
        panic!("2021 is not covered");
    };
    assert_eq!(gap.covered_to, Some(day("2020-12-31")));
}

#[test]
fn every_code_of_a_line_is_in_its_table() {
    let law = shipped();
    for line in law.tariff.lines() {
        let units = [Some(line.unit1), line.unit2];
        for unit in units.into_iter().flatten() {
            assert!(law.codes.contains(params::Table::Unit, unit.as_str()), "{unit}");
        }
        let sets = [line.licences_import, line.licences_export, line.inspection];
        for letter in sets.into_iter().flat_map(|it| it.iter()) {
            let known = law.codes.contains(params::Table::Licence, letter.encode_utf8(&mut [0; 4]));
            assert!(known, "{letter}");
        }
        for rate in [Some(line.general), line.mfn, Some(line.export)].into_iter().flatten() {
            assert!(rate.ad_valorem <= Rate::from_ppm(3_000_000), "{:010}", line.code);
        }
    }
}

const HEADER: &str = "from,to,code,name,remark,general,mfn,provisional,agreements,vat,consumption,\
    consumption_basis,export,rebate,unit1,unit2,licences_import,licences_export,inspection,\
    elements,basis,vat_basis,note\n";

/// Reads rows under the one basis `here`.
fn read(rows: &[&str]) -> Result<Tariff, String> {
    let bases = "[here]\ndocument = \"d\"\nconfidence = \"read\"\n";
    let bases = Bases::read(bases).map_err(|it| it.to_string())?;
    let text = format!("{HEADER}{}\n", rows.join("\n"));
    Tariff::read(&text, "id,elements\n1,brand;use\n", &bases).map_err(|it| it.to_string())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn an_operators_table_is_read_in_full() {
    let row = "2026-01-01,2026-12-31,8525801200,x,,1.3+51500/001,0.03+4374/001,0.02,03:0;22:0.01,\
        0.13,0+?,,0.1,0.13,001,035,4O,4x,AB,1,here,,";
    let tariff = read(&[row]).unwrap();
    expect_test::expect![[r#"
        TariffLine {
            from: 2026-01-01,
            to: 2026-12-31,
            code: 8525801200,
            name: "x",
            remark: "",
            general: DutyRate {
                ad_valorem: 1.3,
                specific: Some(
                    Specific {
                        per_unit: 51500.00,
                        unit: 001,
                    },
                ),
                complete: true,
            },
            mfn: Some(
                DutyRate {
                    ad_valorem: 0.03,
                    specific: Some(
                        Specific {
                            per_unit: 4374.00,
                            unit: 001,
                        },
                    ),
                    complete: true,
                },
            ),
            provisional: Some(
                DutyRate {
                    ad_valorem: 0.02,
                    specific: None,
                    complete: true,
                },
            ),
            agreements: [
                AgreementRate {
                    agreement: "03",
                    rate: DutyRate {
                        ad_valorem: 0,
                        specific: None,
                        complete: true,
                    },
                },
                AgreementRate {
                    agreement: "22",
                    rate: DutyRate {
                        ad_valorem: 0.01,
                        specific: None,
                        complete: true,
                    },
                },
            ],
            vat: Cited {
                value: 0.13,
                basis: BasisId(
                    1916780843,
                ),
            },
            consumption: ConsumptionTax {
                ad_valorem: 0,
                specific: None,
                complete: false,
                basis: BasisId(
                    1916780843,
                ),
            },
            export: DutyRate {
                ad_valorem: 0.1,
                specific: None,
                complete: true,
            },
            export_provisional: None,
            rebate: Some(
                0.13,
            ),
            unit1: 001,
            unit2: Some(
                035,
            ),
            licences_import: 4O,
            licences_export: 4x,
            inspection: AB,
            elements: [
                "brand",
                "use",
            ],
            basis: BasisId(
                1916780843,
            ),
        }
    "#]]
    .assert_debug_eq(tariff.line(8_525_801_200, day("2026-12-31")).unwrap());
}

#[test]
fn faulty_tables_are_refused() {
    let row = |from: &str, to: &str, vat: &str, basis: &str| {
        format!("{from},{to},0101210010,x,,0,0,,,{vat},0,,0,,035,,,,,1,{basis},,")
    };
    let good = row("2026-01-01", "2026-06-30", "0.13", "here");
    let cases = [
        vec![good.clone(), row("2026-06-30", "2026-12-31", "0.13", "here")],
        vec![row("2026-06-30", "2026-01-01", "0.13", "here")],
        vec![row("2026-01-01", "2026-06-30", "13%", "here")],
        vec![row("2026-01-01", "2026-06-30", "0.13", "there")],
        vec![good.replace(",1,here", ",2,here")],
        vec![good.replace("0101210010", "010121001")],
        vec![good.replace(",035,", ",35,")],
        vec![],
    ];
    let errors = cases.map(|rows| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        read(&rows).unwrap_err()
    });
    expect_test::expect![[r#"
        `tariff/lines.csv`: the periods of `0101210010` overlap on 2026-06-30
        `tariff/lines.csv`: line `0101210010`: `to` is before `from`
        `tariff/lines.csv`: line `0101210010`: vat: `13%`: not a decimal number
        `tariff/lines.csv`: line `0101210010`: no basis `there`
        `tariff/lines.csv`: line `0101210010`: no elements `2`
        `tariff/lines.csv`: line `010121001`: a code has ten digits
        `tariff/lines.csv`: line `0101210010`: unit1: `35`: a unit has three digits
        `tariff/lines.csv`: there is no line"#]]
    .assert_eq(&errors.join("\n"));
    read(&[&good, &row("2026-07-01", "2026-12-31", "0.09", "here")]).unwrap();
}
