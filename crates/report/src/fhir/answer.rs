//! What follows for the disease: allelic state, class, risk.

use guideline::truth::Truth;
use serde_json::json;

use super::Writer;
use super::code::own_system;
use super::element::{
    Json, cited, coding, component, component_cited, concept_in_words, extended, one, own, own_words,
};
use super::finding::{label, said};
use super::observation::Observation;
use crate::bundle::Fact;
use crate::document::Section;
use crate::document::answer::{EditionAnswer, Named, Reason};
use crate::words::Label;
use interpretation::language::Words;

/// A truth as a code of ours.
pub(super) fn truth(code: &str, truth: Truth) -> Json {
    let (is, words) = match truth {
        Truth::Yes => ("yes", Words::new("yes", "ja")),
        Truth::No => ("no", Words::new("no", "nej")),
        Truth::Unknown => ("unknown", label(Label::NotKnown)),
    };
    own(code, "valueCodeableConcept", concept_in_words(&[coding(&own_system("truth"), is)], &words))
}

fn named(class: &Named) -> Json {
    let code = class.code.as_deref().map_or(Json::Null, |code| coding(&own_system("answer"), code));
    concept_in_words(&[code], &class.words)
}

impl Writer<'_> {
    pub(super) fn answers(&mut self) {
        let document = self.document;
        let tp53 = document.allele_states.result();
        let states: Vec<&EditionAnswer> = tp53.into_iter().flat_map(|told| &told.states).collect();
        let members = self.editions("allele-state", &states);
        let notes = tp53.into_iter().flat_map(|told| &told.notes).map(|note| own_words("note", note)).collect();
        self.section("allele-state", &label(Label::AlleleStates), &document.allele_states, members, notes);
        let risk = &document.risk;
        for (code, words, section) in [
            ("class", Label::Classes, &document.classes),
            ("risk-aml", Label::RiskAml, &risk.aml),
            ("risk-mds", Label::RiskMds, &risk.mds),
            ("risk-lymphoid", Label::RiskLymphoid, &risk.lymphoid),
            ("markers", Label::Markers, &risk.markers),
        ] {
            self.editions_of(code, words, section);
        }
        self.edition("refractoriness", "refractoriness", &risk.refractoriness);
    }

    fn editions_of(&mut self, code: &'static str, words: Label, section: &Section<Vec<EditionAnswer>>) {
        let answers: Vec<&EditionAnswer> = section.result().into_iter().flatten().collect();
        let members = self.editions(code, &answers);
        self.section(code, &label(words), section, members, Vec::new());
    }

    fn editions(&mut self, code: &'static str, answers: &[&EditionAnswer]) -> Vec<String> {
        let numbered = answers.iter().enumerate();
        numbered.map(|(index, answer)| self.edition(&format!("{code}/{index}"), code, answer)).collect()
    }

    /// What one edition answers. Only a settled class is a phenotype of the profile (81259-4); what is merely possible is never
    /// said with that code.
    pub(super) fn edition(&mut self, key: &str, kind: &str, answer: &EditionAnswer) -> String {
        let mut observation = Observation::diagnostic(key.to_owned(), kind, &answer.edition);
        observation.components.push(own("settled", "valueBoolean", answer.is_settled()));
        if kind == "class" && answer.is_settled() {
            let class = answer.possible.iter().map(named);
            let class = class.map(|class| component("81259-4", "Predicted phenotype", "valueCodeableConcept", class));
            observation.components.extend(class);
        }
        let possible = answer.possible.iter();
        observation.components.extend(possible.map(|one| own("possible-answer", "valueCodeableConcept", named(one))));
        observation.components.extend(answer.scores.iter().map(|score| own("score", "valueQuantity", one(*score))));
        for addition in &answer.additions {
            let code = if addition.holds == Truth::Yes { "addition" } else { "addition-if-so" };
            observation.components.push(said(code, &addition.says));
        }
        observation.components.extend(answer.reasons.iter().flat_map(reason));
        observation.components.extend(answer.missing.iter().map(|fact| own_words("would-settle", fact)));
        for other in &answer.other_readings {
            let names = |da: bool| {
                let names = other.possible.iter().map(|one| if da { &*one.words.da } else { &*one.words.en });
                names.collect::<Vec<_>>().join(if da { " eller " } else { " or " })
            };
            let says = Words::new(
                format!("{}: {}. {}", other.reading, names(false), other.question.en),
                format!("{}: {}. {}", other.reading, names(true), other.question.da),
            );
            let component = own_words("other-reading", &says);
            observation.components.push(extended(component, &[component_cited(&other.citation)]));
        }
        observation.components.extend(answer.notes.iter().map(|note| own_words("note", note)));
        observation.extensions.extend(answer.citation.iter().map(cited));
        let held = answer.reasons.iter().filter(|reason| reason.holds == Truth::Yes);
        observation.derived_from = self.findings_of(held.flat_map(|reason| &reason.facts));
        self.observe(observation)
    }

    /// The findings of this bundle that facts name as seen. A fact that names none rests on something that is not here: a
    /// laboratory value, or what was not found.
    pub(super) fn findings_of<'f>(&self, facts: impl IntoIterator<Item = &'f Fact>) -> Vec<String> {
        let mut references: Vec<String> = Vec::new();
        for fact in facts.into_iter().filter(|fact| fact.truth == Truth::Yes) {
            for (_, reference) in self.findings.iter().filter(|(name, _)| names(&fact.seen.en, name)) {
                if !references.contains(reference) {
                    references.push(reference.clone());
                }
            }
        }
        references
    }
}

/// Whether a text names a finding, and not one whose name only begins like it.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let after = text.get(at + name.len()..).and_then(|rest| rest.chars().next());
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let goes_on = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '*');
        !name.is_empty() && !goes_on(after) && !goes_on(before)
    })
}

/// A rule and what was seen for it.
fn reason(reason: &Reason) -> Vec<Json> {
    let code = if reason.holds == Truth::Yes { "rule" } else { "rule-that-may-hold" };
    let says = Words::new(format!("{} {}", reason.rule, reason.says.en), format!("{} {}", reason.rule, reason.says.da));
    let rule = extended(own_words(code, &says), &[component_cited(&reason.citation)]);
    std::iter::once(rule).chain(reason.facts.iter().map(fact)).collect()
}

/// What was asked and what was seen: the truth as a code, in the words of the report.
pub(super) fn fact(fact: &Fact) -> Json {
    let mut component = truth("fact", fact.truth);
    let says = |name: &str, seen: &str| format!("{name} ({seen})");
    let words = Words::new(says(&fact.name.en, &fact.seen.en), says(&fact.name.da, &fact.seen.da));
    component["code"] = concept_in_words(&[coding(&own_system("component"), "fact")], &words);
    json!(component)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_fact_names_a_finding_only_as_a_whole() {
        assert!(names("found: TP53 p.R175H, VAF 31.8 %", "TP53 p.R175H"));
        assert!(!names("found: TP53 p.R175H*4", "TP53 p.R175H"));
        assert!(!names("found: FLT3-ITD", "LT3-ITD"));
        assert!(!names("anything", ""));
    }
}
