//! `PostgreSQL`, where several instances of the service share one record.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use postgres::config::Host;
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls};

use super::StoreError;
use super::database::{Database, DatabaseError, Row, Session, Value, Work};

/// A database on a server.
pub struct PostgreSql {
    config: Config,
    client: Mutex<Option<Client>>,
}

impl From<postgres::Error> for DatabaseError {
    fn from(error: postgres::Error) -> Self {
        Self(Box::new(error))
    }
}

/// Every writer of every instance takes this lock first, so that the chain of audit records has one order.
const ONE_AFTER_ANOTHER: &str = "SELECT pg_advisory_xact_lock(4616196)";

impl PostgreSql {
    /// Connects.
    ///
    /// # Errors
    /// A host that is neither a socket nor this computer (the connection is not encrypted yet), a server that acknowledges before it is
    /// durable, or one that cannot be reached.
    pub fn open(address: &str) -> Result<Self, DatabaseError> {
        let config: Config = address.parse()?;
        let here = |host: &Host| match host {
            Host::Unix(_) => true,
            Host::Tcp(name) => ["localhost", "127.0.0.1", "::1"].contains(&name.as_str()),
        };
        if !config.get_hosts().iter().all(here) {
            let text = "the connection to PostgreSQL is not encrypted yet: only a socket or this computer is taken; let a tunnel listen here";
            return Err(DatabaseError::says(text));
        }
        let own = Self { config, client: Mutex::new(None) };
        let mut client = own.connect()?;
        for (setting, wanted) in [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")] {
            let value: String = client.query_one(&format!("SHOW {setting}"), &[])?.get(0);
            if value != wanted {
                return Err(DatabaseError::says(format!("the server has {setting} = {value}; it must be {wanted}")));
            }
        }
        *own.client.lock().unwrap_or_else(PoisonError::into_inner) = Some(client);
        Ok(own)
    }

    fn connect(&self) -> Result<Client, DatabaseError> {
        Ok(self.config.connect(NoTls)?)
    }
}

struct Transaction<'c>(postgres::Transaction<'c>);

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    static NOTHING: Option<&str> = None;
    values
        .iter()
        .map(|value| match value {
            Value::Text(text) => text as &(dyn ToSql + Sync),
            Value::Whole(whole) => whole,
            Value::Null => &NOTHING,
        })
        .collect()
}

impl Session for Transaction<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        Ok(self.0.execute(sql, &parameters(values))?)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let rows = self.0.query(sql, &parameters(values))?;
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
        let mut held = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        // A server that was restarted is met again; what was under way is lost and was never acknowledged.
        let mut client = match held.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => self.connect()?,
        };
        let done = (|| {
            let mut session = Transaction(client.transaction().map_err(DatabaseError::from)?);
            session.0.batch_execute(ONE_AFTER_ANOTHER).map_err(DatabaseError::from)?;
            work(&mut session)?;
            session.0.commit().map_err(DatabaseError::from)?;
            Ok(())
        })();
        *held = Some(client);
        done
    }

    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn backup(&self, _into: &Path) -> Result<(), StoreError> {
        Err(StoreError::Backup("a PostgreSQL server is backed up with its own tools: pg_dump or pg_basebackup"))
    }
}
