//! What a variant needs to know of the reference genome.

use crate::contig::ContigIndex;
use crate::position::{Length, Position};
use crate::sequence::Base;

/// A reference genome, or as much of it as is at hand.
pub trait Reference {
    /// The length of a contig; `None` for a contig that is not known.
    fn length(&self, contig: ContigIndex) -> Option<Length>;

    /// The base at a position; `None` past the contig's end, and where the base is not at hand.
    fn base(&self, contig: ContigIndex, position: Position) -> Option<Base>;
}

/// Neighbouring bases of one contig, as a worker holds them in memory.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceWindow<'a> {
    contig: ContigIndex,
    length: Length,
    start: Position,
    bases: &'a [Base],
}

impl<'a> ReferenceWindow<'a> {
    /// A window onto a contig of the given length, from `start` on; `None` if it runs past the contig's end.
    #[must_use]
    pub fn new(contig: ContigIndex, length: Length, start: Position, bases: &'a [Base]) -> Option<Self> {
        let end = start.zero_based().checked_add(u32::try_from(bases.len()).ok()?)?;
        (end <= length.get()).then_some(Self { contig, length, start, bases })
    }
}

impl Reference for ReferenceWindow<'_> {
    fn length(&self, contig: ContigIndex) -> Option<Length> {
        (contig == self.contig).then_some(self.length)
    }

    fn base(&self, contig: ContigIndex, position: Position) -> Option<Base> {
        let offset = position.get().checked_sub(self.start.get())?;
        if contig == self.contig { self.bases.get(offset as usize).copied() } else { None }
    }
}
