//! A whole house carried to another place: from files into a database, or back.
//!
//! Rows go table by table in the order of their keys, a page a transaction, so that a move that was broken off goes on
//! where it stood. Until all of it is there, counted and proved, the new place does not open as a house.

use clearance::ports::{Head, Records as _, Store as _, StoreError};

use crate::{
    HouseRecords,
    beside::{self, Steps},
    deliveries, drafts,
    house::HouseStore,
    people,
    place::{Kept, Place},
    prove::prove,
    rows::fault,
    sql::{Copied, Held, Row, Sql, SqlError, Value, values},
    sqlite::Options,
};

/// What was carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Rows of each table that are there now.
    pub rows: Vec<(&'static str, u64)>,
    pub head: Head,
    /// Commits of which every link, history record and receipt was proved in the new place.
    pub commits: u64,
}

/// A table whose rows are carried. The first columns are its key.
struct Table {
    name: &'static str,
    columns: &'static str,
    n_columns: usize,
    n_keys: usize,
    /// Which column is true or false in one database and a number in the other.
    truth: Option<usize>,
    /// Whether its keys are counted by the database.
    is_counted: bool,
    /// Few rows, whose keys are texts, which databases may order otherwise: all of them go at once.
    is_whole: bool,
}

const fn table(
    name: &'static str,
    columns: &'static str,
    n_columns: usize,
    n_keys: usize,
) -> Table {
    Table { name, columns, n_columns, n_keys, truth: None, is_counted: false, is_whole: false }
}

const fn counted(name: &'static str, columns: &'static str, n_columns: usize) -> Table {
    Table { is_counted: true, ..table(name, columns, n_columns, 1) }
}

const fn whole(
    name: &'static str,
    columns: &'static str,
    n_columns: usize,
    n_keys: usize,
) -> Table {
    Table { is_whole: true, ..table(name, columns, n_columns, n_keys) }
}

const HOUSE: &[Table] = &[
    whole("edition", "what, no", 2, 1),
    Table {
        truth: Some(5),
        ..table("input", "id, received_at, sender, digest, size, is_house", 6, 1)
    },
    table("raw", "id, bytes", 2, 1),
    table("claim", "hi, lo, entry, expires_on, body", 5, 2),
    table("entry", "id, state, due_at, updated_at, n_findings, last_history, body", 7, 1),
    table("tally", "state, entries", 2, 1),
    table("account", "hi, lo, kind, limit_scaled, pending, posted, label", 7, 2),
    table("history", "id, entry, previous, commit_no, body", 5, 1),
    table("recipient", "key, code, next_no", 3, 1),
    table("block", "first_no, commit_no, recipient, first_recipient_no, count, size, body", 7, 1),
    table(
        "commit_log",
        "no, at, first_input, last_input, inputs_digest, n_history, leaves, link",
        8,
        1,
    ),
    table("head_signature", "commit_no, link, public_key, signature", 4, 1),
    table(
        "task",
        "entry, kind, office, number, page_no, party, opens_at, due_at, priority, holder, held_at",
        11,
        2,
    ),
    table("remembered", "commit_no, size, body", 3, 1),
    table("checkpoint", "commit_no, size, body", 3, 1),
];

const PEOPLE: &[Table] = &[
    counted(
        "person",
        "id, login, name, password, must_change, is_disabled, roles, districts, companies, \
         failures, locked_until, factor, factor_is_on, factor_step, created_at",
        15,
    ),
    table("session", "digest, person, csrf, created_at, seen_at, is_by_provider", 6, 1),
    counted(
        "api_key",
        "id, digest, company, name, scopes, made_by, created_at, ends_at, revoked_at, used_at",
        10,
    ),
    counted("occurrence", "id, at, login, what, detail", 5),
];

const DELIVERIES: &[Table] = &[
    counted(
        "webhook",
        "id, recipient, url, created_at, standing, cursor, batch_last, replays, round, failures, \
         failing_since, next_at, last_attempt_at, last_success_at, last_status, last_error",
        16,
    ),
    table("webhook_key", "webhook, no, secret, created_at, retires_at", 5, 2),
    whole("folder", "path, recipient, cursor, batch_last", 4, 2),
    table(
        "envelope",
        "message, sender_id, message_id, own_id, message_type, created_at, form",
        7,
        3,
    ),
    whole("partner", "recipient, own_id, partner_id, form", 4, 1),
];

const DRAFTS: &[Table] =
    &[counted("draft", "id, company, person, name, revision, body, created_at, updated_at", 8)];

/// Rows of a page, and bytes after which one ends earlier.
const PAGE_ROWS: i64 = 5_000;
const PAGE_BYTES: usize = 32 * 1024 * 1024;

/// Carries a house with everything beside it. `progress` is told tables and how many of their rows are there.
///
/// # Errors
/// When there is no house, somebody works in it, another one is in the new place, a database fails, or what arrived is
/// not what was sent.
pub fn carry(
    from: &Place,
    to: &Place,
    progress: &mut dyn FnMut(&'static str, u64),
) -> Result<Moved, StoreError> {
    const ACTION: &str = "carry the house";
    if crate::schema_of(from)?.is_none() {
        return Err(StoreError::new(ACTION, SqlError::NoHouse));
    }
    let refuse = || ([0; 16], [0; 32]);
    // Held to the end: nobody decides in either meanwhile.
    let mut source = HouseStore::open(from, Options::default(), refuse)?;
    source.fold()?;
    let secrets = source.secrets()?;
    let mut target = HouseStore::open_unfinished(to, Options::default(), || secrets)?;
    if target.secrets()? != secrets {
        return Err(StoreError::new(ACTION, "another house is kept there"));
    }
    let (head, had) = (source.head()?, target.head()?);
    let (here, there) = (open_house(from)?, open_house(to)?);
    let is_begun = is_unfinished(there.sql()).map_err(fault(ACTION))?;
    if !is_begun && (had.commit.0 > 0 || had.next_input > 1) {
        return Err(StoreError::new(ACTION, "a whole house is kept there already"));
    }
    let mark = "INSERT INTO edition (what, no) VALUES ('carrying', 1) ON CONFLICT DO NOTHING";
    there.sql().execute(mark, values![]).map_err(fault(ACTION))?;
    let mut rows = Vec::new();
    let mut all = |tables: &'static [Table], here: &Held, there: &Held| -> Result<(), SqlError> {
        for table in tables {
            let count = carry_table(table, here.sql(), there.sql(), progress)?;
            rows.push((table.name, count));
        }
        Ok(())
    };
    all(HOUSE, &here, &there).map_err(fault(ACTION))?;
    for (kept, steps, tables) in beside_tables() {
        let open = |place| beside::open(place, kept, steps, ACTION);
        all(tables, &open(from)?, &open(to)?).map_err(fault(ACTION))?;
    }
    if source.head()? != head {
        let cause = "messages came meanwhile: stop every node, and run it again";
        return Err(StoreError::new(ACTION, cause));
    }
    write_head(here.sql(), there.sql()).map_err(fault(ACTION))?;
    let commits = prove_arrived(to, &head)?;
    let done = "DELETE FROM edition WHERE what = 'carrying'";
    there.sql().execute(done, values![]).map_err(fault(ACTION))?;
    Ok(Moved { rows, head, commits })
}

/// Copies the record as of one moment, while the house may go on, into files of a new house; neither secrets nor what
/// stands beside it.
pub(crate) fn copy_record(from: &Place, there: Held) -> Result<(), StoreError> {
    const ACTION: &str = "copy the record";
    let here = open_house(from)?;
    let copy = || {
        let snapshot = here.sql().snapshot()?;
        for table in HOUSE {
            carry_table(table, *snapshot, there.sql(), &mut |_, _| ())?;
        }
        write_head(*snapshot, there.sql())?;
        snapshot.commit()
    };
    copy().map_err(fault(ACTION))
}

fn beside_tables() -> [(Kept, &'static Steps, &'static [Table]); 3] {
    [
        (Kept::People, &people::STEPS, PEOPLE),
        (Kept::Deliveries, &deliveries::STEPS, DELIVERIES),
        (Kept::Drafts, &drafts::STEPS, DRAFTS),
    ]
}

/// A second connection to a house that is open.
fn open_house(place: &Place) -> Result<Held, StoreError> {
    HouseStore::beside(place)
}

/// Whether a move into this house was begun and not ended.
pub(crate) fn is_unfinished(sql: Sql<'_>) -> Result<bool, SqlError> {
    let mark = "SELECT no FROM edition WHERE what = 'carrying'";
    Ok(sql.first(mark, values![], |row| row.get::<i64>(0))?.is_some())
}

/// How many rows of it are there when it is done.
fn carry_table(
    table: &Table,
    from: Sql<'_>,
    to: Sql<'_>,
    progress: &mut dyn FnMut(&'static str, u64),
) -> Result<u64, SqlError> {
    let Table { name, columns, n_keys, .. } = table;
    let keys: Vec<&str> = columns.split(", ").take(*n_keys).collect();
    let keys = keys.join(", ");
    let last = format!("SELECT {keys} FROM {name} ORDER BY {} LIMIT 1", descending(&keys));
    // The mark that this is a move is the new place's own.
    let own = if *name == "edition" { "WHERE what <> 'carrying'" } else { "" };
    let count = format!("SELECT count(*) FROM {name} {own}");
    let mut after = match table.is_whole {
        true => {
            to.execute(&format!("DELETE FROM {name} {own}"), values![])?;
            None
        }
        false => to.first(&last, values![], |row| cells(row, *n_keys))?,
    };
    loop {
        let page = read_page(table, from, &keys, after.as_deref())?;
        let Some(row) = page.last() else { break };
        after = row.get(..*n_keys).map(<[Cell]>::to_vec);
        write_page(table, to, &page)?;
        progress(name, to.one(&count, values![], |row| Ok(row.get::<i64>(0)?.cast_unsigned()))?);
    }
    let counted = |sql: Sql<'_>| sql.one(&count, values![], |row| row.get::<i64>(0));
    let (sent, arrived) = (counted(from)?, counted(to)?);
    if sent != arrived {
        return Err(SqlError::Count { table: name, sent, arrived });
    }
    if table.is_counted && matches!(to, Sql::Postgres(_)) {
        let next = format!(
            "SELECT setval(pg_get_serial_sequence('{name}', 'id'), \
             (SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
        );
        to.one(&next, values![], |row| row.get::<i64>(0))?;
    }
    Ok(arrived.cast_unsigned())
}

fn descending(keys: &str) -> String {
    keys.split(", ").map(|key| format!("{key} DESC")).collect::<Vec<_>>().join(", ")
}

/// A value of its own.
#[derive(Debug, Clone)]
enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl crate::sql::Param for Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Cell::Null => Value::Null,
            Cell::Integer(it) => Value::Integer(*it),
            Cell::Text(it) => Value::Text(it),
            Cell::Blob(it) => Value::Blob(it),
        }
    }
}

impl Cell {
    fn bytes(&self) -> usize {
        match self {
            Cell::Null | Cell::Integer(_) => 8,
            Cell::Text(it) => it.len(),
            Cell::Blob(it) => it.len(),
        }
    }
}

fn cells(row: &Row<'_>, count: usize) -> Result<Vec<Cell>, SqlError> {
    let cell = |column| {
        Ok(match row.cell(column)? {
            Value::Integer(it) => Cell::Integer(it),
            Value::Text(it) => Cell::Text(it.to_owned()),
            Value::Blob(it) => Cell::Blob(it.to_owned()),
            Value::Null | Value::Integers(_) => Cell::Null,
        })
    };
    (0..count).map(cell).collect()
}

fn read_page(
    table: &Table,
    from: Sql<'_>,
    keys: &str,
    after: Option<&[Cell]>,
) -> Result<Vec<Vec<Cell>>, SqlError> {
    let Table { name, columns, n_columns, n_keys, .. } = table;
    let values: Vec<&dyn crate::sql::Param> =
        after.unwrap_or_default().iter().map(|it| it as &dyn crate::sql::Param).collect();
    let asked: Vec<String> = (1..=*n_keys).map(|nth| format!("?{nth}")).collect();
    let later = match after {
        Some(_) => format!("WHERE ({keys}) > ({})", asked.join(", ")),
        None => String::new(),
    };
    let text = format!("SELECT {columns} FROM {name} {later} ORDER BY {keys} LIMIT {PAGE_ROWS}");
    let (mut page, mut bytes) = (Vec::new(), 0);
    from.each(&text, &values, |row| {
        let row = cells(row, *n_columns)?;
        bytes += row.iter().map(Cell::bytes).sum::<usize>();
        page.push(row);
        Ok(bytes < PAGE_BYTES)
    })?;
    Ok(page)
}

fn write_page(table: &Table, to: Sql<'_>, page: &[Vec<Cell>]) -> Result<(), SqlError> {
    let Table { name, columns, n_columns, truth, .. } = table;
    match to {
        Sql::Sqlite(_) => {
            let asked: Vec<String> = (1..=*n_columns).map(|nth| format!("?{nth}")).collect();
            let text = format!(
                "INSERT INTO {name} ({columns}) VALUES ({}) ON CONFLICT DO NOTHING",
                asked.join(", ")
            );
            let transaction = to.transaction()?;
            for row in page {
                let values: Vec<&dyn crate::sql::Param> =
                    row.iter().map(|it| it as &dyn crate::sql::Param).collect();
                transaction.execute(&text, &values)?;
            }
            transaction.commit()
        }
        Sql::Postgres(server) => {
            let mut rows = Copied::new(i16::try_from(*n_columns).unwrap_or(i16::MAX));
            for row in page {
                rows.row();
                for (cell, column) in row.iter().zip(0..) {
                    match cell {
                        Cell::Integer(it) if *truth == Some(column) => rows.truth(*it != 0),
                        Cell::Integer(it) => rows.integer(*it),
                        Cell::Null => rows.integer_or_null(None),
                        Cell::Text(it) => rows.text(it),
                        Cell::Blob(it) => rows.blob(it),
                    };
                }
            }
            let text = format!("COPY {name} ({columns}) FROM STDIN (FORMAT binary)");
            // What is written at once is there or not.
            crate::sql::apart(|| server.borrow_mut().copy(&text, rows))
        }
    }
}

/// The head goes last: with it, the house stands where the other one stood.
fn write_head(from: Sql<'_>, to: Sql<'_>) -> Result<(), SqlError> {
    let columns = "commit_no, link, decided_input, next_entry, next_history, next_receipt";
    let text = format!("SELECT {columns}, next_input FROM head");
    let Some(head) = from.first(&text, values![], |row| cells(row, 7))? else { return Ok(()) };
    let values: Vec<&dyn crate::sql::Param> =
        head.iter().map(|it| it as &dyn crate::sql::Param).collect();
    let transaction = to.transaction()?;
    match to {
        Sql::Sqlite(_) => {
            let text = format!(
                "INSERT OR REPLACE INTO head (id, {columns}, next_input) \
                 VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            );
            transaction.execute(&text, &values)?;
        }
        Sql::Postgres(_) => {
            let (of_head, of_inbox) = values.split_at(6);
            transaction.execute(
                "UPDATE decided SET commit_no = ?1, link = ?2, decided_input = ?3, \
                 next_entry = ?4, next_history = ?5, next_receipt = ?6",
                of_head,
            )?;
            transaction.execute("UPDATE inbox SET next_input = ?1", of_inbox)?;
        }
    }
    transaction.commit()
}

/// The chain, states, accounts and receipts of what arrived.
fn prove_arrived(place: &Place, head: &Head) -> Result<u64, StoreError> {
    const ACTION: &str = "prove what was carried";
    let records = HouseRecords::open(place)?;
    let proof = prove(&records, &records.public_key()?, &mut |_| ())?;
    if let Some(first) = proof.faults.first() {
        let cause = format!("{} faults, the first: {first:?}", proof.faults.len());
        return Err(StoreError::new(ACTION, cause));
    }
    if records.head()? != *head {
        return Err(StoreError::new(ACTION, "its head is another"));
    }
    Ok(proof.commits)
}
