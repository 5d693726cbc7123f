//! Account books (账册): what is recorded of bonded goods, line by line. How much is left of a line
//! is an account; this says what the line is.

use std::collections::BTreeMap;

use crate::BookRow;

/// The account books that a house keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    by_no: BTreeMap<String, Book>,
}

/// One account book: its records by their number (备案料号).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    by_record_no: BTreeMap<String, BookRecord>,
}

/// One line of an account book (账册商品项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookRecord {
    /// 商品编号, ten digits.
    pub commodity_code: String,
    pub name: String,
    /// 申报计量单位, in which the line is counted.
    pub unit: String,
}

impl Books {
    /// No book is registered: then nothing is held to one.
    pub fn is_empty(&self) -> bool {
        self.by_no.is_empty()
    }

    /// Takes a row in; one with a known number replaces what the line was.
    pub fn take(&mut self, row: &BookRow) {
        let record = BookRecord {
            commodity_code: row.commodity_code.clone(),
            name: row.name.clone(),
            unit: row.unit.clone(),
        };
        let book = self.by_no.entry(row.book_no.clone()).or_default();
        book.by_record_no.insert(row.record_no.clone(), record);
    }

    pub fn book(&self, book_no: &str) -> Option<&Book> {
        self.by_no.get(book_no)
    }

    /// Numbers of the books, ascending.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.by_no.keys().map(String::as_str)
    }

    /// The first book that has such a record, for whoever looked in the wrong one.
    pub fn holding(&self, record_no: &str) -> Option<&str> {
        self.by_no
            .iter()
            .find(|(_, book)| book.record(record_no).is_some())
            .map(|(book_no, _)| book_no.as_str())
    }
}

impl Book {
    pub fn record(&self, record_no: &str) -> Option<&BookRecord> {
        self.by_record_no.get(record_no)
    }

    /// Records with their numbers, ascending as texts.
    pub fn records(&self) -> impl Iterator<Item = (&str, &BookRecord)> {
        self.by_record_no.iter().map(|(number, record)| (number.as_str(), record))
    }
}
