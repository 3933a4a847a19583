//! fqzcomp: qualities, each predicted from those before it in the read (CRAM codecs 6).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;
use super::range_coder::{Models, RangeCoder};

/// The fault of unsound data.
const UNSOUND: CramFault = CramFault::Compressed("fqzcomp");

/// Contexts of a quality.
const CONTEXTS: usize = 1 << 16;

/// How the context of a quality is made.
#[derive(Debug)]
struct Parameters {
    start: u32,
    flags: u8,
    quality_bits: u32,
    quality_shift: u32,
    quality_place: u32,
    selector_place: u32,
    /// The qualities that the coded symbols stand for.
    qualities: Vec<u8>,
    quality_table: Vec<u32>,
    /// By bases left in the read; shifted to their place.
    position_table: Vec<u32>,
    /// By the number of changes of quality in the read; shifted to their place.
    change_table: Vec<u32>,
    symbols: usize,
}

/// Flags of all reads.
const SEVERAL: u8 = 1;
const SELECTOR_TABLE: u8 = 2;
const REVERSED: u8 = 4;
/// Flags of one set of parameters. The third is set where all reads are of one length.
const REPEATED: u8 = 2;
const ONE_LENGTH: u8 = 4;
const SELECTOR: u8 = 8;
const QUALITY_MAP: u8 = 16;
const POSITION_TABLE: u8 = 32;
const CHANGE_TABLE: u8 = 64;
const QUALITY_TABLE: u8 = 128;

impl Parameters {
    fn read(bytes: &mut Bytes<'_>) -> Result<Self, CramFault> {
        let (start, flags, symbols) = (u32::from(bytes.u16()?), bytes.u8()?, bytes.u8()?);
        let mut halves = || bytes.u8().map(|byte| (u32::from(byte >> 4), u32::from(byte & 15)));
        let (quality_bits, quality_shift) = halves()?;
        let (quality_place, selector_place) = halves()?;
        let (position_place, change_place) = halves()?;
        let mut qualities: Vec<u8> = (0..=u8::MAX).collect();
        if flags & QUALITY_MAP != 0 {
            // A symbol beyond the map would be unsound; it decodes to 0.
            qualities = bytes.take(usize::from(symbols))?.to_vec();
            qualities.resize(256, 0);
        }
        let quality_table = if flags & QUALITY_TABLE != 0 { table(bytes, 256)? } else { (0..256).collect() };
        let mut shifted = |wanted: u8, size: usize, place: u32| {
            let table = if flags & wanted != 0 { table(bytes, size)? } else { vec![0; size] };
            Ok(table.into_iter().map(|value| value << place).collect())
        };
        let position_table = shifted(POSITION_TABLE, 1024, position_place)?;
        let change_table = shifted(CHANGE_TABLE, 256, change_place)?;
        let symbols = usize::from(symbols);
        Ok(Self {
            start,
            flags,
            quality_bits,
            quality_shift,
            quality_place,
            selector_place,
            qualities,
            quality_table,
            position_table,
            change_table,
            symbols,
        })
    }
}

/// An array that only grows, by the lengths of its runs, of which equal ones are counted (`ReadArray`).
fn table(bytes: &mut Bytes<'_>, size: usize) -> Result<Vec<u32>, CramFault> {
    let (mut runs, mut covered, mut last) = (Vec::new(), 0, None);
    while covered < size {
        let run = bytes.u8()?;
        let copies = if last == Some(run) { usize::from(bytes.u8()?) } else { 0 };
        runs.resize(runs.len() + 1 + copies, run);
        covered += usize::from(run) * (1 + copies);
        last = Some(run);
        // Each value has a run, and a long run is cut at every 255.
        if runs.len() > 2 * size {
            return Err(UNSOUND);
        }
    }
    let mut table = Vec::with_capacity(size);
    let mut runs = runs.into_iter();
    let mut value = 0;
    while table.len() < size {
        let run = runs.next().ok_or(UNSOUND)?;
        table.resize(size.min(table.len() + usize::from(run)), value);
        value += u32::from(run != 255);
    }
    Ok(table)
}

/// What is known of the read whose qualities are being decoded.
#[derive(Debug, Default)]
struct Read {
    left: usize,
    selector: u32,
    recent: u32,
    changes: usize,
    last: u8,
}

impl Read {
    /// METHOD: the context of the next quality (`FQZUpdateContext`).
    fn context(&mut self, parameters: &Parameters, quality: u8) -> usize {
        self.recent =
            (self.recent << parameters.quality_shift).wrapping_add(parameters.quality_table[usize::from(quality)]);
        let recent = self.recent & ((1 << parameters.quality_bits) - 1);
        let mut context = parameters.start.wrapping_add(recent << parameters.quality_place);
        context = context.wrapping_add(parameters.position_table[self.left.min(1023)]);
        context = context.wrapping_add(parameters.change_table[self.changes.min(255)]);
        if parameters.flags & SELECTOR != 0 {
            context = context.wrapping_add(self.selector << parameters.selector_place);
        }
        self.changes += usize::from(self.last != quality);
        self.last = quality;
        self.left -= 1;
        context as usize % CONTEXTS
    }
}

/// Decodes to a number of bytes.
pub(super) fn decode(bytes: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
    let mut bytes = Bytes(bytes);
    if bytes.uint7()? != size {
        return Err(CramFault::Size(size));
    }
    let (version, flags) = (bytes.u8()?, bytes.u8()?);
    if version != 5 {
        return Err(UNSOUND);
    }
    let count = if flags & SEVERAL != 0 { usize::from(bytes.u8()?) } else { 1 };
    let mut selectors = if count > 1 { count } else { 0 };
    let mut selected: Vec<u32> = (0..256).collect();
    if flags & SELECTOR_TABLE != 0 {
        selectors = usize::from(bytes.u8()?);
        selected = table(&mut bytes, 256)?;
    }
    let sets: Vec<Parameters> = (0..count).map(|_| Parameters::read(&mut bytes)).collect::<Result<_, _>>()?;
    let symbols = 1 + sets.iter().map(|set| set.symbols).max().ok_or(UNSOUND)?;
    let mut coder = RangeCoder::new(bytes)?;
    let mut models = Models::new(symbols, CONTEXTS);
    let mut lengths = Models::new(256, 4);
    let (mut repeats, mut strands) = (Models::new(2, 1), Models::new(2, 1));
    let mut selector = Models::new(1 + selectors, 1);

    let mut decoded = Vec::with_capacity(size);
    let mut reversed = Vec::new();
    let mut length = None;
    while decoded.len() < size {
        let mut read = Read::default();
        if selectors > 0 {
            read.selector = u32::from(selector.decode(0, &mut coder)?);
        }
        let set = sets.get(selected[read.selector as usize] as usize).ok_or(UNSOUND)?;
        read.left = match length.filter(|_| set.flags & ONE_LENGTH != 0) {
            Some(length) => length,
            None => {
                let mut number = [0; 4];
                for (place, byte) in number.iter_mut().enumerate() {
                    *byte = lengths.decode(place, &mut coder)?;
                }
                u32::from_le_bytes(number) as usize
            }
        };
        length = Some(read.left);
        let begin = decoded.len();
        if read.left == 0 || read.left > size - begin {
            return Err(UNSOUND);
        }
        if flags & REVERSED != 0 && strands.decode(0, &mut coder)? != 0 {
            reversed.push(begin..begin + read.left);
        }
        if set.flags & REPEATED != 0 && repeats.decode(0, &mut coder)? != 0 {
            let before = begin.checked_sub(read.left).ok_or(UNSOUND)?;
            decoded.extend_from_within(before..begin);
            continue;
        }
        let mut context = set.start as usize % CONTEXTS;
        while read.left > 0 {
            let symbol = models.decode(context, &mut coder)?;
            context = read.context(set, symbol);
            decoded.push(set.qualities[usize::from(symbol)]);
        }
    }
    for read in reversed {
        decoded[read].reverse();
    }
    Ok(decoded)
}
