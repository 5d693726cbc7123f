//! What is owed on a goods declaration (报关单计税), as numbers and bases; the sentences are made
//! when somebody reads it.
//!
//! Everything is in yuan but a line's `price` and a charge's `declared`, which are in the currency
//! beside them.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Amount, BasisId, CurrencyCode, DeclarationStep, Direction, ExchangeRate, GivenBack, Rate,
    TaxKind, UnprovenOrigin,
};

/// The assessment of one declaration, every operand kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclarationAssessment {
    pub direction: Direction,
    /// Which days count (税率、汇率适用日期), and why.
    pub dates: RateDates,
    /// 成交方式, as declared.
    pub transaction_mode: char,
    pub transaction_basis: BasisId,
    /// Of the head, in yuan, before they are shared out among the lines.
    pub freight: ChargeTaken,
    pub insurance: ChargeTaken,
    pub other: ChargeTaken,
    /// Σ of the lines' customs values.
    pub customs_value: Amount,
    /// A tax of less than this is not levied (起征点), by kind of tax and declaration.
    pub threshold: Amount,
    /// In the order of [`TaxKind`].
    pub taxes: Vec<TaxTotal>,
    pub lines: Vec<DeclaredLineTax>,
    /// For goods that were sent back: of a tax of a line each.
    pub given_back: Vec<GivenBack>,
}

impl DeclarationAssessment {
    /// What is to be paid, of all taxes.
    pub fn payable(&self) -> Amount {
        self.taxes.iter().map(|it| it.payable).sum()
    }

    /// What a deposit or a letter of guarantee has to stand for (保证金、保函).
    pub fn secured(&self) -> Amount {
        self.taxes.iter().map(|it| it.secured).sum()
    }

    /// What was given back for goods that were sent back (原状复运).
    pub fn given_back(&self) -> Amount {
        self.taxes.iter().map(|it| it.given_back).sum()
    }

    /// What the lines come to, before anything is waived or secured.
    pub fn computed(&self) -> Amount {
        self.taxes.iter().map(|it| it.computed).sum()
    }

    pub fn total(&self, tax: TaxKind) -> Option<&TaxTotal> {
        self.taxes.iter().find(|it| it.tax == tax)
    }

    /// Whether any figure rests on assumed law is asked of the bases, through this list.
    pub fn basis_ids(&self) -> impl Iterator<Item = BasisId> {
        let heads = [self.dates.basis, self.transaction_basis];
        let charges = [&self.freight, &self.insurance, &self.other];
        let charges = charges.into_iter().flat_map(|it| [it.basis, it.exchange_basis]);
        let waived = self.taxes.iter().map(|it| it.waived_by);
        let lines = self.lines.iter().flat_map(DeclaredLineTax::basis_ids);
        let lines = lines.chain(self.given_back.iter().map(|it| it.basis));
        heads.into_iter().chain(charges).chain(waived).chain(lines).filter(|it| it.0 != 0)
    }
}

/// Which day's tax rates and which day's exchange rates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateDates {
    pub case: DateCase,
    pub rates_on: Date,
    pub exchange_on: Date,
    pub basis: BasisId,
}

/// How goods are declared, as far as it decides which day counts (税率、汇率的适用日期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateCase {
    /// 一般申报.
    Normal,
    /// 提前申报: before the goods arrive.
    Advance,
    /// 进口转关.
    Transit,
    /// 进口转关, declared before the means of transport entered.
    TransitBeforeEntry,
    /// 进口转关, declared after entry and before arrival at the destination.
    TransitBeforeArrival,
    /// 出口转关.
    TransitExport,
    /// 两步申报.
    TwoStep,
    /// 两步申报 whose summary was declared before the goods arrived.
    AdvanceTwoStep,
    /// 集中申报.
    Consolidated,
    /// 撤销后重新申报.
    Redeclared,
    /// 超期未报, sold by customs.
    Unclaimed,
    /// Tax formalities later on: bonded goods sold at home, relief ended, temporary goods kept, lease.
    Formalities,
    /// 追征: what a violation left unpaid.
    Recovery,
}

impl DateCase {
    /// The case of a declaration that is filed for the first time. `is_advance`: before the means of
    /// transport was declared, which matters of imports alone; of goods in transit before they came where they
    /// go, and `is_entered` whether they had entered by then.
    pub const fn of_filed(
        direction: Direction,
        step: DeclarationStep,
        is_transit: bool,
        is_advance: bool,
        is_entered: bool,
    ) -> DateCase {
        if matches!(step, DeclarationStep::List | DeclarationStep::Gathered) {
            return DateCase::Consolidated;
        }
        let is_two_step = !matches!(step, DeclarationStep::Whole);
        match (direction, is_two_step, is_transit, is_advance) {
            (Direction::Export, _, true, _) => DateCase::TransitExport,
            (Direction::Export, _, false, _) => DateCase::Normal,
            (Direction::Import, true, _, true) => DateCase::AdvanceTwoStep,
            (Direction::Import, true, _, false) => DateCase::TwoStep,
            (Direction::Import, false, true, true) if is_entered => DateCase::TransitBeforeArrival,
            (Direction::Import, false, true, true) => DateCase::TransitBeforeEntry,
            (Direction::Import, false, true, false) => DateCase::Transit,
            (Direction::Import, false, false, true) => DateCase::Advance,
            (Direction::Import, false, false, false) => DateCase::Normal,
        }
    }
}

/// What happened to a declaration and its goods, as far as a date case asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateEvent {
    /// 完成申报 of this declaration; of a two-step one, of the full declaration.
    Completed,
    /// 概要申报 completed.
    SummaryCompleted,
    /// The first declaration completed, before it was cancelled.
    FirstCompleted,
    /// 运输工具申报进境.
    TransportEntered,
    /// 运抵指运地.
    ArrivedAtDestination,
    /// 办理纳税手续.
    FormalitiesDone,
    /// 违反规定行为发生, else discovered.
    Violation,
}

/// A charge of the head (运费、保费、杂费) as it went into the customs value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeTaken {
    pub by: ChargeMethod,
    /// Per cent, or money of `currency`; of an assumed one the share in per cent.
    pub declared: Amount,
    pub currency: CurrencyCode,
    pub exchange: ExchangeRate,
    /// What it is a share of, yuan, or how many kilograms it is counted by; zero of a total.
    pub counted_on: Amount,
    /// As it enters the customs value: what is taken off is negative.
    pub yuan: Amount,
    pub basis: BasisId,
    pub exchange_basis: BasisId,
}

impl ChargeTaken {
    /// No charge.
    pub const NONE: ChargeTaken = ChargeTaken {
        by: ChargeMethod::None,
        declared: Amount::ZERO,
        currency: CurrencyCode::CNY,
        exchange: ExchangeRate::PAR,
        counted_on: Amount::ZERO,
        yuan: Amount::ZERO,
        basis: BasisId(0),
        exchange_basis: BasisId(0),
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeMethod {
    /// The price holds it already, or there is none.
    None,
    /// 率.
    Rate,
    /// 单价, of a tonne gross.
    PerTonne,
    /// 总价.
    Total,
    /// Not declared though the price does not hold it: insurance at the share that the law names.
    Assumed,
}

/// What a tax comes to on a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTotal {
    pub tax: TaxKind,
    /// Σ of the lines.
    pub computed: Amount,
    /// Of that, on lines for which a deposit or guarantee stands.
    pub secured: Amount,
    /// For goods that were sent back; it is less to be paid.
    pub given_back: Amount,
    /// Of the rest, what is to be paid: nothing when it is below the threshold.
    pub payable: Amount,
    /// The basis of the threshold where it waived the tax; none otherwise.
    pub waived_by: BasisId,
}

/// The tax of one goods line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredLineTax {
    pub number: u32,
    /// Ten digits.
    pub commodity_code: u64,
    /// In its currency.
    pub price: Amount,
    pub currency: CurrencyCode,
    pub exchange: ExchangeRate,
    pub exchange_basis: BasisId,
    pub price_yuan: Amount,
    /// Shares of the head's charges; of an export what is taken off is negative.
    pub freight: Amount,
    pub insurance: Amount,
    pub other: Amount,
    /// 完税价格; of an export without the duty.
    pub customs_value: Amount,

    pub column: DutyColumn,
    pub why: ColumnReason,
    /// Two digits of the trade agreement that is claimed; 0: none.
    pub agreement: u8,
    pub column_basis: BasisId,
    pub duty: LineTax,
    /// 反倾销税、反补贴税、保障措施关税 and the like.
    pub special: Vec<SpecialDuty>,
    /// Where measures are on such goods and their origin is not proven: what was compared.
    pub unproven: Option<Box<UnprovenOrigin>>,
    pub consumption_tax: LineTax,
    pub vat: LineTax,

    /// 征减免税方式, as declared.
    pub levy_mode: char,
    pub levy: LevyEffect,
    pub levy_basis: BasisId,
}

impl DeclaredLineTax {
    pub fn special_duty(&self) -> Amount {
        self.special.iter().map(|it| it.amount).sum()
    }

    pub fn total(&self) -> Amount {
        self.duty.amount + self.special_duty() + self.consumption_tax.amount + self.vat.amount
    }

    /// What one tax comes to on the line; nothing of a tax that lines do not have.
    pub fn amount_of(&self, tax: TaxKind) -> Amount {
        match tax {
            TaxKind::Duty | TaxKind::ExportDuty => self.duty.amount,
            TaxKind::ConsumptionTax => self.consumption_tax.amount,
            TaxKind::Vat => self.vat.amount,
            _ => self.special.iter().filter(|it| it.kind.tax() == tax).map(|it| it.amount).sum(),
        }
    }

    fn basis_ids(&self) -> impl Iterator<Item = BasisId> {
        let taxes = [self.duty.basis, self.consumption_tax.basis, self.vat.basis];
        let own = [self.exchange_basis, self.column_basis, self.levy_basis];
        let unproven = self.unproven.iter().map(|it| it.basis);
        own.into_iter().chain(taxes).chain(self.special.iter().map(|it| it.basis)).chain(unproven)
    }
}

/// One tax on one line: its rate, ad valorem and specific, the share at which relief leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineTax {
    pub rate: Rate,
    /// Yuan per unit; zero when there is no specific part.
    pub per_unit: Amount,
    /// In the unit of the specific part; zero when there is none.
    pub quantity: Amount,
    /// 1 in full, 0 exempt.
    pub share: Rate,
    pub amount: Amount,
    pub basis: BasisId,
}

impl Default for LineTax {
    fn default() -> LineTax {
        LineTax {
            rate: Rate::ZERO,
            per_unit: Amount::ZERO,
            quantity: Amount::ZERO,
            share: Rate::ONE,
            amount: Amount::ZERO,
            basis: BasisId::default(),
        }
    }
}

/// A duty that is added to the duty on goods of some origins (特别关税).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SpecialDuty {
    pub kind: SpecialDutyKind,
    pub rate: Rate,
    /// 1 in full, 0 exempt.
    pub share: Rate,
    pub amount: Amount,
    pub basis: BasisId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialDutyKind {
    /// 反倾销税.
    AntiDumping,
    /// 反补贴税.
    Countervailing,
    /// 保障措施关税.
    Safeguard,
    /// 报复性关税, 加征关税.
    Retaliatory,
}

impl SpecialDutyKind {
    pub const ALL: [SpecialDutyKind; 4] = [
        SpecialDutyKind::AntiDumping,
        SpecialDutyKind::Countervailing,
        SpecialDutyKind::Safeguard,
        SpecialDutyKind::Retaliatory,
    ];

    pub const fn tax(self) -> TaxKind {
        match self {
            SpecialDutyKind::AntiDumping => TaxKind::AntiDumping,
            SpecialDutyKind::Countervailing => TaxKind::Countervailing,
            SpecialDutyKind::Safeguard => TaxKind::Safeguard,
            SpecialDutyKind::Retaliatory => TaxKind::Retaliatory,
        }
    }
}

/// The column of the tariff that a line's duty is levied at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyColumn {
    /// 普通税率.
    General,
    /// 最惠国税率.
    Mfn,
    /// 进口暂定税率.
    Provisional,
    /// 协定税率, 特惠税率.
    Agreement,
    /// 关税配额税率.
    Quota,
    /// 出口税率.
    Export,
    /// 出口暂定税率.
    ExportProvisional,
}

impl fmt::Display for DutyColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DutyColumn::General => "general 普通税率",
            DutyColumn::Mfn => "MFN 最惠国税率",
            DutyColumn::Provisional => "provisional 暂定税率",
            DutyColumn::Agreement => "agreement 协定税率",
            DutyColumn::Quota => "quota 关税配额税率",
            DutyColumn::Export => "export 出口税率",
            DutyColumn::ExportProvisional => "export provisional 出口暂定税率",
        })
    }
}

/// Why a column was taken (税率适用).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnReason {
    /// The origin is not known.
    OriginUnknown,
    /// The tariff has no most-favoured-nation rate on the line.
    NoMfnRate,
    /// A known origin.
    MostFavoured,
    /// A provisional rate replaces that of its column.
    ProvisionalReplaces,
    /// A proof of origin under an agreement.
    ProvenOrigin,
    /// Of agreement and provisional rate the lower.
    ProvisionalIsLower,
    /// The most-favoured-nation rate is below that of the agreement.
    MfnIsLower,
    /// A quota certificate.
    WithinQuota,
    /// Goods that leave.
    Exported,
    /// Measures are on such goods, their origin is not proven, and the general rate is the higher.
    OriginNotProven,
}

/// What a levy mode does to a line's taxes (征减免税方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LevyEffect {
    /// 照章征税.
    Full,
    /// 折半征税 and other partial relief.
    Reduced,
    /// 全免.
    Exempt,
    /// 特案: computed in full, for an officer to look at.
    Special,
    /// 保证金: computed, and a deposit stands for it.
    Deposit,
    /// 保函: computed, and a guarantee stands for it.
    Guarantee,
}

impl LevyEffect {
    /// Whether security stands for the tax instead of its being paid.
    pub const fn is_secured(self) -> bool {
        matches!(self, LevyEffect::Deposit | LevyEffect::Guarantee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_what_is_filed_first() {
        use DeclarationStep::{Full, Gathered, List, Whole};
        let import = |step, is_transit, is_advance| {
            DateCase::of_filed(Direction::Import, step, is_transit, is_advance, false)
        };
        assert_eq!(import(Whole, false, false), DateCase::Normal);
        assert_eq!(import(Whole, false, true), DateCase::Advance);
        assert_eq!(import(Whole, true, false), DateCase::Transit);
        assert_eq!(import(Whole, true, true), DateCase::TransitBeforeEntry);
        assert_eq!(import(Full, true, false), DateCase::TwoStep);
        assert_eq!(import(Full, false, true), DateCase::AdvanceTwoStep);
        assert_eq!(import(List, false, true), DateCase::Consolidated);
        assert_eq!(import(Gathered, false, false), DateCase::Consolidated);
        let export =
            |is_transit| DateCase::of_filed(Direction::Export, Whole, is_transit, true, false);
        let entered = DateCase::of_filed(Direction::Import, Whole, true, true, true);
        assert_eq!(entered, DateCase::TransitBeforeArrival);
        assert_eq!((export(false), export(true)), (DateCase::Normal, DateCase::TransitExport));
    }
}
