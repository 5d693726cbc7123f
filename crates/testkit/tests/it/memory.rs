//! A store that keeps everything in memory and lasts as long as the test.

use std::collections::BTreeMap;

use clearance::ports::{
    Accepted, AccountRow, ClaimRow, Decisions, Due, EntryRow, Facts, Head, HistoryRow, Keys,
    PackedInput, Remembered, Store, StoreError, StoredInput, TaskRow, TellTasks,
};
use model::{CommitNo, EntryId, InputId, KeyPair};

#[derive(Default)]
pub(crate) struct MemoryStore {
    inputs: BTreeMap<[u8; 32], InputId>,
    pub(crate) claims: BTreeMap<KeyPair, ClaimRow>,
    pub(crate) entries: BTreeMap<EntryId, EntryRow>,
    accounts: BTreeMap<KeyPair, AccountRow>,
    pub(crate) history: Vec<HistoryRow>,
    tasks: BTreeMap<EntryId, Vec<TaskRow>>,
    commit: u64,
    decided_input: InputId,
    next_entry: u64,
}

impl MemoryStore {
    fn due(&self, due: Option<Due>) -> Vec<EntryRow> {
        let Some(due) = due else { return Vec::new() };
        let is_due = |it: &&EntryRow| it.due_at.is_some_and(|at| at <= due.by);
        let mut rows: Vec<EntryRow> = self.entries.values().filter(is_due).cloned().collect();
        rows.sort_by_key(|it| (it.due_at, it.id));
        rows.truncate(due.limit);
        rows
    }
}

impl Store for MemoryStore {
    fn pack(&self) -> fn(&[u8]) -> Vec<u8> {
        |_| Vec::new()
    }

    fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        let mut accept = |it: &PackedInput| {
            let next = InputId(self.inputs.len() as u64 + 1);
            let input = *self.inputs.entry(it.digest).or_insert(next);
            Accepted { input, is_repeat: input != next }
        };
        Ok(inputs.iter().map(&mut accept).collect())
    }

    fn inputs_after(&mut self, _: InputId, _: usize) -> Result<Vec<StoredInput>, StoreError> {
        Ok(Vec::new())
    }

    fn house_inputs(&mut self, _: InputId) -> Result<Vec<StoredInput>, StoreError> {
        Ok(Vec::new())
    }

    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        let due = self.due(keys.due);
        let cases = keys.entries.iter().copied().chain(due.iter().map(|it| it.id));
        let tasks = cases.filter_map(|it| self.tasks.get(&it)).flatten().cloned().collect();
        Ok(Facts {
            claims: keys.claims.iter().filter_map(|it| self.claims.get(it).cloned()).collect(),
            entries: keys.entries.iter().filter_map(|it| self.entries.get(it).cloned()).collect(),
            accounts: keys
                .accounts
                .iter()
                .filter_map(|it| self.accounts.get(it).cloned())
                .collect(),
            due,
            tasks,
        })
    }

    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
        self.claims.extend(decisions.changed.claims.iter().map(|it| (it.key, it.clone())));
        self.entries.extend(decisions.changed.entries.iter().map(|it| (it.id, it.clone())));
        let changed = &decisions.changed;
        let told = changed.entries.iter().map(|it| (it.id, changed.tasks_of(it.id).to_vec()));
        self.tasks.extend(told);
        self.accounts.extend(decisions.changed.accounts.iter().map(|it| (it.key, it.clone())));
        self.history.extend(decisions.history.iter().cloned());
        self.commit += 1;
        self.decided_input = decisions.last_input;
        self.next_entry = decisions.next_entry;
        self.head()
    }

    fn remembered_after(&mut self, _: CommitNo, _: usize) -> Result<Vec<Remembered>, StoreError> {
        Ok(Vec::new())
    }

    fn checkpoint(&mut self) -> Result<Option<Remembered>, StoreError> {
        Ok(None)
    }

    fn tell_tasks(&mut self, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError> {
        let _ = edition;
        for row in self.entries.values() {
            let kept = self.tasks.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let told = tell(row, kept)?;
            self.tasks.insert(row.id, told);
        }
        Ok(())
    }

    fn head(&mut self) -> Result<Head, StoreError> {
        Ok(Head {
            commit: CommitNo(self.commit),
            link: [0; 32],
            decided_input: self.decided_input,
            next_entry: self.next_entry.max(1),
            next_input: self.inputs.len() as u64 + 1,
        })
    }
}
