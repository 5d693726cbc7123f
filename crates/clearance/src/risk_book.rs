//! What the house was told of risk analysis, and the engines made of it (ADR 0081).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{
    Finding, HouseMessage, InputId, RiskBudget, RiskChange, RiskChannel, RiskModelChange,
    RiskModelRole, RiskProcedure, RiskRule, Selection,
};
use risk::{
    RANDOM,
    backtest::Engines,
    batch::Chosen,
    case::Case,
    engine::{BudgetFault, Engine, EngineError, Verdict, budget_faults, lane_of},
    features::FeatureSet,
    memory::{CaseKeys, Gathering, Memory},
    rules::{RuleFinding, Scratch, examine},
    trees::Model,
};

use crate::{
    catalogue::refuse,
    risk_plan::{RiskPlan, Word},
};

/// What the house was told of risk analysis.
#[derive(Debug, Default)]
pub struct RiskBook {
    in_force: InForce,
    /// Every rule as it ever was, with the input that told it.
    rules_told: Vec<(InputId, RiskRule)>,
    /// Every row of the budget as it ever was, with the input that told it.
    budgets_told: Vec<(InputId, RiskBudget)>,
    pub(crate) plans: Vec<RiskPlan>,
}

/// What is in force, and the engines that weigh by it.
#[derive(Debug, Default)]
struct InForce {
    set: RiskSet,
    /// Of the procedures that anything weighs.
    engines: Engines,
}

/// Rules, budgets and models as they stand together.
#[derive(Debug, Clone, Default)]
pub struct RiskSet {
    pub rules: Vec<RiskRule>,
    pub budgets: Vec<RiskBudget>,
    pub models: Models,
}

type Models = BTreeMap<(RiskProcedure, RiskModelRole), HouseModel>;

/// A model of the house.
#[derive(Debug, Clone)]
pub struct HouseModel {
    /// Shared, because what would be is tried beside what is.
    pub model: Arc<Model>,
    /// Who set it, why, and by which input.
    pub word: Word,
}

impl HouseModel {
    /// By the input that told it: `M7`.
    pub fn name(&self) -> String {
        format!("M{}", self.word.told.0)
    }
}

impl RiskSet {
    /// What would stand with a change.
    pub(crate) fn with(&self, change: &RiskChange, word: &Word) -> Result<RiskSet, Vec<Finding>> {
        let nobody = change.rules.iter().filter(|it| it.procedures.is_empty());
        let mut faults: Vec<Finding> = nobody.map(|it| of_nobody(&it.id)).collect();
        faults.extend(change.budgets.iter().flat_map(of_budget));
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut rules = self.rules_with(&change.rules);
        rules.retain(|it| !change.dropped.contains(&it.id));
        let mut budgets = self.budgets_with(&change.budgets);
        budgets.retain(|it| !change.dropped_budgets.contains(&it.id));
        let mut models = self.models.clone();
        for it in &change.models {
            let place = (it.procedure, it.role);
            match &it.model {
                None => drop(models.remove(&place)),
                Some(text) => drop(models.insert(place, house_model(text, word)?)),
            }
        }
        Ok(RiskSet { rules, budgets, models })
    }

    /// The rules as they would be with these rows, which stand at the end: one whose name is known takes the place of all
    /// rows of that name.
    pub fn rules_with(&self, rows: &[RiskRule]) -> Vec<RiskRule> {
        let names: BTreeSet<&str> = rows.iter().map(|it| it.id.as_str()).collect();
        let others = self.rules.iter().filter(|it| !names.contains(it.id.as_str()));
        others.chain(rows).cloned().collect()
    }

    /// The rows of the budget as they would be with these, which stand at the end.
    pub fn budgets_with(&self, rows: &[RiskBudget]) -> Vec<RiskBudget> {
        let others = self.budgets.iter().filter(|it| rows.iter().all(|new| new.id != it.id));
        others.chain(rows).cloned().collect()
    }

    /// Of all that stands, what a change would replace or stop.
    pub fn touched_by(&self, change: &RiskChange) -> RiskSet {
        let is_rule =
            |id: &String| change.rules.iter().any(|it| it.id == *id) || change.dropped.contains(id);
        let is_budget = |id: &String| {
            change.budgets.iter().any(|it| it.id == *id) || change.dropped_budgets.contains(id)
        };
        let is_model = |place| change.models.iter().any(|it| (it.procedure, it.role) == place);
        RiskSet {
            rules: self.rules.iter().filter(|it| is_rule(&it.id)).cloned().collect(),
            budgets: self.budgets.iter().filter(|it| is_budget(&it.id)).cloned().collect(),
            models: self
                .models
                .iter()
                .filter(|it| is_model(*it.0))
                .map(|(place, it)| (*place, it.clone()))
                .collect(),
        }
    }

    /// What weighs by it.
    pub(crate) fn engines(&self) -> Result<Engines, Vec<Finding>> {
        engines(&self.rules, &self.budgets, &self.models)
    }
}

impl InForce {
    /// What would be in force with a change.
    fn with(&self, change: &RiskChange, word: &Word) -> Result<InForce, Vec<Finding>> {
        let set = self.set.with(change, word)?;
        let engines = set.engines()?;
        Ok(InForce { set, engines })
    }
}

fn house_model(text: &str, word: &Word) -> Result<HouseModel, Vec<Finding>> {
    let model = Model::load(text.as_bytes()).map_err(|it| {
        vec![refuse("HSE-7011", "model", it.to_string(), "完整的模型文件 (a whole model)")]
    })?;
    Ok(HouseModel { model: Arc::new(model), word: word.clone() })
}

impl RiskBook {
    /// Rules, budgets and models as they stand together.
    pub fn in_force(&self) -> &RiskSet {
        &self.in_force.set
    }

    /// As they were last told.
    pub fn rules(&self) -> &[RiskRule] {
        &self.in_force.set.rules
    }

    /// Every rule as it was ever told, with the input that told it.
    pub fn rules_told(&self) -> &[(InputId, RiskRule)] {
        &self.rules_told
    }

    /// As [`RiskSet::rules_with`].
    pub fn rules_with(&self, rows: &[RiskRule]) -> Vec<RiskRule> {
        self.in_force.set.rules_with(rows)
    }

    /// As they were last told.
    pub fn budgets(&self) -> &[RiskBudget] {
        &self.in_force.set.budgets
    }

    /// Every row of the budget as it was ever told, with the input that told it.
    pub fn budgets_told(&self) -> &[(InputId, RiskBudget)] {
        &self.budgets_told
    }

    pub fn models(&self) -> &BTreeMap<(RiskProcedure, RiskModelRole), HouseModel> {
        &self.in_force.set.models
    }

    /// In the order in which they were proposed.
    pub fn plans(&self) -> &[RiskPlan] {
        &self.plans
    }

    /// What weighs the cases of a procedure; nothing where there are neither rules nor models.
    pub fn engine(&self, procedure: RiskProcedure) -> Option<&Engine> {
        self.in_force.engines.iter().find(|it| it.0 == procedure).map(|it| &it.1)
    }

    /// Takes what an input says; all of it takes effect, or nothing, and then what was before stays.
    pub(crate) fn take(
        &mut self,
        message: &HouseMessage,
        input: InputId,
    ) -> Result<usize, Vec<Finding>> {
        let word = |by: &str, reason: &str| Word {
            by: by.to_owned(),
            reason: reason.to_owned(),
            told: input,
        };
        let (change, word) = match message {
            HouseMessage::RiskRules { rows, officer, reason } => {
                let change = RiskChange { rules: rows.clone(), ..RiskChange::default() };
                (change, word(officer, reason))
            }
            HouseMessage::RiskBudgets { rows, dropped, officer, reason } => {
                self.knows_budgets(dropped)?;
                let (budgets, dropped_budgets) = (rows.clone(), dropped.clone());
                let change = RiskChange { budgets, dropped_budgets, ..RiskChange::default() };
                (change, word(officer, reason))
            }
            HouseMessage::RiskModel { procedure, role, model, by, reason } => {
                let (procedure, role, model) = (*procedure, *role, model.clone());
                let models = vec![RiskModelChange { procedure, role, model }];
                (RiskChange { models, ..RiskChange::default() }, word(by, reason))
            }
            _ => return self.take_plan(message, input),
        };
        self.change(&change, &word)?;
        Ok(change.n_rows())
    }

    /// Whoever drops a row that is not there means another.
    pub(crate) fn knows_budgets(&self, dropped: &[String]) -> Result<(), Vec<Finding>> {
        let unknown = dropped.iter().filter(|id| self.budgets().iter().all(|it| it.id != **id));
        let fault = |id: &String| {
            refuse("HSE-7010", "dropped", id.clone(), "现有预算的编号 (a row that stands)")
        };
        let faults: Vec<Finding> = unknown.map(fault).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// What a change would be refused for.
    pub(crate) fn examine(&self, change: &RiskChange, word: &Word) -> Result<(), Vec<Finding>> {
        self.in_force.with(change, word).map(drop)
    }

    pub(crate) fn change(&mut self, change: &RiskChange, word: &Word) -> Result<(), Vec<Finding>> {
        self.in_force = self.in_force.with(change, word)?;
        self.rules_told.extend(change.rules.iter().map(|it| (word.told, it.clone())));
        self.budgets_told.extend(change.budgets.iter().map(|it| (word.told, it.clone())));
        Ok(())
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
    models: &Models,
) -> Result<Engines, Vec<Finding>> {
    let mut engines = Vec::new();
    for procedure in RiskProcedure::ALL {
        let fitting: Vec<_> = models
            .iter()
            .filter(|((of, _), _)| *of == procedure)
            .map(|((_, role), it)| (*role, &*it.model, it.name()))
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

fn of_budget(row: &RiskBudget) -> Vec<Finding> {
    let fault = |it: BudgetFault| {
        let pointer = format!("budgets[{}].{}", row.id, it.field);
        refuse("HSE-7010", &pointer, it.observed, &format!("{} ({})", it.text_zh, it.text_en))
    };
    budget_faults(row).into_iter().map(fault).collect()
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
