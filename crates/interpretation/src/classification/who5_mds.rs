//! WHO 5th edition, myelodysplastic neoplasms: J. D. Khoury et al., Leukemia 2022;36:1703, table 3.

use super::genetics::{any_of, complex, isolated_del_5q, low_blasts, mutated, stated_mds, tp53_biallelic};
use super::{Case, Entity};
use crate::cytogenetics::Abnormality::{Del5q, Monosomy7};
use crate::decision_list::{Ambiguity, Evidence, Rule};
use crate::source::Citation;

pub(super) const OPEN: &[Ambiguity] = &[Ambiguity {
    id: "ring sideroblasts without SF3B1",
    en: "Ring sideroblasts may stand in for SF3B1 where the gene is not mutated: is it a type of its own, \
                 or MDS with low blasts?",
    da: "Ringsideroblaster kan træde i stedet for SF3B1, hvor genet ikke er muteret: en egen type, eller \
                 MDS med få blaster?",
    readings: &["own name", "MDS with low blasts"],
    citation: Citation::read("WHO5", "table 3, footnote"),
}];

/// Below 20 % of blasts.
pub(super) const MDS: &[Rule<Case, Entity>] = &[
    Rule {
        id: "WHO5-M1",
        class: Entity::new("MDS with biallelic TP53 inactivation", "MDS med biallelisk TP53-inaktivering"),
        en: "Blasts below 20 % and TP53 hit on both alleles: two mutations, or one with loss of the other allele.",
        da: "Blaster under 20 % og TP53 ramt på begge alleler: to mutationer, eller én med tab af den anden \
             allel.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), tp53_biallelic(c)]),
    },
    Rule {
        id: "WHO5-M2",
        class: Entity::new("MDS, fibrotic", "MDS, fibrotisk"),
        en: "Marrow blasts 5 to 19 % or blood blasts 2 to 19 %, and fibrosis of grade 2 or 3.",
        da: "Marvblaster 5 til 19 % eller blodblaster 2 til 19 %, og fibrose af grad 2 eller 3.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), !low_blasts(c), c.clinical.is_fibrotic()]),
    },
    Rule {
        id: "WHO5-M3",
        class: Entity::new("MDS with increased blasts 2", "MDS med øgede blaster 2"),
        en: "Marrow blasts 10 to 19 %, blood blasts 5 to 19 %, or Auer rods.",
        da: "Marvblaster 10 til 19 %, blodblaster 5 til 19 %, eller Auer-stave.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), increased_blasts_2(c)]),
    },
    Rule {
        id: "WHO5-M4",
        class: Entity::new("MDS with increased blasts 1", "MDS med øgede blaster 1"),
        en: "Marrow blasts 5 to 9 % or blood blasts 2 to 4 %.",
        da: "Marvblaster 5 til 9 % eller blodblaster 2 til 4 %.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), !low_blasts(c)]),
    },
    Rule {
        id: "WHO5-M5",
        class: Entity::new(
            "MDS with low blasts and isolated 5q deletion",
            "MDS med få blaster og isoleret 5q-deletion",
        ),
        en: "del(5q) alone or with one other abnormality that is not -7 or del(7q).",
        da: "del(5q) alene eller med én anden abnormitet, som ikke er -7 eller del(7q).",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), isolated_del_5q(c)]),
    },
    Rule {
        id: "WHO5-M6",
        class: Entity::new("MDS with low blasts and SF3B1 mutation", "MDS med få blaster og SF3B1-mutation"),
        en: "SF3B1 mutated, without del(5q), -7 or complex karyotype.",
        da: "SF3B1 muteret, uden del(5q), -7 eller kompleks karyotype.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), mutated(c, "SF3B1"), !any_of(c, &[Del5q, Monosomy7]), !complex(c)]),
    },
    Rule {
        id: "WHO5-M7",
        class: Entity::new("MDS with low blasts and ring sideroblasts", "MDS med få blaster og ringsideroblaster"),
        en: "15 % ring sideroblasts or more may stand in for SF3B1, without del(5q), -7 or complex karyotype.",
        da: "15 % ringsideroblaster eller mere kan træde i stedet for SF3B1, uden del(5q), -7 eller kompleks \
             karyotype.",
        citation: Citation::read("WHO5", "table 3"),
        reading: Some(("ring sideroblasts without SF3B1", "own name")),
        holds: |c| {
            Evidence::all([
                stated_mds(c),
                c.clinical.ring_sideroblasts_at_least(15.0),
                !any_of(c, &[Del5q, Monosomy7]),
                !complex(c),
            ])
        },
    },
    Rule {
        id: "WHO5-M8",
        class: Entity::new("MDS, hypoplastic", "MDS, hypoplastisk"),
        en: "A marrow with at most 25 % of its cells.",
        da: "En marv med højst 25 % af sine celler.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), c.clinical.is_hypoplastic()]),
    },
    Rule {
        id: "WHO5-M9",
        class: Entity::new("MDS with low blasts", "MDS med få blaster"),
        en: "Low blasts without any of these.",
        da: "Få blaster uden nogen af disse.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), low_blasts(c)]),
    },
    Rule {
        id: "WHO5-M10",
        class: Entity::new("no myelodysplastic neoplasm stated", "ingen myelodysplastisk neoplasi angivet"),
        en: "Blasts below 20 % and no myelodysplastic neoplasm stated: see clonal haematopoiesis.",
        da: "Blaster under 20 % og ingen myelodysplastisk neoplasi angivet: se klonal hæmatopoiese.",
        citation: Citation::read("WHO5", "table 3"),
        reading: None,
        holds: |_| Evidence::all([]),
    },
];

fn increased_blasts_2(c: &Case) -> Evidence {
    Evidence::any([
        c.clinical.marrow_blasts_at_least(10.0),
        c.clinical.blood_blasts_at_least(5.0),
        c.clinical.has_auer_rods(),
    ])
}
