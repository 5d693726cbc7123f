//! A declaration of two lines whose tax was worked out, or lacked something.

use checks::TaxedCase;
use model::{
    Amount, BasisId, ChargeMethod, ChargeTaken, ColumnReason, CurrencyCode, Date, DateCase,
    Declaration, DeclarationAssessment, DeclaredLineTax, Direction, DutyColumn, ExchangeRate,
    Finding, GoodsItem, LevyEffect, LineTax, OriginLink, RateDates, TaxFault,
};
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
    /// Which line a proof of origin is linked to; 0: none.
    proof_of_line: u32,
    proof_kind: String,
    insurance: ChargeMethod,
    insurance_yuan: Amount,
}

impl Default for TaxedRow {
    fn default() -> TaxedRow {
        TaxedRow {
            faults: Vec::new(),
            levy: LevyEffect::Full,
            preferential_origin: String::new(),
            agreement: 0,
            proof_of_line: 0,
            proof_kind: "Y".to_owned(),
            insurance: ChargeMethod::Total,
            insurance_yuan: Amount::from_units(3),
        }
    }
}

pub(crate) fn run(row: &TaxedRow, on: Date, out: &mut Vec<Finding>) {
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
        ..Declaration::default()
    };
    let assessment = assessment(row, on);
    let case = TaxedCase {
        declaration: &declaration,
        faults: &row.faults,
        assessment: row.faults.is_empty().then_some(&assessment),
        on,
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
        taxes: Vec::new(),
        lines: vec![line(1, LevyEffect::Full, 0), line(2, row.levy, row.agreement)],
    }
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
        consumption_tax: LineTax::default(),
        vat: LineTax::default(),
        levy_mode: '4',
        levy,
        levy_basis: BasisId(0),
    }
}
