//! `INV-6318` 账册商品余量不足: a bonded item takes more than its account book has left.

use model::Amount;

use crate::{
    AssessedCase,
    check::{At, Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::field("InventoryHead.emsNo")).info(
        "INV-6318",
        ["账册商品余量不足", "the account book has not enough left of the item"],
        ["请核对账册备案料号和数量", "check the record number and the quantity"],
    ),
    run: book_has_enough,
};

/// Items of one record share its stock: earlier ones count. Books that are kept elsewhere are not
/// looked at.
fn book_has_enough(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    let items = &case.inventory.items;
    for (idx, (item, book)) in items.iter().zip(case.books).enumerate() {
        let Some(book) = book else { continue };
        let earlier = items.iter().take(idx).filter(|it| it.record_no == item.record_no);
        let earlier: Amount = earlier.map(|it| it.quantity).sum();
        let left = book.available() - earlier;
        if item.quantity > left {
            let at = At::Item("inventory", idx, "quantity");
            to.report(at, item.quantity, format_args!("≤ {left} (账册余量 left in the book)"));
        }
    }
}
