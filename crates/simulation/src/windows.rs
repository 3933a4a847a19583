//! The fragments of a contig, window by window.

use genome::contig::ContigIndex;
use genome::sequence::Base;

use crate::alignment::align;
use crate::cells::{SampleKind, Shares};
use crate::fragments::{Batch, Library, Template};
use crate::genomes::Carried;
use crate::haplotype::Haplotype;
use crate::purpose;
use crate::random::Random;
use crate::records::{Hit, Hits};
use crate::sequencer::SequencedRead;

/// Bases of a window. Another number makes other reads from an old seed.
const WINDOW: usize = 50_000;
/// A read starts at most this far left of the window in which its fragment starts (an insertion may be shifted), and
/// deletions make a fragment reach at most this much further right.
pub(crate) const SLACK: usize = 1000;

/// A contig of one sample, as its fragments are drawn.
pub(crate) struct Contig<'a> {
    pub library: Library<'a>,
    pub shares: &'a Shares,
    pub carried: Carried<'a>,
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
        self.carried.bases.len().div_ceil(WINDOW)
    }

    /// The base behind the last of a window.
    pub(crate) fn window_end(&self, window: usize) -> usize {
        ((window + 1) * WINDOW).min(self.carried.bases.len())
    }

    /// The fragments whose leftmost base lies in a window.
    pub(crate) fn window(&self, window: usize) -> Batch {
        let number = |place: usize| u64::try_from(place).unwrap_or(u64::MAX);
        let purpose = match self.library.sample {
            SampleKind::Tumour => purpose::TUMOUR,
            SampleKind::Normal => purpose::NORMAL,
        };
        let plan = self.library.plan;
        let Carried { index, bases, .. } = self.carried;
        let mut random = Random::stream(self.library.seed(), &[purpose, number(index.get()), number(window)]);
        let inside = window * WINDOW..self.window_end(window);
        let margin = plan.sequencing.longest_fragment() as usize + SLACK;
        let range = inside.start.saturating_sub(margin)..(inside.end + margin).min(bases.len());
        let genomes = self.carried.genomes(&range, &inside, self.shares);
        let mut drawn = Vec::new();
        for (source, haplotype) in genomes.sources() {
            let first = |at: usize| haplotype.first_from(at);
            let starts = first(source.start.max(inside.start))..first(source.end.min(inside.end));
            // A fragment that leaves the source is one across a junction, and drawn there.
            let last_end = if source.end < range.end { first(source.end) } else { usize::MAX };
            let weight = source.share * u32::try_from(starts.len()).map_or(0.0, f64::from);
            drawn.push((haplotype, starts, last_end, weight));
        }
        let weights: Vec<f64> = drawn.iter().map(|(.., weight)| *weight).collect();
        let mut batch = Batch::default();
        for fragment in 0..random.poisson(self.library.per_base() * weights.iter().sum::<f64>()) {
            let (haplotype, starts, last_end, _) = &drawn[random.choice(&weights)];
            let start = starts.start + random.below(u32::try_from(starts.len()).unwrap_or(u32::MAX)) as usize;
            let name = format!("MARV:1:SIM:{}:{}:{fragment}", index.get() + 1, window + 1);
            let template = OnContig { haplotype, index, contig: bases };
            self.library.fragment(&template, start, &(..=*last_end), &name, &mut random, &mut batch);
        }
        batch
    }
}
