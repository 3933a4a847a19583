//! The bare change of a variant, and moving it along a repeat.

use super::{VariantError, VariantKind, known_base};
use crate::contig::ContigIndex;
use crate::position::{Length, Position};
use crate::reference::Reference;
use crate::sequence::{Base, Sequence};

/// The bare change: from `start` on, `deleted` bases of the reference are taken out and `inserted` bases put in their
/// place. One of them may be empty; without a deletion the insertion stands before `start`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Edit {
    /// The first base deleted, or the base before which is inserted.
    pub start: Position,
    /// Bases of the reference.
    pub deleted: Sequence,
    /// New bases.
    pub inserted: Sequence,
}

impl Edit {
    /// What remains of two alleles once equal bases are taken off the right, then off the left. The base after the
    /// reference allele must have a position.
    #[must_use]
    pub fn between(position: Position, reference: &[Base], alternate: &[Base]) -> Self {
        let tail = reference.iter().rev().zip(alternate.iter().rev()).take_while(|(a, b)| a == b).count();
        let (reference, alternate) = (&reference[..reference.len() - tail], &alternate[..alternate.len() - tail]);
        let head = reference.iter().zip(alternate).take_while(|(a, b)| a == b).count();
        let start = u32::try_from(head).ok().and_then(|bases| position.checked_add(bases)).unwrap_or(position);
        Self { start, deleted: reference[head..].into(), inserted: alternate[head..].into() }
    }

    /// What it does.
    #[must_use]
    pub fn kind(&self) -> VariantKind {
        match (self.deleted.len(), self.inserted.len()) {
            (0, _) => VariantKind::Insertion,
            (_, 0) => VariantKind::Deletion,
            (1, 1) => VariantKind::Snv,
            (deleted, inserted) if deleted == inserted => VariantKind::Mnv,
            _ => VariantKind::Complex,
        }
    }

    /// The bases that come or go, if either only come or only go.
    fn indel(&self) -> Option<&Sequence> {
        match (self.deleted.is_empty(), self.inserted.is_empty()) {
            (true, false) => Some(&self.inserted),
            (false, true) => Some(&self.deleted),
            _ => None,
        }
    }

    /// Puts the same bases, as they read from another place of their repeat, at that place.
    fn moved(&mut self, start: Position, rotate: impl FnOnce(&mut [Base])) {
        let indel = if self.deleted.is_empty() { &mut self.inserted } else { &mut self.deleted };
        let mut bases = indel.to_vec();
        rotate(&mut bases);
        *indel = bases.into_iter().collect();
        self.start = start;
    }

    /// Moves an insertion or deletion to the left while the haplotype stays the same: each step takes the base before
    /// it in at the front, which must be the base that it lets go at the end.
    pub(super) fn roll_left(&mut self, contig: ContigIndex, genome: &impl Reference) -> Result<(), VariantError> {
        let Some(indel) = self.indel() else { return Ok(()) };
        let (mut start, mut steps) = (self.start, 0);
        while let Some(before) = start.checked_sub(1) {
            if known_base(genome, contig, before)? != indel[indel.len() - 1 - steps] {
                break;
            }
            start = before;
            steps = (steps + 1) % indel.len();
        }
        self.moved(start, |bases| bases.rotate_right(steps));
        Ok(())
    }

    /// Moves an insertion or deletion to the right while the haplotype stays the same.
    pub(super) fn roll_right(&mut self, contig: ContigIndex, genome: &impl Reference) -> Result<(), VariantError> {
        let Some(indel) = self.indel() else { return Ok(()) };
        let last = genome.length(contig).ok_or(VariantError::UnknownContig)?.last();
        let deleted = u32::try_from(self.deleted.len()).unwrap_or(u32::MAX);
        let (mut start, mut steps) = (self.start, 0);
        while let Some(next) = start.checked_add(deleted).filter(|next| *next <= last) {
            let Some(right) = start.checked_add(1) else { break };
            if known_base(genome, contig, next)? != indel[steps] {
                break;
            }
            start = right;
            steps = (steps + 1) % indel.len();
        }
        self.moved(start, |bases| bases.rotate_left(steps));
        Ok(())
    }

    /// Position, reference and alternate allele of an edit that lies as far left as it can: an empty allele, and with
    /// it the other, is given the base that VCF asks for.
    pub(super) fn padded(
        self,
        contig: ContigIndex,
        length: Length,
        genome: &impl Reference,
    ) -> Result<(Position, Sequence, Sequence), VariantError> {
        let Self { start, deleted, inserted } = self;
        if !deleted.is_empty() && !inserted.is_empty() {
            return Ok((start, deleted, inserted));
        }
        let (position, before, after) = match start.checked_sub(1) {
            Some(position) => (position, Some(known_base(genome, contig, position)?), None),
            None => {
                let next = u32::try_from(deleted.len()).ok().and_then(|bases| start.checked_add(bases));
                let next = next.filter(|next| *next <= length.last()).ok_or(VariantError::WholeContig)?;
                (start, None, Some(known_base(genome, contig, next)?))
            }
        };
        let pad = |allele: &Sequence| before.into_iter().chain(allele.iter().copied()).chain(after).collect();
        Ok((position, pad(&deleted), pad(&inserted)))
    }
}
