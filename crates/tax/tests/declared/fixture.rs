//! A small tariff with special duties and exchange rates, and declarations under it.

use std::sync::LazyLock;

use model::{
    Amount, AttachedDocument, Basis, Charge, Confidence, Date, DateCase, DateEvent, Declaration,
    DeclarationAssessment, ExchangeRow, GoodsItem, TaxFault,
};
use params::{Bases, Law, SpecialDuties, Tariff};
use tax::{DeclarationTaxCase, assess_declaration, rate_dates};

/// The columns as in `params/tariff/README.md`; the codes are of no real tariff.
pub(crate) const LINES: &str = "\
from,to,code,name,remark,general,mfn,provisional,agreements,vat,consumption,consumption_basis,export,rebate,unit1,unit2,licences_import,licences_export,inspection,elements,basis,vat_basis,note,export_provisional
2020-01-01,2025-12-31,1000000001,golden 3,,0.5,0.1,,,0.13,0,,0.2,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000002,safeguard,,0.5,0.05,,,0.13,0.15,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000003,golden 5,,0.5,0.14,,,0.13,0.1,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000004,golden 6,,0.5,0.08+5/011,,,0.13,0,,0+2/035,,035,011,,,,,here,,,
2020-01-01,2025-12-31,1000000005,golden 7,,0.5,0,,,0.13,0+220/070,,0,,070,,,,,,here,,,
2020-01-01,2025-12-31,1000000006,golden 8,,0.5,0.1,,,0.13,0.2+1/011,,0,,011,,,,,,here,,,
2020-01-01,2025-12-31,1000000007,columns,,0.5,0.1,0.06,02:0.05;22:0.08,0.13,0,,0.2,,035,,,,,,here,,,0.1
2020-01-01,2025-12-31,1000000008,columns,,0.5,0.1,,02:0.05;22:0.12,0.13,0,,0.2,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000009,quota,配额内,0.5,0.01,,,0.09,0,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000011,golden 4,,0.5,0.05,,,0.13,0.15,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000010,in part,,0+?,0+?,,,0.13,0+?,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000016,under measures,,0.5,0.1,,,0.13,0,,0.2,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000012,measures are higher,,0.3,0.1,,,0.13,0.1,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000013,both are equal,,0.4,0.1,,,0.13,0,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000014,general in part,,0+?,0.1,,,0.13,0,,0,,035,,,,,,here,,,
2020-01-01,2025-12-31,1000000015,general by the piece,,0+50/011,0.1,0.05,02:0.02,0.13,0,,0,,035,,,,,,here,,,
";

pub(crate) static LAW: LazyLock<Law> = LazyLock::new(|| {
    let bases = Bases::read("[here]\ndocument = \"a tariff\"\nconfidence = \"read\"\n").unwrap();
    let mut law = Law::shipped().unwrap();
    law.tariff = Tariff::read(LINES, "id,elements\n", &bases).unwrap();
    let special = "from,to,kind,code,origin,maker,rate,basis,note\n\
        2020-01-01,,anti_dumping,1000000016,USA,,0.3,here,\n\
        2020-01-01,,anti_dumping,1000000016,USA,Alpha,0.1,here,\n\
        2020-01-01,,safeguard,1000000002,,,0.2,here,\n\
        2020-01-01,,anti_dumping,1000000012,USA,,0.3,here,\n\
        2020-01-01,,countervailing,1000000012,DEU,,0.1,here,\n\
        2020-01-01,,anti_dumping,1000000012,DEU,,0.25,here,\n\
        2020-01-01,,anti_dumping,1000000013,USA,,0.3,here,\n\
        2020-01-01,,retaliatory,1000000014,USA,,0.3,here,\n\
        2020-01-01,,retaliatory,1000000015,USA,,0.25,here,\n";
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

pub(crate) fn day() -> Date {
    "2020-06-18".parse().unwrap()
}

/// A day on which goods whose origin is not proven bear the general rate where it is higher.
pub(crate) fn later() -> Date {
    "2025-06-18".parse().unwrap()
}

/// With evidence of origin of all lines.
pub(crate) fn proven(declaration: Declaration<'static>) -> Declaration<'static> {
    let evidence = AttachedDocument { kind: "00000009".into(), ..AttachedDocument::default() };
    Declaration { attachments: vec![evidence], ..declaration }
}

pub(crate) fn yuan(text: &str) -> Amount {
    text.parse().unwrap()
}

pub(crate) fn item(number: u32, code: &'static str, total_price: &str) -> GoodsItem<'static> {
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

pub(crate) fn declaration(
    mode: &'static str,
    items: Vec<GoodsItem<'static>>,
) -> Declaration<'static> {
    Declaration {
        transaction_mode: mode.into(),
        levy_nature: "101".into(),
        gross_weight_kg: yuan("1500"),
        items,
        ..Declaration::default()
    }
}

pub(crate) fn charge(mark: &'static str, amount: &str, currency: &'static str) -> Charge<'static> {
    Charge { mark: mark.into(), amount: Some(yuan(amount)), currency: currency.into() }
}

pub(crate) fn assessed_on(
    declaration: &Declaration<'_>,
    on: Date,
) -> Result<DeclarationAssessment, Vec<TaxFault>> {
    let dates = rate_dates(&LAW, DateCase::Normal, &[(DateEvent::Completed, on)]).unwrap();
    let of_day = LAW.declaration_on(on).unwrap();
    assess_declaration(&DeclarationTaxCase { declaration, law: &LAW, of_day: &of_day, dates })
}

pub(crate) fn assessed(declaration: &Declaration<'_>) -> DeclarationAssessment {
    assessed_on(declaration, day()).unwrap()
}
