//! What a batch has to know: loaded from the store, foreseen before its turn, and overlaid with what
//! was decided and is not committed yet.

use std::{collections::VecDeque, sync::Arc};

use model::{EntryId, InputId};
use rustc_hash::FxHashSet;

use crate::{
    ports::{Changed, ClaimRow, EntryRow, Facts, Keys, StoreError, TaskRow},
    tasks::may_wait,
};

/// Loads facts from wherever they are kept.
pub type Load<'l> = &'l mut dyn FnMut(&Keys) -> Result<Facts, StoreError>;

/// What was changed by one batch that is decided and not committed yet.
pub(crate) struct Ahead {
    pub(crate) last_input: InputId,
    pub(crate) changed: Arc<Changed>,
}

/// Facts that were loaded before the turn of the batch that needs them. What was changed since must
/// lie over them.
#[derive(Debug, Default)]
pub struct Foreseen {
    /// What was asked for, sorted.
    asked: Keys,
    /// What there was of it, each sorted by key.
    facts: Facts,
}

impl Foreseen {
    /// Loads keys, and the entries that the claims among them name.
    ///
    /// # Errors
    /// When the facts cannot be loaded.
    pub fn load(keys: Keys, load: Load<'_>) -> Result<Foreseen, StoreError> {
        debug_assert!(keys.due.is_none(), "what is due is not foreseen");
        let mut facts = load(&keys)?;
        let mut held = held_by(&facts.claims);
        held.retain(|it| keys.entries.binary_search(it).is_err());
        let mut entries = keys.entries.clone();
        if !held.is_empty() {
            entries.extend_from_slice(&held);
            entries.sort_unstable();
            let more = load(&Keys { entries: held, ..Keys::default() })?;
            facts.entries.extend(more.entries);
            facts.tasks.extend(more.tasks);
        }
        facts.claims.sort_unstable_by_key(|it| it.key);
        facts.entries.sort_unstable_by_key(|it| it.id);
        facts.accounts.sort_unstable_by_key(|it| it.key);
        Ok(Foreseen { asked: Keys { entries, ..keys }, facts })
    }

    /// What was foreseen of these keys, and the rest from where facts are kept.
    ///
    /// # Errors
    /// When the rest cannot be loaded.
    pub fn load_rest(&self, keys: &Keys, load: Load<'_>) -> Result<Facts, StoreError> {
        let Foreseen { asked, facts: known } = self;
        let mut facts = Facts::default();
        let mut rest = Keys { due: keys.due, ..Keys::default() };
        for key in &keys.claims {
            if asked.claims.binary_search(key).is_err() {
                rest.claims.push(*key);
            } else if let Ok(at) = known.claims.binary_search_by_key(key, |it| it.key) {
                facts.claims.extend(known.claims.get(at).cloned());
            }
        }
        for id in &keys.entries {
            if asked.entries.binary_search(id).is_err() {
                rest.entries.push(*id);
            } else if let Ok(at) = known.entries.binary_search_by_key(id, |it| it.id) {
                facts.entries.extend(known.entries.get(at).cloned());
                facts.tasks.extend(known.tasks.iter().filter(|it| it.case == *id).cloned());
            }
        }
        for key in &keys.accounts {
            if asked.accounts.binary_search(key).is_err() {
                rest.accounts.push(*key);
            } else if let Ok(at) = known.accounts.binary_search_by_key(key, |it| it.key) {
                facts.accounts.extend(known.accounts.get(at).cloned());
            }
        }
        if rest.is_empty() {
            return Ok(facts);
        }
        let more = load(&rest)?;
        facts.claims.extend(more.claims);
        facts.entries.extend(more.entries);
        facts.accounts.extend(more.accounts);
        facts.tasks.extend(more.tasks);
        facts.due = more.due;
        Ok(facts)
    }
}

/// The entries that claims name, sorted.
fn held_by(claims: &[ClaimRow]) -> Vec<EntryId> {
    let mut entries: Vec<EntryId> =
        claims.iter().map(|it| it.entry).filter(|it| it.0 != 0).collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// Loads keys, and the entries that the claims among them name.
pub(crate) fn load_facts(
    ahead: &VecDeque<Ahead>,
    load: Load<'_>,
    keys: Keys,
) -> Result<Facts, StoreError> {
    let mut facts = load_over(ahead, load, keys)?;
    let mut entries = held_by(&facts.claims);
    if !facts.entries.is_empty() {
        let loaded: FxHashSet<EntryId> = facts.entries.iter().map(|it| it.id).collect();
        entries.retain(|it| !loaded.contains(it));
    }
    if !entries.is_empty() {
        let loaded = load_over(ahead, load, Keys { entries, ..Keys::default() })?;
        facts.entries.extend(loaded.entries);
        facts.tasks.extend(loaded.tasks);
    }
    Ok(facts)
}

/// Loads keys, with what was decided ahead of the store lying over what the store has.
pub(crate) fn load_over(
    ahead: &VecDeque<Ahead>,
    load: Load<'_>,
    mut keys: Keys,
) -> Result<Facts, StoreError> {
    let mut over = Facts::default();
    let newest_first = || ahead.iter().rev();
    keys.claims.retain(|key| {
        let rows = |it: &Ahead| {
            let claims = &it.changed.claims;
            claims.get(claims.binary_search_by_key(key, |row| row.key).ok()?).cloned()
        };
        let found = newest_first().find_map(rows);
        let is_elsewhere = found.is_none();
        over.claims.extend(found);
        is_elsewhere
    });
    let entry = |id: &EntryId, it: &Ahead| {
        let entries = &it.changed.entries;
        entries.get(entries.binary_search_by_key(id, |row| row.id).ok()?).cloned()
    };
    keys.entries.retain(|id| {
        let found = newest_first().find_map(|it| entry(id, it));
        let is_elsewhere = found.is_none();
        over.entries.extend(found);
        is_elsewhere
    });
    keys.accounts.retain(|key| {
        let rows = |it: &Ahead| {
            let accounts = &it.changed.accounts;
            accounts.get(accounts.binary_search_by_key(key, |row| row.key).ok()?).cloned()
        };
        let found = newest_first().find_map(rows);
        let is_elsewhere = found.is_none();
        over.accounts.extend(found);
        is_elsewhere
    });
    let due = keys.due;
    if let Some(due) = &mut keys.due {
        // What is due in the store may have been decided since, so more is asked for than is wanted.
        let n_ahead: usize = ahead.iter().map(|it| it.changed.entries.len()).sum();
        due.limit = due.limit.saturating_add(n_ahead);
    }
    let mut facts = load(&keys)?;
    if let Some(due) = due {
        facts.due.retain(|row| newest_first().all(|it| entry(&row.id, it).is_none()));
        let mut ids: Vec<EntryId> =
            ahead.iter().flat_map(|it| &it.changed.entries).map(|it| it.id).collect();
        ids.sort();
        ids.dedup();
        let newest = ids.iter().filter_map(|id| newest_first().find_map(|it| entry(id, it)));
        facts.due.extend(newest.filter(|it| it.due_at.is_some_and(|at| at <= due.by)));
        facts.due.sort_by_key(|it| (it.due_at, it.id));
        facts.due.truncate(due.limit);
    }
    add_tasks_ahead(ahead, &over.entries, &mut facts);
    facts.claims.extend(over.claims);
    facts.entries.extend(over.entries);
    facts.accounts.extend(over.accounts);
    Ok(facts)
}

/// The tasks of cases that were decided ahead of the store, in place of what the store has of them.
fn add_tasks_ahead(ahead: &VecDeque<Ahead>, over: &[EntryRow], facts: &mut Facts) {
    if ahead.is_empty() {
        return;
    }
    let newest = |id: EntryId| {
        let is_in =
            |it: &&Ahead| it.changed.entries.binary_search_by_key(&id, |row| row.id).is_ok();
        ahead.iter().rev().find(is_in)
    };
    facts.tasks.retain(|it| newest(it.case).is_none());
    let rows = over.iter().chain(&facts.due).filter(|it| may_wait(it.state));
    let tasks = rows.filter_map(|row| Some(newest(row.id)?.changed.tasks_of(row.id)));
    let tasks: Vec<TaskRow> = tasks.flatten().cloned().collect();
    facts.tasks.extend(tasks);
}
