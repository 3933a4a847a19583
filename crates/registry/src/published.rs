//! Years that were published: the folders that `marv yearly` made, as they stood when the service started.

use std::fs;
use std::path::{Path, PathBuf};

use outcomes::kpi::{Audience, NotPublished, PublishedTable};

/// The figures of a yearly report.
pub const FIGURES: &str = "figures.csv";

/// Why a folder is not served.
#[derive(Debug, thiserror::Error)]
pub enum PublishedFault {
    /// It cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// It is no published table.
    #[error("{0}: {1}")]
    Table(PathBuf, NotPublished),
    /// Small counts are not hidden in it.
    #[error("{0} is internal, and would be shown to whoever sees no patient; put the public report in its place")]
    Internal(PathBuf),
    /// Two tables of a year.
    #[error(
        "{0}: the year {1} is there twice; a year is published once, since two versions of it would give small counts away by their difference"
    )]
    Twice(PathBuf, i16),
    /// Nothing.
    #[error("no folder in {0} holds a {FIGURES}: put the folders there that marv yearly made, one for each year")]
    Empty(PathBuf),
}

/// The published years of a folder, in which each yearly report has a folder of its own; the latest first.
///
/// # Errors
/// See [`PublishedFault`]: nothing is served then.
pub fn read(folder: &Path) -> Result<Vec<PublishedTable>, PublishedFault> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| PublishedFault::Unreadable(path, error)
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let file = entry.map_err(unreadable(folder))?.path().join(FIGURES);
        if file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    let mut tables: Vec<PublishedTable> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(unreadable(&file))?;
        let table = PublishedTable::read(&text).map_err(|fault| PublishedFault::Table(file.clone(), fault))?;
        if table.audience != Audience::Public {
            return Err(PublishedFault::Internal(file));
        }
        if tables.iter().any(|own| own.year == table.year) {
            return Err(PublishedFault::Twice(file, table.year));
        }
        tables.push(table);
    }
    if tables.is_empty() {
        return Err(PublishedFault::Empty(folder.to_owned()));
    }
    tables.sort_by_key(|own| std::cmp::Reverse(own.year));
    Ok(tables)
}
