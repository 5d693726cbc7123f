//! What somebody would owe on goods that he wants to import: the house's own assessments, asked with one line of goods.
//! Nothing is computed here; the law is that of the day asked for.

use model::{
    Amount, Charge, Date, DateCase, DateEvent, Declaration, DeclarationAssessment, Direction,
    Finding, GoodsItem, Inventory, InventoryItem, Rate, Regime, TaxFault, TaxFaultKind, TaxKind,
};
use params::{Law, NotCovered, RetailLaw, Table, TariffError};
use serde::{Deserialize, Serialize};
use tax::{DeclarationTaxCase, RetailCase, TaxError};
use utoipa::ToSchema;

use crate::view::{ExplainedFinding, Step, explained, step_view, vocabulary};

/// Goods that somebody wants to import.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) channel: Channel,
    /// Ten digits.
    pub(crate) commodity_code: String,
    /// What is paid for all of it, a decimal string.
    #[schema(value_type = String)]
    pub(crate) value: Amount,
    /// Three letters; of a parcel the yuan.
    pub(crate) currency: String,
    /// How many articles; one when absent.
    #[serde(default = "one")]
    #[schema(value_type = String)]
    pub(crate) articles: Amount,
    /// In the line's first statutory unit; needed where a rate is per unit.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) quantity1: Option<Amount>,
    /// In its second.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) quantity2: Option<Amount>,
    /// Country of origin, three letters; absent: not known.
    #[serde(default)]
    pub(crate) origin: Option<String>,
    /// Freight that the price does not hold, in the price's currency.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) freight: Option<Amount>,
    /// Insurance that the price does not hold.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) insurance: Option<Amount>,
    /// Whose law counts; today when absent.
    #[serde(default)]
    #[schema(format = Date, value_type = Option<String>)]
    pub(crate) on: Option<Date>,
}

const fn one() -> Amount {
    Amount::ONE
}

/// How goods come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Channel {
    /// A parcel of cross-border electronic retail (跨境电商零售进口).
    Retail,
    /// A goods declaration (报关单), general trade.
    Goods,
}

/// What would be owed, and how that is reached; or what stands in the way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Calculation {
    pub(crate) channel: Channel,
    #[schema(format = Date)]
    pub(crate) on: String,
    /// Null where it cannot be computed; then the findings say why.
    #[schema(required)]
    pub(crate) result: Option<Computed>,
    /// What to know of it, or why there is none.
    pub(crate) findings: Vec<ExplainedFinding>,
}

/// Figures in yuan, decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Computed {
    /// At which rates a parcel is taxed; null for goods.
    #[schema(required, value_type = Option<vocabulary::Regime>)]
    pub(crate) regime: Option<Regime>,
    pub(crate) customs_value: String,
    /// With special duties.
    pub(crate) duty: String,
    pub(crate) consumption_tax: String,
    pub(crate) vat: String,
    /// What is to be paid of all of them.
    pub(crate) total: String,
    /// Whether any figure rests on assumed law.
    pub(crate) assumed: bool,
    pub(crate) steps: Vec<CalculationStep>,
}

/// One step, with what goes into it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalculationStep {
    #[serde(flatten)]
    pub(crate) step: Step,
    /// The numbers in the formula by their names; empty for a sum.
    pub(crate) operands: Vec<Operand>,
}

/// A number in a formula.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Operand {
    pub(crate) name: OperandName,
    pub(crate) value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OperandName {
    Price,
    ExchangeRate,
    Freight,
    Insurance,
    CustomsValue,
    Duty,
    ConsumptionTax,
    ConsumptionTaxRate,
    Rate,
    PerUnit,
    Quantity,
    Share,
}

/// What no law of a day says, and when there is one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Gap {
    pub(crate) name: String,
    #[schema(format = Date)]
    pub(crate) on: String,
    /// First covered day.
    #[schema(format = Date)]
    pub(crate) covered_from: String,
    /// Last covered day; null where open.
    #[schema(required, format = Date)]
    pub(crate) covered_to: Option<String>,
}

impl From<NotCovered> for Gap {
    fn from(gap: NotCovered) -> Gap {
        let NotCovered { name, on, covered_from, covered_to } = gap;
        Gap {
            name,
            on: on.to_string(),
            covered_from: covered_from.to_string(),
            covered_to: covered_to.map(|it| it.to_string()),
        }
    }
}

/// Computes it under the law of the day. What stands in the way is said as checks say it today, since some
/// are younger than the law.
pub(crate) fn calculate(law: &Law, question: &Question, on: Date, today: Date) -> Calculation {
    let asked = Asked { law, question, on, today };
    let (result, findings) = match question.channel {
        Channel::Retail => asked.retail(),
        Channel::Goods => asked.goods(),
    };
    Calculation {
        channel: question.channel,
        on: on.to_string(),
        result,
        findings: explained(&findings),
    }
}

/// 件: what is counted by the piece.
const ARTICLE: &str = "011";
/// 一般征税, 照章征税: nothing of the taxes is relieved.
const LEVY_NATURE: &str = "101";
const LEVY_MODE: &str = "1";
/// A price with freight and insurance (CIF), and one without either (FOB).
const WITH_CHARGES: &str = "1";
const WITHOUT_CHARGES: &str = "3";
/// 总价: a charge in all.
const IN_ALL: &str = "3";

/// A question beside the law of its day.
struct Asked<'a> {
    law: &'a Law,
    question: &'a Question,
    on: Date,
    today: Date,
}

impl<'a> Asked<'a> {
    /// The line's units, each empty where no quantity in it was given: then no rate finds one.
    fn units(&self) -> [&'a str; 2] {
        let code = self.question.commodity_code.parse().unwrap_or(0);
        let Ok(line) = self.law.tariff.line(code, self.on) else { return ["", ""] };
        let given = |unit: &'a str, quantity: Option<Amount>| match quantity {
            Some(quantity) if quantity.is_positive() => unit,
            _ => "",
        };
        let second = line.unit2.as_ref().map_or("", |it| it.as_str());
        let (first, question) = (line.unit1.as_str(), self.question);
        [given(first, question.quantity1), given(second, question.quantity2)]
    }

    fn taxed(
        &self,
        declaration: &Declaration<'_>,
        faults: &[TaxFault],
        assessment: Option<&DeclarationAssessment>,
    ) -> Vec<Finding> {
        let tolerance = checks::Tolerance::default();
        let (on, law) = (self.today, self.law);
        let case = checks::TaxedCase { declaration, faults, assessment, on, law, tolerance };
        let mut findings = Vec::new();
        checks::taxed(&case, &mut findings);
        findings
    }

    fn lacks(&self, what: TaxFaultKind) -> Vec<Finding> {
        self.taxed(&Declaration::default(), &[TaxFault::head(what)], None)
    }

    fn goods(&self) -> (Option<Computed>, Vec<Finding>) {
        let Asked { law, question, on, .. } = *self;
        let of_day = match law.declaration_on(on) {
            Ok(of_day) => of_day,
            Err(gap) => return (None, self.lacks(fault_of(gap))),
        };
        let dates = match tax::rate_dates(law, DateCase::Normal, &[(DateEvent::Completed, on)]) {
            Ok(dates) => dates,
            Err(fault) => return (None, self.lacks(fault.what)),
        };
        let declaration = self.declaration();
        let case = DeclarationTaxCase { declaration: &declaration, law, of_day: &of_day, dates };
        match tax::assess_declaration(&case) {
            Ok(assessment) => {
                let findings = self.taxed(&declaration, &[], Some(&assessment));
                (Some(goods_result(law, question, &assessment)), findings)
            }
            Err(faults) => (None, self.taxed(&declaration, &faults, None)),
        }
    }

    fn declaration(&self) -> Declaration<'a> {
        let question = self.question;
        let charge = |amount: Option<Amount>| match amount {
            Some(amount) if !amount.is_zero() => Charge {
                mark: IN_ALL.into(),
                amount: Some(amount),
                currency: question.currency.as_str().into(),
            },
            _ => Charge::default(),
        };
        let is_without = question.freight.is_some() || question.insurance.is_some();
        let [unit1, unit2] = self.units();
        let item = GoodsItem {
            number: 1,
            commodity_code: question.commodity_code.as_str().into(),
            quantity: question.articles,
            unit: ARTICLE.into(),
            quantity1: question.quantity1.unwrap_or_default(),
            unit1: unit1.into(),
            quantity2: question.quantity2,
            unit2: unit2.into(),
            total_price: question.value,
            currency: question.currency.as_str().into(),
            origin: question.origin.as_deref().unwrap_or_default().into(),
            levy_mode: LEVY_MODE.into(),
            ..GoodsItem::default()
        };
        Declaration {
            direction: Direction::Import,
            transaction_mode: if is_without { WITHOUT_CHARGES } else { WITH_CHARGES }.into(),
            levy_nature: LEVY_NATURE.into(),
            freight: charge(question.freight),
            insurance: charge(question.insurance),
            items: vec![item],
            ..Declaration::default()
        }
    }

    fn retail(&self) -> (Option<Computed>, Vec<Finding>) {
        let Asked { law, question, on, .. } = *self;
        let retail = match law.retail_on(on) {
            Ok(retail) => retail,
            Err(gap) => return (None, self.lacks(fault_of(gap))),
        };
        let [unit1, unit2] = self.units();
        let origin = question.origin.as_deref().unwrap_or_default();
        let item = InventoryItem {
            number: 1,
            commodity_code: question.commodity_code.as_str().into(),
            // A parcel's list has the old numbers of countries.
            country: law.codes.numeric(Table::CountryAlpha, origin).unwrap_or_default().into(),
            quantity: question.articles,
            unit: ARTICLE.into(),
            quantity1: question.quantity1.unwrap_or_default(),
            unit1: unit1.into(),
            quantity2: question.quantity2,
            unit2: unit2.into(),
            total_price: question.value,
            ..InventoryItem::default()
        };
        let inventory = Inventory {
            freight: question.freight.unwrap_or_default(),
            insurance: question.insurance.unwrap_or_default(),
            items: vec![item],
            ..Inventory::default()
        };
        match tax::assess(&RetailCase { inventory: &inventory, law, retail: &retail, on }) {
            Ok(assessment) => {
                let findings = over_the_limit(&inventory, &assessment, &retail, self.today);
                (Some(retail_result(law, &assessment)), findings)
            }
            Err(error) => (None, self.not_assessed(error)),
        }
    }

    /// What a declaration's checks have words for is said in theirs.
    fn not_assessed(&self, error: TaxError) -> Vec<Finding> {
        let kind = match error {
            TaxError::NotACode { .. } => TaxFaultKind::NotACode,
            TaxError::Tariff { source: TariffError::UnknownCode { code }, .. } => {
                TaxFaultKind::UnknownCode { code }
            }
            TaxError::Tariff { source: TariffError::NotCovered(gap), .. } => fault_of(gap),
            TaxError::RateIncomplete { code, tax, .. } => {
                TaxFaultKind::RateIncomplete { code, tax }
            }
            TaxError::NoQuantity { unit, .. } => {
                let unit = unit.as_str().to_owned();
                TaxFaultKind::NoQuantity { unit, tax: TaxKind::ConsumptionTax }
            }
            TaxError::RateOutOfRange { rate, .. } => TaxFaultKind::RateOutOfRange { rate },
            // An assessed item has one quantity: no one number would be right.
            TaxError::TwoUnits { .. } => {
                let code = self.question.commodity_code.parse().unwrap_or(0);
                TaxFaultKind::RateIncomplete { code, tax: TaxKind::ConsumptionTax }
            }
        };
        self.lacks(kind)
    }
}

fn fault_of(gap: NotCovered) -> TaxFaultKind {
    let NotCovered { name, on, covered_from, covered_to } = gap;
    TaxFaultKind::NotCovered { name, on, covered_from, covered_to }
}

/// The checks of an assessed parcel that hold whoever buys it: the limit of one transaction. What his year,
/// his guarantee or his book says cannot be asked here.
const OF_ANYBODY: &[&str] = &["INV-6305"];

fn over_the_limit(
    inventory: &Inventory<'_>,
    assessment: &model::Assessment,
    retail: &RetailLaw,
    today: Date,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    checks::assessed(
        &checks::AssessedCase {
            inventory,
            assessment,
            retail,
            annual: &model::Account::default(),
            elsewhere: model::Elsewhere::default(),
            identity: None,
            guarantee: None,
            books: &[],
            on: today,
        },
        &mut findings,
    );
    findings.retain(|it| OF_ANYBODY.contains(&it.code.as_ref()));
    findings
}

fn retail_result(law: &Law, assessment: &model::Assessment) -> Computed {
    let steps = tax::explain(assessment, |id| law.basis(id).cloned());
    let item = assessment.items.first();
    let operands = |kind: TaxKind| {
        let Some(item) = item else { return Vec::new() };
        let mut with = Operands::default();
        match kind {
            TaxKind::CustomsValue => {
                with.amount(OperandName::Price, item.price);
                with.some(OperandName::Freight, item.freight);
                with.some(OperandName::Insurance, item.insurance);
                return with.0;
            }
            TaxKind::Duty => {
                with.amount(OperandName::CustomsValue, item.customs_value);
                with.rate(item.duty_rate, item.duty_specific, item.specific_quantity);
                return with.0;
            }
            TaxKind::ConsumptionTax => {
                with.amount(OperandName::CustomsValue, item.customs_value);
                with.some(OperandName::Duty, item.duty);
                let per_unit = item.consumption_tax_specific;
                with.rate(item.consumption_tax_rate, per_unit, item.specific_quantity);
            }
            TaxKind::Vat => {
                with.amount(OperandName::CustomsValue, item.customs_value);
                with.some(OperandName::Duty, item.duty);
                with.rate(item.vat_rate, Amount::ZERO, Amount::ZERO);
                with.share(OperandName::ConsumptionTaxRate, item.consumption_tax_rate, Rate::ZERO);
            }
            _ => return with.0,
        }
        with.share(OperandName::Share, item.share, Rate::ONE);
        with.0
    };
    // One line has no sums to show but what is paid, and in them what the line has shown.
    let shown = steps.into_iter().filter(|it| it.item != 0 || it.kind == TaxKind::Total);
    let steps: Vec<_> = shown
        .filter(|it| !it.amount.is_zero() || !is_charge(it.kind))
        .map(|it| CalculationStep { operands: operands(it.kind), step: step_view(it) })
        .collect();
    Computed {
        regime: Some(assessment.regime),
        customs_value: assessment.customs_value.to_string(),
        duty: assessment.duty.to_string(),
        consumption_tax: assessment.consumption_tax.to_string(),
        vat: assessment.vat.to_string(),
        total: assessment.total().to_string(),
        assumed: is_assumed(&steps),
        steps,
    }
}

fn is_charge(kind: TaxKind) -> bool {
    matches!(kind, TaxKind::Freight | TaxKind::Insurance | TaxKind::OtherCharges)
}

fn goods_result(law: &Law, question: &Question, assessment: &DeclarationAssessment) -> Computed {
    let steps = tax::explain_declaration(assessment, |id| law.basis(id).cloned());
    let line = assessment.lines.first();
    let operands = |item: u32, kind: TaxKind| {
        let Some(line) = line.filter(|_| item != 0) else { return Vec::new() };
        let mut with = Operands::default();
        let taxed = match kind {
            TaxKind::Price => {
                with.amount(OperandName::Price, question.value);
                with.text(OperandName::ExchangeRate, line.exchange);
                return with.0;
            }
            TaxKind::CustomsValue => {
                with.amount(OperandName::Price, line.price_yuan);
                with.some(OperandName::Freight, line.freight);
                with.some(OperandName::Insurance, line.insurance);
                return with.0;
            }
            TaxKind::Duty => &line.duty,
            TaxKind::ConsumptionTax => &line.consumption_tax,
            TaxKind::Vat => &line.vat,
            _ => return with.0,
        };
        with.amount(OperandName::CustomsValue, line.customs_value);
        if kind != TaxKind::Duty {
            with.some(OperandName::Duty, line.duty.amount + line.special_duty());
        }
        if kind == TaxKind::Vat {
            with.some(OperandName::ConsumptionTax, line.consumption_tax.amount);
        }
        with.rate(taxed.rate, taxed.per_unit, taxed.quantity);
        with.share(OperandName::Share, taxed.share, Rate::ONE);
        with.0
    };
    let with_operands = |it: model::Step| CalculationStep {
        operands: operands(it.item, it.kind),
        step: step_view(it),
    };
    let steps: Vec<_> = steps.into_iter().map(with_operands).collect();
    let payable = |kinds: &[TaxKind]| {
        let of_kind = assessment.taxes.iter().filter(|it| kinds.contains(&it.tax));
        of_kind.map(|it| it.payable).sum::<Amount>().to_string()
    };
    let duties = [
        TaxKind::Duty,
        TaxKind::AntiDumping,
        TaxKind::Countervailing,
        TaxKind::Safeguard,
        TaxKind::Retaliatory,
    ];
    Computed {
        regime: None,
        customs_value: assessment.customs_value.to_string(),
        duty: payable(&duties),
        consumption_tax: payable(&[TaxKind::ConsumptionTax]),
        vat: payable(&[TaxKind::Vat]),
        total: assessment.payable().to_string(),
        assumed: is_assumed(&steps),
        steps,
    }
}

fn is_assumed(steps: &[CalculationStep]) -> bool {
    let mut bases = steps.iter().flat_map(|it| &it.step.basis);
    bases.any(|it| it.confidence == model::Confidence::Assumed)
}

/// Collects what goes into a formula.
#[derive(Default)]
struct Operands(Vec<Operand>);

impl Operands {
    fn text(&mut self, name: OperandName, value: impl ToString) {
        self.0.push(Operand { name, value: value.to_string() });
    }

    fn amount(&mut self, name: OperandName, value: Amount) {
        self.text(name, value);
    }

    /// Unless it is nothing.
    fn some(&mut self, name: OperandName, value: Amount) {
        if !value.is_zero() {
            self.text(name, value);
        }
    }

    /// A rate, and its part per unit where it has one.
    fn rate(&mut self, rate: Rate, per_unit: Amount, quantity: Amount) {
        self.text(OperandName::Rate, rate);
        if !per_unit.is_zero() {
            self.text(OperandName::PerUnit, per_unit);
            self.text(OperandName::Quantity, quantity);
        }
    }

    /// Unless it is what it would be anyhow.
    fn share(&mut self, name: OperandName, value: Rate, unless: Rate) {
        if value != unless {
            self.text(name, value);
        }
    }
}
