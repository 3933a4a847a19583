//! What follows from writings.

use guideline::truth::Truth::{No, Unknown, Yes};

use super::super::{Sex, parse};
use crate::cytogenetics::{Abnormality as A, Count, Cytogenetics};

fn seen(text: &str) -> Cytogenetics {
    parse(text, None).cytogenetics()
}

fn found(text: &str) -> Vec<A> {
    seen(text).found().collect()
}

#[test]
fn losses_of_arms_have_names_by_the_way_they_came() {
    assert_eq!(found("45,XY,-7[5]"), [A::Monosomy7, A::AnyChromosome7]);
    assert_eq!(found("46,XY,add(5)(q31)[5]"), [A::Unbalanced5q]);
    assert_eq!(found("45,XY,dic(5;17)(q13;p11.2)[5]"), [A::Unbalanced5q, A::Abnormal17p, A::Loss17p]);
    assert_eq!(found("46,XY,i(17)(q10)[5]"), [A::Abnormal17p, A::Loss17p, A::Iso17q]);
    assert_eq!(found("46,XY,t(17;21)(p11;q11)[5]"), [A::Abnormal17p]);
    assert_eq!(found("46,XX,idic(X)(q13)[5]"), [A::IdicXq13]);
    assert_eq!(found("46,XY,5q-[5]"), [A::Del5q]);
    assert_eq!(found("dely"), [A::LossY]);
    assert_eq!(found("48,XY,+2x8[5]"), [A::Trisomy8]);
    assert_eq!(seen("46,XY,del(11)[5]").has(A::Del11q), Unknown);
    assert_eq!(seen("46,XY,der(17)[5]").has(A::Loss17p), Unknown);
    assert_eq!(seen("46,XY,del(11)[5]").has(A::Del5q), No);
}

#[test]
fn a_whole_arm_derivative_with_its_gain_is_one_abnormality() {
    let one = seen("46,XY,+1,der(1;7)(q10;p10)[5]");
    assert_eq!(one.abnormalities, Count::exactly(1));
    assert_eq!(one.found().collect::<Vec<_>>(), [A::Unbalanced7q, A::AnyChromosome7, A::Gain1q]);
    assert_eq!(seen("45,XY,der(1;7)(q10;p10)[5]").has(A::Loss1p32), Yes);
}

#[test]
fn counting_follows_the_writing() {
    for (text, count) in [
        ("46,XY[20]", 0),
        ("47,XY,+8[5]/48,XY,+8,+8[5]", 2),
        ("47,XY,+8[5]/46,XY,del(5)(q13q33)[5]", 2),
        ("46,XY,t(8;21)(q22;q22)[5]/45,idem,-Y[5]/46,XY[3]", 2),
        ("46,XY,del(5)(q13q33)[5]/92,XXYY,del(5)(q13q33)x2[2]", 1),
        ("50,XY,+4mar[5]", 4),
        ("49,XY,+mar1-3[5]", 3),
        ("46,XY,t(9;22)(q34;q11)[5]/47,XY,+8,t(9;22)[5]", 2),
        ("46,XY,der(9)t(9;22)(q34;q11),der(22)t(9;22)[5]", 1),
        ("48,XY,+8x2[5]", 2),
        ("48,XY,+2x8[5]", 2),
        ("46,XY,dmin[5]", 1),
        ("46,XY,1~50dmin[5]", 1),
        ("46,XY,der(8)t(8;21)(q22;q22),der(21)t(8;21)(q22;q22)[5]", 1),
        ("46,XY,inv(9)(p11q13)c[20]", 0),
        ("46,XY,9qh+[20]", 0),
        ("47,XY,+21c[20]", 0),
        ("43,XY,-5,-7,-17[2]", 0),
        ("46,XY,del(5)(q13q33)[1]/46,XY[19]", 0),
        ("46,XY,del(5)(q13q33)[1]/47,idem,+8[1]", 1),
        ("44~46,XY,-5[4],-7[2],add(3)(q21)[2],+8[1][cp9]", 2),
        ("46,XX,del(5)(q13q31)//46,XY,+8[5]", 1),
        ("44,X,-Y,-Y", 1),
    ] {
        assert_eq!(seen(text).abnormalities, Count::exactly(count), "{text}");
    }
    assert_eq!(seen("48,XY,+2-4mar[5]").abnormalities, Count { least: 2, most: Some(4) });
    assert_eq!(seen("46,XY,del(5)(q13q33),inc[5]").abnormalities, Count { least: 2, most: None });
    assert_eq!(seen("complex").abnormalities, Count { least: 3, most: None });
}

#[test]
fn a_single_x_is_read_with_the_sex() {
    let with = |sex| parse("45,X[20]", sex).cytogenetics();
    assert_eq!(with(Some(Sex::Male)).has(A::LossY), Yes);
    assert_eq!(with(Some(Sex::Female)).has(A::LossY), No);
    assert_eq!(with(None).has(A::LossY), Unknown);
    assert_eq!(parse("45,X[15]/46,XY[5]", None).cytogenetics().has(A::LossY), Yes);
    assert_eq!(parse("46,X,idic(X)(q13)[5]", Some(Sex::Female)).cytogenetics().abnormalities, Count::exactly(1));
    assert_eq!(parse("45,Xc[20]", Some(Sex::Female)).cytogenetics().abnormalities, Count::exactly(0));
}

#[test]
fn a_loss_in_three_sets_may_leave_more_than_one() {
    assert_eq!(seen("66<3n>,XXY,-5,-7,-7[5]").has(A::Monosomy5), Unknown);
    assert_eq!(seen("66<3n>,XXY,-5,-7,-7[5]").has(A::Monosomy7), Yes);
}

#[test]
fn not_assessed_is_not_normal() {
    for text in [
        "no metaphases",
        "na",
        "trisomy8onfish",
        "",
        "FISH: t(15;17)",
        "Incomplete-46,XX[2]",
        "Ph1 positive",
        "46",
        "66",
    ] {
        let seen = seen(text);
        assert_eq!(seen.abnormalities.at_least(1), Unknown, "{text}");
        assert_eq!(seen.has(A::T9_22), Unknown, "{text}");
    }
}

#[test]
fn what_words_deny_is_not_found() {
    for text in [
        "46,XX,t(9;22) negative",
        "46,XX,no t(9;22)",
        "46,XX; without t(9;22)(q34;q11)",
        "46,XX,t(9;22)(q34;q11) not found[20]",
        "46,XX,FISH: t(9;22)",
        "46,XX,?t(9;22)(q34;q11)",
        "46,XX,t(9;22)(q34;q11)?",
        "46,XX,t(9;22)(q34;q11) or t(8;21)(q22;q22)",
    ] {
        assert_ne!(seen(text).has(A::T9_22), Yes, "{text}");
    }
    assert_eq!(seen("46,XX,t(9;22) negative").abnormalities, Count { least: 0, most: None });
}

#[test]
fn a_chromosome_number_that_nothing_explains_is_not_normal() {
    for text in ["45,XX[20]", "47,XY", "46,X[20]", "43~45,XX[5]/46,XX[3]"] {
        assert_eq!(seen(text).abnormalities.most, None, "{text}");
        assert_eq!(seen(text).abnormalities.at_least(1), Yes, "{text}");
    }
    for text in ["44~46,XX[20]", "45,XX[1]/46,XX[19]", "92,XXYY[4]/46,XY[16]"] {
        assert_eq!(seen(text).abnormalities, Count::exactly(0), "{text}");
    }
}

#[test]
fn what_another_method_names_is_open_and_not_absent() {
    for text in ["46,XX / FISH: t(15;17)", "46,XX[20]. ish t(15;17)(q22;q21)", "46,XX; FISH: t(15;17)(q22;q21) neg"] {
        let seen = parse(text, None).cytogenetics();
        assert_eq!(seen.has(A::T15_17), Unknown, "{text}");
        assert_eq!(seen.has(A::T8_21), No, "{text}");
        assert_eq!(seen.abnormalities.most, Some(0), "the microscope saw none: {text}");
    }
    let found = parse("46,XX,t(15;17)(q22;q21)[10].ish t(15;17)(PML+;RARA+)", None).cytogenetics();
    assert_eq!(found.has(A::T15_17), Yes);
}

#[test]
fn an_unspecified_change_at_a_recurrent_place_may_be_that_rearrangement() {
    let seen = parse("46,XX,abn(16)(q22)", None).cytogenetics();
    assert_eq!([seen.has(A::Inv16), seen.has(A::T8_21)], [Unknown, No]);
    assert_eq!(parse("46,XX,abn(2)(q22)", None).cytogenetics().has(A::Inv16), No);
}
