//! `tongguan doctor`: what is wrong with a house, and what to do about it, the gravest first.
//!
//! Nothing is changed and nothing is decided: a house may be looked at while a program runs in it. Whatever cannot be told
//! because something graver is wrong (a file that does not open) is left out.

mod beside;
mod house;
mod law;
mod running;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use anyhow::Result;
use model::Moment;
use serde::Serialize;

use super::{Context, output::print_json};
use crate::{clock, data::DataDir};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Ask the program that runs in the house too, at this address (`http://127.0.0.1:8080`).
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// How something stands; the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// Something is lost, or will be, or nothing is decided.
    Wrong,
    /// It goes on, and somebody should look.
    Warning,
    Well,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    state: State,
    /// What was seen.
    seen: String,
    /// What to do; empty where nothing is.
    remedy: String,
}

impl Check {
    fn well(name: &'static str, seen: impl Into<String>) -> Check {
        Check { name, state: State::Well, seen: seen.into(), remedy: String::new() }
    }

    fn warning(name: &'static str, seen: impl Into<String>, remedy: impl Into<String>) -> Check {
        Check { name, state: State::Warning, seen: seen.into(), remedy: remedy.into() }
    }

    fn wrong(name: &'static str, seen: impl Into<String>, remedy: impl Into<String>) -> Check {
        Check { name, state: State::Wrong, seen: seen.into(), remedy: remedy.into() }
    }

    /// What cannot be told is wrong.
    fn of(name: &'static str, looked: Result<Check>) -> Check {
        looked.unwrap_or_else(|error| {
            let remedy = "the file is damaged or cannot be reached: see to the disk, then take the last backup; `tongguan verify` proves it";
            Check::wrong(name, format!("cannot be told: {error:#}"), remedy)
        })
    }
}

#[derive(Debug, Serialize)]
struct Report {
    /// The gravest of all.
    state: State,
    checks: Vec<Check>,
}

impl Report {
    fn new(mut checks: Vec<Check>) -> Report {
        // Of the same weight they stand in the order in which they were looked at.
        checks.sort_by_key(|it| it.state);
        let state = checks.first().map_or(State::Well, |it| it.state);
        Report { state, checks }
    }
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let mut checks = look(&context.data, clock::now(), args.url.is_some());
    if let Some(url) = &args.url {
        checks.extend(running::look(url));
    }
    let report = Report::new(checks);
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(if report.state == State::Wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Everything that can be told without asking a running program.
fn look(data: &DataDir, now: Moment, is_asked: bool) -> Vec<Check> {
    let (mut checks, can_be_read) = house::file(data);
    if can_be_read {
        checks.extend(house::look(data, now, is_asked));
        checks.extend(law::look(data, now.local_date()));
    }
    checks.extend(beside::look(data, now));
    checks
}

fn print(report: &Report) {
    for Check { name, state, seen, remedy } in &report.checks {
        let state = match state {
            State::Wrong => "WRONG",
            State::Warning => "warning",
            State::Well => "well",
        };
        println!("{state:<8} {name:<11} {seen}");
        if !remedy.is_empty() {
            println!("{:<8} {:<11} → {remedy}", "", "");
        }
    }
    let wrong = report.checks.iter().filter(|it| it.state == State::Wrong).count();
    let warnings = report.checks.iter().filter(|it| it.state == State::Warning).count();
    println!("{wrong} wrong, {warnings} warnings, of {} checks", report.checks.len());
}
