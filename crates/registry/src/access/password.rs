//! Passwords of local accounts: rules by length and not by composition, and Argon2id.
//!
//! The rules follow OWASP ASVS 5.0, section 6.2 (at least 8 characters, 15 recommended; at least 64 taken; no composition; compared as
//! typed). Common ones (6.2.4) are refused by what they are made of, see [`super::common_password`], and leaked ones (6.2.12) by a list of
//! theirs, see [`super::leaked_password`].

use argon2::{Algorithm, Argon2, Params, Version};
use clinic::identifier::StaffId;
use clinic::language::Language;

use super::LeakedPasswords;
use crate::audit::{hexadecimal, unguessable};

/// Fewest characters.
pub const SHORTEST: usize = 15;
/// Most characters.
pub const LONGEST: usize = 128;
/// Fewest different characters: `aaaaaaaaaaaaaaaa` is long and is no password.
const DIFFERENT: usize = 5;

type Cost = (u32, u32, u32);

/// Memory in KiB, passes and lanes (OWASP Password Storage Cheat Sheet: 19 MiB, 2, 1).
const COST: Cost = (19 * 1024, 2, 1);

/// Why a text is not taken as a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Too short.
    #[error("the password has fewer than {SHORTEST} characters; several words in a row are good")]
    TooShort,
    /// Too long.
    #[error("the password has more than {LONGEST} characters; take fewer")]
    TooLong,
    /// The account is in it.
    #[error("the password holds the name of the account; leave it out")]
    HoldsAccount,
    /// Common pieces one after another.
    #[error("the password is made of common words, rows or figures alone; take words that do not belong together")]
    Common,
    /// The one that it is to replace.
    #[error("the new password is the same as the old one; choose another")]
    Same,
    /// Somebody's password elsewhere, and known since.
    #[error(
        "the password is on the list of passwords that were leaked elsewhere; take another, and use it nowhere else"
    )]
    Leaked,
    /// The list of leaked passwords cannot be read.
    #[error(
        "the list of leaked passwords cannot be read just now, so no password is taken; nothing was changed: report it"
    )]
    Unchecked,
    /// Nearly one character.
    #[error("the password has fewer than {DIFFERENT} different characters; use more")]
    Monotonous,
}

impl Unfit {
    /// What is wrong and what to do.
    #[must_use]
    pub fn words(self, language: Language) -> String {
        match (self, language) {
            (own, Language::En) => own.to_string(),
            (Self::TooShort, _) => format!("adgangskoden har færre end {SHORTEST} tegn; flere ord i træk er godt"),
            (Self::TooLong, _) => format!("adgangskoden har flere end {LONGEST} tegn; brug færre"),
            (Self::HoldsAccount, _) => "adgangskoden indeholder kontoens navn; udelad det".into(),
            (Self::Common, _) => {
                "adgangskoden består kun af almindelige ord, rækker eller tal; tag ord, der ikke hører sammen".into()
            }
            (Self::Same, _) => "den nye adgangskode er den samme som den gamle; vælg en anden".into(),
            (Self::Leaked, _) => {
                "adgangskoden står på listen over adgangskoder, der er lækket andre steder; tag en anden, og brug den kun her".into()
            }
            (Self::Unchecked, _) => {
                "listen over lækkede adgangskoder kan ikke læses lige nu, så ingen adgangskode tages imod; intet er ændret: meld det".into()
            }
            (Self::Monotonous, _) => format!("adgangskoden har færre end {DIFFERENT} forskellige tegn; brug flere"),
        }
    }
}

/// Whether a text may be the password of an account; what was leaked elsewhere may not, where a list says what was.
pub fn fits(password: &str, account: &StaffId, leaked: Option<&LeakedPasswords>) -> Result<(), Unfit> {
    let count = password.chars().count();
    let different: std::collections::BTreeSet<char> = password.chars().collect();
    match () {
        () if count < SHORTEST => Err(Unfit::TooShort),
        () if count > LONGEST => Err(Unfit::TooLong),
        () if password.to_lowercase().contains(account.as_str()) => Err(Unfit::HoldsAccount),
        () if different.len() < DIFFERENT => Err(Unfit::Monotonous),
        () if super::common_password::is_common(password) => Err(Unfit::Common),
        () => match leaked.map_or(Ok(false), |list| list.holds(password)) {
            Ok(false) => Ok(()),
            Ok(true) => Err(Unfit::Leaked),
            // What was not looked for is not let through.
            Err(_) => Err(Unfit::Unchecked),
        },
    }
}

/// Nothing was computed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed: {0}")]
pub struct HashError(String);

fn argon2id(password: &str, salt: &[u8], (memory, passes, lanes): Cost) -> Result<[u8; 32], HashError> {
    let failed = |error: argon2::Error| HashError(error.to_string());
    let parameters = Params::new(memory, passes, lanes, Some(32)).map_err(failed)?;
    let mut out = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    argon2.hash_password_into(password.as_bytes(), salt, &mut out).map_err(failed)?;
    Ok(out)
}

/// What is kept of a password: the function with its cost, the salt and the hash, in one text.
pub fn hash(password: &str) -> Result<String, HashError> {
    let salt = unguessable::<16>().map_err(|error| HashError(error.to_string()))?;
    let hash = argon2id(password, &salt, COST)?;
    let (memory, passes, lanes) = COST;
    Ok(format!("argon2id {memory} {passes} {lanes} {} {}", hexadecimal(&salt), hexadecimal(&hash)))
}

/// Whether it is the password. Without anything to compare with, as much is computed and the answer is no, so that the time it takes
/// does not tell which accounts there are.
#[must_use]
pub fn verify(password: &str, kept: Option<&str>) -> bool {
    // Nobody's password, at today's cost.
    let nobody = format!("argon2id {} {} {} {} {}", COST.0, COST.1, COST.2, "00".repeat(16), "00".repeat(32));
    let Some((cost, salt, hash)) = parts(kept.unwrap_or(&nobody)) else { return false };
    let Ok(own) = argon2id(password, &salt, cost) else { return false };
    kept.is_some() && own.iter().zip(&hash).fold(own.len() ^ hash.len(), |all, (a, b)| all | usize::from(a ^ b)) == 0
}

fn parts(kept: &str) -> Option<(Cost, Vec<u8>, Vec<u8>)> {
    let words: Vec<&str> = kept.split(' ').collect();
    let ["argon2id", memory, passes, lanes, salt, hash] = words.as_slice() else { return None };
    let cost = (memory.parse().ok()?, passes.parse().ok()?, lanes.parse().ok()?);
    Some((cost, bytes(salt)?, bytes(hash)?))
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = (0..digits.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_composition_does_not() {
        let anna = StaffId::new("anna").unwrap();
        assert_eq!(fits("correct horse battery", &anna, None), Ok(()));
        assert_eq!(fits("æøå æøå æøå æøå", &anna, None), Err(Unfit::Monotonous));
        assert_eq!(fits("røde køer går ud", &anna, None), Ok(()));
        assert_eq!(fits("fourteen chars", &anna, None), Err(Unfit::TooShort));
        assert_eq!(fits(&"abcdefgh".repeat(17), &anna, None), Err(Unfit::TooLong));
        assert_eq!(fits("Hanna has a garden", &anna, None), Err(Unfit::HoldsAccount));
        assert_eq!(fits("Velkommen-velkommen1", &anna, None), Err(Unfit::Common));
    }

    #[test]
    fn only_the_password_fits_and_no_two_hashes_are_alike() {
        let (one, other) = (hash("røde køer går ud").unwrap(), hash("røde køer går ud").unwrap());
        assert_ne!(one, other);
        assert!(verify("røde køer går ud", Some(&one)) && verify("røde køer går ud", Some(&other)));
        assert!(!verify("røde køer går ind", Some(&one)));
        assert!(!verify("røde køer går ud", None));
        for broken in ["", "argon2id", "argon2id 8 1 1 00 ", &one[..one.len() - 2], "bcrypt 1 1 1 00 00"] {
            assert!(!verify("røde køer går ud", Some(broken)), "{broken}");
        }
    }

    /// RFC 9106, section 5.3, has a secret and associated data; this value is that of the reference implementation's own test
    /// (`hashtest(version, 2, 16, 1, "password", "somesalt")` of phc-winner-argon2, `Argon2id`).
    #[test]
    fn the_function_is_argon2id() {
        let hash = argon2id("password", b"somesalt", (1 << 16, 2, 1)).unwrap();
        assert_eq!(hexadecimal(&hash), "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }
}
