//! Response and evolution: each event at both time points, and what follows.

use guideline::truth::Truth;
use interpretation::language::Named;
use interpretation::response::clearance::Clearance;
use interpretation::response::evolution::{Measure, Range};
use interpretation::response::sighting::{Presence, Sighting};

use super::number::{number, percent};
use super::{Block, PageSection, Text, Tone, Writer};
use crate::bundle::{Comparison, CourseFlag, EventCourse, MolecularResponse};
use crate::document::course::Course;
use crate::words::Label;

impl<'d> Writer<'d> {
    pub(super) fn course(&self) -> PageSection {
        let blocks = self.blocks(&self.document.course, |told| self.told_course(told));
        self.section("course", Label::Course, blocks)
    }

    fn told_course(&self, told: &'d Course) -> Vec<Block> {
        let mut blocks = Vec::new();
        match &told.comparison {
            Some(comparison) => blocks.extend(self.comparison(comparison)),
            None => blocks.push(Block::Note(Tone::Missing, Text::plain(self.say(Label::NoEarlierSample)))),
        }
        if !told.response.is_empty() {
            blocks.push(self.editions(Label::ResponseCaption, told.response.iter()));
        }
        if let Some(rule) = &told.molecular {
            blocks.extend(self.molecular(rule));
        }
        blocks
    }

    fn comparison(&self, told: &'d Comparison) -> Vec<Block> {
        let language = self.language;
        let threshold = Text::plain(percent(told.threshold.get(), language));
        let threshold = threshold.and(format!(": {}", self.say(Label::ThresholdMeans)));
        let mut blocks = vec![
            Block::Note(Tone::Hint, Text::plain(self.say(Label::NotRemission))),
            Block::Facts(vec![
                (
                    self.say(Label::EarlierSample).to_owned(),
                    format!("{}, {}", told.earlier.sample, told.earlier.date).into(),
                ),
                (
                    self.say(Label::ClearanceThreshold).to_owned(),
                    threshold.cited(std::slice::from_ref(&told.threshold_citation)),
                ),
            ]),
        ];
        if !told.flags.is_empty() {
            blocks.push(Block::List(told.flags.iter().map(|flag| self.flag(flag)).collect()));
        }
        if told.events.is_empty() {
            blocks.push(Block::Note(Tone::Missing, Text::plain(self.say(Label::NoEvents))));
        } else {
            let columns =
                [(Label::Change, 4), (Label::Before, 4), (Label::Now, 4), (Label::Clearance, 4), (Label::Evolution, 5)];
            let rows = told.events.iter().map(|event| self.event(event, told)).collect();
            blocks.push(self.table(Label::CourseCaption, &columns, rows));
        }
        if !told.others.is_empty() {
            let counts: Vec<String> = told
                .others
                .iter()
                .map(|other| format!("{} {}", other.count, other.change.in_language(language)))
                .collect();
            blocks.push(Block::Facts(vec![(self.say(Label::OtherEvents).to_owned(), counts.join("; ").into())]));
        }
        if !told.notes.is_empty() {
            blocks.push(Block::List(told.notes.iter().map(|note| Text::plain(self.words(note))).collect()));
        }
        blocks
    }

    fn flag(&self, flag: &'d CourseFlag) -> Text {
        let mut text = Text::strong(self.words(&flag.says));
        if !flag.drugs.is_empty() {
            let given = match flag.given {
                Truth::Yes => Label::Given,
                Truth::No => Label::NotGiven,
                Truth::Unknown => Label::TreatmentNotStated,
            };
            text =
                text.and(format!("; {}: {} ({})", self.say(Label::MayActLess), flag.drugs.join(", "), self.say(given)));
        }
        text.cited(std::slice::from_ref(&flag.citation))
    }

    fn event(&self, event: &'d EventCourse, told: &'d Comparison) -> Vec<Vec<Text>> {
        let mut name = vec![Text::strong(&*event.name)];
        name.extend(event.place.as_ref().map(Text::code));
        let clearance = match event.clearance {
            None => vec![Text::plain("–")],
            Some(clearance) => {
                let mut lines = vec![Text::strong(clearance.in_language(self.language))];
                if event.often_persists && matches!(clearance, Clearance::Persists | Clearance::NotExcluded) {
                    let apart = Text::plain(self.say(Label::OftenPersists));
                    lines.push(apart.cited(std::slice::from_ref(&told.persistent_citation)));
                }
                if clearance == Clearance::NotAssessable && event.now.presence == Presence::NotSeen {
                    lines.push(Text::plain(self.say(Label::ThresholdNotExcluded)));
                }
                lines
            }
        };
        vec![name, self.sighting(&event.before), self.sighting(&event.now), clearance, self.evolution(event)]
    }

    fn evolution(&self, event: &'d EventCourse) -> Vec<Text> {
        let evolution = &event.evolution;
        let mut lines = vec![Text::strong(evolution.change.in_language(self.language))];
        lines.extend(evolution.why.as_ref().map(|why| Text::plain(self.words(why))));
        if let (Measure::TumourCells, Some(before), Some(now)) = (evolution.measure, evolution.before, evolution.now) {
            let (before, now) = (self.range(before), self.range(now));
            lines.push(Text::plain(format!("{}: {before} → {now} %", self.say(Label::OfTumourCells))));
        }
        lines
    }

    fn sighting(&self, sighting: &'d Sighting) -> Vec<Text> {
        let share = |share: f64| percent(share, self.language);
        let mut lines = Vec::new();
        match sighting.presence {
            Presence::Seen => {
                let seen = sighting.fraction.map_or_else(|| self.say(Label::SeenNotMeasured).to_owned(), share);
                let interval = sighting.interval.map(|interval| format!(" ({})", self.range(interval)));
                lines.push(Text::plain(format!("{seen}{}", interval.unwrap_or_default())));
            }
            Presence::NotSeen => {
                let limit = sighting.at_most.map(share).unwrap_or_default();
                lines.push(Text::plain(format!("{} {limit}", self.say(Label::NotSeenExcluded))));
            }
            Presence::NotAssessed => {
                let why = sighting.why.as_ref().map(|why| format!(": {}", self.words(why)));
                lines.push(Text::plain(format!("{}{}", self.say(Label::NotAssessed), why.unwrap_or_default())));
            }
        }
        if let (Some(with), Some(all)) = (sighting.alternate, sighting.depth) {
            lines.push(Text::plain(format!("{with} {} {all}", self.say(Label::OfReads))));
        }
        lines
    }

    fn range(&self, ends: Range) -> String {
        let [low, high] = ends.map(|share| number(share * 100.0, 1, self.language));
        if low == high { low } else { format!("{low}–{high}") }
    }

    fn molecular(&self, rule: &'d MolecularResponse) -> Vec<Block> {
        let verdict = Text::strong(format!("{}: ", self.say(Label::MolecularRule)))
            .and(rule.verdict.in_language(self.language))
            .cited(std::slice::from_ref(&rule.citation));
        let facts = rule.facts.iter().map(|fact| Text::plain(self.fact(fact)));
        vec![Block::Paragraph(verdict), Block::List(facts.chain([Text::plain(self.words(&rule.note))]).collect())]
    }
}
