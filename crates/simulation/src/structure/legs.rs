//! The parts of a read that lie on different stretches of the reference.

use std::ops::Range;

use genome::sequence::Base;

use crate::alignment::{Step, StepKind, push};
use crate::haplotype::{Haplotype, Path};
use crate::records::{Hit, Hits};
use crate::sequencer::SequencedRead;
use crate::slip::Slip;

/// The longest gap that is aligned as one (bwa mem's option `-w`).
const BAND: usize = 100;

/// A part of a read on one stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leg {
    /// Bases of the read, counted along the template.
    pub read: Range<usize>,
    /// Whether the contig's forward strand is the reverse strand of the template.
    pub reverse: bool,
    /// How they lie on the contig.
    pub path: Path,
}

/// The place in the read of a base of the template, counted from the read's first.
fn in_read(slip: Option<Slip>, at: usize) -> usize {
    match slip {
        Some(Slip { at: slipped, kind: StepKind::Deletion, bases }) => {
            at - at.min(slipped + bases).saturating_sub(slipped)
        }
        Some(Slip { at: slipped, bases, .. }) if slipped < at => at + bases,
        _ => at,
    }
}

/// Bases of the reference under a path.
fn covered(path: &Path) -> usize {
    path.steps.iter().filter(|step| step.kind != StepKind::Insertion).map(|step| step.length).sum()
}

impl Leg {
    /// The part of a read from `on_template`, which is `within` of a haplotype that may be turned round there.
    pub(super) fn new(
        read: &SequencedRead,
        on_template: Range<usize>,
        haplotype: &Haplotype,
        within: Range<usize>,
        reverse: bool,
    ) -> Self {
        let length = haplotype.bases().len();
        let turned = if reverse { length - within.end..length - within.start } else { within };
        let mut path = haplotype.path(turned);
        let offsets = on_template.start - read.range.start..on_template.end - read.range.start;
        if let Some(slip) = read.slip {
            let hit = slip.at.max(offsets.start)..(slip.at + slip.bases).min(offsets.end);
            let inside = match slip.kind {
                StepKind::Deletion => (!hit.is_empty()).then(|| (hit.start - offsets.start, hit.len())),
                _ => offsets.contains(&slip.at).then(|| (slip.at - offsets.start, slip.bases)),
            };
            if let Some((at, bases)) = inside {
                // Seen from the other side, the first base that slips is the last.
                let lost = if slip.kind == StepKind::Deletion { bases } else { 1 };
                let at = if reverse { offsets.len() - at - lost } else { at };
                path.steps = Slip { at, bases, ..slip }.steps(&path.steps);
            }
        }
        Self { read: in_read(read.slip, offsets.start)..in_read(read.slip, offsets.end), reverse, path }
    }

    /// In the order of the contig, this leg and one that follows in the read.
    fn in_order<'a>(&'a self, next: &'a Self) -> [&'a Self; 2] {
        if self.reverse { [next, self] } else { [self, next] }
    }

    /// Whether a leg of the same contig that follows in the read is so near, in order and on the same strand, that the two
    /// are aligned as one.
    pub(super) fn joins(&self, next: &Self) -> bool {
        let [left, right] = self.in_order(next);
        let gap = right.path.start.checked_sub(left.path.start + covered(&left.path));
        self.reverse == next.reverse && gap.is_some_and(|gap| gap <= BAND) && next.read.start - self.read.end <= BAND
    }

    /// Joins such a leg to this one.
    pub(super) fn join(&mut self, next: &Self) {
        let [left, right] = self.in_order(next);
        let mut path = left.path.clone();
        let gap = right.path.start - (path.start + covered(&path));
        push(&mut path.steps, StepKind::Insertion, next.read.start - self.read.end);
        push(&mut path.steps, StepKind::Deletion, gap);
        for Step { kind, length } in &right.path.steps {
            push(&mut path.steps, *kind, *length);
        }
        *self = Self { read: self.read.start..next.read.end, reverse: self.reverse, path };
    }

    /// The whole read on the contig's forward strand, and how it would lie if it continued without a gap on both sides of
    /// the leg; places count from `origin` on. `None` if it would leave the contig's first base.
    pub(super) fn whole(&self, read: &SequencedRead, origin: usize) -> Option<(Vec<Base>, Path)> {
        let (mut before, mut behind) = (self.read.start, read.bases.len() - self.read.end);
        let mut bases = read.bases.clone();
        if self.reverse {
            (before, behind) = (behind, before);
            bases = bases.iter().rev().map(|base| base.complement()).collect();
        }
        let mut steps = Vec::new();
        push(&mut steps, StepKind::Match, before);
        for Step { kind, length } in &self.path.steps {
            push(&mut steps, *kind, *length);
        }
        push(&mut steps, StepKind::Match, behind);
        let start = self.path.start.checked_sub(origin)?.checked_sub(before)?;
        Some((bases, Path { start, steps, other_copy: None }))
    }
}

/// The best alignment as the representative, and those others that have most of their bases of the read to themselves.
pub(super) fn chosen(mut hits: Vec<Hit>, read_length: usize) -> Hits {
    // The sort is stable: of equals the first in the read is the representative.
    hits.sort_by_key(|hit| -hit.alignment.score);
    let of_read = |hit: &Hit| {
        let [left, right] = hit.alignment.clipped;
        let (left, right) = if hit.turned { (right, left) } else { (left, right) };
        left..read_length - right
    };
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        let own = of_read(&hit);
        let shared = |other: &Hit| {
            let other = of_read(other);
            let both = own.end.min(other.end).saturating_sub(own.start.max(other.start));
            2 * both > own.len().min(other.len())
        };
        if !kept.iter().any(shared) {
            kept.push(hit);
        }
    }
    let mut kept = kept.into_iter();
    Hits { primary: kept.next(), others: kept.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alignment::Alignment;
    use crate::random::Random;
    use genome::contig::ContigIndex;
    use proptest::prelude::*;

    fn contig() -> Vec<Base> {
        let mut random = Random::stream(21, &[]);
        (0..2000).map(|_| random.base()).collect()
    }

    fn reverse_complement(bases: &[Base]) -> Vec<Base> {
        bases.iter().rev().map(|base| base.complement()).collect()
    }

    /// The legs of a read of a template: 400 to 700 of the contig, five new bases, and 1000 to 1300 turned round.
    fn legs(contig: &[Base], read: &SequencedRead) -> Vec<Leg> {
        let flank = |range| Haplotype::build(contig, range, []);
        [(0..300, flank(400..700), false), (305..605, flank(1000..1300), true)]
            .into_iter()
            .filter_map(|(part, haplotype, reverse)| {
                let (from, to) = (part.start.max(read.range.start), part.end.min(read.range.end));
                let within = from.saturating_sub(part.start)..to.saturating_sub(part.start);
                (from < to).then(|| Leg::new(read, from..to, &haplotype, within, reverse))
            })
            .collect()
    }

    fn read(contig: &[Base], range: Range<usize>, slip: Option<Slip>) -> SequencedRead {
        let template = [&contig[400..700], &[Base::A; 5], &reverse_complement(&contig[1000..1300])].concat();
        let mut bases = template[range.clone()].to_vec();
        if let Some(slip) = slip {
            slip.apply(&mut bases);
        }
        SequencedRead { qualities: vec![37; bases.len()], bases, range, slip }
    }

    proptest! {
        #[test]
        fn each_leg_lies_on_its_stretch_and_the_rest_is_added_on_both_sides(
            start in 160usize..300, length in 100usize..151, at in 2usize..90, bases in 0usize..5, lost in any::<bool>()
        ) {
            let contig = contig();
            let kind = if lost { StepKind::Deletion } else { StepKind::Insertion };
            let slip = (bases > 0).then_some(Slip { at, kind, bases });
            let read = read(&contig, start..start + length, slip);
            let legs = legs(&contig, &read);
            prop_assert!(legs.windows(2).all(|pair| pair[0].read.end <= pair[1].read.start));
            for leg in legs {
                let (turned, path) = leg.whole(&read, 0).unwrap();
                let consumed = |step: &&Step| step.kind != StepKind::Deletion;
                prop_assert_eq!(path.steps.iter().filter(consumed).map(|step| step.length).sum::<usize>(), turned.len());
                let own = if leg.reverse {
                    turned.len() - leg.read.end..turned.len() - leg.read.start
                } else {
                    leg.read.clone()
                };
                let (mut in_read, mut at) = (0, path.start);
                for step in &path.steps {
                    match step.kind {
                        StepKind::Match => {
                            for offset in (0..step.length).filter(|offset| own.contains(&(in_read + offset))) {
                                prop_assert_eq!(turned[in_read + offset], contig[at + offset]);
                            }
                            (in_read, at) = (in_read + step.length, at + step.length);
                        }
                        StepKind::Insertion => in_read += step.length,
                        StepKind::Deletion => at += step.length,
                    }
                }
            }
        }
    }

    #[test]
    fn near_stretches_are_aligned_as_one() {
        let contig = contig();
        let leg = |read: Range<usize>, start, reverse| {
            let steps = vec![Step { kind: StepKind::Match, length: read.len() }];
            Leg { read, reverse, path: Path { start, steps, other_copy: None } }
        };
        let text = |leg: &Leg| leg.path.steps.iter().map(ToString::to_string).collect::<String>();
        let (mut one, other) = (leg(0..80, 400, false), leg(83..151, 540, false));
        assert!(one.joins(&other) && !other.joins(&one));
        one.join(&other);
        assert_eq!((text(&one).as_str(), one.path.start, one.read.clone()), ("80M3I60D68M", 400, 0..151));
        // Turned round, the first in the read is the last on the contig.
        let (mut one, other) = (leg(0..80, 540, true), leg(80..151, 400, true));
        assert!(one.joins(&other));
        one.join(&other);
        assert_eq!((text(&one).as_str(), one.path.start), ("71M69D80M", 400));
        let far = leg(80..151, 581, false);
        assert!(!leg(0..80, 400, false).joins(&far) && !leg(0..80, 400, false).joins(&leg(80..151, 500, true)));
        let spanning = read(&contig, 240..391, None);
        assert_eq!(legs(&contig, &spanning).len(), 2);
    }

    #[test]
    fn the_best_part_represents_the_read_and_what_it_covers_is_left_out() {
        let hit = |clipped: [usize; 2], score, turned| Hit {
            contig: ContigIndex::new(0).unwrap(),
            turned,
            alignment: Alignment { start: 0, end: 100, clipped, steps: Vec::new(), edit_distance: 0, score },
        };
        let (left, right) = (hit([0, 100], 51, false), hit([0, 60], 91, true));
        // Turned round, the right part is clipped on its right; it covers 60 to 151 of the read.
        let covered = hit([70, 0], 75, false);
        let hits = chosen(vec![left.clone(), covered, right.clone()], 151);
        assert_eq!((hits.primary, hits.others), (Some(right), vec![left]));
        assert_eq!(chosen(Vec::new(), 151), Hits::default());
    }
}
