//! What the fragments of one specimen say of one event.
//!
//! METHOD: of the fragments that touch the event there are three kinds: those that tell of it, those that tell of its absence, and silent
//! ones. With `c` places for each kind on a molecule with the event (A) and without (R), a fragment is of a kind with probability
//! `f c_A`, `(1 - f) c_R`, and `f c_A + (1 - f) c_R`, each over the sum of all, `(1 - f) w_R + f w_A`. A fragment that tells is
//! weighed by how much better one haplotype explains it. This is the length correction: with telling fragments alone it is
//! `f = A / (A + B c_A / c_R)`.

use super::COPYING_ERROR;
use super::TELLING;
use super::allele::Alleles;
use super::fragments::{Fragment, Read};
use super::haplotype::Haplotype;
use super::places::{Places, places};
use crate::model::evidence::{FragmentEvidence, FragmentStrand, SiteEvidence, Supports, narrow};

/// A fragment on each haplotype: the reference first, then the alleles.
struct Explained {
    ln: Vec<f64>,
    /// Where its reads begin on the reference, with their lengths.
    places: Vec<(usize, usize)>,
    mapping_error: f64,
}

/// The fragments of one specimen at a stretch, with what the haplotypes of all alleles explain of them.
pub(super) struct Specimen {
    fragments: Vec<Explained>,
    /// The length that most reads have.
    read: usize,
    templates: Vec<u32>,
}

impl Specimen {
    /// `templates`: lengths of its fragments, as good as drawn evenly.
    pub(super) fn new(fragments: &[Fragment], templates: Vec<u32>, reference: &Haplotype, alleles: &Alleles) -> Self {
        let haplotypes: Vec<&Haplotype> =
            std::iter::once(reference).chain(alleles.alleles.iter().map(|allele| &allele.haplotype)).collect();
        let explained = |fragment: &Fragment| {
            let mut ln = vec![0.0; haplotypes.len()];
            let mut places = Vec::new();
            for read in &fragment.reads {
                let fits: Option<Vec<_>> = haplotypes.iter().map(|haplotype| haplotype.fit(read)).collect();
                let Some(fits) = fits else { continue };
                for (sum, fit) in ln.iter_mut().zip(&fits) {
                    *sum += fit.ln;
                }
                places.extend(fits[0].at.map(|at| (at, read.bases.len())));
            }
            Explained { ln, places, mapping_error: fragment.mapping_error() }
        };
        let mut lengths: Vec<usize> = reads(fragments).map(|read| read.bases.len()).collect();
        lengths.sort_unstable();
        let read = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
        let templates = if templates.is_empty() { vec![u32::try_from(read).unwrap_or(0)] } else { templates };
        Self { fragments: fragments.iter().map(explained).collect(), read, templates }
    }

    /// What its fragments say of the event at a place of the list; `None` if no allele has it.
    pub(super) fn of(&self, event: usize, alleles: &Alleles, reference: &Haplotype) -> Option<SiteEvidence> {
        let [with, without] = places(event, alleles, reference, self.read, &self.templates)?;
        let (from, to) = alleles.events[event].zone;
        let mut fragments = Vec::new();
        for fragment in &self.fragments {
            let (mut own, mut other) = (f64::NEG_INFINITY, fragment.ln[0]);
            for (allele, ln) in alleles.alleles.iter().zip(&fragment.ln[1..]) {
                let best = if allele.has(event) { &mut own } else { &mut other };
                *best = best.max(*ln);
            }
            let difference = own - other;
            let touches = fragment.places.iter().any(|(at, length)| *at < to && at + length > from);
            let supports = match difference {
                difference if difference > TELLING => Supports::Alternate,
                _ if !touches => continue,
                difference if difference < -TELLING => Supports::Reference,
                _ => Supports::Neither,
            };
            fragments.push(evidence(supports, difference, [with, without], fragment.mapping_error));
        }
        // The order of fragments is that of hashes of their names: it is none.
        fragments.sort_by(|one: &FragmentEvidence, other| {
            let key = |fragment: &FragmentEvidence| fragment.ln_alternate - fragment.ln_reference;
            key(other).total_cmp(&key(one)).then_with(|| one.mapping_error.total_cmp(&other.mapping_error))
        });
        let sampling = if without.all() > 0.0 { narrow(with.all() / without.all()) } else { 1.0 };
        Some(SiteEvidence { fragments, sampling })
    }
}

fn reads(fragments: &[Fragment]) -> impl Iterator<Item = &Read> {
    fragments.iter().flat_map(|fragment| &fragment.reads)
}

fn evidence(supports: Supports, difference: f64, [with, without]: [Places; 2], mapping_error: f64) -> FragmentEvidence {
    let neither =
        FragmentEvidence::of_base(Supports::Neither, 0.25, mapping_error, FragmentStrand::Both, None, u16::MAX);
    let (reference, alternate) = if supports == Supports::Neither {
        // Half a place stands for none: no fragment is impossible.
        (without.silent.max(0.5).ln(), with.silent.max(0.5).ln())
    } else {
        let bounded = difference.clamp(COPYING_ERROR.ln(), -COPYING_ERROR.ln());
        (-bounded.max(0.0), bounded.min(0.0))
    };
    FragmentEvidence { supports, ln_reference: narrow(reference), ln_alternate: narrow(alternate), ..neither }
}
