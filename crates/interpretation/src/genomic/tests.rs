//! Cases on a drawn genome: every chromosome has two arms of 90 Mb, every arm bands of 5 Mb with the names of real ones.

use genome::breakend::Orientation::{KeepsLeft, KeepsRight};
use genome::position::{Interval, Position};
use guideline::truth::Truth::{No, Unknown, Yes};
use proptest::prelude::*;

use super::*;
use crate::cytogenetics::{Abnormality as Named, Count};
use crate::karyotype::{groups, parse};

const BANDS: [u32; 18] = [11, 12, 13, 14, 15, 21, 22, 23, 24, 25, 26, 31, 32, 33, 34, 35, 36, 37];
const MB: u32 = 1_000_000;
const ARM: u32 = 90 * MB;

fn all_chromosomes() -> impl Iterator<Item = Chromosome> {
    (1..=22).map(Chromosome::Autosome).chain([Chromosome::X, Chromosome::Y])
}

fn interval(start: u32, end: u32) -> Interval {
    Interval::new(Position::new(start).unwrap(), Position::new(end).unwrap()).unwrap()
}

fn drawn() -> Bands {
    let places = |chromosome| {
        (0_u32..).zip(BANDS).flat_map(move |(place, band)| {
            let short = (ARM - (place + 1) * 5 * MB + 1, ARM - place * 5 * MB, format!("p{band}"));
            let long = (ARM + place * 5 * MB + 1, ARM + (place + 1) * 5 * MB, format!("q{band}"));
            [short, long].map(|(start, end, name)| BandPlace { chromosome, interval: interval(start, end), name })
        })
    };
    Bands::new(all_chromosomes().flat_map(places))
}

/// The middle of a band; `pter`, `cen` and `qter` as they are called.
fn base(band: &str) -> u32 {
    match band {
        "pter" => 0,
        "cen" => ARM,
        "qter" => 2 * ARM,
        _ => {
            let number: u32 = band[1..].parse().unwrap();
            let place = u32::try_from(BANDS.iter().position(|band| *band == number).unwrap()).unwrap();
            if band.starts_with('p') { ARM - place * 5 * MB - 5 * MB / 2 } else { ARM + place * 5 * MB + 5 * MB / 2 }
        }
    }
}

fn chromosome(text: &str) -> Chromosome {
    match text {
        "X" => Chromosome::X,
        "Y" => Chromosome::Y,
        number => Chromosome::Autosome(number.parse().unwrap()),
    }
}

fn cells(share: Option<&str>) -> Option<Cells> {
    let best: f64 = share?.parse().unwrap();
    Cells::new(best, (best - 0.04).max(0.0), (best + 0.04).min(1.0))
}

/// Copies as inherited, but for `5 q13 q33 1/0 0.6; ...`: chromosome, from, to, total, copies of the rarer parent, cells.
fn copies(sex: Sex, changed: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    for of in all_chromosomes() {
        let expected = change::expected(of, sex, 2);
        let usual = Copies { total: expected, minor: Some(expected / 2) };
        let mut from = 1;
        let mut say = |start: u32, end: u32, copies: Option<Copies>, cells: Option<Cells>| {
            if start <= end {
                segments.push(Segment { chromosome: of, interval: interval(start, end), copies, cells });
            }
        };
        for change in changed.split(';').filter(|change| !change.trim().is_empty()) {
            let words: Vec<&str> = change.split_whitespace().collect();
            if chromosome(words[0]) != of {
                continue;
            }
            let (start, end) = (base(words[1]) + 1, base(words[2]));
            let (total, minor) = words[3].split_once('/').unwrap_or((words[3], "-"));
            let changed = total.parse().ok().map(|total| Copies { total, minor: minor.parse().ok() });
            say(from, start - 1, Some(usual), None);
            say(start, end, changed, cells(words.get(4).copied()));
            from = end + 1;
        }
        say(from, 2 * ARM, Some(usual), None);
    }
    segments
}

/// `8q22L 21q22R 0.8; ...`: two ends with the side that is kept, and cells.
fn junctions(written: &str) -> Vec<Junction> {
    let end = |text: &str| {
        let (of, rest) = text.split_at(text.find(['p', 'q']).unwrap());
        let (band, side) = rest.split_at(rest.len() - 1);
        let side = if side == "L" { KeepsLeft } else { KeepsRight };
        Breakend { chromosome: chromosome(of), position: Position::new(base(band)).unwrap(), side }
    };
    let one = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        Junction { ends: [end(words[0]), end(words[1])], genes: [None, None], cells: cells(words.get(2).copied()) }
    };
    written.split(';').filter(|text| !text.trim().is_empty()).map(one).collect()
}

fn of(sex: Sex, changed: &str, joined: &str) -> GenomicKaryotype {
    karyotype(Some(&copies(sex, changed)), Some(&junctions(joined)), &drawn(), sex)
}

const T_8_21: &str = "8q22L 21q22R; 21q22L 8q22R";

/// What the genome shows, and the karyotype that a cytogeneticist would write of it.
const CASES: &[(Sex, &str, &str, &str)] = &[
    (Sex::Female, "", "", "46,XX"),
    (Sex::Male, "", "", "46,XY"),
    (Sex::Female, "8 pter qter 3/1", "", "47,XX,+8"),
    (Sex::Male, "7 pter qter 1/0", "", "45,XY,-7"),
    (Sex::Female, "21 pter qter 4/2", "", "48,XX,+21,+21"),
    (Sex::Female, "5 q13 q33 1/0", "", "46,XX,del(5)(q13q33)"),
    (Sex::Female, "5 q31 qter 1/0", "", "46,XX,del(5)(q31)"),
    (Sex::Female, "17 pter p12 1/0", "", "46,XX,del(17)(p12)"),
    (Sex::Female, "12 p13 p11 1/0", "", "46,XX,del(12)(p11p13)"),
    (Sex::Female, "7 p12 q22 1/0", "", "46,XX,del(7)(p12q22)"),
    (Sex::Female, "1 q21 q32 3/1", "", "46,XX,dup(1)(q21q32)"),
    (Sex::Female, "3 q26 qter 3/1", "", "46,XX,dup(3)(q26q37)"),
    (Sex::Female, "12 p25 p21 3/1", "", "46,XX,dup(12)(p21p25)"),
    (Sex::Female, "17 pter cen 1/0; 17 cen qter 3/1", "", "46,XX,i(17)(q10)"),
    (Sex::Female, "8 pter cen 3/1; 8 cen qter 1/0", "", "46,XX,i(8)(p10)"),
    (Sex::Female, "17 pter p11 1/0; 17 p11 qter 3/1", "", "46,XX,i(17)(q10)"),
    (Sex::Female, "17 pter p12 1/0; 17 p12 qter 3/1", "", "46,XX,idic(17)(p12)"),
    (Sex::Female, "X pter q13 3/1; X q13 qter 1/0", "", "46,X,idic(X)(q13)"),
    (Sex::Female, "12 pter cen 4/2", "", "47,XX,+i(12)(p10)"),
    (Sex::Male, "Y pter qter 0", "", "45,X,-Y"),
    (Sex::Male, "Y pter qter 2", "", "47,XY,+Y"),
    (Sex::Male, "X pter qter 2", "", "47,XY,+X"),
    (Sex::Male, "X pter qter 0", "", "45,Y,-X"),
    (Sex::Female, "X pter qter 1/0", "", "45,X,-X"),
    (Sex::Female, "X pter qter 3/1", "", "47,XX,+X"),
    (Sex::Female, "X q21 qter 1/0", "", "46,X,del(X)(q21)"),
    (Sex::Female, "", T_8_21, "46,XX,t(8;21)(q22;q22)"),
    (Sex::Female, "", "22q11L 9q34R; 9q34L 22q11R", "46,XX,t(9;22)(q34;q11)"),
    (Sex::Male, "", "Xq13L 11q23R; 11q23L Xq13R", "46,Y,t(X;11)(q13;q23)"),
    (Sex::Female, "", "3p21R 8p12L; 3p21L 8p12R", "46,XX,t(3;8)(p21;p12)"),
    (Sex::Female, "", "2p21R 11q23R; 2p21L 11q23L", "46,XX,t(2;11)(p21;q23)"),
    (Sex::Female, "", "16p13L 16q22L; 16p13R 16q22R", "46,XX,inv(16)(p13q22)"),
    (Sex::Female, "", "3q21L 3q26L; 3q21R 3q26R", "46,XX,inv(3)(q21q26)"),
    (Sex::Female, "", "1p36L 1p22L; 1p36R 1p22R", "46,XX,inv(1)(p22p36)"),
    (Sex::Female, "", "8q22L 21q22R; 14q24L 8q22R; 21q22L 14q24R", "46,XX,t(8;14;21)(q22;q24;q22)"),
    (Sex::Female, "", "8q22L 14q24R; 21q22L 8q22R; 14q24L 21q22R", "46,XX,t(8;21;14)(q22;q22;q24)"),
    (Sex::Female, "", "1p36R 2q21R; 2q21L 3q21R; 3q21L 4q21R; 4q21L 1p36L", "46,XX,t(1;4;3;2)(p36;q21;q21;q21)"),
    (Sex::Female, "17 pter p13 1/0; 3 q21 qter 3/1", "17p13R 3q21R", "46,XX,der(17)t(3;17)(q21;p13)"),
    (Sex::Female, "5 q13 qter 1/0; 17 q21 qter 3/1", "5q13L 17q21R", "46,XX,der(5)t(5;17)(q13;q21)"),
    (Sex::Female, "5 q13 qter 1/0; 17 pter q21 1/0", "5q13L 17q21R", "45,XX,der(5)t(5;17)(q13;q21),-17"),
    (Sex::Female, "5 q13 qter 1/0; 17 pter p11 1/0", "5q13L 17p11R", "45,XX,dic(5;17)(q13;p11)"),
    (
        Sex::Female,
        "9 q34 qter 3/1; 22 pter q11 3/1",
        "22q11L 9q34R; 9q34L 22q11R",
        "47,XX,t(9;22)(q34;q11),+der(22)t(9;22)(q34;q11)",
    ),
    (Sex::Female, "1 q21 qter 3/1; 16 pter q12 3/1", "16q12L 1q21R", "47,XX,+der(16)t(1;16)(q21;q12)"),
    (Sex::Female, "7 pter p15 1/0; 7 q31 qter 1/0", "7p15R 7q31L", "46,XX,r(7)(p15q31)"),
    (Sex::Female, "5 q14 q32 1/0", "5q14L 5q32R", "46,XX,del(5)(q14q32)"),
    (Sex::Female, "11 q13 q23 3/1", "11q13R 11q23L", "46,XX,dup(11)(q13q23)"),
    (Sex::Female, "13 q13 q14 1/0; 13 q14 q21 0/0; 13 q21 q31 1/0", "", "46,XX,del(13)(q13q31),del(13)(q14q21)"),
    (Sex::Female, "7 pter qter 1/0; 8 pter qter 3/1; X pter qter 3/1", "", "47,XX,+X,-7,+8"),
    (
        Sex::Male,
        "5 q13 q33 1/0; 7 pter qter 1/0; 17 pter p12 1/0; 20 q11 q13 1/0",
        "3q21L 3q26L; 3q21R 3q26R",
        "45,XY,inv(3)(q21q26),del(5)(q13q33),-7,del(17)(p12),del(20)(q11q13)",
    ),
    (Sex::Female, "17 pter p12 2/0 0.4", "", "46,XX"),
];

#[test]
fn a_genome_is_written_as_a_cytogeneticist_would() {
    assert!(CASES.len() > 45);
    for (sex, changed, joined, expected) in CASES {
        let genome = of(*sex, changed, joined);
        assert_eq!(genome.text, *expected, "{changed} / {joined}");
        assert!(genome.unexplained.is_empty() && !genome.abnormalities.iter().any(|one| one.presumed), "{expected}");
        let read = parse(&genome.text, Some(*sex));
        assert!(read.is_complete(), "{expected} is read back");
        let counted = u32::try_from(genome.counted().count()).unwrap();
        assert_eq!(read.cytogenetics().abnormalities, Count::exactly(counted), "{expected}");
    }
}

#[test]
fn one_junction_of_two_tells_a_translocation_where_copies_are_even() {
    let genome = of(Sex::Female, "", "8q22L 21q22R 0.8");
    assert_eq!(genome.text, "46,XX,t(8;21)(q22;q22)");
    assert_eq!(genome.text_with_fractions, "46,XX,t(8;21)(q22;q22)[0.80]");
    assert!(genome.abnormalities[0].presumed && genome.notes.iter().any(|note| note.en.contains("one of its two")));
    assert_eq!(genome.cytogenetics.has(Named::T8_21), Yes);
}

#[test]
fn what_is_small_or_in_few_cells_is_listed_and_does_not_count() {
    let mut segments = copies(Sex::Female, "5 q13 q33 1/0 0.06; 17 pter p12 2/0 0.4");
    // 3 Mb of chromosome 4, 1 Mb of chromosome 9.
    segments.retain(|segment| !matches!(segment.chromosome, Chromosome::Autosome(4 | 9)));
    let copies_of = |total| Some(Copies { total, minor: Some(total / 2) });
    for (chromosome, length) in [(4, 3 * MB), (9, MB)] {
        let chromosome = Chromosome::Autosome(chromosome);
        for (start, end, total) in
            [(1, 50 * MB, 2), (50 * MB + 1, 50 * MB + length, 1), (50 * MB + length + 1, 2 * ARM, 2)]
        {
            segments.push(Segment {
                chromosome,
                interval: interval(start, end),
                copies: copies_of(total),
                cells: None,
            });
        }
    }
    let genome = karyotype(Some(&segments), Some(&[]), &drawn(), Sex::Female);
    assert_eq!(genome.text, "46,XX");
    let listed: Vec<_> = genome.abnormalities.iter().map(|one| (one.iscn.as_str(), one.not_counted)).collect();
    assert_eq!(
        listed,
        [
            ("del(4)(p23p23)", Some(NotCounted::Focal)),
            ("del(5)(q13q33)", Some(NotCounted::FewCells)),
            ("cnLOH(17)(p12p37)", Some(NotCounted::CopyNeutral)),
        ]
    );
    assert_eq!(genome.cytogenetics.has(Named::Del5q), No);
}

#[test]
fn what_a_junction_shows_counts_in_few_cells_too() {
    let genome = of(Sex::Female, "", "8q22L 21q22R 0.05; 21q22L 8q22R 0.06");
    assert_eq!(genome.text, "46,XX,t(8;21)(q22;q22)");
    assert_eq!(genome.cytogenetics.has(Named::T8_21), Yes);
}

/// Ends a band apart are one break of a human chromosome; of one that is a hundred times shorter they are far apart.
#[test]
fn distances_shrink_with_the_genome() {
    let joined = junctions("8q22L 21q22R; 21q23L 8q23R");
    let of = |bands: &Bands| karyotype(Some(&copies(Sex::Female, "")), Some(&joined), bands, Sex::Female).text;
    assert_eq!(of(&drawn()), "46,XX,t(8;21)(q22;q23)");
    assert_eq!(of(&drawn().shortened(100)), "46,XX,t(8;21)(q22;q22),t(8;21)(q23;q23)");
    let whole = drawn();
    assert_eq!((whole.apart(1_000_000), whole.apart(5_000_000)), (1_000_000, 5_000_000));
    // No edge of copies is told to fewer bases, however short the genome.
    assert_eq!((drawn().shortened(400).apart(1_000_000), drawn().shortened(10).apart(1_000_000)), (20_000, 100_000));
}

#[test]
fn flags_follow_from_the_events() {
    let (_, changed, joined, _) = CASES[CASES.len() - 2];
    let genome = of(Sex::Male, changed, joined);
    let seen = &genome.cytogenetics;
    for there in [Named::Inv3, Named::Del5q, Named::Monosomy7, Named::Loss17p, Named::Abnormal17p, Named::Del20q] {
        assert_eq!(seen.has(there), Yes, "{there:?}");
    }
    assert_eq!((seen.has(Named::T8_21), seen.has(Named::Trisomy8), seen.has(Named::LossY)), (No, No, No));
    assert_eq!((seen.abnormalities, seen.autosomal_monosomies), (Count::exactly(5), Count::exactly(1)));
    assert_eq!(groups::monosomal(seen).possible, [true]);
    assert_eq!(seen.independent_clones, Unknown, "no fractions");
}

#[test]
fn fractions_that_add_up_to_more_than_all_cells_share_cells() {
    let genome = of(Sex::Female, "5 q13 q33 1/0 0.9; 7 pter qter 1/0 0.4", "");
    assert_eq!(genome.text_with_fractions, "45,XX,del(5)(q13q33)[0.90],-7[0.40]");
    assert_eq!(genome.cytogenetics.independent_clones, No);
    let apart = of(Sex::Female, "5 q13 q33 1/0 0.3; 7 pter qter 1/0 0.4", "");
    assert_eq!(apart.cytogenetics.independent_clones, Unknown);
}

#[test]
fn neighbours_in_other_cells_are_two_events() {
    let one = of(Sex::Female, "7 q21 q31 1/0 0.50; 7 q31 qter 1/0 0.55", "");
    assert_eq!(one.text, "46,XX,del(7)(q21)");
    let two = of(Sex::Female, "7 q21 q31 1/0 0.80; 7 q31 qter 1/0 0.30", "");
    assert_eq!(two.text, "46,XX,del(7)(q21q31),del(7)(q31)");
}

#[test]
fn what_was_not_looked_at_is_not_absent() {
    let bands = drawn();
    let only_junctions = karyotype(None, Some(&junctions(T_8_21)), &bands, Sex::Female).cytogenetics;
    assert_eq!(only_junctions.has(Named::T8_21), Yes);
    assert_eq!(only_junctions.has(Named::Monosomy7), Unknown);
    assert_eq!(only_junctions.abnormalities, Count { least: 1, most: None });
    let only_copies = karyotype(Some(&copies(Sex::Female, "5 q13 q33 1/0")), None, &bands, Sex::Female).cytogenetics;
    let told = [Named::Del5q, Named::Monosomy7, Named::T8_21].map(|one| only_copies.has(one));
    assert_eq!(told, [Yes, No, Unknown]);
    let no_copies_of_7 = of(Sex::Female, "7 pter qter -", "").cytogenetics;
    let told = [Named::Monosomy7, Named::Del7q, Named::Monosomy5].map(|one| no_copies_of_7.has(one));
    assert_eq!(told, [Unknown, Unknown, No]);
    assert_eq!(of(Sex::Female, "7 pter p15 -", "").not_assessable[0].bases, base("p15"));
}

#[test]
fn a_gap_between_the_same_copies_is_taken_with_them() {
    let gap = "7 pter p11 1/0; 7 p11 q11 -; 7 q11 qter 1/0";
    assert_eq!(of(Sex::Female, gap, "").text, "45,XX,-7");
    let arms = "17 pter p11 1/0; 17 p11 q11 -; 17 q11 qter 3/1";
    assert_eq!(of(Sex::Female, arms, "").text, "46,XX,i(17)(q10)");
}

#[test]
fn junctions_that_fit_nothing_are_told_apart_and_counted_at_least_once() {
    // The end of 3 is joined to 12, and copies change at both, but not as a derivative would have it.
    let odd = of(Sex::Female, "3 q26 qter 3/1; 12 pter p13 3/1", "3q26L 12p13R");
    assert_eq!(odd.unexplained[0].junctions, ["t(3;12)(q26;p13)"]);
    assert_eq!(odd.cytogenetics.has(Named::Other3q26), Unknown);
    assert_eq!(odd.cytogenetics.abnormalities, Count { least: 3, most: None });
    let many = "6q12L 6q21R; 6q13R 6q24L; 6q14L 6q31L; 6q22R 6q33R; 6q15L 9q21R";
    let shattered = of(Sex::Female, "", many);
    assert_eq!((shattered.text.as_str(), shattered.unexplained.len()), ("46,XX", 1));
    assert_eq!(shattered.unexplained[0].junctions.len(), 5);
    assert_eq!(shattered.cytogenetics.abnormalities, Count { least: 1, most: None });
}

#[test]
fn two_whole_arms_may_be_one_derivative() {
    let genome = of(Sex::Female, "1 cen qter 3/1 0.5; 7 cen qter 1/0 0.5", "");
    assert_eq!(genome.text, "46,XX,dup(1)(q11q37),del(7)(q11)");
    assert_eq!(genome.cytogenetics.abnormalities, Count { least: 1, most: Some(2) });
    assert!(genome.notes.iter().any(|note| note.en.contains("one derivative of two whole arms")));
}

#[test]
fn many_chromosomes_have_their_ploidy() {
    let gained: Vec<String> = ["4", "6", "10", "14", "17", "18", "21"].map(|of| format!("{of} pter qter 3/1")).into();
    let hyperdiploid = of(Sex::Female, &format!("{};X pter qter 3/1", gained.join(";")), "");
    assert_eq!(hyperdiploid.text, "54,XX,+X,+4,+6,+10,+14,+17,+18,+21");
    assert_eq!(hyperdiploid.cytogenetics.has(Named::Hyperdiploid), Yes);
    let all: Vec<String> =
        (1..=22).map(|of| format!("{of} pter qter {}", if of == 7 { "2/0" } else { "3/1" })).collect();
    let triploid = of(Sex::Female, &format!("{};X pter qter 3/1", all.join(";")), "");
    assert_eq!(triploid.text, "68<3n>,XXX,-7");
    let lost: Vec<String> = (1..=20).map(|of| format!("{of} pter qter 1/0")).collect();
    let near_haploid = of(Sex::Female, &lost.join(";"), "");
    assert!(near_haploid.text.starts_with("26,XX,-1,-2"), "{}", near_haploid.text);
    assert_eq!(near_haploid.cytogenetics.has(Named::Hypodiploid), Yes);
}

#[test]
fn banding_is_confirmed_abnormality_by_abnormality() {
    let banded = "45,XX,t(8;21)(q22;q22),-7,del(5)(q13q31),+mar,inv(16)(p13q22),t(3;5)(q25;q35),-17[12]";
    let genome = of(Sex::Female, "5 q14 q33 1/0; 7 pter qter 1/0; 17 pter p11 1/0; 8 pter qter 3/1", T_8_21);
    let (told, only) = confirm(&parse(banded, None), &genome);
    let verdicts: Vec<_> = told.iter().map(|one| (one.written.as_str(), one.confirmed)).collect();
    assert_eq!(
        verdicts,
        [
            ("t(8;21)(q22;q22)", Confirmed::Confirmed),
            ("-7", Confirmed::Confirmed),
            ("del(5)(q13q31)", Confirmed::Confirmed),
            ("+mar", Confirmed::NotAssessable),
            ("inv(16)(p13q22)", Confirmed::NotConfirmed),
            ("t(3;5)(q25;q35)", Confirmed::NotConfirmed),
            ("-17", Confirmed::Partly),
        ]
    );
    assert_eq!(told[6].by, ["del(17)(p11)"]);
    assert_eq!(only, ["+8"]);
    let nothing_seen = karyotype(None, None, &drawn(), Sex::Female);
    let (told, _) = confirm(&parse(banded, None), &nothing_seen);
    assert!(told.iter().all(|one| one.confirmed == Confirmed::NotAssessable));
}

/// Simple events by the chromosome that they happen to: copies, junctions, text.
fn event(of: u32, kind: usize) -> (String, String, String) {
    let other = of + 11;
    let named = |changed: String, joined: String, text: String| (changed, joined, text);
    let none = String::new;
    match kind {
        0 => named(format!("{of} pter qter 3/1"), none(), format!("+{of}")),
        1 => named(format!("{of} pter qter 1/0"), none(), format!("-{of}")),
        2 => named(format!("{of} q14 q31 1/0"), none(), format!("del({of})(q14q31)")),
        3 => named(format!("{of} q22 qter 1/0"), none(), format!("del({of})(q22)")),
        4 => named(format!("{of} p31 p13 3/1"), none(), format!("dup({of})(p13p31)")),
        5 => named(format!("{of} pter cen 1/0; {of} cen qter 3/1"), none(), format!("i({of})(q10)")),
        6 => named(none(), format!("{of}q13L {of}q31L; {of}q31R {of}q13R"), format!("inv({of})(q13q31)")),
        7 => named(none(), format!("{other}p21R {of}q22R; {other}p21L {of}q22L"), format!("t({of};{other})(q22;p21)")),
        _ => named(
            format!("{of} pter p21 1/0; {other} q24 qter 3/1"),
            format!("{other}q24R {of}p21R"),
            format!("der({of})t({of};{other})(p21;q24)"),
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Events on different chromosomes do not disturb each other, whatever the order of segments, junctions and ends.
    #[test]
    fn events_of_different_chromosomes_are_each_told(
        kinds in prop::collection::btree_map(1_u32..=11, 0_usize..9, 0..6),
        turned in any::<bool>(),
    ) {
        let events: Vec<_> = kinds.iter().map(|(of, kind)| event(*of, *kind)).collect();
        let joined = |part: fn(&(String, String, String)) -> &String| {
            events.iter().map(part).filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(";")
        };
        let mut segments = copies(Sex::Female, &joined(|event| &event.0));
        let mut junctions = junctions(&joined(|event| &event.1));
        if turned {
            segments.reverse();
            junctions.reverse();
            for junction in &mut junctions {
                junction.ends.reverse();
            }
        }
        let genome = karyotype(Some(&segments), Some(&junctions), &drawn(), Sex::Female);
        let number = 46 + kinds.values().filter(|kind| **kind == 0).count() - kinds.values().filter(|kind| **kind == 1).count();
        let mut expected = format!("{number},XX");
        for (_, _, text) in &events {
            expected.push(',');
            expected.push_str(text);
        }
        prop_assert_eq!(&genome.text, &expected);
        let seen = &genome.cytogenetics;
        prop_assert_eq!(seen.abnormalities.most, Some(u32::try_from(events.len()).unwrap()));
        prop_assert_eq!(groups::complex_2022(seen), groups::complex_2022(&{
            let mut banded = parse(&expected, Some(Sex::Female)).cytogenetics();
            banded.text.clone_from(&seen.text);
            banded.abnormalities.least = seen.abnormalities.least;
            banded
        }));
    }
}
