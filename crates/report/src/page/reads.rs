//! The reads behind the findings, on a page of their own: they are of the patient's genome, and nobody needs them who only reads
//! the report.

use interpretation::language::Language;

use super::{Block, Page, PageSection, Span, Text, Writer};
use crate::bundle::ReadSite;
use crate::document::Document;
use crate::picture::pileup;
use crate::words::Label;

/// The page of the reads in one language; `None` where the bundle has no reads. It is the same of a draft and of a signed report.
#[must_use]
pub fn reads_page(document: &Document, sites: &[ReadSite], language: Language) -> Option<Page> {
    if sites.is_empty() {
        return None;
    }
    let writer = Writer { document, language };
    let report = format!("report.{}.html", language.choose("en", "da"));
    let back = Text(vec![Span::Link { text: writer.say(Label::ToReport).to_owned(), to: report }]);
    let sections = (1..).zip(sites).map(|(number, site): (usize, _)| {
        let pictures = site.specimens.iter().map(|specimen| Block::Picture(pileup(site, specimen, language)));
        let place = Block::Paragraph(Text::code(&*site.genomic));
        PageSection {
            id: format!("reads-{number}").into(),
            heading: site.name.clone(),
            blocks: [place].into_iter().chain(pictures).collect(),
        }
    });
    Some(Page {
        language,
        title: writer.say(Label::ReadsTitle).to_owned(),
        head: vec![Block::Paragraph(back), Block::Paragraph(writer.say(Label::ReadsLegend).into())],
        sections: sections.collect(),
        on_first_sheet: 0,
        across: None,
        running: writer.named(document.issued),
    })
}
