//! The document in one language, as the blocks that PDF and HTML are both set from: what one shows, the other shows.

mod abbreviations;
mod answers;
mod closing;
pub(crate) mod course;
mod evidence;
mod findings;
mod front;
pub mod number;
mod patient;
mod reads;

use std::borrow::Cow;

use interpretation::language::{Language, Words};
use interpretation::source::Standing;
use serde::{Serialize, Serializer};

use crate::document::{Cited, Document, Section, Statement};
use crate::picture::Picture;
use crate::words::{Label, caller, capital};

pub use patient::patient_page;
pub use reads::reads_page;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "is", rename_all = "snake_case")]
pub enum Span {
    /// As it is.
    Plain(String),
    /// What the eye is to find.
    Strong(String),
    /// Nomenclature, names of files, checksums: set so that each character can be told.
    Code(String),
    /// Words that are in the other language than the page.
    Foreign {
        /// The words.
        text: String,
        /// Their language.
        #[serde(serialize_with = "code")]
        language: Language,
    },
    /// A place to go to, on the screen; on paper only the words.
    Link {
        /// The words.
        text: String,
        /// A file beside this one.
        to: String,
    },
    /// Where a statement stands: the id of a source, the place in it, and whether it is only remembered.
    Cite {
        /// The source.
        id: String,
        /// The place; empty where the source as a whole is meant.
        place: String,
        /// Whether it is still to be confirmed.
        remembered: bool,
    },
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Text(pub Vec<Span>);

impl Text {
    /// As it is.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Span::Plain(text.into())])
    }

    /// What the eye is to find.
    pub fn strong(text: impl Into<String>) -> Self {
        Self(vec![Span::Strong(text.into())])
    }

    /// Set so that each character can be told.
    pub fn code(text: impl Into<String>) -> Self {
        Self(vec![Span::Code(text.into())])
    }

    /// With more behind it.
    #[must_use]
    pub fn and(mut self, more: impl Into<String>) -> Self {
        self.0.push(Span::Plain(more.into()));
        self
    }

    /// With another line behind it.
    #[must_use]
    pub fn join(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// With where it stands.
    #[must_use]
    pub fn cited(mut self, citations: &[Cited]) -> Self {
        self.0.extend(citations.iter().map(|cited| Span::Cite {
            id: cited.source.clone(),
            place: cited.place.clone(),
            remembered: cited.standing == Standing::Remembered,
        }));
        self
    }

    /// With the sources alone, each once: for the front, where places are noise.
    #[must_use]
    pub fn cited_briefly(mut self, citations: &[Cited]) -> Self {
        let mut seen: Vec<&str> = Vec::new();
        for cited in citations {
            if !seen.contains(&cited.source.as_str()) {
                seen.push(&cited.source);
                let remembered = citations
                    .iter()
                    .any(|other| other.source == cited.source && other.standing == Standing::Remembered);
                self.0.push(Span::Cite { id: cited.source.clone(), place: String::new(), remembered });
            }
        }
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

/// The code of a language: `da` or `en`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it by reference")]
fn code<S: Serializer>(language: &Language, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(language.choose("en", "da"))
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// Its share of the width.
    pub width: u8,
}

/// A table; the first cell of a row is its header. A cell is lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, as wide as there are columns.
    pub rows: Vec<Vec<Vec<Text>>>,
}

/// What a note says of its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// It must not be used.
    Draft,
    /// There is no result.
    Missing,
    /// To be known.
    Hint,
}

/// A block of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "is", rename_all = "snake_case")]
pub enum Block {
    /// Names and values.
    Facts(Vec<(String, Text)>),
    /// A paragraph.
    Paragraph(Text),
    /// A paragraph that stands out.
    Note(Tone, Text),
    /// A list.
    List(Vec<Text>),
    /// A heading within a section.
    Subheading(String),
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Picture),
}

/// A section of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageSection {
    /// Stable, the same in both languages.
    pub id: Cow<'static, str>,
    /// Its heading.
    pub heading: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// The document in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// The language.
    #[serde(serialize_with = "code")]
    pub language: Language,
    /// The title.
    pub title: String,
    /// Names and values above everything.
    pub head: Vec<Block>,
    /// The sections.
    pub sections: Vec<PageSection>,
    /// How many sections the first sheet of paper is for.
    pub on_first_sheet: usize,
    /// What stands across each sheet of a report that does not count.
    pub across: Option<&'static str>,
    /// What each sheet of paper carries: whose it is, which version, whether it counts.
    pub running: String,
}

/// Sets the document in one language.
#[must_use]
pub fn page(document: &Document, language: Language) -> Page {
    let writer = Writer { document, language };
    let mut sections = writer.front();
    let on_first_sheet = sections.len();
    sections.extend(writer.findings());
    sections.extend(writer.answers());
    sections.push(writer.course());
    sections.extend(writer.evidence());
    sections.extend(writer.closing());
    let head = writer.head();
    let abbreviations = writer.abbreviations(&head, &sections);
    sections.extend(abbreviations);
    Page {
        language,
        title: writer.say(Label::Title).to_owned(),
        head,
        sections,
        on_first_sheet,
        across: writer.is_draft().then(|| writer.say(Label::DraftShort)),
        running: writer.running(),
    }
}

/// Beginning with a capital letter and ending with a full stop.
fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '?', '!']) || text.is_empty() { "" } else { "." };
    format!("{}{stop}", capital(text))
}

/// What every part of a page is written with.
struct Writer<'d> {
    document: &'d Document,
    language: Language,
}

impl<'d> Writer<'d> {
    fn say(&self, label: Label) -> &'static str {
        label.text(self.language)
    }

    fn words(&self, words: &'d Words) -> &'d str {
        words.in_language(self.language)
    }

    fn section(&self, id: &'static str, heading: Label, blocks: Vec<Block>) -> PageSection {
        PageSection { id: id.into(), heading: self.say(heading).to_owned(), blocks }
    }

    /// The blocks of a result, or the note why there is none.
    fn blocks<T>(&self, section: &'d Section<T>, told: impl FnOnce(&'d T) -> Vec<Block>) -> Vec<Block> {
        let label = match section {
            Section::Performed { result } => return told(result),
            Section::NotPerformed { .. } => Label::NotPerformed,
            Section::NotAssessable { .. } => Label::NotAssessable,
            Section::NotApplicable { .. } => Label::NotApplicable,
        };
        let why = section.why().map_or("", |why| self.words(why));
        let why = sentence(why);
        vec![Block::Note(Tone::Missing, Text::strong(format!("{}. ", self.say(label))).and(why))]
    }

    fn statement(&self, statement: &'d Statement) -> Text {
        Text::plain(self.words(&statement.says)).cited(&statement.citations)
    }

    fn table(&self, caption: Label, columns: &[(Label, u8)], rows: Vec<Vec<Vec<Text>>>) -> Block {
        let columns =
            columns.iter().map(|(title, width)| Column { title: capital(self.say(*title)), width: *width }).collect();
        Block::Table(Table { caption: self.say(caption).to_owned(), columns, rows })
    }

    /// That there are more than are named; nothing if there are none.
    fn more(&self, count: usize) -> String {
        if count == 0 { String::new() } else { format!("; {} {count} {}", self.say(Label::And), self.say(Label::More)) }
    }

    /// What is written in English: in Danish where its words are known, else marked as English.
    fn english(&self, text: &str) -> Text {
        let foreign = || Text(vec![Span::Foreign { text: text.to_owned(), language: Language::English }]);
        match self.language {
            Language::English => Text::plain(text),
            Language::Danish => caller::danish(text).map_or_else(foreign, Text::plain),
        }
    }

    /// What the caller doubts, by name; a doubt that is not known here by its code.
    fn doubts(&self, codes: &[String]) -> String {
        let said = |code: &String| {
            caller::doubt(code).map_or_else(|| code.clone(), |words| words.in_language(self.language).to_owned())
        };
        codes.iter().map(said).collect::<Vec<_>>().join(", ")
    }
}
