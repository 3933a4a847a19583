//! International Consensus Classification, myelodysplastic syndromes: D. A. Arber et al., Blood 2022;140:1200.

use genome::quantity::AlleleFraction;

use super::genetics::{any_of, complex, isolated_del_5q, low_blasts, mutated, stated_mds, tp53_multi_hit};
use super::{Case, Entity};
use crate::cytogenetics::Abnormality::{Del5q, Del7q, Inv3, Monosomy7, Other3q26};
use crate::decision_list::{Evidence, Rule};
use crate::source::Citation;

/// Below 10 % of blasts.
pub(super) const MDS: &[Rule<Case, Entity>] = &[
    Rule {
        id: "ICC-M1",
        class: Entity::new("MDS with mutated TP53", "MDS med muteret TP53"),
        en: "Multi-hit TP53, blasts below 10 %.",
        da: "TP53 ramt flere gange, blaster under 10 %.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), tp53_multi_hit(c)]),
    },
    Rule {
        id: "ICC-M2",
        class: Entity::new("MDS with excess blasts", "MDS med øgede blaster"),
        en: "Marrow blasts 5 to 9 % or blood blasts 2 to 9 %.",
        da: "Marvblaster 5 til 9 % eller blodblaster 2 til 9 %.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), !low_blasts(c)]),
    },
    Rule {
        id: "ICC-M3",
        class: Entity::new("MDS with del(5q)", "MDS med del(5q)"),
        en: "del(5q) alone or with one other abnormality that is not -7 or del(7q); any mutation but multi-hit \
             TP53.",
        da: "del(5q) alene eller med én anden abnormitet, som ikke er -7 eller del(7q); enhver mutation undtagen \
             TP53 ramt flere gange.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), isolated_del_5q(c)]),
    },
    Rule {
        id: "ICC-M4",
        class: Entity::new("MDS with mutated SF3B1", "MDS med muteret SF3B1"),
        en: "SF3B1 with a fraction of 10 % or more, without RUNX1, isolated del(5q), -7 or del(7q), abn(3q26) or \
             complex karyotype.",
        da: "SF3B1 med en andel på 10 % eller mere, uden RUNX1, isoleret del(5q), -7 eller del(7q), abn(3q26) \
             eller kompleks karyotype.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |c| {
            Evidence::all([
                stated_mds(c),
                c.workup.mutated_at("SF3B1", AlleleFraction::TENTH),
                !mutated(c, "RUNX1"),
                !any_of(c, &[Del5q, Monosomy7, Del7q, Inv3, Other3q26]),
                !complex(c),
            ])
        },
    },
    Rule {
        id: "ICC-M5",
        class: Entity::new(
            "MDS, not otherwise specified, with multilineage dysplasia",
            "MDS, ikke nærmere specificeret, med multilineær dysplasi",
        ),
        en: "Dysplasia in two lineages or more.",
        da: "Dysplasi i to cellelinjer eller flere.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), c.clinical.dysplastic_lineages_at_least(2)]),
    },
    Rule {
        id: "ICC-M6",
        class: Entity::new(
            "MDS, not otherwise specified, with single lineage dysplasia",
            "MDS, ikke nærmere specificeret, med unilineær dysplasi",
        ),
        en: "Dysplasia in one lineage.",
        da: "Dysplasi i én cellelinje.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), c.clinical.dysplastic_lineages_at_least(1)]),
    },
    Rule {
        id: "ICC-M7",
        class: Entity::new(
            "MDS, not otherwise specified, without dysplasia",
            "MDS, ikke nærmere specificeret, uden dysplasi",
        ),
        en: "-7, del(7q) or complex karyotype with cytopenia but no dysplasia.",
        da: "-7, del(7q) eller kompleks karyotype med cytopeni, men uden dysplasi.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), Evidence::any([any_of(c, &[Monosomy7, Del7q]), complex(c)])]),
    },
    Rule {
        id: "ICC-M8",
        class: Entity::new(
            "no myelodysplastic syndrome by these facts",
            "intet myelodysplastisk syndrom ud fra disse oplysninger",
        ),
        en: "Blasts below 10 % without any of these: see clonal haematopoiesis.",
        da: "Blaster under 10 % uden nogen af disse: se klonal hæmatopoiese.",
        citation: Citation::remembered("ICC2022", "table on MDS"),
        reading: None,
        holds: |_| Evidence::all([]),
    },
];
