//! A declaration of two lines whose tax was worked out, or lacked something.

use checks::{TaxedCase, Tolerance};
use model::{
    Amount, BasisId, ChargeMethod, ChargeTaken, ColumnReason, CurrencyCode, Date, DateCase,
    Declaration, DeclarationAssessment, DeclaredLineTax, Direction, DutyColumn, ExchangeRate,
    Finding, GoodsItem, LevyEffect, LineTax, OriginLink, OwnTax, OwnTaxDetail, RateDates, TaxFault,
    TaxKind, TaxTotal, UnprovenOrigin,
};
use params::Law;
use serde::Deserialize;

/// What differs from an import of two lines that are taxed in full.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TaxedRow {
    faults: Vec<TaxFault>,
    /// Of the second line.
    levy: LevyEffect,
    /// Of the second line: what it names, what was applied.
    preferential_origin: String,
    agreement: u8,
    /// Of the second line: measures are on such goods and its origin is not proven.
    unproven: bool,
    /// Which line a proof of origin is linked to; 0: none.
    proof_of_line: u32,
    proof_kind: String,
    insurance: ChargeMethod,
    insurance_yuan: Amount,
    /// Of the second line, as it is assessed.
    vat: Amount,
    /// Whether the fifty-yuan threshold waives it.
    is_waived: bool,
    /// 税收征管标记.
    tax_mark: String,
    /// The declarant's own tax; nothing: he sends none.
    own: Option<Vec<OwnRow>>,
}

/// One tax of one line, as its declarant worked it out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnRow {
    item: u32,
    kind: String,
    amount: Amount,
}

impl Default for TaxedRow {
    fn default() -> TaxedRow {
        TaxedRow {
            faults: Vec::new(),
            levy: LevyEffect::Full,
            preferential_origin: String::new(),
            agreement: 0,
            unproven: false,
            proof_of_line: 0,
            proof_kind: "Y".to_owned(),
            insurance: ChargeMethod::Total,
            insurance_yuan: Amount::from_units(3),
            vat: Amount::from_units(13),
            is_waived: false,
            tax_mark: String::new(),
            own: None,
        }
    }
}

pub(crate) fn run(row: &TaxedRow, on: Date, law: &Law, tolerance: Amount, out: &mut Vec<Finding>) {
    let detail = |it: &OwnRow| OwnTaxDetail {
        item: it.item,
        kind: it.kind.clone().into(),
        amount: it.amount,
    };
    let own =
        |it: &Vec<OwnRow>| OwnTax { details: it.iter().map(detail).collect(), ..OwnTax::default() };
    let item = |number, preferential_origin: &'static str| GoodsItem {
        number,
        origin: "JPN".into(),
        preferential_origin: preferential_origin.into(),
        ..GoodsItem::default()
    };
    let link = OriginLink {
        kind: row.proof_kind.clone().into(),
        item: row.proof_of_line,
        ..OriginLink::default()
    };
    let declaration = Declaration {
        items: vec![item(1, ""), item(2, row.preferential_origin.clone().leak())],
        origin_links: if row.proof_of_line == 0 { Vec::new() } else { vec![link] },
        tax_mark: row.tax_mark.clone().into(),
        own_tax: row.own.as_ref().map(own),
        ..Declaration::default()
    };
    let assessment = assessment(row, on);
    let case = TaxedCase {
        declaration: &declaration,
        faults: &row.faults,
        assessment: row.faults.is_empty().then_some(&assessment),
        on,
        law,
        tolerance: Tolerance { amount: tolerance },
    };
    checks::taxed(&case, out);
}

fn assessment(row: &TaxedRow, on: Date) -> DeclarationAssessment {
    let insurance = ChargeTaken {
        by: row.insurance,
        declared: "0.3".parse().unwrap(),
        yuan: row.insurance_yuan,
        ..ChargeTaken::NONE
    };
    DeclarationAssessment {
        direction: Direction::Import,
        dates: RateDates {
            case: DateCase::Normal,
            rates_on: on,
            exchange_on: on,
            basis: BasisId(0),
        },
        transaction_mode: '3',
        transaction_basis: BasisId(0),
        freight: ChargeTaken::NONE,
        insurance,
        other: ChargeTaken::NONE,
        customs_value: Amount::from_units(200),
        threshold: Amount::from_units(50),
        taxes: vec![TaxTotal {
            tax: TaxKind::Vat,
            computed: row.vat,
            secured: Amount::ZERO,
            given_back: Amount::ZERO,
            payable: if row.is_waived { Amount::ZERO } else { row.vat },
            waived_by: BasisId(u32::from(row.is_waived)),
        }],
        lines: vec![line(1, LevyEffect::Full, 0), second(row)],
        given_back: Vec::new(),
    }
}

fn second(row: &TaxedRow) -> DeclaredLineTax {
    let mut line = line(2, row.levy, row.agreement);
    line.vat.amount = row.vat;
    line.unproven = row.unproven.then(|| {
        let normal = LineTax::default();
        let (measures, general) = (Vec::new(), None);
        Box::new(UnprovenOrigin { normal, measures, general, basis: BasisId(1) })
    });
    line
}

fn line(number: u32, levy: LevyEffect, agreement: u8) -> DeclaredLineTax {
    let price = Amount::from_units(100);
    DeclaredLineTax {
        number,
        commodity_code: 8_471_301_000,
        price,
        currency: CurrencyCode::CNY,
        exchange: ExchangeRate::PAR,
        exchange_basis: BasisId(0),
        price_yuan: price,
        freight: Amount::ZERO,
        insurance: Amount::ZERO,
        other: Amount::ZERO,
        customs_value: price,
        column: DutyColumn::Mfn,
        why: ColumnReason::MostFavoured,
        agreement,
        column_basis: BasisId(0),
        duty: LineTax::default(),
        special: Vec::new(),
        unproven: None,
        consumption_tax: LineTax::default(),
        vat: LineTax::default(),
        levy_mode: '4',
        levy,
        levy_basis: BasisId(0),
    }
}
