//! How a read comes to be aligned, given where it truly comes from.
//!
//! METHOD: an aligner does not know the truth, it maximises a score. The true path of the read (left aligned) is
//! therefore scored against its rivals, and the best of them is what the file shows. Scores are those of bwa mem (H. Li,
//! arXiv:1303.3997, and the defaults of its options `-A -B -O -E -L -T`): 1 for a like base, -4 for an unlike one, -6 for
//! a gap and -1 for each of its bases, -5 for each end that is clipped; below 30 the read is not aligned. The rivals
//! keep a run of neighbouring gaps, perhaps none, and continue without a gap to both ends of the read; what lies on the
//! wrong diagonal then shows mismatches or is clipped. So a deletion of one base needs about 3 bases of anchor, one of
//! 60 bases about 62, and an insertion is clipped from the side that costs less. A read that starts within a tandem
//! duplication may lie on the other copy.

use std::fmt;

use genome::sequence::Base;

use crate::haplotype::Path;

/// Score of a like base.
const MATCH: i32 = 1;
/// Score of an unlike base.
const MISMATCH: i32 = -4;
/// Score of a gap, without its bases.
const GAP_OPEN: i32 = -6;
/// Score of each base of a gap.
const GAP_BASE: i32 = -1;
/// Score of a clipped end.
const CLIP: i32 = -5;
/// The lowest score that is reported.
pub(crate) const LOWEST_SCORE: i32 = 30;
/// Score of a base off the contig: it is always clipped.
const OFF_CONTIG: i32 = -10_000;

/// What happens along an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Bases of the read lie on bases of the reference, like or unlike.
    Match,
    /// Bases of the read lie on none of the reference.
    Insertion,
    /// Bases of the reference are not in the read.
    Deletion,
}

/// A run of equal steps of an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// To how many bases.
    pub length: usize,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.kind {
            StepKind::Match => 'M',
            StepKind::Insertion => 'I',
            StepKind::Deletion => 'D',
        };
        write!(f, "{}{letter}", self.length)
    }
}

/// Adds a step, joined to the last one if that is of its kind. A step of no bases is none.
pub(crate) fn push(steps: &mut Vec<Step>, kind: StepKind, length: usize) {
    match steps.last_mut() {
        Some(last) if last.kind == kind => last.length += length,
        _ if length > 0 => steps.push(Step { kind, length }),
        _ => {}
    }
}

/// An alignment as a file shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// The base of the contig under the first base that is not clipped, 0-based.
    pub start: usize,
    /// The base of the contig behind the last.
    pub end: usize,
    /// Bases clipped off the left and the right end.
    pub clipped: [usize; 2],
    /// What lies between; it starts and ends with a match.
    pub steps: Vec<Step>,
    /// Unlike bases, and bases inserted and deleted (SAM tag `NM`).
    pub edit_distance: u32,
    /// Its score.
    pub score: i32,
}

/// Matches with gaps between them; matches may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gapped {
    start: isize,
    /// One more than there are gaps.
    matches: Vec<usize>,
    gaps: Vec<Step>,
}

/// The base of a contig; `None` off its ends.
fn base_at(contig: &[Base], at: isize) -> Option<Base> {
    usize::try_from(at).ok().and_then(|at| contig.get(at)).copied()
}

impl Gapped {
    fn of(path: &Path) -> Self {
        let mut gapped = Self { start: path.start.cast_signed(), matches: vec![0], gaps: Vec::new() };
        for step in &path.steps {
            match (step.kind, gapped.matches.last_mut()) {
                (StepKind::Match, Some(last)) => *last += step.length,
                _ => {
                    gapped.gaps.push(*step);
                    gapped.matches.push(0);
                }
            }
        }
        gapped
    }

    /// Bases of the read and of the reference before a run of matches.
    fn before(&self, run: usize) -> (usize, isize) {
        let mut read: usize = self.matches[..run].iter().sum();
        let mut reference = self.start + read.cast_signed();
        for gap in &self.gaps[..run] {
            match gap.kind {
                StepKind::Deletion => reference += gap.length.cast_signed(),
                _ => read += gap.length,
            }
        }
        (read, reference)
    }

    /// Puts each gap where the score is best, of equal places at the leftmost, and joins gaps that meet.
    fn place_gaps(&mut self, read: &[Base], contig: &[Base]) {
        let mut gap = 0;
        while gap < self.gaps.len() {
            let shift = self.best_shift(gap, read, contig);
            self.matches[gap] = self.matches[gap].saturating_add_signed(shift);
            self.matches[gap + 1] = self.matches[gap + 1].saturating_add_signed(-shift);
            let Step { kind, length } = self.gaps[gap];
            if self.matches[gap] > 0 {
                gap += 1;
            } else if gap == 0 && kind == StepKind::Deletion {
                self.start += length.cast_signed();
                self.matches.remove(0);
                self.gaps.remove(0);
            } else if gap > 0 && self.gaps[gap - 1].kind == kind {
                self.gaps[gap - 1].length += length;
                self.matches.remove(gap);
                self.gaps.remove(gap);
                gap -= 1;
            } else {
                gap += 1;
            }
        }
    }

    /// How far right (left, if negative) of its place a gap lies best, within the matches on its two sides. Each step
    /// moves one base of the read to the other side of the gap; the search ends where that has cost two mismatches.
    fn best_shift(&self, gap: usize, read: &[Base], contig: &[Base]) -> isize {
        let (inserted, deleted) = match self.gaps[gap] {
            Step { kind: StepKind::Deletion, length } => (0, length.cast_signed()),
            Step { length, .. } => (length, 0),
        };
        let (mut at, mut reference) = self.before(gap);
        at += self.matches[gap];
        reference += self.matches[gap].cast_signed();
        let score = |base: usize, at: isize| match base_at(contig, at) {
            Some(other) if read.get(base) == Some(&other) => MATCH,
            _ => MISMATCH,
        };
        let lost = 2 * (MISMATCH - MATCH);
        let (mut best, mut shift) = (0, 0);
        let mut gained = 0;
        for step in 0..self.matches[gap + 1] {
            let here = reference + step.cast_signed();
            gained += score(at + step, here) - score(at + step + inserted, here + deleted);
            if gained > best {
                (best, shift) = (gained, (step + 1).cast_signed());
            } else if gained <= lost {
                break;
            }
        }
        gained = 0;
        for step in 1..=self.matches[gap] {
            let here = reference - step.cast_signed();
            gained += score(at - step + inserted, here + deleted) - score(at - step, here);
            if gained >= best {
                (best, shift) = (gained, -step.cast_signed());
            } else if gained <= lost {
                break;
            }
        }
        shift
    }

    /// Keeps the gaps of a range, and continues beyond them to both ends of the read without a gap.
    fn keeping(&self, first: usize, end: usize, read_length: usize) -> Self {
        let (left, _) = self.before(first);
        let (_, reference) = self.before(first);
        let mut matches = self.matches[first..=end].to_vec();
        let gaps = self.gaps[first..end].to_vec();
        let inserted: usize = gaps.iter().filter(|gap| gap.kind == StepKind::Insertion).map(|gap| gap.length).sum();
        matches[0] += left;
        let right = read_length - inserted - matches.iter().sum::<usize>();
        if let Some(last) = matches.last_mut() {
            *last += right;
        }
        Self { start: reference - left.cast_signed(), matches, gaps }
    }

    /// The best stretch, with clips where they pay; `None` if no base is worth keeping.
    ///
    /// METHOD: the greatest sum of neighbouring columns in one pass, with a price for each end that is not reached. As in
    /// bwa, an end is reached only if that is better than to clip it, and of equal clips the longer is taken.
    fn best(&self, read: &[Base], contig: &[Base]) -> Option<Alignment> {
        let columns = self.matches.iter().sum::<usize>() + self.gaps.len();
        let (mut sum, mut column) = (0, 0);
        let (mut best_start, mut start) = (0, 0);
        let mut best: Option<(i32, usize, usize)> = None;
        self.each_column(read, contig, |score| {
            if column > 0 && CLIP - sum >= best_start {
                (best_start, start) = (CLIP - sum, column);
            }
            sum += score;
            column += 1;
            let total = sum + best_start + if column < columns { CLIP } else { 0 };
            if best.is_none_or(|(most, _, _)| total > most) {
                best = Some((total, start, column));
            }
        });
        let (score, first, end) = best.filter(|(score, _, _)| *score > 0)?;
        Some(self.cut(read, contig, first, end, score))
    }

    /// Calls with the score of each column: each base of a match, and each gap as a whole.
    fn each_column(&self, read: &[Base], contig: &[Base], mut column: impl FnMut(i32)) {
        for (run, length) in self.matches.iter().enumerate() {
            let (at, reference) = self.before(run);
            for offset in 0..*length {
                column(match base_at(contig, reference + offset.cast_signed()) {
                    Some(base) if read[at + offset] == base => MATCH,
                    Some(_) => MISMATCH,
                    None => OFF_CONTIG,
                });
            }
            if let Some(gap) = self.gaps.get(run) {
                column(GAP_OPEN + GAP_BASE * i32::try_from(gap.length).unwrap_or(i32::MAX / 2));
            }
        }
    }

    /// The alignment of the columns from `first` up to, but not with, `end`.
    fn cut(&self, read: &[Base], contig: &[Base], first: usize, end: usize, score: i32) -> Alignment {
        let mut column = 0;
        let (mut steps, mut edit_distance) = (Vec::new(), 0);
        // First base, and base behind the last, of the read and of the reference.
        let mut covered: Option<([usize; 2], [isize; 2])> = None;
        for (run, length) in self.matches.iter().enumerate() {
            let (at, reference) = self.before(run);
            let from = first.clamp(column, column + length) - column;
            let to = end.clamp(column, column + length) - column;
            column += length;
            if from < to {
                let unlike =
                    |offset: &usize| base_at(contig, reference + offset.cast_signed()) != Some(read[at + offset]);
                edit_distance += (from..to).filter(unlike).count();
                push(&mut steps, StepKind::Match, to - from);
                let (left, right) = (reference + from.cast_signed(), reference + to.cast_signed());
                let ([start, _], [begin, _]) = covered.unwrap_or(([at + from, 0], [left, 0]));
                covered = Some(([start, at + to], [begin, right]));
            }
            if let Some(gap) = self.gaps.get(run) {
                if (first..end).contains(&column) {
                    push(&mut steps, gap.kind, gap.length);
                    edit_distance += gap.length;
                }
                column += 1;
            }
        }
        let ([from, to], [start, stop]) = covered.unwrap_or_default();
        let on_contig = |at: isize| usize::try_from(at).unwrap_or(0);
        Alignment {
            start: on_contig(start),
            end: on_contig(stop),
            clipped: [from, read.len() - to],
            steps,
            edit_distance: u32::try_from(edit_distance).unwrap_or(u32::MAX),
            score,
        }
    }
}

/// The alignment that bwa mem would prefer, of the true path of a read and its rivals; `None` if none of them reaches
/// the lowest score that is reported.
#[must_use]
pub fn align(read: &[Base], path: &Path, contig: &[Base]) -> Option<Alignment> {
    let mut truth = Gapped::of(path);
    truth.place_gaps(read, contig);
    let gaps = truth.gaps.len();
    let ungapped = |start| Gapped { start, matches: vec![read.len()], gaps: Vec::new() };
    let kept = (0..=gaps).flat_map(|count| (0..=gaps - count).map(move |first| (first, first + count)));
    let rivals = kept.map(|(first, end)| truth.keeping(first, end, read.len()));
    let mut best: Option<Alignment> = None;
    for rival in path.other_copy.map(|start| ungapped(start.cast_signed())).into_iter().chain(rivals) {
        // Of equal scores the one with fewer gaps comes first and stays.
        if let Some(found) = rival.best(read, contig)
            && best.as_ref().is_none_or(|best| found.score > best.score)
        {
            best = Some(found);
        }
    }
    best.filter(|best| best.score >= LOWEST_SCORE)
}

#[cfg(test)]
mod tests;
