//! The numbers of CRAM, read off the front of bytes (CRAM 2.3; CRAM codecs 1.4).

use super::fault::CramFault;

/// Bytes that are still to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next byte.
    pub(super) fn u8(&mut self) -> Result<u8, CramFault> {
        let (first, rest) = self.0.split_first().ok_or(CramFault::Ended)?;
        self.0 = rest;
        Ok(*first)
    }

    /// The next bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], CramFault> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(CramFault::Ended)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The bytes before the next `stop`, which is passed over.
    pub(super) fn until(&mut self, stop: u8) -> Result<&'a [u8], CramFault> {
        let length = self.0.iter().position(|byte| *byte == stop).ok_or(CramFault::Ended)?;
        let taken = &self.0[..length];
        self.0 = &self.0[length + 1..];
        Ok(taken)
    }

    /// Two bytes, the lowest first.
    pub(super) fn u16(&mut self) -> Result<u16, CramFault> {
        let (first, rest) = self.0.split_first_chunk().ok_or(CramFault::Ended)?;
        self.0 = rest;
        Ok(u16::from_le_bytes(*first))
    }

    /// Four bytes, the lowest first.
    pub(super) fn u32(&mut self) -> Result<u32, CramFault> {
        let (first, rest) = self.0.split_first_chunk().ok_or(CramFault::Ended)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*first))
    }

    /// ITF-8: the ones at the start of the first byte count the bytes that follow it, at most four.
    pub(super) fn itf8(&mut self) -> Result<i32, CramFault> {
        let first = self.u8()?;
        let number = match first.leading_ones() {
            0 => u32::from(first),
            following @ 1..=3 => {
                let more = self.take(following as usize)?.iter();
                more.fold(u32::from(first & (0x7f >> following)), |number, byte| number << 8 | u32::from(*byte))
            }
            _ => {
                // Of the fifth byte only the lower half counts.
                let more = self.take(4)?;
                let number =
                    more[..3].iter().fold(u32::from(first & 15), |number, byte| number << 8 | u32::from(*byte));
                number << 4 | u32::from(more[3] & 15)
            }
        };
        Ok(number.cast_signed())
    }

    /// LTF-8: as ITF-8, with at most eight bytes that follow.
    pub(super) fn ltf8(&mut self) -> Result<i64, CramFault> {
        let first = self.u8()?;
        let following = first.leading_ones();
        let high = u64::from(first) & (0x7f_u64 >> following);
        let more = self.take(following as usize)?.iter();
        Ok(more.fold(high, |number, byte| number << 8 | u64::from(*byte)).cast_signed())
    }

    /// Seven bits a byte, the highest first; the eighth bit says that more follow.
    pub(super) fn uint7(&mut self) -> Result<usize, CramFault> {
        let mut number = 0_u32;
        loop {
            let byte = self.u8()?;
            if number >> 25 != 0 {
                return Err(CramFault::number("number of more than 32 bits", number));
            }
            number = number << 7 | u32::from(byte & 127);
            if byte < 128 {
                return Ok(number as usize);
            }
        }
    }

    /// A number in ITF-8 that is not negative.
    pub(super) fn count(&mut self, what: &'static str) -> Result<usize, CramFault> {
        let number = self.itf8()?;
        usize::try_from(number).map_err(|_| CramFault::number(what, number))
    }

    /// Numbers in ITF-8, with their count before them.
    pub(super) fn numbers(&mut self, what: &'static str) -> Result<Vec<i32>, CramFault> {
        // Each takes a byte at least: no memory is set aside for what cannot be there.
        let count = self.count(what)?;
        if count > self.0.len() {
            return Err(CramFault::Ended);
        }
        (0..count).map(|_| self.itf8()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_width_are_read() {
        // CRAM 2.3 and 9: the end-of-file container has -1 and 4542278.
        let mut bytes =
            Bytes(&[0x7f, 0x80, 0xc8, 0xc1, 0x02, 0x03, 0xe0, 0x45, 0x4f, 0x46, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        let found: Vec<i32> = std::iter::from_fn(|| bytes.itf8().ok()).collect();
        assert_eq!(found, [127, 200, 0x01_0203, 4_542_278, -1]);
        let mut bytes = Bytes(&[0x05, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        let found = [bytes.ltf8(), bytes.ltf8(), bytes.ltf8(), bytes.ltf8()];
        assert_eq!(found, [Ok(5), Ok(0x3fff), Ok(-1), Err(CramFault::Ended)]);
        let mut bytes = Bytes(&[0x05, 0x83, 0x00, 0x8f, 0xff, 0xff, 0xff, 0x7f, 0x9f, 0xff, 0xff, 0xff, 0x7f]);
        assert_eq!([bytes.uint7(), bytes.uint7(), bytes.uint7()], [Ok(5), Ok(384), Ok(u32::MAX as usize)]);
        assert!(bytes.uint7().is_err());
    }
}
