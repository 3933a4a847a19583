//! Exchange with a clinical quality database (RKKP) by a field map: what it asks goes out and nothing else, and what it holds comes in and is not
//! typed again (RR-DATA-02).

mod fill;
mod map;
mod statement;

use std::collections::BTreeMap;

use super::extract::{COLUMNS, Column, read, reader};

pub use fill::{Filled, fill};
pub use map::{Field, FieldMap};
pub use statement::{Statement, statements};

/// What is wrong with a map or with what is exchanged by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeFault {
    /// The map itself.
    #[error("the map, {field}: {fault}")]
    Map {
        /// Which field, by our name.
        field: String,
        /// What is wrong and what to do.
        fault: &'static str,
    },
    /// Our own table.
    #[error("our table, {0}")]
    Table(String),
    /// A column of theirs is missing, or there twice.
    #[error("their table has {0} columns \"{1}\" and must have one; correct the map or the table")]
    Column(usize, String),
    /// A value of ours that the map does not name.
    #[error("{referral}, {column}: the map says nothing of \"{value}\"; add it to the values of the field")]
    OurValue {
        /// The referral.
        referral: String,
        /// The column.
        column: String,
        /// The value.
        value: String,
    },
    /// A cell of theirs.
    #[error("their line {line}, {column}: \"{value}\" {fault}")]
    Cell {
        /// The line, the heading is 1.
        line: u64,
        /// Their column.
        column: String,
        /// What stands there.
        value: String,
        /// What is wrong with it and what to do.
        fault: String,
    },
    /// A row of theirs.
    #[error("their line {line}: {fault}")]
    Row {
        /// The line.
        line: u64,
        /// What is wrong with it and what to do.
        fault: String,
    },
}

/// Rows of our table, each a cell by column.
type Rows = Vec<BTreeMap<&'static str, String>>;

/// Our table in cells, once it is known that it can be read.
fn rows(table: &[u8]) -> Result<Rows, Vec<ExchangeFault>> {
    let ours = |fault: String| ExchangeFault::Table(fault);
    read(table).map_err(|faults| faults.iter().map(|own| ours(own.to_string())).collect::<Vec<_>>())?;
    let mut reader = reader(table);
    let heading = reader.headers().map_err(|error| vec![ours(error.to_string())])?.clone();
    let cells = |record: csv::StringRecord| {
        let place = |name: &str| heading.iter().position(|own| own.trim() == name);
        let cell = |name: &str| place(name).and_then(|place| record.get(place)).unwrap_or_default().trim().to_owned();
        COLUMNS.iter().map(|Column(name, _)| (*name, cell(name))).collect()
    };
    reader.records().map(|record| record.map(cells).map_err(|error| vec![ours(error.to_string())])).collect()
}

fn as_table(
    heading: Vec<&str>,
    rows: impl Iterator<Item = Vec<String>>,
    delimiter: u8,
) -> Result<Vec<u8>, Vec<ExchangeFault>> {
    let fault = |error: String| vec![ExchangeFault::Table(error)];
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(heading).map_err(|error| fault(error.to_string()))?;
    for row in rows {
        writer.write_record(row).map_err(|error| fault(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| fault(error.to_string()))
}

/// What a quality database asks of our table: the columns of its map under its names, and nothing else.
///
/// # Errors
/// Everything that is wrong with the map or the table, and each value of which the map says nothing.
pub fn export(table: &[u8], map: &FieldMap) -> Result<Vec<u8>, Vec<ExchangeFault>> {
    map.check()?;
    let mut faults = Vec::new();
    let mut out = Vec::new();
    for row in rows(table)? {
        let mut cells = Vec::new();
        for field in &map.field {
            let value = row.get(field.ours.as_str()).cloned().unwrap_or_default();
            match field.theirs_of(&value, map.days()) {
                Some(theirs) => cells.push(theirs),
                None => faults.push(ExchangeFault::OurValue {
                    referral: row.get("referral").cloned().unwrap_or_default(),
                    column: field.ours.clone(),
                    value,
                }),
            }
        }
        out.push(cells);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    as_table(map.field.iter().map(|field| field.theirs.as_str()).collect(), out.into_iter(), map.separator())
}
