//! Time as an input: the house is told what time it is, and does what is due.
//!
//! One tick does so much at most; whoever wants all of it ticks until nothing is due.

use anyhow::Result;
use clearance::{
    House, Tally,
    ports::{Due, Keys, RawInput, Store, StoreError},
};
use model::{HouseMessage, Moment};

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
/// When the store fails.
pub(crate) fn advance<S: Store>(house: &mut House<S>, to: Moment, sender: &str) -> Result<Advance> {
    let mut advance = Advance { ticks: 0, tally: Tally::default() };
    loop {
        let at = tick_at(to, house.registry().reached());
        advance.tally.add(&house.take(&[tick(at, sender)?])?);
        advance.ticks += 1;
        if !is_due(house, at)? {
            return Ok(advance);
        }
    }
}

/// Whether anything is due by a moment.
///
/// # Errors
/// When the store fails.
pub(crate) fn is_due<S: Store>(house: &mut House<S>, by: Moment) -> Result<bool, StoreError> {
    let keys = Keys { due: Some(Due { by, limit: 1 }), ..Keys::default() };
    Ok(!house.store().load(&keys)?.due.is_empty())
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
    let bytes = serde_json::to_vec(&HouseMessage::Tick { at })?;
    Ok(RawInput { received_at: clock::now(), sender: sender.to_owned(), bytes })
}
