//! Drugs, sentences of the recommendations, trials, and what may be inherited.

use guideline::truth::Truth;
use interpretation::incidental::IncidentalChoice;
use interpretation::trial::clause::State;

use super::front::or_dash;
use super::{Block, Column, PageSection, Span, Table, Text, Tone, Writer};
use crate::document::answer::{DrugRow, GuidelineRow, Therapy, TrialAnswer};
use crate::document::finding::Hereditary;
use crate::words::Label;
use interpretation::language::Language;
use interpretation::therapy::{danish_approval, danish_setting};

impl<'d> Writer<'d> {
    pub(super) fn evidence(&self) -> Vec<PageSection> {
        let document = self.document;
        let trials = self.blocks(&document.trials, |told| told.iter().flat_map(|trial| self.trial(trial)).collect());
        vec![
            self.section("therapy", Label::Therapy, self.blocks(&document.therapy, |told| self.therapy(told))),
            self.section("trials", Label::Trials, trials),
            self.section("hereditary", Label::Hereditary, self.hereditary(&document.hereditary)),
        ]
    }

    fn therapy(&self, told: &'d Therapy) -> Vec<Block> {
        let mut blocks = Vec::new();
        if told.drugs.is_empty() {
            blocks.push(Block::Note(Tone::Missing, Text::plain(self.say(Label::NoDrugs))));
        } else {
            let columns = [(Label::Drug, 3), (Label::For, 3), (Label::WhatWasFound, 5), (Label::Approvals, 4)];
            let rows = told.drugs.iter().map(|drug| self.drug(drug)).collect();
            blocks.push(self.table(Label::TherapyCaption, &columns, rows));
        }
        let mut facts = vec![(self.say(Label::ApprovalsTo).to_owned(), told.data_to.to_string().into())];
        if !told.biomarker_not_assessed.is_empty() {
            facts.push((self.say(Label::BiomarkerOpen).to_owned(), told.biomarker_not_assessed.join(", ").into()));
        }
        blocks.push(Block::Facts(facts));
        if !told.guideline.is_empty() {
            blocks.push(Block::Subheading(self.say(Label::Recommendations).to_owned()));
            blocks.push(Block::List(told.guideline.iter().map(|row| self.guideline(row)).collect()));
        }
        blocks
    }

    fn drug(&self, drug: &'d DrugRow) -> Vec<Vec<Text>> {
        let danish = self.language == Language::Danish;
        let setting = match danish_setting(&drug.setting).filter(|_| danish) {
            Some(setting) => Text::plain(setting),
            None => self.english(&drug.setting),
        };
        let mut used: Vec<Text> = vec![setting];
        used.extend(drug.line.as_ref().map(|line| {
            let fits = match drug.line_fits {
                Truth::Yes => Label::LineFits,
                Truth::No => Label::LineDiffers,
                Truth::Unknown => Label::LineUnknown,
            };
            Text::plain(format!("{} ({})", self.words(line), self.say(fits)))
        }));
        let mut found: Vec<Text> = Vec::new();
        if !drug.asks_for_biomarker {
            found.push(Text::plain(self.say(Label::NoBiomarker)));
        }
        found.extend(drug.facts.iter().map(|fact| Text::plain(self.fact(fact))));
        found.extend(
            drug.acts_less_with
                .iter()
                .map(|variant| Text::strong(format!("{} ", self.say(Label::ActsLess))).and(&**variant)),
        );
        let approval = |text: &str| if danish { danish_approval(text) } else { text.to_owned() };
        let approvals = vec![
            Text::plain(format!("EMA: {}", approval(&drug.ema))),
            Text::plain(format!("FDA: {}", approval(&drug.fda))),
            Text::plain(format!("{}: {}", self.say(Label::Council), self.words(&drug.denmark)))
                .cited(std::slice::from_ref(&drug.citation)),
        ];
        vec![vec![Text::strong(&*drug.drug)], used, or_dash(found), approvals]
    }

    pub(super) fn guideline(&self, row: &'d GuidelineRow) -> Text {
        let quote = Span::Foreign { text: format!("”{}”", row.quote), language: Language::Danish };
        let (as_of, page) = (self.say(Label::AsOf), self.say(Label::Page));
        let mut text = Text::strong(format!("{} ", row.item)).and(format!("{} ", self.words(&row.says)));
        text.0.push(match self.language {
            Language::Danish => Span::Plain(format!("”{}”", row.quote)),
            Language::English => quote,
        });
        text = text
            .and(format!(" ({page} {}, {as_of} {})", row.page, row.as_of))
            .cited(std::slice::from_ref(&row.citation));
        if let Some((id, finding)) = &row.contradiction {
            text.0.push(Span::Strong(format!(" {}, {id}: ", self.say(Label::AtOdds))));
            text = text.and(self.words(finding));
        }
        text
    }

    fn trial(&self, trial: &'d TrialAnswer) -> Vec<Block> {
        let mut blocks = vec![Block::Subheading(trial.protocol.clone())];
        for place in &trial.places {
            let closed = if place.open { String::new() } else { format!(" ({})", self.say(Label::Closed)) };
            let rows = place.criteria.iter().map(|(asked, state, seen)| {
                let said = |words: &'d interpretation::language::Words| {
                    if words.en == words.da { self.english(self.words(words)) } else { Text::plain(self.words(words)) }
                };
                vec![vec![said(asked)], vec![Text::strong(self.say(state_label(*state)))], vec![said(seen)]]
            });
            let column = |label, width| Column { title: self.say(label).to_owned(), width };
            blocks.push(Block::Table(Table {
                caption: format!(
                    "{} {}, {}{closed}: {}",
                    self.say(Label::TrialCaption),
                    trial.protocol,
                    place.place,
                    self.say(state_label(place.state))
                ),
                columns: vec![column(Label::Criterion, 5), column(Label::State, 2), column(Label::Seen, 5)],
                rows: rows.collect(),
            }));
        }
        blocks
    }

    fn hereditary(&self, told: &'d Hereditary) -> Vec<Block> {
        let choice = match told.choice {
            IncidentalChoice::All => Label::ChoiceAll,
            IncidentalChoice::TreatableOnly => Label::ChoiceTreatable,
            IncidentalChoice::None => Label::ChoiceNone,
            IncidentalChoice::Undecided => Label::ChoiceUndecided,
        };
        let mut blocks = vec![Block::Facts(vec![
            (self.say(Label::Choice).to_owned(), self.say(choice).into()),
            (self.say(Label::HeldBack).to_owned(), told.held_back.to_string().into()),
        ])];
        if told.shown.is_empty() {
            blocks.push(Block::Note(Tone::Missing, Text::plain(self.say(Label::NothingInherited))));
        } else {
            let rows = told.shown.iter().map(|row| {
                vec![
                    vec![Text::strong(&*row.variant)],
                    vec![self.english(&row.disorder)],
                    or_dash(row.reasons.iter().map(|reason| self.statement(reason)).collect()),
                ]
            });
            let columns = [(Label::Change, 3), (Label::Disorder, 3), (Label::Why, 6)];
            blocks.push(self.table(Label::HereditaryCaption, &columns, rows.collect()));
        }
        if told.ask_clinical_genetics {
            blocks.push(Block::Paragraph(Text::strong(self.say(Label::AskGenetics))));
        }
        blocks
    }
}

fn state_label(state: State) -> Label {
    match state {
        State::Pass => Label::StatePass,
        State::Warn => Label::StateWarn,
        State::Undetermined => Label::StateOpen,
        State::Fail => Label::StateFail,
    }
}
