//! Canonical Huffman codes (CRAM 13.3).

use super::bits::Bits;
use super::fault::CramFault;

/// A code for each of some values. Codes of one length are successive numbers, in the order of the values.
#[derive(Debug, Clone)]
pub(super) struct Huffman {
    /// The values by length of their code, then in ascending order.
    values: Vec<i32>,
    /// For each length from 1: the first code, and where its value stands.
    lengths: Vec<(u32, usize)>,
}

impl Huffman {
    /// Codes of these lengths, in bits, for these values.
    pub(super) fn new(values: &[i32], lengths: &[i32]) -> Result<Self, CramFault> {
        let mut codes = Vec::with_capacity(values.len());
        for (value, length) in values.iter().zip(lengths) {
            // Zero bits are the code of an only value.
            let length = usize::try_from(*length).ok().filter(|length| (1..=31).contains(length));
            codes.push((length.ok_or(CramFault::Huffman)?, *value));
        }
        codes.sort_unstable();
        let longest = codes.last().map_or(0, |(length, _)| *length);
        let mut firsts = Vec::with_capacity(longest);
        let (mut code, mut place) = (0_u32, 0);
        for length in 1..=longest {
            code <<= 1;
            firsts.push((code, place));
            let count = codes[place..].iter().take_while(|(found, _)| *found == length).count();
            place += count;
            code += u32::try_from(count).map_err(|_| CramFault::Huffman)?;
            if code > 1 << length {
                return Err(CramFault::Huffman);
            }
        }
        Ok(Self { values: codes.into_iter().map(|(_, value)| value).collect(), lengths: firsts })
    }

    /// The value of the next code.
    pub(super) fn decode(&self, bits: &mut Bits<'_>) -> Result<i32, CramFault> {
        let mut code = 0;
        let ends = self.lengths.iter().skip(1).map(|(_, place)| *place).chain([self.values.len()]);
        for ((first, place), end) in self.lengths.iter().zip(ends) {
            code = code << 1 | bits.bit()?;
            if let Some(value) = code.checked_sub(*first).and_then(|at| self.values[*place..end].get(at as usize)) {
                return Ok(*value);
            }
        }
        Err(CramFault::Huffman)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        // A 0, B 100, C 101, D 110, E 1110, F 1111.
        let huffman = Huffman::new(&[5, 4, 3, 2, 1, 0], &[4, 4, 3, 3, 3, 1]).unwrap();
        let mut bits = Bits::new(&[0b0100_1011, 0b1011_1011, 0b1100_0000]);
        let found: Vec<i32> = (0..7).map(|_| huffman.decode(&mut bits).unwrap()).collect();
        assert_eq!(found, [0, 1, 2, 3, 4, 5, 0]);
    }

    #[test]
    fn codes_that_are_none_are_refused() {
        assert!(Huffman::new(&[1, 2, 3], &[1, 1, 1]).is_err(), "three codes of one bit");
        assert!(Huffman::new(&[1, 2], &[0, 1]).is_err() && Huffman::new(&[1, 2], &[1, 32]).is_err());
        let gap = Huffman::new(&[1, 2], &[2, 2]).unwrap();
        assert!(gap.decode(&mut Bits::new(&[0xff])).is_err(), "no code is 11");
    }
}
