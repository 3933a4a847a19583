//! Fragments across junctions: those that the windows of the contigs leave out.
//!
//! METHOD: fragments start all along a chromosome by a Poisson process. Those that lie within one stretch of the reference are
//! drawn window by window, and those that leave the stretch in which they start are drawn here; the two are independent.

use genome::contig::ContigIndex;
use genome::sequence::Base;

use super::evolution::Evolution;
use super::karyotype::{Chromosome, Piece, Stretch};
use super::legs::{Leg, chosen};
use crate::alignment::align;
use crate::cells::{SampleKind, Shares};
use crate::fragments::{Batch, Library, Template};
use crate::genomes::Carried;
use crate::haplotype::Haplotype;
use crate::purpose;
use crate::random::Random;
use crate::records::{Hit, Hits};
use crate::sequencer::SequencedRead;
use crate::windows::SLACK;

/// No read reaches farther beyond the bases of a haplotype than this.
const MARGIN: usize = 700;

/// A stretch of a contig next to a junction.
#[derive(Debug, Clone)]
struct Flank {
    index: ContigIndex,
    reverse: bool,
    haplotype: Haplotype,
    /// Bases of the contig from `start` on: those of the haplotype, and [`MARGIN`] more on both sides.
    contig: Vec<Base>,
    start: usize,
}

/// A part of a template.
#[derive(Debug, Clone)]
enum Side {
    Flank(Box<Flank>),
    New(Vec<Base>),
    /// Not made yet: the cells of this generation have this stretch.
    Wanted(usize, Stretch),
}

/// A chromosome around the end of one of its pieces.
#[derive(Debug, Clone)]
pub(crate) struct Crossing {
    generation: usize,
    /// The numbers of its chromosome and of the piece in which fragments start.
    place: [usize; 2],
    /// That piece, and as many of the following ones as a fragment may reach.
    sides: Vec<Side>,
    bases: Vec<Base>,
    /// Where each side starts among the bases.
    starts: Vec<usize>,
}

/// The part of a stretch that is next to one of its ends on the chromosome.
fn near(stretch: &Stretch, at_end: bool, bases: usize) -> Stretch {
    let (mut start, mut end) = (stretch.start, stretch.end);
    if at_end == stretch.reverse {
        end = end.min(start + bases);
    } else {
        start = start.max(end.saturating_sub(bases));
    }
    Stretch { start, end, ..*stretch }
}

/// The crossings of a chromosome of a generation; fragments are at most so long.
fn of_chromosome(generation: usize, number: usize, chromosome: &Chromosome, longest: usize) -> Vec<Crossing> {
    let reach = longest + SLACK;
    let crossing = |place: usize| {
        let mut sides = Vec::new();
        let mut right = 0;
        for (at, piece) in chromosome.iter().enumerate().skip(place) {
            if right >= reach {
                break;
            }
            let (side, bases) = match piece {
                Piece::New(bases) => (Side::New(bases.to_vec()), bases.len()),
                Piece::Reference(stretch) => {
                    let part = near(stretch, at == place, reach);
                    (Side::Wanted(generation, part), part.end - part.start)
                }
            };
            sides.push(side);
            right += if at == place { 0 } else { bases };
        }
        Crossing { generation, place: [number, place], sides, bases: Vec::new(), starts: Vec::new() }
    };
    (0..chromosome.len().saturating_sub(1)).map(crossing).collect()
}

/// All crossings of the cells, of which [`Crossing::fill`] has to know every contig before fragments are drawn.
pub(crate) fn crossings(evolution: &Evolution, longest: usize) -> Vec<Crossing> {
    let mut all = Vec::new();
    for (generation, karyotype) in evolution.generations.iter().enumerate() {
        for (number, chromosome) in karyotype.chromosomes.iter().enumerate() {
            all.extend(of_chromosome(generation, number, chromosome, longest));
        }
    }
    all
}

impl Crossing {
    /// Whether it has a part of a contig.
    pub(crate) fn needs(&self, index: ContigIndex) -> bool {
        self.sides.iter().any(|side| matches!(side, Side::Wanted(_, stretch) if stretch.contig == index.get()))
    }

    /// Makes the parts of a contig.
    pub(crate) fn fill(&mut self, carried: &Carried<'_>) {
        for side in &mut self.sides {
            let Side::Wanted(generation, stretch) = side else { continue };
            if stretch.contig != carried.index.get() {
                continue;
            }
            let range = stretch.start..stretch.end;
            let start = range.start.saturating_sub(MARGIN);
            let end = (range.end + MARGIN).min(carried.bases.len());
            *side = Side::Flank(Box::new(Flank {
                index: carried.index,
                reverse: stretch.reverse,
                haplotype: carried.haplotype(&range, *generation, stretch),
                contig: carried.bases[start..end].to_vec(),
                start,
            }));
        }
        self.bases.clear();
        self.starts.clear();
        for side in &self.sides {
            self.starts.push(self.bases.len());
            match side {
                Side::New(bases) => self.bases.extend_from_slice(bases),
                Side::Flank(flank) if flank.reverse => {
                    self.bases.extend(flank.haplotype.bases().iter().rev().map(|base| base.complement()));
                }
                Side::Flank(flank) => self.bases.extend_from_slice(flank.haplotype.bases()),
                Side::Wanted(..) => {}
            }
        }
    }

    /// The bases behind the piece in which fragments start.
    fn boundary(&self) -> usize {
        self.starts.get(1).copied().unwrap_or(self.bases.len())
    }

    /// Draws the fragments that start in the piece and leave it.
    pub(crate) fn draw(&self, number: usize, library: &Library<'_>, shares: &Shares, batch: &mut Batch) {
        let purpose = match library.sample {
            SampleKind::Tumour => purpose::TUMOUR_JUNCTIONS,
            SampleKind::Normal => purpose::NORMAL_JUNCTIONS,
        };
        let place = [self.generation, self.place[0], self.place[1]].map(|at| u64::try_from(at).unwrap_or(u64::MAX));
        let mut random = Random::stream(library.seed(), &[purpose, place[0], place[1], place[2]]);
        let boundary = self.boundary();
        let is_new = matches!(self.sides.first(), Some(Side::New(_)));
        let longest = library.plan.sequencing.longest_fragment() as usize;
        let first = if is_new { 0 } else { boundary.saturating_sub(longest) };
        let starts = u32::try_from(boundary - first).unwrap_or(u32::MAX);
        let ends = if is_new { 0.. } else { boundary + 1.. };
        let mean = library.per_base() * shares.of(self.generation) * f64::from(starts);
        for fragment in 0..random.poisson(mean) {
            let start = first + random.below(starts) as usize;
            let name = format!("MARV:1:SIM:0:{}:{fragment}", number + 1);
            library.fragment(self, start, &ends, &name, &mut random, batch);
        }
    }
}

impl Template for Crossing {
    fn bases(&self) -> &[Base] {
        &self.bases
    }

    /// METHOD: each part of the read that lies on one stretch is an alignment of its own, from which the rest of the read is
    /// clipped, unless two stretches follow each other so closely on the contig that a gap is the better (as bwa mem has it,
    /// within its band). The best is the representative, the others are supplementary.
    fn place(&self, read: &SequencedRead) -> Hits {
        let mut legs: Vec<(Leg, &Flank)> = Vec::new();
        for (number, side) in self.sides.iter().enumerate() {
            let Side::Flank(flank) = side else { continue };
            let start = self.starts[number];
            let from = start.max(read.range.start);
            let to = self.starts.get(number + 1).copied().unwrap_or(self.bases.len()).min(read.range.end);
            if from >= to {
                continue;
            }
            let leg = Leg::new(read, from..to, &flank.haplotype, from - start..to - start, flank.reverse);
            match legs.last_mut() {
                Some((last, before)) if before.index == flank.index && last.joins(&leg) => last.join(&leg),
                _ => legs.push((leg, flank)),
            }
        }
        let hits = legs.into_iter().filter_map(|(leg, flank)| {
            let (bases, path) = leg.whole(read, flank.start)?;
            let mut alignment = align(&bases, &path, &flank.contig)?;
            alignment.start += flank.start;
            alignment.end += flank.start;
            Some(Hit { contig: flank.index, turned: flank.reverse, alignment })
        });
        chosen(hits.collect(), read.bases.len())
    }
}
