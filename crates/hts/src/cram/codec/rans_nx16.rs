//! rANS with 4 or 32 states that are refilled by two bytes, of CRAM 3.1 (CRAM codecs 3).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;
use super::rans::{Frequencies, SYMBOLS, Tables, UNSOUND, symbols};
use super::transform::{Packing, Runs, decode_flagged, flag};

/// States below are refilled.
const LOWEST: u32 = 1 << 15;

/// Decodes to a number of bytes.
pub(super) fn decode(bytes: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
    decode_flagged(bytes, size, transformed, UNSOUND)
}

fn transformed(bytes: &mut Bytes<'_>, flags: u8, size: usize) -> Result<Vec<u8>, CramFault> {
    let many = flags & flag::N32_OR_EXTERNAL != 0;
    let packing = if flags & flag::PACK == 0 { None } else { Some(Packing::read(bytes, size)?) };
    let packed_size = packing.as_ref().map_or(size, |packing| packing.size);
    let runs = if flags & flag::RUNS == 0 {
        None
    } else {
        Some(Runs::read(bytes, packed_size, if many { order_0::<32> } else { order_0::<4> })?)
    };
    let coded_size = runs.as_ref().map_or(packed_size, |runs| runs.size);
    let mut decoded = match (flags & flag::PLAIN, flags & flag::ORDER, many) {
        _ if coded_size == 0 => Vec::new(),
        (0, 0, false) => order_0::<4>(bytes, coded_size)?,
        (0, 0, true) => order_0::<32>(bytes, coded_size)?,
        (0, _, false) => order_1::<4>(bytes, coded_size)?,
        (0, _, true) => order_1::<32>(bytes, coded_size)?,
        _ => bytes.take(coded_size)?.to_vec(),
    };
    if let Some(runs) = runs {
        decoded = runs.expand(&decoded, packed_size)?;
    }
    match packing {
        Some(packing) => packing.unpack(decoded, size),
        None => Ok(decoded),
    }
}

/// Makes frequencies, whose sum is a power of two, add up to 2^bits.
fn normalise(frequencies: &mut Frequencies, bits: u32) -> Result<(), CramFault> {
    let total: u64 = frequencies.iter().map(|(_, frequency)| u64::from(*frequency)).sum();
    if !total.is_power_of_two() || total > 1 << bits {
        return Err(UNSOUND);
    }
    let shift = bits - total.ilog2();
    for (_, frequency) in frequencies {
        *frequency <<= shift;
    }
    Ok(())
}

/// The symbols of an alphabet, in ascending order.
fn alphabet(bytes: &mut Bytes<'_>) -> Result<Vec<u8>, CramFault> {
    let mut alphabet = Vec::new();
    symbols(bytes, |symbol, _| {
        alphabet.push(symbol);
        Ok(())
    })?;
    Ok(alphabet)
}

fn number(bytes: &mut Bytes<'_>) -> Result<u32, CramFault> {
    u32::try_from(bytes.uint7()?).map_err(|_| UNSOUND)
}

fn states<const N: usize>(bytes: &mut Bytes<'_>) -> Result<[u32; N], CramFault> {
    let mut states = [0; N];
    for state in &mut states {
        *state = bytes.u32()?;
    }
    Ok(states)
}

/// Where the next two bytes lie. They are read whether they are needed or not: a branch would be guessed wrong too often.
struct Words<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Words<'_> {
    #[inline]
    fn refill(&mut self, state: &mut u32) {
        let word = match self.bytes.get(self.at..self.at + 2) {
            Some([low, high]) => u16::from_le_bytes([*low, *high]),
            _ => 0,
        };
        let low = *state < LOWEST;
        *state = if low { *state << 16 | u32::from(word) } else { *state };
        self.at += 2 * usize::from(low);
    }

    /// Whether all words were there.
    fn finish(&self) -> Result<(), CramFault> {
        if self.at > self.bytes.len() { Err(CramFault::Ended) } else { Ok(()) }
    }
}

/// The states take turns.
fn order_0<const N: usize>(bytes: &mut Bytes<'_>, size: usize) -> Result<Vec<u8>, CramFault> {
    let mut frequencies =
        alphabet(bytes)?.into_iter().map(|symbol| Ok((symbol, number(bytes)?))).collect::<Result<_, _>>()?;
    normalise(&mut frequencies, 12)?;
    let tables = Tables::order_0(&frequencies, 12)?;
    let mut states = states::<N>(bytes)?;
    let mut words = Words { bytes: bytes.0, at: 0 };
    let mut decoded = vec![0; size];
    for chunk in decoded.chunks_mut(N) {
        for (place, state) in chunk.iter_mut().zip(&mut states) {
            *place = tables.step(0, state);
            words.refill(state);
        }
    }
    words.finish()?;
    tables.name(&mut decoded);
    Ok(decoded)
}

/// Each state has an n-th of the bytes; the last one also what does not divide by n.
fn order_1<const N: usize>(bytes: &mut Bytes<'_>, size: usize) -> Result<Vec<u8>, CramFault> {
    let tables = tables(bytes)?;
    let mut states = states::<N>(bytes)?;
    let mut words = Words { bytes: bytes.0, at: 0 };
    let mut decoded = vec![0; size];
    let part = size / N;
    let mut contexts = [tables.first_context(); N];
    for at in 0..part {
        for (lane, (state, context)) in states.iter_mut().zip(&mut contexts).enumerate() {
            *context = tables.step(*context, state);
            words.refill(state);
            decoded[lane * part + at] = *context;
        }
    }
    for place in &mut decoded[N * part..] {
        contexts[N - 1] = tables.step(contexts[N - 1], &mut states[N - 1]);
        words.refill(&mut states[N - 1]);
        *place = contexts[N - 1];
    }
    words.finish()?;
    tables.name(&mut decoded);
    Ok(decoded)
}

/// The frequencies of every symbol in the context of every other, which may themselves be coded.
fn tables(bytes: &mut Bytes<'_>) -> Result<Tables, CramFault> {
    let first = bytes.u8()?;
    let bits = u32::from(first >> 4);
    if !matches!(bits, 10 | 12) {
        return Err(UNSOUND);
    }
    if first & 1 == 0 {
        return contexts(bytes, bits);
    }
    let (inflated, coded) = (bytes.uint7()?, bytes.uint7()?);
    // An alphabet, and a number of three bytes at most for each pair of symbols.
    if inflated > 3 * (SYMBOLS + 1) * (SYMBOLS + 1) {
        return Err(UNSOUND);
    }
    let inflated = order_0::<4>(&mut Bytes(bytes.take(coded)?), inflated)?;
    contexts(&mut Bytes(&inflated), bits)
}

fn contexts(bytes: &mut Bytes<'_>, bits: u32) -> Result<Tables, CramFault> {
    let alphabet = alphabet(bytes)?;
    let mut contexts = Vec::with_capacity(alphabet.len());
    for context in &alphabet {
        let mut frequencies = Vec::new();
        // A zero is followed by the number of further zeros.
        let mut zeros = 0;
        for symbol in &alphabet {
            if zeros > 0 {
                zeros -= 1;
                continue;
            }
            match number(bytes)? {
                0 => zeros = bytes.u8()?,
                frequency => frequencies.push((*symbol, frequency)),
            }
        }
        if !frequencies.is_empty() {
            normalise(&mut frequencies, bits)?;
            contexts.push((*context, frequencies));
        }
    }
    Tables::order_1(&contexts, bits)
}
