//! Values of BCF: numbers and texts with their kind before them (VCF 4.4, section 6.3.3).

use std::fmt::Write as _;

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault(pub(super) &'static str);

const SHORT: Fault = Fault("its fields run past its end");

/// What is left of a record.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Without a value: missing, or a flag.
    Missing,
    /// Whole numbers of so many bytes.
    Whole(usize),
    /// Real numbers, IEEE 754 of four bytes.
    Real,
    /// Text.
    Text,
}

/// Some values of one kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'a> {
    kind: Kind,
    bytes: &'a [u8],
}

/// The bits of a missing real number, and of the end of a vector that is shorter than its place.
const MISSING_REAL: u32 = 0x7f80_0001;
const END_REAL: u32 = 0x7f80_0002;

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(SHORT)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn bits(&mut self) -> Result<u32, Fault> {
        self.take(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    pub(super) fn i32(&mut self) -> Result<i32, Fault> {
        self.bits().map(u32::cast_signed)
    }

    /// The kind of what follows, and how many values of it.
    pub(super) fn descriptor(&mut self) -> Result<(Kind, usize), Fault> {
        let byte = self.take(1)?[0];
        let kind = match byte & 15 {
            0 => Kind::Missing,
            1 => Kind::Whole(1),
            2 => Kind::Whole(2),
            3 => Kind::Whole(4),
            5 => Kind::Real,
            7 => Kind::Text,
            _ => return Err(Fault("it has a value of an unknown kind")),
        };
        let count = match byte >> 4 {
            // A longer count stands behind, itself a value; it cannot be of such a count again.
            15 => match self.descriptor_of_count()? {
                Some(count) => count,
                None => return Err(Fault("it has a value whose count is no whole number")),
            },
            count => usize::from(count),
        };
        Ok((kind, count))
    }

    fn descriptor_of_count(&mut self) -> Result<Option<usize>, Fault> {
        let bytes = match self.take(1)?[0] {
            0x11 => 1,
            0x12 => 2,
            0x13 => 4,
            _ => return Ok(None),
        };
        let values = Values { kind: Kind::Whole(bytes), bytes: self.take(bytes)? };
        Ok(values.wholes().next().flatten().and_then(|count| usize::try_from(count).ok()))
    }

    pub(super) fn of_kind(&mut self, kind: Kind, count: usize) -> Result<Values<'a>, Fault> {
        let width = match kind {
            Kind::Missing => 0,
            Kind::Whole(bytes) => bytes,
            Kind::Real => 4,
            Kind::Text => 1,
        };
        Ok(Values { kind, bytes: self.take(count.checked_mul(width).ok_or(SHORT)?)? })
    }

    pub(super) fn values(&mut self) -> Result<Values<'a>, Fault> {
        let (kind, count) = self.descriptor()?;
        self.of_kind(kind, count)
    }

    /// One whole number.
    pub(super) fn number(&mut self) -> Result<i64, Fault> {
        self.values()?.numbers()?.first().copied().ok_or(Fault("it lacks a number where a key stands"))
    }
}

impl Values<'_> {
    pub(super) fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// Whole numbers up to the end of the vector; `None` for a missing one.
    fn wholes(self) -> impl Iterator<Item = Option<i64>> {
        let width = if let Kind::Whole(bytes) = self.kind { bytes } else { 1 };
        let number = move |bytes: &[u8]| match *bytes {
            [one] => (i64::from(one.cast_signed()), i64::from(i8::MIN)),
            [one, two] => (i64::from(i16::from_le_bytes([one, two])), i64::from(i16::MIN)),
            [a, b, c, d] => (i64::from(i32::from_le_bytes([a, b, c, d])), i64::from(i32::MIN)),
            _ => (0, 0),
        };
        let numbers = self.bytes.chunks_exact(width).map(number);
        numbers
            .take_while(|(number, least)| *number != least + 1)
            .map(|(number, least)| Some(number).filter(|_| number != least))
    }

    /// Whole numbers, none of them missing.
    pub(super) fn numbers(self) -> Result<Vec<i64>, Fault> {
        match self.kind {
            Kind::Missing => Ok(Vec::new()),
            Kind::Whole(_) => self.wholes().collect::<Option<_>>().ok_or(Fault("it lacks a number where a key stands")),
            _ => Err(Fault("it has no number where a key stands")),
        }
    }

    /// A real number by its bits, as VCF writes it.
    pub(super) fn real(bits: u32) -> String {
        if bits == MISSING_REAL { ".".to_owned() } else { f32::from_bits(bits).to_string() }
    }

    /// The values as VCF writes them, missing ones as `.`; empty if there are none. `genotype`: they are alleles.
    pub(super) fn text(self, genotype: bool) -> Result<String, Fault> {
        let joined = |values: Vec<String>| values.join(",");
        Ok(match self.kind {
            Kind::Missing => String::new(),
            Kind::Text => {
                let end = self.bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
                let text =
                    std::str::from_utf8(&self.bytes[..end]).map_err(|_| Fault("it has a text that is not UTF-8"))?;
                if text.contains(['\t', '\n', '\r']) {
                    return Err(Fault("it has a text of several lines or fields"));
                }
                // 7 stands for a missing text.
                if text == "\u{7}" { ".".to_owned() } else { text.to_owned() }
            }
            Kind::Real => {
                let bits = self.bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
                joined(bits.take_while(|bits| *bits != END_REAL).map(Self::real).collect())
            }
            Kind::Whole(_) if genotype => self.alleles(),
            Kind::Whole(_) => {
                let whole = |number: Option<i64>| number.map_or_else(|| ".".to_owned(), |number| number.to_string());
                joined(self.wholes().map(whole).collect())
            }
        })
    }

    /// METHOD: an allele is twice its number and 2, a missing one 0, and 1 more if it is phased with the one before
    /// (VCF 4.4, section 6.3.3).
    fn alleles(self) -> String {
        let mut text = String::new();
        for (place, allele) in self.wholes().enumerate() {
            let allele = allele.unwrap_or(0);
            if place > 0 {
                text.push(if allele & 1 == 1 { '|' } else { '/' });
            }
            match allele >> 1 {
                ..1 => text.push('.'),
                number => {
                    let _ = write!(text, "{}", number - 1);
                }
            }
        }
        text
    }
}
