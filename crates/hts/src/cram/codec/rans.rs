//! What both rANS coders share: the state, and tables from frequencies to symbols (CRAM codecs 2 and 3).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;

/// The number of symbols of a byte.
pub(super) const SYMBOLS: usize = 256;

/// Which symbols there are, with their frequencies, in ascending order.
pub(super) type Frequencies = Vec<(u8, u32)>;

/// For each context and each number below `1 << bits`: the symbol whose range holds it, and where in the range it lies.
///
/// Symbols are numbered anew, so that contexts lie side by side and the table stays in the processor's cache.
#[derive(Debug)]
pub(super) struct Tables {
    /// Per slot: the symbol's number (8 bits), its frequency less one (12 bits), the place in its range (12 bits).
    slots: Vec<u32>,
    bits: u32,
    /// The symbols by number.
    symbols: Vec<u8>,
    /// The numbers by symbol.
    numbers: [u8; SYMBOLS],
}

impl Tables {
    /// The table of a coder without context.
    pub(super) fn order_0(frequencies: &Frequencies, bits: u32) -> Result<Self, CramFault> {
        let mut tables = Self::empty(frequencies.iter().map(|(symbol, _)| *symbol), 1, bits);
        tables.fill(0, frequencies)?;
        Ok(tables)
    }

    /// The tables of a coder with the symbol before as context. A symbol without a table is no context of another.
    pub(super) fn order_1(contexts: &[(u8, Frequencies)], bits: u32) -> Result<Self, CramFault> {
        let mut seen = [false; SYMBOLS];
        // Every stream begins in the context of 0.
        seen[0] = true;
        for (context, frequencies) in contexts {
            seen[usize::from(*context)] = true;
            for (symbol, _) in frequencies {
                seen[usize::from(*symbol)] = true;
            }
        }
        let symbols = (0..=u8::MAX).filter(|symbol| seen[usize::from(*symbol)]);
        let count = seen.iter().filter(|seen| **seen).count();
        let mut tables = Self::empty(symbols, count, bits);
        for (context, frequencies) in contexts {
            tables.fill(usize::from(tables.numbers[usize::from(*context)]), frequencies)?;
        }
        Ok(tables)
    }

    fn empty(symbols: impl Iterator<Item = u8>, contexts: usize, bits: u32) -> Self {
        let symbols: Vec<u8> = symbols.collect();
        let mut numbers = [0; SYMBOLS];
        for (symbol, number) in symbols.iter().zip(0..=u8::MAX) {
            numbers[usize::from(*symbol)] = number;
        }
        Self { slots: vec![0; contexts << bits], bits, symbols, numbers }
    }

    fn fill(&mut self, context: usize, frequencies: &Frequencies) -> Result<(), CramFault> {
        let mut slots = self.slots[context << self.bits..(context + 1) << self.bits].iter_mut();
        for (symbol, frequency) in frequencies.iter().filter(|(_, frequency)| *frequency > 0) {
            let number = u32::from(self.numbers[usize::from(*symbol)]);
            for place in 0..*frequency {
                *slots.next().ok_or(UNSOUND)? = place << 20 | (frequency - 1) << 8 | number;
            }
        }
        // The last slot is never used by a coder whose frequencies add up to one less, as those of CRAM 3.0 do.
        if slots.len() > 1 { Err(UNSOUND) } else { Ok(()) }
    }

    /// METHOD: the decoding step (CRAM codecs 2.2). The state x gives the symbol s whose range holds c = x mod 2^bits,
    /// and becomes f(s) * floor(x / 2^bits) + c - C(s), with the frequency f and its sum C over the symbols before. It
    /// cannot overflow: f is at most 2^bits.
    #[inline]
    pub(super) fn step(&self, context: u8, state: &mut u32) -> u8 {
        let within = *state & ((1 << self.bits) - 1);
        let slot = self.slots[usize::from(context) << self.bits | within as usize];
        *state = ((slot >> 8 & 0xfff) + 1) * (*state >> self.bits) + (slot >> 20);
        slot.to_le_bytes()[0]
    }

    /// The number of the symbol 0, in whose context every stream begins.
    pub(super) fn first_context(&self) -> u8 {
        self.numbers[0]
    }

    /// Turns numbers into the symbols that they stand for.
    pub(super) fn name(&self, numbers: &mut [u8]) {
        let mut names = [0; SYMBOLS];
        names[..self.symbols.len()].copy_from_slice(&self.symbols);
        for number in numbers {
            *number = names[usize::from(*number)];
        }
    }
}

/// The fault of all unsound rANS data.
pub(super) const UNSOUND: CramFault = CramFault::Compressed("rANS");

/// Symbols in ascending order, each followed by something that `each` reads. Of a run of successive ones only the first
/// two and the number of the others are written. A zero ends the list (CRAM codecs 2.1).
pub(super) fn symbols<'a>(
    bytes: &mut Bytes<'a>,
    mut each: impl FnMut(u8, &mut Bytes<'a>) -> Result<(), CramFault>,
) -> Result<(), CramFault> {
    let mut symbol = bytes.u8()?;
    let mut run = 0;
    loop {
        each(symbol, bytes)?;
        let last = symbol;
        if run > 0 {
            run -= 1;
            symbol = symbol.checked_add(1).ok_or(UNSOUND)?;
            continue;
        }
        symbol = bytes.u8()?;
        if symbol == 0 {
            return Ok(());
        }
        if last.checked_add(1) == Some(symbol) {
            run = bytes.u8()?;
        }
    }
}
