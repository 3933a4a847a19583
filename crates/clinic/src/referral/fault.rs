//! What is wrong with a field: path, code, what was given, and the remedy, in Danish or English.

use std::fmt::Write as _;

use crate::cpr::{CprError, masked};
use crate::language::Language;

use super::draft::Given;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The field must be given.
    Required,
    /// There is no such field; the nearest one.
    UnknownField(String),
    /// A group of fields was given as a value.
    Group,
    /// A text is wanted.
    NotText,
    /// A list of texts is wanted.
    NotTexts,
    /// True or false is wanted.
    NotTruth,
    /// A whole number within bounds is wanted.
    NotWhole {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
        /// Steps.
        step: i64,
    },
    /// Not a date of the form YYYY-MM-DD.
    NotADate,
    /// A date that does not exist, or lies outside 1850-2100.
    NoSuchDate,
    /// A birth date after the requisition.
    BornLater,
    /// Not one of a closed list of codes.
    UnknownCode(&'static [&'static str]),
    /// Not a CPR number.
    Cpr(CprError),
    /// Not a diagnosis code.
    DiagnosisCode,
    /// Not an authorisation id.
    Authorisation,
    /// Not a unit number.
    Unit,
    /// Not the id of an indication, route or rule.
    Id,
    /// Longer than the field allows.
    TooLong(usize),
    /// Empty text where a text is given.
    Empty,
}

impl Fault {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::UnknownField(_) => "unknown-field",
            Self::Group => "group",
            Self::NotText => "not-text",
            Self::NotTexts => "not-texts",
            Self::NotTruth => "not-truth",
            Self::NotWhole { .. } => "not-whole",
            Self::NotADate => "not-a-date",
            Self::NoSuchDate => "no-such-date",
            Self::BornLater => "born-later",
            Self::UnknownCode(_) => "unknown-code",
            Self::Cpr(CprError::Length(_)) => "cpr-length",
            Self::Cpr(CprError::Characters) => "cpr-characters",
            Self::Cpr(CprError::Date) => "cpr-date",
            Self::DiagnosisCode => "diagnosis-code",
            Self::Authorisation => "authorisation",
            Self::Unit => "unit",
            Self::Id => "id",
            Self::TooLong(_) => "too-long",
            Self::Empty => "empty",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self, language: Language) -> String {
        let text = |da: &str, en: &str| language.pick(da, en).to_owned();
        match self {
            Self::Required => text("Feltet skal udfyldes.", "The field must be given."),
            Self::UnknownField(nearest) => match language {
                Language::Da => format!("Feltet findes ikke. Mente du \"{nearest}\"? Ret navnet, eller fjern feltet."),
                Language::En => format!("There is no such field. Did you mean \"{nearest}\"? Correct or remove it."),
            },
            Self::Group => text(
                "Her hører en gruppe af felter ({ .. }), ikke en enkelt værdi.",
                "A group of fields ({ .. }) belongs here, not a single value.",
            ),
            Self::NotText => text("Skriv en tekst i anførselstegn.", "Write a text in quotation marks."),
            Self::NotTexts => text(
                "Skriv en liste af tekster, fx [\"R-CHOP\", \"R-DHAP\"].",
                "Write a list of texts, e.g. [\"R-CHOP\", \"R-DHAP\"].",
            ),
            Self::NotTruth => text(
                "Skriv true (ja) eller false (nej), eller udelad feltet, hvis svaret ikke kendes.",
                "Write true or false, or leave the field out if the answer is not known.",
            ),
            Self::NotWhole { min, max, step } => {
                let mut remedy = match language {
                    Language::Da => format!("Skriv et helt tal fra {min} til {max}"),
                    Language::En => format!("Write a whole number from {min} to {max}"),
                };
                if *step > 1 {
                    let _ = match language {
                        Language::Da => write!(remedy, " i trin på {step}"),
                        Language::En => write!(remedy, " in steps of {step}"),
                    };
                }
                remedy.push('.');
                remedy
            }
            Self::NotADate => {
                text("Skriv datoen som ÅÅÅÅ-MM-DD, fx 2026-03-02.", "Write the date as YYYY-MM-DD, e.g. 2026-03-02.")
            }
            Self::NoSuchDate => text(
                "Datoen findes ikke (eller ligger uden for 1850-2100). Ret dag, måned eller år.",
                "The date does not exist (or lies outside 1850-2100). Correct day, month or year.",
            ),
            Self::BornLater => text(
                "Fødselsdatoen ligger efter rekvisitionsdatoen. Ret en af dem.",
                "The birth date lies after the requisition date. Correct one of them.",
            ),
            Self::UnknownCode(codes) => match language {
                Language::Da => format!("Brug en af koderne: {}.", codes.join(", ")),
                Language::En => format!("Use one of the codes: {}.", codes.join(", ")),
            },
            Self::Cpr(CprError::Length(count)) => match language {
                Language::Da => format!("Et CPR-nummer har 10 tegn; her er {count}."),
                Language::En => format!("A CPR number has 10 characters; this has {count}."),
            },
            Self::Cpr(CprError::Characters) => text(
                "Brug DDMMÅÅ og fire cifre, eller et erstatningsnummer (X-eCPR, D-eCPR).",
                "Use DDMMYY and four digits, or a replacement number (X-eCPR, D-eCPR).",
            ),
            Self::Cpr(CprError::Date) => text(
                "De første seks cifre er ikke en dato. Kontrollér nummeret; modulus 11 kræves ikke.",
                "The first six digits are not a date. Check the number; modulus 11 is not asked.",
            ),
            Self::DiagnosisCode => text(
                "Skriv koden som i SKS (DC833) eller ICD-10 (C83.3).",
                "Write the code as in SKS (DC833) or ICD-10 (C83.3).",
            ),
            Self::Authorisation => text(
                "Et autorisations-id har fem tegn, bogstaver og cifre.",
                "An authorisation id has five characters, letters and digits.",
            ),
            Self::Unit => {
                text("Skriv afdelingens SOR-nummer: 6 til 20 cifre.", "Write the unit's SOR number: 6 to 20 digits.")
            }
            Self::Id => text(
                "Brug et id fra `marv guideline list` (bogstaver, cifre, punktum og bindestreg).",
                "Use an id of `marv guideline list` (letters, digits, full stop and hyphen).",
            ),
            Self::TooLong(most) => match language {
                Language::Da => format!("Højst {most} tegn."),
                Language::En => format!("At most {most} characters."),
            },
            Self::Empty => text(
                "Teksten er tom. Skriv den, eller udelad feltet.",
                "The text is empty. Write it, or leave the field out.",
            ),
        }
    }
}

/// Longest excerpt of a given value that a message repeats, in characters.
const EXCERPT: usize = 60;

/// One field's fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Dotted path.
    pub path: String,
    /// What is wrong.
    pub fault: Fault,
    /// What was given, shortened; person numbers masked.
    pub given: Option<String>,
}

impl FieldError {
    pub(super) fn new(path: &str, fault: Fault, given: Option<&Given>) -> Self {
        let person_number = path.ends_with("cpr");
        let given = given.map(|given| {
            let text = match given {
                Given::Text(text) if person_number => format!("\"{}\"", masked(text)),
                Given::Whole(number) if person_number => masked(&number.to_string()),
                given => given.to_string(),
            };
            let mut excerpt: String =
                text.chars().take(EXCERPT).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            if excerpt.len() < text.len() && text.chars().nth(EXCERPT).is_some() {
                excerpt.push('…');
            }
            excerpt
        });
        let path = path.chars().take(2 * EXCERPT).collect();
        Self { path, fault, given }
    }
}
