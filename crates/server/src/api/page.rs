//! Pages of long lists: how many rows at most, and where to go on.

use clearance::ports::{EntryRow, Records};
use model::EntryId;

use super::problem::Failure;
use crate::access::Viewer;

/// Rows of a page when nobody says how many, and at most.
const DEFAULT: usize = 50;
const MAX: usize = 500;

/// How many rows are shown when so many were asked for.
pub(super) fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(DEFAULT).clamp(1, MAX)
}

/// A page of cases, newest first.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) before: EntryId,
    pub(super) limit: usize,
}

impl Page {
    /// # Errors
    /// When `after` was never a page's `next`.
    pub(super) fn asked(after: Option<&str>, limit: Option<usize>) -> Result<Page, Failure> {
        let before = after.map_or(Ok(0), str::parse).map(EntryId);
        let before =
            before.map_err(|_| Failure::bad_request("`after` is `next` of the page before"))?;
        Ok(Page { before, limit: self::limit(limit) })
    }

    /// The newest rows in any of the states, and where to go on.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn read(
        self,
        records: &dyn Records,
        states: &[u8],
    ) -> anyhow::Result<(Vec<EntryRow>, Option<String>)> {
        let mut rows = Vec::new();
        for state in states {
            rows.extend(records.entries(Some(*state), self.before, self.limit)?);
        }
        rows.sort_by_key(|it| std::cmp::Reverse(it.id));
        rows.truncate(self.limit);
        let next = self.next(&rows);
        Ok((rows, next))
    }

    /// What is seen of the newest rows in any of the states, and where to go on: rows are read until a page is full, or
    /// so many have been looked at that the rest is left to the next page.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn seen<T>(
        self,
        records: &dyn Records,
        states: &[u8],
        viewer: &Viewer,
        show: impl FnMut(&EntryRow) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<(Vec<T>, Option<String>)> {
        self.seen_of(viewer, show, |page| page.read(records, states))
    }

    /// The same, of rows that are read in another way: those of a page, and where to go on.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn seen_of<T>(
        mut self,
        viewer: &Viewer,
        mut show: impl FnMut(&EntryRow) -> anyhow::Result<Option<T>>,
        read: impl Fn(Page) -> anyhow::Result<(Vec<EntryRow>, Option<String>)>,
    ) -> anyhow::Result<(Vec<T>, Option<String>)> {
        let (mut items, mut left) = (Vec::new(), viewer.looks());
        let wanted = self.limit;
        // Of rows that are mostly another's many are read for a few.
        if left < usize::MAX {
            self.limit = MAX;
        }
        loop {
            let (rows, more) = read(self)?;
            for row in &rows {
                items.extend(show(row)?);
                left = left.saturating_sub(1);
                if items.len() == wanted || left == 0 {
                    return Ok((items, Some(row.id.to_string())));
                }
            }
            let Some(last) = rows.last().filter(|_| more.is_some()) else {
                return Ok((items, None));
            };
            self.before = last.id;
        }
    }

    /// Where to go on after these rows; nothing when the page is not full.
    pub(super) fn next(self, rows: &[EntryRow]) -> Option<String> {
        rows.last().filter(|_| rows.len() == self.limit).map(|it| it.id.to_string())
    }
}
