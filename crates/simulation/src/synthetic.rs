//! A synthetic reference: GC content that wanders, tandem repeats, and segments that are copies of others.

use genome::contig::{Contig, ContigError, ContigList, ContigName};
use genome::position::{Length, PositionError};
use genome::sequence::Base;

use crate::copied::{CopiedSegment, Copies};
use crate::plan::{SyntheticContig, SyntheticPlan};
use crate::purpose;
use crate::random::Random;

/// The shortest copied segment, in bases.
const SHORTEST_COPY: u32 = 300;

/// The longest copied segment, in bases, on contigs long enough.
const LONGEST_COPY: u32 = 6000;

/// Why no reference can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntheticError {
    /// A contig's name is no name, or comes twice.
    #[error(transparent)]
    Contig(#[from] ContigError),
    /// A contig's length is out of range.
    #[error(transparent)]
    Length(#[from] PositionError),
}

/// A synthetic reference genome, held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticGenome {
    contigs: ContigList,
    sequences: Vec<Vec<Base>>,
    copies: Copies,
}

impl SyntheticGenome {
    /// Makes the reference of a plan. The same plan and seed make the same bases.
    pub fn make(plan: &SyntheticPlan, seed: u64) -> Result<Self, SyntheticError> {
        let contig = |contig: &SyntheticContig| -> Result<Contig, SyntheticError> {
            Ok(Contig { name: ContigName::new(&contig.name)?, length: Length::new(contig.length)?, md5: None })
        };
        let contigs = ContigList::new(plan.contigs.iter().map(contig).collect::<Result<_, _>>()?)?;
        let mut sequences: Vec<Vec<Base>> = (0u64..)
            .zip(contigs.contigs())
            .map(|(place, contig)| {
                let mut random = Random::stream(seed, &[purpose::REFERENCE, place]);
                let mut bases = wandering(plan, contig.length.get() as usize, &mut random);
                put_in_repeats(plan, &mut bases, &mut random);
                bases
            })
            .collect();
        let copies = copy_segments(plan, &mut sequences, &mut Random::stream(seed, &[purpose::COPIES]));
        Ok(Self { contigs, sequences, copies })
    }

    /// The contigs.
    #[must_use]
    pub fn contigs(&self) -> &ContigList {
        &self.contigs
    }

    /// The bases of each contig, in the order of the list.
    #[must_use]
    pub fn sequences(&self) -> &[Vec<Base>] {
        &self.sequences
    }

    /// The segments that stand twice.
    #[must_use]
    pub fn copies(&self) -> &Copies {
        &self.copies
    }
}

/// Independent bases in blocks of 500 to 5000; the GC fraction of a block lies half-way between that of the block before
/// and a new one.
fn wandering(plan: &SyntheticPlan, length: usize, random: &mut Random) -> Vec<Base> {
    let mut bases = Vec::with_capacity(length);
    let span = plan.gc_high - plan.gc_low;
    let mut gc = plan.gc_low + span * random.unit();
    while bases.len() < length {
        gc = f64::midpoint(gc, plan.gc_low + span * random.unit());
        let block = (random.between(500, 5000) as usize).min(length - bases.len());
        bases.extend((0..block).map(|_| match (random.chance(gc), random.bits() >> 63) {
            (true, 0) => Base::G,
            (true, _) => Base::C,
            (false, 0) => Base::A,
            (false, _) => Base::T,
        }));
    }
    bases
}

/// Writes tandem repeats over the sequence.
fn put_in_repeats(plan: &SyntheticPlan, bases: &mut [Base], random: &mut Random) {
    let mut at = 0;
    while at < bases.len() {
        let draw = random.unit();
        let homopolymer = plan.homopolymers;
        let dinucleotide = homopolymer + plan.dinucleotides;
        let (unit, copies) = if draw < homopolymer {
            // Most homopolymers of the human genome are of A or T.
            let base = if random.chance(0.8) { [Base::A, Base::T] } else { [Base::C, Base::G] };
            (vec![base[(random.bits() >> 63) as usize]], 5 + random.geometric(0.2, 30))
        } else if draw < dinucleotide {
            (vec![random.base(), random.base()], 3 + random.geometric(0.15, 26))
        } else if draw < dinucleotide + plan.trinucleotides {
            (vec![random.base(), random.base(), random.base()], 3 + random.geometric(0.2, 20))
        } else {
            at += 1;
            continue;
        };
        let length = unit.len() * copies as usize;
        for (place, base) in bases.iter_mut().skip(at).take(length).zip(unit.iter().cycle()) {
            *place = *base;
        }
        at += length;
    }
}

/// The number of bases of a contig.
fn length_of(bases: &[Base]) -> u32 {
    // A contig's length is at most 2^31-1.
    u32::try_from(bases.len()).unwrap_or(u32::MAX)
}

/// Writes copies of segments over others until the wanted share of the genome is copied. No base is in two segments.
fn copy_segments(plan: &SyntheticPlan, sequences: &mut [Vec<Base>], random: &mut Random) -> Copies {
    let mut copies = Copies::new(sequences.len());
    let weights: Vec<f64> = sequences.iter().map(|bases| f64::from(length_of(bases))).collect();
    let longest = sequences.iter().map(|bases| length_of(bases) / 4).fold(LONGEST_COPY, u32::min);
    let (mut left, mut tries) = (weights.iter().sum::<f64>() * plan.copied, 0);
    // A genome too small for the share wanted ends with the tries.
    while left > 0.0 && tries < 100_000 {
        tries += 1;
        let bases = random.between(SHORTEST_COPY, longest);
        let mut place = || {
            let contig = random.choice(&weights);
            let start = random.below(length_of(&sequences[contig]).saturating_sub(bases)) as usize;
            CopiedSegment { contig, start, end: start + bases as usize }
        };
        let (source, target) = (place(), place());
        if source.touches(&target) || !copies.are_free(&[source, target]) {
            continue;
        }
        // A third of the copies are perfect.
        let divergence = plan.copy_divergence * (random.unit() * 1.5 - 0.5).max(0.0);
        let mut bases = sequences[source.contig][source.start..source.end].to_vec();
        let mut differences = Vec::new();
        for (offset, base) in bases.iter_mut().enumerate() {
            if random.chance(divergence) {
                *base = random.other_base(*base);
                differences.push(offset);
            }
        }
        sequences[target.contig][target.start..target.end].copy_from_slice(&bases);
        copies.add(source, target, &differences);
        left -= f64::from(length_of(&bases));
    }
    copies
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tract::Tract;
    use genome::sequence::GcFraction;

    fn genome(seed: u64) -> SyntheticGenome {
        let contig = |name: &str, length| SyntheticContig { name: name.into(), length };
        let contigs = vec![contig("a", 300_000), contig("b", 100_000)];
        SyntheticGenome::make(&SyntheticPlan { contigs, copied: 0.05, ..SyntheticPlan::default() }, seed).unwrap()
    }

    #[test]
    fn the_same_seed_makes_the_same_bases() {
        assert_eq!(genome(3), genome(3));
        assert_ne!(genome(3).sequences()[0], genome(4).sequences()[0]);
    }

    #[test]
    fn it_has_the_structure_that_was_asked_for() {
        let genome = genome(5);
        let bases = &genome.sequences()[0];
        assert_eq!((bases.len(), genome.sequences()[1].len()), (300_000, 100_000));
        let gc: Vec<f64> = bases.chunks(2000).filter_map(GcFraction::of).map(GcFraction::get).collect();
        assert!(gc.iter().any(|gc| *gc < 0.40) && gc.iter().any(|gc| *gc > 0.52), "GC wanders");
        let tracts: Vec<Tract> = (0..bases.len()).filter_map(|at| Tract::starting_at(bases, at)).collect();
        for (unit, least) in [(1, 350), (2, 90), (3, 40)] {
            let count = tracts.iter().filter(|tract| tract.unit == unit).count();
            assert!(count >= least, "{count} repeats of {unit} bases");
        }
    }

    #[test]
    fn copies_are_copies_and_differ_where_they_say() {
        let genome = genome(6);
        let pairs = genome.copies().pairs();
        let copied: usize = pairs.iter().map(|(source, _)| source.end - source.start).sum();
        assert!(copied > 18_000, "{copied} bases copied");
        let mut perfect = 0;
        for (source, target) in pairs {
            let bases = |segment: &CopiedSegment| &genome.sequences()[segment.contig][segment.start..segment.end];
            let differing = bases(source).iter().zip(bases(target)).filter(|(a, b)| a != b).count();
            for segment in [source, target] {
                let known = genome.copies().differences(segment.contig, segment.start..segment.end);
                assert_eq!(known, Some(differing));
            }
            perfect += usize::from(differing == 0);
        }
        assert!(perfect > 0 && perfect < pairs.len(), "{perfect} of {} are perfect", pairs.len());
    }
}
