//! Encoders by the book, slow and plain.

use std::collections::BTreeMap;
use std::io::Write;

use super::flag;

/// A number of seven bits a byte.
pub(super) fn uint7(mut number: usize) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(number & 127).unwrap()];
    while number > 127 {
        number >>= 7;
        bytes.insert(0, u8::try_from(number & 127 | 128).unwrap());
    }
    bytes
}

/// Symbols as both rANS coders list them, each followed by something.
fn listed(symbols: &[u8], mut each: impl FnMut(u8) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut left = 0;
    for (place, symbol) in symbols.iter().enumerate() {
        if left > 0 {
            left -= 1;
        } else {
            bytes.push(*symbol);
            if place > 0 && symbols[place - 1].checked_add(1) == Some(*symbol) {
                let successive = symbols[place..].windows(2).take_while(|pair| pair[0].checked_add(1) == Some(pair[1]));
                left = successive.count();
                bytes.push(u8::try_from(left).unwrap());
            }
        }
        bytes.extend(each(*symbol));
    }
    bytes.push(0);
    bytes
}

/// Frequencies that add up to a power of two.
fn frequencies(symbols: impl Iterator<Item = u8>, bits: u32) -> BTreeMap<u8, u32> {
    let mut counts = BTreeMap::<u8, u32>::new();
    symbols.for_each(|symbol| *counts.entry(symbol).or_default() += 1);
    let total: u32 = counts.values().sum();
    for count in counts.values_mut() {
        *count = (*count * ((1 << bits) - 256) / total).max(1);
    }
    let sum: u32 = counts.values().sum();
    if let Some(first) = counts.values_mut().next() {
        *first += (1 << bits) - sum;
    }
    counts
}

/// For each step of the decoder: the state, the context, and the symbol.
fn steps(data: &[u8], states: usize, in_order: bool) -> Vec<(usize, u8, u8)> {
    if !in_order {
        return data.iter().enumerate().map(|(at, symbol)| (at % states, 0, *symbol)).collect();
    }
    let part = data.len() / states;
    let before = |state: usize, at: usize| if at == state * part { 0 } else { data[at - 1] };
    let step = |state: usize, at: usize| (state, before(state, at), data[at]);
    let together = (0..part).flat_map(|at| (0..states).map(move |state| (state, state * part + at)));
    let rest = (part * states..data.len()).map(|at| (states - 1, at));
    together.chain(rest).map(|(state, at)| step(state, at)).collect()
}

/// METHOD: the encoder of CRAM codecs 2.2, which goes backwards. The states, and what follows them.
fn rans(
    steps: &[(usize, u8, u8)],
    tables: &BTreeMap<u8, BTreeMap<u8, u32>>,
    states: usize,
    bits: u32,
    words: bool,
) -> Vec<u8> {
    let lowest: u64 = if words { 1 << 15 } else { 1 << 23 };
    let mut state = vec![lowest; states];
    let mut behind = Vec::new();
    for (lane, context, symbol) in steps.iter().rev() {
        let table = &tables[context];
        let (frequency, before) =
            (u64::from(table[symbol]), table.range(..*symbol).map(|(_, f)| u64::from(*f)).sum::<u64>());
        let x = &mut state[*lane];
        let step = if words { 16 } else { 8 };
        while *x >= ((lowest >> bits) << step) * frequency {
            let bytes = x.to_le_bytes();
            behind.extend(if words { vec![bytes[1], bytes[0]] } else { vec![bytes[0]] });
            *x >>= step;
        }
        *x = ((*x / frequency) << bits) + *x % frequency + before;
    }
    behind.reverse();
    let states = state.iter().flat_map(|x| u32::try_from(*x).unwrap().to_le_bytes());
    states.chain(behind).collect()
}

fn tables(steps: &[(usize, u8, u8)], bits: u32) -> BTreeMap<u8, BTreeMap<u8, u32>> {
    let mut contexts = BTreeMap::<u8, Vec<u8>>::new();
    for (_, context, symbol) in steps {
        contexts.entry(*context).or_default().push(*symbol);
    }
    contexts.into_iter().map(|(context, symbols)| (context, frequencies(symbols.into_iter(), bits))).collect()
}

fn keys<V>(map: &BTreeMap<u8, V>) -> Vec<u8> {
    map.keys().copied().collect()
}

pub(super) fn rans_4x8(data: &[u8], in_order: bool) -> Vec<u8> {
    let steps = steps(data, 4, in_order);
    let tables = tables(&steps, 12);
    let itf8 = |number: u32| {
        if number < 128 {
            vec![number.to_le_bytes()[0]]
        } else {
            vec![0x80 | number.to_le_bytes()[1], number.to_le_bytes()[0]]
        }
    };
    let table = |context: u8| listed(&keys(&tables[&context]), |symbol| itf8(tables[&context][&symbol]));
    let mut coded = if in_order { listed(&keys(&tables), table) } else { table(0) };
    coded.extend(rans(&steps, &tables, 4, 12, false));
    let mut bytes = vec![u8::from(in_order)];
    bytes.extend(u32::try_from(coded.len()).unwrap().to_le_bytes());
    bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    [bytes, coded].concat()
}

/// The coded bytes of rANS Nx16, without flags and size.
pub(super) fn nx16(data: &[u8], flags: u8, compress_table: bool) -> Vec<u8> {
    let (states, in_order) = (if flags & flag::N32_OR_EXTERNAL == 0 { 4 } else { 32 }, flags & flag::ORDER != 0);
    let steps = steps(data, states, in_order);
    if !in_order {
        let tables = tables(&steps, 12);
        let mut bytes = listed(&keys(&tables[&0]), |_| Vec::new());
        bytes.extend(tables[&0].values().flat_map(|frequency| uint7(*frequency as usize)));
        return [bytes, rans(&steps, &tables, states, 12, true)].concat();
    }
    let tables = tables(&steps, 10);
    let mut alphabet: Vec<u8> = keys(&tables);
    alphabet.extend(data);
    alphabet.sort_unstable();
    alphabet.dedup();
    let mut table = listed(&alphabet, |_| Vec::new());
    let empty = BTreeMap::new();
    for context in &alphabet {
        let row = tables.get(context).unwrap_or(&empty);
        let mut at = 0;
        while let Some(symbol) = alphabet.get(at) {
            let frequency = row.get(symbol).copied().unwrap_or(0);
            table.extend(uint7(frequency as usize));
            at += 1;
            if frequency == 0 {
                let zeros = alphabet[at..].iter().take_while(|symbol| !row.contains_key(symbol)).count();
                table.push(u8::try_from(zeros).unwrap());
                at += zeros;
            }
        }
    }
    let mut bytes = vec![10 << 4 | u8::from(compress_table)];
    if compress_table {
        let coded = nx16(&table, 0, false);
        bytes.extend([uint7(table.len()), uint7(coded.len()), coded].concat());
    } else {
        bytes.extend(table);
    }
    [bytes, rans(&steps, &tables, states, 10, true)].concat()
}

/// Packed bytes, with what stands before them; `None` if there are too many symbols.
fn pack(data: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut symbols = data.to_vec();
    symbols.sort_unstable();
    symbols.dedup();
    // A single symbol takes no bits, and no byte.
    let bits = match symbols.len() {
        1 | 2 => 1,
        3 | 4 => 2,
        5..=16 => 4,
        _ => return None,
    };
    let number = |symbol: &u8| u8::try_from(symbols.iter().position(|known| known == symbol).unwrap()).unwrap();
    let byte = |symbols: &[u8]| symbols.iter().rev().fold(0, |byte, symbol| byte << bits | number(symbol));
    let mut packed: Vec<u8> = data.chunks(8 / bits).map(byte).collect();
    if symbols.len() == 1 {
        packed.clear();
    }
    let count = vec![u8::try_from(symbols.len()).unwrap()];
    Some(([count, symbols, uint7(packed.len())].concat(), packed))
}

/// Literals, with their run lengths before them.
fn runs(data: &[u8], compress: bool) -> (Vec<u8>, Vec<u8>) {
    let literals: Vec<u8> = data.chunk_by(|a, b| a == b).map(|run| run[0]).collect();
    let lengths = data.chunk_by(|a, b| a == b).flat_map(|run| uint7(run.len() - 1));
    // All symbols have runs: the list holds none.
    let meta: Vec<u8> = std::iter::once(0).chain(lengths).collect();
    let size = uint7(literals.len());
    let before = if compress {
        let coded = nx16(&meta, 0, false);
        [uint7(meta.len() * 2), size, uint7(coded.len()), coded].concat()
    } else {
        [uint7(meta.len() * 2 + 1), size, meta].concat()
    };
    (before, literals)
}

/// A stream with all that its flags ask for, coded by `code`.
pub(super) fn stream(data: &[u8], flags: u8, runs_here: bool, code: &dyn Fn(&[u8], u8) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = vec![flags];
    if flags & flag::NO_SIZE == 0 {
        bytes.extend(uint7(data.len()));
    }
    if flags & flag::STRIPE != 0 {
        let part = |at: usize| data.iter().skip(at).step_by(3).copied().collect::<Vec<u8>>();
        let inner = flags & !flag::STRIPE | flag::NO_SIZE;
        let parts: Vec<Vec<u8>> = (0..3).map(|at| stream(&part(at), inner, runs_here, code)).collect();
        bytes.push(3);
        for part in &parts {
            bytes.extend(uint7(part.len()));
        }
        return [bytes, parts.concat()].concat();
    }
    if data.is_empty() {
        return vec![flags & flag::NO_SIZE | flag::PLAIN];
    }
    let mut data = data.to_vec();
    if flags & flag::PACK != 0 {
        let (before, packed) = pack(&data).unwrap();
        bytes.extend(before);
        data = packed;
    }
    if flags & flag::RUNS != 0 && runs_here {
        let (before, literals) = runs(&data, data.len().is_multiple_of(2) && flags & flag::N32_OR_EXTERNAL == 0);
        bytes.extend(before);
        data = literals;
    }
    if data.is_empty() {
        return bytes;
    }
    let coded = if flags & flag::PLAIN != 0 { data } else { code(&data, flags) };
    [bytes, coded].concat()
}

/// METHOD: the encoder of CRAM codecs 4, with the model of 4.1.
struct RangeEncoder {
    low: u64,
    range: u64,
    bytes: Vec<u8>,
}

struct Model(Vec<(u8, u32)>);

impl Model {
    fn new(symbols: usize) -> Self {
        Self((0..=255).take(symbols).map(|symbol| (symbol, 1)).collect())
    }

    fn encode(&mut self, symbol: u8, coder: &mut RangeEncoder) {
        let at = self.0.iter().position(|(known, _)| *known == symbol).unwrap();
        let sum = |model: &[(u8, u32)]| model.iter().map(|(_, frequency)| u64::from(*frequency)).sum::<u64>();
        coder.encode(sum(&self.0[..at]), u64::from(self.0[at].1), sum(&self.0));
        self.0[at].1 += 16;
        if sum(&self.0) > (1 << 16) - 17 {
            self.0.iter_mut().for_each(|(_, frequency)| *frequency -= *frequency / 2);
        }
        if at > 0 && self.0[at].1 > self.0[at - 1].1 {
            self.0.swap(at, at - 1);
        }
    }
}

impl RangeEncoder {
    fn new() -> Self {
        Self { low: 0, range: 0xffff_ffff, bytes: vec![0] }
    }

    fn encode(&mut self, before: u64, frequency: u64, total: u64) {
        self.range /= total;
        self.low += before * self.range;
        self.range *= frequency;
        self.carry();
        while self.range < 1 << 24 {
            self.range <<= 8;
            self.shift();
        }
    }

    /// Adds what has run over to the bytes written.
    fn carry(&mut self) {
        if self.low >> 32 != 0 {
            self.low &= 0xffff_ffff;
            for byte in self.bytes.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
        }
    }

    fn shift(&mut self) {
        self.bytes.push(self.low.to_le_bytes()[3]);
        self.low = self.low << 8 & 0xffff_ffff;
    }

    fn finish(mut self) -> Vec<u8> {
        (0..4).for_each(|_| self.shift());
        self.bytes
    }
}

/// The coded bytes of the adaptive arithmetic coder, without flags and size.
pub(super) fn adaptive(data: &[u8], flags: u8) -> Vec<u8> {
    if flags & flag::N32_OR_EXTERNAL != 0 {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
        encoder.write_all(data).unwrap();
        return encoder.finish().unwrap();
    }
    let count = usize::from(*data.iter().max().unwrap()) + 1;
    let mut literals: Vec<Model> = (0..256).map(|_| Model::new(count)).collect();
    let mut lengths: Vec<Model> = (0..258).map(|_| Model::new(4)).collect();
    let mut coder = RangeEncoder::new();
    let mut context = 0;
    let with_runs = flags & flag::RUNS != 0;
    for run in data.chunk_by(|a, b| with_runs && a == b) {
        literals[context].encode(run[0], &mut coder);
        context = if flags & flag::ORDER == 0 { 0 } else { usize::from(run[0]) };
        if with_runs {
            // Threes, and what is left; their contexts are the symbol, 256 and 257.
            let (threes, rest) = ((run.len() - 1) / 3, (run.len() - 1) % 3);
            for part in 0..=threes {
                let context = if part == 0 { usize::from(run[0]) } else { 255 + part.min(2) };
                lengths[context].encode(if part < threes { 3 } else { u8::try_from(rest).unwrap() }, &mut coder);
            }
        }
    }
    [vec![u8::try_from(count % 256).unwrap()], coder.finish()].concat()
}

/// Qualities of reads of one length, each predicted from the two before it, mapped from 0, 1, ... to those given.
pub(super) fn qualities(data: &[u8], length: usize) -> Vec<u8> {
    let mut map = data.to_vec();
    map.sort_unstable();
    map.dedup();
    let symbols = u8::try_from(map.len()).unwrap();
    // One length (4), a map of qualities (16) and a table of positions (32): context 0, eight bits of qualities of which
    // each takes four, from bit 0 on; positions from bit 8 on.
    let mut bytes = [uint7(data.len()), vec![5, 0, 0, 0, 4 | 16 | 32, symbols, 0x84, 0x00, 0x80], map.clone()].concat();
    // The first 16 places have 0, all others 1: runs of 16, and 1,008 in pieces of 255 of which equal ones are counted.
    bytes.extend([16, 255, 255, 1, 243]);
    let mut coder = RangeEncoder::new();
    let mut lengths: Vec<Model> = (0..4).map(|_| Model::new(256)).collect();
    for (model, byte) in lengths.iter_mut().zip(u32::try_from(length).unwrap().to_le_bytes()) {
        model.encode(byte, &mut coder);
    }
    let mut models = BTreeMap::<usize, Model>::new();
    for read in data.chunks(length) {
        let (mut recent, mut context) = (0, 0);
        for (at, quality) in read.iter().enumerate() {
            let symbol = map.iter().position(|known| known == quality).unwrap();
            let model = models.entry(context).or_insert_with(|| Model::new(usize::from(symbols) + 1));
            model.encode(u8::try_from(symbol).unwrap(), &mut coder);
            recent = (recent << 4 | symbol) & 255;
            context = recent | usize::from(length - at >= 16) << 8;
        }
    }
    [bytes, coder.finish()].concat()
}

/// Some names, and what they are.
pub(super) fn names() -> (Vec<u8>, &'static [u8]) {
    let expected = b"ab:07-9\0ab:08-11\0ab:07-9\0b\0ab:08-12\0";
    let plain = |values: &[u8]| {
        let stream = [vec![flag::PLAIN], uint7(values.len()), values.to_vec()].concat();
        [uint7(stream.len()), stream].concat()
    };
    let number = |number: u32| number.to_le_bytes();
    let mut bytes = [number(u32::try_from(expected.len()).unwrap()), number(5)].concat();
    bytes.push(0);
    // Position 0: the first differs from none, the second from the first, the third is the first, ...
    bytes.extend([vec![128], plain(&[6, 6, 5, 6, 6])].concat());
    bytes.extend([vec![6], plain(&[number(0), number(1), number(0), number(3)].concat())].concat());
    bytes.extend([vec![5], plain(&number(2))].concat());
    // Position 1: a string, the same, a character, the same.
    bytes.extend([vec![128], plain(&[1, 10, 2, 10])].concat());
    bytes.extend([vec![1], plain(b"ab:\0")].concat());
    bytes.extend([vec![2], plain(b"b")].concat());
    // Position 2: a number of two digits, one more, the end, the same as one more.
    bytes.extend([vec![128], plain(&[3, 9, 12, 10])].concat());
    bytes.extend([vec![3], plain(&number(7))].concat());
    bytes.extend([vec![4], plain(&[2])].concat());
    bytes.extend([vec![9], plain(&[1])].concat());
    // Position 3: types that are not written, a character and then matches.
    bytes.extend([vec![128 | 2], plain(b"-")].concat());
    // Position 4: a number, two more, one more than that; position 5: the end.
    bytes.extend([vec![128], plain(&[7, 8, 8])].concat());
    bytes.extend([vec![7], plain(&number(9))].concat());
    bytes.extend([vec![8], plain(&[2, 1])].concat());
    bytes.extend([vec![128], plain(&[12, 12, 12])].concat());
    (bytes, expected)
}
