//! The variants of a contig: inherited ones of two people, and acquired ones of the tumour's clones.

use std::collections::BTreeMap;
use std::ops::Range;

use genome::contig::ContigIndex;
use genome::position::{Length, Position};
use genome::reference::ReferenceWindow;
use genome::sequence::{Base, Sequence};
use genome::variant::{Edit, Variant};

use crate::draft::Draft;
use crate::plan::{GermlinePlan, PanelSite, Plan, SomaticKind, SomaticPlan};
use crate::purpose;
use crate::random::Random;

/// No variant lies closer to an end of a contig, or to an `N`, than this.
const FROM_THE_END: usize = 60;

/// The number of population sites for each that a person carries: 14/5 (see [`GermlinePlan`]).
const SITES_PER_CARRIED: f64 = 14.0 / 5.0;

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
    /// The place of its clone in the plan.
    pub clone: usize,
    /// The haplotype that carries it, 0 or 1.
    pub haplotype: usize,
    /// Whether it stands at a place that was asked for.
    pub panel: bool,
}

/// Why a variant cannot be where the plan wants it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("panel site {contig}:{position}: {problem}")]
pub struct SiteError {
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
}

/// The stretches that variants take up, all places included that a repeat lets them shift to.
#[derive(Debug, Default)]
struct Taken(BTreeMap<usize, usize>);

impl Taken {
    /// Whether at least `distance` bases lie between this stretch and any other.
    fn is_free(&self, range: &Range<usize>, distance: usize) -> bool {
        let before = self.0.range(..range.end.saturating_add(distance)).next_back();
        before.is_none_or(|(_, end)| end.saturating_add(distance) <= range.start)
    }

    fn take(&mut self, range: &Range<usize>) {
        self.0.insert(range.start, range.end);
    }
}

/// A change in normal form with the stretch that it takes up.
struct Placed {
    variant: Variant,
    edit: Edit,
    footprint: Range<usize>,
}

/// A contig as variants are put on it.
struct Ground<'a> {
    index: ContigIndex,
    length: Length,
    bases: &'a [Base],
}

impl<'a> Ground<'a> {
    fn new(index: ContigIndex, bases: &'a [Base]) -> Option<Self> {
        let length = u32::try_from(bases.len()).ok().and_then(|length| Length::new(length).ok())?;
        Some(Self { index, length, bases })
    }

    /// The draft in normal form; `None` where it changes nothing, or lies too close to an end or to an `N`.
    fn place(&self, draft: &Draft) -> Option<Placed> {
        let window = ReferenceWindow::new(self.index, self.length, Position::FIRST, self.bases)?;
        let position = Position::from_zero_based(u32::try_from(draft.start).ok()?).ok()?;
        let deleted = self.bases.get(draft.start..draft.start + draft.deleted)?;
        let variant = Variant::new(self.index, position, deleted, &draft.inserted, &window).ok()?;
        let (edit, rightmost) = (variant.edit(), variant.rightmost_edit(&window).ok()?);
        let start = edit.start.zero_based() as usize;
        let end = rightmost.start.zero_based() as usize + rightmost.deleted.len().max(1);
        let around = self.bases.get(start.checked_sub(FROM_THE_END)?..end + FROM_THE_END)?;
        (!around.contains(&Base::N)).then_some(Placed { variant, edit, footprint: start..end })
    }
}

impl ContigVariants {
    /// Draws the variants of a contig: first those asked for, then acquired, then inherited ones; what would come too
    /// close to an earlier one is left out, so that the rates hold for the bases that are free.
    ///
    /// The plan must be valid. All panel sites of the contig that cannot be placed are named at once.
    pub fn draw(plan: &Plan, index: ContigIndex, name: &str, bases: &[Base]) -> Result<Self, Vec<SiteError>> {
        let Some(ground) = Ground::new(index, bases) else { return Ok(Self::default()) };
        let place = u64::try_from(index.get()).unwrap_or(u64::MAX);
        let stream = |purpose| Random::stream(plan.seed, &[purpose, place]);
        let (mut somatic, mut taken) = (Vec::new(), Taken::default());
        panel(&plan.somatic, name, &ground, &mut stream(purpose::PANEL), &mut taken, &mut somatic)?;
        acquired(&plan.somatic, &ground, &mut stream(purpose::SOMATIC), &mut taken, &mut somatic);
        somatic.sort_by_key(|variant| variant.edit.start);
        let distance = plan.somatic.germline_distance as usize;
        let germline = inherited(&plan.germline, distance, &ground, &mut stream(purpose::GERMLINE), &mut taken);
        Ok(Self { germline, somatic })
    }
}

fn panel(
    plan: &SomaticPlan,
    name: &str,
    ground: &Ground<'_>,
    random: &mut Random,
    taken: &mut Taken,
    variants: &mut Vec<SomaticVariant>,
) -> Result<(), Vec<SiteError>> {
    let mut errors = Vec::new();
    for site in plan.panel.iter().filter(|site| site.contig == name) {
        let haplotype = random.below(2) as usize;
        let mut refuse =
            |problem| errors.push(SiteError { contig: site.contig.clone(), position: site.position, problem });
        let Some(placed) = panel_draft(site, ground.bases, random).and_then(|draft| ground.place(&draft)) else {
            refuse("outside the contig, within 60 bases of its end or of an N, or the reference bases: move it");
            continue;
        };
        if !taken.is_free(&placed.footprint, plan.distance as usize) {
            refuse("nearer than somatic.distance to another panel site: move one of them");
            continue;
        }
        taken.take(&placed.footprint);
        let clone = plan.clones.iter().position(|clone| clone.name == site.clone).unwrap_or_default();
        let Placed { variant, edit, .. } = placed;
        variants.push(SomaticVariant { variant, edit, kind: site.kind, clone, haplotype, panel: true });
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The change that a panel site asks for; `None` if it leaves the contig.
fn panel_draft(site: &PanelSite, bases: &[Base], random: &mut Random) -> Option<Draft> {
    let start = (site.position as usize).checked_sub(1).filter(|start| *start < bases.len())?;
    let length = site.length as usize;
    let given = site.bases.as_ref().and_then(|text| text.parse::<Sequence>().ok()).map(|bases| bases.to_vec());
    match (site.kind, given) {
        (SomaticKind::Snv | SomaticKind::Mnv, Some(inserted)) => Some(Draft { start, deleted: length, inserted }),
        (SomaticKind::Insertion, Some(inserted)) => Some(Draft { start, deleted: 0, inserted }),
        (SomaticKind::Snv, None) => Draft::snv(bases, start, random),
        (SomaticKind::Mnv, None) => Draft::mnv(bases, start, length, random),
        (SomaticKind::Insertion, None) => Some(Draft::insertion(start, length, random)),
        (SomaticKind::Deletion, _) => Some(Draft::deletion(start, length)),
        (SomaticKind::Duplication, _) => Draft::duplication(bases, start, length),
    }
}

/// A length between two bounds: six of ten are short (geometric), the others are spread evenly.
fn indel_length([least, most]: [u32; 2], random: &mut Random) -> usize {
    let length = if random.chance(0.6) {
        least + random.geometric(0.4, most - least + 1) - 1
    } else {
        random.between(least, most)
    };
    length as usize
}

fn acquired(
    plan: &SomaticPlan,
    ground: &Ground<'_>,
    random: &mut Random,
    taken: &mut Taken,
    variants: &mut Vec<SomaticVariant>,
) {
    let rates = [plan.snv_rate, plan.mnv_rate, plan.insertion_rate, plan.deletion_rate, plan.duplication_rate];
    let total: f64 = rates.iter().sum();
    let clones = u32::try_from(plan.clones.len()).unwrap_or(u32::MAX);
    for start in 0..ground.bases.len() {
        if !random.chance(total) {
            continue;
        }
        let kind = SomaticKind::ALL[random.choice(&rates)];
        let clone = random.below(clones) as usize;
        let haplotype = random.below(2) as usize;
        let in_repeat = random.chance(plan.repeat_share);
        let draft = match kind {
            SomaticKind::Snv => Draft::snv(ground.bases, start, random),
            SomaticKind::Mnv => Draft::mnv(ground.bases, start, 2 + usize::from(random.chance(0.25)), random),
            SomaticKind::Duplication => {
                let [least, most] = plan.duplication_lengths;
                Draft::duplication(ground.bases, start, random.between(least, most) as usize)
            }
            SomaticKind::Insertion | SomaticKind::Deletion if in_repeat => {
                Draft::in_repeat(ground.bases, start, kind == SomaticKind::Insertion, random)
            }
            SomaticKind::Insertion => Some(Draft::insertion(start, indel_length(plan.indel_lengths, random), random)),
            SomaticKind::Deletion => Some(Draft::deletion(start, indel_length(plan.indel_lengths, random))),
        };
        let Some(Placed { variant, edit, footprint }) = draft.and_then(|draft| ground.place(&draft)) else { continue };
        if taken.is_free(&footprint, plan.distance as usize) {
            taken.take(&footprint);
            variants.push(SomaticVariant { variant, edit, kind, clone, haplotype, panel: false });
        }
    }
}

fn inherited(
    plan: &GermlinePlan,
    distance: usize,
    ground: &Ground<'_>,
    random: &mut Random,
    taken: &mut Taken,
) -> Vec<GermlineSite> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{SyntheticContig, SyntheticPlan};
    use crate::synthetic::SyntheticGenome;
    use genome::variant::VariantKind;

    const LENGTH: u32 = 1_000_000;

    fn bases() -> Vec<Base> {
        let contigs = vec![SyntheticContig { name: "c".into(), length: LENGTH }];
        let genome = SyntheticGenome::make(&SyntheticPlan { contigs, ..SyntheticPlan::default() }, 1).unwrap();
        genome.sequences()[0].clone()
    }

    fn draw(plan: &Plan) -> Result<ContigVariants, Vec<SiteError>> {
        ContigVariants::draw(plan, ContigIndex::new(0).unwrap(), "c", &bases())
    }

    fn site(position: u32, kind: SomaticKind, length: u32, bases: Option<&str>) -> PanelSite {
        let bases = bases.map(Into::into);
        PanelSite { contig: "c".into(), position, kind, length, bases, clone: "vaf0.1".into() }
    }

    #[test]
    fn rates_and_genotypes_are_as_planned() {
        let variants = draw(&Plan::default()).unwrap();
        let carried: Vec<_> = variants.germline.iter().filter(|site| site.patient != [false; 2]).collect();
        let snv = carried.iter().filter(|site| site.variant.kind() == VariantKind::Snv).count();
        assert!((850..1100).contains(&snv), "{snv} SNVs per Mb");
        assert!((60..120).contains(&(carried.len() - snv)), "{} indels per Mb", carried.len() - snv);
        let homozygous = carried.iter().filter(|site| site.patient == [true; 2]).count();
        let heterozygous = carried.len() - homozygous;
        let twelve_to_nineteen = homozygous * 12..homozygous * 19;
        assert!(twelve_to_nineteen.contains(&(heterozygous * 10)), "{heterozygous} to {homozygous} homozygous");
        for kind in SomaticKind::ALL {
            assert!(variants.somatic.iter().any(|variant| variant.kind == kind) || kind == SomaticKind::Duplication);
        }
    }

    #[test]
    fn variants_keep_their_distance() {
        let mut plan = Plan::default();
        plan.somatic.snv_rate = 1e-3;
        let variants = draw(&plan).unwrap();
        let starts: Vec<usize> =
            variants.somatic.iter().map(|variant| variant.edit.start.zero_based() as usize).collect();
        assert!(starts.windows(2).all(|pair| pair[1] - pair[0] > 150) && starts.len() > 500);
        let mut edits: Vec<&Edit> = variants.somatic.iter().map(|variant| &variant.edit).collect();
        edits.extend(variants.germline.iter().map(|site| &site.edit));
        edits.sort_by_key(|edit| edit.start);
        for pair in edits.windows(2) {
            let end = pair[0].start.zero_based() as usize + pair[0].deleted.len();
            assert!(end + 10 <= pair[1].start.zero_based() as usize, "{pair:?}");
        }
    }

    #[test]
    fn panel_sites_stand_where_they_are_wanted() {
        let mut plan = Plan::default();
        let bases = bases();
        let other = if bases[4999] == Base::A { "C" } else { "A" };
        plan.somatic.panel = vec![
            site(5000, SomaticKind::Snv, 1, Some(other)),
            site(9000, SomaticKind::Insertion, 4, Some("TCTG")),
            site(20_000, SomaticKind::Duplication, 90, None),
            site(30_000, SomaticKind::Mnv, 2, None),
        ];
        let variants = draw(&plan).unwrap();
        let panel: Vec<_> = variants.somatic.iter().filter(|variant| variant.panel).collect();
        let kinds: Vec<_> = panel.iter().map(|variant| (variant.kind, variant.variant.kind(), variant.clone)).collect();
        let expected = [
            (SomaticKind::Snv, VariantKind::Snv, 3),
            (SomaticKind::Insertion, VariantKind::Insertion, 3),
            (SomaticKind::Duplication, VariantKind::Insertion, 3),
            (SomaticKind::Mnv, VariantKind::Mnv, 3),
        ];
        assert_eq!(kinds, expected);
        assert_eq!((panel[0].variant.position().get(), panel[3].variant.position().get()), (5000, 30_000));
        assert_eq!(panel[2].edit.inserted.len(), 90);
    }

    #[test]
    fn all_panel_sites_that_cannot_be_are_named() {
        let mut plan = Plan::default();
        let same = bases()[4999].to_string();
        plan.somatic.panel = vec![
            site(5000, SomaticKind::Snv, 1, Some(&same)),
            site(LENGTH + 5, SomaticKind::Snv, 1, None),
            site(8000, SomaticKind::Snv, 1, None),
            site(8100, SomaticKind::Snv, 1, None),
        ];
        let positions: Vec<u32> = draw(&plan).unwrap_err().iter().map(|error| error.position).collect();
        assert_eq!(positions, [5000, LENGTH + 5, 8100]);
    }
}
