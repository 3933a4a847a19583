//! The name tokeniser: names as differences from earlier names (CRAM codecs 5).

use super::super::bytes::Bytes;
use super::super::fault::CramFault;
use super::{arithmetic, rans_nx16};

/// The fault of unsound data.
const UNSOUND: CramFault = CramFault::Compressed("name-tokenised");

/// Tokens of a name, at most.
const POSITIONS: usize = 128;
/// Streams of a position: one of types, and one for each type's values.
const TYPES: usize = 16;

const TYPE: u8 = 0;
const STRING: u8 = 1;
const CHARACTER: u8 = 2;
const PADDED: u8 = 3;
const WIDTH: u8 = 4;
const DUPLICATE: u8 = 5;
const DIFFERENT: u8 = 6;
const DIGITS: u8 = 7;
const DELTA: u8 = 8;
const PADDED_DELTA: u8 = 9;
const MATCH: u8 = 10;
const NOTHING: u8 = 11;
const END: u8 = 12;

/// The values of one type at one position.
#[derive(Debug, Clone)]
enum Stream {
    /// As decoded, with what was read of it.
    Decoded { bytes: Vec<u8>, at: usize },
    /// Types that are not written: this one, then `MATCH` throughout.
    Matches { first: Option<u8> },
}

impl Stream {
    fn decoded(bytes: Vec<u8>) -> Self {
        Self::Decoded { bytes, at: 0 }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], CramFault> {
        let Self::Decoded { bytes, at } = self else { return Err(UNSOUND) };
        let taken = bytes.get(*at..).and_then(<[u8]>::first_chunk).ok_or(UNSOUND)?;
        *at += N;
        Ok(*taken)
    }

    fn string(&mut self) -> Result<&[u8], CramFault> {
        let Self::Decoded { bytes, at } = self else { return Err(UNSOUND) };
        let mut left = Bytes(bytes.get(*at..).unwrap_or_default());
        let string = left.until(0)?;
        *at += string.len() + 1;
        Ok(string)
    }
}

/// What a token of an earlier name was.
#[derive(Debug, Clone, Copy)]
enum Token {
    Nothing,
    /// A stretch of the names decoded so far.
    Text {
        begin: usize,
        length: usize,
    },
    /// A number, with leading zeros up to a width; without any for width 0.
    Number {
        value: u32,
        width: u8,
    },
}

/// Decodes to a number of bytes: names, each with a zero at its end.
pub(super) fn decode(bytes: &[u8], size: usize) -> Result<Vec<u8>, CramFault> {
    let mut bytes = Bytes(bytes);
    let (stated, count, arithmetic) = (bytes.u32()? as usize, bytes.u32()? as usize, bytes.u8()? != 0);
    // A name has its zero at least.
    if stated != size || count > size {
        return Err(CramFault::Size(size));
    }
    let streams = streams(bytes, size, arithmetic)?;
    let mut names = Names { streams, text: Vec::with_capacity(size), tokens: Vec::new(), begins: Vec::new(), size };
    for _ in 0..count {
        names.next()?;
    }
    Ok(names.text)
}

/// The streams of all positions.
fn streams(mut bytes: Bytes<'_>, size: usize, arithmetic: bool) -> Result<Streams, CramFault> {
    let mut streams = Streams::new();
    // What names of so many bytes can take: a type and a number of four bytes for each, and their distances.
    let mut left = 16 * (size + 64);
    while !bytes.0.is_empty() {
        let kind = bytes.u8()?;
        let (new, copied, kind) = (kind & 128 != 0, kind & 64 != 0, kind & 63);
        if new {
            if streams.len() == POSITIONS {
                return Err(UNSOUND);
            }
            let mut position = [const { None }; TYPES];
            position[0] = (kind != TYPE).then_some(Stream::Matches { first: Some(kind) });
            streams.push(position);
        }
        let stream = if copied {
            let (position, kind) = (usize::from(bytes.u8()?), usize::from(bytes.u8()?));
            streams.get(position).and_then(|types| types.get(kind)?.clone()).ok_or(UNSOUND)?
        } else {
            let length = bytes.uint7()?;
            let coded = bytes.take(length)?;
            // The size stands behind the flags.
            let inflated = Bytes(coded.get(1..).unwrap_or_default()).uint7()?;
            let decode = if arithmetic { arithmetic::decode } else { rans_nx16::decode };
            left = left.checked_sub(inflated).ok_or(UNSOUND)?;
            Stream::decoded(decode(coded, inflated)?)
        };
        let place = streams.last_mut().and_then(|types| types.get_mut(usize::from(kind))).ok_or(UNSOUND)?;
        *place = Some(stream);
    }
    Ok(streams)
}

/// The streams of each position.
type Streams = Vec<[Option<Stream>; TYPES]>;

fn stream(streams: &mut Streams, position: usize, kind: u8) -> Result<&mut Stream, CramFault> {
    let stream = streams.get_mut(position).and_then(|types| types.get_mut(usize::from(kind))?.as_mut());
    stream.ok_or(UNSOUND)
}

struct Names {
    streams: Streams,
    text: Vec<u8>,
    /// The tokens of all names, and where those of each name begin.
    tokens: Vec<Token>,
    begins: Vec<(usize, usize)>,
    size: usize,
}

impl Names {
    /// The type of the next token at a position. A stream that has ended says that the name has.
    fn kind(&mut self, position: usize) -> u8 {
        match stream(&mut self.streams, position, TYPE) {
            Ok(Stream::Matches { first }) => first.take().unwrap_or(MATCH),
            Ok(stream) => stream.take::<1>().map_or(END, |[kind]| kind),
            Err(_) => END,
        }
    }

    fn byte(&mut self, position: usize, kind: u8) -> Result<u8, CramFault> {
        stream(&mut self.streams, position, kind)?.take::<1>().map(|[byte]| byte)
    }

    fn number(&mut self, position: usize, kind: u8) -> Result<u32, CramFault> {
        stream(&mut self.streams, position, kind)?.take().map(u32::from_le_bytes)
    }

    /// Decodes the next name.
    fn next(&mut self) -> Result<(), CramFault> {
        let kind = self.kind(0);
        if !matches!(kind, DUPLICATE | DIFFERENT) {
            return Err(UNSOUND);
        }
        let distance = self.number(0, kind)? as usize;
        let before = match distance {
            0 => None,
            _ => Some(self.begins.len().checked_sub(distance).ok_or(UNSOUND)?),
        };
        // Tokens and text of the name that this one differs from.
        let (tokens, text) = before.map_or((0, 0), |before| self.begins[before]);
        let (tokens_end, text_end) = match before.and_then(|before| self.begins.get(before + 1)) {
            Some(next) => *next,
            None => (self.tokens.len(), self.text.len()),
        };
        let begin = self.text.len();
        self.begins.push((self.tokens.len(), begin));
        if kind == DUPLICATE {
            if before.is_none() {
                return Err(UNSOUND);
            }
            for at in tokens..tokens_end {
                let token = match self.tokens[at] {
                    Token::Text { begin: from, length } => Token::Text { begin: begin + (from - text), length },
                    token => token,
                };
                self.tokens.push(token);
            }
            self.text.extend_from_within(text..text_end);
            return self.check();
        }
        for position in 1..=POSITIONS {
            let kind = self.kind(position);
            if kind == END {
                break;
            }
            let earlier = before.and_then(|_| self.tokens[tokens..tokens_end].get(position - 1)).copied();
            let token = self.token(position, kind, earlier)?;
            self.tokens.push(token);
        }
        self.text.push(0);
        self.check()
    }

    fn check(&self) -> Result<(), CramFault> {
        if self.text.len() > self.size { Err(CramFault::Size(self.size)) } else { Ok(()) }
    }

    /// Decodes a token, and writes its text.
    fn token(&mut self, position: usize, kind: u8, earlier: Option<Token>) -> Result<Token, CramFault> {
        let begin = self.text.len();
        let token = match (kind, earlier) {
            (CHARACTER, _) => {
                let character = self.byte(position, kind)?;
                self.text.push(character);
                return Ok(Token::Text { begin, length: 1 });
            }
            (STRING, _) => {
                self.text.extend(stream(&mut self.streams, position, kind)?.string()?);
                return Ok(Token::Text { begin, length: self.text.len() - begin });
            }
            (MATCH, Some(Token::Text { begin: from, length })) => {
                self.text.extend_from_within(from..from + length);
                return Ok(Token::Text { begin, length });
            }
            (NOTHING, _) => return Ok(Token::Nothing),
            (DIGITS, _) => Token::Number { value: self.number(position, kind)?, width: 0 },
            (PADDED, _) => Token::Number { value: self.number(position, kind)?, width: self.byte(position, WIDTH)? },
            (DELTA, Some(Token::Number { value, .. })) => {
                Token::Number { value: value.wrapping_add(u32::from(self.byte(position, kind)?)), width: 0 }
            }
            (PADDED_DELTA, Some(Token::Number { value, width })) => {
                Token::Number { value: value.wrapping_add(u32::from(self.byte(position, kind)?)), width }
            }
            (MATCH, Some(token @ Token::Number { .. })) => token,
            _ => return Err(UNSOUND),
        };
        if let Token::Number { value, width } = token {
            self.digits(value, usize::from(width));
        }
        Ok(token)
    }

    /// Writes a number in decimal digits.
    fn digits(&mut self, mut value: u32, width: usize) {
        let mut digits = [b'0'; 10];
        let mut first = digits.len();
        while value > 0 || first == digits.len() {
            first -= 1;
            digits[first] = b"0123456789"[value as usize % 10];
            value /= 10;
        }
        let written = digits.len() - first;
        self.text.resize(self.text.len() + width.saturating_sub(written), b'0');
        self.text.extend(&digits[first..]);
    }
}
