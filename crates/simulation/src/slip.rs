//! Slips: a tandem repeat with a unit too many or too few in a read.

use genome::sequence::Base;

use crate::alignment::{Step, StepKind, push};
use crate::plan::SequencingPlan;
use crate::random::Random;

/// The greatest probability of a slip at one repeat.
const MOST_SLIPS: f64 = 0.1;
/// Repeats of more units than this slip as often as of this many.
const MOST_UNITS: usize = 60;
/// The share of losses among slips.
const LOSSES: f64 = 0.6;
/// The units, in bases, of repeats that are no homopolymers, and the fewest of them that make a repeat.
const UNITS: std::ops::RangeInclusive<usize> = 2..=6;
const FEWEST_UNITS: usize = 3;
/// The most units that one slip adds or takes.
const LONGEST_SLIP: u32 = 5;

/// Bases that a read has too many or too few, from a place of its template on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slip {
    pub at: usize,
    /// [`StepKind::Deletion`] or [`StepKind::Insertion`].
    pub kind: StepKind,
    pub bases: usize,
}

/// A tandem repeat of a template: from its first base to the base behind its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Repeat {
    from: usize,
    to: usize,
    unit: usize,
}

/// How often slips happen.
#[derive(Debug, Clone)]
pub(crate) struct SlipModel {
    /// The probability at a homopolymer, by its length less one.
    homopolymers: Vec<f64>,
    /// The probability at another repeat, by the number of its units less one; empty for none.
    repeats: Vec<f64>,
    further_unit: f64,
}

/// The homopolymers of a sequence, single bases included.
fn homopolymers(bases: &[Base]) -> impl Iterator<Item = Repeat> {
    let mut start = 0;
    bases.chunk_by(|a, b| a == b).map(move |run| {
        let from = start;
        start += run.len();
        Repeat { from, to: start, unit: 1 }
    })
}

/// The repeats of units of several bases, of each length of unit; one whose unit itself repeats a shorter is left out.
fn repeats(bases: &[Base]) -> impl Iterator<Item = Repeat> {
    UNITS.flat_map(move |unit| {
        let same = move |at: usize| bases[at] == bases[at + unit];
        let last = bases.len().saturating_sub(unit);
        (0..last).filter(move |at| same(*at) && (*at == 0 || !same(at - 1))).filter_map(move |from| {
            let to = unit + (from..last).find(|at| !same(*at)).unwrap_or(last);
            let shorter = |period: usize| {
                unit.is_multiple_of(period) && (from..from + unit - period).all(|at| bases[at] == bases[at + period])
            };
            (to - from >= FEWEST_UNITS * unit && !(1..unit).any(shorter)).then_some(Repeat { from, to, unit })
        })
    })
}

impl SlipModel {
    pub(crate) fn new(plan: &SequencingPlan) -> Self {
        // METHOD: log-linear in the homopolymer's length, as Strelka2 has it (docs/methods: indel error rates): e g^(n-1).
        let growing = |first: f64| {
            let mut rate = first;
            let rates = std::iter::repeat_with(move || {
                let probability = rate.min(MOST_SLIPS);
                rate *= plan.indel_error_growth;
                probability
            });
            rates.take(MOST_UNITS).collect()
        };
        let repeats = if plan.repeat_indel_error > 0.0 { growing(plan.repeat_indel_error) } else { Vec::new() };
        Self { homopolymers: growing(plan.indel_error), repeats, further_unit: plan.further_unit }
    }

    /// The slip of a read, if any; at most one, and none that reaches an end of the read.
    pub(crate) fn draw(&self, template: &[Base], random: &mut Random) -> Option<Slip> {
        let rate = |repeat: Repeat| {
            // Two bases at each end are left, so that a read one base shorter still holds the place.
            if repeat.from < 2 || repeat.to + 2 > template.len() {
                return 0.0;
            }
            let rates = if repeat.unit == 1 { &self.homopolymers } else { &self.repeats };
            rates[((repeat.to - repeat.from) / repeat.unit).min(MOST_UNITS) - 1]
        };
        let all = || {
            let others = (!self.repeats.is_empty()).then(|| repeats(template));
            homopolymers(template).chain(others.into_iter().flatten())
        };
        let mut draw = random.unit();
        let total: f64 = all().map(rate).sum();
        if draw >= total {
            return None;
        }
        let hit = |repeat: &Repeat| {
            draw -= rate(*repeat);
            draw < 0.0
        };
        let Repeat { from, to, unit } = all().find(hit)?;
        let kind = if random.chance(LOSSES) { StepKind::Deletion } else { StepKind::Insertion };
        let most = u32::try_from((to - from) / unit).unwrap_or(LONGEST_SLIP).clamp(1, LONGEST_SLIP);
        let units = if self.further_unit > 0.0 { random.geometric(1.0 - self.further_unit, most) } else { 1 };
        let bases = unit * units as usize;
        // A read with bases too many has less of the template.
        let inside = kind == StepKind::Deletion || (from > bases && to + bases < template.len());
        inside.then_some(Slip { at: from, kind, bases })
    }
}

impl Slip {
    /// Applies the slip to the bases of the template.
    pub(crate) fn apply(&self, bases: &mut Vec<Base>) {
        let from = self.at.min(bases.len());
        let to = (from + self.bases).min(bases.len());
        match self.kind {
            StepKind::Deletion => drop(bases.drain(from..to)),
            _ => {
                let unit = bases[from..to].to_vec();
                drop(bases.splice(from..from, unit));
            }
        }
    }

    /// The steps of the read, given those of its template.
    pub(crate) fn steps(&self, steps: &[Step]) -> Vec<Step> {
        (0..self.bases).fold(steps.to_vec(), |steps, _| one_base(&steps, self.at, self.kind))
    }
}

/// The steps with one base of the template lost, or one added before it; `at` counts bases of the template.
fn one_base(steps: &[Step], at: usize, error: StepKind) -> Vec<Step> {
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
    use genome::sequence::Sequence;

    #[test]
    fn repeats_are_found_whole_and_by_their_shortest_unit() {
        let bases: Sequence = "GGTCACACACATTTTTTTTAGCAGCAGCAGC".parse().unwrap();
        let found: Vec<_> = repeats(&bases).map(|repeat| (repeat.from, repeat.to, repeat.unit)).collect();
        assert_eq!(found, [(3, 11, 2), (19, 31, 3)]);
    }

    #[test]
    fn a_slip_takes_and_adds_whole_units() {
        let template: Sequence = format!("TTGACCTGGG{}TTGACCTGGA", "CA".repeat(12)).parse().unwrap();
        let plan = SequencingPlan {
            indel_error: 0.0,
            repeat_indel_error: 0.01,
            further_unit: 0.2,
            ..SequencingPlan::default()
        };
        let model = SlipModel::new(&plan);
        let (mut random, mut counts) = (Random::stream(1, &[]), [[0u32; 6]; 2]);
        for _ in 0..20_000 {
            let Some(slip) = model.draw(&template, &mut random) else { continue };
            assert!(slip.at == 10 && slip.bases.is_multiple_of(2), "{slip:?}");
            let mut bases = template.to_vec();
            slip.apply(&mut bases);
            let lost = slip.kind == StepKind::Deletion;
            let units = if lost { 12 - slip.bases / 2 } else { 12 + slip.bases / 2 };
            let expected: Sequence = format!("TTGACCTGGG{}TTGACCTGGA", "CA".repeat(units)).parse().unwrap();
            assert_eq!(bases, expected.to_vec());
            counts[usize::from(lost)][slip.bases / 2] += 1;
        }
        // A tenth of reads; six of ten are losses, a fifth of more than one unit.
        let sum = |counts: [u32; 6]| counts.iter().sum::<u32>();
        let (gains, losses) = (sum(counts[0]), sum(counts[1]));
        assert!((1800..2200).contains(&(gains + losses)), "{counts:?}");
        assert!((losses * 10).abs_diff((gains + losses) * 6) < gains, "{counts:?}");
        assert!((counts[1][1] * 10).abs_diff(losses * 8) < losses / 2, "{counts:?}");
    }

    #[test]
    fn an_error_in_an_insertion_changes_its_length() {
        let step = |kind, length| Step { kind, length };
        let steps = [step(StepKind::Match, 10), step(StepKind::Insertion, 3), step(StepKind::Deletion, 2)];
        let text = |at, kind, bases| {
            let steps = Slip { at, kind, bases }.steps(&steps);
            steps.iter().map(ToString::to_string).collect::<String>()
        };
        assert_eq!(text(11, StepKind::Deletion, 1), "10M2I2D");
        assert_eq!(text(11, StepKind::Insertion, 1), "10M4I2D");
        assert_eq!(text(4, StepKind::Deletion, 1), "4M1D5M3I2D");
        assert_eq!(text(4, StepKind::Insertion, 1), "4M1I6M3I2D");
        assert_eq!(text(4, StepKind::Deletion, 3), "4M3D3M3I2D");
        assert_eq!(text(4, StepKind::Insertion, 3), "4M3I6M3I2D");
    }
}
