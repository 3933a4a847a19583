//! From a plan to the files of a pair.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};
use genome::sequence::Base;
use hts::fasta::{FastaError, FastaWriter, ReferenceGenome};
use hts::vcf::VcfWriteError;
use serde::Serialize;

use crate::cells::SampleKind;
use crate::copied::Copies;
use crate::fragments::{Batch, Library, Tally};
use crate::genomes::Carried;
use crate::plan::{Plan, PlanError};
use crate::records::Recorder;
use crate::reference::SimulatedOn;
use crate::sample_files::{SampleError, SampleFiles};
use crate::sequencer::Sequencer;
use crate::structure::{Crossing, Evolution, copy_numbers, crossings, resolve, write_truth};
use crate::synthetic::{SyntheticError, SyntheticGenome};
use crate::truth::TruthFiles;
use crate::variants::{ContigVariants, HotSpots, HotSpotsError, SiteError};
use crate::windows::Contig;

/// Several errors, one a line.
fn lines<T: ToString>(errors: &[T]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Why no pair was made.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The plan cannot be carried out.
    #[error("{}", lines(.0))]
    Plan(Vec<PlanError>),
    /// Variants cannot be where the plan wants them.
    #[error("{}", lines(.0))]
    Sites(Vec<SiteError>),
    /// The hot spots cannot be read.
    #[error(transparent)]
    HotSpots(#[from] HotSpotsError),
    /// No reference can be made.
    #[error(transparent)]
    Synthetic(#[from] SyntheticError),
    /// The reference cannot be read, or not be written.
    #[error(transparent)]
    Reference(#[from] FastaError),
    /// The reads cannot be written.
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// The truth cannot be written.
    #[error(transparent)]
    Truth(#[from] VcfWriteError),
    /// A file cannot be written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// What was made, as `truth.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The version of the simulator.
    pub version: &'static str,
    /// The plan, with every default.
    pub plan: Plan,
    /// Whether the reference was made (`reference.fa`) or given.
    pub synthetic_reference: bool,
    /// Contigs with their lengths, in bases.
    pub contigs: Vec<(String, u32)>,
    /// The expected allele fractions of the clones.
    pub clones: Vec<CloneSummary>,
    /// Acquired variants, by the word of their kind.
    pub somatic: BTreeMap<&'static str, u64>,
    /// Hot spots, with and without an acquired variant.
    pub hot_spots: u64,
    /// Events of chromosomes, by the word of their kind.
    pub events: BTreeMap<&'static str, u64>,
    /// Inherited variants of the patient.
    pub germline: u64,
    /// Segments of the synthetic reference that stand twice.
    pub copied_segments: Vec<CopySummary>,
    /// The reads of the tumour sample.
    pub tumour: Tally,
    /// The reads of the normal sample.
    pub normal: Tally,
}

/// A clone, as `truth.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CloneSummary {
    /// Its name.
    pub name: String,
    /// Its variants.
    pub variants: u64,
    /// The expected allele fraction of its variants in the tumour sample.
    pub tumour_fraction: f64,
    /// The expected allele fraction of its variants in the normal sample.
    pub normal_fraction: f64,
}

/// A copied segment, as `truth.json` has it: BED intervals of source and copy, 0-based, end not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopySummary {
    /// Contig, start and end of the source.
    pub source: (String, usize, usize),
    /// Contig, start and end of the copy.
    pub copy: (String, usize, usize),
    /// Bases at which they differ.
    pub differences: usize,
}

/// Makes a pair in a folder, which is created if need be: `tumour.bam` and `normal.bam` with indexes, and FASTQ files, as
/// the plan asks; `truth.vcf.gz` (acquired), `hotspots.vcf.gz` if the plan has hot spots, `truth_sv.vcf.gz`
/// and `truth_cn.tsv` if something happens to chromosomes, `germline.vcf.gz` (the patient's inherited variants, phased) and
/// `population.vcf.gz` (all inherited sites with their frequency), with indexes; `reference.fa` with its index if no
/// reference is given; and, when all others are complete, `truth.json`.
///
/// The same plan and reference make the same bytes, whatever the number of threads. One contig of the reference is in
/// memory at a time (a synthetic reference as a whole), and two windows of reads per thread.
pub fn simulate(
    plan: &Plan,
    reference: Option<&ReferenceGenome>,
    folder: &Path,
    threads: NonZeroUsize,
) -> Result<Summary, SimulationError> {
    plan.validate().map_err(SimulationError::Plan)?;
    let ground = match reference {
        Some(genome) => SimulatedOn::Given(genome),
        None => SimulatedOn::Synthetic(SyntheticGenome::make(&plan.synthetic, plan.seed)?),
    };
    let contigs = ground.contigs();
    known_contigs(plan, contigs)?;
    let hot_spots = HotSpots::read(plan, contigs)?;
    let lengths: Vec<usize> = contigs.contigs().iter().map(|contig| contig.length.get() as usize).collect();
    let events = resolve(plan, &ground)?;
    let evolution = Evolution::new(&plan.clones(), &lengths, events).map_err(SimulationError::Plan)?;
    fs::create_dir_all(folder).map_err(|source| SimulationError::Io { path: folder.to_owned(), source })?;
    if let SimulatedOn::Synthetic(genome) = &ground {
        let mut fasta = FastaWriter::create(&folder.join("reference.fa"))?;
        for (contig, bases) in contigs.contigs().iter().zip(genome.sequences()) {
            fasta.write(&contig.name, bases)?;
        }
        fasta.finish()?;
    }
    let samples = [SampleKind::Tumour, SampleKind::Normal];
    let shares = samples.map(|sample| plan.shares(sample, &evolution));
    let both = [&shares[0], &shares[1]];
    let mut truth = TruthFiles::create(folder, contigs, plan)?;
    if !evolution.is_plain() {
        write_truth(folder, plan, &ground, &evolution, both)?;
        let table = copy_numbers(plan, contigs, &evolution, both);
        write_whole(table.as_bytes(), &folder.join("truth_cn.tsv"))?;
    }
    let sequencer = Sequencer::new(&plan.sequencing);
    let library = |sample, farthest| Library {
        plan,
        sample,
        sequencer: &sequencer,
        recorder: Recorder { contigs, copies: ground.copies(), read_group: &plan.sample(sample).sample, farthest },
    };
    let mut files = Vec::new();
    for (sample, shares) in samples.into_iter().zip(&shares) {
        files.push((library(sample, usize::MAX), shares, SampleFiles::create(folder, plan, sample, contigs)?));
    }
    let crossings = filled_crossings(plan, &ground, &hot_spots, &evolution)?;
    for ((sample, shares), (.., files)) in samples.into_iter().zip(&shares).zip(&mut files) {
        let (library, mut batch) = (library(sample, plan.sequencing.farthest_pair()), Batch::default());
        for (number, crossing) in crossings.iter().enumerate() {
            crossing.draw(number, &library, shares, &mut batch);
        }
        files.write_first(batch)?;
    }
    let mut summary = summary(plan, &ground);
    for event in &evolution.events {
        *summary.events.entry(event.kind.word()).or_default() += 1;
    }
    for (place, contig) in contigs.contigs().iter().enumerate() {
        let Some(index) = ContigIndex::new(place) else { break };
        let (name, bases) = (contig.name.as_str(), ground.bases(index)?);
        let variants = drawn(plan, index, name, &bases, &hot_spots, &evolution)?;
        truth.write(&evolution, both, index, name, &variants)?;
        summary.count(&variants);
        let carried = Carried { index, bases: &bases, variants: &variants, evolution: &evolution };
        for (library, shares, files) in &mut files {
            files.write_contig(&Contig { library: *library, shares, carried }, threads)?;
        }
    }
    truth.finish()?;
    for (library, _, files) in files {
        let tally = files.finish()?;
        match library.sample {
            SampleKind::Tumour => summary.tumour = tally,
            SampleKind::Normal => summary.normal = tally,
        }
    }
    write_summary(&summary, &folder.join("truth.json"))?;
    Ok(summary)
}

/// The variants of a contig.
fn drawn(
    plan: &Plan,
    index: ContigIndex,
    name: &str,
    bases: &[Base],
    hot_spots: &HotSpots,
    evolution: &Evolution,
) -> Result<ContigVariants, SimulationError> {
    ContigVariants::draw(plan, index, name, bases, hot_spots, evolution).map_err(SimulationError::Sites)
}

/// The places at which chromosomes are joined anew, with the bases on both sides.
fn filled_crossings(
    plan: &Plan,
    ground: &SimulatedOn<'_>,
    hot_spots: &HotSpots,
    evolution: &Evolution,
) -> Result<Vec<Crossing>, SimulationError> {
    let mut all = crossings(evolution, plan.sequencing.longest_fragment() as usize);
    for (place, contig) in ground.contigs().contigs().iter().enumerate() {
        let Some(index) = ContigIndex::new(place) else { break };
        if !all.iter().any(|crossing| crossing.needs(index)) {
            continue;
        }
        let bases = ground.bases(index)?;
        let variants = drawn(plan, index, contig.name.as_str(), &bases, hot_spots, evolution)?;
        let carried = Carried { index, bases: &bases, variants: &variants, evolution };
        all.iter_mut().filter(|crossing| crossing.needs(index)).for_each(|crossing| crossing.fill(&carried));
    }
    Ok(all)
}

/// Whether every panel site names a contig of the reference.
fn known_contigs(plan: &Plan, contigs: &ContigList) -> Result<(), SimulationError> {
    let problem = "the reference has no contig of this name: correct it";
    let unknown = plan.somatic.panel.iter().filter(|site| contigs.find(&site.contig).is_none());
    let error = |site: &crate::plan::PanelSite| {
        let (contig, position) = (site.contig.clone(), site.position);
        SiteError { field: "somatic.panel", contig, position, problem }
    };
    let errors: Vec<SiteError> = unknown.map(error).collect();
    if errors.is_empty() { Ok(()) } else { Err(SimulationError::Sites(errors)) }
}

impl Summary {
    /// Counts the variants of a contig.
    fn count(&mut self, variants: &ContigVariants) {
        for variant in &variants.somatic {
            *self.somatic.entry(variant.kind.word()).or_default() += 1;
            if let Some(clone) = self.clones.get_mut(variant.clone) {
                clone.variants += 1;
            }
        }
        self.hot_spots += u64::try_from(variants.hot_spots.len()).unwrap_or(u64::MAX);
        for site in &variants.germline {
            self.germline += u64::from(site.patient != [false; 2]);
        }
    }
}

/// What can be said before anything is simulated.
fn summary(plan: &Plan, ground: &SimulatedOn<'_>) -> Summary {
    let contigs: Vec<(String, u32)> =
        ground.contigs().contigs().iter().map(|contig| (contig.name.to_string(), contig.length.get())).collect();
    let clone = |clone: &crate::plan::ClonePlan| CloneSummary {
        name: clone.name.clone(),
        variants: 0,
        tumour_fraction: plan.expected_fraction(clone, SampleKind::Tumour),
        normal_fraction: plan.expected_fraction(clone, SampleKind::Normal),
    };
    let mut copied_segments = Vec::new();
    for (source, copy) in ground.copies().into_iter().flat_map(Copies::pairs) {
        let named = |segment: &crate::copied::CopiedSegment| {
            let name = contigs.get(segment.contig).map(|(name, _)| name.clone()).unwrap_or_default();
            (name, segment.start, segment.end)
        };
        let differences = ground.copies().and_then(|all| all.differences(source.contig, source.start..source.end));
        let differences = differences.unwrap_or_default();
        copied_segments.push(CopySummary { source: named(source), copy: named(copy), differences });
    }
    Summary {
        version: env!("CARGO_PKG_VERSION"),
        plan: plan.clone(),
        synthetic_reference: matches!(ground, SimulatedOn::Synthetic(_)),
        clones: plan.clones().iter().map(clone).collect(),
        contigs,
        somatic: BTreeMap::new(),
        hot_spots: 0,
        events: BTreeMap::new(),
        germline: 0,
        copied_segments,
        tumour: Tally::default(),
        normal: Tally::default(),
    }
}

/// Writes `truth.json`.
fn write_summary(summary: &Summary, path: &Path) -> Result<(), SimulationError> {
    let error = |source: serde_json::Error| SimulationError::Io { path: path.to_owned(), source: source.into() };
    let mut text = serde_json::to_vec_pretty(summary).map_err(error)?;
    text.push(b'\n');
    write_whole(&text, path)
}

/// Writes a file under a temporary name, then renames it.
fn write_whole(text: &[u8], path: &Path) -> Result<(), SimulationError> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".unfinished");
    let written = fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|source| SimulationError::Io { path: path.to_owned(), source })
}
