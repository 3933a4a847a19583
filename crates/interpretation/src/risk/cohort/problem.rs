//! What is wrong with a table.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is nothing in it.
    #[error("the table is empty")]
    Empty,
    /// There is a header only.
    #[error("the table has no row after its header")]
    NoPatient,
    /// It is not UTF-8.
    #[error("line {line} is not UTF-8 text; save the table as CSV or tab-separated text in UTF-8")]
    NotText {
        /// The line, from 1.
        line: usize,
    },
    /// It cannot be divided into rows and cells.
    #[error("the table cannot be read: {0}")]
    Broken(String),
    /// A column that is needed is not there.
    #[error("there is no column {name} ({wanted}); add it, with NA where it was not assessed{}", meant(*.similar))]
    MissingColumn {
        /// Its name.
        name: &'static str,
        /// What it holds.
        wanted: &'static str,
        /// Whether a column of the table has a similar name.
        similar: bool,
    },
    /// A column that nobody knows.
    #[error("column {name} is not known{}", described(*.similar))]
    UnknownColumn {
        /// Its name.
        name: String,
        /// The column that was probably meant.
        similar: Option<&'static str>,
    },
    /// A column that an option names.
    #[error("there is no column {name}, which {option} names")]
    NoSuchColumn {
        /// The option.
        option: &'static str,
        /// The name.
        name: String,
    },
    /// A column that follows from the karyotype stands beside it.
    #[error("column {name} stands beside the karyotype, from which it follows; keep one of them")]
    BesideKaryotype {
        /// Its name.
        name: &'static str,
    },
    /// A name that stands twice.
    #[error("column {name} is there more than once; keep one")]
    RepeatedColumn {
        /// Its name.
        name: String,
    },
    /// A column without a name.
    #[error("column {number} has no name; name it, or delete it")]
    NamelessColumn {
        /// Its place, from 1.
        number: usize,
    },
    /// A column that the scores would be written into.
    #[error("column {name} is one that is added here; rename it, or delete it")]
    OwnColumn {
        /// Its name.
        name: String,
    },
    /// A row with another number of cells.
    #[error(
        "line {line} has {found} cells, the header {wanted}; look for a separator or a quotation mark within a cell"
    )]
    Cells {
        /// The line, from 1.
        line: usize,
        /// Its cells.
        found: usize,
        /// Those of the header.
        wanted: usize,
    },
    /// A row in which nothing stands.
    #[error("line {line} holds no value; delete it")]
    EmptyRow {
        /// The line, from 1.
        line: usize,
    },
    /// A cell that does not hold what its column wants.
    #[error("line {line}, column {column}: {value:?} is wrong: {remedy}")]
    Cell {
        /// The line, from 1.
        line: usize,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
        /// What should stand there.
        remedy: String,
    },
}

fn meant(similar: bool) -> &'static str {
    if similar { "; a column below has a similar name" } else { "" }
}

fn described(similar: Option<&'static str>) -> String {
    similar.map_or_else(
        || "; delete it, or carry it over with --keep-others".to_owned(),
        |similar| format!("; {similar} was probably meant: rename it"),
    )
}

/// Everything that is wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Problems {}
