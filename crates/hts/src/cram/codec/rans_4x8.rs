//! rANS with four states that are refilled by bytes, of CRAM 3.0 (CRAM codecs 2).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;
use super::rans::{Frequencies, Tables, UNSOUND, symbols};

/// Frequencies add up to 2^12.
const BITS: u32 = 12;
/// States below are refilled.
const LOWEST: u32 = 1 << 23;

/// Decodes to a number of bytes.
pub(super) fn decode(bytes: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
    let mut bytes = Bytes(bytes);
    let order = bytes.u8()?;
    let (_compressed, stated) = (bytes.u32()?, bytes.u32()?);
    if stated as usize != size {
        return Err(CramFault::Size(size));
    }
    match order {
        0 => order_0(bytes, size),
        1 => order_1(bytes, size),
        _ => Err(UNSOUND),
    }
}

fn frequencies(bytes: &mut Bytes<'_>) -> Result<Frequencies, CramFault> {
    let mut frequencies = Vec::new();
    symbols(bytes, |symbol, bytes| {
        frequencies.push((symbol, u32::try_from(bytes.itf8()?).map_err(|_| UNSOUND)?));
        Ok(())
    })?;
    Ok(frequencies)
}

fn states(bytes: &mut Bytes<'_>) -> Result<[u32; 4], CramFault> {
    Ok([bytes.u32()?, bytes.u32()?, bytes.u32()?, bytes.u32()?])
}

#[inline]
fn refill(state: &mut u32, bytes: &mut Bytes<'_>) -> Result<(), CramFault> {
    while *state < LOWEST {
        *state = *state << 8 | u32::from(bytes.u8()?);
    }
    Ok(())
}

fn order_0(mut bytes: Bytes<'_>, size: usize) -> Result<Vec<u8>, CramFault> {
    let tables = Tables::order_0(&frequencies(&mut bytes)?, BITS)?;
    let mut states = states(&mut bytes)?;
    let mut decoded = vec![0; size];
    for chunk in decoded.chunks_mut(4) {
        for (place, state) in chunk.iter_mut().zip(&mut states) {
            *place = tables.step(0, state);
            refill(state, &mut bytes)?;
        }
    }
    tables.name(&mut decoded);
    Ok(decoded)
}

/// Each state has a quarter of the bytes; the last one also what does not divide by four.
fn order_1(mut bytes: Bytes<'_>, size: usize) -> Result<Vec<u8>, CramFault> {
    let mut contexts = Vec::new();
    symbols(&mut bytes, |context, bytes| {
        let mut frequencies = frequencies(bytes)?;
        // Some writers state the frequency of an only symbol as 0.
        frequencies
            .iter_mut()
            .filter(|(_, frequency)| *frequency == 0)
            .for_each(|(_, frequency)| *frequency = 1 << BITS);
        contexts.push((context, frequencies));
        Ok(())
    })?;
    let tables = Tables::order_1(&contexts, BITS)?;
    let [mut first, mut second, mut third, mut fourth] = states(&mut bytes)?;
    let mut decoded = vec![0; size];
    let (front, back) = decoded.split_at_mut(size / 4 * 2);
    let (quarter_1, quarter_2) = front.split_at_mut(size / 4);
    let (quarter_3, rest) = back.split_at_mut(size / 4);
    let (quarter_4, rest) = rest.split_at_mut(size / 4);
    let start = tables.first_context();
    let (mut context_1, mut context_2, mut context_3, mut context_4) = (start, start, start, start);
    for (((one, two), three), four) in quarter_1.iter_mut().zip(quarter_2).zip(quarter_3).zip(quarter_4) {
        context_1 = tables.step(context_1, &mut first);
        context_2 = tables.step(context_2, &mut second);
        context_3 = tables.step(context_3, &mut third);
        context_4 = tables.step(context_4, &mut fourth);
        (*one, *two, *three, *four) = (context_1, context_2, context_3, context_4);
        refill(&mut first, &mut bytes)?;
        refill(&mut second, &mut bytes)?;
        refill(&mut third, &mut bytes)?;
        refill(&mut fourth, &mut bytes)?;
    }
    for place in rest {
        context_4 = tables.step(context_4, &mut fourth);
        *place = context_4;
        refill(&mut fourth, &mut bytes)?;
    }
    tables.name(&mut decoded);
    Ok(decoded)
}
