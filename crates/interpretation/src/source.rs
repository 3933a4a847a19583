//! The papers and books that rules come from, and how far each statement has been confirmed.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// How far a statement has been confirmed against its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Recomputed against published data, and it agrees.
    Checked,
    /// The words of the source were read.
    Read,
    /// Only remembered: to be confirmed by a haematologist. It is marked wherever it is shown and never gates silently.
    Remembered,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checked => "checked against published data",
            Self::Read => "read in the source",
            Self::Remembered => "to be confirmed by a haematologist",
        })
    }
}

/// Where a rule, a coefficient or a row stands: a source of `knowledge/sources.toml`, and the place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Citation {
    /// The id of the source.
    pub source: &'static str,
    /// Table, footnote, figure or page.
    pub place: &'static str,
    /// How far it has been confirmed.
    pub standing: Standing,
}

impl Citation {
    /// The words of the source were read.
    #[must_use]
    pub const fn read(source: &'static str, place: &'static str) -> Self {
        Self { source, place, standing: Standing::Read }
    }

    /// Recomputed against published data.
    #[must_use]
    pub const fn checked(source: &'static str, place: &'static str) -> Self {
        Self { source, place, standing: Standing::Checked }
    }

    /// Only remembered.
    #[must_use]
    pub const fn remembered(source: &'static str, place: &'static str) -> Self {
        Self { source, place, standing: Standing::Remembered }
    }
}

/// A paper, a book or a label: one entry of `knowledge/sources.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short name by which rules cite it, such as `ELN2022`.
    pub id: String,
    /// First author, journal, year, volume and page.
    pub citation: String,
    /// What it gives us.
    pub title: String,
    /// Whether the reference itself (volume, page) has been confirmed.
    #[serde(default = "Source::read")]
    pub standing: Standing,
}

impl Source {
    fn read() -> Standing {
        Standing::Read
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    source: Vec<Source>,
}

/// Embedded at build; the test below proves that it can be read.
static SOURCES: LazyLock<Result<Vec<Source>, String>> = LazyLock::new(|| {
    toml::from_str::<Sources>(include_str!("../../../knowledge/sources.toml"))
        .map(|sources| sources.source)
        .map_err(|error| error.to_string())
});

/// All sources, in the order of the file.
#[must_use]
pub fn sources() -> &'static [Source] {
    SOURCES.as_deref().unwrap_or(&[])
}

/// The source of this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Source> {
    sources().iter().find(|source| source.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_can_be_read_and_each_id_is_used_once() {
        assert_eq!(SOURCES.as_ref().err(), None);
        let mut ids: Vec<&str> = sources().iter().map(|source| source.id.as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert!(count > 10 && ids.len() == count);
    }
}
