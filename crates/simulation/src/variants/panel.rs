//! Acquired variants at given places.

use genome::sequence::Sequence;

use super::ground::{Ground, Placed, Taken};
use super::{Origin, SiteError, SomaticVariant};
use crate::draft::Draft;
use crate::plan::{PanelSite, SomaticKind, SomaticPlan};
use crate::random::Random;
use crate::structure::Birth;

/// Puts the panel's variants on a contig; all that cannot be placed are named at once.
pub(super) fn put(
    plan: &SomaticPlan,
    ground: &Ground<'_>,
    random: &mut Random,
    taken: &mut Taken,
    variants: &mut Vec<SomaticVariant>,
) -> Result<(), Vec<SiteError>> {
    let mut errors = Vec::new();
    for site in plan.panel.iter().filter(|site| site.contig == ground.name) {
        let haplotype = random.below(2) as usize;
        let mut refuse = |problem| {
            let (contig, position) = (site.contig.clone(), site.position);
            errors.push(SiteError { field: "somatic.panel", contig, position, problem });
        };
        let Some(placed) = draft(site, ground, random).and_then(|draft| ground.place(&draft)) else {
            refuse("outside the contig, within 60 bases of its end or of an N, or the reference bases: move it");
            continue;
        };
        if !taken.is_free(&placed.footprint, plan.distance as usize) {
            refuse(
                "nearer than somatic.distance to another panel site, or to a break of structure.events: move one of them",
            );
            continue;
        }
        taken.take(&placed.footprint);
        let clone = plan.clones.iter().position(|clone| clone.name == site.clone).unwrap_or_default();
        let Placed { variant, edit, .. } = placed;
        variants.push(SomaticVariant {
            variant,
            edit,
            kind: site.kind,
            clone,
            haplotype,
            origin: Origin::Panel,
            birth: Birth::default(),
        });
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The change that a panel site asks for; `None` if it leaves the contig.
fn draft(site: &PanelSite, ground: &Ground<'_>, random: &mut Random) -> Option<Draft> {
    let bases = ground.bases;
    let start = (site.position as usize).checked_sub(1).filter(|start| *start < bases.len())?;
    let length = site.length as usize;
    let given = site.bases.as_ref().and_then(|text| text.parse::<Sequence>().ok()).map(|bases| bases.to_vec());
    match (site.kind, given) {
        (SomaticKind::Snv | SomaticKind::Mnv | SomaticKind::Delins, Some(inserted)) => {
            Some(Draft { start, deleted: length, inserted })
        }
        (SomaticKind::Insertion, Some(inserted)) => Some(Draft { start, deleted: 0, inserted }),
        (SomaticKind::Snv, None) => Draft::snv(bases, start, random),
        (SomaticKind::Mnv, None) => Draft::mnv(bases, start, length, random),
        (SomaticKind::Insertion, None) => Some(Draft::insertion(start, length, random)),
        (SomaticKind::Deletion, _) => Some(Draft::deletion(start, length)),
        (SomaticKind::Duplication, filler) => Draft::duplication(bases, start, length, &filler.unwrap_or_default()),
        (SomaticKind::Delins, None) => {
            let inserted = random.geometric(0.4, 20) as usize;
            Draft::delins(bases, start, length, inserted + usize::from(inserted >= length), random)
        }
    }
}
