//! Segments of the reference that stand in it twice, where an aligner cannot tell the copies apart.

use std::ops::Range;

/// A stretch of a contig, 0-based, end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopiedSegment {
    /// The contig's place in its list.
    pub contig: usize,
    /// The first base.
    pub start: usize,
    /// The base after the last.
    pub end: usize,
}

impl CopiedSegment {
    /// Whether the two share a base, or are neighbours.
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        self.contig == other.contig && self.start <= other.end && other.start <= self.end
    }
}

/// One of two copies, with the places where it differs from the other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Copy {
    range: Range<usize>,
    /// Places on the contig, in order.
    differing: Vec<usize>,
}

/// All copied segments of a reference. No base is in two of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    by_contig: Vec<Vec<Copy>>,
    pairs: Vec<(CopiedSegment, CopiedSegment)>,
}

impl Copies {
    /// No copies on this number of contigs.
    #[must_use]
    pub fn new(contigs: usize) -> Self {
        Self { by_contig: vec![Vec::new(); contigs], pairs: Vec::new() }
    }

    /// The pairs, source first, in the order in which they were made.
    #[must_use]
    pub fn pairs(&self) -> &[(CopiedSegment, CopiedSegment)] {
        &self.pairs
    }

    /// Whether none of the segments shares a base with a copy.
    #[must_use]
    pub(crate) fn are_free(&self, segments: &[CopiedSegment]) -> bool {
        let taken = |segment: &CopiedSegment| self.pairs.iter().any(|(a, b)| a.touches(segment) || b.touches(segment));
        !segments.iter().any(taken)
    }

    /// Adds a pair that differs at these places, counted from the start of either.
    pub(crate) fn add(&mut self, source: CopiedSegment, target: CopiedSegment, differences: &[usize]) {
        for segment in [source, target] {
            let Some(copies) = self.by_contig.get_mut(segment.contig) else { continue };
            let differing = differences.iter().map(|offset| segment.start + offset).collect();
            let at = copies.partition_point(|copy| copy.range.start < segment.start);
            copies.insert(at, Copy { range: segment.start..segment.end, differing });
        }
        self.pairs.push((source, target));
    }

    /// How many bases within the range tell the two copies apart; `None` where the range is not within a copy.
    ///
    /// What lies outside tells them apart as well, base by base (three of four unlike bases differ), so that a range
    /// that leaves the copy by less than 20 bases counts those, and one that leaves it further is unique.
    #[must_use]
    pub fn differences(&self, contig: usize, range: Range<usize>) -> Option<usize> {
        let copies = self.by_contig.get(contig)?;
        let copy = &copies[copies.partition_point(|copy| copy.range.end <= range.start)..].first()?;
        let outside = copy.range.start.saturating_sub(range.start) + range.end.saturating_sub(copy.range.end);
        if outside >= 20 || copy.range.start >= range.end {
            return None;
        }
        let from = copy.differing.partition_point(|place| *place < range.start);
        let to = copy.differing.partition_point(|place| *place < range.end);
        Some(to - from + outside * 3 / 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_told_apart_by_its_differences() {
        let segment = |start| CopiedSegment { contig: 1, start, end: start + 100 };
        let mut copies = Copies::new(2);
        copies.add(segment(1000), segment(500), &[10, 50]);
        let differences = |range| copies.differences(1, range);
        assert_eq!(
            (differences(500..600), differences(1011..1050), differences(1050..1051)),
            (Some(2), Some(0), Some(1))
        );
        assert_eq!((differences(592..604), differences(580..625), differences(480..520)), (Some(3), None, None));
        assert_eq!(
            (differences(700..800), differences(1100..1200), copies.differences(0, 500..600)),
            (None, None, None)
        );
        let near = CopiedSegment { contig: 1, start: 600, end: 610 };
        assert!(!copies.are_free(&[near]) && copies.are_free(&[CopiedSegment { contig: 0, ..near }]));
    }
}
