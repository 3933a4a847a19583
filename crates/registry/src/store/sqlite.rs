//! `SQLite`, embedded: one file, write-ahead log, every commit synchronised to the disk before it is acknowledged.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params_from_iter};

use super::StoreError;
use super::database::{Database, DatabaseError, Row, Session, Value, Work};

/// A database in one file.
pub struct Sqlite(Mutex<Connection>);

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        Self(Box::new(error))
    }
}

impl Sqlite {
    /// Opens the file; makes it if it is not there and may be new.
    pub fn open(file: &Path, may_be_new: bool) -> Result<Self, DatabaseError> {
        let create = if may_be_new { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE | create)?;
        connection.busy_timeout(Duration::from_secs(30))?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(DatabaseError::says(format!("the file does not take a write-ahead log (it stays at {mode})")));
        }
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
        Ok(Self(Mutex::new(connection)))
    }
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

struct Transaction<'c>(rusqlite::Transaction<'c>);

impl Session for Transaction<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.execute(params_from_iter(values))? as u64)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
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
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(DatabaseError::from)?;
        let mut session = Transaction(transaction);
        work(&mut session)?;
        session.0.commit().map_err(DatabaseError::from)?;
        Ok(())
    }

    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn backup(&self, into: &Path) -> Result<(), StoreError> {
        let source = {
            let own = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            own.path().unwrap_or_default().to_owned()
        };
        // A connection of its own reads, so that writers go on meanwhile.
        let source =
            Connection::open_with_flags(source, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(DatabaseError::from)?;
        // Under its own name only when it is whole.
        let unfinished = into.with_added_extension("unfinished");
        let copied = copy(&source, &unfinished).map_err(DatabaseError::from);
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
