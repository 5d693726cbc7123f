//! `tongguan duty-slips reconcile|simulate`

use std::process::ExitCode;

use anyhow::Result;
use clearance::{
    DutySlip, Registry, duty_slip_state_number, late_fee,
    ports::{RawInput, Records},
};
use model::{Date, DutySlipAct, DutySlipState, EntryId, HouseMessage, Moment, Rate};
use store::{HouseRecords, Options};
use testkit::SimulatedBanks;

use super::{Context, output::print_json};
use crate::{
    clock,
    view::{Reconciliation, reconciliation},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List what does not balance between payment slips, banks and the treasury.
    Reconcile(Reconcile),
    /// Play the banks and the treasury: answer for the unpaid slips of a house that nobody serves.
    Simulate(Simulate),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Reconcile {
    /// As of this day; today when absent.
    #[arg(long)]
    on: Option<Date>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of debits that fail.
    #[arg(long, default_value = "0.05")]
    failing: Rate,
    /// Share of debits that the treasury does not confirm.
    #[arg(long, default_value = "0.02")]
    silent: Rate,
    /// Share that the treasury confirms a fen short.
    #[arg(long, default_value = "0.01")]
    differing: Rate,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Reconcile(args) => reconcile(context, args),
        Command::Simulate(args) => simulate(context, args),
    }
}

fn reconcile(context: &Context, args: &Reconcile) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = crate::data::registry_of(&records)?;
    let on = args.on.unwrap_or_else(|| clock::now().local_date());
    let found = reconciliation(&records, &registry, on)?;
    if context.json {
        print_json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Reconciliation { on, totals, breaks } = found;
    println!("{on}");
    for it in totals.iter().filter(|it| it.count > 0) {
        println!("  {:<28} {:>8} {:>18}", format!("{:?}", it.state), it.count, it.amount);
    }
    for it in &breaks {
        println!(
            "  {} {}  {}  expected {}, found {}",
            it.slip.slip_no, it.slip.declaration_no, it.title_en, it.expected, it.found
        );
    }
    println!("{} breaks", breaks.len());
    Ok(ExitCode::SUCCESS)
}

/// The slips that can be paid, oldest last, and what is owed on each on that day.
fn unpaid(
    records: &HouseRecords,
    registry: &Registry,
    on: Date,
) -> Result<Vec<(String, model::Amount)>> {
    const PAGE: usize = 500;
    let mut slips = Vec::new();
    for state in [DutySlipState::Issued, DutySlipState::Failed] {
        let mut before = EntryId(0);
        loop {
            let rows = records.entries(Some(duty_slip_state_number(state)), before, PAGE)?;
            for row in &rows {
                let slip = DutySlip::from_row(row)?;
                slips.push((slip.slip_no(), slip.amount + late_fee(&registry.law, &slip, on)));
            }
            let Some(last) = rows.last().filter(|_| rows.len() == PAGE) else { break };
            before = last.id;
        }
    }
    Ok(slips)
}

fn simulate(context: &Context, args: &Simulate) -> Result<ExitCode> {
    let Simulate { seed, failing, silent, differing } = *args;
    let banks = SimulatedBanks { seed, failing, silent, differing };
    let mut house = context.data.open(Options::default())?;
    let records = context.data.records()?;
    // The house's time may be ahead of the clock.
    let at: Moment = clock::now().max(house.registry().reached());
    let slips = unpaid(&records, house.registry(), at.local_date())?;
    let (mut n_failed, mut n_confirmed) = (0u64, 0u64);
    let mut inputs = Vec::new();
    for (slip_no, owed) in &slips {
        for act in banks.answers(slip_no, *owed) {
            match act {
                DutySlipAct::Failed { .. } => n_failed += 1,
                DutySlipAct::Confirmed { .. } => n_confirmed += 1,
                _ => {}
            }
            let message = HouseMessage::DutySlip { slip_no: slip_no.clone(), act, at };
            let bytes = serde_json::to_vec(&message)?;
            inputs.push(RawInput { received_at: at, sender: "bank".to_owned(), bytes });
        }
    }
    house.take(&inputs)?;
    let n_debited = slips.len() as u64 - n_failed;
    if context.json {
        print_json(&serde_json::json!({
            "slips": slips.len(), "debited": n_debited, "failed": n_failed,
            "confirmed": n_confirmed,
        }))?;
    } else {
        let n_slips = slips.len();
        println!(
            "{n_slips} slips: {n_debited} debited, {n_failed} failed, {n_confirmed} confirmed"
        );
    }
    Ok(ExitCode::SUCCESS)
}
