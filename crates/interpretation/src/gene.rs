//! Genes by their current symbol, whatever name a report writes.
//!
//! - [`role`]: what a gene does in a lineage and which kinds of change drive it.
//! - [`hotspot`]: the residues where somatic mutations recur.
//! - [`list`]: the gene lists that published rules name.

pub mod hotspot;
pub mod list;
pub mod role;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Serialize, Serializer};

use crate::source::Citation;
use crate::table::{self, TableErrors};

/// A gene, by its current HGNC symbol.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gene(String);

/// A gene as a report names it: the current symbol, and the name written where that is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneName {
    /// The gene.
    pub gene: Gene,
    /// The former name that was written.
    pub written: Option<String>,
}

/// A text that names no gene, or more than one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GeneError {
    /// It is no symbol.
    #[error("\"{0}\" is no gene symbol: letters, digits, -, _ and . only, such as KMT2A or H1-4")]
    NoSymbol(String),
    /// It was used for more than one gene.
    #[error("\"{0}\" has been a name of {1}: write the current symbol")]
    Ambiguous(String, String),
}

/// A former name and its gene.
struct FormerName {
    former: String,
    gene: Gene,
    citation: Citation,
}

static FORMER_NAMES: LazyLock<Result<Vec<FormerName>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/genes/former_names.tsv",
        include_str!("../../../knowledge/genes/former_names.tsv"),
        &["former", "symbol"],
        |row, faults| {
            let gene = row.value::<Symbol>("symbol", faults)?.0;
            Some(FormerName { former: row.text("former").to_owned(), gene, citation: row.citation() })
        },
    )
});

static BY_FORMER_NAME: LazyLock<BTreeMap<&'static str, Vec<&'static FormerName>>> = LazyLock::new(|| {
    let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for name in FORMER_NAMES.as_deref().unwrap_or(&[]) {
        names.entry(name.former.as_str()).or_default().push(name);
    }
    names
});

/// A symbol that is taken as it stands, for the tables themselves: a former name has no place there.
pub(crate) struct Symbol(pub(crate) Gene);

impl FromStr for Symbol {
    type Err = GeneError;

    fn from_str(text: &str) -> Result<Self, GeneError> {
        let symbol = text.trim();
        let upper = if symbol.contains("orf") { symbol.to_owned() } else { symbol.to_ascii_uppercase() };
        let sound = upper.starts_with(|c: char| c.is_ascii_alphabetic())
            && upper.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
        if sound { Ok(Self(Gene(upper))) } else { Err(GeneError::NoSymbol(text.to_owned())) }
    }
}

impl Gene {
    /// The current symbol.
    #[must_use]
    pub fn symbol(&self) -> &str {
        &self.0
    }

    /// Former names of this gene, and where that is said, in the order of the alphabet.
    pub fn former_names(&self) -> impl Iterator<Item = (&'static str, Citation)> {
        let names = FORMER_NAMES.as_deref().unwrap_or(&[]).iter();
        names.filter(|name| name.gene == *self).map(|name| (name.former.as_str(), name.citation))
    }
}

/// Reads a current symbol or a former name: what is written becomes the current symbol. [`GeneName`] keeps both.
impl FromStr for Gene {
    type Err = GeneError;

    fn from_str(text: &str) -> Result<Self, GeneError> {
        text.parse::<GeneName>().map(|name| name.gene)
    }
}

impl FromStr for GeneName {
    type Err = GeneError;

    fn from_str(text: &str) -> Result<Self, GeneError> {
        let Symbol(gene) = text.parse()?;
        match BY_FORMER_NAME.get(gene.symbol()).map(Vec::as_slice) {
            None | Some([]) => Ok(Self { gene, written: None }),
            Some([one]) => Ok(Self { gene: one.gene.clone(), written: Some(text.trim().to_owned()) }),
            Some(several) => {
                let genes: Vec<&str> = several.iter().map(|name| name.gene.symbol()).collect();
                Err(GeneError::Ambiguous(text.to_owned(), genes.join(" and of ")))
            }
        }
    }
}

impl fmt::Display for Gene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The symbol, and the name that was written: `KMT2A (written MLL)`.
impl fmt::Display for GeneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.gene)?;
        self.written.as_ref().map_or(Ok(()), |written| write!(f, " (written {written})"))
    }
}

impl Serialize for Gene {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_former_names_can_be_read() {
        assert_eq!(FORMER_NAMES.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
    }

    #[test]
    fn a_former_name_is_the_gene_and_is_shown() {
        for (written, symbol) in [
            ("MLL", "KMT2A"),
            ("SFRS2", "SRSF2"),
            ("WHSC1", "NSD2"),
            ("MMSET", "NSD2"),
            ("FAM46C", "TENT5C"),
            ("mll", "KMT2A"),
        ] {
            let name: GeneName = written.parse().unwrap();
            assert_eq!((name.gene.symbol(), name.to_string()), (symbol, format!("{symbol} (written {written})")));
        }
        let name: GeneName = " kmt2a ".parse().unwrap();
        assert_eq!(name, GeneName { gene: Gene("KMT2A".into()), written: None });
        let names: Vec<&str> = "NSD2".parse::<Gene>().unwrap().former_names().map(|(name, _)| name).collect();
        assert_eq!(names, ["MMSET", "WHSC1"]);
    }

    #[test]
    fn a_name_of_two_genes_and_a_text_that_is_none_are_refused() {
        let told = |text: &str| text.parse::<Gene>().map_err(|error| error.to_string());
        assert_eq!(
            told("MLL2"),
            Err("\"MLL2\" has been a name of KMT2B and of KMT2D: write the current symbol".into())
        );
        assert!(["", "FLT3 ITD", "BCR::ABL1", "7q"].iter().all(|text| told(text).is_err()));
    }

    #[test]
    fn no_current_symbol_of_the_tables_is_a_former_name() {
        for name in FORMER_NAMES.as_ref().unwrap() {
            assert!(!BY_FORMER_NAME.contains_key(name.gene.symbol()), "{}", name.gene);
        }
    }
}
