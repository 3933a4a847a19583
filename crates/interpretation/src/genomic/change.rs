//! From segments to gains, losses and copy-neutral losses of heterozygosity, each as one stretch.

use genome::chromosome::Chromosome as OfGenome;
use genome::position::Length;

use super::input::{Cells, Segment, alike};
use super::{Bands, COUNTS_FROM, LISTED_FROM, NotAssessable};
use crate::karyotype::{Chromosome, Sex};

/// What a stretch is against the inherited genome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Gain,
    Loss,
    CopyNeutralLoss,
}

/// A stretch with one more or one less copy than around it. Two more are two changes, one within the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change {
    pub chromosome: Chromosome,
    pub sort: Sort,
    /// The first and the last base that have it for sure.
    pub start: u32,
    pub end: u32,
    /// The last base before it, and the first behind it, that have it not; the ends of the chromosome if there are none.
    pub before: u32,
    pub after: u32,
    /// Whether it reaches the end of the short arm, and of the long arm.
    pub from_start: bool,
    pub to_end: bool,
    pub cells: Option<Cells>,
    /// A break by copies and one by a junction are the same if they are as close as this.
    pub near: u32,
}

/// That, in a human genome.
const RESOLUTION: u32 = 1_000_000;

impl Change {
    /// Whether it may begin at this base.
    pub fn begins_at(&self, base: u32) -> bool {
        !self.from_start && self.before.saturating_sub(self.near) <= base && base <= self.start + self.near
    }

    /// Whether it may end at this base.
    pub fn ends_at(&self, base: u32) -> bool {
        !self.to_end && self.end.saturating_sub(self.near) <= base && base <= self.after + self.near
    }

    pub fn is_whole(&self) -> bool {
        self.from_start && self.to_end
    }

    pub fn bases(&self) -> u32 {
        self.end - self.start + 1
    }
}

/// How many chromosomes 1 to 22, X and Y the cell has, in sets of 23: ISCN calls up to 57 near-diploid, up to 80
/// near-triploid, and more near-tetraploid. Fewer than 35 are written as losses from two sets.
pub(super) fn sets(segments: &[Segment]) -> u8 {
    let mut number = 0_u64;
    for chromosome in (1..=22).map(Chromosome::Autosome).chain([Chromosome::X, Chromosome::Y]) {
        let mut bases = [0_u64; 9];
        for segment in segments.iter().filter(|segment| segment.chromosome == chromosome) {
            if let Some(copies) = segment.copies {
                bases[usize::from(copies.total.min(8))] += u64::from(segment.interval.length().get());
            }
        }
        let most = (0_u64..).zip(bases).max_by_key(|(total, bases)| (*bases, u64::MAX - total));
        number += most
            .filter(|(_, bases)| *bases > 0)
            .map_or(if chromosome.is_autosome() { 2 } else { 1 }, |(total, _)| total);
    }
    match number {
        ..=57 => 2,
        58..=80 => 3,
        _ => 4,
    }
}

/// Copies of a chromosome in a cell with so many sets and nothing changed.
pub(super) fn expected(chromosome: Chromosome, sex: Sex, sets: u8) -> u8 {
    match (chromosome, sex) {
        (Chromosome::Autosome(_), _) | (Chromosome::X, Sex::Female) => sets,
        (Chromosome::X, Sex::Male) => sets - sets / 2,
        (Chromosome::Y, Sex::Male) => sets / 2,
        (Chromosome::Y, Sex::Female) => 0,
    }
}

/// A segment against what is expected.
#[derive(Debug, Clone, Copy)]
struct Told {
    start: u32,
    end: u32,
    more: i16,
    neutral_loss: bool,
    cells: Option<Cells>,
}

/// The gains, losses and copy-neutral losses, by chromosome. What is shorter than what is listed is passed over, and what lies
/// on both sides of it is one.
pub(super) fn changes(segments: &[Segment], bands: &Bands, sex: Sex, sets: u8) -> Vec<Change> {
    let mut changes = Vec::new();
    for chromosome in bands.chromosomes() {
        let expected = expected(chromosome, sex, sets);
        if expected == 0 {
            continue;
        }
        let told = told(segments, chromosome, bands, sex, expected);
        let near = bands.apart(RESOLUTION);
        let most = told.iter().map(|one| one.more.abs()).max().unwrap_or(0).min(4);
        let deep = |least: i16, sort: Sort| {
            move |one: &Told| match sort {
                Sort::Gain => one.more >= least,
                Sort::Loss => one.more <= -least,
                Sort::CopyNeutralLoss => one.neutral_loss,
            }
        };
        for least in 1..=most {
            for sort in [Sort::Gain, Sort::Loss] {
                runs(&told, chromosome, sort, deep(least, sort), near, &mut changes);
            }
        }
        runs(&told, chromosome, Sort::CopyNeutralLoss, deep(0, Sort::CopyNeutralLoss), near, &mut changes);
    }
    changes
}

fn told(segments: &[Segment], chromosome: Chromosome, bands: &Bands, sex: Sex, expected: u8) -> Vec<Told> {
    let alike_on_y = match (chromosome, sex) {
        (Chromosome::X, Sex::Male) => OfGenome::X,
        (Chromosome::Y, _) => OfGenome::Y,
        _ => OfGenome::Mitochondrion,
    };
    let shared = Length::new(bands.length(chromosome)).ok().and_then(|length| alike_on_y.pseudoautosomal(length));
    let mut told: Vec<Told> = segments
        .iter()
        .filter(|segment| {
            segment.chromosome == chromosome && bands.of_human(segment.interval.length().get()) >= LISTED_FROM
        })
        .filter(|segment| !shared.is_some_and(|shared| shared.iter().any(|one| one.encloses(segment.interval))))
        .filter_map(|segment| {
            let copies = segment.copies?;
            let more = i16::from(copies.total) - i16::from(expected);
            Some(Told {
                start: segment.interval.start().get(),
                end: segment.interval.end().get(),
                more,
                neutral_loss: more == 0 && expected >= 2 && copies.minor == Some(0),
                cells: segment.cells,
            })
        })
        .collect();
    told.sort_by_key(|one| one.start);
    told
}

/// The longest stretches of neighbours that all are so, in cells that may be the same.
fn runs(
    told: &[Told],
    chromosome: Chromosome,
    sort: Sort,
    is: impl Fn(&Told) -> bool,
    near: u32,
    changes: &mut Vec<Change>,
) {
    let mut first = 0;
    while first < told.len() {
        let mut last = first;
        while last + 1 < told.len() && is(&told[last + 1]) && alike(told[last].cells, told[last + 1].cells) {
            last += 1;
        }
        if is(&told[first]) {
            let longest = told[first..=last].iter().max_by_key(|one| one.end - one.start);
            changes.push(Change {
                chromosome,
                sort,
                start: told[first].start,
                end: told[last].end,
                before: first.checked_sub(1).map_or(1, |before| told[before].end),
                after: told.get(last + 1).map_or(told[last].end, |after| after.start),
                from_start: first == 0,
                to_end: last + 1 == told.len(),
                cells: longest.and_then(|one| one.cells),
                near,
            });
            first = last + 1;
        } else {
            first += 1;
        }
    }
}

/// The long stretches without copies, those around the centromere and the short arms of satellites aside.
pub(super) fn not_assessable(segments: &[Segment], bands: &Bands) -> Vec<NotAssessable> {
    let mut told = Vec::new();
    for chromosome in bands.chromosomes() {
        let centromere = bands.centromere(chromosome);
        let of_one = segments.iter().filter(|segment| segment.chromosome == chromosome && segment.copies.is_none());
        for segment in of_one.filter(|segment| bands.of_human(segment.interval.length().get()) >= COUNTS_FROM) {
            let (start, end) = (segment.interval.start().get(), segment.interval.end().get());
            let usual = start <= centromere && centromere <= end;
            let satellites = matches!(chromosome, Chromosome::Autosome(13..=15 | 21..=22)) && start < centromere;
            if usual || satellites || chromosome == Chromosome::Y {
                continue;
            }
            let band = |base| bands.written(chromosome, base).unwrap_or("?");
            told.push(NotAssessable {
                chromosome,
                bands: format!("{}{}", band(start), band(end)),
                bases: end - start + 1,
            });
        }
    }
    told
}

/// The share of a stretch of which copies are known, 0 to 1.
pub(super) fn assessed(segments: &[Segment], chromosome: Chromosome, (start, end): (u32, u32)) -> f64 {
    let bases: u32 = segments
        .iter()
        .filter(|segment| segment.chromosome == chromosome && segment.copies.is_some())
        .map(|segment| {
            let (from, to) = (segment.interval.start().get().max(start), segment.interval.end().get().min(end));
            (to + 1).saturating_sub(from)
        })
        .sum();
    f64::from(bases) / f64::from(end - start + 1)
}
