//! The registers of the guideline: which entries there are, on which days they hold, and where they stand in the source. Read only:
//! they are changed in the guideline's files, by its rules (CONTRIBUTING.md).

use askama::Template;
use guideline::cited::Definition;
use guideline::code_set::{CodeSet, SetStatus};
use guideline::rule_set::RuleSet;
use serde_json::Value;

use super::frame::Frame;
use super::rules::days;

/// A register in the list.
pub(super) struct Row {
    pub id: String,
    pub name: String,
    pub entries: usize,
    pub draft: bool,
}

/// The list of registers.
#[derive(Template)]
#[template(path = "registers.html")]
pub(super) struct List {
    pub frame: Frame,
    rows: Vec<Row>,
}

/// An entry of a register.
pub(super) struct Entry {
    pub key: String,
    pub in_force: String,
    pub says: Vec<String>,
    pub pages: String,
}

/// One register.
#[derive(Template)]
#[template(path = "register.html")]
pub(super) struct Register {
    pub frame: Frame,
    id: String,
    name: String,
    source: String,
    /// The language that the source is written in.
    source_in: &'static str,
    draft: bool,
    entries: Vec<Entry>,
}

/// The registers that are no lists of codes: definitions of one kind.
const DEFINITIONS: &[(&str, &str)] = &[("clocks", "clock"), ("indicators", "kpi")];

fn definition_name(id: &str, frame: &Frame) -> &'static str {
    if id == "clocks" { frame.w.clocks } else { frame.w.indicators }
}

pub(super) fn list(frame: Frame, rule_set: &RuleSet) -> List {
    let definitions = DEFINITIONS.iter().map(|(id, kind)| Row {
        id: (*id).to_owned(),
        name: definition_name(id, &frame).to_owned(),
        entries: rule_set.definitions.iter().filter(|own| own.kind == *kind).count(),
        draft: true,
    });
    let sets = rule_set.sets().iter().map(|own| Row {
        id: own.id.clone(),
        name: frame.language.pick(&own.da, &own.en).to_owned(),
        entries: own.entries().len(),
        draft: own.status == SetStatus::Draft,
    });
    let rows: Vec<Row> = definitions.chain(sets).collect();
    List { frame, rows }
}

fn of_set(own: &CodeSet, frame: &Frame) -> Vec<Entry> {
    let entry = |entry: &guideline::code_set::Entry| {
        let english = |key: &str| entry.details.contains_key(&format!("{key}_en"));
        let wanted = |key: &str| match key.strip_suffix("_en") {
            Some(_) => frame.language == clinic::language::Language::En,
            None => frame.language == clinic::language::Language::Da || !english(key),
        };
        let details = entry.details.iter().filter(|(key, _)| wanted(key)).map(|(_, value)| value.clone());
        let tags = (!entry.tags.is_empty()).then(|| entry.tags.join(", "));
        Entry {
            key: entry.key.clone(),
            in_force: days(entry.in_force, frame),
            says: details.chain(tags).collect(),
            pages: String::new(),
        }
    };
    own.entries().iter().map(entry).collect()
}

fn value(own: &Value) -> String {
    match own {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(value).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What a part of a definition is called; as in the file where there is no word for it.
fn key_word(key: &str, frame: &Frame) -> String {
    let w = frame.w;
    let word = match key {
        "applies" => w.applies,
        "limit" => w.limit,
        "target" => w.target,
        "promise" => w.promise,
        "start" => w.started,
        "stop" => w.stopped,
        "unit" => w.counted_in,
        "numerator" => w.numerator,
        "denominator" => w.denominator,
        "time_rule" => w.time_rule,
        "source" => w.source_of,
        other => return other.replace('_', " "),
    };
    word.to_owned()
}

fn of_definition(own: &Definition, rule_set: &RuleSet, frame: &Frame) -> Entry {
    let (wanted, other) = (frame.language.pick("da", "en"), frame.language.pick("en", "da"));
    let in_language = |key: &str| key != other && !key.ends_with(&format!("_{other}"));
    let words = own.fields.get(wanted).map(value);
    let others = own.fields.iter().filter(|(key, _)| in_language(key) && *key != wanted).map(|(key, own)| {
        let name = key.strip_suffix(&format!("_{wanted}")).unwrap_or(key);
        format!("{}: {}", key_word(name, frame), value(own))
    });
    let page = |id: &String| rule_set.requirements.iter().find(|own| own.id == *id)?.page;
    let mut pages: Vec<u32> = own.requirements.iter().filter_map(page).collect();
    pages.sort_unstable();
    pages.dedup();
    let pages: Vec<String> = pages.iter().map(|page| format!("{} {page}", frame.w.page_short)).collect();
    Entry {
        key: own.id.clone(),
        in_force: format!("{} {}", frame.w.since, rule_set.identity.effective_from),
        says: words.into_iter().chain(others).collect(),
        pages: if pages.is_empty() { own.requirements.join(", ") } else { pages.join(", ") },
    }
}

/// A register by its id; none of another.
pub(super) fn one(frame: Frame, rule_set: &RuleSet, id: &str) -> Option<Register> {
    if let Some((_, kind)) = DEFINITIONS.iter().find(|(own, _)| *own == id) {
        let own = rule_set.definitions.iter().filter(|own| own.kind == *kind);
        return Some(Register {
            id: id.to_owned(),
            name: definition_name(id, &frame).to_owned(),
            source: rule_set.identity.source.title.clone(),
            source_in: "da",
            draft: true,
            entries: own.map(|own| of_definition(own, rule_set, &frame)).collect(),
            frame,
        });
    }
    let own = rule_set.set(id)?;
    Some(Register {
        id: own.id.clone(),
        name: frame.language.pick(&own.da, &own.en).to_owned(),
        source: own.source.clone(),
        source_in: "en",
        draft: own.status == SetStatus::Draft,
        entries: of_set(own, &frame),
        frame,
    })
}
