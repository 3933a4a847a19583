//! The requisition as a form: every field of a referral, what was written in it, what is wrong with it, and the guideline's answer.

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use clinic::eligibility::{CannotAssess, assess};
use clinic::referral::{Field, FieldError, FieldKind, Referral, ReferralDraft, fields};
use guideline::rule::Stage;
use guideline::rule_set::{RuleSet, Track};

use super::code_words::code_word;
use super::field_words::{FieldWords, GROUPS, field_of};
use super::form::{pattern, shown};
use super::frame::Frame;
use super::verdict::{Changes, Verdict, verdict};

/// Longer texts get room for lines.
const LONG: &[&str] = &[
    "requisition.fast_track_text",
    "requisition.high_risk_argument",
    "mdt.argument",
    "mdt.conclusion",
    "mdt.purpose",
    "workup.clinical_description",
];

/// How a field is asked.
pub(super) enum Control {
    Line(&'static str),
    Area,
    Lines,
    YesNo,
    Choice(Vec<Choice>),
    Suggested(Vec<Choice>),
}

/// Something to choose.
pub(super) struct Choice {
    pub value: String,
    pub name: String,
    pub chosen: bool,
}

/// What is wrong with a field.
pub(super) struct Wrong {
    pub remedy: String,
    pub given: Option<String>,
}

/// A field on the page.
pub(super) struct FieldView {
    pub id: String,
    pub name: String,
    pub label: String,
    pub control: Control,
    pub value: String,
    pub required: bool,
    pub hint: String,
    pub wrong: Option<Wrong>,
    pub asked: bool,
}

impl FieldView {
    /// The value as a reader sees it: the name of a choice, and yes or no.
    pub fn shown(&self, w: &super::Words) -> String {
        match &self.control {
            Control::YesNo if self.value == "yes" => w.yes.to_owned(),
            Control::YesNo if self.value == "no" => w.no.to_owned(),
            Control::Choice(choices) => {
                choices.iter().find(|own| own.chosen).map_or_else(|| self.value.clone(), |own| own.name.clone())
            }
            _ => self.value.clone(),
        }
    }

    /// Whether the value is somebody's own words, whose language nobody has said.
    pub fn is_typed(&self) -> bool {
        !matches!(self.control, Control::YesNo | Control::Choice(_))
    }

    /// The parts that describe the field to a screen reader.
    pub fn described(&self) -> String {
        let mut ids = Vec::new();
        if self.wrong.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        ids.join(" ")
    }
}

/// A group of fields on the page.
pub(super) struct GroupView {
    pub id: &'static str,
    pub name: &'static str,
    pub fields: Vec<FieldView>,
    pub asked: usize,
    pub wrong: usize,
}

/// What a requisition of a patient in a course has besides.
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is there or not")]
pub(super) struct InCourse {
    pub patient: String,
    pub person: String,
    pub version: u64,
    pub key: String,
    pub order: String,
    pub kind: String,
    pub earlier: Vec<String>,
    pub acknowledged: bool,
    pub kept: bool,
    pub against: Vec<super::case::Against>,
    pub has_consent: bool,
    /// Whether whoever submits must show again who they are.
    pub step_up: bool,
    pub examples: Vec<(String, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "requisition.html")]
pub(super) struct RequisitionPage {
    pub frame: Frame,
    pub groups: Vec<GroupView>,
    pub errors: Vec<Told>,
    pub cannot: Option<String>,
    pub verdict: Option<Verdict>,
    pub course: Option<InCourse>,
}

impl RequisitionPage {
    /// How many fields must be corrected, in words.
    pub fn error_count(&self) -> String {
        match self.errors.len() {
            1 => self.frame.w.errors_one.to_owned(),
            count => format!("{count} {}", self.frame.w.errors_many),
        }
    }

    pub fn status(&self) -> StatusCode {
        let stands = self.course.as_ref().is_some_and(|own| !own.against.is_empty());
        match (self.errors.is_empty() && self.cannot.is_none(), stands) {
            (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (true, true) => StatusCode::CONFLICT,
            (true, false) => StatusCode::OK,
        }
    }
}

/// The id of a field on the page.
pub(super) fn field_id(path: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("field-{}", path.chars().map(safe).collect::<String>())
}

/// The form with what was written in it, and nothing decided.
pub(super) fn unchecked(
    frame: Frame,
    rule_set: &RuleSet,
    draft: &ReferralDraft,
    course: Option<InCourse>,
) -> RequisitionPage {
    let groups = Asking { frame: &frame, rule_set, draft, errors: &[], asked: BTreeSet::new() }.groups();
    RequisitionPage { frame, groups, errors: vec![], cannot: None, verdict: None, course }
}

/// The form with what was written in it, every field that is wrong, and the guideline's answer.
pub(super) fn checked(
    frame: Frame,
    rule_set: &RuleSet,
    draft: &ReferralDraft,
    course: Option<InCourse>,
) -> RequisitionPage {
    let (referral, errors) = match Referral::from_draft(draft) {
        Ok(referral) => (Some(referral), vec![]),
        Err(errors) => (None, errors),
    };
    let mut cannot = None;
    let mut answer = None;
    let mut asked = BTreeSet::new();
    if let Some(referral) = &referral {
        match assess(rule_set, referral, rule_set.default_switches()) {
            Ok(assessment) => {
                for stage in [Stage::Referral, Stage::Plan] {
                    let ids = assessment.ask(stage).into_iter().map(|fact| rule_set.fact_id(fact));
                    asked.extend(ids.filter_map(field_of).map(|field| field.path));
                }
                answer = Some(verdict(&frame, &assessment));
            }
            Err(CannotAssess::BeforeForce { from, .. }) => cannot = Some(format!("{} {from}.", frame.w.before_force)),
            Err(CannotAssess::NoSuchTrack { known, .. }) => {
                cannot = Some(format!("{}: {known}.", frame.w.no_such_track));
            }
        }
    }
    let groups = Asking { frame: &frame, rule_set, draft, errors: &errors, asked }.groups();
    let mut errors: Vec<Told> = errors.iter().map(|error| told(error, &groups, &frame)).collect();
    errors.sort_by_key(|error| error.place);
    RequisitionPage { frame, groups, errors, cannot, verdict: answer, course }
}

/// An error with a link to its field, in the order of the page; what is no field comes last.
pub(super) struct Told {
    place: usize,
    pub id: String,
    pub name: String,
    pub remedy: String,
}

fn told(error: &FieldError, groups: &[GroupView], frame: &Frame) -> Told {
    let remedy = error.fault.remedy(frame.language);
    let field = groups.iter().flat_map(|group| &group.fields).enumerate().find(|(_, field)| field.name == error.path);
    match field {
        Some((place, own)) => Told { place, id: own.id.clone(), name: own.label.clone(), remedy },
        None => Told { place: usize::MAX, id: String::new(), name: error.path.clone(), remedy },
    }
}

/// What the fields are made of.
struct Asking<'a> {
    frame: &'a Frame,
    rule_set: &'a RuleSet,
    draft: &'a ReferralDraft,
    errors: &'a [FieldError],
    asked: BTreeSet<&'static str>,
}

impl Asking<'_> {
    fn groups(&self) -> Vec<GroupView> {
        let known = fields();
        let language = self.frame.language;
        let group = |group: &'static super::field_words::GroupWords| {
            let places = if group.id == "exceptions" { self.places(group.id) } else { 1 };
            let asked_for = (0..places).flat_map(|place| group.fields.iter().map(move |words| (place, words)));
            let view = |(place, words): (usize, &'static FieldWords)| {
                known.iter().find(|field| field.path == words.path).map(|field| self.field(field, words, place))
            };
            let fields: Vec<FieldView> = asked_for.filter_map(view).collect();
            GroupView {
                id: group.id,
                name: language.pick(group.da, group.en),
                asked: fields.iter().filter(|field| field.asked).count(),
                wrong: fields.iter().filter(|field| field.wrong.is_some()).count(),
                fields,
            }
        };
        GROUPS.iter().map(group).collect()
    }

    /// How many groups of a list are asked for: those that are given, and an empty one.
    fn places(&self, list: &str) -> usize {
        let place = |path: &str| path.strip_prefix(list)?.strip_prefix('.')?.split('.').next()?.parse().ok();
        self.draft.fields().filter_map(|(path, _)| place(path)).max().map_or(0, |most: usize| most + 1).min(20) + 1
    }

    fn field(&self, field: &Field, words: &'static FieldWords, place: usize) -> FieldView {
        let language = self.frame.language;
        let w = self.frame.w;
        let path = words.path.replace('*', &place.to_string());
        let own = language.pick(words.da, words.en);
        let name = if own.is_empty() { self.fact_name(words.facts) } else { own };
        let label =
            if words.path.contains('*') { format!("{} {}: {name}", w.exception, place + 1) } else { name.to_owned() };
        let value = shown(self.draft.get(&path));
        let error = self.errors.iter().find(|error| error.path == path);
        let hint = match field.kind {
            FieldKind::Texts => w.one_a_line.to_owned(),
            FieldKind::Date => w.date_form.to_owned(),
            FieldKind::Whole { min, max, step } if max < 1_000 => {
                let steps = if step > 1 { format!(" {} {step}", w.in_steps_of) } else { String::new() };
                format!("{min}-{max}{steps}.")
            }
            _ => String::new(),
        };
        FieldView {
            id: field_id(&path),
            label,
            control: self.control(field, words.path, &value),
            value,
            required: field.required && !words.path.contains('*'),
            hint,
            wrong: error.map(|error| Wrong { remedy: error.fault.remedy(language), given: error.given.clone() }),
            asked: self.asked.contains(words.path),
            name: path,
        }
    }

    fn fact_name(&self, facts: &[&str]) -> &'static str {
        let vocabulary = self.rule_set.vocabulary();
        let fact = facts.first().and_then(|fact| vocabulary.find(fact));
        fact.map_or("", |fact| self.frame.language.pick(vocabulary.definition(fact).da, vocabulary.definition(fact).en))
    }

    fn control(&self, field: &Field, path: &str, value: &str) -> Control {
        match field.kind {
            FieldKind::Truth => Control::YesNo,
            FieldKind::Texts => Control::Lines,
            FieldKind::Text if LONG.contains(&path) => Control::Area,
            FieldKind::Whole { .. } => Control::Line("numeric"),
            FieldKind::Code(codes) => {
                let named = codes
                    .iter()
                    .map(|code| ((*code).to_owned(), code_word(codes, code, self.frame.language).to_owned()));
                Control::Choice(chosen(named, value))
            }
            FieldKind::Unit => self.of_register("units", value),
            FieldKind::DiagnosisCode => Control::Suggested(self.diagnoses()),
            FieldKind::Id => match path {
                "requisition.indication" => Control::Choice(chosen(self.indications(), value)),
                "requisition.route" => Control::Choice(chosen(self.routes(), value)),
                "consent.form_version" => self.of_register("consent-forms", value),
                "plan.site" => self.of_register("sequencing-sites", value),
                _ => Control::Line("text"),
            },
            // A browser's own field would show a date in the order of its own language, and hide what is no date.
            FieldKind::Text | FieldKind::Authorisation | FieldKind::Cpr | FieldKind::Date => Control::Line("text"),
        }
    }

    fn register(&self, id: &str) -> Vec<(String, String)> {
        let key = self.frame.language.pick("name", "name_en");
        let entries = self.rule_set.set(id).map(guideline::code_set::CodeSet::entries).unwrap_or_default();
        let name = |entry: &guideline::code_set::Entry| {
            let name = entry.details.get(key).or(entry.details.get("name"));
            (entry.key.clone(), name.map_or_else(|| entry.key.clone(), |name| format!("{name} ({})", entry.key)))
        };
        entries.iter().map(name).collect()
    }

    fn of_register(&self, id: &str, value: &str) -> Control {
        Control::Choice(chosen(self.register(id).into_iter(), value))
    }

    /// The codes that the guideline names: suggestions, since others are codes too.
    fn diagnoses(&self) -> Vec<Choice> {
        let sets = ["MC-AML", "MC-MDS", "MC-MDSMPN", "RR-LYM", "RR-PCD", "RR-CMN", "RR-AL"];
        let mut named: Vec<(String, String)> = sets.iter().flat_map(|set| self.register(set)).collect();
        named.retain(|(code, _)| code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        named.sort();
        named.dedup_by(|a, b| a.0 == b.0);
        named.into_iter().map(|(value, name)| Choice { value, name, chosen: false }).collect()
    }

    fn indications(&self) -> impl Iterator<Item = (String, String)> {
        let name = |track: &Track| {
            (
                track.indication.id.clone(),
                format!("{}: {}", track.indication.id, self.frame.pick(&track.indication.title)),
            )
        };
        let mut all: Vec<(String, String)> = self.rule_set.tracks().iter().map(name).collect();
        all.dedup();
        all.into_iter()
    }

    fn routes(&self) -> impl Iterator<Item = (String, String)> {
        let name = |track: &Track| {
            (track.route.id.clone(), format!("{}: {}", track.name(), self.frame.pick(&track.route.title)))
        };
        self.rule_set.tracks().iter().map(name)
    }
}

/// The choices; what was given and is none of them stays one.
fn chosen(named: impl Iterator<Item = (String, String)>, value: &str) -> Vec<Choice> {
    let mut all: Vec<Choice> = named.map(|(own, name)| Choice { chosen: own == value, value: own, name }).collect();
    if !value.is_empty() && all.iter().all(|choice| !choice.chosen) {
        all.push(Choice { value: value.to_owned(), name: value.to_owned(), chosen: true });
    }
    all
}

/// A path's field on the page, for links to it.
pub(super) fn link_to(path: &str) -> String {
    format!("#{}", field_id(&pattern(path).replace('*', "0")))
}
