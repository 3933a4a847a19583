//! What is wrong in the reads of a simulated pair, and how often.
use crate::read_back;

use std::collections::{HashMap, HashSet};

use genome::sequence::Base;
use read_back::{aligned, each_record, made, plan, reference};
use simulation::plan::GermlinePlan;

/// What is read as oxidised stands in first mates as `G>T`, in second mates as `C>A`, and in both mates that overlap.
#[test]
fn damage_is_seen_by_the_strand_that_is_read_first() {
    let mut plan = plan();
    plan.sequencing.error_scale = 0.0;
    plan.sequencing.indel_error = 0.0;
    plan.sequencing.failed_reads = 0.0;
    plan.germline = GermlinePlan { snv_rate: 0.0, indel_rate: 0.0, ..plan.germline };
    plan.somatic.snv_rate = 0.0;
    plan.tumour.damage.oxidation = 1e-3;
    (plan.tumour.depth, plan.normal.depth) = (45.0, 5.0);
    let folder = made(&plan);
    let reference = reference(folder.path());
    let (mut guanines, mut damaged) = (0u32, 0u32);
    let mut by_fragment: HashMap<Vec<u8>, HashSet<(usize, Base)>> = HashMap::new();
    let mut covered: HashMap<Vec<u8>, Vec<HashSet<usize>>> = HashMap::new();
    each_record(&folder.path().join("tumour.bam"), |record| {
        let contig = record.contig().unwrap().get();
        let flags = record.flags();
        let turned = |base: Base| if flags.is_reverse() { base.complement() } else { base };
        let (from, to) = if flags.is_first() { (Base::G, Base::T) } else { (Base::C, Base::A) };
        // The last field of a name numbers the duplicates of a fragment.
        let name = record.name().to_vec();
        let fragment = name[..name.iter().rposition(|byte| *byte == b':').unwrap()].to_vec();
        let bases = aligned(record);
        covered.entry(fragment.clone()).or_default().push(bases.iter().map(|(place, _)| *place).collect());
        for (place, base) in bases {
            let expected = reference[contig][place];
            guanines += u32::from(turned(expected) == from);
            if base != expected {
                assert_eq!((turned(expected), turned(base)), (from, to), "first mate: {}", flags.is_first());
                damaged += 1;
                by_fragment.entry(fragment.clone()).or_default().insert((place, base));
            }
        }
    });
    let rate = f64::from(damaged) / f64::from(guanines);
    assert!((rate / 1e-3 - 1.0).abs() < 0.12, "{damaged} of {guanines}");
    // Each read of the fragment that covers the place shows it: all duplicates, and both mates where they overlap.
    let shown: usize = by_fragment
        .iter()
        .flat_map(|(fragment, places)| places.iter().map(move |(place, _)| (fragment, *place)))
        .map(|(fragment, place)| covered[fragment].iter().filter(|read| read.contains(&place)).count())
        .sum();
    assert_eq!(shown, damaged as usize);
    each_record(&folder.path().join("normal.bam"), |record| assert_eq!(record.edit_distance(), Some(0)));
}
