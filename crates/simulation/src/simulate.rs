//! From a plan to the files of a pair.

use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};
use genome::sequence::Base;
use hts::fasta::{FastaError, FastaWriter, ReferenceGenome};
use hts::unfinished;
use hts::vcf::VcfWriteError;

use crate::cells::{SampleKind, Shares};
use crate::fragments::{Batch, Library};
use crate::genomes::Carried;
use crate::plan::{Plan, PlanError, SyntheticPlan};
use crate::records::Recorder;
use crate::reference::SimulatedOn;
use crate::sample_files::{SampleError, SampleFiles};
use crate::sequencer::Sequencer;
use crate::structure::{Crossing, Evolution, copy_numbers, crossings, resolve, write_truth};
use crate::summary::Summary;
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

/// Makes a pair in a folder, which is created if need be: `tumour.bam` and `normal.bam` with indexes, and FASTQ files, as
/// the plan asks (without `output.normal` the tumour's alone); `truth.vcf.gz` (acquired), `hotspots.vcf.gz` if the plan has hot spots, `truth_sv.vcf.gz`
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
    let simulation = Simulation::prepare(plan, reference)?;
    fs::create_dir_all(folder).map_err(|source| SimulationError::Io { path: folder.to_owned(), source })?;
    simulation.carry_out(folder, threads)
}

/// A plan whose events and hot spots have their places on a reference.
struct Simulation<'a> {
    plan: &'a Plan,
    reference: SimulatedOn<'a>,
    hot_spots: HotSpots,
    evolution: Evolution,
    /// Of the tumour and the normal sample.
    shares: [Shares; 2],
}

const SAMPLES: [SampleKind; 2] = [SampleKind::Tumour, SampleKind::Normal];

impl<'a> Simulation<'a> {
    /// Checks the plan, makes the reference if none is given, and finds the places.
    fn prepare(plan: &'a Plan, reference: Option<&'a ReferenceGenome>) -> Result<Self, SimulationError> {
        plan.validate().map_err(SimulationError::Plan)?;
        let reference = match reference {
            Some(genome) => {
                copies_are_known(plan).map_err(|error| SimulationError::Plan(vec![error]))?;
                SimulatedOn::Given(genome)
            }
            None => SimulatedOn::Synthetic(SyntheticGenome::make(&plan.synthetic, plan.seed)?),
        };
        let contigs = reference.contigs();
        known_contigs(plan, contigs)?;
        let hot_spots = HotSpots::read(plan, contigs)?;
        let lengths: Vec<usize> = contigs.contigs().iter().map(|contig| contig.length.get() as usize).collect();
        let events = resolve(plan, &reference)?;
        let evolution = Evolution::new(&plan.clones(), &lengths, events).map_err(SimulationError::Plan)?;
        let shares = SAMPLES.map(|sample| plan.shares(sample, &evolution));
        Ok(Self { plan, reference, hot_spots, evolution, shares })
    }

    /// The contigs in order, with their names.
    fn contigs(&self) -> impl Iterator<Item = (ContigIndex, &str)> {
        let contigs = self.reference.contigs().contigs().iter().enumerate();
        contigs.filter_map(|(place, contig)| Some((ContigIndex::new(place)?, contig.name.as_str())))
    }

    fn variants(&self, index: ContigIndex, name: &str, bases: &[Base]) -> Result<ContigVariants, SimulationError> {
        ContigVariants::draw(self.plan, index, name, bases, &self.hot_spots, &self.evolution)
            .map_err(SimulationError::Sites)
    }

    /// The places at which chromosomes are joined anew, with the bases on both sides.
    fn crossings(&self) -> Result<Vec<Crossing>, SimulationError> {
        let mut all = crossings(&self.evolution, self.plan.sequencing.longest_fragment() as usize);
        for (index, name) in self.contigs() {
            if !all.iter().any(|crossing| crossing.needs(index)) {
                continue;
            }
            let bases = self.reference.bases(index)?;
            let variants = self.variants(index, name, &bases)?;
            let carried = Carried { index, bases: &bases, variants: &variants, evolution: &self.evolution };
            for crossing in all.iter_mut().filter(|crossing| crossing.needs(index)) {
                crossing.fill(&carried);
            }
        }
        Ok(all)
    }

    /// Writes all files.
    fn carry_out(&self, folder: &Path, threads: NonZeroUsize) -> Result<Summary, SimulationError> {
        let (plan, contigs, evolution) = (self.plan, self.reference.contigs(), &self.evolution);
        if let SimulatedOn::Synthetic(genome) = &self.reference {
            let mut fasta = FastaWriter::create(&folder.join("reference.fa"))?;
            for (contig, bases) in contigs.contigs().iter().zip(genome.sequences()) {
                fasta.write(&contig.name, bases)?;
            }
            fasta.finish()?;
        }
        let mut truth = TruthFiles::create(folder, contigs, plan)?;
        let sequencer = Sequencer::new(&plan.sequencing);
        let library = |sample, farthest| {
            let (copies, read_group) = (self.reference.copies(), plan.sample(sample).sample.as_str());
            let recorder = Recorder { contigs, copies, read_group, farthest };
            Library { plan, sample, sequencer: &sequencer, recorder }
        };
        let crossings = self.crossings()?;
        let mut files = Vec::new();
        let wanted = |sample: &SampleKind| *sample == SampleKind::Tumour || plan.output.normal;
        for (sample, shares) in SAMPLES.into_iter().zip(&self.shares).filter(|(sample, _)| wanted(sample)) {
            let mut written = SampleFiles::create(folder, plan, sample, contigs)?;
            let (across, mut batch) = (library(sample, plan.sequencing.farthest_pair()), Batch::default());
            for (number, crossing) in crossings.iter().enumerate() {
                crossing.draw(number, &across, shares, &mut batch);
            }
            written.write_first(batch)?;
            // Within a stretch of the reference a pair is always proper.
            files.push((library(sample, usize::MAX), shares, written));
        }
        let mut summary = Summary::new(plan, &self.reference, evolution);
        let both = [&self.shares[0], &self.shares[1]];
        for (index, name) in self.contigs() {
            let bases = self.reference.bases(index)?;
            let variants = self.variants(index, name, &bases)?;
            truth.write(evolution, both, index, name, &variants)?;
            summary.count(&variants);
            let carried = Carried { index, bases: &bases, variants: &variants, evolution };
            for (library, shares, files) in &mut files {
                files.write_contig(&Contig { library: *library, shares, carried }, threads)?;
            }
        }
        truth.finish()?;
        if !evolution.is_plain() {
            write_truth(folder, plan, &self.reference, evolution, both)?;
            let table = copy_numbers(plan, contigs, evolution, both);
            write_whole(table.as_bytes(), &folder.join("truth_cn.tsv"))?;
        }
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
}

/// Whether every panel site, and every stretch that is spared, names a contig of the reference.
fn known_contigs(plan: &Plan, contigs: &ContigList) -> Result<(), SimulationError> {
    let problem = "the reference has no contig of this name: correct it";
    let panel = plan.somatic.panel.iter().map(|site| ("somatic.panel", &site.contig, site.position));
    let spared = plan.germline.spared.iter().map(|spared| ("germline.spared", &spared.contig, spared.start));
    let unknown = panel.chain(spared).filter(|(_, contig, _)| contigs.find(contig).is_none());
    let error =
        |(field, contig, position): (_, &String, _)| SiteError { field, contig: contig.clone(), position, problem };
    let errors: Vec<SiteError> = unknown.map(error).collect();
    if errors.is_empty() { Ok(()) } else { Err(SimulationError::Sites(errors)) }
}

/// Of a given reference no copied segment is known, and every read would be placed surely: a plan that describes such segments
/// means another pair. Beside reads of the same reference that were placed with that knowledge, each copy would look like a gain.
fn copies_are_known(plan: &Plan) -> Result<(), PlanError> {
    let described = plan.synthetic != SyntheticPlan::default() && plan.synthetic.copied > 0.0;
    if !described || !plan.output.alignments {
        return Ok(());
    }
    Err(PlanError {
        field: "synthetic.copied".to_owned(),
        value: plan.synthetic.copied.to_string(),
        wanted: "0 beside a given reference, whose copies are not known, or the plan without a given reference (the same seed \
                 makes the same one)"
            .to_owned(),
    })
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
    unfinished::write_whole(path, text).map_err(|source| SimulationError::Io { path: path.to_owned(), source })
}
