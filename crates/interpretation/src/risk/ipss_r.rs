//! IPSS-R (2012), and IPSS-RA, its adjustment for age.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::points::{Band, Note, Part, Points, Scored};
use crate::decision_list::{Ambiguity, OtherReading};
use crate::laboratory::{Age, BloodAndMarrow, Haemoglobin};
use crate::source::Citation;

/// The cytogenetic groups of IPSS-R, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CytogeneticGroup {
    /// Very good: -Y or del(11q), alone.
    VeryGood,
    /// Good: normal; del(5q), del(12p) or del(20q) alone; double with del(5q).
    Good,
    /// Intermediate: del(7q), +8, +19, i(17q), any other single or double.
    Intermediate,
    /// Poor: -7; inv(3), t(3q) or del(3q); double with -7 or del(7q); exactly three.
    Poor,
    /// Very poor: more than three.
    VeryPoor,
}

impl CytogeneticGroup {
    /// All, from the best: what is possible where the karyotype is not known.
    pub const ALL: [Self; 5] = [Self::VeryGood, Self::Good, Self::Intermediate, Self::Poor, Self::VeryPoor];

    /// As the paper prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryGood => "Very Good",
            Self::Good => "Good",
            Self::Intermediate => "Intermediate",
            Self::Poor => "Poor",
            Self::VeryPoor => "Very Poor",
        }
    }

    /// Its number, 0 to 4: the points of IPSS-R, and the variable of IPSS-M.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for CytogeneticGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The risk categories of IPSS-R and IPSS-RA, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Up to 1.5.
    VeryLow,
    /// Above 1.5, up to 3.
    Low,
    /// Above 3, up to 4.5.
    Intermediate,
    /// Above 4.5, up to 6.
    High,
    /// Above 6.
    VeryHigh,
}

impl Category {
    /// As the paper prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryLow => "Very Low",
            Self::Low => "Low",
            Self::Intermediate => "Intermediate",
            Self::High => "High",
            Self::VeryHigh => "Very High",
        }
    }

    /// The category of a score.
    #[must_use]
    pub fn of(score: f64) -> Self {
        match score {
            ..=1.5 => Self::VeryLow,
            ..=3.0 => Self::Low,
            ..=4.5 => Self::Intermediate,
            ..=6.0 => Self::High,
            _ => Self::VeryHigh,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// IPSS-R, table 4: marrow blasts in per cent, haemoglobin in g/dL, platelets and neutrophils in 10^9/L.
const BLASTS: &[Band] = &[Band::UpTo(2.0, 0), Band::Below(5.0, 2), Band::UpTo(10.0, 4), Band::Otherwise(6)];
const HAEMOGLOBIN: &[Band] = &[Band::Below(8.0, 3), Band::Below(10.0, 2), Band::Otherwise(0)];
const PLATELETS: &[Band] = &[Band::Below(50.0, 2), Band::Below(100.0, 1), Band::Otherwise(0)];
const NEUTROPHILS: &[Band] = &[Band::Below(0.8, 1), Band::Otherwise(0)];
const HAEMOGLOBIN_CUTS: &[f64] = &[8.0, 10.0];

const CITATION: Citation = Citation::checked("IPSSR2012", "tables 3 and 4");

/// Danish laboratories give haemoglobin in mmol/L to one decimal; the published cut points are whole g/dL.
pub(super) const HAEMOGLOBIN_UNIT: Ambiguity = Ambiguity {
    id: "haemoglobin_cut_in_mmol",
    en: "A haemoglobin in mmol/L that is the cut point to one decimal: 6.2 mmol/L is 9.99 g/dL, the cut point is 10 g/dL.",
    da: "En hæmoglobin i mmol/L, der er grænsen med én decimal: 6,2 mmol/L er 9,99 g/dL, grænsen er 10 g/dL.",
    readings: &["converted exactly", "6.2 mmol/L counts as 10 g/dL"],
    citation: CITATION,
};

/// The other reading of a haemoglobin on a cut point, if it answers otherwise.
pub(super) fn with_haemoglobin_on_cuts<C: PartialEq + Copy>(default: &mut Scored<C>, rounded: Scored<C>) {
    if rounded.total != default.total {
        let reading = HAEMOGLOBIN_UNIT.readings[1];
        default.other_readings.push(OtherReading { ambiguity: HAEMOGLOBIN_UNIT, reading, possible: rounded.possible });
    }
}

/// IPSS-R. `cytogenetics`: the groups that the karyotype allows; [`CytogeneticGroup::ALL`] if it is not known.
#[must_use]
pub fn ipss_r(values: &BloodAndMarrow, cytogenetics: &[CytogeneticGroup]) -> Scored<Category> {
    let haemoglobin = values.haemoglobin;
    let with = |grams: Option<f64>| scored(values, cytogenetics, grams);
    let mut score = with(haemoglobin.map(Haemoglobin::grams_per_decilitre));
    with_haemoglobin_on_cuts(&mut score, with(haemoglobin.map(|hb| hb.on_rounded_cuts(HAEMOGLOBIN_CUTS))));
    if values.blasts.is_some_and(|blasts| blasts.get() > 30.0) {
        score.notes.push(Note::fixed(
            "ipss_r_blasts_above_30",
            "IPSS-R was made for patients with up to 30 % blasts in the marrow.",
            "IPSS-R er lavet til patienter med op til 30 % blaster i marven.",
        ));
    }
    score
}

fn scored(values: &BloodAndMarrow, cytogenetics: &[CytogeneticGroup], grams: Option<f64>) -> Scored<Category> {
    let groups = if cytogenetics.is_empty() { &CytogeneticGroup::ALL } else { cytogenetics };
    let seen = match groups {
        [group] => group.to_string(),
        _ => String::new(),
    };
    let haemoglobin = grams.zip(values.haemoglobin).map(|(grams, hb)| (grams, hb.to_string()));
    let parts = vec![
        Part {
            name: "cytogenetic group",
            seen,
            points: Points::one_of(groups.iter().map(|group| Points::halves(2 * group.number()))),
        },
        Part::banded("marrow blasts", BLASTS, values.blasts.map(|blasts| (blasts.get(), blasts.to_string()))),
        Part::banded("haemoglobin", HAEMOGLOBIN, haemoglobin),
        Part::banded("platelets", PLATELETS, values.platelets.map(|count| (count.get(), count.to_string()))),
        Part::banded("neutrophils", NEUTROPHILS, values.neutrophils.map(|count| (count.get(), count.to_string()))),
    ];
    Scored::new("IPSS-R 2012", CITATION, parts, |halves| Category::of(f64::from(halves) / 2.0))
}

/// IPSS-R adjusted for age. It speaks of survival only, not of transformation to leukaemia.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IpssRa {
    /// Where it stands.
    pub citation: Citation,
    /// The score, or all that are possible, from the least.
    pub possible_scores: Vec<f64>,
    /// The categories that the known values allow, from the best.
    pub possible: Vec<Category>,
}

impl IpssRa {
    /// The score, if only one is possible.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        match self.possible_scores[..] {
            [score] => Some(score),
            _ => None,
        }
    }

    /// The category, if only one is possible.
    #[must_use]
    pub fn definite(&self) -> Option<Category> {
        match self.possible[..] {
            [category] => Some(category),
            _ => None,
        }
    }
}

/// IPSS-RA of a score: nothing without an age.
#[must_use]
pub fn ipss_ra(score: &Scored<Category>, age: Option<Age>) -> Option<IpssRa> {
    let years = age?.get() - 70.0;
    // METHOD: IPSS-RA = R + (age - 70) x (0.05 - 0.005 R), the same cut points. With R = h/2 this is
    // (200 h + (age - 70) (20 - h)) / 400: exact for whole years, so that no rounding lifts a score over a cut point.
    let adjusted = score.total.each().map(|halves| {
        let halves = f64::from(halves);
        (200.0 * halves + years * (20.0 - halves)) / 400.0
    });
    let mut possible_scores: Vec<f64> = adjusted.collect();
    possible_scores.sort_by(f64::total_cmp);
    possible_scores.dedup();
    let mut possible: Vec<Category> = possible_scores.iter().map(|score| Category::of(*score)).collect();
    possible.dedup();
    Some(IpssRa { citation: Citation::checked("IPSSR2012", "IPSS-RA, adjustment for age"), possible_scores, possible })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laboratory::{BlastPercentage, HaemoglobinUnit, Neutrophils, Platelets};

    fn values(blasts: f64, hb: f64, unit: HaemoglobinUnit) -> BloodAndMarrow {
        BloodAndMarrow {
            blasts: BlastPercentage::new(blasts).ok(),
            haemoglobin: Haemoglobin::new(hb, unit).ok(),
            platelets: Platelets::new(99.0).ok(),
            neutrophils: Neutrophils::new(0.79).ok(),
        }
    }

    #[test]
    fn a_missing_value_leaves_the_categories_that_are_possible() {
        let mut values = values(1.0, 12.0, HaemoglobinUnit::GramPerDecilitre);
        let full = ipss_r(&values, &[CytogeneticGroup::Good]);
        assert_eq!((full.total.definite(), full.definite()), (Some(2.0), Some(Category::Low)));
        values.neutrophils = None;
        let open = ipss_r(&values, &[CytogeneticGroup::Good]);
        assert_eq!(Vec::from(open.total), [1.5, 2.0]);
        assert_eq!(open.possible, [Category::VeryLow, Category::Low]);
        assert_eq!(open.missing().collect::<Vec<_>>(), ["neutrophils"]);
        let unknown = ipss_r(&BloodAndMarrow::default(), &CytogeneticGroup::ALL);
        assert_eq!((Vec::from(unknown.total).len(), unknown.possible.len()), (21, 5));
    }

    #[test]
    fn a_cut_point_in_millimoles_is_answered_both_ways() {
        let score = ipss_r(&values(1.0, 6.2, HaemoglobinUnit::MillimolePerLitre), &[CytogeneticGroup::VeryGood]);
        assert_eq!((score.total.definite(), score.definite()), (Some(2.0), Some(Category::Low)));
        assert_eq!(score.other_readings[0].possible, [Category::VeryLow]);
        let score = ipss_r(&values(1.0, 6.3, HaemoglobinUnit::MillimolePerLitre), &[CytogeneticGroup::VeryGood]);
        assert!(score.other_readings.is_empty());
    }

    #[test]
    fn age_is_exact_on_the_cut_points() {
        let g_dl = HaemoglobinUnit::GramPerDecilitre;
        let score = ipss_r(&values(1.0, 12.0, g_dl), &[CytogeneticGroup::Good]);
        assert_eq!(score.total.definite(), Some(2.0));
        assert!(ipss_ra(&score, None).is_none(), "no age, no IPSS-RA");
        // 2 + (95 - 70) x 0.04 = 3, which is still low.
        let adjusted = ipss_ra(&score, Age::new(95.0).ok()).unwrap();
        assert_eq!((adjusted.score(), adjusted.definite()), (Some(3.0), Some(Category::Low)));
    }
}
