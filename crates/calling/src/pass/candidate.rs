//! Which differences are worth a closer look.
//!
//! The gate is wide and only counts: at least two reads in some tumour, and not plainly inherited. What passes is judged
//! by the model; nothing else is decided here.

use genome::position::Interval;
use genome::reference::Reference;
use genome::sequence::Base;
use genome::variant::Variant;

use super::counts::Counts;
use crate::shard::Shard;

/// Least reads in one tumour. One read alone says nothing at 90x.
pub const LEAST_READS: u32 = 2;

/// Least share of a tumour's reads, in per mille: below it, at any depth, an allele is not told from errors.
const LEAST_PER_MILLE: u32 = 12;

/// From this share of a normal's reads on (per mille, at 10 reads or more) an allele counts as inherited. A clonal
/// variant of a normal with 30 % tumour reaches half of it; one with loss of the other allele, 300.
const INHERITED_PER_MILLE: u32 = 350;

/// Least depth of a normal at which it can call an allele inherited.
const INHERITED_DEPTH: u32 = 10;

/// Whether counts of an allele pass the gate: `(reads with it, reads)` for each tumour and normal.
fn passes(tumours: &[(u32, u32)], normals: &[(u32, u32)]) -> bool {
    let seen = |(with, all): &(u32, u32)| *with >= LEAST_READS && with * 1000 >= all * LEAST_PER_MILLE;
    let inherited = |(with, all): &(u32, u32)| *all >= INHERITED_DEPTH && *with * 1000 >= *all * INHERITED_PER_MILLE;
    tumours.iter().any(seen) && !normals.iter().any(inherited)
}

/// Whether an indel is shown by more reads than the repeat it lies in shows falsely: by two standard deviations.
fn exceeds_noise((with, all): (u32, u32), rate: f64) -> bool {
    let expected = f64::from(all) * rate;
    f64::from(with) > expected + 2.0 * expected.sqrt()
}

/// The candidates that a piece owns, in order of position and alleles. `false_indels`: the rate at which reads show a
/// false indel where this one lies.
#[must_use]
pub fn candidates(
    shard: &Shard,
    tumours: &[Counts],
    normals: &[Counts],
    window: &impl Reference,
    within: Interval,
    false_indels: impl Fn(&Variant) -> f64,
) -> Vec<Variant> {
    let mut found: Vec<Variant> = Vec::new();
    let (from, to) = within.to_half_open();
    for place in from..to {
        let Ok(position) = genome::position::Position::from_zero_based(place) else { continue };
        let seen: Vec<[u16; 4]> = tumours.iter().map(|counts| counts.mismatches(position)).collect();
        for (column, alternate) in Base::ACGT.into_iter().enumerate() {
            if seen.iter().all(|counts| u32::from(counts[column]) < LEAST_READS) {
                continue;
            }
            let share = |counts: &Counts| (u32::from(counts.mismatches(position)[column]), counts.depth(position));
            let tumours: Vec<(u32, u32)> = tumours.iter().map(share).collect();
            let normals: Vec<(u32, u32)> = normals.iter().map(share).collect();
            let Some(reference) = window.base(shard.contig, position).filter(|base| *base != Base::N) else { continue };
            if passes(&tumours, &normals)
                && let Ok(variant) = Variant::new(shard.contig, position, &[reference], &[alternate], window)
            {
                found.push(variant);
            }
        }
    }
    for counts in tumours {
        for variant in counts.indels.keys() {
            let share =
                |counts: &Counts| (counts.indels.get(variant).copied().unwrap_or(0), counts.depth(variant.position()));
            let tumours: Vec<(u32, u32)> = tumours.iter().map(share).collect();
            let normals: Vec<(u32, u32)> = normals.iter().map(share).collect();
            if within.contains(variant.position())
                && passes(&tumours, &normals)
                && tumours.iter().any(|counts| exceeds_noise(*counts, false_indels(variant)))
            {
                found.push(variant.clone());
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indel_must_stand_out_of_its_repeat() {
        assert!(exceeds_noise((2, 90), 1e-4));
        assert!(!exceeds_noise((9, 90), 0.1));
        assert!(exceeds_noise((16, 90), 0.1));
    }

    #[test]
    fn the_gate_is_wide_but_wants_two_reads_and_no_inheritance() {
        assert!(passes(&[(2, 90)], &[(0, 30)]));
        assert!(!passes(&[(1, 90)], &[(0, 30)]), "one read");
        assert!(!passes(&[(2, 400)], &[(0, 30)]), "half a per cent of 400 reads");
        assert!(!passes(&[(45, 90)], &[(15, 30)]), "heterozygous in the normal");
        assert!(passes(&[(45, 90)], &[(5, 30)]), "a third of the normal is tumour");
        assert!(passes(&[(45, 90)], &[(4, 9)]), "too few reads to call it inherited");
        assert!(passes(&[(0, 90), (3, 90)], &[]), "in the second tumour, and without a normal");
    }
}
