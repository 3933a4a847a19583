//! How an event is written: chromosomes and bands in the order of the nomenclature.

use super::abnormality::{Abnormality, Shape};
use super::bands::Bands;
use super::change::{Change, Sort};
use super::input::{Breakend, Cells};
use crate::karyotype::{Arm, Chromosome};

/// Sex chromosomes first, then by number.
pub(super) fn rank(chromosome: Chromosome) -> u8 {
    match chromosome {
        Chromosome::X => 0,
        Chromosome::Y => 1,
        Chromosome::Autosome(number) => number + 1,
    }
}

/// A break as it is written: chromosome, base and band.
#[derive(Debug, Clone)]
pub(super) struct Break {
    pub chromosome: Chromosome,
    pub base: u32,
    pub band: String,
}

impl Break {
    pub fn new(bands: &Bands, chromosome: Chromosome, base: u32) -> Self {
        Self { chromosome, base, band: bands.written(chromosome, base).unwrap_or("?").to_owned() }
    }

    pub fn of(bands: &Bands, end: Breakend) -> Self {
        Self::new(bands, end.chromosome, end.position.get())
    }
}

/// A chromosome of an event: the bands written, and first and last base.
type Place = (Chromosome, Vec<String>, (u32, u32));

fn event(iscn: String, shape: Shape, breaks: &[Place], cells: Option<Cells>) -> Abnormality {
    Abnormality {
        iscn,
        shape,
        chromosomes: breaks.iter().map(|(chromosome, _, _)| *chromosome).collect(),
        bands: breaks.iter().map(|(_, bands, _)| bands.clone()).collect(),
        places: breaks.iter().map(|(_, _, place)| *place).collect(),
        bases: 0,
        whole_arm: false,
        chromosome_number: 0,
        cells,
        junction: false,
        presumed: false,
        not_counted: None,
    }
}

/// `word(A;B;...)(band;band;...)`, perhaps with `der(A)` or `dic` before it, of chromosomes in the order given.
pub(super) fn joined(prefix: &str, word: &str, shape: Shape, breaks: &[Break], cells: Option<Cells>) -> Abnormality {
    let list = |of: fn(&Break) -> String| breaks.iter().map(of).collect::<Vec<_>>().join(";");
    let chromosomes = list(|one| one.chromosome.to_string());
    let bands = list(|one| one.band.clone());
    let iscn = format!("{prefix}{word}({chromosomes})({bands})");
    let breaks = breaks.iter().map(|one| (one.chromosome, vec![one.band.clone()], (one.base, one.base)));
    Abnormality { junction: true, ..event(iscn, shape, &breaks.collect::<Vec<_>>(), cells) }.judged(u32::MAX)
}

/// `der(17)t(3;17)(q21;p13)`: of two chromosomes, that with the centromere first among its places.
pub(super) fn derivative(
    sign: &str,
    own: Chromosome,
    shape: Shape,
    breaks: &[Break],
    cells: Option<Cells>,
) -> Abnormality {
    let mut one = joined(&format!("{sign}der({own})"), "t", shape, breaks, cells);
    if one.chromosomes.first() != Some(&own) {
        one.chromosomes.reverse();
        one.bands.reverse();
        one.places.reverse();
    }
    one
}

/// An event within one chromosome from one break to another: the short arm before the long one, on one arm the break nearer
/// to the centromere first.
pub(super) fn within(
    word: &str,
    shape: Shape,
    bands: &Bands,
    chromosome: Chromosome,
    (start, end): (u32, u32),
    cells: Option<Cells>,
) -> Abnormality {
    let written = |base| Break::new(bands, chromosome, base).band;
    let mut both = [written(start), written(end)];
    if end <= bands.centromere(chromosome) {
        both.reverse();
    }
    let iscn = format!("{word}({chromosome})({})", both.concat());
    let bases = end - start + 1;
    let one = event(iscn, shape, &[(chromosome, both.into(), (start, end))], cells);
    Abnormality { bases, ..one }.judged(bands.of_human(bases))
}

/// A stretch that nothing else explains.
pub(super) fn alone(change: &Change, bands: &Bands) -> Abnormality {
    let Change { chromosome, start, end, cells, .. } = *change;
    let whole_arm = arm(change, bands).is_some();
    let one = match change.sort {
        Sort::Gain | Sort::Loss if change.is_whole() => {
            let (sign, shape, chromosome_number) =
                if change.sort == Sort::Gain { ('+', Shape::WholeGain, 1) } else { ('-', Shape::WholeLoss, -1) };
            let one = event(format!("{sign}{chromosome}"), shape, &[(chromosome, Vec::new(), (start, end))], cells);
            Abnormality { chromosome_number, bases: change.bases(), ..one }.judged(u32::MAX)
        }
        Sort::Gain => within("dup", Shape::Gain, bands, chromosome, (start, end), cells),
        // The end of an arm is not written.
        Sort::Loss if change.from_start || change.to_end => {
            let base = if change.from_start { end } else { start };
            let band = Break::new(bands, chromosome, base).band;
            let places = [(chromosome, vec![band.clone()], (start, end))];
            let one = event(format!("del({chromosome})({band})"), Shape::Deletion, &places, cells);
            Abnormality { bases: change.bases(), ..one }.judged(bands.of_human(change.bases()))
        }
        Sort::Loss => within("del", Shape::Deletion, bands, chromosome, (start, end), cells),
        Sort::CopyNeutralLoss => within("cnLOH", Shape::CopyNeutralLoss, bands, chromosome, (start, end), cells),
    };
    Abnormality { whole_arm, ..one }
}

/// How far from the centromere a break of a whole arm may be told: what lies around it is not assessed.
const AROUND_CENTROMERE: u32 = 5_000_000;

/// The arm that a change is, wholly and alone.
pub(super) fn arm(change: &Change, bands: &Bands) -> Option<Arm> {
    let centromere = bands.centromere(change.chromosome);
    let around = bands.apart(AROUND_CENTROMERE);
    let within = |from: u32, to: u32| from.saturating_sub(around) <= centromere && centromere <= to + around;
    match (change.from_start, change.to_end) {
        (true, false) if within(change.end, change.after) => Some(Arm::P),
        (false, true) if within(change.before, change.start) => Some(Arm::Q),
        _ => None,
    }
}

/// `i(17)(q10)`, `idic(X)(q13)`: the one arm is lost, the other there twice.
pub(super) fn isochromosome(gain: &Change, loss: &Change, bands: &Bands) -> Abnormality {
    let chromosome = gain.chromosome;
    let break_at = if loss.from_start { loss.end } else { loss.start };
    let (word, shape, band) = match arm(gain, bands) {
        Some(Arm::P) => ("i", Shape::Isochromosome, "p10".to_owned()),
        Some(Arm::Q) => ("i", Shape::Isochromosome, "q10".to_owned()),
        None => ("idic", Shape::Isodicentric, Break::new(bands, chromosome, break_at).band),
    };
    let places = [(chromosome, vec![band.clone()], (break_at, break_at))];
    let one = event(format!("{word}({chromosome})({band})"), shape, &places, gain.cells);
    Abnormality { bases: gain.bases() + loss.bases(), ..one }.judged(u32::MAX)
}

/// `+i(12)(p10)`: an arm is there twice more, beside the normal chromosomes.
pub(super) fn extra_isochromosome(gain: &Change, arm: Arm) -> Abnormality {
    let (chromosome, band) = (gain.chromosome, if arm == Arm::P { "p10" } else { "q10" });
    let places = [(chromosome, vec![band.to_owned()], (gain.start, gain.end))];
    let one = event(format!("+i({chromosome})({band})"), Shape::Isochromosome, &places, gain.cells);
    Abnormality { bases: 2 * gain.bases(), chromosome_number: 1, ..one }.judged(u32::MAX)
}
