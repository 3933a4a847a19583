//! A tandem duplication or insertion at a locus: the variant, its haplotype, and what was duplicated.

use genome::position::{Interval, Length, Position};
use genome::reference::ReferenceWindow;
use genome::sequence::{Base, Sequence};
use genome::variant::Variant;

use super::fragments::Read;
use super::haplotype::Haplotype;
use super::split_read::Split;
use crate::pass::tandem::{Place, Stretch};

/// Least share of the inserted bases, one in so many, that the template of a duplication gives; and least bases.
///
/// METHOD: getITD takes an insertion for a tandem duplication if half of it aligns to the sequence beside it.
const TEMPLATE_ONE_IN: usize = 2;
const SHORTEST_TEMPLATE: usize = 3;

/// The reference of a stretch, and what was asked for in it.
#[derive(Debug)]
pub(super) struct Around<'a> {
    pub(super) place: Place,
    pub(super) window: ReferenceWindow<'a>,
    pub(super) reference: Haplotype,
}

impl<'a> Around<'a> {
    /// `None` for a stretch without a base, or beyond its contig.
    pub(super) fn new(stretch: &'a Stretch, contig: Length) -> Option<Self> {
        let window = ReferenceWindow::new(stretch.contig, contig, stretch.start, &stretch.bases)?;
        Some(Self { place: stretch.place()?, window, reference: Haplotype::new(stretch.bases.to_vec()) })
    }

    fn position(&self, at: usize) -> Option<Position> {
        self.place.interval.start().checked_add(u32::try_from(at).ok()?)
    }

    /// Where a position lies in the stretch.
    pub(super) fn at(&self, position: Position) -> Option<usize> {
        position.get().checked_sub(self.place.interval.start().get()).map(|at| at as usize)
    }
}

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inserted {
    /// All bases that came in, as the variant in normal form has them.
    pub bases: Sequence,
    /// The stretch that stands a second time, if half of the bases or more are those of one beside them.
    pub template: Option<Interval>,
    /// New bases beside the second copy.
    pub new_bases: Sequence,
}

/// An event.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) variant: Variant,
    pub(super) inserted: Inserted,
    /// What a molecule with the event has in another number, or in another place: on the reference, half open.
    pub(super) zone: (usize, usize),
    /// By how much a molecule is longer with it.
    pub(super) longer: usize,
}

/// The variant of what a read says; `None` if it is none, or has unknown bases.
pub(super) fn variant(split: &Split, read: &Read, around: &Around<'_>) -> Option<Variant> {
    let bases = &around.reference.bases;
    let between = &read.bases[split.between.clone()];
    let (deleted, again) = if split.from <= split.to {
        (bases.get(split.from..split.to)?, &[][..])
    } else {
        (&[][..], bases.get(split.to..split.from)?)
    };
    let inserted = [between, again].concat();
    if inserted.contains(&Base::N) || deleted.contains(&Base::N) {
        return None;
    }
    Variant::new(around.place.contig, around.position(split.from)?, deleted, &inserted, &around.window).ok()
}

impl Event {
    /// `None` for a variant that reaches out of the stretch.
    pub(super) fn new(variant: Variant, around: &Around<'_>) -> Option<Self> {
        let edit = variant.edit();
        let bases = &around.reference.bases;
        let start = around.at(edit.start)?;
        let after = start + edit.deleted.len();
        let rightmost = around.at(variant.rightmost_edit(&around.window).ok()?.start)?;
        if after > bases.len() {
            return None;
        }
        let longer = edit.inserted.len().checked_sub(edit.deleted.len())?;
        let template = if edit.deleted.is_empty() { template(bases, &edit.inserted, start, rightmost) } else { None };
        let (template, new_bases) = match template {
            Some(Template { from, to, new_bases }) => (Some((from, to)), new_bases),
            None => (None, edit.inserted.to_vec()),
        };
        let (from, to) = template.unwrap_or((start, after));
        let zone = (from.min(start), to.max(after).max(rightmost).max(start + 1));
        let interval = |(from, to): (usize, usize)| {
            Interval::new(around.position(from)?, around.position(to.checked_sub(1)?)?).ok()
        };
        let inserted = Inserted {
            bases: edit.inserted[..].into(),
            template: template.and_then(interval),
            new_bases: new_bases[..].into(),
        };
        Some(Self { variant, inserted, zone, longer })
    }

    /// The stretch of the reference that it changes.
    pub(super) fn interval(&self, around: &Around<'_>) -> Option<Interval> {
        Interval::new(around.position(self.zone.0)?, around.position(self.zone.1.checked_sub(1)?)?).ok()
    }
}

/// A stretch of the reference that stands a second time, half open.
struct Template {
    from: usize,
    to: usize,
    new_bases: Vec<Base>,
}

/// The longest template of inserted bases, over all places at which they may be said to come in; of equals the leftmost.
fn template(bases: &[Base], inserted: &[Base], leftmost: usize, rightmost: usize) -> Option<Template> {
    let length = inserted.len();
    let mut best: Option<Template> = None;
    for at in leftmost..=rightmost {
        let mut rolled = inserted.to_vec();
        rolled.rotate_left((at - leftmost) % length.max(1));
        let behind = rolled.iter().zip(bases.get(at..)?).take_while(|(own, other)| own == other).count();
        let before = rolled.iter().rev().zip(bases.get(..at)?.iter().rev());
        let before = before.take_while(|(own, other)| own == other).count();
        let longest = best.as_ref().map_or(0, |template| template.to - template.from);
        if behind >= before && behind > longest {
            best = Some(Template { from: at, to: at + behind, new_bases: rolled[behind..].to_vec() });
        } else if before > longest {
            best = Some(Template { from: at - before, to: at, new_bases: rolled[..length - before].to_vec() });
        }
    }
    best.filter(|Template { from, to, .. }| to - from >= SHORTEST_TEMPLATE && (to - from) * TEMPLATE_ONE_IN >= length)
}
