//! Inputs of the house's own that a command makes: given to the house, or printed for one that is served.

use std::process::ExitCode;

use anyhow::Result;
use clearance::ports::{RawInput, Records};
use model::{HouseMessage, Moment};
use serde::de::{DeserializeOwned, IntoDeserializer as _, value::Error as WordError};
use store::Options;

use super::{Context, output::print_json};
use crate::{clock, view::receipts_of_input};

/// Where an input goes.
#[derive(Debug, clap::Args)]
pub(crate) struct Door {
    /// Print the input that the house would be given instead, to be sent to one that is served.
    #[arg(long)]
    pub(super) print: bool,
}

/// Gives the house an input in somebody's name and shows what it answered; fails where it was refused.
pub(crate) fn send(
    context: &Context,
    door: &Door,
    sender: &str,
    make: impl FnOnce(Moment) -> Result<HouseMessage>,
) -> Result<ExitCode> {
    if door.print {
        println!("{}", serde_json::to_string(&make(clock::now())?)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut house = context.data.open(Options::default())?;
    let records = context.data.records()?;
    // The house's time may be ahead of the clock.
    let at = clock::now().max(house.registry().reached());
    let bytes = serde_json::to_vec(&make(at)?)?;
    let tally = house.take(&[RawInput { received_at: at, sender: sender.to_owned(), bytes }])?;
    let receipts = receipts_of_input(&records, records.head()?.decided_input)?;
    if context.json {
        print_json(&receipts)?;
    } else {
        for it in &receipts {
            println!("{}  {:?}  {}", it.recipient, it.kind, it.info);
        }
        println!("{}", if tally.codes.is_empty() { "done" } else { "REFUSED" });
    }
    Ok(if tally.codes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A word as JSON spells it, with `-` for `_` too.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let text = text.replace('-', "_");
    let word: Result<T, WordError> = T::deserialize(text.as_str().into_deserializer());
    word.map_err(|fault| fault.to_string())
}
