//! `tongguan risk plan`, `tongguan risk plans`, `tongguan risk activate P12`

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;
use clearance::{PlanState, RiskPlan, Word};
use model::{
    Date, HouseMessage, Moment, RiskChange, RiskModelChange, RiskModelRole, RiskPlanAct, RiskRule,
};
use serde_json::json;
use store::Options;

use super::Procedure;
use crate::{
    cli::{Context, output::print_json},
    clock,
    data::registry_of,
};

/// Proposes a change of rules, budgets or models. It is examined as if it took effect now, and holds once another person has
/// approved it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    title: String,
    /// Who proposes it.
    #[arg(long)]
    by: String,
    #[arg(long)]
    reason: String,
    /// Rows of rules in JSON; each takes the place of all rows of its name.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// Names of rules that stop.
    #[arg(long = "drop", value_delimiter = ',')]
    dropped: Vec<String>,
    /// Rows of budgets in JSON.
    #[arg(long)]
    budgets: Option<PathBuf>,
    /// Names of rows of budgets that hold no more.
    #[arg(long = "drop-budgets", value_delimiter = ',')]
    dropped_budgets: Vec<String>,
    /// A model as `tongguan risk train` writes it.
    #[arg(long, requires = "procedure")]
    model: Option<PathBuf>,
    #[arg(long, value_enum)]
    procedure: Option<Procedure>,
    #[arg(long, value_enum, default_value = "active")]
    role: Role,
    /// The first day on which it holds, from midnight; at once where nothing is said.
    #[arg(long)]
    from: Option<Date>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Role {
    Active,
    /// It looks on, and selects nobody.
    Shadow,
}

/// Approves, refuses or withdraws a plan.
#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    /// `P12`, as `tongguan risk plans` lists it.
    plan: String,
    #[arg(long, value_enum, default_value = "approve")]
    act: Act,
    /// Another person than who proposed it; to withdraw it, the same.
    #[arg(long)]
    by: String,
    #[arg(long)]
    reason: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Act {
    Approve,
    Refuse,
    Withdraw,
}

pub(crate) fn propose(context: &Context, args: &Args) -> Result<ExitCode> {
    let message = HouseMessage::RiskPlan {
        title: args.title.clone(),
        change: change(args)?,
        activates_at: args.from.map(|it| Moment::from_local(it.at(0, 0, 0, 0))),
        by: args.by.clone(),
        reason: args.reason.clone(),
    };
    tell_plan(context, &message)
}

/// Proposes a plan that was made elsewhere.
pub(super) fn tell_plan(context: &Context, message: &HouseMessage) -> Result<ExitCode> {
    tell(context, message, |plans| plans.last().map(RiskPlan::name))
}

pub(crate) fn decide(context: &Context, args: &Decide) -> Result<ExitCode> {
    let act = match args.act {
        Act::Approve => RiskPlanAct::Approve,
        Act::Refuse => RiskPlanAct::Refuse,
        Act::Withdraw => RiskPlanAct::Withdraw,
    };
    let (plan, by, reason) = (args.plan.clone(), args.by.clone(), args.reason.clone());
    let message = HouseMessage::DecideRiskPlan { plan, act, by, reason };
    tell(context, &message, |_| Some(args.plan.clone()))
}

/// Tells the house, and says where the plan stands then, or why it was refused.
fn tell(
    context: &Context,
    message: &HouseMessage,
    named: impl FnOnce(&[RiskPlan]) -> Option<String>,
) -> Result<ExitCode> {
    let mut house = context.data.open(Options::default())?;
    let mut registry = registry_of(&context.data.records()?)?;
    let input = clock::received_now(message, "operator")?;
    // The registry that is read beside the house says what is wrong in full; the house refuses the same.
    let number = model::InputId(house.head()?.next_input);
    if let Err(findings) = registry.apply(message, number, input.received_at) {
        if context.json {
            print_json(&json!({ "is_taken": false, "findings": findings }))?;
        } else {
            for it in &findings {
                println!(
                    "{}  {}: `{}`, expected {}",
                    it.code, it.pointer, it.observed, it.expected
                );
            }
            println!("nothing is taken");
        }
        return Ok(ExitCode::FAILURE);
    }
    let tally = house.take(&[input])?;
    ensure!(tally.codes.is_empty(), "the house refused it: {:?}", tally.codes);
    let plans = house.registry().risk().plans();
    let name = named(plans).context("the house took it and has no such plan")?;
    let plan = plans.iter().find(|it| it.name() == name).context("no such plan")?;
    show(context, std::slice::from_ref(plan))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn list(context: &Context) -> Result<ExitCode> {
    let registry = registry_of(&context.data.records()?)?;
    show(context, registry.risk().plans())?;
    Ok(ExitCode::SUCCESS)
}

fn show(context: &Context, plans: &[RiskPlan]) -> Result<()> {
    if context.json {
        return print_json(&plans.iter().map(as_json).collect::<Vec<_>>());
    }
    for plan in plans {
        let RiskChange { rules, dropped, budgets, dropped_budgets, models } = &plan.change;
        let (state, word) = told(&plan.state);
        println!("{}  {}: {state}", plan.name(), plan.title);
        println!("    by {}: {}", plan.by, plan.reason);
        println!(
            "    {} rules, {} dropped, {} budgets, {} dropped, {} models",
            rules.len(),
            dropped.len(),
            budgets.len(),
            dropped_budgets.len(),
            models.len()
        );
        if let Some(at) = plan.activates_at {
            println!("    from {at}");
        }
        if let Some(Word { by, reason, .. }) = word {
            println!("    {by}: {reason}");
        }
    }
    Ok(())
}

fn told(state: &PlanState) -> (&'static str, Option<&Word>) {
    match state {
        PlanState::Proposed => ("proposed", None),
        PlanState::Approved(word) => ("approved", Some(word)),
        PlanState::Refused(word) => ("refused", Some(word)),
        PlanState::Withdrawn(word) => ("withdrawn", Some(word)),
        PlanState::Active { approved, .. } => ("active", Some(approved)),
        PlanState::Failed { approved, .. } => ("failed", Some(approved)),
    }
}

fn as_json(plan: &RiskPlan) -> serde_json::Value {
    let (state, word) = told(&plan.state);
    let models = plan.change.models.iter().map(
        |it| json!({ "procedure": it.procedure, "role": it.role, "has_model": it.model.is_some() }),
    );
    json!({
        "plan": plan.name(), "title": plan.title, "by": plan.by, "reason": plan.reason,
        "activates_at": plan.activates_at, "state": state,
        "decided": word.map(|it| json!({ "by": it.by, "reason": it.reason })),
        "rules": plan.change.rules, "dropped": plan.change.dropped,
        "budgets": plan.change.budgets, "dropped_budgets": plan.change.dropped_budgets,
        "models": models.collect::<Vec<_>>(),
    })
}

fn change(args: &Args) -> Result<RiskChange> {
    let read = |path: &PathBuf| {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let (dropped, dropped_budgets) = (args.dropped.clone(), args.dropped_budgets.clone());
    let mut change = RiskChange { dropped, dropped_budgets, ..RiskChange::default() };
    if let Some(path) = &args.rules {
        let rules: Vec<RiskRule> = serde_json::from_str(&read(path)?)
            .with_context(|| format!("{} is no list of rules", path.display()))?;
        change.rules = rules;
    }
    if let Some(path) = &args.budgets {
        change.budgets = serde_json::from_str(&read(path)?)
            .with_context(|| format!("{} is no list of budgets", path.display()))?;
    }
    if let (Some(path), Some(procedure)) = (&args.model, args.procedure) {
        let role = match args.role {
            Role::Active => RiskModelRole::Active,
            Role::Shadow => RiskModelRole::Shadow,
        };
        let model = Some(read(path)?);
        change.models.push(RiskModelChange { procedure: procedure.into(), role, model });
    }
    ensure!(!change.is_empty(), "a plan changes rules, budgets or models: name one of them");
    Ok(change)
}
