//! A piece with everything that is needed to look at a variant in it.

use genome::position::Interval;
use genome::reference::ReferenceWindow;
use genome::sequence::Base;
use genome::variant::{Variant, VariantKind};

use super::counts::Counts;
use super::evidence;
use super::reads::ShardReads;
use crate::model::error_rate::{ErrorRates, Repeat};
use crate::model::evidence::SiteEvidence;
use crate::model::prior::Change;

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
    pub fn evidence(&self, variant: &Variant) -> Vec<SiteEvidence> {
        let substitution = matches!(variant.kind(), VariantKind::Snv | VariantKind::Mnv);
        let beside_indel = substitution && self.counts.iter().any(|counts| counts.indel_near(variant.position()));
        let samples = self.reads.iter().zip(&self.rates.bases);
        samples
            .map(|(reads, recalibration)| {
                if substitution {
                    evidence::substitution(reads, variant, self.bases, self.halo, beside_indel, recalibration)
                } else {
                    evidence::indel(reads, variant, self.bases, self.halo, &self.window, &self.rates.indels)
                }
            })
            .collect()
    }

    /// What a variant changes, with the rate of false indels where it is one.
    #[must_use]
    pub fn change(&self, variant: &Variant) -> Change {
        if matches!(variant.kind(), VariantKind::Snv | VariantKind::Mnv) {
            return Change::Substitution;
        }
        let edit = variant.edit();
        let at = edit.start.zero_based().saturating_sub(self.halo.start().zero_based()) as usize;
        let error_rate = match (edit.deleted.is_empty(), edit.inserted.is_empty()) {
            (true, false) => self.rates.indels.of_indel(self.bases, at, &edit.inserted),
            (false, true) => self.rates.indels.of_indel(self.bases, at, &edit.deleted),
            _ => self.rates.indels.rate(Repeat::NONE),
        };
        Change::Indel { error_rate }
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
