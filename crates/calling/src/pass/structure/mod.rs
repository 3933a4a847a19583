//! Structural evidence: where fragments say that the genome of a specimen is joined otherwise than the reference.
//!
//! METHOD: the evidence that Manta takes (Chen et al., Bioinformatics 2016; its methods text): pairs whose mates lie too far apart, in
//! the wrong orientation or on two contigs; reads aligned in several parts (`SA`); long gaps within a read; and reads
//! cut off without a partner, as ESVEE takes them. What fragments say of the same places is one [`Edge`] of a breakend
//! graph. Nothing is called from it here.
//!
//! - [`claim`]: what one fragment says, from each read in hand.
//! - [`split`]: reads aligned in several parts.
//! - [`realign`]: ends of reads that an aligner could not place, laid against the junction that others name.
//! - [`spanning`]: the fragments that go on over a breakend as the reference does.
//! - [`edge`]: what several fragments say of the same places. [`edges`]: from claims to edges; parts of the genome add up.

pub mod claim;
pub mod edge;
pub mod edges;
pub mod realign;
pub mod spanning;
pub mod split;

use std::collections::{BTreeMap, BTreeSet};

use genome::breakend::Breakend;
use genome::contig::ContigList;
use hts::fasta::{FastaError, ReferenceGenome};

use self::claim::{Claim, Claims, Kind, Reader};
pub use self::edge::{Breakpoint, Edge, Side, Support};
pub use self::edges::{Edges, LeftOut};
use self::realign::Told;
use super::reads::ShardReads;
use crate::shard::Shard;
use crate::structural::places::Places;

/// The edges whose first breakends a piece owns. `longest_templates`: the [limit](claim::longest_template) of each specimen;
/// `places`: where a single fragment is kept; `reference`: of the whole genome. The reference's bases of each edge are still to be told.
///
/// # Errors
/// When the reference cannot be read.
pub fn collect(
    shard: &Shard,
    contigs: &ContigList,
    reads: &[ShardReads],
    longest_templates: &[u32],
    places: &Places,
    reference: &ReferenceGenome,
) -> Result<Edges, FastaError> {
    let mut claims = Claims { all: Vec::new(), left_out: LeftOut::default() };
    let specimens = || reads.iter().zip(longest_templates).enumerate();
    for (specimen, (reads, longest_template)) in specimens() {
        let mut reader =
            Reader { shard, contigs, specimen, longest_template: *longest_template, places, claims: &mut claims };
        reads.iter().for_each(|read| reader.primary(&read));
        reads.supplementary().for_each(|read| reader.supplementary(&read));
        reader.seek_ends(reads, reference)?;
    }
    let longest = reads.iter().flat_map(ShardReads::iter).map(|read| read.record.read_length()).max().unwrap_or(0);
    let told = Told::all(&claims.all, contigs, longest, reference)?;
    for (specimen, (reads, longest_template)) in specimens() {
        let mut reader =
            Reader { shard, contigs, specimen, longest_template: *longest_template, places, claims: &mut claims };
        reader.compare_ends(reads, &told);
    }
    let showing = showing(&claims.all, reads.len());
    let nobody = BTreeSet::new();
    let mut edges = Edges::of(claims.all, claims.left_out, shard, reads.len());
    for (first, second, breakpoint) in edges.breakpoints() {
        let end = Breakend { contig: first.contig, position: breakpoint.first, orientation: first.orientation };
        let mate = second.zip(breakpoint.second).map(|(side, position)| Breakend {
            contig: side.contig,
            position,
            orientation: side.orientation,
        });
        let count = |(specimen, (reads, longest)): (usize, (&ShardReads, &u32))| {
            spanning::count(reads, end, mate, *longest, showing[specimen].get(&end).unwrap_or(&nobody))
        };
        breakpoint.spanning = specimens().map(count).collect();
    }
    Ok(edges)
}

/// Per specimen, the fragments of which a read shows a junction, by its first breakend.
fn showing(claims: &[Claim], specimens: usize) -> Vec<BTreeMap<Breakend, BTreeSet<u64>>> {
    let mut all = vec![BTreeMap::<Breakend, BTreeSet<u64>>::new(); specimens];
    for claim in claims.iter().filter(|claim| claim.kind == Kind::Split) {
        let Some(exact) = &claim.exact else { continue };
        let end = Breakend { contig: claim.first.contig, position: exact.first, orientation: claim.first.orientation };
        all[claim.specimen].entry(end).or_default().insert(claim.fragment);
    }
    all
}
