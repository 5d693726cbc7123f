//! What an entry is charged to, and gets back: the buyer's year, the guarantee, the account book
//! (see `book`).

use matching::Keyring;
use model::{
    Account, AccountKind, Amount, Assessment, Date, Finding, Inventory, KeyPair, LedgerEntry,
    Movement,
};

use crate::{
    book::drawn_on_book,
    catalogue::refuse,
    desk::Desk,
    entry::{AccountRecord, Reservation},
    history::Event,
};

impl Desk<'_, '_> {
    pub(crate) fn annual_key(&self, inventory: &Inventory<'_>) -> KeyPair {
        annual_key(self.keyring, self.now.on, inventory)
    }

    /// A buyer's first purchase in a year opens his account with the year's limit.
    pub(crate) fn open_annual_account(&mut self, index: usize) {
        let Some(retail) = &self.now.retail else { return };
        let limit = retail.annual_limit.value;
        let Some(entry) = self.entries.get(index) else { return };
        let Some(inventory) = entry.inventory.as_ref().and_then(|it| it.document.as_deref()) else {
            return;
        };
        let key = self.annual_key(inventory);
        if self.accounts.contains_key(&key) {
            return;
        }
        let label = ledger::label_identity(&inventory.buyer_id_number, self.now.on.year());
        let account = Account { limit, ..Account::default() };
        let record = AccountRecord {
            kind: AccountKind::AnnualLimit,
            label: label.clone(),
            account,
            touched: true,
        };
        self.accounts.insert(key, record);
        let opened = LedgerEntry {
            kind: AccountKind::AnnualLimit,
            account: key,
            label,
            movement: Movement::Open,
            amount: limit,
        };
        self.note(index, Event::Ledger(vec![opened]));
    }

    pub(crate) fn reserve(
        &mut self,
        index: usize,
        assessment: &Assessment,
    ) -> Result<(), Box<Finding>> {
        let Some(entry) = self.entries.get(index) else { return Ok(()) };
        let Some(inventory) = entry.inventory.as_ref().and_then(|it| it.document.as_deref()) else {
            return Ok(());
        };
        let mut wanted = vec![
            (self.annual_key(inventory), assessment.customs_value, 0),
            (self.keyring.guarantee(&inventory.guarantor_code), assessment.total(), 0),
        ];
        wanted.extend(drawn_on_book(self.keyring, inventory));
        let mut reservations: Vec<Reservation> = Vec::with_capacity(wanted.len());
        let mut movements = Vec::with_capacity(wanted.len());
        for (key, amount, item) in wanted {
            // Only a book may be unknown here: one that this house does not keep.
            let Some(record) = self.accounts.get_mut(&key) else { continue };
            if let Err(error) = ledger::reserve(&mut record.account, amount) {
                self.undo(&reservations);
                let finding = refuse(
                    "HSE-6001",
                    "inventory",
                    error.to_string(),
                    "账户余额充足 (enough on the account)",
                );
                return Err(Box::new(finding));
            }
            record.touched = true;
            let kind = record.kind;
            reservations.push(Reservation { kind, account: key, amount, item });
            movements.push(LedgerEntry {
                kind,
                account: key,
                label: record.label.clone(),
                movement: Movement::Reserve,
                amount,
            });
        }
        if let Some(entry) = self.entries.get_mut(index) {
            entry.reservations = reservations;
        }
        self.note(index, Event::Ledger(movements));
        Ok(())
    }

    pub(crate) fn undo(&mut self, reservations: &[Reservation]) {
        for it in reservations {
            if let Some(record) = self.accounts.get_mut(&it.account) {
                let undone = ledger::void(&mut record.account, it.amount);
                debug_assert!(undone.is_ok(), "what was reserved a moment ago can be voided");
            }
        }
    }

    /// Posts or voids everything an entry holds.
    pub(crate) fn move_reservations(&mut self, index: usize, movement: Movement) {
        self.move_held(index, movement, |_| true);
    }

    /// Posts or voids what an entry holds on accounts of some kinds; gives what was moved.
    pub(crate) fn move_held(
        &mut self,
        index: usize,
        movement: Movement,
        is_meant: impl Fn(AccountKind) -> bool,
    ) -> Vec<Reservation> {
        let Some(entry) = self.entries.get_mut(index) else { return Vec::new() };
        let reservations: Vec<Reservation> =
            entry.reservations.extract_if(.., |it| is_meant(it.kind)).collect();
        if reservations.is_empty() {
            return reservations;
        }
        let mut movements = Vec::with_capacity(reservations.len());
        for it in &reservations {
            let Some(record) = self.accounts.get_mut(&it.account) else { continue };
            let moved = ledger::apply(&mut record.account, &movement, it.amount);
            assert!(moved.is_ok(), "what is pending can be posted or voided: {moved:?}");
            record.touched = true;
            movements.push(LedgerEntry {
                kind: it.kind,
                account: it.account,
                label: record.label.clone(),
                movement,
                amount: it.amount,
            });
        }
        self.note(index, Event::Ledger(movements));
        reservations
    }

    /// Gives back, of what a released entry has used, as much as `share` says of each of its uses:
    /// to the account that was used, whatever it is and whatever year it is of.
    pub(crate) fn give_back(&mut self, index: usize, share: impl Fn(&Reservation) -> Amount) {
        let Some(cleared) = self.entries.get_mut(index).and_then(|it| it.cleared.as_mut()) else {
            return;
        };
        let mut movements = Vec::new();
        for it in &mut cleared.postings {
            let amount = share(it).min(it.amount);
            let Some(record) = self.accounts.get_mut(&it.account) else { continue };
            if !amount.is_positive() {
                continue;
            }
            let reversed = ledger::reverse(&mut record.account, amount);
            assert!(reversed.is_ok(), "what an entry has posted can be reversed: {reversed:?}");
            record.touched = true;
            it.amount -= amount;
            movements.push(LedgerEntry {
                kind: it.kind,
                account: it.account,
                label: record.label.clone(),
                movement: Movement::Reverse,
                amount,
            });
        }
        if !movements.is_empty() {
            self.note(index, Event::Ledger(movements));
        }
    }
}

/// The accounts a list would be charged to, if it were settled on that day.
pub(crate) fn list_accounts(
    keyring: &Keyring,
    on: Date,
    list: &Inventory<'_>,
    keys: &mut Vec<KeyPair>,
) {
    keys.push(annual_key(keyring, on, list));
    keys.push(keyring.guarantee(&list.guarantor_code));
    keys.extend(drawn_on_book(keyring, list).map(|(key, ..)| key));
}

pub(crate) fn annual_key(keyring: &Keyring, on: Date, list: &Inventory<'_>) -> KeyPair {
    keyring.annual_limit(&list.buyer_id_number, year_text(on.year(), &mut [0; 4]))
}

/// Four digits of a year without allocating.
fn year_text(year: i16, buffer: &mut [u8; 4]) -> &str {
    let mut rest = year.unsigned_abs();
    for digit in buffer.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    std::str::from_utf8(buffer).unwrap_or("0000")
}
