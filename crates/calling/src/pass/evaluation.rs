//! A piece with everything that is needed to look at a variant in it.

use genome::position::Interval;
use genome::probability::Probability;
use genome::reference::ReferenceWindow;
use genome::sequence::Base;
use genome::variant::{Variant, VariantKind};

use super::counts::Counts;
use super::evidence::{self, Substituted, Told};
use super::reads::ShardReads;
use crate::model::error_rate::{DEFAULT_INDEL_RATE, ErrorRates, Repeat};
use crate::model::evidence::Supports;
use crate::model::prior::Change;

/// The rate of slips from which a substitution at the border of two repeats is judged as them: four times that outside of
/// repeats.
const SLIPPING: f64 = 4.0 * DEFAULT_INDEL_RATE;

/// Bases of a repeat of the most units that are told apart.
const LONGEST_REPEAT: usize = 240;

/// The reads, the reference and the error rates of a piece.
#[derive(Debug, Clone, Copy)]
pub struct Evaluation<'a> {
    /// Per tumour, then per normal.
    pub reads: &'a [ShardReads],
    /// What was counted of each.
    pub counts: &'a [Counts],
    /// The reference over `halo`.
    pub bases: &'a [Base],
    /// The piece with its halo.
    pub halo: Interval,
    /// The same reference, as variants read it.
    pub window: ReferenceWindow<'a>,
    /// Of false indels and misread bases.
    pub rates: &'a ErrorRates,
}

impl Evaluation<'_> {
    /// What the fragments of every specimen say of a variant.
    #[must_use]
    pub fn evidence(&self, variant: &Variant) -> Vec<Told> {
        self.evidence_of(variant).collect()
    }

    /// The same, if one of the first `tumours` specimens shows it by some fragments. Otherwise the normals are not looked at.
    #[must_use]
    pub fn evidence_if_shown(&self, variant: &Variant, tumours: usize, fewest: u32) -> Option<Vec<Told>> {
        let mut specimens = self.evidence_of(variant);
        let mut told: Vec<Told> = specimens.by_ref().take(tumours).collect();
        let shown = told.iter().any(|told| told.site.count(Supports::Alternate) >= fewest);
        shown.then(|| {
            told.extend(specimens);
            told
        })
    }

    fn evidence_of(&self, variant: &Variant) -> impl Iterator<Item = Told> {
        let substitution = matches!(variant.kind(), VariantKind::Snv | VariantKind::Mnv);
        let beside_indel = substitution && self.counts.iter().any(|counts| counts.indel_near(variant.position()));
        let beside = if substitution { Vec::new() } else { self.beside(variant) };
        self.reads.iter().zip(&self.rates.bases).map(move |(reads, recalibration)| {
            if substitution {
                evidence::substitution(reads, variant, self.bases, self.halo, beside_indel, recalibration)
            } else {
                evidence::indel(reads, variant, &beside, self.bases, self.halo, &self.window, &self.rates.indels)
            }
        })
    }

    /// What a variant changes, with the rate of false indels where it is one, or two that look like a substitution: the greatest of those on the reference and on
    /// the reference with each substitution beside it, which may make a run longer.
    #[must_use]
    pub fn change(&self, variant: &Variant) -> Change {
        let place = |at: u32| at.saturating_sub(self.halo.start().zero_based()) as usize;
        let start = place(variant.edit().start.zero_based());
        let from = start.saturating_sub(LONGEST_REPEAT);
        let bases = &self.bases[from..self.bases.len().min(start + LONGEST_REPEAT)];
        if matches!(variant.kind(), VariantKind::Snv | VariantKind::Mnv) {
            let moved = self.rates.indels.of_moved_border(bases, start - from, &variant.edit().inserted);
            let moved = moved.filter(|rate| rate.get() >= SLIPPING);
            return moved.map_or(Change::Substitution, |error_rate| Change::Indel { error_rate });
        }
        let mut error_rate = self.false_indel(variant, bases, start - from);
        for Substituted { at, base } in self.beside(variant) {
            let mut changed = bases.to_vec();
            if let Some(here) = place(at).checked_sub(from).and_then(|at| changed.get_mut(at)) {
                *here = base;
            }
            let rate = self.false_indel(variant, &changed, start - from);
            error_rate = if rate.get() > error_rate.get() { rate } else { error_rate };
        }
        Change::Indel { error_rate }
    }

    fn false_indel(&self, variant: &Variant, bases: &[Base], at: usize) -> Probability {
        let (edit, rates) = (variant.edit(), &self.rates.indels);
        match (edit.deleted.is_empty(), edit.inserted.is_empty()) {
            (true, false) => rates.of_indel(bases, at, &edit.inserted),
            (false, true) => rates.of_indel(bases, at, &edit.deleted),
            _ => rates.rate(Repeat::NONE),
        }
    }

    fn beside(&self, variant: &Variant) -> Vec<Substituted> {
        evidence::substitutions_beside(variant, self.reads, self.counts, &self.window)
    }

    /// The rate at which reads show a variant falsely because of a repeat; 0 for a substitution.
    #[must_use]
    pub fn false_indels(&self, variant: &Variant) -> f64 {
        match self.change(variant) {
            Change::Indel { error_rate } => error_rate.get(),
            Change::Substitution => 0.0,
        }
    }
}
