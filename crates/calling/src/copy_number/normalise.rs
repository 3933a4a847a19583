//! Depth of the tumour against the normal, each without the effect of GC content.

use genome::contig::ContigIndex;

use super::evidence::{Evidence, WindowDepth};
use crate::fitness::Chromosomes;
use crate::pass::windows::WINDOW;

/// A window that can be used, with its depth over the autosomes' median at the same GC content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The contig.
    pub contig: ContigIndex,
    /// The place on the grid of windows.
    pub place: u32,
    /// Copies in the inherited genome.
    pub inherited: u8,
    /// The unbroken stretch of windows it belongs to: one contig, the same inherited copies, every window looked at.
    pub run: u32,
    /// Normalised depth of the tumour: 1 for the autosomes' median.
    pub tumour: f64,
    /// Normalised depth of the normal.
    pub normal: f64,
}

impl Ratio {
    /// First base, 0-based.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.place * WINDOW
    }
}

/// A window tells of depth if the reference knows so many of its bases.
const LEAST_KNOWN: u32 = WINDOW / 2;
/// Depth of the normal, over what its copies should give, between which a window is used. Below lie places where reads do not
/// map, above repeats that the reference holds too few of.
const USED: std::ops::Range<f64> = 0.3..2.0;
/// Windows from which the median of a GC content is taken, with those one per cent to either side.
const FEWEST_IN_BUCKET: usize = 30;

/// The depth that a GC content gives, by whole per cents; `None` with too few windows.
#[derive(Debug, Clone, PartialEq)]
struct GcCurve([Option<f64>; 101]);

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share times 100 lies between 0 and 100")]
fn bucket(gc: f64) -> usize {
    (100.0 * gc.clamp(0.0, 1.0)).round() as usize
}

/// The middle value; `None` of nothing.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len().checked_sub(1)? / 2;
    Some(*values.select_nth_unstable_by(middle, f64::total_cmp).1)
}

impl GcCurve {
    /// METHOD: the median depth of windows of the same GC content, smoothed over its neighbours (COBALT, hmftools README: buckets
    /// of GC content, median, smoothed). Here the neighbours' windows are taken together: weighted by how many there are.
    fn of<'w>(windows: impl Iterator<Item = &'w WindowDepth>, depth: impl Fn(&WindowDepth) -> f64) -> Self {
        let mut buckets: [Vec<f64>; 101] = std::array::from_fn(|_| Vec::new());
        for window in windows {
            buckets[bucket(window.gc)].push(depth(window));
        }
        Self(std::array::from_fn(|at| {
            let mut near: Vec<f64> = buckets[at.saturating_sub(1)..(at + 2).min(101)].concat();
            if near.len() < FEWEST_IN_BUCKET { None } else { median(&mut near).filter(|depth| *depth > 0.0) }
        }))
    }

    fn normalised(&self, window: &WindowDepth, depth: f64) -> Option<f64> {
        Some(depth / self.0[bucket(window.gc)]?)
    }
}

/// The windows that can be used, in genome order; none without a normal.
#[must_use]
pub fn ratios(evidence: &Evidence) -> Vec<Ratio> {
    if !evidence.paired {
        return Vec::new();
    }
    let chromosomes = Chromosomes::of(&evidence.contigs);
    // Windows without depth are deserts of mapping and would pull the median down.
    let autosomal = || {
        evidence.windows.iter().filter(|window| {
            window.known >= LEAST_KNOWN && window.normal > 0.0 && chromosomes.is_autosome(window.contig)
        })
    };
    let tumour = GcCurve::of(autosomal(), |window| window.tumour);
    let normal = GcCurve::of(autosomal(), |window| window.normal);
    let mut run = 0;
    let mut last: Option<(&WindowDepth, Option<u8>)> = None;
    let mut used = Vec::new();
    for window in &evidence.windows {
        let inherited = evidence.inherited_copies(&chromosomes, window.contig, window.start() + WINDOW / 2);
        let goes_on = last.is_some_and(|(last, copies)| {
            (last.contig, last.place + 1, copies) == (window.contig, window.place, inherited)
        });
        run += u32::from(!goes_on);
        last = Some((window, inherited));
        let Some(inherited) = inherited.filter(|_| window.known >= LEAST_KNOWN) else { continue };
        let Some(tumour) = tumour.normalised(window, window.tumour) else { continue };
        let Some(normal) = normal.normalised(window, window.normal) else { continue };
        if USED.contains(&(2.0 * normal / f64::from(inherited))) {
            used.push(Ratio { contig: window.contig, place: window.place, inherited, run, tumour, normal });
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use genome::contig::{Contig, ContigList, ContigName};
    use genome::position::Length;

    use super::*;
    use crate::fitness::sex::Sex;

    /// Chromosome 1 with windows of these GC contents, then as many of X at half the depth.
    fn evidence(count: u32, depth: impl Fn(u32, f64) -> [f64; 2]) -> Evidence {
        let contig = |(name, length): (&str, u32)| Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(length).unwrap(),
            md5: None,
        };
        let contigs = [("chr1", 1_000_000), ("chrX", 1_000_000)].map(contig);
        let window = |contig: usize, place: u32| {
            let gc = 0.3 + 0.01 * f64::from(place % 21);
            let [tumour, normal] = depth(place, gc).map(|depth| if contig == 0 { depth } else { depth / 2.0 });
            let contig = ContigIndex::new(contig).unwrap();
            WindowDepth { contig, place, known: 1000, gc, tumour, normal }
        };
        Evidence {
            contigs: ContigList::new(contigs.to_vec()).unwrap(),
            paired: true,
            windows: (0..2)
                .flat_map(|contig| (0..count).map(move |place| (contig, place)))
                .map(|(c, p)| window(c, p))
                .collect(),
            snps: Vec::new(),
            somatic: Vec::new(),
            breaks: Vec::new(),
            sex: Some(Sex::Xy),
            tumour_in_normal: 0.0,
        }
    }

    #[test]
    fn gc_content_has_no_effect_that_remains_and_a_loss_does() {
        let lost = |place: u32| if place < 100 { 0.7 } else { 1.0 };
        let drawn =
            evidence(900, |place, gc| [90.0 * lost(place) * (1.0 + 3.0 * (gc - 0.4)), 30.0 * (1.0 - 2.0 * (gc - 0.4))]);
        let found = ratios(&drawn);
        assert_eq!(found.len(), 1800);
        for ratio in &found {
            let of_x = if ratio.contig.get() == 1 { 0.5 } else { 1.0 };
            assert!((ratio.normal - of_x).abs() < 0.06, "{ratio:?}");
            let expected = if ratio.place < 100 { 0.7 } else { 1.0 };
            assert!((ratio.tumour / ratio.normal - expected).abs() < 0.03, "{ratio:?}");
        }
        assert_eq!((found[0].inherited, found[900].inherited), (2, 1));
        assert_ne!(found[0].run, found[900].run);
    }

    #[test]
    fn windows_without_reads_or_bases_and_those_of_repeats_are_left_out_and_break_no_run() {
        let mut drawn = evidence(400, |place, _| match place {
            50 => [0.0, 0.0],
            51 => [300.0, 100.0],
            _ => [90.0, 30.0],
        });
        drawn.windows[60].known = 10;
        // A window that was not asked for.
        drawn.windows.remove(200);
        let found = ratios(&drawn);
        let places: Vec<u32> = found.iter().filter(|ratio| ratio.contig.get() == 0).map(|ratio| ratio.place).collect();
        assert_eq!((0..400).filter(|place| !places.contains(place)).collect::<Vec<u32>>(), [50, 51, 60, 200]);
        let run = |place: u32| found.iter().find(|ratio| ratio.place == place).map(|ratio| ratio.run);
        assert_eq!(run(49), run(199));
        assert_ne!(run(199), run(201));
        assert!(ratios(&Evidence { paired: false, ..drawn }).is_empty());
    }
}
