//! How the values of a data series are written (CRAM 3 and 13).

use super::bits::Bits;
use super::bytes::Bytes;
use super::fault::CramFault;
use super::huffman::Huffman;

/// What the values of a slice are read from.
#[derive(Debug, Default)]
pub(super) struct Input<'a> {
    /// The core block.
    pub(super) core: Bits<'a>,
    /// The external blocks, numbered as the encodings of the container number them.
    pub(super) streams: Vec<Bytes<'a>>,
}

/// How integers or bytes are written.
#[derive(Debug, Clone)]
pub(super) enum Encoding {
    /// Not at all; the name of the series.
    Absent(&'static str),
    /// All are the same.
    Constant(i32),
    /// In an external block, by its number.
    External(usize),
    Huffman(Huffman),
    Beta {
        offset: i32,
        bits: u32,
    },
    Subexponential {
        offset: i32,
        order: u32,
    },
    Gamma {
        offset: i32,
    },
}

/// How byte arrays are written.
#[derive(Debug, Clone)]
pub(super) enum Arrays {
    /// Not at all; the name of the series.
    Absent(&'static str),
    /// Their lengths, and their bytes.
    Length { lengths: Encoding, values: Encoding },
    /// In an external block, by its number, each ended by a byte.
    Stop { stop: u8, stream: usize },
}

/// The numbers that the content ids of external blocks are given.
#[derive(Debug, Default)]
pub(super) struct Streams(pub(super) Vec<i32>);

impl Streams {
    fn number(&mut self, content: i32) -> usize {
        self.0.iter().position(|known| *known == content).unwrap_or_else(|| {
            self.0.push(content);
            self.0.len() - 1
        })
    }
}

/// The parameters of the next encoding, with its number.
fn parameters<'a>(bytes: &mut Bytes<'a>) -> Result<(i32, Bytes<'a>), CramFault> {
    let codec = bytes.itf8()?;
    let length = bytes.count("length of an encoding")?;
    Ok((codec, Bytes(bytes.take(length)?)))
}

/// Passes over an encoding.
pub(super) fn skip(bytes: &mut Bytes<'_>) -> Result<(), CramFault> {
    parameters(bytes).map(|_| ())
}

impl Encoding {
    /// Reads an encoding of integers or bytes.
    pub(super) fn read(bytes: &mut Bytes<'_>, name: &'static str, streams: &mut Streams) -> Result<Self, CramFault> {
        let (codec, mut bytes) = parameters(bytes)?;
        let bits = |bits: i32| {
            let most = u32::try_from(bits).ok().filter(|bits| *bits <= 32);
            most.ok_or(CramFault::number("number of bits of an encoding", bits))
        };
        Ok(match codec {
            0 => Self::Absent(name),
            1 => Self::External(streams.number(bytes.itf8()?)),
            3 => {
                let (values, lengths) = (bytes.numbers("alphabet")?, bytes.numbers("number of code lengths")?);
                match (&values[..], &lengths[..]) {
                    ([value], [0]) => Self::Constant(*value),
                    (values, lengths) if values.len() == lengths.len() => Self::Huffman(Huffman::new(values, lengths)?),
                    _ => return Err(CramFault::Huffman),
                }
            }
            6 => Self::Beta { offset: bytes.itf8()?, bits: bits(bytes.itf8()?)? },
            7 => Self::Subexponential { offset: bytes.itf8()?, order: bits(bytes.itf8()?)? },
            9 => Self::Gamma { offset: bytes.itf8()? },
            // Golomb and Golomb-Rice are written by no program that is known (CRAM 13.8, 13.9).
            codec => return Err(CramFault::Encoding(codec)),
        })
    }

    /// The next integer.
    #[inline]
    pub(super) fn integer(&self, input: &mut Input<'_>) -> Result<i32, CramFault> {
        match self {
            Self::Constant(value) => Ok(*value),
            Self::External(stream) => input.streams[*stream].itf8(),
            _ => self.coded(&mut input.core),
        }
    }

    /// The next byte.
    #[inline]
    pub(super) fn byte(&self, input: &mut Input<'_>) -> Result<u8, CramFault> {
        match self {
            Self::Constant(value) => Ok(value.to_le_bytes()[0]),
            Self::External(stream) => input.streams[*stream].u8(),
            _ => self.coded(&mut input.core).map(|value| value.to_le_bytes()[0]),
        }
    }

    /// The next integer, which may not be negative nor above what the type holds.
    pub(super) fn number<T: TryFrom<i32>>(&self, what: &'static str, input: &mut Input<'_>) -> Result<T, CramFault> {
        let number = self.integer(input)?;
        T::try_from(number).map_err(|_| CramFault::number(what, number))
    }

    /// The next bytes, appended to others.
    pub(super) fn bytes(&self, count: usize, input: &mut Input<'_>, to: &mut Vec<u8>) -> Result<(), CramFault> {
        if let Self::External(stream) = self {
            to.extend_from_slice(input.streams[*stream].take(count)?);
            return Ok(());
        }
        for _ in 0..count {
            to.push(self.byte(input)?);
        }
        Ok(())
    }

    /// METHOD: the codes of CRAM 13.3 to 13.7; the offset is what was added before writing.
    fn coded(&self, bits: &mut Bits<'_>) -> Result<i32, CramFault> {
        let (number, offset) = match self {
            Self::Huffman(huffman) => return huffman.decode(bits),
            Self::Beta { offset, bits: count } => (bits.number(*count)?, offset),
            Self::Subexponential { offset, order } => {
                let number = match bits.unary(1)? {
                    0 => bits.number(*order)?,
                    more => {
                        let count = more + order - 1;
                        if count > 31 {
                            return Err(CramFault::number("length of a number in bits", count));
                        }
                        1 << count | bits.number(count)?
                    }
                };
                (number, offset)
            }
            Self::Gamma { offset } => {
                let count = bits.unary(0)?;
                (1 << count | bits.number(count)?, offset)
            }
            Self::Absent(name) => return Err(CramFault::Missing(name)),
            Self::Constant(_) | Self::External(_) => return Err(CramFault::Ended),
        };
        Ok(number.cast_signed().wrapping_sub(*offset))
    }
}

/// Bytes of an array, at most.
const LONGEST: usize = 1 << 28;

impl Arrays {
    /// Reads an encoding of byte arrays.
    pub(super) fn read(bytes: &mut Bytes<'_>, name: &'static str, streams: &mut Streams) -> Result<Self, CramFault> {
        let (codec, mut bytes) = parameters(bytes)?;
        Ok(match codec {
            0 => Self::Absent(name),
            4 => {
                let lengths = Encoding::read(&mut bytes, name, streams)?;
                Self::Length { lengths, values: Encoding::read(&mut bytes, name, streams)? }
            }
            5 => Self::Stop { stop: bytes.u8()?, stream: streams.number(bytes.itf8()?) },
            codec => return Err(CramFault::Encoding(codec)),
        })
    }

    /// Appends the next array to others.
    pub(super) fn append(&self, input: &mut Input<'_>, to: &mut Vec<u8>) -> Result<(), CramFault> {
        match self {
            Self::Absent(name) => Err(CramFault::Missing(name)),
            Self::Stop { stop, stream } => {
                to.extend_from_slice(input.streams[*stream].until(*stop)?);
                Ok(())
            }
            Self::Length { lengths, values } => {
                let length = lengths.integer(input)?;
                let count = usize::try_from(length).ok().filter(|count| *count <= LONGEST);
                values.bytes(count.ok_or(CramFault::number("length of a byte array", length))?, input, to)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> Encoding {
        Encoding::read(&mut Bytes(bytes), "XX", &mut Streams::default()).unwrap()
    }

    fn values(encoding: &Encoding, core: &[u8], count: usize) -> Vec<i32> {
        let mut input = Input { core: Bits::new(core), streams: Vec::new() };
        (0..count).map(|_| encoding.integer(&mut input).unwrap()).collect()
    }

    #[test]
    fn the_codes_of_the_specification() {
        // CRAM 13.5: offset -10, three bits.
        let beta = encoding(&[6, 6, 0xff, 0xff, 0xff, 0xff, 0x06, 3]);
        assert_eq!(values(&beta, &[0b0000_0101, 0b1010_0000], 4), [10, 11, 13, 12]);
        // CRAM 13.6, k = 1: 0 is 00, 1 is 01, 2 is 100, 5 is 11001, 8 is 1110000.
        let subexponential = encoding(&[7, 2, 0, 1]);
        assert_eq!(values(&subexponential, &[0b0001_1001, 0b1001_1110, 0], 5), [0, 1, 2, 5, 8]);
        // CRAM 13.7: 1, 010, 011, 00100, with an offset of 1.
        let gamma = encoding(&[9, 1, 1]);
        assert_eq!(values(&gamma, &[0b1010_0110, 0b0100_0000], 4), [0, 1, 2, 3]);
        let constant = encoding(&[3, 4, 1, 2, 1, 0]);
        assert_eq!(values(&constant, &[], 2), [2, 2]);
    }

    #[test]
    fn what_no_program_writes_is_refused() {
        let refused = |bytes: &[u8]| Encoding::read(&mut Bytes(bytes), "XX", &mut Streams::default()).unwrap_err();
        assert_eq!(refused(&[2, 2, 0, 1]), CramFault::Encoding(2));
        assert_eq!(refused(&[6, 2, 0, 33]), CramFault::number("number of bits of an encoding", 33));
        assert_eq!(refused(&[3, 3, 1, 2, 0]), CramFault::Huffman);
        assert_eq!(refused(&[1, 2, 5]), CramFault::Ended);
    }

    #[test]
    fn arrays_have_a_length_or_an_end() {
        let mut streams = Streams::default();
        // CRAM 13.4: BYTE_ARRAY_LEN of two bytes each, from block 200.
        let bytes = [4, 10, 3, 4, 1, 2, 1, 0, 1, 2, 0x80, 0xc8];
        let length = Arrays::read(&mut Bytes(&bytes), "XX", &mut streams).unwrap();
        let stop = Arrays::read(&mut Bytes(&[5, 2, b'\t', 7]), "XX", &mut streams).unwrap();
        assert_eq!(streams.0, [200, 7]);
        let mut input = Input { streams: vec![Bytes(b"abcd"), Bytes(b"ef\tg")], ..Input::default() };
        let mut found = Vec::new();
        length.append(&mut input, &mut found).unwrap();
        stop.append(&mut input, &mut found).unwrap();
        length.append(&mut input, &mut found).unwrap();
        assert_eq!(found, b"abefcd");
        assert_eq!(stop.append(&mut input, &mut found), Err(CramFault::Ended));
    }
}
