//! An assessment as people read it (计税过程): each figure with its formula, numbers put in.

use std::fmt::Write as _;

use model::{
    Amount, Assessment, Basis, BasisId, Confidence, ItemAssessment, Regime, Step, TaxKind,
};

use crate::{apportion::weight, levy::taxes_of, shown::Base};

/// How this house shares out freight and insurance; no text read here says how.
const APPORTIONED: Basis =
    Basis::new("本系统约定：运费、保险费按商品项总价分摊，累计取整至分", "", Confidence::Assumed);
/// The actual transaction price with freight and insurance is the customs value.
const RETAIL_VALUE: Basis = Basis::new("财关税〔2016〕18号", "第一条", Confidence::Secondary);

/// The steps of an assessment in the order in which it was made: item by item, then the totals.
/// `basis` finds the text behind a number; a basis that it does not know is left out.
pub fn explain(assessment: &Assessment, basis: impl Fn(BasisId) -> Option<Basis>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut freight = Shares::new(assessment, |it| it.freight);
    let mut insurance = Shares::new(assessment, |it| it.insurance);
    for item in &assessment.items {
        let mut push = |kind, formula, amount, basis| {
            steps.push(item_step(item.number, kind, formula, amount, basis));
        };
        let cite = |ids: &[BasisId]| ids.iter().filter_map(|it| basis(*it)).collect();

        push(TaxKind::Freight, freight.formula(item), item.freight, freight.basis());
        push(TaxKind::Insurance, insurance.formula(item), item.insurance, insurance.basis());
        let value = sum([item.price, item.freight, item.insurance]);
        push(TaxKind::CustomsValue, value, item.customs_value, vec![RETAIL_VALUE]);
        let [duty, tax, vat] = taxes_of(item);
        let base = Base { value: item.customs_value, duties: vec![duty.amount], tax: &tax };
        push(TaxKind::Duty, base.duty(&duty), duty.amount, cite(&[duty.basis]));
        let cited = cite(&[tax.basis, item.share_basis]);
        push(TaxKind::ConsumptionTax, base.consumption_tax(), tax.amount, cited);
        push(TaxKind::Vat, base.vat(&vat), vat.amount, cite(&[vat.basis, item.share_basis]));
    }
    let totals = totals(assessment, basis(assessment.regime_basis), &steps);
    steps.extend(totals);
    steps
}

pub(crate) fn item_step(
    item: u32,
    kind: TaxKind,
    formula: String,
    amount: Amount,
    basis: Vec<Basis>,
) -> Step {
    let (title_zh, title_en) = titles(kind);
    let (title_zh, title_en) = (title_zh.to_owned(), title_en.to_owned());
    Step { kind, item, title_zh, title_en, formula, amount, basis }
}

/// What a tax or a part of its base is called: Chinese, English.
pub const fn titles(kind: TaxKind) -> (&'static str, &'static str) {
    match kind {
        TaxKind::Freight => ("运费分摊", "share of freight"),
        TaxKind::Insurance => ("保险费分摊", "share of insurance"),
        TaxKind::CustomsValue => ("完税价格", "customs value"),
        TaxKind::Duty => ("关税", "duty"),
        TaxKind::ConsumptionTax => ("消费税", "consumption tax"),
        TaxKind::Vat => ("增值税", "VAT"),
        TaxKind::Total => ("合计", "total"),
        TaxKind::Price => ("成交价格", "transaction price"),
        TaxKind::OtherCharges => ("杂费分摊", "share of other charges"),
        TaxKind::ExportDuty => ("出口关税", "export duty"),
        TaxKind::AntiDumping => ("反倾销税", "anti-dumping duty"),
        TaxKind::Countervailing => ("反补贴税", "countervailing duty"),
        TaxKind::Safeguard => ("保障措施关税", "safeguard duty"),
        TaxKind::Retaliatory => ("报复性关税", "retaliatory duty"),
        TaxKind::LateDeclarationFee => ("滞报金", "fee for late declaration"),
        TaxKind::LatePaymentFee => ("滞纳金", "fee for late payment"),
        TaxKind::Security => ("税款担保", "security for tax"),
        TaxKind::SentBack => ("原状复运退税", "given back for goods sent back"),
        TaxKind::UnprovenOrigin => {
            ("原产地未能排除适用措施", "origin not proven to be free of measures")
        }
    }
}

/// The totals of the entry; the customs value says which regime it led to, and why.
/// A total rests on what its parts rest on.
fn totals(assessment: &Assessment, regime_basis: Option<Basis>, parts: &[Step]) -> Vec<Step> {
    let Assessment { regime, customs_value, duty, consumption_tax, vat, items, .. } = assessment;
    let regime = match regime {
        Regime::WithinLimits => ("限值内税率", "rates within the limits"),
        Regime::FullRates => ("全额征税", "full rates"),
    };
    let total = |kind, part: fn(&ItemAssessment) -> Amount, amount: Amount| {
        let (title_zh, title_en) = titles(kind);
        Step {
            kind,
            item: 0,
            title_zh: format!("{title_zh}合计"),
            title_en: format!("{title_en}, all items"),
            formula: sum(items.iter().map(part)),
            amount,
            basis: bases(parts.iter().filter(|it| it.kind == kind)),
        }
    };
    let mut value = total(TaxKind::CustomsValue, |it| it.customs_value, *customs_value);
    let _ = write!(value.title_zh, "（{}）", regime.0);
    let _ = write!(value.title_en, " ({})", regime.1);
    value.basis.extend(regime_basis);
    let taxes = [TaxKind::Duty, TaxKind::ConsumptionTax, TaxKind::Vat];
    let sum_basis = bases(parts.iter().filter(|it| taxes.contains(&it.kind)));
    vec![
        value,
        total(TaxKind::Duty, |it| it.duty, *duty),
        total(TaxKind::ConsumptionTax, |it| it.consumption_tax, *consumption_tax),
        total(TaxKind::Vat, |it| it.vat, *vat),
        item_step(
            0,
            TaxKind::Total,
            sum([*duty, *consumption_tax, *vat]),
            assessment.total(),
            sum_basis,
        ),
    ]
}

/// What steps rest on, each text once.
pub(crate) fn bases<'s>(steps: impl Iterator<Item = &'s Step>) -> Vec<Basis> {
    let mut bases: Vec<Basis> = Vec::new();
    for basis in steps.flat_map(|it| &it.basis) {
        if !bases.contains(basis) {
            bases.push(basis.clone());
        }
    }
    bases
}

/// Walks the items as they were given their shares.
struct Shares {
    n_items: usize,
    part: fn(&ItemAssessment) -> Amount,
    whole: Amount,
    total: Amount,
    reached: Amount,
    given: Amount,
}

impl Shares {
    fn new(assessment: &Assessment, part: fn(&ItemAssessment) -> Amount) -> Shares {
        let items = &assessment.items;
        Shares {
            n_items: items.len(),
            part,
            whole: items.iter().map(part).sum(),
            total: items.iter().map(|it| weight(it.price)).sum(),
            reached: Amount::ZERO,
            given: Amount::ZERO,
        }
    }

    /// Where there is nothing to share out, nothing is assumed.
    fn basis(&self) -> Vec<Basis> {
        let mut basis = vec![RETAIL_VALUE];
        if !self.whole.is_zero() && self.n_items > 1 {
            basis.push(APPORTIONED);
        }
        basis
    }

    /// `10.00 × 60.00 / 90.00 − 3.33`: the share of all items up to this one, less those before it.
    fn formula(&mut self, item: &ItemAssessment) -> String {
        let share = (self.part)(item);
        let before = self.given;
        self.reached += weight(item.price);
        self.given += share;
        let Shares { whole, total, reached, .. } = self;
        if whole.is_zero() || total.is_zero() {
            return share.to_string();
        }
        let mut formula = if reached == total {
            whole.to_string()
        } else {
            format!("{whole} × {reached} / {total}")
        };
        if !before.is_zero() {
            let _ = write!(formula, " − {before}");
        }
        formula
    }
}

pub(crate) fn sum(amounts: impl IntoIterator<Item = Amount>) -> String {
    let mut text = String::new();
    for amount in amounts {
        let plus = if text.is_empty() { "" } else { " + " };
        let _ = write!(text, "{plus}{amount}");
    }
    if text.is_empty() { "0".to_owned() } else { text }
}
