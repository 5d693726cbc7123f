//! Accounts as the fold of their history: what `verify` compares the store with.

use std::collections::BTreeMap;

use model::{Account, AccountKind, KeyPair, LedgerEntry};

use crate::{LedgerError, apply};

/// A history that cannot have been accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ledger entry {position} cannot have been accepted")]
pub struct Fault {
    /// From 0.
    pub position: usize,
    pub kind: AccountKind,
    pub account: KeyPair,
    #[source]
    pub cause: LedgerError,
}

/// The accounts after all entries, in the order in which they were committed. An account that was
/// never opened has a limit of zero.
pub fn fold<'a>(
    entries: impl IntoIterator<Item = &'a LedgerEntry>,
) -> Result<BTreeMap<(AccountKind, KeyPair), Account>, Fault> {
    let mut accounts = BTreeMap::new();
    for (position, entry) in entries.into_iter().enumerate() {
        let account = accounts.entry((entry.kind, entry.account)).or_default();
        apply(account, &entry.movement, entry.amount).map_err(|cause| Fault {
            position,
            kind: entry.kind,
            account: entry.account,
            cause,
        })?;
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use model::{Amount, Movement};
    use proptest::{collection::vec, prelude::*};

    use super::*;

    const MOVEMENTS: [Movement; 6] = [
        Movement::Open,
        Movement::Reserve,
        Movement::Post,
        Movement::Void,
        Movement::Reverse,
        Movement::Call,
    ];

    fn entry(account: u64, movement: Movement, scaled: i64) -> LedgerEntry {
        LedgerEntry {
            kind: AccountKind::AnnualLimit,
            account: KeyPair { hi: account, lo: 0 },
            label: String::new(),
            movement,
            amount: Amount::from_scaled(scaled),
        }
    }

    /// Small amounts, so that movements meet; now and then a hostile one.
    fn attempts() -> impl Strategy<Value = Vec<LedgerEntry>> {
        let amount = prop_oneof![
            20 => 0i64..400,
            1 => Just(i64::MAX),
            1 => any::<i64>(),
        ];
        vec(
            (0u64..3, prop::sample::select(&MOVEMENTS[..]), amount)
                .prop_map(|(account, movement, scaled)| entry(account, movement, scaled)),
            0..200,
        )
    }

    proptest! {
        #[test]
        fn whatever_is_attempted_accounts_balance(attempts in attempts()) {
            let mut accounts: BTreeMap<_, Account> = BTreeMap::new();
            let mut accepted = Vec::new();
            for attempt in attempts {
                let key = (attempt.kind, attempt.account);
                let mut account = accounts.get(&key).copied().unwrap_or_default();
                let before = account;
                if apply(&mut account, &attempt.movement, attempt.amount).is_err() {
                    prop_assert_eq!(account, before);
                    continue;
                }
                accounts.insert(key, account);
                prop_assert!(!account.pending.is_negative() && !account.posted.is_negative());
                let spoken = account.pending.scaled().checked_add(account.posted.scaled());
                let spoken = spoken.expect("what is spoken for was within a limit once");
                let spoken_before = before.pending.scaled() + before.posted.scaled();
                let is_within = spoken <= account.limit.scaled();
                prop_assert!(is_within || spoken <= spoken_before, "only a limit overdraws");
                match attempt.movement {
                    Movement::Post | Movement::Open => prop_assert_eq!(spoken, spoken_before),
                    Movement::Reserve => {
                        prop_assert_eq!(spoken - spoken_before, attempt.amount.scaled());
                    }
                    Movement::Void | Movement::Reverse | Movement::Call => {
                        prop_assert_eq!(spoken_before - spoken, attempt.amount.scaled());
                    }
                }
                accepted.push(attempt);
            }
            prop_assert_eq!(fold(&accepted), Ok(accounts));
        }
    }

    #[test]
    fn a_history_that_cannot_be_names_its_entry() {
        let history = [
            entry(1, Movement::Open, 100),
            entry(2, Movement::Open, 100),
            entry(1, Movement::Reserve, 60),
            entry(2, Movement::Post, 1),
        ];
        let fault = fold(&history).unwrap_err();
        assert_eq!((fault.position, fault.account.hi), (3, 2));
        assert_eq!(
            fault.cause,
            LedgerError::BeyondPending { pending: Amount::ZERO, asked: Amount::from_scaled(1) }
        );
        assert_eq!(fault.to_string(), "ledger entry 3 cannot have been accepted");
    }
}
