//! Ordered rules over three-valued facts: the first rule that holds gives the class.
//!
//! Published risk groups and classifications are such lists: a table and the order of precedence that its footnotes fix.
//! An unknown fact does not stop the walk. A rule that may hold adds its class to the possible ones and the walk goes on;
//! a rule that holds ends it. One possible class is a definite answer.
//!
//! METHOD: the conditions are combined as Kleene's logic, which is monotone in information. So is the walk: what is learnt
//! later can only remove possible classes, and a definite class never becomes another one.

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use crate::language::Words;
use crate::source::Citation;

/// One thing asked and what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What was asked, as a reader names it: `TP53 mutated at 10 % or more`.
    pub name: Words,
    /// The answer.
    pub truth: Truth,
    /// What was seen that gives the answer: variant, karyotype text, detection limit, or why it is not known.
    pub seen: Words,
}

/// An answer to a condition, and the facts that carry it: for yes those that make it true, for no those that make it
/// false, for unknown those that would have to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The answer.
    pub truth: Truth,
    /// The facts that carry it.
    pub facts: Vec<Fact>,
}

impl Evidence {
    /// A single fact.
    pub fn fact(name: impl Into<Words>, truth: Truth, seen: impl Into<Words>) -> Self {
        Self { truth, facts: vec![Fact { name: name.into(), truth, seen: seen.into() }] }
    }

    /// Every part holds.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts, Truth::Yes, Truth::and)
    }

    /// At least one part holds.
    #[must_use]
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts, Truth::No, Truth::or)
    }

    /// Keeps the facts of those parts that have the truth of the whole: only they carry it.
    fn join(parts: impl IntoIterator<Item = Self>, empty: Truth, connect: fn(Truth, Truth) -> Truth) -> Self {
        let mut whole = Self { truth: empty, facts: Vec::new() };
        for part in parts {
            let truth = connect(whole.truth, part.truth);
            if whole.truth != truth {
                whole.facts.clear();
            }
            whole.truth = truth;
            if part.truth == truth {
                whole.facts.extend(part.facts);
            }
        }
        whole
    }
}

impl std::ops::Not for Evidence {
    type Output = Self;

    /// The condition does not hold. The facts stay as they were asked.
    fn not(self) -> Self {
        Self { truth: !self.truth, facts: self.facts }
    }
}

/// A place where the published words can be read in more than one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ambiguity {
    /// Unique within its list.
    pub id: &'static str,
    /// What is open, in English.
    pub en: &'static str,
    /// What is open, in Danish.
    pub da: &'static str,
    /// The names of the readings; the first is the default.
    pub readings: &'static [&'static str],
    /// Where it stands.
    pub citation: Citation,
}

/// A rule: if the condition holds and no rule before it did, this is the class.
#[derive(Debug)]
pub struct Rule<I, C> {
    /// Unique within its list; stable, never reused.
    pub id: &'static str,
    /// The class it gives.
    pub class: C,
    /// What the rule says, in English.
    pub en: &'static str,
    /// What the rule says, in Danish.
    pub da: &'static str,
    /// Where it stands.
    pub citation: Citation,
    /// The reading in which alone the rule is in force: the ambiguity's id and the reading's name.
    pub reading: Option<(&'static str, &'static str)>,
    /// The condition.
    pub holds: fn(&I) -> Evidence,
}

impl<I, C> Rule<I, C> {
    /// A rule that is in force in every reading.
    pub const fn new(
        id: &'static str,
        class: C,
        en: &'static str,
        da: &'static str,
        citation: Citation,
        holds: fn(&I) -> Evidence,
    ) -> Self {
        Self { id, class, en, da, citation, reading: None, holds }
    }

    /// The same rule in one reading of an open question only.
    #[must_use]
    pub const fn only_in(self, ambiguity: &'static str, reading: &'static str) -> Self
    where
        C: Copy,
    {
        let Self { id, class, en, da, citation, holds, .. } = self;
        Self { id, class, en, da, citation, reading: Some((ambiguity, reading)), holds }
    }
}

/// A rule in one line of a short list, its words and its reading as constants that several rules share.
pub(crate) const fn rule<I, C>(
    id: &'static str,
    class: C,
    (en, da): (&'static str, &'static str),
    citation: Citation,
    reading: Option<(&'static str, &'static str)>,
    holds: fn(&I) -> Evidence,
) -> Rule<I, C> {
    Rule { id, class, en, da, citation, reading, holds }
}

/// A published list of rules in order of precedence.
#[derive(Debug)]
pub struct DecisionList<I: 'static, C: 'static> {
    /// Name and edition, such as `ELN 2022`.
    pub edition: &'static str,
    /// The rules, first to last, in sections: a long classification keeps each in a file of its own.
    pub sections: &'static [&'static [Rule<I, C>]],
    /// The open questions, each used by at least one rule.
    pub ambiguities: &'static [Ambiguity],
}

/// A rule on the path to an answer: it holds, or could not be settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step<C> {
    /// The rule's id.
    pub rule: &'static str,
    /// The class it gives or would give.
    pub class: C,
    /// What the rule says, in English.
    pub en: &'static str,
    /// What the rule says, in Danish.
    pub da: &'static str,
    /// Where it stands.
    pub citation: Citation,
    /// Yes for the rule that ends the walk; unknown for one that may hold.
    pub truth: Truth,
    /// The facts that carry the truth.
    pub facts: Vec<Fact>,
}

/// What another reading of an open question would answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherReading<C> {
    /// The open question.
    pub ambiguity: Ambiguity,
    /// The reading.
    pub reading: &'static str,
    /// Its possible classes.
    pub possible: Vec<C>,
}

/// An answer with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer<C> {
    /// Name and edition of the list.
    #[serde(serialize_with = "crate::language::as_words")]
    pub edition: &'static str,
    /// The classes that the known facts allow, each once, in the order of the rules. One is a definite answer. None: no
    /// rule applies.
    pub possible: Vec<C>,
    /// The rules that led there.
    pub path: Vec<Step<C>>,
    /// Readings of open questions that would answer otherwise.
    pub other_readings: Vec<OtherReading<C>>,
}

impl<C> Answer<C> {
    /// The class, if the known facts allow only one.
    #[must_use]
    pub fn definite(&self) -> Option<&C> {
        match self.possible.as_slice() {
            [class] => Some(class),
            _ => None,
        }
    }

    /// What would have to be known to settle the answer, each once, in the order of the rules.
    #[must_use]
    pub fn missing(&self) -> Vec<&Fact> {
        let mut missing: Vec<&Fact> = Vec::new();
        if self.possible.len() > 1 {
            let unsettled = self.path.iter().filter(|step| step.truth == Truth::Unknown);
            for fact in unsettled.flat_map(|step| &step.facts).filter(|fact| fact.truth == Truth::Unknown) {
                if missing.iter().all(|known| known.name != fact.name) {
                    missing.push(fact);
                }
            }
        }
        missing
    }
}

impl<I, C> DecisionList<I, C> {
    /// The rules, first to last.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule<I, C>> {
        self.sections.iter().copied().flatten()
    }
}

impl<I, C: Clone + PartialEq> DecisionList<I, C> {
    /// Walks the list in the default readings, and again in every other reading of each open question.
    pub fn decide(&self, input: &I) -> Answer<C> {
        let (possible, path) = self.walk(input, None);
        let mut other_readings = Vec::new();
        for ambiguity in self.ambiguities {
            for reading in ambiguity.readings.iter().skip(1) {
                let (other, _) = self.walk(input, Some((ambiguity.id, reading)));
                if other != possible {
                    other_readings.push(OtherReading { ambiguity: *ambiguity, reading, possible: other });
                }
            }
        }
        Answer { edition: self.edition, possible, path, other_readings }
    }

    fn walk(&self, input: &I, chosen: Option<(&str, &str)>) -> (Vec<C>, Vec<Step<C>>) {
        let mut possible: Vec<C> = Vec::new();
        let mut path = Vec::new();
        for rule in self.rules().filter(|rule| self.in_force(rule, chosen)) {
            let Evidence { truth, facts } = (rule.holds)(input);
            if truth == Truth::No {
                continue;
            }
            if !possible.contains(&rule.class) {
                possible.push(rule.class.clone());
            }
            let Rule { id, class, en, da, citation, .. } = rule;
            path.push(Step { rule: id, class: class.clone(), en, da, citation: *citation, truth, facts });
            if truth == Truth::Yes {
                break;
            }
        }
        (possible, path)
    }

    fn in_force(&self, rule: &Rule<I, C>, chosen: Option<(&str, &str)>) -> bool {
        rule.reading.is_none_or(|(id, reading)| match chosen {
            Some((open, other)) if open == id => other == reading,
            _ => self.ambiguities.iter().any(|open| open.id == id && open.readings.first() == Some(&reading)),
        })
    }
}

/// What holds of every list of the house: each rule has its own name, words in both languages and a source that exists;
/// each reading of an open question is a rule's.
#[cfg(test)]
pub(crate) fn check<I, C>(list: &DecisionList<I, C>) {
    let mut ids: Vec<&str> = list.rules().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), list.rules().count(), "{}: a rule's name is used twice", list.edition);
    for rule in list.rules() {
        assert!(crate::source::find(rule.citation.source).is_some(), "{}: no source {}", rule.id, rule.citation.source);
        assert!(!rule.en.is_empty() && !rule.da.is_empty() && !rule.citation.place.is_empty(), "{}", rule.id);
        if let Some((id, reading)) = rule.reading {
            let open = list.ambiguities.iter().find(|open| open.id == id);
            assert!(open.is_some_and(|open| open.readings.contains(&reading)), "{}: {id}: {reading}", rule.id);
        }
    }
    for open in list.ambiguities {
        assert!(crate::source::find(open.citation.source).is_some(), "{}", open.id);
        assert!(open.readings.len() >= 2 && !open.en.is_empty() && !open.da.is_empty(), "{}", open.id);
        let used = list.rules().any(|rule| rule.reading.is_some_and(|(id, _)| id == open.id));
        assert!(used, "{}: no rule depends on {}", list.edition, open.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guideline::truth::Truth::{No, Unknown, Yes};
    use proptest::prelude::*;

    struct Facts([Truth; 4]);

    const SOURCE: Citation = Citation::read("ELN2022", "a test");

    fn fact(facts: &Facts, place: usize) -> Evidence {
        Evidence::fact(["a", "b", "c", "d"][place], facts.0[place], "")
    }

    const fn rule(
        id: &'static str,
        class: char,
        reading: Option<(&'static str, &'static str)>,
        holds: fn(&Facts) -> Evidence,
    ) -> Rule<Facts, char> {
        Rule { id, class, en: "", da: "", citation: SOURCE, reading, holds }
    }

    static LIST: DecisionList<Facts, char> = DecisionList {
        edition: "test",
        sections: &[&[
            rule("1", 'x', None, |f| Evidence::all([fact(f, 0), !fact(f, 1)])),
            rule("2", 'y', Some(("order", "as printed")), |f| fact(f, 2)),
            rule("3", 'x', None, |f| Evidence::any([fact(f, 1), fact(f, 3)])),
            rule("4", 'z', None, |_| Evidence::all([])),
        ]],
        ambiguities: &[Ambiguity {
            id: "order",
            en: "",
            da: "",
            readings: &["as printed", "left out"],
            citation: SOURCE,
        }],
    };

    #[test]
    fn a_rule_that_may_hold_adds_its_class_and_the_walk_goes_on() {
        let answer = LIST.decide(&Facts([Unknown, No, No, No]));
        assert_eq!((answer.possible.as_slice(), answer.definite()), (['x', 'z'].as_slice(), None));
        assert_eq!(answer.missing().iter().map(|fact| fact.name.en.as_ref()).collect::<Vec<_>>(), ["a"]);
        assert_eq!(LIST.decide(&Facts([Unknown, No, No, Yes])).definite(), Some(&'x'), "both ways lead to x");
    }

    #[test]
    fn the_facts_that_carry_an_answer_are_named() {
        let names = |evidence: Evidence| evidence.facts.into_iter().map(|fact| fact.name.en).collect::<Vec<_>>();
        let f = &Facts([Yes, No, Unknown, Unknown]);
        assert_eq!(names(Evidence::any((0..4).map(|place| fact(f, place)))), ["a"]);
        assert_eq!(names(Evidence::all((0..4).map(|place| fact(f, place)))), ["b"]);
        assert_eq!(names(Evidence::all([fact(f, 0), fact(f, 2), fact(f, 3)])), ["c", "d"]);
    }

    #[test]
    fn another_reading_is_shown_where_it_answers_otherwise() {
        let answer = LIST.decide(&Facts([No, No, Yes, No]));
        assert_eq!(answer.definite(), Some(&'y'));
        assert_eq!(answer.other_readings.len(), 1);
        assert_eq!(answer.other_readings[0].possible, ['z']);
        assert!(
            LIST.decide(&Facts([Yes, No, Yes, No])).other_readings.is_empty(),
            "the first rule holds in both readings"
        );
    }

    fn truth() -> impl Strategy<Value = Truth> {
        prop_oneof![Just(Yes), Just(No), Just(Unknown)]
    }

    proptest! {
        #[test]
        fn what_is_learnt_only_removes_possible_classes(known: [bool; 4], hidden in prop::array::uniform4(any::<bool>())) {
            let full = known.map(Truth::from);
            let mut partial = full;
            for (fact, hide) in partial.iter_mut().zip(hidden) {
                if hide {
                    *fact = Unknown;
                }
            }
            let (all, some) = (LIST.decide(&Facts(full)), LIST.decide(&Facts(partial)));
            prop_assert_eq!(all.possible.len(), 1);
            prop_assert!(some.possible.contains(&all.possible[0]));
        }

        #[test]
        fn evidence_has_the_truth_of_its_facts(parts in prop::collection::vec(truth(), 0..6)) {
            let leaves = || parts.iter().map(|truth| Evidence::fact("f", *truth, ""));
            for (whole, expected) in [
                (Evidence::all(leaves()), parts.iter().copied().fold(Yes, Truth::and)),
                (Evidence::any(leaves()), parts.iter().copied().fold(No, Truth::or)),
            ] {
                prop_assert_eq!(whole.truth, expected);
                prop_assert!(whole.facts.iter().all(|fact| fact.truth == expected));
            }
        }
    }
}
