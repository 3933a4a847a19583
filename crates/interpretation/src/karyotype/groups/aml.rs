//! Complex and monosomal karyotype.

use crate::cytogenetics::{Count, Cytogenetics};
use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::eln;
use crate::source::Citation;
use crate::workup::Workup;

/// Complex karyotype, ELN 2017.
pub static COMPLEX_2017: DecisionList<Workup, bool> = DecisionList {
    edition: "complex karyotype, ELN 2017",
    ambiguities: &[],
    sections: &[&[
        Rule::new(
            "CK17-1",
            true,
            "Three or more unrelated abnormalities without t(8;21), inv(16), t(15;17), t(9;11), other KMT2A \
             rearrangement, t(6;9), inv(3) or t(9;22): complex.",
            "Tre eller flere urelaterede abnormiteter uden t(8;21), inv(16), t(15;17), t(9;11), anden KMT2A-omlejring, \
             t(6;9), inv(3) eller t(9;22): kompleks.",
            Citation::read("ELN2017", "table 5, footnote"),
            eln::complex_2017,
        ),
        Rule::new(
            "CK17-2",
            false,
            "Otherwise not complex.",
            "Ellers ikke kompleks.",
            Citation::read("ELN2017", "table 5, footnote"),
            |_| Evidence::all([]),
        ),
    ]],
};

/// Complex karyotype, ELN 2022.
pub static COMPLEX_2022: DecisionList<Workup, bool> = DecisionList {
    edition: "complex karyotype, ELN 2022",
    ambiguities: &[],
    sections: &[&[
        Rule::new(
            "CK22-1",
            true,
            "Three or more unrelated abnormalities without a class-defining rearrangement, and not three or more \
             trisomies without a structural abnormality: complex.",
            "Tre eller flere urelaterede abnormiteter uden en klassedefinerende omlejring, og ikke tre eller flere \
             trisomier uden strukturel abnormitet: kompleks.",
            Citation::read("ELN2022", "table 6, footnote"),
            eln::complex_2022,
        ),
        Rule::new(
            "CK22-2",
            false,
            "Otherwise not complex.",
            "Ellers ikke kompleks.",
            Citation::read("ELN2022", "table 6, footnote"),
            |_| Evidence::all([]),
        ),
    ]],
};

/// Monosomal karyotype (Breems), with the stricter reading of Kayser as another reading.
pub static MONOSOMAL: DecisionList<Workup, bool> = DecisionList {
    edition: "monosomal karyotype, Breems 2008",
    ambiguities: &[
        Ambiguity {
            id: "marker",
            en: "Is a marker or a ring of unknown origin a structural abnormality?",
            da: "Er en markør eller en ring af ukendt oprindelse en strukturel abnormitet?",
            readings: &["structural", "not counted"],
            citation: Citation::remembered("BREEMS2008", "definition"),
        },
        Ambiguity {
            id: "true monosomy",
            en: "Does a monosomy count if a rearranged chromosome holds material of the lost one?",
            da: "Tæller en monosomi, hvis et omlejret kromosom rummer materiale fra det tabte?",
            readings: &["as written", "only without such material (MK-R)"],
            citation: Citation::read("KAYSER2012", "abstract"),
        },
    ],
    sections: &[&[
        Rule::new(
            "MK-1",
            false,
            "t(8;21) or inv(16): core-binding-factor leukaemia is excluded.",
            "t(8;21) eller inv(16): core-binding-factor-leukæmi er undtaget.",
            Citation::read("BREEMS2008", "definition"),
            eln::core_binding_factor,
        ),
        Rule::new(
            "MK-2",
            true,
            "Two or more autosomal monosomies of which no rearranged chromosome holds material, or one with a structural \
             abnormality: monosomal.",
            "To eller flere autosomale monosomier, hvoraf intet omlejret kromosom rummer materiale, eller én med en \
             strukturel abnormitet: monosomal.",
            Citation::read("BREEMS2008", "definition"),
            |w| monosomal(w, |seen| seen.bare_monosomies, Cytogenetics::identified_structural),
        ),
        Rule::new(
            "MK-3",
            true,
            "The same, a marker or a ring of unknown origin being the structural abnormality: monosomal.",
            "Det samme, hvor en markør eller en ring af ukendt oprindelse er den strukturelle abnormitet: monosomal.",
            Citation::remembered("BREEMS2008", "definition"),
            |w| monosomal(w, |seen| seen.bare_monosomies, |seen| seen.structural),
        )
        .only_in("marker", "structural"),
        Rule::new(
            "MK-4",
            true,
            "The same, counting every monosomy that is written: monosomal.",
            "Det samme, hvor hver monosomi, der er skrevet, tæller: monosomal.",
            Citation::read("BREEMS2008", "definition"),
            |w| monosomal(w, |seen| seen.autosomal_monosomies, Cytogenetics::identified_structural),
        )
        .only_in("true monosomy", "as written"),
        Rule::new(
            "MK-5",
            false,
            "Otherwise not monosomal.",
            "Ellers ikke monosomal.",
            Citation::read("BREEMS2008", "definition"),
            |_| Evidence::all([]),
        ),
    ]],
};

/// Two monosomies, or one with a structural abnormality, each counted as told.
fn monosomal(w: &Workup, monosomies: fn(&Cytogenetics) -> Count, structural: fn(&Cytogenetics) -> Count) -> Evidence {
    Evidence::any([
        w.counts("two or more autosomal monosomies", monosomies, 2),
        Evidence::all([
            w.counts("an autosomal monosomy", monosomies, 1),
            w.counts("a structural abnormality", structural, 1),
        ]),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision_list::check;

    #[test]
    fn the_lists_are_sound() {
        check(&COMPLEX_2017);
        check(&COMPLEX_2022);
        check(&MONOSOMAL);
    }
}
