//! Examined cases as numbers, to learn from.

use crate::{Record, Schema};

/// Rows of numbers (NaN where one is missing) with what was found and the day of each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    names: Vec<String>,
    values: Vec<f64>,
    found: Vec<bool>,
    days: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("a row has {found} numbers, not {expected}")]
    Width { found: usize, expected: usize },
    #[error("there are more than {} features", u16::MAX)]
    TooMany,
}

impl Table {
    pub fn new(names: Vec<String>) -> Result<Table, TableError> {
        if names.len() > usize::from(u16::MAX) {
            return Err(TableError::TooMany);
        }
        Ok(Table { names, ..Table::default() })
    }

    /// For the records of a schema: their numbers and flags.
    pub fn of(schema: &Schema) -> Table {
        // A schema has no more features than fit.
        Table { names: schema.numbers().map(str::to_owned).collect(), ..Table::default() }
    }

    /// An examined case as it was weighed when it was decided, what was found, and the day of its decision. A record of another
    /// schema is refused where it has another number of numbers.
    pub fn push_record(
        &mut self,
        record: &Record<'_>,
        found: bool,
        day: i64,
    ) -> Result<(), TableError> {
        self.push(record.numbers(), found, day)
    }

    /// A case of a day (days since any day: only their order and distance count).
    pub fn push(&mut self, row: &[f64], found: bool, day: i64) -> Result<(), TableError> {
        if row.len() != self.names.len() {
            return Err(TableError::Width { found: row.len(), expected: self.names.len() });
        }
        let known = |it: &f64| if it.is_finite() { *it } else { f64::NAN };
        self.values.extend(row.iter().map(known));
        self.found.push(found);
        self.days.push(day);
        Ok(())
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn len(&self) -> usize {
        self.found.len()
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn n_found(&self) -> usize {
        self.found.iter().filter(|it| **it).count()
    }

    pub fn row(&self, at: usize) -> &[f64] {
        let width = self.names.len();
        self.values.get(at * width..(at + 1) * width).unwrap_or_default()
    }

    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.len()).map(|it| self.row(it))
    }

    pub fn values(&self) -> &[f64] {
        &self.values
    }

    pub fn found(&self) -> &[bool] {
        &self.found
    }

    pub fn days(&self) -> &[i64] {
        &self.days
    }

    /// The earlier cases and the later ones, a share of all. Cases of one day stay in the order in which they came.
    pub fn split(&self, later: f64) -> (Table, Table) {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|it| self.days.get(*it).copied());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a count is a count"
        )]
        let n = (self.len() as f64 * (1.0 - later.clamp(0.0, 1.0))) as usize;
        let (before, after) = order.split_at(n.min(order.len()));
        (self.only(before), self.only(after))
    }

    fn only(&self, rows: &[usize]) -> Table {
        let mut table = Table { names: self.names.clone(), ..Table::default() };
        for at in rows {
            table.values.extend_from_slice(self.row(*at));
            table.found.extend(self.found.get(*at));
            table.days.extend(self.days.get(*at));
        }
        table
    }
}
