//! What the store asks of a database: transactions, one after another, with text and whole numbers.

/// A value in a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Nothing.
    Null,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Self::Whole(whole)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The text in a column; empty where there is none.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        if let Some(Value::Text(text)) = self.0.get(column) { text } else { "" }
    }

    /// The whole number in a column; 0 where there is none.
    #[must_use]
    pub fn whole(&self, column: usize) -> i64 {
        if let Some(Value::Whole(whole)) = self.0.get(column) { *whole } else { 0 }
    }
}

/// The database failed.
#[derive(Debug, thiserror::Error)]
#[error("the database failed: {0}")]
pub struct DatabaseError(pub Box<dyn std::error::Error + Send + Sync>);

impl DatabaseError {
    pub(super) fn says(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }
}

/// A transaction under way. Parameters are `$1`, `$2` ... in the order in which they first stand in the statement.
pub trait Session {
    /// Runs a statement; the number of rows changed.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError>;

    /// Asks; every row.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError>;

    /// Asks for rows of one column or more, of which there is at most one.
    fn one(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>, DatabaseError> {
        Ok(self.query(sql, values)?.pop())
    }
}

/// How a transaction's work ends: anything but `Ok` undoes it.
pub type Work<'w> = &'w mut dyn FnMut(&mut dyn Session) -> Result<(), super::StoreError>;

/// A database.
pub trait Database: Send + Sync {
    /// Runs work in a transaction that no other writer's overlaps, in this process or another, and makes it durable before it returns.
    fn transaction(&self, work: Work<'_>) -> Result<(), super::StoreError>;

    /// Runs work that only reads, on what was durable when it began, all of it at one moment; it waits for no writer where that can be.
    fn look(&self, work: Work<'_>) -> Result<(), super::StoreError> {
        self.transaction(work)
    }

    /// Its name.
    fn name(&self) -> &'static str;

    /// Copies everything into a new file, while others write.
    fn backup(&self, into: &std::path::Path) -> Result<(), super::StoreError>;
}
