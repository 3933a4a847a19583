//! `g.`, `c.` and `n.`: where a change lies, and what it is.

use genome::sequence::{Base, Sequence};

use crate::change::Change;
use crate::transcript::{Place, Transcript};

/// What a change is called. The first that fits holds: substitution, deletion, inversion, duplication, insertion,
/// deletion-insertion (HGVS, "General recommendations", priority of descriptions).
///
/// `place` writes the first and the last base of the change, or for an insertion the bases around it; `before` are the
/// bases of the reference that end with the base before an insertion, in the direction of the description, as many as
/// are inserted; `place_back` writes the base so many bases before the base before an insertion.
fn described(
    change: &Change,
    place: [String; 2],
    before: &[Base],
    place_back: impl Fn(u32) -> Option<String>,
) -> Option<String> {
    let [first, last] = place;
    let (deleted, inserted) = (&change.deleted, &change.inserted);
    let range = |first: &str, last: &str| if first == last { first.to_owned() } else { format!("{first}_{last}") };
    Some(match (deleted.len(), inserted.len()) {
        (1, 1) => format!("{first}{deleted}>{inserted}"),
        (_, 0) => format!("{}del", range(&first, &last)),
        (0, length) => {
            // METHOD: a duplication is a copy directly 3' of the original (HGVS, "Duplication"). The insertion has been
            // moved 3' already, so the original can only lie before it.
            if before == &inserted[..] {
                let original = place_back(u32::try_from(length).ok()?.checked_sub(1)?)?;
                format!("{}dup", range(&original, &first))
            } else {
                format!("{first}_{last}ins{inserted}")
            }
        }
        (more, _) if more > 1 && deleted.reverse_complement() == *inserted => format!("{first}_{last}inv"),
        _ => format!("{}delins{inserted}", range(&first, &last)),
    })
}

/// The change on a contig, without the name of the contig: `g.12del`, or `m.12del` of the mitochondrion. The change must be
/// in the forward direction, and as far right as it can lie.
#[must_use]
pub fn genomic(change: &Change, before: &[Base], kind: char) -> Option<String> {
    let place = [change.first.to_string(), change.last.to_string()];
    let back = |bases| change.first.checked_sub(bases).map(|position| position.to_string());
    described(change, place, before, back).map(|text| format!("{kind}.{text}"))
}

/// The number of a base of a transcript, counted from 0: `12`, before the start codon `-12`, behind the stop codon `*12`;
/// without what is translated, from the first base.
fn number(transcript: &Transcript, offset: u32) -> String {
    match &transcript.coding {
        None => (offset + 1).to_string(),
        Some(coding) if offset < coding.start => format!("-{}", coding.start - offset),
        Some(coding) if offset < coding.end => (offset - coding.start + 1).to_string(),
        Some(coding) => format!("*{}", offset - coding.end + 1),
    }
}

/// The position of a place in a transcript, `12`, `12+3`, `13-3`. `None` outside of the transcript, where HGVS knows no
/// position.
///
/// In an intron bases are counted from the nearer exon; the middle one of an odd number from the one before (HGVS,
/// "Numbering", intronic positions).
#[must_use]
pub fn position(transcript: &Transcript, place: Place) -> Option<String> {
    match place {
        Place::Exon { offset, .. } => Some(number(transcript, offset)),
        Place::Intron { intron, from_donor, to_acceptor } => {
            let behind = transcript.exon_offset(intron + 1);
            Some(if from_donor <= to_acceptor {
                format!("{}+{from_donor}", number(transcript, behind.checked_sub(1)?))
            } else {
                format!("{}-{to_acceptor}", number(transcript, behind))
            })
        }
        Place::Before { .. } | Place::Behind { .. } => None,
    }
}

/// The change in a transcript, `c.` or `n.`, without its accession. The change must be in the direction of transcription,
/// and moved 3' as far as it can lie. `place_back` is the place so many bases before the first.
#[must_use]
pub fn transcript(
    transcript: &Transcript,
    change: &Change,
    ends: [Place; 2],
    before: &[Base],
    place_back: impl Fn(u32) -> Option<Place>,
) -> Option<String> {
    let kind = if transcript.coding.is_some() { 'c' } else { 'n' };
    let place = [position(transcript, ends[0])?, position(transcript, ends[1])?];
    let back = |bases| position(transcript, place_back(bases)?);
    described(change, place, before, back).map(|text| format!("{kind}.{text}"))
}

/// The bases before an insertion, as many as are inserted, in the direction of the description; empty if it is none.
#[must_use]
pub fn bases_before(change: &Change, base: impl Fn(u32) -> Option<Base>) -> Sequence {
    let count = if change.is_insertion() { u32::try_from(change.inserted.len()).unwrap_or(0) } else { 0 };
    (0..count).rev().map_while(base).collect()
}

#[cfg(test)]
mod tests {
    use genome::position::Position;

    use super::*;

    fn change(first: u32, last: u32, deleted: &str, inserted: &str) -> Change {
        Change {
            first: Position::new(first).unwrap(),
            last: Position::new(last).unwrap(),
            deleted: deleted.parse().unwrap(),
            inserted: inserted.parse().unwrap(),
        }
    }

    #[test]
    fn each_change_has_its_name() {
        for (first, last, deleted, inserted, before, expected) in [
            (5, 5, "A", "G", "", "g.5A>G"),
            (5, 5, "A", "", "", "g.5del"),
            (5, 7, "ACC", "", "", "g.5_7del"),
            (5, 6, "", "T", "T", "g.5dup"),
            (5, 6, "", "GT", "GT", "g.4_5dup"),
            (5, 6, "", "GT", "CT", "g.5_6insGT"),
            (5, 7, "ACC", "GGT", "", "g.5_7inv"),
            (5, 7, "ACC", "GGA", "", "g.5_7delinsGGA"),
            (5, 5, "A", "GG", "", "g.5delinsGG"),
            (5, 6, "AT", "G", "", "g.5_6delinsG"),
        ] {
            let before: Sequence = before.parse().unwrap();
            let told = genomic(&change(first, last, deleted, inserted), &before, 'g');
            assert_eq!(told.as_deref(), Some(expected));
        }
    }
}
