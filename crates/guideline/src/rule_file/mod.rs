//! From a folder of TOML files to a rule set, or every problem found.
//!
//! The loader refuses: an unknown key, a fact that the vocabulary does not hold, a case that fails, a quote that is not
//! found in the source, and a rule set without an approval record. It reports all problems at once, each with its file
//! and what to do.

mod canonical;
mod check;
mod compile;
mod document;
pub(crate) mod load;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;

pub use load::load;

/// The files of a guideline: relative path (with `/`) to content.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    files: BTreeMap<String, String>,
}

/// Largest file that is read; the longest file of a guideline is its source text.
const LARGEST_FILE: u64 = 4 << 20;

impl Folder {
    /// Reads every `.toml`, `.json` and `.txt` file below a directory.
    ///
    /// # Errors
    /// When the directory or a file cannot be read, is larger than 4 MiB, or is not UTF-8.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut folder = Self::default();
        folder.read_below(root, root)?;
        Ok(folder)
    }

    fn read_below(&mut self, root: &Path, directory: &Path) -> io::Result<()> {
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            if path.is_dir() {
                self.read_below(root, &path)?;
                continue;
            }
            let wanted = path.extension().is_some_and(|end| end == "toml" || end == "json" || end == "txt");
            if !wanted {
                continue;
            }
            let describe = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
            if std::fs::metadata(&path).map_err(describe)?.len() > LARGEST_FILE {
                return Err(io::Error::other(format!("{}: larger than 4 MiB", path.display())));
            }
            let content = std::fs::read_to_string(&path).map_err(describe)?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            self.insert(parts.join("/"), content);
        }
        Ok(())
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: String, content: String) {
        self.files.insert(path, content);
    }

    /// A file's content.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The files whose path begins with a prefix, in path order.
    pub fn below<'f>(&'f self, prefix: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(prefix))
            .map(|(path, content)| (path.as_str(), content.as_str()))
    }
}

/// Something wrong with a guideline's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.file, self.what, self.remedy)
    }
}

/// Every problem found; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        write!(f, "{} problem(s); the guideline is refused", self.0.len())
    }
}

impl std::error::Error for Problems {}

/// Collects problems while loading goes on.
#[derive(Debug, Default)]
struct Ledger {
    problems: Vec<Problem>,
}

impl Ledger {
    fn note(&mut self, file: &str, what: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Problem { file: file.into(), what: what.into(), remedy: remedy.into() });
    }
}
