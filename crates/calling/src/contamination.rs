//! What the model of calls knows of DNA of other persons: inherited variants of theirs look somatic.

use genome::probability::Probability;
use genome::variant::VariantKind;

use crate::collect::Candidate;
use crate::model::prior::Priors;
use crate::pass::alleles::AlleleCounts;
use crate::snps::PopulationFrequency;

/// What is known of DNA of other persons in the specimens.
#[derive(Debug, Clone, PartialEq)]
pub struct Contamination {
    /// The share in each tumour, then in each normal, where it was measured; none is known for specimens beyond.
    pub shares: Vec<Option<Probability>>,
    /// The share of inherited substitutions that the list of common variants lacks; 1 without a list.
    pub unlisted: f64,
}

impl Contamination {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { shares: Vec::new(), unlisted: 1.0 };

    /// The priors of a candidate, given what the list says of its allele.
    pub(crate) fn priors(&self, candidate: &Candidate, alleles: &AlleleCounts) -> Priors {
        let priors = candidate.priors();
        if candidate.variant.kind() != VariantKind::Snv {
            return priors;
        }
        let site = alleles.find(candidate.variant.contig(), candidate.variant.position());
        let listed = site.filter(|site| candidate.variant.alternate()[..] == [site.alternate]);
        let frequency = listed.and_then(|site| site.frequency);
        priors.with_foreign(frequency.map(PopulationFrequency::get), self.unlisted)
    }
}
