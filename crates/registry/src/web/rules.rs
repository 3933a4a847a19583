//! The rules and the open questions as the guideline has them: each with its page and the printed words.

use std::collections::BTreeSet;

use askama::Template;
use clinic::code::{CodeList, ExceptionRole};
use clinic::language::Language;
use guideline::citation::{Ground, Passage};
use guideline::code_set::InForce;
use guideline::rule::{Body, OnNo, Rule, Stage, Then};
use guideline::rule_set::RuleSet;
use guideline::switch::Inconsistency;

use super::code_words::code_word;
use super::form::Form;
use super::frame::Frame;
use super::verdict::{SourceView, rule_words, source};

const KINDS: &[&str] = &["hard", "soft", "route", "info"];

/// A rule in the list.
pub(super) struct Row {
    pub id: String,
    pub says: String,
    pub kind: &'static str,
    pub place: String,
    pub in_force: String,
    pub questions: Vec<String>,
}

/// Rules of one folder of the guideline.
pub(super) struct Rows {
    pub name: String,
    pub id: String,
    pub rules: Vec<Row>,
}

/// A value to choose.
pub(super) struct Pick {
    pub value: String,
    pub name: String,
    pub chosen: bool,
}

/// The list of rules.
#[derive(Template)]
#[template(path = "rules.html")]
pub(super) struct List {
    pub frame: Frame,
    pub groups: Vec<Rows>,
    pub count: usize,
    pub search: String,
    pub indications: Vec<Pick>,
    pub kinds: Vec<Pick>,
}

fn kind_words(kind: &str, frame: &Frame) -> &'static str {
    match kind {
        "hard" => frame.w.hard,
        "soft" => frame.w.soft,
        "route" => frame.w.route_kind,
        _ => frame.w.info,
    }
}

pub(super) fn days(in_force: InForce, frame: &Frame) -> String {
    let until = in_force.until.map(|until| format!(" {} {until}", frame.w.until)).unwrap_or_default();
    format!("{} {}{until}", frame.w.since, in_force.from)
}

/// The pages that a rule rests on, each once.
fn place(rule: &Rule, frame: &Frame) -> String {
    let page = |citation: &guideline::citation::Citation| match &citation.ground {
        Ground::Source(passage) => Some(passage.page),
        Ground::Basis(_) => None,
    };
    let pages: BTreeSet<u32> = rule.citations.iter().filter_map(page).collect();
    let pages: Vec<String> = pages.iter().map(ToString::to_string).collect();
    if pages.is_empty() { frame.w.derived_rule.to_owned() } else { pages.join(", ") }
}

/// What a folder of rules is about: its name in the table of contents.
fn folder_name(folder: &str, language: Language) -> String {
    let mut parts = folder.split('/');
    let whose = match parts.next() {
        Some("rr") => "RR",
        Some("mc") => "MC",
        _ => language.pick("Begge indikationer", "Both indications"),
    };
    let subject = parts.next().unwrap_or_default();
    let (da, en) = match subject {
        "actors" => ("hvem der gør hvad", "who does what"),
        "analysis" => ("analyse", "analysis"),
        "clinical-genetics" => ("klinisk genetik", "clinical genetics"),
        "consent" => ("samtykke", "consent"),
        "eligibility" => ("hvem der kan henvises", "who can be referred"),
        "mdt" => ("MDT-konference", "MDT conference"),
        "repeat" => ("gentagelse", "repeat"),
        "requester" => ("rekvirent", "requester"),
        "scope" => ("patientgruppen", "the patient group"),
        "sequencing" => ("sekventering", "sequencing"),
        "specimen" => ("prøver", "specimens"),
        "strategy" => ("strategi", "strategy"),
        "turnaround" => ("svartid", "turnaround"),
        "work-up" => ("udredning", "work-up"),
        other => (other, other),
    };
    format!("{whose}: {}", language.pick(da, en))
}

/// The rules that fit what was asked.
pub(super) fn list(frame: Frame, rule_set: &RuleSet, wanted: &Form) -> List {
    let search = wanted.get("search").unwrap_or_default().to_owned();
    let (indication, kind) = (wanted.get("indication").unwrap_or_default(), wanted.get("kind").unwrap_or_default());
    let needle = search.to_lowercase();
    let fits = |rule: &&Rule| {
        let quotes = rule.citations.iter().map(|own| match &own.ground {
            Ground::Source(passage) => passage.quote.as_str(),
            Ground::Basis(basis) => basis.as_str(),
        });
        let words = [rule.id.as_str(), &rule.da.says, &rule.en.says, &rule.da.remedy, &rule.en.remedy];
        (indication.is_empty() || rule.indications.iter().any(|own| own == indication))
            && (kind.is_empty() || rule.kind() == kind)
            && (needle.is_empty() || words.into_iter().chain(quotes).any(|text| text.to_lowercase().contains(&needle)))
    };
    let mut groups: Vec<Rows> = Vec::new();
    let mut fitting: Vec<&Rule> = rule_set.rules().iter().filter(fits).collect();
    fitting.sort_by(|a, b| a.file.cmp(&b.file));
    let count = fitting.len();
    for rule in fitting {
        let folder =
            rule.file.strip_prefix("rules/").and_then(|rest| rest.rsplit_once('/')).map_or("", |(folder, _)| folder);
        let id = folder.replace('/', "-");
        let row = Row {
            id: rule.id.clone(),
            says: rule_words(rule, frame.language).says.clone(),
            kind: kind_words(rule.kind(), &frame),
            place: place(rule, &frame),
            in_force: days(rule.in_force, &frame),
            questions: rule.inconsistencies.clone(),
        };
        match groups.last_mut().filter(|own| own.id == id) {
            Some(group) => group.rules.push(row),
            None => groups.push(Rows { name: folder_name(folder, frame.language), id, rules: vec![row] }),
        }
    }
    let pick =
        |value: &str, name: String, chosen: &str| Pick { value: value.to_owned(), name, chosen: value == chosen };
    let mut indications: Vec<Pick> = Vec::new();
    for track in rule_set.tracks() {
        if indications.iter().all(|own| own.value != track.indication.id) {
            indications.push(pick(&track.indication.id, frame.pick(&track.indication.title).to_owned(), indication));
        }
    }
    let kinds = KINDS.iter().map(|own| pick(own, kind_words(own, &frame).to_owned(), kind)).collect();
    List { frame, groups, count, search, indications, kinds }
}

/// A rule.
#[derive(Template)]
#[template(path = "rule.html")]
pub(super) struct One {
    pub frame: Frame,
    pub id: String,
    pub says: String,
    pub remedy: String,
    pub kind: &'static str,
    pub if_not: Option<String>,
    pub sources: Vec<SourceView>,
    pub in_force: String,
    pub stages: String,
    pub belongs: String,
    pub exception_by: String,
    pub asks: Vec<&'static str>,
    pub questions: Vec<(String, String)>,
    pub version: u32,
    pub file: String,
}

fn stage_words(stage: Stage, language: Language) -> &'static str {
    let (da, en) = match stage {
        Stage::Referral => ("henvisning", "referral"),
        Stage::Plan => ("prøveplan", "specimen plan"),
        Stage::Release => ("frigivelse til sekventering", "release to sequencing"),
        Stage::Sequencing => ("efter sekventering", "after sequencing"),
    };
    language.pick(da, en)
}

fn target(id: &str, rule_set: &RuleSet, language: Language) -> String {
    let entry = rule_set.set("redirect-targets").and_then(|set| set.entries().iter().find(|entry| entry.key == id));
    let key = language.pick("name", "name_en");
    entry.and_then(|entry| entry.details.get(key)).map_or_else(|| id.to_owned(), Clone::clone)
}

/// One rule with everything that it rests on.
pub(super) fn one(frame: Frame, rule_set: &RuleSet, rule: &Rule) -> One {
    let language = frame.language;
    let w = frame.w;
    let words = rule_words(rule, language);
    let if_not = match &rule.body {
        Body::Hard { on_no, .. } => Some(match on_no {
            OnNo::Refuse => w.refuse.to_owned(),
            OnNo::Incomplete => w.incomplete.to_owned(),
            OnNo::OutOfScope => w.out_of_scope.to_owned(),
            OnNo::Redirect(to) => format!("{}: {}", w.redirect, target(to, rule_set, language)),
            OnNo::Hold => w.hold.to_owned(),
        }),
        Body::Route { then: Then::Redirect(to), .. } => Some(format!("→ {}", target(to, rule_set, language))),
        Body::Soft { .. } | Body::Route { .. } | Body::Info { .. } => None,
    };
    let routes = rule
        .routes
        .as_ref()
        .map_or_else(|| w.all_routes.to_owned(), |own| format!("{} {}", w.routes_only, own.join(", ")));
    let vocabulary = rule_set.vocabulary();
    let question = |id: &String| {
        let finding = rule_set.find_switch(id).map(|(_, own)| language.pick(&own.da.finding, &own.en.finding));
        (id.clone(), finding.unwrap_or_default().to_owned())
    };
    let by = |role: &String| code_word(ExceptionRole::CODES, role, language).to_owned();
    One {
        id: rule.id.clone(),
        says: words.says.clone(),
        remedy: words.remedy.clone(),
        kind: kind_words(rule.kind(), &frame),
        if_not,
        sources: rule.citations.iter().map(|own| source(own, rule_set, &frame)).collect(),
        in_force: days(rule.in_force, &frame),
        stages: rule.stages.iter().map(|stage| stage_words(*stage, language)).collect::<Vec<_>>().join(", "),
        belongs: format!("{} ({routes})", rule.indications.join(", ")),
        exception_by: rule.overridable_by.as_ref().map_or_else(|| w.nobody.to_owned(), by),
        asks: rule
            .needs
            .iter()
            .map(|fact| vocabulary.definition(*fact))
            .map(|own| language.pick(own.da, own.en))
            .collect(),
        questions: rule.inconsistencies.iter().map(question).collect(),
        version: rule.version,
        file: rule.file.clone(),
        frame,
    }
}

/// An open question in the list.
pub(super) struct QuestionRow {
    pub id: String,
    pub finding: String,
    pub treatment: String,
    pub owner: String,
}

/// The list of open questions.
#[derive(Template)]
#[template(path = "questions.html")]
pub(super) struct Questions {
    pub frame: Frame,
    pub rows: Vec<QuestionRow>,
}

/// Every open question.
pub(super) fn questions(frame: Frame, rule_set: &RuleSet) -> Questions {
    let row = |own: &Inconsistency| {
        let words = if frame.language == Language::Da { &own.da } else { &own.en };
        QuestionRow {
            id: own.id.clone(),
            finding: words.finding.clone(),
            treatment: words.treatment.clone(),
            owner: own.owner.clone(),
        }
    };
    Questions { rows: rule_set.inconsistencies().iter().map(row).collect(), frame }
}

/// A reading of an open question.
pub(super) struct ReadingView {
    pub id: String,
    pub says: String,
    pub here: bool,
    pub changes: usize,
}

/// An open question.
#[derive(Template)]
#[template(path = "question.html")]
pub(super) struct Question {
    pub frame: Frame,
    pub id: String,
    pub finding: String,
    pub treatment: String,
    pub owner: String,
    pub passages: Vec<Passage>,
    pub readings: Vec<ReadingView>,
    pub rules: Vec<(String, String)>,
}

/// One open question with its readings.
pub(super) fn question(frame: Frame, rule_set: &RuleSet, own: &Inconsistency) -> Question {
    let language = frame.language;
    let words = if language == Language::Da { &own.da } else { &own.en };
    let default = &own.reading(own.default).id;
    let reading = |reading: &guideline::switch::Reading| ReadingView {
        id: reading.id.clone(),
        says: language.pick(&reading.da, &reading.en).to_owned(),
        here: reading.id == *default,
        changes: reading.changes.len(),
    };
    let touched = rule_set.rules().iter().filter(|rule| rule.inconsistencies.contains(&own.id));
    Question {
        id: own.id.clone(),
        finding: words.finding.clone(),
        treatment: words.treatment.clone(),
        owner: own.owner.clone(),
        passages: own.passages.clone(),
        readings: own.readings.iter().map(reading).collect(),
        rules: touched.map(|rule| (rule.id.clone(), rule_words(rule, language).says.clone())).collect(),
        frame,
    }
}
