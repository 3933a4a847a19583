//! Verdicts on whole pairs of simulated persons.

use genome::contig::{Contig, ContigList, ContigName};
use genome::position::Length;

use super::*;
use crate::fitness::simulated::{Mixture, People, pair};
use crate::identity::{ReferenceIdentity, SpecimenIdentity};
use crate::survey::Survey;

fn identity(tumours: usize, normals: usize) -> PairIdentity {
    let specimen = |name: String| SpecimenIdentity {
        file: format!("{name}.bam"),
        sample: name,
        bytes: 1,
        header_sha256: String::new(),
        index_older: false,
        records: Some([90, 10]),
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
