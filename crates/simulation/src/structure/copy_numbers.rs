//! The copies of each haplotype along the genome, as text.

use std::fmt::Write;

use genome::contig::{ContigIndex, ContigList};

use super::evolution::Evolution;
use crate::cells::{SampleKind, Shares};
use crate::plan::Plan;

const HEADER: &str =
    "contig\tstart\tend\tcopies_1\tcopies_2\tmajor\tminor\tcell_fraction\tclone\ttumour_depth\tnormal_depth\n";

/// The copies of the two haplotypes of the patient in a cell of each generation.
type State = Vec<[usize; 2]>;

/// The table `truth_cn.tsv`: for each segment, one line for each state of copies that tumour cells have.
///
/// `start` and `end` are 1-based, both included; `copies_1` and `copies_2` are of the haplotypes of `germline.vcf.gz`;
/// `cell_fraction` is the share of the tumour's cells with this state, `clone` the first clone with it (`.` for cells before
/// the first); the two depths are those expected in the samples, the same on each line of a segment.
pub(crate) fn copy_numbers(plan: &Plan, contigs: &ContigList, evolution: &Evolution, shares: [&Shares; 2]) -> String {
    let mut table = HEADER.to_owned();
    let cells = plan.tumour_cells();
    let clones = plan.clones();
    let first_of = |generation| (0..clones.len()).find(|clone| evolution.first_generation(*clone) == generation);
    for (place, contig) in contigs.contigs().iter().enumerate() {
        let Some(index) = ContigIndex::new(place) else { break };
        for (start, end, state) in segments(evolution, index, contig.length.get() as usize) {
            let depth =
                |sample: SampleKind, shares: &Shares| plan.sample(sample).depth * shares.depth(evolution, index, start);
            let depths = [depth(SampleKind::Tumour, shares[0]), depth(SampleKind::Normal, shares[1])];
            let mut seen: Vec<[usize; 2]> = Vec::new();
            for (generation, copies) in state.iter().enumerate() {
                let same = state.iter().zip(&cells).filter(|(other, _)| *other == copies);
                let fraction: f64 = same.map(|(_, cells)| cells).sum();
                if seen.contains(copies) || fraction <= 0.0 {
                    continue;
                }
                seen.push(*copies);
                let [one, two] = *copies;
                let clone = first_of(generation).and_then(|clone| clones.get(clone)).map_or(".", |clone| &clone.name);
                // Writing to a text does not fail.
                let _ = writeln!(
                    table,
                    "{}\t{}\t{end}\t{one}\t{two}\t{}\t{}\t{fraction:.4}\t{clone}\t{:.3}\t{:.3}",
                    contig.name,
                    start + 1,
                    one.max(two),
                    one.min(two),
                    depths[0],
                    depths[1],
                );
            }
        }
    }
    table
}

/// The segments of a contig, 0-based, end not included, with the copies in each generation.
fn segments(evolution: &Evolution, index: ContigIndex, length: usize) -> Vec<(usize, usize, State)> {
    let stretches = |generation| evolution.stretches(generation, index);
    let mut breaks: Vec<usize> = evolution
        .generations()
        .flat_map(stretches)
        .flat_map(|stretch| [stretch.start, stretch.end])
        .chain([0, length])
        .collect();
    breaks.sort_unstable();
    breaks.dedup();
    let mut segments: Vec<(usize, usize, State)> = Vec::new();
    for pair in breaks.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let copies = |generation| {
            let of_side = |side| evolution.copies_of(generation, index, start).filter(|copy| copy.side == side).count();
            [of_side(0), of_side(1)]
        };
        let state: State = evolution.generations().map(copies).collect();
        match segments.last_mut() {
            Some(last) if last.2 == state => last.1 = end,
            _ => segments.push((start, end, state)),
        }
    }
    segments
}
