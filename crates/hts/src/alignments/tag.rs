//! The optional fields of a record (SAM 1.5, SAM 4.2.4, and "Sequence Alignment/Map Optional Fields Specification").

/// The value of an optional field, read in place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TagValue<'a> {
    /// `A`: one printable character.
    Character(u8),
    /// `c C s S i I`: a whole number of any width.
    Integer(i64),
    /// `f`: a number.
    Float(f32),
    /// `Z`: text without its NUL.
    Text(&'a [u8]),
    /// `H`: bytes as hexadecimal digits, without the NUL.
    Hex(&'a [u8]),
    /// `B`: numbers of one width.
    Array(TagArray<'a>),
}

impl<'a> TagValue<'a> {
    /// The whole number, if it is one.
    #[must_use]
    pub fn as_integer(self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(value) } else { None }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(self) -> Option<&'a [u8]> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }
}

/// Numbers of one width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagArray<'a> {
    kind: u8,
    bytes: &'a [u8],
}

impl<'a> TagArray<'a> {
    /// The type of its numbers: one of `c C s S i I f`.
    #[must_use]
    pub fn kind(self) -> u8 {
        self.kind
    }

    /// Its numbers as they stand in the record, little-endian.
    #[must_use]
    pub fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The number of its numbers.
    #[must_use]
    pub fn len(self) -> usize {
        self.bytes.len() / width(self.kind).unwrap_or(1)
    }

    /// Whether it holds no number.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// The whole numbers; none if the type is `f`.
    pub fn integers(self) -> impl Iterator<Item = i64> + 'a {
        let kind = self.kind;
        self.bytes.chunks_exact(width(kind).unwrap_or(1)).map_while(move |bytes| integer(kind, bytes))
    }
}

/// Bytes of a number of this type.
fn width(kind: u8) -> Option<usize> {
    match kind {
        b'c' | b'C' => Some(1),
        b's' | b'S' => Some(2),
        b'i' | b'I' | b'f' => Some(4),
        _ => None,
    }
}

fn integer(kind: u8, bytes: &[u8]) -> Option<i64> {
    Some(match (kind, bytes) {
        (b'c', [a]) => i64::from(i8::from_le_bytes([*a])),
        (b'C', [a]) => i64::from(*a),
        (b's', [a, b]) => i64::from(i16::from_le_bytes([*a, *b])),
        (b'S', [a, b]) => i64::from(u16::from_le_bytes([*a, *b])),
        (b'i', [a, b, c, d]) => i64::from(i32::from_le_bytes([*a, *b, *c, *d])),
        (b'I', [a, b, c, d]) => i64::from(u32::from_le_bytes([*a, *b, *c, *d])),
        _ => return None,
    })
}

/// The optional fields of a record, in order. It ends at the first that is malformed.
#[derive(Debug, Clone)]
pub struct Tags<'a>(&'a [u8]);

impl<'a> Tags<'a> {
    /// Fields from the bytes that hold them.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes of the fields that are still to come.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }
}

/// The value of this type at the start of the bytes, and its length in bytes.
fn value(kind: u8, bytes: &[u8]) -> Option<(TagValue<'_>, usize)> {
    match kind {
        b'A' => Some((TagValue::Character(*bytes.first()?), 1)),
        b'Z' | b'H' => {
            let length = bytes.iter().position(|byte| *byte == 0)?;
            let text = &bytes[..length];
            Some((if kind == b'Z' { TagValue::Text(text) } else { TagValue::Hex(text) }, length + 1))
        }
        b'f' => Some((TagValue::Float(f32::from_le_bytes(*bytes.first_chunk()?)), 4)),
        b'B' => {
            let kind = *bytes.first()?;
            let count = u32::from_le_bytes(*bytes.get(1..)?.first_chunk()?) as usize;
            let length = count.checked_mul(width(kind)?)?;
            let bytes = bytes.get(5..)?.get(..length)?;
            Some((TagValue::Array(TagArray { kind, bytes }), 5 + length))
        }
        _ => {
            let width = width(kind)?;
            Some((TagValue::Integer(integer(kind, bytes.get(..width)?)?), width))
        }
    }
}

/// Whether bytes are one value of this type, and nothing more.
pub(crate) fn is_whole_field(kind: u8, bytes: &[u8]) -> bool {
    value(kind, bytes).is_some_and(|(_, length)| length == bytes.len())
}

impl<'a> Iterator for Tags<'a> {
    type Item = ([u8; 2], TagValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let [first, second, kind, rest @ ..] = self.0 else { return None };
        let Some((value, length)) = value(*kind, rest) else {
            self.0 = &[];
            return None;
        };
        self.0 = &rest[length..];
        Some(([*first, *second], value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_read() {
        let bytes =
            b"XAAqXcc\xffXCC\xffXss\xfe\xffXSS\xfe\xffXii\xfd\xff\xff\xffXII\xfd\xff\xff\xffXff\0\0\x80?XZZtext\0\
            XHH1AE3\0XBBS\x02\0\0\0\x01\0\xff\xff";
        let fields: Vec<_> = Tags::new(bytes).collect();
        let array = TagArray { kind: b'S', bytes: b"\x01\0\xff\xff" };
        let expected = [
            (*b"XA", TagValue::Character(b'q')),
            (*b"Xc", TagValue::Integer(-1)),
            (*b"XC", TagValue::Integer(255)),
            (*b"Xs", TagValue::Integer(-2)),
            (*b"XS", TagValue::Integer(65_534)),
            (*b"Xi", TagValue::Integer(-3)),
            (*b"XI", TagValue::Integer(4_294_967_293)),
            (*b"Xf", TagValue::Float(1.0)),
            (*b"XZ", TagValue::Text(b"text")),
            (*b"XH", TagValue::Hex(b"1AE3")),
            (*b"XB", TagValue::Array(array)),
        ];
        assert_eq!(fields, expected);
        assert_eq!((array.len(), array.integers().collect::<Vec<_>>()), (2, vec![1, 65_535]));
        for end in 0..bytes.len() {
            assert!(Tags::new(&bytes[..end]).count() < fields.len());
        }
    }
}
