//! What happens to chromosomes.

use genome::sequence::Base;

use super::karyotype::{Copies, Karyotype, Part, Span, flipped, new_piece};
use crate::plan::{EventKind, PlanError};

/// An event whose places are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its name in the truth files.
    pub name: String,
    /// Its field in the plan, for errors.
    pub field: String,
    pub kind: EventKind,
    /// The place of its clone in the plan; `None` if it is inherited.
    pub clone: Option<usize>,
    /// What it happens to. An insertion stands before the start of an empty span; a translocation breaks there.
    pub span: Span,
    /// The place where the other contig of a translocation breaks.
    pub mate: Option<Span>,
    pub inverted: bool,
    pub unbalanced: bool,
    /// How many copies a duplication adds.
    pub copies: usize,
    /// New bases of an insertion, or of the first junction.
    pub new: Vec<Base>,
}

impl Event {
    /// Every stretch that it concerns.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        [Some(self.span), self.mate].into_iter().flatten()
    }

    /// The error that says that it cannot happen where the plan wants it.
    pub(super) fn impossible(&self) -> PlanError {
        let Span { start, end, side, .. } = self.span;
        let field = self.field.clone();
        let value = format!("{} at {}-{end} of haplotype {}", self.kind.word(), start + 1, side + 1);
        let wanted = "a stretch that stands in one part on a copy of its haplotype, and is not cut, moved or taken by an \
                      earlier event (move one of them, or give another haplotype)";
        PlanError { field, value, wanted: wanted.into() }
    }

    /// Carries out the event, before which there were `events`; `None` if what it happens to is not there in one part.
    pub(crate) fn apply(&self, karyotype: &mut Karyotype, copies: &mut Copies, events: usize) -> Option<()> {
        if self.kind == EventKind::Translocation {
            return self.translocate(karyotype, copies, events);
        }
        let new = new_piece(&self.new);
        if self.kind == EventKind::Insertion {
            let part = karyotype.cut(&self.span)?;
            karyotype.replace(part, new.into_iter().collect());
            return Some(());
        }
        if self.kind == EventKind::Duplication && self.span.ends() != [false; 2] {
            for _ in 0..self.copies {
                let copy = karyotype.copy_of(&self.span, copies, events)?;
                karyotype.chromosomes.push(copy);
            }
            return Some(());
        }
        let other = match self.kind {
            EventKind::CopyNeutralLoh => karyotype.copy_of(&self.span.other_side(), copies, events)?,
            _ => Vec::new(),
        };
        let part = karyotype.cut_out(&self.span)?;
        match self.kind {
            EventKind::Duplication => {
                let further = (0..self.copies).flat_map(|_| {
                    let copy = karyotype.copied(part, copies, events);
                    new.clone().into_iter().chain(copy)
                });
                let further = further.collect();
                karyotype.replace(Part { from: part.to, ..part }, further);
            }
            EventKind::Inversion => {
                let inside = flipped(&karyotype.chromosomes[part.chromosome][part.from..part.to]);
                karyotype.replace(part, new.into_iter().chain(inside).collect());
            }
            _ => karyotype.replace(part, new.into_iter().chain(other).collect()),
        }
        Some(())
    }

    /// Joins the left part of one chromosome to a part of another.
    fn translocate(&self, karyotype: &mut Karyotype, copies: &mut Copies, events: usize) -> Option<()> {
        let mate = self.mate?;
        let here = karyotype.cut(&self.span)?;
        let there = karyotype.cut(&mate)?;
        if here.chromosome == there.chromosome {
            return None;
        }
        let (one, other) = (&karyotype.chromosomes[here.chromosome], &karyotype.chromosomes[there.chromosome]);
        let [left, right] = [&one[..here.from], &one[here.from..]];
        let [mate_left, mate_right] = [&other[..there.from], &other[there.from..]];
        let (joined, rest) = if self.inverted {
            (flipped(mate_left), [flipped(right), mate_right.to_vec()].concat())
        } else {
            (mate_right.to_vec(), [mate_left, right].concat())
        };
        let joined = if self.unbalanced { copies.of(&joined, events) } else { joined };
        let derivative = left.iter().cloned().chain(new_piece(&self.new)).chain(joined).collect();
        if !self.unbalanced {
            karyotype.chromosomes[there.chromosome] = rest;
        }
        karyotype.chromosomes[here.chromosome] = derivative;
        Some(())
    }
}
