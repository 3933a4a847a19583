//! Our curated tables: tab-separated text that a person can read and edit, each row with its source.
//!
//! A table is refused whole, with every fault at once, unless its header is the expected one and each row names a source of
//! `knowledge/sources.toml`, a place in it, and how far the row has been confirmed. The format: `docs/knowledge.md`.

use std::fmt;
use std::str::FromStr;

use crate::source::{self, Citation, Standing};

/// The last columns of every table.
const CITATION: [&str; 3] = ["source", "place", "standing"];

/// What stands in a cell that has no value.
pub const NONE: &str = "-";

/// One fault of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    /// The line, from 1, comments counted.
    pub line: usize,
    /// The column by name.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What should stand there.
    pub remedy: String,
}

/// Every fault of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableErrors {
    /// The table's name.
    pub table: &'static str,
    /// The faults, in the order of the lines.
    pub errors: Vec<TableError>,
}

impl fmt::Display for TableErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for TableError { line, column, value, remedy } in &self.errors {
            writeln!(f, "{}, line {line}, {column} \"{value}\": {remedy}", self.table)?;
        }
        Ok(())
    }
}

impl std::error::Error for TableErrors {}

/// A row: its cells by column name, and where it stands.
#[derive(Debug)]
pub struct Row<'c> {
    columns: &'c [&'static str],
    cells: Vec<&'static str>,
    citation: Citation,
}

/// The faults of one row, collected while it is read.
#[derive(Debug)]
pub struct Faults {
    line: usize,
    errors: Vec<TableError>,
}

impl Faults {
    /// Notes a fault in a column.
    pub fn note(&mut self, column: &str, value: &str, remedy: impl Into<String>) {
        self.errors.push(TableError {
            line: self.line,
            column: column.to_owned(),
            value: value.to_owned(),
            remedy: remedy.into(),
        });
    }
}

impl Row<'_> {
    /// Where the row stands.
    #[must_use]
    pub fn citation(&self) -> Citation {
        self.citation
    }

    /// The text of a column; empty for a column that the table does not have.
    #[must_use]
    pub fn text(&self, column: &str) -> &'static str {
        self.columns.iter().position(|name| *name == column).and_then(|at| self.cells.get(at)).copied().unwrap_or("")
    }

    /// The value of a column, or `None` and a fault.
    pub fn value<T: FromStr<Err: fmt::Display>>(&self, column: &str, faults: &mut Faults) -> Option<T> {
        let text = self.text(column);
        text.parse().map_err(|error: T::Err| faults.note(column, text, error.to_string())).ok()
    }

    /// The value of a column that may be [`NONE`].
    pub fn optional<T: FromStr<Err: fmt::Display>>(&self, column: &str, faults: &mut Faults) -> Option<T> {
        if self.text(column) == NONE { None } else { self.value(column, faults) }
    }

    /// The values of a column, separated by commas; none for [`NONE`].
    pub fn list<T: FromStr<Err: fmt::Display>>(&self, column: &str, faults: &mut Faults) -> Vec<T> {
        self.items(column, ',')
            .filter_map(|item| item.parse().map_err(|error: T::Err| faults.note(column, item, error.to_string())).ok())
            .collect()
    }

    /// The trimmed parts of a column; none for [`NONE`].
    pub fn items(&self, column: &str, separator: char) -> impl Iterator<Item = &'static str> {
        let text = self.text(column);
        text.split(separator).map(str::trim).filter(move |_| text != NONE)
    }
}

/// Reads a table: `columns` without those of the citation, and a function from a row to what it means. A row of which the
/// function makes nothing must have a fault.
pub fn read<T>(
    table: &'static str,
    text: &'static str,
    columns: &[&'static str],
    mut row: impl FnMut(&Row<'_>, &mut Faults) -> Option<T>,
) -> Result<Vec<T>, TableErrors> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let expected: Vec<&str> = columns.iter().copied().chain(CITATION).collect();
    let (header_line, header) = lines.next().unwrap_or((1, ""));
    if !header.split('\t').map(str::trim).eq(expected.iter().copied()) {
        let mut faults = Faults { line: header_line, errors: Vec::new() };
        faults.note("header", header, format!("the columns are {}, separated by tabs", expected.join(", ")));
        return Err(TableErrors { table, errors: faults.errors });
    }
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for (line, text) in lines {
        let mut faults = Faults { line, errors: Vec::new() };
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        let read = if cells.len() == expected.len() {
            for (column, cell) in expected.iter().zip(&cells).filter(|(_, cell)| cell.is_empty()) {
                faults.note(column, cell, format!("write a value, or {NONE} where there is none"));
            }
            citation(&cells[columns.len()..], &mut faults)
                .and_then(|citation| row(&Row { columns, cells, citation }, &mut faults))
        } else {
            faults.note("row", text, format!("{} cells separated by tabs, not {}", expected.len(), cells.len()));
            None
        };
        match read {
            Some(value) if faults.errors.is_empty() => rows.push(value),
            _ => errors.append(&mut faults.errors),
        }
    }
    if errors.is_empty() { Ok(rows) } else { Err(TableErrors { table, errors }) }
}

fn citation(cells: &[&'static str], faults: &mut Faults) -> Option<Citation> {
    let &[id, place, standing] = cells else { return None };
    if source::find(id).is_none() {
        faults.note("source", id, "the id of an entry in knowledge/sources.toml");
        return None;
    }
    let known = match standing {
        "checked" => Some(Standing::Checked),
        "read" => Some(Standing::Read),
        "remembered" => Some(Standing::Remembered),
        _ => None,
    };
    if known.is_none() {
        faults.note("standing", standing, "one of checked, read, remembered");
    }
    known.map(|standing| Citation { source: id, place, standing })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_numbers(text: &'static str) -> Result<Vec<(u32, Citation)>, TableErrors> {
        read("numbers", text, &["number"], |row, faults| Some((row.value("number", faults)?, row.citation())))
    }

    #[test]
    fn a_row_has_values_and_a_source() {
        let rows = read_numbers("# c\nnumber\tsource\tplace\tstanding\n7\tELN2022\ttable 6\tread\n").unwrap();
        assert_eq!(rows, [(7, Citation::read("ELN2022", "table 6"))]);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let text = "number\tsource\tplace\tstanding\n7\tNOWHERE\ttable 6\tread\n7\tELN2022\t\tread\nx\tELN2022\tp\tread\n\
                    7\tELN2022\tp\tbelieved\n7\tELN2022\n";
        let errors = read_numbers(text).unwrap_err();
        let told: Vec<(usize, &str)> = errors.errors.iter().map(|error| (error.line, error.column.as_str())).collect();
        assert_eq!(told, [(2, "source"), (3, "place"), (4, "number"), (5, "standing"), (6, "row")]);
        assert!(errors.to_string().contains("numbers, line 2, source \"NOWHERE\": the id of an entry"));
    }

    #[test]
    fn another_header_is_refused() {
        assert_eq!(read_numbers("number\tplace\tsource\tstanding\n").unwrap_err().errors[0].column, "header");
    }
}
