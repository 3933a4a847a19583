//! Passwords that are long and that everybody thinks of: common pieces one after another.
//!
//! At fifteen characters the lists of common passwords have hardly an entry that is not made of shorter ones: a word of the lists
//! twice, a row of the keyboard, the figures from one on, a word with a year. Such a text is refused whatever the pieces are joined
//! by. The pieces are a list of our own, in English and Danish, so that it needs no foreign file or licence. It does not know what was
//! leaked elsewhere (OWASP ASVS 5.0, 6.2.12); four words that are not on it pass.

/// Pieces, without capitals. A row of the keyboard or of figures is told by its ends in [`is_run`].
const PIECES: &str = "\
    aalborg aarhus abc access account adgang adgangskode admin administrator afdeling april august baseball batman blomst \
    cancer change changeme charlie cheese computer cookie danmark december default denmark doctor dragon dronning efterår \
    elsker england familie februar february flower football forever forår fredag freedom friday genom genome god guest hej \
    hejsa hello hemmelig hest hospital hovedstaden hund iloveyou is januar january jeg jegelskerdig jesus juli july june \
    juni kaffe kat katte kode kodeord konge kræft københavn letmein login love lørdag maj mandag march marts marv master \
    may michael midtjylland min mit monday monkey morgen mustang my mypassword ninja nissemand nordjylland november \
    october odense oktober onsdag orange ord pass passord password passwort pizza please princess private purple qazwsx \
    qwerty region rigshospitalet sagen saturday secret security september shadow sjælland skat skole soccer sol sommer \
    spring star starwars summer sunday sundhed sunshine superman syddanmark sygehus system søndag temp temporary test the \
    this thursday tirsdag torsdag trustno tuesday user velkommen vinter wednesday welcome whatever winter yankees you \
    zxcvbn århus";

/// Rows in which fingers and counting run, forwards and backwards.
const ROWS: &[&str] = &[
    "12345678901234567890",
    "abcdefghijklmnopqrstuvwxyzæøå",
    "qwertyuiopå",
    "asdfghjklæø",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn",
];

/// Fewest characters that are a run.
const RUN: usize = 3;

/// What people write for a letter: `p@ssw0rd`.
fn plain(c: char) -> char {
    match c {
        '@' => 'a',
        '$' => 's',
        '!' => 'i',
        '€' => 'e',
        other => other,
    }
}

/// Figures are letters too, where that makes a word.
fn letters(text: &[char]) -> String {
    let letter = |c: &char| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => *other,
    };
    text.iter().map(letter).collect()
}

fn is_run(text: &str) -> bool {
    let backwards: String = text.chars().rev().collect();
    let mut characters = text.chars();
    let first = characters.next();
    ROWS.iter().any(|row| row.contains(text) || row.contains(&backwards)) || characters.all(|c| Some(c) == first)
}

fn is_word(text: &str) -> bool {
    PIECES.split_ascii_whitespace().any(|own| own == text)
}

fn is_piece(part: &[char]) -> bool {
    let text: String = part.iter().collect();
    let is_year =
        part.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && part.iter().all(char::is_ascii_digit);
    // A figure or two are what is put behind a word that must have one.
    let is_figure = part.len() <= 2 && part.iter().all(char::is_ascii_digit);
    is_year || is_figure || is_word(&text) || is_word(&letters(part)) || (part.len() >= RUN && is_run(&text))
}

/// Whether a password is nothing but common pieces; a mark is read as a letter, and as nothing.
pub(super) fn is_common(password: &str) -> bool {
    let written = password.to_lowercase();
    is_whole(written.chars().map(plain)) || is_whole(written.chars())
}

/// METHOD: `whole[n]` says that the first `n` letters and figures are pieces one after another.
fn is_whole(written: impl Iterator<Item = char>) -> bool {
    let written: Vec<char> = written.filter(|c| c.is_alphanumeric()).collect();
    let mut whole = vec![true];
    for end in 1..=written.len() {
        let fits = |begin: usize| whole[begin] && is_piece(&written[begin..end]);
        whole.push((0..end).any(fits));
    }
    whole.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_thinks_of_is_common_however_long_it_is() {
        for common in [
            "passwordpassword",
            "P@ssw0rdP@ssw0rd",
            "123456789012345",
            "1q2w3e4r5t6y7u8i",
            "qwertyuiopasdfghjkl",
            "iloveyouforever",
            "abcdefghijklmnop",
            "Sommer2026Sommer2026",
            "velkommen-velkommen",
            "Adgangskode-2026!",
            "Region Hovedstaden 2026",
            "jegelskerdig123456",
            "987654321987654321",
            "password12345678",
            "qwerty qwerty qwerty",
            "...............",
        ] {
            assert!(is_common(common), "{common}");
        }
        for rare in [
            "seven grey herons wade",
            "correct horse battery",
            "røde køer går ud",
            "knoglemarv-2026",
            "password til min cykel",
            "tre ænder 1 bro 9",
            "fortyseven lamps",
        ] {
            assert!(!is_common(rare), "{rare}");
        }
    }
}
