//! The range coder, and models of symbols that learn while they are used (CRAM codecs 4).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;

/// What is left of the range, and where in it the code lies.
#[derive(Debug)]
pub(super) struct RangeCoder<'a> {
    bytes: Bytes<'a>,
    range: u32,
    code: u32,
}

impl<'a> RangeCoder<'a> {
    pub(super) fn new(bytes: Bytes<'a>) -> Result<Self, CramFault> {
        let mut coder = Self { bytes, range: u32::MAX, code: 0 };
        for _ in 0..5 {
            coder.code = coder.code << 8 | u32::from(coder.bytes.u8()?);
        }
        Ok(coder)
    }
}

/// A symbol and how often it was seen.
#[derive(Debug, Clone, Copy)]
struct Counted {
    symbol: u8,
    frequency: u16,
}

/// Models of one alphabet, a model for each context.
#[derive(Debug)]
pub(super) struct Models {
    symbols: usize,
    /// Per context, all symbols, the frequent ones first.
    counted: Vec<Counted>,
    /// Per context, the sum of the frequencies.
    totals: Vec<u32>,
}

/// What a symbol's frequency grows by when it is seen.
const STEP: u16 = 16;
/// A sum of frequencies above is halved.
const MOST: u32 = (1 << 16) - 17;

impl Models {
    /// Models of the symbols 0, 1, ..., of which there are at most 256. All are as likely.
    pub(super) fn new(symbols: usize, contexts: usize) -> Self {
        let model: Vec<Counted> = (0..=u8::MAX).take(symbols).map(|symbol| Counted { symbol, frequency: 1 }).collect();
        let total = model.iter().map(|counted| u32::from(counted.frequency)).sum();
        Self { symbols: model.len(), counted: model.repeat(contexts), totals: vec![total; contexts] }
    }

    /// METHOD: the next symbol, by the place of the code in the range that the symbols share by their frequencies; then
    /// the model learns (CRAM codecs 4.1). Frequent symbols move to the front.
    pub(super) fn decode(&mut self, context: usize, coder: &mut RangeCoder<'_>) -> Result<u8, CramFault> {
        let begin = context * self.symbols;
        let (Some(model), Some(total)) =
            (self.counted.get_mut(begin..begin + self.symbols), self.totals.get_mut(context))
        else {
            return Err(UNSOUND);
        };
        // The range is at least 2^24 and the sum of frequencies below 2^16.
        coder.range /= (*total).max(1);
        let place = coder.code / coder.range.max(1);
        let (mut before, mut at) = (0, 0);
        let frequency = loop {
            let frequency = u32::from(model.get(at).ok_or(UNSOUND)?.frequency);
            if before + frequency > place {
                break frequency;
            }
            before += frequency;
            at += 1;
        };
        coder.code -= before * coder.range;
        coder.range *= frequency;
        while coder.range < 1 << 24 {
            coder.range <<= 8;
            coder.code = coder.code << 8 | u32::from(coder.bytes.u8()?);
        }
        let symbol = model[at].symbol;
        model[at].frequency += STEP;
        *total += u32::from(STEP);
        if *total > MOST {
            *total = 0;
            for counted in model.iter_mut() {
                counted.frequency -= counted.frequency / 2;
                *total += u32::from(counted.frequency);
            }
        }
        if at > 0 && model[at].frequency > model[at - 1].frequency {
            model.swap(at, at - 1);
        }
        Ok(symbol)
    }
}

/// The fault of all unsound data of the range coder.
pub(super) const UNSOUND: CramFault = CramFault::Compressed("range-coded");
