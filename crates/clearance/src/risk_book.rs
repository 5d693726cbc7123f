//! What the house was told of risk analysis, and the engines made of it (ADR 0081).

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Finding, HouseMessage, InputId, RiskBudget, RiskChannel, RiskModelRole, RiskProcedure,
    RiskRule, Selection,
};
use risk::{
    RANDOM,
    batch::Chosen,
    case::Case,
    engine::{Engine, EngineError, Verdict, budget_faults, lane_of},
    features::FeatureSet,
    memory::{CaseKeys, Gathering, Memory},
    rules::{RuleFinding, Scratch, examine},
    trees::Model,
};

use crate::catalogue::refuse;

/// Rules, budgets and models in force, and the engines that weigh by them.
#[derive(Debug, Default)]
pub struct RiskBook {
    /// As they were last told, and every one as it ever was, with the input that told it.
    rules: Vec<RiskRule>,
    rules_told: Vec<(InputId, RiskRule)>,
    budgets: Vec<RiskBudget>,
    models: BTreeMap<(RiskProcedure, RiskModelRole), HouseModel>,
    /// Of the procedures that anything weighs.
    engines: Vec<(RiskProcedure, Engine)>,
}

/// A model of the house.
#[derive(Debug, Clone)]
pub struct HouseModel {
    pub model: Model,
    /// The input that told it, by which it goes: `M7`.
    pub told: InputId,
    pub by: String,
    pub reason: String,
}

impl HouseModel {
    pub fn name(&self) -> String {
        format!("M{}", self.told.0)
    }
}

impl RiskBook {
    pub fn rules(&self) -> &[RiskRule] {
        &self.rules
    }

    /// Every rule as it was ever told, with the input that told it.
    pub fn rules_told(&self) -> &[(InputId, RiskRule)] {
        &self.rules_told
    }

    /// The rules as they would be with these rows, which stand at the end: one whose name is known takes the place of all
    /// rows of that name.
    pub fn rules_with(&self, rows: &[RiskRule]) -> Vec<RiskRule> {
        let names: BTreeSet<&str> = rows.iter().map(|it| it.id.as_str()).collect();
        let others = self.rules.iter().filter(|it| !names.contains(it.id.as_str()));
        others.chain(rows).cloned().collect()
    }

    pub fn budgets(&self) -> &[RiskBudget] {
        &self.budgets
    }

    pub fn models(&self) -> &BTreeMap<(RiskProcedure, RiskModelRole), HouseModel> {
        &self.models
    }

    /// What weighs the cases of a procedure; nothing where there are neither rules nor models.
    pub fn engine(&self, procedure: RiskProcedure) -> Option<&Engine> {
        self.engines.iter().find(|it| it.0 == procedure).map(|it| &it.1)
    }

    /// Takes what an input says; all of it takes effect, or nothing, and then what was before stays.
    pub(crate) fn take(
        &mut self,
        message: &HouseMessage,
        input: InputId,
    ) -> Result<usize, Vec<Finding>> {
        match message {
            HouseMessage::RiskRules { rows, .. } => self.take_rules(rows, input),
            HouseMessage::RiskBudgets { rows } => self.take_budgets(rows),
            HouseMessage::RiskModel { procedure, role, model, by, reason } => {
                let told = model.as_deref().map(|text| (text, by.clone(), reason.clone()));
                self.take_model((*procedure, *role), told, input)
            }
            _ => Ok(0),
        }
    }

    /// Rules are examined with all others; a row with a known id replaces it.
    fn take_rules(&mut self, rows: &[RiskRule], input: InputId) -> Result<usize, Vec<Finding>> {
        let nobody = rows.iter().filter(|it| it.procedures.is_empty());
        let faults: Vec<Finding> = nobody.map(|it| of_nobody(&it.id)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let rules = self.rules_with(rows);
        self.engines = engines(&rules, &self.budgets, &self.models)?;
        self.rules = rules;
        self.rules_told.extend(rows.iter().map(|it| (input, it.clone())));
        Ok(rows.len())
    }

    fn take_budgets(&mut self, rows: &[RiskBudget]) -> Result<usize, Vec<Finding>> {
        let fault = |row: &RiskBudget, (field, observed): (&str, String)| {
            let pointer = format!("budgets[{}].{field}", row.id);
            refuse("HSE-7010", &pointer, observed, "0–1；documents | examination (0 to 1)")
        };
        let faults: Vec<Finding> = rows
            .iter()
            .flat_map(|row| budget_faults(row).into_iter().map(move |it| fault(row, it)))
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut budgets = self.budgets.clone();
        budgets.retain(|it| rows.iter().all(|new| new.id != it.id));
        budgets.extend(rows.iter().cloned());
        self.engines = engines(&self.rules, &budgets, &self.models)?;
        self.budgets = budgets;
        Ok(rows.len())
    }

    fn take_model(
        &mut self,
        place: (RiskProcedure, RiskModelRole),
        told: Option<(&str, String, String)>,
        input: InputId,
    ) -> Result<usize, Vec<Finding>> {
        let mut models = self.models.clone();
        match told {
            None => drop(models.remove(&place)),
            Some((text, by, reason)) => {
                let model = Model::load(text.as_bytes()).map_err(|it| {
                    vec![refuse(
                        "HSE-7011",
                        "model",
                        it.to_string(),
                        "完整的模型文件 (a whole model)",
                    )]
                })?;
                models.insert(place, HouseModel { model, told: input, by, reason });
            }
        }
        self.engines = engines(&self.rules, &self.budgets, &models)?;
        self.models = models;
        Ok(1)
    }

    /// Adds to a selection what is said of the case.
    pub(crate) fn weigh(
        &self,
        case: &Case<'_>,
        keys: &CaseKeys,
        memory: &Memory,
        (scratch, gathering): (&mut Scratch, &mut Gathering),
        selection: &mut Selection,
    ) -> Verdict {
        let mut verdict = match self.engine(case.procedure) {
            Some(engine) => engine.weigh(case, keys, memory, scratch, gathering),
            None => Verdict::default(),
        };
        for reason in &selection.reasons {
            let by = if reason.rule == RANDOM { Chosen::RANDOM } else { Chosen::WATCH };
            verdict.chosen = verdict.chosen.and(by);
        }
        let channel = verdict.channel.unwrap_or(RiskChannel::Release);
        verdict.channel = Some(channel.max(risk::engine::channel_of(selection.lane)));
        selection.lane = selection.lane.max(lane_of(channel));
        selection.reasons.append(&mut verdict.reasons);
        verdict
    }
}

fn engines(
    rules: &[RiskRule],
    budgets: &[RiskBudget],
    models: &BTreeMap<(RiskProcedure, RiskModelRole), HouseModel>,
) -> Result<Vec<(RiskProcedure, Engine)>, Vec<Finding>> {
    let mut engines = Vec::new();
    for procedure in RiskProcedure::ALL {
        let fitting: Vec<_> = models
            .iter()
            .filter(|((of, _), _)| *of == procedure)
            .map(|((_, role), it)| (*role, &it.model, it.name()))
            .collect();
        let has_rules = rules.iter().any(|it| it.procedures.contains(&procedure));
        if has_rules || !fitting.is_empty() {
            let engine = Engine::new(procedure, rules, budgets, fitting).map_err(told)?;
            engines.push((procedure, engine));
        }
    }
    Ok(engines)
}

fn told(error: EngineError) -> Vec<Finding> {
    match error {
        EngineError::Features(fault) => {
            vec![refuse("HSE-7009", "rules", fault, "一套特征 (features, each once)")]
        }
        EngineError::Rules(found) => found.iter().filter(|it| it.refuses).map(of_rule).collect(),
        EngineError::Model(_, misfit) => {
            let expected = "与本系统特征版本一致的模型 (a model of these features)";
            vec![refuse("HSE-7011", "model", misfit.to_string(), expected)]
        }
    }
}

/// With the place in the condition, in words of both languages.
fn of_rule(found: &RuleFinding) -> Finding {
    let pointer = format!("rules[{}].condition:{}:{}", found.rule, found.line, found.column);
    let expected = match &found.hint {
        Some(hint) => format!("{} ({}) → {hint}", found.text_zh, found.text_en),
        None => format!("{} ({})", found.text_zh, found.text_en),
    };
    refuse("HSE-7009", &pointer, found.piece.clone(), &expected)
}

fn of_nobody(id: &str) -> Finding {
    let pointer = format!("rules[{id}].procedures");
    refuse("HSE-7009", &pointer, String::new(), "parcel | declaration")
}

/// What is wrong or doubtful with rules, of each procedure that they are for, whoever refuses.
pub fn examine_rules(rules: &[RiskRule]) -> Vec<(RiskProcedure, RuleFinding)> {
    let mut found = Vec::new();
    for procedure in RiskProcedure::ALL {
        let Ok(features) = FeatureSet::of(procedure) else { continue };
        let rows: Vec<RiskRule> =
            rules.iter().filter(|it| it.procedures.contains(&procedure)).cloned().collect();
        found.extend(examine(&rows, features.schema()).into_iter().map(|it| (procedure, it)));
    }
    found
}
