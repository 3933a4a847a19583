//! Risk in multiple myeloma: IMS/IMWG 2025, ISS, R-ISS and R2-ISS.

use std::fmt;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use super::points::{Part, Points, Scored, sign};
use crate::decision_list::{Answer, DecisionList, Evidence, Rule};
use crate::language::{Words, assessed, named};
use crate::source::Citation;

/// What is known. Serum values in the units that the definitions print; `None` and unknown are not normal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Findings {
    /// del(17p).
    pub del17p: Truth,
    /// The share of plasma cells with del(17p), 0 to 1.
    pub del17p_clonal_fraction: Option<f64>,
    /// `TP53` mutated.
    pub tp53_mutated: Truth,
    /// t(4;14).
    pub t4_14: Truth,
    /// t(14;16).
    pub t14_16: Truth,
    /// t(14;20).
    pub t14_20: Truth,
    /// Gain of 1q.
    pub gain1q: Truth,
    /// del(1p32) on one allele or both.
    pub del1p32: Truth,
    /// del(1p32) on both alleles.
    pub biallelic_del1p32: Truth,
    /// Beta-2-microglobulin, mg/L.
    pub beta2_microglobulin: Option<f64>,
    /// Creatinine, mg/dL (1 mg/dL is 88.4 umol/L).
    pub creatinine: Option<f64>,
    /// Albumin, g/dL (1 g/dL is 10 g/L).
    pub albumin: Option<f64>,
    /// Lactate dehydrogenase above the laboratory's upper limit.
    pub high_ldh: Truth,
}

/// Risk by IMS/IMWG 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// High risk.
    High,
    /// Standard risk.
    Standard,
}

/// A stage of ISS, R-ISS or R2-ISS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// I.
    I,
    /// II.
    II,
    /// III.
    III,
    /// IV, in R2-ISS only.
    IV,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

fn fact(name: &'static str, truth: Truth) -> Evidence {
    Evidence::fact(named(name), truth, assessed(truth))
}

fn compared(name: &'static str, value: Option<f64>, holds: impl Fn(f64) -> bool) -> Evidence {
    match value {
        None => Evidence::fact(named(name), Truth::Unknown, Words::new("not stated", "ikke oplyst")),
        Some(value) => {
            Evidence::fact(named(name), holds(value).into(), Words::each(|language| language.number(value, 1)))
        }
    }
}

impl Findings {
    fn microglobulin_at_least(&self, bound: f64) -> Evidence {
        let name =
            if bound < 5.0 { "beta-2-microglobulin 3.5 mg/L or more" } else { "beta-2-microglobulin 5.5 mg/L or more" };
        compared(name, self.beta2_microglobulin, |value| value >= bound)
    }

    fn low_albumin(&self) -> Evidence {
        compared("albumin below 3.5 g/dL", self.albumin, |value| value < 3.5)
    }

    /// The aberrations of R-ISS.
    fn high_risk_fish(&self) -> Evidence {
        Evidence::any([fact("del(17p)", self.del17p), fact("t(4;14)", self.t4_14), fact("t(14;16)", self.t14_16)])
    }

    fn iss_i(&self) -> Evidence {
        Evidence::all([!self.microglobulin_at_least(3.5), !self.low_albumin()])
    }

    fn iss_iii(&self) -> Evidence {
        self.microglobulin_at_least(5.5)
    }
}

type Criterion<C> = Rule<Findings, C>;

const fn rule<C>(
    id: &'static str,
    class: C,
    (en, da): (&'static str, &'static str),
    citation: Citation,
    holds: fn(&Findings) -> Evidence,
) -> Criterion<C> {
    Rule { id, class, en, da, citation, reading: None, holds }
}

const IMS: Citation = Citation::read("IMS2025", "definition of high-risk multiple myeloma");

/// IMS/IMWG 2025: high risk by any of four criteria.
pub static IMS_IMWG_2025: DecisionList<Findings, Risk> = DecisionList {
    edition: "IMS/IMWG 2025",
    sections: &[&[
        rule(
            "ims.17p",
            Risk::High,
            (
                "del(17p) in more than 20 % of the plasma cells, or TP53 mutated",
                "del(17p) i over 20 % af plasmacellerne, eller TP53 muteret",
            ),
            IMS,
            |findings| {
                let fraction =
                    compared("del(17p) in more than 20 %", findings.del17p_clonal_fraction, |share| share > 0.2);
                Evidence::any([
                    Evidence::all([fact("del(17p)", findings.del17p), fraction]),
                    fact("TP53 mutated", findings.tp53_mutated),
                ])
            },
        ),
        rule(
            "ims.translocation",
            Risk::High,
            (
                "t(4;14), t(14;16) or t(14;20) with gain of 1q or del(1p32)",
                "t(4;14), t(14;16) eller t(14;20) med overskud af 1q eller del(1p32)",
            ),
            IMS,
            |findings| {
                Evidence::all([
                    Evidence::any([
                        fact("t(4;14)", findings.t4_14),
                        fact("t(14;16)", findings.t14_16),
                        fact("t(14;20)", findings.t14_20),
                    ]),
                    Evidence::any([fact("gain of 1q", findings.gain1q), fact("del(1p32)", findings.del1p32)]),
                ])
            },
        ),
        rule(
            "ims.1p",
            Risk::High,
            ("del(1p32) with gain of 1q, or on both alleles", "del(1p32) med overskud af 1q, eller på begge alleler"),
            IMS,
            |findings| {
                Evidence::any([
                    Evidence::all([fact("del(1p32)", findings.del1p32), fact("gain of 1q", findings.gain1q)]),
                    fact("del(1p32) on both alleles", findings.biallelic_del1p32),
                ])
            },
        ),
        rule(
            "ims.microglobulin",
            Risk::High,
            (
                "Beta-2-microglobulin 5.5 mg/L or more with creatinine below 1.2 mg/dL",
                "Beta-2-mikroglobulin 5,5 mg/L eller mere med kreatinin under 1,2 mg/dL (106 µmol/L)",
            ),
            IMS,
            |findings| {
                Evidence::all([
                    findings.microglobulin_at_least(5.5),
                    compared("creatinine below 1.2 mg/dL", findings.creatinine, |value| value < 1.2),
                ])
            },
        ),
        rule("ims.standard", Risk::Standard, ("None of these", "Ingen af disse"), IMS, |_| Evidence::all([])),
    ]],
    ambiguities: &[],
};

const ISS_TABLE: Citation = Citation::remembered("ISS2005", "stages");
const R_ISS_TABLE: Citation = Citation::remembered("RISS2015", "stages");

/// ISS. Remembered.
pub static ISS: DecisionList<Findings, Stage> = DecisionList {
    edition: "ISS 2005",
    sections: &[&[
        rule(
            "iss.3",
            Stage::III,
            ("Beta-2-microglobulin 5.5 mg/L or more", "Beta-2-mikroglobulin 5,5 mg/L eller mere"),
            ISS_TABLE,
            Findings::iss_iii,
        ),
        rule(
            "iss.1",
            Stage::I,
            (
                "Beta-2-microglobulin below 3.5 mg/L and albumin 3.5 g/dL or more",
                "Beta-2-mikroglobulin under 3,5 mg/L og albumin 35 g/L eller mere",
            ),
            ISS_TABLE,
            Findings::iss_i,
        ),
        rule("iss.2", Stage::II, ("Else", "Ellers"), ISS_TABLE, |_| Evidence::all([])),
    ]],
    ambiguities: &[],
};

/// R-ISS. Remembered.
pub static R_ISS: DecisionList<Findings, Stage> = DecisionList {
    edition: "R-ISS 2015",
    sections: &[&[
        rule(
            "riss.3",
            Stage::III,
            (
                "ISS III with del(17p), t(4;14), t(14;16) or high LDH",
                "ISS III med del(17p), t(4;14), t(14;16) eller høj LDH",
            ),
            R_ISS_TABLE,
            |findings| {
                let high = Evidence::any([findings.high_risk_fish(), fact("high LDH", findings.high_ldh)]);
                Evidence::all([findings.iss_iii(), high])
            },
        ),
        rule(
            "riss.1",
            Stage::I,
            ("ISS I without any of these", "ISS I uden nogen af disse"),
            R_ISS_TABLE,
            |findings| {
                Evidence::all([findings.iss_i(), !findings.high_risk_fish(), !fact("high LDH", findings.high_ldh)])
            },
        ),
        rule("riss.2", Stage::II, ("Else", "Ellers"), R_ISS_TABLE, |_| Evidence::all([])),
    ]],
    ambiguities: &[],
};

/// Risk and stages of a patient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MyelomaRisk {
    /// IMS/IMWG 2025.
    pub ims_imwg: Answer<Risk>,
    /// ISS.
    pub iss: Answer<Stage>,
    /// R-ISS.
    pub r_iss: Answer<Stage>,
    /// R2-ISS.
    pub r2_iss: Scored<Stage>,
}

/// Risk and stages of a patient with multiple myeloma.
#[must_use]
pub fn myeloma_risk(findings: &Findings) -> MyelomaRisk {
    let iss = ISS.decide(findings);
    let r2_iss = r2_iss(findings, &iss.possible);
    MyelomaRisk { ims_imwg: IMS_IMWG_2025.decide(findings), r_iss: R_ISS.decide(findings), r2_iss, iss }
}

/// R2-ISS: 0 points I, up to 1 II, up to 2.5 III, above IV. Remembered.
fn r2_iss(findings: &Findings, iss: &[Stage]) -> Scored<Stage> {
    let points = |stage: &Stage| match stage {
        Stage::I => Points::halves(0),
        Stage::II => Points::halves(2),
        Stage::III | Stage::IV => Points::halves(3),
    };
    let part = |name, truth, halves| Part {
        name,
        seen: sign(truth).to_owned(),
        points: match truth {
            Truth::Yes => Points::halves(halves),
            Truth::No => Points::halves(0),
            Truth::Unknown => Points::halves(0).or(Points::halves(halves)),
        },
    };
    let seen: Vec<String> = iss.iter().map(Stage::to_string).collect();
    let parts = vec![
        Part { name: "ISS", seen: seen.join(" / "), points: Points::one_of(iss.iter().map(points)) },
        part("del(17p)", findings.del17p, 2),
        part("high LDH", findings.high_ldh, 2),
        part("t(4;14)", findings.t4_14, 2),
        part("gain of 1q", findings.gain1q, 1),
    ];
    let category = |halves| match halves {
        0 => Stage::I,
        1..=2 => Stage::II,
        3..=5 => Stage::III,
        _ => Stage::IV,
    };
    Scored::new("R2-ISS 2022", Citation::remembered("R2ISS2022", "table of points"), parts, category)
}
