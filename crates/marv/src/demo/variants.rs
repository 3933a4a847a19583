//! Where recurrent variants lie on the made-up genome.

use std::ops::Range;

use anyhow::Context;
use genome::position::Strand;
use genome::sequence::Base;

use super::coding::{FLT3_DOUBLED, HOT_SPOTS, HotSpot, NPM1_RESIDUE, bases};
use super::genome::{DemoGenome, PlacedGene};

/// The change of a residue, such as `R882H`, if it is a hot spot: the codons tell which of several it is.
pub fn hot_spot(gene: &str, residue: usize, becomes: &str) -> anyhow::Result<&'static HotSpot> {
    let wanted = |spot: &&HotSpot| spot.gene == gene && spot.residue == residue && spot.becomes == becomes;
    HOT_SPOTS.iter().find(wanted).with_context(|| format!("{gene} {residue} to {becomes} is no hot spot"))
}

/// The place on the contig, 0-based, and the new base on its forward strand of a substitution.
pub fn substitution(genome: &DemoGenome, spot: &HotSpot) -> anyhow::Result<(usize, Base)> {
    let gene = genome.gene(spot.gene)?;
    let (before, after) = (bases(spot.codon), bases(spot.becomes));
    let changed = before.iter().zip(&after).position(|(before, after)| before != after);
    let place = changed.with_context(|| format!("{} {} does not change", spot.gene, spot.residue))?;
    let coding = 3 * (spot.residue - 1) + place + 1;
    let at = gene.coding(coding, coding)?.start;
    Ok((at, forward(gene, after[place])))
}

/// A base as the forward strand has it.
fn forward(gene: &PlacedGene, base: Base) -> Base {
    match gene.facts.strand {
        Strand::Forward => base,
        Strand::Reverse => base.complement(),
    }
}

/// The base of NPM1, on the forward strand, before which type A inserts: behind the first base of the codon of W288 and the
/// three before it, which it repeats. 0-based.
pub fn npm1_insertion(genome: &DemoGenome) -> anyhow::Result<usize> {
    // c.860_863 stand twice: they come in before c.860.
    let before = 3 * (NPM1_RESIDUE - 1) - 1;
    Ok(genome.gene("NPM1")?.coding(before, before)?.start)
}

/// The bases of FLT3 that stand twice, on the contig, 0-based.
pub fn flt3_doubled(genome: &DemoGenome) -> anyhow::Result<Range<usize>> {
    genome.gene("FLT3")?.codons(FLT3_DOUBLED)
}
