//! Response and evolution: each event at both time points, and what follows.

use guideline::truth::Truth;
use interpretation::language::{Language, Named};
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
            blocks.extend(crate::picture::course(told, language).map(Block::Picture));
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

    fn flag(&self, told: &'d CourseFlag) -> Text {
        let drugs = flag(told, self.language).map(|drugs| format!("; {}: {drugs}", self.say(Label::MayActLess)));
        Text::strong(self.words(&told.says)).and(drugs.unwrap_or_default()).cited(std::slice::from_ref(&told.citation))
    }

    fn event(&self, event: &'d EventCourse, told: &'d Comparison) -> Vec<Vec<Text>> {
        let mut name = vec![Text::strong(&*event.name)];
        name.extend(event.place.as_ref().map(Text::code));
        let strong_first = |lines: Vec<String>| -> Vec<Text> {
            let text = |(place, line)| if place == 0 { Text::strong(line) } else { Text::plain(line) };
            lines.into_iter().enumerate().map(text).collect()
        };
        let mut cleared = event
            .clearance
            .map_or_else(|| vec![Text::plain("–")], |is| strong_first(clearance(event, is, self.language)));
        if persists_often(event)
            && let Some(last) = cleared.pop()
        {
            cleared.push(last.cited(std::slice::from_ref(&told.persistent_citation)));
        }
        let seen = |seen: &Sighting| sighting(seen, self.language).into_iter().map(Text::from).collect();
        let change = strong_first(evolution(event, self.language));
        vec![name, seen(&event.before), seen(&event.now), cleared, change]
    }

    fn molecular(&self, rule: &'d MolecularResponse) -> Vec<Block> {
        let verdict = Text::strong(format!("{}: ", self.say(Label::MolecularRule)))
            .and(rule.verdict.in_language(self.language))
            .cited(std::slice::from_ref(&rule.citation));
        let facts = rule.facts.iter().map(|fact| Text::plain(self.fact(fact)));
        vec![Block::Paragraph(verdict), Block::List(facts.chain([Text::plain(self.words(&rule.note))]).collect())]
    }
}

/// The drugs of a flag, and whether one was given; `None` where the flag names none.
pub(crate) fn flag(flag: &CourseFlag, language: Language) -> Option<String> {
    let given = match flag.given {
        Truth::Yes => Label::Given,
        Truth::No => Label::NotGiven,
        Truth::Unknown => Label::TreatmentNotStated,
    };
    let has_drugs = !flag.drugs.is_empty();
    has_drugs.then(|| format!("{} ({})", flag.drugs.join(", "), given.text(language)))
}

/// Whether the event is still there and its gene is one whose clones often outlast a remission.
fn persists_often(event: &EventCourse) -> bool {
    event.often_persists && matches!(event.clearance, Some(Clearance::Persists | Clearance::NotExcluded))
}

/// Whether an event is cleared, the verdict first.
pub(crate) fn clearance(event: &EventCourse, is: Clearance, language: Language) -> Vec<String> {
    let mut lines = vec![is.in_language(language)];
    if persists_often(event) {
        lines.push(Label::OftenPersists.text(language).to_owned());
    }
    if is == Clearance::NotAssessable && event.now.presence == Presence::NotSeen {
        lines.push(Label::ThresholdNotExcluded.text(language).to_owned());
    }
    lines
}

/// How an event changed, the verdict first.
pub(crate) fn evolution(event: &EventCourse, language: Language) -> Vec<String> {
    let evolution = &event.evolution;
    let mut lines = vec![evolution.change.in_language(language)];
    lines.extend(evolution.why.as_ref().map(|why| why.in_language(language).to_owned()));
    if let (Measure::TumourCells, Some(before), Some(now)) = (evolution.measure, evolution.before, evolution.now) {
        let (before, now) = (range(before, language), range(now, language));
        lines.push(format!("{}: {before} → {now} %", Label::OfTumourCells.text(language)));
    }
    lines
}

/// What a sample says of an event: the share with its interval or limit, and the reads.
pub(crate) fn sighting(sighting: &Sighting, language: Language) -> Vec<String> {
    let say = |label: Label| label.text(language);
    let share = |share: f64| percent(share, language);
    let mut lines = Vec::new();
    match sighting.presence {
        Presence::Seen => {
            let seen = sighting.fraction.map_or_else(|| say(Label::SeenNotMeasured).to_owned(), share);
            let interval = sighting.interval.map(|interval| format!(" ({})", range(interval, language)));
            lines.push(format!("{seen}{}", interval.unwrap_or_default()));
        }
        Presence::NotSeen => {
            let limit = sighting.at_most.map(share).unwrap_or_default();
            lines.push(format!("{} {limit}", say(Label::NotSeenExcluded)));
        }
        Presence::NotAssessed => {
            let why = sighting.why.as_ref().map(|why| format!(": {}", why.in_language(language)));
            lines.push(format!("{}{}", say(Label::NotAssessed), why.unwrap_or_default()));
        }
    }
    if let (Some(with), Some(all)) = (sighting.alternate, sighting.depth) {
        lines.push(format!("{with} {} {all}", say(Label::OfReads)));
    }
    lines
}

fn range(ends: Range, language: Language) -> String {
    let [low, high] = ends.map(|share| number(share * 100.0, 1, language));
    if low == high { low } else { format!("{low}–{high}") }
}
