//! Verdicts on whole pairs of simulated persons.

use genome::contig::{Contig, ContigList, ContigName};
use genome::position::Length;

use super::*;
use crate::fitness::simulated::{Mixture, People, pair};
use crate::identity::{ReferenceIdentity, SpecimenIdentity};
use crate::processing::Processing;
use crate::survey::Survey;

fn identity(tumours: usize, normals: usize) -> PairIdentity {
    let specimen = |name: String| SpecimenIdentity {
        file: format!("{name}.bam"),
        sample: name,
        bytes: 1,
        header_sha256: String::new(),
        index_older: false,
        records: Some([90, 10]),
        processing: Processing::unknown(),
    };
    let contig =
        Contig { name: ContigName::new("chr1").unwrap(), length: Length::new(100_000_000).unwrap(), md5: None };
    let contigs = ContigList::new(vec![contig]).unwrap();
    PairIdentity {
        tumours: (0..tumours).map(|place| specimen(format!("T{place}"))).collect(),
        normals: (0..normals).map(|place| specimen(format!("N{place}"))).collect(),
        reference: ReferenceIdentity { file: "reference.fa".into(), bytes: 1, contigs },
    }
}

fn judged(people: &People, specimens: &[Mixture], tumours: usize) -> Quality {
    let alleles = people.alleles(21, 6000, specimens);
    let collected = Collected { survey: Survey { alleles, ..Survey::default() }, ..Collected::default() };
    let pair = identity(tumours, specimens.len() - tumours);
    let counts = (tumours, specimens.len() - tumours);
    let fitness = Fitness::of(&collected.survey, &pair.reference.contigs, counts);
    quality(&pair, &[], &collected, &fitness, &[])
}

/// The verdicts of same-person, contamination (tumour, normal), donor-cells (tumour, normal) and swapped; `-` for a check
/// that is not there.
fn verdicts(people: &People, specimens: [Mixture; 2]) -> String {
    let quality = judged(people, &specimens, 1);
    let names =
        ["same-person:T0", "contamination:T0", "contamination:N0", "donor-cells:T0", "donor-cells:N0", "swapped:T0"];
    let verdict = |name: &str| {
        let check = quality.checks.iter().find(|check| check.name == name);
        check.map_or("-", |check| check.verdict.code())
    };
    names.map(verdict).join(" ")
}

#[test]
fn pairs_get_the_verdicts_that_they_deserve() {
    let people = People::default;
    let exchanged = |[tumour, normal]: [Mixture; 2]| [normal, tumour];
    for (story, people, specimens, expected) in [
        ("a pair", people(), pair(0.9, 0.0, 0.0), "pass pass pass pass pass pass"),
        (
            "half of the genome lost one chromosome",
            People { lost: 0.5, ..people() },
            pair(1.0, 0.0, 0.0),
            "pass pass pass pass pass pass",
        ),
        ("a contaminated tumour", people(), pair(0.9, 0.03, 0.0), "pass warn pass pass pass pass"),
        ("a contaminated normal", people(), pair(0.9, 0.0, 0.03), "pass pass warn pass pass pass"),
        (
            "a third of the tumour specimen is the donor's, an unrelated person",
            people(),
            pair(0.9, 0.33, 0.0),
            "pass stop - warn - warn",
        ),
        ("nearly all of it is the donor's", people(), pair(0.9, 0.8, 0.0), "warn stop - warn - warn"),
        ("a third is a child's", People { shared: 1, ..people() }, pair(0.9, 0.33, 0.0), "pass stop - warn - warn"),
        ("skin with a twelfth of the donor's blood", people(), pair(0.9, 0.0, 0.08), "pass pass warn pass warn warn"),
        ("another person's normal", people(), pair(0.9, 0.0, 1.0), "stop warn warn - - warn"),
        ("a child's normal", People { shared: 1, ..people() }, pair(0.9, 0.0, 1.0), "stop warn warn - - warn"),
        ("a twin's normal", People { shared: 2, ..people() }, pair(0.9, 0.0, 1.0), "pass pass pass pass pass pass"),
        ("exchanged", people(), exchanged(pair(1.0, 0.0, 0.0)), "pass pass pass pass pass stop"),
        ("no tumour in the tumour", people(), pair(0.0, 0.0, 0.0), "pass pass pass pass pass warn"),
    ] {
        assert_eq!(verdicts(&people, specimens), expected, "{story}");
    }
}

#[test]
fn the_kinship_of_a_donor_is_told() {
    for (shared, who) in [(0, "somebody unrelated"), (1, "a parent or child")] {
        let quality = judged(&People { shared, ..People::default() }, &pair(0.9, 0.3, 0.0), 1);
        let donor = quality.checks.iter().find(|check| check.name == "donor-cells:T0").unwrap();
        assert!(donor.because.contains(who) && donor.because.contains("N0"), "{}", donor.because);
        let share = quality.foreign_dna[0].mean.unwrap();
        assert!((share - 0.3).abs() < 0.04, "{share}");
    }
}

#[test]
fn several_specimens_are_each_compared_with_the_first_normal() {
    let [tumour, normal] = pair(0.9, 0.0, 0.0);
    let relapse = Mixture { foreign: 1.0, ..tumour };
    let quality = judged(&People::default(), &[tumour, relapse, normal, normal], 2);
    let same: Vec<(&str, Verdict)> = quality
        .checks
        .iter()
        .filter_map(|check| Some((check.name.strip_prefix("same-person:")?, check.verdict)))
        .collect();
    assert_eq!(same, [("T0", Verdict::Pass), ("T1", Verdict::Stop), ("N1", Verdict::Pass)]);
    let may_stop: Vec<String> = stopping_checks(&identity(2, 2)).collect();
    for check in quality.checks.iter().filter(|check| check.verdict == Verdict::Stop) {
        assert!(may_stop.contains(&check.name), "{} cannot be accepted", check.name);
    }
}

#[test]
fn a_tumour_alone_says_what_is_not_told() {
    let [tumour, _] = pair(0.9, 0.0, 0.0);
    let quality = judged(&People::default(), &[tumour], 1);
    assert!(quality.foreign_dna.is_empty() && quality.identity.is_empty() && quality.own_variants.is_empty());
    let told = quality.not_performed.join("; ");
    for word in ["contamination", "exchange", "same person", "sex"] {
        assert!(told.contains(word), "{told}");
    }
    assert_eq!(stopping_checks(&identity(1, 0)).collect::<Vec<_>>(), ["depth:T0"]);
    // Two tumours are compared with each other, although each has lost chromosomes.
    let two = judged(&People { lost: 0.3, ..People::default() }, &[tumour, tumour], 2);
    let same = two.checks.iter().find(|check| check.name == "same-person:T1").unwrap();
    assert_eq!(same.verdict, Verdict::Pass);
}

/// The names and verdicts of the checks of processing, and what a check says, for lines of the header of tumour and of normal;
/// two blanks are a tab. The tumour has so many reads marked as duplicates, and the normal so many.
fn placed(tumour: &[&str], normal: &[&str], duplicates: [u64; 2]) -> Vec<Check> {
    let mut pair = identity(1, 1);
    let header = |lines: &[&str]| {
        Processing::of(&hts::alignments::Header {
            contigs: pair.reference.contigs.clone(),
            read_groups: Vec::new(),
            text: lines.join("\n").replace("  ", "\t") + "\n",
        })
    };
    let [tumour, normal] = [header(tumour), header(normal)];
    pair.tumours[0].processing = tumour;
    pair.normals[0].processing = normal;
    let tally = |duplicates| crate::pass::reads::ReadTally { primary: 20_000, duplicates, ..Default::default() };
    let of = |specimen, duplicates| ProcessingQuality::of(specimen, &tally(duplicates));
    let all = [of(&pair.tumours[0], duplicates[0]), of(&pair.normals[0], duplicates[1])];
    let checks = processing::checks(&all, 1);
    let may_stop: Vec<String> = stopping_checks(&pair).collect();
    for check in checks.iter().filter(|check| check.verdict == Verdict::Stop) {
        assert!(may_stop.contains(&check.name), "{} cannot be accepted", check.name);
    }
    checks
}

const BWA: &str = "@PG  ID:bwa  PN:bwa  VN:0.7.17-r1188  CL:bwa mem -t 8 -Y -K 100000000 ref.fa T_1.fq T_2.fq";
const MARKED: &str = "@PG  ID:MarkDuplicates  PN:MarkDuplicates  PP:bwa";

#[test]
fn reads_that_were_placed_otherwise_are_told_and_another_program_stops() {
    use Verdict::{Pass, Stop, Warn};
    let bwa = |version: &str, options: &str| {
        format!("@PG  ID:bwa  PN:bwa  VN:{version}  CL:bwa mem -t 16 {options} /x/ref.fa a b")
    };
    let same = bwa("0.7.17-r1188", "-K 100000000 -Y");
    for (story, normal, expected) in [
        ("alike, with other threads and files", same.clone(), vec![("aligner", Pass), ("aligner-options", Pass)]),
        ("another program", "@PG  ID:d  PN:dragen  VN:4.2".into(), vec![("aligner", Stop)]),
        ("another version", bwa("0.7.15-r1140", "-Y -K 100000000"), vec![("aligner", Warn), ("aligner-options", Pass)]),
        ("a program made to give the same", same.replace("PN:bwa", "PN:bwa-mem2"), vec![("aligner", Warn)]),
        ("other options", bwa("0.7.17-r1188", "-M"), vec![("aligner", Pass), ("aligner-options", Warn)]),
        (
            "another value",
            bwa("0.7.17-r1188", "-B 3 -Y -K 100000000"),
            vec![("aligner", Pass), ("aligner-options", Warn)],
        ),
        ("no version", same.replace("VN:", "XX:"), vec![("aligner", Warn), ("aligner-options", Pass)]),
        ("no command line", same.replace("CL:", "XX:"), vec![("aligner", Pass), ("aligner-options", Warn)]),
        ("no line", "@CO  nothing".into(), vec![("aligner", Warn)]),
        ("no aligner", "@PG  ID:samtools  PN:samtools".into(), vec![("aligner", Warn)]),
        ("not a chain", "@PG  ID:bwa  PN:bwa  PP:bwa".into(), vec![("aligner", Warn)]),
    ] {
        let checks = placed(&[BWA], &[&normal], [5, 5]);
        let told: Vec<(&str, Verdict)> =
            checks.iter().map(|check| (check.name.strip_suffix(":T0").unwrap(), check.verdict)).collect();
        assert_eq!(told, expected, "{story}: {checks:#?}");
        let other_way = placed(&[&normal], &[BWA], [5, 5]);
        assert_eq!(
            other_way.iter().map(|check| check.verdict).collect::<Vec<_>>(),
            expected.iter().map(|(_, verdict)| *verdict).collect::<Vec<_>>(),
            "{story}, exchanged"
        );
    }
    let checks = placed(&[BWA], &[&bwa("0.7.17-r1188", "-B 3 -Y")], [5, 5]);
    assert_eq!(checks[1].because, "other options than for N0: here -K 100000000, there -B 3");
    // Nobody knows of either: that is not alike.
    assert_eq!(placed(&[], &[], [5, 5])[0].verdict, Warn);
}

#[test]
fn what_was_done_to_the_reads_of_one_only_is_told() {
    let told = |tumour: &[&str], normal: &[&str], duplicates| -> Vec<String> {
        let checks = placed(tumour, normal, duplicates).into_iter();
        checks
            .filter(|check| check.verdict == Verdict::Warn)
            .map(|check| format!("{} {}", check.name, check.because))
            .collect()
    };
    let none: [String; 0] = [];
    assert_eq!(told(&[BWA, MARKED], &[BWA, MARKED], [9, 9]), none);
    // Marked, and nobody says so; not to be told from the header.
    assert_eq!(told(&[BWA, MARKED], &[BWA], [9, 9]), none);
    assert_eq!(told(&[BWA], &[BWA], [0, 0]), none);
    let one = told(&[BWA, MARKED], &[BWA], [9, 0]);
    assert_eq!(
        one,
        ["duplicate-marking:T0 duplicates are marked in T0 only: in the other, copies of a molecule count as several"]
    );
    assert!(told(&[BWA], &[BWA], [0, 9])[0].contains("marked in N0 only"));
    let recalibrated = "@PG  ID:GATK ApplyBQSR  PN:GATK ApplyBQSR";
    assert!(
        told(&[BWA], &[BWA, recalibrated], [9, 9])[0]
            .starts_with("recalibration:T0 base qualities were recalibrated in N0 only")
    );
    let known = "@SQ  SN:chr6_GL000250v2_alt  LN:100  AH:*";
    assert!(
        told(&[BWA, known], &[BWA], [9, 9])[0]
            .starts_with("alternate-contigs:T0 alternate contigs are marked (@SQ, AH) in T0 only")
    );
    // A header that names no program says nothing of what was done.
    assert_eq!(told(&[BWA, recalibrated], &[], [9, 9]).len(), 1);
}
