use super::*;
use AllelicState::{DeletedOnBoth, MultiHit, NoMutation, PresumedBiallelic, SingleHit};

fn findings(fractions: &[f64], locus: Option<Locus>) -> Findings {
    let found = fractions
        .iter()
        .map(|fraction| Mutation {
            name: "TP53 test".into(),
            fraction: AlleleFraction::new(*fraction).ok(),
            origin: Origin::Somatic,
            doubted: false,
        })
        .collect();
    let limit = AlleleFraction::new(0.02).unwrap();
    Findings { mutations: Mutations::Assessed { found, limit }, locus, complex_karyotype: Truth::No }
}

/// Bernard, IPSS-M, WHO, ICC.
fn states(findings: &Findings) -> [Vec<AllelicState>; 4] {
    let states = allelic_states(findings);
    [states.bernard, states.ipss_m, states.who5, states.icc].map(|answer| answer.possible)
}

#[test]
fn the_definitions_part_where_copy_number_is_not_known() {
    let open = vec![MultiHit, SingleHit];
    assert_eq!(states(&findings(&[0.3], None)), [open.clone(), open.clone(), open.clone(), open.clone()]);
    assert_eq!(states(&findings(&[0.5], None))[2..], [vec![PresumedBiallelic], open.clone()], "above 49, not above 50");
    assert_eq!(states(&findings(&[0.51], None)), [open.clone(), open, vec![PresumedBiallelic], vec![MultiHit]]);
    assert_eq!(states(&findings(&[0.56], None))[1], [MultiHit]);
    let kept = findings(&[0.6], Some(Locus::BothKept));
    assert_eq!(states(&kept), [vec![SingleHit], vec![MultiHit], vec![SingleHit], vec![MultiHit]]);
}

#[test]
fn a_homozygous_deletion_has_its_own_label() {
    for (fractions, expected) in [(&[][..], DeletedOnBoth), (&[0.3][..], MultiHit)] {
        assert!(states(&findings(fractions, Some(Locus::DeletedOnBoth))).iter().all(|state| state == &[expected]));
    }
    assert!(states(&findings(&[], Some(Locus::Deleted))).iter().all(|state| state == &[NoMutation]));
}

#[test]
fn an_inherited_mutation_says_nothing_of_loss_by_its_fraction() {
    let mut inherited = findings(&[0.6], None);
    if let Mutations::Assessed { found, .. } = &mut inherited.mutations {
        found[0].origin = Origin::Germline;
    }
    let open = vec![MultiHit, SingleHit];
    assert_eq!(states(&inherited), [open.clone(), open.clone(), open.clone(), open]);
    assert_eq!(allelic_states(&inherited).notes[0].id, "tp53_germline");
}

#[test]
fn not_assessed_and_not_seen_are_not_wild_type() {
    let mut unread = findings(&[], Some(Locus::BothKept));
    unread.mutations = Mutations::NotAssessed(NotAssessed::TooFewReads);
    assert!(states(&unread).iter().all(|state| state.contains(&NoMutation) && state.contains(&SingleHit)));
    let mut shallow = findings(&[], Some(Locus::BothKept));
    if let Mutations::Assessed { limit, .. } = &mut shallow.mutations {
        *limit = AlleleFraction::new(0.2).unwrap();
    }
    assert!(states(&shallow).iter().all(|state| state.len() > 1), "a limit of 20 % excludes nothing");
}

#[test]
fn a_complex_karyotype_with_a_kept_allele_is_answered_both_ways_in_icc() {
    let mut complex = findings(&[0.2], Some(Locus::BothKept));
    complex.complex_karyotype = Truth::Yes;
    let icc = ICC.decide(&complex);
    assert_eq!((icc.definite(), icc.other_readings[0].possible.as_slice()), (Some(&MultiHit), [SingleHit].as_slice()));
    complex.locus = None;
    assert!(ICC.decide(&complex).other_readings.is_empty());
}

#[test]
fn every_rule_has_a_source() {
    for list in [&BERNARD, &IPSS_M, &WHO5, &ICC] {
        for rule in list.rules() {
            assert!(crate::source::find(rule.citation.source).is_some(), "{}", rule.id);
        }
        for open in list.ambiguities {
            for reading in open.readings {
                assert!(list.rules().any(|rule| rule.reading == Some((open.id, reading))), "{}: {reading}", open.id);
            }
        }
    }
}
