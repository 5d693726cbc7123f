//! Open tasks: written with the cases they are of, told anew when they are told otherwise, and read as lists.

use std::collections::BTreeMap;

use clearance::{
    may_wait,
    ports::{Changed, EntryRow, StoreError, TaskRow, TellTasks},
};
use model::{EntryId, Moment, TaskKind};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::{
    records::SqliteRecords,
    rows::{ENTRY_COLUMNS, entry_row, fault, signed, unsigned},
};

const COLUMNS: &str =
    "entry, kind, office, number, page_no, party, opens_at, due_at, priority, holder, held_at";

/// Stands for no term, so that what has none comes last.
const NEVER: i64 = i64::MAX;

fn task_row(row: &Row<'_>) -> Result<TaskRow, rusqlite::Error> {
    let number: u8 = row.get(1)?;
    let unknown = || {
        let cause = format!("no kind of task has the number {number}");
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Integer, cause.into())
    };
    let due_at: i64 = row.get(7)?;
    Ok(TaskRow {
        case: EntryId(unsigned(row.get(0)?)),
        kind: TaskKind::of_number(number).ok_or_else(unknown)?,
        office: row.get(2)?,
        number: row.get(3)?,
        page_no: row.get(4)?,
        party: row.get(5)?,
        opens_at: Moment::from_millis(row.get(6)?),
        due_at: (due_at != NEVER).then(|| Moment::from_millis(due_at)),
        priority: row.get(8)?,
        holder: row.get(9)?,
        held_at: row.get::<_, Option<i64>>(10)?.map(Moment::from_millis),
    })
}

/// The open tasks of a case.
pub(crate) fn of_case(
    connection: &Connection,
    case: EntryId,
) -> Result<Vec<TaskRow>, rusqlite::Error> {
    let sql = format!("SELECT {COLUMNS} FROM task WHERE entry = ?1 ORDER BY kind");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([signed(case.0)], task_row)?;
    rows.collect()
}

fn insert(connection: &Connection, tasks: &[TaskRow]) -> Result<(), rusqlite::Error> {
    let sql = format!(
        "INSERT INTO task ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    );
    let mut insert = connection.prepare_cached(&sql)?;
    for it in tasks {
        insert.execute(params![
            signed(it.case.0),
            it.kind.number(),
            it.office,
            it.number,
            it.page_no,
            it.party,
            it.opens_at.millis(),
            it.due_at.map_or(NEVER, Moment::millis),
            it.priority,
            it.holder,
            it.held_at.map(Moment::millis),
        ])?;
    }
    Ok(())
}

/// Puts the open tasks of a changed case in place of those that it had. Of a case that waits for nobody and waited for
/// nobody, which most parcels are for all their life, nothing is written.
pub(crate) fn replace(
    transaction: &Transaction<'_>,
    entry: &EntryRow,
    before: Option<u8>,
    changed: &Changed,
) -> Result<(), rusqlite::Error> {
    if before.is_some_and(may_wait) {
        transaction
            .prepare_cached("DELETE FROM task WHERE entry = ?1")?
            .execute([signed(entry.id.0)])?;
    }
    match may_wait(entry.state) {
        true => insert(transaction, changed.tasks_of(entry.id)),
        false => Ok(()),
    }
}

/// Tells all tasks anew, unless they were told by this edition.
pub(crate) fn tell(
    connection: &mut Connection,
    edition: u32,
    tell: TellTasks<'_>,
) -> Result<(), StoreError> {
    let action = fault("tell its tasks");
    let known: Option<u32> = connection
        .query_row("SELECT value FROM meta WHERE key = 'tasks'", [], |row| row.get(0))
        .optional()
        .map_err(&action)?;
    if known == Some(edition) {
        return Ok(());
    }
    let transaction = connection.transaction().map_err(&action)?;
    let mut kept = BTreeMap::<EntryId, Vec<TaskRow>>::new();
    for task in read_all(&transaction).map_err(&action)? {
        kept.entry(task.case).or_default().push(task);
    }
    transaction.execute("DELETE FROM task", []).map_err(&action)?;
    for state in (0..=u8::MAX).filter(|it| may_wait(*it)) {
        let mut after = EntryId(0);
        loop {
            let page = in_state(&transaction, state, after).map_err(&action)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for row in &page {
                let before = kept.remove(&row.id).unwrap_or_default();
                insert(&transaction, &tell(row, &before)?).map_err(&action)?;
            }
        }
    }
    transaction
        .execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('tasks', ?1)", [edition])
        .map_err(&action)?;
    transaction.commit().map_err(&action)
}

fn read_all(connection: &Connection) -> Result<Vec<TaskRow>, rusqlite::Error> {
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM task"))?;
    let rows = statement.query_map([], task_row)?;
    rows.collect()
}

fn in_state(
    connection: &Connection,
    state: u8,
    after: EntryId,
) -> Result<Vec<EntryRow>, rusqlite::Error> {
    // No state that waits is one of the two that the index leaves out.
    let sql = format!(
        "SELECT {ENTRY_COLUMNS} FROM entry WHERE state = ?1 AND state <> 12 AND state <> 13 \
         AND id > ?2 ORDER BY id LIMIT 500"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![state, signed(after.0)], entry_row)?;
    rows.collect()
}

/// In which order tasks are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskOrder {
    /// By priority, then by what is due first.
    #[default]
    Priority,
    Due,
    /// Oldest first.
    Age,
}

impl TaskOrder {
    const fn columns(self) -> &'static str {
        match self {
            TaskOrder::Priority => "priority, due_at, entry, kind",
            TaskOrder::Due => "due_at, priority, entry, kind",
            TaskOrder::Age => "opens_at, priority, entry, kind",
        }
    }

    fn place(self, task: &TaskRow) -> TaskPlace {
        let due_at = task.due_at.map_or(NEVER, Moment::millis);
        let priority = i64::from(task.priority);
        let [first, second] = match self {
            TaskOrder::Priority => [priority, due_at],
            TaskOrder::Due => [due_at, priority],
            TaskOrder::Age => [task.opens_at.millis(), priority],
        };
        TaskPlace([first, second, signed(task.case.0), i64::from(task.kind.number())])
    }
}

/// Where a task stands in an order: a page goes on after the last one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskPlace(pub [i64; 4]);

/// Whose tasks are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TaskHolder {
    #[default]
    Anybodys,
    Nobodys,
    Of(String),
}

/// Which tasks somebody has to do with.
#[derive(Debug, Clone, Default)]
pub struct TaskReach {
    /// What the codes of their offices begin with; none: all offices.
    pub offices: Vec<String>,
    /// Nothing: every kind.
    pub kinds: Option<Vec<TaskKind>>,
}

impl TaskReach {
    /// Whether a task of that kind at that office is among them.
    pub fn covers(&self, office: &str, kind: TaskKind) -> bool {
        let is_near = |it: &String| office.starts_with(it.as_str());
        (self.offices.is_empty() || self.offices.iter().any(is_near))
            && self.kinds.as_ref().is_none_or(|it| it.contains(&kind))
    }
}

/// Which tasks are looked for.
#[derive(Debug, Clone, Default)]
pub struct TaskQuery {
    /// What is open by then is listed.
    pub now: Moment,
    /// An office, or by two digits all offices of a district.
    pub office: String,
    pub kind: Option<TaskKind>,
    pub reach: TaskReach,
    pub holder: TaskHolder,
    pub only_overdue: bool,
    /// Those of which the number or the party has this in it.
    pub q: String,
    pub order: TaskOrder,
    pub after: Option<TaskPlace>,
    pub limit: usize,
}

/// How much there is to do in a queue: of one kind, at one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskQueue {
    pub office: String,
    pub kind: TaskKind,
    pub open: u64,
    pub nobodys: u64,
    /// Those of the officer who asks.
    pub own: u64,
    pub overdue: u64,
}

/// Tasks that are counted one by one; what is beyond is left out and said.
const COUNTED_MAX: i64 = 200_000;

impl SqliteRecords {
    /// Open tasks in their order, and where a next page goes on.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn tasks(
        &self,
        query: &TaskQuery,
    ) -> Result<(Vec<TaskRow>, Option<TaskPlace>), StoreError> {
        let order = query.order.columns();
        let sql = format!(
            "SELECT {COLUMNS} FROM task WHERE opens_at <= ?1 \
             AND (?2 = '' OR substr(office, 1, length(?2)) = ?2) \
             AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR holder = ?4) \
             AND (NOT ?5 OR due_at <= ?1) \
             AND (?6 = '' OR instr(number, ?6) > 0 OR instr(party, ?6) > 0) \
             AND (?12 OR EXISTS (SELECT 1 FROM json_each(?13) \
                  WHERE substr(office, 1, length(value)) = value)) \
             AND (?14 IS NULL OR kind IN (SELECT value FROM json_each(?14))) \
             AND ({order}) > (?7, ?8, ?9, ?10) ORDER BY {order} LIMIT ?11"
        );
        let holder = match &query.holder {
            TaskHolder::Anybodys => None,
            TaskHolder::Nobodys => Some(""),
            TaskHolder::Of(officer) => Some(officer.as_str()),
        };
        let [first, second, case, kind] = query.after.map_or([i64::MIN; 4], |it| it.0);
        let asked = i64::try_from(query.limit).unwrap_or(i64::MAX).saturating_add(1);
        let offices = serde_json::json!(query.reach.offices).to_string();
        let kinds = query.reach.kinds.as_ref();
        let kinds = kinds.map(|it| {
            serde_json::json!(it.iter().map(|kind| kind.number()).collect::<Vec<_>>()).to_string()
        });
        let params = params![
            query.now.millis(),
            query.office,
            query.kind.map(TaskKind::number),
            holder,
            query.only_overdue,
            query.q,
            first,
            second,
            case,
            kind,
            asked,
            query.reach.offices.is_empty(),
            offices,
            kinds,
        ];
        let mut rows = self.all("list tasks", &sql, params, task_row)?;
        let is_full = rows.len() > query.limit;
        rows.truncate(query.limit);
        let next = rows.last().filter(|_| is_full).map(|it| query.order.place(it));
        Ok((rows, next))
    }

    /// How much is open in every queue, and whether all of it was counted. `own`: of which officer his own are counted.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn task_queues(
        &self,
        now: Moment,
        own: &str,
    ) -> Result<(Vec<TaskQueue>, bool), StoreError> {
        let rows = self.all(
            "count tasks",
            "SELECT office, kind, count(*), sum(holder = ''), sum(holder = ?2 AND ?2 <> ''), \
             sum(due_at <= ?1) \
             FROM (SELECT office, kind, holder, due_at FROM task INDEXED BY task_priority \
             WHERE opens_at <= ?1 LIMIT ?3) GROUP BY office, kind ORDER BY office, kind",
            params![now.millis(), own, COUNTED_MAX],
            |row| {
                let kind = TaskKind::of_number(row.get(1)?);
                Ok(kind.map(|kind| -> Result<TaskQueue, rusqlite::Error> {
                    Ok(TaskQueue {
                        office: row.get(0)?,
                        kind,
                        open: unsigned(row.get(2)?),
                        nobodys: unsigned(row.get(3)?),
                        own: unsigned(row.get(4)?),
                        overdue: unsigned(row.get(5)?),
                    })
                }))
            },
        )?;
        let queues = rows.into_iter().flatten().collect::<Result<Vec<TaskQueue>, _>>();
        let queues = queues.map_err(fault("count tasks"))?;
        let counted: u64 = queues.iter().map(|it| it.open).sum();
        Ok((queues, counted < COUNTED_MAX.cast_unsigned()))
    }

    /// The open tasks of a case.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn tasks_of(&self, case: EntryId) -> Result<Vec<TaskRow>, StoreError> {
        of_case(&self.connection, case).map_err(fault("read a case's tasks"))
    }

    /// Every task after that one, by case and kind.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn all_tasks(
        &self,
        after: Option<(EntryId, TaskKind)>,
        limit: usize,
    ) -> Result<Vec<TaskRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM task WHERE (entry, kind) > (?1, ?2) ORDER BY entry, kind LIMIT ?3"
        );
        let (case, kind) =
            after.map_or((i64::MIN, 0), |(case, kind)| (signed(case.0), kind.number()));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.all("read tasks", &sql, params![case, kind, limit], task_row)
    }
}
