//! What must hold after every step, computed from the history alone and compared with what the
//! store keeps.

use std::collections::{BTreeMap, BTreeSet};

use clearance::{
    entry::{Entry, Reservation, state_number, state_of},
    history::{self, Event, Happening},
    ports::Records,
};
use lifecycle::Event as Step;
use model::{
    Account, AccountKind, CommitNo, DocumentKind, EntryId, EntryState, InputId, KeyPair,
    LedgerEntry, Movement, ReceiptKind,
};
use store::SqliteRecords;

use crate::recording::issued;

type AccountKey = (AccountKind, KeyPair);

#[derive(Default)]
pub(super) struct Watchman {
    row: u64,
    /// House number of the last receipt seen.
    receipt: u64,
    /// Numbers used so far, by recipient.
    numbered: BTreeMap<String, u64>,
    entries: BTreeMap<EntryId, Watched>,
    accounts: BTreeMap<AccountKey, Account>,
    /// Every state that any entry was in.
    pub(super) reached: BTreeSet<EntryState>,
    /// Statuses of the receipts of lists.
    pub(super) statuses: BTreeSet<i32>,
}

/// One entry as its history tells it.
struct Watched {
    state: EntryState,
    /// What it holds, by account.
    pending: BTreeMap<AccountKey, i64>,
    posted: BTreeMap<AccountKey, i64>,
    has_posted: bool,
    /// The input that accepted it last, and who was told so.
    accepted: Option<(InputId, BTreeSet<u64>)>,
    /// The input that released it, and who was told so.
    released: Option<(InputId, BTreeSet<u64>)>,
    n_tax_bills: u32,
    /// The input at which, in this state, a list came once more and changed nothing.
    repeated: Option<InputId>,
}

impl Default for Watched {
    fn default() -> Watched {
        Watched {
            state: EntryState::Expected,
            pending: BTreeMap::new(),
            posted: BTreeMap::new(),
            has_posted: false,
            accepted: None,
            released: None,
            n_tax_bills: 0,
            repeated: None,
        }
    }
}

impl Watchman {
    /// Reads what is new and checks it; panics at the first thing that must not be.
    pub(super) fn look(&mut self, records: &SqliteRecords) {
        let mut commits: BTreeMap<(CommitNo, u32), (EntryId, Happening)> = BTreeMap::new();
        loop {
            let rows = records.history_rows(self.row, 500).unwrap();
            let Some(last) = rows.last() else { break };
            self.row = last.row;
            for row in &rows {
                for happening in history::decode(&row.body).unwrap() {
                    let place = (row.commit, happening.order);
                    let before = commits.insert(place, (row.entry, happening));
                    assert!(before.is_none(), "{place:?}: two events have one place");
                }
            }
        }
        for (entry, happening) in commits.into_values() {
            self.see(entry, happening);
        }
        self.look_at_receipts(records);
        self.look_at_entries(records);
        self.look_at_accounts(records);
    }

    fn see(&mut self, id: EntryId, happening: Happening) {
        let input = happening.input;
        match happening.what {
            Event::Ledger(movements) => self.see_movements(id, &movements),
            Event::State { from, to, .. } if id.0 != 0 => {
                let entry = self.entries.entry(id).or_default();
                assert_eq!(entry.state, from, "{id}: a step from where it does not stand");
                let is_a_step = Step::ALL.iter().any(|it| lifecycle::next(from, *it) == Ok(to));
                assert!(is_a_step, "{id}: no event leads from {from:?} to {to:?}");
                entry.state = to;
                entry.repeated = None;
                self.reached.insert(to);
                if to == EntryState::Accepted {
                    entry.accepted = Some((input, BTreeSet::new()));
                }
                if to == EntryState::Released {
                    assert!(entry.released.is_none(), "{id}: released twice");
                    entry.released = Some((input, BTreeSet::new()));
                }
            }
            Event::Ignored { kind: DocumentKind::Inventory, .. } if id.0 != 0 => {
                self.entries.entry(id).or_default().repeated = Some(input);
            }
            Event::Answered { recipient, kind, status, .. } if id.0 != 0 => {
                if kind == ReceiptKind::Inventory {
                    self.statuses.insert(status);
                }
                let entry = self.entries.entry(id).or_default();
                entry.answered(id, input, recipient, kind, status);
            }
            _ if id.0 != 0 => {
                self.entries.entry(id).or_default();
            }
            _ => {}
        }
    }

    fn see_movements(&mut self, id: EntryId, movements: &[LedgerEntry]) {
        for it in movements {
            let key = (it.kind, it.account);
            let account = self.accounts.entry(key).or_default();
            let before = account.pending + account.posted;
            ledger::apply(account, &it.movement, it.amount).unwrap();
            assert!(!account.pending.is_negative() && !account.posted.is_negative(), "{it:?}");
            let spoken = account.pending + account.posted;
            assert!(spoken <= account.limit || spoken <= before, "{it:?}: beyond the limit");
        }
        if id.0 == 0 {
            assert!(movements.iter().all(|it| it.movement == Movement::Open));
            return;
        }
        let entry = self.entries.entry(id).or_default();
        let Some(first) = movements.first() else { return };
        let is_one = movements.iter().all(|it| it.movement == first.movement);
        assert!(is_one, "{id}: one event moves one way");
        match first.movement {
            Movement::Open => {}
            Movement::Reserve => {
                assert!(entry.pending.is_empty(), "{id}: reserved twice");
                assert!(!entry.has_posted, "{id}: reserved after it was posted");
                for it in movements {
                    *entry.pending.entry((it.kind, it.account)).or_default() += it.amount.scaled();
                }
            }
            Movement::Post | Movement::Void => {
                let mut moved: BTreeMap<AccountKey, i64> = BTreeMap::new();
                for it in movements {
                    *moved.entry((it.kind, it.account)).or_default() += it.amount.scaled();
                }
                for (key, amount) in &moved {
                    let pending = entry.pending.remove(key);
                    assert_eq!(pending, Some(*amount), "{id}: what is moved is what was reserved");
                }
                if first.movement == Movement::Post {
                    entry.has_posted = true;
                    for (key, amount) in moved {
                        let before = entry.posted.insert(key, amount);
                        assert_eq!(before, None, "{id}: posted twice");
                    }
                } else {
                    assert!(entry.pending.is_empty(), "{id}: freed in part");
                }
            }
            Movement::Reverse => panic!("{id}: nothing is reversed here"),
        }
    }

    fn look_at_receipts(&mut self, records: &SqliteRecords) {
        loop {
            let blocks = records.blocks(None, self.receipt, 200).unwrap();
            let fresh: Vec<_> = blocks.iter().filter(|it| it.first_no > self.receipt).collect();
            let Some(last) = fresh.last() else { return };
            let end = last.first_no + u64::from(last.block.count) - 1;
            for block in &fresh {
                let kept = &block.block;
                assert_eq!(block.first_no, self.receipt + 1, "house numbers have no gap");
                self.receipt += u64::from(kept.count);
                let used = self.numbered.entry(kept.recipient.clone()).or_default();
                assert_eq!(block.first_recipient_no, *used + 1, "{}: a gap", kept.recipient);
                *used += u64::from(kept.count);
                assert!(issued(kept).iter().all(|it| it.xml.starts_with('<')));
            }
            assert_eq!(self.receipt, end);
        }
    }

    fn look_at_entries(&self, records: &SqliteRecords) {
        let (mut n_entries, mut waybills, mut claims) = (0, BTreeMap::new(), BTreeMap::new());
        for row in records.entries(None, EntryId(0), 100_000).unwrap() {
            n_entries += 1;
            let entry = Entry::from_row(&row).unwrap();
            let watched = self.entries.get(&row.id).unwrap();
            let id = row.id;
            assert_eq!(state_of(row.state), Some(watched.state), "{id}: not what history says");
            assert_eq!(row.state, state_number(entry.state), "{id}: row and record differ");
            let waits = watched.state == EntryState::Declared;
            assert_eq!(row.due_at.is_some(), waits, "{id}: who waits has a day when it ends");
            watched.check(id);
            assert_eq!(sums(&entry.reservations), watched.pending, "{id}: holds what it reserved");
            assert_eq!(sums(&entry.posted), watched.posted, "{id}: knows what it used");
            if let Some(key) = entry.waybill.filter(|_| is_before_customs(watched.state)) {
                let other = waybills.insert(key, id);
                assert_eq!(other, None, "{id}: its waybill serves another list");
                let claim = records.claim(key).unwrap();
                let holder = claim.map(|it| it.entry);
                assert_eq!(holder, Some(id), "{id}: its waybill is held for it");
            }
            if let Some(key) = entry.payment_claim {
                let other = claims.insert(key, id);
                assert_eq!(other, None, "{id}: its payment paid another order");
            }
        }
        assert_eq!(n_entries, self.entries.len(), "an entry is gone");
    }

    fn look_at_accounts(&self, records: &SqliteRecords) {
        let rows = records.accounts(None, 1_000_000).unwrap();
        let kept: BTreeMap<AccountKey, Account> =
            rows.iter().map(|it| ((it.kind, it.key), it.account)).collect();
        assert_eq!(kept, self.accounts, "accounts are the fold of their movements");
        let mut held: BTreeMap<AccountKey, (i64, i64)> = BTreeMap::new();
        for entry in self.entries.values() {
            for (key, amount) in &entry.pending {
                held.entry(*key).or_default().0 += amount;
            }
            for (key, amount) in &entry.posted {
                held.entry(*key).or_default().1 += amount;
            }
        }
        for (key, account) in &kept {
            let held = held.remove(key).unwrap_or_default();
            let spoken = (account.pending.scaled(), account.posted.scaled());
            assert_eq!(held, spoken, "{key:?}: entries hold what the account has given");
        }
        assert!(held.is_empty());
    }
}

impl Watched {
    fn answered(
        &mut self,
        id: EntryId,
        input: InputId,
        recipient: u64,
        kind: ReceiptKind,
        status: i32,
    ) {
        let is_repeat = self.repeated == Some(input);
        match (kind, status) {
            (ReceiptKind::TaxBill, _) => {
                let at = self.released.as_ref().map(|it| it.0);
                assert_eq!(at, Some(input), "{id}: a tax bill comes with the release");
                self.n_tax_bills += 1;
            }
            (ReceiptKind::Inventory, 800) => {
                assert_eq!(self.state, EntryState::Released, "{id}: 800 says it is released");
                let (at, told) = self.released.as_mut().unwrap();
                let is_first = *at == input && told.insert(recipient);
                assert!(is_first || is_repeat, "{id}: 800 once more, unasked");
            }
            (ReceiptKind::Inventory, 120) if self.state == EntryState::Accepted => {
                let (at, told) = self.accepted.as_mut().unwrap();
                assert_eq!(*at, input, "{id}: 120 comes with the acceptance");
                assert!(told.insert(recipient), "{id}: 120 twice to one recipient");
            }
            (ReceiptKind::Inventory, 120) => {
                assert_eq!(self.state, EntryState::Withdrawn, "{id}: 120 without acceptance");
            }
            _ => {}
        }
    }

    /// What holds between inputs.
    fn check(&self, id: EntryId) {
        use EntryState::{Accepted, Closed, Released};
        assert_ne!(self.state, Accepted, "{id}: acceptance is followed by review or release");
        let is_held = is_before_customs(self.state) && self.state != EntryState::Declared;
        // Released goods keep their book reserved until they have left.
        let is_book = |(kind, _): &AccountKey| *kind == AccountKind::AccountBook;
        match self.state {
            Released => assert!(self.pending.keys().all(is_book), "{id}: more than the book"),
            _ => assert_eq!(!self.pending.is_empty(), is_held, "{id}: {:?} and holds", self.state),
        }
        let has_left = self.state == Closed;
        assert!(has_left || !self.posted.keys().any(is_book), "{id}: book used before it left");
        let is_released = matches!(self.state, Released | Closed);
        assert_eq!(self.has_posted, is_released, "{id}: posted when released");
        assert_eq!(self.released.is_some(), is_released, "{id}: released once and for all");
        assert_eq!(self.n_tax_bills, u32::from(is_released), "{id}: one tax bill with 800");
        if let Some((_, told)) = &self.released {
            assert!(!told.is_empty(), "{id}: a release is told");
        }
        if let Some((_, told)) = &self.accepted {
            assert!(!told.is_empty(), "{id}: an acceptance is told");
        }
    }
}

fn sums(held: &[Reservation]) -> BTreeMap<AccountKey, i64> {
    let mut sums: BTreeMap<AccountKey, i64> = BTreeMap::new();
    for it in held {
        *sums.entry((it.kind, it.account)).or_default() += it.amount.scaled();
    }
    sums
}

/// Declared, and neither returned nor done with.
fn is_before_customs(state: EntryState) -> bool {
    use EntryState::{Closed, Expected, Rejected, Released, ShippedBack, Withdrawn};
    !matches!(state, Expected | Rejected | Withdrawn | Released | Closed | ShippedBack)
}
