//! The course in the text: both samples side by side, and the response.

use super::Page;
use crate::course::{Comparison, Course, EventCourse, ResponseAnswers};
use crate::language::{Language, Named};
use crate::meaning::Asked;
use crate::response::clearance::Clearance;
use crate::response::evolution::Measure;
use crate::response::sighting::{Presence, Sighting};
use guideline::truth::Truth;

impl Page {
    pub(super) fn course(&mut self, course: &Course) {
        if let Some(comparison) = &course.comparison {
            self.comparison(comparison);
        }
        if let Some(response) = &course.response {
            self.response(response);
        }
    }

    fn comparison(&mut self, told: &Comparison) {
        self.heading("Compared with the earlier sample", "Sammenlignet med den tidligere prøve");
        self.line(2, format!("{}, {}", told.earlier.sample, told.earlier.date));
        let caution = self.say(
            "Not detected is not remission: what could have been missed stands beside it.",
            "Ikke påvist er ikke remission: hvad der kan være overset, står ved siden af.",
        );
        self.line(2, caution);
        let cited = self.cite(told.threshold_citation);
        let words = self.say(
            "a driver is cleared where the reads exclude this share with 95 %",
            "en driver er clearet, hvor reads udelukker denne andel med 95 %",
        );
        self.line(2, format!("{words}: {}  {cited}", self.language.percent(told.threshold.get())));
        for event in &told.events {
            self.event(event, told);
        }
        if !told.others.is_empty() {
            let words = self.say("other calls, which are no drivers", "andre kald, som ikke er drivere");
            let language = self.language;
            let counts: Vec<String> = told
                .others
                .iter()
                .map(|other| format!("{} {}", other.count, other.change.in_language(language)))
                .collect();
            self.line(2, format!("{words}: {}", counts.join("; ")));
        }
        for flag in &told.flags {
            let cited = self.cite(flag.citation);
            let says = flag.says.in_language(self.language).to_owned();
            let drugs = if flag.drugs.is_empty() {
                String::new()
            } else {
                let given = match flag.given {
                    Truth::Yes => self.say("given", "givet"),
                    Truth::No => self.say("none of them given", "ingen af dem givet"),
                    Truth::Unknown => self.say("treatment not stated", "behandling ikke oplyst"),
                };
                format!("; {}: {} ({given})", self.say("acts less", "virker mindre"), flag.drugs.join(", "))
            };
            self.line(2, format!("! {says}{drugs}  {cited}"));
        }
        for note in &told.notes {
            self.line(2, note.in_language(self.language));
        }
    }

    fn event(&mut self, event: &EventCourse, told: &Comparison) {
        self.line(2, &event.name);
        if let Some(place) = &event.place {
            self.line(4, place);
        }
        for (en, da, sighting) in [("before", "før", &event.before), ("now", "nu", &event.now)] {
            let when = self.say(en, da);
            let seen = self.sighting(sighting);
            self.line(4, format!("{when}: {seen}"));
        }
        if let Some(clearance) = event.clearance {
            let mut words = clearance.in_language(self.language);
            if event.often_persists && matches!(clearance, Clearance::Persists | Clearance::NotExcluded) {
                let cited = self.cite(told.persistent_citation);
                let apart = self.say(
                    "told apart: clones with this gene often outlast a remission",
                    "opgøres for sig: kloner med dette gen består ofte i remission",
                );
                words = format!("{words}; {apart}  {cited}");
            }
            let name = self.say("clearance", "clearance");
            self.line(4, format!("{name}: {words}"));
        }
        let evolution = &event.evolution;
        let language = self.language;
        let mut words = evolution.change.in_language(language);
        if let Some(why) = &evolution.why {
            words = format!("{words}: {}", why.in_language(language));
        }
        if let (Measure::TumourCells, Some(before), Some(now)) = (evolution.measure, evolution.before, evolution.now) {
            let of = self.say("of the tumour's cells", "af tumorens celler");
            words = format!("{words} ({} → {} % {of})", range(before, language), range(now, language));
        }
        let name = self.say("course", "forløb");
        self.line(4, format!("{name}: {words}"));
    }

    fn sighting(&self, sighting: &Sighting) -> String {
        let counts = sighting.alternate.zip(sighting.depth).map(|(with, all)| {
            let of = self.say("of", "af");
            format!(", {with} {of} {all}")
        });
        let counts = counts.unwrap_or_default();
        let at_most = sighting.at_most.map(|limit| self.language.percent(limit));
        match sighting.presence {
            Presence::Seen => {
                let share = sighting.fraction.map_or_else(
                    || self.say("seen, its share not stated", "set, andelen ikke oplyst").to_owned(),
                    |share| self.language.percent(share),
                );
                let interval = sighting.interval.map(|interval| format!(" ({})", range(interval, self.language)));
                format!("{share}{}{counts}", interval.unwrap_or_default())
            }
            Presence::NotSeen => {
                let words = self.say("not seen; excluded from", "ikke set; udelukket fra");
                format!("{words} {}{counts}", at_most.unwrap_or_default())
            }
            Presence::NotAssessed => {
                let words = self.say("not assessed", "ikke undersøgt");
                let why = sighting.why.as_ref().map(|why| format!(": {}", why.in_language(self.language)));
                format!("{words}{}", why.unwrap_or_default())
            }
        }
    }

    fn response(&mut self, said: &ResponseAnswers) {
        self.heading("Response, by what is stated", "Respons, ud fra det oplyste");
        if let Asked::Answered(aml) = &said.aml {
            self.answer(&aml.response);
            self.answer(&aml.without_residual_disease);
            self.answer(&aml.refractory);
        }
        if let Asked::Answered(answers) = &said.mds {
            for answer in answers {
                self.answer(answer);
            }
        }
        if let Asked::Answered(rule) = &said.runx1_runx1t1 {
            let cited = self.cite(rule.citation);
            let name = self.say(
                "RUNX1::RUNX1T1, fall of 1000 times in blood and marrow after the second course",
                "RUNX1::RUNX1T1, fald på 1000 gange i blod og marv efter anden kur",
            );
            let verdict = rule.verdict.in_language(self.language);
            self.line(2, format!("{name}: {verdict}  {cited}"));
            for fact in &rule.facts {
                self.fact(fact);
            }
            let note = rule.note.in_language(self.language).to_owned();
            self.line(4, note);
        }
    }
}

/// `12.0–34.0`, in per cent; one number where both ends are the same.
fn range(ends: [f64; 2], language: Language) -> String {
    let [low, high] = ends.map(|share| language.number(share * 100.0, 1));
    if low == high { low } else { format!("{low}–{high}") }
}
