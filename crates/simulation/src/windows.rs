//! The fragments of a contig, window by window.

use std::ops::Range;

use genome::contig::ContigIndex;
use genome::sequence::Base;

use crate::alignment::align;
use crate::cells::{Genomes, SampleKind, Shares};
use crate::fragments::{Batch, Library, Template};
use crate::haplotype::Haplotype;
use crate::purpose;
use crate::random::Random;
use crate::records::{Hit, Hits};
use crate::sequencer::SequencedRead;
use crate::variants::ContigVariants;

/// Bases of a window. Another number makes other reads from an old seed.
const WINDOW: usize = 50_000;
/// A read starts at most this far left of the window in which its fragment starts (an insertion may be shifted), and
/// deletions make a fragment reach at most this much further right.
pub(crate) const SLACK: usize = 1000;

/// A contig of one sample, as its fragments are drawn.
pub(crate) struct Contig<'a> {
    pub library: Library<'a>,
    pub shares: &'a Shares,
    pub first_generations: &'a [usize],
    pub index: ContigIndex,
    pub bases: &'a [Base],
    pub variants: &'a ContigVariants,
}

/// A haplotype of a window.
struct OnContig<'a> {
    haplotype: &'a Haplotype,
    index: ContigIndex,
    contig: &'a [Base],
}

impl Template for OnContig<'_> {
    fn bases(&self) -> &[Base] {
        self.haplotype.bases()
    }

    fn place(&self, read: &SequencedRead) -> Hits {
        let found = align(&read.bases, &read.path(self.haplotype), self.contig);
        let primary = found.map(|alignment| Hit { contig: self.index, turned: false, alignment });
        Hits { primary, others: Vec::new() }
    }
}

impl Contig<'_> {
    /// The windows.
    pub(crate) fn windows(&self) -> usize {
        self.bases.len().div_ceil(WINDOW)
    }

    /// The base behind the last of a window.
    pub(crate) fn window_end(&self, window: usize) -> usize {
        ((window + 1) * WINDOW).min(self.bases.len())
    }

    /// The fragments whose leftmost base lies in a window.
    pub(crate) fn window(&self, window: usize) -> Batch {
        let number = |place: usize| u64::try_from(place).unwrap_or(u64::MAX);
        let purpose = match self.library.sample {
            SampleKind::Tumour => purpose::TUMOUR,
            SampleKind::Normal => purpose::NORMAL,
        };
        let plan = self.library.plan;
        let mut random = Random::stream(plan.seed, &[purpose, number(self.index.get()), number(window)]);
        let (start, end) = (window * WINDOW, self.window_end(window));
        let margin = plan.sequencing.longest_fragment() as usize + SLACK;
        let range = start.saturating_sub(margin)..(end + margin).min(self.bases.len());
        let genomes = Genomes::build(self.bases, &range, self.variants, self.first_generations);
        let haplotypes: Vec<(&Haplotype, Range<usize>, f64)> = genomes
            .shared(self.shares)
            .into_iter()
            .map(|(haplotype, share)| {
                let starts = haplotype.first_from(start)..haplotype.first_from(end);
                let weight = share * u32::try_from(starts.len()).map_or(0.0, f64::from);
                (haplotype, starts, weight)
            })
            .collect();
        let weights: Vec<f64> = haplotypes.iter().map(|(.., weight)| *weight).collect();
        let mut batch = Batch::default();
        for fragment in 0..random.poisson(self.library.per_base() * weights.iter().sum::<f64>()) {
            let (haplotype, starts, _) = &haplotypes[random.choice(&weights)];
            let start = starts.start + random.below(u32::try_from(starts.len()).unwrap_or(u32::MAX)) as usize;
            let name = format!("MARV:1:SIM:{}:{}:{fragment}", self.index.get() + 1, window + 1);
            let template = OnContig { haplotype, index: self.index, contig: self.bases };
            self.library.fragment(&template, start, &(..), &name, &mut random, &mut batch);
        }
        batch
    }
}
