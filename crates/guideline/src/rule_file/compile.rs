//! From the words of a file to criteria over facts, sets and readings.

use std::collections::BTreeMap;

use super::Ledger;
use super::document::{Condition, Scalar};
use crate::code_set::CodeSet;
use crate::criterion::{Constant, Criterion, SetIndex};
use crate::fact::{FactIndex, FactKind, Facts, Value, Vocabulary};
use crate::switch::{Inconsistency, SwitchIndex, Switches};

/// What names in conditions can refer to.
pub(super) struct Names<'a> {
    pub vocabulary: &'a Vocabulary,
    pub sets: &'a [CodeSet],
    pub inconsistencies: &'a [Inconsistency],
}

const FORMS: &str = "a condition is one of { all = [..] }, { any = [..] }, { not = {..} }, \
    { fact = \"..\", is | at_least | at_most | in = .. }, { switch = \"INC-..\", is = \"..\" }";

impl Names<'_> {
    /// The fact of a name; an unknown name is noted with the nearest known one.
    pub fn fact(&self, id: &str, file: &str, ledger: &mut Ledger) -> Option<FactIndex> {
        let found = self.vocabulary.find(id);
        if found.is_none() {
            let nearest = self.vocabulary.nearest(id).unwrap_or("none");
            ledger.note(
                file,
                format!("the fact \"{id}\" is not known"),
                format!("did you mean \"{nearest}\"? `marv guideline facts` lists all"),
            );
        }
        found
    }

    fn switch(&self, id: &str) -> Option<(SwitchIndex, &Inconsistency)> {
        (0u16..)
            .zip(self.inconsistencies)
            .find(|(_, candidate)| candidate.id == id)
            .map(|(place, inconsistency)| (SwitchIndex(place), inconsistency))
    }

    /// A condition as a criterion; `None` after every problem in it has been noted.
    pub fn compile(&self, condition: &Condition, file: &str, ledger: &mut Ledger) -> Option<Criterion> {
        match condition {
            Condition { all: Some(parts), any: None, not: None, .. } if condition.asks_nothing() => {
                self.compile_parts(parts, file, ledger).map(Criterion::All)
            }
            Condition { any: Some(parts), all: None, not: None, .. } if condition.asks_nothing() => {
                self.compile_parts(parts, file, ledger).map(Criterion::Any)
            }
            Condition { not: Some(part), all: None, any: None, .. } if condition.asks_nothing() => {
                self.compile(part, file, ledger).map(|part| Criterion::Not(Box::new(part)))
            }
            Condition { all: None, any: None, not: None, fact: Some(id), switch: None, .. } => {
                self.compile_question(id, condition, file, ledger)
            }
            Condition {
                all: None,
                any: None,
                not: None,
                fact: None,
                switch: Some(id),
                is: Some(Scalar::Code(reading)),
                at_least: None,
                at_most: None,
                r#in: None,
            } => self.compile_switch(id, reading, file, ledger),
            _ => {
                ledger.note(file, format!("this is not a condition: {condition:?}"), FORMS);
                None
            }
        }
    }

    fn compile_parts(&self, parts: &[Condition], file: &str, ledger: &mut Ledger) -> Option<Vec<Criterion>> {
        if parts.is_empty() {
            ledger.note(file, "an empty list of conditions", "name at least one condition: an empty list says nothing");
            return None;
        }
        let compiled: Vec<Option<Criterion>> = parts.iter().map(|part| self.compile(part, file, ledger)).collect();
        compiled.into_iter().collect()
    }

    fn compile_switch(&self, id: &str, reading: &str, file: &str, ledger: &mut Ledger) -> Option<Criterion> {
        let Some((switch, inconsistency)) = self.switch(id) else {
            ledger.note(file, format!("the inconsistency \"{id}\" is not known"), "add its file to inconsistencies/");
            return None;
        };
        let Some(option) = inconsistency.find(reading) else {
            let known: Vec<&str> = inconsistency.readings.iter().map(|reading| reading.id.as_str()).collect();
            ledger.note(
                file,
                format!("{id} has no reading \"{reading}\""),
                format!("its readings are: {}", known.join(", ")),
            );
            return None;
        };
        Some(Criterion::Switch { switch, option })
    }

    fn compile_question(&self, id: &str, condition: &Condition, file: &str, ledger: &mut Ledger) -> Option<Criterion> {
        let fact = self.fact(id, file, ledger)?;
        let kind = self.vocabulary.definition(fact).kind;
        let whole = matches!(kind, FactKind::Whole { .. });
        match condition {
            Condition { is: Some(scalar), at_least: None, at_most: None, r#in: None, .. } => {
                let value = constant(scalar);
                if let Err(unfit) = kind.accept(value.value()) {
                    ledger.note(file, format!("\"{id}\" can never be {}", value.value()), unfit.to_string());
                    return None;
                }
                Some(Criterion::Is { fact, value })
            }
            Condition { at_least: Some(bound), is: None, at_most: None, r#in: None, .. } if whole => {
                Some(Criterion::AtLeast { fact, bound: *bound })
            }
            Condition { at_most: Some(bound), is: None, at_least: None, r#in: None, .. } if whole => {
                Some(Criterion::AtMost { fact, bound: *bound })
            }
            Condition { r#in: Some(reference), is: None, at_least: None, at_most: None, .. }
                if matches!(kind, FactKind::OpenCode | FactKind::Code(_)) =>
            {
                self.compile_membership(fact, reference, file, ledger)
            }
            _ => {
                ledger.note(
                    file,
                    format!("\"{id}\" is asked in a way that does not fit it"),
                    "ask exactly one of is, at_least, at_most (numbers) or in (codes)",
                );
                None
            }
        }
    }

    fn compile_membership(
        &self,
        fact: FactIndex,
        reference: &str,
        file: &str,
        ledger: &mut Ledger,
    ) -> Option<Criterion> {
        let (id, tag) = reference.split_once('/').map_or((reference, None), |(id, tag)| (id, Some(tag)));
        let found = (0u16..).zip(self.sets).find(|(_, set)| set.id == id);
        let Some((place, set)) = found else {
            ledger.note(
                file,
                format!("there is no value set or register \"{id}\""),
                "add it to value-sets/ or registers/",
            );
            return None;
        };
        if let Some(tag) = tag
            && !set.entries().is_empty()
            && !set.has_tag(tag)
        {
            ledger.note(file, format!("no entry of \"{id}\" has the tag \"{tag}\""), "correct the tag or add an entry");
            return None;
        }
        Some(Criterion::In { fact, set: SetIndex(place), tag: tag.map(Into::into) })
    }

    /// The facts of a case; `None` after every problem has been noted.
    pub fn facts<'d>(&self, given: &'d BTreeMap<String, Scalar>, file: &str, ledger: &mut Ledger) -> Option<Facts<'d>> {
        let mut facts = Facts::unknown(self.vocabulary);
        let mut sound = true;
        for (id, scalar) in given {
            let Some(fact) = self.fact(id, file, ledger) else {
                sound = false;
                continue;
            };
            let value = value(scalar);
            if let Err(unfit) = self.vocabulary.definition(fact).kind.accept(value) {
                ledger.note(file, format!("a case gives \"{id}\" the value {value}"), unfit.to_string());
                sound = false;
            }
            facts.set(fact, Some(value));
        }
        sound.then_some(facts)
    }

    /// Applies the readings that a case names to the default ones.
    pub fn choose(&self, given: &BTreeMap<String, String>, switches: &mut Switches, file: &str, ledger: &mut Ledger) {
        for (id, reading) in given {
            if let Some(Criterion::Switch { switch, option }) = self.compile_switch(id, reading, file, ledger) {
                switches.choose(switch, option);
            }
        }
    }
}

impl Condition {
    /// Whether no question to a fact or switch is mixed into a connective.
    fn asks_nothing(&self) -> bool {
        self.fact.is_none()
            && self.switch.is_none()
            && self.is.is_none()
            && self.at_least.is_none()
            && self.at_most.is_none()
            && self.r#in.is_none()
    }
}

fn constant(scalar: &Scalar) -> Constant {
    match scalar {
        Scalar::Truth(truth) => Constant::Truth(*truth),
        Scalar::Whole(number) => Constant::Whole(*number),
        Scalar::Code(code) => Constant::Code(code.as_str().into()),
    }
}

fn value(scalar: &Scalar) -> Value<'_> {
    match scalar {
        Scalar::Truth(truth) => Value::Truth(*truth),
        Scalar::Whole(number) => Value::Whole(*number),
        Scalar::Code(code) => Value::Code(code),
    }
}
