//! What a bonded list says of its account book (账册), against the books that are kept here.
//!
//! A house in which no book is registered holds nobody to one, and says so. How much is left of a
//! record is `INV-6318`'s, when the list is assessed.

use model::{Book, BookRecord, InventoryItem, Severity};

use crate::{
    check::{At, Check, Findings, OnInventory, Rule, Source, SubmittedInventory as Submitted},
    rules::tariff::{self, Line},
};

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    Check {
        info: Rule::cross(Source::field("InventoryHead.emsNo")).info(
            "INV-3022",
            ["账册未在本系统备案", "the account book is not registered here"],
            [
                "请核对账册编号，或先办理账册备案",
                "check the number of the book, or have it registered first",
            ],
        ),
        run: book_is_registered,
    },
    Check {
        info: Rule::cross(Source::field("InventoryList.itemRecordNo")).info(
            "INV-3023",
            ["备案料号不在该账册内", "the account book has no such record"],
            [
                "请核对账册备案料号是否属于所填账册",
                "check that the record number is one of the book declared",
            ],
        ),
        run: record_is_in_the_book,
    },
    Check {
        info: Rule::cross(Source::field("InventoryList.gcode")).info(
            "INV-3024",
            ["商品编码与账册备案不一致", "the commodity code is not the book's"],
            [
                "请按账册备案的商品编码填写，或先变更账册",
                "declare the code that the book has for the record, or have the book changed",
            ],
        ),
        run: commodity_is_the_records,
    },
    Check {
        info: Rule::cross(Source::field("InventoryList.unit")).info(
            "INV-3025",
            ["计量单位与账册备案不一致", "the unit is not the book's"],
            [
                "请按账册备案的计量单位填写",
                "declare the quantity in the unit that the book counts the record in",
            ],
        ),
        run: unit_is_the_records,
    },
    Check {
        info: Rule::cross(Source::practice("InventoryHead.emsNo")).with(Severity::Notice).info(
            "INV-6319",
            [
                "本系统未备案任何账册，账册未核扣",
                "no account book is registered here, so none was drawn on",
            ],
            [
                "无需更正；备案账册后将按账册核扣",
                "nothing to mend; once a book is registered, lists draw on it",
            ],
        ),
        run: books_are_kept,
    },
];

/// The book that the list draws on, where books are kept.
fn book<'b>(on: &'b Submitted<'_>) -> Option<&'b Book> {
    on.case.books.book(on.it.account_book()?)
}

/// Items that name a record of the book, with it. One without a number is `INV-1316`'s, one with a
/// number that the book lacks `INV-3023`'s.
fn records<'b>(
    on: &'b Submitted<'_>,
) -> impl Iterator<Item = (usize, &'b InventoryItem<'b>, &'b BookRecord)> {
    let book = book(on);
    let items = on.it.items.iter().enumerate();
    items.filter_map(move |(idx, it)| Some((idx, it, book?.record(&it.record_no)?)))
}

fn book_is_registered(on: &Submitted<'_>, to: &mut Findings<'_>) {
    let Some(book_no) = on.it.account_book() else { return };
    if !on.case.books.is_empty() && on.case.books.book(book_no).is_none() {
        let expected = "本系统备案的账册编号 (a book registered here)";
        to.report("inventory.account_book_no", book_no, expected);
    }
}

fn record_is_in_the_book(on: &Submitted<'_>, to: &mut Findings<'_>) {
    let Some(book) = book(on) else { return };
    for (idx, item) in on.it.items.iter().enumerate() {
        let record_no = item.record_no.as_str();
        if record_no.is_empty() || book.record(record_no).is_some() {
            continue;
        }
        let at = At::Item("inventory", idx, "record_no");
        let expected =
            format_args!("账册{}的备案料号 (a record of this book)", on.it.account_book_no);
        match on.case.books.holding(record_no) {
            Some(other) => {
                to.report(at, format_args!("{record_no}，属于账册 (of book) {other}"), expected);
            }
            None => to.report(at, record_no, expected),
        }
    }
}

/// A code that the tariff does not know is `INV-3013`'s.
fn commodity_is_the_records(on: &Submitted<'_>, to: &mut Findings<'_>) {
    let Some(book) = book(on) else { return };
    for (idx, item, line) in tariff::items(on) {
        let Some(record) = book.record(&item.record_no) else { continue };
        let is_known = !matches!(line, Line::Unknown | Line::Unread);
        if is_known && item.commodity_code != *record.commodity_code {
            let at = At::Item("inventory", idx, "commodity_code");
            to.report(at, &item.commodity_code, &record.commodity_code);
        }
    }
}

fn unit_is_the_records(on: &Submitted<'_>, to: &mut Findings<'_>) {
    for (idx, item, record) in records(on) {
        if item.unit != *record.unit {
            to.report(At::Item("inventory", idx, "unit"), &item.unit, &record.unit);
        }
    }
}

fn books_are_kept(on: &Submitted<'_>, to: &mut Findings<'_>) {
    if let (Some(book_no), true) = (on.it.account_book(), on.case.books.is_empty()) {
        to.report("inventory.account_book_no", book_no, "");
    }
}
