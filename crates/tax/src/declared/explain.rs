//! The assessment of a declaration as people read it (计税过程): the head's charges, line by line the
//! value and the taxes, then the sums and what is to be paid.

use std::fmt::Write as _;

use model::{
    Amount, Basis, BasisId, ChargeMethod, ChargeTaken, ColumnReason, Confidence, CurrencyCode,
    DeclarationAssessment, DeclaredLineTax, Direction, DutyColumn, GivenBack, LevyEffect, LineTax,
    Rate, SpecialDuty, Step, TaxKind, TaxTotal, UnprovenOrigin,
};

use crate::{
    explain::{bases, item_step, sum, titles},
    shown::Base,
};

/// How this house shares out the charges of the head; no text read here says how.
const APPORTIONED: Basis = Basis::new(
    "本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项",
    "",
    Confidence::Assumed,
);
/// How this house rounds; the text says to which unit, not at which level.
const BY_LINE: Basis =
    Basis::new("本系统约定：各税种按商品项计算并取整，再按税种合计", "", Confidence::Assumed);
const WITHOUT_DUTY: Basis = Basis::new("中华人民共和国关税法", "第二十九条", Confidence::Read);

/// The steps of an assessment in the order in which it was made; item 0 is the whole declaration.
/// `basis` finds the text behind a number; a basis that it does not know is left out.
pub fn explain_declaration(
    assessment: &DeclarationAssessment,
    basis: impl Fn(BasisId) -> Option<Basis>,
) -> Vec<Step> {
    let mut writer = Writer { assessment, basis: &basis, steps: Vec::new() };
    writer.charges();
    for line in &assessment.lines {
        writer.value(line);
        writer.duties(line);
        if assessment.direction == Direction::Import {
            writer.taxes(line);
        }
        writer.given_back(line);
    }
    let parts = std::mem::take(&mut writer.steps);
    writer.totals(&parts);
    [parts, writer.steps].concat()
}

struct Writer<'a> {
    assessment: &'a DeclarationAssessment,
    basis: &'a dyn Fn(BasisId) -> Option<Basis>,
    steps: Vec<Step>,
}

impl Writer<'_> {
    fn cite(&self, ids: &[BasisId]) -> Vec<Basis> {
        let mut cited: Vec<Basis> = Vec::new();
        for basis in ids.iter().filter_map(|it| (self.basis)(*it)) {
            if !cited.contains(&basis) {
                cited.push(basis);
            }
        }
        cited
    }

    fn push(&mut self, item: u32, kind: TaxKind, formula: String, amount: Amount, on: Vec<Basis>) {
        self.steps.push(item_step(item, kind, formula, amount, on));
    }

    /// Replaces the titles of the step that was pushed last.
    fn title(&mut self, (zh, en): (&str, &str)) {
        if let Some(step) = self.steps.last_mut() {
            (step.title_zh, step.title_en) = (zh.to_owned(), en.to_owned());
        }
    }

    /// Adds to the titles of the step that was pushed last.
    fn note(&mut self, zh: &str, en: &str) {
        if let Some(step) = self.steps.last_mut() {
            let _ = write!(step.title_zh, "（{zh}）");
            let _ = write!(step.title_en, " ({en})");
        }
    }

    fn charges(&mut self) {
        let assessment = self.assessment;
        for (kind, charge) in [
            (TaxKind::Freight, assessment.freight),
            (TaxKind::Insurance, assessment.insurance),
            (TaxKind::OtherCharges, assessment.other),
        ] {
            if charge.by == ChargeMethod::None {
                continue;
            }
            let on = self.cite(&[charge.basis, charge.exchange_basis]);
            self.push(0, kind, charge_formula(&charge), charge.yuan, on);
            self.title(charge_titles(kind));
            let (zh, en) = match charge.by {
                ChargeMethod::None => continue,
                ChargeMethod::Rate => ("按率", "by rate"),
                ChargeMethod::PerTonne => ("按每吨单价", "by the tonne"),
                ChargeMethod::Total => ("按总价", "in all"),
                ChargeMethod::Assumed => ("未申报，按法定比例", "not declared: the share of law"),
            };
            self.note(zh, en);
        }
    }

    fn value(&mut self, line: &DeclaredLineTax) {
        let assessment = self.assessment;
        let number = line.number;
        let formula = format!("{} {} × {}", line.price, line.currency, line.exchange);
        // The yuan needs no rate, and so no day of one.
        let on = match line.currency {
            CurrencyCode::CNY => Vec::new(),
            _ => self.cite(&[line.exchange_basis, assessment.dates.basis]),
        };
        self.push(number, TaxKind::Price, formula, line.price_yuan, on);
        for (kind, whole, share) in [
            (TaxKind::Freight, assessment.freight.yuan, line.freight),
            (TaxKind::Insurance, assessment.insurance.yuan, line.insurance),
            (TaxKind::OtherCharges, assessment.other.yuan, line.other),
        ] {
            if !whole.is_zero() && assessment.lines.len() > 1 {
                let total = sum_of(assessment, |it| it.price_yuan);
                let formula = format!("{whole} × {} / {total}", line.price_yuan);
                self.push(number, kind, formula, share, vec![APPORTIONED]);
            }
        }
        let parts = [line.freight, line.insurance, line.other];
        let parts = parts.into_iter().filter(|it| !it.is_zero());
        let mut formula = signed_sum(std::iter::once(line.price_yuan).chain(parts));
        let mut on = self.cite(&[assessment.transaction_basis]);
        let duty = &line.duty;
        let holds_duty = assessment.direction == Direction::Export
            && !duty.share.is_zero()
            && !(duty.rate.is_zero() && duty.per_unit.is_zero());
        if holds_duty {
            formula = without_duty(&formula, duty);
            on.push(WITHOUT_DUTY);
        }
        self.push(number, TaxKind::CustomsValue, formula, line.customs_value, on);
    }

    /// Both sides, and the higher one.
    fn unproven(&mut self, line: &DeclaredLineTax, unproven: &UnprovenOrigin) {
        let base = base_of(line);
        let measures = unproven.measures.iter().map(|it| base.duty(&at_rate(it)));
        let parts: Vec<String> =
            [base.duty(&unproven.normal)].into_iter().chain(measures).collect();
        let with_measures = parts.join(" + ");
        let formula = match &unproven.general {
            Some(general) => format!("max({with_measures}, {})", base.duty(general)),
            None => with_measures,
        };
        let measures = unproven.measures.iter().map(|it| it.basis);
        let own = [unproven.basis, unproven.normal.basis, self.assessment.dates.basis];
        let on = self.cite(&own.into_iter().chain(measures).collect::<Vec<_>>());
        self.push(line.number, TaxKind::UnprovenOrigin, formula, unproven.higher(), on);
        let day = self.assessment.dates.rates_on;
        let (zh, en) = match unproven.general_if_higher() {
            Some(_) => ("普通税率较高，从其", "the general rate is higher and holds"),
            None => (
                "最高措施税率与适用税率相加",
                "the highest measures and the rate otherwise together",
            ),
        };
        self.note(&format!("{day}：{zh}"), &format!("{day}: {en}"));
    }

    fn duties(&mut self, line: &DeclaredLineTax) {
        if let Some(unproven) = &line.unproven {
            self.unproven(line, unproven);
        }
        let base = base_of(line);
        let kind = match self.assessment.direction {
            Direction::Import => TaxKind::Duty,
            Direction::Export => TaxKind::ExportDuty,
        };
        let duty = &line.duty;
        let own = [duty.basis, line.column_basis, relief_basis(line), self.assessment.dates.basis];
        let on = self.cite(&own);
        self.push(line.number, kind, base.duty(duty), duty.amount, on);
        let (zh, en) = column_note(line);
        self.note(&zh, &en);
        self.note_relief(line, duty.share);
        for special in &line.special {
            let on = self.cite(&[special.basis, relief_basis(line)]);
            let formula = base.duty(&at_rate(special));
            self.push(line.number, special.kind.tax(), formula, special.amount, on);
            self.note_relief(line, special.share);
        }
    }

    fn taxes(&mut self, line: &DeclaredLineTax) {
        let base = base_of(line);
        let tax = &line.consumption_tax;
        let on = self.cite(&[tax.basis, relief_basis(line)]);
        self.push(line.number, TaxKind::ConsumptionTax, base.consumption_tax(), tax.amount, on);
        self.note_relief(line, tax.share);
        let vat = &line.vat;
        let on = self.cite(&[vat.basis, relief_basis(line)]);
        self.push(line.number, TaxKind::Vat, base.vat_on_levied(vat), vat.amount, on);
        self.note_relief(line, vat.share);
    }

    /// What of the line's taxes is given back, because its goods were sent back.
    fn given_back(&mut self, line: &DeclaredLineTax) {
        let of_line = self.assessment.given_back.iter().filter(|it| it.line == line.number);
        for it in of_line {
            let GivenBack { of, declared, left, .. } = it;
            let formula = match left.is_zero() {
                true => of.to_string(),
                false => format!("{of} − {of} × {left} / {declared}"),
            };
            let on = self.cite(&[it.basis]);
            self.push(line.number, TaxKind::SentBack, formula, it.amount, on);
            let (zh, en) = titles(it.tax);
            self.note(zh, en);
        }
    }

    /// Says that a line's tax is relieved, or that security stands for it.
    fn note_relief(&mut self, line: &DeclaredLineTax, share: Rate) {
        let (zh, en) = match line.levy {
            LevyEffect::Deposit => ("保证金", "against a deposit"),
            LevyEffect::Guarantee => ("保函", "against a guarantee"),
            LevyEffect::Special => ("特案", "special case"),
            _ if share.is_zero() => ("全免", "exempt"),
            _ if share != Rate::ONE => ("减征", "reduced"),
            _ => return,
        };
        self.note(zh, en);
    }

    fn totals(&mut self, parts: &[Step]) {
        let assessment = self.assessment;
        let of_kind = |kind| bases(parts.iter().filter(move |it| it.item != 0 && it.kind == kind));
        let value = sum(assessment.lines.iter().map(|it| it.customs_value));
        let on = of_kind(TaxKind::CustomsValue);
        self.push(0, TaxKind::CustomsValue, value, assessment.customs_value, on);
        self.note("合计", "all lines");
        for total in &assessment.taxes {
            let steps = parts.iter().filter(|it| it.item != 0 && it.kind == total.tax);
            let mut formula = sum(steps.map(|it| it.amount));
            if !total.secured.is_zero() {
                let _ = write!(formula, " − {}", total.secured);
            }
            if !total.given_back.is_zero() {
                let _ = write!(formula, " − {}", total.given_back);
            }
            let mut on = of_kind(total.tax);
            on.extend((self.basis)(total.waived_by));
            on.push(BY_LINE);
            self.push(0, total.tax, formula, total.payable, on);
            self.note_total(total);
        }
        let secured = assessment.secured();
        if !secured.is_zero() {
            let parts = sum(assessment.taxes.iter().map(|it| it.secured));
            self.push(0, TaxKind::Security, parts, secured, Vec::new());
        }
        let payable = sum(assessment.taxes.iter().map(|it| it.payable));
        self.push(0, TaxKind::Total, payable, assessment.payable(), Vec::new());
    }

    fn note_total(&mut self, total: &TaxTotal) {
        self.note("合计", "all lines");
        if total.waived_by != BasisId::default() {
            let threshold = self.assessment.threshold;
            let (zh, en) =
                (format!("不足{threshold}元，免征"), format!("below {threshold}: waived"));
            self.note(&zh, &en);
        }
    }
}

/// None where everything is levied and paid.
fn relief_basis(line: &DeclaredLineTax) -> BasisId {
    if line.levy == LevyEffect::Full { BasisId::default() } else { line.levy_basis }
}

fn charge_titles(kind: TaxKind) -> (&'static str, &'static str) {
    match kind {
        TaxKind::Freight => ("运费", "freight"),
        TaxKind::Insurance => ("保险费", "insurance"),
        _ => ("杂费", "other charges"),
    }
}

fn at_rate(special: &SpecialDuty) -> LineTax {
    LineTax { rate: special.rate, share: special.share, ..LineTax::default() }
}

fn base_of(line: &DeclaredLineTax) -> Base<'_> {
    let special = line.special.iter().map(|it| it.amount);
    let duties = std::iter::once(line.duty.amount).chain(special).collect();
    Base { value: line.customs_value, duties, tax: &line.consumption_tax }
}

fn sum_of(assessment: &DeclarationAssessment, part: fn(&DeclaredLineTax) -> Amount) -> Amount {
    assessment.lines.iter().map(part).sum()
}

/// `100.00 + 5.00 − 3.00`.
fn signed_sum(amounts: impl Iterator<Item = Amount>) -> String {
    let mut text = String::new();
    for amount in amounts {
        let _ = match (text.is_empty(), amount.is_negative()) {
            (true, _) => write!(text, "{amount}"),
            (false, false) => write!(text, " + {amount}"),
            (false, true) => write!(text, " − {}", -amount),
        };
    }
    text
}

/// `(120000.00 − 10.00 × 5.00) / (1 + 0.2)`.
fn without_duty(price: &str, duty: &LineTax) -> String {
    let mut price = price.to_owned();
    if !duty.per_unit.is_zero() {
        let _ = write!(price, " − {}", crate::shown::specific(duty).unwrap_or_default());
        if duty.share != Rate::ONE {
            let _ = write!(price, " × {}", duty.share);
        }
    }
    if duty.rate.is_zero() {
        return price;
    }
    let price = if price.contains(' ') { format!("({price})") } else { price };
    let rate = crate::shown::at_share(duty.rate.to_string(), duty.share);
    format!("{price} / (1 + {rate})")
}

fn charge_formula(charge: &ChargeTaken) -> String {
    let ChargeTaken { declared, currency, exchange, counted_on, .. } = charge;
    let formula = match charge.by {
        ChargeMethod::None => "0".to_owned(),
        ChargeMethod::Rate | ChargeMethod::Assumed => {
            // Per cent with five decimals is a rate with seven: shown as it was declared.
            format!("{counted_on} × {}%", trimmed(*declared))
        }
        ChargeMethod::PerTonne => {
            format!("{declared} {currency} × {exchange} × {counted_on} / 1000")
        }
        ChargeMethod::Total => format!("{declared} {currency} × {exchange}"),
    };
    let is_taken_off = charge.yuan.is_negative() && !declared.is_negative();
    if is_taken_off { format!("−({formula})") } else { formula }
}

/// `0.3` of `0.30`, `2` of `2.00`.
fn trimmed(amount: Amount) -> String {
    let text = amount.to_string();
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

fn column_note(line: &DeclaredLineTax) -> (String, String) {
    let column = match line.column {
        DutyColumn::General => ("普通税率", "general rate"),
        DutyColumn::Mfn => ("最惠国税率", "most-favoured-nation rate"),
        DutyColumn::Provisional => ("暂定税率", "provisional rate"),
        DutyColumn::Agreement => ("协定税率", "agreement rate"),
        DutyColumn::Quota => ("关税配额税率", "quota rate"),
        DutyColumn::Export => ("出口税率", "export rate"),
        DutyColumn::ExportProvisional => ("出口暂定税率", "provisional export rate"),
    };
    let why = match line.why {
        ColumnReason::OriginUnknown => ("原产地不明", "the origin is not known"),
        ColumnReason::NoMfnRate => ("税则无最惠国税率", "the line has no other rate"),
        ColumnReason::MostFavoured => ("原产地适用最惠国待遇", "a known origin"),
        ColumnReason::ProvisionalReplaces => ("有暂定税率", "a provisional rate replaces it"),
        ColumnReason::ProvenOrigin => ("有原产地证明", "the origin is proven"),
        ColumnReason::ProvisionalIsLower => ("低于协定税率", "lower than the agreement's"),
        ColumnReason::MfnIsLower => ("低于协定税率", "lower than the agreement's"),
        ColumnReason::WithinQuota => ("有关税配额证明", "within the quota"),
        ColumnReason::Exported => ("出口货物", "goods that leave"),
        ColumnReason::OriginNotProven => {
            ("原产地未能排除适用措施", "the origin is not proven to be free of measures")
        }
    };
    let agreement = match line.agreement {
        0 => (String::new(), String::new()),
        code => (format!("，协定{code:02}"), format!(", agreement {code:02}")),
    };
    (
        format!("{}：{}{}", column.0, why.0, agreement.0),
        format!("{}: {}{}", column.1, why.1, agreement.1),
    )
}
