//! `tongguan risk drift [--propose parcel|declaration --by WHO --reason WHY]`

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use model::{HouseMessage, RiskProcedure};
use serde_json::json;

use super::{Procedure, plan};
use crate::{
    cli::{Context, output::print_json},
    clock,
    data::registry_of,
    risk_figures::{Folded, drift, limit_on, model_accounts},
    view::{DriftLevel, DriftView, DuelStanding, ModelAccountView, account_view, drift_view},
};

/// Whether what models say comes true, whether traffic is still the one that they were grown on, and whether the one in force has fallen behind the
/// one in its shadow. Nothing is changed; `--propose` makes a plan of exchanging them, which another person approves.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Cases are weighed again for so long at most.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// So many features of each model are told.
    #[arg(long, default_value_t = 10)]
    features: usize,
    /// Proposes to exchange the model in force, where it has fallen behind.
    #[arg(long, value_enum, requires_all = ["by", "reason"])]
    propose: Option<Procedure>,
    #[arg(long)]
    by: Option<String>,
    #[arg(long)]
    reason: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = registry_of(&records)?;
    let today = clock::now().max(records.newest_moment()?.unwrap_or_default()).local_date();
    let folded = Folded::whole(&records, &registry, today)?;
    let accounts = model_accounts(&records, &registry, folded.figures(), today)?;
    if let Some(procedure) = args.propose {
        let procedure = RiskProcedure::from(procedure);
        let account = accounts.iter().find(|it| it.procedure == procedure);
        let account = account.context("no model is in force for such cases")?;
        let Some(change) = account.demotion()? else {
            bail!("{} has not fallen behind the one in its shadow", account.active.name);
        };
        let (by, reason) = (args.by.clone(), args.reason.clone());
        let message = HouseMessage::RiskPlan {
            title: account.title(),
            change,
            activates_at: None,
            by: by.unwrap_or_default(),
            reason: reason.unwrap_or_default(),
        };
        return plan::tell_plan(context, &message);
    }
    let models: Vec<_> =
        registry.risk().models().iter().map(|(place, it)| (*place, it.clone())).collect();
    let limit = |name| limit_on(&registry, name, today).context("the law names no such limit");
    let limits = [limit("risk.drift_watch")?, limit("risk.drift_act")?];
    let until = Instant::now() + Duration::from_secs(args.seconds);
    let drift = drift_view(drift(&records, &models, until)?, limits);
    let accounts: Vec<ModelAccountView> = accounts.iter().map(account_view).collect();
    if context.json {
        print_json(&json!({ "models": accounts, "drift": drift }))?;
    } else {
        accounts.iter().for_each(print_account);
        print_drift(&drift, args.features);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_account(it: &ModelAccountView) {
    println!("{:?}: {} in force since {}", it.procedure, it.active.name, it.active.since);
    println!("  {:>9}  {:>8} {:>6}  said    found (95 %), by lot", "said", "examined", "found");
    for bin in it.bins.iter().filter(|it| it.lots.examined + it.others.examined > 0) {
        for (what, counts) in [("lots", &bin.lots), ("others", &bin.others)] {
            let (Some(said), Some(share)) = (counts.said, counts.share) else { continue };
            let (low, high) = (counts.low.unwrap_or_default(), counts.high.unwrap_or_default());
            let sure = if counts.comes_true == Some(false) { "  NOT AS SAID" } else { "" };
            println!(
                "  {:>3}-{:<3} % {what:<6} {:>6} {:>6}  {:>5.1} %  {:.1} % ({:.1} to {:.1}){sure}",
                bin.from,
                bin.to,
                counts.examined,
                counts.found,
                said * 100.0,
                share * 100.0,
                low * 100.0,
                high * 100.0
            );
        }
    }
    let duel = &it.duel;
    let told = match duel.standing {
        DuelStanding::Alone => "nothing is in the shadow".to_owned(),
        DuelStanding::TooFew => {
            format!("{} cases by lot, {} are needed to compare", duel.cases, duel.needed)
        }
        DuelStanding::Level => "neither is better for certain".to_owned(),
        DuelStanding::Ahead => "the one in force is better".to_owned(),
        DuelStanding::Behind => {
            "THE ONE IN FORCE HAS FALLEN BEHIND; --propose makes a plan of exchanging them"
                .to_owned()
        }
    };
    if let Some(shadow) = &it.shadow {
        println!("  against {} in the shadow: {told}", shadow.name);
    }
    if let (Some(by), Some(low), Some(high)) = (duel.difference, duel.low, duel.high) {
        println!("  Brier score in force less shadow: {by:+.4} ({low:.4} to {high:.4})");
    }
}

fn print_drift(drift: &DriftView, most: usize) {
    if let Some(days) = &drift.days {
        let cut = if drift.is_cut { ", as far as time allowed" } else { "" };
        println!("features of cases of {} to {}{cut}", days.from, days.to);
    }
    for model in &drift.models {
        println!("{} ({:?}): {} cases", model.name, model.procedure, model.cases);
        if !model.has_spread {
            println!("  its file does not say how features lay when it was grown");
        }
        for it in model.features.iter().take(most) {
            let level = match it.level {
                DriftLevel::Steady => "",
                DriftLevel::Shifts => "  shifts",
                DriftLevel::Other => "  ANOTHER ONE",
            };
            println!("  {:.3}  {} {}{level}", it.index, it.name, it.title_zh);
        }
    }
}
