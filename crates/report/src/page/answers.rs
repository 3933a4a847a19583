//! Allelic state, class, risk: what each edition answers, why, and what is open.

use guideline::truth::Truth;

use super::number::number;
use super::{Block, PageSection, Text, Writer};
use crate::document::answer::{AlleleStates, EditionAnswer, Reason};
use crate::words::Label;

/// How many open facts are named; all of them stand in the data.
const NAMED: usize = 12;
/// How many rules that hold or may hold are told; all of them stand in the data.
const RULES: usize = 8;

impl<'d> Writer<'d> {
    pub(super) fn answers(&self) -> Vec<PageSection> {
        let document = self.document;
        let risk = &document.risk;
        let mut risks = vec![Block::Subheading(self.say(Label::RiskAml).to_owned())];
        risks.extend(self.blocks(&risk.aml, |told| vec![self.editions(Label::RiskAml, told.iter())]));
        risks.push(Block::Subheading(self.say(Label::RiskMds).to_owned()));
        risks.extend(self.blocks(&risk.mds, |told| vec![self.editions(Label::RiskMds, told.iter())]));
        for (label, section) in [(Label::RiskLymphoid, &risk.lymphoid), (Label::Markers, &risk.markers)] {
            risks.push(Block::Subheading(self.say(label).to_owned()));
            risks.extend(self.blocks(section, |told| vec![self.editions(label, told.iter())]));
        }
        risks.push(Block::Subheading(self.say(Label::Refractoriness).to_owned()));
        risks.push(self.editions(Label::Refractoriness, std::iter::once(&risk.refractoriness)));
        vec![
            self.section(
                "allele-state",
                Label::AlleleStates,
                self.blocks(&document.allele_states, |told| self.allele_states(told)),
            ),
            self.section(
                "class",
                Label::Classes,
                self.blocks(&document.classes, |told| vec![self.editions(Label::ClassesCaption, told.iter())]),
            ),
            self.section("risk", Label::Risk, risks),
        ]
    }

    fn allele_states(&self, told: &'d AlleleStates) -> Vec<Block> {
        let mut blocks = vec![self.editions(Label::AlleleStatesCaption, told.states.iter())];
        if !told.notes.is_empty() {
            blocks.push(Block::List(told.notes.iter().map(|note| Text::plain(self.words(note))).collect()));
        }
        if !told.guideline.is_empty() {
            blocks.push(Block::List(told.guideline.iter().map(|row| self.guideline(row)).collect()));
        }
        blocks
    }

    /// Editions side by side.
    pub(super) fn editions(&self, caption: Label, answers: impl Iterator<Item = &'d EditionAnswer>) -> Block {
        let rows = answers.map(|answer| {
            let mut said = vec![Text::strong(self.possible(answer))];
            if !answer.scores.is_empty() {
                said.push(Text::plain(format!("{} {}", self.say(Label::Score), self.scores(&answer.scores))));
            }
            for addition in &answer.additions {
                let condition = match addition.holds {
                    Truth::Yes => String::new(),
                    _ => format!("{}: ", self.say(Label::IfSo)),
                };
                said.push(Text::plain(format!("+ {condition}")).join(self.statement(&addition.says)));
            }
            let mut why: Vec<Text> = answer.reasons.iter().take(RULES).flat_map(|reason| self.reason(reason)).collect();
            let more = self.more(answer.reasons.len().saturating_sub(RULES));
            why.extend(Some(more).filter(|more| !more.is_empty()).map(Text::plain));
            if let Some(citation) = &answer.citation {
                why.push(Text::default().cited(std::slice::from_ref(citation)));
            }
            let mut open: Vec<Text> = Vec::new();
            if !answer.missing.is_empty() {
                let facts: Vec<&str> = answer.missing.iter().take(NAMED).map(|fact| self.words(fact)).collect();
                let more = self.more(answer.missing.len().saturating_sub(NAMED));
                open.push(Text::plain(format!("{}: {}{more}", self.say(Label::WouldSettle), facts.join("; "))));
            }
            for other in &answer.other_readings {
                let text = format!(
                    "{} ({}): {}. {}",
                    self.say(Label::ReadOtherwise),
                    other.reading,
                    self.names(&other.possible),
                    self.words(&other.question)
                );
                open.push(Text::plain(text).cited(std::slice::from_ref(&other.citation)));
            }
            open.extend(answer.notes.iter().map(|note| Text::plain(self.words(note))));
            let dash = super::front::or_dash;
            vec![vec![Text::plain(self.words(&answer.edition))], said, dash(why), dash(open)]
        });
        let columns = [(Label::Edition, 3), (Label::Answer, 3), (Label::Why, 6), (Label::Open, 4)];
        self.table(caption, &columns, rows.collect())
    }

    /// A score, or the least and the greatest that are possible.
    fn scores(&self, scores: &[f64]) -> String {
        let written = |score: &f64| number(*score, 2, self.language);
        match scores {
            [] => String::new(),
            [one] => written(one),
            [least, .., most] => format!("{} {} {}", written(least), self.say(Label::To), written(most)),
        }
    }

    /// A rule and what was seen. What would settle a rule that may hold stands beside it as open.
    fn reason(&self, reason: &'d Reason) -> Vec<Text> {
        let may = match reason.holds {
            Truth::Yes | Truth::No => String::new(),
            Truth::Unknown => format!("{} {}? ", self.say(Label::Perhaps), self.words(&reason.class.words)),
        };
        let rule = format!("{} {may}{}", reason.rule, self.words(&reason.says));
        let mut lines = vec![Text::plain(rule).cited(std::slice::from_ref(&reason.citation))];
        let seen = reason.facts.iter().filter(|fact| reason.holds == Truth::Yes || fact.truth != Truth::Unknown);
        lines.extend(seen.map(|fact| Text::plain(format!("– {}", self.fact(fact)))));
        lines
    }

    pub(super) fn fact(&self, fact: &'d crate::bundle::Fact) -> String {
        let truth = match fact.truth {
            Truth::Yes => self.language.choose("yes", "ja"),
            Truth::No => self.language.choose("no", "nej"),
            Truth::Unknown => self.say(Label::NotKnown),
        };
        format!("{}: {truth} ({})", self.words(&fact.name), self.words(&fact.seen))
    }
}
