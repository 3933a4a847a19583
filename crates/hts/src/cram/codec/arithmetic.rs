//! The adaptive arithmetic coder (CRAM codecs 4.2 to 4.3).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;
use super::range_coder::{Models, RangeCoder, UNSOUND};
use super::rans::SYMBOLS;
use super::transform::{Packing, decode_flagged, flag};

/// Decodes to a number of bytes.
pub(super) fn decode(bytes: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
    decode_flagged(bytes, size, transformed, UNSOUND)
}

fn transformed(bytes: &mut Bytes<'_>, flags: u8, size: usize) -> Result<Vec<u8>, CramFault> {
    let packing = if flags & flag::PACK == 0 { None } else { Some(Packing::read(bytes, size)?) };
    let coded_size = packing.as_ref().map_or(size, |packing| packing.size);
    let decoded = if coded_size == 0 {
        Vec::new()
    } else if flags & flag::PLAIN != 0 {
        bytes.take(coded_size)?.to_vec()
    } else if flags & flag::N32_OR_EXTERNAL != 0 {
        super::inflate(super::BZIP2, bytes.0, coded_size)?
    } else {
        coded(*bytes, flags, coded_size)?
    };
    match packing {
        Some(packing) => packing.unpack(decoded, size),
        None => Ok(decoded),
    }
}

/// Runs of up to three and then more: 256 for the first continuation, 257 for all others.
const RUN_CONTEXTS: usize = SYMBOLS + 2;

fn coded(mut bytes: Bytes<'_>, flags: u8, size: usize) -> Result<Vec<u8>, CramFault> {
    let count = match bytes.u8()? {
        0 => SYMBOLS,
        count => usize::from(count),
    };
    let (in_order, with_runs) = (flags & flag::ORDER != 0, flags & flag::RUNS != 0);
    let mut literals = Models::new(count, if in_order { count } else { 1 });
    let mut lengths = Models::new(4, if with_runs { RUN_CONTEXTS } else { 0 });
    let mut coder = RangeCoder::new(bytes)?;
    let mut decoded = Vec::with_capacity(size);
    let mut context = 0;
    while decoded.len() < size {
        let symbol = literals.decode(context, &mut coder)?;
        context = if in_order { usize::from(symbol) } else { 0 };
        let mut run = 1;
        if with_runs {
            let mut run_context = usize::from(symbol);
            loop {
                let part = lengths.decode(run_context, &mut coder)?;
                run += usize::from(part);
                if run > size - decoded.len() {
                    return Err(UNSOUND);
                }
                if part < 3 {
                    break;
                }
                run_context = if run_context < SYMBOLS { SYMBOLS } else { SYMBOLS + 1 };
            }
        }
        decoded.resize(decoded.len() + run, symbol);
    }
    Ok(decoded)
}
