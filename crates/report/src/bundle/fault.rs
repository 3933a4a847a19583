//! What is wrong with a bundle, said to the person who will mend it.

use std::fmt;

/// One fault: which file, which field, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleFault {
    /// The file, by its name within the bundle.
    pub file: String,
    /// The field, line or column; empty where the whole file is meant.
    pub field: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for BundleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, field, found, remedy } = self;
        let colon = if field.is_empty() { "" } else { ": " };
        write!(f, "{file}{colon}{field}: {found}; {remedy}")
    }
}

/// Every fault of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BundleFaults(pub Vec<BundleFault>);

impl fmt::Display for BundleFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Collects faults, so that all of them are told at once.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<BundleFault>);

impl Faults {
    pub(super) fn note(&mut self, file: &str, field: &str, found: impl Into<String>, remedy: impl Into<String>) {
        let (file, field) = (file.to_owned(), field.to_owned());
        self.0.push(BundleFault { file, field, found: found.into(), remedy: remedy.into() });
    }

    pub(super) fn into_result<T>(self, value: Option<T>) -> Result<T, BundleFaults> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(BundleFaults(self.0)),
        }
    }
}
