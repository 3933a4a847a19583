//! Risk in chronic lymphocytic leukaemia: `TP53`, `IGHV`, the hierarchy of aberrations, and CLL-IPI. All of it is
//! remembered, and every answer says so.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use super::points::{Band, Part, Points, Scored, sign};
use crate::cytogenetics::Count;
use crate::decision_list::{Ambiguity, Answer, DecisionList, Evidence, rule};
use crate::laboratory::Age;
use crate::language::{Words, assessed, named};
use crate::source::Citation;

/// What is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Findings {
    /// del(17p).
    pub del17p: Truth,
    /// `TP53` mutated at any fraction.
    pub tp53_mutated: Truth,
    /// The greatest allele fraction of a `TP53` mutation.
    pub tp53_fraction: Option<AlleleFraction>,
    /// del(11q).
    pub del11q: Truth,
    /// Trisomy 12.
    pub trisomy12: Truth,
    /// del(13q).
    pub del13q: Truth,
    /// Identity of `IGHV` with its germline gene, %.
    pub ighv_identity: Option<f64>,
    /// Abnormalities of the karyotype.
    pub abnormalities: Count,
    /// Beta-2-microglobulin, mg/L.
    pub beta2_microglobulin: Option<f64>,
    /// Rai I to IV or Binet B to C.
    pub advanced_stage: Truth,
    /// Age.
    pub age: Option<Age>,
}

/// Whether `TP53` is aberrant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tp53 {
    /// del(17p) or a mutation.
    Aberrant,
    /// Neither.
    NotAberrant,
}

/// The state of `IGHV`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ighv {
    /// Below 98 % identity.
    Mutated,
    /// 98 % identity or more.
    Unmutated,
}

/// The aberration that ranks first in the hierarchy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadingAberration {
    /// del(17p).
    Del17p,
    /// del(11q).
    Del11q,
    /// Trisomy 12.
    Trisomy12,
    /// None of the four.
    None,
    /// del(13q) alone.
    Del13q,
}

/// The categories of CLL-IPI, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpiCategory {
    /// 0 to 1.
    Low,
    /// 2 to 3.
    Intermediate,
    /// 4 to 6.
    High,
    /// 7 to 10.
    VeryHigh,
}

impl IpiCategory {
    /// As the paper prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Intermediate => "Intermediate",
            Self::High => "High",
            Self::VeryHigh => "Very High",
        }
    }
}

fn fact(name: &'static str, truth: Truth) -> Evidence {
    Evidence::fact(named(name), truth, assessed(truth))
}

impl Findings {
    fn tp53_at_tenth(&self) -> Evidence {
        let truth = match (self.tp53_mutated, self.tp53_fraction) {
            (Truth::Yes, Some(fraction)) => Truth::from(fraction >= AlleleFraction::TENTH),
            (Truth::Yes, None) => Truth::Unknown,
            (known, _) => known,
        };
        fact("TP53 mutated at 10 % or more", truth)
    }

    fn aberrant(&self) -> Truth {
        self.del17p.or(self.tp53_mutated)
    }

    fn unmutated(&self) -> Truth {
        self.ighv_identity.map_or(Truth::Unknown, |identity| Truth::from(identity >= 98.0))
    }
}

const ERIC: Citation = Citation::remembered("ERIC2024", "TP53 and IGHV");
const HIERARCHY: Citation = Citation::remembered("DOHNER2000", "hierarchical model");

const FRACTION: Ambiguity = Ambiguity {
    id: "tp53_fraction",
    en: "A TP53 mutation below 10 %.",
    da: "En TP53-mutation under 10 %.",
    readings: &["any fraction that is reported counts", "10 % or more counts (classical)"],
    citation: ERIC,
};

const ABERRANT: (&str, &str) = ("del(17p) or TP53 mutated", "del(17p) eller TP53 muteret");

/// `TP53`: del(17p) or a mutation.
pub static TP53: DecisionList<Findings, Tp53> = DecisionList {
    edition: "CLL, TP53, ERIC 2024",
    sections: &[&[
        rule("cll.tp53", Tp53::Aberrant, ABERRANT, ERIC, Some((FRACTION.id, FRACTION.readings[0])), |findings| {
            Evidence::any([fact("del(17p)", findings.del17p), fact("TP53 mutated", findings.tp53_mutated)])
        }),
        rule("cll.tp53_tenth", Tp53::Aberrant, ABERRANT, ERIC, Some((FRACTION.id, FRACTION.readings[1])), |findings| {
            Evidence::any([fact("del(17p)", findings.del17p), findings.tp53_at_tenth()])
        }),
        rule("cll.tp53_not", Tp53::NotAberrant, ("Neither", "Ingen af delene"), ERIC, None, |_| Evidence::all([])),
    ]],
    ambiguities: &[FRACTION],
};

/// `IGHV` by its identity with the germline gene; 97 to 98 % is borderline, and the path shows the figure.
pub static IGHV: DecisionList<Findings, Ighv> = DecisionList {
    edition: "CLL, IGHV, ERIC",
    sections: &[&[
        rule(
            "cll.ighv_unmutated",
            Ighv::Unmutated,
            ("98 % identity or more", "98 % identitet eller mere"),
            ERIC,
            None,
            |findings| {
                let unmutated = findings.unmutated();
                let seen = findings.ighv_identity.map(|identity| Words::from(format!("{identity} %")));
                let seen = seen.unwrap_or_else(|| assessed(unmutated));
                Evidence::fact(named("IGHV identity of 98 % or more"), unmutated, seen)
            },
        ),
        rule("cll.ighv_mutated", Ighv::Mutated, ("Below 98 %", "Under 98 %"), ERIC, None, |_| Evidence::all([])),
    ]],
    ambiguities: &[],
};

/// The hierarchy of aberrations.
pub static LEADING: DecisionList<Findings, LeadingAberration> = DecisionList {
    edition: "CLL, hierarchical model 2000",
    sections: &[&[
        rule("cll.17p", LeadingAberration::Del17p, ("del(17p)", "del(17p)"), HIERARCHY, None, |findings| {
            fact("del(17p)", findings.del17p)
        }),
        rule("cll.11q", LeadingAberration::Del11q, ("del(11q)", "del(11q)"), HIERARCHY, None, |findings| {
            fact("del(11q)", findings.del11q)
        }),
        rule("cll.12", LeadingAberration::Trisomy12, ("Trisomy 12", "Trisomi 12"), HIERARCHY, None, |findings| {
            fact("trisomy 12", findings.trisomy12)
        }),
        rule("cll.13q", LeadingAberration::Del13q, ("del(13q) alone", "del(13q) alene"), HIERARCHY, None, |findings| {
            fact("del(13q)", findings.del13q)
        }),
        rule("cll.none", LeadingAberration::None, ("None of the four", "Ingen af de fire"), HIERARCHY, None, |_| {
            Evidence::all([])
        }),
    ]],
    ambiguities: &[],
};

/// The markers of a patient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CllRisk {
    /// `TP53`.
    pub tp53: Answer<Tp53>,
    /// `IGHV`.
    pub ighv: Answer<Ighv>,
    /// The leading aberration.
    pub leading: Answer<LeadingAberration>,
    /// Five abnormalities or more.
    pub high_complexity: Truth,
    /// CLL-IPI.
    pub ipi: Scored<IpiCategory>,
}

/// The markers of a patient with chronic lymphocytic leukaemia.
#[must_use]
pub fn cll_risk(findings: &Findings) -> CllRisk {
    CllRisk {
        tp53: TP53.decide(findings),
        ighv: IGHV.decide(findings),
        leading: LEADING.decide(findings),
        high_complexity: findings.abnormalities.at_least(5),
        ipi: cll_ipi(findings),
    }
}

/// CLL-IPI: `TP53` 4, `IGHV` unmutated 2, beta-2-microglobulin above 3.5 mg/L 2, stage 1, age above 65 years 1.
fn cll_ipi(findings: &Findings) -> Scored<IpiCategory> {
    let part = |name, truth: Truth, points: u8| Part {
        name,
        seen: sign(truth).to_owned(),
        points: match truth {
            Truth::Yes => Points::halves(2 * points),
            Truth::No => Points::halves(0),
            Truth::Unknown => Points::halves(0).or(Points::halves(2 * points)),
        },
    };
    let seen = |value: Option<f64>| value.map(|number| (number, number.to_string()));
    let parts = vec![
        part("TP53 aberrant", findings.aberrant(), 4),
        part("IGHV unmutated", findings.unmutated(), 2),
        Part::banded(
            "beta-2-microglobulin",
            &[Band::UpTo(3.5, 0), Band::Otherwise(4)],
            seen(findings.beta2_microglobulin),
        ),
        part("Rai I-IV or Binet B-C", findings.advanced_stage, 1),
        Part::banded("age", &[Band::UpTo(65.0, 0), Band::Otherwise(2)], seen(findings.age.map(Age::get))),
    ];
    let category = |halves: u32| match halves / 2 {
        0..=1 => IpiCategory::Low,
        2..=3 => IpiCategory::Intermediate,
        4..=6 => IpiCategory::High,
        _ => IpiCategory::VeryHigh,
    };
    Scored::new("CLL-IPI 2016", Citation::remembered("CLLIPI2016", "table of points"), parts, category)
}
