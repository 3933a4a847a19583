//! Reading one end of a fragment.

use genome::position::Strand;
use genome::sequence::Base;

use crate::alignment::{Step, StepKind, push};
use crate::haplotype::{Haplotype, Path};
use crate::plan::SequencingPlan;
use crate::quality::QualityModel;
use crate::random::Random;

/// The greatest probability of an insertion or deletion error at one homopolymer.
const MOST_INDEL_ERRORS: f64 = 0.1;
/// Homopolymers longer than this have the errors of this length.
const LONGEST_RUN: usize = 60;
/// The share of deletions among insertion and deletion errors.
const DELETIONS: f64 = 0.6;

/// A read as it was sequenced, on the forward strand of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SequencedRead {
    pub bases: Vec<Base>,
    /// Phred.
    pub qualities: Vec<u8>,
    /// Where it truly comes from.
    pub path: Path,
}

/// How reads are made from fragments.
#[derive(Debug, Clone)]
pub(crate) struct Sequencer {
    read_length: usize,
    qualities: QualityModel,
    /// The probability of an insertion or deletion error at a homopolymer, by its length less one.
    indel_errors: Vec<f64>,
}

/// The ends of the homopolymers of a sequence, one base included: (first base, base behind the last).
fn runs(bases: &[Base]) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    bases.chunk_by(|a, b| a == b).map(move |run| {
        let from = start;
        start += run.len();
        (from, start)
    })
}

impl Sequencer {
    pub(crate) fn new(plan: &SequencingPlan) -> Self {
        // METHOD: log-linear in the homopolymer's length, as Strelka2 has it (docs/methods: indel error rates): e g^(n-1).
        let mut rate = plan.indel_error;
        let indel_errors = std::iter::repeat_with(|| {
            let probability = rate.min(MOST_INDEL_ERRORS);
            rate *= plan.indel_error_growth;
            probability
        });
        Self {
            read_length: plan.read_length as usize,
            qualities: QualityModel::new(plan.read_length, plan.error_scale),
            indel_errors: indel_errors.take(LONGEST_RUN).collect(),
        }
    }

    /// Reads a haplotype from a place rightwards (forward), or from the base before it leftwards (reverse); `None` if the
    /// haplotype ends too early, or holds an `N` there.
    pub(crate) fn read(
        &self,
        haplotype: &Haplotype,
        from: usize,
        strand: Strand,
        failed: bool,
        random: &mut Random,
    ) -> Option<SequencedRead> {
        let stretch = |length: usize| match strand {
            Strand::Forward => Some(from..from + length),
            Strand::Reverse => Some(from.checked_sub(length)?..from),
        };
        let plain = stretch(self.read_length)?;
        let template = haplotype.bases().get(plain.clone())?;
        let (mut range, error) = match self.indel_error(template, random) {
            Some((at, StepKind::Deletion)) => (stretch(self.read_length + 1)?, Some((at, StepKind::Deletion))),
            Some((at, kind)) => (stretch(self.read_length - 1)?, Some((at, kind))),
            None => (plain.clone(), None),
        };
        let mut bases = match haplotype.bases().get(range.clone()) {
            Some(bases) => bases.to_vec(),
            // The contig ends here: without the error then.
            None => {
                range = plain.clone();
                template.to_vec()
            }
        };
        let mut path = haplotype.path(range.clone());
        if let Some((at, kind)) = error.filter(|_| range != plain) {
            let at = plain.start + at - range.start;
            match kind {
                StepKind::Deletion => drop(bases.remove(at)),
                _ => bases.insert(at, bases[at]),
            }
            path.steps = with_error(&path.steps, at, kind);
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
        Some(SequencedRead { bases, qualities, path })
    }

    /// The homopolymer at which the read has one base too many or too few, if any; at most one in a read, and none that
    /// reaches an end of the read.
    fn indel_error(&self, template: &[Base], random: &mut Random) -> Option<(usize, StepKind)> {
        let error = |(from, to): (usize, usize)| {
            // Two bases at each end are left, so that a read one base shorter still holds the place.
            if from < 2 || to + 2 > template.len() { 0.0 } else { self.indel_errors[(to - from).min(LONGEST_RUN) - 1] }
        };
        let mut draw = random.unit();
        let total: f64 = runs(template).map(error).sum();
        if draw >= total {
            return None;
        }
        let hit = |run: &(usize, usize)| {
            draw -= error(*run);
            draw < 0.0
        };
        let (at, _) = runs(template).find(hit)?;
        Some((at, if random.chance(DELETIONS) { StepKind::Deletion } else { StepKind::Insertion }))
    }
}

/// The steps with one base of the template lost, or one added before it; `at` counts bases of the template.
fn with_error(steps: &[Step], at: usize, error: StepKind) -> Vec<Step> {
    let (mut result, mut passed) = (Vec::with_capacity(steps.len() + 2), 0);
    for step in steps {
        let here = step.kind != StepKind::Deletion && (passed..passed + step.length).contains(&at);
        match (here, step.kind, error) {
            (false, ..) => push(&mut result, step.kind, step.length),
            (true, StepKind::Insertion, StepKind::Deletion) => push(&mut result, StepKind::Insertion, step.length - 1),
            (true, StepKind::Insertion, _) => push(&mut result, StepKind::Insertion, step.length + 1),
            (true, ..) => {
                push(&mut result, StepKind::Match, at - passed);
                push(&mut result, error, 1);
                let lost = usize::from(error == StepKind::Deletion);
                push(&mut result, StepKind::Match, step.length - (at - passed) - lost);
            }
        }
        if step.kind != StepKind::Deletion {
            passed += step.length;
        }
    }
    result
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
    fn an_error_free_read_is_the_haplotype() {
        let contig = contig();
        let haplotype = Haplotype::build(&contig, 0..3000, []);
        let sequencer = Sequencer::new(&SequencingPlan { indel_error: 0.0, ..plan() });
        let mut random = Random::stream(1, &[]);
        let forward = sequencer.read(&haplotype, 700, Strand::Forward, false, &mut random).unwrap();
        assert_eq!(forward.bases, contig[700..851]);
        let reverse = sequencer.read(&haplotype, 700, Strand::Reverse, false, &mut random).unwrap();
        assert_eq!((&reverse.bases[..], reverse.path.start), (&contig[549..700], 549));
        assert_eq!(sequencer.read(&haplotype, 150, Strand::Reverse, false, &mut random), None);
        assert_eq!(sequencer.read(&haplotype, 2900, Strand::Forward, false, &mut random), None);
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
                let read = sequencer.read(&haplotype, from, strand, false, &mut random).unwrap();
                assert_eq!(read.bases.len(), 151);
                let alignment = align(&read.bases, &read.path, &contig).unwrap();
                if read.path.steps.len() > 1 {
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

    #[test]
    fn an_error_in_an_insertion_changes_its_length() {
        let step = |kind, length| Step { kind, length };
        let steps = [step(StepKind::Match, 10), step(StepKind::Insertion, 3), step(StepKind::Deletion, 2)];
        let text = |steps: Vec<Step>| steps.iter().map(ToString::to_string).collect::<String>();
        assert_eq!(text(with_error(&steps, 11, StepKind::Deletion)), "10M2I2D");
        assert_eq!(text(with_error(&steps, 11, StepKind::Insertion)), "10M4I2D");
        assert_eq!(text(with_error(&steps, 4, StepKind::Deletion)), "4M1D5M3I2D");
        assert_eq!(text(with_error(&steps, 4, StepKind::Insertion)), "4M1I6M3I2D");
    }
}
