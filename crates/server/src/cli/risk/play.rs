//! `tongguan risk play`: a house of its own is played weeks of traffic with planted fraud, and its selection is measured.

use std::{collections::BTreeMap, process::ExitCode};

use ::risk::trees::{Interval, difference, wilson};
use anyhow::{Context as _, Result};
use matching::Keyring;
use model::Rate;
use serde_json::{Value, json};
use store::{Options, SqliteStore};
use testkit::fraud::{
    CaseLane, FraudPlan,
    play::{Grown, Hits, PlayPlan, Played, PlayedLane, play},
};

use crate::cli::{
    Context,
    output::{Unit, bar, print_json},
};

/// Nothing but the examiner knows the truth, and he answers 1 to 20 days later for what was selected alone. Figures are of
/// the second half, in which new kinds and new actors appear. docs/risk.md says how the game goes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, default_value_t = 26)]
    weeks: u32,
    /// Parcels of an average week.
    #[arg(long, default_value_t = 4_000)]
    parcels: u32,
    /// Declarations of an average week.
    #[arg(long, default_value_t = 1_500)]
    declarations: u32,
    /// Shares of cases with planted fraud; a game each.
    #[arg(long, value_delimiter = ',', default_value = "0.02,0.05,0.1")]
    base_rate: Vec<Rate>,
    /// Share of all cases that is examined.
    #[arg(long, default_value = "0.05")]
    examined: Rate,
    /// Of these, the share that is drawn by lot.
    #[arg(long, default_value = "0.1")]
    random: Rate,
    /// Of those that the model chooses, the share that goes to cases of which little is known.
    #[arg(long, default_value = "0.05")]
    explore: Rate,
    /// By what scores of traders of advanced credit are multiplied.
    #[arg(long, default_value = "0.5")]
    certified: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plays a second configuration, drawn from the seed: other mixes, other degrees, other noise.
    #[arg(long)]
    drawn: bool,
    /// Grow models on top of an analyst's scorecards, by which cases are chosen until there is a model. Whoever wrote them had
    /// read what is planted.
    #[arg(long)]
    scorecards: bool,
    /// Each so-many-th case that nobody looked at is presumed to be honest when a model is grown; 0: none.
    #[arg(long, default_value_t = 0)]
    presumed: u64,
}

/// The game's house keeps no secrets from anybody: the same game is the same every time.
const SECRETS: ([u8; 16], [u8; 32]) = ([7; 16], [8; 32]);

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let mut told = Vec::new();
    for base_rate in &args.base_rate {
        let played = game(context, args, *base_rate)?;
        if context.json {
            told.push(as_json(*base_rate, args, &played));
        } else {
            print(*base_rate, args, &played);
        }
    }
    if context.json {
        print_json(&told)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn game(context: &Context, args: &Args, base_rate: Rate) -> Result<Played> {
    let plan = FraudPlan::embedded()?.base_rate(base_rate).sized(
        args.weeks,
        args.parcels,
        args.declarations,
    );
    let fraud = if args.drawn { plan.drawn(args.seed) } else { plan };
    let count = u64::from(fraud.weeks)
        * (u64::from(fraud.parcels_a_week) + u64::from(fraud.declarations_a_week));
    let cards = match args.scorecards {
        true => PlayPlan::scorecards().context("the scorecards are not sound")?,
        false => BTreeMap::new(),
    };
    let plan = PlayPlan {
        cards,
        presumed: args.presumed,
        examined: args.examined,
        random: args.random,
        explore: args.explore,
        certified: args.certified,
        ..PlayPlan::new(fraud, args.seed)
    };
    let folder = tempfile::tempdir().context("cannot make a folder for the house")?;
    let path = folder.path().join("house.sqlite");
    let store = SqliteStore::open(&path, Options::default(), || SECRETS)?;
    let bar = bar(count, "playing", Unit::Count, context.json);
    let played = play(&plan, store, &Keyring::new(SECRETS.0), &mut |done| bar.set_position(done))?;
    bar.finish_and_clear();
    Ok(played)
}

fn real(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::NAN, f64::from)
}

fn rate(of: Hits) -> Option<f64> {
    (of.n > 0).then(|| real(of.hits) / real(of.n))
}

/// What was found more often than lots find on average, which is how often there is something to be found among all.
fn gain(of: Hits, all: Hits) -> Option<(f64, Interval)> {
    Some((rate(of)? - rate(all)?, difference((of.hits, of.n), (all.hits, all.n))?))
}

fn lane_of(lane: Option<CaseLane>) -> &'static str {
    match lane {
        Some(CaseLane::Parcel) => "parcels",
        Some(CaseLane::Declaration) => "declarations",
        None => "both lanes",
    }
}

fn hits_json(of: Hits, all: Hits) -> Value {
    let gain = gain(of, all);
    json!({
        "n": of.n, "hits": of.hits, "rate": rate(of),
        "interval": wilson(of.hits, of.n).map(|it| [it.low, it.high]),
        "gain_points": gain.map(|it| it.0 * 100.0),
        "gain_interval": gain.map(|it| [it.1.low * 100.0, it.1.high * 100.0]),
    })
}

fn as_json(base_rate: Rate, args: &Args, played: &Played) -> Value {
    let lane = |it: &PlayedLane| {
        let groups: serde_json::Map<String, Value> = it
            .groups
            .iter()
            .map(|(group, hits)| (group.name().to_owned(), hits_json(*hits, it.all)))
            .collect();
        json!({
            "lane": lane_of(it.lane), "cases": it.all.n, "findable": it.all.hits,
            "base_rate": rate(it.all), "examined_share": share(it.examined.n, it.all.n),
            "examined": hits_json(it.examined, it.all), "groups": groups, "kinds": it.kinds,
            "of_the_ceiling": share(it.examined.hits, it.best), "certified": it.certified,
        })
    };
    let lanes: Vec<Value> = played.report.lanes.iter().map(lane).collect();
    json!({ "planted": base_rate, "seed": args.seed, "drawn": args.drawn,
        "models": played.grown.len(), "lanes": lanes })
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| real(part) / real(whole))
}

fn percent(it: Option<f64>) -> String {
    it.map_or_else(|| "–".to_owned(), |it| format!("{:.1} %", it * 100.0))
}

fn hits_line(name: &str, of: Hits, all: Hits) {
    let interval = wilson(of.hits, of.n)
        .map_or_else(String::new, |it| format!("{:.1} to {:.1}", it.low * 100.0, it.high * 100.0));
    let gain = gain(of, all).map_or_else(String::new, |(it, of)| {
        format!("{:+.1} ({:+.1} to {:+.1})", it * 100.0, of.low * 100.0, of.high * 100.0)
    });
    println!(
        "  {name:<10} {:>6} {:>5} found {:>7}  ({interval})  gain {gain}",
        of.n,
        of.hits,
        percent(rate(of))
    );
}

fn print(base_rate: Rate, args: &Args, played: &Played) {
    let drawn = if args.drawn { ", a drawn configuration" } else { "" };
    println!("planted {base_rate}, seed {}{drawn}", args.seed);
    for it in &played.report.lanes {
        let PlayedLane { lane, all, examined, groups, kinds, best, certified } = it;
        println!(
            "{}: {} cases, base rate {}, {} examined",
            lane_of(*lane),
            all.n,
            percent(rate(*all)),
            percent(share(examined.n, all.n))
        );
        hits_line("all", *examined, *all);
        for (group, hits) in groups {
            hits_line(group.name(), *hits, *all);
        }
        println!("  of the ceiling {}", percent(share(examined.hits, *best)));
        for (kind, of) in kinds {
            let recall = percent(share(of.found, of.findable));
            println!("  {:<16} {} of {} ({recall})", kind.name(), of.found, of.findable);
        }
        println!(
            "  certified: {} cases, {} examined, {} in vain ({})",
            certified.cases,
            certified.examined,
            certified.in_vain,
            percent(share(certified.in_vain, certified.cases))
        );
    }
    if let Some(Grown { n_examined, n_found, .. }) = played.grown.last() {
        println!(
            "{} models; the last learnt of {n_examined} ({n_found} found)",
            played.grown.len()
        );
    }
}
