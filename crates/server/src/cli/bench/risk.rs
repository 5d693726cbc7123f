//! `tongguan bench risk`: how many cases this machine weighs by features, rules and a model, and how long one takes.
//!
//! Cases come from a small house that took generated traffic; rules and the model are made of what it kept, so that they ask for
//! values that cases have. With `--peers` the rules are measured beside other engines of rules, by a program of its own.

use std::{
    hint::black_box,
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use clearance::{
    House, digester,
    ports::{RawInput, Store as _},
};
use matching::Keyring;
use model::{
    CommitNo, CreditScale, Date, EntryId, Moment, Rate, RiskAim, RiskBudget, RiskChannel,
    RiskModelRole, RiskProcedure, RiskRule, RiskSeverity,
};
use params::Law;
use risk::{
    Kind,
    batch::{Batch, Weighed},
    engine::Engine,
    features::{FeatureSet, Span, View},
    memory::{CaseKeys, Gathering, Limits, Memory},
    rules::Scratch,
    trees::{Model, Table, TrainPlan, train},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::SqliteStore;
use testkit::{GeneratedFile, Plan, TRUTH_FILE, declarations, generate};

use crate::{
    cli::{Context, output::print_json},
    machine::{self, Meter, percentile},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Parcels of the house whose cases are weighed; half of them only to be remembered.
    #[arg(long, default_value_t = 6_000)]
    parcels: u64,
    #[arg(long, default_value_t = 200)]
    rules: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder of the program that measures other engines of rules: `bench/peers-rules`. It is built first.
    #[arg(long, value_name = "FOLDER")]
    peers: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Report {
    machine: String,
    /// Numbers, flags, texts and lists of a record.
    features: usize,
    rules: usize,
    trees: usize,
    cases: usize,
    /// Features, rules, model, reasons: of one case after another, per second of processor time.
    decisions_per_cpu_s: u64,
    /// How many of the rules speak of a case.
    fired_a_case: f64,
    p50_us: u64,
    p99_us: u64,
    #[serde(flatten)]
    peers: Option<Peers>,
}

/// Of a hundred rules over a flat record of a hundred fields, per second of processor time.
#[derive(Debug, Serialize, Deserialize)]
struct Peers {
    rules_per_cpu_s: f64,
    cel_per_cpu_s: f64,
    zen_per_cpu_s: f64,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<()> {
    let kept = Kept::of_parcels(args.parcels, args.seed)?;
    let equipment = Equipment::of(&kept, RiskProcedure::Parcel, args.rules)?;
    let report = measure(&kept, &equipment, args)?;
    if context.json {
        return print_json(&report);
    }
    print(&report);
    Ok(())
}

/// What a small house kept of generated traffic.
pub(super) struct Kept {
    keyring: Keyring,
    batches: Vec<Vec<u8>>,
}

const SECRET: [u8; 16] = [7; 16];

impl Kept {
    pub(super) fn of_parcels(parcels: u64, seed: u64) -> Result<Kept> {
        let plan = Plan::new(parcels, Rate::ZERO, seed, day());
        Kept::of(|law, sink| Ok(generate(&plan, law, sink, &mut |_| {}).map(drop)?))
    }

    pub(super) fn of_declarations(declarations: u64, seed: u64) -> Result<Kept> {
        let fault_rate = Rate::ZERO;
        let plan = declarations::DeclarationPlan { declarations, fault_rate, seed, on: day() };
        Kept::of(|law, sink| {
            Ok(declarations::generate_declarations(&plan, law, sink, &mut |_| {}).map(drop)?)
        })
    }

    fn of(make: impl FnOnce(&Law, Sink<'_>) -> Result<()>) -> Result<Kept> {
        let law = Law::shipped()?;
        let mut inputs: Vec<RawInput> = Vec::new();
        let started = Moment::from_local(day().at(9, 0, 0, 0));
        make(&law, &mut |file| {
            if file.name != TRUTH_FILE {
                let received_at = started.plus_minutes(i64::try_from(inputs.len()).unwrap_or(0));
                let (sender, bytes) = (String::new(), file.bytes.to_vec());
                inputs.push(RawInput { received_at, sender, bytes });
            }
            Ok(())
        })?;
        let store = SqliteStore::in_memory((SECRET, [9; 32]))?;
        let mut house = House::open(store, law, Keyring::new(SECRET))?;
        for some in inputs.chunks(8) {
            house.take(some)?;
        }
        let mut store = house.into_store();
        let batches = store.remembered_after(CommitNo(0), usize::MAX)?;
        let batches = batches.into_iter().map(|it| it.1).collect();
        Ok(Kept { keyring: Keyring::new(SECRET), batches })
    }

    /// Each batch, and the memory before it.
    fn each(&self, mut look: impl FnMut(&Batch<'_>, &Memory) -> Result<()>) -> Result<()> {
        let mut memory = Memory::new(digester(&self.keyring), Limits::default());
        for bytes in &self.batches {
            let batch = Batch::from_bytes(bytes)?;
            look(&batch, &memory)?;
            memory.apply(&batch.deltas);
        }
        Ok(())
    }
}

/// What the names of the rules begin with.
const RULE: &str = "BENCH-";

type Sink<'s> = &'s mut dyn FnMut(GeneratedFile<'_>) -> std::io::Result<()>;

const fn day() -> Date {
    Date::constant(2026, 11, 20)
}

/// Rules, a model and a budget that ask for values that cases have, and send none of them anywhere but to later audit.
pub(super) struct Equipment {
    procedure: RiskProcedure,
    rules: Vec<RiskRule>,
    budget: RiskBudget,
    model: Model,
}

impl Equipment {
    pub(super) fn of(kept: &Kept, procedure: RiskProcedure, n_rules: usize) -> Result<Equipment> {
        let features = FeatureSet::of(procedure)?;
        let digester = digester(&kept.keyring);
        let mut cases: Vec<(Vec<f64>, bool, i64)> = Vec::new();
        kept.each(|batch, memory| {
            for Weighed { case, .. } in &batch.weighed {
                let keys = CaseKeys::of(case, digester);
                let record = features.record(&View::new(case, &keys, memory));
                let row = (record.numbers().to_vec(), case.key.lo % 8 == 0, case.at.millis());
                cases.push(row);
            }
            Ok(())
        })?;
        // Dear ones, a quarter of all, and one in eight of the others: there is something to learn, and noise.
        let value = |row: &[f64]| row.first().copied().filter(|it| !it.is_nan()).unwrap_or(0.0);
        let mut values: Vec<f64> = cases.iter().map(|it| value(&it.0)).collect();
        values.sort_by(f64::total_cmp);
        let dear = values.get(values.len() * 3 / 4).copied().unwrap_or(f64::INFINITY);
        let mut table = Table::of(features.schema());
        for (row, is_drawn, at) in &cases {
            table.push(row, value(row) > dear || *is_drawn, at / 86_400_000)?;
        }
        ensure!(table.len() > 500, "{} cases are too few to grow a forest of", table.len());
        let edition = features.edition(table.names());
        let model = train(&table, &TrainPlan { edition, ..TrainPlan::default() })?;
        let rules = rules_of(&table, &features, procedure, n_rules);
        Ok(Equipment { procedure, rules, budget: budget(procedure), model })
    }

    /// As a house is told of it.
    pub(super) fn inputs(&self) -> Result<Vec<Vec<u8>>> {
        let model = String::from_utf8(self.model.save()?)?;
        let told = [
            json!({ "tongguan": "risk_rules", "rows": self.rules }),
            json!({ "tongguan": "risk_budgets", "rows": [self.budget] }),
            json!({ "tongguan": "risk_model", "procedure": self.procedure, "role": "active",
                "model": model, "by": "bench", "reason": "bench" }),
        ];
        told.iter().map(|it| Ok(serde_json::to_vec(it)?)).collect()
    }

    fn engine(&self) -> Result<Engine> {
        let models = vec![(RiskModelRole::Active, &self.model, "bench".to_owned())];
        let budgets = std::slice::from_ref(&self.budget);
        Engine::new(self.procedure, &self.rules, budgets, models)
            .map_err(|it| anyhow::anyhow!("the equipment of the bench is not sound: {it:?}"))
    }
}

/// Two numbers each, beyond what 995 of 1,000 cases have of the first; every fourth asks for a code besides. The first is one
/// that does not count up with the house: in a larger one every case would lie beyond the line of a small one.
fn rules_of(
    table: &Table,
    features: &FeatureSet,
    procedure: RiskProcedure,
    n_rules: usize,
) -> Vec<RiskRule> {
    let names: Vec<&str> =
        features.numbers().filter(|it| it.kind() == Kind::Number).map(|it| it.name).collect();
    let is_level = |name: &str| {
        let mut of_name = features.definitions().filter(|it| it.name == name);
        of_name.any(|it| matches!(it.span, Span::Case | Span::Recent))
    };
    let line = |name: &str, permille: usize| {
        let place = table.names().iter().position(|it| it == name)?;
        let mut values: Vec<f64> = table
            .rows()
            .filter_map(|it| it.get(place).copied())
            .filter(|it| !it.is_nan())
            .collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() * permille / 1_000).copied()
    };
    let known: Vec<(&str, f64, f64)> =
        names.iter().filter_map(|name| Some((*name, line(name, 995)?, line(name, 400)?))).collect();
    let level: Vec<&(&str, f64, f64)> = known.iter().filter(|it| is_level(it.0)).collect();
    let rule = |at: usize| {
        let (first, high, _) = level.get(at % level.len())?;
        let (second, _, low) = known.get((at * 7 + 3) % known.len())?;
        let code = if at.is_multiple_of(4) { " && doc.customs != '9999'" } else { "" };
        // What is beyond the line is no number of the file: it is told with its decimals.
        let high = high + 0.000_001 * f64::from(u32::try_from(at).unwrap_or(0) + 1);
        let condition = format!("{first} > {high:?} && {second} >= {low:?}{code}");
        Some(RiskRule {
            id: format!("{RULE}{at}"),
            version: 1,
            procedures: vec![procedure],
            title_zh: "试验规则".to_owned(),
            title_en: "a rule of the bench".to_owned(),
            basis: "bench".to_owned(),
            owner: "bench".to_owned(),
            severity: RiskSeverity::Low,
            channel: RiskChannel::LaterAudit,
            condition,
            from: Date::constant(2020, 1, 1),
            to: None,
            campaign: None,
        })
    };
    (0..n_rules).filter_map(rule).collect()
}

fn budget(procedure: RiskProcedure) -> RiskBudget {
    RiskBudget {
        id: format!("bench-{procedure:?}"),
        procedures: vec![procedure],
        customs: String::new(),
        share: Rate::ZERO,
        explore: Rate::ZERO,
        later_audit: Rate::from_ppm(50_000),
        aim: RiskAim::Findings,
        channel: RiskChannel::Examination,
        per_day: None,
        credit: CreditScale::default(),
        basis: "bench".to_owned(),
        owner: "bench".to_owned(),
        from: Date::constant(2020, 1, 1),
        to: None,
    }
}

/// The second half of the batches is weighed.
fn measure(kept: &Kept, equipment: &Equipment, args: &Args) -> Result<Report> {
    let engine = equipment.engine()?;
    let digester = digester(&kept.keyring);
    let (mut scratch, mut gathering) = (Scratch::default(), Gathering::default());
    let (mut ns, mut cases) = (0, 0usize);
    let mut times_us = Vec::new();
    let mut fired = 0;
    let (n_batches, mut nth) = (kept.batches.len(), 0);
    kept.each(|batch, memory| {
        nth += 1;
        if nth * 2 < n_batches {
            return Ok(());
        }
        // Once for the processor's time of all, once for the time of each.
        let meter = Meter::start();
        for Weighed { case, .. } in &batch.weighed {
            let keys = CaseKeys::of(case, digester);
            black_box(engine.weigh(case, &keys, memory, &mut scratch, &mut gathering));
        }
        ns += meter.ns();
        cases += batch.weighed.len();
        for Weighed { case, entry, .. } in &batch.weighed {
            let started = Instant::now();
            let keys = CaseKeys::of(case, digester);
            let verdict = engine.weigh(case, &keys, memory, &mut scratch, &mut gathering);
            black_box((&verdict, entry == &EntryId(0)));
            fired += verdict.reasons.iter().filter(|it| it.rule.starts_with(RULE)).count();
            times_us.push(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        gathering = Gathering::default();
        Ok(())
    })?;
    times_us.sort_unstable();
    let n = u64::try_from(cases)?;
    Ok(Report {
        machine: machine::name(),
        features: engine.features().definitions().count(),
        rules: equipment.rules.len(),
        trees: equipment.model.forest.n_trees(),
        cases,
        decisions_per_cpu_s: n.saturating_mul(1_000_000_000) / ns.max(1),
        fired_a_case: real(fired) / real(cases),
        p50_us: percentile(&times_us, 50),
        p99_us: percentile(&times_us, 99),
        peers: args.peers.as_deref().map(peers).transpose()?,
    })
}

fn real(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::NAN, f64::from)
}

fn peers(folder: &std::path::Path) -> Result<Peers> {
    let manifest = folder.join("Cargo.toml");
    let told = Command::new("cargo")
        .args(["run", "--quiet", "--release", "--locked", "--manifest-path"])
        .arg(&manifest)
        .args(["--", "--json"])
        .stderr(Stdio::inherit())
        .output()
        .context("running `cargo` for the peers")?;
    ensure!(told.status.success(), "{}: the peers were not measured", manifest.display());
    Ok(serde_json::from_slice(&told.stdout)?)
}

fn print(report: &Report) {
    let Report { machine, features, rules, trees, cases, .. } = report;
    println!("machine       {machine}");
    println!("a case        {features} features, {rules} rules, {trees} trees; {cases} cases");
    println!("decisions     {:>9} per second of processor time", report.decisions_per_cpu_s);
    println!("rules         {:>9.2} speak of a case", report.fired_a_case);
    println!("one decision  {:>9} µs (median), {} µs (p99)", report.p50_us, report.p99_us);
    if let Some(peers) = &report.peers {
        let Peers { rules_per_cpu_s, cel_per_cpu_s, zen_per_cpu_s } = peers;
        println!("rules alone   {rules_per_cpu_s:>9.0} per second: 100 rules, 100 fields");
        println!(
            "  cel         {cel_per_cpu_s:>9.0} ({:.1} times)",
            rules_per_cpu_s / cel_per_cpu_s
        );
        println!(
            "  zen         {zen_per_cpu_s:>9.0} ({:.1} times)",
            rules_per_cpu_s / zen_per_cpu_s
        );
    }
}
