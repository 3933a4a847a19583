//! Fragments, and the read pairs of them.

use std::ops::RangeBounds;

use genome::position::Strand;
use genome::sequence::Base;
use hts::alignments::RecordBuffer;

use crate::cells::SampleKind;
use crate::damage;
use crate::plan::Plan;
use crate::random::Random;
use crate::reads::push_fastq;
use crate::records::{Hits, Pair, Recorder};
use crate::sequencer::{SequencedRead, Sequencer};

/// Numbers of what was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Fragments, duplicates not counted.
    pub fragments: u64,
    /// Fragments that are duplicates of another.
    pub duplicates: u64,
    /// Reads that are aligned, those of duplicates included.
    pub aligned: u64,
    /// Reads that are not.
    pub unaligned: u64,
}

impl Tally {
    /// Adds the numbers of another.
    pub(crate) fn add(&mut self, other: &Self) {
        self.fragments += other.fragments;
        self.duplicates += other.duplicates;
        self.aligned += other.aligned;
        self.unaligned += other.unaligned;
    }
}

/// What a window yields.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Records with a place, in any order.
    pub placed: Vec<RecordBuffer>,
    /// Records of pairs neither of whose reads could be aligned.
    pub unplaced: Vec<RecordBuffer>,
    /// FASTQ text of the first and of the second reads, if wanted.
    pub texts: [Vec<u8>; 2],
    pub tally: Tally,
}

/// What fragments are drawn from: a stretch of a chromosome of a cell.
pub(crate) trait Template {
    /// Its bases.
    fn bases(&self) -> &[Base];

    /// Where an aligner would place a read of it.
    fn place(&self, read: &SequencedRead) -> Hits;
}

/// The fragments of one sample, as they are sequenced.
#[derive(Clone, Copy)]
pub(crate) struct Library<'a> {
    pub plan: &'a Plan,
    pub sample: SampleKind,
    pub sequencer: &'a Sequencer,
    pub recorder: Recorder<'a>,
}

impl Library<'_> {
    /// The seed of its fragments. Library 0 is read by the seed of the plan.
    pub(crate) fn seed(&self) -> u64 {
        // An odd number, so that no two libraries of a plan share a seed.
        const APART: u64 = 0x9e37_79b9_7f4a_7c15;
        self.plan.seed.wrapping_add(self.plan.sample(self.sample).library.wrapping_mul(APART))
    }

    /// Fragments for each base of template, at the mean depth of the sample.
    ///
    /// METHOD: each fragment gives two reads of length r, so that a depth d takes d / 2r fragments per base.
    pub(crate) fn per_base(&self) -> f64 {
        self.plan.sample(self.sample).depth / (2.0 * f64::from(self.plan.sequencing.read_length))
    }

    /// A fragment that starts at a place of a template, and its duplicates. One whose end is not among those wanted is
    /// drawn, and not made.
    pub(crate) fn fragment(
        &self,
        template: &impl Template,
        start: usize,
        ends: &impl RangeBounds<usize>,
        name: &str,
        random: &mut Random,
        batch: &mut Batch,
    ) {
        let plan = &self.plan.sequencing;
        let longest = plan.longest_fragment();
        let length = random.length(plan.fragment_mean, plan.fragment_deviation, plan.read_length).min(longest);
        let end = start + length as usize;
        if !ends.contains(&end) {
            return;
        }
        let left_is_first = random.chance(0.5);
        let bases = template.bases();
        let damage = damage::draw(&self.plan.sample(self.sample).damage, bases, &(start..end), left_is_first, random);
        for copy in 0u64.. {
            let mut read = |from, strand| {
                let failed = random.chance(plan.failed_reads);
                self.sequencer.read(bases, from, strand, &damage, failed, random)
            };
            let Some((left, right)) = read(start, Strand::Forward).zip(read(end, Strand::Reverse)) else { return };
            let hits = [template.place(&left), template.place(&right)];
            let pair = Pair { reads: [left, right], hits, left_is_first, duplicate: copy > 0 };
            self.pair(&format!("{name}:{copy}"), pair, batch);
            if copy == 0 {
                batch.tally.fragments += 1;
            } else {
                batch.tally.duplicates += 1;
            }
            if !random.chance(plan.duplicates) {
                return;
            }
        }
    }

    /// Writes down a pair.
    fn pair(&self, name: &str, pair: Pair, batch: &mut Batch) {
        if self.plan.output.reads {
            let [first, second] = if pair.left_is_first { [0, 1] } else { [1, 0] };
            for (text, side) in batch.texts.iter_mut().zip([first, second]) {
                push_fastq(text, name, &pair.reads[side].bases, &pair.reads[side].qualities, side == 1);
            }
        }
        for hits in &pair.hits {
            let number = if hits.primary.is_some() { &mut batch.tally.aligned } else { &mut batch.tally.unaligned };
            *number += 1;
        }
        if self.plan.output.alignments {
            let placed = pair.hits.iter().any(|hits| hits.primary.is_some());
            if placed { &mut batch.placed } else { &mut batch.unplaced }.extend(self.recorder.records(name, pair));
        }
    }
}
