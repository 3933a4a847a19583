//! A contig as variants are put on it.

use std::collections::BTreeMap;
use std::ops::Range;

use genome::contig::ContigIndex;
use genome::position::{Length, Position};
use genome::reference::ReferenceWindow;
use genome::sequence::Base;
use genome::variant::{Edit, Variant};

use crate::draft::Draft;

/// No variant lies closer to an end of a contig, or to an `N`, than this.
const FROM_THE_END: usize = 60;

/// The stretches that variants take up, all places included that a repeat lets them shift to. No two overlap.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeMap<usize, usize>);

impl Taken {
    /// Whether at least `distance` bases lie between this stretch and any other.
    pub(super) fn is_free(&self, range: &Range<usize>, distance: usize) -> bool {
        let before = self.0.range(..range.end.saturating_add(distance)).next_back();
        before.is_none_or(|(_, end)| end.saturating_add(distance) <= range.start)
    }

    /// Takes a stretch, joined to those that it touches.
    pub(super) fn take(&mut self, range: &Range<usize>) {
        let (mut start, mut end) = (range.start, range.end);
        while let Some((from, to)) = self.0.range(..=end).next_back().filter(|(_, to)| **to >= start) {
            let from = *from;
            (start, end) = (start.min(from), end.max(*to));
            self.0.remove(&from);
        }
        self.0.insert(start, end);
    }
}

/// A change in normal form with the stretch that it takes up.
pub(super) struct Placed {
    pub variant: Variant,
    pub edit: Edit,
    pub footprint: Range<usize>,
}

/// A contig as variants are put on it.
pub(super) struct Ground<'a> {
    index: ContigIndex,
    pub name: &'a str,
    length: Length,
    pub bases: &'a [Base],
}

impl<'a> Ground<'a> {
    pub(super) fn new(index: ContigIndex, name: &'a str, bases: &'a [Base]) -> Option<Self> {
        let length = u32::try_from(bases.len()).ok().and_then(|length| Length::new(length).ok())?;
        Some(Self { index, name, length, bases })
    }

    pub(super) fn index(&self) -> ContigIndex {
        self.index
    }

    pub(super) fn length(&self) -> u32 {
        self.length.get()
    }

    /// The draft in normal form; `None` where it changes nothing, or lies too close to an end or to an `N`.
    pub(super) fn place(&self, draft: &Draft) -> Option<Placed> {
        let window = ReferenceWindow::new(self.index, self.length, Position::FIRST, self.bases)?;
        let position = Position::from_zero_based(u32::try_from(draft.start).ok()?).ok()?;
        let deleted = self.bases.get(draft.start..draft.start + draft.deleted)?;
        let variant = Variant::new(self.index, position, deleted, &draft.inserted, &window).ok()?;
        let (edit, rightmost) = (variant.edit(), variant.rightmost_edit(&window).ok()?);
        let start = edit.start.zero_based() as usize;
        let end = rightmost.start.zero_based() as usize + rightmost.deleted.len().max(1);
        let around = self.bases.get(start.checked_sub(FROM_THE_END)?..end + FROM_THE_END)?;
        (!around.contains(&Base::N)).then_some(Placed { variant, edit, footprint: start..end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_that_touch_are_joined() {
        let mut taken = Taken::default();
        taken.take(&(100..200));
        taken.take(&(110..112));
        assert!(!taken.is_free(&(150..151), 10) && !taken.is_free(&(205..206), 10) && taken.is_free(&(210..211), 10));
        taken.take(&(300..310));
        taken.take(&(200..300));
        assert_eq!(taken.0, BTreeMap::from([(100, 310)]));
        assert!(taken.is_free(&(80..90), 10) && !taken.is_free(&(80..91), 10));
    }
}
