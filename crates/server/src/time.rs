//! Time as an input: the house is told what time it is, and does what is due.
//!
//! One tick does so much at most; whoever wants all of it ticks until nothing is due.

use anyhow::{Result, bail};
use clearance::{
    House, Tally,
    ports::{Due, EntryRow, Keys, RawInput, Store, StoreError},
};
use model::{EntryId, HouseMessage, Moment};

use crate::clock;

/// What it came to, to let the house go on to a moment.
pub(crate) struct Advance {
    pub(crate) ticks: u64,
    pub(crate) tally: Tally,
}

/// Lets the house go on to a moment, and do everything that is due by then. A house that is further
/// already does what it has left over.
///
/// # Errors
/// When the store fails, or when a tick leaves undone what was due first: so would every other.
pub(crate) fn advance<S: Store>(house: &mut House<S>, to: Moment, sender: &str) -> Result<Advance> {
    let mut advance = Advance { ticks: 0, tally: Tally::default() };
    let mut before = None;
    loop {
        let at = tick_at(to, house.registry().reached());
        advance.tally.add(&house.take(&[tick(at, sender)?])?);
        advance.ticks += 1;
        let Some(first) = first_due(house, at)? else { return Ok(advance) };
        if before == Some(first) {
            bail!("case {} was due by {} and no tick does what is due", first.0.0, first.1);
        }
        before = Some(first);
    }
}

/// Whether anything is due by a moment.
///
/// # Errors
/// When the store fails.
pub(crate) fn is_due<S: Store>(house: &mut House<S>, by: Moment) -> Result<bool, StoreError> {
    Ok(first_due(house, by)?.is_some())
}

/// What is due first, and since when.
fn first_due<S: Store>(
    house: &mut House<S>,
    by: Moment,
) -> Result<Option<(EntryId, Moment)>, StoreError> {
    let keys = Keys { due: Some(Due { by, limit: 1 }), ..Keys::default() };
    let first = |it: &EntryRow| Some((it.id, it.due_at?));
    Ok(house.store().load(&keys)?.due.first().and_then(first))
}

/// The moment of the next tick: time does not go back, and two ticks are told apart by their moments.
pub(crate) fn tick_at(wanted: Moment, reached: Moment) -> Moment {
    wanted.max(Moment::from_millis(reached.millis().saturating_add(1)))
}

/// A tick as a message to the house.
///
/// # Errors
/// Never; what a tick says can be spelt.
pub(crate) fn tick(at: Moment, sender: &str) -> Result<RawInput, serde_json::Error> {
    clock::received_now(&HouseMessage::Tick { at }, sender)
}
