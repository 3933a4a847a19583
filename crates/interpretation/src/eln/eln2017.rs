//! ELN 2017: H. Döhner et al., Blood 2017;129:424, table 5.

use super::{ElnRisk, any_mutated, any_of, core_binding_factor, monosomal, precedence_of_t_9_11, three_abnormalities};
use crate::cytogenetics::Abnormality::{
    Abnormal17p, Del5q, Inv3, Inv16, Iso17q, Loss17p, Monosomy5, Monosomy7, Monosomy17, Other11q23, T6_9, T8_21, T9_11,
    T9_22, T15_17, Unbalanced5q,
};
use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::source::Citation;
use crate::workup::Workup;

/// ELN 2017 risk stratification by genetics.
pub static ELN_2017: DecisionList<Workup, ElnRisk> = DecisionList {
    edition: "ELN 2017",
    ambiguities: &[
        precedence_of_t_9_11(Citation::read("ELN2017", "table 5, footnote")),
        Ambiguity {
            id: "NPM1 with high FLT3-ITD and RUNX1 or ASXL1",
            en: "The footnote spares favourable subtypes only. Is NPM1 with a high FLT3-ITD ratio intermediate or adverse \
                 when RUNX1 or ASXL1 is mutated too?",
            da: "Fodnoten undtager kun gunstige undertyper. Er NPM1 med høj FLT3-ITD-ratio intermediær eller ugunstig, når \
                 også RUNX1 eller ASXL1 er muteret?",
            readings: &["intermediate", "adverse"],
            citation: Citation::read("ELN2017", "table 5, footnote"),
        },
    ],
    sections: &[&[
        Rule {
            id: "ELN17-1",
            class: ElnRisk::Favourable,
            en: "t(8;21) or inv(16): favourable.",
            da: "t(8;21) eller inv(16): gunstig.",
            citation: Citation::read("ELN2017", "table 5, favourable"),
            reading: None,
            holds: core_binding_factor,
        },
        Rule {
            id: "ELN17-2",
            class: ElnRisk::Intermediate,
            en: "t(9;11) MLLT3::KMT2A: intermediate; it takes precedence over rare concurrent adverse gene mutations.",
            da: "t(9;11) MLLT3::KMT2A: intermediær; går forud for sjældne samtidige ugunstige genmutationer.",
            citation: Citation::read("ELN2017", "table 5, intermediate and footnote"),
            reading: Some(("t(9;11)", "before all")),
            holds: |w| w.has(T9_11),
        },
        Rule {
            id: "ELN17-3",
            class: ElnRisk::Adverse,
            en: "t(6;9), other KMT2A rearrangement, t(9;22), inv(3) or t(3;3), -5 or del(5q), -7, -17 or abn(17p): adverse.",
            da: "t(6;9), anden KMT2A-omlejring, t(9;22), inv(3) eller t(3;3), -5 eller del(5q), -7, -17 eller abn(17p): \
                 ugunstig.",
            citation: Citation::read("ELN2017", "table 5, adverse"),
            reading: None,
            holds: |w| {
                any_of(
                    w,
                    &[
                        T6_9,
                        Other11q23,
                        T9_22,
                        Inv3,
                        Monosomy5,
                        Del5q,
                        Unbalanced5q,
                        Monosomy7,
                        Monosomy17,
                        Abnormal17p,
                        Loss17p,
                        Iso17q,
                    ],
                )
            },
        },
        Rule {
            id: "ELN17-4",
            class: ElnRisk::Adverse,
            en: "Complex karyotype, three or more unrelated abnormalities without t(8;21), inv(16), t(9;11), other KMT2A \
                 rearrangement, t(6;9), inv(3) or t(9;22); or monosomal karyotype: adverse.",
            da: "Kompleks karyotype, tre eller flere urelaterede abnormiteter uden t(8;21), inv(16), t(9;11), anden \
                 KMT2A-omlejring, t(6;9), inv(3) eller t(9;22); eller monosomal karyotype: ugunstig.",
            citation: Citation::read("ELN2017", "table 5, adverse and footnotes"),
            reading: None,
            holds: |w| Evidence::any([complex(w), monosomal(w)]),
        },
        Rule {
            id: "ELN17-2b",
            class: ElnRisk::Intermediate,
            en: "t(9;11) MLLT3::KMT2A without adverse cytogenetics: intermediate.",
            da: "t(9;11) MLLT3::KMT2A uden ugunstig cytogenetik: intermediær.",
            citation: Citation::read("ELN2017", "table 5, intermediate and footnote"),
            reading: Some(("t(9;11)", "before gene mutations only")),
            holds: |w| w.has(T9_11),
        },
        Rule {
            id: "ELN17-5",
            class: ElnRisk::Adverse,
            en: "TP53 mutated, at any fraction: adverse.",
            da: "TP53 muteret, uanset andel: ugunstig.",
            citation: Citation::read("ELN2017", "table 5, adverse"),
            reading: None,
            holds: |w| w.mutated("TP53"),
        },
        Rule {
            id: "ELN17-6",
            class: ElnRisk::Favourable,
            en: "NPM1 mutated without FLT3-ITD or with a low allelic ratio (below 0.5): favourable.",
            da: "NPM1 muteret uden FLT3-ITD eller med lav allelratio (under 0,5): gunstig.",
            citation: Citation::checked("ELN2017", "table 5, favourable"),
            reading: None,
            holds: |w| Evidence::all([w.mutated("NPM1"), !w.high_flt3_ratio()]),
        },
        Rule {
            id: "ELN17-7",
            class: ElnRisk::Favourable,
            en: "CEBPA mutated on both alleles: favourable.",
            da: "CEBPA muteret på begge alleler: gunstig.",
            citation: Citation::read("ELN2017", "table 5, favourable"),
            reading: None,
            holds: Workup::cebpa_biallelic,
        },
        Rule {
            id: "ELN17-8",
            class: ElnRisk::Intermediate,
            en: "NPM1 mutated with a high FLT3-ITD allelic ratio (0.5 or more): intermediate.",
            da: "NPM1 muteret med høj FLT3-ITD-allelratio (0,5 eller mere): intermediær.",
            citation: Citation::checked("ELN2017", "table 5, intermediate"),
            reading: Some(("NPM1 with high FLT3-ITD and RUNX1 or ASXL1", "intermediate")),
            holds: |w| Evidence::all([w.mutated("NPM1"), w.high_flt3_ratio()]),
        },
        Rule {
            id: "ELN17-9",
            class: ElnRisk::Adverse,
            en: "RUNX1 or ASXL1 mutated, not together with a favourable subtype: adverse.",
            da: "RUNX1 eller ASXL1 muteret, ikke sammen med en gunstig undertype: ugunstig.",
            citation: Citation::read("ELN2017", "table 5, adverse and footnote"),
            reading: None,
            holds: |w| any_mutated(w, &["RUNX1", "ASXL1"]),
        },
        Rule {
            id: "ELN17-10",
            class: ElnRisk::Adverse,
            en: "NPM1 not mutated with a high FLT3-ITD allelic ratio (0.5 or more): adverse.",
            da: "NPM1 ikke muteret med høj FLT3-ITD-allelratio (0,5 eller mere): ugunstig.",
            citation: Citation::checked("ELN2017", "table 5, adverse"),
            reading: None,
            holds: |w| Evidence::all([!w.mutated("NPM1"), w.high_flt3_ratio()]),
        },
        Rule {
            id: "ELN17-11",
            class: ElnRisk::Intermediate,
            en: "FLT3-ITD with a low allelic ratio, or abnormalities that are neither favourable nor adverse: intermediate.",
            da: "FLT3-ITD med lav allelratio, eller abnormiteter der hverken er gunstige eller ugunstige: intermediær.",
            citation: Citation::read("ELN2017", "table 5, intermediate"),
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

/// Three or more unrelated abnormalities without a recurrent rearrangement. `PML::RARA` is not in the footnote, because the
/// recommendations do not speak of promyelocytic leukaemia; it is one of the rearrangements that WHO designates.
pub(super) fn complex(w: &Workup) -> Evidence {
    Evidence::all([three_abnormalities(w), !any_of(w, &[T8_21, Inv16, T15_17, T9_11, Other11q23, T6_9, Inv3, T9_22])])
}
