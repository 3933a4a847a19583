use super::*;
use crate::haplotype::Haplotype;
use crate::random::Random;
use genome::position::Position;
use genome::variant::Edit;
use proptest::prelude::*;

/// A contig without structure.
fn contig(length: usize) -> Vec<Base> {
    let mut random = Random::stream(11, &[]);
    (0..length).map(|_| random.base()).collect()
}

fn edit(contig: &[Base], start: usize, deleted: usize, inserted: &[Base]) -> Edit {
    let deleted = contig[start..start + deleted].iter().copied().collect();
    let start = Position::from_zero_based(u32::try_from(start).unwrap()).unwrap();
    Edit { start, deleted, inserted: inserted.iter().copied().collect() }
}

/// The alignment of the read of 151 bases that starts here on the haplotype, as `position CIGAR edit-distance`.
fn shown(contig: &[Base], edits: &[Edit], start: usize) -> String {
    let haplotype = Haplotype::build(contig, 0..contig.len(), edits);
    let range = start..start + 151;
    let found = align(&haplotype.bases()[range.clone()], &haplotype.path(range), contig).unwrap();
    let steps: String = found.steps.iter().map(ToString::to_string).collect();
    let clip = |bases: usize| if bases > 0 { format!("{bases}S") } else { String::new() };
    format!("{} {}{steps}{} {}", found.start, clip(found.clipped[0]), clip(found.clipped[1]), found.edit_distance)
}

#[test]
fn a_short_deletion_needs_a_short_anchor_and_a_long_one_a_long() {
    let mut contig = contig(1000);
    (contig[499], contig[500], contig[501]) = (Base::C, Base::A, Base::G);
    let short = [edit(&contig, 500, 1, &[])];
    assert_eq!(shown(&contig, &short, 440), "440 60M1D91M 1");
    assert_eq!(shown(&contig, &short, 494), "494 6M1D145M 1");
    let long = [edit(&contig, 500, 60, &[])];
    assert_eq!(shown(&contig, &long, 430), "430 70M60D81M 60");
    assert!(shown(&contig, &long, 460).contains("S1"), "{}", shown(&contig, &long, 460));
    assert!(shown(&contig, &long, 460).starts_with("560 40S111M") || shown(&contig, &long, 460).starts_with("55"));
}

#[test]
fn one_base_beyond_a_deletion_is_a_mismatch_and_not_a_gap() {
    let contig = contig(1000);
    let edits = [edit(&contig, 500, 12, &[])];
    let text = shown(&contig, &edits, 499);
    assert!(text == "511 151M 1" || text == "511 151M 0", "{text}");
}

#[test]
fn a_long_insertion_is_clipped_from_the_cheaper_side() {
    let contig = contig(1000);
    let mut random = Random::stream(5, &[]);
    let inserted: Vec<Base> = (0..60).map(|_| random.base()).collect();
    let edits = [edit(&contig, 500, 0, &inserted)];
    assert!(shown(&contig, &edits, 480).ends_with("S71M 0"), "{}", shown(&contig, &edits, 480));
    assert!(shown(&contig, &edits, 420).starts_with("420 80M71S"), "{}", shown(&contig, &edits, 420));
    let edits = [edit(&contig, 500, 0, &inserted[..10])];
    assert_eq!(shown(&contig, &edits, 450), "450 50M10I91M 10");
}

#[test]
fn a_read_in_a_tandem_duplication_lies_on_the_copy_it_fits() {
    let contig = contig(1000);
    let edits = [edit(&contig, 500, 0, &contig[500..700])];
    // 120 bases of the first copy, 31 of the second.
    assert!(shown(&contig, &edits, 580).starts_with("580 120M31S"), "{}", shown(&contig, &edits, 580));
    // 31 bases of the first copy, 120 of the second.
    assert!(shown(&contig, &edits, 669).contains("500 31S120M"), "{}", shown(&contig, &edits, 669));
    // Wholly within the first copy, then wholly in the second.
    assert_eq!(shown(&contig, &edits, 510), "510 151M 0");
    assert_eq!(shown(&contig, &edits, 710), "510 151M 0");
}

#[test]
fn a_duplication_with_new_bases_lies_on_either_copy() {
    let contig = contig(1000);
    let filler = [Base::G, Base::A, Base::T, Base::T, Base::A, Base::C, Base::A];
    let edits = [edit(&contig, 500, 0, &[&contig[500..600], &filler].concat())];
    // 90 bases of the first copy, the filler, whose first base is that behind the copy, and 54 of the second; then 20, the
    // filler and 124.
    assert!(shown(&contig, &edits, 510).starts_with("510 91M60S"), "{}", shown(&contig, &edits, 510));
    assert!(shown(&contig, &edits, 580).starts_with("500 27S124M"), "{}", shown(&contig, &edits, 580));
    // A short one is an insertion.
    let edits = [edit(&contig, 500, 0, &[&contig[500..512], &filler].concat())];
    assert_eq!(shown(&contig, &edits, 440), "440 60M19I72M 19");
}

#[test]
fn bases_that_come_in_the_place_of_others_lie_on_them() {
    let mut contig = contig(1000);
    contig[495..505].copy_from_slice(&"ACGTACGGTC".parse::<genome::sequence::Sequence>().unwrap());
    // Two bases become five: two unlike ones and an insertion of three.
    let more: genome::sequence::Sequence = "GTTAC".parse().unwrap();
    let edits = [edit(&contig, 500, 2, &more)];
    assert_eq!(shown(&contig, &edits, 430), "430 70M3I78M 5");
    // Five become one.
    let edits = [edit(&contig, 500, 5, &[Base::T])];
    assert_eq!(shown(&contig, &edits, 430), "430 70M4D81M 5");
}

#[test]
fn gaps_in_repeats_are_left_aligned() {
    let mut contig = contig(1000);
    contig[500..512].fill(Base::A);
    contig[499] = Base::C;
    contig[512] = Base::C;
    // The last A is lost, the first is reported; then one too many.
    assert_eq!(shown(&contig, &[edit(&contig, 511, 1, &[])], 400), "400 100M1D51M 1");
    assert_eq!(shown(&contig, &[edit(&contig, 512, 0, &[Base::A])], 400), "400 100M1I50M 1");
    // A read that ends within the repeat does not show it.
    assert_eq!(shown(&contig, &[edit(&contig, 511, 1, &[])], 358), "358 151M 0");
}

#[test]
fn a_read_of_nowhere_is_not_aligned() {
    let contig = contig(1000);
    let read = vec![Base::A; 151];
    let path = Path { start: 100, steps: vec![Step { kind: StepKind::Match, length: 151 }], other_copy: None };
    assert_eq!(align(&read, &path, &contig), None);
    let past_the_end = Path { start: 920, ..path };
    let mut read = contig[920..].to_vec();
    read.resize(151, Base::C);
    let found = align(&read, &past_the_end, &contig).unwrap();
    assert_eq!((found.end, found.clipped), (1000, [0, 71]));
}

proptest! {
    #[test]
    fn an_alignment_consumes_the_read_and_counts_its_edits(
        start in 380usize..500, deleted in 0usize..40, inserted in prop::collection::vec(0usize..4, 0..40), gap in 3usize..30
    ) {
        let contig = contig(1000);
        let bases: Vec<Base> = inserted.iter().map(|at| Base::ACGT[*at]).collect();
        let edits = [edit(&contig, 470, deleted, &[]), edit(&contig, 470 + deleted + gap, 0, &bases)];
        let haplotype = Haplotype::build(&contig, 0..1000, &edits);
        let range = start..start + 151;
        let read = &haplotype.bases()[range.clone()];
        let found = align(read, &haplotype.path(range), &contig).unwrap();
        let length = |kinds: &[StepKind]| -> usize {
            found.steps.iter().filter(|step| kinds.contains(&step.kind)).map(|step| step.length).sum()
        };
        prop_assert_eq!(length(&[StepKind::Match, StepKind::Insertion]) + found.clipped[0] + found.clipped[1], 151);
        prop_assert_eq!(length(&[StepKind::Match, StepKind::Deletion]), found.end - found.start);
        let ends = [found.steps.first(), found.steps.last()];
        prop_assert!(ends.iter().all(|step| step.is_some_and(|step| step.kind == StepKind::Match)));
        // The score follows from the steps and the edit distance.
        let gaps: Vec<&Step> = found.steps.iter().filter(|step| step.kind != StepKind::Match).collect();
        let gapped: usize = gaps.iter().map(|step| step.length).sum();
        let unlike = i32::try_from(found.edit_distance as usize - gapped).unwrap();
        let whole = |value: usize| i32::try_from(value).unwrap();
        let clips = found.clipped.iter().filter(|bases| **bases > 0).count();
        let score = whole(length(&[StepKind::Match])) - 5 * unlike - 6 * whole(gaps.len()) - whole(gapped) - 5 * whole(clips);
        prop_assert_eq!(found.score, score);
    }
}
