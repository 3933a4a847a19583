//! The table of genes, and the kinds of variant it names.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use guideline::truth::Truth;
use serde::{Serialize, Serializer};

use crate::consequence::Consequence;
use crate::gene::{Gene, Symbol};
use crate::pattern::Pattern;
use crate::protein::ProteinChange;
use crate::source::Citation;
use crate::table::{self, TableErrors};
use crate::variant::Variant;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$item:meta])* $value:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $type { $($(#[$item])* $value,)* }

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$value),)*
                    _ => Err(format!("one of {}", [$($word),*].join(", "))),
                }
            }
        }
    };
}

words! {
    /// With what it comes (`ELN2022`, table 2).
    Group {
        /// Nothing before the leukaemia.
        NoPriorDisorder = "no-prior-disorder",
        /// A disorder of platelets before.
        Platelets = "platelets",
        /// Dysfunction of other organs, or of the whole marrow.
        Organs = "organs",
        /// None of these.
        Other = "other",
    }
}

words! {
    /// How many alleles must be hit.
    Inheritance {
        /// One.
        Dominant = "dominant",
        /// Both.
        Recessive = "recessive",
        /// The one of a man.
        XLinked = "x-linked",
    }
}

words! {
    /// Whether prevention or treatment exists, in the sense of what a patient consents to.
    Treatable {
        /// It does.
        Yes = "yes",
        /// It does not.
        No = "no",
        /// A clinical geneticist has still to say.
        NotDecided = "not-decided",
    }
}

/// Which variants of a gene are asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// By what they do to the protein.
    Protein(Pattern),
    /// This change of the coding sequence, as HGVS writes it.
    Coding(String),
    /// Between two places of the coding sequence.
    Range(Place, Place),
    /// Anywhere in a gene that makes no protein.
    NonCoding,
}

/// A place by the coding sequence: `c.-116` is base -116, `c.1017+572` is base 1017 and 572 into the intron.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    base: i64,
    into_intron: i64,
}

impl Place {
    /// The first place that an HGVS change of the coding sequence names, `c.1017+572C>T`; `None` behind the stop codon and in
    /// other numberings.
    fn of(coding: &str) -> Option<Self> {
        let text = coding.rsplit_once(':').map_or(coding, |(_, change)| change).strip_prefix("c.")?;
        let end = text.char_indices().find(|(at, c)| {
            !(c.is_ascii_digit()
                || matches!(c, '-' | '+') && (*at == 0 || text[..*at].ends_with(|d: char| d.is_ascii_digit())))
        });
        Self::parse(&text[..end.map_or(text.len(), |(at, _)| at)])
    }

    fn parse(text: &str) -> Option<Self> {
        match text.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '+')) {
            Some((at, _)) => Some(Self { base: text[..at].parse().ok()?, into_intron: text[at..].parse().ok()? }),
            None => Some(Self { base: text.parse().ok()?, into_intron: 0 }),
        }
    }
}

impl Kind {
    /// Whether a variant is of this kind.
    #[must_use]
    pub fn fits(&self, variant: &Variant) -> Truth {
        let coding = variant.coding.as_deref();
        // Where only the protein's change was written, a place outside of it is not meant.
        let unwritten = if variant.protein == ProteinChange::Unknown { Truth::Unknown } else { Truth::No };
        match self {
            Self::Protein(pattern) => pattern.fits(variant),
            Self::Coding(change) => coding.map_or(unwritten, |seen| seen.ends_with(change.as_str()).into()),
            Self::Range(first, last) => match coding {
                None => unwritten,
                Some(seen) => Place::of(seen).is_some_and(|place| *first <= place && place <= *last).into(),
            },
            Self::NonCoding => variant.consequences.iter().all(|consequence| *consequence == Consequence::Other).into(),
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some(coding) = text.strip_prefix("c.") else {
            return match text {
                "noncoding" => Ok(Self::NonCoding),
                _ => text.parse().map(Self::Protein).map_err(|error: crate::pattern::PatternError| error.to_string()),
            };
        };
        match coding.split_once("..") {
            None => Ok(Self::Coding(text.to_owned())),
            Some((first, last)) => match (Place::parse(first), Place::parse(last)) {
                (Some(first), Some(last)) if first <= last => Ok(Self::Range(first, last)),
                _ => Err(format!("\"{text}\" is no range: write c.-134..-113")),
            },
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.into_intron == 0 {
            write!(f, "{}", self.base)
        } else {
            write!(f, "{}{:+}", self.base, self.into_intron)
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protein(pattern) => pattern.fmt(f),
            Self::Coding(change) => f.write_str(change),
            Self::Range(first, last) => write!(f, "c.{first} to c.{last}"),
            Self::NonCoding => f.write_str("any variant of the transcript"),
        }
    }
}

impl Kind {
    /// In Danish.
    #[must_use]
    pub fn da(&self) -> String {
        match self {
            Self::Protein(Pattern::Kind(alteration)) => alteration.da(),
            Self::Protein(Pattern::Any) => "enhver ændring".into(),
            Self::NonCoding => "enhver variant i transkriptet".into(),
            Self::Range(first, last) => format!("c.{first} til c.{last}"),
            Self::Protein(_) | Self::Coding(_) => self.to_string(),
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One row of `knowledge/predisposition.tsv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Predisposition {
    /// The gene.
    pub gene: Gene,
    /// With what it comes.
    pub group: Group,
    /// How many alleles must be hit.
    pub inheritance: Inheritance,
    /// Which variants are asked about.
    pub variants: Vec<Kind>,
    /// Whether prevention or treatment exists.
    pub treatable: Treatable,
    /// The disorder.
    pub disorder: &'static str,
    /// Where it stands.
    pub citation: Citation,
}

pub(super) static PREDISPOSITIONS: LazyLock<Result<Vec<Predisposition>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/predisposition.tsv",
        include_str!("../../../../knowledge/predisposition.tsv"),
        &["gene", "group", "inheritance", "variants", "treatable", "disorder"],
        |row, faults| {
            let gene = row.value("gene", faults).map(|Symbol(gene)| gene);
            let (group, inheritance) = (row.value("group", faults), row.value("inheritance", faults));
            let variants = row.list("variants", faults);
            let treatable = row.value("treatable", faults);
            Some(Predisposition {
                gene: gene?,
                group: group?,
                inheritance: inheritance?,
                variants,
                treatable: treatable?,
                disorder: row.text("disorder"),
                citation: row.citation(),
            })
        },
    )
});

/// All rows, in the order of the table.
#[must_use]
pub fn predispositions() -> &'static [Predisposition] {
    PREDISPOSITIONS.as_deref().unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_of_the_coding_sequence_is_read() {
        let place = |base, into_intron| Some(Place { base, into_intron });
        for (coding, expected) in [
            ("c.-116C>T", place(-116, 0)),
            ("NM_032638.5:c.1017+572C>T", place(1017, 572)),
            ("c.258-2A>G", place(258, -2)),
            ("c.2524C>T", place(2524, 0)),
            ("c.183_184delinsCT", place(183, 0)),
            ("c.*12A>G", None),
            ("g.100A>T", None),
        ] {
            assert_eq!(Place::of(coding), expected, "{coding}");
        }
    }
}
