//! Earlier declarations by company and by goods, in a file of its own beside the house (ADR 0075): what officers hold a
//! declaration against.
//!
//! Nothing in it enters a decision, and nothing is lost with it: each of its rows is told from a case as it stands, and a
//! file of another house, or of another edition of the telling, is emptied and told anew.

use std::path::Path;

use clearance::ports::StoreError;
use model::{Amount, Direction, EntryId, Moment};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::{
    beside,
    records::HouseRecords,
    rows::{fault, signed, unsigned},
    sql::values,
};

/// One step a version; a version is never edited once it has run somewhere.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE told (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        house BLOB NOT NULL,
        edition INTEGER NOT NULL,
        through INTEGER NOT NULL
    );
    CREATE TABLE declaration (
        entry INTEGER PRIMARY KEY,
        direction INTEGER NOT NULL,
        filed_at INTEGER NOT NULL,
        outcome INTEGER NOT NULL
    );
    CREATE TABLE named (
        code TEXT NOT NULL,
        role INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        PRIMARY KEY (code, role, entry)
    ) WITHOUT ROWID;
    CREATE INDEX named_entry ON named (entry);
    CREATE TABLE line (
        entry INTEGER NOT NULL,
        no INTEGER NOT NULL,
        commodity TEXT NOT NULL,
        origin TEXT NOT NULL,
        direction INTEGER NOT NULL,
        trader TEXT NOT NULL,
        unit TEXT NOT NULL,
        declared INTEGER,
        assessed INTEGER,
        is_found INTEGER NOT NULL,
        PRIMARY KEY (entry, no)
    ) WITHOUT ROWID;
    CREATE INDEX line_goods
        ON line (commodity, origin, direction, entry, no, unit, declared, assessed, is_found);
    CREATE INDEX line_trader ON line (trader, commodity, origin, direction, entry, no);
"];

/// As what a declaration names a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamedAs {
    /// 境内收发货人.
    Trader,
    /// 消费使用单位, 生产销售单位.
    Owner,
    /// 申报单位.
    Declarant,
}

impl NamedAs {
    pub const ALL: [NamedAs; 3] = [NamedAs::Trader, NamedAs::Owner, NamedAs::Declarant];

    const fn number(self) -> u8 {
        match self {
            NamedAs::Trader => 1,
            NamedAs::Owner => 2,
            NamedAs::Declarant => 3,
        }
    }
}

/// What came of a declaration, as far as it is known by now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    pub is_returned: bool,
    pub is_amended: bool,
    pub is_withdrawn: bool,
    /// Its goods were examined, with a result.
    pub is_examined: bool,
    /// And something else was found than was declared.
    pub is_found: bool,
    /// It was looked into after release.
    pub is_audited: bool,
    /// And something was put right, recovered, or handed over.
    pub is_audit_found: bool,
    /// Tax of it was not paid in time, or its guarantee was called.
    pub is_debt: bool,
    pub is_released: bool,
}

impl Outcome {
    fn bits(self) -> u32 {
        let flags = [
            self.is_returned,
            self.is_amended,
            self.is_withdrawn,
            self.is_examined,
            self.is_found,
            self.is_audited,
            self.is_audit_found,
            self.is_debt,
            self.is_released,
        ];
        flags.iter().rev().fold(0, |bits, it| (bits << 1) | u32::from(*it))
    }

    fn of_bits(bits: u32) -> Outcome {
        let is = |place: u32| bits & (1 << place) != 0;
        Outcome {
            is_returned: is(0),
            is_amended: is(1),
            is_withdrawn: is(2),
            is_examined: is(3),
            is_found: is(4),
            is_audited: is(5),
            is_audit_found: is(6),
            is_debt: is(7),
            is_released: is(8),
        }
    }
}

/// A declaration as the file keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedent {
    pub entry: EntryId,
    pub direction: Direction,
    pub filed_at: Moment,
    pub outcome: Outcome,
    pub named: Vec<(NamedAs, String)>,
    pub lines: Vec<PrecedentLine>,
}

/// A goods line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrecedentLine {
    pub no: u32,
    /// Ten digits.
    pub commodity: String,
    pub origin: String,
    /// Whose line it is: the trader's code.
    pub trader: String,
    /// First statutory unit.
    pub unit: String,
    /// Yuan for one of it: the price as declared, and the customs value as assessed; nothing where it is not assessed, or
    /// no quantity is known.
    pub declared: Option<Amount>,
    pub assessed: Option<Amount>,
    /// Something else was found of it than was declared.
    pub is_found: bool,
}

/// An earlier declaration of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierCase {
    pub entry: EntryId,
    pub filed_at: Moment,
    pub outcome: Outcome,
}

/// An earlier line of such goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierLine {
    pub entry: EntryId,
    pub no: u32,
    pub unit: String,
    pub declared: Option<Amount>,
    pub assessed: Option<Amount>,
    pub is_found: bool,
    /// Of its declaration.
    pub outcome: Outcome,
}

/// Which goods are looked for.
#[derive(Debug, Clone, Copy)]
pub struct GoodsQuery<'q> {
    /// Ten digits, or the first eight of them.
    pub commodity: &'q str,
    pub origin: &'q str,
    pub direction: Direction,
    /// Only of this trader.
    pub trader: Option<&'q str>,
    /// Only of declarations that came before this one.
    pub before: EntryId,
    /// The newest so many.
    pub limit: usize,
}

/// A case that changed last within some rows of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedCase {
    pub entry: EntryId,
    pub state: u8,
}

const fn direction_number(direction: Direction) -> u8 {
    match direction {
        Direction::Import => 1,
        Direction::Export => 2,
    }
}

/// Earlier declarations, as they were told from a house.
pub struct Precedents {
    connection: Connection,
}

impl Precedents {
    /// Opens the file, making and migrating it as needed. Nobody but its owner may read it.
    ///
    /// # Errors
    /// When the database fails, or a newer program wrote the file.
    pub fn open(path: &Path) -> Result<Precedents, StoreError> {
        let connection = beside::open_file(path, MIGRATIONS, "open its precedents")?;
        // What is lost with the machine is told again.
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .map_err(fault("open its precedents"))?;
        Ok(Precedents { connection })
    }

    /// Through which row of that house's history it was told; all of it is forgotten where it was told of another
    /// house, by another edition, or of more than the house has.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin(&mut self, house: &[u8], edition: u32, newest: u64) -> Result<u64, StoreError> {
        let action = fault("begin its precedents");
        let through = self.through_of(house, edition).map_err(&action)?;
        if let Some(through) = through.filter(|it| *it <= newest) {
            return Ok(through);
        }
        let transaction = self.connection.transaction().map_err(&action)?;
        let cleared = transaction.execute_batch(
            "DELETE FROM told; DELETE FROM declaration; DELETE FROM named; DELETE FROM line;",
        );
        cleared.map_err(&action)?;
        transaction
            .execute(
                "INSERT INTO told (id, house, edition, through) VALUES (0, ?1, ?2, 0)",
                params![house, edition],
            )
            .map_err(&action)?;
        transaction.commit().map_err(&action)?;
        Ok(0)
    }

    fn through_of(&self, house: &[u8], edition: u32) -> Result<Option<u64>, rusqlite::Error> {
        let sql = "SELECT through FROM told WHERE house = ?1 AND edition = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_row(params![house, edition], |row| row.get(0).map(unsigned)).optional()
    }

    /// Through which row of the history it was told; 0 before it began.
    ///
    /// # Errors
    /// When the database fails.
    pub fn through(&self) -> Result<u64, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached("SELECT through FROM told")?;
            statement.query_row([], |row| row.get(0).map(unsigned)).optional()
        };
        Ok(read().map_err(fault("read its precedents"))?.unwrap_or(0))
    }

    /// Puts declarations in place of what was told of them, and notes through which row of the history that is.
    ///
    /// # Errors
    /// When the database fails; then nothing is changed.
    pub fn put(&mut self, told: &[Precedent], through: u64) -> Result<(), StoreError> {
        let action = fault("keep its precedents");
        let transaction = self.connection.transaction().map_err(&action)?;
        for it in told {
            replace(&transaction, it).map_err(&action)?;
        }
        transaction.execute("UPDATE told SET through = ?1", [signed(through)]).map_err(&action)?;
        transaction.commit().map_err(&action)
    }

    /// A company's earlier declarations, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of_company(
        &self,
        code: &str,
        role: NamedAs,
        before: EntryId,
        limit: usize,
    ) -> Result<Vec<EarlierCase>, StoreError> {
        let sql = "SELECT named.entry, filed_at, outcome FROM named \
                   JOIN declaration ON declaration.entry = named.entry \
                   WHERE code = ?1 AND role = ?2 AND named.entry < ?3 \
                   ORDER BY named.entry DESC LIMIT ?4";
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map(
                params![code, role.number(), signed(before.0), limit],
                |row| {
                    Ok(EarlierCase {
                        entry: EntryId(unsigned(row.get(0)?)),
                        filed_at: Moment::from_millis(row.get(1)?),
                        outcome: Outcome::of_bits(row.get(2)?),
                    })
                },
            )?;
            rows.collect::<Result<Vec<_>, _>>()
        };
        read().map_err(fault("read its precedents"))
    }

    /// Earlier lines of such goods, newest first. By eight digits all goods under them count.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of_goods(&self, query: &GoodsQuery<'_>) -> Result<Vec<EarlierLine>, StoreError> {
        let read = || {
            if query.commodity.len() >= 10 {
                return self.of_code(query, query.commodity);
            }
            let mut found = Vec::new();
            let mut after = query.commodity.to_owned();
            while let Some(code) = self.code_after(query, &after)? {
                found.extend(self.of_code(query, &code)?);
                after = code;
            }
            found.sort_unstable_by_key(|it| std::cmp::Reverse((it.entry, it.no)));
            found.truncate(query.limit);
            Ok(found)
        };
        read().map_err(fault("read its precedents"))
    }

    /// The next code under the digits of a question of which there are lines.
    fn code_after(
        &self,
        query: &GoodsQuery<'_>,
        after: &str,
    ) -> Result<Option<String>, rusqlite::Error> {
        let sql = match query.trader {
            None => "SELECT min(commodity) FROM line WHERE commodity > ?1 AND commodity < ?2",
            Some(_) => {
                "SELECT min(commodity) FROM line WHERE commodity > ?1 AND commodity < ?2 \
                 AND trader = ?3"
            }
        };
        // No digit sorts behind it.
        let end = format!("{}:", query.commodity);
        let mut statement = self.connection.prepare_cached(sql)?;
        match query.trader {
            None => statement.query_row(params![after, end], |row| row.get(0)),
            Some(trader) => statement.query_row(params![after, end, trader], |row| row.get(0)),
        }
    }

    fn of_code(
        &self,
        query: &GoodsQuery<'_>,
        code: &str,
    ) -> Result<Vec<EarlierLine>, rusqlite::Error> {
        let whose = if query.trader.is_some() { "AND trader = ?6" } else { "" };
        let sql = format!(
            "SELECT line.entry, no, unit, declared, assessed, is_found, outcome FROM line \
             JOIN declaration ON declaration.entry = line.entry \
             WHERE commodity = ?1 AND origin = ?2 AND line.direction = ?3 AND line.entry < ?4 \
             {whose} ORDER BY line.entry DESC, no DESC LIMIT ?5"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
        let (direction, before) = (direction_number(query.direction), signed(query.before.0));
        let rows = match query.trader {
            None => statement
                .query_map(params![code, query.origin, direction, before, limit], earlier_line)?,
            Some(trader) => statement.query_map(
                params![code, query.origin, direction, before, limit, trader],
                earlier_line,
            )?,
        };
        rows.collect()
    }
}

fn earlier_line(row: &Row<'_>) -> Result<EarlierLine, rusqlite::Error> {
    let amount = |at: usize| -> Result<Option<Amount>, rusqlite::Error> {
        Ok(row.get::<_, Option<i64>>(at)?.map(Amount::from_scaled))
    };
    Ok(EarlierLine {
        entry: EntryId(unsigned(row.get(0)?)),
        no: row.get(1)?,
        unit: row.get(2)?,
        declared: amount(3)?,
        assessed: amount(4)?,
        is_found: row.get(5)?,
        outcome: Outcome::of_bits(row.get(6)?),
    })
}

fn replace(transaction: &Transaction<'_>, it: &Precedent) -> Result<(), rusqlite::Error> {
    let entry = signed(it.entry.0);
    let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| {
        transaction.prepare_cached(sql)?.execute(params).map(drop)
    };
    run("DELETE FROM named WHERE entry = ?1", &[&entry])?;
    run("DELETE FROM line WHERE entry = ?1", &[&entry])?;
    let direction = direction_number(it.direction);
    run(
        "INSERT OR REPLACE INTO declaration (entry, direction, filed_at, outcome) \
         VALUES (?1, ?2, ?3, ?4)",
        &[&entry, &direction, &it.filed_at.millis(), &it.outcome.bits()],
    )?;
    for (role, code) in &it.named {
        run(
            "INSERT OR IGNORE INTO named (code, role, entry) VALUES (?1, ?2, ?3)",
            &[code, &role.number(), &entry],
        )?;
    }
    for line in &it.lines {
        run(
            "INSERT OR REPLACE INTO line \
             (entry, no, commodity, origin, direction, trader, unit, declared, assessed, is_found) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            &[
                &entry,
                &line.no,
                &line.commodity,
                &line.origin,
                &direction,
                &line.trader,
                &line.unit,
                &line.declared.map(Amount::scaled),
                &line.assessed.map(Amount::scaled),
                &line.is_found,
            ],
        )?;
    }
    Ok(())
}

impl HouseRecords {
    /// The cases from that state number on whose newest history row is among the so many rows after that one, so many
    /// cases at most, and the last row that was looked at. A case that changes meanwhile comes with its newer row.
    ///
    /// # Errors
    /// When the database fails.
    pub fn changed_cases(
        &self,
        after_row: u64,
        rows: u64,
        cases: usize,
        from_state: u8,
    ) -> Result<(Vec<ChangedCase>, u64), StoreError> {
        let through = self.newest_history()?.min(after_row.saturating_add(rows));
        let limit = i64::try_from(cases).unwrap_or(i64::MAX);
        let found = self.all(
            "list cases that changed",
            "SELECT history.id, entry.id, entry.state FROM history \
             JOIN entry ON entry.id = history.entry AND entry.last_history = history.id \
             WHERE history.id > ?1 AND history.id <= ?2 AND entry.state >= ?3 \
             ORDER BY history.id LIMIT ?4",
            values![signed(after_row), signed(through), from_state, limit],
            |row| {
                let case =
                    ChangedCase { entry: EntryId(unsigned(row.get(1)?)), state: row.get(2)? };
                Ok((unsigned(row.get(0)?), case))
            },
        )?;
        let last = found.last().filter(|_| found.len() >= cases).map(|(row, _)| *row);
        let changed = found.iter().map(|(_, case)| *case).collect();
        Ok((changed, last.unwrap_or(through)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(no: u32, commodity: &str, trader: &str, declared: i64) -> PrecedentLine {
        PrecedentLine {
            no,
            commodity: commodity.to_owned(),
            origin: "DEU".to_owned(),
            trader: trader.to_owned(),
            unit: "035".to_owned(),
            declared: Some(Amount::from_units(declared)),
            assessed: Some(Amount::from_units(declared + 1)),
            is_found: false,
        }
    }

    fn precedent(entry: u64, trader: &str, lines: Vec<PrecedentLine>) -> Precedent {
        Precedent {
            entry: EntryId(entry),
            direction: Direction::Import,
            filed_at: Moment::from_millis(i64::try_from(entry).unwrap() * 1_000),
            outcome: Outcome { is_released: true, ..Outcome::default() },
            named: vec![(NamedAs::Trader, trader.to_owned())],
            lines,
        }
    }

    fn query<'q>(commodity: &'q str, trader: Option<&'q str>) -> GoodsQuery<'q> {
        let (origin, direction) = ("DEU", Direction::Import);
        GoodsQuery { commodity, origin, direction, trader, before: EntryId(9), limit: 3 }
    }

    fn places(found: &[EarlierLine]) -> Vec<(u64, u32)> {
        found.iter().map(|it| (it.entry.0, it.no)).collect()
    }

    #[test]
    fn every_outcome_is_kept_as_it_was_told() {
        for place in 0..9 {
            let outcome = Outcome::of_bits(1 << place);
            assert_eq!(outcome.bits(), 1 << place);
            assert_ne!(outcome, Outcome::default());
        }
        let found = Outcome { is_examined: true, is_found: true, ..Outcome::default() };
        assert_eq!(Outcome::of_bits(found.bits()), found);
    }

    #[test]
    fn goods_are_found_by_ten_digits_by_eight_and_by_trader() {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = Precedents::open(&folder.path().join("precedents.sqlite")).unwrap();
        assert_eq!(kept.begin(b"house", 1, 50).unwrap(), 0);
        let told = [
            precedent(1, "A", vec![line(1, "8517130000", "A", 10), line(2, "8517139000", "A", 20)]),
            precedent(2, "B", vec![line(1, "8517130000", "B", 30)]),
            precedent(3, "A", vec![line(1, "8517130000", "A", 40), line(2, "8517140000", "A", 50)]),
            precedent(9, "A", vec![line(1, "8517130000", "A", 60)]),
        ];
        kept.put(&told, 40).unwrap();
        let of = |query: GoodsQuery<'_>| places(&kept.of_goods(&query).unwrap());
        assert_eq!(of(query("8517130000", None)), [(3, 1), (2, 1), (1, 1)]);
        assert_eq!(of(query("8517130000", Some("A"))), [(3, 1), (1, 1)]);
        // The newest three of both codes under the eight digits, and none of other eight.
        assert_eq!(of(query("85171300", None)), [(3, 1), (2, 1), (1, 1)]);
        assert_eq!(of(query("85171390", Some("A"))), [(1, 2)]);
        assert_eq!(of(query("85171400", None)), [(3, 2)]);
        let export = GoodsQuery { direction: Direction::Export, ..query("8517130000", None) };
        assert_eq!(of(export), []);
        let own = kept.of_company("A", NamedAs::Trader, EntryId(9), 10).unwrap();
        assert_eq!(own.iter().map(|it| it.entry.0).collect::<Vec<_>>(), [3, 1]);
        assert_eq!(kept.of_company("A", NamedAs::Declarant, EntryId(9), 10).unwrap(), []);
    }

    #[test]
    fn what_is_told_again_stands_once_and_another_house_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("precedents.sqlite");
        let mut kept = Precedents::open(&path).unwrap();
        kept.begin(b"house", 1, 50).unwrap();
        kept.put(&[precedent(1, "A", vec![line(1, "8517130000", "A", 10)])], 20).unwrap();
        let mut again = precedent(1, "C", vec![line(2, "8517130000", "C", 15)]);
        again.outcome.is_amended = true;
        kept.put(&[again], 30).unwrap();
        let found = kept.of_goods(&query("8517130000", None)).unwrap();
        assert_eq!(places(&found), [(1, 2)]);
        assert!(found[0].outcome.is_amended && found[0].outcome.is_released);
        assert_eq!(kept.of_company("A", NamedAs::Trader, EntryId(9), 10).unwrap(), []);
        drop(kept);
        let mut kept = Precedents::open(&path).unwrap();
        assert_eq!(kept.begin(b"house", 1, 50).unwrap(), 30);
        assert_eq!(kept.begin(b"house", 1, 29).unwrap(), 0, "the house has less than was told");
        kept.put(&[precedent(1, "A", vec![])], 25).unwrap();
        assert_eq!(kept.begin(b"house", 2, 50).unwrap(), 0, "another edition");
        kept.put(&[precedent(1, "A", vec![])], 25).unwrap();
        assert_eq!(kept.begin(b"other", 2, 50).unwrap(), 0, "another house");
        assert_eq!(kept.of_company("A", NamedAs::Trader, EntryId(9), 10).unwrap(), []);
    }
}
