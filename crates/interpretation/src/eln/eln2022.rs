//! ELN 2022: H. Döhner et al., Blood 2022;140:1345, table 6 and its footnotes.

use genome::quantity::AlleleFraction;

use super::{
    ElnRisk, any_mutated, any_of, core_binding_factor, monosomal, precedence_of_t_9_11, structural, three_abnormalities,
};
use crate::cytogenetics::Abnormality::{
    Abnormal17p, Del5q, Inv3, Inv16, Iso17q, Loss17p, Monosomy5, Monosomy7, Monosomy17, Other3q26, Other11q23, T6_9,
    T8_16, T8_21, T9_11, T9_22, T15_17, Unbalanced5q,
};
use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::language::Words;
use crate::source::Citation;
use crate::workup::{Event, Workup};

/// The genes whose mutation is myelodysplasia-related (table 6, adverse).
pub(super) const MYELODYSPLASIA_RELATED: &[&str] =
    &["ASXL1", "BCOR", "EZH2", "RUNX1", "SF3B1", "SRSF2", "STAG2", "U2AF1", "ZRSR2"];

/// ELN 2022 risk classification by genetics at initial diagnosis.
pub static ELN_2022: DecisionList<Workup, ElnRisk> = DecisionList {
    edition: "ELN 2022",
    ambiguities: &[
        precedence_of_t_9_11(Citation::read("ELN2022", "table 6, footnote")),
        Ambiguity {
            id: "NPM1 with FLT3-ITD and a myelodysplasia-related gene",
            en: "The footnote spares favourable subtypes only. NPM1 with FLT3-ITD is intermediate: does a \
                 myelodysplasia-related gene make it adverse?",
            da: "Fodnoten undtager kun gunstige undertyper. NPM1 med FLT3-ITD er intermediær: gør et \
                 myelodysplasi-relateret gen den ugunstig?",
            readings: &["adverse", "intermediate"],
            citation: Citation::read("ELN2022", "table 6, footnote"),
        },
        Ambiguity {
            id: "TP53 below 10 %",
            en: "The table asks for a TP53 fraction of 10 % or more. Is a smaller one adverse?",
            da: "Tabellen kræver en TP53-andel på 10 % eller mere. Er en mindre ugunstig?",
            readings: &["not adverse", "adverse"],
            citation: Citation::read("ELN2022", "table 6, adverse"),
        },
        Ambiguity {
            id: "CEBPA bZIP with FLT3-ITD",
            en: "The FLT3-ITD row is written for NPM1. Does FLT3-ITD change a CEBPA bZIP leukaemia?",
            da: "FLT3-ITD-rækken er skrevet for NPM1. Ændrer FLT3-ITD en leukæmi med CEBPA bZIP?",
            readings: &["favourable", "intermediate"],
            citation: Citation::read("ELN2022", "table 6, favourable"),
        },
    ],
    sections: &[&[
        Rule {
            id: "ELN22-1",
            class: ElnRisk::Favourable,
            en: "t(8;21) or inv(16): favourable; concurrent KIT or FLT3 mutation does not change it.",
            da: "t(8;21) eller inv(16): gunstig; samtidig KIT- eller FLT3-mutation ændrer det ikke.",
            citation: Citation::read("ELN2022", "table 6, favourable and footnote"),
            reading: None,
            holds: core_binding_factor,
        },
        Rule {
            id: "ELN22-2",
            class: ElnRisk::Intermediate,
            en: "t(9;11) MLLT3::KMT2A: intermediate; it takes precedence over rare concurrent adverse gene mutations.",
            da: "t(9;11) MLLT3::KMT2A: intermediær; går forud for sjældne samtidige ugunstige genmutationer.",
            citation: Citation::read("ELN2022", "table 6, intermediate and footnote"),
            reading: Some(("t(9;11)", "before all")),
            holds: |w| w.has(T9_11),
        },
        Rule {
            id: "ELN22-3",
            class: ElnRisk::Adverse,
            en: "t(6;9), other KMT2A rearrangement, t(9;22), t(8;16), inv(3) or t(3;3), other MECOM rearrangement, -5 or \
                 del(5q), -7, -17 or abn(17p): adverse, also with NPM1.",
            da: "t(6;9), anden KMT2A-omlejring, t(9;22), t(8;16), inv(3) eller t(3;3), anden MECOM-omlejring, -5 eller \
                 del(5q), -7, -17 eller abn(17p): ugunstig, også med NPM1.",
            citation: Citation::read("ELN2022", "table 6, adverse and footnote"),
            reading: None,
            holds: |w| {
                any_of(
                    w,
                    &[
                        T6_9,
                        Other11q23,
                        T9_22,
                        T8_16,
                        Inv3,
                        Other3q26,
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
            id: "ELN22-4",
            class: ElnRisk::Adverse,
            en: "Complex karyotype, three or more unrelated abnormalities without another class-defining abnormality and not \
                 only trisomies; or monosomal karyotype: adverse.",
            da: "Kompleks karyotype, tre eller flere urelaterede abnormiteter uden anden klassedefinerende abnormitet og ikke \
                 kun trisomier; eller monosomal karyotype: ugunstig.",
            citation: Citation::read("ELN2022", "table 6, adverse and footnotes"),
            reading: None,
            holds: |w| Evidence::any([complex(w), monosomal(w)]),
        },
        Rule {
            id: "ELN22-2b",
            class: ElnRisk::Intermediate,
            en: "t(9;11) MLLT3::KMT2A without adverse cytogenetics: intermediate.",
            da: "t(9;11) MLLT3::KMT2A uden ugunstig cytogenetik: intermediær.",
            citation: Citation::read("ELN2022", "table 6, intermediate and footnote"),
            reading: Some(("t(9;11)", "before gene mutations only")),
            holds: |w| w.has(T9_11),
        },
        Rule {
            id: "ELN22-5",
            class: ElnRisk::Adverse,
            en: "TP53 mutated with a fraction of 10 % or more, on one allele or both: adverse.",
            da: "TP53 muteret med en andel på 10 % eller mere, på en eller begge alleler: ugunstig.",
            citation: Citation::read("ELN2022", "table 6, adverse and footnote"),
            reading: Some(("TP53 below 10 %", "not adverse")),
            holds: |w| w.mutated_at("TP53", AlleleFraction::TENTH),
        },
        Rule {
            id: "ELN22-5b",
            class: ElnRisk::Adverse,
            en: "TP53 mutated, at any fraction: adverse.",
            da: "TP53 muteret, uanset andel: ugunstig.",
            citation: Citation::read("ELN2022", "table 6, adverse"),
            reading: Some(("TP53 below 10 %", "adverse")),
            holds: |w| w.mutated("TP53"),
        },
        Rule {
            id: "ELN22-6",
            class: ElnRisk::Favourable,
            en: "NPM1 mutated without FLT3-ITD: favourable; a myelodysplasia-related gene does not change it.",
            da: "NPM1 muteret uden FLT3-ITD: gunstig; et myelodysplasi-relateret gen ændrer det ikke.",
            citation: Citation::read("ELN2022", "table 6, favourable and footnote"),
            reading: None,
            holds: |w| Evidence::all([w.mutated("NPM1"), !itd(w)]),
        },
        Rule {
            id: "ELN22-7b",
            class: ElnRisk::Intermediate,
            en: "CEBPA with an in-frame bZIP mutation and FLT3-ITD: intermediate.",
            da: "CEBPA med in-frame bZIP-mutation og FLT3-ITD: intermediær.",
            citation: Citation::read("ELN2022", "table 6, favourable"),
            reading: Some(("CEBPA bZIP with FLT3-ITD", "intermediate")),
            holds: |w| Evidence::all([w.cebpa_bzip(), itd(w)]),
        },
        Rule {
            id: "ELN22-7",
            class: ElnRisk::Favourable,
            en: "CEBPA with an in-frame bZIP mutation, on one allele or both: favourable.",
            da: "CEBPA med in-frame bZIP-mutation, på en eller begge alleler: gunstig.",
            citation: Citation::read("ELN2022", "table 6, favourable and footnote"),
            reading: None,
            holds: Workup::cebpa_bzip,
        },
        Rule {
            id: "ELN22-8b",
            class: ElnRisk::Intermediate,
            en: "NPM1 mutated with FLT3-ITD: intermediate, whatever the allelic ratio.",
            da: "NPM1 muteret med FLT3-ITD: intermediær, uanset allelratio.",
            citation: Citation::read("ELN2022", "table 6, intermediate"),
            reading: Some(("NPM1 with FLT3-ITD and a myelodysplasia-related gene", "intermediate")),
            holds: |w| Evidence::all([w.mutated("NPM1"), itd(w)]),
        },
        Rule {
            id: "ELN22-8",
            class: ElnRisk::Adverse,
            en: "ASXL1, BCOR, EZH2, RUNX1, SF3B1, SRSF2, STAG2, U2AF1 or ZRSR2 mutated, not together with a favourable subtype: \
                 adverse.",
            da: "ASXL1, BCOR, EZH2, RUNX1, SF3B1, SRSF2, STAG2, U2AF1 eller ZRSR2 muteret, ikke sammen med en gunstig \
                 undertype: ugunstig.",
            citation: Citation::read("ELN2022", "table 6, adverse and footnote"),
            reading: None,
            holds: |w| any_mutated(w, MYELODYSPLASIA_RELATED),
        },
        Rule {
            id: "ELN22-9",
            class: ElnRisk::Intermediate,
            en: "FLT3-ITD without an adverse lesion, with or without NPM1, or abnormalities that are neither favourable nor \
                 adverse: intermediate.",
            da: "FLT3-ITD uden ugunstig læsion, med eller uden NPM1, eller abnormiteter der hverken er gunstige eller \
                 ugunstige: intermediær.",
            citation: Citation::read("ELN2022", "table 6, intermediate"),
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

fn itd(w: &Workup) -> Evidence {
    w.duplicated("FLT3", Event::InternalTandemDuplication)
}

/// Three or more unrelated abnormalities, without a class-defining one; three or more trisomies without any structural
/// abnormality are no complex karyotype.
pub(super) fn complex(w: &Workup) -> Evidence {
    let trisomies_only = Evidence::all([
        w.counts(Words::new("three or more trisomies", "tre eller flere trisomier"), |seen| seen.trisomies, 3),
        !w.counts(structural(), |seen| seen.structural, 1),
    ]);
    Evidence::all([
        three_abnormalities(w),
        !any_of(w, &[T8_21, Inv16, T15_17, T9_11, Other11q23, T6_9, T9_22, T8_16, Inv3, Other3q26]),
        !trisomies_only,
    ])
}
