//! What cases are weighed by (特征), and the rules over it (风险规则): as the house knows them, and examined.

use model::{Date, InputId, Moment, RiskChannel, RiskProcedure, RiskRule, RiskSeverity};
use risk::{
    Kind,
    features::{Definition, Source},
    rules::{CompletionItem, RuleFault},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::{self, WatchForce};
use crate::rules::Examined;

/// Every feature there is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeaturePage {
    pub(crate) items: Vec<FeatureDefinition>,
}

/// What a case is weighed by.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeatureDefinition {
    /// As rules write it.
    pub(crate) name: String,
    pub(crate) title_zh: String,
    /// What it means, with its unit.
    pub(crate) meaning: String,
    #[serde(rename = "type")]
    #[schema(value_type = vocabulary::FeatureKind)]
    pub(crate) kind: Kind,
    /// How far back it looks.
    pub(crate) window_zh: String,
    pub(crate) window_en: String,
    #[schema(value_type = vocabulary::FeatureSource)]
    pub(crate) source: Source,
    /// Of which cases it is.
    #[schema(value_type = Vec<vocabulary::RiskProcedure>)]
    pub(crate) procedures: Vec<RiskProcedure>,
    /// Grows when it is computed otherwise.
    pub(crate) version: u16,
    /// Rules, as last told, that ask for it.
    pub(crate) rules: Vec<String>,
}

pub(crate) fn feature_view(it: &Definition, rules: Vec<String>) -> FeatureDefinition {
    FeatureDefinition {
        name: it.name.to_owned(),
        title_zh: it.title_zh.to_owned(),
        meaning: it.meaning.to_owned(),
        kind: it.kind(),
        window_zh: it.span.words_zh(),
        window_en: it.span.words_en(),
        source: it.source,
        procedures: it.procedures.to_vec(),
        version: it.version,
        rules,
    }
}

/// Every rule, those in force first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskRulePage {
    pub(crate) items: Vec<RiskRuleView>,
    /// The house's day, by which rules are in force or not.
    #[schema(format = Date)]
    pub(crate) today: String,
    /// Whether rules are changed by plans alone today, which another officer approves.
    pub(crate) needs_plan: bool,
}

/// A rule as it was last told. Rows of one name that are in force on different days are rows of their own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskRuleView {
    #[serde(flatten)]
    #[schema(value_type = vocabulary::RiskRuleRow)]
    pub(crate) row: RiskRule,
    pub(crate) force: WatchForce,
    /// The features that it asks for.
    pub(crate) features: Vec<String>,
    #[serde(flatten)]
    pub(crate) told: RiskRuleTold,
    /// How it stood before, newest first.
    pub(crate) earlier: Vec<RiskRuleChange>,
}

/// When the house was told of a rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RiskRuleTold {
    #[schema(format = DateTime)]
    pub(crate) told_at: String,
    /// Number of the input.
    pub(crate) input: u64,
    /// Who told it, and why; empty where nobody said.
    pub(crate) officer: String,
    pub(crate) reason: String,
}

/// How a rule stood before it was told anew.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskRuleChange {
    #[serde(flatten)]
    #[schema(value_type = vocabulary::RiskRuleRow)]
    pub(crate) row: RiskRule,
    #[serde(flatten)]
    pub(crate) told: RiskRuleTold,
}

/// By which input rules were told, when, by whom and why.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    pub(crate) input: InputId,
    pub(crate) at: Moment,
    pub(crate) officer: String,
    pub(crate) reason: String,
}

impl Telling {
    pub(super) fn view(&self) -> RiskRuleTold {
        RiskRuleTold {
            told_at: self.at.to_string(),
            input: self.input.0,
            officer: self.officer.clone(),
            reason: self.reason.clone(),
        }
    }
}

/// A rule as it was told once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToldOnce<'t> {
    pub(crate) telling: &'t Telling,
    pub(crate) row: &'t RiskRule,
    /// The features that it asks for.
    pub(crate) features: &'t [String],
}

/// A rule as it was told again and again, newest first; those of the newest input are as they stand.
pub(crate) fn rule_views(told: &[ToldOnce<'_>], today: Date) -> Vec<RiskRuleView> {
    let Some(newest) = told.first().map(|it| it.telling.input) else { return Vec::new() };
    let (now, before): (Vec<_>, Vec<_>) = told.iter().partition(|it| it.telling.input == newest);
    let change =
        |it: &&ToldOnce<'_>| RiskRuleChange { row: it.row.clone(), told: it.telling.view() };
    let view = |it: &&ToldOnce<'_>| RiskRuleView {
        row: it.row.clone(),
        force: force_of(it.row, today),
        features: it.features.to_vec(),
        told: it.telling.view(),
        earlier: before.iter().map(change).collect(),
    };
    now.iter().map(view).collect()
}

pub(crate) fn force_of(row: &RiskRule, today: Date) -> WatchForce {
    force_on(row.is_in_force(today), row.from, today)
}

pub(crate) fn force_on(is_in_force: bool, from: Date, today: Date) -> WatchForce {
    match is_in_force {
        true => WatchForce::InForce,
        false if from > today => WatchForce::Future,
        false => WatchForce::Past,
    }
}

/// What rules would do wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RulesExamined {
    /// Whether anything refuses the rows; then none takes effect.
    pub(crate) refused: bool,
    /// In the order of the rows.
    pub(crate) findings: Vec<RuleFindingView>,
}

/// What is wrong or doubtful with a rule, in its place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleFindingView {
    /// Place of the rule among the rows that were sent, from 0.
    pub(crate) row: usize,
    pub(crate) rule: String,
    /// For which cases it is so.
    #[schema(value_type = Vec<vocabulary::RiskProcedure>)]
    pub(crate) procedures: Vec<RiskProcedure>,
    #[schema(value_type = vocabulary::RuleFault)]
    pub(crate) fault: RuleFault,
    /// Whether the rule may not take effect; else it is a warning.
    pub(crate) refuses: bool,
    /// Of the condition, from 1; the column in characters.
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// In bytes of the condition in UTF-8: from here to before there. Where both are 0 it is said of the whole row.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What stands there.
    pub(crate) piece: String,
    pub(crate) text_zh: String,
    pub(crate) text_en: String,
    /// What was perhaps meant.
    #[schema(required)]
    pub(crate) hint: Option<String>,
    /// The other rule that it is about.
    #[schema(required)]
    pub(crate) other: Option<String>,
}

pub(crate) fn examined_view(all: Vec<Examined>) -> RulesExamined {
    let view = |Examined { procedures, finding: it }: Examined| RuleFindingView {
        row: it.row,
        rule: it.rule,
        procedures,
        fault: it.fault,
        refuses: it.refuses,
        line: it.line,
        column: it.column,
        from: it.from,
        to: it.to,
        piece: it.piece,
        text_zh: it.text_zh,
        text_en: it.text_en,
        hint: it.hint,
        other: it.other,
    };
    let refused = all.iter().any(|it| it.finding.refuses);
    RulesExamined { refused, findings: all.into_iter().map(view).collect() }
}

/// What may be written at a place of a condition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleCompletion {
    /// What is replaced, in bytes of the text in UTF-8: from here to before there.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) items: Vec<RuleCompletionItem>,
}

/// A feature, a function, or what is asked of a text or a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleCompletionItem {
    pub(crate) text: String,
    /// How a function is written; null of features.
    #[schema(required)]
    pub(crate) form: Option<String>,
    /// Of features; null of functions.
    #[serde(rename = "type")]
    #[schema(required, value_type = Option<vocabulary::FeatureKind>)]
    pub(crate) kind: Option<Kind>,
    /// Of features; empty of functions.
    pub(crate) title_zh: String,
    pub(crate) meaning: String,
}

pub(crate) fn completion_view(
    it: CompletionItem,
    definition: Option<&Definition>,
) -> RuleCompletionItem {
    RuleCompletionItem {
        text: it.text,
        form: it.form,
        kind: it.kind,
        title_zh: definition.map(|it| it.title_zh.to_owned()).unwrap_or_default(),
        meaning: definition.map(|it| it.meaning.to_owned()).unwrap_or_default(),
    }
}

/// The house took rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RulesSaved {
    pub(crate) ids: Vec<String>,
    /// Number of the input.
    pub(crate) input: u64,
}

/// A rule that spoke of a case, as it stood then.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RuleThen {
    pub(crate) id: String,
    pub(crate) version: u32,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) condition: String,
    #[schema(value_type = vocabulary::RiskChannel)]
    pub(crate) channel: RiskChannel,
    #[schema(value_type = vocabulary::RiskSeverity)]
    pub(crate) severity: RiskSeverity,
    pub(crate) basis: String,
    pub(crate) owner: String,
    /// The bundle that it was a part of; null: none.
    #[schema(required)]
    pub(crate) campaign: Option<String>,
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
}

impl From<&RiskRule> for RuleThen {
    fn from(rule: &RiskRule) -> RuleThen {
        RuleThen {
            id: rule.id.clone(),
            version: rule.version,
            title_zh: rule.title_zh.clone(),
            title_en: rule.title_en.clone(),
            condition: rule.condition.clone(),
            channel: rule.channel,
            severity: rule.severity,
            basis: rule.basis.clone(),
            owner: rule.owner.clone(),
            campaign: rule.campaign.clone(),
            from: rule.from.to_string(),
            to: rule.to.map(|it| it.to_string()),
        }
    }
}
