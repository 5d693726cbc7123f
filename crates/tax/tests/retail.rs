//! Whole assessments of retail lists under the shipped law, as people read them.

use std::sync::LazyLock;

use expect_test::{Expect, expect};
use model::{
    Action, Amount, Assessment, Date, DayStamp, DocumentHead, Inventory, InventoryItem, Regime,
    Stamp, TaxKind, Text,
};
use params::Law;
use proptest::{collection::vec, prelude::*};
use tax::{RetailCase, TaxError, assess, explain};

static LAW: LazyLock<Law> = LazyLock::new(|| Law::shipped().expect("the shipped law loads"));

const WATER: &str = "2201101000";
const SHAMPOO: &str = "3305100090";
const PERFUME: &str = "3303000010";
const WHISKY: &str = "2208300000";
const BEER: &str = "2203000000";

fn day() -> Date {
    "2020-06-18".parse().expect("a date")
}

fn yuan(text: &str) -> Amount {
    text.parse().expect("an amount")
}

/// An item of one piece and one kilogram, made in Japan.
fn item(number: u32, commodity_code: &'static str, total_price: &str) -> InventoryItem<'static> {
    let none = Text::default;
    InventoryItem {
        number,
        record_no: none(),
        item_no: none(),
        item_name: none(),
        commodity_code: commodity_code.into(),
        name: none(),
        model: none(),
        barcode: none(),
        country: "116".into(),
        trade_country: none(),
        currency: "142".into(),
        quantity: Amount::ONE,
        unit: "011".into(),
        quantity1: Amount::ONE,
        unit1: "035".into(),
        quantity2: None,
        unit2: none(),
        price: yuan(total_price),
        total_price: yuan(total_price),
        note: none(),
    }
}

fn list(freight: &str, insurance: &str, items: Vec<InventoryItem<'static>>) -> Inventory<'static> {
    let none = Text::default;
    Inventory {
        head: DocumentHead {
            guid: none(),
            action: Action::New,
            sent_at: Stamp::default(),
            is_declared: true,
        },
        order_no: none(),
        platform_code: none(),
        platform_name: none(),
        seller_code: none(),
        seller_name: none(),
        waybill_no: none(),
        logistics_code: none(),
        logistics_name: none(),
        trader_reference: none(),
        preliminary_no: none(),
        guarantor_code: none(),
        account_book_no: none(),
        list_no: none(),
        import_export_flag: none(),
        declared_on: DayStamp::default(),
        customs_code: none(),
        port_code: none(),
        imported_on: DayStamp::default(),
        buyer_id_type: none(),
        buyer_id_number: none(),
        buyer_name: none(),
        buyer_telephone: none(),
        consignee_address: none(),
        declarant_code: none(),
        declarant_name: none(),
        zone_code: none(),
        zone_name: none(),
        supervision_mode: none(),
        transport_mode: none(),
        transport_name: none(),
        voyage_no: none(),
        bill_no: none(),
        site_code: none(),
        licence_no: none(),
        country: none(),
        freight: yuan(freight),
        insurance: yuan(insurance),
        currency: none(),
        packaging: none(),
        packages: 1,
        gross_weight_kg: Amount::ONE,
        net_weight_kg: Amount::ONE,
        note: none(),
        items,
    }
}

fn assessed_on(inventory: &Inventory<'_>, on: Date) -> Result<Assessment, TaxError> {
    let retail = LAW.retail_on(on).expect("the channel's law covers the day");
    assess(&RetailCase { inventory, law: &LAW, retail: &retail, on })
}

fn assessed(inventory: &Inventory<'_>) -> Result<Assessment, TaxError> {
    assessed_on(inventory, day())
}

/// The whole explanation: item, titles, amount, formula, bases.
fn check(inventory: &Inventory<'_>, expect: Expect) {
    let assessment = assessed(inventory).expect("it can be assessed");
    let mut text = format!("{:?}\n", assessment.regime);
    for step in explain(&assessment, |id| LAW.basis(id).cloned()) {
        assert!(!step.basis.is_empty(), "every step says what it rests on: {step:?}");
        let bases: Vec<String> = step.basis.iter().map(ToString::to_string).collect();
        text += &format!(
            "{} {} {}: {} = {} [{}]\n",
            step.item,
            step.title_zh,
            step.title_en,
            step.amount,
            step.formula,
            bases.join("; ")
        );
    }
    expect.assert_eq(&text);
}

#[test]
fn one_bottle_of_water_as_on_a_real_tax_bill() {
    check(
        &list("0", "0", vec![item(1, WATER, "410.00")]),
        expect![[r#"
            WithinLimits
            1 运费分摊 share of freight: 0.00 = 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 保险费分摊 share of insurance: 0.00 = 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 完税价格 customs value: 410.00 = 410.00 + 0.00 + 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 关税 duty: 0.00 = 410.00 × 0 [财关税〔2016〕18号第三条 (secondary)]
            1 消费税 consumption tax: 0.00 = 0 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            1 增值税 VAT: 37.31 = 410.00 × 0.13 × 0.7 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 完税价格合计（限值内税率） customs value, all items (rates within the limits): 410.00 = 410.00 [财关税〔2016〕18号第一条 (secondary); 财关税〔2018〕49号第一条 (secondary)]
            0 关税合计 duty, all items: 0.00 = 0.00 [财关税〔2016〕18号第三条 (secondary)]
            0 消费税合计 consumption tax, all items: 0.00 = 0.00 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 增值税合计 VAT, all items: 37.31 = 37.31 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 合计 total: 37.31 = 0.00 + 0.00 + 37.31 [财关税〔2016〕18号第三条 (secondary); 中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary)]
        "#]],
    );
}

#[test]
fn freight_and_insurance_are_shared_out_by_value() {
    let items = vec![item(1, SHAMPOO, "30.00"), item(2, PERFUME, "30.00"), item(3, WATER, "30.00")];
    check(
        &list("10.00", "0.50", items),
        expect![[r#"
            WithinLimits
            1 运费分摊 share of freight: 3.33 = 10.00 × 30.00 / 90.00 [财关税〔2016〕18号第一条 (secondary); 本系统约定：运费、保险费按商品项总价分摊，累计取整至分 (assumed)]
            1 保险费分摊 share of insurance: 0.17 = 0.50 × 30.00 / 90.00 [财关税〔2016〕18号第一条 (secondary); 本系统约定：运费、保险费按商品项总价分摊，累计取整至分 (assumed)]
            1 完税价格 customs value: 33.50 = 30.00 + 3.33 + 0.17 [财关税〔2016〕18号第一条 (secondary)]
            1 关税 duty: 0.00 = 33.50 × 0 [财关税〔2016〕18号第三条 (secondary)]
            1 消费税 consumption tax: 0.00 = 0 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            1 增值税 VAT: 3.05 = 33.50 × 0.13 × 0.7 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            2 运费分摊 share of freight: 3.34 = 10.00 × 60.00 / 90.00 − 3.33 [财关税〔2016〕18号第一条 (secondary); 本系统约定：运费、保险费按商品项总价分摊，累计取整至分 (assumed)]
            2 保险费分摊 share of insurance: 0.16 = 0.50 × 60.00 / 90.00 − 0.17 [财关税〔2016〕18号第一条 (secondary); 本系统约定：运费、保险费按商品项总价分摊，累计取整至分 (assumed)]
            2 完税价格 customs value: 33.50 = 30.00 + 3.34 + 0.16 [财关税〔2016〕18号第一条 (secondary)]
            2 关税 duty: 0.00 = 33.50 × 0 [财关税〔2016〕18号第三条 (secondary)]
            2 消费税 consumption tax: 4.14 = 33.50 / (1 − 0.15) × 0.15 × 0.7 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            2 增值税 VAT: 3.59 = 33.50 / (1 − 0.15) × 0.13 × 0.7 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            3 运费分摊 share of freight: 3.33 = 10.00 − 6.67 [财关税〔2016〕18号第一条 (secondary); 本系统约定：运费、保险费按商品项总价分摊，累计取整至分 (assumed)]
            3 保险费分摊 share of insurance: 0.17 = 0.50 − 0.33 [财关税〔2016〕18号第一条 (secondary); 本系统约定：运费、保险费按商品项总价分摊，累计取整至分 (assumed)]
            3 完税价格 customs value: 33.50 = 30.00 + 3.33 + 0.17 [财关税〔2016〕18号第一条 (secondary)]
            3 关税 duty: 0.00 = 33.50 × 0 [财关税〔2016〕18号第三条 (secondary)]
            3 消费税 consumption tax: 0.00 = 0 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            3 增值税 VAT: 3.05 = 33.50 × 0.13 × 0.7 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 完税价格合计（限值内税率） customs value, all items (rates within the limits): 100.50 = 33.50 + 33.50 + 33.50 [财关税〔2016〕18号第一条 (secondary); 财关税〔2018〕49号第一条 (secondary)]
            0 关税合计 duty, all items: 0.00 = 0.00 + 0.00 + 0.00 [财关税〔2016〕18号第三条 (secondary)]
            0 消费税合计 consumption tax, all items: 4.14 = 0.00 + 4.14 + 0.00 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 增值税合计 VAT, all items: 9.69 = 3.05 + 3.59 + 3.05 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 合计 total: 13.83 = 0.00 + 4.14 + 9.69 [财关税〔2016〕18号第三条 (secondary); 中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary)]
        "#]],
    );
}

#[test]
fn spirits_pay_by_value_and_by_weight() {
    let mut whisky = item(1, WHISKY, "1000.00");
    (whisky.unit1, whisky.quantity1) = ("095".into(), yuan("1.4"));
    (whisky.unit2, whisky.quantity2) = ("035".into(), Some(yuan("1.5")));
    check(
        &list("0", "0", vec![whisky]),
        expect![[r#"
            WithinLimits
            1 运费分摊 share of freight: 0.00 = 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 保险费分摊 share of insurance: 0.00 = 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 完税价格 customs value: 1000.00 = 1000.00 + 0.00 + 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 关税 duty: 0.00 = 1000.00 × 0 [财关税〔2016〕18号第三条 (secondary)]
            1 消费税 consumption tax: 176.31 = ((1000.00 + 1.50 × 1.00) / (1 − 0.2) × 0.2 + 1.50 × 1.00) × 0.7 [进口环节消费税税目税率表（约2009年版数据表） (secondary); 财关税〔2016〕18号第三条 (secondary)]
            1 增值税 VAT: 113.92 = (1000.00 + 1.50 × 1.00) / (1 − 0.2) × 0.13 × 0.7 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 完税价格合计（限值内税率） customs value, all items (rates within the limits): 1000.00 = 1000.00 [财关税〔2016〕18号第一条 (secondary); 财关税〔2018〕49号第一条 (secondary)]
            0 关税合计 duty, all items: 0.00 = 0.00 [财关税〔2016〕18号第三条 (secondary)]
            0 消费税合计 consumption tax, all items: 176.31 = 176.31 [进口环节消费税税目税率表（约2009年版数据表） (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 增值税合计 VAT, all items: 113.92 = 113.92 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2016〕18号第三条 (secondary)]
            0 合计 total: 290.23 = 0.00 + 176.31 + 113.92 [财关税〔2016〕18号第三条 (secondary); 进口环节消费税税目税率表（约2009年版数据表） (secondary); 中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary)]
        "#]],
    );
}

#[test]
fn one_indivisible_article_over_the_limit_pays_in_full() {
    check(
        &list("60.00", "0", vec![item(1, PERFUME, "5000.00")]),
        expect![[r#"
            FullRates
            1 运费分摊 share of freight: 60.00 = 60.00 [财关税〔2016〕18号第一条 (secondary)]
            1 保险费分摊 share of insurance: 0.00 = 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 完税价格 customs value: 5060.00 = 5000.00 + 60.00 + 0.00 [财关税〔2016〕18号第一条 (secondary)]
            1 关税 duty: 151.80 = 5060.00 × 0.03 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary)]
            1 消费税 consumption tax: 919.73 = (5060.00 + 151.80) / (1 − 0.15) × 0.15 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2018〕49号第二条 (secondary)]
            1 增值税 VAT: 797.10 = (5060.00 + 151.80) / (1 − 0.15) × 0.13 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2018〕49号第二条 (secondary)]
            0 完税价格合计（全额征税） customs value, all items (full rates): 5060.00 = 5060.00 [财关税〔2016〕18号第一条 (secondary); 财关税〔2018〕49号第一条 (secondary)]
            0 关税合计 duty, all items: 151.80 = 151.80 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary)]
            0 消费税合计 consumption tax, all items: 919.73 = 919.73 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2018〕49号第二条 (secondary)]
            0 增值税合计 VAT, all items: 797.10 = 797.10 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2018〕49号第二条 (secondary)]
            0 合计 total: 1868.63 = 151.80 + 919.73 + 797.10 [中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary); 财关税〔2018〕49号第二条 (secondary)]
        "#]],
    );
}

#[test]
fn the_limit_itself_is_within() {
    let regime = |price: &str, freight: &str| {
        assessed(&list(freight, "0", vec![item(1, PERFUME, price)])).unwrap().regime
    };
    assert_eq!(regime("5000.00", "0"), Regime::WithinLimits);
    assert_eq!(regime("5000.01", "0"), Regime::FullRates);
    assert_eq!(regime("5000.00", "0.01"), Regime::FullRates, "freight counts");
}

#[test]
fn several_articles_over_the_limit_keep_the_figures_within_it() {
    let mut two_pieces = item(1, PERFUME, "6000.00");
    two_pieces.quantity = Amount::from_units(2);
    let two_items = vec![item(1, PERFUME, "3000.00"), item(2, PERFUME, "3000.00")];
    for items in [vec![two_pieces], two_items] {
        let assessment = assessed(&list("0", "0", items)).unwrap();
        assert_eq!(assessment.regime, Regime::WithinLimits);
        assert!(assessment.customs_value > yuan("5000"), "so that a check can refuse it");
        assert_eq!(assessment.duty, Amount::ZERO);
    }
}

#[test]
fn an_unknown_origin_pays_the_general_rate() {
    let duty = |country: &'static str| {
        let mut perfume = item(1, PERFUME, "10000.00");
        perfume.country = country.into();
        assessed(&list("0", "0", vec![perfume])).unwrap().duty
    };
    let line = LAW.tariff.line(3_303_000_010, day()).unwrap();
    let mfn = line.mfn.unwrap().ad_valorem;
    assert_ne!(mfn, line.general.ad_valorem);
    // Of ten thousand yuan, a millionth is a fen.
    assert_eq!(duty("116"), Amount::from_fen(mfn.ppm()));
    for unknown in ["701", "", "xyz"] {
        assert_eq!(duty(unknown), Amount::from_fen(line.general.ad_valorem.ppm()), "{unknown}");
    }
}

#[test]
fn what_cannot_be_assessed_says_why_and_where() {
    let refused = |item: InventoryItem<'static>| {
        let first = self::item(1, WATER, "1.00");
        let error = assessed(&list("0", "0", vec![first, item])).unwrap_err();
        assert_eq!(error.item(), 2);
        let source = std::error::Error::source(&error).map(|it| format!(": {it}"));
        format!("{error}{}", source.unwrap_or_default())
    };
    expect!["item 2: the commodity code is not ten digits"].assert_eq(&refused(item(
        2,
        "220110100",
        "1.00",
    )));
    expect!["item 2: no tariff line: the tariff has no line `9999999999`"]
        .assert_eq(&refused(item(2, "9999999999", "1.00")));
    expect!["item 2: the tariff states the rate of ConsumptionTax on `2203000000` only in part"]
        .assert_eq(&refused(item(2, BEER, "1.00")));
    let mut whisky = item(2, WHISKY, "1.00");
    (whisky.unit1, whisky.unit2) = ("095".into(), "035".into());
    expect!["item 2: no quantity is declared in unit `035`, which a rate is per"]
        .assert_eq(&refused(whisky));
}

#[test]
fn a_day_outside_the_tariff_is_not_assessed() {
    let on = "2026-01-05".parse().unwrap();
    let error = assessed_on(&list("0", "0", vec![item(1, WATER, "1.00")]), on).unwrap_err();
    assert!(matches!(error, TaxError::Tariff { item: 1, .. }), "{error}");
}

#[test]
fn an_assessment_on_assumed_law_shows_it() {
    let mut law = Law::shipped().unwrap();
    let to: Date = "2026-12-31".parse().unwrap();
    let assumed = law.extend("tariff", to, "assumed by a test").unwrap().basis;
    let inventory = list("0", "0", vec![item(1, WATER, "410.00")]);
    let retail = law.retail_on(to).unwrap();
    let case = RetailCase { inventory: &inventory, law: &law, retail: &retail, on: to };
    let assessment = assess(&case).unwrap();
    assert!(assessment.basis_ids().any(|it| it == assumed));
    assert_eq!(assessment.vat, yuan("37.31"));
    let steps = explain(&assessment, |id| law.basis(id).cloned());
    let vat = steps.iter().find(|it| it.kind == TaxKind::Vat).unwrap();
    assert!(vat.basis.iter().any(|it| it.document == "assumed by a test"));
}

fn items() -> impl Strategy<Value = Vec<InventoryItem<'static>>> {
    const CODES: &[&str] = &[WATER, SHAMPOO, PERFUME, WHISKY];
    vec((prop::sample::select(CODES), 0i64..100_000_000), 1..99).prop_map(|items| {
        let items = items.into_iter().zip(1..).map(|((code, price), number)| {
            let mut item = item(number, code, "0");
            item.total_price = Amount::from_scaled(price);
            item
        });
        items.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shares_and_totals_sum(
        items in items(), freight in 0i64..50_000_000, insurance in 0i64..5_000_000,
    ) {
        let mut inventory = list("0", "0", items);
        inventory.freight = Amount::from_scaled(freight);
        inventory.insurance = Amount::from_scaled(insurance);
        let it = assessed(&inventory).unwrap();
        let sum = |part: fn(&model::ItemAssessment) -> Amount| -> Amount {
            it.items.iter().map(part).sum()
        };
        prop_assert_eq!(sum(|it| it.freight), inventory.freight);
        prop_assert_eq!(sum(|it| it.insurance), inventory.insurance);
        prop_assert_eq!(sum(|it| it.customs_value), it.customs_value);
        prop_assert_eq!(sum(|it| it.duty), it.duty);
        prop_assert_eq!(sum(|it| it.consumption_tax), it.consumption_tax);
        prop_assert_eq!(sum(|it| it.vat), it.vat);
        for item in &it.items {
            let exact = item.price + item.freight + item.insurance;
            prop_assert!(item.customs_value.abs_diff(exact) < Amount::from_fen(1));
            for figure in [item.customs_value, item.duty, item.consumption_tax, item.vat] {
                prop_assert_eq!(figure.scaled() % Amount::from_fen(1).scaled(), 0, "whole fen");
            }
        }
        explained_as_assessed(&it)?;
    }
}

/// Every figure of the assessment is in the explanation, and nothing else is.
fn explained_as_assessed(assessment: &Assessment) -> Result<(), TestCaseError> {
    let mut expected = Vec::new();
    for it in &assessment.items {
        expected.extend([
            (it.number, TaxKind::Freight, it.freight),
            (it.number, TaxKind::Insurance, it.insurance),
            (it.number, TaxKind::CustomsValue, it.customs_value),
            (it.number, TaxKind::Duty, it.duty),
            (it.number, TaxKind::ConsumptionTax, it.consumption_tax),
            (it.number, TaxKind::Vat, it.vat),
        ]);
    }
    expected.extend([
        (0, TaxKind::CustomsValue, assessment.customs_value),
        (0, TaxKind::Duty, assessment.duty),
        (0, TaxKind::ConsumptionTax, assessment.consumption_tax),
        (0, TaxKind::Vat, assessment.vat),
        (0, TaxKind::Total, assessment.total()),
    ]);
    let steps = explain(assessment, |_| None);
    let said: Vec<_> = steps.iter().map(|it| (it.item, it.kind, it.amount)).collect();
    prop_assert_eq!(said, expected);
    Ok(())
}
