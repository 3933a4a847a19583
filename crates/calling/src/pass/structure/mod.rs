//! Structural evidence: where fragments say that the genome of a specimen is joined otherwise than the reference.
//!
//! METHOD: the evidence that Manta takes (Chen et al., Bioinformatics 2016; its methods text): pairs whose mates lie too far apart, in
//! the wrong orientation or on two contigs; reads aligned in several parts (`SA`); long gaps within a read; and reads
//! cut off without a partner, as ESVEE takes them. What fragments say of the same places is one [`Edge`] of a breakend
//! graph. Nothing is called from it here.
//!
//! - [`claim`]: what one fragment says, from each read in hand.
//! - [`split`]: reads aligned in several parts.
//! - [`spanning`]: the fragments that go on over a breakend as the reference does.
//! - [`edge`]: what several fragments say of the same places. [`edges`]: from claims to edges; parts of the genome add up.

pub mod claim;
pub mod edge;
pub mod edges;
pub mod spanning;
pub mod split;

use genome::breakend::Breakend;
use genome::contig::ContigList;

use self::claim::Reader;
pub use self::edge::{Breakpoint, Edge, Side, Support};
pub use self::edges::{Edges, LeftOut};
use super::reads::ShardReads;
use crate::shard::Shard;
use crate::structural::places::Places;

/// The edges whose first breakends a piece owns. `longest_templates`: the [limit](claim::longest_template) of each specimen;
/// `places`: where a single fragment is kept. The reference's bases are still to be told.
#[must_use]
pub fn collect(
    shard: &Shard,
    contigs: &ContigList,
    reads: &[ShardReads],
    longest_templates: &[u32],
    places: &Places,
) -> Edges {
    let (mut claims, mut left_out) = (Vec::new(), LeftOut::default());
    for (specimen, (reads, longest_template)) in reads.iter().zip(longest_templates).enumerate() {
        let mut reader =
            Reader { shard, contigs, specimen, longest_template: *longest_template, places, claims, left_out };
        reads.iter().for_each(|read| reader.primary(&read));
        reads.supplementary().for_each(|read| reader.supplementary(&read));
        Reader { claims, left_out, .. } = reader;
    }
    let mut edges = Edges::of(claims, left_out, shard, reads.len());
    for (first, second, breakpoint) in edges.breakpoints() {
        let specimens = reads.iter().zip(longest_templates);
        let end = Breakend { contig: first.contig, position: breakpoint.first, orientation: first.orientation };
        let mate = second.map(|side| side.contig).zip(breakpoint.second);
        let pairs = spanning::pairs_tell((first.contig, breakpoint.first), mate);
        breakpoint.spanning = specimens.map(|(reads, longest)| spanning::count(reads, end, pairs, *longest)).collect();
    }
    edges
}
