//! Proof that nothing was altered: the chain re-computed from what is kept, and the states,
//! accounts and receipts compared with what the history says of them.

use std::collections::BTreeMap;

use clearance::{
    amendment_state_number, audit_state_number,
    chain::{self, LEAF, Linked},
    consignment_state_number, declaration_state_number, duty_slip_state_number,
    entry::state_number,
    exit_list_state_number, export_state_number, gate_pass_state_number, guarantee_state_number,
    history::{self, Event, Happening},
    instrument_state_number, manifest_state_number, monthly_state_number,
    ports::{CommitRecord, HistoryRow, Records, StoreError},
    receipts_of,
    slip::slip_state_number,
    transit_state_number,
};
use model::{
    Account, AccountKind, CommitNo, ConsignmentState, DeclarationState, DutySlipState, EntryId,
    EntryState, ExitListState, ExportState, GatePassState, GuaranteeState, InputId,
    InstrumentState, KeyPair, LedgerEntry, ManifestState, MonthlyState, ReceiptKind, SlipState,
    TaskKind, TransitState, ZoneKind,
};
use rustc_hash::FxHashMap;

use crate::{HouseRecords, signing::verify_head, sql::SqlError};

/// What was proved.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Proof {
    pub commits: u64,
    pub history_records: u64,
    pub receipts: u64,
    pub entries: u64,
    pub accounts: u64,
    pub signed_heads: u64,
    /// The last commit under a signed head; what comes after it is proved by the chain alone.
    pub signed_through: CommitNo,
    /// Hexadecimal link of the last commit.
    pub head: String,
    pub faults: Vec<ProofFault>,
}

/// Where what is kept is not what was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum ProofFault {
    /// A history record was altered; this is its entry (0: the house itself).
    History {
        commit: CommitNo,
        entry: EntryId,
    },
    /// A block of receipts was altered.
    Receipts {
        commit: CommitNo,
        recipient: String,
    },
    /// What risk analysis remembers of this commit was altered, or is missing.
    Remembered {
        commit: CommitNo,
    },
    /// An input of this commit was altered or is missing.
    Inputs {
        commit: CommitNo,
    },
    /// A record or block is missing or one too many.
    Count {
        commit: CommitNo,
    },
    Link {
        commit: CommitNo,
    },
    /// The entry's state is not what its history comes to.
    State {
        entry: EntryId,
    },
    /// Somebody holds a task of the entry otherwise than its history says.
    Task {
        entry: EntryId,
    },
    /// The account is not the fold of its movements.
    Account {
        label: String,
    },
    /// The receipts of a recipient in a commit are not those that the history names.
    Answers {
        commit: CommitNo,
        recipient: String,
    },
    Signature {
        commit: CommitNo,
    },
    Unreadable {
        commit: CommitNo,
        entry: EntryId,
    },
}

/// What the history comes to, entry by entry and account by account.
#[derive(Default)]
struct Fold {
    /// Numbers of states, of entries and of all other cases.
    states: FxHashMap<EntryId, u8>,
    /// The last history row of each entry.
    last_rows: FxHashMap<EntryId, u64>,
    accounts: BTreeMap<(AccountKind, KeyPair), (Account, String)>,
    /// Who holds which task.
    holders: BTreeMap<(EntryId, TaskKind), String>,
    /// The next number of each recipient.
    next_nos: FxHashMap<u64, u64>,
    /// Of the commit at hand: recipient and ordinal, with kind and status.
    answers: BTreeMap<(u64, u32), (ReceiptKind, i32, EntryId)>,
    /// Of the commit at hand, in the order in which accounts moved.
    movements: BTreeMap<u32, Vec<LedgerEntry>>,
}

/// Re-computes everything; heads must be signed with that key.
///
/// # Errors
/// When the store cannot be read; what is read and wrong is a [`ProofFault`].
pub fn prove(
    records: &HouseRecords,
    key: &[u8; 32],
    progress: &mut dyn FnMut(u64),
) -> Result<Proof, StoreError> {
    let mut proof = Proof::default();
    let mut fold = Fold::default();
    let (mut link, mut commit, mut row, mut block_no) = (chain::GENESIS, CommitNo(0), 0u64, 0u64);
    let mut next_input = 1;
    loop {
        let commits = records.commits(commit, 64)?;
        if commits.is_empty() {
            break;
        }
        for record in commits {
            let expected = CommitNo(commit.0 + 1);
            if record.commit != expected || record.first_input.0 != next_input {
                proof.faults.push(ProofFault::Count { commit: expected });
            }
            next_input = record.last_input.0.wrapping_add(1);
            prove_commit(records, &record, &mut row, &mut block_no, &mut fold, &mut proof)?;
            link = prove_link(records, &record, &link, &mut proof)?;
            commit = record.commit;
            proof.commits += 1;
            progress(proof.commits);
        }
    }
    prove_head(records, key, commit, &link, &mut proof)?;
    prove_states(records, fold.states, &fold.last_rows, &mut proof)?;
    prove_accounts(records, fold.accounts, &mut proof)?;
    prove_holders(records, fold.holders, &mut proof)?;
    proof.head = link.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(proof)
}

fn prove_commit(
    records: &HouseRecords,
    record: &CommitRecord,
    row: &mut u64,
    block_no: &mut u64,
    fold: &mut Fold,
    proof: &mut Proof,
) -> Result<(), StoreError> {
    let commit = record.commit;
    fold.answers.clear();
    let n_history = record.n_history as usize;
    let (of_history, of_blocks) =
        record.leaves.split_at_checked(n_history * LEAF).unwrap_or((&record.leaves, &[]));
    let mut leaves = of_history.chunks(LEAF);
    for (history, previous) in records.kept_history(*row, n_history)? {
        if history.commit > commit {
            // One of this commit is missing; this one is counted with its own.
            break;
        }
        *row = history.row;
        proof.history_records += 1;
        let (entry, body) = (history.entry, history.body);
        let kept = HistoryRow { entry, body };
        let is_whole = leaves.next() == Some(&chain::history_leaf(&kept)[..]);
        let is_hung = fold.hang(entry, history.row) == previous;
        if history.commit != commit || !is_whole || !is_hung {
            proof.faults.push(ProofFault::History { commit, entry });
        }
        match history::decode(&kept.body) {
            Ok(happenings) => fold.take(entry, happenings, proof),
            Err(_) => proof.faults.push(ProofFault::Unreadable { commit, entry }),
        }
    }
    fold.move_accounts(proof);
    let is_one_missing = leaves.next().is_some();
    // Where what is remembered is gone its leaf is one too many.
    let remembered = records.remembered(commit)?;
    let n_memory = if remembered.is_some() { LEAF } else { 0 };
    let (of_blocks, of_memory) = of_blocks
        .split_at_checked(of_blocks.len().saturating_sub(n_memory))
        .unwrap_or((of_blocks, &[]));
    if remembered.is_some_and(|it| chain::remembered_leaf(&it)[..] != *of_memory) {
        proof.faults.push(ProofFault::Remembered { commit });
    }
    let mut leaves = of_blocks.chunks(LEAF);
    for block in records.kept_blocks(commit)? {
        let count = u64::from(block.block.count);
        let next_no = fold.next_nos.entry(block.block.recipient_key).or_insert(1);
        let is_numbered =
            block.first_no == block_no.wrapping_add(1) && block.first_recipient_no == *next_no;
        *block_no = block.first_no.wrapping_add(count).wrapping_sub(1);
        *next_no = block.first_recipient_no.wrapping_add(count);
        let is_whole = leaves.next() == Some(&chain::block_leaf(&block.block)[..]);
        if !is_numbered || !is_whole {
            let recipient = block.block.recipient.clone();
            proof.faults.push(ProofFault::Receipts { commit, recipient });
        }
        prove_answers(commit, &block.block, fold, proof);
    }
    if is_one_missing || leaves.next().is_some() || !fold.answers.is_empty() {
        proof.faults.push(ProofFault::Count { commit });
    }
    Ok(())
}

/// Every receipt of a block is one that the history names, with the same kind and status.
fn prove_answers(
    commit: CommitNo,
    block: &clearance::ports::BlockRow,
    fold: &mut Fold,
    proof: &mut Proof,
) {
    let mut count = 0;
    for (receipt, ordinal) in receipts_of(&block.body).zip(0u32..) {
        let named = fold.answers.remove(&(block.recipient_key, ordinal));
        if named != Some((receipt.kind, receipt.status, receipt.entry)) {
            let recipient = block.recipient.clone();
            proof.faults.push(ProofFault::Answers { commit, recipient });
        }
        count += 1;
        proof.receipts += 1;
    }
    if count != block.count {
        proof.faults.push(ProofFault::Answers { commit, recipient: block.recipient.clone() });
    }
}

fn prove_link(
    records: &HouseRecords,
    record: &CommitRecord,
    previous: &[u8; 32],
    proof: &mut Proof,
) -> Result<[u8; 32], StoreError> {
    let digests = records.input_digests(record.first_input, record.last_input)?;
    if chain::inputs_digest(digests.iter()) != record.inputs_digest {
        proof.faults.push(ProofFault::Inputs { commit: record.commit });
    }
    let linked = Linked {
        commit: record.commit,
        at: record.at,
        first_input: record.first_input.0,
        last_input: record.last_input.0,
        inputs_digest: &record.inputs_digest,
        n_history: record.n_history,
        leaves: &record.leaves,
    };
    if chain::link(previous, &linked) != record.link {
        proof.faults.push(ProofFault::Link { commit: record.commit });
    }
    Ok(record.link)
}

impl Fold {
    /// Hangs a row on its entry; returns the one before it. The house's own rows hang on nothing.
    fn hang(&mut self, entry: EntryId, row: u64) -> u64 {
        if entry == EntryId(0) {
            return 0;
        }
        self.last_rows.insert(entry, row).unwrap_or(0)
    }

    fn take(&mut self, entry: EntryId, happenings: Vec<Happening>, proof: &mut Proof) {
        for happening in happenings {
            if let Some([from, to]) = step_of(&happening.what) {
                self.step(entry, from, to, proof);
                continue;
            }
            match happening.what {
                Event::Ledger(movements) => {
                    self.movements.insert(happening.order, movements);
                }
                Event::Answered { recipient, ordinal, kind, status } => {
                    self.answers.insert((recipient, ordinal), (kind, status, entry));
                }
                Event::TaskMoved { kind, from, to, .. } => {
                    self.pass_task((entry, kind), &from, to, proof);
                }
                Event::TaskEnded { kind, holder } => {
                    self.pass_task((entry, kind), &holder, String::new(), proof);
                }
                what => {
                    self.states.entry(entry).or_insert(first_state(&what));
                }
            }
        }
    }

    /// A task passed on, which must be from whoever held it; empty: nobody.
    fn pass_task(&mut self, task: (EntryId, TaskKind), from: &str, to: String, proof: &mut Proof) {
        let before = match to.is_empty() {
            true => self.holders.remove(&task),
            false => self.holders.insert(task, to),
        };
        if before.as_deref().unwrap_or_default() != from {
            proof.faults.push(ProofFault::Task { entry: task.0 });
        }
    }

    /// One step from a state to another, which must be from where it stood.
    fn step(&mut self, entry: EntryId, from: u8, to: u8, proof: &mut Proof) {
        let before = self.states.insert(entry, to);
        if before.unwrap_or(state_number(EntryState::Expected)) != from {
            proof.faults.push(ProofFault::State { entry });
        }
    }
}

/// The states between which an event moves its case; nothing for other events.
pub fn step_of(event: &Event) -> Option<[u8; 2]> {
    Some(match event {
        Event::State { from, to, .. } => [*from, *to].map(state_number),
        Event::SlipState { from, to } => [*from, *to].map(slip_state_number),
        Event::ExitListState { from, to, .. } => [*from, *to].map(exit_list_state_number),
        Event::GatePassState { from, to, .. } => [*from, *to].map(gate_pass_state_number),
        Event::DeclarationState { from, to, .. } => [*from, *to].map(declaration_state_number),
        Event::AmendmentState { from, to, .. } => [*from, *to].map(amendment_state_number),
        Event::DutySlipState { from, to } => [*from, *to].map(duty_slip_state_number),
        Event::ManifestState { from, to } => [*from, *to].map(manifest_state_number),
        Event::ConsignmentState { from, to, .. } => [*from, *to].map(consignment_state_number),
        Event::ExportState { from, to, .. } => [*from, *to].map(export_state_number),
        Event::InstrumentState { from, to, .. } => [*from, *to].map(instrument_state_number),
        Event::TransitState { from, to } => [*from, *to].map(transit_state_number),
        Event::AuditState { from, to, .. } => [*from, *to].map(audit_state_number),
        Event::MonthlyMoved { from, to } => [*from, *to].map(monthly_state_number),
        Event::GuaranteeState { from, to } => [*from, *to].map(guarantee_state_number),
        _ => return None,
    })
}

/// The state of a case whose history begins with an event.
pub fn first_state(event: &Event) -> u8 {
    match event {
        Event::SlipOpened { .. } => slip_state_number(SlipState::Open),
        Event::AmendmentOpened { state, .. } => amendment_state_number(*state),
        Event::DutySlipIssued { .. } => duty_slip_state_number(DutySlipState::Issued),
        Event::TransitDeclared { .. } => transit_state_number(TransitState::Declared),
        Event::AuditOpened(it) => audit_state_number(it.state),
        Event::MonthlyRegistered { .. } => monthly_state_number(MonthlyState::InForce),
        Event::GuaranteeRegistered { .. } => guarantee_state_number(GuaranteeState::InForce),
        Event::Filed { .. } => declaration_state_number(DeclarationState::Saved),
        Event::ManifestSent { .. } => manifest_state_number(ManifestState::Announced),
        Event::BillSent { .. } => consignment_state_number(ConsignmentState::Manifested),
        Event::InstrumentIssued(_) => instrument_state_number(InstrumentState::Issued),
        Event::ExportDocument { .. } => export_state_number(ExportState::Expected),
        Event::ZoneDocument { kind: ZoneKind::ExitList, .. } => {
            exit_list_state_number(ExitListState::Declared)
        }
        Event::ZoneDocument { kind: ZoneKind::GatePass, .. } => {
            gate_pass_state_number(GatePassState::Declared)
        }
        _ => state_number(EntryState::Expected),
    }
}

impl Fold {
    /// Accounts move in the order of events, across the entries of a commit.
    fn move_accounts(&mut self, proof: &mut Proof) {
        for it in std::mem::take(&mut self.movements).into_values().flatten() {
            let (account, _) = self
                .accounts
                .entry((it.kind, it.account))
                .or_insert_with(|| (Account::default(), it.label.clone()));
            if ledger::apply(account, &it.movement, it.amount).is_err() {
                proof.faults.push(ProofFault::Account { label: it.label });
            }
        }
    }
}

fn prove_head(
    records: &HouseRecords,
    key: &[u8; 32],
    commit: CommitNo,
    link: &[u8; 32],
    proof: &mut Proof,
) -> Result<(), StoreError> {
    let head = records.head()?;
    if head.commit != commit || head.link != *link {
        proof.faults.push(ProofFault::Link { commit: head.commit });
    }
    for signature in records.signatures()? {
        let signed = records.commits(CommitNo(signature.commit.0.saturating_sub(1)), 1)?;
        let is_of_chain = signed.first().is_some_and(|it| it.link == signature.link);
        if !is_of_chain || signature.public_key != *key || !verify_head(&signature) {
            proof.faults.push(ProofFault::Signature { commit: signature.commit });
        }
        proof.signed_heads += 1;
        proof.signed_through = proof.signed_through.max(signature.commit);
    }
    Ok(())
}

fn prove_states(
    records: &HouseRecords,
    mut folded: FxHashMap<EntryId, u8>,
    last_rows: &FxHashMap<EntryId, u64>,
    proof: &mut Proof,
) -> Result<(), StoreError> {
    const PAGE: usize = 1_000;
    let mut after = EntryId(0);
    loop {
        let page = records.entry_rows(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for row in &page {
            proof.entries += 1;
            let last_row = last_rows.get(&row.id).copied().unwrap_or(0);
            if folded.remove(&row.id) != Some(row.state) || row.last_history != last_row {
                proof.faults.push(ProofFault::State { entry: row.id });
            }
        }
    }
    let mut gone: Vec<EntryId> = folded.into_keys().filter(|it| it.0 != 0).collect();
    gone.sort();
    proof.faults.extend(gone.into_iter().map(|entry| ProofFault::State { entry }));
    Ok(())
}

fn prove_accounts(
    records: &HouseRecords,
    mut folded: BTreeMap<(AccountKind, KeyPair), (Account, String)>,
    proof: &mut Proof,
) -> Result<(), StoreError> {
    const PAGE: usize = 1_000;
    let mut after = None;
    loop {
        let page = records.accounts(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.key);
        for row in &page {
            proof.accounts += 1;
            let account = folded.remove(&(row.kind, row.key)).map(|(account, _)| account);
            if account != Some(row.account) {
                proof.faults.push(ProofFault::Account { label: row.label.clone() });
            }
        }
    }
    for (_, label) in folded.into_values() {
        proof.faults.push(ProofFault::Account { label });
    }
    Ok(())
}

/// Whoever holds a task does so by its case's history, and nobody else does.
fn prove_holders(
    records: &HouseRecords,
    mut folded: BTreeMap<(EntryId, TaskKind), String>,
    proof: &mut Proof,
) -> Result<(), StoreError> {
    const PAGE: usize = 1_000;
    let mut after = None;
    loop {
        let page = records.all_tasks(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some((last.case, last.kind));
        for task in &page {
            let holder = folded.remove(&(task.case, task.kind)).unwrap_or_default();
            if holder != task.holder {
                proof.faults.push(ProofFault::Task { entry: task.case });
            }
        }
    }
    proof.faults.extend(folded.into_keys().map(|(entry, _)| ProofFault::Task { entry }));
    Ok(())
}

/// The raw bytes of every input digest to what was kept of them.
///
/// # Errors
/// When the store cannot be read.
pub fn prove_inputs(records: &HouseRecords, last: InputId) -> Result<Vec<InputId>, StoreError> {
    let mut altered = Vec::new();
    for id in 1..=last.0 {
        let is_whole = match records.input(InputId(id)) {
            Ok(Some(it)) => blake3::hash(&it.bytes).as_bytes() == &it.digest,
            Ok(None) => false,
            Err(error) if does_not_unpack(&error) => false,
            Err(error) => return Err(error),
        };
        if !is_whole {
            altered.push(InputId(id));
        }
    }
    Ok(altered)
}

/// Whether a row was read and what it holds is not what was packed.
fn does_not_unpack(error: &StoreError) -> bool {
    matches!(error.cause.downcast_ref::<SqlError>(), Some(SqlError::Column { .. }))
}
