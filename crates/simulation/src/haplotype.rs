//! Haplotypes: the reference with variants put in, and the map between the two.
//!
//! All places are 0-based. A haplotype is made for a stretch of a contig; its own bases are numbered from 0.

use std::ops::Range;

use genome::sequence::Base;
use genome::variant::Edit;

use crate::alignment::{Step, StepKind, push};

/// So many bases that are the same before and behind a place are no accident.
const LEAST_REPEATED: usize = 10;

/// Bases of a haplotype that lie together on the reference, or that are inserted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    /// Where it starts on the haplotype.
    start: usize,
    /// The base of the contig under its first base; for an insertion, the one before which it is inserted.
    reference: usize,
    /// Whether it is an insertion.
    inserted: bool,
    /// How many of its first bases repeat the reference bases behind it, if it is an insertion that does.
    tandem: usize,
}

/// Where a base of a haplotype lies on the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On this base of the contig.
    Aligned(usize),
    /// It is inserted before this base of the contig.
    Inserted(usize),
}

/// A stretch of one haplotype, with its map to the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Haplotype {
    bases: Vec<Base>,
    /// In order; the first starts at 0, and each is at least one base long.
    blocks: Vec<Block>,
}

/// How a stretch of a haplotype lies on the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The base of the contig under the first base that is not inserted; without one, the base behind the insertion.
    pub start: usize,
    /// Matches (of like and unlike bases), insertions and deletions, from left to right.
    pub steps: Vec<Step>,
    /// For a stretch that starts within a tandem duplication: where its first base lies on the other copy.
    pub other_copy: Option<usize>,
}

/// How many of the first bases of an insertion repeat those behind it: all, or at least as many as are no accident.
fn repeated(inserted: &[Base], behind: &[Base]) -> usize {
    let same = inserted.iter().zip(behind).take_while(|(a, b)| a == b).count();
    if same == inserted.len() || same >= LEAST_REPEATED { same } else { 0 }
}

impl Haplotype {
    /// The haplotype of the stretch `range` of a contig with these edits, which are in order, do not touch each other
    /// and lie within the contig. Edits that leave the stretch are left out.
    #[must_use]
    pub fn build<'a>(contig: &[Base], range: Range<usize>, edits: impl IntoIterator<Item = &'a Edit>) -> Self {
        let end = range.end.min(contig.len());
        let mut haplotype = Self { bases: Vec::with_capacity(range.len() + 1000), blocks: Vec::new() };
        let mut at = range.start.min(end);
        for edit in edits {
            let start = edit.start.zero_based() as usize;
            let (deleted, inserted) = (edit.deleted.len(), &edit.inserted[..]);
            if start < at.max(range.start + 1) || start + deleted >= end {
                continue;
            }
            haplotype.align(at, &contig[at..start]);
            at = start + deleted;
            // Bases that come in the place of others lie on them, as far as there are some.
            let (aligned, more) = inserted.split_at(deleted.min(inserted.len()));
            haplotype.align(start, aligned);
            haplotype.insert(at, more, if deleted == 0 { repeated(more, &contig[start..]) } else { 0 });
        }
        haplotype.align(at, &contig[at..end]);
        haplotype
    }

    /// Adds bases that lie on the reference from `reference` on.
    fn align(&mut self, reference: usize, bases: &[Base]) {
        let continues = self
            .blocks
            .last()
            .is_some_and(|last| !last.inserted && last.reference + (self.bases.len() - last.start) == reference);
        if !continues && !bases.is_empty() {
            self.blocks.push(Block { start: self.bases.len(), reference, inserted: false, tandem: 0 });
        }
        self.bases.extend_from_slice(bases);
    }

    fn insert(&mut self, reference: usize, bases: &[Base], tandem: usize) {
        if !bases.is_empty() {
            self.blocks.push(Block { start: self.bases.len(), reference, inserted: true, tandem });
        }
        self.bases.extend_from_slice(bases);
    }

    /// Its bases.
    #[must_use]
    pub fn bases(&self) -> &[Base] {
        &self.bases
    }

    /// The place of a block's end on the haplotype.
    fn end(&self, block: usize) -> usize {
        self.blocks.get(block + 1).map_or(self.bases.len(), |next| next.start)
    }

    /// Where a base lies on the reference; `None` past the end.
    #[must_use]
    pub fn place(&self, offset: usize) -> Option<Place> {
        let block = self.blocks.get(self.blocks.partition_point(|block| block.start <= offset).checked_sub(1)?)?;
        let place = if block.inserted {
            Place::Inserted(block.reference)
        } else {
            Place::Aligned(block.reference + offset - block.start)
        };
        (offset < self.bases.len()).then_some(place)
    }

    /// The base of the haplotype that lies on a base of the contig; `None` if that is deleted or outside.
    #[must_use]
    pub fn offset(&self, reference: usize) -> Option<usize> {
        let offset = self.first_from(reference);
        // An insertion before the base belongs to it and comes first.
        let offset = match self.place(offset)? {
            Place::Aligned(_) => offset,
            Place::Inserted(_) => self.end(self.blocks.partition_point(|block| block.start <= offset) - 1),
        };
        (self.place(offset) == Some(Place::Aligned(reference))).then_some(offset)
    }

    /// The first base of the haplotype that lies on, or is inserted before, this base of the contig or one behind it;
    /// the length of the haplotype if there is none. So the stretches between two such places share out the haplotype.
    #[must_use]
    pub fn first_from(&self, reference: usize) -> usize {
        let next = self.blocks.partition_point(|block| block.reference < reference);
        let Some(last) = next.checked_sub(1) else { return 0 };
        let (block, end) = (self.blocks[last], self.end(last));
        if block.inserted { end } else { (block.start + reference - block.reference).min(end) }
    }

    /// How a stretch of the haplotype lies on the reference. It must lie within the haplotype.
    #[must_use]
    pub fn path(&self, range: Range<usize>) -> Path {
        let mut steps = Vec::new();
        let first = self.blocks.partition_point(|block| block.start <= range.start).saturating_sub(1);
        let (mut start, mut at, mut other_copy) = (None, None, None);
        for (number, block) in self.blocks.iter().enumerate().skip(first) {
            if block.start >= range.end {
                break;
            }
            let from = block.start.max(range.start);
            let bases = self.end(number).min(range.end) - from;
            let reference = if block.inserted { block.reference } else { block.reference + from - block.start };
            if let Some(at) = at {
                push(&mut steps, StepKind::Deletion, reference - at);
            }
            start.get_or_insert(reference);
            if block.inserted {
                push(&mut steps, StepKind::Insertion, bases);
                if steps.len() == 1 && from - block.start < block.tandem {
                    other_copy = Some(block.reference + from - block.start);
                }
                at = Some(reference);
            } else {
                push(&mut steps, StepKind::Match, bases);
                at = Some(reference + bases);
            }
        }
        Path { start: start.unwrap_or(0), steps, other_copy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use genome::position::Position;
    use genome::sequence::Sequence;
    use proptest::prelude::*;

    fn edit(start: u32, deleted: &str, inserted: &str) -> Edit {
        let bases = |text: &str| text.parse::<Sequence>().unwrap();
        Edit { start: Position::from_zero_based(start).unwrap(), deleted: bases(deleted), inserted: bases(inserted) }
    }

    #[test]
    fn a_path_tells_what_the_variants_did() {
        let contig: Sequence = "ACGTTGCATTACGGATC".parse().unwrap();
        let edits = [edit(2, "G", "C"), edit(5, "", "GC"), edit(9, "TA", ""), edit(14, "A", "T")];
        let haplotype = Haplotype::build(&contig, 0..17, &edits);
        let text: String = haplotype.bases().iter().map(ToString::to_string).collect();
        assert_eq!(text, "ACCTTGCGCATCGGTTC");
        let path = haplotype.path(0..17);
        let steps: Vec<String> = path.steps.iter().map(ToString::to_string).collect();
        assert_eq!((path.start, steps.join("")), (0, "5M2I4M2D6M".into()));
        let path = haplotype.path(6..10);
        assert_eq!((path.start, path.other_copy, path.steps.len()), (5, Some(6), 2), "GC before GC is tandem");
        assert_eq!((haplotype.offset(8), haplotype.offset(9), haplotype.offset(11)), (Some(10), None, Some(11)));
        assert_eq!((haplotype.place(6), haplotype.place(17)), (Some(Place::Inserted(5)), None));
    }

    /// A contig, and edits on it that do not touch.
    fn edited() -> impl Strategy<Value = (Vec<Base>, Vec<Edit>)> {
        let base = prop_oneof![Just(Base::A), Just(Base::C), Just(Base::G), Just(Base::T)];
        let bases = prop::collection::vec(base.clone(), 200);
        let change = (1usize..30, 0usize..6, prop::collection::vec(base, 0..6));
        (bases, prop::collection::vec(change, 0..8)).prop_map(|(bases, changes)| {
            let (mut at, mut edits) = (0, Vec::new());
            for (gap, deleted, inserted) in changes {
                let start = at + gap;
                let deleted = if inserted.is_empty() { deleted.max(1) } else { deleted };
                if start + deleted + 1 < bases.len() {
                    let deleted_bases = bases[start..start + deleted].iter().copied().collect();
                    let position = Position::from_zero_based(u32::try_from(start).unwrap()).unwrap();
                    edits.push(Edit {
                        start: position,
                        deleted: deleted_bases,
                        inserted: inserted.into_iter().collect(),
                    });
                }
                at = start + deleted;
            }
            (bases, edits)
        })
    }

    proptest! {
        #[test]
        fn places_go_there_and_back((contig, edits) in edited()) {
            let haplotype = Haplotype::build(&contig, 0..contig.len(), &edits);
            let change: usize = edits.iter().map(|edit| edit.inserted.len()).sum();
            let lost: usize = edits.iter().map(|edit| edit.deleted.len()).sum();
            prop_assert_eq!(haplotype.bases().len() + lost, contig.len() + change);
            let mut seen = 0;
            for offset in 0..haplotype.bases().len() {
                match haplotype.place(offset).unwrap() {
                    Place::Aligned(reference) => {
                        prop_assert_eq!(haplotype.offset(reference), Some(offset));
                        let changed = edits.iter().any(|edit| {
                            let start = edit.start.zero_based() as usize;
                            (start..start + edit.deleted.len()).contains(&reference)
                        });
                        prop_assert!(changed || contig[reference] == haplotype.bases()[offset]);
                        prop_assert!(reference >= seen);
                        seen = reference;
                    }
                    Place::Inserted(reference) => prop_assert!(reference >= seen),
                }
            }
            for reference in 0..contig.len() {
                if let Some(offset) = haplotype.offset(reference) {
                    prop_assert_eq!(haplotype.place(offset), Some(Place::Aligned(reference)));
                }
            }
        }

        #[test]
        fn stretches_between_places_share_out_the_haplotype((contig, edits) in edited(), cut in 0usize..200) {
            let haplotype = Haplotype::build(&contig, 0..contig.len(), &edits);
            let first = haplotype.first_from(cut);
            let reference = |place| match place { Place::Aligned(at) | Place::Inserted(at) => at };
            for offset in 0..haplotype.bases().len() {
                prop_assert_eq!(haplotype.place(offset).map(reference).unwrap() >= cut, offset >= first);
            }
        }

        #[test]
        fn a_path_consumes_its_stretch((contig, edits) in edited(), from in 0usize..150, length in 1usize..50) {
            let haplotype = Haplotype::build(&contig, 0..contig.len(), &edits);
            let range = from..(from + length).min(haplotype.bases().len());
            prop_assume!(!range.is_empty());
            let path = haplotype.path(range.clone());
            let (mut read, mut reference) = (range.start, path.start);
            for step in &path.steps {
                match step.kind {
                    StepKind::Match => {
                        for offset in 0..step.length {
                            prop_assert_eq!(haplotype.place(read + offset), Some(Place::Aligned(reference + offset)));
                        }
                        read += step.length;
                        reference += step.length;
                    }
                    StepKind::Insertion => read += step.length,
                    StepKind::Deletion => reference += step.length,
                }
            }
            prop_assert_eq!(read, range.end);
        }
    }
}
