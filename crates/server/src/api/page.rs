//! Pages of long lists: how many rows at most, and where to go on.

use clearance::ports::{EntryRow, Records};
use model::EntryId;
use store::HouseRecords;

use super::problem::Failure;
use crate::access::Viewer;

/// Rows in some states are looked at one by one where they are not more.
const FEW: u64 = 1_000;

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

    /// What is seen of the newest rows in any of the states, which are of one kind of case, and where to go on: rows are read
    /// until a page is full, or so many have been looked at that the rest is left to the next page.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn seen<T>(
        self,
        records: &HouseRecords,
        states: &[u8],
        viewer: &Viewer,
        show: impl FnMut(&EntryRow) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<(Vec<T>, Option<String>)> {
        self.seen_of(records, states, viewer, show, |page| page.read(records, states))
    }

    /// The same, where whoever sees everything reads rows in another way: those of a page, and where to go on.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn seen_of<T>(
        mut self,
        records: &HouseRecords,
        states: &[u8],
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
        let is_short = left == usize::MAX || is_short(records, states)?;
        loop {
            let own = if is_short { None } else { self.own(records, states, viewer)? };
            let (rows, more) = own.map_or_else(|| read(self), Ok)?;
            for row in &rows {
                if states.contains(&row.state) {
                    items.extend(show(row)?);
                }
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

    /// Rows that may be those of whoever looks, in whatever state, and where to go on; nothing where they are not known.
    fn own(
        self,
        records: &HouseRecords,
        states: &[u8],
        viewer: &Viewer,
    ) -> anyhow::Result<Option<(Vec<EntryRow>, Option<String>)>> {
        let Some(state) = states.first() else { return Ok(None) };
        let Some(ids) = viewer.cases(records, *state, (self.before, self.limit))? else {
            return Ok(None);
        };
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(records.entry(id)?);
        }
        let next = self.next(&rows);
        Ok(Some((rows, next)))
    }

    /// Where to go on after these rows; nothing when the page is not full.
    pub(super) fn next(self, rows: &[EntryRow]) -> Option<String> {
        rows.last().filter(|_| rows.len() == self.limit).map(|it| it.id.to_string())
    }
}

/// Whether few cases stand in these states: reading them is quicker than to look for one's own in any.
fn is_short(records: &HouseRecords, states: &[u8]) -> anyhow::Result<bool> {
    let counts = records.counts()?;
    let own = counts.states.iter().filter(|(state, _)| states.contains(state));
    Ok(own.map(|(_, count)| count).sum::<u64>() <= FEW)
}
