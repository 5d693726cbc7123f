//! Assessments of goods declarations under the shipped law and a small tariff, as people read them.

use std::{collections::BTreeMap, sync::LazyLock};

use expect_test::{Expect, expect};
use model::{
    Amount, Basis, Charge, ColumnReason, Confidence, Date, DateCase, DateEvent, Declaration,
    DeclarationAssessment, Direction, DutyColumn, ExchangeRow, GoodsItem, LicenceDocument, LineTax,
    OriginLink, Rate, TaxFault, TaxKind,
};
use params::{Bases, Law, SpecialDuties, Tariff};
use proptest::{collection::vec, prelude::*};
use tax::{
    DeclarationTaxCase, Exact, LevyLine, LineRate, Plan, assess_declaration, explain_declaration,
    rate_dates,
};

/// The columns as in `params/tariff/README.md`; the codes are of no real tariff.
const LINES: &str = "\
from,to,code,name,remark,general,mfn,provisional,agreements,vat,consumption,consumption_basis,export,rebate,unit1,unit2,licences_import,licences_export,inspection,elements,basis,vat_basis,note,export_provisional
2020-01-01,2020-12-31,1000000001,golden 3,,0.5,0.1,,,0.13,0,,0.2,,035,,,,,,here,,,
2020-01-01,2020-12-31,1000000002,safeguard,,0.5,0.05,,,0.13,0.15,,0,,035,,,,,,here,,,
2020-01-01,2020-12-31,1000000003,golden 5,,0.5,0.14,,,0.13,0.1,,0,,035,,,,,,here,,,
2020-01-01,2020-12-31,1000000004,golden 6,,0.5,0.08+5/011,,,0.13,0,,0+2/035,,035,011,,,,,here,,,
2020-01-01,2020-12-31,1000000005,golden 7,,0.5,0,,,0.13,0+220/070,,0,,070,,,,,,here,,,
2020-01-01,2020-12-31,1000000006,golden 8,,0.5,0.1,,,0.13,0.2+1/011,,0,,011,,,,,,here,,,
2020-01-01,2020-12-31,1000000007,columns,,0.5,0.1,0.06,02:0.05;22:0.08,0.13,0,,0.2,,035,,,,,,here,,,0.1
2020-01-01,2020-12-31,1000000008,columns,,0.5,0.1,,02:0.05;22:0.12,0.13,0,,0.2,,035,,,,,,here,,,
2020-01-01,2020-12-31,1000000009,quota,配额内,0.5,0.01,,,0.09,0,,0,,035,,,,,,here,,,
2020-01-01,2020-12-31,1000000011,golden 4,,0.5,0.05,,,0.13,0.15,,0,,035,,,,,,here,,,
2020-01-01,2020-12-31,1000000010,in part,,0+?,0+?,,,0.13,0+?,,0,,035,,,,,,here,,,
";

static LAW: LazyLock<Law> = LazyLock::new(|| {
    let bases = Bases::read("[here]\ndocument = \"a tariff\"\nconfidence = \"read\"\n").unwrap();
    let mut law = Law::shipped().unwrap();
    law.tariff = Tariff::read(LINES, "id,elements\n", &bases).unwrap();
    let special = "from,to,kind,code,origin,maker,rate,basis,note\n\
        2020-01-01,2020-12-31,anti_dumping,1000000001,USA,,0.3,here,\n\
        2020-01-01,2020-12-31,anti_dumping,1000000001,USA,Alpha,0.1,here,\n\
        2020-01-01,2020-12-31,safeguard,1000000002,,,0.2,here,\n";
    law.special_duties = SpecialDuties::read(special, &law.codes, &bases).unwrap();
    let rates = [("USD", "6.5", 1), ("JPY", "6.2", 100)].map(|(currency, rate, per)| ExchangeRow {
        currency: currency.to_owned(),
        rate: rate.parse().unwrap(),
        per,
    });
    let basis = Basis::new("示范汇率", "", Confidence::Assumed);
    law.put_exchange_rates("2020-06".parse().unwrap(), &rates, basis).unwrap();
    law
});

static CN: LazyLock<Plan> = LazyLock::new(|| {
    let profile = LAW.profiles.on("cn", "2025-01-01".parse().unwrap()).unwrap();
    Plan::new(profile, &BTreeMap::new()).unwrap()
});

fn day() -> Date {
    "2020-06-18".parse().unwrap()
}

fn yuan(text: &str) -> Amount {
    text.parse().unwrap()
}

fn item(number: u32, code: &'static str, total_price: &str) -> GoodsItem<'static> {
    GoodsItem {
        number,
        commodity_code: code.into(),
        quantity: Amount::ONE,
        unit: "011".into(),
        quantity1: Amount::ONE,
        unit1: "035".into(),
        total_price: yuan(total_price),
        currency: "CNY".into(),
        origin: "JPN".into(),
        levy_mode: "1".into(),
        ..GoodsItem::default()
    }
}

fn declaration(mode: &'static str, items: Vec<GoodsItem<'static>>) -> Declaration<'static> {
    Declaration {
        transaction_mode: mode.into(),
        levy_nature: "101".into(),
        gross_weight_kg: yuan("1500"),
        items,
        ..Declaration::default()
    }
}

fn charge(mark: &'static str, amount: &str, currency: &'static str) -> Charge<'static> {
    Charge { mark: mark.into(), amount: Some(yuan(amount)), currency: currency.into() }
}

fn assessed_on(
    declaration: &Declaration<'_>,
    on: Date,
) -> Result<DeclarationAssessment, Vec<TaxFault>> {
    let dates = rate_dates(&LAW, DateCase::Normal, &[(DateEvent::Completed, on)]).unwrap();
    let of_day = LAW.declaration_on(on).unwrap();
    assess_declaration(&DeclarationTaxCase { declaration, law: &LAW, of_day: &of_day, dates })
}

fn assessed(declaration: &Declaration<'_>) -> DeclarationAssessment {
    assessed_on(declaration, day()).unwrap()
}

/// Customs value, duty, consumption tax, VAT and what is to be paid.
fn figures(declaration: &Declaration<'_>) -> String {
    let assessment = assessed(declaration);
    let tax = |kind| assessment.total(kind).map_or("-".to_owned(), |it| it.payable.to_string());
    let kinds = [TaxKind::Duty, TaxKind::ConsumptionTax, TaxKind::Vat];
    let [duty, consumption_tax, vat] = kinds.map(tax);
    let (value, payable) = (assessment.customs_value, assessment.payable());
    format!("{value}: {duty} + {consumption_tax} + {vat} = {payable}")
}

fn faults(declaration: &Declaration<'_>) -> Vec<String> {
    assessed_on(declaration, day()).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn the_golden_vectors() {
    let of = |code: &'static str, price: &str, change: fn(&mut GoodsItem<'static>)| {
        let mut item = item(1, code, price);
        change(&mut item);
        figures(&declaration("1", vec![item]))
    };
    let plain = |_: &mut GoodsItem<'static>| {};
    let three = of("1000000001", "100000", plain);
    assert_eq!(three, "100000.00: 10000.00 + 0.00 + 14300.00 = 24300.00");
    let four = of("1000000011", "100000", plain);
    assert_eq!(four, "100000.00: 5000.00 + 18529.41 + 16058.82 = 39588.23");
    let five = of("1000000003", "20000", plain);
    assert_eq!(five, "20000.00: 2800.00 + 2533.33 + 3293.33 = 8626.66");
    let six = of("1000000004", "50000", |it| {
        (it.unit2, it.quantity2) = ("011".into(), Some(Amount::from_units(1_000)));
    });
    assert_eq!(six, "50000.00: 9000.00 + 0.00 + 7670.00 = 16670.00");
    let seven = of("1000000005", "30000", |it| {
        (it.unit1, it.quantity1) = ("070".into(), Amount::from_units(10));
    });
    assert_eq!(seven, "30000.00: 0.00 + 2200.00 + 4186.00 = 6386.00");
    let eight = of("1000000006", "50000", |it| it.quantity = Amount::from_units(1_000));
    assert_eq!(eight, "50000.00: 5000.00 + 15000.00 + 9100.00 = 29100.00");
}

#[test]
fn the_golden_export() {
    let mut exported = declaration("3", vec![item(1, "1000000001", "120000")]);
    exported.direction = Direction::Export;
    let assessment = assessed(&exported);
    assert_eq!(assessment.customs_value, yuan("100000"));
    assert_eq!(assessment.payable(), yuan("20000"));
    assert_eq!(assessment.taxes.len(), 1);
    assert_eq!(assessment.lines[0].column, DutyColumn::Export);
    // FOB is what is left of CIF; a provisional rate replaces the export rate; 109,450 / 1.1.
    let mut exported = declaration("1", vec![item(1, "1000000007", "120000")]);
    exported.direction = Direction::Export;
    exported.freight = charge("3", "10000", "CNY");
    exported.insurance = charge("1", "0.45833", "");
    let assessment = assessed(&exported);
    assert_eq!(assessment.insurance.yuan, yuan("-550"));
    assert_eq!(assessment.customs_value, yuan("99500"));
    assert_eq!(assessment.payable(), yuan("9950"));
    assert_eq!(assessment.lines[0].column, DutyColumn::ExportProvisional);
    // A specific export duty is taken out of the price too: 1,000 − 2 × 30.
    let mut exported = declaration("3", vec![item(1, "1000000004", "1000")]);
    exported.direction = Direction::Export;
    exported.items[0].quantity1 = Amount::from_units(30);
    let assessment = assessed(&exported);
    assert_eq!((assessment.customs_value, assessment.payable()), (yuan("940"), yuan("60")));
}

/// 10,000 yuan of goods, a freight of 800, and what each mode makes of them.
#[test]
fn what_a_price_holds_goes_by_the_transaction_mode() {
    let value = |mode, change: fn(&mut Declaration<'static>)| {
        let mut declared = declaration(mode, vec![item(1, "1000000001", "10000")]);
        declared.freight = charge("3", "800", "CNY");
        change(&mut declared);
        assessed(&declared).customs_value.to_string()
    };
    let plain = |_: &mut Declaration<'static>| {};
    assert_eq!(value("1", plain), "10000.00");
    assert_eq!(value("5", plain), "10000.00");
    assert_eq!(value("2", plain), "10030.00", "insurance at the share of law");
    assert_eq!(value("3", plain), "10832.40", "of goods and freight");
    assert_eq!(value("4", plain), "10800.00");
    assert_eq!(value("7", plain), "10832.40");
    assert_eq!(value("3", |it| it.insurance = charge("3", "50", "CNY")), "10850.00");
    assert_eq!(value("3", |it| it.insurance = charge("1", "0.3", "")), "10832.40");
    assert_eq!(value("3", |it| it.freight = charge("1", "8", "")), "10832.40");
    assert_eq!(value("4", |it| it.freight = charge("2", "100", "CNY")), "10150.00", "1.5 tonnes");
    assert_eq!(value("4", |it| it.freight = charge("2", "100", "USD")), "10975.00");
    assert_eq!(value("1", |it| it.other_charges = charge("3", "-1762", "CNY")), "8238.00");
    assert_eq!(value("1", |it| it.other_charges = charge("1", "1.5", "")), "10150.00");
}

/// What GACC published of two shipments whose costs abroad were split off: so much less is paid.
#[test]
fn published_deductions() {
    let payable = |other: &str| {
        let mut declared = declaration("1", vec![item(1, "1000000001", "100000")]);
        declared.other_charges = charge("3", other, "CNY");
        assessed(&declared).payable()
    };
    assert_eq!(yuan("24300") - payable("-1762"), yuan("428.17"));
    assert_eq!(yuan("24300") - payable("-3861"), yuan("938.22"));
}

#[test]
fn lines_in_several_currencies() {
    let mut dollars = item(1, "1000000001", "1000");
    dollars.currency = "USD".into();
    let mut yen = item(2, "1000000001", "100000");
    yen.currency = "JPY".into();
    let mut declared = declaration("3", vec![dollars, yen, item(3, "1000000001", "100")]);
    declared.freight = charge("3", "10", "USD");
    let assessment = assessed(&declared);
    let prices: Vec<String> = assessment.lines.iter().map(|it| it.price_yuan.to_string()).collect();
    assert_eq!(prices, ["6500.00", "6200.00", "100.00"]);
    let freight: Vec<String> = assessment.lines.iter().map(|it| it.freight.to_string()).collect();
    assert_eq!(freight, ["33.01", "31.48", "0.51"]);
    assert_eq!(assessment.insurance.yuan, yuan("38.60"), "0.3 % of 12,865");
    assert_eq!(assessment.customs_value, yuan("12903.60"));
}

/// The column and why, of goods whose proof, if any, is under an agreement.
fn column(code: &'static str, change: impl FnOnce(&mut Declaration<'static>)) -> String {
    let mut declared = declaration("1", vec![item(1, code, "10000")]);
    change(&mut declared);
    let assessment = assessed(&declared);
    let line = &assessment.lines[0];
    format!("{:?} {} {:?} {}", line.column, line.duty.rate, line.why, line.agreement)
}

fn proof(declared: &mut Declaration<'static>, number: &'static str, origin: &'static str) {
    declared.documents.push(LicenceDocument { kind: "Y".into(), number: number.into() });
    declared.items[0].origin = origin.into();
    let link = OriginLink { kind: "Y".into(), item: 1, ..OriginLink::default() };
    declared.origin_links.push(link);
}

#[test]
fn which_column_an_origin_and_its_proof_lead_to() {
    let both = "1000000007";
    assert_eq!(column(both, |_| {}), "Provisional 0.06 ProvisionalReplaces 0");
    let unknown = |it: &mut Declaration<'static>| it.items[0].origin = "ZZZ".into();
    assert_eq!(column(both, unknown), "General 0.5 OriginUnknown 0", "and never the provisional");
    let asean = |it: &mut Declaration<'static>| proof(it, "<02>CE123", "VNM");
    assert_eq!(column(both, asean), "Agreement 0.05 ProvenOrigin 2");
    let rcep = |it: &mut Declaration<'static>| proof(it, "<22>D1", "VNM");
    assert_eq!(column(both, rcep), "Provisional 0.06 ProvisionalIsLower 22");

    let plain = "1000000008";
    assert_eq!(column(plain, |_| {}), "Mfn 0.1 MostFavoured 0");
    assert_eq!(column(plain, asean), "Agreement 0.05 ProvenOrigin 2");
    assert_eq!(column(plain, rcep), "Mfn 0.1 MfnIsLower 22");
    let stranger = |it: &mut Declaration<'static>| proof(it, "<02>CE123", "DEU");
    assert_eq!(column(plain, stranger), "Mfn 0.1 MostFavoured 0", "no party");
    let unlinked = |it: &mut Declaration<'static>| {
        asean(it);
        it.origin_links[0].item = 2;
    };
    assert_eq!(column(plain, unlinked), "Mfn 0.1 MostFavoured 0");
    let named = |it: &mut Declaration<'static>| {
        unlinked(it);
        it.items[0].preferential_origin = "VNM".into();
    };
    assert_eq!(column(plain, named), "Agreement 0.05 ProvenOrigin 2");
    let no_rate = |it: &mut Declaration<'static>| proof(it, "<18>C1", "AUS");
    assert_eq!(column(plain, no_rate), "Mfn 0.1 MostFavoured 0");
    let of_two = |it: &mut Declaration<'static>| {
        proof(it, "<22>CR1", "VNM");
        proof(it, "<02>CE9", "VNM");
        it.origin_links.truncate(1);
        it.origin_links[0].document_no = "CE9".into();
    };
    assert_eq!(column(plain, of_two), "Agreement 0.05 ProvenOrigin 2");
}

#[test]
fn a_quota_certificate_leads_to_the_quota_rate() {
    let certificate = |it: &mut Declaration<'static>| {
        it.documents.push(LicenceDocument { kind: "t".into(), number: "1".into() });
        it.items[0].origin = "ZZZ".into();
    };
    assert_eq!(column("1000000009", certificate), "Quota 0.01 WithinQuota 0");
    assert_eq!(column("1000000008", certificate), "General 0.5 OriginUnknown 0");
    assert_eq!(column("1000000009", |_| {}), "Mfn 0.01 MostFavoured 0");
}

#[test]
fn special_duties_are_in_the_base() {
    let of = |origin: &'static str, maker: &'static str| {
        let mut declared = declaration("1", vec![item(1, "1000000001", "100000")]);
        declared.items[0].origin = origin.into();
        declared.items[0].maker_abroad = maker.into();
        let assessment = assessed(&declared);
        let taxes = assessment.taxes.iter().map(|it| format!("{:?} {}", it.tax, it.payable));
        taxes.collect::<Vec<_>>().join(", ")
    };
    let none = "Duty 10000.00, ConsumptionTax 0.00, Vat 14300.00";
    assert_eq!(of("JPN", ""), none);
    let all_others = "Duty 10000.00, ConsumptionTax 0.00, Vat 18200.00, AntiDumping 30000.00";
    assert_eq!(of("USA", "Beta"), all_others);
    let maker = "Duty 10000.00, ConsumptionTax 0.00, Vat 15600.00, AntiDumping 10000.00";
    assert_eq!(of("USA", "Alpha"), maker);
    let unknown = "Duty 50000.00, ConsumptionTax 0.00, Vat 23400.00, AntiDumping 30000.00";
    assert_eq!(of("ZZZ", "Alpha"), unknown, "the measure cannot be ruled out");
    // (100,000 + 5,000 + 20,000) / 0.85 × 15 %.
    let declared = declaration("1", vec![item(1, "1000000002", "100000")]);
    assert_eq!(figures(&declared), "100000.00: 5000.00 + 22058.82 + 19117.65 = 66176.47");
}

#[test]
fn relief_leaves_a_share() {
    let of = |nature: &'static str, mode: &'static str| {
        let mut declared = declaration("1", vec![item(1, "1000000003", "20000")]);
        declared.levy_nature = nature.into();
        declared.items[0].levy_mode = mode.into();
        let assessment = assessed(&declared);
        let secured = assessment.secured();
        format!("{}, secured {secured}", figures(&declared))
    };
    let full = "20000.00: 2800.00 + 2533.33 + 3293.33 = 8626.66, secured 0.00";
    assert_eq!(of("101", "1"), full);
    assert_eq!(of("101", "5"), full);
    let half = "20000.00: 1400.00 + 1188.89 + 1468.28 = 4057.17, secured 0.00";
    assert_eq!(of("101", "2"), half);
    assert_eq!(of("101", "3"), "20000.00: 0.00 + 0.00 + 0.00 = 0.00, secured 0.00");
    // Encouraged projects pay no duty: 20,000 / 0.9 × 10 % and × 13 %.
    let no_duty = "20000.00: 0.00 + 2222.22 + 2888.89 = 5111.11, secured 0.00";
    assert_eq!(of("789", "5"), no_duty);
    assert_eq!(of("101", "6"), "20000.00: 0.00 + 0.00 + 0.00 = 0.00, secured 8626.66");
    assert_eq!(of("101", "7"), "20000.00: 0.00 + 0.00 + 0.00 = 0.00, secured 8626.66");
}

/// What is exempt needs no quantity and no rate that is known in full.
#[test]
fn what_is_not_levied_is_not_asked_for() {
    let mut declared = declaration("1", vec![item(1, "1000000010", "100")]);
    declared.items[0].levy_mode = "3".into();
    assert_eq!(assessed(&declared).payable(), Amount::ZERO);
}

#[test]
fn a_tax_below_fifty_yuan_is_waived_by_kind() {
    let of = |price: &str| figures(&declaration("1", vec![item(1, "1000000001", price)]));
    assert_eq!(of("499.90"), "499.90: 0.00 + 0.00 + 71.49 = 71.49", "49.99 of duty");
    assert_eq!(of("500"), "500.00: 50.00 + 0.00 + 71.50 = 121.50");
    let assessment = assessed(&declaration("1", vec![item(1, "1000000001", "499.90")]));
    let duty = assessment.total(TaxKind::Duty).unwrap();
    assert_eq!(duty.computed, yuan("49.99"));
    assert!(LAW.basis(duty.waived_by).is_some());
    // It is the whole declaration that counts, not its lines.
    let two = declaration("1", vec![item(1, "1000000001", "250"), item(2, "1000000001", "250")]);
    assert_eq!(figures(&two), "500.00: 50.00 + 0.00 + 71.50 = 121.50");
}

#[test]
fn everything_that_is_lacking_is_said() {
    let mut lines = vec![
        item(1, "12345678", "1"),
        item(2, "9999999999", "1"),
        item(3, "1000000010", "1"),
        item(4, "1000000004", "1"),
        item(5, "1000000001", "1"),
        item(6, "1000000001", "1"),
    ];
    lines[3].unit = "007".into();
    lines[4].currency = "EUR".into();
    lines[4].levy_mode = "9".into();
    lines[5].currency = "".into();
    let mut declared = declaration("3", lines);
    declared.freight = charge("3", "10", "GBP");
    declared.insurance = charge("4", "10", "CNY");
    assert_eq!(
        faults(&declared),
        [
            "declaration.items[0].commodity_code: the commodity code is not ten digits",
            "declaration.items[1].commodity_code: the tariff has no line `9999999999`",
            "declaration.items[2].commodity_code: the tariff states the rate of Duty on `1000000010` only in part",
            "declaration.items[2].commodity_code: the tariff states the rate of ConsumptionTax on `1000000010` only in part",
            "declaration.items[3].quantity1: no quantity is declared in unit `011`, which the rate of Duty is per",
            "declaration.items[4].currency: there is no exchange rate of `EUR` for 2020-06",
            "declaration.items[4].levy_mode: levy mode `9` under levy nature `101` has no rule of relief",
            "declaration.items[5].currency: there is no exchange rate of `` for 2020-06",
            "declaration.freight.currency: there is no exchange rate of `GBP` for 2020-06",
            "declaration.insurance.mark: charge mark `4` is not one that can be counted by",
        ]
    );
    declared.transaction_mode = "8".into();
    let last = faults(&declared).pop().unwrap();
    let expected =
        "declaration.transaction_mode: transaction mode `8` has no rule of valuation for Import";
    assert_eq!(last, expected);
    let mut less = declaration("1", vec![item(1, "1000000001", "100")]);
    less.other_charges = charge("3", "-100.01", "CNY");
    assert_eq!(faults(&less), ["declaration.items[0].total_price: a customs value of -0.01"]);
}

#[test]
fn a_day_that_nothing_covers_is_said() {
    let declared = declaration("1", vec![item(1, "1000000001", "100")]);
    let error = assessed_on(&declared, "2021-01-01".parse().unwrap()).unwrap_err();
    let expected = "declaration.items[0].commodity_code: `tariff` has no value for 2021-01-01";
    assert_eq!(error[0].to_string(), expected);
    let mut dollars = declared.clone();
    dollars.items[0].currency = "USD".into();
    let error = assessed_on(&dollars, "2020-07-01".parse().unwrap()).unwrap_err();
    let expected = "declaration.items[0].currency: there is no exchange rate of `USD` for 2020-07";
    assert_eq!(error[0].to_string(), expected);
}

/// Of every case of the table: whose day's tax rates and whose day's exchange rates count.
#[test]
fn which_days_count() {
    let days = [
        (DateEvent::Completed, "2025-06-20"),
        (DateEvent::SummaryCompleted, "2025-06-10"),
        (DateEvent::FirstCompleted, "2025-05-01"),
        (DateEvent::TransportEntered, "2025-06-15"),
        (DateEvent::ArrivedAtDestination, "2025-06-17"),
        (DateEvent::FormalitiesDone, "2025-08-01"),
        (DateEvent::Violation, "2025-01-01"),
    ]
    .map(|(event, day)| (event, day.parse().unwrap()));
    let on = |case| {
        let dates = rate_dates(&LAW, case, &days).unwrap();
        format!("{} {}", dates.rates_on.strftime("%m-%d"), dates.exchange_on.strftime("%m-%d"))
    };
    assert_eq!(on(DateCase::Normal), "06-20 06-20");
    assert_eq!(on(DateCase::Advance), "06-15 06-20");
    assert_eq!(on(DateCase::Transit), "06-20 06-20");
    assert_eq!(on(DateCase::TransitBeforeEntry), "06-15 06-20");
    assert_eq!(on(DateCase::TransitBeforeArrival), "06-17 06-20");
    assert_eq!(on(DateCase::TransitExport), "06-20 06-20");
    assert_eq!(on(DateCase::TwoStep), "06-10 06-10");
    assert_eq!(on(DateCase::AdvanceTwoStep), "06-15 06-10");
    assert_eq!(on(DateCase::Consolidated), "06-20 06-20");
    assert_eq!(on(DateCase::Redeclared), "05-01 05-01");
    assert_eq!(on(DateCase::Unclaimed), "06-15 06-15");
    assert_eq!(on(DateCase::Formalities), "08-01 08-01");
    assert_eq!(on(DateCase::Recovery), "01-01 01-01");

    let fault = |case, days: &[(DateEvent, Date)]| rate_dates(&LAW, case, days).unwrap_err();
    let unknown = fault(DateCase::Advance, &days[..3]).to_string();
    assert_eq!(unknown, "declaration: the day of TransportEntered is not known");
    assert!(rate_dates(&LAW, DateCase::Normal, &[]).is_err());
    let early = [(DateEvent::Completed, "2003-12-31".parse().unwrap())];
    let gap = fault(DateCase::Normal, &early).to_string();
    assert_eq!(gap, "declaration: `tax.rate_dates` has no value for 2003-12-31");
}

fn check(declared: &Declaration<'_>, expect: Expect) {
    let assessment = assessed(declared);
    let mut text = String::new();
    for step in explain_declaration(&assessment, |id| LAW.basis(id).cloned()) {
        let bases: Vec<String> = step.basis.iter().map(ToString::to_string).collect();
        let (zh, en) = (&step.title_zh, &step.title_en);
        let (item, amount, formula) = (step.item, step.amount, &step.formula);
        text +=
            &format!("{item} {zh} | {en}\n    {amount} = {formula}\n    {}\n", bases.join("; "));
    }
    expect.assert_eq(&text);
}

#[test]
fn an_import_explains_itself() {
    let mut dollars = item(1, "1000000003", "1000");
    dollars.currency = "USD".into();
    let mut declared = declaration("3", vec![dollars, item(2, "1000000001", "300")]);
    declared.freight = charge("2", "100", "USD");
    declared.other_charges = charge("1", "-1.5", "");
    declared.items[1].levy_mode = "6".into();
    check(
        &declared,
        expect![[r#"
            0 运费（按每吨单价） | freight (by the tonne)
                975.00 = 100.00 USD × 6.5 × 1500.00 / 1000
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条; 示范汇率 (assumed)
            0 保险费（未申报，按法定比例） | insurance (not declared: the share of law)
                23.33 = 7775.00 × 0.3%
                海关总署令第213号第三十六条 (secondary)
            0 杂费（按率） | other charges (by rate)
                -102.00 = 6800.00 × -1.5%
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 成交价格 | transaction price
                6500.00 = 1000.00 USD × 6.5
                示范汇率 (assumed); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            1 运费分摊 | share of freight
                931.99 = 975.00 × 6500.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            1 保险费分摊 | share of insurance
                22.30 = 23.33 × 6500.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            1 杂费分摊 | share of other charges
                -97.50 = -102.00 × 6500.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            1 完税价格 | customs value
                7356.79 = 6500.00 + 931.99 + 22.30 − 97.50
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 关税（最惠国税率：原产地适用最惠国待遇） | duty (most-favoured-nation rate: a known origin)
                1029.95 = 7356.79 × 0.14
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            1 消费税 | consumption tax
                931.86 = (7356.79 + 1029.95) / (1 − 0.1) × 0.1
    
            1 增值税 | VAT
                1211.42 = (7356.79 + 1029.95 + 931.86) × 0.13
    
            2 成交价格 | transaction price
                300.00 = 300.00 CNY × 1
    
            2 运费分摊 | share of freight
                43.01 = 975.00 × 300.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            2 保险费分摊 | share of insurance
                1.03 = 23.33 × 300.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            2 杂费分摊 | share of other charges
                -4.50 = -102.00 × 300.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            2 完税价格 | customs value
                339.54 = 300.00 + 43.01 + 1.03 − 4.50
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            2 关税（最惠国税率：原产地适用最惠国待遇）（保证金） | duty (most-favoured-nation rate: a known origin) (against a deposit)
                33.95 = 339.54 × 0.1
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            2 消费税（保证金） | consumption tax (against a deposit)
                0.00 = 0
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            2 增值税（保证金） | VAT (against a deposit)
                48.55 = (339.54 + 33.95) × 0.13
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            0 完税价格（合计） | customs value (all lines)
                7696.33 = 7356.79 + 339.54
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            0 关税（合计） | duty (all lines)
                1029.95 = 1029.95 + 33.95 − 33.95
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 消费税（合计） | consumption tax (all lines)
                931.86 = 931.86 + 0.00
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 增值税（合计） | VAT (all lines)
                1211.42 = 1211.42 + 48.55 − 48.55
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 税款担保 | security for tax
                82.50 = 33.95 + 0.00 + 48.55
    
            0 合计 | total
                3173.23 = 1029.95 + 931.86 + 1211.42
    
        "#]],
    );
}

#[test]
fn relief_and_special_duties_explain_themselves() {
    let mut declared =
        declaration("1", vec![item(1, "1000000002", "300"), item(2, "1000000006", "80")]);
    declared.items[0].levy_mode = "2".into();
    check(
        &declared,
        expect![[r#"
            1 成交价格 | transaction price
                300.00 = 300.00 CNY × 1
    
            1 完税价格 | customs value
                300.00 = 300.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 关税（最惠国税率：原产地适用最惠国待遇）（减征） | duty (most-favoured-nation rate: a known origin) (reduced)
                7.50 = 300.00 × 0.05 × 0.5
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            1 保障措施关税 | safeguard duty
                60.00 = 300.00 × 0.2
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            1 消费税（减征） | consumption tax (reduced)
                32.43 = (300.00 + 7.50 + 60.00) / (1 − 0.15) × 0.15 × 0.5
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            1 增值税（减征） | VAT (reduced)
                26.00 = (300.00 + 7.50 + 60.00 + 32.43) × 0.13 × 0.5
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            2 成交价格 | transaction price
                80.00 = 80.00 CNY × 1
    
            2 完税价格 | customs value
                80.00 = 80.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            2 关税（最惠国税率：原产地适用最惠国待遇） | duty (most-favoured-nation rate: a known origin)
                8.00 = 80.00 × 0.1
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            2 消费税 | consumption tax
                23.25 = (80.00 + 8.00 + 1.00 × 1.00) / (1 − 0.2) × 0.2 + 1.00 × 1.00
    
            2 增值税 | VAT
                14.46 = (80.00 + 8.00 + 23.25) × 0.13
    
            0 完税价格（合计） | customs value (all lines)
                380.00 = 300.00 + 80.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            0 关税（合计）（不足50.00元，免征） | duty (all lines) (below 50.00: waived)
                0.00 = 7.50 + 8.00
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary); 海关总署公告（2008年12月17日，一票货物税款免征额度） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 消费税（合计） | consumption tax (all lines)
                55.68 = 32.43 + 23.25
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 增值税（合计）（不足50.00元，免征） | VAT (all lines) (below 50.00: waived)
                0.00 = 26.00 + 14.46
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 海关总署公告（2008年12月17日，一票货物税款免征额度） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 保障措施关税（合计） | safeguard duty (all lines)
                60.00 = 60.00
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 合计 | total
                115.68 = 0.00 + 55.68 + 0.00 + 60.00
    
        "#]],
    );
}

#[test]
fn an_export_explains_itself() {
    let mut declared = declaration("1", vec![item(1, "1000000004", "10000")]);
    declared.direction = Direction::Export;
    declared.freight = charge("3", "100", "CNY");
    check(
        &declared,
        expect![[r#"
            0 运费（按总价） | freight (in all)
                -100.00 = −(100.00 CNY × 1)
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 成交价格 | transaction price
                10000.00 = 10000.00 CNY × 1
    
            1 完税价格 | customs value
                9898.00 = 10000.00 − 100.00 − 1.00 × 2.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条; 中华人民共和国关税法第二十九条
            1 出口关税（出口税率：出口货物） | export duty (export rate: goods that leave)
                2.00 = 9898.00 × 0 + 1.00 × 2.00
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            0 完税价格（合计） | customs value (all lines)
                9898.00 = 9898.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条; 中华人民共和国关税法第二十九条
            0 出口关税（合计）（不足50.00元，免征） | export duty (all lines) (below 50.00: waived)
                0.00 = 2.00
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary); 海关总署公告（2008年12月17日，一票货物税款免征额度） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 合计 | total
                0.00 = 0.00
    
        "#]],
    );
}

/// What comes out is kept in the house's history.
#[test]
fn an_assessment_is_read_back_as_it_was_written() {
    let mut declared =
        declaration("3", vec![item(1, "1000000001", "100"), item(2, "1000000004", "7")]);
    declared.items[0].origin = "USA".into();
    let assessment = assessed(&declared);
    let json = serde_json::to_string(&assessment).unwrap();
    assert_eq!(serde_json::from_str::<DeclarationAssessment>(&json).unwrap(), assessment);
    let bytes = postcard::to_allocvec(&assessment).unwrap();
    assert_eq!(postcard::from_bytes::<DeclarationAssessment>(&bytes).unwrap(), assessment);
    assert!(assessment.basis_ids().all(|it| LAW.basis(it).is_some() || it == here()));
}

/// The fixture's tariff rests on a text that the law's register does not have.
fn here() -> model::BasisId {
    Basis::new("a tariff", "", Confidence::Read).id()
}

const CODES: [&str; 6] =
    ["1000000001", "1000000002", "1000000003", "1000000004", "1000000006", "1000000007"];

prop_compose! {
    fn any_item()(
        code in 0..CODES.len(),
        fen in 0i64..10_000_000,
        currency in 0usize..3,
        origin in 0usize..3,
        levy_mode in 0usize..5,
        quantity in 1i64..1_000_000_000,
    ) -> GoodsItem<'static> {
        GoodsItem {
            commodity_code: CODES[code].into(),
            total_price: Amount::from_fen(fen),
            currency: ["CNY", "USD", "JPY"][currency].into(),
            origin: ["JPN", "USA", "ZZZ"][origin].into(),
            levy_mode: ["1", "2", "3", "5", "6"][levy_mode].into(),
            quantity: Amount::from_scaled(quantity),
            ..item(1, "", "0")
        }
    }
}

prop_compose! {
    fn any_declaration()(
        items in vec(any_item(), 1..50),
        mode in 1usize..5,
        is_export: bool,
        freight in 0i64..10_000_000,
        insurance in 0i64..100_000,
        other in 0i64..10_000,
    ) -> Declaration<'static> {
        let fen = |mark: &'static str, fen| Charge {
            mark: mark.into(),
            amount: Some(Amount::from_fen(fen)),
            currency: "USD".into(),
        };
        Declaration {
            direction: if is_export { Direction::Export } else { Direction::Import },
            freight: fen("3", freight),
            insurance: fen("3", insurance),
            other_charges: fen("1", other),
            ..declaration(["1", "2", "3", "4", "7"][mode], items)
        }
    }
}

proptest! {
    #[test]
    fn the_lines_come_to_the_head(declared in any_declaration()) {
        let Ok(assessment) = assessed_on(&declared, day()) else { return Ok(()) };
        let lines: Amount = assessment.lines.iter().map(model::DeclaredLineTax::total).sum();
        prop_assert_eq!(lines, assessment.computed());
        for (whole, part) in [
            (assessment.freight.yuan, 0usize),
            (assessment.insurance.yuan, 1),
            (assessment.other.yuan, 2),
        ] {
            let parts = assessment.lines.iter().map(|it| [it.freight, it.insurance, it.other][part]);
            prop_assert_eq!(parts.sum::<Amount>(), whole);
        }
        for total in &assessment.taxes {
            prop_assert!(total.payable <= total.computed - total.secured);
            prop_assert!(total.payable.is_zero() || total.payable >= assessment.threshold);
        }
    }

    /// The same taxes as data, computed in fractions of any size.
    #[test]
    fn the_profile_of_the_country_comes_to_the_same(declared in any_declaration()) {
        let mut declared = Declaration { direction: Direction::Import, ..declared };
        declared.items.iter_mut().for_each(|it| it.levy_mode = "1".into());
        let assessment = assessed(&declared);
        let exact = |shown: String| shown.parse::<Exact>().unwrap();
        let rate = |it: &LineTax| LineRate {
            rate: exact(it.rate.to_string()),
            specific: exact(it.per_unit.to_string()),
        };
        let lines: Vec<LevyLine> = assessment.lines.iter().map(|it| {
            let quantity = it.duty.quantity.max(it.consumption_tax.quantity);
            let special = it.special.first().map_or(Rate::ZERO, |it| it.rate);
            let special = LineRate { rate: exact(special.to_string()), ..LineRate::default() };
            let amounts = [("value", it.customs_value), ("quantity", quantity)];
            let rates = [
                ("duty", rate(&it.duty)),
                ("special_duty", special),
                ("consumption_tax", rate(&it.consumption_tax)),
                ("vat", rate(&it.vat)),
            ];
            LevyLine {
                amounts: amounts.map(|(name, it)| (name.to_owned(), exact(it.to_string()))).into(),
                rates: rates.map(|(name, it)| (name.to_owned(), it)).into(),
            }
        }).collect();
        let levied = CN.levy(&lines).unwrap().taxes;
        let of = |kinds: &[TaxKind]| {
            let totals = assessment.taxes.iter().filter(|it| kinds.contains(&it.tax));
            exact(totals.map(|it| it.computed).sum::<Amount>().to_string())
        };
        let sums: Vec<Exact> = levied.into_iter().map(|it| it.sum).collect();
        let special = [TaxKind::AntiDumping, TaxKind::Safeguard];
        let ours = [
            of(&[TaxKind::Duty]), of(&special), of(&[TaxKind::ConsumptionTax]), of(&[TaxKind::Vat]),
        ];
        prop_assert_eq!(sums, ours);
    }

    #[test]
    fn no_order_of_lines_changes_a_total(
        (declared, turned) in any_declaration().prop_flat_map(|declared| {
            let items = Just(declared.items.clone()).prop_shuffle();
            (Just(declared), items)
        })
    ) {
        let turned = Declaration { items: turned, ..declared.clone() };
        let totals = |declared: &Declaration<'_>| match assessed_on(declared, day()) {
            Ok(it) => Ok((it.taxes, it.customs_value)),
            Err(faults) => Err(faults.len()),
        };
        prop_assert_eq!(totals(&declared), totals(&turned));
    }

    /// Few prices and rates, so that many lines are left the same rest.
    #[test]
    fn no_order_of_lines_changes_a_total_though_rests_are_equal(
        (lines, turned) in vec((0usize..3, 1i64..5), 2..12).prop_flat_map(|lines| {
            (Just(lines.clone()), Just(lines).prop_shuffle())
        }),
        freight in 1i64..100,
    ) {
        let totals = |lines: &[(usize, i64)]| {
            let items = lines.iter().map(|(code, price)| GoodsItem {
                total_price: Amount::from_units(*price * 100),
                ..item(1, CODES[*code], "0")
            });
            let mut declared = declaration("4", items.collect());
            declared.freight = Charge { amount: Some(Amount::from_fen(freight)), ..charge("3", "0", "CNY") };
            let assessment = assessed(&declared);
            (assessment.computed(), assessment.taxes)
        };
        prop_assert_eq!(totals(&lines), totals(&turned));
    }

    #[test]
    fn hostile_figures_never_panic(
        price: i64, freight: i64, insurance: i64, weight: i64, quantity: i64, code in 0..CODES.len(),
        mark in 1usize..4, mode in 0usize..8, is_export: bool,
    ) {
        let amount = |it| Some(Amount::from_scaled(it));
        let marked = |it| Charge {
            mark: ["", "1", "2", "3"][mark].into(),
            amount: amount(it),
            currency: "JPY".into(),
        };
        let mut declared = declaration("3", vec![item(1, CODES[code], "1"), item(2, "1000000001", "1")]);
        declared.items[0].total_price = Amount::from_scaled(price);
        declared.items[0].quantity = Amount::from_scaled(quantity);
        declared.items[1].total_price = Amount::MAX;
        declared.items[1].currency = "USD".into();
        declared.gross_weight_kg = Amount::from_scaled(weight);
        declared.transaction_mode = ["", "1", "2", "3", "4", "5", "7", "元"][mode].into();
        declared.direction = if is_export { Direction::Export } else { Direction::Import };
        (declared.freight, declared.insurance) = (marked(freight), marked(insurance));
        if let Ok(assessment) = assessed_on(&declared, day()) {
            explain_declaration(&assessment, |_| None);
        }
    }
}

/// How long five lines take, for whoever wonders: `cargo test --release -p tax --test declared -- --ignored --nocapture`.
#[test]
#[ignore = "it measures; it proves nothing"]
fn how_long_five_lines_take() {
    let lines = (1..6).map(|number| {
        let mut line = item(number, CODES[number as usize - 1], "1234.56");
        line.currency = "USD".into();
        line
    });
    let mut declared = declaration("3", lines.collect());
    declared.freight = charge("3", "321", "USD");
    let dates = rate_dates(&LAW, DateCase::Normal, &[(DateEvent::Completed, day())]).unwrap();
    let of_day = LAW.declaration_on(day()).unwrap();
    let case = DeclarationTaxCase { declaration: &declared, law: &LAW, of_day: &of_day, dates };
    let started = std::time::Instant::now();
    let mut payable = Amount::ZERO;
    for _ in 0..100_000 {
        payable += assess_declaration(std::hint::black_box(&case)).unwrap().payable();
    }
    println!("{:?} a declaration, {payable} in all", started.elapsed() / 100_000);
    assert!(payable.is_positive());
    assert_eq!(assessed(&declared).lines[0].why, ColumnReason::MostFavoured);
}
