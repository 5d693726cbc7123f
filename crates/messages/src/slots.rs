//! The texts of one node while it is read, in the order of its table, and their turning into values.

use std::{borrow::Cow, mem};

use model::{Action, DocumentHead, Finding, Text};

use crate::{
    format::{self, Fault},
    table::{Need, Row, Table},
    value::Value,
};

/// As many as the longest table of a parcel's documents has rows, rounded up.
const CAPACITY: usize = 48;
/// As many as the head of a goods declaration has rows, rounded up; `seen` has a bit for each.
const WIDE: usize = 112;

/// The texts of a node that may have many fields.
pub(crate) type WideSlots<'a> = Slots<'a, WIDE>;

/// The texts of one node. Elements come in the order of the schema, so the next row is tried
/// first; any other order is found too.
pub(crate) struct Slots<'a, const N: usize = CAPACITY> {
    texts: [Cow<'a, str>; N],
    seen: u128,
    next: usize,
    /// An unknown element that came before something known.
    stranger: Option<String>,
}

impl<'a, const N: usize> Slots<'a, N> {
    pub(crate) fn new() -> Slots<'a, N> {
        Slots { texts: [const { Cow::Borrowed("") }; N], seen: 0, next: 0, stranger: None }
    }

    /// Makes ready for a node. The texts of the one before were taken out.
    pub(crate) fn begin(&mut self) {
        self.seen = 0;
        self.next = 0;
        self.stranger = None;
    }

    /// The row of an element by its local name.
    #[inline]
    pub(crate) fn find(&mut self, table: &Table, name: &str) -> Option<usize> {
        let is_it = |row: &Row| row.element == name;
        let later = table.rows.get(self.next..).unwrap_or_default();
        let found = match later.iter().position(is_it) {
            Some(ahead) => self.next + ahead,
            None => table.rows.iter().position(is_it)?,
        };
        self.next = found + 1;
        Some(found)
    }

    /// The first row from the next one on that `is_it` accepts; nothing behind is looked at.
    #[inline]
    pub(crate) fn advance(
        &mut self,
        table: &'static Table,
        is_it: impl Fn(&'static str) -> bool,
    ) -> Option<(usize, &'static str)> {
        let later = table.rows.get(self.next..)?;
        let (ahead, row) = later.iter().enumerate().find(|(_, row)| is_it(row.element))?;
        let index = self.next + ahead;
        self.next = index + 1;
        Some((index, row.element))
    }

    /// Keeps a text whose row [`Slots::advance`] gave, which therefore comes once.
    #[inline]
    pub(crate) fn put(&mut self, index: usize, text: Cow<'a, str>) {
        if let Some(slot) = self.texts.get_mut(index) {
            *slot = text;
        }
    }

    /// Keeps an element's text; a second one of the same name is a fault and the first stays.
    #[inline]
    pub(crate) fn keep(&mut self, index: usize, text: Cow<'a, str>, into: &mut Faults<'_>) {
        let bit = 1u128 << (index % 128);
        if self.seen & bit != 0 {
            into.push_at(index, Fault::Duplicate, &text);
            return;
        }
        self.seen |= bit;
        if let Some(slot) = self.texts.get_mut(index) {
            *slot = text;
        }
        if let Some(stranger) = self.stranger.take() {
            into.push_at(index, Fault::Stranger, &stranger);
        }
    }

    /// Keeps the text of a field's other name, unless the field itself was or will be there.
    pub(crate) fn keep_other(&mut self, index: usize, text: Cow<'a, str>) {
        if let Some(slot) = self.texts.get_mut(index).filter(|it| it.is_empty()) {
            *slot = text;
        }
    }

    /// Whether no field of the node says anything.
    pub(crate) fn are_blank(&self) -> bool {
        self.texts.iter().all(|it| it.trim_ascii().is_empty())
    }

    /// Remembers an element that is not in the table: at the end it is tolerated, before a known
    /// one it is most likely a name misspelt.
    #[cold]
    pub(crate) fn meet(&mut self, name: &str) {
        self.stranger.get_or_insert_with(|| name.to_owned());
    }
}

/// Where the faults of one node go.
pub(crate) struct Faults<'f> {
    pub(crate) table: &'static Table,
    /// Index of a repeated node, from 0.
    pub(crate) item: Option<usize>,
    pub(crate) findings: &'f mut Vec<Finding>,
}

impl Faults<'_> {
    /// A fault of the element of a row.
    #[cold]
    pub(crate) fn push_at(&mut self, index: usize, fault: Fault, observed: &str) {
        if let Some(row) = self.table.rows.get(index) {
            self.push(row, fault, observed);
        }
    }

    /// Text or an element where a field was to be.
    #[cold]
    pub(crate) fn push_stray(&mut self, observed: &str) {
        let pointer = match self.item {
            Some(index) => format!("{}[{index}]", self.table.pointer),
            None => self.table.pointer.to_owned(),
        };
        let expected = self.table.element.to_owned();
        format::tell(format::finding(Fault::NotAField, pointer, observed, expected), self.findings);
    }

    #[cold]
    fn push(&mut self, row: &Row, fault: Fault, observed: &str) {
        if self.findings.len() >= format::MAX_FINDINGS {
            return;
        }
        let pointer = self.table.pointer_to(row.name, self.item);
        let expected = match fault {
            Fault::Duplicate => "0..1".to_owned(),
            Fault::Stranger => row.element.to_owned(),
            _ => row.form.describe(),
        };
        format::tell(format::finding(fault, pointer, observed, expected), self.findings);
    }
}

/// Takes the texts out row by row, as values.
pub(crate) struct Taker<'t, 'a> {
    texts: &'t mut [Cow<'a, str>],
    faults: Faults<'t>,
    at: usize,
}

impl<'t, 'a> Taker<'t, 'a> {
    pub(crate) fn new<const N: usize>(
        slots: &'t mut Slots<'a, N>,
        faults: Faults<'t>,
    ) -> Taker<'t, 'a> {
        Taker { texts: &mut slots.texts, faults, at: 0 }
    }

    /// The next row's value; a blank one where the text is missing or faulty.
    #[inline]
    pub(crate) fn next<T: Value<'a>>(&mut self) -> T {
        let index = self.at;
        self.at += 1;
        let Some(row) = self.faults.table.rows.get(index) else { return T::default() };
        let text = self.texts.get_mut(index).map(mem::take).unwrap_or_default();
        let text = trim(text);
        if text.is_empty() {
            if row.need != Need::May {
                self.faults.push(row, Fault::Missing, "");
            }
            return T::default();
        }
        // A faulty text is wanted for its finding; borrowed texts are copied for nothing.
        let observed = match &text {
            Cow::Borrowed(it) => Cow::Borrowed(*it),
            Cow::Owned(it) => Cow::Owned(it.clone()),
        };
        match T::read(text, row.form) {
            Ok(value) => value,
            Err(fault) => {
                self.faults.push(row, fault, &observed);
                T::default()
            }
        }
    }

    /// The four rows every document begins with.
    pub(crate) fn head(&mut self) -> DocumentHead<'a> {
        let guid = self.next();
        let action: Text<'a> = self.next();
        let sent_at = self.next();
        let status: Text<'a> = self.next();
        let action = match action.as_str() {
            "2" => Action::Change,
            "3" => Action::Delete,
            _ => Action::New,
        };
        DocumentHead { guid, action, sent_at, is_declared: status == "2" }
    }
}

/// Without the white space around it.
#[inline]
fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
    let is_tight = |it: &str| {
        let edge = |byte: Option<&u8>| byte.is_none_or(|it| *it > b' ');
        edge(it.as_bytes().first()) && edge(it.as_bytes().last())
    };
    if is_tight(&text) {
        return text;
    }
    match text {
        Cow::Borrowed(it) => Cow::Borrowed(it.trim_matches(BLANKS)),
        Cow::Owned(it) => Cow::Owned(it.trim_matches(BLANKS).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::documents::TABLES;

    use super::{CAPACITY, WIDE};

    #[test]
    fn every_table_fits() {
        for table in TABLES {
            let is_wide = table.pointer.starts_with("declaration");
            let most = if is_wide { WIDE } else { CAPACITY };
            assert!(table.rows.len() <= most.min(128), "{}", table.element);
        }
    }
}
