//! The follow-up of a year as a page: what was found, what it led to, for whom, and what of it may be told.
//!
//! Set from [`outcomes::kpi::PublishedYear`], in which small counts are hidden already; nothing here counts a patient.

mod activity;
mod closing;
mod curves;
mod measure;
mod shares;
mod words;

pub use measure::measures;

use clinic::clock::Clock;
use guideline::cited::{CitedItem, Definition};
use guideline::rule_set::RuleSet;
use interpretation::language::Language;
use outcomes::kpi::{Audience, PublishedFigure, PublishedYear};
use serde_json::Value;

use crate::page::{Block, Page, PageSection, Text, Tone};

/// What a year's report is made of.
#[derive(Clone, Copy)]
pub struct Yearly<'a> {
    /// The year.
    pub published: &'a PublishedYear,
    /// Earlier years, as they were published then.
    pub earlier: &'a [PublishedFigure],
    /// The guideline's clocks.
    pub clocks: &'a [Clock],
    /// The guideline: definitions, expectations, open questions.
    pub rules: &'a RuleSet,
}

/// Sets a year's report in one language.
#[must_use]
pub fn page(yearly: &Yearly<'_>, language: Language) -> Page {
    let writer = Writer { yearly, language };
    let title = writer.told(
        format!("Whole-genome sequencing in haematological cancer: follow-up of {}", yearly.published.year),
        format!("Helgenomsekventering ved hæmatologisk kræft: opfølgning {}", yearly.published.year),
    );
    let internal = yearly.published.audience == Audience::Internal;
    let mut sections = vec![writer.overview()];
    sections.extend(writer.shares());
    sections.push(writer.curves());
    sections.extend(writer.activity());
    sections.extend(writer.years());
    sections.push(writer.open_questions());
    sections.push(writer.about());
    Page {
        language,
        running: format!("{title}, {}", writer.frozen()),
        title,
        head: vec![writer.head()],
        sections,
        on_first_sheet: 1,
        across: internal.then(|| language.choose("Internal", "Internt")),
    }
}

struct Writer<'a> {
    yearly: &'a Yearly<'a>,
    language: Language,
}

impl<'a> Writer<'a> {
    fn say(&self, en: &'static str, da: &'static str) -> &'static str {
        self.language.choose(en, da)
    }

    fn told(&self, en: String, da: String) -> String {
        match self.language {
            Language::English => en,
            Language::Danish => da,
        }
    }

    fn section(&self, id: &'static str, (en, da): (&'static str, &'static str), blocks: Vec<Block>) -> PageSection {
        PageSection { id: id.into(), heading: self.say(en, da).to_owned(), blocks }
    }

    fn frozen(&self) -> String {
        let day = self.yearly.published.freeze;
        self.told(format!("data frozen on {day}"), format!("data låst {day}"))
    }

    fn head(&self) -> Block {
        let rules = self.yearly.rules;
        let audience = match self.yearly.published.audience {
            Audience::Public => self.say("everybody: counts of 1 to 4 are hidden", "alle: antal på 1 til 4 er skjult"),
            Audience::Internal => self.say(
                "internal: small counts are not hidden, not for publication",
                "internt: små antal er ikke skjult, må ikke offentliggøres",
            ),
        };
        Block::Facts(vec![
            (self.say("Year", "År").to_owned(), self.yearly.published.year.to_string().into()),
            (self.say("Data freeze", "Data låst").to_owned(), self.yearly.published.freeze.to_string().into()),
            (
                self.say("Rule set", "Regelsæt").to_owned(),
                format!("{} {}", rules.identity.id, rules.identity.version).into(),
            ),
            (self.say("For", "Til").to_owned(), audience.into()),
        ])
    }

    /// The definition of an indicator.
    fn definition(&self, id: &str) -> Option<&'a Definition> {
        self.yearly.rules.definitions.iter().find(|own| own.kind == "kpi" && own.id == id)
    }

    /// A text of a definition in the language of the page.
    fn field(&self, definition: &'a Definition, name: &str) -> &'a str {
        let key = match (name, self.language) {
            ("", Language::English) => "en".to_owned(),
            ("", Language::Danish) => "da".to_owned(),
            (name, Language::English) => format!("{name}_en"),
            (name, Language::Danish) => format!("{name}_da"),
        };
        definition.fields.get(&key).and_then(Value::as_str).unwrap_or_default()
    }

    /// The band of per cent that the guideline expects of an indicator.
    fn expected(&self, definition: &Definition) -> Option<(f64, f64, &'a CitedItem)> {
        self.yearly.rules.cited.iter().filter(|item| definition.requirements.contains(&item.id)).find_map(|item| {
            let number = |key: &str| item.values.get(key).and_then(Value::as_f64);
            Some((number("share_percent_from")?, number("share_percent_to")?, item))
        })
    }

    /// What the guideline says, with its page.
    fn quoted(&self, item: &CitedItem) -> Text {
        Text(vec![
            crate::page::Span::Foreign { text: format!("»{}«", item.passage.quote), language: Language::Danish },
            crate::page::Span::Cite {
                id: item.id.clone(),
                place: format!("{} {}", self.say("p.", "s."), item.passage.page),
                remembered: false,
            },
        ])
    }

    fn hint(text: impl Into<Text>) -> Block {
        Block::Note(Tone::Hint, text.into())
    }

    fn missing(text: impl Into<Text>) -> Block {
        Block::Note(Tone::Missing, text.into())
    }
}
