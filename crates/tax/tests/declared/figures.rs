//! What declarations come to: value, column, taxes, relief, thresholds; and what they lack.

use model::{
    Amount, Date, DateCase, DateEvent, Declaration, Direction, DutyColumn, GoodsItem,
    LicenceDocument, OriginLink, TaxKind,
};
use tax::rate_dates;

use crate::{LAW, assessed, assessed_on, charge, day, declaration, item, proven, yuan};

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
        it.documents.push(LicenceDocument { kind: "q".into(), number: "1".into() });
        it.items[0].origin = "ZZZ".into();
    };
    assert_eq!(column("1000000009", certificate), "Quota 0.01 WithinQuota 0");
    assert_eq!(column("1000000008", certificate), "General 0.5 OriginUnknown 0");
    assert_eq!(column("1000000009", |_| {}), "Mfn 0.01 MostFavoured 0");
    let of_cotton_beyond_it = |it: &mut Declaration<'static>| {
        it.documents.push(LicenceDocument { kind: "e".into(), number: "1".into() });
    };
    assert_eq!(column("1000000009", of_cotton_beyond_it), "Mfn 0.01 MostFavoured 0");
}

#[test]
fn special_duties_are_in_the_base() {
    let of = |origin: &'static str, maker: &'static str| {
        let mut declared = declaration("1", vec![item(1, "1000000016", "100000")]);
        declared.items[0].origin = origin.into();
        declared.items[0].maker_abroad = maker.into();
        let assessment = assessed(&proven(declared));
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
    let error = assessed_on(&declared, "2026-01-01".parse().unwrap()).unwrap_err();
    let expected = "declaration.items[0].commodity_code: `tariff` has no value for 2026-01-01";
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
