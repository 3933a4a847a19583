//! What a gene does in a lineage, and which kinds of change drive it.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Serialize;

use super::{Gene, Symbol};
use crate::source::Citation;
use crate::table::{self, TableErrors};

/// Where a disease arises. One gene may do opposite things in two lineages: `EZH2` is lost in myeloid disease and gained in
/// lymphoma of germinal-centre type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lineage {
    /// Myeloid neoplasms and clonal haematopoiesis.
    Myeloid,
    /// B cells, precursor and mature, plasma cells apart.
    BCell,
    /// T and NK cells, precursor and mature.
    TCell,
    /// Plasma cells.
    PlasmaCell,
    /// Histiocytes and dendritic cells.
    Histiocytic,
}

/// What a gene does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Its loss drives.
    TumourSuppressor,
    /// Its gain, or a new function, drives.
    Oncogene,
    /// Both are known.
    Both,
    /// It lends a part to a fusion.
    Partner,
    /// It acts, but neither loss nor gain of function is settled.
    Context,
}

/// Kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlterationKind {
    /// The protein ends early: stop, frameshift, essential splice site; in a region if the site is there.
    Truncating,
    /// A shift of the frame alone.
    Frameshift,
    /// An essential splice site.
    Splice,
    /// The start codon is lost.
    StartLoss,
    /// One amino acid is another.
    Missense,
    /// Residues lost or gained in frame.
    Inframe,
    /// A residue of `hotspots.tsv`.
    Hotspot,
    /// Internal tandem duplication.
    TandemDuplication,
    /// Partial tandem duplication: exons stand twice.
    PartialTandemDuplication,
    /// A copy is lost, or both.
    Deletion,
    /// Copies are gained.
    Amplification,
    /// Fusion, or an enhancer placed beside it.
    Rearrangement,
    /// A change outside of what is translated.
    Noncoding,
}

/// A kind of change, perhaps only at some residues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Alteration {
    /// The kind.
    pub kind: AlterationKind,
    /// The first and last residue where it counts; everywhere if `None`.
    pub residues: Option<(u32, u32)>,
}

/// One row of `knowledge/genes/roles.tsv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GeneRole {
    /// The gene.
    pub gene: Gene,
    /// The lineage.
    pub lineage: Lineage,
    /// What it does there.
    pub role: Role,
    /// The kinds of change that drive.
    pub alterations: Vec<Alteration>,
    /// Short names of diseases in which it is seen.
    pub seen_in: Vec<&'static str>,
    /// Where it stands.
    pub citation: Citation,
}

macro_rules! words {
    ($type:ident, $what:literal, $($word:literal => $value:ident),* $(,)?) => {
        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$value),)*
                    _ => Err(format!("\"{text}\" is no {}: one of {}", $what, [$($word),*].join(", "))),
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$value => $word),* })
            }
        }
    };
}

words! { Lineage, "lineage",
"myeloid" => Myeloid, "b-cell" => BCell, "t-cell" => TCell, "plasma-cell" => PlasmaCell, "histiocytic" => Histiocytic }

words! { Role, "role",
"tumour-suppressor" => TumourSuppressor, "oncogene" => Oncogene, "both" => Both, "partner" => Partner,
"context" => Context }

words! { AlterationKind, "kind of change",
"truncating" => Truncating, "frameshift" => Frameshift, "splice" => Splice, "start-loss" => StartLoss,
"missense" => Missense, "inframe" => Inframe, "hotspot" => Hotspot, "tandem-duplication" => TandemDuplication,
"partial-tandem-duplication" => PartialTandemDuplication, "deletion" => Deletion, "amplification" => Amplification,
"rearrangement" => Rearrangement, "noncoding" => Noncoding }

impl FromStr for Alteration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((kind, residues)) = text.split_once('@') else {
            return Ok(Self { kind: text.parse()?, residues: None });
        };
        let range = residues.split_once('-').and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
        match range {
            Some((first, last)) if first <= last => Ok(Self { kind: kind.parse()?, residues: Some((first, last)) }),
            _ => Err(format!("\"{residues}\" are no residues: write @first-last")),
        }
    }
}

impl Lineage {
    /// In Danish.
    #[must_use]
    pub fn da(self) -> &'static str {
        match self {
            Self::Myeloid => "myeloid",
            Self::BCell => "B-celle",
            Self::TCell => "T-celle",
            Self::PlasmaCell => "plasmacelle",
            Self::Histiocytic => "histiocytær",
        }
    }
}

impl Role {
    /// In Danish.
    #[must_use]
    pub fn da(self) -> &'static str {
        match self {
            Self::TumourSuppressor => "tumorsuppressor",
            Self::Oncogene => "onkogen",
            Self::Both => "tumorsuppressor og onkogen",
            Self::Partner => "fusionspartner",
            Self::Context => "uafklaret rolle",
        }
    }
}

impl Alteration {
    /// In Danish.
    #[must_use]
    pub fn da(&self) -> String {
        let kind = match self.kind {
            AlterationKind::Truncating => "trunkerende",
            AlterationKind::Frameshift => "forskydning af læserammen",
            AlterationKind::Splice => "splejsningssted",
            AlterationKind::StartLoss => "tab af startkodon",
            AlterationKind::Missense => "missense",
            AlterationKind::Inframe => "i læserammen",
            AlterationKind::Hotspot => "hotspot",
            AlterationKind::TandemDuplication => "intern tandemduplikation",
            AlterationKind::PartialTandemDuplication => "partiel tandemduplikation",
            AlterationKind::Deletion => "deletion",
            AlterationKind::Amplification => "amplifikation",
            AlterationKind::Rearrangement => "rearrangement",
            AlterationKind::Noncoding => "ikke-kodende",
        };
        match self.residues {
            Some((first, last)) => format!("{kind} ved aminosyre {first}-{last}"),
            None => kind.to_owned(),
        }
    }
}

impl fmt::Display for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        self.residues.map_or(Ok(()), |(first, last)| write!(f, " at residues {first}-{last}"))
    }
}

static ROLES: LazyLock<Result<Vec<GeneRole>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/genes/roles.tsv",
        include_str!("../../../../knowledge/genes/roles.tsv"),
        &["gene", "lineage", "role", "alterations", "seen_in"],
        |row, faults| {
            let gene = row.value("gene", faults).map(|Symbol(gene)| gene);
            let (lineage, role) = (row.value("lineage", faults), row.value("role", faults));
            let alterations = row.list("alterations", faults);
            let seen_in = row.items("seen_in", ',').collect();
            Some(GeneRole {
                gene: gene?,
                lineage: lineage?,
                role: role?,
                alterations,
                seen_in,
                citation: row.citation(),
            })
        },
    )
});

/// All roles, in the order of the table.
#[must_use]
pub fn roles() -> &'static [GeneRole] {
    ROLES.as_deref().unwrap_or(&[])
}

/// What the gene does in each lineage of the table.
pub fn roles_of(gene: &Gene) -> impl Iterator<Item = &'static GeneRole> {
    roles().iter().filter(move |role| role.gene == *gene)
}

/// What the gene does in this lineage.
#[must_use]
pub fn role_in(gene: &Gene, lineage: Lineage) -> Option<&'static GeneRole> {
    roles_of(gene).find(|role| role.lineage == lineage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_has_each_gene_once_a_lineage() {
        assert_eq!(ROLES.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
        for (number, row) in roles().iter().enumerate() {
            assert!(!row.alterations.is_empty(), "{} has no event", row.gene);
            let twice = roles()[..number].iter().any(|other| other.gene == row.gene && other.lineage == row.lineage);
            assert!(!twice, "{} {}", row.gene, row.lineage);
        }
    }

    #[test]
    fn ezh2_is_lost_in_myeloid_disease_and_gained_in_lymphoma() {
        let role = |lineage| role_in(&"EZH2".parse().unwrap(), lineage).map(|row| row.role);
        assert_eq!(role(Lineage::Myeloid), Some(Role::TumourSuppressor));
        assert_eq!(role(Lineage::BCell), Some(Role::Oncogene));
        assert_eq!(role(Lineage::PlasmaCell), None);
    }

    #[test]
    fn an_event_is_read_and_told() {
        let event: Alteration = "missense@366-420".parse().unwrap();
        assert_eq!(event.to_string(), "missense at residues 366-420");
        assert_eq!(event.da(), "missense ved aminosyre 366-420");
        assert!(["missense@9", "missense@9-3", "mutation"].iter().all(|text| text.parse::<Alteration>().is_err()));
    }
}
