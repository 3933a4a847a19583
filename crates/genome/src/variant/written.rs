//! A variant as it was written down, before it is believed to be one.

use serde::Deserialize;

use super::{Variant, VariantError};
use crate::contig::ContigIndex;
use crate::position::{Interval, Position};
use crate::sequence::Sequence;

/// The fields of a variant, from bytes that anybody may have written.
#[derive(Debug, Deserialize)]
pub(super) struct Written {
    contig: ContigIndex,
    interval: Interval,
    reference: Sequence,
    alternate: Sequence,
}

impl Written {
    /// Whether this is the normal form, as far as that can be told without the reference: all but that the reference
    /// allele is the reference's.
    ///
    /// METHOD: an insertion or deletion of the bases s behind the base p can be moved to the left if and only if p is the
    /// last base of s (a step of Tan et al., 2015, takes p in at the front and lets the last base go).
    fn is_normal(&self) -> bool {
        let (first, last) = (self.reference.first(), self.reference.last());
        let (same_first, same_last) = (first == self.alternate.first(), last == self.alternate.last());
        match (self.reference.len(), self.alternate.len()) {
            (0, _) | (_, 0) => false,
            (1, 1) => !same_first,
            (1, _) | (_, 1) if same_first && !same_last => true,
            // Only at the first base does the padding stand behind.
            (1, _) | (_, 1) if same_last => self.interval.start() == Position::FIRST,
            _ => !same_first && !same_last,
        }
    }
}

impl TryFrom<Written> for Variant {
    type Error = VariantError;

    fn try_from(written: Written) -> Result<Self, VariantError> {
        let length = written.interval.length().get();
        if u32::try_from(written.reference.len()) != Ok(length) || !written.is_normal() {
            return Err(VariantError::NotNormal);
        }
        let Written { contig, interval, reference, alternate } = written;
        Ok(Self { contig, interval, reference, alternate })
    }
}
