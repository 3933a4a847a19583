//! Boundary vignettes of our own, written from the tables. Each says why.

use genome::detection::{Detection, NotAssessed};
use guideline::truth::Truth;

use super::{Case, ICC_B_ALL, ICC_MPN, ICC_MYELOID, WHO5_B_ALL, WHO5_MPN, WHO5_MYELOID, WHO2017_MYELOID, classify};
use crate::clinical::{Clinical, DiseaseGroup};
use crate::cytogenetics::Abnormality::{
    Abnormal17p, Del5q, Del7q, Del11q, Del13q, Del20q, Hyperdiploid, Iso17q, Loss17p, Monosomy7, Pdgfra, Trisomy8,
};
use crate::laboratory::{BlastPercentage, RingSideroblasts};
use crate::vignette::{banded, with};
use crate::workup::{Event, FusionsAssessed, Workup};

/// A case whose history and microscopy are known and without anything special; blasts in marrow and blood.
fn case(workup: Workup, marrow: f64, blood: f64) -> Case {
    let share = |value| BlastPercentage::new(value).ok();
    let clinical = Clinical {
        group: Some(DiseaseGroup::Mds),
        marrow_blasts: share(marrow),
        blood_blasts: share(blood),
        ring_sideroblasts: RingSideroblasts::new(0.0).ok(),
        auer_rods: Truth::No,
        hypoplastic: Truth::No,
        fibrosis: Truth::No,
        dysplastic_lineages: Some(2),
        multilineage_dysplasia: Truth::No,
        prior_cytotoxic_therapy: Truth::No,
        prior_mds: Truth::No,
        prior_mds_mpn: Truth::No,
        germline_predisposition: Truth::No,
        ..Clinical::default()
    };
    Case { workup, clinical }
}

fn expect(case: &Case, who2017: &str, who5: &str, icc: &str, why: &str) {
    for (list, expected) in [(&WHO2017_MYELOID, who2017), (&WHO5_MYELOID, who5), (&ICC_MYELOID, icc)] {
        let answer = list.decide(case);
        assert_eq!(answer.definite().map(|entity| entity.en), Some(expected), "{}: {why}: {answer:?}", list.edition);
    }
}

/// Findings | marrow blasts | WHO 2017 | WHO 5th edition | ICC | why. Nothing else was found, `TP53` keeps its other allele.
const BY_GENE: &str = "\
NPM1 | 12.0 | MDS with excess blasts 2 | AML with NPM1 mutation | AML with mutated NPM1 | 20, any, 10 %
NPM1 | 9.0 | MDS with excess blasts 1 | AML with NPM1 mutation | MDS with excess blasts | below 10 % ICC calls it MDS
RUNX1::RUNX1T1 | 5.0 | AML with t(8;21); RUNX1-RUNX1T1 | AML with RUNX1::RUNX1T1 | MDS with excess blasts | any blast count in WHO, 10 % in ICC
bzip | 15.0 | MDS with excess blasts 2 | MDS with increased blasts 2 | AML with in-frame bZIP CEBPA mutation | CEBPA asks for 20 % in WHO 5th edition, 10 % in ICC
CEBPAx2 | 30.0 | AML with biallelic mutation of CEBPA | AML with CEBPA mutation | AML, not otherwise specified | biallelic outside the bZIP is no ICC entity
TP53 | 30.0 | AML, not otherwise specified | AML, defined by differentiation | AML with mutated TP53 | an entity in ICC only
TP53=0.09 | 30.0 | AML, not otherwise specified | AML, defined by differentiation | AML, not otherwise specified | below 10 %
TP53=0.1 | 19.9 | MDS with excess blasts 2 | MDS with increased blasts 2 | MDS/AML with mutated TP53 | 10 to 19 %: one mutation of 10 % is enough in ICC, not in WHO
RUNX1 | 30.0 | AML with mutated RUNX1 (provisional) | AML, defined by differentiation | AML with myelodysplasia-related gene mutations | RUNX1 is myelodysplasia-related in ICC only
SRSF2 | 15.0 | MDS with excess blasts 2 | MDS with increased blasts 2 | MDS/AML with myelodysplasia-related gene mutations | 10 to 19 %
NPM1 SRSF2 | 30.0 | AML with mutated NPM1 | AML with NPM1 mutation | AML with mutated NPM1 | the defining gene first
ETV6::MECOM | 25.0 | AML, not otherwise specified | AML with MECOM rearrangement | AML with other MECOM rearrangement | not in WHO 2017
KMT2A::ELL | 25.0 | AML, not otherwise specified | AML with KMT2A rearrangement | AML with other KMT2A rearrangement | only t(9;11) in WHO 2017
NUP98::NSD1 | 11.0 | MDS with excess blasts 2 | AML with NUP98 rearrangement | AML with other rare recurring translocation | NUP98
BCR::ABL1 | 19.0 | MDS with excess blasts 2 | MDS with increased blasts 2 | MDS/AML, not otherwise specified | BCR::ABL1 asks for 20 % everywhere
BCR::ABL1 | 20.0 | AML with BCR-ABL1 (provisional) | AML with BCR::ABL1 | AML with t(9;22) / BCR::ABL1 | 20 % are enough
 | 20.0 | AML, not otherwise specified | AML, defined by differentiation | AML, not otherwise specified | nothing found
";

#[test]
fn leukaemia_by_its_gene() {
    for line in BY_GENE.lines() {
        let [findings, marrow, who2017, who5, icc, why] = *line.split(" | ").collect::<Vec<_>>() else {
            panic!("{line}")
        };
        let workup = with(&findings.split_whitespace().collect::<Vec<_>>()).with_other_allele_kept("TP53");
        expect(&case(workup, marrow.parse().unwrap(), 0.0), who2017, who5, icc, why);
    }
}

#[test]
fn leukaemia_by_its_chromosomes_and_history() {
    let mr = ("AML with myelodysplasia-related changes", "AML, myelodysplasia-related");
    let icc = "AML with myelodysplasia-related cytogenetic abnormalities";
    for (workup, who2017, who5, icc, why) in [
        (
            banded(with(&[]), &[Del20q], 1, 1, 0, 0),
            "AML, not otherwise specified",
            "AML, defined by differentiation",
            icc,
            "del(20q) in ICC only",
        ),
        (
            banded(with(&[]), &[Trisomy8], 1, 0, 0, 1),
            "AML, not otherwise specified",
            "AML, defined by differentiation",
            icc,
            "+8 in ICC only",
        ),
        (banded(with(&[]), &[Del11q], 1, 1, 0, 0), mr.0, mr.1, "AML, not otherwise specified", "del(11q) in WHO only"),
        (banded(with(&[]), &[Del13q], 1, 1, 0, 0), mr.0, mr.1, "AML, not otherwise specified", "del(13q) in WHO only"),
        (banded(with(&[]), &[Iso17q], 1, 1, 0, 0), mr.0, mr.1, icc, "i(17q)"),
        (banded(with(&[]), &[], 3, 3, 0, 0), mr.0, mr.1, icc, "complex"),
        (
            banded(with(&["NPM1"]), &[Monosomy7], 1, 0, 1, 0),
            mr.0,
            "AML with NPM1 mutation",
            "AML with mutated NPM1",
            "in WHO 2017 the chromosomes go before NPM1",
        ),
    ] {
        expect(&case(workup, 30.0, 0.0), who2017, who5, icc, why);
    }
    let mut after_mds = case(with(&[]), 30.0, 0.0);
    after_mds.clinical.prior_mds = Truth::Yes;
    expect(&after_mds, mr.0, mr.1, "AML, not otherwise specified", "history: an entity in WHO, a qualifier in ICC");
    let said =
        |case: &Case, edition: usize| classify(case)[edition].qualifiers.iter().map(|q| q.en).collect::<Vec<_>>();
    assert_eq!(said(&after_mds, 2), ["progressing from MDS"]);
    let mut after_therapy = case(with(&["NPM1"]), 30.0, 0.0);
    after_therapy.clinical.prior_cytotoxic_therapy = Truth::Yes;
    let name = "Therapy-related myeloid neoplasm";
    expect(&after_therapy, name, "AML with NPM1 mutation", "AML with mutated NPM1", "an entity in WHO 2017 only");
    assert_eq!(
        (said(&after_therapy, 1), said(&after_therapy, 2)),
        (vec!["post cytotoxic therapy"], vec!["therapy-related"])
    );
}

#[test]
fn myelodysplastic_neoplasms() {
    let [mld, nos] = ["MDS with multilineage dysplasia", "MDS, not otherwise specified, with multilineage dysplasia"];
    let low = "MDS with low blasts";
    for (workup, marrow, blood, who2017, who5, icc, why) in [
        (with(&[]), 3.0, 0.0, mld, low, nos, "nothing found"),
        (with(&[]), 4.9, 1.9, mld, low, nos, "just below"),
        (
            with(&[]),
            5.0,
            0.0,
            "MDS with excess blasts 1",
            "MDS with increased blasts 1",
            "MDS with excess blasts",
            "marrow 5 %",
        ),
        (
            with(&[]),
            3.0,
            2.0,
            "MDS with excess blasts 1",
            "MDS with increased blasts 1",
            "MDS with excess blasts",
            "blood 2 %",
        ),
        (
            with(&[]),
            3.0,
            5.0,
            "MDS with excess blasts 2",
            "MDS with increased blasts 2",
            "MDS with excess blasts",
            "blood 5 %",
        ),
        (
            with(&[]),
            10.0,
            0.0,
            "MDS with excess blasts 2",
            "MDS with increased blasts 2",
            "MDS/AML, not otherwise specified",
            "marrow 10 %",
        ),
        (
            banded(with(&[]), &[Del5q], 1, 1, 0, 0),
            3.0,
            0.0,
            "MDS with isolated del(5q)",
            "MDS with low blasts and isolated 5q deletion",
            "MDS with del(5q)",
            "alone",
        ),
        (
            banded(with(&["SF3B1"]), &[Del5q, Trisomy8], 2, 1, 0, 1),
            3.0,
            0.0,
            "MDS with isolated del(5q)",
            "MDS with low blasts and isolated 5q deletion",
            "MDS with del(5q)",
            "with one other, before SF3B1",
        ),
        (banded(with(&[]), &[Del5q, Del7q], 2, 2, 0, 0), 3.0, 0.0, mld, low, nos, "del(7q) beside it: not isolated"),
        (with(&["SF3B1"]), 3.0, 0.0, mld, "MDS with low blasts and SF3B1 mutation", "MDS with mutated SF3B1", "SF3B1"),
        (with(&["SF3B1=0.06"]), 3.0, 0.0, mld, "MDS with low blasts and SF3B1 mutation", nos, "ICC asks for 10 %"),
        (with(&["SF3B1", "RUNX1"]), 3.0, 0.0, mld, "MDS with low blasts and SF3B1 mutation", nos, "ICC excludes RUNX1"),
        (banded(with(&["SF3B1"]), &[Monosomy7], 1, 0, 1, 0), 3.0, 0.0, mld, low, nos, "-7 excludes the SF3B1 type"),
        (
            with(&["TP53x2"]),
            3.0,
            0.0,
            mld,
            "MDS with biallelic TP53 inactivation",
            "MDS with mutated TP53",
            "two mutations",
        ),
        (
            banded(with(&["TP53=0.3"]), &[Loss17p], 1, 1, 0, 0),
            3.0,
            0.0,
            mld,
            "MDS with biallelic TP53 inactivation",
            "MDS with mutated TP53",
            "one mutation and 17p lost",
        ),
        (
            banded(with(&["TP53=0.3"]), &[], 3, 3, 0, 0),
            3.0,
            0.0,
            mld,
            low,
            "MDS with mutated TP53",
            "complex karyotype stands in for the second hit in ICC only",
        ),
    ] {
        let mut case = case(workup, marrow, blood);
        // The copy number at TP53 is known unless the karyotype says otherwise.
        if why != "one mutation and 17p lost" {
            case.workup = case.workup.with_other_allele_kept("TP53");
        }
        expect(&case, who2017, who5, icc, why);
    }
}

#[test]
fn ring_sideroblasts() {
    let mut ring = case(with(&[]), 3.0, 0.0);
    ring.clinical.ring_sideroblasts = RingSideroblasts::new(15.0).ok();
    let who2017 = "MDS with ring sideroblasts and multilineage dysplasia";
    let nos = "MDS, not otherwise specified, with multilineage dysplasia";
    expect(&ring, who2017, "MDS with low blasts and ring sideroblasts", nos, "15 % stand in for SF3B1");
    assert_eq!(WHO5_MYELOID.decide(&ring).other_readings[0].possible[0].en, "MDS with low blasts");
    let mut sf3b1 = case(with(&["SF3B1"]), 3.0, 0.0);
    sf3b1.clinical.ring_sideroblasts = RingSideroblasts::new(5.0).ok();
    let five = "MDS with low blasts and SF3B1 mutation";
    expect(&sf3b1, who2017, five, "MDS with mutated SF3B1", "5 % are enough with SF3B1 in WHO 2017");
}

#[test]
fn what_nobody_said_stays_open() {
    let mut unknown = case(with(&["NPM1"]), 30.0, 0.0);
    unknown.clinical.marrow_blasts = None;
    unknown.clinical.blood_blasts = None;
    assert_eq!(WHO5_MYELOID.decide(&unknown).definite().map(|e| e.en), Some("AML with NPM1 mutation"), "no limit");
    let icc = ICC_MYELOID.decide(&unknown);
    assert!(icc.definite().is_none() && icc.missing().iter().any(|fact| fact.name.en.contains("blasts")), "{icc:?}");
    let nothing = Case { workup: Workup::default(), clinical: Clinical::default() };
    for classified in classify(&nothing) {
        assert!(classified.answer.definite().is_none() && !classified.answer.missing().is_empty());
    }
}

/// A gene that nobody looked at is not wild type: both alleles may be hit.
#[test]
fn tp53_that_was_not_assessed_stays_possible() {
    let mut case = case(with(&[]), 3.0, 0.0);
    let not_examined = Detection::NotAssessed(NotAssessed::NotExamined);
    case.workup.set_gene("TP53", Event::SmallVariant, not_examined);
    for (list, entity) in
        [(&WHO5_MYELOID, "MDS with biallelic TP53 inactivation"), (&ICC_MYELOID, "MDS with mutated TP53")]
    {
        let answer = list.decide(&case);
        assert!(answer.possible.iter().any(|class| class.en == entity), "{answer:?}");
        assert!(answer.missing().iter().any(|fact| fact.name.en.contains("TP53")), "{answer:?}");
    }
}

/// WHO presumes the loss of the other allele above 49 % only where its copy number is not known.
#[test]
fn a_high_fraction_with_the_other_allele_kept_is_one_hit() {
    let kept = case(with(&["TP53=0.55"]).with_other_allele_kept("TP53"), 3.0, 0.0);
    let open = case(with(&["TP53=0.55"]), 3.0, 0.0);
    let class = |case: &Case| WHO5_MYELOID.decide(case).definite().map(|class| class.en);
    assert_eq!(class(&kept), Some("MDS with low blasts"));
    assert_eq!(class(&open), Some("MDS with biallelic TP53 inactivation"));
}

/// A balanced break of 17p is no loss of 17p; WHO 2017 names t(17p) beside i(17q).
#[test]
fn a_balanced_17p_is_not_myelodysplasia_related() {
    let balanced = banded(with(&[]), &[Abnormal17p], 1, 1, 0, 0);
    let (who5, icc) = ("AML, defined by differentiation", "AML, not otherwise specified");
    expect(&case(balanced, 30.0, 0.0), "AML with myelodysplasia-related changes", who5, icc, "t(17;21)(p11;q11)");
}

#[test]
fn myeloproliferative_and_lymphoblastic() {
    let first = |case: &Case| classify(case).into_iter().map(|c| c.answer.definite().map(|e| e.en)).collect::<Vec<_>>();
    let in_group = |workup, group| {
        let mut case = case(workup, 1.0, 0.0);
        case.clinical.group = Some(group);
        case
    };
    let mpn = |findings: &[&str]| first(&in_group(with(findings), DiseaseGroup::Mpn))[0].unwrap();
    assert_eq!(mpn(&["BCR::ABL1", "JAK2"]), "Chronic myeloid leukaemia", "before any other name");
    assert!(mpn(&["PCM1::JAK2"]).contains("JAK2 rearrangement"), "the fusion goes before the mutation");
    let mut cryptic = in_group(with(&["JAK2"]), DiseaseGroup::Mpn);
    cryptic.workup.fusions_assessed = FusionsAssessed::Nothing;
    let answer = WHO5_MPN.decide(&cryptic);
    assert!(answer.definite().is_none(), "a normal karyotype does not exclude FIP1L1::PDGFRA");
    assert!(answer.missing().iter().any(|fact| fact.name.en == Pdgfra.name()));
    assert!(answer.missing().iter().all(|fact| fact.name.en != "t(9;22) BCR::ABL1"), "it does exclude t(9;22)");

    let ball = |workup| first(&in_group(workup, DiseaseGroup::BAll));
    let name = "B-lymphoblastic leukaemia/lymphoma with ";
    assert_eq!(ball(with(&["ETV6::RUNX1"])), [Some(format!("{name}ETV6::RUNX1").as_str()); 2]);
    let mut hyperdiploid = banded(with(&[]), &[Hyperdiploid], 6, 0, 0, 6);
    let iamp21 = WHO5_B_ALL.decide(&in_group(hyperdiploid.clone(), DiseaseGroup::BAll)).possible;
    assert_eq!(iamp21.len(), 2, "banding does not exclude iAMP21");
    hyperdiploid.genomic = hyperdiploid.banded.clone();
    assert_eq!(ball(hyperdiploid), [Some(format!("{name}high hyperdiploidy").as_str()); 2]);
    let mut myc = with(&["IGH::MYC"]);
    myc.genomic = myc.banded.clone();
    let myc = ball(myc);
    assert!(myc[0].is_some_and(|n| n.ends_with("not otherwise specified")), "MYC is an entity in ICC only");
    assert!(myc[1].is_some_and(|n| n.ends_with("MYC rearrangement")));
}

/// Every rule and every open question has a source that exists, words in both languages, and a name of its own.
#[test]
fn every_rule_has_its_source() {
    for list in [&WHO2017_MYELOID, &WHO5_MYELOID, &ICC_MYELOID, &WHO5_MPN, &ICC_MPN, &WHO5_B_ALL, &ICC_B_ALL] {
        crate::decision_list::check(list);
    }
}
