//! `SQLite`, embedded: one file, write-ahead log, every commit synchronised to the disk before it is acknowledged.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use super::StoreError;
use super::database::{Database, DatabaseError, Row, Session, Value, Work};
use super::group::{self, Group};
use crate::secret_file;

/// Statements that are kept prepared: more than there are in the program.
const PREPARED: usize = 200;
/// Who reads at a time. More would not read faster, and each keeps pages of its own.
const READERS: usize = 4;

/// A database in one file.
pub struct Sqlite {
    file: PathBuf,
    writer: Group<Own>,
    /// See what was committed, and are in no writer's way.
    readers: Vec<Mutex<Own>>,
    turn: AtomicUsize,
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        Self(Box::new(error))
    }
}

impl Sqlite {
    /// Opens the file; makes it if it is not there and may be new.
    pub fn open(file: &Path, may_be_new: bool) -> Result<Self, DatabaseError> {
        if may_be_new {
            // Persons are in it; the files beside it get its mode.
            secret_file::make_if_new(file).map_err(|error| DatabaseError(Box::new(error)))?;
        }
        let create = if may_be_new { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
        let connection = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE | create)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(DatabaseError::says(format!("the file does not take a write-ahead log (it stays at {mode})")));
        }
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
        let reader = |_| Ok(Mutex::new(Own(connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?)));
        let readers = (0..READERS).map(reader).collect::<rusqlite::Result<_>>()?;
        let writer = Group::new(Own(connection));
        Ok(Self { file: file.to_owned(), writer, readers, turn: AtomicUsize::new(0) })
    }

    /// A connection that nobody reads by, or the next one's turn. What a reader left that panicked is undone.
    fn reader(&self) -> MutexGuard<'_, Own> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let in_turn = |place| &self.readers[(turn + place) % READERS];
        let free = (0..READERS).find_map(|place| in_turn(place).try_lock().ok());
        let mut reader = free.unwrap_or_else(|| in_turn(0).lock().unwrap_or_else(PoisonError::into_inner));
        group::Connection::undo(&mut *reader);
        reader
    }
}

fn connect(file: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Whole(whole) => ValueRef::Integer(*whole),
            Self::Null => ValueRef::Null,
        }))
    }
}

/// A connection with a transaction under way.
struct Own(Connection);

impl Own {
    /// A transaction that the database gave up is not gone on with: what came next would be committed by itself.
    fn under_way(&self) -> Result<(), DatabaseError> {
        if self.0.is_autocommit() { Err(DatabaseError::says("no transaction is under way")) } else { Ok(()) }
    }
}

impl group::Connection for Own {
    fn begin(&mut self) -> Result<(), DatabaseError> {
        Ok(self.0.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.0.execute_batch("COMMIT").inspect_err(|_| self.undo())?;
        Ok(())
    }

    fn undo(&mut self) {
        if !self.0.is_autocommit() {
            // Nothing is acknowledged. Should it fail, the next `BEGIN` is refused.
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }

    fn is_under_way(&self) -> bool {
        !self.0.is_autocommit()
    }
}

impl Session for Own {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        self.under_way()?;
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.execute(params_from_iter(values))? as u64)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        self.under_way()?;
        let mut statement = self.0.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let value = |column| match row.get_ref(column)? {
                ValueRef::Text(text) => Ok(Value::Text(String::from_utf8_lossy(text).into_owned())),
                ValueRef::Integer(whole) => Ok(Value::Whole(whole)),
                ValueRef::Null => Ok(Value::Null),
                other => Err(DatabaseError::says(format!("a column holds {}", other.data_type()))),
            };
            all.push(Row((0..columns).map(value).collect::<Result<_, DatabaseError>>()?));
        }
        Ok(all)
    }
}

impl Database for Sqlite {
    fn transaction(&self, work: Work<'_>) -> Result<(), StoreError> {
        self.writer.transaction(work)
    }

    fn look(&self, work: Work<'_>) -> Result<(), StoreError> {
        let mut reader = self.reader();
        reader.0.execute_batch("BEGIN").map_err(DatabaseError::from)?;
        let done = work(&mut *reader);
        reader.0.execute_batch("ROLLBACK").map_err(DatabaseError::from)?;
        done
    }

    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn backup(&self, into: &Path) -> Result<(), StoreError> {
        // A connection of its own reads, so that writers go on meanwhile.
        let source = connect(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(DatabaseError::from)?;
        // Under its own name only when it is whole.
        let unfinished = into.with_added_extension("unfinished");
        let made = secret_file::make_if_new(&unfinished).map_err(|error| DatabaseError(Box::new(error)));
        let copied = made.and_then(|()| copy(&source, &unfinished).map_err(DatabaseError::from));
        let done = copied.and_then(|()| fs::rename(&unfinished, into).map_err(|error| DatabaseError(Box::new(error))));
        if done.is_err() {
            // Of two failures the first is told.
            let _ = fs::remove_file(&unfinished);
        }
        Ok(done?)
    }
}

fn copy(source: &Connection, file: &Path) -> rusqlite::Result<()> {
    let mut target = Connection::open(file)?;
    Backup::new(source, &mut target)?.run_to_completion(1024, Duration::from_millis(1), None)
}
