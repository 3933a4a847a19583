//! Inherited variants of the population.

use super::GermlineSite;
use super::ground::{Ground, Placed, Taken};
use crate::draft::Draft;
use crate::plan::Plan;
use crate::random::Random;

/// The number of population sites for each that a person carries: 14/5 (see [`GermlinePlan`](crate::plan::GermlinePlan)).
const SITES_PER_CARRIED: f64 = 14.0 / 5.0;

/// Draws the sites of a contig, each where nothing else is near, and who carries them.
pub(super) fn draw(plan: &Plan, ground: &Ground<'_>, random: &mut Random, taken: &mut Taken) -> Vec<GermlineSite> {
    let (distance, plan) = (plan.somatic.germline_distance as usize, &plan.germline);
    let mut sites = Vec::new();
    let rates = [plan.snv_rate, plan.indel_rate / 2.0, plan.indel_rate / 2.0];
    let total = rates.iter().sum::<f64>() * SITES_PER_CARRIED;
    for start in 0..ground.bases.len() {
        if !random.chance(total) {
            continue;
        }
        let kind = random.choice(&rates);
        let frequency = random.unit().powi(3);
        let mut person = || [random.chance(frequency), random.chance(frequency)];
        let (patient, contaminant) = (person(), person());
        let in_repeat = random.chance(plan.repeat_share);
        let draft = match kind {
            0 => Draft::snv(ground.bases, start, random),
            kind if in_repeat => Draft::in_repeat(ground.bases, start, kind == 1, random),
            1 => {
                let length = random.geometric(0.4, 50) as usize;
                Some(Draft::insertion(start, length, random))
            }
            _ => Some(Draft::deletion(start, random.geometric(0.4, 50) as usize)),
        };
        let Some(Placed { variant, edit, footprint }) = draft.and_then(|draft| ground.place(&draft)) else { continue };
        if taken.is_free(&footprint, distance) {
            taken.take(&footprint);
            sites.push(GermlineSite { variant, edit, frequency, patient, contaminant });
        }
    }
    sites.sort_by_key(|site| site.edit.start);
    sites
}
