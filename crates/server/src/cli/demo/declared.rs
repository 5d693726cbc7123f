//! The lane of goods declarations in the demonstration: filed, most paid, most of the released gone.

use std::{sync::Mutex, time::Instant};

use anyhow::Result;
use clearance::{Enquirer, House, Tally, ports::RawInput};
use serde::Serialize;
use store::HouseStore;
use testkit::declarations::{DeclarationPlan, DeclarationTruth, after_declaring};

use super::{Args, Context, print_faults, take};
use crate::{
    cli::generate,
    clock,
    compare::{DeclarationComparison, compare_declarations},
    services::raw,
};

/// What became of the declarations.
#[derive(Debug, Serialize)]
pub(super) struct Declared {
    truth: DeclarationTruth,
    tally: Tally,
    comparison: DeclarationComparison,
    elapsed_ms: u64,
}

pub(super) fn clear(
    context: &Context,
    args: &Args,
    house: &mut House<HouseStore>,
    enquirer: &Mutex<Enquirer>,
) -> Result<Declared> {
    let corpus = context.data.path().join("demo-declarations");
    let (declarations, fault_rate, seed) = (args.declarations, args.faults, args.seed);
    // Parcels that come back have brought the house weeks on.
    let on = clock::now().max(house.registry().reached()).local_date();
    let plan = DeclarationPlan { declarations, fault_rate, seed, on };
    let truth = generate::write_declarations(&plan, &corpus, context.json)?;
    let started = Instant::now();
    let mut tally = take(context, house, &corpus, enquirer)?;
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let records = context.data.records()?;
    // What is paid is released, and what is released leaves.
    for _ in 0..2 {
        let at = clock::now();
        let said = after_declaring(&records, at)?;
        let inputs: Vec<RawInput> = said.iter().filter_map(|it| raw(it, at)).collect();
        tally.add(&house.take(&inputs)?);
    }
    let comparison = compare_declarations(&records, &corpus)?;
    Ok(Declared { truth, tally, comparison, elapsed_ms })
}

impl Declared {
    pub(super) fn is_right(&self) -> bool {
        let DeclarationComparison { faults_planted, faults_found, false_findings, .. } =
            self.comparison;
        faults_found == faults_planted && false_findings == 0
    }

    pub(super) fn print(&self) {
        let Declared { truth, tally, comparison, elapsed_ms } = self;
        println!("\n{} goods declarations of {} lines", truth.declarations, truth.lines);
        let rate = truth.declarations * 1_000 / elapsed_ms.max(&1);
        println!("decided in {elapsed_ms} ms: {rate} declarations a second\n");
        for (outcome, count) in &tally.outcomes {
            println!("  {outcome:<22} {count:>8}");
        }
        print_faults(&comparison.by_fault);
        println!(
            "\n{} of {} planted faults found, {} declarations with a false finding",
            comparison.faults_found, comparison.faults_planted, comparison.false_findings
        );
    }
}
