//! Whatever can run out is an account: pending, post, void, reverse, call.
//!
//! Deciding and replay move accounts by the same functions, so a history that was accepted is
//! accepted again. Between openings pending + posted never exceeds the limit; a limit lowered below
//! what is spoken for leaves the account overdrawn by that much, and nothing can be reserved until
//! it is made good.

#![deny(clippy::float_arithmetic)]

mod history;
mod label;

pub use history::{Fault, fold};
pub use label::label_identity;
use model::{Account, Amount, Movement};

/// Why a movement is refused. The account is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Less is available than asked for. `available` is negative when a limit was lowered.
    #[error("{asked} asked for, {available} available")]
    Insufficient { available: Amount, asked: Amount },
    /// Only what is pending can be posted or voided.
    #[error("{asked} asked for, {pending} pending")]
    BeyondPending { pending: Amount, asked: Amount },
    /// Only what is posted can be reversed.
    #[error("{asked} asked for, {posted} posted")]
    BeyondPosted { posted: Amount, asked: Amount },
    /// Amounts have no sign: the movement says the direction.
    #[error("{asked} is negative")]
    Negative { asked: Amount },
}

/// Sets the limit, which may be lower than what is already spoken for.
pub fn open(account: &mut Account, limit: Amount) -> Result<(), LedgerError> {
    refuse_negative(limit)?;
    account.limit = limit;
    Ok(())
}

/// available → pending.
pub fn reserve(account: &mut Account, asked: Amount) -> Result<(), LedgerError> {
    refuse_negative(asked)?;
    let available = account.available();
    if asked > available && !asked.is_zero() {
        return Err(LedgerError::Insufficient { available, asked });
    }
    account.pending += asked;
    Ok(())
}

/// pending → posted.
pub fn post(account: &mut Account, asked: Amount) -> Result<(), LedgerError> {
    take_pending(account, asked)?;
    account.posted += asked;
    Ok(())
}

/// pending → available.
pub fn void(account: &mut Account, asked: Amount) -> Result<(), LedgerError> {
    take_pending(account, asked)
}

/// posted → available: only by a reversal that names the entry it undoes.
pub fn reverse(account: &mut Account, asked: Amount) -> Result<(), LedgerError> {
    refuse_negative(asked)?;
    let posted = account.posted;
    if asked > posted {
        return Err(LedgerError::BeyondPosted { posted, asked });
    }
    account.posted -= asked;
    Ok(())
}

/// posted → gone: what was owed is taken from the guarantee itself, which is smaller by it then. A
/// guarantee that was lowered below what it secures gives all that it has.
pub fn call(account: &mut Account, asked: Amount) -> Result<(), LedgerError> {
    reverse(account, asked)?;
    account.limit -= asked.min(account.limit);
    Ok(())
}

/// The one door for deciding and replay. The amount of [`Movement::Open`] is the limit itself, not
/// a difference, so that a registry row activated twice is harmless.
pub fn apply(
    account: &mut Account,
    movement: &Movement,
    amount: Amount,
) -> Result<(), LedgerError> {
    match movement {
        Movement::Open => open(account, amount),
        Movement::Reserve => reserve(account, amount),
        Movement::Post => post(account, amount),
        Movement::Void => void(account, amount),
        Movement::Reverse => reverse(account, amount),
        Movement::Call => call(account, amount),
    }
}

fn take_pending(account: &mut Account, asked: Amount) -> Result<(), LedgerError> {
    refuse_negative(asked)?;
    let pending = account.pending;
    if asked > pending {
        return Err(LedgerError::BeyondPending { pending, asked });
    }
    account.pending -= asked;
    Ok(())
}

fn refuse_negative(asked: Amount) -> Result<(), LedgerError> {
    if asked.is_negative() { Err(LedgerError::Negative { asked }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(units: i64) -> Amount {
        Amount::from_units(units)
    }

    fn account(limit: i64, pending: i64, posted: i64) -> Account {
        Account { limit: yuan(limit), pending: yuan(pending), posted: yuan(posted) }
    }

    /// The account after the movement, or why not; a refusal must leave it as it was.
    fn after(before: Account, movement: Movement, amount: Amount) -> Result<Account, LedgerError> {
        let mut account = before;
        let outcome = apply(&mut account, &movement, amount);
        if outcome.is_err() {
            assert_eq!(account, before, "a refusal moves nothing");
        }
        outcome.map(|()| account)
    }

    #[test]
    fn the_last_fen_can_be_reserved_and_no_more() {
        let before = account(26_000, 1_000, 20_000);
        assert_eq!(
            after(before, Movement::Reserve, yuan(5_000)),
            Ok(account(26_000, 6_000, 20_000))
        );
        let asked = yuan(5_000) + Amount::from_scaled(1);
        assert_eq!(
            after(before, Movement::Reserve, asked),
            Err(LedgerError::Insufficient { available: yuan(5_000), asked })
        );
    }

    #[test]
    fn only_what_is_pending_is_posted_or_voided() {
        let before = account(100, 10, 5);
        assert_eq!(after(before, Movement::Post, yuan(10)), Ok(account(100, 0, 15)));
        assert_eq!(after(before, Movement::Void, yuan(10)), Ok(account(100, 0, 5)));
        for movement in [Movement::Post, Movement::Void] {
            assert_eq!(
                after(before, movement, yuan(11)),
                Err(LedgerError::BeyondPending { pending: yuan(10), asked: yuan(11) })
            );
        }
    }

    #[test]
    fn only_what_is_posted_is_reversed() {
        let before = account(100, 10, 5);
        assert_eq!(after(before, Movement::Reverse, yuan(5)), Ok(account(100, 10, 0)));
        assert_eq!(
            after(before, Movement::Reverse, yuan(6)),
            Err(LedgerError::BeyondPosted { posted: yuan(5), asked: yuan(6) })
        );
    }

    #[test]
    fn a_call_takes_from_the_guarantee_itself() {
        let before = account(100, 10, 60);
        let after_call = after(before, Movement::Call, yuan(60)).unwrap();
        assert_eq!(after_call, account(40, 10, 0));
        assert_eq!(after_call.available(), before.available());
        assert_eq!(
            after(before, Movement::Call, yuan(61)),
            Err(LedgerError::BeyondPosted { posted: yuan(60), asked: yuan(61) })
        );
        assert_eq!(after(account(20, 0, 60), Movement::Call, yuan(60)), Ok(account(0, 0, 0)));
    }

    #[test]
    fn nothing_negative_moves() {
        let asked = yuan(-1);
        for movement in [
            Movement::Open,
            Movement::Reserve,
            Movement::Post,
            Movement::Void,
            Movement::Reverse,
            Movement::Call,
        ] {
            assert_eq!(
                after(account(100, 10, 5), movement, asked),
                Err(LedgerError::Negative { asked })
            );
        }
    }

    #[test]
    fn a_lowered_limit_overdraws_and_a_zero_still_passes() {
        let overdrawn = after(account(100, 10, 50), Movement::Open, yuan(20)).unwrap();
        assert_eq!(overdrawn, account(20, 10, 50));
        assert_eq!(after(overdrawn, Movement::Reserve, Amount::ZERO), Ok(overdrawn));
        assert_eq!(
            after(overdrawn, Movement::Reserve, yuan(1)),
            Err(LedgerError::Insufficient { available: yuan(-40), asked: yuan(1) })
        );
        assert_eq!(after(overdrawn, Movement::Post, yuan(10)), Ok(account(20, 0, 60)));
    }
}
