//! The bit stream of a core block (CRAM 2.2): the highest bit of a byte comes first.

use super::fault::CramFault;

/// Bits that are still to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// Bits read.
    at: usize,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next bit.
    pub(super) fn bit(&mut self) -> Result<u32, CramFault> {
        let byte = self.bytes.get(self.at / 8).ok_or(CramFault::Ended)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Ok(u32::from(bit))
    }

    /// The next bits as a number, at most 32 of them.
    pub(super) fn number(&mut self, count: u32) -> Result<u32, CramFault> {
        let mut number = 0;
        for _ in 0..count {
            number = number << 1 | self.bit()?;
        }
        Ok(number)
    }

    /// Passes over bits of one value and the first of the other; says how many there were of the one. A number of more
    /// than 31 bits would follow more than `31`.
    pub(super) fn unary(&mut self, of: u32) -> Result<u32, CramFault> {
        let mut count = 0;
        while self.bit()? == of {
            count += 1;
            if count > 31 {
                return Err(CramFault::number("length of a number in bits", count));
            }
        }
        Ok(count)
    }
}
