//! The variants of a contig: inherited ones of two people, and acquired ones of the tumour's clones.

mod acquired;
mod ground;
mod hot_spots;
mod inherited;
mod panel;
#[cfg(test)]
mod tests;

use genome::contig::ContigIndex;
use genome::sequence::Base;
use genome::variant::{Edit, Variant};

pub use hot_spots::{HotSpots, HotSpotsError};

use crate::plan::{Plan, SomaticKind};
use crate::purpose;
use crate::random::Random;
use crate::structure::{Birth, Evolution};
use ground::{Ground, Taken};

/// No variant lies closer to a break of a chromosome than this.
const FROM_A_BREAK: usize = 30;

/// A variant of the population, and who carries it.
#[derive(Debug, Clone, PartialEq)]
pub struct GermlineSite {
    /// The variant.
    pub variant: Variant,
    /// The variant without padding, as far left as it can lie.
    pub edit: Edit,
    /// Its allele frequency in the population.
    pub frequency: f64,
    /// Whether the patient's first and second haplotype carry it.
    pub patient: [bool; 2],
    /// Whether the haplotypes of the person whose DNA contaminates carry it.
    pub contaminant: [bool; 2],
}

/// An acquired variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SomaticVariant {
    /// The variant.
    pub variant: Variant,
    /// The variant without padding, as far left as it can lie.
    pub edit: Edit,
    /// What it is.
    pub kind: SomaticKind,
    /// The place of its clone in [`Plan::clones`].
    pub clone: usize,
    /// The haplotype that carries it, 0 or 1.
    pub haplotype: usize,
    /// Why it stands where it does.
    pub origin: Origin,
    /// When and on which copy of the haplotype it arose.
    pub birth: Birth,
}

/// Why an acquired variant stands where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Drawn at random.
    Random,
    /// One of two neighbours on the same haplotype; the 1-based position of the first tells the pair from others.
    Neighbour(u32),
    /// A site of the plan's panel.
    Panel,
    /// A hot spot.
    HotSpot,
}

/// Why a variant cannot be where the plan wants it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {contig}:{position}: {problem}")]
pub struct SiteError {
    /// The field of the plan that wants it.
    pub field: &'static str,
    /// The contig.
    pub contig: String,
    /// The position.
    pub position: u32,
    /// What is wrong, and what can be done.
    pub problem: &'static str,
}

/// The variants of one contig, in order of place; no two share a base.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContigVariants {
    /// Inherited.
    pub germline: Vec<GermlineSite>,
    /// Acquired.
    pub somatic: Vec<SomaticVariant>,
    /// All hot spots, with and without an acquired variant; these may share bases.
    pub hot_spots: Vec<Variant>,
}

impl ContigVariants {
    /// Draws the variants of a contig: first those asked for, then acquired, then inherited ones; what would come too
    /// close to an earlier one is left out, so that the rates hold for the bases that are free.
    ///
    /// The plan must be valid. All sites of the contig that cannot be placed are named at once.
    pub fn draw(
        plan: &Plan,
        index: ContigIndex,
        name: &str,
        bases: &[Base],
        hot_spots: &HotSpots,
        evolution: &Evolution,
    ) -> Result<Self, Vec<SiteError>> {
        let Some(ground) = Ground::new(index, name, bases) else { return Ok(Self::default()) };
        let place = u64::try_from(index.get()).unwrap_or(u64::MAX);
        let stream = |purpose| Random::stream(plan.seed, &[purpose, place]);
        let (mut variants, mut taken) = (Self::default(), Taken::default());
        for at in evolution.breaks(index) {
            taken.take(&(at.saturating_sub(FROM_A_BREAK)..at + FROM_A_BREAK));
        }
        panel::put(&plan.somatic, &ground, &mut stream(purpose::PANEL), &mut taken, &mut variants.somatic)?;
        hot_spots.put(plan, &ground, &mut stream(purpose::HOT_SPOTS), &mut taken, &mut variants)?;
        acquired::draw(&plan.somatic, &ground, &mut stream(purpose::SOMATIC), &mut taken, &mut variants.somatic);
        variants.somatic.sort_by_key(|variant| variant.edit.start);
        for spared in plan.germline.spared.iter().filter(|spared| spared.contig == name) {
            taken.take(&(spared.start.saturating_sub(1) as usize..spared.end as usize));
        }
        variants.germline = inherited::draw(plan, &ground, &mut stream(purpose::GERMLINE), &mut taken);
        for site in &mut variants.germline {
            let inherited = evolution.inherited(index, site.edit.start.zero_based() as usize);
            site.patient = [0, 1].map(|side: usize| site.patient[side] && inherited[side]);
        }
        if !evolution.is_plain() {
            variants.arise(name, evolution, &mut stream(purpose::BIRTHS))?;
        }
        Ok(variants)
    }

    /// Gives each acquired variant its copy; one whose place is lost before it could arise is left out.
    fn arise(&mut self, name: &str, evolution: &Evolution, random: &mut Random) -> Result<(), Vec<SiteError>> {
        let mut errors = Vec::new();
        self.somatic.retain_mut(|variant| {
            let at = variant.edit.start.zero_based() as usize;
            match evolution.birth(variant.clone, variant.haplotype, variant.variant.contig(), at, random) {
                Some((haplotype, birth)) => (variant.haplotype, variant.birth) = (haplotype, birth),
                None if variant.origin == Origin::Panel => errors.push(SiteError {
                    field: "somatic.panel",
                    contig: name.to_owned(),
                    position: variant.edit.start.get(),
                    problem: "structure.events has taken both copies of this place from its clone: move it",
                }),
                None => return false,
            }
            true
        });
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}
