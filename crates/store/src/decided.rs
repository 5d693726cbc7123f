//! What came of one input, looked for from the newest commit backwards: for those who ask at once.

use clearance::ports::{HistoryRecord, StoreError};
use model::{CommitNo, InputId};

use crate::{
    records::{HouseRecords, history_row},
    rows::{fault, signed, unsigned},
    sql::values,
};

impl HouseRecords {
    /// The history of the commit in which an input was decided; empty before that.
    ///
    /// # Errors
    /// When the database fails.
    pub fn history_with(&self, input: InputId) -> Result<Vec<HistoryRecord>, StoreError> {
        let found = self
            .sql()
            .first(
                "SELECT no, n_history FROM commit_log WHERE first_input <= ?1 AND last_input >= ?1 \
                 ORDER BY no DESC LIMIT 1",
                values![signed(input.0)],
                |row| Ok((unsigned(row.get(0)?), row.get::<i64>(1)?)),
            )
            .map_err(fault("find an input's commit"))?;
        let Some((commit, count)) = found else { return Ok(Vec::new()) };
        let mut rows = self.all(
            "read a commit's history",
            "SELECT id, entry, commit_no, body FROM history ORDER BY id DESC LIMIT ?1 OFFSET \
             (SELECT CAST(coalesce(sum(n_history), 0) AS BIGINT) FROM commit_log WHERE no > ?2)",
            values![count, signed(commit)],
            history_row,
        )?;
        rows.retain(|it| it.commit == CommitNo(commit));
        rows.reverse();
        Ok(rows)
    }
}
