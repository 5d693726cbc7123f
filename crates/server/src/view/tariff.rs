//! A tariff line as the console shows it.

use model::{Basis, Confidence, DutyColumn};
use params::{NamedCode, TariffAnswer};
use serde::Serialize;
use utoipa::ToSchema;

use super::shapes::vocabulary::BasisView;

/// A tariff line on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TariffView {
    /// Ten digits.
    pub(crate) commodity_code: String,
    pub(crate) name: String,
    /// The day asked for.
    #[schema(format = Date)]
    pub(crate) on: String,
    /// The origin asked for.
    #[schema(required)]
    pub(crate) origin: Option<String>,
    /// First day this line holds.
    #[schema(format = Date)]
    pub(crate) from: String,
    /// Last day; null where open.
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    pub(crate) units: Vec<TariffUnit>,
    pub(crate) rates: Vec<TariffRate>,
    pub(crate) licences: Vec<TariffNeed>,
    pub(crate) inspections: Vec<TariffNeed>,
    /// Declaration elements (申报要素).
    pub(crate) elements: Vec<String>,
    /// Whether the day is covered by assumed rows only.
    pub(crate) assumed: bool,
    #[schema(value_type = BasisView)]
    pub(crate) basis: Basis,
    /// What the answer cannot know.
    pub(crate) notes: Vec<String>,
}

/// A statutory unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TariffUnit {
    pub(crate) code: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

/// One rate of a tariff line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TariffRate {
    pub(crate) kind: RateKind,
    /// Agreement, or the rule that chose the column; may be empty.
    pub(crate) label: String,
    /// As people read it.
    pub(crate) rate: String,
    /// Whether it is the one applied on the day to the origin asked for.
    pub(crate) applies: bool,
    #[schema(value_type = BasisView)]
    pub(crate) basis: Basis,
}

/// Which rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RateKind {
    Mfn,
    General,
    Provisional,
    Agreement,
    Vat,
    ConsumptionTax,
    Export,
    Rebate,
}

/// A licence or inspection a line asks for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TariffNeed {
    pub(crate) code: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Of trade.
    pub(crate) direction: Direction,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    Import,
    Export,
}

pub(crate) fn tariff_view(answer: &TariffAnswer) -> TariffView {
    let need = |direction: Direction| {
        move |it: &NamedCode| TariffNeed {
            code: it.code.clone(),
            title_zh: it.name_zh.clone(),
            title_en: it.name_en.clone(),
            direction,
        }
    };
    let imports = answer.licences_import.iter().map(need(Direction::Import));
    let exports = answer.licences_export.iter().map(need(Direction::Export));
    let inspection = |it: &NamedCode| {
        // 入境 is `A`, 出境 `B`; the rest concern goods that come in.
        let direction = if it.code == "B" { Direction::Export } else { Direction::Import };
        need(direction)(it)
    };
    TariffView {
        commodity_code: answer.code.clone(),
        name: match answer.remark.is_empty() {
            true => answer.name.clone(),
            false => format!("{}（{}）", answer.name, answer.remark),
        },
        on: answer.on.to_string(),
        origin: answer.origin.as_ref().map(|it| format!("{} {}", it.code, it.name_zh)),
        from: answer.valid_from.to_string(),
        to: Some(answer.valid_to.to_string()),
        units: answer
            .units
            .iter()
            .map(|it| TariffUnit {
                code: it.code.clone(),
                title_zh: it.name_zh.clone(),
                title_en: it.name_en.clone(),
            })
            .collect(),
        rates: rates(answer),
        licences: imports.chain(exports).collect(),
        inspections: answer.inspection.iter().map(inspection).collect(),
        elements: answer.elements.clone(),
        assumed: answer.basis.confidence == Confidence::Assumed,
        basis: answer.basis.clone(),
        notes: answer.notes.iter().map(|it| (*it).to_owned()).collect(),
    }
}

fn rates(answer: &TariffAnswer) -> Vec<TariffRate> {
    let chosen = match answer.duty.column {
        DutyColumn::General => RateKind::General,
        DutyColumn::Mfn | DutyColumn::Quota => RateKind::Mfn,
        DutyColumn::Provisional => RateKind::Provisional,
        DutyColumn::Agreement => RateKind::Agreement,
        DutyColumn::Export | DutyColumn::ExportProvisional => RateKind::Export,
    };
    let rule = format!("{}{}", answer.duty.rule.document, answer.duty.rule.article);
    let duty = |kind: RateKind, rate: String| TariffRate {
        kind,
        label: if kind == chosen { rule.clone() } else { String::new() },
        rate,
        applies: kind == chosen,
        basis: answer.duty.basis.clone(),
    };
    let mut rates = Vec::new();
    rates.extend(answer.provisional.as_ref().map(|it| duty(RateKind::Provisional, it.to_string())));
    rates.extend(answer.mfn.as_ref().map(|it| duty(RateKind::Mfn, it.to_string())));
    rates.push(duty(RateKind::General, answer.general.to_string()));
    for agreement in &answer.agreements {
        let mut rate = duty(RateKind::Agreement, agreement.rate.to_string());
        rate.label = format!("{} {}", agreement.agreement.code, agreement.agreement.name_zh);
        rates.push(rate);
    }
    let tax = |kind, cited: &params::CitedRate| TariffRate {
        kind,
        label: String::new(),
        rate: cited.rate.to_string(),
        applies: true,
        basis: cited.basis.clone(),
    };
    rates.push(tax(RateKind::ConsumptionTax, &answer.consumption_tax));
    rates.push(tax(RateKind::Vat, &answer.vat));
    let export = |kind, rate: &params::DutyRate| TariffRate {
        kind,
        label: String::new(),
        rate: rate.to_string(),
        applies: false,
        basis: answer.basis.clone(),
    };
    rates.push(export(RateKind::Export, &answer.export_duty));
    rates.extend(answer.export_rebate.as_ref().map(|it| export(RateKind::Rebate, it)));
    rates
}
