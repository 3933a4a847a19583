//! Boundary vignettes of our own, written from the tables. Each says why.

use genome::detection::Detection;
use genome::quantity::AlleleFraction;

use super::ElnRisk::{Adverse, Favourable, Intermediate};
use super::{ELN_2017, ELN_2022, ELN_2024, ElnRisk};
use crate::cytogenetics::Abnormality;
use crate::decision_list::DecisionList;
use crate::vignette::{banded, nothing_found, with};
use crate::workup::{Event, FusionsAssessed, Workup};

fn expect(list: &DecisionList<Workup, ElnRisk>, workup: &Workup, class: ElnRisk, why: &str) {
    let answer = list.decide(workup);
    assert_eq!(answer.definite(), Some(&class), "{}: {why}: {:?}", list.edition, answer.path);
}

#[test]
fn genes_in_three_editions() {
    use {Adverse as A, Favourable as F, Intermediate as I};
    for (findings, e2017, e2022, e2024, why) in [
        (&[][..], I, I, F, "nothing found; ELN 2024 calls it favourable, tentatively"),
        (&["NPM1"], F, F, F, "NPM1 alone"),
        (&["NPM1", "ITD=0.49"], F, I, I, "the ratio counts in 2017 only; ITD is a signalling mutation in 2024"),
        (&["NPM1", "ITD=0.5"], I, I, I, "0.5 is high"),
        (&["ITD=0.49"], I, I, I, "low ratio without NPM1"),
        (&["ITD=0.5"], A, I, I, "high ratio without NPM1 is adverse in 2017 only"),
        (&["CEBPAx2"], F, I, F, "biallelic outside the bZIP counts in 2017 only"),
        (&["CEBPAx1"], I, I, F, "one allele, not bZIP"),
        (&["bzip"], I, F, F, "one bZIP allele counts in 2022; in 2017 the other allele is not known to be lost"),
        (&["TP53=0.09"], A, I, A, "2022 asks for 10 %"),
        (&["TP53=0.1"], A, A, A, "10 % is enough"),
        (&["RUNX1"], A, A, F, "not a criterion in 2024"),
        (&["ASXL1"], A, A, F, "not a criterion in 2024"),
        (&["SRSF2"], I, A, F, "myelodysplasia-related in 2022 only"),
        (&["SF3B1"], I, A, F, "myelodysplasia-related in 2022 only"),
        (&["ZRSR2"], I, A, F, "myelodysplasia-related in 2022 only"),
        (&["NPM1", "RUNX1"], F, F, F, "favourable subtypes are spared"),
        (&["NPM1", "SRSF2"], F, F, F, "favourable subtypes are spared"),
        (&["NPM1", "TP53"], A, A, A, "TP53 is not spared"),
        (&["NPM1", "ITD=0.9", "SRSF2"], I, A, I, "intermediate is not a favourable subtype"),
        (&["bzip", "EZH2"], I, F, F, "the bZIP is a favourable subtype"),
        (&["IDH1", "NRAS"], I, I, F, "IDH1 whatever the signalling mutation"),
        (&["IDH2", "NRAS"], I, I, I, "IDH2 only without it"),
        (&["IDH1", "TP53"], A, A, A, "TP53 first"),
        (&["DDX41", "KRAS"], I, I, F, "DDX41 has no condition on signalling"),
        (&["PTPN11"], I, I, F, "PTPN11 is no criterion in any edition"),
        (&["NRAS"], I, I, I, "other abnormality with NRAS"),
    ] {
        let workup = with(findings);
        if findings == ["bzip"] || findings == ["bzip", "EZH2"] {
            let answer = ELN_2017.decide(&workup);
            assert_eq!(answer.possible, [F, I], "{why}");
        } else {
            expect(&ELN_2017, &workup, e2017, why);
        }
        expect(&ELN_2022, &workup, e2022, why);
        expect(&ELN_2024, &workup, e2024, why);
    }
}

#[test]
fn fusions_and_chromosomes() {
    use Abnormality::{Del5q, Del7q, LossY, Monosomy7, Trisomy8};
    use {Adverse as A, Favourable as F, Intermediate as I};
    for (findings, e2017, e2022, why) in [
        (&["RUNX1::RUNX1T1", "ITD=0.9"][..], F, F, "FLT3 does not change it"),
        (&["CBFB::MYH11", "TP53"], F, F, "core binding factor first"),
        (&["MLLT3::KMT2A"], I, I, "t(9;11)"),
        (&["KMT2A::MLLT3", "RUNX1"], I, I, "before rare adverse gene mutations, and in either order"),
        (&["KMT2A::ELL"], A, A, "another partner"),
        (&["ETV6::MECOM"], I, A, "MECOM with any partner in 2022 only"),
        (&["KAT6A::CREBBP"], I, A, "t(8;16) in 2022 only"),
        (&["BCR::ABL1"], A, A, "t(9;22)"),
        (&["DEK::NUP214", "NPM1"], A, A, "adverse fusions before NPM1"),
    ] {
        expect(&ELN_2017, &with(findings), e2017, why);
        expect(&ELN_2022, &with(findings), e2022, why);
    }
    for (karyotype, e2017, e2022, why) in [
        (banded(with(&[]), &[LossY], 1, 0, 0, 0), I, I, "loss of Y is no autosomal monosomy"),
        (banded(with(&["NPM1"]), &[Monosomy7], 1, 0, 1, 0), A, A, "-7 before NPM1"),
        (banded(with(&[]), &[Del7q], 1, 1, 0, 0), I, I, "del(7q) is no -7"),
        (banded(with(&[]), &[Del5q], 1, 1, 0, 0), A, A, "del(5q)"),
        (banded(with(&[]), &[Trisomy8], 2, 2, 0, 0), I, I, "two abnormalities are not complex"),
        (banded(with(&[]), &[Trisomy8], 3, 2, 0, 1), A, A, "three are"),
        (banded(with(&[]), &[Trisomy8], 3, 0, 0, 3), A, I, "three trisomies only: excluded in 2022"),
        (banded(with(&[]), &[Trisomy8], 4, 1, 0, 3), A, A, "with a structural abnormality it is complex"),
        (banded(with(&[]), &[], 2, 0, 2, 0), A, A, "two autosomal monosomies"),
        (banded(with(&[]), &[], 2, 1, 1, 0), A, A, "one monosomy and a structural abnormality"),
        (banded(with(&[]), &[], 1, 0, 1, 0), I, I, "one monosomy alone"),
        (banded(with(&["RUNX1::RUNX1T1"]), &[], 4, 2, 2, 0), F, F, "core binding factor is never monosomal or complex"),
    ] {
        expect(&ELN_2017, &karyotype, e2017, why);
        expect(&ELN_2022, &karyotype, e2022, why);
    }
}

#[test]
fn what_was_not_assessed_leaves_every_class_that_it_could_lead_to() {
    let mut workup = with(&["NPM1"]);
    workup.set_gene(
        "FLT3",
        Event::InternalTandemDuplication,
        Detection::NotAssessed(genome::detection::NotAssessed::NotExamined),
    );
    let answer = ELN_2022.decide(&workup);
    assert_eq!(answer.possible, [Favourable, Intermediate]);
    assert_eq!(answer.missing().iter().map(|fact| fact.name.en.as_ref()).collect::<Vec<_>>(), ["FLT3-ITD"]);
    // Without a karyotype nobody is favourable by NPM1 alone.
    workup.banded = None;
    workup.fusions_assessed = FusionsAssessed::Nothing;
    assert_eq!(ELN_2022.decide(&workup).possible.len(), 3);
}

#[test]
fn a_poor_limit_is_no_absence() {
    let mut workup = nothing_found();
    workup.set_gene("TP53", Event::SmallVariant, Detection::NotFoundAtLimit(AlleleFraction::new(0.12).unwrap()));
    assert_eq!(ELN_2022.decide(&workup).possible, [Adverse, Intermediate]);
    assert_eq!(ELN_2024.decide(&workup).possible, [Adverse, Favourable]);
}

#[test]
fn other_readings_are_shown() {
    let answer = ELN_2022.decide(&with(&["NPM1", "ITD=0.9", "SRSF2"]));
    assert_eq!(answer.other_readings.len(), 1);
    assert_eq!(answer.other_readings[0].possible, [Intermediate]);
    let answer = ELN_2022.decide(&with(&["bzip", "ITD=0.9"]));
    assert_eq!(
        (answer.definite(), answer.other_readings[0].possible.as_slice()),
        (Some(&Favourable), &[Intermediate][..])
    );
    let both = banded(with(&["MLLT3::KMT2A"]), &[Abnormality::Monosomy7], 2, 1, 1, 0);
    assert_eq!(ELN_2022.decide(&both).other_readings[0].possible, [Adverse]);
}

/// Every rule and every open question has a source that exists, words in both languages, and a name of its own.
#[test]
fn every_rule_has_its_source() {
    for list in [&ELN_2017, &ELN_2022, &ELN_2024] {
        crate::decision_list::check(list);
    }
}
