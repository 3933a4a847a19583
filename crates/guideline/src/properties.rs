//! Named properties of the language and of the searches, on random rule sets small enough to try every case.
//!
//! Each case is drawn from its number, so a failure names the case and can be run again alone.

use std::collections::BTreeMap;

use fastrand::Rng;
use jiff::civil::{Date, date};

use crate::citation::{Citation, Ground};
use crate::code_set::{CodeSet, Entry, InForce, SetStatus};
use crate::counterfactual::Counterfactual;
use crate::criterion::{Constant, Criterion, SetIndex};
use crate::decide::{Conclusion, Question};
use crate::fact::{Change, FactDefinition, FactIndex, FactKind, Facts, Unit, Value, Vocabulary};
use crate::rule::{Body, OnNo, Rule, Stage, Then, Words};
use crate::rule_file::load::{domains, gates};
use crate::rule_set::{Bilingual, Choice, Identity, RuleSet, RuleSetHash, SourceRecord, Track};

const DAY: Date = date(2026, 3, 2);

const fn fact(id: &'static str, kind: FactKind, change: Change) -> FactDefinition {
    FactDefinition { id, kind, change, da: "", en: "" }
}

static FACTS: &[FactDefinition] = &[
    fact("truth.a", FactKind::Truth, Change::State),
    fact("truth.b", FactKind::Truth, Change::Record),
    fact("truth.fixed", FactKind::Truth, Change::Fixed),
    fact("whole", FactKind::Whole { min: 0, max: 4, unit: Unit::Score }, Change::State),
    fact("code", FactKind::Code(&["x", "y", "z"]), Change::Record),
    fact("open", FactKind::OpenCode, Change::Record),
];

/// Every value that a fact of the table can take, beyond which no rule can tell values apart.
fn every_value(fact: FactIndex) -> Vec<Value<'static>> {
    match FACTS[fact.get()].kind {
        FactKind::Truth => vec![Value::Truth(true), Value::Truth(false)],
        FactKind::Whole { min, max, .. } => (min..=max).map(Value::Whole).collect(),
        FactKind::Code(codes) => codes.iter().map(|code| Value::Code(code)).collect(),
        FactKind::OpenCode => ["A", "A1", "A2", "B", "C", "nowhere"].iter().map(|code| Value::Code(code)).collect(),
    }
}

fn pick<T: Clone>(random: &mut Rng, items: &[T]) -> T {
    items[random.usize(..items.len())].clone()
}

fn sets() -> Vec<CodeSet> {
    let entry = |key: &str, until: Option<Date>, tags: &[&str]| Entry {
        key: key.into(),
        in_force: InForce { from: date(2022, 6, 3), until },
        tags: tags.iter().map(ToString::to_string).collect(),
        details: BTreeMap::new(),
    };
    let set = |id: &str, entries, except| {
        CodeSet::new(id.into(), SetStatus::Draft, String::new(), (String::new(), String::new()), entries, except)
    };
    vec![
        set("below-a", vec![entry("A*", None, &[])], vec!["A2".into()]),
        set(
            "tagged",
            vec![entry("A", None, &["t"]), entry("B", None, &[]), entry("C", Some(date(2023, 1, 1)), &["t"])],
            vec![],
        ),
    ]
}

fn question(random: &mut Rng, vocabulary: &Vocabulary) -> Criterion {
    let facts: Vec<FactIndex> = vocabulary.indices().collect();
    let fact = pick(random, &facts);
    match FACTS[fact.get()].kind {
        FactKind::Truth => Criterion::Is { fact, value: Constant::Truth(random.usize(..2) == 0) },
        FactKind::Whole { .. } => {
            let bound = i64::try_from(random.usize(..5)).unwrap();
            match random.usize(..3) {
                0 => Criterion::AtLeast { fact, bound },
                1 => Criterion::AtMost { fact, bound },
                _ => Criterion::Is { fact, value: Constant::Whole(bound) },
            }
        }
        FactKind::Code(codes) => Criterion::Is { fact, value: Constant::Code(pick(random, codes).into()) },
        FactKind::OpenCode => match random.usize(..4) {
            0 => Criterion::Is { fact, value: Constant::Code("B".into()) },
            1 => Criterion::In { fact, set: SetIndex(0), tag: None },
            2 => Criterion::In { fact, set: SetIndex(1), tag: Some("t".into()) },
            _ => Criterion::In { fact, set: SetIndex(1), tag: None },
        },
    }
}

fn criterion(random: &mut Rng, vocabulary: &Vocabulary, depth: usize) -> Criterion {
    if depth == 0 || random.usize(..3) == 0 {
        return question(random, vocabulary);
    }
    let mut parts = || (0..2).map(|_| criterion(random, vocabulary, depth - 1)).collect::<Vec<Criterion>>();
    let parts = parts();
    match random.usize(..5) {
        0 | 1 => Criterion::All(parts),
        2 | 3 => Criterion::Any(parts),
        _ => Criterion::Not(Box::new(parts.into_iter().next().unwrap())),
    }
}

fn rule(random: &mut Rng, vocabulary: &Vocabulary, number: usize) -> Rule {
    let when = (random.usize(..3) == 0).then(|| criterion(random, vocabulary, 1));
    let condition = criterion(random, vocabulary, 2);
    let body = match random.usize(..8) {
        0 => Body::Route { when: condition, then: Then::Redirect("elsewhere".into()) },
        1 => Body::Soft { when, require: condition },
        2 => Body::Hard { when: None, require: condition, on_no: OnNo::OutOfScope, alternative: Some("scope".into()) },
        3 => Body::Hard { when, require: condition, on_no: OnNo::Redirect("elsewhere".into()), alternative: None },
        4 | 5 => Body::Hard { when, require: condition, on_no: OnNo::Incomplete, alternative: None },
        _ => Body::Hard { when, require: condition, on_no: OnNo::Refuse, alternative: None },
    };
    let words = || Words { says: String::new(), remedy: String::new() };
    let mut rule = Rule {
        id: format!("R{number:02}"),
        version: 1,
        file: String::new(),
        body,
        indications: vec!["I".into()],
        routes: None,
        stages: vec![Stage::Referral],
        in_force: InForce { from: date(2022, 6, 3), until: None },
        overridable_by: None,
        inconsistencies: vec![],
        needs: vec![],
        da: words(),
        en: words(),
        citations: vec![],
    };
    let (when, require) = rule.criteria();
    let mut needs: Vec<FactIndex> = when.into_iter().chain(require).flat_map(Criterion::facts).collect();
    needs.sort_unstable();
    needs.dedup();
    rule.needs = needs;
    rule
}

fn rule_set(random: &mut Rng) -> RuleSet {
    let vocabulary = Vocabulary::new(FACTS, &[]);
    let rules: Vec<Rule> = (0..=random.usize(..6)).map(|number| rule(random, &vocabulary, number)).collect();
    let sets = sets();
    let text = || Bilingual { da: String::new(), en: String::new() };
    let choice = || Choice { id: "I".into(), title: text(), default_when: None };
    let places: Vec<usize> = (0..rules.len()).collect();
    let track = Track {
        indication: choice(),
        route: choice(),
        gates: [gates(&places, &rules), vec![], vec![], vec![]],
        rules: [places, vec![], vec![], vec![]],
    };
    let domains = domains(&vocabulary, &rules, &sets);
    RuleSet {
        identity: Identity {
            id: String::new(),
            version: String::new(),
            title: text(),
            publisher: String::new(),
            jurisdiction: String::new(),
            source: SourceRecord {
                title: String::new(),
                case: String::new(),
                pages_read: String::new(),
                authored: String::new(),
            },
            effective_from: date(2022, 6, 3),
            approved_by: String::new(),
            approved_on: date(2022, 6, 3),
            approval: Citation { requirement: String::new(), ground: Ground::Basis(String::new()) },
            encoding_status: String::new(),
            encoding_reviewed_by: vec![],
            encoding: text(),
        },
        hash: RuleSetHash([0; 32]),
        vocabulary,
        rules,
        sets,
        inconsistencies: vec![],
        tracks: vec![track],
        domains,
        cited: vec![],
        definitions: vec![],
        derived: vec![],
        requirements: vec![],
        trace: vec![],
        behaviour: vec![],
    }
}

/// Facts of which about two thirds are known.
fn facts(random: &mut Rng, vocabulary: &Vocabulary, known_in_six: usize) -> Facts<'static> {
    let mut facts = Facts::unknown(vocabulary);
    for fact in vocabulary.indices() {
        if random.usize(..6) < known_in_six {
            facts.set(fact, Some(pick(random, &every_value(fact))));
        }
    }
    facts
}

fn conclusion(rule_set: &RuleSet, facts: &Facts<'_>) -> Conclusion {
    let switches = rule_set.default_switches();
    let question = Question { facts, day: DAY, switches: &switches, excepted: &[] };
    rule_set.decide(&rule_set.tracks[0], Stage::Referral, question).conclusion
}

/// Calls `visit` for every way of making the given facts known.
fn every_completion(facts: &Facts<'static>, unknown: &[FactIndex], visit: &mut dyn FnMut(&Facts<'static>)) {
    let Some((fact, rest)) = unknown.split_first() else { return visit(facts) };
    for value in every_value(*fact) {
        let mut more = facts.clone();
        more.set(*fact, Some(value));
        every_completion(&more, rest, visit);
    }
}

#[test]
fn more_facts_never_turn_yes_into_no_or_no_into_yes() {
    for case in 0..100_000 {
        let mut random = Rng::with_seed(case);
        let rule_set = rule_set(&mut random);
        let switches = rule_set.default_switches();
        let setting = rule_set.setting(DAY, &switches);
        let fewer = facts(&mut random, &rule_set.vocabulary, 3);
        let mut more = fewer.clone();
        for fact in rule_set.vocabulary.indices() {
            if more.get(fact).is_none() && random.usize(..2) == 0 {
                more.set(fact, Some(pick(&mut random, &every_value(fact))));
            }
        }
        for rule in &rule_set.rules {
            let before = rule.lets_through(rule.outcome(&fewer, setting));
            let after = rule.lets_through(rule.outcome(&more, setting));
            assert!(before == crate::truth::Truth::Unknown || before == after, "case {case}, {}", rule.id);
        }
        let before = conclusion(&rule_set, &fewer);
        let after = conclusion(&rule_set, &more);
        match before {
            Conclusion::Pass => assert_eq!(after, Conclusion::Pass, "case {case}"),
            Conclusion::Incomplete => {}
            // A no stays a no; it can only become more severe (a redirect that was not known).
            _ => assert!(after >= before, "case {case}: {before:?} became {after:?}"),
        }
    }
}

#[test]
fn exactly_the_facts_that_can_matter_are_asked_for() {
    let mut kinds = [0; 3];
    for case in 0..100_000 {
        let mut random = Rng::with_seed(0x5eed_0000_0000 + case);
        let rule_set = rule_set(&mut random);
        let facts = facts(&mut random, &rule_set.vocabulary, 3);
        let unknown: Vec<FactIndex> = rule_set.vocabulary.indices().filter(|fact| facts.get(*fact).is_none()).collect();
        let switches = rule_set.default_switches();
        let track = &rule_set.tracks[0];
        // Gates that ask for a correction are set aside.
        let question = Question { facts: &facts, day: DAY, switches: &switches, excepted: &[] };
        let corrected: Vec<String> = rule_set
            .decide(track, Stage::Referral, question)
            .findings
            .iter()
            .filter(|finding| {
                let corrects = matches!(&finding.rule.body, Body::Hard { on_no: OnNo::Incomplete, .. });
                corrects && finding.outcome == crate::decide::Outcome::No
            })
            .map(|finding| finding.rule.id.clone())
            .collect();
        let end = |facts: &Facts<'_>| {
            let question = Question { facts, day: DAY, switches: &switches, excepted: &corrected };
            rule_set.decide(track, Stage::Referral, question).conclusion
        };
        let mut expected = Vec::new();
        for fact in &unknown {
            let others: Vec<FactIndex> = unknown.iter().copied().filter(|other| other != fact).collect();
            let mut matters = false;
            every_completion(&facts, &others, &mut |facts| {
                let without = end(facts);
                matters |= every_value(*fact).into_iter().any(|value| {
                    let mut facts = facts.clone();
                    facts.set(*fact, Some(value));
                    end(&facts) != without
                });
            });
            if matters {
                expected.push(*fact);
            }
        }
        let asked = rule_set.facts_that_matter(track, Stage::Referral, question);
        assert_eq!(asked, expected, "case {case}");
        kinds[usize::from(!asked.is_empty()) + usize::from(asked.len() < unknown.len())] += 1;
    }
    assert!(kinds.iter().all(|count| *count > 200), "asked nothing, something, everything: {kinds:?}");
}

/// Tries every assignment of the free facts; a fact may also stay as it is (unknown stays unknown).
fn walk(
    rule_set: &RuleSet,
    facts: &mut Facts<'static>,
    free: &[FactIndex],
    changes: usize,
    fewest: &mut Option<usize>,
) {
    if fewest.is_some_and(|fewest| changes >= fewest) {
        return;
    }
    let Some((fact, rest)) = free.split_first() else {
        if conclusion(rule_set, facts) == Conclusion::Pass {
            *fewest = Some(changes);
        }
        return;
    };
    walk(rule_set, facts, rest, changes, fewest);
    let before = facts.get(*fact);
    for value in every_value(*fact) {
        if Some(value) != before {
            facts.set(*fact, Some(value));
            walk(rule_set, facts, rest, changes + 1, fewest);
        }
    }
    facts.set(*fact, before);
}

/// The fewest changes by trying all: every assignment of all facts that keeps known fixed facts, counted.
fn fewest_by_trying_all(rule_set: &RuleSet, facts: &Facts<'static>) -> Option<usize> {
    let free: Vec<FactIndex> = rule_set
        .vocabulary
        .indices()
        .filter(|fact| facts.get(*fact).is_none() || FACTS[fact.get()].change != Change::Fixed)
        .collect();
    let mut fewest = None;
    walk(rule_set, &mut facts.clone(), &free, 0, &mut fewest);
    fewest
}

#[test]
fn the_counterfactual_is_the_smallest_by_trying_all() {
    for case in 0..3_000 {
        let mut random = Rng::with_seed(0xc0de_0000_0000 + case);
        let rule_set = rule_set(&mut random);
        let facts = facts(&mut random, &rule_set.vocabulary, 4);
        let switches = rule_set.default_switches();
        let question = Question { facts: &facts, day: DAY, switches: &switches, excepted: &[] };
        let found = rule_set.counterfactual(&rule_set.tracks[0], Stage::Referral, question);
        let expected = fewest_by_trying_all(&rule_set, &facts);
        match (&found, expected) {
            (Counterfactual::None, None) | (Counterfactual::AlreadyOpen, Some(0)) => {}
            (Counterfactual::Changes(changes), Some(fewest)) => {
                assert_eq!(changes.len(), fewest, "case {case}: {changes:?}");
                let mut changed = facts.clone();
                for change in changes {
                    assert_eq!(change.supply, facts.get(change.fact).is_none(), "case {case}");
                    changed.set(change.fact, Some(change.to));
                }
                assert_eq!(conclusion(&rule_set, &changed), Conclusion::Pass, "case {case}: {changes:?}");
            }
            _ => panic!("case {case}: {found:?}, by trying all {expected:?}"),
        }
    }
}

#[test]
fn an_entry_counts_on_its_days_and_on_no_other() {
    let first = date(2022, 1, 1);
    for case in 0..100_000 {
        let mut random = Rng::with_seed(0xda7e_0000_0000 + case);
        let mut day = || first.saturating_add(jiff::Span::new().days(i64::try_from(random.usize(..1_000)).unwrap()));
        let days: Vec<(Date, Option<Date>)> = (0..3).map(|place| (day(), (place > 0).then(&mut day))).collect();
        let asked = day();
        let entries = days.iter().map(|(from, until)| Entry {
            key: "K".into(),
            in_force: InForce { from: *from, until: *until },
            tags: vec![],
            details: BTreeMap::new(),
        });
        let set = CodeSet::new(
            "S".into(),
            SetStatus::Draft,
            String::new(),
            (String::new(), String::new()),
            entries.collect(),
            vec![],
        );
        let expected = days.iter().any(|(from, until)| *from <= asked && until.is_none_or(|until| asked <= until));
        assert_eq!(set.holds("K", None, asked), expected, "case {case}: {days:?} on {asked}");
    }
}
