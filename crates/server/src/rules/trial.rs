//! Changes of risk analysis tried on what was kept of the batches (`risk::backtest`), as far as time allows.

use std::{collections::VecDeque, time::Instant};

use anyhow::Result;
use clearance::{
    DeclarationFile, RiskTrial, declaration_state_of, digester,
    entry::{Entry, state_of},
    ports::Records as _,
};
use matching::Keyring;
use model::{CommitNo, Date};
use risk::backtest::{Backtest, Named, Question, Tally};
use store::HouseRecords;

use crate::access::{Viewer, declaration_parties, parcel_parties};

/// Read at once.
const CHUNK_BYTES: usize = 8 * 1024 * 1024;
/// Of so many cases the last ones are sought that are for the eyes of who asks.
const SOUGHT_MAX: usize = 500;

/// What is asked.
pub(crate) struct Trial<'t> {
    pub(crate) keyring: &'t Keyring,
    pub(crate) sides: RiskTrial,
    pub(crate) from: Date,
    pub(crate) bounds: Bounds,
    pub(crate) named_max: usize,
    pub(crate) viewer: &'t Viewer,
}

/// How long a trial may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) cases_max: u64,
    pub(crate) until: Option<Instant>,
}

/// What a trial came to.
#[derive(Debug)]
pub(crate) struct RuleTried {
    pub(crate) tally: Tally,
    /// The last day that was looked at, where a bound was met; on it not all was.
    pub(crate) stopped_at: Option<Date>,
    /// Newest first.
    pub(crate) cases: Vec<TriedCase>,
}

/// A case that is named.
#[derive(Debug)]
pub(crate) struct TriedCase {
    /// Of its page.
    pub(crate) number: String,
    pub(crate) named: Named,
}

/// How far history was read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) tally: Tally,
    /// The last day that was looked at, where a bound was met.
    pub(crate) stopped_at: Option<Date>,
    pub(crate) n_batches: u64,
}

/// Puts a question to all that the house kept.
///
/// # Errors
/// When the store fails, or what it kept cannot be read.
pub(crate) fn read_history(
    records: &HouseRecords,
    keyring: &Keyring,
    question: Question,
    bounds: Bounds,
) -> Result<Read> {
    let mut test = Backtest::new(digester(keyring), question)?;
    let mut after = CommitNo(0);
    let mut n_batches = 0;
    let mut is_bound = false;
    'all: loop {
        let kept = records.remembered_after(after, CHUNK_BYTES)?;
        let Some((last, _)) = kept.last() else { break };
        after = *last;
        for (_, bytes) in &kept {
            let is_late = bounds.until.is_some_and(|it| Instant::now() >= it);
            is_bound = is_late || test.weighed() >= bounds.cases_max;
            if is_bound {
                break 'all;
            }
            test.take(bytes)?;
            n_batches += 1;
        }
    }
    // Where time was up before anything was read, there is no day at all.
    let stopped_at = is_bound.then(|| test.reached().unwrap_or(Date::MIN));
    Ok(Read { tally: test.finish(), stopped_at, n_batches })
}

/// Tries a change, and names cases of it.
///
/// # Errors
/// When the store fails, or features do not stand beside each other.
pub(crate) fn try_change(records: &HouseRecords, trial: Trial<'_>) -> Result<RuleTried> {
    let Trial { keyring, sides, from, bounds, named_max, viewer } = trial;
    let question = sides.question(from, SOUGHT_MAX);
    let Read { mut tally, stopped_at, .. } = read_history(records, keyring, question, bounds)?;
    let named = std::mem::take(&mut tally.named);
    let cases = shown(records, viewer, named, named_max)?;
    Ok(RuleTried { tally, stopped_at, cases })
}

/// The newest that are for the eyes of who asks.
fn shown(
    records: &HouseRecords,
    viewer: &Viewer,
    named: VecDeque<Named>,
    max: usize,
) -> Result<Vec<TriedCase>> {
    let mut cases = Vec::new();
    for named in named.into_iter().rev() {
        if cases.len() >= max {
            break;
        }
        let Some(row) = records.entry(named.entry)? else { continue };
        let (number, sight) = if declaration_state_of(row.state).is_some() {
            let file = DeclarationFile::from_row(&row)?;
            let sight = viewer.sight(|| declaration_parties(records, &file))?;
            (file.declaration_no.to_string(), sight)
        } else if state_of(row.state).is_some() {
            let entry = Entry::from_row(&row)?;
            (entry.list_no(), viewer.sight(|| parcel_parties(&row))?)
        } else {
            continue;
        };
        let number = if number.is_empty() { row.id.to_string() } else { number };
        if sight.is_some() {
            cases.push(TriedCase { number, named });
        }
    }
    Ok(cases)
}
