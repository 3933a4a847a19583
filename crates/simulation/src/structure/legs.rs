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
