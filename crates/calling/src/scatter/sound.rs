//! Whether evidence that was read back can be what a pass collected: what the types alone do not hold.

use super::run::RunIdentity;
use crate::collect::{Candidate, Collected, SampleSummary};
use crate::model::evidence::{FragmentEvidence, SiteEvidence};
use crate::model::prior::NormalsShare;
use crate::shard::Shard;
use crate::survey::Survey;

/// No count of reads of a piece is above this; sums over a genome then fit into 64 bits.
const MOST_READS: u64 = 1 << 40;

/// What is wrong with the evidence of a piece; `None` if nothing is.
pub(super) fn unsound(collected: &Collected, piece: &Shard, run: &RunIdentity) -> Option<&'static str> {
    let pair = &run.pair;
    let (specimens, normals) = (pair.tumours.len() + pair.normals.len(), pair.normals.len());
    let Collected { candidates, sites, implausible, samples, leak_sites, bases, survey } = collected;
    let Survey { alleles, coverage, windows, edges, tandem_reads } = survey;
    let contigs = &pair.reference.contigs;
    let own = |candidate: &Candidate| {
        candidate.variant.contig() == piece.contig && piece.owned.contains(candidate.variant.position())
    };
    let last = pair.reference.contigs.get(piece.contig).map(|contig| contig.length.last());
    let within = |candidate: &Candidate| last.is_some_and(|last| candidate.variant.interval().end() <= last);
    let complete = |candidate: &Candidate| {
        candidate.samples.len() == specimens
            && candidate.samples.iter().all(is_evidence)
            && candidate.normals.is_none_or(NormalsShare::is_possible)
    };
    if samples.len() != specimens || leak_sites.len() != normals {
        Some("evidence of another number of specimens")
    } else if *bases > u64::from(piece.owned.length().get()) || *implausible > MOST_READS {
        Some("counts that no piece has")
    } else if !samples.iter().all(is_possible) || !coverage.is_of(piece, specimens, run.genes.len(), *bases) {
        Some("counts of reads that no piece has")
    } else if !alleles.is_of(piece, specimens) {
        Some("alleles of another piece, or not of every specimen")
    } else if !windows.is_of(piece, specimens) {
        Some("windows of another piece, or not of every specimen")
    } else if !edges.is_of(piece, specimens, contigs, MOST_READS) {
        Some("structural evidence of another piece, out of order, or not of every specimen")
    } else if !tandem_reads.is_of(piece, specimens, contigs, MOST_READS) {
        Some("reads at a locus of another piece, out of order, or not of every specimen")
    } else if ![candidates, sites].iter().all(|list| list.is_sorted_by_key(|candidate| candidate.variant.position())) {
        Some("candidates out of order")
    } else if !candidates.iter().chain(sites).all(|candidate| own(candidate) && within(candidate)) {
        Some("a candidate outside its piece")
    } else if !candidates.iter().chain(sites).all(complete) {
        Some("a candidate without the evidence of every specimen, or with a likelihood that is no number")
    } else {
        None
    }
}

fn is_evidence(site: &SiteEvidence) -> bool {
    let SiteEvidence { fragments, sampling } = site;
    let is_number = |fragment: &FragmentEvidence| {
        let FragmentEvidence { ln_reference, ln_alternate, mapping_error, .. } = fragment;
        ln_reference.is_finite() && ln_alternate.is_finite() && (0.0..=1.0).contains(mapping_error)
    };
    sampling.is_finite() && *sampling > 0.0 && fragments.iter().all(is_number)
}

fn is_possible(sample: &SampleSummary) -> bool {
    let SampleSummary { tally, template_lengths } = sample;
    tally.counts().iter().chain(template_lengths.values()).all(|count| *count <= MOST_READS)
}
