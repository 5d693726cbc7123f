//! The truth file: which parcel carries which fault, and what must come of it.

use std::{collections::BTreeMap, fmt::Write};

use model::Rate;

use crate::{Fault, Outcome, Plan, World};

/// Name of the truth file beside the messages.
pub const TRUTH_FILE: &str = "truth.csv";

const COLUMNS: &str = "order_no,waybill_no,trader_reference,fault,codes,outcome";

/// Counts of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Truth {
    pub parcels: u64,
    /// Parcels with a row in the truth file.
    pub faulty: u64,
    /// By fault.
    pub faults: BTreeMap<String, u64>,
    /// Without repeated messages, with documents sent again.
    pub documents: u64,
    pub messages: u64,
    pub bytes: u64,
    pub repeated_messages: u64,
    pub resent_documents: u64,
    pub late_documents: u64,
    /// Cancellations and returns, and goods that came back.
    #[serde(default)]
    pub later: u64,
}

/// One row: what the house must say of a parcel. A parcel without a row has no finding and is
/// released. `MIS-…` codes are those that the time-out would answer with; until then the list waits
/// and no finding is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthRow {
    pub order_no: String,
    pub waybill_no: String,
    pub trader_reference: String,
    pub fault: String,
    /// Sorted.
    pub codes: Vec<String>,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the truth file is not understood")]
pub struct TruthError {
    pub line: usize,
}

/// Reads a truth file.
pub fn read_truth(text: &str) -> Result<Vec<TruthRow>, TruthError> {
    let mut rows = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        if content.starts_with('#') || content == COLUMNS || content.is_empty() {
            continue;
        }
        rows.push(row(content).ok_or(TruthError { line })?);
    }
    Ok(rows)
}

fn row(line: &str) -> Option<TruthRow> {
    let mut cells = line.split(',');
    let mut cell = || cells.next();
    let (order_no, waybill_no, trader_reference) = (cell()?, cell()?, cell()?);
    let (fault, codes, outcome) = (cell()?, cell()?, cell()?);
    let outcome = Outcome::ALL.into_iter().find(|it| it.name() == outcome)?;
    if cells.next().is_some() {
        return None;
    }
    Some(TruthRow {
        order_no: order_no.to_owned(),
        waybill_no: waybill_no.to_owned(),
        trader_reference: trader_reference.to_owned(),
        fault: fault.to_owned(),
        codes: codes.split_whitespace().map(str::to_owned).collect(),
        outcome,
    })
}

/// Counts of faults by kind; a pass over all indices, which costs nanoseconds each, and more only
/// where something follows on a list.
pub(crate) fn count(world: &World<'_>) -> BTreeMap<Fault, u64> {
    let mut counts = BTreeMap::new();
    for fault in (0..world.plan.parcels).filter_map(|it| world.true_fault(it)) {
        *counts.entry(fault).or_default() += 1;
    }
    counts
}

/// The head of the file: comments with the counts, then the columns.
pub(crate) fn head(plan: &Plan, counts: &BTreeMap<Fault, u64>) -> String {
    let mut text = String::new();
    let faulty: u64 = counts.values().sum();
    let _ = writeln!(
        text,
        "# parcels={} faults={faulty} rate={} seed={} on={}",
        plan.parcels, plan.fault_rate, plan.seed, plan.on
    );
    if plan.returns != Rate::ZERO {
        let _ = writeln!(text, "# returns={}", plan.returns);
    }
    for (fault, count) in counts {
        let _ = writeln!(text, "# {fault}={count}");
    }
    let _ = writeln!(text, "{COLUMNS}");
    text
}

/// The rows of a range of indices.
pub(crate) fn rows(world: &World<'_>, indices: std::ops::Range<u64>, text: &mut String) {
    for index in indices {
        let Some(fault) = world.true_fault(index) else { continue };
        let parcel = world.parcel(index);
        let info = fault.info();
        let _ = writeln!(
            text,
            "{},{},{},{},{},{}",
            world.order_no(&parcel),
            world.waybill_no(&parcel),
            world.trader_reference(&parcel),
            info.name,
            info.codes.join(" "),
            info.outcome.name(),
        );
    }
}
