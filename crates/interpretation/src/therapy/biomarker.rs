//! Biomarkers as the tables write them: `FLT3:tandem-duplication | FLT3:missense@835-836`, `antigen:CD33 & !cyto:t15_17`.

use std::fmt;
use std::str::FromStr;

use guideline::truth::Truth;
use serde::{Serialize, Serializer};

use crate::cytogenetics::Abnormality;
use crate::decision_list::Evidence;
use crate::findings::Findings;
use crate::gene::{Gene, Symbol};
use crate::language::Words;
use crate::pattern::Pattern;
use crate::variant::Variant;

/// One thing that a label or a statement asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A variant of a gene.
    Variant(Gene, Pattern),
    /// An abnormality of chromosomes, or the fusion that it makes.
    Cytogenetic(Abnormality),
    /// A gene joined to any other.
    Fusion(Gene),
    /// An antigen on the cells.
    Antigen(String),
}

/// What is asked for: any of several, each all of several terms, each wanted or not. Nothing is asked for if it is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Biomarker(Vec<Vec<(bool, Term)>>);

/// The abnormalities that a table may name, by their word.
const ABNORMALITIES: [(&str, Abnormality); 23] = [
    ("t8_21", Abnormality::T8_21),
    ("inv16", Abnormality::Inv16),
    ("t15_17", Abnormality::T15_17),
    ("t9_11", Abnormality::T9_11),
    ("other11q23", Abnormality::Other11q23),
    ("t9_22", Abnormality::T9_22),
    ("t11_14", Abnormality::T11_14),
    ("del5q", Abnormality::Del5q),
    ("loss17p", Abnormality::Loss17p),
    ("pdgfra", Abnormality::Pdgfra),
    ("pdgfrb", Abnormality::Pdgfrb),
    ("fgfr1", Abnormality::Fgfr1),
    ("myc", Abnormality::Myc),
    ("t14_18", Abnormality::T14_18),
    ("t4_14", Abnormality::T4_14),
    ("t14_16", Abnormality::T14_16),
    ("t14_20", Abnormality::T14_20),
    ("del11q", Abnormality::Del11q),
    ("del13q", Abnormality::Del13q),
    ("trisomy12", Abnormality::Trisomy12),
    ("gain1q", Abnormality::Gain1q),
    ("loss1p32", Abnormality::Loss1p32),
    ("hyperdiploid", Abnormality::Hyperdiploid),
];

impl Term {
    fn evidence(&self, findings: &Findings) -> Evidence {
        match self {
            Self::Variant(gene, pattern) => findings.variant(gene, pattern),
            Self::Cytogenetic(abnormality) => findings.workup.has(*abnormality),
            Self::Fusion(gene) => findings.fused(gene, None),
            Self::Antigen(antigen) => findings.antigen(antigen),
        }
    }
}

impl Biomarker {
    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is there.
    #[must_use]
    pub fn evidence(&self, findings: &Findings) -> Evidence {
        if self.is_none() {
            return Evidence::fact(
                Words::new("no biomarker is asked for", "ingen biomarkør kræves"),
                Truth::Yes,
                Words::new("by the label", "ifølge produktresuméet"),
            );
        }
        Evidence::any(self.0.iter().map(|all| {
            Evidence::all(all.iter().map(|(wanted, term)| {
                let evidence = term.evidence(findings);
                if *wanted { evidence } else { !evidence }
            }))
        }))
    }

    /// Whether the variant is one that is asked for.
    #[must_use]
    pub fn names(&self, variant: &Variant) -> bool {
        self.0.iter().flatten().any(|(wanted, term)| match term {
            Term::Variant(gene, pattern) => *wanted && *gene == variant.gene && pattern.fits(variant) == Truth::Yes,
            _ => false,
        })
    }
}

impl FromStr for Term {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, what) =
            text.split_once(':').ok_or(format!("\"{text}\": write GENE:variants, cyto:, fusion: or antigen:"))?;
        match kind {
            "cyto" => {
                let known = ABNORMALITIES.iter().find(|(word, _)| *word == what);
                let words = || ABNORMALITIES.map(|(word, _)| word).join(", ");
                known.map(|(_, it)| Self::Cytogenetic(*it)).ok_or_else(|| format!("\"{what}\": one of {}", words()))
            }
            "antigen" => Ok(Self::Antigen(what.to_owned())),
            "fusion" => {
                let Symbol(gene) = what.parse().map_err(|error: crate::gene::GeneError| error.to_string())?;
                Ok(Self::Fusion(gene))
            }
            gene => {
                let Symbol(gene) = gene.parse().map_err(|error: crate::gene::GeneError| error.to_string())?;
                let pattern = what.parse().map_err(|error: crate::pattern::PatternError| error.to_string())?;
                Ok(Self::Variant(gene, pattern))
            }
        }
    }
}

impl FromStr for Biomarker {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(Vec::new()));
        }
        let term = |text: &str| match text.trim().strip_prefix('!') {
            Some(term) => Ok::<_, String>((false, term.parse()?)),
            None => Ok((true, text.trim().parse()?)),
        };
        text.split(" | ").map(|all| all.split(" & ").map(term).collect()).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variant(gene, pattern) => write!(f, "{gene} {pattern}"),
            Self::Cytogenetic(abnormality) => f.write_str(abnormality.name()),
            Self::Fusion(gene) => write!(f, "{gene} rearranged"),
            Self::Antigen(antigen) => write!(f, "{antigen} on the cells"),
        }
    }
}

impl fmt::Display for Biomarker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |terms: &Vec<(bool, Term)>| {
            let term = |(wanted, term): &(bool, Term)| if *wanted { term.to_string() } else { format!("no {term}") };
            terms.iter().map(term).collect::<Vec<_>>().join(" and ")
        };
        f.write_str(&self.0.iter().map(all).collect::<Vec<_>>().join(" or "))
    }
}

impl Serialize for Biomarker {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_biomarker_is_read_and_told() {
        let biomarker: Biomarker = "antigen:CD33 & !cyto:t15_17 | FLT3:tandem-duplication".parse().unwrap();
        assert_eq!(biomarker.to_string(), "CD33 on the cells and no t(15;17) PML::RARA or FLT3 tandem-duplication");
        assert!("none".parse::<Biomarker>().unwrap().is_none());
        for text in ["FLT3", "cyto:t99", "MLL:any", "FLT3:D835Y", ""] {
            assert!(text.parse::<Biomarker>().is_err() || text == "MLL:any", "{text}");
        }
    }

    #[test]
    fn it_is_asked_of_the_findings() {
        let biomarker: Biomarker = "antigen:CD33 & !cyto:t15_17".parse().unwrap();
        let mut findings = Findings::default();
        assert_eq!(biomarker.evidence(&findings).truth, Truth::Unknown);
        findings.antigens.insert("CD33".into(), Truth::No);
        assert_eq!(biomarker.evidence(&findings).truth, Truth::No);
    }
}
