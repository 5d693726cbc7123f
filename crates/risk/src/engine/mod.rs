//! A case is weighed: by rules, by a model, within what may be selected; with reasons, the same on every machine.
//!
//! Safety comes first: rules that hold and grave rules select whoever it is of. A whitelist takes a case out of the others and of
//! the model's choice. What is chosen beyond a day's budget is looked at later, and says so. Lots are drawn elsewhere and
//! know nothing of all this, so that they are an honest control group.

mod budget;
mod choose;
mod fitted;
mod words;

use model::{Lane, Reason, RiskBudget, RiskChannel, RiskModelRole, RiskProcedure, RiskRule};

use crate::{
    batch::Chosen,
    case::Case,
    features::{FeatureSet, View},
    memory::{CaseKeys, Course, Gathering, Memory},
    record::Record,
    rules::{Fired, Judged, RuleFinding, RuleSet, Scratch, is_hard, judge},
    trees::Misfit,
};

pub use budget::{BudgetFault, budget_faults, holding};
pub use choose::Choice;
pub use fitted::{Fitted, Leading};
pub use words::observed_text;

/// What cases of one procedure are weighed by.
#[derive(Debug)]
pub struct Engine {
    features: FeatureSet,
    rules: RuleSet,
    active: Option<Fitted>,
    shadow: Option<Fitted>,
    budgets: Vec<RiskBudget>,
}

/// Why an engine cannot be made of what it was given.
#[derive(Debug)]
pub enum EngineError {
    /// Two features have one name.
    Features(String),
    /// Some rules may not take effect; beside them stand those that are only doubtful.
    Rules(Vec<RuleFinding>),
    /// A model is for other features.
    Model(RiskModelRole, Misfit),
}

/// What weighing a case came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    pub channel: Option<RiskChannel>,
    pub chosen: Chosen,
    pub reasons: Vec<Reason>,
    /// Of the values of its features.
    /// Nothing where nothing weighs such cases.
    pub digest: Option<u64>,
    /// How likely a finding is: by the model in force, and by the one that only looks on.
    pub probability: Option<f64>,
    pub shadow: Option<f64>,
}

/// A case and its values: made once, for as many engines as look at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'l, 'v, 'a> {
    pub(crate) case: &'l Case<'a>,
    pub(crate) keys: &'l CaseKeys,
    pub(crate) view: &'l View<'v, 'a>,
    pub(crate) record: &'l Record<'a>,
}

/// A rule that spoke.
#[derive(Debug)]
pub(crate) struct Heard<'s> {
    pub(crate) fired: Fired<'s>,
    /// What becomes of it: less than it asks for where a whitelist or a day's most takes the case out of it.
    pub(crate) channel: RiskChannel,
    /// How many of how many were used, where that is why.
    beyond: Option<(u32, u32)>,
}

impl Heard<'_> {
    fn reason(&self, record: &Record<'_>) -> Reason {
        let rule = self.fired.rule;
        Reason {
            rule: rule.id.clone(),
            lane: lane_of(self.channel),
            pointer: String::new(),
            observed: observed_text(&self.fired.observed(record)),
            text: words::of_rule(rule, self.channel, self.beyond),
        }
    }
}

/// What is done with a case, and by what.
#[derive(Debug, Default)]
pub(crate) struct Decided<'s> {
    /// In the order of the rules.
    pub(crate) heard: Vec<Heard<'s>>,
    pub(crate) choice: Option<Choice>,
    /// The row that says how much may be selected.
    pub(crate) budget: Option<&'s RiskBudget>,
    pub(crate) channel: Option<RiskChannel>,
    pub(crate) chosen: Chosen,
    pub(crate) probability: Option<f64>,
    pub(crate) shadow: Option<f64>,
}

impl Decided<'_> {
    /// The gravest wins of all that spoke.
    fn conclude(&mut self) {
        let rules = self.heard.iter().map(|it| (it.channel, Chosen::RULE));
        let choice = self.choice.map(|it| (it.channel(), it.chosen()));
        for (channel, chosen) in rules.chain(choice) {
            if channel > RiskChannel::Release {
                self.chosen = self.chosen.and(chosen);
            }
            self.channel = self.channel.max(Some(channel));
        }
    }

    /// Whether the day's most sent it to later audit.
    pub(crate) fn is_beyond(&self) -> bool {
        matches!(self.choice, Some(Choice::Beyond { .. }))
            || self.heard.iter().any(|it| it.beyond.is_some())
    }

    /// Whether something chose it that a budget is for.
    pub(crate) fn is_spent(&self) -> bool {
        let asks = |it: &Heard<'_>| it.channel > RiskChannel::LaterAudit && !is_hard(it.fired.rule);
        self.heard.iter().any(asks)
            || self.choice.is_some_and(|it| it.channel() > RiskChannel::LaterAudit)
    }
}

impl Engine {
    /// Of the rules and budgets those of the procedure, and the models.
    ///
    /// # Errors
    /// When a rule may not take effect or a model does not fit.
    pub fn new(
        procedure: RiskProcedure,
        rules: &[RiskRule],
        budgets: &[RiskBudget],
        models: Vec<(RiskModelRole, &crate::trees::Model, String)>,
    ) -> Result<Engine, EngineError> {
        let features =
            FeatureSet::of(procedure).map_err(|it| EngineError::Features(it.to_string()))?;
        let rows: Vec<RiskRule> =
            rules.iter().filter(|it| it.procedures.contains(&procedure)).cloned().collect();
        let rules = RuleSet::compile(&rows, features.schema()).map_err(EngineError::Rules)?;
        let budgets =
            budgets.iter().filter(|it| it.procedures.contains(&procedure)).cloned().collect();
        let mut engine = Engine { features, rules, active: None, shadow: None, budgets };
        for (role, model, name) in models {
            let fitted = Fitted::new(model, &engine.features, name)
                .map_err(|it| EngineError::Model(role, it))?;
            match role {
                RiskModelRole::Active => engine.active = Some(fitted),
                RiskModelRole::Shadow => engine.shadow = Some(fitted),
            }
        }
        Ok(engine)
    }

    pub fn features(&self) -> &FeatureSet {
        &self.features
    }

    pub fn active(&self) -> Option<&Fitted> {
        self.active.as_ref()
    }

    pub fn shadow(&self) -> Option<&Fitted> {
        self.shadow.as_ref()
    }

    /// Weighs a case by the memory before its batch. What is chosen is counted in `gathering`, so that the next case of the
    /// batch knows what is left of the day.
    pub fn weigh(
        &self,
        case: &Case<'_>,
        keys: &CaseKeys,
        memory: &Memory,
        scratch: &mut Scratch,
        gathering: &mut Gathering,
    ) -> Verdict {
        let view = View::new(case, keys, memory);
        let record = self.features.record(&view);
        let seen = Seen { case, keys, view: &view, record: &record };
        let decided = self.decide(seen, memory.course(), scratch, gathering);
        let mut reasons: Vec<Reason> = decided.heard.iter().map(|it| it.reason(&record)).collect();
        if let (Some(choice), Some(fitted)) = (decided.choice, &self.active) {
            let probability = decided.probability.unwrap_or_default();
            reasons.push(reason_of_choice(choice, fitted, &record, probability));
        }
        Verdict {
            channel: decided.channel,
            chosen: decided.chosen,
            reasons,
            digest: Some(record.digest()),
            probability: decided.probability,
            shadow: decided.shadow,
        }
    }

    /// What is done with a case, without a word of why.
    pub(crate) fn decide<'s>(
        &'s self,
        seen: Seen<'_, '_, '_>,
        course: &Course,
        scratch: &'s mut Scratch,
        gathering: &mut Gathering,
    ) -> Decided<'s> {
        let Seen { case, keys, view, record } = seen;
        let on = case.at.local_date();
        let (judged, _) = judge(self.rules.fire(on, record, scratch));
        let is_white = judged.iter().any(|it| it.fired.rule.channel == RiskChannel::Release);
        let budget = holding(&self.budgets, case.procedure, case.customs, on);
        let mut purse = choose::Purse::new(budget, case, keys, course, gathering);
        let heard = judged.into_iter().map(|it| hear(it, &purse)).collect();
        let mut decided = Decided { heard, budget, ..Decided::default() };
        decided.shadow = self.shadow.as_ref().map(|it| it.weigh(record).probability);
        if let Some(fitted) = &self.active {
            let probability = fitted.weigh(record).probability;
            decided.probability = Some(probability);
            if let Some(budget) = budget {
                let odds = choose::Odds::of(case, view, probability, budget);
                decided.choice = purse.choose(&odds, budget, is_white);
            }
        }
        decided.conclude();
        purse.close(decided.is_spent());
        decided
    }
}

fn reason_of_choice(
    choice: Choice,
    fitted: &Fitted,
    record: &Record<'_>,
    probability: f64,
) -> Reason {
    let leading = fitted.leading(record, words::LEADING);
    let rule = match choice {
        Choice::Targeted(_) | Choice::Beyond { .. } => words::MODEL,
        Choice::Explored(_) => words::EXPLORED,
        Choice::Later => words::LATER,
    };
    Reason {
        rule: rule.to_owned(),
        lane: lane_of(choice.channel()),
        pointer: String::new(),
        observed: words::weighed(probability, &leading),
        text: words::of_choice(choice, probability, &leading),
    }
}

/// Where a case goes that a channel is for.
pub fn lane_of(channel: RiskChannel) -> Lane {
    match channel {
        RiskChannel::Release | RiskChannel::LaterAudit => Lane::Release,
        RiskChannel::Documents => Lane::Documents,
        RiskChannel::Examination | RiskChannel::Hold => Lane::Examination,
    }
}

/// What a lane means where no channel is named.
pub fn channel_of(lane: Lane) -> RiskChannel {
    match lane {
        Lane::Release => RiskChannel::Release,
        Lane::Documents => RiskChannel::Documents,
        Lane::Examination => RiskChannel::Examination,
    }
}

/// A rule speaks; beyond a day's budget what is not grave is looked at later.
fn hear<'s>(judged: Judged<'s>, purse: &choose::Purse<'_>) -> Heard<'s> {
    let asks = judged.channel > RiskChannel::LaterAudit && !is_hard(judged.fired.rule);
    let beyond = if asks { purse.beyond() } else { None };
    let channel = if beyond.is_some() { RiskChannel::LaterAudit } else { judged.channel };
    Heard { fired: judged.fired, channel, beyond }
}
