//! Tables: lines that begin with `#`, a header, then rows, cells separated by one tab; `.` is an empty cell.

use std::str::FromStr;

use super::fault::Faults;

/// One row, read by the names of its columns.
pub(super) struct Row<'t> {
    file: &'static str,
    line: usize,
    columns: &'t [&'t str],
    cells: Vec<&'t str>,
}

impl<'t> Row<'t> {
    /// The cell of a column; `None` if it is empty, or if there is no such column.
    pub(super) fn cell(&self, column: &str) -> Option<&'t str> {
        let place = self.columns.iter().position(|name| *name == column)?;
        self.cells.get(place).copied().filter(|cell| !matches!(*cell, "." | "" | "-"))
    }

    /// The value of a column; an empty cell is `None`, one that is not of the type is noted.
    pub(super) fn value<T: FromStr>(&self, column: &str, wanted: &str, faults: &mut Faults) -> Option<T> {
        let cell = self.cell(column)?;
        let value = cell.parse().ok();
        if value.is_none() {
            self.fault(column, &format!("{cell:?} is not {wanted}"), faults);
        }
        value
    }

    /// The value of a column that must be there.
    pub(super) fn required<T: FromStr>(&self, column: &str, wanted: &str, faults: &mut Faults) -> Option<T> {
        if self.cell(column).is_none() {
            self.fault(column, "empty", faults);
        }
        self.value(column, wanted, faults)
    }

    pub(super) fn fault(&self, column: &str, found: &str, faults: &mut Faults) {
        faults.note(self.file, &format!("line {}, {column}", self.line), found, "make the file again with marv");
    }
}

/// Reads a table; `take` reads one row. A table without the named columns is a fault, and so is a row of another length.
pub(super) fn read<T>(
    file: &'static str,
    text: &str,
    needed: &[&str],
    faults: &mut Faults,
    mut take: impl FnMut(&Row<'_>, &mut Faults) -> Option<T>,
) -> Option<Vec<T>> {
    // The header may itself begin with `#`, as in BED and VCF: it is the last such line before the rows, or the first other.
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines().map(|line| line.trim_end_matches('\r'))).filter(|(_, line)| !line.is_empty()).collect();
    let named = |line: &str| {
        let columns: Vec<&str> = line.trim_start_matches('#').split('\t').collect();
        needed.iter().all(|name| columns.contains(name))
    };
    let Some(header) = lines.iter().position(|(_, line)| named(line)) else {
        let found = format!("no line names the columns {}", needed.join(", "));
        faults.note(file, "header", found, "make the file again with marv");
        return None;
    };
    let columns: Vec<&str> = lines[header].1.trim_start_matches('#').split('\t').collect();
    let mut rows = Vec::new();
    for (line, written) in lines.iter().skip(header + 1).filter(|(_, line)| !line.starts_with('#')) {
        let row = Row { file, line: *line, columns: &columns, cells: written.split('\t').collect() };
        if row.cells.len() == columns.len() {
            rows.extend(take(&row, faults));
        } else {
            let found = format!("{} cells, not {}", row.cells.len(), columns.len());
            row.fault("cells", &found, faults);
        }
    }
    Some(rows)
}
