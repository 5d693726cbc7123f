//! Rows as PostgreSQL copies them in, in its binary form: a header, each row with the number of its columns, each
//! column with its length, and a trailer.

use std::borrow::Cow;

/// A text as PostgreSQL can keep it: it has no NUL, which a sender's JSON may spell.
pub(crate) fn without_nul(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

/// Rows that are to be copied into a table.
pub(crate) struct Copied {
    bytes: Vec<u8>,
    columns: i16,
    n_rows: usize,
}

const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

impl Copied {
    /// Of a table of which so many columns are written.
    pub(crate) fn new(columns: i16) -> Copied {
        Copied { bytes: HEADER.to_vec(), columns, n_rows: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// Begins a row; as many columns as there are must follow.
    pub(crate) fn row(&mut self) -> &mut Copied {
        self.bytes.extend(self.columns.to_be_bytes());
        self.n_rows += 1;
        self
    }

    pub(crate) fn integer(&mut self, value: i64) -> &mut Copied {
        self.column(&value.to_be_bytes())
    }

    pub(crate) fn integer_or_null(&mut self, value: Option<i64>) -> &mut Copied {
        match value {
            Some(value) => self.integer(value),
            None => {
                self.bytes.extend((-1i32).to_be_bytes());
                self
            }
        }
    }

    pub(crate) fn truth(&mut self, value: bool) -> &mut Copied {
        self.column(&[u8::from(value)])
    }

    pub(crate) fn text(&mut self, value: &str) -> &mut Copied {
        self.column(without_nul(value).as_bytes())
    }

    pub(crate) fn blob(&mut self, value: &[u8]) -> &mut Copied {
        self.column(value)
    }

    fn column(&mut self, value: &[u8]) -> &mut Copied {
        // What is longer than two gigabytes is refused by the server.
        let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(value);
        self
    }

    /// The rows with their trailer.
    pub(crate) fn end(mut self) -> Vec<u8> {
        self.bytes.extend((-1i16).to_be_bytes());
        self.bytes
    }
}
