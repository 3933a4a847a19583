//! A table of a run, read row by row: columns by their names, fields as what they should be.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use genome::contig::{ContigIndex, ContigList};
use hts::lines::Lines;
use hts::vcf::SitesError;

/// A folder whose files are not those of a run.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The operating system refused, or the file is damaged.
    #[error("{}: {source}; give a folder that marv call has written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A table without a column.
    #[error("{}: there is no column {column}; give a folder that this version of marv call has written", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A field that is not what its column holds.
    #[error("{}: line {line}: {column} is {value:?}; the file is damaged or not written by marv call", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
    },
    /// The calls.
    #[error(transparent)]
    Calls(#[from] SitesError),
    /// A file that does not hold what it should: contigs with their lengths, or what is known of the specimens.
    #[error("{}: {because}; give a folder that marv call has written", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        because: String,
    },
}

/// A table with named columns.
pub(super) struct Table {
    path: PathBuf,
    lines: Lines,
    columns: Vec<String>,
}

impl Table {
    pub(super) fn open(path: PathBuf) -> Result<Self, TableError> {
        let io = |source| TableError::Io { path: path.clone(), source };
        let mut lines = Lines::open(&path).map_err(io)?;
        lines.advance().map_err(io)?;
        let header = lines.text().map_err(io)?.trim_start_matches('#');
        let columns = header.split('\t').map(str::to_owned).collect();
        Ok(Self { path, lines, columns })
    }

    pub(super) fn column(&self, name: &str) -> Result<usize, TableError> {
        let found = self.columns.iter().position(|column| column == name);
        found.ok_or_else(|| TableError::Column { path: self.path.clone(), column: name.to_owned() })
    }

    pub(super) fn all<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], TableError> {
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(names) {
            *place = self.column(name)?;
        }
        Ok(places)
    }

    /// Hands every row to `take`.
    pub(super) fn rows(mut self, mut take: impl FnMut(&Row<'_>) -> Result<(), TableError>) -> Result<(), TableError> {
        loop {
            let io = |source| TableError::Io { path: self.path.clone(), source };
            if !self.lines.advance().map_err(io)? {
                return Ok(());
            }
            let line = self.lines.number();
            let fields: Vec<&str> = self.lines.text().map_err(io)?.split('\t').collect();
            take(&Row { path: &self.path, columns: &self.columns, line, fields })?;
        }
    }
}

/// A row of a table.
pub(super) struct Row<'a> {
    path: &'a Path,
    columns: &'a [String],
    line: usize,
    fields: Vec<&'a str>,
}

impl Row<'_> {
    pub(super) fn field(&self, column: usize) -> &str {
        self.fields.get(column).copied().unwrap_or_default()
    }

    pub(super) fn wrong(&self, column: usize) -> TableError {
        let name = self.columns.get(column).cloned().unwrap_or_default();
        let value = self.field(column).chars().take(40).collect();
        TableError::Field { path: self.path.to_owned(), line: self.line, column: name, value }
    }

    pub(super) fn value<T: FromStr>(&self, column: usize) -> Result<T, TableError> {
        self.field(column).parse().map_err(|_| self.wrong(column))
    }

    pub(super) fn contig(&self, column: usize, contigs: &ContigList) -> Result<ContigIndex, TableError> {
        contigs.find(self.field(column)).ok_or_else(|| self.wrong(column))
    }
}
