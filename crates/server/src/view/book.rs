//! An account book as people see it: its lines, and what is left of each.

use anyhow::Result;
use clearance::{Registry, ports::Records};
use matching::Keyring;
use serde::Serialize;
use store::HouseRecords;
use utoipa::ToSchema;

/// An account book (账册) with what is left of its lines.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookView {
    pub(crate) book_no: String,
    /// By record number.
    pub(crate) lines: Vec<BookLineView>,
}

/// One line of an account book (账册商品项). Quantities are decimal strings, in the line's unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookLineView {
    /// 备案料号.
    pub(crate) record_no: String,
    pub(crate) commodity_code: String,
    pub(crate) name: String,
    /// Code of the unit in which the line is counted.
    pub(crate) unit: String,
    /// All that was ever recorded into the line.
    pub(crate) quantity: String,
    /// Spoken for by lists whose goods have not left (预扣).
    pub(crate) reserved: String,
    /// Left through the gate (实扣).
    pub(crate) used: String,
    pub(crate) left: String,
}

/// Nothing when no such book is registered.
pub(crate) fn book_view(
    records: &HouseRecords,
    registry: &Registry,
    book_no: &str,
) -> Result<Option<BookView>> {
    let Some(book) = registry.books().book(book_no) else { return Ok(None) };
    let keyring = Keyring::new(records.keyring()?);
    let mut lines = Vec::new();
    for (record_no, record) in book.records() {
        let row = records.account(keyring.account_book(book_no, record_no))?;
        let account = row.map(|it| it.account).unwrap_or_default();
        lines.push(BookLineView {
            record_no: record_no.to_owned(),
            commodity_code: record.commodity_code.clone(),
            name: record.name.clone(),
            unit: record.unit.clone(),
            quantity: account.limit.to_string(),
            reserved: account.pending.to_string(),
            used: account.posted.to_string(),
            left: account.available().to_string(),
        });
    }
    Ok(Some(BookView { book_no: book_no.to_owned(), lines }))
}
