//! A hundred rules on a flat record of a hundred fields: Tongguan beside cel and zen, in one process.
//!
//! Counted is the CPU time of the process while a thousand random records are decided, the median of several rounds taken in
//! turn. For Tongguan this is filling the record from the flat fields and running the rules; the peers find their contexts
//! made beforehand, and only running is counted. All have to agree on which rules fire on every record.

mod field;
mod many;
mod peers;

use std::time::Duration;

use cpu_time::ProcessTime;
use field::{Flat, N_RECORDS, RULES, Rng, records, schema};
use many::Measured;
use peers::{Cel, Zen, ZenEngine};
use risk::{
    Record, Slot,
    rules::{RuleRow, RuleSet, Scratch},
};

const N_ROUNDS: usize = 9;

/// Something that decides all records: for each, a bit for each rule that fired.
trait Engine {
    fn name(&self) -> &'static str;
    fn decide(&mut self, fired: &mut Vec<u128>);
}

struct Ours<'r> {
    set: RuleSet,
    scratch: Scratch,
    record: Record<'r>,
    slots: Vec<Slot>,
    records: &'r [Vec<Flat>],
}

impl<'r> Ours<'r> {
    fn new(records: &'r [Vec<Flat>], rows: &[RuleRow]) -> Ours<'r> {
        let schema = schema();
        let set = RuleSet::compile(rows, &schema).expect("the rules are good");
        let slots = schema.fields().iter().map(|it| schema.find(&it.name).expect("it is there").1);
        Ours {
            set,
            scratch: Scratch::new(),
            record: Record::new(&schema),
            slots: slots.collect(),
            records,
        }
    }

    /// The places of the rules that fire on one record.
    fn fired(&mut self, at: usize) -> impl Iterator<Item = usize> {
        self.record.clear();
        for (slot, value) in self.slots.iter().zip(&self.records[at]) {
            match value {
                Flat::Number(it) => self.record.set_number(*slot, *it),
                Flat::Flag(it) => self.record.set_flag(*slot, *it),
                Flat::Text(it) => self.record.set_text(*slot, it),
            }
        }
        let on = jiff::civil::date(2026, 6, 1);
        self.set.fire(on, &self.record, &mut self.scratch).map(|it| it.at)
    }
}

fn row(at: usize, condition: &str) -> RuleRow {
    let row = serde_json::json!({
        "id": format!("r{at}"),
        "title_zh": "规则",
        "title_en": "rule",
        "basis": "bench",
        "owner": "bench",
        "channel": "examination",
        "condition": condition,
        "from": "2026-01-01",
    });
    serde_json::from_value(row).expect("it is a row")
}

impl Engine for Ours<'_> {
    fn name(&self) -> &'static str {
        "rules"
    }

    fn decide(&mut self, fired: &mut Vec<u128>) {
        for at in 0..self.records.len() {
            fired.push(self.fired(at).fold(0, |bits, it| bits | 1 << it));
        }
    }
}

fn main() {
    let records = records(&mut Rng(20_260_101));
    let rows: Vec<RuleRow> = RULES.iter().enumerate().map(|(at, it)| row(at, &it.cel())).collect();
    let mut engines: Vec<Box<dyn Engine + '_>> = vec![
        Box::new(Ours::new(&records, &rows)),
        Box::new(Cel::new(&records)),
        Box::new(Zen::new(&records)),
        Box::new(ZenEngine::new(&records)),
    ];
    let fired_per_record = agreed(&mut engines);
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); engines.len()];
    for _ in 0..N_ROUNDS {
        for (engine, times) in engines.iter_mut().zip(&mut times) {
            let mut fired = Vec::with_capacity(N_RECORDS);
            times.push(rate(|| {
                fired.clear();
                engine.decide(&mut fired);
                fired.len()
            }));
        }
    }
    let rates: Vec<(&str, f64)> = engines
        .iter()
        .zip(&mut times)
        .map(|(engine, times)| (engine.name(), median(times)))
        .collect();
    let sets = [(100, true), (1_000, true), (10_000, true), (10_000, false)]
        .map(|it| many::measure(&records, it));
    print(&rates, fired_per_record, &sets);
}

/// How many rules fire on a record; fails where the engines differ on one.
fn agreed(engines: &mut [Box<dyn Engine + '_>]) -> f64 {
    let mut expected: Vec<u128> = Vec::new();
    for engine in engines {
        let mut fired = Vec::new();
        engine.decide(&mut fired);
        if expected.is_empty() {
            expected = fired;
        } else if let Some(at) = (0..N_RECORDS).find(|it| expected[*it] != fired[*it]) {
            let rules = (0..RULES.len()).filter(|it| (expected[at] ^ fired[at]) >> it & 1 == 1);
            let differing: Vec<String> = rules.map(|it| RULES[it].cel()).collect();
            panic!("{} fires otherwise on record {at}: {differing:?}", engine.name());
        }
    }
    let n_fired: u32 = expected.iter().map(|it| it.count_ones()).sum();
    f64::from(n_fired) / N_RECORDS as f64
}

/// Decisions per second of CPU: all records as often as takes a tenth of one.
fn rate(mut decide: impl FnMut() -> usize) -> f64 {
    let (start, mut n_decided) = (ProcessTime::now(), 0);
    loop {
        n_decided += decide();
        let elapsed = start.elapsed();
        if Duration::from_millis(100) <= elapsed {
            return n_decided as f64 / elapsed.as_secs_f64();
        }
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print(rates: &[(&str, f64)], fired_per_record: f64, sets: &[Measured]) {
    let of =
        |name: &str| rates.iter().find(|(it, _)| *it == name).map_or(f64::NAN, |(_, rate)| *rate);
    // The faster of zen's two forms stands for it.
    let zen = of("zen-expression").max(of("zen-engine"));
    if std::env::args().any(|it| it == "--json") {
        let set = |it: &Measured| {
            serde_json::json!({
                "n_rules": it.n_rules,
                "ask_for": if it.codes { "codes" } else { "numbers" },
                "decisions_per_cpu_s": it.per_cpu_s.round(),
                "examined_cpu_s": it.examined_s,
                "compiled_cpu_s": it.compiled_s,
                "fired_per_record": it.fired_per_record,
            })
        };
        let told = serde_json::json!({
            "rules_per_cpu_s": of("rules").round(),
            "cel_per_cpu_s": of("cel").round(),
            "zen_per_cpu_s": zen.round(),
            "zen_engine_per_cpu_s": of("zen-engine").round(),
            "rules_to_cel": of("rules") / of("cel"),
            "rules_to_zen": of("rules") / zen,
            "fired_per_record": fired_per_record,
            "sets": sets.iter().map(set).collect::<Vec<_>>(),
        });
        println!("{told}");
        return;
    }
    println!(
        "{} rules, {N_RECORDS} records of 100 fields, {fired_per_record:.1} fire a record",
        RULES.len()
    );
    for (name, rate) in rates {
        println!("{name:16}{rate:>12.0} decisions per CPU-second{:>10.1} x", of("rules") / rate);
    }
    for it in sets {
        let asks = if it.codes { "one of ten thousand codes" } else { "numbers alone" };
        println!(
            "{:<16}{:>12.0} decisions per CPU-second; rules that ask for {asks}, {:.1} fire a record, \
             examined in {:.3} s, compiled in {:.3} s",
            it.n_rules, it.per_cpu_s, it.fired_per_record, it.examined_s, it.compiled_s
        );
    }
}
