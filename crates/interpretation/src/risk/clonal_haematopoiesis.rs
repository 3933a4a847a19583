//! Clonal haematopoiesis: CHIP, CCUS and ICUS (WHO 5th edition), and the risk score CHRS.

mod chrs;

use genome::detection::Detection;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use serde::Serialize;

pub use chrs::{ChrsCategory, ChrsInput, HIGH_RISK_GENES, chrs};

use crate::decision_list::{Ambiguity, Answer, DecisionList, Evidence, rule};
use crate::karyotype::Sex;
use crate::laboratory::{BloodAndMarrow, Haemoglobin, Neutrophils, Platelets};
use crate::source::Citation;

/// A somatic driver mutation in a gene of clonal haematopoiesis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// The gene's symbol.
    pub gene: String,
    /// The share of reads that show it.
    pub fraction: AlleleFraction,
}

/// What is known of the patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// Sex.
    pub sex: Option<Sex>,
    /// The blood counts.
    pub values: BloodAndMarrow,
    /// Driver mutations, or down to which fraction none was found.
    pub drivers: Detection<Vec<Driver>>,
    /// Whether the cytopenia is persistent (four months or more: to be confirmed) and without another cause.
    pub unexplained: Truth,
    /// Dysplasia of 10 % or more of a lineage, or another change that defines myelodysplasia.
    pub dysplasia: Truth,
    /// A myeloid neoplasm.
    pub myeloid_neoplasm: Truth,
}

/// The state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Neither a clone nor an unexplained cytopenia.
    NoneReportable,
    /// Clonal haematopoiesis of indeterminate potential.
    Chip,
    /// Clonal cytopenia of undetermined significance.
    Ccus,
    /// Idiopathic cytopenia of undetermined significance.
    Icus,
    /// Dysplasia or a neoplasm: no precursor state; see the classification.
    Outside,
}

impl State {
    /// Its usual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoneReportable => "no clonal haematopoiesis",
            Self::Chip => "CHIP",
            Self::Ccus => "CCUS",
            Self::Icus => "ICUS",
            Self::Outside => "not a precursor state",
        }
    }
}

/// Genes on X: in men a clone has twice the allele fraction. The list is remembered, to be confirmed.
pub const X_LINKED: [&str; 13] =
    ["ATRX", "BCOR", "BCORL1", "BRCC3", "GATA1", "KDM6A", "PHF6", "PIGA", "SMC1A", "STAG2", "UBA1", "ZBTB33", "ZRSR2"];

const SMALLEST: f64 = 0.02;
const SMALLEST_X_LINKED_IN_MEN: f64 = 0.04;

/// Thresholds below which a count is a cytopenia: haemoglobin of men and women in g/dL, neutrophils and platelets in 10^9/L.
struct Thresholds {
    men: f64,
    women: f64,
    neutrophils: f64,
    platelets: f64,
}

const WHO5_THRESHOLDS: Thresholds = Thresholds { men: 13.0, women: 12.0, neutrophils: 1.8, platelets: 150.0 };
const OLDER_THRESHOLDS: Thresholds = Thresholds { men: 11.0, women: 11.0, neutrophils: 1.5, platelets: 100.0 };

impl Findings {
    fn clone_found(&self) -> Evidence {
        let name = "a driver mutation of 2 % or more (4 % of a gene on X in men)";
        match &self.drivers {
            Detection::NotAssessed(why) => Evidence::fact(name, Truth::Unknown, format!("not assessed: {why}")),
            Detection::NotFoundAtLimit(limit) => {
                let seen = format!("not found at a limit of {:.1} %", limit.get() * 100.0);
                // A genome of 30x cannot exclude a clone of 2 %.
                let truth = if limit.get() <= SMALLEST { Truth::No } else { Truth::Unknown };
                Evidence::fact(name, truth, seen)
            }
            Detection::Found(drivers) => {
                let truth = drivers.iter().map(|driver| self.counts(driver)).fold(Truth::No, Truth::or);
                let seen =
                    drivers.iter().map(|driver| format!("{} {:.1} %", driver.gene, driver.fraction.get() * 100.0));
                Evidence::fact(name, truth, seen.collect::<Vec<_>>().join("; "))
            }
        }
    }

    fn counts(&self, driver: &Driver) -> Truth {
        let fraction = driver.fraction.get();
        let x_linked = X_LINKED.contains(&driver.gene.as_str());
        let least = if x_linked && self.sex != Some(Sex::Female) { SMALLEST_X_LINKED_IN_MEN } else { SMALLEST };
        match fraction {
            fraction if fraction >= least => Truth::Yes,
            fraction if fraction >= SMALLEST && self.sex.is_none() => Truth::Unknown,
            _ => Truth::No,
        }
    }

    fn cytopenia(&self, thresholds: &Thresholds) -> Evidence {
        let below = |name: String, value: Option<f64>, bound: f64| match value {
            None => Evidence::fact(name, Truth::Unknown, "not stated"),
            Some(value) => Evidence::fact(name, (value < bound).into(), format!("{value:.1}")),
        };
        let grams = self.values.haemoglobin.map(Haemoglobin::grams_per_decilitre);
        let (men, women) = (thresholds.men, thresholds.women);
        let anaemia = match (self.sex, grams) {
            (Some(Sex::Male), _) => below(format!("haemoglobin below {men} g/dL"), grams, men),
            (Some(Sex::Female), _) => below(format!("haemoglobin below {women} g/dL"), grams, women),
            (None, Some(grams)) if grams < women || grams >= men => {
                below(format!("haemoglobin below {women} to {men} g/dL"), Some(grams), women)
            }
            (None, _) => {
                Evidence::fact("haemoglobin below the threshold of the sex", Truth::Unknown, "sex or value not stated")
            }
        };
        Evidence::any([
            anaemia,
            below(
                format!("neutrophils below {} x 10^9/L", thresholds.neutrophils),
                self.values.neutrophils.map(Neutrophils::get),
                thresholds.neutrophils,
            ),
            below(
                format!("platelets below {} x 10^9/L", thresholds.platelets),
                self.values.platelets.map(Platelets::get),
                thresholds.platelets,
            ),
        ])
    }

    fn unexplained_cytopenia(&self, thresholds: &Thresholds) -> Evidence {
        let said = Evidence::fact("the cytopenia is persistent and unexplained", self.unexplained, "as stated");
        Evidence::all([self.cytopenia(thresholds), said])
    }
}

const WHO: Citation = Citation::read("WHO5", "clonal haematopoiesis: CHIP and CCUS");
const GUIDELINE: Citation = Citation::read("NGC2022", "CCUS and ICUS");

const THRESHOLDS: Ambiguity = Ambiguity {
    id: "cytopenia_thresholds",
    en: "Which counts are a cytopenia.",
    da: "Hvilke tal der er en cytopeni.",
    readings: &["WHO 5th edition", "older proposal: haemoglobin 11 g/dL, neutrophils 1.5, platelets 100"],
    citation: WHO,
};
const NEW: Option<(&str, &str)> = Some((THRESHOLDS.id, THRESHOLDS.readings[0]));
const OLD: Option<(&str, &str)> = Some((THRESHOLDS.id, THRESHOLDS.readings[1]));

const CCUS: (&str, &str) = ("A clone and an unexplained cytopenia", "En klon og en uforklaret cytopeni");
const ICUS: (&str, &str) = ("An unexplained cytopenia without a clone", "En uforklaret cytopeni uden klon");

/// The states, first to last.
pub static STATES: DecisionList<Findings, State> = DecisionList {
    edition: "Clonal haematopoiesis, WHO 5th edition 2022",
    sections: &[&[
        rule(
            "ch.outside",
            State::Outside,
            ("Dysplasia or a myeloid neoplasm", "Dysplasi eller myeloid neoplasi"),
            WHO,
            None,
            |findings| {
                Evidence::any([
                    Evidence::fact(
                        "dysplasia or a change that defines myelodysplasia",
                        findings.dysplasia,
                        "as stated",
                    ),
                    Evidence::fact("a myeloid neoplasm", findings.myeloid_neoplasm, "as stated"),
                ])
            },
        ),
        rule("ch.ccus", State::Ccus, CCUS, WHO, NEW, |findings| {
            Evidence::all([findings.clone_found(), findings.unexplained_cytopenia(&WHO5_THRESHOLDS)])
        }),
        rule("ch.ccus_older", State::Ccus, CCUS, WHO, OLD, |findings| {
            Evidence::all([findings.clone_found(), findings.unexplained_cytopenia(&OLDER_THRESHOLDS)])
        }),
        rule("ch.chip", State::Chip, ("A clone", "En klon"), WHO, None, Findings::clone_found),
        rule("ch.icus", State::Icus, ICUS, GUIDELINE, NEW, |findings| findings.unexplained_cytopenia(&WHO5_THRESHOLDS)),
        rule("ch.icus_older", State::Icus, ICUS, GUIDELINE, OLD, |findings| {
            findings.unexplained_cytopenia(&OLDER_THRESHOLDS)
        }),
        rule("ch.none", State::NoneReportable, ("Neither", "Ingen af delene"), WHO, None, |_| Evidence::all([])),
    ]],
    ambiguities: &[THRESHOLDS],
};

/// The state of a patient.
#[must_use]
pub fn state(findings: &Findings) -> Answer<State> {
    STATES.decide(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laboratory::HaemoglobinUnit;

    fn woman(hb: f64, drivers: Detection<Vec<Driver>>) -> Findings {
        let values = BloodAndMarrow {
            haemoglobin: Haemoglobin::new(hb, HaemoglobinUnit::GramPerDecilitre).ok(),
            platelets: Platelets::new(200.0).ok(),
            neutrophils: Neutrophils::new(3.0).ok(),
            blasts: None,
        };
        Findings {
            sex: Some(Sex::Female),
            values,
            drivers,
            unexplained: Truth::Yes,
            dysplasia: Truth::No,
            myeloid_neoplasm: Truth::No,
        }
    }

    fn not_found(limit: f64) -> Detection<Vec<Driver>> {
        Detection::NotFoundAtLimit(AlleleFraction::new(limit).unwrap())
    }

    #[test]
    fn a_genome_cannot_exclude_a_small_clone() {
        assert_eq!(state(&woman(13.0, not_found(0.02))).possible, [State::NoneReportable]);
        assert_eq!(state(&woman(13.0, not_found(0.095))).possible, [State::Chip, State::NoneReportable]);
        assert_eq!(state(&woman(11.0, not_found(0.095))).possible, [State::Ccus, State::Chip, State::Icus]);
    }

    #[test]
    fn thresholds_of_the_older_proposal_are_shown_beside() {
        let answer = state(&woman(11.9, not_found(0.01)));
        assert_eq!(
            (answer.possible.as_slice(), answer.other_readings[0].possible.as_slice()),
            ([State::Icus].as_slice(), [State::NoneReportable].as_slice())
        );
    }

    #[test]
    fn without_the_sex_what_depends_on_it_stays_open() {
        let driver = |gene: &str| Driver { gene: gene.into(), fraction: AlleleFraction::new(0.03).unwrap() };
        let mut findings = woman(14.0, Detection::Found(vec![driver("ZRSR2")]));
        findings.sex = None;
        assert_eq!(state(&findings).possible, [State::Chip, State::NoneReportable]);
        findings.drivers = Detection::Found(vec![driver("TET2")]);
        assert_eq!(state(&findings).possible, [State::Chip]);
        findings.dysplasia = Truth::Yes;
        assert_eq!(state(&findings).possible, [State::Outside]);
    }

    #[test]
    fn every_rule_has_a_source() {
        assert!(STATES.rules().all(|rule| crate::source::find(rule.citation.source).is_some()));
    }
}
