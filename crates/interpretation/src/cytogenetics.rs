//! The abnormalities of chromosomes that rules ask for, each yes, no or unknown, whatever they were read from.
//!
//! A banded karyotype (microscope), a genome's segments and junctions, and FISH give the same facts. They are kept apart as
//! three [`Cytogenetics`], because they see different things: banding counts metaphases, a genome does not.

pub mod comparison;

use std::collections::BTreeMap;

use guideline::truth::Truth;
use serde::Serialize;

/// An abnormality that a published rule names. Loss and gain mean the arm or the place, by deletion, unbalanced
/// translocation or monosomy, unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Abnormality {
    /// t(8;21)(q22;q22): `RUNX1::RUNX1T1`.
    T8_21,
    /// inv(16)(p13q22) or t(16;16): `CBFB::MYH11`.
    Inv16,
    /// t(15;17)(q24;q21): `PML::RARA`.
    T15_17,
    /// t(9;11)(p22;q23): `MLLT3::KMT2A`.
    T9_11,
    /// t(v;11)(v;q23.3) with a partner other than 9p22: `KMT2A` rearranged.
    Other11q23,
    /// t(6;9)(p23;q34): `DEK::NUP214`.
    T6_9,
    /// inv(3)(q21q26) or t(3;3): `GATA2`, `MECOM`.
    Inv3,
    /// t(3q26;v) with another partner: `MECOM` rearranged.
    Other3q26,
    /// t(9;22)(q34;q11): `BCR::ABL1`.
    T9_22,
    /// t(8;16)(p11;p13): `KAT6A::CREBBP`.
    T8_16,
    /// t(1;22)(p13;q13): `RBM15::MRTFA`.
    T1_22,
    /// t(3;5)(q25;q35): `NPM1::MLF1`.
    T3_5,
    /// t(16;21)(p11;q22): `FUS::ERG`.
    T16_21p11,
    /// t(16;21)(q24;q22): `RUNX1::CBFA2T3`.
    T16_21q24,
    /// inv(16)(p13q24): `CBFA2T3::GLIS2`.
    Inv16q24,
    /// t(7;12)(q36;p13): `MNX1::ETV6`.
    T7_12,
    /// t(10;11)(p12;q14): `PICALM::MLLT10`.
    T10_11,
    /// t(v;11p15): `NUP98` rearranged.
    Nup98,
    /// t(5;11)(q35;p15): `NUP98::NSD1`.
    T5_11,
    /// A balanced translocation that WHO 2017 calls myelodysplasia-related: t(11;16)(q23;p13), t(3;21)(q26;q22),
    /// t(1;3)(p36;q21), t(2;11)(p21;q23), t(5;12)(q32;p13), t(5;7)(q32;q11), t(5;17)(q32;p13), t(5;10)(q32;q21).
    MdsRelatedTranslocation,
    /// `PDGFRA` rearranged, most often by a cryptic deletion of 4q12 (`FIP1L1::PDGFRA`).
    Pdgfra,
    /// t(v;5q32) : `PDGFRB` rearranged.
    Pdgfrb,
    /// t(v;8p11) : `FGFR1` rearranged.
    Fgfr1,
    /// t(v;9p24) : `JAK2` rearranged, as t(8;9)(p22;p24) `PCM1::JAK2`.
    Jak2,
    /// t(8;14), t(2;8) or t(8;22): `MYC` rearranged.
    Myc,
    /// t(14;18)(q32;q21): `IGH::BCL2`.
    T14_18,
    /// t(11;14)(q13;q32): `IGH::CCND1`.
    T11_14,
    /// t(4;14)(p16;q32): `IGH::NSD2`.
    T4_14,
    /// t(14;16)(q32;q23): `IGH::MAF`.
    T14_16,
    /// t(14;20)(q32;q12): `IGH::MAFB`.
    T14_20,
    /// t(12;21)(p13;q22): `ETV6::RUNX1`.
    T12_21,
    /// t(1;19)(q23;p13): `TCF3::PBX1`.
    T1_19,
    /// t(17;19)(q22;p13): `TCF3::HLF`.
    T17_19,
    /// The whole chromosome 5 is lost once.
    Monosomy5,
    /// An interstitial or terminal deletion of 5q, del(5q), the chromosome being there.
    Del5q,
    /// 5q material is lost by an unbalanced translocation or add(5q).
    Unbalanced5q,
    /// The whole chromosome 7 is lost once.
    Monosomy7,
    /// del(7q).
    Del7q,
    /// 7q material is lost by an unbalanced translocation or add(7q).
    Unbalanced7q,
    /// The whole chromosome 17 is lost once.
    Monosomy17,
    /// abn(17p): any abnormality that touches 17p, monosomy 17 and a balanced translocation included.
    Abnormal17p,
    /// 17p material is lost, by whatever means (monosomy 17, del(17p), i(17q), unbalanced).
    Loss17p,
    /// i(17q).
    Iso17q,
    /// del(12p), add(12p) or unbalanced loss of 12p.
    Loss12p,
    /// del(12p) alone, an interstitial or terminal deletion.
    Del12p,
    /// del(11q).
    Del11q,
    /// del(20q).
    Del20q,
    /// The whole chromosome 13 is lost once.
    Monosomy13,
    /// del(13q).
    Del13q,
    /// idic(X)(q13).
    IdicXq13,
    /// Trisomy 8.
    Trisomy8,
    /// Trisomy 12.
    Trisomy12,
    /// Trisomy 19.
    Trisomy19,
    /// Trisomy 21, acquired.
    Trisomy21,
    /// Loss of Y.
    LossY,
    /// inv(3), t(3q) or del(3q).
    Abnormal3q,
    /// Any abnormality of chromosome 7, numerical or structural.
    AnyChromosome7,
    /// Gain of 1q.
    Gain1q,
    /// Loss of 1p32.
    Loss1p32,
    /// 51 to 67 chromosomes, trisomies without structural cause.
    Hyperdiploid,
    /// 43 chromosomes or fewer.
    Hypodiploid,
    /// iAMP21.
    Iamp21,
}

/// A number of abnormalities of which perhaps only bounds are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Count {
    /// At least so many.
    pub least: u32,
    /// At most so many; `None` if there may be any number more (text not understood, marker chromosomes in a range).
    pub most: Option<u32>,
}

impl Count {
    /// Exactly so many.
    #[must_use]
    pub const fn exactly(count: u32) -> Self {
        Self { least: count, most: Some(count) }
    }

    /// Nothing is known.
    pub const UNKNOWN: Self = Self { least: 0, most: None };

    /// Whether there are so many or more.
    #[must_use]
    pub fn at_least(self, bound: u32) -> Truth {
        if self.least >= bound {
            Truth::Yes
        } else if self.most.is_some_and(|most| most < bound) {
            Truth::No
        } else {
            Truth::Unknown
        }
    }
}

/// What one examination of the chromosomes says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cytogenetics {
    /// What was read: the karyotype text, or what stands in its place.
    pub text: String,
    /// The abnormalities that are not simply absent.
    known: BTreeMap<Abnormality, Truth>,
    /// What holds of every abnormality that is not listed: no, if the whole examination was understood.
    otherwise: Truth,
    /// Unrelated clonal abnormalities.
    pub abnormalities: Count,
    /// Unrelated clonal structural abnormalities, markers and rings included.
    pub structural: Count,
    /// Those of the structural ones whose origin is not known: markers and rings without a chromosome.
    pub unidentified: Count,
    /// Distinct clonal monosomies of autosomes.
    pub autosomal_monosomies: Count,
    /// Those of the monosomies of which no rearranged chromosome holds material.
    pub bare_monosomies: Count,
    /// Distinct clonal trisomies or polysomies.
    pub trisomies: Count,
    /// Whether two abnormal clones have no abnormality in common.
    pub independent_clones: Truth,
}

impl Cytogenetics {
    /// An examination without abnormalities so far. `understood` says that everything written was understood: only
    /// then is an abnormality that is not listed absent.
    #[must_use]
    pub fn new(text: impl Into<String>, understood: bool) -> Self {
        let count = if understood { Count::exactly(0) } else { Count::UNKNOWN };
        Self {
            text: text.into(),
            known: BTreeMap::new(),
            otherwise: if understood { Truth::No } else { Truth::Unknown },
            abnormalities: count,
            structural: count,
            unidentified: count,
            autosomal_monosomies: count,
            bare_monosomies: count,
            trisomies: count,
            independent_clones: if understood { Truth::No } else { Truth::Unknown },
        }
    }

    /// Not examined, failed, or without metaphases.
    #[must_use]
    pub fn not_assessed(why: impl Into<String>) -> Self {
        Self::new(why, false)
    }

    /// States one abnormality.
    pub fn set(&mut self, abnormality: Abnormality, truth: Truth) {
        self.known.insert(abnormality, truth);
    }

    /// Whether the abnormality is there.
    #[must_use]
    pub fn has(&self, abnormality: Abnormality) -> Truth {
        self.known.get(&abnormality).copied().unwrap_or(self.otherwise)
    }

    /// What it shows alone: nothing counts as absent, for where the cells that divide need not be those of the tumour.
    #[must_use]
    pub fn findings_only(mut self) -> Self {
        let at_least = |count: Count| Count { most: None, ..count };
        self.known.retain(|_, truth| *truth == Truth::Yes);
        self.otherwise = Truth::Unknown;
        self.abnormalities = at_least(self.abnormalities);
        self.structural = at_least(self.structural);
        self.unidentified = at_least(self.unidentified);
        self.autosomal_monosomies = at_least(self.autosomal_monosomies);
        self.bare_monosomies = at_least(self.bare_monosomies);
        self.trisomies = at_least(self.trisomies);
        if self.independent_clones == Truth::No {
            self.independent_clones = Truth::Unknown;
        }
        self
    }

    /// Structural abnormalities of which the chromosome is known.
    #[must_use]
    pub fn identified_structural(&self) -> Count {
        let Count { least, most } = self.structural;
        let less = |all: u32, unidentified: u32| all.saturating_sub(unidentified);
        Count {
            least: less(least, self.unidentified.least),
            most: most.zip(self.unidentified.most).map(|(all, unidentified)| less(all, unidentified)),
        }
    }

    /// The abnormalities that are there, in the order of the list.
    pub fn found(&self) -> impl Iterator<Item = Abnormality> {
        self.known.iter().filter(|(_, truth)| **truth == Truth::Yes).map(|(abnormality, _)| *abnormality)
    }
}

impl Cytogenetics {
    /// The abnormalities that may be there: something was seen that does not settle them.
    pub(crate) fn perhaps(&self) -> impl Iterator<Item = Abnormality> {
        self.known.iter().filter(|(_, truth)| **truth == Truth::Unknown).map(|(abnormality, _)| *abnormality)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_understood_is_not_absent() {
        let mut partly = Cytogenetics::new("47,XX,+8,?", false);
        partly.set(Abnormality::Trisomy8, Truth::Yes);
        assert_eq!(partly.has(Abnormality::Trisomy8), Truth::Yes);
        assert_eq!(partly.has(Abnormality::Monosomy7), Truth::Unknown);
        assert_eq!(Cytogenetics::new("46,XX[20]", true).has(Abnormality::Monosomy7), Truth::No);
        assert_eq!(partly.found().collect::<Vec<_>>(), [Abnormality::Trisomy8]);
    }

    #[test]
    fn a_count_between_bounds_answers_only_outside_them() {
        let count = Count { least: 2, most: Some(4) };
        assert_eq!([2, 3, 5].map(|bound| count.at_least(bound)), [Truth::Yes, Truth::Unknown, Truth::No]);
        assert_eq!(Count::UNKNOWN.at_least(1), Truth::Unknown);
    }
}
