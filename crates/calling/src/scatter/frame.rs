//! How records lie in an evidence file: one after the other, each by itself whole and checked.
//!
//! A record is postcard bytes (real numbers as their bits, so they come back exactly), which begin with its kind. A frame is
//! the record as gzip (RFC 1952), which states CRC-32 and length, behind the number of gzip's bytes (32 bits, little
//! endian). A frame that was not written to its end is recognised as such.

use std::io::{self, Read};

use libdeflater::{CompressionLvl, Compressor, Decompressor};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What an evidence file begins with: the last byte is the version of the form.
pub(super) const MAGIC: [u8; 8] = *b"MARV-EV\x02";

/// Deflate makes at most this many bytes of one (RFC 1951: 258 bytes from two bits).
const GREATEST_RATIO: usize = 1032;

/// Deflate's level.
const LEVEL: i32 = 1;

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// The first: whose evidence this is.
    Run,
    /// A piece and what was collected there.
    Piece,
    /// The last of a finished file: how many pieces it holds.
    End,
}

/// Why there is no frame.
#[derive(Debug)]
pub(super) enum FrameFault {
    /// The operating system refused.
    Io(io::Error),
    /// The file ends within the frame.
    Torn,
    /// Length or checksum are not those of the content.
    Damaged,
}

/// The frame of a record.
pub(super) fn encode(kind: Kind, content: &impl Serialize) -> io::Result<Vec<u8>> {
    let record = postcard::to_allocvec(&(kind, content)).map_err(io::Error::other)?;
    let level = CompressionLvl::new(LEVEL).map_err(|error| io::Error::other(format!("{error:?}")))?;
    let mut compressor = Compressor::new(level);
    let mut frame = vec![0; 4 + compressor.gzip_compress_bound(record.len())];
    let length = compressor.gzip_compress(&record, &mut frame[4..]).map_err(io::Error::other)?;
    frame[..4].copy_from_slice(&u32::try_from(length).map_err(io::Error::other)?.to_le_bytes());
    frame.truncate(4 + length);
    Ok(frame)
}

/// The bytes of the next frame, with its length; `None` at the end of the file.
pub(super) fn read(from: &mut impl Read) -> Result<Option<Vec<u8>>, FrameFault> {
    let mut frame = Vec::new();
    from.take(4).read_to_end(&mut frame).map_err(FrameFault::Io)?;
    let Some(length) = frame.first_chunk() else {
        return if frame.is_empty() { Ok(None) } else { Err(FrameFault::Torn) };
    };
    let length = u32::from_le_bytes(*length);
    let found = from.take(length.into()).read_to_end(&mut frame).map_err(FrameFault::Io)?;
    if found < length as usize { Err(FrameFault::Torn) } else { Ok(Some(frame)) }
}

/// The record in a frame, checked against its checksum.
pub(super) fn record(frame: &[u8]) -> Result<Vec<u8>, FrameFault> {
    let gzip = frame.get(4..).ok_or(FrameFault::Torn)?;
    let stated = gzip.last_chunk().map(|length| u32::from_le_bytes(*length) as usize);
    let length = stated.filter(|length| length / GREATEST_RATIO <= gzip.len()).ok_or(FrameFault::Damaged)?;
    let mut record = vec![0; length];
    match Decompressor::new().gzip_decompress(gzip, &mut record) {
        Ok(found) if found == length => Ok(record),
        _ => Err(FrameFault::Damaged),
    }
}

/// What a record of the wanted kind begins with, and the bytes behind that.
pub(super) fn content<T: DeserializeOwned>(record: &[u8], wanted: Kind) -> Option<(T, &[u8])> {
    let ((kind, content), rest) = postcard::take_from_bytes::<(Kind, T)>(record).ok()?;
    (kind == wanted).then_some((content, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_record_comes_back_and_a_cut_or_changed_frame_does_not(
            content in prop::collection::vec(any::<f64>(), 0..200), cut in any::<prop::sample::Index>(), flip in 0u8..8,
        ) {
            let frame = encode(Kind::Piece, &content).unwrap();
            let read_back = |mut bytes: &[u8]| record(&read(&mut bytes).ok()??).ok();
            let found = read_back(&frame).unwrap();
            let (back, rest) = super::content::<Vec<f64>>(&found, Kind::Piece).unwrap();
            prop_assert!(rest.is_empty() && super::content::<Vec<f64>>(&found, Kind::End).is_none());
            let bits = |numbers: &[f64]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back), bits(&content));
            let place = cut.index(frame.len());
            prop_assert!(place == 0 || read_back(&frame[..place]).is_none(), "cut at {}", place);
            let mut changed = frame.clone();
            changed[place] ^= 1 << flip;
            // gzip's own header has bytes that say nothing (time, system).
            prop_assert!(read_back(&changed).is_none_or(|record| record == found), "changed at {}", place);
        }
    }
}
