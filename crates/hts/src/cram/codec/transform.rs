//! What is done to bytes before they are coded, and undone here: striping, packing, run lengths (CRAM codecs 3.4-3.6).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;
use super::rans::SYMBOLS;

/// Flags of a stream, in both rANS Nx16 and the adaptive arithmetic coder.
pub(super) mod flag {
    /// The byte before is the context.
    pub(in super::super) const ORDER: u8 = 1;
    /// rANS: 32 states; arithmetic coder: bzip2.
    pub(in super::super) const N32_OR_EXTERNAL: u8 = 4;
    /// Every n-th byte is in a stream of its own.
    pub(in super::super) const STRIPE: u8 = 8;
    /// The size is known from elsewhere.
    pub(in super::super) const NO_SIZE: u8 = 16;
    /// Not coded at all.
    pub(in super::super) const PLAIN: u8 = 32;
    /// Run lengths.
    pub(in super::super) const RUNS: u8 = 64;
    /// Several symbols a byte.
    pub(in super::super) const PACK: u8 = 128;
}

/// A decoder of one stream of known size.
type Decoder = fn(&mut Bytes<'_>, usize) -> Result<Vec<u8>, CramFault>;

/// The size of a stream: stated, where the flags do not say that it is not, and then it must be the one expected.
fn check_size(bytes: &mut Bytes<'_>, flags: u8, size: usize) -> Result<(), CramFault> {
    if flags & flag::NO_SIZE == 0 && bytes.uint7()? != size { Err(CramFault::Size(size)) } else { Ok(()) }
}

/// Undoes the transforms that flags name, apart from stripes, to a number of bytes.
pub(super) type Transformed = fn(&mut Bytes<'_>, u8, usize) -> Result<Vec<u8>, CramFault>;

/// Decodes a stream that begins with its flags. A stripe is a stream of its own, and has no stripes: that is `unsound`.
pub(super) fn decode_flagged(
    bytes: &[u8],
    size: usize,
    transformed: Transformed,
    unsound: CramFault,
) -> Result<Vec<u8>, CramFault> {
    let flags_of = |bytes: &mut Bytes<'_>, size: usize| {
        let flags = bytes.u8()?;
        check_size(bytes, flags, size)?;
        Ok(flags)
    };
    let mut bytes = Bytes(bytes);
    let flags = flags_of(&mut bytes, size)?;
    if flags & flag::STRIPE == 0 {
        return transformed(&mut bytes, flags, size);
    }
    unstripe(&mut bytes, size, |bytes, size| {
        let flags = flags_of(bytes, size)?;
        if flags & flag::STRIPE == 0 { transformed(bytes, flags, size) } else { Err(unsound) }
    })
}

/// Joins streams of which each has every n-th byte.
fn unstripe(
    bytes: &mut Bytes<'_>,
    size: usize,
    decode: impl Fn(&mut Bytes<'_>, usize) -> Result<Vec<u8>, CramFault>,
) -> Result<Vec<u8>, CramFault> {
    let count = usize::from(bytes.u8()?);
    let lengths: Vec<usize> = (0..count).map(|_| bytes.uint7()).collect::<Result<_, _>>()?;
    let mut joined = vec![0; size];
    for (stripe, length) in lengths.into_iter().enumerate() {
        let part = size / count + usize::from(size % count > stripe);
        let decoded = decode(&mut Bytes(bytes.take(length)?), part)?;
        let places = joined.get_mut(stripe..).unwrap_or_default().iter_mut().step_by(count);
        places.zip(decoded).for_each(|(place, byte)| *place = byte);
    }
    if count == 0 && size > 0 { Err(CramFault::Size(size)) } else { Ok(joined) }
}

/// The symbols of packed bytes.
#[derive(Debug)]
pub(super) struct Packing<'a> {
    symbols: &'a [u8],
    /// The number of packed bytes.
    pub(super) size: usize,
}

impl<'a> Packing<'a> {
    /// Reads what stands before packed bytes.
    pub(super) fn read(bytes: &mut Bytes<'a>, size: usize) -> Result<Self, CramFault> {
        // More symbols than 16, of which 0 stands for 256, cannot be packed. The specification forbids them; htslib writes
        // them, without a list of the symbols.
        let count = usize::from(bytes.u8()?);
        let symbols = bytes.take(if count > 16 { 0 } else { count })?;
        let packed = bytes.uint7()?;
        if packed > size { Err(CramFault::Size(size)) } else { Ok(Self { symbols, size: packed }) }
    }

    /// Unpacks, the lowest bits first. A single symbol takes no bits.
    pub(super) fn unpack(&self, packed: Vec<u8>, size: usize) -> Result<Vec<u8>, CramFault> {
        let bits = match self.symbols {
            [] if packed.len() == size => return Ok(packed),
            [] => return Err(CramFault::Size(size)),
            [only] => return Ok(vec![*only; size]),
            [_, _] => 1,
            [_, _, _] | [_, _, _, _] => 2,
            _ => 4,
        };
        let each = 8 / bits;
        if packed.len() < size.div_ceil(each) {
            return Err(CramFault::Ended);
        }
        let mut names = [0; 16];
        names[..self.symbols.len()].copy_from_slice(self.symbols);
        let mut unpacked = vec![0; size];
        for (places, byte) in unpacked.chunks_mut(each).zip(packed) {
            for (at, place) in places.iter_mut().enumerate() {
                *place = names[usize::from(byte >> (at * bits)) & ((1 << bits) - 1)];
            }
        }
        Ok(unpacked)
    }
}

/// The run lengths of some symbols.
#[derive(Debug)]
pub(super) struct Runs {
    /// Whether a symbol has runs.
    with: [bool; SYMBOLS],
    lengths: Vec<u8>,
    /// The number of bytes before runs are written out.
    pub(super) size: usize,
}

impl Runs {
    /// Reads what stands before bytes with runs. The list of lengths may itself be coded.
    pub(super) fn read(bytes: &mut Bytes<'_>, size: usize, decode: Decoder) -> Result<Self, CramFault> {
        let (length, literals) = (bytes.uint7()?, bytes.uint7()?);
        // A run has five bytes at most, and there are no more runs than bytes.
        if literals > size || length / 2 > 5 * size + SYMBOLS + 1 {
            return Err(CramFault::Size(size));
        }
        let meta = if length % 2 == 1 {
            bytes.take(length / 2)?.to_vec()
        } else {
            let coded = bytes.uint7()?;
            decode(&mut Bytes(bytes.take(coded)?), length / 2)?
        };
        let mut meta = Bytes(&meta);
        let mut with = [false; SYMBOLS];
        match meta.u8()? {
            0 => with = [true; SYMBOLS],
            count => {
                for symbol in meta.take(usize::from(count))? {
                    with[usize::from(*symbol)] = true;
                }
            }
        }
        Ok(Self { with, lengths: meta.0.to_vec(), size: literals })
    }

    /// Writes the runs out.
    pub(super) fn expand(&self, literals: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
        let mut expanded = Vec::with_capacity(size);
        let mut lengths = Bytes(&self.lengths);
        for symbol in literals {
            let more = if self.with[usize::from(*symbol)] { lengths.uint7()? } else { 0 };
            if more >= size - expanded.len() {
                return Err(CramFault::Size(size));
            }
            expanded.resize(expanded.len() + 1 + more, *symbol);
        }
        Ok(expanded)
    }
}
