//! Reading one end of a fragment.

use std::ops::Range;

use genome::position::Strand;
use genome::sequence::Base;

use crate::alignment::StepKind;
use crate::damage::Damage;
use crate::haplotype::{Haplotype, Path};
use crate::plan::SequencingPlan;
use crate::quality::QualityModel;
use crate::random::Random;
use crate::slip::{Slip, SlipModel};

/// A read as it was sequenced, on the forward strand of its template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SequencedRead {
    pub bases: Vec<Base>,
    /// Phred.
    pub qualities: Vec<u8>,
    /// The bases of the template that it was read from.
    pub range: Range<usize>,
    /// Where it has more or fewer bases than these, counted from their start.
    pub slip: Option<Slip>,
}

impl SequencedRead {
    /// Where it truly lies, given the haplotype that it was read from.
    pub(crate) fn path(&self, haplotype: &Haplotype) -> Path {
        let mut path = haplotype.path(self.range.clone());
        if let Some(slip) = self.slip {
            path.steps = slip.steps(&path.steps);
        }
        path
    }
}

/// How reads are made from fragments.
#[derive(Debug, Clone)]
pub(crate) struct Sequencer {
    read_length: usize,
    qualities: QualityModel,
    slips: SlipModel,
}

impl Sequencer {
    pub(crate) fn new(plan: &SequencingPlan) -> Self {
        Self {
            read_length: plan.read_length as usize,
            qualities: QualityModel::new(plan.read_length, plan.error_scale),
            slips: SlipModel::new(plan),
        }
    }

    /// Reads a template from a place rightwards (forward), or from the base before it leftwards (reverse), with the damage
    /// of the fragment; `None` if the template ends too early, or holds an `N` there.
    pub(crate) fn read(
        &self,
        template: &[Base],
        from: usize,
        strand: Strand,
        damage: &Damage,
        failed: bool,
        random: &mut Random,
    ) -> Option<SequencedRead> {
        let stretch = |length: usize| match strand {
            Strand::Forward => Some(from..from + length),
            Strand::Reverse => Some(from.checked_sub(length)?..from),
        };
        let plain = stretch(self.read_length)?;
        let mut slip = self.slips.draw(template.get(plain.clone())?, random);
        let mut range = match slip {
            Some(Slip { kind: StepKind::Deletion, bases, .. }) => stretch(self.read_length + bases)?,
            Some(Slip { bases, .. }) => stretch(self.read_length - bases)?,
            None => plain.clone(),
        };
        if range.end > template.len() {
            // The contig ends here: without the slip then.
            (range, slip) = (plain.clone(), None);
        }
        let mut bases = template.get(range.clone())?.to_vec();
        for (at, base) in damage {
            if let Some(read) = at.checked_sub(range.start).and_then(|at| bases.get_mut(at)) {
                *read = *base;
            }
        }
        if let Some(slip) = &mut slip {
            slip.at = plain.start + slip.at - range.start;
            slip.apply(&mut bases);
        }
        if bases.contains(&Base::N) {
            return None;
        }
        let mut qualities = vec![0; bases.len()];
        let ends = bases.iter_mut().zip(&mut qualities);
        match strand {
            Strand::Forward => self.qualities.sequence(failed, random, ends),
            Strand::Reverse => self.qualities.sequence(failed, random, ends.rev()),
        }
        Some(SequencedRead { bases, qualities, range, slip })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alignment::align;

    fn plan() -> SequencingPlan {
        SequencingPlan { error_scale: 0.0, ..SequencingPlan::default() }
    }

    /// A contig whose every hundredth base starts a homopolymer of 12.
    fn contig() -> Vec<Base> {
        let mut random = Random::stream(2, &[]);
        let mut bases: Vec<Base> = (0..3000).map(|_| random.base()).collect();
        for start in (0..2900).step_by(100) {
            bases[start..start + 12].fill(Base::A);
            (bases[start + 12], bases[start + 99]) = (Base::C, Base::C);
        }
        bases
    }

    #[test]
    fn an_error_free_read_is_the_template_with_its_damage() {
        let contig = contig();
        let sequencer = Sequencer::new(&SequencingPlan { indel_error: 0.0, ..plan() });
        let mut random = Random::stream(1, &[]);
        let mut read =
            |from, strand, damage: &Damage| sequencer.read(&contig, from, strand, damage, false, &mut random);
        let forward = read(700, Strand::Forward, &Damage::new()).unwrap();
        assert_eq!((&forward.bases[..], forward.range), (&contig[700..851], 700..851));
        let other = if contig[710] == Base::A { Base::C } else { Base::A };
        let damage = vec![(710, other), (699, other), (851, other)];
        for (from, strand, at) in [(700, Strand::Forward, 10), (720, Strand::Reverse, 141)] {
            let damaged = read(from, strand, &damage).unwrap();
            let unlike = |offset: &usize| damaged.bases[*offset] != contig[damaged.range.start + offset];
            let allowed = if from == 700 { vec![at] } else { vec![130, at] };
            let found: Vec<usize> = (0..151).filter(unlike).collect();
            assert!(found.contains(&at) && found.iter().all(|place| allowed.contains(place)), "{found:?}");
        }
        assert_eq!(read(150, Strand::Reverse, &Damage::new()), None);
        assert_eq!(read(2900, Strand::Forward, &Damage::new()), None);
    }

    #[test]
    fn indel_errors_grow_with_the_homopolymer_and_are_left_aligned() {
        let contig = contig();
        let haplotype = Haplotype::build(&contig, 0..3000, []);
        let sequencer = Sequencer::new(&plan());
        let (mut random, mut found) = (Random::stream(1, &[]), 0u32);
        for strand in [Strand::Forward, Strand::Reverse] {
            for _ in 0..20_000 {
                // One homopolymer of 12 in the middle of the read, from 1000 on.
                let from = if strand == Strand::Forward { 930 } else { 1081 };
                let read = sequencer.read(&contig, from, strand, &Damage::new(), false, &mut random).unwrap();
                assert_eq!(read.bases.len(), 151);
                let path = read.path(&haplotype);
                let alignment = align(&read.bases, &path, &contig).unwrap();
                if path.steps.len() > 1 {
                    let text: String = alignment.steps.iter().map(ToString::to_string).collect();
                    if alignment.start + alignment.steps[0].length == 1000 {
                        found += 1;
                        assert_eq!(alignment.edit_distance, 1, "{text}");
                    }
                } else {
                    assert_eq!((alignment.edit_distance, alignment.steps.len()), (0, 1));
                }
            }
        }
        // 1e-6 * 2.2^11 = 0.0058 of 40,000 reads.
        assert!((180..290).contains(&found), "{found} reads with an error at the homopolymer");
    }
}
