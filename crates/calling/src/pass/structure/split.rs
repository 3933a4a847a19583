//! Reads of which several parts are aligned, each to a place of its own (`SA`, "Sequence Alignment/Map Optional Fields
//! Specification").

use genome::breakend::{Breakend, Orientation};
use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use hts::alignments::{CigarKind, CigarOperation};

use crate::pass::reads::PlacedRead;

/// Alignments of one read that are looked at, at most.
const MOST_PARTS: usize = 16;

/// A part of a read and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// Its first base, and the one behind its last, in the order in which they were read.
    from: u32,
    to: u32,
    contig: ContigIndex,
    aligned: Interval,
    forward: bool,
    mapping_quality: u8,
}

/// Two parts that follow each other in the read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Junction {
    /// The breakends, that of the part in hand first.
    pub(super) ends: [Breakend; 2],
    /// Bases that lie in both parts; below 0: bases of the read between them.
    pub(super) overlap: i64,
    /// In the order of the breakends; 255 is not stated.
    pub(super) mapping_qualities: [Option<u8>; 2],
}

/// What operations use: clipped bases on the left, aligned bases of the read and the reference, clipped bases on the right.
fn extents(operations: impl Iterator<Item = CigarOperation>) -> Option<(u32, u32, u32, u32)> {
    let (mut left, mut read, mut reference, mut right) = (0u32, 0u32, 0u32, 0u32);
    for CigarOperation { kind, length } in operations {
        let add = |sum: &mut u32| sum.checked_add(length).map(|added| *sum = added);
        if matches!(kind, CigarKind::SoftClip | CigarKind::HardClip) {
            add(if (read, reference) == (0, 0) { &mut left } else { &mut right })?;
            continue;
        }
        if kind.consumes_read() {
            add(&mut read)?;
        }
        if kind.consumes_reference() {
            add(&mut reference)?;
        }
    }
    left.checked_add(read)?.checked_add(right)?;
    (read > 0 && reference > 0).then_some((left, read, reference, right))
}

/// The operations of a CIGAR as text; `None` behind the last, and for what is none.
fn operations(text: &[u8]) -> Option<Vec<CigarOperation>> {
    let (mut all, mut length) = (Vec::new(), None::<u32>);
    for byte in text {
        if byte.is_ascii_digit() {
            length = Some(length.unwrap_or(0).checked_mul(10)?.checked_add(u32::from(byte - b'0'))?);
        } else {
            let kind =
                CigarKind::from_code(u8::try_from(b"MIDNSHP=X".iter().position(|letter| letter == byte)?).ok()?)?;
            all.push(CigarOperation { kind, length: length.take()? });
        }
    }
    length.is_none().then_some(all)
}

/// Bases of the reference that a CIGAR as text covers, as in the field `MC`.
pub(super) fn covered(cigar: &[u8]) -> Option<u32> {
    extents(operations(cigar)?.into_iter()).map(|(_, _, reference, _)| reference)
}

impl Part {
    fn new(
        contig: ContigIndex,
        start: Position,
        forward: bool,
        operations: impl Iterator<Item = CigarOperation>,
        mapping_quality: u8,
    ) -> Option<Self> {
        let (left, read, reference, right) = extents(operations)?;
        let from = if forward { left } else { right };
        let aligned = Interval::new(start, start.checked_add(reference - 1)?).ok()?;
        Some(Self { from, to: from + read, contig, aligned, forward, mapping_quality })
    }

    /// The part in hand.
    pub(super) fn of(contig: ContigIndex, read: &PlacedRead<'_>) -> Option<Self> {
        let quality = read.record.mapping_quality().map_or(u8::MAX, |quality| quality.phred().get());
        let forward = !read.record.flags().is_reverse();
        Self::new(contig, read.aligned.start(), forward, read.record.cigar(), quality)
    }

    /// The breakend at its last base (`ends`) or at its first, in the order in which they were read.
    fn breakend(&self, ends: bool) -> Breakend {
        let (position, orientation) = if self.forward == ends {
            (self.aligned.end(), Orientation::KeepsLeft)
        } else {
            (self.aligned.start(), Orientation::KeepsRight)
        };
        Breakend { contig: self.contig, position, orientation }
    }
}

/// The other parts of a read: `rname,pos,strand,CIGAR,mapQ,NM;` once or several times; `None` if it is anything else.
pub(super) fn parts(text: &[u8], contigs: &ContigList) -> Option<Vec<Part>> {
    let text = std::str::from_utf8(text).ok()?;
    let one = |text: &str| {
        let mut fields = text.split(',');
        let contig = contigs.find(fields.next()?)?;
        let start = Position::new(fields.next()?.parse().ok()?).ok()?;
        let forward = match fields.next()? {
            "+" => true,
            "-" => false,
            _ => return None,
        };
        let operations = operations(fields.next()?.as_bytes())?;
        let part = Part::new(contig, start, forward, operations.into_iter(), fields.next()?.parse().ok()?)?;
        fields.next()?.parse::<u32>().ok()?;
        (fields.next().is_none() && part.aligned.end() <= contigs.get(contig)?.length.last()).then_some(part)
    };
    let parts: Vec<Part> = text.strip_suffix(';')?.split(';').map(one).collect::<Option<_>>()?;
    (parts.len() < MOST_PARTS).then_some(parts)
}

/// The junctions of a read between the part in hand and its neighbours, of which the breakend in hand is the first in the
/// genome: each junction is found once, whichever parts are seen.
pub(super) fn junctions(parts: &mut [Part], own: &Part) -> Vec<Junction> {
    parts.sort_unstable();
    let mut found = Vec::new();
    for pair in parts.windows(2) {
        let [before, behind] = [pair[0], pair[1]];
        // A part within another is another place of the same bases.
        if behind.to <= before.to || before.from == behind.from {
            continue;
        }
        let (leaves, enters) = (before.breakend(true), behind.breakend(false));
        let leaves_first = leaves <= enters;
        if *own != if leaves_first { before } else { behind } {
            continue;
        }
        let quality = |part: Part| Some(part.mapping_quality).filter(|quality| *quality != u8::MAX);
        let (mut ends, mut qualities) = ([leaves, enters], [quality(before), quality(behind)]);
        if !leaves_first {
            ends.reverse();
            qualities.reverse();
        }
        let overlap = i64::from(before.to) - i64::from(behind.from);
        found.push(Junction { ends: shared_bases_last(ends, overlap, own), overlap, mapping_qualities: qualities });
    }
    found
}

/// Bases that both sides share are given to the second one, from whichever strand the read came: so that reads of one
/// junction name one place.
fn shared_bases_last([mut first, second]: [Breakend; 2], overlap: i64, own: &Part) -> [Breakend; 2] {
    let shared = u32::try_from(overlap.max(0)).unwrap_or(u32::MAX).min(own.aligned.length().get() - 1);
    let moved = match first.orientation {
        Orientation::KeepsLeft => first.position.checked_sub(shared),
        Orientation::KeepsRight => first.position.checked_add(shared),
    };
    first.position = moved.unwrap_or(first.position);
    [first, second]
}

#[cfg(test)]
mod tests {
    use genome::contig::{Contig, ContigName};
    use genome::position::Length;
    use proptest::prelude::*;

    use super::*;

    fn contigs() -> ContigList {
        let contig = |name: &str| Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(10_000).unwrap(),
            md5: None,
        };
        ContigList::new(["1", "HLA-A*01:01", "X"].map(contig).to_vec()).unwrap()
    }

    #[test]
    fn parts_are_in_the_order_in_which_they_were_read() {
        let parts = parts(b"HLA-A*01:01,101,-,40S60M,17,0;X,7,+,10H5M2I3M1D80S,255,3;", &contigs()).unwrap();
        let of = |part: &Part| (part.from, part.to, part.contig.get(), part.aligned.to_half_open(), part.forward);
        assert_eq!(of(&parts[0]), (0, 60, 1, (100, 160), false));
        assert_eq!(of(&parts[1]), (10, 20, 2, (6, 15), true));
        assert_eq!(covered(b"10S5M2I3M1D80S"), Some(9));
        assert_eq!((covered(b"*"), covered(b"10S"), covered(b"4294967295M4294967295M")), (None, None, None));
    }

    /// An inversion's junction, read forward into the turned part; and the same molecule from its other strand.
    #[test]
    fn a_junction_is_found_once_and_is_the_same_from_both_strands() {
        let [forward, turned]: [Vec<Part>; 2] =
            [b"1,101,+,50M50S,60,0;1,951,-,48M52S,30,0;", b"1,951,+,48M52S,30,0;1,101,-,50M50S,60,0;"]
                .map(|text| parts(text, &contigs()).unwrap());
        for mut parts in [forward, turned] {
            let found: Vec<Vec<Junction>> = parts.clone().iter().map(|own| junctions(&mut parts, own)).collect();
            assert_eq!(found.iter().flatten().count(), 1, "{found:?}");
            let junction = found.iter().flatten().next().unwrap();
            let [first, second] = junction.ends;
            assert_eq!((first.orientation, second.orientation), (Orientation::KeepsLeft, Orientation::KeepsLeft));
            assert_eq!((first.position.get(), second.position.get()), (150, 998));
            assert_eq!((junction.overlap, junction.mapping_qualities), (-2, [Some(60), Some(30)]));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[0-9,;+MSHID1-]{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            for text in [text.as_bytes(), &bytes] {
                let with_name = [b"1,", text].concat();
                for text in [text, &with_name] {
                    if let Some(mut found) = parts(text, &contigs()) {
                        for own in found.clone() {
                            junctions(&mut found, &own);
                        }
                    }
                    covered(text);
                }
            }
        }
    }
}
