//! Changes of proteins as laboratories write them: `p.(Trp288CysfsTer12)`, `p.D835Y`, `p.K313dup`, `p.P95_R102del`.
//!
//! Source: HGVS Nomenclature, "Protein". One- and three-letter amino acids are read, with or without `p.`, parentheses and the
//! name of the reference; so are `X` for a stop, `>` for `delins` and deleted letters behind `del`, which older reports write.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// One- and three-letter names. `*` is the end of the protein.
const NAMES: [(char, &str); 22] = [
    ('A', "Ala"),
    ('C', "Cys"),
    ('D', "Asp"),
    ('E', "Glu"),
    ('F', "Phe"),
    ('G', "Gly"),
    ('H', "His"),
    ('I', "Ile"),
    ('K', "Lys"),
    ('L', "Leu"),
    ('M', "Met"),
    ('N', "Asn"),
    ('P', "Pro"),
    ('Q', "Gln"),
    ('R', "Arg"),
    ('S', "Ser"),
    ('T', "Thr"),
    ('U', "Sec"),
    ('V', "Val"),
    ('W', "Trp"),
    ('Y', "Tyr"),
    ('*', "Ter"),
];

/// An amino acid of a protein by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Residue {
    /// Its number, from 1.
    pub number: u32,
    /// Its one-letter name; `*` for the end.
    pub amino_acid: char,
}

/// What becomes of a protein.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ProteinChange {
    /// No amino acid is another: `p.=`, `p.L54=`.
    Same(Option<Residue>),
    /// One amino acid is another; a stop if it is `*`.
    Substitution {
        /// The residue.
        at: Residue,
        /// What it becomes.
        to: char,
    },
    /// The reading frame is shifted.
    Frameshift {
        /// The first residue changed.
        at: Residue,
        /// What it becomes, if stated.
        to: Option<char>,
        /// The new stop, counted from the first residue changed as 1, if stated.
        stop: Option<u32>,
    },
    /// Residues are lost, others come in, or both; the frame stays.
    InFrame {
        /// What it is.
        kind: InFrame,
        /// The first residue; of an insertion the one before it.
        first: Residue,
        /// The last residue; of an insertion the one behind it.
        last: Residue,
        /// What comes in, one letter each; empty if nothing does or it is not stated.
        inserted: String,
    },
    /// The protein gets a new beginning or end.
    Extension(Residue),
    /// The start codon is lost: `p.0`, `p.M1?`.
    StartLost,
    /// Not known: `p.?`.
    Unknown,
}

/// Changes that keep the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InFrame {
    /// Residues are lost.
    Deletion,
    /// Residues stand twice.
    Duplication,
    /// Residues come in between two.
    Insertion,
    /// Residues are replaced.
    DelIns,
}

/// A text that is no protein change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no protein change: write it as p.W288Cfs*12 or p.(Asp835Tyr); p.? if it is not known")]
pub struct ProteinChangeError(String);

impl ProteinChange {
    /// The first residue that is changed; of an insertion the one before it. `None` where the text names none.
    #[must_use]
    pub fn first(&self) -> Option<Residue> {
        match self {
            Self::Same(at) => *at,
            Self::Substitution { at, .. } | Self::Frameshift { at, .. } | Self::Extension(at) => Some(*at),
            Self::InFrame { first, .. } => Some(*first),
            Self::StartLost => Some(Residue { number: 1, amino_acid: 'M' }),
            Self::Unknown => None,
        }
    }

    /// The numbers of the first and last residue that is changed or stands beside an insertion.
    #[must_use]
    pub fn span(&self) -> Option<(u32, u32)> {
        let first = self.first()?.number;
        Some(match self {
            Self::InFrame { last, .. } => (first, last.number),
            _ => (first, first),
        })
    }

    /// The protein ends too early: a stop, a shifted frame, or residues replaced by ones that end in a stop.
    #[must_use]
    pub fn truncates(&self) -> bool {
        match self {
            Self::Substitution { to, .. } => *to == '*',
            Self::Frameshift { .. } => true,
            Self::InFrame { inserted, .. } => inserted.contains('*'),
            _ => false,
        }
    }

    /// One amino acid is another, and neither is the start or a stop.
    #[must_use]
    pub fn is_missense(&self) -> bool {
        matches!(self, Self::Substitution { at, to } if *to != '*' && at.amino_acid != '*' && at.number > 1)
    }

    /// The start codon is lost.
    #[must_use]
    pub fn loses_start(&self) -> bool {
        match self {
            Self::StartLost => true,
            Self::Substitution { at, .. } => at.number == 1 && at.amino_acid == 'M',
            _ => false,
        }
    }

    /// What happens at the first residue, as `hotspots.tsv` writes it: `H`, `*`, `fs`, `delV`, `_V314insK`, `dup`.
    #[must_use]
    pub fn at_first_residue(&self) -> String {
        match self {
            Self::Frameshift { .. } => "fs".into(),
            Self::StartLost => "?".into(),
            _ => {
                let text = self.to_string();
                let first = self.first().map(|residue| format!("p.{residue}")).unwrap_or_default();
                text.strip_prefix(&first).unwrap_or(&text).to_owned()
            }
        }
    }
}

impl fmt::Display for Residue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amino_acid, self.number)
    }
}

/// The short form with one-letter names, `p.W288Cfs*12`.
impl fmt::Display for ProteinChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(None) => f.write_str("p.="),
            Self::Same(Some(at)) => write!(f, "p.{at}="),
            Self::Substitution { at, to } => write!(f, "p.{at}{to}"),
            Self::Frameshift { at, to, stop } => {
                write!(f, "p.{at}{}fs", to.map(String::from).unwrap_or_default())?;
                stop.map_or(Ok(()), |stop| write!(f, "*{stop}"))
            }
            Self::InFrame { kind, first, last, inserted } => {
                write!(f, "p.{first}")?;
                if first != last {
                    write!(f, "_{last}")?;
                }
                f.write_str(match kind {
                    InFrame::Deletion => "del",
                    InFrame::Duplication => "dup",
                    InFrame::Insertion => "ins",
                    InFrame::DelIns => "delins",
                })?;
                f.write_str(inserted)
            }
            Self::Extension(at) => write!(f, "p.{at}ext"),
            Self::StartLost => f.write_str("p.M1?"),
            Self::Unknown => f.write_str("p.?"),
        }
    }
}

impl Serialize for Residue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for ProteinChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What has not been read yet.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn take(&mut self, start: &str) -> bool {
        self.0.strip_prefix(start).map(|rest| self.0 = rest).is_some()
    }

    fn amino_acid(&mut self) -> Option<char> {
        if let Some((letter, name)) = NAMES.iter().find(|(_, name)| self.0.starts_with(name)) {
            self.0 = &self.0[name.len()..];
            return Some(*letter);
        }
        let letter = self.0.chars().next()?;
        let known = if letter == 'X' { '*' } else { letter };
        if self.0.starts_with("Xaa") || !NAMES.iter().any(|(name, _)| *name == known) {
            return None;
        }
        self.0 = &self.0[letter.len_utf8()..];
        Some(known)
    }

    fn amino_acids(&mut self) -> String {
        std::iter::from_fn(|| self.amino_acid()).collect()
    }

    fn number(&mut self) -> Option<u32> {
        let digits = self.0.len() - self.0.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = self.0.split_at(digits);
        let number = number.parse().ok().filter(|number| *number > 0)?;
        self.0 = rest;
        Some(number)
    }

    fn residue(&mut self) -> Option<Residue> {
        let amino_acid = self.amino_acid()?;
        Some(Residue { amino_acid, number: self.number()? })
    }

    fn change(&mut self) -> Option<ProteinChange> {
        match self.0 {
            "?" => return Some(ProteinChange::Unknown),
            "=" => return Some(ProteinChange::Same(None)),
            "0" | "0?" | "M1?" | "Met1?" => return Some(ProteinChange::StartLost),
            _ => {}
        }
        let at = self.residue()?;
        let change = if self.take("_") {
            let last = self.residue().filter(|last| last.number > at.number)?;
            self.in_frame(at, last)?
        } else {
            self.at_one(at)?
        };
        self.0.is_empty().then_some(change)
    }

    fn at_one(&mut self, at: Residue) -> Option<ProteinChange> {
        if self.take("=") {
            return Some(ProteinChange::Same(Some(at)));
        }
        if self.take("ext") {
            self.0 = "";
            return Some(ProteinChange::Extension(at));
        }
        if ["del", "dup", ">"].iter().any(|word| self.0.starts_with(word)) {
            return self.in_frame(at, at);
        }
        let to = self.amino_acid();
        if self.take("fs") {
            let stop = if self.take("*") || self.take("Ter") || self.take("X") {
                if self.take("?") {
                    None
                } else {
                    // `>76`: no stop was found in so many residues.
                    let beyond = self.take(">");
                    let number = self.number()?;
                    (!beyond).then_some(number)
                }
            } else {
                None
            };
            return Some(ProteinChange::Frameshift { at, to, stop });
        }
        let to = to?;
        if self.take("ext") {
            self.0 = "";
            return Some(ProteinChange::Extension(at));
        }
        Some(if to == at.amino_acid { ProteinChange::Same(Some(at)) } else { ProteinChange::Substitution { at, to } })
    }

    fn in_frame(&mut self, first: Residue, last: Residue) -> Option<ProteinChange> {
        let kind = if self.take("delins") || self.take(">") {
            InFrame::DelIns
        } else if self.take("del") {
            InFrame::Deletion
        } else if self.take("dup") {
            InFrame::Duplication
        } else if self.take("ins") && last.number == first.number + 1 {
            InFrame::Insertion
        } else {
            return None;
        };
        let letters = self.amino_acids();
        if self.take("ins") {
            let inserted = self.amino_acids();
            return (kind == InFrame::Deletion).then_some(ProteinChange::InFrame {
                kind: InFrame::DelIns,
                first,
                last,
                inserted,
            });
        }
        // A number of residues, `ins(8)` or `ins8`, says nothing of which.
        let counted = self.take("(");
        if self.number().is_some() && counted {
            self.take(")");
        }
        let inserted = if matches!(kind, InFrame::Insertion | InFrame::DelIns) { letters } else { String::new() };
        Some(ProteinChange::InFrame { kind, first, last, inserted })
    }
}

impl FromStr for Residue {
    type Err = ProteinChangeError;

    fn from_str(text: &str) -> Result<Self, ProteinChangeError> {
        let mut rest = Rest(text);
        rest.residue().filter(|_| rest.0.is_empty()).ok_or_else(|| ProteinChangeError(text.to_owned()))
    }
}

impl FromStr for ProteinChange {
    type Err = ProteinChangeError;

    fn from_str(text: &str) -> Result<Self, ProteinChangeError> {
        let written = text.trim();
        let short = written.rsplit_once(':').map_or(written, |(_, change)| change);
        let short = short.strip_prefix("p.").unwrap_or(short);
        let short = short.strip_prefix('(').and_then(|short| short.strip_suffix(')')).unwrap_or(short);
        Rest(short).change().ok_or_else(|| ProteinChangeError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests;
