//! The account book (账册) of a bonded list: each item draws on the record that it names.
//!
//! Reserved when the list is accepted (预扣), used when its goods have left through the gate (实扣),
//! freed when it is returned, withdrawn or shipped back (释放). The accounts of a book are shared by
//! very many parcels: a batch loads each once, works on it in memory, and writes it once.

use matching::Keyring;
use model::{Account, AccountKind, Amount, DrawnGoods, Inventory, KeyPair, Movement};

use crate::{desk::Desk, entry::Reservation};

/// What a list draws on its book: the account, the quantity and the item's number, item by item;
/// nothing when it draws on none.
pub(crate) fn drawn_on_book<'l>(
    keyring: &'l Keyring,
    list: &'l Inventory<'_>,
) -> impl Iterator<Item = (KeyPair, Amount, u32)> + 'l {
    list.account_book().into_iter().flat_map(|book_no| {
        let key = |record_no: &str| keyring.account_book(book_no, record_no);
        list.items.iter().map(move |it| (key(&it.record_no), it.quantity, it.number))
    })
}

impl<'a> Desk<'a, '_> {
    /// The account of each item's record as it stands; nothing for a record that is not kept here.
    pub(crate) fn book_accounts(&self, list: &Inventory<'_>) -> Vec<Option<Account>> {
        let drawn = drawn_on_book(self.keyring, list);
        drawn.map(|(key, ..)| self.accounts.get(&key).map(|it| it.account)).collect()
    }

    /// Release uses the buyer's year and the guarantee. The book is used when the goods have left:
    /// until then the entry keeps what they draw on it.
    pub(crate) fn post_at_release(&mut self, index: usize) -> Vec<Reservation> {
        if let Some(entry) = self.entries.get_mut(index) {
            let list = entry.inventory.as_ref().and_then(|it| it.document.as_deref());
            let bonded = list.filter(|it| it.supervision_mode == "1210");
            entry.drawn = bonded.map(|it| Box::new(DrawnGoods::of(it)));
        }
        self.move_held(index, Movement::Post, |it| it != AccountKind::AccountBook)
    }

    /// The goods have left: what was reserved of the book is used.
    pub(crate) fn post_at_exit(&mut self, index: usize) {
        let posted = self.move_held(index, Movement::Post, |it| it == AccountKind::AccountBook);
        let cleared = self.entries.get_mut(index).and_then(|it| it.cleared.as_mut());
        if let Some(cleared) = cleared {
            cleared.postings.extend(posted);
        }
    }
}
