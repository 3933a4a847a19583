//! What records of one template say of each other, where CRAM does not write it down (CRAM 10.4).

use super::fault::CramFault;
use super::read::{UNMAPPED, offset};

const PAIRED: u16 = 1;
const MATE_UNMAPPED: u16 = 8;
const REVERSE: u16 = 16;
const MATE_REVERSE: u16 = 32;
const FIRST: u16 = 64;

/// A record of the slice, as far as its mates are concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// Where its BAM record begins among the bytes of the slice.
    pub(super) at: usize,
    pub(super) flags: u16,
    pub(super) contig: i32,
    /// From 1, both included; the end is not before the start.
    pub(super) start: i32,
    pub(super) end: i32,
    /// The number of the next record of the template, where the file says that it follows in the slice.
    pub(super) next: Option<usize>,
    /// The length of the template, where it is written down.
    pub(super) template_length: Option<i32>,
}

/// Completes the records of all templates that have several in the slice.
pub(super) fn resolve(segments: &[Segment], bytes: &mut [u8]) -> Result<(), CramFault> {
    let mut resolved = vec![false; segments.len()];
    let mut chain = Vec::new();
    for first in 0..segments.len() {
        if resolved[first] || segments[first].next.is_none() {
            continue;
        }
        chain.clear();
        let mut next = Some(first);
        while let Some(number) = next {
            let segment = segments.get(number).ok_or(CramFault::Missing("record that is said to be a mate"))?;
            if std::mem::replace(&mut resolved[number], true) {
                return Err(CramFault::Missing("record that is said to be a mate"));
            }
            chain.push(*segment);
            next = segment.next;
        }
        complete(&chain, bytes);
    }
    Ok(())
}

/// METHOD: the template's length is that from its leftmost to its rightmost base, positive for the leftmost record and
/// negative for the others (SAM 1.4.9). Of several leftmost ones it is the one that ends first, then the first read of
/// the template: so do the programs decide that write CRAM, and they leave a length out where it can be had so.
fn complete(chain: &[Segment], bytes: &mut [u8]) {
    let Some(first) = chain.first() else { return };
    let left = chain.iter().map(|segment| segment.start).min().unwrap_or(0);
    let right = chain.iter().map(|segment| segment.end).max().unwrap_or(0);
    let is_only = |place: fn(&Segment) -> i32, of: i32| chain.iter().filter(|segment| place(segment) == of).count() < 2;
    let first_is_left = first.start == left
        && (first.end < right
            || is_only(|segment| segment.start, left)
            || (first.flags & FIRST != 0 && !is_only(|segment| segment.end, right)));
    let length = if chain.iter().all(|segment| segment.contig == first.contig) {
        right.saturating_sub(left).saturating_add(1)
    } else {
        0
    };
    let of_first = if first_is_left { length } else { -length };
    for (place, segment) in chain.iter().enumerate() {
        let mate = chain.get(place + 1).unwrap_or(first);
        let mut flags = segment.flags | PAIRED;
        flags |= if mate.flags & UNMAPPED == 0 { 0 } else { MATE_UNMAPPED };
        flags |= if mate.flags & REVERSE == 0 { 0 } else { MATE_REVERSE };
        let template_length = match segment.template_length {
            Some(length) => length,
            None if (segment.flags | mate.flags) & UNMAPPED != 0 => 0,
            None if place == 0 => of_first,
            None => -of_first,
        };
        let record = &mut bytes[segment.at..];
        record[offset::FLAGS..offset::FLAGS + 2].copy_from_slice(&flags.to_le_bytes());
        let fields = [mate.contig, mate.start - 1, template_length].map(i32::to_le_bytes);
        record[offset::MATE..offset::MATE + 12].copy_from_slice(fields.as_flattened());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(start: i32, end: i32, flags: u16, next: Option<usize>) -> Segment {
        Segment { at: 0, flags, contig: 0, start, end, next, template_length: None }
    }

    /// Flags, position of the mate and length of the template of each record.
    fn resolved(mut segments: Vec<Segment>) -> Vec<(u16, i32, i32)> {
        let mut bytes = vec![0; 40 * segments.len()];
        segments.iter_mut().enumerate().for_each(|(place, segment)| segment.at = 40 * place);
        resolve(&segments, &mut bytes).unwrap();
        let number = |at: usize| i32::from_le_bytes(*bytes[at..].first_chunk().unwrap());
        let flags = |at: usize| u16::from_le_bytes(*bytes[at..].first_chunk().unwrap());
        segments.iter().map(|s| (flags(s.at + 14), number(s.at + 24), number(s.at + 28))).collect()
    }

    #[test]
    fn the_sign_of_the_length_is_that_of_the_place() {
        let pair = |first, second| resolved(vec![first, second]);
        assert_eq!(
            pair(segment(100, 149, 64, Some(1)), segment(200, 249, 144, None)),
            [(0x61, 199, 150), (0x91, 99, -150)]
        );
        // Alike on both sides: the first read of the template is the left one, in any order.
        let (first, second) = (|next| segment(100, 149, 65, next), |next| segment(100, 149, 145, next));
        assert_eq!(pair(first(Some(1)), second(None)).map_lengths(), [50, -50]);
        assert_eq!(pair(second(Some(1)), first(None)).map_lengths(), [-50, 50]);
        // Alike on the left: the shorter one is.
        assert_eq!(pair(segment(100, 120, 129, Some(1)), first(None)).map_lengths(), [50, -50]);
        assert_eq!(pair(first(Some(1)), segment(100, 120, 129, None)).map_lengths(), [-50, 50]);
        // An unmapped mate has no length.
        assert_eq!(pair(first(Some(1)), segment(100, 100, 133, None)), [(0x49, 99, 0), (133, 99, 0)]);
    }

    trait Lengths {
        fn map_lengths(&self) -> Vec<i32>;
    }

    impl Lengths for Vec<(u16, i32, i32)> {
        fn map_lengths(&self) -> Vec<i32> {
            self.iter().map(|(_, _, length)| *length).collect()
        }
    }

    #[test]
    fn three_segments_form_a_ring_and_a_mate_has_one_place_in_it() {
        let three = [
            segment(10, 19, 65, Some(2)),
            segment(11, 20, 0, None),
            segment(30, 39, 1, Some(3)),
            segment(50, 59, 129, None),
        ];
        let found = resolved(three.to_vec());
        assert_eq!([found[0].1, found[2].1, found[3].1], [29, 49, 9]);
        assert_eq!([found[0].2, found[2].2, found[3].2], [50, -50, -50]);
        assert_eq!(found[1], (0, 0, 0), "no template has it");
        let twice = [segment(10, 19, 65, Some(2)), segment(11, 20, 65, Some(2)), segment(30, 39, 129, None)];
        assert!(resolve(&twice, &mut [0; 120]).is_err());
        assert!(resolve(&[segment(10, 19, 65, Some(1))], &mut [0; 40]).is_err());
    }
}
