//! Whether two changes of a gene are one.

use guideline::truth::Truth;

use super::GeneChange;
use crate::protein::ProteinChange::{self, Frameshift, InFrame, Substitution, Unknown};

/// So many residues apart, two ways of writing a shifted frame may mean the same: it is written from the first residue that is another.
const SHIFTED: u32 = 2;

impl GeneChange {
    /// Whether another test's change is this one. Tandem duplications of a gene are one whatever their length, which methods measure
    /// differently.
    #[must_use]
    pub fn is(&self, other: &Self) -> Truth {
        if self.gene != other.gene {
            return Truth::No;
        }
        if self.event != other.event {
            // A duplication that a panel writes as a small variant, and the other way round.
            let duplication = |own: &Self| matches!(&own.protein, InFrame { .. } | Unknown);
            return if duplication(self) && duplication(other) { Truth::Unknown } else { Truth::No };
        }
        match self.event {
            crate::workup::Event::SmallVariant => same(&self.protein, &other.protein),
            _ => Truth::Yes,
        }
    }
}

fn same(one: &ProteinChange, other: &ProteinChange) -> Truth {
    match (one, other) {
        (Unknown, _) | (_, Unknown) => Truth::Unknown,
        (Substitution { at, to }, Substitution { at: there, to: becomes }) => {
            match (at.amino_acid == there.amino_acid && to == becomes, at.number == there.number) {
                (true, true) => Truth::Yes,
                // Another transcript may number it so.
                (true, false) => Truth::Unknown,
                (false, _) => Truth::No,
            }
        }
        (Frameshift { at, to, stop }, Frameshift { at: there, to: becomes, stop: ends }) => {
            let differ = |one: &Option<u32>, other: &Option<u32>| one.zip(*other).is_some_and(|(a, b)| a != b);
            let letters = to.zip(*becomes).is_some_and(|(a, b)| a != b);
            match at.number.abs_diff(there.number) {
                0 if at == there && !letters && !differ(stop, ends) => Truth::Yes,
                apart if apart <= SHIFTED => Truth::Unknown,
                _ => Truth::No,
            }
        }
        (InFrame { first, last, .. }, InFrame { first: begins, last: ends, .. }) => {
            if one == other {
                Truth::Yes
            } else if first.number <= ends.number && begins.number <= last.number {
                Truth::Unknown
            } else {
                Truth::No
            }
        }
        _ => (one == other).into(),
    }
}
