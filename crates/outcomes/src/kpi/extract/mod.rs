//! An extract of follow-up data as a table: one referral a row, as quality registers write them.

mod column;
mod order;
mod row;
mod write;

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::case::Case;
use row::Row;

pub use column::{COLUMNS, Column};
pub use write::write;

/// What is wrong with a table. The value of a cell is shown, so nothing that identifies a person may stand in one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractFault {
    /// A column is missing.
    #[error("the column {0} is missing; it holds {1}")]
    NoColumn(&'static str, &'static str),
    /// A column that is not known: a misspelt one would be taken for not recorded.
    #[error("the column \"{0}\" is not known; leave it out or spell it as docs/follow-up.md does")]
    UnknownColumn(String),
    /// A column is there twice.
    #[error("the column {0} is there twice; leave one out")]
    Twice(&'static str),
    /// A cell.
    #[error("line {line}, {column}: \"{value}\" is not {expected}")]
    Cell {
        /// The line, the heading is 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        expected: String,
    },
    /// Days in an order that cannot be.
    #[error("line {line}: {later} ({later_day}) lies before {earlier} ({earlier_day}); correct one of them")]
    Order {
        /// The line.
        line: u64,
        /// The column that must not come first.
        later: &'static str,
        /// Its day.
        later_day: Date,
        /// The column that must not come later.
        earlier: &'static str,
        /// Its day.
        earlier_day: Date,
    },
    /// The same referral twice, which would count twice.
    #[error("line {line}: the referral {referral} stands above already; one row for each referral")]
    Again {
        /// The line.
        line: u64,
        /// The pseudonym.
        referral: String,
    },
    /// Something of a patient that another row says otherwise.
    #[error("line {line}, {column}: another row of the patient {patient} says otherwise; correct one of them")]
    Differs {
        /// The line.
        line: u64,
        /// The column.
        column: &'static str,
        /// The pseudonym.
        patient: String,
    },
    /// Not a table.
    #[error("the table cannot be read: {0}")]
    NoTable(String),
}

/// A reader of a table as spreadsheets write it.
pub(super) fn reader(table: &[u8]) -> csv::Reader<&[u8]> {
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let heading = table.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if heading.contains(&b';') { b';' } else { b',' };
    ReaderBuilder::new().delimiter(delimiter).from_reader(table)
}

/// The cases of a table (CSV in UTF-8, comma or semicolon), or everything that is wrong with it.
///
/// # Errors
/// Every fault of the heading; with a good heading every fault of the rows.
pub fn read(table: &[u8]) -> Result<Vec<Case>, Vec<ExtractFault>> {
    let mut reader = reader(table);
    let no_table = |error: csv::Error| vec![ExtractFault::NoTable(error.to_string())];
    let places = places(reader.headers().map_err(no_table)?)?;
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    let mut of_patient = BTreeMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(ExtractFault::NoTable(error.to_string()));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let case = Row { line, record: &record, places: &places, faults: &mut faults }.case();
        if !seen.insert(case.referral.clone()) {
            faults.push(ExtractFault::Again { line, referral: case.referral.clone() });
        }
        let fate = *of_patient.entry(case.patient.clone()).or_insert((case.death, case.last_seen));
        for (column, differs) in [("death", fate.0 != case.death), ("last_seen", fate.1 != case.last_seen)] {
            if differs {
                faults.push(ExtractFault::Differs { line, column, patient: case.patient.clone() });
            }
        }
        cases.push(case);
    }
    if faults.is_empty() { Ok(cases) } else { Err(faults) }
}

/// The place of each of [`COLUMNS`] in the table.
fn places(heading: &StringRecord) -> Result<Vec<usize>, Vec<ExtractFault>> {
    let mut faults = Vec::new();
    let mut places = Vec::new();
    for Column(name, holds) in COLUMNS {
        let found: Vec<usize> = (0..heading.len()).filter(|place| heading[*place].trim() == *name).collect();
        match found[..] {
            [place] => places.push(place),
            [] => faults.push(ExtractFault::NoColumn(name, holds)),
            _ => faults.push(ExtractFault::Twice(name)),
        }
    }
    let known = |name: &str| COLUMNS.iter().any(|Column(own, _)| *own == name);
    let unknown = heading.iter().map(str::trim).filter(|name| !known(name));
    faults.extend(unknown.map(|name| ExtractFault::UnknownColumn(name.to_owned())));
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}
