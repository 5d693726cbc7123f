//! What is owed on an entry, as numbers and bases; the sentences are made when somebody reads it.

use serde::{Deserialize, Serialize};

use crate::{Amount, Basis, BasisId, Rate};

/// How a retail import entry is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// Within the limits: no duty, a share of VAT and consumption tax.
    WithinLimits,
    /// One indivisible article over the single limit: duty and taxes in full.
    FullRates,
}

/// The assessment of one entry (计税).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub regime: Regime,
    /// Σ of the items' customs values: what counts against the limits.
    pub customs_value: Amount,
    pub duty: Amount,
    pub consumption_tax: Amount,
    pub vat: Amount,
    /// Why this regime: the single-limit basis.
    pub regime_basis: BasisId,
    pub items: Vec<ItemAssessment>,
}

impl Assessment {
    pub fn total(&self) -> Amount {
        self.duty + self.consumption_tax + self.vat
    }

    /// Whether any figure rests on assumed law is asked of the bases, through this list.
    pub fn basis_ids(&self) -> impl Iterator<Item = BasisId> {
        let items = self.items.iter().flat_map(|it| {
            [it.tariff_basis, it.vat_basis, it.consumption_tax_basis, it.share_basis]
        });
        std::iter::once(self.regime_basis).chain(items).filter(|it| *it != BasisId::default())
    }
}

/// The assessment of one goods item, every operand kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAssessment {
    pub number: u32,
    /// Ten digits.
    pub commodity_code: u64,
    pub price: Amount,
    pub freight: Amount,
    pub insurance: Amount,
    pub customs_value: Amount,
    /// In the unit of a specific rate; zero when no rate is specific.
    pub specific_quantity: Amount,
    pub duty_rate: Rate,
    /// Yuan per unit; zero when the duty has no specific part.
    pub duty_specific: Amount,
    pub consumption_tax_rate: Rate,
    /// Yuan per unit; zero when there is no specific part.
    pub consumption_tax_specific: Amount,
    pub vat_rate: Rate,
    /// 1 at full rates.
    pub share: Rate,
    pub duty: Amount,
    pub consumption_tax: Amount,
    pub vat: Amount,
    pub tariff_basis: BasisId,
    pub vat_basis: BasisId,
    pub consumption_tax_basis: BasisId,
    pub share_basis: BasisId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxKind {
    /// 运费分摊.
    Freight,
    /// 保费分摊.
    Insurance,
    /// 完税价格.
    CustomsValue,
    /// 关税.
    Duty,
    /// 消费税.
    ConsumptionTax,
    /// 增值税.
    Vat,
    /// 合计.
    Total,
    /// 成交价格, in yuan.
    Price,
    /// 杂费分摊.
    OtherCharges,
    /// 出口关税.
    ExportDuty,
    /// 反倾销税.
    AntiDumping,
    /// 反补贴税.
    Countervailing,
    /// 保障措施关税.
    Safeguard,
    /// 报复性关税, 加征关税.
    Retaliatory,
    /// 滞报金.
    LateDeclarationFee,
    /// 滞纳金.
    LatePaymentFee,
    /// 保证金、保函.
    Security,
    /// 原产地未能排除，从高适用税率: what goods under measures bear whose origin is not proven.
    UnprovenOrigin,
    /// 原状复运退税: what is given back of a tax.
    SentBack,
}

/// One line of the explanation (计税过程), as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub kind: TaxKind,
    /// Item number; 0 for the whole entry.
    pub item: u32,
    pub title_zh: String,
    pub title_en: String,
    /// With the numbers put in: `(100.00 + 0) × 0.13 × 0.7`.
    pub formula: String,
    pub amount: Amount,
    pub basis: Vec<Basis>,
}
