//! The cytogenetic groups of IPSS and IPSS-R.

use super::{any_of, at_least, has};
use crate::cytogenetics::Abnormality::{
    Abnormal3q, AnyChromosome7, Del5q, Del7q, Del11q, Del12p, Del20q, Inv3, LossY, Monosomy7, Other3q26,
};
use crate::cytogenetics::Cytogenetics;
use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::language::Words;
use crate::risk::ipss::KaryotypeGroup;
use crate::risk::ipss_r::CytogeneticGroup;
use crate::source::Citation;

const IPSS: Citation = Citation::read("IPSS1997", "table 3, karyotype");
const IPSS_R: Citation = Citation::read("SCHANZ2012", "cytogenetic groups; printed in IPSS-R 2012, table 2");

fn abnormal(seen: &Cytogenetics) -> Evidence {
    at_least(seen, 1, Words::new("an abnormality", "en abnormitet"))
}

fn double(seen: &Cytogenetics) -> Evidence {
    at_least(seen, 2, Words::new("two or more abnormalities", "to eller flere abnormiteter"))
}

fn three(seen: &Cytogenetics) -> Evidence {
    at_least(seen, 3, Words::new("three or more abnormalities", "tre eller flere abnormiteter"))
}

/// The karyotype groups of IPSS.
pub static IPSS_GROUP: DecisionList<Cytogenetics, KaryotypeGroup> = DecisionList {
    edition: "IPSS 1997, karyotype",
    ambiguities: &[],
    sections: &[&[
        Rule::new(
            "IPSS-1",
            KaryotypeGroup::Poor,
            "Three abnormalities or more, or any of chromosome 7: poor.",
            "Tre abnormiteter eller flere, eller enhver af kromosom 7: dårlig.",
            IPSS,
            |seen| Evidence::any([three(seen), has(seen, AnyChromosome7)]),
        ),
        Rule::new(
            "IPSS-2",
            KaryotypeGroup::Good,
            "Normal; or -Y, del(5q) or del(20q) alone: good.",
            "Normal; eller -Y, del(5q) eller del(20q) alene: god.",
            IPSS,
            |seen| {
                Evidence::any([!abnormal(seen), Evidence::all([!double(seen), any_of(seen, &[LossY, Del5q, Del20q])])])
            },
        ),
        Rule::new(
            "IPSS-3",
            KaryotypeGroup::Intermediate,
            "Other abnormalities: intermediate.",
            "Andre abnormiteter: intermediær.",
            IPSS,
            |_| Evidence::all([]),
        ),
    ]],
};

/// The cytogenetic groups of IPSS-R.
pub static IPSS_R_GROUP: DecisionList<Cytogenetics, CytogeneticGroup> = DecisionList {
    edition: "IPSS-R 2012, cytogenetic group",
    ambiguities: &[
        Ambiguity {
            id: "3q",
            en: "The table names inv(3), t(3q) and del(3q). Does any break of 3q count, or only the rearrangement of MECOM?",
            da: "Tabellen nævner inv(3), t(3q) og del(3q). Tæller ethvert brud på 3q, eller kun omlejring af MECOM?",
            readings: &["any break", "3q26 only"],
            citation: IPSS_R,
        },
        Ambiguity {
            id: "3q in a double",
            en: "Is inv(3), t(3q) or del(3q) together with one other abnormality poor, or any other double?",
            da: "Er inv(3), t(3q) eller del(3q) sammen med én anden abnormitet dårlig, eller enhver anden dobbelt?",
            readings: &["any other double", "poor"],
            citation: IPSS_R,
        },
        Ambiguity {
            id: "independent clones",
            en: "Two independent clones, one of them with del(5q): double including del(5q), or independent clones?",
            da: "To uafhængige kloner, den ene med del(5q): dobbelt med del(5q), eller uafhængige kloner?",
            readings: &["independent clones, intermediate", "double, good"],
            citation: IPSS_R,
        },
    ],
    sections: &[&[
        Rule::new(
            "IPSSR-1",
            CytogeneticGroup::VeryPoor,
            "More than three abnormalities: very poor.",
            "Mere end tre abnormiteter: meget dårlig.",
            IPSS_R,
            |seen| at_least(seen, 4, Words::new("four or more abnormalities", "fire eller flere abnormiteter")),
        ),
        Rule::new(
            "IPSSR-2",
            CytogeneticGroup::Poor,
            "Exactly three abnormalities: poor.",
            "Præcis tre abnormiteter: dårlig.",
            IPSS_R,
            three,
        ),
        Rule::new(
            "IPSSR-3",
            CytogeneticGroup::Poor,
            "-7 alone, or double including -7 or del(7q): poor.",
            "-7 alene, eller dobbelt med -7 eller del(7q): dårlig.",
            IPSS_R,
            |seen| Evidence::any([has(seen, Monosomy7), Evidence::all([double(seen), has(seen, Del7q)])]),
        ),
        Rule::new(
            "IPSSR-4",
            CytogeneticGroup::Poor,
            "inv(3), t(3;3) or t(3q26) alone: poor.",
            "inv(3), t(3;3) eller t(3q26) alene: dårlig.",
            IPSS_R,
            |seen| Evidence::all([!double(seen), any_of(seen, &[Inv3, Other3q26])]),
        ),
        Rule::new(
            "IPSSR-5",
            CytogeneticGroup::Poor,
            "inv(3), t(3q) or del(3q) alone, wherever on 3q: poor.",
            "inv(3), t(3q) eller del(3q) alene, hvor som helst på 3q: dårlig.",
            IPSS_R,
            |seen| Evidence::all([!double(seen), has(seen, Abnormal3q)]),
        )
        .only_in("3q", "any break"),
        Rule::new(
            "IPSSR-6",
            CytogeneticGroup::Poor,
            "Double including inv(3), t(3q) or del(3q): poor.",
            "Dobbelt med inv(3), t(3q) eller del(3q): dårlig.",
            IPSS_R,
            |seen| Evidence::all([double(seen), has(seen, Abnormal3q)]),
        )
        .only_in("3q in a double", "poor"),
        Rule::new(
            "IPSSR-7",
            CytogeneticGroup::Good,
            "Double including del(5q), in one clone: good.",
            "Dobbelt med del(5q), i én klon: god.",
            IPSS_R,
            |seen| Evidence::all([double(seen), has(seen, Del5q), !independent(seen)]),
        ),
        Rule::new(
            "IPSSR-8",
            CytogeneticGroup::Good,
            "Double including del(5q), in independent clones: good.",
            "Dobbelt med del(5q), i uafhængige kloner: god.",
            IPSS_R,
            |seen| Evidence::all([double(seen), has(seen, Del5q)]),
        )
        .only_in("independent clones", "double, good"),
        Rule::new(
            "IPSSR-9",
            CytogeneticGroup::Good,
            "Normal; or del(5q), del(12p) or del(20q) alone: good.",
            "Normal; eller del(5q), del(12p) eller del(20q) alene: god.",
            IPSS_R,
            |seen| {
                Evidence::any([!abnormal(seen), Evidence::all([!double(seen), any_of(seen, &[Del5q, Del12p, Del20q])])])
            },
        ),
        Rule::new(
            "IPSSR-10",
            CytogeneticGroup::VeryGood,
            "-Y or del(11q) alone: very good.",
            "-Y eller del(11q) alene: meget god.",
            IPSS_R,
            |seen| Evidence::all([!double(seen), any_of(seen, &[LossY, Del11q])]),
        ),
        Rule::new(
            "IPSSR-11",
            CytogeneticGroup::Intermediate,
            "del(7q), +8, +19, i(17q), any other single or double, or independent clones: intermediate.",
            "del(7q), +8, +19, i(17q), enhver anden enkelt eller dobbelt, eller uafhængige kloner: intermediær.",
            IPSS_R,
            |_| Evidence::all([]),
        ),
    ]],
};

fn independent(seen: &Cytogenetics) -> Evidence {
    Evidence::fact(
        Words::new("two clones without a common abnormality", "to kloner uden fælles abnormitet"),
        seen.independent_clones,
        seen.text.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::ipssr_group;
    use super::*;
    use crate::decision_list::check;
    use crate::karyotype::{Sex, parse};

    fn group(text: &str, sex: Sex) -> &'static str {
        ipssr_group(&parse(text, Some(sex)).cytogenetics()).definite().map_or("open", |group| group.name())
    }

    #[test]
    fn the_lists_are_sound() {
        check(&IPSS_GROUP);
        check(&IPSS_R_GROUP);
    }

    #[test]
    fn each_row_of_the_table() {
        for (text, sex, expected) in [
            ("45,X,-Y[20]", Sex::Male, "Very Good"),
            ("45,X[20]", Sex::Male, "Very Good"),
            ("46,XX,del(11)(q14)[20]", Sex::Female, "Very Good"),
            ("46,XX[20]", Sex::Female, "Good"),
            ("46,XX,del(5)(q13q33)[20]", Sex::Female, "Good"),
            ("46,XX,del(12)(p12)[20]", Sex::Female, "Good"),
            ("46,XX,del(20)(q11q13)[20]", Sex::Female, "Good"),
            ("47,XX,del(5)(q13q33),+8[20]", Sex::Female, "Good"),
            ("46,XX,del(7)(q22)[20]", Sex::Female, "Intermediate"),
            ("47,XX,+8[20]", Sex::Female, "Intermediate"),
            ("47,XX,+19[20]", Sex::Female, "Intermediate"),
            ("46,XX,i(17)(q10)[20]", Sex::Female, "Intermediate"),
            ("48,XX,+8,+21[20]", Sex::Female, "Intermediate"),
            ("47,XX,+8[10]/46,XX,del(13)(q12q22)[10]", Sex::Female, "Intermediate"),
            ("45,X,-X[20]", Sex::Female, "Intermediate"),
            ("45,XX,-7[20]", Sex::Female, "Poor"),
            ("46,XX,inv(3)(q21q26)[20]", Sex::Female, "Poor"),
            ("46,XX,t(3;12)(q26;p13)[20]", Sex::Female, "Poor"),
            ("45,XX,del(5)(q13q33),-7[20]", Sex::Female, "Poor"),
            ("48,XX,+8,+21,del(20)(q11q13)[20]", Sex::Female, "Poor"),
            ("49,XX,+8,+13,+21,del(20)(q11q13)[20]", Sex::Female, "Very Poor"),
            ("47,XXYc[20]", Sex::Male, "Good"),
            ("45,X,-Y,del(5)(q13q33)[20]", Sex::Male, "Good"),
            ("no metaphases", Sex::Male, "open"),
            ("46,XX,something[20]", Sex::Female, "open"),
        ] {
            assert_eq!(group(text, sex), expected, "{text}");
        }
    }

    #[test]
    fn open_questions_show_the_other_answer() {
        let clones = ipssr_group(&parse("47,XX,+8[10]/46,XX,del(5)(q13q33)[10]", None).cytogenetics());
        assert_eq!(clones.definite(), Some(&CytogeneticGroup::Intermediate));
        assert_eq!(clones.other_readings[0].possible, [CytogeneticGroup::Good]);
        let deletion = ipssr_group(&parse("46,XX,del(3)(q21)[10]", None).cytogenetics());
        assert_eq!(deletion.definite(), Some(&CytogeneticGroup::Poor));
        assert_eq!(deletion.other_readings[0].possible, [CytogeneticGroup::Intermediate]);
    }
}
