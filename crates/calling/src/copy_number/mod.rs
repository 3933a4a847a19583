//! Copies of each parent's chromosome over the genome: segments, the purity that explains them, and what is not known.
//!
//! Numbers only: from the depth of windows, the alleles at places where the person is heterozygous, acquired substitutions and
//! the places at which the tumour's genome is joined anew. `docs/copy-number.md` tells what is written and
//! `docs/decisions/0022-copy-number.md` why.
//!
//! - [`evidence`]: what it is told from. [`from_tables`], [`table`]: read from the tables of a run, so that a run and a second look at it
//!   can not differ.
//! - [`normalise`]: depth of the tumour against the normal, without the effect of GC content. [`bins`]: windows joined until
//!   noise allows.
//! - [`balance`]: how unequal the two parents' chromosomes are.
//! - [`segmentation`]: exact segmentation of both. [`segment`]: what is seen of each segment, and joining by statistics.
//! - [`state`]: copies, and what they would show. [`somatic_peak`]: what acquired substitutions say of purity.
//! - [`fit`]: purity and ploidy. [`call`]: copies and cells of each segment. [`arms`]: asked regions, called or not.
//! - [`output`]: `segments.tsv`, `purity.json`, `arms.tsv`.

pub mod arms;
pub mod balance;
pub mod bins;
pub mod call;
pub mod evidence;
pub mod fit;
pub mod from_tables;
pub mod normalise;
pub mod output;
pub mod segment;
pub mod segmentation;
pub mod somatic_peak;
pub mod state;
pub mod table;

use arms::Arm;
use bins::{Noise, Run};
use call::SegmentCall;
use evidence::Evidence;
use fit::{Fits, Stated};
use hts::bed::NamedRegion;
use segment::Segment;

/// Everything that is told of a pair's copy numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyNumber {
    /// Segments in genome order, each with what it is called.
    pub segments: Vec<(Segment, SegmentCall)>,
    /// Purity and ploidy; `None` where nothing could be assessed.
    pub fits: Option<Fits>,
    /// How much windows and alleles scatter; `None` where nothing could be assessed.
    pub noise: Option<Noise>,
    /// The asked regions.
    pub arms: Vec<Arm>,
    /// Why parts of the genome, or all of it, were not assessed.
    pub not_assessed: Vec<String>,
}

impl CopyNumber {
    /// From the evidence. `stated`: what the user knows of purity and ploidy; `arms`: the asked regions.
    #[must_use]
    pub fn of(evidence: &Evidence, stated: Stated, arms: &[NamedRegion]) -> Self {
        let mut not_assessed = evidence.not_assessable();
        let windows = normalise::ratios(evidence);
        let Some((runs, noise)) = Run::all(&windows, evidence) else {
            if evidence.paired {
                not_assessed.push(format!(
                    "{} windows of 1 kb with sufficient depth in both specimens are too few; copy numbers need {}",
                    windows.len(),
                    bins::FEWEST_WINDOWS
                ));
            }
            let segments = segment::unassessed(evidence, &[]);
            let segments = segments.into_iter().map(|segment| (segment, SegmentCall::not_assessable())).collect();
            return Self { segments, fits: None, noise: None, arms: Vec::new(), not_assessed };
        };
        let (mut segments, noise) = segment::of_runs(&runs, evidence, noise);
        let fits = Fits::of(&segments, evidence, &noise, stated);
        let best = fits.best();
        let assessed = segments.len();
        segments.extend(segment::unassessed(evidence, &segments));
        let calls: Vec<SegmentCall> = segments
            .iter()
            .enumerate()
            .map(
                |(at, segment)| {
                    if at < assessed { SegmentCall::of(segment, best) } else { SegmentCall::not_assessable() }
                },
            )
            .collect();
        let mut segments: Vec<_> = segments.into_iter().zip(calls).collect();
        segments.sort_by_key(|(segment, _)| (segment.contig, segment.start));
        let arms = arms.iter().map(|region| Arm::of(region, &runs, &segments, best, &noise)).collect();
        Self { segments, fits: Some(fits), noise: Some(noise), arms, not_assessed }
    }
}
