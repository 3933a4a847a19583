//! Reads typed values out of a draft and collects every fault on the way.
//!
//! The reader also records which fields were asked for and of what kind, so the field list and the JSON Schema come from
//! the reading itself and cannot drift from it.

use jiff::civil::Date;

use super::Text;
use super::draft::{Given, ReferralDraft};
use super::fault::{Fault, FieldError};
use crate::code::CodeList;
use crate::cpr::Cpr;
use crate::diagnosis_code::DiagnosisCode;
use crate::performance::{Ecog, Karnofsky};

/// Longest free text, in characters.
pub const LONGEST_TEXT: usize = 20_000;

/// Most items of a list.
pub const MOST_ITEMS: usize = 200;

/// The kind of value that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text.
    Text,
    /// A list of texts.
    Texts,
    /// True or false.
    Truth,
    /// A whole number.
    Whole {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
        /// Steps.
        step: i64,
    },
    /// A calendar date.
    Date,
    /// One of a closed list of codes.
    Code(&'static [&'static str]),
    /// A person number or replacement number.
    Cpr,
    /// A diagnosis code.
    DiagnosisCode,
    /// An authorisation id.
    Authorisation,
    /// A unit's SOR number.
    Unit,
    /// The id of an indication, route or rule.
    Id,
}

/// A field of the referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Dotted path; `*` stands for the place in a list of groups.
    pub path: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether a referral cannot be read without it.
    pub required: bool,
}

pub(super) struct Reader<'d> {
    draft: &'d ReferralDraft,
    pub errors: Vec<FieldError>,
    pub fields: Vec<Field>,
}

impl<'d> Reader<'d> {
    pub fn new(draft: &'d ReferralDraft) -> Self {
        Self { draft, errors: Vec::new(), fields: Vec::new() }
    }

    fn ask(&mut self, path: &str, kind: FieldKind) -> Option<&'d Given> {
        self.fields.push(Field { path: path.to_owned(), kind, required: false });
        self.draft.get(path).filter(|given| **given != Given::Null)
    }

    pub fn fault(&mut self, path: &str, fault: Fault) {
        self.errors.push(FieldError::new(path, fault, self.draft.get(path)));
    }

    /// Notes that the field just read must be given.
    pub fn required<T>(&mut self, value: Option<T>) -> Option<T> {
        if let Some(field) = self.fields.last_mut() {
            field.required = true;
            let path = field.path.clone();
            if value.is_none() && !self.errors.iter().any(|error| error.path == path) {
                self.fault(&path, Fault::Required);
            }
        }
        value
    }

    fn parse<T>(&mut self, path: &str, kind: FieldKind, read: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match self.ask(path, kind)? {
            Given::Text(text) => match read(text) {
                Ok(value) => Some(value),
                Err(fault) => {
                    self.fault(path, fault);
                    None
                }
            },
            _ => {
                self.fault(path, Fault::NotText);
                None
            }
        }
    }

    pub fn text(&mut self, path: &str) -> Option<Text> {
        self.parse(path, FieldKind::Text, text)
    }

    pub fn texts(&mut self, path: &str) -> Option<Vec<Text>> {
        let given = self.ask(path, FieldKind::Texts)?;
        let Given::List(items) = given else {
            self.fault(path, Fault::NotTexts);
            return None;
        };
        let read = |item: &Given| match item {
            Given::Text(item) => text(item),
            _ => Err(Fault::NotTexts),
        };
        let texts: Result<Vec<Text>, Fault> = items.iter().map(read).collect();
        match texts {
            Ok(texts) if texts.len() <= MOST_ITEMS => Some(texts),
            Ok(_) => {
                self.fault(path, Fault::TooLong(MOST_ITEMS));
                None
            }
            Err(fault) => {
                self.fault(path, fault);
                None
            }
        }
    }

    pub fn truth(&mut self, path: &str) -> Option<bool> {
        match self.ask(path, FieldKind::Truth)? {
            Given::Truth(truth) => Some(*truth),
            _ => {
                self.fault(path, Fault::NotTruth);
                None
            }
        }
    }

    fn scored<T>(
        &mut self,
        path: &str,
        (min, max, step): (i64, i64, i64),
        read: impl Fn(i64) -> Option<T>,
    ) -> Option<T> {
        let value = match self.ask(path, FieldKind::Whole { min, max, step })? {
            Given::Whole(number) if (min..=max).contains(number) => read(*number),
            _ => None,
        };
        if value.is_none() {
            self.fault(path, Fault::NotWhole { min, max, step });
        }
        value
    }

    pub fn whole(&mut self, path: &str, min: i64, max: i64) -> Option<i64> {
        self.scored(path, (min, max, 1), Some)
    }

    pub fn ecog(&mut self, path: &str) -> Option<Ecog> {
        self.scored(path, (0, 5, 1), Ecog::new)
    }

    pub fn karnofsky(&mut self, path: &str) -> Option<Karnofsky> {
        self.scored(path, (0, 100, 10), Karnofsky::new)
    }

    pub fn date(&mut self, path: &str) -> Option<Date> {
        self.parse(path, FieldKind::Date, date)
    }

    pub fn code<C: CodeList>(&mut self, path: &str) -> Option<C> {
        self.parse(path, FieldKind::Code(C::CODES), |code| C::from_code(code).ok_or(Fault::UnknownCode(C::CODES)))
    }

    /// The one text that the field may hold.
    pub fn fixed(&mut self, path: &str, codes: &'static [&'static str]) -> Option<()> {
        self.parse(path, FieldKind::Code(codes), |code| {
            if codes.contains(&code) { Ok(()) } else { Err(Fault::UnknownCode(codes)) }
        })
    }

    pub fn cpr(&mut self, path: &str) -> Option<Cpr> {
        self.parse(path, FieldKind::Cpr, |text| Cpr::parse(text).map_err(Fault::Cpr))
    }

    pub fn diagnosis_code(&mut self, path: &str) -> Option<DiagnosisCode> {
        self.parse(path, FieldKind::DiagnosisCode, |text| DiagnosisCode::parse(text).map_err(|_| Fault::DiagnosisCode))
    }

    pub fn authorisation(&mut self, path: &str) -> Option<String> {
        self.parse(path, FieldKind::Authorisation, |text| {
            let formed = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if formed { Ok(text.to_ascii_uppercase()) } else { Err(Fault::Authorisation) }
        })
    }

    pub fn unit(&mut self, path: &str) -> Option<String> {
        self.parse(path, FieldKind::Unit, |text| {
            let formed = (6..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            if formed { Ok(text.to_owned()) } else { Err(Fault::Unit) }
        })
    }

    pub fn id(&mut self, path: &str) -> Option<String> {
        self.parse(path, FieldKind::Id, |text| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
            let formed = (1..=60).contains(&text.len()) && text.bytes().all(allowed);
            if formed { Ok(text.to_owned()) } else { Err(Fault::Id) }
        })
    }

    /// Reads each group of a list of groups. `read` is also called once without a group, so that its fields are known.
    pub fn groups<T>(&mut self, path: &str, mut read: impl FnMut(&mut Self, &str) -> Option<T>) -> Vec<T> {
        if let Some(given) = self.draft.get(path)
            && !matches!(given, Given::Null)
            && *given != Given::List(Vec::new())
        {
            self.fault(path, Fault::Group);
        }
        let own = self.fields.len();
        let errors = self.errors.len();
        read(self, &format!("{path}.*"));
        // What is required of a group is only required where there is one.
        self.errors.truncate(errors);
        let recorded = self.fields.split_off(own);
        let mut groups = Vec::new();
        for place in 0..MOST_ITEMS {
            let prefix = format!("{path}.{place}.");
            if !self.draft.fields().any(|(given, _)| given.starts_with(&prefix)) {
                break;
            }
            groups.extend(read(self, &format!("{path}.{place}")));
        }
        self.fields.truncate(own);
        self.fields.extend(recorded);
        groups
    }

    /// Every given path that no field was asked for under.
    pub fn note_unknown_fields(&mut self) {
        let pattern = |path: &str| -> String {
            let part =
                |part: &str| if part.bytes().all(|byte| byte.is_ascii_digit()) { "*".into() } else { part.to_owned() };
            path.split('.').map(part).collect::<Vec<String>>().join(".")
        };
        for (path, given) in self.draft.fields() {
            let shape = pattern(path);
            let is_group = |field: &Field| field.path.strip_prefix(&shape).is_some_and(|rest| rest.starts_with('.'));
            if self.fields.iter().any(|field| field.path == shape) || self.errors.iter().any(|error| error.path == path)
            {
                continue;
            }
            if self.fields.iter().any(is_group) {
                if !matches!(given, Given::Null) && *given != Given::List(Vec::new()) {
                    self.errors.push(FieldError::new(path, Fault::Group, Some(given)));
                }
                continue;
            }
            let nearest = self.nearest(&shape);
            self.errors.push(FieldError::new(path, Fault::UnknownField(nearest), Some(given)));
        }
    }

    /// The field with the longest common beginning, or failing that the longest common end.
    fn nearest(&self, path: &str) -> String {
        let alike = |a: &str, b: &str| {
            let front = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let back = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
            front + back
        };
        let best = self.fields.iter().max_by_key(|field| alike(&field.path, path));
        best.map_or_else(String::new, |field| field.path.clone())
    }
}

fn text(given: &str) -> Result<Text, Fault> {
    let trimmed = given.trim();
    match trimmed.chars().count() {
        0 => Err(Fault::Empty),
        count if count > LONGEST_TEXT => Err(Fault::TooLong(LONGEST_TEXT)),
        _ => Ok(Text(trimmed.to_owned())),
    }
}

fn date(given: &str) -> Result<Date, Fault> {
    let bytes = given.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    if !shaped {
        return Err(Fault::NotADate);
    }
    let date: Date = given.parse().map_err(|_| Fault::NoSuchDate)?;
    if (1850..=2100).contains(&date.year()) { Ok(date) } else { Err(Fault::NoSuchDate) }
}
