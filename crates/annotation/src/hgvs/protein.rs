//! `p.`: what becomes of the protein, as predicted from DNA and therefore in parentheses.

use std::fmt::Write as _;

use crate::amino_acid::AminoAcid;

/// What becomes of a protein. Residues are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProteinChange {
    /// The same, from one residue to another.
    Same {
        /// First and last residue of the codons that are changed.
        residues: [(AminoAcid, u32); 2],
    },
    /// One residue is another; the last one may be the end of the protein.
    Substitution {
        /// The residue.
        residue: (AminoAcid, u32),
        /// What it becomes.
        new: AminoAcid,
    },
    /// Residues are lost.
    Deletion {
        /// First and last.
        residues: [(AminoAcid, u32); 2],
    },
    /// Residues are there twice.
    Duplication {
        /// First and last.
        residues: [(AminoAcid, u32); 2],
    },
    /// Residues come in between two others.
    Insertion {
        /// The residues around them.
        between: [(AminoAcid, u32); 2],
        /// What comes in.
        new: Vec<AminoAcid>,
    },
    /// Residues are replaced by others.
    DeletionInsertion {
        /// First and last.
        residues: [(AminoAcid, u32); 2],
        /// What comes in.
        new: Vec<AminoAcid>,
    },
    /// From a residue on everything is read in another frame.
    Frameshift {
        /// The first residue that is another.
        residue: (AminoAcid, u32),
        /// What it becomes.
        new: AminoAcid,
        /// Codons from there to the new end, itself included; `None` if the transcript ends before.
        end: Option<u32>,
    },
    /// The protein goes on where it should end.
    Extension {
        /// The number of the end.
        end: u32,
        /// What stands in its place.
        new: AminoAcid,
        /// Residues that are added before the new end; `None` if the transcript ends before.
        more: Option<u32>,
    },
    /// The start codon is changed; what is made cannot be said.
    StartLost,
    /// Nothing can be said.
    Unknown,
}

/// One residue, or the first and the last.
fn range(residues: &[(AminoAcid, u32); 2]) -> String {
    let [(first, from), (last, to)] = residues;
    if from == to { format!("{first}{from}") } else { format!("{first}{from}_{last}{to}") }
}

fn names(residues: &[AminoAcid]) -> String {
    residues.iter().fold(String::new(), |mut text, residue| {
        let _ = write!(text, "{residue}");
        text
    })
}

impl ProteinChange {
    /// The description, `p.(Trp288CysfsTer12)`, without the accession of the protein.
    #[must_use]
    pub fn describe(&self) -> String {
        let inner = match self {
            Self::Same { residues } => format!("{}=", range(residues)),
            Self::Substitution { residue: (old, number), new } => format!("{old}{number}{new}"),
            Self::Deletion { residues } => format!("{}del", range(residues)),
            Self::Duplication { residues } => format!("{}dup", range(residues)),
            Self::Insertion { between, new } => format!("{}ins{}", range(between), names(new)),
            Self::DeletionInsertion { residues, new } => format!("{}delins{}", range(residues), names(new)),
            Self::Frameshift { residue: (old, number), new, end } => {
                let end = end.map_or_else(|| "?".to_owned(), |end| end.to_string());
                format!("{old}{number}{new}fsTer{end}")
            }
            Self::Extension { end, new, more } => {
                let more = more.map_or_else(|| "?".to_owned(), |more| more.to_string());
                format!("Ter{end}{new}extTer{more}")
            }
            Self::StartLost => "Met1?".to_owned(),
            Self::Unknown => return "p.?".to_owned(),
        };
        format!("p.({inner})")
    }

    /// The first residue that is named; `None` if nothing can be said.
    #[must_use]
    pub fn first_residue(&self) -> Option<u32> {
        match self {
            Self::Same { residues }
            | Self::Deletion { residues }
            | Self::Duplication { residues }
            | Self::DeletionInsertion { residues, .. }
            | Self::Insertion { between: residues, .. } => Some(residues[0].1),
            Self::Substitution { residue, .. } | Self::Frameshift { residue, .. } => Some(residue.1),
            Self::Extension { end, .. } => Some(*end),
            Self::StartLost => Some(1),
            Self::Unknown => None,
        }
    }
}
