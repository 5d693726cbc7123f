//! Expressions and what becomes of them.

use expect_test::{Expect, expect};

use super::*;

/// Which of the conditions hold, one a line: `+` fires, `-` does not, `!` is refused.
fn check(values: &[(&str, &str)], conditions: &[&str], expect: Expect) {
    let schema = schema();
    let record = record(&schema, values);
    let mut told = String::new();
    for condition in conditions {
        let rows = [row("r", Channel::Examination, condition)];
        let sign = match RuleSet::compile(&rows, &schema) {
            Ok(set) if fired(&set, &record, "2026-01-01", &mut Scratch::new()).is_empty() => {
                "-".to_owned()
            }
            Ok(_) => "+".to_owned(),
            Err(findings) => format!("! {}", findings[0].text_en),
        };
        told.push_str(&format!("{condition}  {sign}\n"));
    }
    expect.assert_eq(&told);
}

const KNOWN: &[(&str, &str)] = &[
    ("value_cny", "1500"),
    ("goods.price_ratio", "0.4"),
    ("goods.weight_kg", "0"),
    ("buyer.is_new", "true"),
    ("origin", "116"),
    ("goods.name", "洗发水 Shampoo 500ml"),
    ("goods.codes", "3305100090|2106909090"),
];

#[test]
fn numbers_and_flags() {
    check(
        KNOWN,
        &[
            "value_cny > 1000",
            "value_cny > 1000.5 && goods.price_ratio < 0.5",
            "1500 == value_cny",
            "value_cny != 1500",
            "value_cny in [1, 1500.0]",
            "7 / 2 + value_cny == 1503.5",
            "-value_cny < -1 && abs(-value_cny) == 1500",
            "value_cny % 7 == 2",
            "max(value_cny, 2000) - min(value_cny, 2000) == 500",
            "log(value_cny) > 7.31 && log(value_cny) < 7.32",
            "buyer.is_new",
            "!buyer.is_new",
            "buyer.is_new == true && buyer.is_new != false",
            "buyer.is_new ? value_cny > 1 : value_cny > 9999",
            "(buyer.is_new ? value_cny : 0) == 1500",
        ],
        expect![[r#"
            value_cny > 1000  +
            value_cny > 1000.5 && goods.price_ratio < 0.5  +
            1500 == value_cny  +
            value_cny != 1500  -
            value_cny in [1, 1500.0]  +
            7 / 2 + value_cny == 1503.5  +
            -value_cny < -1 && abs(-value_cny) == 1500  +
            value_cny % 7 == 2  +
            max(value_cny, 2000) - min(value_cny, 2000) == 500  +
            log(value_cny) > 7.31 && log(value_cny) < 7.32  +
            buyer.is_new  +
            !buyer.is_new  -
            buyer.is_new == true && buyer.is_new != false  +
            buyer.is_new ? value_cny > 1 : value_cny > 9999  +
            (buyer.is_new ? value_cny : 0) == 1500  +
        "#]],
    );
}

#[test]
fn texts_and_lists() {
    check(
        KNOWN,
        &[
            "origin == '116'",
            "origin != \"116\"",
            "origin in ['110', '116']",
            "!(origin in ['110', '116'])",
            "origin.startsWith('11') && origin.endsWith('6')",
            "goods.name.contains('发水')",
            "goods.name.contains('CBD') || goods.name.contains('Sham')",
            "goods.name.matches('[0-9]+ml$')",
            "goods.name.matches('^洗.{2} ')",
            "goods.name.size() == 17 && size(origin) == 3",
            "'3305100090' in goods.codes",
            "goods.codes.exists(c, c.startsWith('3305'))",
            "goods.codes.all(c, c.startsWith('3305'))",
            "goods.codes.all(c, c.size() == 10 && value_cny > 1)",
            "goods.codes.size() == 2",
            "goods.codes.exists(origin, origin == '116')",
        ],
        expect![[r#"
            origin == '116'  +
            origin != "116"  -
            origin in ['110', '116']  +
            !(origin in ['110', '116'])  -
            origin.startsWith('11') && origin.endsWith('6')  +
            goods.name.contains('发水')  +
            goods.name.contains('CBD') || goods.name.contains('Sham')  +
            goods.name.matches('[0-9]+ml$')  +
            goods.name.matches('^洗.{2} ')  +
            goods.name.size() == 17 && size(origin) == 3  +
            '3305100090' in goods.codes  +
            goods.codes.exists(c, c.startsWith('3305'))  +
            goods.codes.all(c, c.startsWith('3305'))  -
            goods.codes.all(c, c.size() == 10 && value_cny > 1)  +
            goods.codes.size() == 2  +
            goods.codes.exists(origin, origin == '116')  -
        "#]],
    );
}

#[test]
fn what_is_missing_is_neither_so_nor_otherwise() {
    check(
        KNOWN,
        &[
            "buyer.n_orders_30d > 5",
            "!(buyer.n_orders_30d > 5)",
            "buyer.n_orders_30d == 5 || buyer.n_orders_30d != 5 || value_cny > 1",
            "!has(buyer.n_orders_30d)",
            "has(value_cny) && has(origin) && has(goods.codes) && has(buyer.is_new)",
            "agent.is_certified",
            "!agent.is_certified",
            "agent.is_certified == buyer.is_new",
            "agent.is_certified ? value_cny > 1 : value_cny > 2",
            "buyer.country == '110'",
            "buyer.country != '110'",
            "!(buyer.country in ['110'])",
            "!buyer.country.startsWith('11')",
            "buyer.country == origin",
            "'116' in goods.origins",
            "!('116' in goods.origins)",
            "goods.origins.all(x, x == '116')",
            "goods.origins.size() < 1",
            "value_cny / goods.weight_kg > 1",
            "!(value_cny / goods.weight_kg > 1)",
            "value_cny % goods.weight_kg != 1",
            "log(goods.weight_kg) < 0",
            "max(buyer.n_orders_30d, 3) == 3",
            "value_cny * 1e300 * 1e300 > 1",
        ],
        expect![[r#"
            buyer.n_orders_30d > 5  -
            !(buyer.n_orders_30d > 5)  -
            buyer.n_orders_30d == 5 || buyer.n_orders_30d != 5 || value_cny > 1  ! this condition is met by every case of which its features are known
            !has(buyer.n_orders_30d)  +
            has(value_cny) && has(origin) && has(goods.codes) && has(buyer.is_new)  +
            agent.is_certified  -
            !agent.is_certified  -
            agent.is_certified == buyer.is_new  -
            agent.is_certified ? value_cny > 1 : value_cny > 2  -
            buyer.country == '110'  -
            buyer.country != '110'  -
            !(buyer.country in ['110'])  -
            !buyer.country.startsWith('11')  -
            buyer.country == origin  -
            '116' in goods.origins  -
            !('116' in goods.origins)  -
            goods.origins.all(x, x == '116')  -
            goods.origins.size() < 1  -
            value_cny / goods.weight_kg > 1  -
            !(value_cny / goods.weight_kg > 1)  -
            value_cny % goods.weight_kg != 1  -
            log(goods.weight_kg) < 0  -
            max(buyer.n_orders_30d, 3) == 3  -
            value_cny * 1e300 * 1e300 > 1  -
        "#]],
    );
}

#[test]
fn days_and_order_are_those_of_the_rows() {
    let schema = schema();
    let mut rows = vec![
        row("c", Channel::Hold, "origin == '116'"),
        row("a", Channel::Documents, "value_cny > 1"),
        row("b", Channel::Release, "goods.codes.exists(x, x.startsWith('33'))"),
    ];
    rows[0].to = Some(day("2026-01-31"));
    rows[1].from = day("2026-02-01");
    let set = RuleSet::compile(&rows, &schema).unwrap();
    let (record, mut scratch) = (record(&schema, KNOWN), Scratch::new());
    let mut on = |it: &str| fired(&set, &record, it, &mut scratch).join(" ");
    let days = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-01-31"];
    assert_eq!(days.map(&mut on), ["", "c b", "c b", "a b", "c b"]);
    // One scratch serves any set.
    let other = RuleSet::compile(&rows[1..], &schema).unwrap();
    assert_eq!(fired(&other, &record, "2026-02-01", &mut scratch), ["a", "b"]);
    assert_eq!(fired(&set, &record, "2026-01-01", &mut scratch), ["c", "b"]);
}

#[test]
fn a_fired_rule_tells_what_it_rests_on_and_what_that_was() {
    let schema = schema();
    let condition = "buyer.is_new && goods.codes.size() == 2 && !has(buyer.country) && origin == '116' && value_cny > 1";
    let set = RuleSet::compile(&[row("r", Channel::Hold, condition)], &schema).unwrap();
    let (record, mut scratch) = (record(&schema, KNOWN), Scratch::new());
    let fired: Vec<Fired<'_>> = set.fire(day("2026-01-01"), &record, &mut scratch).collect();
    let told = serde_json::to_string(&fired[0].observed(&record)).unwrap();
    expect![[r#"[{"feature":"buyer.is_new","value":true},{"feature":"goods.codes","value":["3305100090","2106909090"]},{"feature":"buyer.country","value":null},{"feature":"origin","value":"116"},{"feature":"value_cny","value":1500.0}]"#]].assert_eq(&told);
}

#[test]
fn a_row_has_one_form_in_json() {
    let mut row = row("R-1", Channel::LaterAudit, "value_cny > 1");
    expect![[r#"
        {
          "id": "R-1",
          "version": 1,
          "procedures": [
            "parcel",
            "declaration"
          ],
          "title_zh": "标题",
          "title_en": "title",
          "basis": "署令 271 号",
          "owner": "风险防控局",
          "severity": "medium",
          "channel": "later_audit",
          "condition": "value_cny > 1",
          "from": "2026-01-01"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&row).unwrap());
    row.to = Some(day("2026-12-31"));
    row.campaign = Some("蓝天".to_owned());
    let text = serde_json::to_string(&row).unwrap();
    assert_eq!(serde_json::from_str::<RuleRow>(&text).unwrap(), row);
    assert!(serde_json::from_str::<RuleRow>(&text.replace("campaign", "campain")).is_err());
}

#[test]
fn an_editor_is_offered_what_fits() {
    let schema = schema();
    let offered = |text: &str| -> String {
        let at = text.find('|').unwrap();
        let told = complete(&text.replace('|', ""), at, &schema);
        let items: Vec<String> = told.items.into_iter().map(|it| it.text).collect();
        format!("{}..{}: {}", told.from, told.to, items.join(" "))
    };
    let told: Vec<String> = [
        "value_cny > 1 && goods.|",
        "ori|",
        "origin.|",
        "goods.codes.ex|",
        "origin == 'go|",
        "m|",
        "1|",
        "has(is|)",
    ]
    .iter()
    .map(|it| offered(it))
    .collect();
    expect![[r#"
        17..23: goods.price_ratio goods.weight_kg goods.name goods.codes goods.origins
        0..3: origin goods.origins
        0..7: origin.contains origin.endsWith origin.matches origin.size origin.startsWith
        0..14: goods.codes.exists
        13..13: 
        0..1: max min goods.name
        1..1: 
        4..6: buyer.is_new agent.is_certified"#]]
    .assert_eq(&told.join("\n"));
}
