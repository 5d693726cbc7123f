//! What must hold after every step, computed from the history alone and compared with what the
//! store keeps.

use std::collections::{BTreeMap, BTreeSet};

use clearance::{
    cleared::Cleared,
    entry::{Entry, Reservation, state_number, state_of},
    history::{self, Event, Happening},
    ports::Records,
    slip::{Slip, slip_state_of},
};
use lifecycle::Event as Step;
use model::{
    Account, AccountKind, Amount, CommitNo, DocumentKind, EntryId, EntryState, InputId, KeyPair,
    LedgerEntry, Movement, ReceiptKind, ReturnState, SlipState,
};
use store::HouseRecords;

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
    slips: BTreeMap<EntryId, WatchedSlip>,
    /// What bills under each slip come to, by its number.
    summed: BTreeMap<String, (u32, Amount)>,
    /// Orders whose goods are released only when they are in.
    direct: BTreeSet<String>,
    /// Every state that any entry was in.
    pub(super) reached: BTreeSet<EntryState>,
    pub(super) returns: BTreeSet<ReturnState>,
    pub(super) slip_states: BTreeSet<SlipState>,
    /// Statuses of receipts.
    pub(super) statuses: BTreeSet<(ReceiptKind, i32)>,
}

/// One payment slip as its history tells it.
struct WatchedSlip {
    state: SlipState,
    summed: (u32, Amount),
    /// What it gave back to, or took from, the guarantee's account.
    moved: BTreeMap<AccountKey, i64>,
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
    /// Bills made anew, and the input that made the last.
    n_rebills: u32,
    rebilled: Option<InputId>,
    has_arrived: bool,
    /// What came back, by line.
    back: BTreeMap<u32, Amount>,
    is_summed: bool,
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
            n_rebills: 0,
            rebilled: None,
            has_arrived: false,
            back: BTreeMap::new(),
            is_summed: false,
            repeated: None,
        }
    }
}

impl Watchman {
    pub(super) fn new(direct: BTreeSet<String>) -> Watchman {
        Watchman { direct, ..Watchman::default() }
    }

    /// Reads what is new and checks it; panics at the first thing that must not be.
    pub(super) fn look(&mut self, records: &HouseRecords) {
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
            Event::Answered { kind, status, .. } if self.slips.contains_key(&id) || id.0 == 0 => {
                self.statuses.insert((kind, status));
            }
            Event::Answered { recipient, kind, status, .. } => {
                self.statuses.insert((kind, status));
                let entry = self.entries.entry(id).or_default();
                entry.answered(id, input, recipient, kind, status);
            }
            Event::SlipOpened { .. } => {
                self.slip_states.insert(SlipState::Open);
                let slip = WatchedSlip {
                    state: SlipState::Open,
                    summed: (0, Amount::ZERO),
                    moved: BTreeMap::new(),
                };
                assert!(self.slips.insert(id, slip).is_none(), "{id}: opened twice");
            }
            Event::SlipSummed { bills, amount } => {
                let slip = self.slips.get_mut(&id).unwrap();
                assert_eq!(slip.state, SlipState::Open, "{id}: summed up under a settled slip");
                slip.summed = (slip.summed.0 + bills, slip.summed.1 + amount);
            }
            Event::SlipState { from, to } => {
                let slip = self.slips.get_mut(&id).unwrap();
                assert_eq!(slip.state, from, "{id}: a step from where it does not stand");
                assert_eq!(from, SlipState::Open, "{id}: settled twice");
                let moved: i64 = slip.moved.values().sum();
                assert_eq!(moved, slip.summed.1.scaled(), "{id}: its whole amount moves");
                slip.state = to;
                self.slip_states.insert(to);
            }
            Event::SlipPaid { amount, .. } => {
                assert_eq!(amount, self.slips[&id].summed.1, "{id}: paid in full");
            }
            _ if id.0 != 0 => self.see_after_release(id, input, happening.what),
            _ => {}
        }
    }

    fn see_after_release(&mut self, id: EntryId, input: InputId, what: Event) {
        let entry = self.entries.entry(id).or_default();
        match what {
            Event::Arrived { .. } => entry.has_arrived = true,
            Event::Return { state, .. } => {
                self.returns.insert(state);
            }
            Event::GoodsBack { lines, .. } => {
                assert!(!entry.is_summed, "{id}: goods back after the tax was summed up");
                for line in lines {
                    *entry.back.entry(line.number).or_default() += line.quantity;
                }
            }
            Event::Bill { status: 1, .. } => {
                entry.n_rebills += 1;
                entry.rebilled = Some(input);
            }
            Event::Bill { status: 2, amount, slip_no, .. } => {
                assert!(!entry.is_summed, "{id}: summed up twice");
                entry.is_summed = true;
                let guarantee =
                    entry.posted.iter().find(|(key, _)| key.0 == AccountKind::Guarantee);
                let owed = guarantee.map_or(0, |(_, amount)| *amount);
                assert_eq!(
                    owed,
                    amount.scaled(),
                    "{id}: its bill is what it uses of the guarantee"
                );
                let summed = self.summed.entry(slip_no).or_default();
                *summed = (summed.0 + 1, summed.1 + amount);
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
        if let Some(slip) = self.slips.get_mut(&id) {
            for it in movements {
                assert!(matches!(it.movement, Movement::Reverse | Movement::Call), "{it:?}");
                *slip.moved.entry((it.kind, it.account)).or_default() += it.amount.scaled();
            }
            return;
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
            Movement::Reverse => {
                assert!(entry.has_posted, "{id}: only what was used is given back");
                for it in movements {
                    let posted = entry.posted.get_mut(&(it.kind, it.account)).unwrap();
                    *posted -= it.amount.scaled();
                    assert!(*posted >= 0, "{id}: no more is given back than was used");
                }
            }
            Movement::Call => panic!("{id}: a guarantee is called for a slip"),
        }
    }

    fn look_at_receipts(&mut self, records: &HouseRecords) {
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

    fn look_at_entries(&self, records: &HouseRecords) {
        let (mut n_entries, mut waybills, mut claims) = (0, BTreeMap::new(), BTreeMap::new());
        for row in records.entries(None, EntryId(0), 100_000).unwrap() {
            n_entries += 1;
            let entry = Entry::from_row(&row).unwrap();
            let watched = self.entries.get(&row.id).unwrap();
            let id = row.id;
            assert_eq!(state_of(row.state), Some(watched.state), "{id}: not what history says");
            assert_eq!(row.state, state_number(entry.state), "{id}: row and record differ");
            let waits = watched.state == EntryState::Declared;
            let owes = entry.cleared.as_ref().is_some_and(|it| is_planned(it));
            assert_eq!(row.due_at.is_some(), waits || owes, "{id}: what ends has a day for it");
            watched.check(id);
            watched.check_cleared(id, entry.cleared.as_deref());
            if watched.released.is_some() && self.direct.contains(entry.order_no.as_str()) {
                assert!(watched.has_arrived, "{id}: released before its goods were in");
            }
            assert_eq!(sums(&entry.reservations), watched.pending, "{id}: holds what it reserved");
            if let Some(cleared) = &entry.cleared {
                assert_eq!(sums(&cleared.postings), watched.posted, "{id}: knows what it used");
            }
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
        self.look_at_slips(records);
    }

    fn look_at_slips(&self, records: &HouseRecords) {
        let mut n_slips = 0;
        for row in records.entry_rows(EntryId(0), 100_000).unwrap() {
            if slip_state_of(row.state).is_none() {
                continue;
            }
            n_slips += 1;
            let slip = Slip::from_row(&row).unwrap();
            let watched = &self.slips[&row.id];
            assert_eq!(slip.state, watched.state, "{}: not what history says", row.id);
            assert_eq!((slip.bills, slip.amount), watched.summed, "{}", row.id);
            assert_eq!(self.summed[&slip.slip_no()], watched.summed, "{}: its bills", row.id);
            assert_eq!(row.due_at.is_some(), slip.state == SlipState::Open, "{}", row.id);
        }
        assert_eq!(n_slips, self.slips.len(), "a slip is gone");
    }

    /// When nothing is due any more, everything that was owed is settled.
    pub(super) fn look_at_the_end(&self, records: &HouseRecords) {
        assert!(self.slips.values().all(|it| it.state != SlipState::Open), "a slip is open");
        for row in records.entries(None, EntryId(0), 100_000).unwrap() {
            let entry = Entry::from_row(&row).unwrap();
            let Some(cleared) = &entry.cleared else { continue };
            assert!(!cleared.has_open_return(), "{}: a return is open", row.id);
            let is_settled = cleared.bill.slip.0 != 0 || cleared.totals().tax().is_zero();
            assert!(is_settled, "{}: a bill was forgotten", row.id);
        }
        for (key, account) in &self.accounts {
            if key.0 == AccountKind::Guarantee {
                assert!(account.posted.is_zero(), "{key:?}: a guarantee is used for ever");
            }
        }
    }

    fn look_at_accounts(&self, records: &HouseRecords) {
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
        for slip in self.slips.values() {
            for (key, amount) in &slip.moved {
                held.entry(*key).or_default().1 -= amount;
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
                let is_due = at == Some(input) || self.rebilled == Some(input);
                assert!(is_due, "{id}: a tax bill comes with the release, or with goods back");
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
        let n_bills = u32::from(is_released) + self.n_rebills;
        assert_eq!(self.n_tax_bills, n_bills, "{id}: one tax bill with 800, and each anew");
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

/// Whether a released entry is to be looked at again: goods are to come back, or a bill is to be
/// summed up.
fn is_planned(cleared: &Cleared<'_>) -> bool {
    let owes = cleared.totals().tax().is_positive();
    cleared.bill.slip.0 == 0 && (cleared.has_open_return() || owes)
}

impl Watched {
    /// What is kept of a released list is what its history comes to.
    fn check_cleared(&self, id: EntryId, cleared: Option<&Cleared<'_>>) {
        assert_eq!(cleared.is_some(), self.released.is_some(), "{id}: kept once it is released");
        let Some(cleared) = cleared else { return };
        assert_eq!(cleared.bill.slip.0 != 0, self.is_summed, "{id}: under a slip or not");
        for line in &cleared.lines {
            let back = self.back.get(&line.number).copied().unwrap_or_default();
            assert_eq!(line.back, back, "{id}: what came back of line {}", line.number);
            assert!(back <= line.quantity, "{id}: more came back than was bought");
        }
        for posting in &cleared.postings {
            let of = |it: &&clearance::entry::Reservation| {
                (it.kind, it.account) == (posting.kind, posting.account)
            };
            let kept: Amount = cleared.postings.iter().filter(of).map(|it| it.amount).sum();
            let posted = self.posted[&(posting.kind, posting.account)];
            assert_eq!(kept.scaled(), posted, "{id}: uses what its history says");
            if posting.kind == AccountKind::Guarantee {
                let owed = cleared.totals().tax();
                assert_eq!(owed.scaled(), posted, "{id}: secures what it owes");
            }
        }
    }
}

/// Declared, and neither returned nor done with.
fn is_before_customs(state: EntryState) -> bool {
    use EntryState::{Closed, Expected, Rejected, Released, ShippedBack, Withdrawn};
    !matches!(state, Expected | Rejected | Withdrawn | Released | Closed | ShippedBack)
}
