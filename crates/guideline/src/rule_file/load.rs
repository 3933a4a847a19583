//! Reading, checking and assembling.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::de::DeserializeOwned;

use super::compile::Names;
use super::document as doc;
use super::{Folder, Ledger, Problems, canonical, check};
use crate::citation::{Citation, Ground, Passage, Source};
use crate::cited::{CitedItem, Definition, DerivedItem};
use crate::code_set::{CodeSet, Entry, InForce, SetStatus};
use crate::criterion::Criterion;
use crate::decide::Conclusion;
use crate::fact::Vocabulary;
use crate::rule::{Body, OnNo, Rule, Stage, Then, Words};
use crate::rule_set::{Bilingual, Choice, Gate, Identity, Requirement, RuleSet, SourceRecord, TraceEntry, Track};
use crate::solve::Domain;
use crate::switch::{FindingText, Inconsistency, OptionIndex, Reading};

/// Loads a guideline from its files.
///
/// # Errors
/// [`Problems`] with everything that is wrong, each with file and remedy.
pub fn load(folder: &Folder, vocabulary: &Vocabulary) -> Result<RuleSet, Problems> {
    let mut loader = Loader { folder, vocabulary, ledger: Ledger::default() };
    match loader.rule_set() {
        Some(rule_set) if loader.ledger.problems.is_empty() => Ok(rule_set),
        _ => Err(Problems(loader.ledger.problems)),
    }
}

/// An indication and its routes.
type IndicationChoice = (Choice, Vec<Choice>);

struct Loader<'a> {
    folder: &'a Folder,
    vocabulary: &'a Vocabulary,
    ledger: Ledger,
}

fn passage(page: u32, line: Option<u32>, quote: &str) -> Passage {
    Passage { page, line, quote: quote.to_owned() }
}

fn words(document: &doc::WordsDocument) -> Words {
    Words { says: document.says.clone(), remedy: document.remedy.clone() }
}

impl Loader<'_> {
    fn parse<T: DeserializeOwned>(&mut self, file: &str, content: &str) -> Option<T> {
        match toml::from_str(content) {
            Ok(document) => Some(document),
            Err(error) => {
                let what = error.to_string();
                self.ledger.note(file, what.trim_end(), "docs/rule-format.md lists the keys of each file");
                None
            }
        }
    }

    fn parse_required<T: DeserializeOwned>(&mut self, file: &str) -> Option<T> {
        let folder = self.folder;
        let Some(content) = folder.get(file) else {
            self.ledger.note(file, "the file is missing", "docs/rule-format.md lists the files of a guideline");
            return None;
        };
        self.parse(file, content)
    }

    fn parse_all<T: DeserializeOwned>(&mut self, below: &str) -> Vec<(String, T)> {
        let folder = self.folder;
        let files = folder.below(below).filter(|(path, _)| path.ends_with(".toml"));
        files.filter_map(|(path, content)| Some((path.to_owned(), self.parse(path, content)?))).collect()
    }

    fn rule_set(&mut self) -> Option<RuleSet> {
        let source = self.source()?;
        let requirements: Option<doc::RequirementsDocument> = self.parse_required("requirements.toml");
        let requirements: Vec<Requirement> = requirements
            .map_or(Vec::new(), |document| document.requirement)
            .into_iter()
            .map(|requirement| Requirement { id: requirement.id, kind: requirement.kind, page: requirement.page })
            .collect();
        let known: HashSet<&str> = requirements.iter().map(|requirement| requirement.id.as_str()).collect();

        let sets = self.sets();
        let inconsistencies = self.inconsistencies(&source);
        let names = Names { vocabulary: self.vocabulary, sets: &sets, inconsistencies: &inconsistencies };
        let rules = self.rules(&names, &known, &source);
        let identity_and_choices = self.identity(&names, &source);
        check::rule_set(&rules, &names, &mut self.ledger);
        let (cited, definitions) = self.cited(&known, &source);
        let derived = self.derived(&known);
        let (trace, behaviour) = self.trace(&known);

        let (identity, choices) = identity_and_choices?;
        let tracks = self.tracks(&choices, &rules);
        let domains = domains(self.vocabulary, &rules, &sets);
        let hash = canonical::hash(self.folder);
        Some(RuleSet {
            identity,
            hash,
            vocabulary: self.vocabulary.clone(),
            rules,
            sets,
            inconsistencies,
            tracks,
            domains,
            cited,
            definitions,
            derived,
            requirements,
            trace,
            behaviour,
        })
    }

    fn source(&mut self) -> Option<Source> {
        let pages: doc::PagesDocument = self.parse_required("pages.toml")?;
        let Some(text) = self.folder.get("source.txt") else {
            self.ledger.note("source.txt", "the source text is missing", "commit the text that the rules cite");
            return None;
        };
        let starts: Vec<(u32, u32)> = pages.page.iter().map(|page| (page.number, page.first_line)).collect();
        let rising = starts.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1);
        let within = starts.iter().all(|(number, _)| (1..=pages.pages_in_document).contains(number));
        if !rising || !within {
            self.ledger.note("pages.toml", "page numbers or first lines do not rise", "list the pages in order");
        }
        Some(Source::new(text, &starts))
    }

    fn sets(&mut self) -> Vec<CodeSet> {
        let mut documents: Vec<(String, doc::SetDocument)> = self.parse_all("value-sets/");
        documents.extend(self.parse_all("registers/"));
        let mut sets: Vec<CodeSet> = Vec::new();
        for (file, document) in documents {
            let status = match document.status.as_str() {
                "draft" => SetStatus::Draft,
                "approved" => SetStatus::Approved,
                other => {
                    self.ledger.note(&file, format!("the status \"{other}\" is not known"), "draft or approved");
                    continue;
                }
            };
            if sets.iter().any(|set| set.id == document.id) {
                self.ledger.note(&file, format!("there is another set \"{}\"", document.id), "give it another id");
            }
            let entries = document.entry.into_iter().map(entry).collect();
            let except = document.except.into_iter().map(|except| except.key).collect();
            let text = (document.da, document.en);
            sets.push(CodeSet::new(document.id, status, document.source, text, entries, except));
        }
        sets
    }

    fn inconsistencies(&mut self, source: &Source) -> Vec<Inconsistency> {
        let documents: Vec<(String, doc::InconsistencyDocument)> = self.parse_all("inconsistencies/");
        let mut found = Vec::new();
        for (file, document) in documents {
            let passages: Vec<Passage> =
                document.r#where.iter().map(|place| passage(place.page, place.line, &place.quote)).collect();
            for place in &passages {
                check::passage(place, source, &file, &mut self.ledger);
            }
            let text = |text: doc::FindingDocument| FindingText { finding: text.finding, treatment: text.treatment };
            let readings: Vec<Reading> = document
                .option
                .into_iter()
                .map(|option| Reading { id: option.id, da: option.da, en: option.en, changes: option.changes })
                .collect();
            let mut inconsistency = Inconsistency {
                id: document.id,
                owner: document.owner,
                da: text(document.da),
                en: text(document.en),
                passages,
                readings,
                default: OptionIndex(0),
            };
            match inconsistency.find(&document.default) {
                Some(default) => inconsistency.default = default,
                None => {
                    self.ledger.note(
                        &file,
                        format!("the default \"{}\" is not one of the options", document.default),
                        "name one of the options' ids",
                    );
                    continue;
                }
            }
            if !inconsistency.reading(inconsistency.default).changes.is_empty() {
                self.ledger.note(&file, "the default reading changes vectors", "leave its `changes` empty");
            }
            found.push(inconsistency);
        }
        found
    }

    fn rules(&mut self, names: &Names<'_>, known: &HashSet<&str>, source: &Source) -> Vec<Rule> {
        let documents: Vec<(String, doc::RuleDocument)> = self.parse_all("rules/");
        let mut by_id: BTreeMap<String, Rule> = BTreeMap::new();
        for (file, document) in documents {
            let Some(rule) = self.rule(&file, &document, names) else { continue };
            check::declarations(&rule, &document, names, &mut self.ledger);
            check::cases(&rule, &document, names, &mut self.ledger);
            check::citations(&rule, known, source, &mut self.ledger);
            if let Some(other) = by_id.get(&rule.id) {
                let what = format!("{} is also in {}", rule.id, other.file);
                self.ledger.note(&file, what, "one rule, one file; use \"ID.part\" for a second rule");
            }
            by_id.insert(rule.id.clone(), rule);
        }
        by_id.into_values().collect()
    }

    fn rule(&mut self, file: &str, document: &doc::RuleDocument, names: &Names<'_>) -> Option<Rule> {
        let body = self.body(file, document, names)?;
        let mut stages = Vec::new();
        for name in &document.stages {
            match Stage::ALL.into_iter().find(|stage| stage.name() == name) {
                Some(stage) => stages.push(stage),
                None => {
                    let remedy = "referral, plan, release or sequencing";
                    self.ledger.note(file, format!("the stage \"{name}\" is not known"), remedy);
                }
            }
        }
        let overridable_by = match document.r#override.as_str() {
            "nobody" => None,
            role if self.vocabulary.roles().contains(&role) => Some(role.to_owned()),
            other => {
                let remedy = format!("nobody, {}", self.vocabulary.roles().join(", "));
                self.ledger.note(file, format!("the role \"{other}\" is not known"), remedy);
                None
            }
        };
        let citations = self.rule_citations(file, document);
        if document.needs.is_empty() || stages.is_empty() || document.indications.is_empty() || citations.is_empty() {
            self.ledger.note(
                file,
                "needs, stages, indications or citations are empty",
                "a rule asks a fact, at a stage, in an indication, and cites its requirement",
            );
            return None;
        }
        let needs = document.needs.iter().filter_map(|id| names.fact(id, file, &mut self.ledger)).collect();
        Some(Rule {
            id: document.id.clone(),
            version: document.version,
            file: file.to_owned(),
            body,
            indications: document.indications.clone(),
            routes: document.routes.clone(),
            stages,
            in_force: InForce { from: document.from, until: document.until },
            overridable_by,
            inconsistencies: document.inconsistencies.clone(),
            needs,
            da: words(&document.da),
            en: words(&document.en),
            citations,
        })
    }

    fn body(&mut self, file: &str, document: &doc::RuleDocument, names: &Names<'_>) -> Option<Body> {
        let when = match &document.when {
            Some(condition) => Some(names.compile(condition, file, &mut self.ledger)?),
            None => None,
        };
        let require = match &document.require {
            Some(condition) => Some(names.compile(condition, file, &mut self.ledger)?),
            None => None,
        };
        let doc::RuleDocument { kind, on_no, redirect, task, alternative, never_gates, .. } = document;
        match (kind.as_str(), when, require) {
            ("hard", when, Some(require)) if task.is_none() && never_gates.is_none() => {
                let on_no = match (on_no.as_deref(), redirect) {
                    (Some("refuse"), None) => OnNo::Refuse,
                    (Some("incomplete"), None) => OnNo::Incomplete,
                    (Some("out-of-scope"), None) => OnNo::OutOfScope,
                    (Some("hold"), None) => OnNo::Hold,
                    (Some("redirect"), Some(target)) => OnNo::Redirect(target.clone()),
                    _ => {
                        self.ledger.note(
                            file,
                            "a hard rule needs on_no, and a redirect exactly when on_no is \"redirect\"",
                            "refuse, incomplete, out-of-scope, hold or redirect",
                        );
                        return None;
                    }
                };
                Some(Body::Hard { when, require, on_no, alternative: alternative.clone() })
            }
            ("soft", when, Some(require))
                if on_no.is_none()
                    && redirect.is_none()
                    && task.is_none()
                    && alternative.is_none()
                    && never_gates.is_none() =>
            {
                Some(Body::Soft { when, require })
            }
            ("route", Some(when), None) if on_no.is_none() && alternative.is_none() && never_gates.is_none() => {
                match (redirect, task) {
                    (Some(target), None) => Some(Body::Route { when, then: Then::Redirect(target.clone()) }),
                    (None, Some(task)) => Some(Body::Route { when, then: Then::Task(task.clone()) }),
                    _ => {
                        self.ledger.note(file, "a route rule redirects or proposes a task", "give redirect or task");
                        None
                    }
                }
            }
            ("info", Some(when), None)
                if on_no.is_none() && redirect.is_none() && task.is_none() && alternative.is_none() =>
            {
                let facts = never_gates.iter().flatten();
                let never_gates: Vec<_> = facts.filter_map(|id| names.fact(id, file, &mut self.ledger)).collect();
                if never_gates.is_empty() {
                    self.ledger.note(file, "never_gates names no fact", "name the facts that no gate may ask");
                }
                Some(Body::Info { when, never_gates })
            }
            _ => {
                self.ledger.note(
                    file,
                    format!("the keys do not fit a rule of kind \"{kind}\""),
                    "hard: require, on_no (when, alternative); soft: require (when); route: when and redirect or task; info: when, never_gates",
                );
                None
            }
        }
    }

    fn rule_citations(&mut self, file: &str, document: &doc::RuleDocument) -> Vec<Citation> {
        let mut citations = Vec::new();
        for citation in &document.citation {
            let ground = match citation {
                doc::CitationDocument { page: Some(page), line, quote: Some(quote), basis: None, .. } => {
                    Ground::Source(passage(*page, *line, quote))
                }
                doc::CitationDocument { page: None, line: None, quote: None, basis: Some(basis), requirement }
                    if requirement.starts_with("DER-") =>
                {
                    Ground::Basis(basis.clone())
                }
                _ => {
                    self.ledger.note(
                        file,
                        format!("the citation of {} is neither a passage nor a basis", citation.requirement),
                        "give page, line and quote; only a derived rule (DER-..) gives basis instead",
                    );
                    continue;
                }
            };
            citations.push(Citation { requirement: citation.requirement.clone(), ground });
        }
        citations
    }

    fn identity(&mut self, names: &Names<'_>, source: &Source) -> Option<(Identity, Vec<IndicationChoice>)> {
        const FILE: &str = "rule-set.toml";
        let document: doc::RuleSetDocument = self.parse_required(FILE)?;
        let Some(approval) = document.approval else {
            self.ledger.note(
                FILE,
                "there is no approval record",
                "a rule set without one cannot be used: add [approval] with body, date, page and quote (GOV-04)",
            );
            return None;
        };
        let cited = passage(approval.page, approval.line, &approval.quote);
        check::passage(&cited, source, FILE, &mut self.ledger);
        for consultation in &document.consultation {
            let cited = passage(consultation.page, consultation.line, &consultation.quote);
            check::passage(&cited, source, FILE, &mut self.ledger);
            if consultation.date > approval.date {
                let what = format!("{} was consulted after the approval", consultation.body);
                self.ledger.note(FILE, what, "a consultation precedes the approval");
            }
        }
        if document.consultation.len() < 2 {
            self.ledger.note(FILE, "fewer than two consultations", "a version is reviewed by at least two (GOV-03)");
        }
        let signed_off = document.encoding.status == "approved";
        if signed_off && document.encoding.reviewed_by.len() < 2 {
            self.ledger.note(
                FILE,
                "an approved encoding with fewer than two reviewers",
                "name them in [encoding] reviewed_by (GOV-03)",
            );
        }
        let mut choices = Vec::new();
        for indication in &document.indication {
            let routes = indication.route.iter().map(|route| self.choice(route, names)).collect::<Vec<_>>();
            choices.push((self.choice(indication, names), routes));
        }
        if choices.is_empty() || choices.iter().any(|(_, routes)| routes.is_empty()) {
            self.ledger.note(FILE, "an indication without a route, or none at all", "add [[indication.route]]");
        }
        let identity = Identity {
            id: document.id,
            version: document.version,
            title: Bilingual { da: document.title.da, en: document.title.en },
            publisher: document.publisher,
            jurisdiction: document.jurisdiction,
            source: SourceRecord {
                title: document.source_title,
                case: document.source_case,
                pages_read: document.source_pages_read,
                authored: document.authored,
            },
            effective_from: document.effective_from,
            approved_by: approval.body,
            approved_on: approval.date,
            approval: Citation { requirement: approval.requirement, ground: Ground::Source(cited) },
            encoding_status: document.encoding.status,
            encoding_reviewed_by: document.encoding.reviewed_by,
            encoding: Bilingual { da: document.encoding.da, en: document.encoding.en },
        };
        Some((identity, choices))
    }

    fn choice(&mut self, document: &doc::ChoiceDocument, names: &Names<'_>) -> Choice {
        let condition = document.default_when.as_ref();
        Choice {
            id: document.id.clone(),
            title: Bilingual { da: document.da.clone(), en: document.en.clone() },
            default_when: condition.and_then(|condition| names.compile(condition, "rule-set.toml", &mut self.ledger)),
        }
    }

    fn tracks(&mut self, choices: &[IndicationChoice], rules: &[Rule]) -> Vec<Track> {
        for rule in rules {
            let known = |indication: &String| choices.iter().any(|(choice, _)| choice.id == *indication);
            let route_known = |route: &String| {
                let own = choices.iter().filter(|(choice, _)| rule.indications.contains(&choice.id));
                own.flat_map(|(_, routes)| routes).any(|choice| choice.id == *route)
            };
            if !rule.indications.iter().all(known) || !rule.routes.iter().flatten().all(route_known) {
                self.ledger.note(
                    &rule.file,
                    "an indication or route is not in rule-set.toml",
                    "use the ids of [[indication]] and [[indication.route]]",
                );
            }
        }
        let mut tracks = Vec::new();
        for (indication, routes) in choices {
            for route in routes {
                let belongs = |rule: &Rule| {
                    rule.indications.contains(&indication.id)
                        && rule.routes.as_ref().is_none_or(|routes| routes.contains(&route.id))
                };
                let places = Stage::ALL.map(|stage| {
                    let asked = |(_, rule): &(usize, &Rule)| belongs(rule) && rule.stages.contains(&stage);
                    rules.iter().enumerate().filter(asked).map(|(place, _)| place).collect::<Vec<usize>>()
                });
                let gates = places.each_ref().map(|places| gates(places, rules));
                tracks.push(Track { indication: indication.clone(), route: route.clone(), rules: places, gates });
            }
        }
        tracks
    }

    fn cited(&mut self, known: &HashSet<&str>, source: &Source) -> (Vec<CitedItem>, Vec<Definition>) {
        let documents: Vec<(String, doc::CitedDocument)> = self.parse_all("cited/");
        let mut items: Vec<CitedItem> = Vec::new();
        let mut definitions = Vec::new();
        for (file, document) in documents {
            for item in document.item {
                let cited = passage(item.page, item.line, &item.quote);
                check::passage(&cited, source, &file, &mut self.ledger);
                if !known.contains(item.id.as_str()) || items.iter().any(|other| other.id == item.id) {
                    let what = format!("the item \"{}\" is not on the check list, or stands twice", item.id);
                    self.ledger.note(&file, what, "use each id of requirements.toml once");
                }
                items.push(CitedItem {
                    id: item.id,
                    kind: item.kind,
                    file: file.clone(),
                    passage: cited,
                    da: item.da,
                    en: item.en,
                    values: canonical::object(item.values),
                });
            }
            for (kind, tables) in [("clock", document.clock), ("kpi", document.kpi), ("list", document.list)] {
                for table in tables {
                    if let Some(definition) = self.definition(&file, kind, table, known) {
                        definitions.push(definition);
                    }
                }
            }
        }
        (items, definitions)
    }

    fn definition(&mut self, file: &str, kind: &str, table: toml::Table, known: &HashSet<&str>) -> Option<Definition> {
        let mut fields = canonical::object(table);
        let id = fields.remove("id").and_then(|id| id.as_str().map(str::to_owned));
        let requirements: Option<Vec<String>> =
            fields.remove("requirements").and_then(|ids| serde_json::from_value(ids).ok());
        let (Some(id), Some(requirements)) = (id, requirements) else {
            let what = format!("a {kind} without an id or without a list of requirements");
            self.ledger.note(file, what, "give id = \"..\" and requirements = [\"..\"]");
            return None;
        };
        for requirement in requirements.iter().filter(|id| !known.contains(id.as_str())) {
            let what = format!("{id} serves \"{requirement}\", which is not on the check list");
            self.ledger.note(file, what, "use an id of requirements.toml");
        }
        Some(Definition { kind: kind.to_owned(), id, file: file.to_owned(), requirements, fields })
    }

    fn derived(&mut self, known: &HashSet<&str>) -> Vec<DerivedItem> {
        let document: Option<doc::DerivedDocument> = self.parse_required("derived.toml");
        let items = document.map_or(Vec::new(), |document| document.derived);
        for item in items.iter().filter(|item| !known.contains(item.id.as_str())) {
            let what = format!("\"{}\" is not on the check list", item.id);
            self.ledger.note("derived.toml", what, "use an id of requirements.toml");
        }
        let item =
            |item: doc::DerivedItemDocument| DerivedItem { id: item.id, basis: item.basis, da: item.da, en: item.en };
        items.into_iter().map(item).collect()
    }

    fn trace(&mut self, known: &HashSet<&str>) -> (Vec<TraceEntry>, Vec<TraceEntry>) {
        const FILE: &str = "trace.toml";
        let Some(document): Option<doc::TraceDocument> = self.parse_required(FILE) else { return <_>::default() };
        let mut entries = Vec::new();
        for entry in document.entry {
            let code = match (entry.held_by.as_str(), entry.r#where, entry.test) {
                ("code", Some(place), Some(test)) if !test.is_empty() => Some((place, test)),
                ("not-yet", None, None) => None,
                _ => {
                    let what = format!("{}: held_by, where and test do not fit", entry.id);
                    self.ledger.note(FILE, what, "code with where and test, or not-yet with neither");
                    continue;
                }
            };
            if !known.contains(entry.id.as_str()) || entry.reason.trim().is_empty() {
                let what = format!("{} is not on the check list, or gives no reason", entry.id);
                self.ledger.note(FILE, what, "use an id of requirements.toml and say why");
            }
            entries.push(TraceEntry { id: entry.id, code, reason: entry.reason });
        }
        let mut behaviour = Vec::new();
        for (kind, own) in document.behaviour {
            let code = match (own.r#where, own.test) {
                (Some(place), Some(test)) => Some((place, test)),
                (None, None) => None,
                _ => {
                    self.ledger.note(
                        FILE,
                        format!("behaviour.{kind}: where and test do not fit"),
                        "give both or neither",
                    );
                    continue;
                }
            };
            behaviour.push(TraceEntry { id: kind, code, reason: own.reason });
        }
        (entries, behaviour)
    }
}

fn entry(document: doc::EntryDocument) -> Entry {
    let details = [
        ("name", document.name),
        ("name_en", document.name_en),
        ("region", document.region),
        ("partner", document.partner),
        ("sor_status", document.sor_status),
        ("unit_register", document.unit_register),
        ("note", document.note),
    ];
    Entry {
        key: document.key,
        in_force: InForce { from: document.from, until: document.until },
        tags: document.tags,
        details: details.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect(),
    }
}

/// The gates among a stage's rules: alternatives together, every other blocking rule by itself.
pub(crate) fn gates(places: &[usize], rules: &[Rule]) -> Vec<Gate> {
    let mut gates: Vec<Gate> = Vec::new();
    let mut groups: HashMap<&str, usize> = HashMap::new();
    for (slot, place) in places.iter().enumerate() {
        let on_no = match &rules[*place].body {
            Body::Hard { on_no, alternative, .. } => {
                if let Some(group) = alternative {
                    if let Some(gate) = groups.get(group.as_str()) {
                        gates[*gate].rules.push(*place);
                        gates[*gate].slots.push(slot);
                        continue;
                    }
                    groups.insert(group, gates.len());
                }
                on_no.into()
            }
            Body::Route { then: Then::Redirect(_), .. } => Conclusion::Redirect,
            Body::Soft { .. } | Body::Route { .. } | Body::Info { .. } => continue,
        };
        gates.push(Gate { rules: vec![*place], slots: vec![slot], on_no });
    }
    gates
}

/// For each fact the values that can differ to some rule.
pub(crate) fn domains(vocabulary: &Vocabulary, rules: &[Rule], sets: &[CodeSet]) -> Vec<Domain> {
    let mut questions: Vec<Vec<Criterion>> = vec![Vec::new(); vocabulary.definitions().len()];
    let mut asked_sets: Vec<Vec<usize>> = vec![Vec::new(); questions.len()];
    for rule in rules {
        let (when, require) = rule.criteria();
        for criterion in when.into_iter().chain(require) {
            criterion.each_question(&mut |fact, question| {
                if let Criterion::In { set, .. } = question {
                    asked_sets[fact.get()].push(usize::from(set.0));
                }
                if !questions[fact.get()].contains(question) {
                    questions[fact.get()].push(question.clone());
                }
            });
        }
    }
    let examples = |places: Vec<usize>| places.into_iter().flat_map(|place| sets[place].examples()).collect();
    vocabulary
        .definitions()
        .iter()
        .zip(questions.into_iter().zip(asked_sets))
        .map(|(definition, (questions, sets))| Domain::new(definition, questions, examples(sets)))
        .collect()
}
