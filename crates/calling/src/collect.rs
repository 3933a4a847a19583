//! The pass over all pieces, by any number of workers, with results in genome order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use genome::position::{Interval, Position};
use genome::probability::Probability;
use genome::reference::{Reference, ReferenceWindow};
use genome::sequence::{Base, Sequence};
use genome::variant::Variant;
use hts::alignments::{AlignmentError, RegionReader};
use hts::bed::Regions;
use hts::fasta::{FastaError, ReferenceGenome};
use serde::{Deserialize, Serialize};

use crate::judge;
use crate::model::error_rate::ErrorRates;
use crate::model::evidence::SiteEvidence;
use crate::model::prior::NormalsShare;
use crate::model::prior::{Change, Priors, Tier};
use crate::model::tumour_in_normal::{InformativeSite, TELLING_FRAGMENTS, TumourInNormal, TumourLeak};
use crate::pair::Pair;
use crate::pass::alleles::{AlleleCounts, OtherReference};
use crate::pass::candidate::{LEAST_READS, candidates};
use crate::pass::counts::Counts;
use crate::pass::coverage::Coverage;
use crate::pass::evaluation::Evaluation;
use crate::pass::neighbours::{Evaluated, joined};
use crate::pass::reads::{ReadTally, ShardReads};
use crate::pass::same_molecules::told_by;
use crate::pass::structure::{self, Edges};
use crate::pass::tandem::{Taker, TandemReads};
use crate::pass::windows::WindowDepths;
use crate::pilot::Pilot;
use crate::scatter::EvidenceError;
use crate::shard::{self, Shard};
use crate::survey::{Survey, Watched};
use crate::tier::Tiers;

/// Why the pass stopped.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// A file of reads.
    #[error(transparent)]
    Alignment(#[from] AlignmentError),
    /// The reference.
    #[error(transparent)]
    Reference(#[from] FastaError),
    /// A list of common variants that is not of this reference.
    #[error("{contig}, {source}")]
    Snps {
        /// The contig's name.
        contig: String,
        /// Where they differ.
        source: OtherReference,
    },
    /// What a piece gave could not be kept.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
}

/// A candidate with what the fragments of every specimen say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The variant.
    pub variant: Variant,
    /// The tier that it is judged in.
    pub tier: Tier,
    /// What it changes, with the rate of false indels where it is an indel.
    pub change: Change,
    /// How many of a panel of normals show it; `None` where the panel says nothing.
    pub normals: Option<NormalsShare>,
    /// The candidate that tells the same event better: the same molecules show both.
    pub told_by: Option<Variant>,
    /// Per tumour, then per normal.
    pub samples: Vec<SiteEvidence>,
}

impl Candidate {
    /// What is believed of it before its fragments are looked at.
    pub(crate) fn priors(&self) -> Priors {
        let priors = Priors::new(self.tier, self.change, None);
        match self.normals {
            Some(normals) => priors.with_artefact_of(normals),
            None => priors,
        }
    }
}

/// What one specimen shows over all pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleSummary {
    /// Reads used and left out.
    pub tally: ReadTally,
    /// Template lengths of proper pairs.
    pub template_lengths: BTreeMap<u32, u64>,
}

impl SampleSummary {
    fn add(&mut self, other: &Self) {
        self.tally.add(&other.tally);
        for (length, pairs) in &other.template_lengths {
            *self.template_lengths.entry(*length).or_default() += pairs;
        }
    }
}

/// Everything the pass gives. What a piece gives is written to a file and read back, so every field has bytes of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Collected {
    /// Candidates in genome order.
    pub candidates: Vec<Candidate>,
    /// The variants that are to be genotyped whatever is seen, in genome order.
    pub sites: Vec<Candidate>,
    /// Candidates that were looked at and are not among them: not somatic under any plausible tumour in the normal.
    pub implausible: u64,
    /// Per tumour, then per normal.
    pub samples: Vec<SampleSummary>,
    /// Per normal, in genome order: the substitutions that the first tumour shows, whatever the normal shows. The normal's counts
    /// must not select them, or the inherited ones among them look like somatic ones.
    pub leak_sites: Vec<Vec<InformativeSite>>,
    /// Reference bases looked at, without `N`.
    pub bases: u64,
    /// Alleles where people differ, and coverage.
    pub survey: Survey,
}

impl Collected {
    /// Nothing yet, of a pair with so many tumours and normals.
    pub(crate) fn nothing(tumours: usize, normals: usize) -> Self {
        Self {
            samples: vec![SampleSummary::default(); tumours + normals],
            leak_sites: vec![Vec::new(); normals],
            ..Self::default()
        }
    }

    /// Adds the next piece in genome order.
    pub(crate) fn add(&mut self, next: Self) {
        self.candidates.extend(next.candidates);
        self.sites.extend(next.sites);
        for (sites, part) in self.leak_sites.iter_mut().zip(next.leak_sites) {
            sites.extend(part);
        }
        self.bases += next.bases;
        self.implausible += next.implausible;
        self.survey.add(next.survey);
        for (sum, part) in self.samples.iter_mut().zip(&next.samples) {
            sum.add(part);
        }
    }
}

/// A worker's own handles.
pub(crate) struct Worker<'p> {
    pair: &'p Pair,
    tiers: &'p Tiers,
    watched: &'p Watched,
    reference: ReferenceGenome,
    readers: Vec<RegionReader>,
    leaks: Vec<TumourLeak>,
    rates: &'p ErrorRates,
    /// Per specimen, the template length above which a pair is discordant.
    longest_templates: &'p [u32],
}

/// The reads and the reference of a piece.
pub(crate) struct Loaded {
    pub(crate) halo: Interval,
    pub(crate) bases: Sequence,
    pub(crate) reads: Vec<ShardReads>,
    tandem_reads: TandemReads,
}

impl<'p> Worker<'p> {
    pub(crate) fn new(
        pair: &'p Pair,
        tiers: &'p Tiers,
        watched: &'p Watched,
        rates: &'p ErrorRates,
        longest_templates: &'p [u32],
    ) -> Result<Self, CollectError> {
        let readers = pair.specimens().map(|specimen| specimen.file.reader()).collect::<Result<Vec<_>, _>>()?;
        let leaks = PLAUSIBLE_LEAKS.into_iter().filter_map(|leak| Probability::new(leak).ok());
        let leaks = leaks.map(|leak| TumourLeak::new(&TumourInNormal::stated(leak))).collect();
        Ok(Self {
            pair,
            tiers,
            watched,
            reference: pair.reference.open_again()?,
            readers,
            leaks,
            rates,
            longest_templates,
        })
    }

    pub(crate) fn load(&mut self, shard: &Shard) -> Result<Loaded, CollectError> {
        let halo = shard.with_halo(self.pair.reference.contigs());
        let bases = self.reference.sequence(shard.contig, halo)?;
        let mut reads = Vec::with_capacity(self.readers.len());
        let contigs = self.pair.reference.contigs();
        let mut tandem = Taker::new(&self.watched.tandem_loci, shard, (halo, &bases), contigs, self.readers.len());
        for (specimen, reader) in self.readers.iter_mut().enumerate() {
            reads.push(ShardReads::read(reader, shard, halo, |record| tandem.take(specimen, record))?);
        }
        Ok(Loaded { halo, bases, reads, tandem_reads: tandem.finish() })
    }

    fn collect(&mut self, shard: &Shard) -> Result<Collected, CollectError> {
        let Loaded { halo, bases, reads, tandem_reads } = self.load(shard)?;
        let length = self.pair.reference.contigs().get(shard.contig).map(|contig| contig.length);
        let window = length.and_then(|length| ReferenceWindow::new(shard.contig, length, halo.start(), &bases));
        let Some(window) = window else { return Ok(Collected::default()) };
        let counts: Vec<Counts> = reads.iter().map(|reads| Counts::of(reads, shard, halo, &bases, &window)).collect();
        let (tumours, normals) = counts.split_at(self.pair.tumours.len());

        let owned_from = (shard.owned.start().get() - halo.start().get()) as usize;
        let owned = &bases[owned_from..owned_from + shard.owned.length().get() as usize];
        let samples = reads.iter().map(summary).collect();

        let evaluation = Evaluation { reads: &reads, counts: &counts, bases: &bases, halo, window, rates: self.rates };
        let (found, implausible) = self.candidates(shard, &evaluation);
        let named = self.tiers.sites.within(shard.contig, shard.owned).iter();
        let sites =
            named.map(|variant| self.candidate((variant.clone(), evaluation.evidence(variant)), None, &evaluation));
        let sites = sites.collect();
        let bases = owned.iter().filter(|base| **base != Base::N).count() as u64;
        let of_normals = reads[tumours.len()..].iter().zip(normals);
        let leak_sites =
            of_normals.map(|normal| leak_sites(shard, [(&reads[0], &tumours[0]), normal], &window)).collect();
        let mut survey = Survey { tandem_reads, ..self.survey(shard, &reads, &counts, owned, &window)? };
        self.tell_bases(&mut survey.edges)?;
        Ok(Collected { candidates: found, sites, implausible, samples, leak_sites, bases, survey })
    }

    /// The candidates of a piece, in genome order; and how many were left out.
    fn candidates(&self, shard: &Shard, evaluation: &Evaluation<'_>) -> (Vec<Candidate>, u64) {
        let tumours = self.pair.tumours.len();
        let (in_tumours, in_normals) = evaluation.counts.split_at(tumours);
        let noise = |variant: &Variant| evaluation.false_indels(variant);
        let mut gated = candidates(shard, in_tumours, in_normals, &evaluation.window, shard.owned, noise);
        // Where a variant recurs, the gate does not ask what the aligner made of its reads.
        gated.extend_from_slice(self.tiers.hotspots.within(shard.contig, shard.owned));
        gated.sort_unstable();
        gated.dedup();
        let shown = |variant: Variant| {
            let samples = evaluation.evidence_if_shown(&variant, tumours, LEAST_READS)?;
            Some((variant, samples))
        };
        let found = gated.into_iter().filter_map(shown).collect();
        let found = joined(found, tumours, &evaluation.window, |variant| evaluation.evidence(variant));

        let told_by = told_by(&found, tumours);
        let (mut kept, mut implausible) = (Vec::new(), 0);
        for (found, told_by) in found.into_iter().zip(told_by) {
            let candidate = self.candidate(found, told_by, evaluation);
            // What is not somatic under any plausible leak is left here; it would fill the memory.
            if judge::least_error(&candidate, tumours, &self.leaks) < HOPELESS {
                kept.push(candidate);
            } else {
                implausible += 1;
            }
        }
        (kept, implausible)
    }

    fn candidate(
        &self,
        (variant, samples): Evaluated,
        told_by: Option<Variant>,
        evaluation: &Evaluation<'_>,
    ) -> Candidate {
        let well_placed = evaluation.reads.iter().all(|reads| reads.well_placed(variant.position()));
        let tier = match self.tiers.of(&variant) {
            Tier::HighConfidence if !well_placed => Tier::LowConfidence,
            tier => tier,
        };
        Candidate {
            tier,
            change: evaluation.change(&variant),
            normals: self.tiers.normals.of(&variant),
            told_by,
            samples: samples.into_iter().map(|told| told.site).collect(),
            variant,
        }
    }

    /// The reference's bases at the exact places of junctions, wherever in the genome they lie.
    fn tell_bases(&self, edges: &mut Edges) -> Result<(), CollectError> {
        for (first, second, breakpoint) in edges.breakpoints() {
            let ends = [Some((first.contig, breakpoint.first)), second.map(|side| side.contig).zip(breakpoint.second)];
            for (base, end) in breakpoint.reference.iter_mut().zip(ends) {
                let Some((contig, position)) = end else { continue };
                let Ok(here) = Interval::new(position, position) else { continue };
                *base = self.reference.sequence(contig, here)?.first().copied().unwrap_or(Base::N);
            }
        }
        Ok(())
    }

    fn survey(
        &self,
        shard: &Shard,
        reads: &[ShardReads],
        counts: &[Counts],
        owned: &[Base],
        window: &ReferenceWindow<'_>,
    ) -> Result<Survey, CollectError> {
        let alleles = AlleleCounts::of(reads, counts, shard, window, &self.watched.snps).map_err(|source| {
            let contig = self.pair.reference.contigs().get(shard.contig);
            CollectError::Snps { contig: contig.map(|contig| contig.name.to_string()).unwrap_or_default(), source }
        })?;
        let known: Vec<bool> = owned.iter().map(|base| *base != Base::N).collect();
        let coverage = Coverage::of(shard, counts, self.pair.tumours.len(), &known, &self.watched.genes);
        let windows = WindowDepths::of(shard, counts, owned);
        let edges = structure::collect(
            shard,
            self.pair.reference.contigs(),
            reads,
            self.longest_templates,
            &self.watched.places,
            &self.reference,
        )?;
        Ok(Survey { alleles, coverage, windows, edges, tandem_reads: TandemReads::default() })
    }
}

/// Tumour-in-normal fractions under any of which a candidate may be somatic.
const PLAUSIBLE_LEAKS: [f64; 6] = [0.0, 0.03, 0.1, 0.2, 0.3, 0.45];

/// Least depths of tumour and normal at which a substitution tells of the tumour in the normal.
const TELLING_DEPTHS: [u32; 2] = [20, 8];

/// Bases between two such substitutions. What lies nearer is shown by the same fragments and tells the same a second time.
const APART: u32 = 30;

fn leak_sites(shard: &Shard, pair: [(&ShardReads, &Counts); 2], window: &impl Reference) -> Vec<InformativeSite> {
    let [(_, tumour), (_, normal)] = pair;
    let (from, to) = shard.owned.to_half_open();
    let (mut sites, mut free_from) = (Vec::new(), 0);
    for position in (from..to).filter_map(|place| Position::from_zero_based(place).ok()) {
        let seen = tumour.mismatches(position);
        let depths = [tumour.depth(position), normal.depth(position)];
        if position.zero_based() < free_from
            || seen.iter().all(|reads| *reads < TELLING_FRAGMENTS)
            || depths.iter().zip(TELLING_DEPTHS).any(|(depth, least)| *depth < least)
        {
            continue;
        }
        let Some(reference) = window.base(shard.contig, position).filter(|base| *base != Base::N) else { continue };
        for (alternate, _) in Base::ACGT.iter().zip(seen).filter(|(_, reads)| *reads >= TELLING_FRAGMENTS) {
            let [tumour, normal] = pair.map(|(reads, _)| reads.fragments_showing(position, [*alternate, reference]));
            // What nearly all of the tumour shows is mostly inherited from both parents. Where copies of a repeat put their
            // reads on one of them, all their differences are shown by both specimens, at any fraction.
            if tumour[0] >= TELLING_FRAGMENTS
                && u32::from(tumour[0]) * 5 <= (u32::from(tumour[0]) + u32::from(tumour[1])) * 4
                && pair.iter().all(|(reads, _)| reads.well_placed(position))
            {
                sites.push(InformativeSite { tumour, normal });
                free_from = position.zero_based() + APART;
            }
        }
    }
    sites
}

/// Posterior error from which a candidate is left out before the tumour-in-normal fraction is known.
const HOPELESS: f64 = 1.0 - 1e-6;

fn summary(reads: &ShardReads) -> SampleSummary {
    let mut template_lengths = BTreeMap::new();
    for length in &reads.template_lengths {
        *template_lengths.entry(*length).or_default() += 1;
    }
    SampleSummary { tally: reads.tally, template_lengths }
}

/// What a pass reads, and what it looks for.
#[derive(Debug, Clone, Copy)]
pub struct Pass<'p> {
    /// The specimens and their reference.
    pub pair: &'p Pair,
    /// Where variants are more expected.
    pub tiers: &'p Tiers,
    /// What is looked at beside the candidates.
    pub watched: &'p Watched,
    /// What the reads told of themselves.
    pub pilot: &'p Pilot,
}

/// Walks over some pieces with some workers. Each piece is handed to `keep` as soon as it is there, in any order;
/// `progress` is told the pieces done and all pieces.
///
/// What a piece gives depends on nothing but the files, what is watched and the pilot: neither on the number of workers nor on
/// the other pieces.
///
/// # Errors
/// The error of the first piece, in the order of `pieces`, that was begun and failed or could not be kept.
pub fn collect_pieces(
    pass: Pass<'_>,
    pieces: &[Shard],
    workers: usize,
    keep: &(dyn Fn(&Shard, Collected) -> Result<(), EvidenceError> + Sync),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<(), CollectError> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let failure: Mutex<Option<(usize, CollectError)>> = Mutex::new(None);
    let failure_of = || failure.lock().unwrap_or_else(PoisonError::into_inner);
    let work = || -> Result<(), CollectError> {
        let mut worker =
            Worker::new(pass.pair, pass.tiers, pass.watched, pass.pilot.rates(), pass.pilot.longest_templates())?;
        while failure_of().is_none() {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(place) else { break };
            let result = worker.collect(piece).and_then(|collected| Ok(keep(piece, collected)?));
            if let Err(error) = result {
                let mut failure = failure_of();
                if failure.as_ref().is_none_or(|(first, _)| place < *first) {
                    *failure = Some((place, error));
                }
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, pieces.len());
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers.max(1)).map(|_| scope.spawn(work)).collect();
        let joined = handles.into_iter().map(|handle| match handle.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect::<Result<(), CollectError>>()
    })?;
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), |(_, error)| Err(error))
}

/// Walks over the asked regions and holds everything in memory, joined in genome order. A long run keeps its pieces in a
/// [`Journal`](crate::scatter::Journal) instead.
///
/// # Errors
/// See [`collect_pieces`].
pub fn collect(
    pair: &Pair,
    regions: Option<&Regions>,
    tiers: &Tiers,
    watched: &Watched,
    workers: usize,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Collected, CollectError> {
    let pieces = shard::plan(pair.reference.contigs(), regions);
    let collected = Mutex::new(BTreeMap::new());
    let keep = |piece: &Shard, of_piece: Collected| {
        collected.lock().unwrap_or_else(PoisonError::into_inner).insert(*piece, of_piece);
        Ok(())
    };
    let pass = Pass { pair, tiers, watched, pilot: &Pilot::read(pair)? };
    collect_pieces(pass, &pieces, workers, &keep, progress)?;
    let mut all = Collected::nothing(pair.tumours.len(), pair.normals.len());
    let collected = collected.into_inner().unwrap_or_else(PoisonError::into_inner);
    for piece in collected.into_values() {
        all.add(piece);
    }
    Ok(all)
}
