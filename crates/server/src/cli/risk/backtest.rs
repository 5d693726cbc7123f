//! `tongguan risk backtest --plan P12`

use std::{fs, path::PathBuf, process::ExitCode, time::Instant};

use ::risk::backtest::{Counts, Known, Moves, Results, Spending, Tally, Way};
use anyhow::{Context as _, Result, bail};
use clearance::{PlanState, RiskTrial};
use matching::Keyring;
use model::{Date, Finding, RiskChange};
use serde_json::{Value, json};

use crate::{
    cli::{Context, output::print_json},
    clock,
    data::{DataDir, registry_of},
    rules::{Bounds, Read, read_history},
};

/// Tries a change on what the house kept: each case is weighed again by what was known when it was decided, by what is in force and by
/// what would be. Nothing is changed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The house's folder, where it is not that of `--data`.
    #[arg(long)]
    house: Option<PathBuf>,
    /// `P12`, as `tongguan risk plans` lists it.
    #[arg(long, conflicts_with = "change", required_unless_present = "change")]
    plan: Option<String>,
    /// A change in JSON: `{"rules": [...], "dropped": [...], "budgets": [...], "dropped_budgets": [...], "models": [...]}`.
    #[arg(long)]
    change: Option<PathBuf>,
    /// Cases of an earlier day are folded and not counted; all are counted where nothing is said.
    #[arg(long)]
    from: Option<Date>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let other = args.house.as_deref().map(DataDir::new);
    let data = other.as_ref().unwrap_or(&context.data);
    let records = data.records()?;
    let registry = registry_of(&records)?;
    let change = match (&args.plan, &args.change) {
        (Some(name), _) => {
            let plan = registry.risk().plans().iter().find(|it| it.name() == *name);
            let plan = plan.with_context(|| format!("there is no plan `{name}`"))?;
            if matches!(plan.state, PlanState::Active { .. }) {
                bail!("plan `{name}` is in force: there is nothing to compare it with");
            }
            plan.change.clone()
        }
        (None, Some(path)) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_str::<RiskChange>(&text)
                .with_context(|| format!("{} is no change", path.display()))?
        }
        (None, None) => bail!("name a plan or a file with a change"),
    };
    let today = clock::now().max(registry.reached()).local_date();
    let sides: RiskTrial = match registry.risk().in_force().trial(&change, today) {
        Ok(sides) => sides,
        Err(findings) => return refused(context, &findings),
    };
    let keyring = Keyring::new(records.keyring()?);
    let from = args.from.unwrap_or(Date::MIN);
    let began = Instant::now();
    let bounds = Bounds { cases_max: u64::MAX, until: None };
    let Read { tally, n_batches, .. } =
        read_history(&records, &keyring, sides.question(from, 0), bounds)?;
    let took = began.elapsed().as_secs_f64();
    if context.json {
        print_json(&as_json(&tally, n_batches, took))?;
    } else {
        print(&tally, n_batches, took);
    }
    Ok(ExitCode::SUCCESS)
}

fn refused(context: &Context, findings: &[Finding]) -> Result<ExitCode> {
    if context.json {
        print_json(&json!({ "is_tried": false, "findings": findings }))?;
    } else {
        for it in findings {
            println!("{}  {}: `{}`, expected {}", it.code, it.pointer, it.observed, it.expected);
        }
        println!("the house would refuse it; nothing is tried");
    }
    Ok(ExitCode::FAILURE)
}

fn way_word(way: Way) -> &'static str {
    match way {
        Way::Rule => "rule",
        Way::Targeted => "targeted",
        Way::Explored => "explored",
        Way::Later => "later_audit",
        Way::Beyond => "beyond_the_day",
    }
}

/// What is told of examinations, in this order.
fn results_of(known: &Known) -> [(&'static str, Results); 6] {
    [
        ("gained", known.gained),
        ("lost", known.lost),
        ("kept", known.kept),
        ("by_lot", known.by_lot),
        ("lots_before", known.lots_before),
        ("lots_after", known.lots_after),
    ]
}

fn as_json(tally: &Tally, n_batches: u64, took: f64) -> Value {
    let counts = |it: &Counts| {
        json!({
            "weighed": it.weighed, "before": it.before, "after": it.after,
            "gained": it.gained, "lost": it.lost, "gained_anyway": it.gained_anyway,
            "examinations_before": it.examinations_before,
            "examinations_after": it.examinations_after,
        })
    };
    let moves = |it: &Moves| json!({ "before": it.before, "after": it.after, "gained": it.gained, "lost": it.lost });
    let results = |it: Results| {
        json!({ "examined": it.examined, "found": it.found,
            "interval": it.interval().map(|it| [it.low, it.high]) })
    };
    let spending = |it: &Spending| {
        let side = |it: &::risk::backtest::Spent| json!({ "weighed": it.weighed, "chosen": it.chosen, "beyond": it.beyond });
        json!({ "share": it.share, "per_day": it.per_day, "before": side(&it.before),
            "after": side(&it.after), "is_over": it.is_over() })
    };
    let map = |rows: Vec<(String, Value)>| rows.into_iter().collect::<serde_json::Map<_, _>>();
    let days = tally.days.iter().map(|(on, it)| (on.to_string(), counts(it)));
    let customs = tally.customs.iter().map(|(of, it)| (of.clone(), counts(it)));
    let procedures = tally.procedures.iter().map(|(of, it)| (word(of), counts(it)));
    let channels = tally.channels.iter().map(|(of, it)| (word(of), moves(it)));
    let ways = tally.ways.iter().map(|(of, it)| (way_word(*of).to_owned(), moves(it)));
    let budgets = tally.budgets.iter().map(|(of, it)| (of.clone(), spending(it)));
    let known = results_of(&tally.known).map(|(of, it)| (of.to_owned(), results(it)));
    json!({
        "is_tried": true, "all": counts(&tally.all), "days": map(days.collect()),
        "customs": map(customs.collect()), "procedures": map(procedures.collect()),
        "channels": map(channels.collect()), "ways": map(ways.collect()),
        "budgets": map(budgets.collect()), "results": map(known.to_vec()),
        "differ": tally.differ, "batches": n_batches, "seconds": took,
    })
}

/// As it is spelt in JSON.
fn word(of: &impl serde::Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

fn print(tally: &Tally, n_batches: u64, took: f64) {
    let all = &tally.all;
    println!(
        "{} cases of {} days, {n_batches} batches in {took:.1} s",
        all.weighed,
        tally.days.len()
    );
    println!("what rules and the model select; lots and watch rows select the same on both sides");
    println!("{:<24}{:>10}{:>10}{:>10}{:>10}", "", "as it is", "would be", "gained", "lost");
    let row = |of: &str, [before, after, gained, lost]: [u64; 4]| {
        println!("{of:<24}{before:>10}{after:>10}{gained:>10}{lost:>10}");
    };
    let selected = |it: &Counts| [it.before, it.after, it.gained, it.lost];
    row("selected", selected(all));
    println!("{:<24}{:>10}{:>10}", "examinations", all.examinations_before, all.examinations_after);
    for (of, Moves { before, after, gained, lost }) in &tally.channels {
        row(&format!("  {}", word(of)), [*before, *after, *gained, *lost]);
    }
    for (of, Moves { before, after, gained, lost }) in &tally.ways {
        row(&format!("  by {}", way_word(*of)), [*before, *after, *gained, *lost]);
    }
    for (of, it) in &tally.procedures {
        row(&word(of), selected(it));
    }
    for (of, it) in &tally.customs {
        row(&format!("office {of}"), selected(it));
    }
    println!("of what was gained, lots or watch rows chose {} all the same", all.gained_anyway);
    println!("what examinations found, of those that there were (whoever chose them then):");
    for (of, it) in results_of(&tally.known) {
        let within = it.interval().map_or_else(String::new, |it| {
            format!("  {:.1} % to {:.1} % at 95 %", it.low * 100.0, it.high * 100.0)
        });
        println!("  {of:<14}{:>6} of {:>6}{within}", it.found, it.examined);
    }
    for (of, it) in &tally.budgets {
        spent(of, it);
    }
    if tally.differ > 0 {
        println!("{} cases were weighed by other values when they were decided", tally.differ);
    }
}

fn spent(of: &str, it: &Spending) {
    let after = &it.after;
    let more = if it.is_over() { ": MORE THAN ITS BUDGET" } else { "" };
    println!(
        "budget {of}: {} of {} chosen, its share is {}{more}",
        after.chosen, after.weighed, it.share
    );
    if let Some(most) = it.per_day {
        println!("  {} beyond the most a day ({most}) go to later audit", after.beyond);
    }
}
