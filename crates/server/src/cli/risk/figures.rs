//! `tongguan risk figures [--from DATE] [--to DATE] [--by day|week|customs|rule|campaign]`

use std::process::ExitCode;

use ::risk::figures::By;
use anyhow::Result;
use clap::ValueEnum;
use model::{Date, RiskProcedure};
use serde_json::json;

use crate::{
    cli::{Context, output::print_json},
    clock,
    data::registry_of,
    risk_figures::{Folded, compare},
    view::{
        ChosenWay, ComparedPlan, FigureRow, FireView, GainView, RateView, RiskFiguresView, SumView,
        compared_view, days_asked, figures_view,
    },
};

/// What selection found, against what lots found. Counts stand under the day on which a case was weighed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// First day; four weeks before the last one where nothing is said.
    #[arg(long)]
    from: Option<Date>,
    /// Last day; the newest one of which there are figures where nothing is said.
    #[arg(long)]
    to: Option<Date>,
    #[arg(long, value_enum, default_value = "day")]
    by: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Day,
    /// From a Monday on.
    Week,
    /// Office of declaration.
    Customs,
    Rule,
    Campaign,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = registry_of(&records)?;
    let today = clock::now().max(records.newest_moment()?.unwrap_or_default()).local_date();
    let folded = Folded::whole(&records, &registry, today)?;
    let figures = folded.figures();
    let days = days_asked(figures, args.from, args.to);
    let by = match args.by {
        What::Day => By::Day,
        What::Week => By::Week,
        What::Customs => By::Customs,
        What::Rule | What::Campaign => By::All,
    };
    let view = figures_view(&folded, &days, by);
    let most = registry.law.days_on("risk.compared_days", today)?;
    let plans = compare(figures, registry.risk().plans(), today, most).into_iter();
    let plans: Vec<ComparedPlan> = plans.map(|it| compared_view(figures, it)).collect();
    if context.json {
        print_json(&json!({ "figures": view, "plans": plans }))?;
    } else {
        print(args.by, &view, &plans);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(by: What, view: &RiskFiguresView, plans: &[ComparedPlan]) {
    println!("{} to {}; a finding counts from grade {} on", view.from, view.to, view.found_from);
    for it in &view.procedures {
        println!("\n{}", procedure(it.procedure));
        print_sum(&it.sum);
    }
    match by {
        What::Rule => print_fires("rule", &view.rules),
        What::Campaign => print_fires("campaign", &view.campaigns),
        What::Day | What::Week | What::Customs => print_rows(&view.rows),
    }
    if view.beside.examined > 0 {
        println!(
            "\nbesides, {} cases were examined that nobody had selected, {} found",
            view.beside.examined, view.beside.found
        );
    }
    for it in plans {
        print_plan(it);
    }
}

fn print_sum(sum: &SumView) {
    println!("  weighed {}", sum.weighed);
    println!("  {:<9} {:>9} {:>9} {:>7}  hit rate (95 %)", "", "selected", "examined", "found");
    println!("  {:<9} {}", "all", rate(&sum.all));
    for it in sum.ways.iter().filter(|it| it.rate.selected > 0) {
        println!("  {:<9} {}", way(it.way), rate(&it.rate));
    }
    if sum.later_audit.selected > 0 {
        println!("  {:<9} {}", "later", rate(&sum.later_audit));
    }
    if let Some(it) = &sum.gain {
        println!("  targeted less lots: {} points", gain(it));
    }
    for it in sum.standings.iter().filter(|it| it.weighed > 0) {
        let credit = it.credit.map_or("not registered", |it| match it {
            model::Credit::Advanced => "certified",
            model::Credit::Ordinary => "ordinary",
            model::Credit::Dishonest => "dishonest",
        });
        println!(
            "  {credit}: {} weighed, {} selected, {} examined in vain ({})",
            it.weighed,
            it.selected,
            it.in_vain,
            percent(it.share_in_vain)
        );
    }
    for it in &sum.kinds {
        println!("  found {}: {}", it.kind, it.n);
    }
}

fn print_rows(rows: &[FigureRow]) {
    println!(
        "\n{:<11} {:<12} {:>9} {:>9} {:>9} {:>7}  hit rate (95 %); targeted less lots",
        "", "", "weighed", "selected", "examined", "found"
    );
    for it in rows {
        let all = rate(&it.sum.all);
        let gain = it.sum.gain.as_ref().map(gain).unwrap_or_default();
        let key = if it.key.is_empty() { "others" } else { &it.key };
        println!("{key:<11} {:<12} {:>9} {all}; {gain}", procedure(it.procedure), it.sum.weighed);
    }
}

fn print_fires(what: &str, fires: &[FireView]) {
    println!(
        "\n{what:<24} {:>9} {:>9} {:>9} {:>7}  hit rate (95 %); examinations per finding",
        "fired", "selected", "examined", "found"
    );
    for it in fires {
        let cost = it.examinations_per_finding.map_or("-".to_owned(), |it| format!("{it:.1}"));
        println!("{:<24} {:>9} {}; {cost}", it.name, it.fired, rate(&it.rate));
    }
}

fn print_plan(it: &ComparedPlan) {
    println!("\n{}  {}: in force since {}", it.plan, it.title, it.since);
    let (Some(before), Some(after)) = (&it.before, &it.after) else {
        println!("  no day after it is over yet");
        return;
    };
    println!("  {} to {} before, {} to {} after", before.from, before.to, after.from, after.to);
    for one in &it.districts {
        let customs = if one.customs.is_empty() { "all" } else { &one.customs };
        let points = |it: &Option<GainView>| it.as_ref().map_or("-".to_owned(), gain);
        println!(
            "  {customs:<6} {:<12} selected {} of {} -> {} of {}; targeted {} points; lots {} points",
            procedure(one.procedure),
            one.before.all.selected,
            one.before.weighed,
            one.after.all.selected,
            one.after.weighed,
            points(&one.targeted),
            points(&one.lots),
        );
    }
}

fn rate(it: &RateView) -> String {
    let interval = match (it.low, it.high) {
        (Some(low), Some(high)) => format!("({:.1} to {:.1})", low * 100.0, high * 100.0),
        _ => String::new(),
    };
    let counts = format!("{:>9} {:>9} {:>7}", it.selected, it.examined, it.found);
    format!("{counts}  {} {interval}", percent(it.hit_rate)).trim_end().to_owned()
}

fn gain(it: &GainView) -> String {
    format!("{:+.1} ({:.1} to {:.1})", it.points, it.low, it.high)
}

fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |it| format!("{:.1} %", it * 100.0))
}

fn procedure(it: RiskProcedure) -> &'static str {
    match it {
        RiskProcedure::Parcel => "parcels",
        RiskProcedure::Declaration => "declarations",
    }
}

fn way(it: ChosenWay) -> &'static str {
    match it {
        ChosenWay::Lot => "lots",
        ChosenWay::Targeted => "targeted",
        ChosenWay::Rule => "- rules",
        ChosenWay::Model => "- model",
        ChosenWay::Watch => "- watch",
        ChosenWay::Explored => "explored",
    }
}
