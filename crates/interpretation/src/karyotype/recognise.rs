//! Recurrent rearrangements, recognised by chromosome and band.
//!
//! Laboratories write the same breakpoint at different resolution and, over the decades, one band apart: t(9;11) has been
//! p22;q23 and is p21.3;q23.3. Each place is therefore a window of bands. Windows wider than the band of the gene, and the
//! partners of genes with many, are to be confirmed by a haematologist.

use guideline::truth::Truth::{self, No, Unknown, Yes};

use super::aberration::{Kind, Rearrangement};
use super::band::{Arm, Band, Chromosome};
use crate::cytogenetics::Abnormality;

/// A place: a chromosome and a window of bands.
#[derive(Debug, Clone, Copy)]
struct Place(Chromosome, Band);

const fn p(chromosome: u8, from: u16, to: u16) -> Place {
    Place(Chromosome::Autosome(chromosome), Band { arm: Arm::P, from: from * 100, to: to * 100 + 99 })
}

const fn q(chromosome: u8, from: u16, to: u16) -> Place {
    Place(Chromosome::Autosome(chromosome), Band { arm: Arm::Q, from: from * 100, to: to * 100 + 99 })
}

/// Two places that are joined, and whether the writing without bands can only mean this (`t(8;21)`).
type Pair = (Abnormality, Place, Place, bool);

const PAIRS: [Pair; 43] = [
    (Abnormality::T8_21, q(8, 22, 22), q(21, 22, 22), true),
    (Abnormality::Inv16, p(16, 13, 13), q(16, 22, 22), true),
    (Abnormality::T15_17, q(15, 21, 25), q(17, 11, 22), true),
    (Abnormality::T9_11, p(9, 21, 23), q(11, 23, 23), true),
    (Abnormality::T6_9, p(6, 22, 23), q(9, 34, 34), true),
    (Abnormality::Inv3, q(3, 21, 21), q(3, 26, 26), true),
    (Abnormality::T9_22, q(9, 34, 34), q(22, 11, 11), true),
    (Abnormality::T8_16, p(8, 11, 11), p(16, 13, 13), false),
    (Abnormality::T1_22, p(1, 13, 13), q(22, 13, 13), false),
    (Abnormality::T3_5, q(3, 25, 25), q(5, 34, 35), false),
    (Abnormality::T16_21p11, p(16, 11, 11), q(21, 22, 22), false),
    (Abnormality::T16_21q24, q(16, 24, 24), q(21, 22, 22), false),
    (Abnormality::Inv16q24, p(16, 13, 13), q(16, 24, 24), false),
    (Abnormality::T7_12, q(7, 36, 36), p(12, 13, 13), false),
    (Abnormality::T10_11, p(10, 11, 14), q(11, 13, 21), false),
    (Abnormality::T5_11, q(5, 35, 35), p(11, 15, 15), false),
    (Abnormality::MdsRelatedTranslocation, q(11, 23, 23), p(16, 13, 13), false),
    (Abnormality::MdsRelatedTranslocation, q(3, 26, 26), q(21, 22, 22), false),
    (Abnormality::MdsRelatedTranslocation, p(1, 36, 36), q(3, 21, 21), false),
    (Abnormality::MdsRelatedTranslocation, p(2, 21, 21), q(11, 23, 23), false),
    (Abnormality::MdsRelatedTranslocation, q(5, 31, 33), p(12, 13, 13), false),
    (Abnormality::MdsRelatedTranslocation, q(5, 31, 33), q(7, 11, 11), false),
    (Abnormality::MdsRelatedTranslocation, q(5, 31, 33), p(17, 13, 13), false),
    (Abnormality::MdsRelatedTranslocation, q(5, 31, 33), q(10, 21, 22), false),
    (Abnormality::Myc, q(8, 24, 24), q(14, 32, 32), false),
    (Abnormality::Myc, p(2, 11, 12), q(8, 24, 24), false),
    (Abnormality::Myc, q(8, 24, 24), q(22, 11, 11), false),
    (Abnormality::T14_18, q(14, 32, 32), q(18, 21, 21), true),
    (Abnormality::T11_14, q(11, 13, 13), q(14, 32, 32), false),
    (Abnormality::T4_14, p(4, 16, 16), q(14, 32, 32), true),
    (Abnormality::T14_16, q(14, 32, 32), q(16, 22, 23), false),
    (Abnormality::T14_20, q(14, 32, 32), q(20, 11, 12), false),
    (Abnormality::T12_21, p(12, 13, 13), q(21, 22, 22), true),
    (Abnormality::T1_19, q(1, 23, 23), p(19, 13, 13), false),
    (Abnormality::T17_19, q(17, 21, 22), p(19, 13, 13), false),
    // Partners of genes with many. Another partner leaves the gene unknown, see `ANY`.
    (Abnormality::Nup98, q(5, 35, 35), p(11, 15, 15), false),
    (Abnormality::Nup98, p(7, 15, 15), p(11, 15, 15), false),
    (Abnormality::Nup98, q(2, 31, 31), p(11, 15, 15), false),
    (Abnormality::Nup98, p(12, 13, 13), p(11, 15, 15), false),
    (Abnormality::Pdgfrb, q(5, 31, 33), p(12, 13, 13), false),
    (Abnormality::Fgfr1, p(8, 11, 12), q(13, 11, 12), false),
    (Abnormality::Fgfr1, p(8, 11, 12), q(9, 33, 33), false),
    (Abnormality::Jak2, p(8, 21, 22), p(9, 24, 24), false),
];

/// A place with many partners, what a translocation there means, and the recurrent rearrangements that it is not.
type Any = (Abnormality, Place, Truth, &'static [Abnormality]);

/// `KMT2A` and `MECOM` are defined by the band; at the others the band holds further genes, so a translocation there leaves
/// the gene unknown.
const ANY: [Any; 6] = [
    (Abnormality::Other11q23, q(11, 23, 23), Yes, &[Abnormality::T9_11]),
    (Abnormality::Other3q26, q(3, 26, 26), Yes, &[Abnormality::Inv3]),
    (Abnormality::Nup98, p(11, 15, 15), Unknown, &[Abnormality::Nup98]),
    (Abnormality::Pdgfrb, q(5, 31, 33), Unknown, &[Abnormality::Pdgfrb]),
    (Abnormality::Fgfr1, p(8, 11, 12), Unknown, &[Abnormality::Fgfr1, Abnormality::T8_16]),
    (Abnormality::Jak2, p(9, 24, 24), Unknown, &[Abnormality::Jak2]),
];

/// The recurrent rearrangements that a rearrangement is, or may be.
pub(super) fn recognise(change: &Rearrangement) -> Vec<(Abnormality, Truth)> {
    let mut all: Vec<(Abnormality, Truth)> = Vec::new();
    let joined = change.with_parts().filter(|one| {
        matches!(one.kind, Kind::Translocation | Kind::Insertion | Kind::Inversion)
            || (one.kind == Kind::Dicentric && change.kind != Kind::Derivative)
    });
    for one in joined {
        for (abnormality, a, b, unmistakable) in &PAIRS {
            let in_order = *abnormality != Abnormality::T9_11 || comes_before(one, a.0, b.0);
            add(&mut all, *abnormality, pair(one, *a, *b, *unmistakable).and(Truth::from(in_order)));
        }
        // inv(16)(p13q24) is a rearrangement of its own.
        if all.iter().any(|(known, truth)| *known == Abnormality::Inv16q24 && *truth == Yes) {
            all.retain(|(known, truth)| *known != Abnormality::Inv16 || *truth == Yes);
        }
        if one.kind == Kind::Inversion {
            continue;
        }
        for (abnormality, place, meaning, is_not) in &ANY {
            if !all.iter().any(|(known, truth)| is_not.contains(known) && *truth == Yes) {
                add(&mut all, *abnormality, at(one, *place).and(*meaning));
            }
        }
    }
    if change.kind == Kind::Unspecified {
        // At the place of a recurrent rearrangement it may be that one.
        for (abnormality, a, b, _) in &PAIRS {
            let may = [a, b].iter().any(|Place(chromosome, window)| {
                change.places().any(|(place, bands)| place == Some(*chromosome) && any_in(bands, *window) != No)
            });
            add(&mut all, *abnormality, if may { Unknown } else { No });
        }
    }
    if change.kind == Kind::Isodicentric {
        let Place(_, q13) = q(1, 13, 13);
        let at = change
            .places()
            .any(|(place, bands)| place == Some(Chromosome::X) && bands.iter().any(|band| band.overlaps(q13)));
        add(&mut all, Abnormality::IdicXq13, Truth::from(at));
    }
    all
}

fn add(all: &mut Vec<(Abnormality, Truth)>, abnormality: Abnormality, truth: Truth) {
    if truth != No {
        all.push((abnormality, truth));
    }
}

/// Whether a breakpoint may lie at a place. Unknown: the chromosome takes part, its band is not written.
fn at(one: &Rearrangement, Place(chromosome, window): Place) -> Truth {
    let mut truth = No;
    if one.chromosomes.len() < 2 {
        return No;
    }
    for (_, bands) in one.places().filter(|(place, _)| *place == Some(chromosome)) {
        truth = truth.or(any_in(bands, window));
    }
    truth
}

/// Whether one of the bands lies at a place; unknown if none is written.
fn any_in(bands: &[Band], window: Band) -> Truth {
    bands.iter().map(|band| band.lies_in(window)).reduce(Truth::or).unwrap_or(Unknown)
}

/// Whether a rearrangement joins two places. Unknown: bands are missing; or only one of the two fits, in a pair that is
/// otherwise unmistakable, which is more often a slip than another rearrangement.
fn pair(one: &Rearrangement, a: Place, b: Place, unmistakable: bool) -> Truth {
    let places = |chromosome| one.places().filter(move |(place, _)| *place == Some(chromosome));
    let simple = one.chromosomes.len() <= 2;
    let (at_a, at_b) = if a.0 == b.0 {
        let inverted = one.kind == Kind::Inversion && one.chromosomes.len() == 1;
        let involved = places(a.0).count();
        if involved == 0 || !(inverted || involved >= 2) {
            return No;
        }
        let bands: Vec<Band> = places(a.0).flat_map(|(_, bands)| bands).copied().collect();
        (any_in(&bands, a.1), any_in(&bands, b.1))
    } else if one.kind == Kind::Inversion {
        return No;
    } else {
        (at(one, a), at(one, b))
    };
    let same_arms = a.0 == b.0
        || [a, b].iter().all(|Place(chromosome, window)| {
            places(*chromosome).any(|(_, bands)| bands.iter().any(|band| band.arm == window.arm))
        });
    match (at_a, at_b) {
        (Yes | Unknown, Yes | Unknown) if unmistakable && simple => Yes,
        (Yes, No) | (No, Yes) if unmistakable && simple && same_arms => Unknown,
        _ => at_a.and(at_b),
    }
}

/// In t(A;B;C) each chromosome passes its end to the next one. `KMT2A` on 11q23 is therefore joined to the chromosome
/// written before 11.
fn comes_before(one: &Rearrangement, first: Chromosome, second: Chromosome) -> bool {
    let count = one.chromosomes.len();
    (0..count)
        .any(|place| one.chromosomes[place] == Some(first) && one.chromosomes[(place + 1) % count] == Some(second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::karyotype::parse;

    fn has(text: &str, abnormality: Abnormality) -> Truth {
        parse(&format!("46,XX,{text}"), None).cytogenetics().has(abnormality)
    }

    #[test]
    fn bands_are_tolerated_as_laboratories_write_them() {
        for text in ["t(9;11)(p22;q23)", "t(9;11)(p21.3;q23.3)", "t(9;11)(p21;q23)", "t(9;11)"] {
            assert_eq!(has(text, Abnormality::T9_11), Yes, "{text}");
            assert_eq!(has(text, Abnormality::Other11q23), No, "{text}");
        }
        for text in ["t(11;19)(q23;p13.1)", "t(6;11)(q27;q23.3)", "t(4;11;9)(q27;q23;p22)", "der(11)t(11;?)(q23;?)"] {
            assert_eq!(has(text, Abnormality::Other11q23), Yes, "{text}");
            assert_eq!(has(text, Abnormality::T9_11), No, "{text}");
        }
        for text in ["inv(3)(q21q26)", "inv(3)(q21.3q26.2)", "t(3;3)(q21;q26)", "ins(3;3)(q26;q21q26)", "inv(3)"] {
            assert_eq!(has(text, Abnormality::Inv3), Yes, "{text}");
            assert_eq!(has(text, Abnormality::Other3q26), No, "{text}");
        }
        assert_eq!(has("t(3;12)(q26;p13)", Abnormality::Other3q26), Yes);
        assert_eq!(has("t(8;7;21)(q22;p15;q22)", Abnormality::T8_21), Yes);
        assert_eq!(has("der(8)t(8;21)(q22;q22),der(21)t(8;21)(q22;q22)", Abnormality::T8_21), Yes);
        assert_eq!(has("t(16;16)(p13.1;q22)", Abnormality::Inv16), Yes);
        assert_eq!(has("inv(16)(p13q24)", Abnormality::Inv16), No);
    }

    #[test]
    fn what_is_near_or_not_written_is_not_known() {
        assert_eq!(has("t(8;21)(q24;q22)", Abnormality::T8_21), Unknown);
        assert_eq!(has("t(3;3)(q21;q22)", Abnormality::Inv3), Unknown);
        assert_eq!(has("t(4;11)", Abnormality::Other11q23), Unknown);
        assert_eq!(has("t(10;11)(p13;q22~23)", Abnormality::Other11q23), Unknown);
        assert_eq!(has("?t(8;21)(q22;q22)", Abnormality::T8_21), Unknown);
        assert_eq!(has("t(8;21)(p11;p11)", Abnormality::T8_21), No);
        assert_eq!(has("inv(3)(p11q11.2)", Abnormality::Inv3), No);
        assert_eq!(has("add(11)(q23)", Abnormality::Other11q23), No);
        assert_eq!(has("del(11)(q23)", Abnormality::Other11q23), No);
    }
}
