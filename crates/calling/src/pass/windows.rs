//! Depth and GC content by window: what copy numbers are told from.
//!
//! METHOD: windows of 1 kb on a grid that begins at the first base of each contig (COBALT's windows). The depth of a window is the mean
//! over its bases that the reference knows, of reads with a mapping quality above 0; its GC content is that of the same
//! bases. Nothing is normalised here.

use genome::contig::ContigIndex;
use genome::sequence::Base;
use serde::{Deserialize, Serialize};

use super::counts::Counts;
use crate::shard::Shard;

/// Bases of a window.
pub const WINDOW: u32 = 1_000;

/// One window, or the part of it that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The contig.
    pub contig: ContigIndex,
    /// The place on the grid: its first base is this many times [`WINDOW`] behind the contig's first.
    pub place: u32,
    /// Bases looked at that the reference knows.
    pub known: u16,
    /// Of these, `G` and `C`.
    pub gc: u16,
}

impl Window {
    /// The GC content, from 0 to 1; `None` without a known base.
    #[must_use]
    pub fn gc_content(&self) -> Option<f64> {
        (self.known > 0).then(|| f64::from(self.gc) / f64::from(self.known))
    }
}

/// The windows of a part of the genome, in genome order, with the depth of every specimen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowDepths {
    windows: Vec<Window>,
    /// Per window, per tumour, then per normal: the sum of the depths of its known bases.
    sums: Vec<u32>,
}

impl WindowDepths {
    /// Windows in genome order, each with the sums of the specimens' depths over its known bases.
    #[must_use]
    pub fn from_windows(windows: impl IntoIterator<Item = (Window, Vec<u32>)>) -> Self {
        let mut all = Self::default();
        for (window, sums) in windows {
            all.windows.push(window);
            all.sums.extend(sums);
        }
        all
    }

    /// The windows of a piece. `bases`: the reference over the piece itself.
    #[must_use]
    pub fn of(shard: &Shard, counts: &[Counts], bases: &[Base]) -> Self {
        let depths: Vec<&[u32]> = counts.iter().map(|counts| counts.depths(shard.owned)).collect();
        let (first, end) = shard.owned.to_half_open();
        let mut all = Self::default();
        let mut from = first;
        while from < end {
            let to = (from / WINDOW + 1).saturating_mul(WINDOW).min(end);
            let places = (from - first) as usize..(to - first) as usize;
            let known = |place: &usize| bases.get(*place).is_some_and(|base| *base != Base::N);
            let count = |wanted: &dyn Fn(&usize) -> bool| {
                u16::try_from(places.clone().filter(wanted).count()).unwrap_or(u16::MAX)
            };
            let is_gc = |place: &usize| matches!(bases.get(*place), Some(Base::G | Base::C));
            all.windows.push(Window {
                contig: shard.contig,
                place: from / WINDOW,
                known: count(&known),
                gc: count(&is_gc),
            });
            let sum = |depths: &&[u32]| -> u32 {
                let depths = places.clone().filter(known).filter_map(|place| depths.get(place));
                depths.fold(0, |sum: u32, depth| sum.saturating_add(*depth))
            };
            all.sums.extend(depths.iter().map(sum));
            from = to;
        }
        all
    }

    /// Whether it can be of one piece, of so many specimens.
    pub(crate) fn is_of(&self, piece: &Shard, specimens: usize) -> bool {
        let (first, end) = piece.owned.to_half_open();
        let places = first / WINDOW..end.div_ceil(WINDOW);
        let fits = |(window, place): (&Window, u32)| {
            let Window { contig, place: own, known, gc } = *window;
            contig == piece.contig && own == place && gc <= known && u32::from(known) <= WINDOW
        };
        self.windows.len() == places.len()
            && self.sums.len() == self.windows.len() * specimens
            && self.windows.iter().zip(places).all(fits)
    }

    /// Adds the next part in genome order. A window that both hold a part of becomes one.
    pub fn add(&mut self, next: &Self) {
        let specimens = next.sums.len().checked_div(next.windows.len()).unwrap_or(0);
        let mut rest = 0;
        if let (Some(last), Some(first)) = (self.windows.last_mut(), next.windows.first())
            && (last.contig, last.place) == (first.contig, first.place)
        {
            last.known = last.known.saturating_add(first.known);
            last.gc = last.gc.saturating_add(first.gc);
            let from = self.sums.len() - specimens;
            for (sum, more) in self.sums[from..].iter_mut().zip(&next.sums) {
                *sum = sum.saturating_add(*more);
            }
            rest = 1;
        }
        self.windows.extend_from_slice(&next.windows[rest..]);
        self.sums.extend_from_slice(&next.sums[rest * specimens..]);
    }

    /// Every window with the mean depth of each specimen; `None` for one without a known base.
    pub fn iter(&self) -> impl Iterator<Item = (&Window, Vec<Option<f64>>)> {
        let specimens = self.sums.len().checked_div(self.windows.len()).unwrap_or(0);
        self.windows.iter().enumerate().map(move |(at, window)| {
            let mean = |sum: &u32| (window.known > 0).then(|| f64::from(*sum) / f64::from(window.known));
            (window, self.sums[at * specimens..(at + 1) * specimens].iter().map(mean).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(place: u32, known: u16, gc: u16) -> Window {
        Window { contig: ContigIndex::new(0).unwrap(), place, known, gc }
    }

    #[test]
    fn parts_of_one_window_become_one() {
        let mut left = WindowDepths {
            windows: vec![window(0, 1000, 400), window(1, 200, 100)],
            sums: vec![90_000, 30_000, 18_000, 6_000],
        };
        let right =
            WindowDepths { windows: vec![window(1, 800, 500), window(2, 0, 0)], sums: vec![72_000, 25_000, 0, 0] };
        left.add(&right);
        let all: Vec<(u32, Option<f64>, Vec<Option<f64>>)> =
            left.iter().map(|(window, depths)| (window.place, window.gc_content(), depths)).collect();
        assert_eq!(all[0], (0, Some(0.4), vec![Some(90.0), Some(30.0)]));
        assert_eq!(all[1], (1, Some(0.6), vec![Some(90.0), Some(31.0)]));
        assert_eq!(all[2], (2, None, vec![None, None]));
        assert_eq!(all.len(), 3);
        let mut none = WindowDepths::default();
        none.add(&WindowDepths::default());
        assert_eq!(none.iter().count(), 0);
    }
}
