//! Goods under measures: what they bear where their origin is proven, and where it is not.

use expect_test::{Expect, expect};
use model::{
    Amount, Date, Declaration, DeclaredLineTax, GoodsItem, LicenceDocument, OriginLink,
    TaxFaultKind, TaxKind,
};
use proptest::prelude::*;
use tax::explain_declaration;

use crate::{LAW, assessed_on, day, declaration, item, later, proven};

fn of(code: &'static str, origin: &'static str, maker: &'static str) -> Declaration<'static> {
    let item =
        GoodsItem { origin: origin.into(), maker_abroad: maker.into(), ..item(1, code, "100000") };
    declaration("1", vec![item])
}

/// `column rate: duty, special duties`.
fn shown(declared: &Declaration<'_>, on: Date) -> String {
    let assessment = assessed_on(declared, on).unwrap();
    let line = &assessment.lines[0];
    let special = line.special.iter().map(|it| format!(", {:?} {}", it.kind, it.amount));
    format!(
        "{:?} {}: {}{}",
        line.column,
        line.duty.rate,
        line.duty.amount,
        special.collect::<String>()
    )
}

#[test]
fn a_proven_origin_bears_its_own_measures() {
    let proven = |origin, maker| shown(&proven(of("1000000016", origin, maker)), later());
    assert_eq!(proven("JPN", ""), "Mfn 0.1: 10000.00");
    assert_eq!(proven("USA", "Beta"), "Mfn 0.1: 10000.00, AntiDumping 30000.00");
    assert_eq!(proven("USA", "Alpha"), "Mfn 0.1: 10000.00, AntiDumping 10000.00");
}

#[test]
fn what_is_not_proven_bears_the_higher_of_two() {
    let unproven = |code, origin, maker| shown(&of(code, origin, maker), later());
    // 10 % and 30 %, or 50 %.
    for (origin, maker) in [("JPN", ""), ("USA", ""), ("USA", "Alpha"), ("CHN", "")] {
        assert_eq!(unproven("1000000016", origin, maker), "General 0.5: 50000.00");
    }
    // The general rate is the one otherwise, and the measures come to it.
    assert_eq!(unproven("1000000016", "ZZZ", ""), "General 0.5: 50000.00, AntiDumping 30000.00");
    // 10 % and 30 %, or 30 %; Germany's 25 % and 10 % are more than the 30 %.
    let of_germany = "Mfn 0.1: 10000.00, AntiDumping 25000.00, Countervailing 10000.00";
    assert_eq!(unproven("1000000012", "USA", ""), of_germany);
    // 10 % and 30 %, or 40 %: nothing is higher, and measures are levied as measures.
    assert_eq!(unproven("1000000013", "JPN", ""), "Mfn 0.1: 10000.00, AntiDumping 30000.00");
    // A measure on goods of every origin leaves nothing to prove.
    assert_eq!(unproven("1000000002", "JPN", ""), "Mfn 0.05: 5000.00, Safeguard 20000.00");
    // No measure, nothing to prove.
    assert_eq!(unproven("1000000003", "JPN", ""), "Mfn 0.14: 14000.00");
}

#[test]
fn the_general_rate_counts_from_the_first_of_december_2024() {
    let on = |day: &str| shown(&of("1000000016", "JPN", ""), day.parse().unwrap());
    assert_eq!(on("2024-11-30"), "Mfn 0.1: 10000.00, AntiDumping 30000.00");
    assert_eq!(on("2024-12-01"), "General 0.5: 50000.00");
}

/// 1000000015 bears 5 % by its provisional rate, or 50 yuan the piece.
#[test]
fn what_is_compared_is_money_where_a_rate_is_by_the_piece() {
    let of_pieces = |n: i64| {
        let mut declared = of("1000000015", "JPN", "");
        declared.items[0].quantity = Amount::from_units(n);
        shown(&declared, later())
    };
    let measures = "Provisional 0.05: 5000.00, Retaliatory 25000.00";
    assert_eq!((of_pieces(1).as_str(), of_pieces(600).as_str()), (measures, measures));
    assert_eq!(of_pieces(601), "General 0: 30050.00");
}

#[test]
fn a_general_rate_that_is_not_known_is_asked_for_only_where_it_is_compared() {
    let declared = of("1000000014", "JPN", "");
    let faults = assessed_on(&declared, later()).unwrap_err();
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    assert!(matches!(fault.what, TaxFaultKind::RateIncomplete { tax: TaxKind::Duty, .. }));
    assert_eq!(shown(&declared, day()), "Mfn 0.1: 10000.00, Retaliatory 30000.00");
    assert_eq!(shown(&proven(declared), later()), "Mfn 0.1: 10000.00");
}

/// A proof under an agreement proves the origin of the line that it is linked to.
#[test]
fn a_proof_of_origin_is_of_its_line() {
    let mut declared = of("1000000016", "JPN", "");
    declared.items.push(item(2, "1000000016", "100000"));
    declared.documents.push(LicenceDocument { kind: "Y".into(), number: "<22>C1".into() });
    let link = OriginLink { kind: "Y".into(), item: 2, ..OriginLink::default() };
    declared.origin_links.push(link);
    let assessment = assessed_on(&declared, later()).unwrap();
    let rates = assessment.lines.iter().map(|it| it.duty.rate.to_string());
    assert_eq!(rates.collect::<Vec<_>>(), ["0.5", "0.1"]);
}

/// Encouraged projects and the like pay no duty, and bear measures all the same.
#[test]
fn relief_of_the_duty_does_not_take_the_measures_off() {
    let mut declared = of("1000000016", "JPN", "");
    (declared.levy_nature, declared.items[0].levy_mode) = ("401".into(), "5".into());
    assert_eq!(shown(&declared, later()), "Mfn 0.1: 0.00, AntiDumping 30000.00");
    declared.items[0].levy_mode = "3".into();
    assert_eq!(shown(&declared, later()), "Mfn 0.1: 0.00, AntiDumping 0.00");
}

fn check(declared: &Declaration<'_>, expect: Expect) {
    let assessment = assessed_on(declared, later()).unwrap();
    let steps = explain_declaration(&assessment, |id| LAW.basis(id).cloned());
    let kinds = [TaxKind::UnprovenOrigin, TaxKind::Duty, TaxKind::AntiDumping];
    let text: String = steps
        .iter()
        .filter(|it| kinds.contains(&it.kind))
        .map(|it| {
            let basis: Vec<String> = it.basis.iter().map(ToString::to_string).collect();
            let (zh, en) = (&it.title_zh, &it.title_en);
            format!(
                "{} {zh} | {en}\n    {} = {} [{}]\n",
                it.item,
                it.amount,
                it.formula,
                basis.join("; ")
            )
        })
        .collect();
    expect.assert_eq(&text);
}

#[test]
fn the_choice_explains_itself() {
    check(
        &of("1000000016", "JPN", ""),
        expect![[r#"
            1 原产地未能排除适用措施（2025-06-18：普通税率较高，从其） | origin not proven to be free of measures (2025-06-18: the general rate is higher and holds)
                50000.00 = max(100000.00 × 0.1 + 100000.00 × 0.3, 100000.00 × 0.5) [中华人民共和国关税法第十九条; 海关总署令第272号第十三条至第十六条]
            1 关税（普通税率：原产地未能排除适用措施） | duty (general rate: the origin is not proven to be free of measures)
                50000.00 = 100000.00 × 0.5 [中华人民共和国关税法第十二条至第十四条; 海关总署令第272号第十三条至第十六条]
            0 关税（合计） | duty (all lines)
                50000.00 = 50000.00 [中华人民共和国关税法第十二条至第十四条; 海关总署令第272号第十三条至第十六条; 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)]
        "#]],
    );
    check(
        &of("1000000013", "JPN", ""),
        expect![[r#"
            1 原产地未能排除适用措施（2025-06-18：最高措施税率与适用税率相加） | origin not proven to be free of measures (2025-06-18: the highest measures and the rate otherwise together)
                40000.00 = max(100000.00 × 0.1 + 100000.00 × 0.3, 100000.00 × 0.4) [中华人民共和国关税法第十九条; 海关总署令第272号第十三条至第十六条]
            1 关税（最惠国税率：原产地适用最惠国待遇） | duty (most-favoured-nation rate: a known origin)
                10000.00 = 100000.00 × 0.1 [中华人民共和国关税法第十二条至第十四条; 海关总署令第272号第十三条至第十六条]
            1 反倾销税 | anti-dumping duty
                30000.00 = 100000.00 × 0.3 []
            0 关税（合计） | duty (all lines)
                10000.00 = 10000.00 [中华人民共和国关税法第十二条至第十四条; 海关总署令第272号第十三条至第十六条; 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)]
            0 反倾销税（合计） | anti-dumping duty (all lines)
                30000.00 = 30000.00 [本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)]
        "#]],
    );
}

prop_compose! {
    fn any_goods()(
        code in 0usize..6,
        fen in 0i64..10_000_000_000,
        pieces in 1i64..10_000,
        origin in 0usize..4,
        levy_mode in 0usize..4,
        later: bool,
    ) -> (Declaration<'static>, bool) {
        let codes = ["1000000016", "1000000002", "1000000003", "1000000012", "1000000013", "1000000015"];
        let mut declared = of(codes[code], ["JPN", "USA", "DEU", "ZZZ"][origin], "");
        let item = &mut declared.items[0];
        (item.total_price, item.quantity) = (Amount::from_fen(fen), Amount::from_units(pieces));
        item.levy_mode = ["1", "2", "6", "5"][levy_mode].into();
        if levy_mode == 3 {
            declared.levy_nature = "401".into();
        }
        (declared, later)
    }
}

fn duties(line: &DeclaredLineTax) -> Amount {
    line.duty.amount + line.special_duty()
}

proptest! {
    #[test]
    fn never_less_than_either((declared, is_later) in any_goods()) {
        let on = if is_later { later() } else { day() };
        let assessment = assessed_on(&declared, on).unwrap();
        let line = &assessment.lines[0];
        if let Some(unproven) = &line.unproven {
            prop_assert_eq!(duties(line), unproven.higher());
            prop_assert!(duties(line) >= unproven.with_measures());
            prop_assert!(unproven.general.is_none_or(|it| duties(line) >= it.amount));
            prop_assert_eq!(unproven.general.is_some(), is_later);
        }
    }

    /// Nobody gains by leaving his origin unproven, whichever it is; the general rate of such lines being no
    /// lower than the others, as it is in a real tariff.
    #[test]
    fn no_measure_is_avoided_by_proving_nothing((declared, is_later) in any_goods()) {
        prop_assume!(declared.items[0].commodity_code != "1000000015");
        let on = if is_later { later() } else { day() };
        let total = |declared: &Declaration<'_>| assessed_on(declared, on).unwrap().computed();
        let unproven = total(&declared);
        for origin in ["JPN", "USA", "DEU", "CHN"] {
            for maker in ["", "Alpha"] {
                let mut shown = proven(declared.clone());
                (shown.items[0].origin, shown.items[0].maker_abroad) = (origin.into(), maker.into());
                prop_assert!(total(&shown) <= unproven, "{origin} {maker}");
            }
        }
    }
}
