//! Danish person numbers (CPR) and replacement numbers (eCPR).
//!
//! Only form and calendar date are checked. Modulus 11 is never asked: numbers without it are valid since 1 October 2007
//! (CPR-kontoret, "Personnumre uden kontrolciffer"). Four forms are accepted:
//!
//! - a person number: `DDMMYY` and four digits;
//! - a replacement number in the form that CPR-kontoret recommends because it cannot be mistaken for a person number: the
//!   first digit of the day raised by 6 (cpr.dk, "Erstatningspersonnummer i eksterne systemer");
//! - X-eCPR, the national replacement number: `DDMMYY`, 1 or 7, two letters, one digit (HL7 Denmark, DK Core, invariant `x-ecpr`);
//! - D-eCPR, a region's replacement number: `DDMMYY`, 0, 5 or 6, two letters, one digit (DK Core, invariant `d-ecpr`).

use std::fmt;

use jiff::civil::Date;

/// Which kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CprKind {
    /// A person number.
    Person,
    /// A replacement number with the day raised by 60.
    Replacement,
    /// A national replacement number.
    XeCpr,
    /// A regional replacement number.
    DeCpr,
}

/// A person number or replacement number: ten characters, letters in upper case, without hyphen.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cpr {
    characters: [u8; 10],
    kind: CprKind,
}

/// Why a text is not a person number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CprError {
    /// Not ten characters (a hyphen after the sixth is allowed).
    #[error("a CPR number has ten characters, this has {0}")]
    Length(usize),
    /// Something other than digits, or letters outside a replacement number.
    #[error("the characters do not form a CPR number or a replacement number")]
    Characters,
    /// The first six digits are no date of any century.
    #[error("the first six digits are not a date")]
    Date,
}

impl Cpr {
    /// Reads a number, with or without the hyphen.
    pub fn parse(text: &str) -> Result<Self, CprError> {
        let text = text.trim();
        let plain: String = match text.split_once('-') {
            Some((date, serial)) if date.len() == 6 => format!("{date}{serial}"),
            _ => text.to_owned(),
        };
        let count = plain.chars().count();
        let upper = plain.to_ascii_uppercase();
        let characters: [u8; 10] = upper
            .as_bytes()
            .try_into()
            .map_err(|_| if count == 10 { CprError::Characters } else { CprError::Length(count) })?;
        let digit = |place: usize| characters[place].is_ascii_digit();
        let letter = |place: usize| characters[place].is_ascii_uppercase();
        if !(0..7).all(digit) || !digit(9) {
            return Err(CprError::Characters);
        }
        let raised = characters[0] >= b'6';
        let kind = match (digit(7) && digit(8), letter(7) && letter(8), characters[6]) {
            (true, _, _) if raised => CprKind::Replacement,
            (true, _, _) => CprKind::Person,
            (_, true, b'1' | b'7') if !raised => CprKind::XeCpr,
            (_, true, b'0' | b'5' | b'6') if !raised => CprKind::DeCpr,
            _ => return Err(CprError::Characters),
        };
        let cpr = Self { characters, kind };
        // A day that exists in no year is no date; 29 February needs a leap year of either century the digits allow.
        let (day, month, year) = cpr.date_part();
        let exists = |century: i16| Date::new(century + i16::from(year), month, day).is_ok();
        if [1800, 1900, 2000].into_iter().any(exists) { Ok(cpr) } else { Err(CprError::Date) }
    }

    /// The kind of number.
    #[must_use]
    pub fn kind(&self) -> CprKind {
        self.kind
    }

    /// The ten characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII digits and letters are ever stored.
        std::str::from_utf8(&self.characters).unwrap_or_default()
    }

    fn two_digits(&self, at: usize) -> i8 {
        let digit = |place: usize| i8::try_from(self.characters[place] - b'0').unwrap_or_default();
        digit(at) * 10 + digit(at + 1)
    }

    fn date_part(&self) -> (i8, i8, i8) {
        let raised = if self.kind == CprKind::Replacement { 60 } else { 0 };
        (self.two_digits(0) - raised, self.two_digits(2), self.two_digits(4))
    }

    /// The birth date that the digits speak of, by the century table of the seventh digit (cpr.dk, "Opbygning af
    /// CPR-nummeret"). It is only a fallback: the registered birth date may differ, and then it is the one that counts.
    /// For X-eCPR and D-eCPR the seventh digit is a series and no century; `None`.
    #[must_use]
    pub fn date_by_century_table(&self) -> Option<Date> {
        if matches!(self.kind, CprKind::XeCpr | CprKind::DeCpr) {
            return None;
        }
        let (day, month, year) = self.date_part();
        let century = match (self.characters[6], year) {
            (b'0'..=b'3', _) | (b'4' | b'9', 37..) => 1900,
            (b'4' | b'9', _) | (b'5'..=b'8', ..=57) => 2000,
            _ => 1800,
        };
        Date::new(century + i16::from(year), month, day).ok()
    }
}

/// The serial part is never printed where a person may look over the shoulder: `010160-xxxx`.
impl fmt::Debug for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(self.as_str()))
    }
}

/// A CPR-like text with everything after the sixth character hidden, for messages.
#[must_use]
pub fn masked(text: &str) -> String {
    let hidden = |(place, c): (usize, char)| if place < 6 || c == '-' { c } else { 'x' };
    text.chars().enumerate().map(hidden).collect()
}

/// Age in completed years on a day. Born on 29 February, a year is completed on 1 March where there is no 29 February.
#[must_use]
pub fn completed_years(born: Date, day: Date) -> i64 {
    let before_birthday = (day.month(), day.day()) < (born.month(), born.day());
    i64::from(day.year()) - i64::from(born.year()) - i64::from(before_birthday)
}

/// Whether the day is the birthday: the same day and month, or 1 March for one born on 29 February where there is none.
#[must_use]
pub fn is_birthday(born: Date, day: Date) -> bool {
    let leap_day = (born.month(), born.day()) == (2, 29);
    (day.month(), day.day()) == (born.month(), born.day())
        || (leap_day && !day.in_leap_year() && (day.month(), day.day()) == (3, 1))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn four_kinds_of_numbers_are_accepted_with_or_without_hyphen() {
        let kinds = [
            ("311257-8123", CprKind::Person),
            ("6101600001", CprKind::Replacement),
            ("010160-1ab2", CprKind::XeCpr),
            ("0101600ZZ9", CprKind::DeCpr),
        ];
        for (text, kind) in kinds {
            assert_eq!(Cpr::parse(text).map(|cpr| cpr.kind()), Ok(kind), "{text}");
        }
    }

    #[test]
    fn modulus_11_is_never_asked() {
        // 4*3+3*1+2*1+7*2+6*5+5*7+4*8+3*1+2*2+1*d: the ten numbers differ in the last digit only, so at most one passes.
        assert!((0..10).all(|last| Cpr::parse(&format!("311257812{last}")).is_ok()));
    }

    #[test]
    fn form_and_date_are_checked() {
        assert_eq!(Cpr::parse("610160000"), Err(CprError::Length(9)));
        assert_eq!(Cpr::parse("61016000011"), Err(CprError::Length(11)));
        assert_eq!(Cpr::parse(""), Err(CprError::Length(0)));
        assert_eq!(Cpr::parse("61016O0001"), Err(CprError::Characters));
        assert_eq!(Cpr::parse("ææææææææææ"), Err(CprError::Characters));
        assert_eq!(Cpr::parse("010160-2AB1"), Err(CprError::Characters));
        assert_eq!(Cpr::parse("6113600001"), Err(CprError::Date));
        assert_eq!(Cpr::parse("9202600001"), Err(CprError::Date));
        assert_eq!(Cpr::parse("8902610001"), Err(CprError::Date));
        assert!(Cpr::parse("8902600001").is_ok(), "29 February 1960");
    }

    #[test]
    fn century_table() {
        let table = [
            ("6101603001", Some(date(1960, 1, 1))),
            ("6101364001", Some(date(2036, 1, 1))),
            ("6101374001", Some(date(1937, 1, 1))),
            ("6101575001", Some(date(2057, 1, 1))),
            ("6101585001", Some(date(1858, 1, 1))),
            ("6101089001", Some(date(2008, 1, 1))),
            ("0101601AB2", None),
        ];
        for (text, expected) in table {
            assert_eq!(Cpr::parse(text).map(|cpr| cpr.date_by_century_table()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn age_follows_the_leap_day_convention() {
        let born = date(2008, 2, 29);
        assert_eq!(completed_years(born, date(2026, 2, 28)), 17);
        assert_eq!(completed_years(born, date(2026, 3, 1)), 18);
        assert!(is_birthday(born, date(2026, 3, 1)));
        assert!(!is_birthday(born, date(2028, 3, 1)));
        assert_eq!(completed_years(date(2008, 3, 2), date(2026, 3, 2)), 18);
        assert_eq!(completed_years(date(2008, 3, 2), date(2026, 3, 1)), 17);
    }

    #[test]
    fn a_number_is_masked_wherever_it_is_printed() {
        assert_eq!(Cpr::parse("610160-0001").map(|cpr| format!("{cpr:?}")), Ok("610160xxxx".into()));
        assert_eq!(masked("610160-0001"), "610160-xxxx");
    }
}
