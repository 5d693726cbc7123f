//! Rules tried on what was kept of the batches (`risk::backtest`), as far as time allows.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Instant,
};

use anyhow::Result;
use clearance::{
    DeclarationFile, declaration_state_of, digester,
    entry::{Entry, state_of},
    ports::Records as _,
};
use matching::Keyring;
use model::{CommitNo, Date, RiskRule};
use risk::{
    backtest::{Backtest, BacktestError, Named, Question, Tally},
    rules::RuleFinding,
};
use store::SqliteRecords;

use crate::access::{Viewer, declaration_parties, parcel_parties};

/// Read at once.
const CHUNK_BYTES: usize = 8 * 1024 * 1024;
/// Of so many cases the last ones are sought that are for the eyes of who asks.
const SOUGHT_MAX: usize = 500;

/// What is asked.
pub(crate) struct Trial<'t> {
    pub(crate) keyring: &'t Keyring,
    pub(crate) before: &'t [RiskRule],
    pub(crate) after: &'t [RiskRule],
    /// Rules whose cases are counted and named.
    pub(crate) tried: BTreeSet<String>,
    pub(crate) from: Date,
    pub(crate) cases_max: u64,
    pub(crate) named_max: usize,
    pub(crate) until: Instant,
    pub(crate) viewer: &'t Viewer,
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

/// Tries rules; the findings that refuse them where they may not take effect.
///
/// # Errors
/// When the store fails, or features do not stand beside each other.
pub(crate) fn try_rules(
    records: &SqliteRecords,
    trial: Trial<'_>,
) -> Result<Result<RuleTried, Vec<RuleFinding>>> {
    let question = Question {
        before: trial.before,
        after: trial.after,
        tried: trial.tried,
        from: trial.from,
        n_named: SOUGHT_MAX,
    };
    let mut test = match Backtest::new(digester(trial.keyring), question) {
        Ok(test) => test,
        Err(BacktestError::Rules(findings)) => return Ok(Err(findings)),
        Err(fault) => return Err(fault.into()),
    };
    let mut after = CommitNo(0);
    let mut is_bound = false;
    'all: loop {
        let kept = records.remembered_after(after, CHUNK_BYTES)?;
        let Some((last, _)) = kept.last() else { break };
        after = *last;
        for (_, bytes) in &kept {
            is_bound = test.weighed() >= trial.cases_max || Instant::now() >= trial.until;
            if is_bound {
                break 'all;
            }
            test.take(bytes)?;
        }
    }
    // Where time was up before anything was read, there is no day at all.
    let stopped_at = is_bound.then(|| test.reached().unwrap_or(Date::MIN));
    let mut tally = test.finish();
    let named = std::mem::take(&mut tally.named);
    let cases = shown(records, trial.viewer, named, trial.named_max)?;
    Ok(Ok(RuleTried { tally, stopped_at, cases }))
}

/// The newest that are for the eyes of who asks.
fn shown(
    records: &SqliteRecords,
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
