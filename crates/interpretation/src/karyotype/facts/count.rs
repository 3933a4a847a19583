//! How many abnormalities there are.

use std::collections::BTreeSet;

use guideline::truth::Truth::{self, Unknown, Yes};

use super::super::aberration::{Change, Kind, Sign};
use super::super::band::Chromosome;
use super::super::clonality::Found;
use super::super::{Karyotype, Reading};
use crate::cytogenetics::{Count, Cytogenetics};

impl Karyotype {
    /// The counts. Everything that was not understood may be any number more.
    pub(super) fn count(&self, cytogenetics: &mut Cytogenetics, clonal: &[&Found<'_>], reading: Option<Reading>) {
        let mut all = (0, 0);
        let mut structural = (0, 0);
        let mut unidentified = (0, 0);
        let (mut monosomies, mut trisomies, mut bare) = ((0, 0), (0, 0), (0, 0));
        let plus = |sum: &mut (u32, u32), (least, most): (u32, u32)| {
            *sum = (sum.0.saturating_add(least), sum.1.saturating_add(most));
        };
        for (place, one) in clonal.iter().enumerate() {
            if is_part_of_another(one, &clonal[..place], clonal, reading) {
                continue;
            }
            let copies = match (&one.aberration.change, one.aberration.sign) {
                (Change::Rearranged(_) | Change::DoubleMinutes, _) => (one.aberration.least.min(1), 1),
                (Change::Whole(chromosome), Sign::Loss) if !chromosome.is_autosome() => {
                    (one.aberration.least.min(1), 1)
                }
                _ => one.copies(),
            };
            plus(&mut all, copies);
            if one.aberration.is_structural() {
                plus(&mut structural, copies);
            }
            if matches!(one.aberration.change, Change::Marker(_) | Change::UnknownRing) {
                plus(&mut unidentified, copies);
            }
            let told = u32::from(!matches!(one.aberration.sign, Sign::Missing | Sign::InPlace));
            let whole = matches!(one.aberration.change, Change::Whole(_));
            if whole && one.aberration.sign != Sign::Loss {
                plus(&mut trisomies, (told, 1));
            }
            let lost = match one.aberration.change {
                Change::Whole(lost) if lost.is_autosome() && one.aberration.sign != Sign::Gain => Some(lost),
                _ => None,
            };
            if let Some(lost) = lost {
                let certain = told * u32::from(self.leaves_one(one) == Yes && !one.aberration.questionable);
                plus(&mut monosomies, (certain, 1));
                let elsewhere = clonal.iter().any(|other| holds(other, lost));
                plus(&mut bare, if elsewhere { (0, 0) } else { (certain, 1) });
            }
        }
        // `inc` says that there is more than what is written.
        let more = self.clones.iter().any(|clone| clone.incomplete && !clone.donor);
        all.0 = (all.0 + u32::from(more)).max(self.spoken_of);
        let open = !self.is_complete();
        let count = |(least, most): (u32, u32)| Count { least, most: (!open).then_some(most.max(least)) };
        cytogenetics.abnormalities = count(all);
        cytogenetics.structural = count(structural);
        cytogenetics.unidentified = count(unidentified);
        cytogenetics.autosomal_monosomies = count(monosomies);
        cytogenetics.bare_monosomies = count(bare);
        cytogenetics.trisomies = count(trisomies);
        cytogenetics.independent_clones =
            if open { Unknown } else { Truth::from(are_independent(self.clones.len(), clonal)) };
    }
}

/// Whether a rearranged chromosome holds material of this one.
fn holds(found: &Found<'_>, lost: Chromosome) -> bool {
    found.aberration.rearrangement().is_some_and(|change| {
        matches!(change.kind, Kind::Derivative | Kind::Dicentric | Kind::Robertsonian | Kind::Ring)
            && change.with_parts().flat_map(|one| &one.chromosomes).any(|place| *place == Some(lost))
    })
}

/// Whether it is counted with another abnormality: the second derivative of one translocation, or the `+1` that is written
/// with `der(1;7)(q10;p10)`.
fn is_part_of_another(one: &Found<'_>, before: &[&Found<'_>], all: &[&Found<'_>], reading: Option<Reading>) -> bool {
    if let Some(gained) = one.aberration.gained() {
        return reading != Some(Reading::WholeArmGainCounts)
            && all.iter().any(|other| {
                other.aberration.sign == Sign::InPlace
                    && other.aberration.rearrangement().is_some_and(|change| {
                        change.kind == Kind::Derivative
                            && change.is_whole_arm()
                            && change.chromosomes.contains(&Some(gained))
                    })
            });
    }
    let translocation = |found: &Found<'_>| {
        let change = found.aberration.rearrangement()?;
        let derivative = change.kind == Kind::Derivative && change.chromosomes.len() == 1;
        let part = change.parts.iter().find(|part| part.kind == Kind::Translocation).filter(|_| derivative)?;
        Some((change.chromosomes.clone(), part.clone()))
    };
    let Some((of, part)) = translocation(one) else { return false };
    before.iter().any(|other| translocation(other).is_some_and(|(other, same)| other != of && same.same(&part)))
}

/// Whether two clones have no abnormality in common.
fn are_independent(clones: usize, clonal: &[&Found<'_>]) -> bool {
    let sets: Vec<BTreeSet<usize>> = (0..clones)
        .map(|clone| {
            let has = |one: &&Found<'_>| one.clones().any(|of| of == clone);
            clonal.iter().enumerate().filter(|(_, one)| has(one)).map(|(place, _)| place).collect()
        })
        .filter(|set: &BTreeSet<usize>| !set.is_empty())
        .collect();
    sets.iter().any(|one| sets.iter().any(|other| one.is_disjoint(other)))
}
