//! IPSS (1997).

use std::fmt;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use super::ipss_r::with_haemoglobin_on_cuts;
use super::points::{Band, Note, Part, Points, Scored};
use crate::laboratory::{BlastPercentage, BloodAndMarrow, Haemoglobin, Neutrophils, Platelets};
use crate::source::Citation;

/// The karyotype groups of IPSS, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KaryotypeGroup {
    /// Good: normal; -Y, del(5q) or del(20q) alone.
    Good,
    /// Intermediate: other abnormalities.
    Intermediate,
    /// Poor: three abnormalities or more, or chromosome 7.
    Poor,
}

impl KaryotypeGroup {
    /// All, from the best: what is possible where the karyotype is not known.
    pub const ALL: [Self; 3] = [Self::Good, Self::Intermediate, Self::Poor];

    /// As the paper prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "Good",
            Self::Intermediate => "Intermediate",
            Self::Poor => "Poor",
        }
    }
}

/// The risk categories of IPSS, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 0.
    Low,
    /// 0.5 to 1.
    Intermediate1,
    /// 1.5 to 2.
    Intermediate2,
    /// 2.5 and above.
    High,
}

impl Category {
    /// As the paper prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Intermediate1 => "Intermediate-1",
            Self::Intermediate2 => "Intermediate-2",
            Self::High => "High",
        }
    }

    const fn of(halves: u32) -> Self {
        match halves {
            0 => Self::Low,
            1..=2 => Self::Intermediate1,
            3..=4 => Self::Intermediate2,
            _ => Self::High,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Table 3: below 5 %, 5 to 10, 11 to 20, 21 to 30. What lies between 10 and 11, or 20 and 21, is not printed; it is taken
/// with the higher row, and a note says so.
const BLASTS: &[Band] = &[Band::Below(5.0, 0), Band::UpTo(10.0, 1), Band::UpTo(20.0, 3), Band::Otherwise(4)];

/// A haemoglobin below 10 g/dL, neutrophils below 1.8 x 10^9/L and platelets below 100 x 10^9/L are cytopenias. (Some web
/// pages print 1.5 for neutrophils: that is another edition.)
const HAEMOGLOBIN: f64 = 10.0;
const NEUTROPHILS: f64 = 1.8;
const PLATELETS: f64 = 100.0;

/// IPSS. `karyotype`: the groups that the karyotype allows; [`KaryotypeGroup::ALL`] if it is not known.
#[must_use]
pub fn ipss(values: &BloodAndMarrow, karyotype: &[KaryotypeGroup]) -> Scored<Category> {
    let with = |grams: Option<f64>| scored(values, karyotype, grams);
    let mut score = with(values.haemoglobin.map(Haemoglobin::grams_per_decilitre));
    with_haemoglobin_on_cuts(&mut score, with(values.haemoglobin.map(|hb| hb.on_rounded_cuts(&[HAEMOGLOBIN]))));
    if let Some(blasts) = values.blasts.map(BlastPercentage::get) {
        if (blasts > 10.0 && blasts < 11.0) || (blasts > 20.0 && blasts < 21.0) {
            score.notes.push(Note::fixed(
                "ipss_blasts_between_rows",
                "The table of IPSS prints 5-10, 11-20 and 21-30 % blasts; a value between two rows is taken with the higher row.",
                "Tabellen for IPSS angiver 5-10, 11-20 og 21-30 % blaster; en værdi mellem to rækker regnes til den højere.",
            ));
        }
        if blasts > 30.0 {
            score.notes.push(Note::fixed(
                "ipss_blasts_above_30",
                "IPSS was made for patients with up to 30 % blasts in the marrow.",
                "IPSS er lavet til patienter med op til 30 % blaster i marven.",
            ));
        }
    }
    score
}

fn scored(values: &BloodAndMarrow, karyotype: &[KaryotypeGroup], grams: Option<f64>) -> Scored<Category> {
    let groups = if karyotype.is_empty() { &KaryotypeGroup::ALL } else { karyotype };
    let seen = match groups {
        [group] => group.name().to_owned(),
        _ => String::new(),
    };
    let points = |group: &KaryotypeGroup| Points::halves(*group as u8);
    let below = |value: Option<f64>, bound: f64| value.map_or(Truth::Unknown, |value| Truth::from(value < bound));
    let cytopenias = [
        below(grams, HAEMOGLOBIN),
        below(values.neutrophils.map(Neutrophils::get), NEUTROPHILS),
        below(values.platelets.map(Platelets::get), PLATELETS),
    ];
    let count = |wanted: Truth| cytopenias.iter().filter(|truth| **truth == wanted).count();
    let (least, open) = (count(Truth::Yes), count(Truth::Unknown));
    let for_count = |count: usize| Points::halves(u8::from(count >= 2));
    let parts = vec![
        Part { name: "karyotype group", seen, points: Points::one_of(groups.iter().map(points)) },
        Part::banded("marrow blasts", BLASTS, values.blasts.map(|blasts| (blasts.get(), blasts.to_string()))),
        Part {
            name: "cytopenias",
            seen: if open == 0 { least.to_string() } else { format!("{least} to {}", least + open) },
            points: for_count(least).or(for_count(least + open)),
        },
    ];
    Scored::new("IPSS 1997", Citation::read("IPSS1997", "table 3"), parts, Category::of)
}
