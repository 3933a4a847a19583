//! Hot spots: known sites, some of which carry an acquired variant of a wanted allele fraction.

use std::ops::Range;
use std::path::Path;

use genome::contig::{ContigIndex, ContigList};
use genome::position::Position;
use genome::sequence::{Base, Sequence};
use genome::variant::VariantKind;
use hts::bed::{BedError, Regions};
use hts::vcf::{SitesError, VariantSites};

use super::ground::{Ground, Placed, Taken};
use super::{ContigVariants, Origin, SiteError, SomaticVariant};
use crate::draft::Draft;
use crate::plan::{Plan, SomaticKind};
use crate::random::Random;
use crate::structure::Birth;

/// The share of substitutions, insertions and deletions among the hot spots that are made up.
const KINDS: [f64; 3] = [0.8, 0.1, 0.1];

/// Why hot spots cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HotSpotsError {
    /// The VCF file cannot be read.
    #[error("hotspots.file: {0}")]
    Vcf(#[from] SitesError),
    /// The BED file cannot be read.
    #[error("hotspots.file: {0}")]
    Bed(#[from] BedError),
    /// Alleles that are no bases.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Alleles(Vec<SiteError>),
}

/// A site as a file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    /// These bases become those.
    Alleles(Sequence, Sequence),
    /// A substitution, to any base.
    Base,
}

/// The hot spots of a reference, before they are put on its contigs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HotSpots {
    /// By contig, in the order of the file.
    given: Vec<Vec<(Position, Wanted)>>,
    /// By contig, how many are made up.
    made_up: Vec<u32>,
}

impl HotSpots {
    /// Reads the plan's file of hot spots and shares out those that are made up over the contigs.
    pub fn read(plan: &Plan, contigs: &ContigList) -> Result<Self, HotSpotsError> {
        let Some(plan) = &plan.hotspots else { return Ok(Self::default()) };
        let mut given = vec![Vec::new(); contigs.contigs().len()];
        if let Some(path) = &plan.file {
            let is_bed = [".bed", ".bed.gz"].iter().any(|end| path.to_string_lossy().ends_with(end));
            if is_bed { read_bed(path, contigs, &mut given)? } else { read_vcf(path, contigs, &mut given)? }
        }
        let lengths = contigs.contigs().iter().map(|contig| u64::from(contig.length.get()));
        let all: u64 = lengths.clone().sum();
        let (mut passed, mut before) = (0, 0);
        let made_up = lengths.map(|length| {
            passed += length;
            let until = u64::from(plan.random) * passed / all;
            let here = u32::try_from(until - before).unwrap_or(u32::MAX);
            before = until;
            here
        });
        Ok(Self { given, made_up: made_up.collect() })
    }

    /// Puts the hot spots on a contig, and variants at some of them. All sites of the file that cannot be placed are named
    /// at once. A site that is to carry a variant, and lies too near to another one, stays without.
    pub(super) fn put(
        &self,
        plan: &Plan,
        ground: &Ground<'_>,
        random: &mut Random,
        taken: &mut Taken,
        variants: &mut ContigVariants,
    ) -> Result<(), Vec<SiteError>> {
        let Some(wanted) = &plan.hotspots else { return Ok(()) };
        let place = ground.index().get();
        let mut sites = given(self.given.get(place).map_or(&[], Vec::as_slice), ground, random)?;
        sites.extend(made_up(self.made_up.get(place).copied().unwrap_or(0), ground, random));
        sites.sort_by(|a, b| a.variant.cmp(&b.variant));
        sites.dedup_by(|a, b| a.variant == b.variant);
        let fractions = u32::try_from(wanted.fractions.len()).unwrap_or(u32::MAX);
        let mut without: Vec<Range<usize>> = Vec::new();
        for Placed { variant, edit, footprint } in sites {
            let (carries, fraction) = (random.chance(wanted.share), random.below(fractions) as usize);
            let haplotype = random.below(2) as usize;
            variants.hot_spots.push(variant.clone());
            if carries && taken.is_free(&footprint, plan.somatic.distance as usize) {
                taken.take(&footprint);
                let kind = match variant.kind() {
                    VariantKind::Snv => SomaticKind::Snv,
                    VariantKind::Mnv => SomaticKind::Mnv,
                    VariantKind::Insertion => SomaticKind::Insertion,
                    VariantKind::Deletion => SomaticKind::Deletion,
                    VariantKind::Complex => SomaticKind::Delins,
                };
                let clone = plan.somatic.clones.len() + fraction;
                let origin = Origin::HotSpot;
                variants.somatic.push(SomaticVariant {
                    variant,
                    edit,
                    kind,
                    clone,
                    haplotype,
                    origin,
                    birth: Birth::default(),
                });
            } else {
                without.push(footprint);
            }
        }
        // No other variant comes near a site without one, so that a call there is false.
        for footprint in &without {
            taken.take(footprint);
        }
        Ok(())
    }
}

fn read_bed(path: &Path, contigs: &ContigList, given: &mut [Vec<(Position, Wanted)>]) -> Result<(), HotSpotsError> {
    for (contig, interval) in Regions::read(path, contigs)?.iter() {
        let bases = (interval.start().get()..=interval.end().get()).filter_map(|at| Position::new(at).ok());
        if let Some(sites) = given.get_mut(contig.get()) {
            sites.extend(bases.map(|position| (position, Wanted::Base)));
        }
    }
    Ok(())
}

fn read_vcf(path: &Path, contigs: &ContigList, given: &mut [Vec<(Position, Wanted)>]) -> Result<(), HotSpotsError> {
    let mut file = VariantSites::open(path, contigs)?;
    let mut errors = Vec::new();
    while let Some(site) = file.read()? {
        let (contig, position): (ContigIndex, Position) = (site.contig(), site.position());
        let bases = |text: &str| text.parse::<Sequence>().ok().filter(|bases| !bases.contains(&Base::N));
        let reference = bases(site.reference());
        for alternate in site.alternates() {
            match (reference.clone(), bases(alternate), given.get_mut(contig.get())) {
                (Some(reference), Some(alternate), Some(sites)) => {
                    sites.push((position, Wanted::Alleles(reference, alternate)));
                }
                _ => errors.push(SiteError {
                    field: "hotspots.file",
                    contig: contigs.get(contig).map(|contig| contig.name.to_string()).unwrap_or_default(),
                    position: position.get(),
                    problem: "an allele is not of the letters A, C, G and T: leave it out",
                }),
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(HotSpotsError::Alleles(errors)) }
}

/// The sites that the file names on a contig.
fn given(
    sites: &[(Position, Wanted)],
    ground: &Ground<'_>,
    random: &mut Random,
) -> Result<Vec<Placed>, Vec<SiteError>> {
    let (mut placed, mut errors) = (Vec::new(), Vec::new());
    for (position, wanted) in sites {
        let start = position.zero_based() as usize;
        let draft = match wanted {
            Wanted::Base => Draft::snv(ground.bases, start, random),
            Wanted::Alleles(reference, alternate) => {
                let same = ground.bases.get(start..start + reference.len()) == Some(&reference[..]);
                same.then(|| Draft { start, deleted: reference.len(), inserted: alternate.to_vec() })
            }
        };
        match draft.and_then(|draft| ground.place(&draft)) {
            Some(site) => placed.push(site),
            None => errors.push(SiteError {
                field: "hotspots.file",
                contig: ground.name.to_owned(),
                position: position.get(),
                problem: "the reference has other bases there, or an N or the end of the contig within 60 bases: leave \
                          it out, or give the file of this assembly",
            }),
        }
    }
    if errors.is_empty() { Ok(placed) } else { Err(errors) }
}

/// Sites at random places; fewer where the contig is of `N` mostly.
fn made_up(number: u32, ground: &Ground<'_>, random: &mut Random) -> Vec<Placed> {
    let site = |_| {
        let start = random.below(ground.length()) as usize;
        let length = random.geometric(0.4, 20) as usize;
        let draft = match random.choice(&KINDS) {
            0 => Draft::snv(ground.bases, start, random)?,
            1 => Draft::insertion(start, length, random),
            _ => Draft::deletion(start, length),
        };
        ground.place(&draft)
    };
    (0..number.saturating_mul(20)).filter_map(site).take(number as usize).collect()
}
