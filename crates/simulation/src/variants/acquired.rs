//! Acquired variants at random places.

use super::ground::{Ground, Placed, Taken};
use super::{Origin, SomaticVariant};
use crate::draft::Draft;
use crate::plan::{SomaticKind, SomaticPlan};
use crate::random::Random;
use crate::structure::Birth;

/// The most new bases between the two copies of a tandem duplication.
const LONGEST_FILLER: u32 = 15;

/// A length between two bounds: six of ten are short (geometric), the others are spread evenly.
fn indel_length([least, most]: [u32; 2], random: &mut Random) -> usize {
    let length = if random.chance(0.6) {
        least + random.geometric(0.4, most - least + 1) - 1
    } else {
        random.between(least, most)
    };
    length as usize
}

/// Draws the variants of a contig, each where nothing else is near.
pub(super) fn draw(
    plan: &SomaticPlan,
    ground: &Ground<'_>,
    random: &mut Random,
    taken: &mut Taken,
    variants: &mut Vec<SomaticVariant>,
) {
    // In the order of the kinds; behind them stand pairs of neighbours.
    let rates = [
        plan.snv_rate,
        plan.mnv_rate,
        plan.insertion_rate,
        plan.deletion_rate,
        plan.duplication_rate,
        plan.delins_rate,
        plan.neighbour_rate,
    ];
    let total: f64 = rates.iter().sum();
    let clones = u32::try_from(plan.clones.len()).unwrap_or(u32::MAX);
    for start in 0..ground.bases.len() {
        if !random.chance(total) {
            continue;
        }
        let kind = SomaticKind::ALL.get(random.choice(&rates)).copied();
        let clone = random.below(clones) as usize;
        let haplotype = random.below(2) as usize;
        let in_repeat = random.chance(plan.repeat_share);
        let drafts = match kind {
            Some(kind) => draft(plan, kind, in_repeat, ground, start, random).into_iter().collect(),
            None => neighbours(plan, ground, start, random),
        };
        let placed: Option<Vec<Placed>> = drafts.iter().map(|draft| ground.place(draft)).collect();
        let Some(placed) = placed.filter(|placed| !placed.is_empty()) else { continue };
        let (first, last) = (&placed[0], &placed[placed.len() - 1]);
        let footprint = first.footprint.start..last.footprint.end;
        if !taken.is_free(&footprint, plan.distance as usize) {
            continue;
        }
        taken.take(&footprint);
        let pair = Origin::Neighbour(first.variant.position().get());
        let origin = if placed.len() == 2 { pair } else { Origin::Random };
        let kind = kind.unwrap_or(if placed.len() == 2 { SomaticKind::Snv } else { SomaticKind::Mnv });
        let variant = |Placed { variant, edit, .. }| SomaticVariant {
            variant,
            edit,
            kind,
            clone,
            haplotype,
            origin,
            birth: Birth::default(),
        };
        variants.extend(placed.into_iter().map(variant));
    }
}

/// A change of a kind at a place; `None` if it leaves the contig.
fn draft(
    plan: &SomaticPlan,
    kind: SomaticKind,
    in_repeat: bool,
    ground: &Ground<'_>,
    start: usize,
    random: &mut Random,
) -> Option<Draft> {
    let bases = ground.bases;
    match kind {
        SomaticKind::Snv => Draft::snv(bases, start, random),
        SomaticKind::Mnv => Draft::mnv(bases, start, 2 + usize::from(random.chance(0.25)), random),
        SomaticKind::Duplication => {
            let [least, most] = plan.duplication_lengths;
            let length = random.between(least, most) as usize;
            let filled = plan.duplication_filler > 0.0 && random.chance(plan.duplication_filler);
            let filler = if filled { random.between(1, LONGEST_FILLER) } else { 0 };
            let filler: Vec<_> = (0..filler).map(|_| random.base()).collect();
            Draft::duplication(bases, start, length, &filler)
        }
        SomaticKind::Insertion | SomaticKind::Deletion if in_repeat => {
            Draft::in_repeat(bases, start, kind == SomaticKind::Insertion, random)
        }
        SomaticKind::Insertion => Some(Draft::insertion(start, indel_length(plan.indel_lengths, random), random)),
        SomaticKind::Deletion => Some(Draft::deletion(start, indel_length(plan.indel_lengths, random))),
        SomaticKind::Delins => {
            let [least, most] = plan.delins_lengths;
            let (deleted, inserted) = (random.between(least, most), random.between(least, most));
            let inserted = inserted + u32::from(inserted == deleted);
            Draft::delins(bases, start, deleted as usize, inserted as usize, random)
        }
    }
}

/// Two single bases on one haplotype; next to each other they are one change. Empty if they leave the contig.
fn neighbours(plan: &SomaticPlan, ground: &Ground<'_>, start: usize, random: &mut Random) -> Vec<Draft> {
    let [least, most] = plan.neighbour_distances;
    let distance = random.between(least, most) as usize;
    if distance == 1 {
        return Draft::mnv(ground.bases, start, 2, random).into_iter().collect();
    }
    let pair = [start, start + distance].map(|at| Draft::snv(ground.bases, at, random));
    pair.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default()
}
