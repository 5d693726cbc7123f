//! Ten thousand rules.

use super::*;

/// Rules as a customs house has them: codes, countries, values, words.
fn rows() -> Vec<RuleRow> {
    let condition = |at: usize| match at % 5 {
        0 => format!("goods.codes.exists(c, c.startsWith('{:06}'))", 100_000 + at),
        1 => format!("origin == 'c{at}' && value_cny > {at}"),
        2 => format!("buyer.country in ['b{at}', 'b{}'] || origin == 'o{at}'", at + 1),
        3 => format!("goods.name.contains('word{at};') && goods.name.startsWith('n{at}')"),
        _ => format!("goods.codes.exists(c, c == 'x{at}') && goods.weight_kg < {at}"),
    };
    let rows = (0..10_000).map(|at| row(&format!("r{at}"), Channel::Examination, &condition(at)));
    rows.collect()
}

#[test]
fn ten_thousand_rules_are_examined_and_run() {
    let (schema, rows) = (schema(), rows());
    assert_eq!(examine(&rows, &schema), []);
    let set = RuleSet::compile(&rows, &schema).unwrap();
    assert_eq!(set.uncalled.iter().map(|it| it.count_ones()).sum::<u32>(), 0);
    let mut scratch = Scratch::new();
    let record = record(
        &schema,
        &[
            ("goods.codes", "105000|1050|x9|109995|"),
            ("origin", "c6"),
            ("value_cny", "7"),
            ("buyer.country", "b8"),
            ("goods.name", "n13 word13; word3;"),
            ("goods.weight_kg", "8"),
        ],
    );
    let fired = fired(&set, &record, "2026-01-01", &mut scratch);
    assert_eq!(fired, ["r6", "r7", "r9", "r13", "r5000", "r9995"]);
}

/// A rule that another covers is found among ten thousand.
#[test]
fn one_among_ten_thousand_is_found() {
    let mut rows = rows();
    rows.push(row(
        "late",
        Channel::Documents,
        "origin == 'c6001' && value_cny > 6002 && buyer.is_new",
    ));
    let findings = examine(&rows, &schema());
    let told: Vec<_> =
        findings.iter().map(|it| (&*it.rule, it.fault, it.other.as_deref())).collect();
    assert_eq!(told, [("late", RuleFault::NeverChanges, Some("r6001"))]);
}
