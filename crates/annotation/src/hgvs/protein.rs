//! `p.`: what becomes of the protein, as predicted from DNA and therefore in parentheses.

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

/// How residues are named: by three letters, or by one.
type Name = fn(AminoAcid) -> String;

/// One residue, or the first and the last.
fn range(residues: &[(AminoAcid, u32); 2], name: Name) -> String {
    let [(first, from), (last, to)] = *residues;
    let first = name(first);
    if from == to { format!("{first}{from}") } else { format!("{first}{from}_{}{to}", name(last)) }
}

impl ProteinChange {
    /// The description, `p.(Trp288CysfsTer12)`, without the accession of the protein.
    #[must_use]
    pub fn describe(&self) -> String {
        self.inner(|residue| residue.to_string()).map_or_else(|| "p.?".to_owned(), |inner| format!("p.({inner})"))
    }

    /// The description as tables mostly have it, `p.W288Cfs*12`: by one letter, and without parentheses, though it is
    /// predicted all the same.
    #[must_use]
    pub fn describe_short(&self) -> String {
        format!("p.{}", self.inner(|residue| residue.letter().to_string()).as_deref().unwrap_or("?"))
    }

    /// What stands behind `p.`; `None` if nothing can be said.
    fn inner(&self, name: Name) -> Option<String> {
        let names = |residues: &[AminoAcid]| residues.iter().map(|residue| name(*residue)).collect::<String>();
        let end_name = name(AminoAcid::END);
        let count = |count: Option<u32>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
        Some(match self {
            Self::Same { residues } => format!("{}=", range(residues, name)),
            Self::Substitution { residue: (old, number), new } => format!("{}{number}{}", name(*old), name(*new)),
            Self::Deletion { residues } => format!("{}del", range(residues, name)),
            Self::Duplication { residues } => format!("{}dup", range(residues, name)),
            Self::Insertion { between, new } => format!("{}ins{}", range(between, name), names(new)),
            Self::DeletionInsertion { residues, new } => format!("{}delins{}", range(residues, name), names(new)),
            Self::Frameshift { residue: (old, number), new, end } => {
                format!("{}{number}{}fs{end_name}{}", name(*old), name(*new), count(*end))
            }
            Self::Extension { end, new, more } => format!("{end_name}{end}{}ext{end_name}{}", name(*new), count(*more)),
            Self::StartLost => format!("{}1?", name(AminoAcid::MET)),
            Self::Unknown => return None,
        })
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

#[cfg(test)]
mod tests {
    use genome::sequence::Sequence;

    use super::*;
    use crate::amino_acid::GeneticCode;

    fn residue(codon: &str) -> AminoAcid {
        let bases: Sequence = codon.parse().unwrap();
        GeneticCode::Standard.amino_acid([bases[0], bases[1], bases[2]])
    }

    #[test]
    fn changes_are_written_long_and_short() {
        let (trp, cys) = (residue("TGG"), residue("TGT"));
        for (change, long, short) in [
            (
                ProteinChange::Frameshift { residue: (trp, 288), new: cys, end: Some(12) },
                "p.(Trp288CysfsTer12)",
                "p.W288Cfs*12",
            ),
            (ProteinChange::Same { residues: [(trp, 5), (cys, 6)] }, "p.(Trp5_Cys6=)", "p.W5_C6="),
            (
                ProteinChange::Insertion { between: [(trp, 5), (cys, 6)], new: vec![cys, trp] },
                "p.(Trp5_Cys6insCysTrp)",
                "p.W5_C6insCW",
            ),
            (ProteinChange::Extension { end: 25, new: trp, more: None }, "p.(Ter25TrpextTer?)", "p.*25Wext*?"),
            (ProteinChange::StartLost, "p.(Met1?)", "p.M1?"),
            (ProteinChange::Unknown, "p.?", "p.?"),
        ] {
            assert_eq!((change.describe().as_str(), change.describe_short().as_str()), (long, short));
        }
    }
}
