//! The text as plain letters, and where its clones begin and end.

use super::aberration::Span;

/// A text in lower case, brackets and dashes unified, each letter with its place in the original.
#[derive(Debug)]
pub(super) struct Plain {
    letters: Vec<u8>,
    places: Vec<usize>,
}

/// A plain text up to some place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letters<'a> {
    letters: &'a [u8],
    places: &'a [usize],
}

impl Plain {
    /// Letters outside ASCII that have no counterpart become `0xff`, which matches nothing.
    pub(super) fn new(text: &str) -> Self {
        let mut letters = Vec::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len() + 1);
        for (place, letter) in text.char_indices() {
            letters.push(match letter {
                '{' => b'[',
                '}' => b']',
                '\u{2010}'..='\u{2015}' | '\u{2212}' => b'-',
                '\u{d7}' | '*' => b'x',
                '\u{a0}' | '_' | '\t' | '"' => b' ',
                '\r' | '\n' => b'\n',
                other => u8::try_from(other).ok().filter(u8::is_ascii).map_or(0xff, |byte| byte.to_ascii_lowercase()),
            });
            places.push(place);
        }
        places.push(text.len());
        Self { letters, places }
    }

    pub(super) fn letters(&self) -> Letters<'_> {
        Letters { letters: &self.letters, places: &self.places }
    }
}

impl<'a> Letters<'a> {
    /// The same text, ending before a place.
    pub(super) fn until(self, to: usize) -> Self {
        Self { letters: &self.letters[..to.min(self.letters.len())], ..self }
    }

    pub(super) fn len(self) -> usize {
        self.letters.len()
    }

    /// The letter at a place, or 0 beyond the end.
    pub(super) fn at(self, place: usize) -> u8 {
        self.letters.get(place).copied().unwrap_or(0)
    }

    pub(super) fn slice(self, from: usize, to: usize) -> &'a [u8] {
        let to = to.min(self.letters.len());
        &self.letters[from.min(to)..to]
    }

    pub(super) fn starts_with(self, place: usize, word: &str) -> bool {
        self.slice(place, self.len()).starts_with(word.as_bytes())
    }

    /// The bytes of the original between two places.
    pub(super) fn span(self, from: usize, to: usize) -> Span {
        let last = self.places.len() - 1;
        Span { start: self.places[from.min(last)], end: self.places[to.min(last)] }
    }

    /// Whether a clone begins here: a chromosome number, then a comma, sex chromosomes or a reference to a clone.
    pub(super) fn clone_begins(self, from: usize) -> bool {
        let mut at = from;
        let skip = |mut at: usize, what: &[u8]| {
            while what.contains(&self.at(at)) {
                at += 1;
            }
            at
        };
        at = skip(at, b" \n;,.~");
        if ["mos", "idem", "sl,", "nuc ish", "ish", "arr"].iter().any(|word| self.starts_with(at, word)) {
            return true;
        }
        for _ in 0..2 {
            let digits = skip(at, b"0123456789") - at;
            if !(2..=3).contains(&digits) {
                return false;
            }
            at = skip(at + digits, b" ");
            if !b"~-".contains(&self.at(at)) || !self.at(at + 1).is_ascii_digit() {
                break;
            }
            at += 1;
        }
        if self.at(at) == b'<' {
            return true;
        }
        let comma = skip(at, b" ,.");
        self.at(at) == b','
            || (b"xy".contains(&self.at(comma)) && !self.at(comma + 1).is_ascii_digit())
            || ["idem", "sl", "sdl"].iter().any(|word| self.starts_with(comma, word))
    }

    /// The clones, as pairs of places, and for each whether it belongs to a donor (after `//`).
    pub(super) fn clones(self) -> Vec<(usize, usize, bool)> {
        let mut clones = Vec::new();
        let (mut start, mut depth, mut donor) = (0, 0_i32, false);
        let mut at = 0;
        while at < self.len() {
            let letter = self.at(at);
            let mut cut = None;
            match letter {
                b'(' | b'[' => depth += 1,
                b')' => depth -= 1,
                b']' => {
                    depth = 0;
                    if !b"/\n".contains(&self.at(at + 1)) && self.clone_begins(at + 1) {
                        cut = Some((at + 1, at + 1));
                    }
                }
                b'/' if self.at(at + 1) == b'/' => cut = Some((at, at + 2)),
                b'/' if depth <= 0 || self.clone_begins(at + 1) => cut = Some((at, at + 1)),
                b'\n' if self.clone_begins(at + 1) => cut = Some((at, at + 1)),
                _ => {}
            }
            if let Some((end, next)) = cut {
                clones.push((start, end, donor));
                donor |= next == end + 2;
                (start, depth, at) = (next, 0, next);
            } else {
                at += 1;
            }
        }
        clones.push((start, self.len(), donor));
        clones
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let letters = Plain::new(text);
        let letters = letters.letters();
        letters.clones().into_iter().map(|(from, to, _)| letters.span(from, to).of(text)).collect()
    }

    #[test]
    fn clones_are_found_in_what_people_write() {
        assert_eq!(split("47,XX,+8[3]/46,XX[17]"), ["47,XX,+8[3]", "46,XX[17]"]);
        assert_eq!(split("46,XY,t(8;21)(q22;q22[22]/46,XY[3]"), ["46,XY,t(8;21)(q22;q22[22]", "46,XY[3]"]);
        assert_eq!(split("46,XX,inv(3)[19];46,XX[1]"), ["46,XX,inv(3)[19]", ";46,XX[1]"]);
        assert_eq!(split("43,XY,-7[5]66,xy,inc[1]"), ["43,XY,-7[5]", "66,xy,inc[1]"]);
        assert_eq!(split("46,XX,ins(9;16)(9q32/34)[2]"), ["46,XX,ins(9;16)(9q32/34)[2]"]);
        assert_eq!(split("45-46,XX,-11[17],i(11)(q10)[10][17][cp18]").len(), 1);
        assert_eq!(split("46,XX[2]\n47,XX,+8[3]"), ["46,XX[2]", "47,XX,+8[3]"]);
    }

    #[test]
    fn what_follows_a_double_slash_is_the_donors() {
        let plain = Plain::new("46,XX,t(9;22)(q34;q11)[2]//46,XY[18]");
        assert_eq!(plain.letters().clones().iter().map(|clone| clone.2).collect::<Vec<_>>(), [false, true]);
    }
}
