//! `PostgreSQL`, where several instances of the service share one record.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::StoreError;
use super::database::{Database, DatabaseError, Row, Session, Value, Work};
use super::encryption::Way;
use super::group::{self, Group};

/// A database on a server.
pub struct PostgreSql {
    writer: Group<Own>,
    /// Sees what was committed, and is in no writer's way.
    reader: Mutex<Own>,
}

impl From<postgres::Error> for DatabaseError {
    /// What lies behind it is told too, but of what the server says the code alone: its words may name somebody.
    fn from(error: postgres::Error) -> Self {
        let behind = match error.code() {
            Some(code) => Some(format!("{error}: SQLSTATE {}", code.code())),
            None => error.source().map(|own| format!("{error}: {own}")),
        };
        behind.map_or_else(|| Self(Box::new(error)), Self::says)
    }
}

/// Every writer of every instance takes this lock first, so that the chain of audit records has one order.
const ONE_AFTER_ANOTHER: &str = "BEGIN; SELECT pg_advisory_xact_lock(4616196)";

impl PostgreSql {
    /// Connects.
    ///
    /// # Errors
    /// An address that is none, or would not be encrypted; a server that acknowledges before it is durable, or one that cannot be reached.
    pub fn open(address: &str) -> Result<Self, DatabaseError> {
        let Way { config, tls } = Way::to(address)?;
        let (mut writer, reader) = (Own::of(config.clone(), tls.clone()), Own::of(config, tls));
        let client = writer.client()?;
        for (setting, wanted) in [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")] {
            let value: String = client.query_one(&format!("SHOW {setting}"), &[])?.get(0);
            if value != wanted {
                return Err(DatabaseError::says(format!("the server has {setting} = {value}; it must be {wanted}")));
            }
        }
        Ok(Self { writer: Group::new(writer), reader: Mutex::new(reader) })
    }
}

/// A connection, with the statements that were prepared on it.
struct Own {
    config: Config,
    /// How it is encrypted, unless the server is on this computer.
    tls: Option<MakeRustlsConnect>,
    client: Option<Client>,
    prepared: HashMap<String, Statement>,
    under_way: bool,
}

impl Own {
    fn of(config: Config, tls: Option<MakeRustlsConnect>) -> Self {
        Self { config, tls, client: None, prepared: HashMap::new(), under_way: false }
    }

    /// A server that was restarted is met again; what was under way is lost and was never acknowledged.
    fn client(&mut self) -> Result<&mut Client, DatabaseError> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.prepared.clear();
            self.client = None;
        }
        match &mut self.client {
            Some(client) => Ok(client),
            none => Ok(none.insert(match &self.tls {
                Some(tls) => self.config.connect(tls.clone())?,
                None => self.config.connect(NoTls)?,
            })),
        }
    }

    fn run(&mut self, sql: &str) -> Result<(), DatabaseError> {
        Ok(self.client()?.batch_execute(sql)?)
    }

    /// The connection of the transaction under way, and a statement prepared on it. A connection that was lost is not met again here: what
    /// came next would be committed by itself.
    fn prepared(&mut self, sql: &str) -> Result<(&mut Client, Statement), DatabaseError> {
        let Some(client) = self.client.as_mut().filter(|_| self.under_way) else {
            return Err(DatabaseError::says("no transaction is under way"));
        };
        if let Some(statement) = self.prepared.get(sql) {
            return Ok((client, statement.clone()));
        }
        let statement = client.prepare(sql)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok((client, statement))
    }
}

impl group::Connection for Own {
    fn begin(&mut self) -> Result<(), DatabaseError> {
        // A `BEGIN` whose lock was not given is undone.
        self.run(ONE_AFTER_ANOTHER).inspect_err(|_| self.undo())?;
        self.under_way = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        let Some(client) = self.client.as_mut().filter(|_| self.under_way) else {
            return Err(DatabaseError::says("no transaction is under way"));
        };
        self.under_way = false;
        client.batch_execute("COMMIT").inspect_err(|_| self.undo())?;
        Ok(())
    }

    fn undo(&mut self) {
        self.under_way = false;
        if self.client.as_mut().is_some_and(|client| client.batch_execute("ROLLBACK").is_err()) {
            self.client = None;
        }
    }

    fn is_under_way(&self) -> bool {
        self.under_way
    }
}

/// The values as a statement takes them: nothing has a type too.
fn parameters<'v>(statement: &Statement, values: &'v [Value]) -> Vec<&'v (dyn ToSql + Sync)> {
    static NO_TEXT: Option<&str> = None;
    static NO_NUMBER: Option<i64> = None;
    values
        .iter()
        .enumerate()
        .map(|(place, value)| match value {
            Value::Text(text) => text as &(dyn ToSql + Sync),
            Value::Whole(whole) => whole,
            Value::Null if statement.params().get(place) == Some(&Type::INT8) => &NO_NUMBER,
            Value::Null => &NO_TEXT,
        })
        .collect()
}

impl Session for Own {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        let (client, statement) = self.prepared(sql)?;
        Ok(client.execute(&statement, &parameters(&statement, values))?)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let (client, statement) = self.prepared(sql)?;
        let rows = client.query(&statement, &parameters(&statement, values))?;
        let read = |row: &postgres::Row| {
            let value = |(place, column): (usize, &postgres::Column)| {
                Ok(match *column.type_() {
                    Type::INT8 => row.try_get::<_, Option<i64>>(place)?.map_or(Value::Null, Value::Whole),
                    Type::TEXT => row.try_get::<_, Option<String>>(place)?.map_or(Value::Null, Value::Text),
                    ref other => {
                        return Err(DatabaseError::says(format!("a column holds {other}")));
                    }
                })
            };
            Ok(Row(row.columns().iter().enumerate().map(value).collect::<Result<_, DatabaseError>>()?))
        };
        rows.iter().map(read).collect()
    }
}

impl Database for PostgreSql {
    fn transaction(&self, work: Work<'_>) -> Result<(), StoreError> {
        self.writer.transaction(work)
    }

    fn look(&self, work: Work<'_>) -> Result<(), StoreError> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        // Each statement of one reading sees the same.
        reader.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        reader.under_way = true;
        let done = work(&mut *reader);
        group::Connection::undo(&mut *reader);
        done
    }

    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn backup(&self, _into: &Path) -> Result<(), StoreError> {
        Err(StoreError::Backup("a PostgreSQL server is backed up with its own tools: pg_dump or pg_basebackup"))
    }
}
