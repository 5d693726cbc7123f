//! Open tasks: written with the cases they are of, told anew when they are told otherwise, and read as lists.

use std::collections::BTreeMap;

use clearance::{
    may_wait,
    ports::{Changed, EntryRow, StoreError, TaskRow, TellTasks},
};
use model::{EntryId, Moment, TaskKind};

use crate::{
    records::HouseRecords,
    rows::{ENTRY_COLUMNS, entry_row, fault, signed, unsigned},
    sql::{Copied, Row, Sql, SqlError, values},
};

const COLUMNS: &str =
    "entry, kind, office, number, page_no, party, opens_at, due_at, priority, holder, held_at";

/// Stands for no term, so that what has none comes last.
const NEVER: i64 = i64::MAX;

fn task_row(row: &Row<'_>) -> Result<TaskRow, SqlError> {
    let number: u8 = row.get(1)?;
    let unknown = || SqlError::column(1, format!("{number}, which is no kind of task"));
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
        held_at: row.get::<Option<i64>>(10)?.map(Moment::from_millis),
    })
}

/// The open tasks of a case.
pub(crate) fn of_case(sql: Sql<'_>, case: EntryId) -> Result<Vec<TaskRow>, SqlError> {
    let text = format!("SELECT {COLUMNS} FROM task WHERE entry = ?1 ORDER BY kind");
    sql.all(&text, values![signed(case.0)], task_row)
}

/// The open tasks of cases, in the order of the cases; of PostgreSQL alone.
pub(crate) fn of_cases(sql: Sql<'_>, cases: Vec<i64>) -> Result<Vec<TaskRow>, SqlError> {
    let text = format!(
        "SELECT {COLUMNS} FROM unnest(CAST(?1 AS BIGINT[])) WITH ORDINALITY AS asked (wanted, nth) \
         JOIN task ON entry = wanted ORDER BY nth, kind"
    );
    sql.all(&text, values![cases], task_row)
}

/// Copies tasks in.
pub(crate) const COPY: &str = "COPY task (entry, kind, office, number, page_no, party, opens_at, \
                               due_at, priority, holder, held_at) FROM STDIN (FORMAT binary)";

pub(crate) fn copy(rows: &mut Copied, it: &TaskRow) {
    rows.row()
        .integer(signed(it.case.0))
        .integer(i64::from(it.kind.number()))
        .text(&it.office)
        .text(&it.number)
        .text(&it.page_no)
        .text(&it.party)
        .integer(it.opens_at.millis())
        .integer(due_number(it))
        .integer(i64::from(it.priority))
        .text(&it.holder)
        .integer_or_null(it.held_at.map(Moment::millis));
}

fn insert(sql: Sql<'_>, tasks: &[TaskRow]) -> Result<(), SqlError> {
    let text = format!(
        "INSERT INTO task ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    );
    for it in tasks {
        let values = values![
            signed(it.case.0),
            it.kind.number(),
            it.office,
            it.number,
            it.page_no,
            it.party,
            it.opens_at.millis(),
            due_number(it),
            it.priority,
            it.holder,
            it.held_at.map(Moment::millis),
        ];
        sql.execute(&text, values)?;
    }
    Ok(())
}

/// When it is to be done, so that what has no term comes last.
fn due_number(task: &TaskRow) -> i64 {
    task.due_at.map_or(NEVER, Moment::millis)
}

/// Puts the open tasks of a changed case in place of those that it had. Of a case that waits for nobody and waited for
/// nobody, which most parcels are for all their life, nothing is written.
pub(crate) fn replace(
    sql: Sql<'_>,
    entry: &EntryRow,
    before: Option<u8>,
    changed: &Changed,
) -> Result<(), SqlError> {
    if before.is_some_and(may_wait) {
        sql.execute("DELETE FROM task WHERE entry = ?1", values![signed(entry.id.0)])?;
    }
    match may_wait(entry.state) {
        true => insert(sql, changed.tasks_of(entry.id)),
        false => Ok(()),
    }
}

/// Tells all tasks anew, unless they were told by this edition.
pub(crate) fn tell(sql: Sql<'_>, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError> {
    let action = fault("tell its tasks");
    let known = "SELECT no FROM edition WHERE what = 'tasks'";
    let known: Option<u32> = sql.first(known, values![], |row| row.get(0)).map_err(&action)?;
    if known == Some(edition) {
        return Ok(());
    }
    let transaction = sql.transaction().map_err(&action)?;
    let mut kept = BTreeMap::<EntryId, Vec<TaskRow>>::new();
    let all = format!("SELECT {COLUMNS} FROM task");
    for task in transaction.all(&all, values![], task_row).map_err(&action)? {
        kept.entry(task.case).or_default().push(task);
    }
    transaction.execute("DELETE FROM task", values![]).map_err(&action)?;
    for state in (0..=u8::MAX).filter(|it| may_wait(*it)) {
        let mut after = EntryId(0);
        loop {
            let page = in_state(*transaction, state, after).map_err(&action)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for row in &page {
                let before = kept.remove(&row.id).unwrap_or_default();
                insert(*transaction, &tell(row, &before)?).map_err(&action)?;
            }
        }
    }
    let told = "INSERT INTO edition (what, no) VALUES ('tasks', ?1) \
                ON CONFLICT (what) DO UPDATE SET no = excluded.no";
    transaction.execute(told, values![edition]).map_err(&action)?;
    transaction.commit().map_err(&action)
}

fn in_state(sql: Sql<'_>, state: u8, after: EntryId) -> Result<Vec<EntryRow>, SqlError> {
    // No state that waits is one of the two that the index leaves out.
    let text = format!(
        "SELECT {ENTRY_COLUMNS} FROM entry WHERE state = ?1 AND state <> 12 AND state <> 13 \
         AND id > ?2 ORDER BY id LIMIT 500"
    );
    sql.all(&text, values![state, signed(after.0)], entry_row)
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
        let due_at = due_number(task);
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

impl HouseRecords {
    /// Open tasks in their order, and where a next page goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tasks(
        &self,
        query: &TaskQuery,
    ) -> Result<(Vec<TaskRow>, Option<TaskPlace>), StoreError> {
        let order = query.order.columns();
        let listed = |value: &str| {
            let sqlite = format!("(SELECT value FROM json_each({value}))");
            let postgres =
                format!("(SELECT json_array_elements_text(CAST({value} AS json)) AS value)");
            self.sql().differs(&sqlite, &postgres).to_owned()
        };
        let (offices, kinds) = (listed("?13"), listed("?14"));
        let sql = format!(
            "SELECT {COLUMNS} FROM task WHERE opens_at <= ?1 \
             AND (?2 = '' OR substr(office, 1, length(?2)) = ?2) \
             AND (CAST(?3 AS BIGINT) IS NULL OR kind = ?3) \
             AND (CAST(?4 AS TEXT) IS NULL OR holder = ?4) \
             AND (NOT ?5 OR due_at <= ?1) \
             AND (?6 = '' OR instr(number, ?6) > 0 OR instr(party, ?6) > 0) \
             AND (?12 OR EXISTS (SELECT 1 FROM {offices} AS near \
                  WHERE substr(office, 1, length(value)) = value)) \
             AND (CAST(?14 AS TEXT) IS NULL OR CAST(kind AS TEXT) IN (SELECT CAST(value AS TEXT) FROM {kinds} AS known)) \
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
        let params = values![
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
    /// When the database fails.
    pub fn task_queues(
        &self,
        now: Moment,
        own: &str,
    ) -> Result<(Vec<TaskQueue>, bool), StoreError> {
        let by_index = self.sql().differs("INDEXED BY task_priority", "");
        let rows = self.all(
            "count tasks",
            &format!(
                "SELECT office, kind, count(*), count(*) FILTER (WHERE holder = ''), \
                 count(*) FILTER (WHERE holder = ?2 AND ?2 <> ''), \
                 count(*) FILTER (WHERE due_at <= ?1) \
                 FROM (SELECT office, kind, holder, due_at FROM task {by_index} \
                 WHERE opens_at <= ?1 LIMIT ?3) AS open GROUP BY office, kind ORDER BY office, kind"
            ),
            values![now.millis(), own, COUNTED_MAX],
            |row| {
                let kind = TaskKind::of_number(row.get(1)?);
                Ok(kind.map(|kind| -> Result<TaskQueue, SqlError> {
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
    /// When the database fails.
    pub fn tasks_of(&self, case: EntryId) -> Result<Vec<TaskRow>, StoreError> {
        of_case(self.sql(), case).map_err(fault("read a case's tasks"))
    }

    /// Every task after that one, by case and kind.
    ///
    /// # Errors
    /// When the database fails.
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
        self.all("read tasks", &sql, values![case, kind, limit], task_row)
    }
}
