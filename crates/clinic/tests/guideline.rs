//! The guideline itself: it loads, its golden vectors hold, and named properties hold on many random cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use clinic::eligibility::{facts_of, vector, vocabulary};
use clinic::referral::{Referral, ReferralDraft};
use fastrand::Rng;
use guideline::counterfactual::Counterfactual;
use guideline::decide::{Conclusion, Question};
use guideline::fact::{Change, FactIndex, FactKind, Facts, Value};
use guideline::rule::Stage;
use guideline::rule_file::{Folder, load};
use guideline::rule_set::{RuleSet, Track};
use jiff::civil::{Date, date};

const DAY: Date = date(2026, 3, 2);

fn folder() -> Folder {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022");
    Folder::read(&path).expect("the guideline can be read")
}

fn rule_set() -> RuleSet {
    load(&folder(), &vocabulary()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn pick<T: Clone>(random: &mut Rng, items: &[T]) -> T {
    items[random.usize(..items.len())].clone()
}

/// Values on both sides of every bound that the guideline names, and codes inside and outside every list.
fn values(rule_set: &RuleSet, fact: FactIndex) -> Vec<Value<'_>> {
    let definition = rule_set.vocabulary().definition(fact);
    match definition.kind {
        FactKind::Truth => vec![Value::Truth(true), Value::Truth(false)],
        FactKind::Whole { min, max, .. } => {
            let numbers = [0, 1, 2, 3, 10, 11, 17, 18, 19, 20, 29, 30, 31, 50, 60, 70, 89, 90, 91];
            numbers.into_iter().filter(|number| (min..=max).contains(number)).map(Value::Whole).collect()
        }
        FactKind::Code(codes) => codes.iter().map(|code| Value::Code(code)).collect(),
        FactKind::OpenCode => {
            let codes: &[&str] = match definition.id {
                "diagnosis.code" => &[
                    "DC833", "DC835", "DC864", "DC861", "DC900", "DC920", "DC923", "DC931", "DC922", "DC946", "DC933",
                    "DD462", "DD45", "DC910", "DC349", "DD759", "DC960",
                ],
                "requester.unit" => &[
                    "9990000000000001",
                    "9990000000000003",
                    "9990000000000011",
                    "9990000000000012",
                    "9990000000000021",
                    "9990000000000031",
                    "123456",
                ],
                "consent.form_version" => &["1.0", "2.0", "9.9"],
                "plan.site" => &["site-east", "site-west", "site-none"],
                other => panic!("name some codes for {other}"),
            };
            codes.iter().map(|code| Value::Code(code)).collect()
        }
    }
}

fn all_values(rule_set: &RuleSet) -> Vec<Vec<Value<'_>>> {
    rule_set.vocabulary().indices().map(|fact| values(rule_set, fact)).collect()
}

fn base(name: &str) -> Referral {
    let folder = folder();
    let json = folder.get(&format!("vectors/base/{name}.json")).unwrap_or_else(|| panic!("no base {name}"));
    let draft = ReferralDraft::from_json(json.as_bytes()).unwrap();
    Referral::from_draft(&draft).unwrap_or_else(|errors| panic!("{name}: {errors:?}"))
}

fn bases() -> Vec<Referral> {
    ["RR0", "MC0", "AML0"].into_iter().map(base).collect()
}

/// A base's facts with some taken away and some changed.
fn facts<'a>(
    random: &mut Rng,
    rule_set: &RuleSet,
    values: &[Vec<Value<'a>>],
    bases: &'a [Referral],
    (unknown, changed): (usize, usize),
) -> Facts<'a> {
    let base = &bases[random.usize(..bases.len())];
    let mut facts = facts_of(base, rule_set.vocabulary());
    let all: Vec<FactIndex> = rule_set.vocabulary().indices().collect();
    for _ in 0..random.usize(..=unknown) {
        facts.set(pick(random, &all), None);
    }
    for _ in 0..random.usize(..=changed) {
        let fact = pick(random, &all);
        facts.set(fact, Some(pick(random, &values[fact.get()])));
    }
    facts
}

fn conclusion(rule_set: &RuleSet, track: &Track, stage: Stage, facts: &Facts<'_>, day: Date) -> Conclusion {
    let switches = rule_set.default_switches();
    rule_set.decide(track, stage, Question { facts, day, switches: &switches, excepted: &[] }).conclusion
}

#[test]
fn the_golden_vectors_hold() {
    let folder = folder();
    let (count, problems) = vector::check(&folder, &rule_set()).unwrap();
    let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", list.join("\n"));
    let ids: BTreeSet<String> = vector::read(&folder).unwrap().into_iter().map(|vector| vector.id).collect();
    assert_eq!(ids.len(), count, "each vector has its own id");
    assert!((1..=60).all(|number| ids.contains(&format!("V-{number:02}"))), "the sixty of the check list");
}

/// Switching an inconsistency to another reading changes exactly the vectors that the reading names.
#[test]
fn a_reading_changes_exactly_the_vectors_that_it_names() {
    let folder = folder();
    let rule_set = rule_set();
    let vectors = vector::read(&folder).unwrap();
    let mut wrong = Vec::new();
    for inconsistency in rule_set.inconsistencies() {
        for option in inconsistency.alternatives() {
            let reading = inconsistency.reading(option);
            let mut changed = BTreeSet::new();
            for vector in &vectors {
                for run in &vector.run {
                    if run.switches.contains_key(&inconsistency.id) {
                        continue;
                    }
                    let mut switched = run.clone();
                    switched.switches.insert(inconsistency.id.clone(), reading.id.clone());
                    if run.answer(&folder, &rule_set).unwrap() != switched.answer(&folder, &rule_set).unwrap() {
                        changed.insert(vector.id.clone());
                    }
                }
            }
            let named: BTreeSet<String> = reading.changes.iter().cloned().collect();
            if named != changed && std::env::var_os("MARV_BLESS").is_some() {
                bless(&inconsistency.id, &reading.id, &changed);
            } else if named != changed {
                let list: Vec<String> = changed.iter().map(|id| format!("\"{id}\"")).collect();
                wrong.push(format!("{} {}: changes = [{}]", inconsistency.id, reading.id, list.join(", ")));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "readings that change other vectors than they name (MARV_BLESS=1 writes what was measured; read the difference):\n{}",
        wrong.join("\n")
    );
}

/// Writes the measured list into the inconsistency's file.
fn bless(inconsistency: &str, reading: &str, changed: &BTreeSet<String>) {
    let file = format!("../../guidelines/ngc-haem-2022/inconsistencies/{inconsistency}.toml");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    let content = std::fs::read_to_string(&path).unwrap();
    let list: Vec<String> = changed.iter().map(|id| format!("\"{id}\"")).collect();
    let mut inside = false;
    let lines = content.lines().map(|line| {
        if line.starts_with("id = ") {
            inside = line == format!("id = \"{reading}\"");
        }
        if inside && line.starts_with("changes = ") {
            format!("changes = [{}]", list.join(", "))
        } else {
            line.to_owned()
        }
    });
    let content: Vec<String> = lines.collect();
    std::fs::write(&path, content.join("\n") + "\n").unwrap();
}

#[test]
fn more_facts_never_flip_a_rule_or_a_verdict() {
    let rule_set = rule_set();
    let (values, bases) = (all_values(&rule_set), bases());
    let switches = rule_set.default_switches();
    for case in 0..100_000 {
        let mut random = Rng::with_seed(case);
        let more = facts(&mut random, &rule_set, &values, &bases, (10, 6));
        let mut fewer = more.clone();
        for fact in rule_set.vocabulary().indices() {
            if random.usize(..8) == 0 {
                fewer.set(fact, None);
            }
        }
        let track = &rule_set.tracks()[random.usize(..rule_set.tracks().len())];
        let decide = |facts| {
            rule_set.decide(track, Stage::Referral, Question { facts, day: DAY, switches: &switches, excepted: &[] })
        };
        let (before, after) = (decide(&fewer), decide(&more));
        for (before, after) in before.findings.iter().zip(&after.findings) {
            use guideline::decide::Outcome::{No, NotApplicable, Unknown, Yes};
            let open = |outcome| matches!(outcome, Yes | NotApplicable);
            assert_eq!(before.rule.id, after.rule.id);
            assert!(
                before.outcome == Unknown
                    || open(before.outcome) == open(after.outcome) && (before.outcome == No) == (after.outcome == No),
                "case {case}, {}: {:?} became {:?}",
                before.rule.id,
                before.outcome,
                after.outcome
            );
        }
        match before.conclusion {
            Conclusion::Pass => assert_eq!(after.conclusion, Conclusion::Pass, "case {case}"),
            Conclusion::Incomplete => {}
            _ => assert!(after.conclusion >= before.conclusion, "case {case}"),
        }
    }
}

/// What is not asked for cannot matter: two random completions that agree on what was asked end alike.
#[test]
fn a_fact_that_cannot_matter_is_never_missed_and_an_asked_one_is_unknown() {
    let rule_set = rule_set();
    let (values, bases) = (all_values(&rule_set), bases());
    let switches = rule_set.default_switches();
    for case in 0..100_000 {
        let mut random = Rng::with_seed(0xa5c_0000_0000 + case);
        let known = facts(&mut random, &rule_set, &values, &bases, (6, 2));
        let track = &rule_set.tracks()[random.usize(..rule_set.tracks().len())];
        let question = Question { facts: &known, day: DAY, switches: &switches, excepted: &[] };
        let asked = rule_set.facts_that_matter(track, Stage::Referral, question);
        assert!(asked.iter().all(|fact| known.get(*fact).is_none()), "case {case}: asks what is known");
        let complete =
            |random: &mut Rng, from: &Facts<'_>| {
                let mut facts = known.clone();
                for fact in rule_set.vocabulary().indices().filter(|fact| known.get(*fact).is_none()) {
                    let value = if asked.contains(&fact) { from.get(fact) } else { None };
                    facts.set(
                        fact,
                        Some(value.map_or_else(
                            || pick(random, &values[fact.get()]),
                            |value| rebind(&values[fact.get()], value),
                        )),
                    );
                }
                facts
            };
        let first = complete(&mut random, &known);
        let second = complete(&mut random, &first);
        assert_eq!(
            conclusion(&rule_set, track, Stage::Referral, &first, DAY),
            conclusion(&rule_set, track, Stage::Referral, &second, DAY),
            "case {case}: facts that were not asked for changed the verdict"
        );
    }
}

/// The same value out of the list that lives as long as the rule set.
fn rebind<'a>(values: &[Value<'a>], value: Value<'_>) -> Value<'a> {
    values.iter().copied().find(|own| *own == value).unwrap()
}

/// An asked fact can matter: for one unknown fact at a time this can be tried outright.
#[test]
fn a_single_unknown_fact_is_asked_for_exactly_if_it_matters() {
    let rule_set = rule_set();
    let (values, bases) = (all_values(&rule_set), bases());
    let switches = rule_set.default_switches();
    let all: Vec<FactIndex> = rule_set.vocabulary().indices().collect();
    for case in 0..100_000 {
        let mut random = Rng::with_seed(0x0e_0000_0000 + case);
        let mut known = facts(&mut random, &rule_set, &values, &bases, (0, 2));
        for fact in &all {
            if known.get(*fact).is_none() {
                known.set(*fact, Some(pick(&mut random, &values[fact.get()])));
            }
        }
        let fact = pick(&mut random, &all);
        known.set(fact, None);
        let track = &rule_set.tracks()[random.usize(..rule_set.tracks().len())];
        let question = Question { facts: &known, day: DAY, switches: &switches, excepted: &[] };
        let asked = rule_set.facts_that_matter(track, Stage::Referral, question);
        // Gates that ask for a correction are set aside: they will be corrected, and must not hide what is missing.
        let corrected: Vec<String> = rule_set
            .decide(track, Stage::Referral, question)
            .findings
            .iter()
            .filter(|finding| finding.outcome == guideline::decide::Outcome::No && only_corrects(finding.rule))
            .map(|finding| finding.rule.id.clone())
            .collect();
        let end = |facts: &Facts<'_>| {
            let question = Question { facts, day: DAY, switches: &switches, excepted: &corrected };
            rule_set.decide(track, Stage::Referral, question).conclusion
        };
        let without = end(&known);
        let matters = values[fact.get()].iter().any(|value| {
            let mut facts = known.clone();
            facts.set(fact, Some(*value));
            end(&facts) != without
        });
        let expected: Vec<FactIndex> = if matters { vec![fact] } else { vec![] };
        assert_eq!(asked, expected, "case {case}, {}", rule_set.fact_id(fact));
    }
}

fn only_corrects(rule: &guideline::rule::Rule) -> bool {
    use guideline::rule::{Body, OnNo};
    matches!(&rule.body, Body::Hard { on_no: OnNo::Incomplete, .. })
}

#[test]
fn the_counterfactual_agrees_with_trying_all_smaller_sets() {
    let rule_set = rule_set();
    let (values, bases) = (all_values(&rule_set), bases());
    let switches = rule_set.default_switches();
    let mut sizes = [0usize; 4];
    let mut none = 0usize;
    for case in 0..10_000 {
        let mut random = Rng::with_seed(0xcf_0000_0000 + case);
        let known = facts(&mut random, &rule_set, &values, &bases, (2, 2));
        let track = &rule_set.tracks()[random.usize(..rule_set.tracks().len())];
        let question = Question { facts: &known, day: DAY, switches: &switches, excepted: &[] };
        let passes = |facts: &Facts<'_>| conclusion(&rule_set, track, Stage::Referral, facts, DAY) == Conclusion::Pass;
        let changeable: Vec<FactIndex> = rule_set
            .vocabulary()
            .indices()
            .filter(|fact| {
                known.get(*fact).is_none() || rule_set.vocabulary().definition(*fact).change != Change::Fixed
            })
            .collect();
        match rule_set.counterfactual(track, Stage::Referral, question) {
            Counterfactual::NotDetermined => panic!("case {case}: not determined"),
            Counterfactual::AlreadyOpen => assert!(passes(&known), "case {case}"),
            Counterfactual::None => {
                none += 1;
                assert!(!try_all(&values, &known, &changeable, 1, &passes), "case {case}: one change opens it");
                for _ in 0..20 {
                    let mut facts = known.clone();
                    for fact in &changeable {
                        if random.usize(..2) == 0 {
                            facts.set(*fact, Some(pick(&mut random, &values[fact.get()])));
                        }
                    }
                    assert!(!passes(&facts), "case {case}: some change opens it");
                }
            }
            Counterfactual::Changes(changes) => {
                let mut facts = known.clone();
                for change in &changes {
                    assert!(changeable.contains(&change.fact), "case {case}: {changes:?}");
                    facts.set(change.fact, Some(change.to));
                }
                assert!(passes(&facts), "case {case}: {changes:?} do not open it");
                assert!(!passes(&known), "case {case}: open without a change");
                sizes[changes.len().min(3)] += 1;
                // Every set with one change fewer, up to two: that no smaller set opens the way.
                let smaller = (changes.len() - 1).min(if sizes[3] < 30 { 2 } else { 1 });
                assert!(
                    !try_all(&values, &known, &changeable, smaller, &passes),
                    "case {case}: fewer than {changes:?} suffice"
                );
            }
        }
    }
    assert!(sizes[1] > 500 && sizes[2] > 200 && sizes[3] > 30 && none > 100, "{sizes:?}, none {none}");
}

/// Whether some set of at most `left` changes makes the case pass.
fn try_all<'a>(
    values: &[Vec<Value<'a>>],
    facts: &Facts<'a>,
    changeable: &[FactIndex],
    left: usize,
    passes: &dyn Fn(&Facts<'_>) -> bool,
) -> bool {
    if left == 0 {
        return passes(facts);
    }
    changeable.iter().enumerate().any(|(place, fact)| {
        values[fact.get()].iter().any(|value| {
            if facts.get(*fact) == Some(*value) {
                return false;
            }
            let mut changed = facts.clone();
            changed.set(*fact, Some(*value));
            passes(&changed) || left > 1 && try_all(values, &changed, &changeable[place + 1..], left - 1, passes)
        })
    })
}

/// The unit rules of day D read the entries of day D and of no other.
#[test]
fn a_decision_of_a_day_uses_the_entries_of_that_day() {
    let rule_set = rule_set();
    let switches = rule_set.default_switches();
    let find = |id: &str| rule_set.vocabulary().find(id).unwrap();
    let (unit, code) = (find("requester.unit"), find("diagnosis.code"));
    let centres = rule_set.set("aml-centres").unwrap();
    let units: Vec<String> = rule_set.set("units").unwrap().entries().iter().map(|entry| entry.key.clone()).collect();
    let track = rule_set.track("MC", "A").unwrap();
    let mut both = BTreeSet::new();
    for case in 0..100_000 {
        let mut random = Rng::with_seed(0xd_0000_0000 + case);
        let day =
            date(2022, 6, 3).saturating_add(jiff::Span::new().days(i64::try_from(random.usize(..2_000)).unwrap()));
        let own = pick(&mut random, &units);
        let mut facts = Facts::unknown(rule_set.vocabulary());
        facts.set(unit, Some(Value::Code(&own)));
        facts.set(code, Some(Value::Code("DC920")));
        let decision = rule_set.decide(
            track,
            Stage::Referral,
            Question { facts: &facts, day, switches: &switches, excepted: &[] },
        );
        let finding = decision.findings.iter().find(|finding| finding.rule.id == "COM-REQ-02").unwrap();
        let expected = centres.entries().iter().any(|entry| {
            entry.key == own && entry.in_force.from <= day && entry.in_force.until.is_none_or(|until| day <= until)
        });
        assert_eq!(finding.outcome.name(), if expected { "yes" } else { "no" }, "case {case}: {own} on {day}");
        both.insert((own, expected));
    }
    assert!(both.len() > units.len(), "some unit is a centre on some days only");
}
