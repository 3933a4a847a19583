//! ELN 2024 for less-intensive treatment: H. Döhner et al., Blood 2024;144:2169, table 1.
//!
//! It does not apply after hypomethylating agents for an earlier disease; whoever shows it says so.

use super::{ElnRisk, any_mutated};
use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::source::Citation;
use crate::workup::{Event, Workup};

/// ELN 2024 genetic risk for adults who receive less-intensive treatment.
pub static ELN_2024: DecisionList<Workup, ElnRisk> = DecisionList {
    edition: "ELN 2024 (less-intensive)",
    ambiguities: &[Ambiguity {
        id: "IDH1 with a signalling mutation",
        en: "IDH1 is favourable with azacitidine and ivosidenib whatever the signalling mutations. With another regimen?",
        da: "IDH1 er gunstig ved azacitidin og ivosidenib uanset signalmutationer. Ved et andet regime?",
        readings: &["azacitidine and ivosidenib", "another regimen"],
        citation: Citation::read("ELN2024", "table 1, footnote"),
    }],
    sections: &[&[
        Rule {
            id: "ELN24-1",
            class: ElnRisk::Adverse,
            en: "TP53 mutated: adverse.",
            da: "TP53 muteret: ugunstig.",
            citation: Citation::read("ELN2024", "table 1, adverse"),
            reading: None,
            holds: |w| w.mutated("TP53"),
        },
        Rule {
            id: "ELN24-2",
            class: ElnRisk::Favourable,
            en: "IDH1 mutated, TP53 not mutated: favourable with azacitidine and ivosidenib, whatever the signalling mutations.",
            da: "IDH1 muteret, TP53 ikke muteret: gunstig ved azacitidin og ivosidenib, uanset signalmutationer.",
            citation: Citation::read("ELN2024", "table 1, favourable and footnote"),
            reading: Some(("IDH1 with a signalling mutation", "azacitidine and ivosidenib")),
            holds: |w| w.mutated("IDH1"),
        },
        Rule {
            id: "ELN24-3",
            class: ElnRisk::Favourable,
            en: "NPM1 or IDH2 mutated, without FLT3-ITD, NRAS, KRAS or TP53 mutation: favourable.",
            da: "NPM1 eller IDH2 muteret, uden FLT3-ITD, NRAS-, KRAS- eller TP53-mutation: gunstig.",
            citation: Citation::read("ELN2024", "table 1, favourable"),
            reading: None,
            holds: |w| Evidence::all([any_mutated(w, &["NPM1", "IDH2"]), !signalling(w)]),
        },
        Rule {
            id: "ELN24-4",
            class: ElnRisk::Favourable,
            en: "DDX41 mutated: favourable; a fraction near 50 % suggests an inherited variant.",
            da: "DDX41 muteret: gunstig; en andel nær 50 % tyder på en arvelig variant.",
            citation: Citation::read("ELN2024", "table 1, favourable"),
            reading: None,
            holds: |w| w.mutated("DDX41"),
        },
        Rule {
            id: "ELN24-5",
            class: ElnRisk::Intermediate,
            en: "Other abnormalities with FLT3-ITD, NRAS or KRAS mutation, TP53 not mutated: intermediate.",
            da: "Andre abnormiteter med FLT3-ITD, NRAS- eller KRAS-mutation, TP53 ikke muteret: intermediær.",
            citation: Citation::read("ELN2024", "table 1, intermediate"),
            reading: None,
            holds: signalling,
        },
        Rule {
            id: "ELN24-6",
            class: ElnRisk::Favourable,
            en: "Other abnormalities without FLT3-ITD, NRAS, KRAS or TP53 mutation: favourable (tentative).",
            da: "Andre abnormiteter uden FLT3-ITD, NRAS-, KRAS- eller TP53-mutation: gunstig (foreløbig).",
            citation: Citation::read("ELN2024", "table 1, favourable and footnote"),
            reading: None,
            holds: |w| !signalling(w),
        },
    ]],
};

/// `FLT3`-ITD, `NRAS` or `KRAS`. `PTPN11`, `CBL` and `NF1` are not criteria.
fn signalling(w: &Workup) -> Evidence {
    Evidence::any([w.duplicated("FLT3", Event::InternalTandemDuplication), w.mutated("NRAS"), w.mutated("KRAS")])
}
