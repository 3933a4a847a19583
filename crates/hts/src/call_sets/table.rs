//! Tables with a line of column names, separated by tabs.

use std::collections::HashMap;
use std::path::Path;

use genome::position::Length;

use super::error::{CallSetError, Fault, Faults};
use super::known_tables::{Known, recognise};
use super::parse::cut;
use super::samples::{Role, Sample};
use super::{CallSet, advance, fusions, maf, purity, segments, text};
use crate::lines::Lines;

/// A line of a table.
pub(super) struct Row<'a> {
    fields: Vec<&'a str>,
    columns: &'a HashMap<String, usize>,
    /// The line of the file, from 1.
    pub line: usize,
}

/// A field without the quotes that R writes.
fn bare(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(field)
}

impl<'a> Row<'a> {
    /// The field of a column; `None` if the table has no such column, or the field is missing.
    pub(super) fn get(&self, column: &str) -> Option<&'a str> {
        self.text(column).filter(|text| !super::parse::missing(text))
    }

    /// The field of a column as it is; `None` if the table has no such column.
    pub(super) fn text(&self, column: &str) -> Option<&'a str> {
        self.fields.get(*self.columns.get(column)?).copied()
    }

    /// The field of a column that must be there, for the error that its content then gives.
    pub(super) fn required(&self, column: &str) -> &'a str {
        self.text(column).unwrap_or_default()
    }
}

/// A line before the columns: of a SAM header, as GATK writes it, with contigs and sample.
fn sam_header(set: &mut CallSet, text: &str) -> Result<(), Fault> {
    let value = |tag: &str| text.split('\t').find_map(|field| field.strip_prefix(tag));
    if text.starts_with("@SQ")
        && let Some(name) = value("SN:")
    {
        let length = value("LN:").and_then(|text| text.parse().ok()).and_then(|number| Length::new(number).ok());
        set.contigs.declare(name, length)?;
        if let Some(length) = length {
            set.build.contig(name, length);
        }
        if let Some(assembly) = value("AS:") {
            set.build.named("AS of @SQ", assembly);
        }
    }
    if text.starts_with("@RG")
        && let Some(name) = value("SM:")
    {
        set.samples.push(Sample { name: name.to_owned(), role: Role::NotStated, because: "@RG" });
    }
    Ok(())
}

/// Reads a table of any known kind.
pub(super) fn read(path: &Path) -> Result<CallSet, CallSetError> {
    let mut lines = Lines::open(path).map_err(|source| CallSetError::Open { path: path.to_owned(), source })?;
    let mut before: Vec<(usize, String)> = Vec::new();
    let (known, columns): (_, (HashMap<String, usize>, usize)) = loop {
        if !advance(&mut lines, path)? {
            let text = before.first().map(|(_, text)| cut(text)).unwrap_or_default();
            return Err(CallSetError::UnknownTable { path: path.to_owned(), columns: text });
        }
        let text = text(&lines, path)?;
        let comment = text.starts_with(['#', '@']) || text.trim().is_empty();
        let columns: Vec<&str> = text.trim_start_matches('#').split('\t').map(bare).collect();
        match recognise(path, &columns) {
            Some(known) => {
                let places = columns.iter().enumerate().map(|(place, name)| ((*name).to_owned(), place)).collect();
                break (known, (places, columns.len()));
            }
            // A program of R may warn before it writes the columns.
            None if comment || (text.starts_with("WARNING") && columns.len() == 1) => {
                before.push((lines.number(), text.to_owned()));
            }
            None => {
                return Err(CallSetError::UnknownTable { path: path.to_owned(), columns: cut(&columns.join(", ")) });
            }
        }
    };
    let repeated = columns.0.len() < columns.1;
    if repeated && !matches!(known, Known::NotCalls { .. }) {
        let problem = "two columns have the same name; it cannot be told which is meant";
        return Err(CallSetError::Header { path: path.to_owned(), line: lines.number(), problem });
    }
    let mut faults = Faults::default();
    let mut set = match known {
        Known::NotCalls { what, remedy } => {
            return Err(CallSetError::NotCalls { path: path.to_owned(), what, remedy });
        }
        Known::Segments(layout) => segments::empty(layout),
        Known::Maf => maf::empty(),
        Known::Fusions(layout) => fusions::empty(layout),
        Known::Purity(layout) => purity::empty(layout),
    };
    for (line, text) in &before {
        let read = sam_header(&mut set, text);
        faults.take(*line, read);
    }
    let (columns, count) = columns;
    rows(
        path,
        &mut lines,
        &columns,
        count,
        |row| {
            let read = match known {
                Known::Segments(layout) => segments::row(&mut set, layout, row),
                Known::Maf => maf::row(&mut set, row),
                Known::Fusions(layout) => fusions::row(&mut set, layout, row),
                Known::Purity(layout) => purity::row(&mut set, layout, row),
                Known::NotCalls { .. } => Ok(()),
            };
            set.records += 1;
            read
        },
        &mut faults,
    )?;
    faults.refuse(path)?;
    Ok(set)
}

/// Gives each line to `take`.
fn rows(
    path: &Path,
    lines: &mut Lines,
    columns: &HashMap<String, usize>,
    count: usize,
    mut take: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    faults: &mut Faults,
) -> Result<(), CallSetError> {
    while advance(lines, path)? {
        let line = lines.number();
        let text = text(lines, path)?;
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = text.split('\t').map(bare).collect();
        let found = fields.len();
        let read = if found == count {
            take(&Row { fields, columns, line })
        } else {
            Err(Fault::Fields { expected: count, found })
        };
        faults.take(line, read);
    }
    Ok(())
}
