//! Rules of risk analysis in force, applied to a case beside what is remembered (ADR 0081).

use std::fmt::Write as _;

use model::{Finding, Lane, Reason, RiskChannel, RiskProcedure, RiskRule, Selection};
use risk::{
    RANDOM,
    batch::Chosen,
    case::Case,
    features::{FeatureSet, View},
    memory::{CaseKeys, Memory},
    rules::{Judged, Observed, RuleFinding, RuleSet, Scratch, Value, examine, judge},
};

use crate::catalogue::refuse;

/// The rules of all procedures, compiled.
#[derive(Debug, Default)]
pub(crate) struct Weighing {
    /// Of the procedures that have rules.
    sets: Vec<(FeatureSet, RuleSet)>,
}

impl Weighing {
    /// # Errors
    /// When a rule may not take effect; then none does.
    pub(crate) fn of(rules: &[RiskRule]) -> Result<Weighing, Vec<Finding>> {
        let mut weighing = Weighing::default();
        for procedure in RiskProcedure::ALL {
            let rows = of_procedure(rules, procedure);
            if rows.is_empty() {
                continue;
            }
            let features = features_of(procedure)?;
            let set = RuleSet::compile(&rows, features.schema()).map_err(|found| {
                found.iter().filter(|it| it.refuses).map(told).collect::<Vec<_>>()
            })?;
            weighing.sets.push((features, set));
        }
        Ok(weighing)
    }

    /// Adds to a selection what rules say of the case.
    pub(crate) fn weigh(
        &self,
        case: &Case<'_>,
        keys: &CaseKeys,
        memory: &Memory,
        scratch: &mut Scratch,
        selection: &mut Selection,
    ) -> Outcome {
        let mut outcome = Outcome::of(selection);
        let set = self.sets.iter().find(|it| it.0.procedure() == case.procedure);
        let Some((features, rules)) = set else { return outcome };
        let record = features.record(&View::new(case, keys, memory));
        outcome.digest = Some(record.digest());
        let on = case.at.local_date();
        let (judged, gravest) = judge(rules.fire(on, &record, scratch));
        for Judged { fired, channel } in judged {
            if channel > RiskChannel::Release {
                outcome.chosen = outcome.chosen.and(Chosen::RULE);
            }
            selection.reasons.push(Reason {
                rule: fired.rule.id.clone(),
                lane: lane_of(channel),
                pointer: String::new(),
                observed: observed_text(&fired.observed(&record)),
                text: words(fired.rule, channel),
            });
        }
        outcome.channel = outcome.channel.max(gravest);
        selection.lane = selection.lane.max(lane_of(outcome.channel));
        outcome
    }
}

/// What weighing a case came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) channel: RiskChannel,
    pub(crate) chosen: Chosen,
    /// Of what it was weighed by.
    pub(crate) digest: Option<u64>,
}

impl Outcome {
    /// Where random share and watch rows alone spoke.
    fn of(selection: &Selection) -> Outcome {
        let by = |it: &Reason| if it.rule == RANDOM { Chosen::RANDOM } else { Chosen::WATCH };
        let chosen = selection.reasons.iter().map(by).fold(Chosen::default(), Chosen::and);
        let channel = match selection.lane {
            Lane::Release => RiskChannel::Release,
            Lane::Documents => RiskChannel::Documents,
            Lane::Examination => RiskChannel::Examination,
        };
        Outcome { channel, chosen, digest: None }
    }
}

fn features_of(procedure: RiskProcedure) -> Result<FeatureSet, Vec<Finding>> {
    FeatureSet::of(procedure).map_err(|fault| {
        vec![refuse("HSE-7009", "rules", fault.to_string(), "一套特征 (features, each once)")]
    })
}

fn of_procedure(rules: &[RiskRule], procedure: RiskProcedure) -> Vec<RiskRule> {
    rules.iter().filter(|it| it.procedures.contains(&procedure)).cloned().collect()
}

/// What is wrong or doubtful with rules, of each procedure that they are for, whoever refuses.
pub fn examine_rules(rules: &[RiskRule]) -> Vec<(RiskProcedure, RuleFinding)> {
    let mut found = Vec::new();
    for procedure in RiskProcedure::ALL {
        let Ok(features) = FeatureSet::of(procedure) else { continue };
        let rows = of_procedure(rules, procedure);
        found.extend(examine(&rows, features.schema()).into_iter().map(|it| (procedure, it)));
    }
    found
}

/// With the place in the condition, in words of both languages.
fn told(found: &RuleFinding) -> Finding {
    let pointer = format!("rules[{}].condition:{}:{}", found.rule, found.line, found.column);
    let expected = match &found.hint {
        Some(hint) => format!("{} ({}) → {hint}", found.text_zh, found.text_en),
        None => format!("{} ({})", found.text_zh, found.text_en),
    };
    refuse("HSE-7009", &pointer, found.piece.clone(), &expected)
}

fn lane_of(channel: RiskChannel) -> Lane {
    match channel {
        RiskChannel::Release | RiskChannel::LaterAudit => Lane::Release,
        RiskChannel::Documents => Lane::Documents,
        RiskChannel::Examination | RiskChannel::Hold => Lane::Examination,
    }
}

/// What an officer reads: of what is looked at after release, that it is.
fn words(rule: &RiskRule, channel: RiskChannel) -> String {
    let RiskRule { title_zh, title_en, .. } = rule;
    match channel {
        RiskChannel::LaterAudit => {
            let (zh, en) = (channel.title_zh(), channel.title_en());
            format!("{zh}：{title_zh} ({en}: {title_en})")
        }
        _ => format!("{title_zh} ({title_en})"),
    }
}

/// `name = value` of each feature that a rule looked at; of lists a few.
pub fn observed_text(all: &[Observed]) -> String {
    const MOST: usize = 3;
    let mut text = String::new();
    for Observed { feature, value } in all {
        if !text.is_empty() {
            text.push_str("; ");
        }
        let _ = match value {
            Value::Missing => write!(text, "{feature} = ?"),
            Value::Number(number) => write!(text, "{feature} = {}", rounded(*number)),
            Value::Flag(flag) => write!(text, "{feature} = {flag}"),
            Value::Text(it) => write!(text, "{feature} = {it}"),
            Value::Texts(all) => {
                let few: Vec<&str> = all.iter().take(MOST).map(String::as_str).collect();
                let more = if all.len() > MOST { ", …" } else { "" };
                write!(text, "{feature} = {}{more}", few.join(", "))
            }
        };
    }
    text
}

/// At four decimals, of which those that say nothing are left out.
fn rounded(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Everything that is wrong with rows of rules beside their conditions.
pub(crate) fn row_faults(rows: &[RiskRule]) -> Vec<Finding> {
    let mut faults = Vec::new();
    for row in rows.iter().filter(|it| it.procedures.is_empty()) {
        let pointer = format!("rules[{}].procedures", row.id);
        faults.push(refuse("HSE-7009", &pointer, String::new(), "parcel | declaration"));
    }
    faults
}
