//! `tongguan services [WORD] [--group GROUP]`

use std::process::ExitCode;

use ::params::{Law, Library};
use anyhow::Result;

use super::{Context, output::print_json};
use crate::{
    clock,
    guide::{Reader, Sources, catalogue, prove},
    view::{OfferedService, ServiceTimes},
    wall::{Now, Times},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only services in whose names this stands, in either language.
    word: Option<String>,
    /// Only services of this group: company, goods, tax, carriage, ….
    #[arg(long)]
    group: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let law = Law::shipped()?;
    prove(&law)?;
    let library = Library::shipped()?;
    let times = measured(context)?;
    let on = clock::now().local_date();
    let sources = Sources { law: &law, library: &library, times: &times, on };
    let mut all = catalogue(&sources, Reader::Operator)?;
    let word = args.word.as_deref().unwrap_or_default().to_lowercase();
    all.services.retain(|it| {
        let has = |text: &str| text.to_lowercase().contains(&word);
        let is_named = [&it.service, &it.title_zh, &it.title_en].into_iter().any(|it| has(it));
        is_named && args.group.as_ref().is_none_or(|group| *group == it.group)
    });
    if context.json {
        print_json(&all)?;
        return Ok(ExitCode::SUCCESS);
    }
    for group in &all.groups {
        let mut own = all.services.iter().filter(|it| it.group == group.group).peekable();
        if own.peek().is_some() {
            println!("{} {}", group.title_zh, group.title_en);
        }
        own.for_each(print);
    }
    Ok(ExitCode::SUCCESS)
}

/// Where there is no house yet, nothing was measured.
fn measured(context: &Context) -> Result<Times> {
    if !context.data.holds_a_house() {
        return Ok(Times { steps: Vec::new(), clearance: Vec::new() });
    }
    let records = context.data.records()?;
    let clock = clock::now();
    let house = records.newest_moment()?.map_or(clock, |it| clock.max(it));
    Times::folded(&records, Now { clock, house })
}

fn print(it: &OfferedService) {
    println!("  {}  {} {}", it.service, it.title_zh, it.title_en);
    println!("      {}", it.about_en);
    let named = |name: &str, what: Vec<&str>| {
        let what: Vec<&str> = what.into_iter().filter(|it| !it.is_empty()).collect();
        if !what.is_empty() {
            println!("      {name}: {}", what.join(", "));
        }
    };
    named("for", it.whom.iter().map(|it| it.title_en.as_str()).collect());
    named("needs", it.needs.iter().map(|it| it.title_en.as_str()).collect());
    named("messages", it.messages.iter().map(String::as_str).collect());
    let begins = [&it.page, &it.api].into_iter().flatten().map(String::as_str);
    named("begins at", begins.collect());
    if let Some(command) = &it.cli {
        println!("      command: tongguan {command}");
    }
    if let Some(times) = &it.measured {
        println!("      takes: {}", taken(times));
    }
}

/// As measured, never as promised.
fn taken(it: &ServiceTimes) -> String {
    match (it.p50_ms, it.p90_ms) {
        (Some(half), Some(most)) => {
            let (half, most) = (spelt(half), spelt(most));
            format!("half within {half}, nine in ten within {most}, of {} {}", it.n, it.of_en)
        }
        _ => format!("not yet measured here ({})", it.of_en),
    }
}

fn spelt(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..120_000 => format!("{} s", ms / 1_000),
        120_000..7_200_000 => format!("{} min", ms / 60_000),
        7_200_000..172_800_000 => format!("{} h", ms / 3_600_000),
        _ => format!("{} days", ms / 86_400_000),
    }
}
