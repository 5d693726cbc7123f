//! Lots of a day: what was promised of its seed, the seed once the day is over, and every draw repeated.

use anyhow::{Context as _, Result, ensure};
use clearance::{
    DeclarationFile, Registry,
    chain::remembered_leaf,
    declaration_state_of,
    entry::{Entry, state_of},
    history::{self, Event},
    ports::{CommitRecord, Records as _},
    seed_of,
};
use matching::Keyring;
use messages::Message;
use model::{CommitNo, Date, EntryId, InputId, Moment, Rate, RiskProcedure};
use params::Law;
use risk::{
    batch::{Batch, Chosen, Remembered, Weighed},
    lots::{DaySeed, Draw, Promise, Verified, verify},
};
use store::HouseRecords;

/// Read at once.
const CHUNK_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of a leaf in a commit.
const LEAF: usize = 16;

/// What is known of a day's lots.
#[derive(Debug)]
pub(crate) struct DayLots {
    pub(crate) day: Date,
    /// By the record and by the clock; before that the seed is nobody's.
    pub(crate) is_over: bool,
    pub(crate) promise: Promise,
    /// Which commit keeps the promise, when it was made, and the leaf by which it stands in the chain.
    pub(crate) commit: CommitNo,
    pub(crate) at: Moment,
    pub(crate) leaf: [u8; LEAF],
    /// Whether the chain has that leaf.
    pub(crate) is_in_chain: bool,
    /// Nothing before the day is over.
    pub(crate) seed: Option<DaySeed>,
    /// Nothing where nobody asked to draw again, or the day is not over.
    pub(crate) verified: Option<(Verified, Vec<Drawn>)>,
}

/// A case of the day, for whoever draws again.
#[derive(Debug)]
pub(crate) struct Drawn {
    pub(crate) draw: Draw,
    pub(crate) procedure: RiskProcedure,
    /// Of its list or declaration.
    pub(crate) number: String,
}

/// Whether the house and the clock are both beyond a day. One that was told to go ahead of the clock still draws by the clock's day.
fn is_over(day: Date, newest: Option<Moment>, clock: Moment) -> bool {
    newest.is_some_and(|it| day < it.local_date()) && day < clock.local_date()
}

/// What is known of a day's lots; nothing where no seed was promised for it. Whoever knows which commit promised it spares looking for it.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn lots_of_day(
    records: &HouseRecords,
    day: Date,
    promised_in: Option<CommitNo>,
    clock: Moment,
    verifies: bool,
) -> Result<Option<DayLots>> {
    // A commit after it may promise what it will: the first one counts.
    let first = promised_in.map_or(CommitNo(0), |it| CommitNo(it.0.saturating_sub(1)));
    let Some((promise, commit)) = promised(records, first, day)? else { return Ok(None) };
    let before = CommitNo(commit.0.saturating_sub(1));
    let record = records.commits(before, 1)?.pop().filter(|it| it.commit == commit);
    let record = record.context("a promise of a commit that is not in the chain")?;
    let bytes = records.remembered(commit)?.context("a promise that is gone")?;
    let leaf = remembered_leaf(&bytes);
    let is_over = is_over(day, records.newest_moment()?, clock);
    let keyring = Keyring::new(records.keyring()?);
    let seed = is_over.then(|| seed_of(&keyring, day));
    let verified = match &seed {
        Some(seed) if verifies => {
            let drawn = draws_of(records, before, day)?;
            let draws: Vec<Draw> = drawn.iter().map(|it| it.draw).collect();
            Some((verify(seed, &promise, &draws), drawn))
        }
        _ => None,
    };
    Ok(Some(DayLots {
        day,
        is_over,
        promise,
        commit,
        at: record.at,
        leaf,
        is_in_chain: record.leaves.chunks(LEAF).next_back() == Some(leaf.as_slice()),
        seed,
        verified,
    }))
}

/// The first promise of a day's seed: later ones would be none.
fn promised(
    records: &HouseRecords,
    after: CommitNo,
    day: Date,
) -> Result<Option<(Promise, CommitNo)>> {
    let mut found = None;
    each(records, after, |commit, bytes| {
        let promises = Remembered::from_bytes(bytes)?.promises;
        found = promises.into_iter().find(|it| it.day == day).map(|it| (it, commit));
        Ok(found.is_none())
    })?;
    Ok(found)
}

/// Hands each kept batch after a commit to `look`, which says whether to go on.
fn each(
    records: &HouseRecords,
    mut after: CommitNo,
    mut look: impl FnMut(CommitNo, &[u8]) -> Result<bool>,
) -> Result<()> {
    loop {
        let kept = records.remembered_after(after, CHUNK_BYTES)?;
        let Some((last, _)) = kept.last() else { return Ok(()) };
        after = *last;
        for (commit, bytes) in &kept {
            if !look(*commit, bytes)? {
                return Ok(());
            }
        }
    }
}

/// Every case that was weighed on a day, with the share by which it was drawn or not.
fn draws_of(records: &HouseRecords, after: CommitNo, day: Date) -> Result<Vec<Drawn>> {
    let mut shares = Shares::new(records)?;
    let far = day.checked_add(jiff::Span::new().days(2))?;
    let mut drawn = Vec::new();
    each(records, after, |commit, bytes| {
        let batch = Batch::from_bytes(bytes)?;
        // Two days later nothing is decided as of this day any more.
        if batch.promises.iter().any(|it| it.day > far) {
            return Ok(false);
        }
        for one in batch.weighed.iter().filter(|it| it.case.at.local_date() == day) {
            let share = shares.of(one, commit)?;
            let is_drawn = one.chosen.has(Chosen::RANDOM);
            let draw = Draw { entry: one.entry, key: one.case.key, share, is_drawn };
            let number = number_of(records, one.entry)?;
            drawn.push(Drawn { draw, procedure: one.case.procedure, number });
        }
        Ok(true)
    })?;
    Ok(drawn)
}

fn number_of(records: &HouseRecords, entry: EntryId) -> Result<String> {
    let row = records.entry(entry)?.context("a case that was weighed and is not there")?;
    if declaration_state_of(row.state).is_some() {
        return Ok(DeclarationFile::from_row(&row)?.declaration_no.to_string());
    }
    ensure!(state_of(row.state).is_some(), "a case of another kind was weighed");
    Ok(Entry::from_row(&row)?.list_no())
}

/// By what share cases were drawn: of all, as the house was told before a commit, or of one, for whom it is of.
struct Shares<'r> {
    records: &'r HouseRecords,
    registry: Registry,
    /// The house's own inputs that were not told yet, the next one last.
    to_come: Vec<(InputId, Moment, Vec<u8>)>,
    commit: Option<CommitRecord>,
}

impl<'r> Shares<'r> {
    fn new(records: &'r HouseRecords) -> Result<Shares<'r>> {
        let inputs = records.house_inputs_after(InputId(0))?;
        let to_come =
            inputs.into_iter().rev().map(|it| (it.input, it.received_at, it.bytes)).collect();
        let registry = Registry::new(Law::shipped()?);
        Ok(Shares { records, registry, to_come, commit: None })
    }

    fn of(&mut self, one: &Weighed<'_>, commit: CommitNo) -> Result<Rate> {
        self.come_to(commit)?;
        let usual = self.registry.settings.examination_share;
        if one.case.procedure == RiskProcedure::Parcel {
            return Ok(usual);
        }
        // As it was treated when it was weighed: what came later has no bearing.
        let mut share = usual;
        for record in self.records.history(one.entry)?.iter().filter(|it| it.commit <= commit) {
            let all = history::decode(&record.body).context("a history record is malformed")?;
            for happening in all {
                if let Event::Treated(treatment) = happening.what {
                    share = treatment.share;
                }
            }
        }
        Ok(share)
    }

    fn come_to(&mut self, commit: CommitNo) -> Result<()> {
        if self.commit.as_ref().is_some_and(|it| it.commit == commit) {
            return Ok(());
        }
        let decided = self.records.commits(CommitNo(commit.0.saturating_sub(1)), 1)?.pop();
        let decided = decided.context("a commit that is not in the chain")?;
        while self.to_come.last().is_some_and(|it| it.0 < decided.first_input) {
            let Some((input, at, bytes)) = self.to_come.pop() else { break };
            if let Ok(Message::House(message)) =
                messages::read(&bytes, &messages::Limits::default())
            {
                // What the house refused is refused here too.
                let _ = self.registry.apply(&message, input, at);
            }
        }
        self.commit = Some(decided);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_told_when_the_house_and_the_clock_are_both_beyond_its_day() {
        let at = |day: i8| Moment::from_local(Date::constant(2026, 11, day).at(0, 0, 1, 0));
        let day = Date::constant(2026, 11, 21);
        assert!(is_over(day, Some(at(22)), at(22)));
        assert!(!is_over(day, Some(at(21)), at(23)), "the house has not gone on");
        assert!(!is_over(day, Some(at(23)), at(21)), "the clock has not");
        assert!(!is_over(day, None, at(30)));
        assert!(!is_over(Date::constant(2026, 11, 22), Some(at(22)), at(22)), "today");
        assert!(!is_over(Date::constant(2026, 11, 23), Some(at(22)), at(22)), "tomorrow");
    }
}
