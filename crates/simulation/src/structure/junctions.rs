//! Where a chromosome joins what the reference does not.

use genome::breakend::{Breakend, Junction, Orientation};
use genome::contig::ContigIndex;
use genome::position::Position;
use genome::sequence::{Base, Sequence};
use hts::fasta::FastaError;

use super::homology::{REACH, Surroundings, moved};
use super::karyotype::{Karyotype, Piece, Stretch};
use crate::reference::SimulatedOn;

/// Whether a stretch continues another as the reference does.
fn continues(before: &Stretch, next: &Stretch) -> bool {
    let meet = if before.reverse { before.start == next.end } else { before.end == next.start };
    (before.contig, before.reverse) == (next.contig, next.reverse) && meet
}

/// The breakend by which a chromosome leaves a stretch, or enters it.
fn breakend(stretch: &Stretch, enters: bool) -> Option<Breakend> {
    let right_end = stretch.reverse == enters;
    let base = if right_end { stretch.end.checked_sub(1)? } else { stretch.start };
    Some(Breakend {
        contig: ContigIndex::new(stretch.contig)?,
        position: Position::from_zero_based(u32::try_from(base).ok()?).ok()?,
        orientation: if right_end { Orientation::KeepsLeft } else { Orientation::KeepsRight },
    })
}

/// The junctions of all chromosomes of a cell, each as often as it is there.
pub(super) fn of_cell(karyotype: &Karyotype) -> Vec<Junction> {
    let mut junctions = Vec::new();
    for chromosome in &karyotype.chromosomes {
        let (mut before, mut new): (Option<&Stretch>, Vec<Base>) = (None, Vec::new());
        for piece in chromosome {
            match piece {
                Piece::New(bases) => new.extend_from_slice(bases),
                Piece::Reference(stretch) => {
                    let joined = before.filter(|before| !new.is_empty() || !continues(before, stretch));
                    let ends = joined.and_then(|before| breakend(before, false).zip(breakend(stretch, true)));
                    if let Some((local, mate)) = ends {
                        // The bases read from left to right along the chromosome, and are wanted on the contig.
                        let inserted: Sequence = new.as_slice().into();
                        let turned = local.orientation == Orientation::KeepsRight;
                        let inserted = if turned { inserted.reverse_complement() } else { inserted };
                        junctions.push(Junction::new(local, mate, inserted));
                    }
                    (before, new) = (Some(stretch), Vec::new());
                }
            }
        }
    }
    junctions
}

/// The bases around both ends of a junction.
pub(super) fn surroundings(junction: &Junction, reference: &SimulatedOn<'_>) -> Result<Surroundings, FastaError> {
    let mut around = Surroundings::default();
    for end in [junction.first(), junction.second()] {
        let at = end.position.zero_based() as usize;
        let start = at.saturating_sub(REACH);
        around.known.push((end.contig, start, reference.stretch(end.contig, start..at + REACH)?));
    }
    Ok(around)
}

/// The junction with its first breakend as far left as it can lie, and over how many bases its two sides are alike. One with
/// new bases is left as it is.
pub(super) fn leftmost(junction: &Junction, around: &Surroundings) -> (Junction, i64) {
    let (first, second) = (junction.first(), junction.second());
    if !junction.inserted().is_empty() {
        return (junction.clone(), 0);
    }
    let [forth, back] = around.alike(first, second);
    let step = if first.orientation == Orientation::KeepsLeft { -back } else { forth };
    match moved(first, step).zip(moved(second, -step)) {
        Some((first, second)) => (Junction::new(first, second, Sequence::default()), forth + back),
        None => (junction.clone(), forth + back),
    }
}
