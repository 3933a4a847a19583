//! The read pairs of one window of a contig.

use std::ops::Range;

use genome::contig::ContigIndex;
use genome::position::{Position, Strand};
use genome::sequence::Base;
use hts::alignments::{CigarKind, CigarOperation, Flags, RecordBuffer};

use crate::alignment::{Alignment, StepKind, align};
use crate::cells::{Genomes, SampleKind, Shares};
use crate::copied::Copies;
use crate::damage;
use crate::haplotype::Haplotype;
use crate::plan::Plan;
use crate::purpose;
use crate::random::Random;
use crate::reads::push_fastq;
use crate::sequencer::{SequencedRead, Sequencer};
use crate::variants::ContigVariants;

/// Bases of a window. Another number makes other reads from an old seed.
const WINDOW: usize = 50_000;
/// A read starts at most this far left of the window in which its fragment starts (an insertion may be shifted), and
/// deletions make a fragment reach at most this much further right.
pub(crate) const SLACK: usize = 1000;

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

/// A contig of one sample, as its fragments are drawn.
pub(crate) struct Contig<'a> {
    pub plan: &'a Plan,
    pub sample: SampleKind,
    pub shares: &'a Shares,
    pub first_generations: &'a [usize],
    pub sequencer: &'a Sequencer,
    pub index: ContigIndex,
    pub bases: &'a [Base],
    pub variants: &'a ContigVariants,
    pub copies: Option<&'a Copies>,
}

/// The mapping quality of a read whose place and another differ at so many of its bases.
///
/// METHOD: a rule of thumb for bwa mem, whose score gap of 5 for each difference gives about 0, 20, 40, 60.
fn of_differences(differences: Option<usize>) -> u8 {
    match differences {
        Some(0) => 0,
        Some(1) => 20,
        Some(2) => 40,
        _ => 60,
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
        let purpose = match self.sample {
            SampleKind::Tumour => purpose::TUMOUR,
            SampleKind::Normal => purpose::NORMAL,
        };
        let place = [purpose, number(self.index.get()), number(window)];
        let mut random = Random::stream(self.plan.seed, &place);
        let (start, end) = (window * WINDOW, self.window_end(window));
        let margin = self.plan.sequencing.longest_fragment() as usize + SLACK;
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
        // METHOD: each fragment gives two reads of length r, so that a depth d takes d / 2r fragments per base.
        let per_base = self.plan.sample(self.sample).depth / (2.0 * f64::from(self.plan.sequencing.read_length));
        let mut batch = Batch::default();
        for fragment in 0..random.poisson(per_base * weights.iter().sum::<f64>()) {
            let (haplotype, starts, _) = &haplotypes[random.choice(&weights)];
            let start = starts.start + random.below(u32::try_from(starts.len()).unwrap_or(u32::MAX)) as usize;
            let name = format!("MARV:1:SIM:{}:{}:{fragment}", self.index.get() + 1, window + 1);
            self.fragment(haplotype, start, &name, &mut random, &mut batch);
        }
        batch
    }

    /// A fragment and its duplicates.
    fn fragment(&self, haplotype: &Haplotype, start: usize, name: &str, random: &mut Random, batch: &mut Batch) {
        let plan = &self.plan.sequencing;
        let longest = plan.longest_fragment();
        let length = random.length(plan.fragment_mean, plan.fragment_deviation, plan.read_length).min(longest);
        let end = start + length as usize;
        let left_is_first = random.chance(0.5);
        let bases = haplotype.bases();
        let damage = damage::draw(&self.plan.sample(self.sample).damage, bases, &(start..end), left_is_first, random);
        for copy in 0u64.. {
            let mut read = |from, strand| {
                let failed = random.chance(plan.failed_reads);
                self.sequencer.read(bases, from, strand, &damage, failed, random)
            };
            let Some((left, right)) = read(start, Strand::Forward).zip(read(end, Strand::Reverse)) else { return };
            self.pair(haplotype, &format!("{name}:{copy}"), [left, right], left_is_first, copy > 0, batch);
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

    fn pair(
        &self,
        haplotype: &Haplotype,
        name: &str,
        reads: [SequencedRead; 2],
        left_is_first: bool,
        duplicate: bool,
        batch: &mut Batch,
    ) {
        if self.plan.output.reads {
            let [first, second] = if left_is_first { [0, 1] } else { [1, 0] };
            for (text, side) in batch.texts.iter_mut().zip([first, second]) {
                push_fastq(text, name, &reads[side].bases, &reads[side].qualities, side == 1);
            }
        }
        let alignments = [0, 1].map(|side: usize| align(&reads[side].bases, &reads[side].path(haplotype), self.bases));
        let records = self.records(name, reads, &alignments, left_is_first, duplicate);
        for alignment in &alignments {
            let number = if alignment.is_some() { &mut batch.tally.aligned } else { &mut batch.tally.unaligned };
            *number += 1;
        }
        if self.plan.output.alignments {
            let placed = records[0].position.is_some();
            if placed { &mut batch.placed } else { &mut batch.unplaced }.extend(records);
        }
    }

    /// The two mapping qualities: a read that cannot be told apart is placed by a mate that can.
    fn mapping_qualities(&self, alignments: &[Option<Alignment>; 2]) -> [u8; 2] {
        let own = |side: usize| {
            let Some(found) = &alignments[side] else { return 0 };
            of_differences(self.copies.and_then(|copies| copies.differences(self.index.get(), found.start..found.end)))
        };
        let own = [own(0), own(1)];
        [0, 1].map(|side: usize| if alignments[side].is_some() { own[side].max(own[1 - side].min(27)) } else { 0 })
    }

    /// The records of the left and the right read.
    fn records(
        &self,
        name: &str,
        reads: [SequencedRead; 2],
        alignments: &[Option<Alignment>; 2],
        left_is_first: bool,
        duplicate: bool,
    ) -> [RecordBuffer; 2] {
        let qualities = self.mapping_qualities(alignments);
        let position = |side: usize| alignments[side].as_ref().and_then(|found| position(found.start));
        let positions = [position(0).or(position(1)), position(1).or(position(0))];
        let span = match alignments {
            [Some(left), Some(right)] => {
                let length = left.end.max(right.end) - left.start.min(right.start);
                let length = i32::try_from(length).unwrap_or(i32::MAX);
                // SAM 1.4, TLEN: positive for the leftmost.
                if left.start <= right.start { [length, -length] } else { [-length, length] }
            }
            _ => [0, 0],
        };
        let mut side = 0;
        reads.map(|read| {
            let (here, mate) = (side, 1 - side);
            side += 1;
            let flag = |set: bool, bit: u16| if set { bit } else { 0 };
            let unmapped = [alignments[here].is_none(), alignments[mate].is_none()];
            let reverse = |side: usize| side == 1 && alignments[side].is_some();
            let flags = Flags::PAIRED
                | flag(unmapped == [false; 2], Flags::PROPER_PAIR)
                | flag(unmapped[0], Flags::UNMAPPED)
                | flag(unmapped[1], Flags::MATE_UNMAPPED)
                | flag(reverse(here), Flags::REVERSE)
                | flag(reverse(mate), Flags::MATE_REVERSE)
                | if (here == 0) == left_is_first { Flags::FIRST } else { Flags::SECOND }
                | flag(duplicate, Flags::DUPLICATE);
            let SequencedRead { mut bases, qualities: mut base_qualities, .. } = read;
            if here == 1 && unmapped[0] {
                // What is not aligned is written as it was sequenced.
                bases = bases.iter().rev().map(|base| base.complement()).collect();
                base_qualities.reverse();
            }
            RecordBuffer {
                name: name.as_bytes().to_vec(),
                flags,
                contig: positions[here].map(|_| self.index),
                position: positions[here],
                mapping_quality: qualities[here],
                cigar: alignments[here].as_ref().map(cigar).unwrap_or_default(),
                mate_contig: positions[mate].map(|_| self.index),
                mate_position: positions[mate],
                template_length: span[here],
                bases,
                qualities: base_qualities,
                read_group: Some(self.plan.sample(self.sample).sample.clone().into_bytes()),
                edit_distance: alignments[here].as_ref().map(|found| found.edit_distance),
                other_alignments: None,
            }
        })
    }
}

/// A 0-based place as a position.
fn position(place: usize) -> Option<Position> {
    Position::from_zero_based(u32::try_from(place).ok()?).ok()
}

/// The CIGAR of an alignment.
fn cigar(alignment: &Alignment) -> Vec<CigarOperation> {
    let operation = |kind, bases: usize| {
        // A read has at most 500 bases.
        let length = u32::try_from(bases).unwrap_or(u32::MAX);
        (length > 0).then_some(CigarOperation { kind, length })
    };
    let kind = |kind| match kind {
        StepKind::Match => CigarKind::Match,
        StepKind::Insertion => CigarKind::Insertion,
        StepKind::Deletion => CigarKind::Deletion,
    };
    let steps = alignment.steps.iter().map(|step| operation(kind(step.kind), step.length));
    let [left, right] = alignment.clipped.map(|bases| operation(CigarKind::SoftClip, bases));
    std::iter::once(left).chain(steps).chain([right]).flatten().collect()
}
