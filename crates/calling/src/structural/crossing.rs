//! How many fragments should cross a place, where the place of a break is not known to the base and none can be counted.

use genome::breakend::{Breakend, Orientation};
use genome::contig::ContigIndex;

use crate::collect::{Collected, SampleSummary};
use crate::pass::structure::spanning::ANCHOR;
use crate::pass::windows::WINDOW;

/// The depth of every window, and what a depth is worth.
#[derive(Debug)]
pub struct Crossing {
    /// In genome order.
    windows: Vec<(ContigIndex, u32)>,
    /// Per window, per specimen; NaN without a known base.
    depths: Vec<f64>,
    /// Per specimen: fragments that cross a place, for one read of depth.
    per_depth: Vec<f64>,
}

impl Crossing {
    /// From all that was collected.
    #[must_use]
    pub fn of(collected: &Collected) -> Self {
        let specimens = collected.samples.len();
        let (mut windows, mut depths) = (Vec::new(), Vec::new());
        let mut bases = vec![0.0; specimens];
        for (window, means) in collected.survey.windows.iter() {
            windows.push((window.contig, window.place));
            for (sum, mean) in bases.iter_mut().zip(&means) {
                *sum += mean.unwrap_or(0.0) * f64::from(window.known);
            }
            depths.extend(means.into_iter().map(|mean| mean.unwrap_or(f64::NAN)));
        }
        let per_depth = collected.samples.iter().zip(bases).map(|(sample, bases)| per_depth(sample, bases)).collect();
        Self { windows, depths, per_depth }
    }

    /// Per specimen, the fragments that should cross the break of `end`: by the depth of the window beside its own, on the
    /// side that is kept, of its own window if that one was not looked at; 0 if neither was.
    ///
    /// METHOD: on the side that is kept lie the molecules with the junction and those without it, whatever became of the
    /// other side.
    #[must_use]
    pub fn at(&self, end: Breakend) -> Vec<f64> {
        let own = end.position.zero_based() / WINDOW;
        let beside = match end.orientation {
            Orientation::KeepsLeft => own.checked_sub(1),
            Orientation::KeepsRight => own.checked_add(1),
        };
        let depths = |place: u32| {
            let at = self.windows.binary_search(&(end.contig, place)).ok()?;
            let depths = self.depths.get(at * self.per_depth.len()..(at + 1) * self.per_depth.len())?;
            depths.iter().all(|depth| depth.is_finite()).then_some(depths)
        };
        let found = beside.and_then(depths).or_else(|| depths(own));
        self.per_depth.iter().enumerate().map(|(at, worth)| found.map_or(0.0, |depths| depths[at] * worth)).collect()
    }
}

/// METHOD: fragments begin at depth / (2 R) places in a base, with R the mean length of a read, and of a fragment of length T
/// T - 2 a places leave the anchor a on either side: depth / (2 R) x mean of T - 2 a.
fn per_depth(sample: &SampleSummary, bases: f64) -> f64 {
    let tally = &sample.tally;
    let used = tally.primary.saturating_sub(tally.unmapped + tally.duplicates + tally.failed + tally.unplaceable);
    let read = bases / real(used.max(1));
    if read <= 0.0 {
        return 0.0;
    }
    let pairs: u64 = sample.template_lengths.values().sum();
    let room = |length: f64| (length - 2.0 * f64::from(ANCHOR)).max(0.0);
    if pairs == 0 {
        return room(read) / read;
    }
    let all: f64 = sample.template_lengths.iter().map(|(length, pairs)| room(f64::from(*length)) * real(*pairs)).sum();
    all / real(pairs) / (2.0 * read)
}

#[expect(clippy::cast_precision_loss, reason = "counts of reads are far below 2^52")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pass::reads::ReadTally;

    #[test]
    fn a_depth_is_worth_the_fragments_that_leave_an_anchor() {
        let sample = SampleSummary {
            tally: ReadTally { primary: 220, unmapped: 10, duplicates: 10, ..ReadTally::default() },
            template_lengths: [(50, 50), (460, 50)].into_iter().collect(),
        };
        // Reads of 100 bases; of the fragments half are too short, half leave 400 places: 200 / (2 x 100).
        assert!((per_depth(&sample, 20_000.0) - 1.0).abs() < 1e-12);
        let single = SampleSummary { template_lengths: [].into(), ..sample };
        assert!((per_depth(&single, 20_000.0) - 0.4).abs() < 1e-12);
        assert!(per_depth(&single, 0.0) == 0.0);
    }
}
