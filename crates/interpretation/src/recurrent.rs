//! Recurrent abnormalities: their names, the fusions they make, and what the microscope does not see of them.

use crate::cytogenetics::Abnormality;
use crate::language::Words;
use crate::workup::Fusion;

/// The genes that an abnormality joins.
#[derive(Debug, Clone, Copy)]
pub enum FusionGenes {
    /// One of these pairs.
    Pairs(&'static [(&'static str, &'static str)]),
    /// This gene with any partner but these.
    AnyPartner(&'static str, &'static [&'static str]),
}

impl Abnormality {
    /// How a rule names it, in both languages.
    #[must_use]
    pub fn words(self) -> Words {
        let en = self.name();
        let da = match self {
            Self::MdsRelatedTranslocation => "en balanceret myelodysplasi-relateret translokation",
            Self::Unbalanced5q => "ubalanceret tab af 5q",
            Self::Unbalanced7q => "ubalanceret tab af 7q",
            Self::Loss17p => "tab af 17p",
            Self::Loss12p => "tab af 12p",
            Self::Abnormal3q => "inv(3), t(3q) eller del(3q)",
            Self::AnyChromosome7 => "enhver abnormitet i kromosom 7",
            Self::Gain1q => "overskud af 1q",
            Self::Loss1p32 => "tab af 1p32",
            Self::Hyperdiploid => "hyperdiploid",
            Self::Hypodiploid => "hypodiploid",
            Self::Inv16 => "inv(16)(p13q22) eller t(16;16) CBFB::MYH11",
            Self::Inv3 => "inv(3) eller t(3;3) GATA2, MECOM",
            Self::Other11q23 => "t(v;11q23) KMT2A-omlejring, anden partner end MLLT3",
            _ => return Words::new(en, en.replace(" rearranged", "-omlejring")),
        };
        Words::new(en, da)
    }

    /// How a rule names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::T8_21 => "t(8;21)(q22;q22) RUNX1::RUNX1T1",
            Self::Inv16 => "inv(16)(p13q22) or t(16;16) CBFB::MYH11",
            Self::T15_17 => "t(15;17) PML::RARA",
            Self::T9_11 => "t(9;11)(p22;q23) MLLT3::KMT2A",
            Self::Other11q23 => "t(v;11q23) KMT2A rearranged, partner other than MLLT3",
            Self::T6_9 => "t(6;9)(p23;q34) DEK::NUP214",
            Self::Inv3 => "inv(3) or t(3;3) GATA2, MECOM",
            Self::Other3q26 => "t(3q26;v) MECOM rearranged",
            Self::T9_22 => "t(9;22) BCR::ABL1",
            Self::T8_16 => "t(8;16)(p11;p13) KAT6A::CREBBP",
            Self::T1_22 => "t(1;22) RBM15::MRTFA",
            Self::T3_5 => "t(3;5) NPM1::MLF1",
            Self::T16_21p11 => "t(16;21)(p11;q22) FUS::ERG",
            Self::T16_21q24 => "t(16;21)(q24;q22) RUNX1::CBFA2T3",
            Self::Inv16q24 => "inv(16)(p13q24) CBFA2T3::GLIS2",
            Self::T7_12 => "t(7;12) MNX1::ETV6",
            Self::T10_11 => "t(10;11) PICALM::MLLT10",
            Self::Nup98 => "t(v;11p15) NUP98 rearranged",
            Self::T5_11 => "t(5;11) NUP98::NSD1",
            Self::MdsRelatedTranslocation => "a balanced myelodysplasia-related translocation",
            Self::Pdgfra => "PDGFRA rearranged",
            Self::Pdgfrb => "PDGFRB rearranged",
            Self::Fgfr1 => "FGFR1 rearranged",
            Self::Jak2 => "JAK2 rearranged",
            Self::Myc => "MYC rearranged",
            Self::T14_18 => "t(14;18) IGH::BCL2",
            Self::T11_14 => "t(11;14) IGH::CCND1",
            Self::T4_14 => "t(4;14) IGH::NSD2",
            Self::T14_16 => "t(14;16) IGH::MAF",
            Self::T14_20 => "t(14;20) IGH::MAFB",
            Self::T12_21 => "t(12;21) ETV6::RUNX1",
            Self::T1_19 => "t(1;19) TCF3::PBX1",
            Self::T17_19 => "t(17;19) TCF3::HLF",
            Self::Monosomy5 => "-5",
            Self::Del5q => "del(5q)",
            Self::Unbalanced5q => "unbalanced loss of 5q",
            Self::Monosomy7 => "-7",
            Self::Del7q => "del(7q)",
            Self::Unbalanced7q => "unbalanced loss of 7q",
            Self::Monosomy17 => "-17",
            Self::Abnormal17p => "abn(17p)",
            Self::Loss17p => "loss of 17p",
            Self::Iso17q => "i(17q)",
            Self::Loss12p => "loss of 12p",
            Self::Del12p => "del(12p)",
            Self::Del11q => "del(11q)",
            Self::Del20q => "del(20q)",
            Self::Monosomy13 => "-13",
            Self::Del13q => "del(13q)",
            Self::IdicXq13 => "idic(X)(q13)",
            Self::Trisomy8 => "+8",
            Self::Trisomy12 => "+12",
            Self::Trisomy19 => "+19",
            Self::Trisomy21 => "+21",
            Self::LossY => "-Y",
            Self::Abnormal3q => "inv(3), t(3q) or del(3q)",
            Self::AnyChromosome7 => "any abnormality of chromosome 7",
            Self::Gain1q => "gain of 1q",
            Self::Loss1p32 => "loss of 1p32",
            Self::Hyperdiploid => "hyperdiploid",
            Self::Hypodiploid => "hypodiploid",
            Self::Iamp21 => "iAMP21",
        }
    }

    /// The fusion that it makes, where a rule's words name one.
    #[must_use]
    pub fn fusion(self) -> Option<FusionGenes> {
        use FusionGenes::{AnyPartner, Pairs};
        Some(match self {
            Self::T8_21 => Pairs(&[("RUNX1", "RUNX1T1")]),
            Self::Inv16 => Pairs(&[("CBFB", "MYH11")]),
            Self::T15_17 => Pairs(&[("PML", "RARA")]),
            Self::T9_11 => Pairs(&[("KMT2A", "MLLT3")]),
            Self::Other11q23 => AnyPartner("KMT2A", &["MLLT3", "KMT2A"]),
            Self::T6_9 => Pairs(&[("DEK", "NUP214")]),
            Self::Inv3 => Pairs(&[("GATA2", "MECOM"), ("RPN1", "MECOM")]),
            Self::Other3q26 => AnyPartner("MECOM", &["GATA2", "RPN1"]),
            Self::T9_22 => Pairs(&[("BCR", "ABL1")]),
            Self::T8_16 => Pairs(&[("KAT6A", "CREBBP")]),
            Self::T1_22 => Pairs(&[("RBM15", "MRTFA")]),
            Self::T3_5 => Pairs(&[("NPM1", "MLF1")]),
            Self::T16_21p11 => Pairs(&[("FUS", "ERG")]),
            Self::T16_21q24 => Pairs(&[("RUNX1", "CBFA2T3")]),
            Self::Inv16q24 => Pairs(&[("CBFA2T3", "GLIS2")]),
            Self::T7_12 => Pairs(&[("MNX1", "ETV6")]),
            Self::T10_11 => Pairs(&[("PICALM", "MLLT10")]),
            Self::Nup98 => AnyPartner("NUP98", &[]),
            Self::T5_11 => Pairs(&[("NUP98", "NSD1")]),
            Self::Pdgfra => AnyPartner("PDGFRA", &[]),
            Self::Pdgfrb => AnyPartner("PDGFRB", &[]),
            Self::Fgfr1 => AnyPartner("FGFR1", &[]),
            Self::Jak2 => AnyPartner("JAK2", &[]),
            Self::Myc => AnyPartner("MYC", &[]),
            Self::T14_18 => Pairs(&[("IGH", "BCL2")]),
            Self::T11_14 => Pairs(&[("IGH", "CCND1")]),
            Self::T4_14 => Pairs(&[("IGH", "NSD2"), ("IGH", "FGFR3")]),
            Self::T14_16 => Pairs(&[("IGH", "MAF")]),
            Self::T14_20 => Pairs(&[("IGH", "MAFB")]),
            Self::T12_21 => Pairs(&[("ETV6", "RUNX1")]),
            Self::T1_19 => Pairs(&[("TCF3", "PBX1")]),
            Self::T17_19 => Pairs(&[("TCF3", "HLF")]),
            _ => return None,
        })
    }

    /// Whether banding usually cannot see it, so that a normal karyotype does not exclude it.
    #[must_use]
    pub fn is_cryptic(self) -> bool {
        matches!(
            self,
            Self::T5_11
                | Self::Nup98
                | Self::Inv16q24
                | Self::T12_21
                | Self::T4_14
                | Self::T14_16
                | Self::T14_20
                | Self::T7_12
                | Self::Iamp21
                | Self::Pdgfra
        )
    }
}

/// The abnormalities that make a fusion, in the order of their list.
const THAT_FUSE: [Abnormality; 31] = {
    use Abnormality::{
        Fgfr1, Inv3, Inv16, Inv16q24, Jak2, Myc, Nup98, Other3q26, Other11q23, Pdgfra, Pdgfrb, T1_19, T1_22, T3_5,
        T4_14, T5_11, T6_9, T7_12, T8_16, T8_21, T9_11, T9_22, T10_11, T11_14, T12_21, T14_16, T14_18, T14_20, T15_17,
        T16_21p11, T16_21q24,
    };
    [
        T8_21, Inv16, T15_17, T9_11, Other11q23, T6_9, Inv3, Other3q26, T9_22, T8_16, T1_22, T3_5, T16_21p11,
        T16_21q24, Inv16q24, T7_12, T10_11, Nup98, T5_11, Pdgfra, Pdgfrb, Fgfr1, Jak2, Myc, T14_18, T11_14, T4_14,
        T14_16, T14_20, T12_21, T1_19,
    ]
};

/// What rules call the abnormality of chromosomes that joins two genes; nothing where no rule names it.
#[must_use]
pub fn abnormalities_of(fusion: &Fusion) -> Vec<Abnormality> {
    let all = THAT_FUSE.into_iter().chain([Abnormality::T17_19]);
    all.filter(|own| own.fusion().is_some_and(|genes| fusion.is_of(genes))).collect()
}

impl Abnormality {
    /// Whether copies are lost or gained, so that an array sees it.
    #[must_use]
    pub fn changes_copies(self) -> bool {
        self.fusion().is_none()
            && !matches!(
                self,
                Self::MdsRelatedTranslocation | Self::Abnormal3q | Self::AnyChromosome7 | Self::Abnormal17p
            )
            || self == Self::Pdgfra
    }

    /// Whether it is a name for several shapes, one of which is always told beside it.
    #[must_use]
    pub fn is_of_many_shapes(self) -> bool {
        matches!(self, Self::AnyChromosome7 | Self::Abnormal17p | Self::Abnormal3q)
    }

    /// Other shapes in which the same material may be lost, or the same gene rearranged: two examinations that differ in them need not
    /// contradict each other.
    #[must_use]
    pub fn other_shapes(self) -> &'static [Self] {
        match self {
            Self::Monosomy5 => &[Self::Del5q, Self::Unbalanced5q],
            Self::Del5q => &[Self::Monosomy5, Self::Unbalanced5q],
            Self::Unbalanced5q => &[Self::Monosomy5, Self::Del5q],
            Self::Monosomy7 => &[Self::Del7q, Self::Unbalanced7q],
            Self::Del7q => &[Self::Monosomy7, Self::Unbalanced7q],
            Self::Unbalanced7q => &[Self::Monosomy7, Self::Del7q],
            Self::Monosomy17 | Self::Iso17q => &[Self::Loss17p],
            Self::Del12p => &[Self::Loss12p],
            Self::Monosomy13 => &[Self::Del13q],
            Self::Del13q => &[Self::Monosomy13],
            Self::Inv3 => &[Self::Other3q26],
            Self::Other3q26 => &[Self::Inv3],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fusion_has_the_names_that_rules_give_it() {
        let names = |first, second| abnormalities_of(&Fusion::new(first, second));
        assert_eq!(names("RUNX1T1", "RUNX1"), [Abnormality::T8_21]);
        assert_eq!(names("NUP98", "NSD1"), [Abnormality::Nup98, Abnormality::T5_11]);
        assert_eq!(names("KMT2A", "AFDN"), [Abnormality::Other11q23]);
        assert_eq!(names("TCF3", "HLF"), [Abnormality::T17_19]);
        assert_eq!(names("ZNF292", "PACSIN2"), []);
        for own in THAT_FUSE {
            assert!(own.fusion().is_some(), "{own:?}");
        }
    }
}
