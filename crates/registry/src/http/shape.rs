//! What a wish in a course is made of: the fields of each command, by which it is described, checked and told about.
//!
//! Everything that is wrong is told at once, each by its path with the remedy, and what was given is never repeated. A test holds the
//! shapes against the type that is read in the end.

use clinic::code::{CodeList, ConsentForm, IncidentalChoice, RepeatReason, Signer};
use clinic::course::CommandKind;
use clinic::follow_up::Question;
use clinic::identifier::OrderId;
use clinic::mdt::Conclusion;
use clinic::order::{CancelReason, Hold};
use clinic::sign_off::Section;
use clinic::specimen::RejectionReason;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// An identifier of the course.
    Id,
    /// Text.
    Text,
    /// A whole number, not negative, within 32 bits.
    Whole,
    /// Yes or no.
    Truth,
    /// A day.
    Day,
    /// An instant.
    Instant,
    /// SHA-256 in hexadecimal.
    Sha256,
    /// One of a closed list.
    Code(&'static [&'static str]),
    /// Several of one shape.
    List(&'static Shape),
    /// Fields.
    Object(&'static [Field]),
    /// The sections of a report, each given or with a reason.
    Sections,
    /// Answers of follow-up, by question.
    Answers,
    /// New, earlier or repeat.
    Kind,
    /// Left to its own reading.
    Referral,
}

/// A field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub required: bool,
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

const ORDER: Field = must("order", Shape::Id);
const SPECIMEN: Field = must("specimen", Shape::Id);
const CONSENT: Field = must("consent", Shape::Id);
const LABEL: Field = must("label", Shape::Text);
const REASON: Field = must("reason", Shape::Text);
const UNITS: Field = must("units", Shape::Whole);
const HOLD: Field = must("hold", Shape::Code(Hold::CODES));

const RECORD: &[Field] = &[
    must("person", Shape::Id),
    may("form", Shape::Code(ConsentForm::CODES)),
    may("form_version", Shape::Text),
    may("signed", Shape::Day),
    may("signer", Shape::Code(Signer::CODES)),
    may("reviewed_by", Shape::Id),
    may("told_no_new_information", Shape::Day),
    may("told_no_new_information_by", Shape::Id),
    may("told_incidental_findings", Shape::Day),
    may("incidental_choice", Shape::Code(IncidentalChoice::CODES)),
    may("told_tissue_register", Shape::Day),
    may("document_sha256", Shape::Sha256),
];

const DECISION: &[Field] = &[
    must("date", Shape::Day),
    must("unit", Shape::Text),
    must("participants", Shape::List(&Shape::Text)),
    must("conclusion", Shape::Code(Conclusion::CODES)),
    must("text", Shape::Text),
];

const REPORT: &[Field] = &[
    must("sha256", Shape::Sha256),
    must("incidental_choice", Shape::Code(IncidentalChoice::CODES)),
    must("sections", Shape::Sections),
];

const PAIR: &[Field] = &[must("tumour", Shape::Id), must("germline", Shape::Id)];
const IDENTITY: &[Field] = &[must("genotypes_concordant", Shape::Truth), must("sex_concordant", Shape::Truth)];

/// What is sent to submit an order.
pub(super) const SUBMISSION: &[Field] = &[
    ORDER,
    must("kind", Shape::Kind),
    may("acknowledged_duplicates", Shape::List(&Shape::Id)),
    must("referral", Shape::Referral),
];

const RECORDED: Field = must("record", Shape::Object(RECORD));
const OUTCOME: &[Field] = &[
    must("answers", Shape::Answers),
    may("register", Shape::Text),
    may("seconds", Shape::Whole),
    may("reason", Shape::Text),
];
const OUTCOME_OF: Field = must("outcome", Shape::Object(OUTCOME));
const DAY: Field = must("day", Shape::Day);
const SPECIMENS: Field = must("specimens", Shape::Object(PAIR));
const AT: Field = must("at", Shape::Instant);
const WHY_REJECTED: Field = must("reason", Shape::Code(RejectionReason::CODES));
const REPLACEMENT: Field = must("replacement", Shape::Id);
const MEAN_DEPTH: Field = must("mean_depth", Shape::Whole);
const COMPARED: Field = must("identity", Shape::Object(IDENTITY));
const REPORTED: Field = must("report", Shape::Object(REPORT));
const RECIPIENTS: Field = must("recipients", Shape::List(&Shape::Text));
const DECIDED: Field = must("decision", Shape::Object(DECISION));
const WHY_CANCELLED: Field = must("reason", Shape::Code(CancelReason::CODES));
const TEXT: Field = must("text", Shape::Text);
const EARLIER: Field = must("earlier", Shape::Id);
const WHY_REPEATED: Field = must("reason", Shape::Code(RepeatReason::CODES));

/// The fields of a command besides its `type`.
pub(super) fn fields(kind: CommandKind) -> &'static [Field] {
    use CommandKind as K;
    match kind {
        K::RecordConsent => &[CONSENT, RECORDED],
        K::WithdrawConsent => &[CONSENT, REASON],
        K::RecordTransplant => &[DAY],
        K::Accept => &[ORDER, SPECIMENS],
        K::Collect => &[SPECIMEN, LABEL, AT],
        K::Receive => &[SPECIMEN, LABEL],
        K::Reject => &[SPECIMEN, WHY_REJECTED, REPLACEMENT],
        K::EstablishCulture | K::AcceptDna | K::ReleaseToSequencing => &[SPECIMEN],
        K::RecordSequenced => &[SPECIMEN, MEAN_DEPTH, UNITS],
        K::StopSequencing | K::Resequence => &[SPECIMEN, UNITS, REASON],
        K::AcceptDepth | K::Return | K::Amend => &[ORDER, REASON],
        K::CheckIdentity => &[ORDER, COMPARED],
        K::ReleaseData | K::Sign | K::Acknowledge | K::Close => &[ORDER],
        K::Interpret => &[ORDER, REPORTED],
        K::Deliver => &[ORDER, RECIPIENTS],
        K::Discuss => &[ORDER, DECIDED],
        K::Cancel => &[ORDER, WHY_CANCELLED, TEXT],
        K::RecordOutcome => &[ORDER, OUTCOME_OF],
        K::PlaceHold | K::LiftHold => &[ORDER, HOLD, REASON],
    }
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub path: String,
    pub da: String,
    pub en: String,
}

impl Wrong {
    fn new(path: &str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { path: path.to_owned(), da: da.into(), en: en.into() }
    }

    pub(super) fn json(&self) -> Value {
        json!({ "path": self.path, "da": self.da, "en": self.en })
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Everything that is wrong with an object.
pub(super) fn check_object(path: &str, given: &Value, fields: &[Field], others: &[&str], wrong: &mut Vec<Wrong>) {
    let Some(object) = given.as_object() else {
        wrong.push(Wrong::new(path, "skal være et objekt med felter", "must be an object with fields"));
        return;
    };
    for field in fields {
        let path = joined(path, field.name);
        match object.get(field.name) {
            None if field.required => wrong.push(Wrong::new(&path, "mangler; angiv det", "is missing; give it")),
            None => {}
            Some(Value::Null) if !field.required => {}
            Some(given) => check(&path, given, field.shape, wrong),
        }
    }
    let known = |name: &String| fields.iter().any(|field| field.name == name) || others.contains(&name.as_str());
    let unknown = object.keys().filter(|name| !known(name)).count();
    if unknown > 0 {
        let names: Vec<&str> = fields.iter().map(|field| field.name).chain(others.iter().copied()).collect();
        let names = names.join(", ");
        let da = format!("{unknown} felt(er) kendes ikke; felterne er {names}");
        wrong.push(Wrong::new(path, da, format!("{unknown} field(s) are not known; the fields are {names}")));
    }
}

fn check(path: &str, given: &Value, shape: Shape, wrong: &mut Vec<Wrong>) {
    let text = given.as_str();
    let fits = match shape {
        Shape::Id => text.is_some_and(|text| OrderId::new(text).is_ok()),
        Shape::Text => text.is_some(),
        Shape::Whole => given.as_u64().is_some_and(|whole| u32::try_from(whole).is_ok()),
        Shape::Truth => given.is_boolean(),
        Shape::Day => text.is_some_and(|text| text.parse::<Date>().is_ok()),
        Shape::Instant => text.is_some_and(|text| text.parse::<Timestamp>().is_ok()),
        Shape::Sha256 => {
            let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            text.is_some_and(|text| text.len() == 64 && text.bytes().all(digit))
        }
        Shape::Code(codes) => text.is_some_and(|text| codes.contains(&text)),
        Shape::Referral => given.is_object(),
        Shape::List(each) => match given.as_array() {
            Some(all) => {
                all.iter().enumerate().for_each(|(at, own)| check(&format!("{path}.{at}"), own, *each, wrong));
                true
            }
            None => false,
        },
        Shape::Object(fields) => {
            check_object(path, given, fields, &[], wrong);
            true
        }
        Shape::Sections => match given.as_object() {
            Some(sections) => {
                check_sections(path, sections, wrong);
                true
            }
            None => false,
        },
        Shape::Answers => match given.as_object() {
            Some(answers) => {
                check_answers(path, answers, wrong);
                true
            }
            None => false,
        },
        Shape::Kind => {
            let fields: &[Field] = match given["kind"].as_str() {
                Some("new" | "previously-referred") => &[],
                Some("repeat") => &[EARLIER, WHY_REPEATED],
                _ => {
                    let names = "new, previously-referred, repeat";
                    let (da, en) = (format!("skal være en af: {names}"), format!("must be one of: {names}"));
                    wrong.push(Wrong::new(&joined(path, "kind"), da, en));
                    return;
                }
            };
            check_object(path, given, fields, &["kind"], wrong);
            true
        }
    };
    if !fits {
        let (da, en) = shape.words();
        wrong.push(Wrong::new(path, format!("skal være {da}"), format!("must be {en}")));
    }
}

/// Which questions there are, and that each has a text; whether it fits is for the course to say.
fn check_answers(path: &str, answers: &Map<String, Value>, wrong: &mut Vec<Wrong>) {
    if answers.keys().any(|name| Question::from_code(name).is_none()) {
        let names = Question::CODES.join(", ");
        let (da, en) = (format!("spørgsmålene er {names}"), format!("the questions are {names}"));
        wrong.push(Wrong::new(path, da, en));
    }
    let is_text = |said: &Value| said.as_str().is_some_and(|text| !text.is_empty());
    for (name, said) in answers.iter().filter(|(name, _)| Question::from_code(name).is_some()) {
        if !is_text(said) {
            let (da, en) = ("skal være en tekst, der ikke er tom", "must be a text that is not empty");
            wrong.push(Wrong::new(&joined(path, name), da, en));
        }
    }
}

fn check_sections(path: &str, sections: &Map<String, Value>, wrong: &mut Vec<Wrong>) {
    if sections.keys().any(|name| Section::from_code(name).is_none()) {
        let names = Section::CODES.join(", ");
        let (da, en) = (format!("afsnittene er {names}"), format!("the sections are {names}"));
        wrong.push(Wrong::new(path, da, en));
    }
    for (name, filled) in sections.iter().filter(|(name, _)| Section::from_code(name).is_some()) {
        let path = joined(path, name);
        match filled["is"].as_str() {
            Some("given") => check_object(&path, filled, &[], &["is"], wrong),
            Some("not-performed") => check_object(&path, filled, &[REASON], &["is"], wrong),
            _ => wrong.push(Wrong::new(
                &joined(&path, "is"),
                "skal være en af: given, not-performed",
                "must be one of: given, not-performed",
            )),
        }
    }
}

impl Shape {
    /// What it is, in both languages.
    fn words(self) -> (String, String) {
        let fixed = |da: &str, en: &str| (da.to_owned(), en.to_owned());
        match self {
            Self::Id => fixed(
                "et id på 1-64 tegn: a-z, 0-9 og bindestreg, mindst ét bogstav",
                "an id of 1 to 64 characters: a to z, 0 to 9 and hyphen, at least one letter",
            ),
            Self::Text => fixed("tekst", "text"),
            Self::Whole => fixed("et helt tal fra 0", "a whole number from 0"),
            Self::Truth => fixed("true eller false", "true or false"),
            Self::Day => fixed("en dato som 2026-03-02", "a date such as 2026-03-02"),
            Self::Instant => fixed("et tidspunkt som 2026-03-02T09:00:00Z", "an instant such as 2026-03-02T09:00:00Z"),
            Self::Sha256 => fixed("64 hexadecimale cifre med små bogstaver", "64 hexadecimal digits in lower case"),
            Self::Code(codes) => (format!("en af: {}", codes.join(", ")), format!("one of: {}", codes.join(", "))),
            Self::List(_) => fixed("en liste", "a list"),
            Self::Object(_) | Self::Sections | Self::Answers | Self::Kind | Self::Referral => {
                fixed("et objekt med felter", "an object with fields")
            }
        }
    }

    fn schema(self) -> Value {
        match self {
            Self::Id => json!({ "type": "string", "pattern": "^(?=.*[a-z])[a-z0-9-]{1,64}$" }),
            Self::Text => json!({ "type": "string" }),
            Self::Whole => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
            Self::Truth => json!({ "type": "boolean" }),
            Self::Day => json!({ "type": "string", "format": "date" }),
            Self::Instant => json!({ "type": "string", "format": "date-time" }),
            Self::Sha256 => json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
            Self::Code(codes) => json!({ "enum": codes }),
            Self::List(each) => json!({ "type": "array", "items": each.schema() }),
            Self::Object(fields) => object_schema(fields, &[]),
            Self::Sections => {
                let filled = json!({ "oneOf": [
                    object_schema(&[], &[("is", json!({ "const": "given" }))]),
                    object_schema(&[REASON], &[("is", json!({ "const": "not-performed" }))]),
                ] });
                json!({ "type": "object", "propertyNames": { "enum": Section::CODES }, "additionalProperties": filled })
            }
            Self::Answers => json!({
                "type": "object",
                "propertyNames": { "enum": Question::CODES },
                "additionalProperties": { "type": "string", "minLength": 1 },
            }),
            Self::Kind => json!({ "oneOf": [
                object_schema(&[], &[("kind", json!({ "enum": ["new", "previously-referred"] }))]),
                object_schema(
                    &[EARLIER, WHY_REPEATED],
                    &[("kind", json!({ "const": "repeat" }))],
                ),
            ] }),
            Self::Referral => json!({ "$ref": "#/components/schemas/Referral" }),
        }
    }
}

fn object_schema(fields: &[Field], fixed: &[(&str, Value)]) -> Value {
    let required = fields.iter().filter(|field| field.required).map(|field| field.name);
    let required: Vec<&str> = fixed.iter().map(|(name, _)| *name).chain(required).collect();
    let own = fields.iter().map(|field| {
        let schema = field.shape.schema();
        let schema = if field.required { schema } else { json!({ "anyOf": [schema, { "type": "null" }] }) };
        (field.name.to_owned(), schema)
    });
    let properties: Map<String, Value> =
        fixed.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).chain(own).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// The schema of every command.
pub(super) fn command_schema() -> Value {
    let kinds = CommandKind::CODES.iter().filter_map(|code| CommandKind::from_code(code));
    let each = kinds.map(|kind| object_schema(fields(kind), &[("type", json!({ "const": kind.code() }))]));
    json!({ "oneOf": each.collect::<Vec<_>>() })
}

/// The schema of a submission.
pub(super) fn submission_schema() -> Value {
    object_schema(SUBMISSION, &[])
}

/// Everything that is wrong with a command; its kind where that is known.
pub(super) fn check_command(given: &Value) -> (Option<CommandKind>, Vec<Wrong>) {
    let mut wrong = Vec::new();
    let kind = given["type"].as_str().and_then(CommandKind::from_code);
    match kind {
        Some(kind) => check_object("", given, fields(kind), &["type"], &mut wrong),
        None => check("type", &given["type"], Shape::Code(CommandKind::CODES), &mut wrong),
    }
    (kind, wrong)
}

#[cfg(test)]
mod tests {
    use clinic::course::Command;

    use super::*;

    fn example(shape: Shape) -> Value {
        match shape {
            Shape::Id => json!("a-1"),
            Shape::Text => json!("tekst"),
            Shape::Whole => json!(3),
            Shape::Truth => json!(true),
            Shape::Day => json!("2026-03-02"),
            Shape::Instant => json!("2026-03-02T09:00:00Z"),
            Shape::Sha256 => json!("0a".repeat(32)),
            Shape::Code(codes) => json!(codes[0]),
            Shape::List(each) => json!([example(*each), example(*each)]),
            Shape::Object(fields) => object(fields),
            Shape::Sections => {
                json!({ "purpose": { "is": "given" }, "copy-number": { "is": "not-performed", "reason": "x" } })
            }
            Shape::Answers => json!({ "death": "no", "response": "not-known" }),
            Shape::Kind => json!({ "kind": "new" }),
            Shape::Referral => json!({}),
        }
    }

    fn object(fields: &[Field]) -> Value {
        fields.iter().map(|field| (field.name.to_owned(), example(field.shape))).collect::<Map<_, _>>().into()
    }

    fn command(kind: CommandKind) -> Value {
        let mut own = object(fields(kind));
        own["type"] = json!(kind.code());
        own
    }

    fn kinds() -> impl Iterator<Item = CommandKind> {
        CommandKind::CODES.iter().filter_map(|code| CommandKind::from_code(code))
    }

    #[test]
    fn what_fits_is_read_as_its_kind() {
        for kind in kinds() {
            let given = command(kind);
            assert_eq!(check_command(&given), (Some(kind), vec![]), "{given}");
            let read: Command = serde_json::from_value(given).unwrap();
            assert_eq!(read.kind(), kind);
        }
    }

    /// Every place of an object, with the pointer that leads to it.
    fn places(at: &str, value: &Value, all: &mut Vec<String>) {
        if let Some(object) = value.as_object() {
            for (name, own) in object {
                let at = format!("{at}/{name}");
                all.push(at.clone());
                places(&at, own, all);
            }
        }
    }

    /// Whatever is put in any place: what passes the check is read, and what is refused names the place and nothing of what was given.
    #[test]
    fn what_passes_is_read_and_what_is_wrong_is_named() {
        let others = [
            json!(null),
            json!("6101600001"),
            json!(-1),
            json!(4_294_967_296_u64),
            json!([{}]),
            json!({ "x": 1 }),
            json!(1.5),
        ];
        let mut wrong_ones = 0;
        for kind in kinds() {
            let mut all = Vec::new();
            places("", &command(kind), &mut all);
            for (place, other) in all.iter().flat_map(|place| others.iter().map(move |other| (place, other))) {
                let mut given = command(kind);
                *given.pointer_mut(place).unwrap() = other.clone();
                let (_, wrong) = check_command(&given);
                if wrong.is_empty() {
                    assert!(serde_json::from_value::<Command>(given.clone()).is_ok(), "{given}");
                    continue;
                }
                wrong_ones += 1;
                let path = place[1..].replace('/', ".");
                assert!(
                    wrong.iter().all(|own| own.path.starts_with(&path) || path.starts_with(&own.path)),
                    "{wrong:?} for {place}"
                );
                assert!(wrong.iter().all(|own| !own.da.contains("610160") && own.da != own.en), "{wrong:?}");
            }
        }
        assert!(wrong_ones > 400, "{wrong_ones}");
    }

    #[test]
    fn everything_is_told_at_once() {
        let given = json!({ "type": "cancel", "order": "7409641002", "reason": "6101600001", "cpr": "6101600001" });
        let (_, wrong) = check_command(&given);
        let paths: Vec<&str> = wrong.iter().map(|own| own.path.as_str()).collect();
        assert_eq!(paths, ["order", "reason", "text", ""]);
        assert_eq!(wrong[1].en, "must be one of: consent-withdrawn, clinical, death, mistake");
        assert_eq!(check_command(&json!([])).1[0].path, "type");
    }
}
