//! Diseases as a small hierarchy, for statements that hold of a disease and of all that lies under it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Serialize, Serializer};

use crate::source::Citation;
use crate::table::{self, NONE, TableErrors};

/// A disease of `knowledge/diseases.tsv`.
#[derive(Clone, Copy)]
pub struct Disease(&'static Entry);

struct Entry {
    code: &'static str,
    parents: Vec<&'static str>,
    en: &'static str,
    da: &'static str,
    oncotree: Vec<&'static str>,
    citation: Citation,
}

/// A text that names no disease of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no disease of knowledge/diseases.tsv: write its code, such as AML or lbcl")]
pub struct DiseaseError(String);

static DISEASES: LazyLock<Result<Vec<Entry>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/diseases.tsv",
        include_str!("../../../knowledge/diseases.tsv"),
        &["code", "parents", "en", "da", "oncotree"],
        |row, _| {
            Some(Entry {
                code: row.text("code"),
                parents: row.items("parents", ',').collect(),
                en: row.text("en"),
                da: row.text("da"),
                oncotree: row.text("oncotree").split(" / ").filter(|name| *name != NONE).collect(),
                citation: row.citation(),
            })
        },
    )
});

static BY_CODE: LazyLock<BTreeMap<&'static str, &'static Entry>> =
    LazyLock::new(|| DISEASES.as_deref().unwrap_or(&[]).iter().map(|entry| (entry.code, entry)).collect());

impl Disease {
    /// All diseases, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        DISEASES.as_deref().unwrap_or(&[]).iter().map(Self)
    }

    /// The disease that `OncoTree`'s stable tree names so.
    #[must_use]
    pub fn by_oncotree_name(name: &str) -> Option<Self> {
        Self::all().find(|disease| disease.0.oncotree.iter().any(|known| known.eq_ignore_ascii_case(name.trim())))
    }

    /// Its code: `OncoTree`'s where it has the disease.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// Its name in English.
    #[must_use]
    pub fn en(self) -> &'static str {
        self.0.en
    }

    /// Its name in Danish.
    #[must_use]
    pub fn da(self) -> &'static str {
        self.0.da
    }

    /// `OncoTree`'s names for it; none for our own codes.
    #[must_use]
    pub fn oncotree_names(self) -> &'static [&'static str] {
        &self.0.oncotree
    }

    /// Where it stands.
    #[must_use]
    pub fn citation(self) -> Citation {
        self.0.citation
    }

    /// The diseases directly above.
    pub fn parents(self) -> impl Iterator<Item = Self> {
        self.0.parents.iter().filter_map(|code| BY_CODE.get(code).copied().map(Self))
    }

    /// Whether it is the other disease or lies under it.
    #[must_use]
    pub fn is_a(self, other: Self) -> bool {
        self == other || self.parents().any(|parent| parent.is_a(other))
    }
}

impl FromStr for Disease {
    type Err = DiseaseError;

    fn from_str(code: &str) -> Result<Self, DiseaseError> {
        BY_CODE.get(code).copied().map(Self).ok_or_else(|| DiseaseError(code.to_owned()))
    }
}

impl PartialEq for Disease {
    fn eq(&self, other: &Self) -> bool {
        self.0.code == other.0.code
    }
}

impl Eq for Disease {}

impl fmt::Debug for Disease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

/// The name in English.
impl fmt::Display for Disease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.en)
    }
}

impl Serialize for Disease {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disease(code: &str) -> Disease {
        code.parse().unwrap()
    }

    #[test]
    fn the_table_can_be_read_and_every_parent_stands_before_its_children() {
        assert_eq!(DISEASES.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
        let codes: Vec<&str> = Disease::all().map(Disease::code).collect();
        for (place, entry) in DISEASES.as_ref().unwrap().iter().enumerate() {
            assert!(entry.parents.iter().all(|parent| codes[..place].contains(parent)), "{}", entry.code);
            assert!(!codes[..place].contains(&entry.code), "{} twice", entry.code);
        }
    }

    #[test]
    fn what_lies_under_a_disease_is_that_disease() {
        assert!(disease("AMLNPM1").is_a(disease("AML")) && disease("AML").is_a(disease("acute-leukaemia")));
        assert!(disease("BLLBCRABL1").is_a(disease("acute-leukaemia")) && disease("PMBL").is_a(disease("lymphoma")));
        assert!(!disease("AML").is_a(disease("AMLNPM1")) && !disease("MDS").is_a(disease("AML")));
        assert!("AML-M2".parse::<Disease>().is_err());
        assert_eq!(Disease::by_oncotree_name("acute myeloid leukemia"), Some(disease("AML")));
    }
}
