//! Reads one rearrangement: `t(8;21)(q22;q22)`, `der(9)t(9;22)(q34;q11)inv(9)(p11q13)`, `del5q`.

use super::aberration::{Kind, Rearrangement};
use super::band::{Arm, Band, Chromosome};
use super::scan::Letters;

/// The words of rearrangements, the longer before what begins it.
const WORDS: [(&str, Kind); 33] = [
    ("psu dic", Kind::Dicentric),
    ("psudic", Kind::Dicentric),
    ("dir dup", Kind::Duplication),
    ("inv dup", Kind::Duplication),
    ("invdup", Kind::Duplication),
    ("dir ins", Kind::Insertion),
    ("inv ins", Kind::Insertion),
    ("isodic", Kind::Isodicentric),
    ("ring", Kind::Ring),
    ("idic", Kind::Isodicentric),
    ("ider", Kind::Isoderivative),
    ("abn", Kind::Unspecified),
    ("add", Kind::Addition),
    ("del", Kind::Deletion),
    ("der", Kind::Derivative),
    ("dic", Kind::Dicentric),
    ("dup", Kind::Duplication),
    ("fis", Kind::Other),
    ("fra", Kind::Other),
    ("hsr", Kind::Amplification),
    ("ins", Kind::Insertion),
    ("inv", Kind::Inversion),
    ("iso", Kind::Isochromosome),
    ("qdp", Kind::Duplication),
    ("rec", Kind::Derivative),
    ("rob", Kind::Robertsonian),
    ("tas", Kind::Other),
    ("trc", Kind::Dicentric),
    ("trp", Kind::Duplication),
    ("tri", Kind::Duplication),
    ("i", Kind::Isochromosome),
    ("r", Kind::Ring),
    ("t", Kind::Translocation),
];

/// The most parts of one derivative, and the most places of one group, that are read. Real ones have fewer than ten.
const MANY: usize = 64;

/// The word of a rearrangement that stands here, and the place after it.
pub(super) fn word(letters: Letters<'_>, at: usize) -> Option<(Kind, usize)> {
    let (word, kind) = WORDS.iter().find(|(word, _)| letters.starts_with(at, word))?;
    Some((*kind, at + word.len()))
}

/// Skips letters of a set.
pub(super) fn skip(letters: Letters<'_>, mut at: usize, what: &[u8]) -> usize {
    while what.contains(&letters.at(at)) {
        at += 1;
    }
    at
}

/// Reads a rearrangement with its parts, and the place after it.
pub(super) fn read(letters: Letters<'_>, at: usize) -> Option<(Rearrangement, usize)> {
    let (mut whole, mut at) = single(letters, at, None)?;
    if matches!(whole.kind, Kind::Derivative | Kind::Isoderivative | Kind::Dicentric | Kind::Ring) {
        let first = whole.chromosomes.iter().flatten().next().copied();
        while whole.parts.len() < MANY {
            let next = skip(letters, at, b" ?(");
            if word(letters, next).is_none_or(|(kind, _)| kind == Kind::Derivative) {
                break;
            }
            let Some((part, after)) = single(letters, next, first) else { break };
            whole.parts.push(part);
            at = after;
        }
    }
    Some((whole, at))
}

/// Reads a rearrangement without parts. `within` is the derivative whose part it is.
fn single(letters: Letters<'_>, at: usize, within: Option<Chromosome>) -> Option<(Rearrangement, usize)> {
    let (kind, after) = word(letters, at)?;
    let open = skip(letters, after, b" ?");
    let bracketed = letters.at(open) == b'(';
    let (places, mut at) = if bracketed { group(letters, open + 1)? } else { short(letters, after)? };
    let places = places.iter().map(|place| chromosome(place, within)).collect::<Option<Vec<_>>>()?;
    let (chromosomes, mut breakpoints): (Vec<_>, Vec<_>) = places.into_iter().unzip();
    let next = skip(letters, at, b" ;?");
    if letters.at(next) == b'(' && word(letters, skip(letters, next, b"(")).is_none() {
        let (groups, after) = group(letters, next + 1)?;
        let in_detail = |group: &Vec<u8>| group.windows(2).any(|two| two == b"::" || two == b"->");
        // The detailed system describes the new chromosome from end to end; its breakpoints are not read.
        if !groups.iter().any(in_detail) {
            let mut arm = None;
            let mut each = Vec::with_capacity(groups.len());
            for group in &groups {
                each.push(bands(group, arm)?);
                // In `inv(3)(q21;26)` the arm is not repeated.
                arm =
                    each.last().and_then(|bands| bands.last()).map(|band| band.arm).filter(|_| breakpoints.len() == 1);
            }
            give(&each, &mut breakpoints);
        }
        at = after;
    }
    Some((Rearrangement { kind, chromosomes, breakpoints, parts: Vec::new() }, at))
}

/// The places of a group after its opening bracket, and what follows it. Brackets that were forgotten are closed where
/// the next thing begins.
fn group(letters: Letters<'_>, start: usize) -> Option<(Vec<Vec<u8>>, usize)> {
    let mut places = vec![Vec::new()];
    let mut at = start;
    loop {
        let letter = letters.at(at);
        match letter {
            b')' => return Some((places, at + 1)),
            0 | b'[' | b'(' => return Some((places, at)),
            b',' if !begins_place(letters, at + 1) => return Some((places, at)),
            b':' if letters.at(at + 1) == b':' => {
                places.last_mut()?.extend(*b"::");
                at += 1;
            }
            b';' | b':' | b',' => places.push(Vec::new()),
            b' ' | b'\n' => {}
            other => places.last_mut()?.push(other),
        }
        if places.len() > MANY || at - start > 20 * MANY {
            return None;
        }
        at += 1;
    }
}

fn begins_place(letters: Letters<'_>, at: usize) -> bool {
    let at = skip(letters, at, b" ?");
    matches!(letters.at(at), b'0'..=b'9' | b'p' | b'q')
}

/// Places written without brackets: `del5q`, `inv16`, `t8;21`.
fn short(letters: Letters<'_>, start: usize) -> Option<(Vec<Vec<u8>>, usize)> {
    let from = skip(letters, start, b" ?");
    let to = skip(letters, from, b"0123456789xypq;.");
    let text = letters.slice(from, to);
    let ends = !letters.at(to).is_ascii_alphanumeric();
    (ends && !text.is_empty() && text.len() < MANY)
        .then(|| (text.split(|letter| *letter == b';').map(<[u8]>::to_vec).collect(), to))
}

/// A place of the first group: a chromosome, perhaps with arm and band (`5q`), or a question mark. Bands alone belong to
/// the chromosome of the derivative.
fn chromosome(place: &[u8], within: Option<Chromosome>) -> Option<(Option<Chromosome>, Vec<Band>)> {
    let text: Vec<u8> = place.iter().copied().filter(|letter| *letter != b'?').collect();
    let digits = text.iter().take_while(|letter| letter.is_ascii_digit()).count();
    let (chromosome, rest) = match text.first() {
        None => return (!place.is_empty()).then_some((None, Vec::new())),
        Some(b'x') => (Some(Chromosome::X), &text[1..]),
        Some(b'y') => (Some(Chromosome::Y), &text[1..]),
        Some(b'p' | b'q') => (Some(within?), &text[..]),
        Some(_) if (1..=2).contains(&digits) => {
            let number = std::str::from_utf8(&text[..digits]).ok()?.parse().ok()?;
            (Some(Chromosome::autosome(number)?), &text[digits..])
        }
        Some(_) => return None,
    };
    Some((chromosome, if rest.is_empty() { Vec::new() } else { bands(rest, None)? }))
}

/// Bands one after another: `q13q33`, `q22~23`, `p1?1`, `q22orq31`. A question mark alone is no band.
///
/// Digits without an arm are on the arm given, or no band.
fn bands(text: &[u8], mut arm: Option<Arm>) -> Option<Vec<Band>> {
    let mut bands: Vec<Band> = Vec::new();
    let (mut at, mut range) = (0, false);
    let digits = |mut at: usize| {
        let mut found = Vec::new();
        while let Some(letter) = text.get(at) {
            match letter {
                b'0'..=b'9' => found.push(*letter),
                b'?' | b'.' => {}
                _ => break,
            }
            at += 1;
        }
        (found, at)
    };
    while let Some(letter) = text.get(at) {
        match letter {
            b'?' | b'.' => at += 1,
            b'c' if text[at..].starts_with(b"cen") => at += 3,
            b'-' if text.get(at + 1) == Some(&b'>') => return None,
            b'~' | b'-' => {
                range = *letter == b'~';
                at += 1;
            }
            b'o' if text.get(at + 1) == Some(&b'r') => {
                range = true;
                at += 2;
            }
            b'p' | b'q' | b'0'..=b'9' => {
                if !letter.is_ascii_digit() {
                    arm = Some(if *letter == b'p' { Arm::P } else { Arm::Q });
                    at += 1;
                }
                let (found, after) = digits(at);
                at = after;
                let Some(arm) = arm else { continue };
                let mut band = Band::from_digits(arm, &found);
                if text.get(at..).is_some_and(|rest| rest.starts_with(b"ter")) {
                    band = Band { arm, from: Band::END, to: Band::END };
                    at += 3;
                }
                match bands.last_mut() {
                    Some(last) if range => *last = last.through(band),
                    _ => bands.push(band),
                }
                range = false;
            }
            _ => return None,
        }
    }
    Some(bands)
}

/// Gives the bands of the second group to the chromosomes of the first, also where a semicolon was forgotten or one is too
/// many.
fn give(bands: &[Vec<Band>], breakpoints: &mut [Vec<Band>]) {
    match (bands, breakpoints) {
        ([one], many) if many.len() > 1 && one.len() == many.len() => {
            for (place, band) in many.iter_mut().zip(one) {
                place.push(*band);
            }
        }
        (all, [one]) => one.extend(all.iter().flatten()),
        (all, many) => {
            for (place, bands) in many.iter_mut().zip(all) {
                place.extend(bands);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::Plain;
    use super::*;

    fn parsed(text: &str) -> Rearrangement {
        read(Plain::new(text).letters(), 0).unwrap().0
    }

    fn whole(text: &str) -> String {
        let one = parsed(text);
        let places: Vec<String> = one
            .places()
            .map(|(chromosome, bands)| {
                let bands: Vec<String> = bands.iter().map(|band| format!("{:?}{}", band.arm, band.from)).collect();
                format!("{}{}", chromosome.map_or("?".to_owned(), |one| one.to_string()), bands.join(""))
            })
            .collect();
        format!("{:?} {}", one.kind, places.join(" "))
    }

    #[test]
    fn a_rearrangement_is_read_as_it_is_written() {
        assert_eq!(whole("t(8;21)(q22;q22)"), "Translocation 8Q2200 21Q2200");
        assert_eq!(whole("t(15;17);(q22;q21)"), "Translocation 15Q2200 17Q2100");
        assert_eq!(whole("t(17;21)(p11.2q11.2)"), "Translocation 17P1120 21Q1120");
        assert_eq!(whole("del(5)(q11;q13)"), "Deletion 5Q1100Q1300");
        assert_eq!(whole("del(20)(q11.2-13.1)"), "Deletion 20Q1120Q1310");
        assert_eq!(whole("del(5(q31q33)"), "Deletion 5Q3100Q3300");
        assert_eq!(whole("der(1;16(q10;p10)"), "Derivative 1Q1000 16P1000");
        assert_eq!(whole("t(8;7;21)(q22;p15;q22[22]"), "Translocation 8Q2200 7P1500 21Q2200");
        assert_eq!(whole("t(5;7;?)(q13;p21;?)"), "Translocation 5Q1300 7P2100 ?");
        assert_eq!(whole("del5q"), "Deletion 5Q0");
        assert_eq!(whole("inv16"), "Inversion 16");
        assert_eq!(whole("t8;21"), "Translocation 8 21");
        assert_eq!(whole("del(5q)"), "Deletion 5Q0");
        assert_eq!(whole("add(5)(q3?3)"), "Addition 5Q3300");
        assert_eq!(whole("t(8,21)(q22,q22)"), "Translocation 8Q2200 21Q2200");
        assert_eq!(whole("inv(3)(q21;26)"), "Inversion 3Q2100Q2600");
        assert_eq!(whole("t(3;21)(q26;22)"), "Translocation 3Q2600 21");
        assert_eq!(whole("der(?)t(?;2)(?;q1?3)"), "Derivative ?");
    }

    #[test]
    fn a_range_is_one_breakpoint() {
        let one = parsed("t(10;11)(p13~p15;q22~23)");
        assert_eq!(one.breakpoints[1], [Band { arm: Arm::Q, from: 2200, to: 2399 }]);
        assert_eq!(parsed("add(7)(q22orq31)").breakpoints[0], [Band { arm: Arm::Q, from: 2200, to: 3199 }]);
    }

    #[test]
    fn a_derivative_has_parts() {
        let one = parsed("der(9)t(9;22)(q34;q11.2)?inv(9)(p11q13)");
        assert_eq!(one.parts.iter().map(|part| part.kind).collect::<Vec<_>>(), [Kind::Translocation, Kind::Inversion]);
        let one = parsed("der(17)add(p1?1)del(q?21q?24)");
        assert_eq!(one.parts[1].chromosomes, [Some(Chromosome::Autosome(17))]);
        let one = parsed("der(22)(t(9;22)(q34;q11.2)");
        assert_eq!(one.parts.len(), 1);
    }

    #[test]
    fn what_is_no_rearrangement_is_not_read() {
        for text in ["t", "trisomy8onfish", "del", "del(99)(q1)", "del(5)(zz)", "isolata", "retic", "in fish"] {
            assert!(read(Plain::new(text).letters(), 0).is_none(), "{text}");
        }
    }
}
