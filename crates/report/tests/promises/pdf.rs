//! The report on paper: the same bytes, the values of the screen, nothing outside of the sheet.

use crate::made;

use std::path::Path;
use std::process::Command;

use interpretation::language::Language::{self, Danish, English};
use report::bundle::{Bundle, sha256};
use report::compose::{Meta, compose};
use report::document::Document;
use report::page::{Block, Page, Span, Text, page};
use report::typeset::pdf;

fn document(folder: &Path, meta: &Meta) -> Document {
    compose(&Bundle::open(folder).unwrap_or_else(|faults| panic!("{faults}")), &made::referral(&[]), meta).unwrap()
}

fn rich() -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    document(folder.path(), &made::meta())
}

fn set(document: &Document, language: Language) -> Vec<u8> {
    let hash = sha256(serde_json::to_string(document).unwrap().as_bytes());
    pdf(&page(document, language), &hash, document.issued).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let document = rich();
    let first = set(&document, Danish);
    assert!(first.starts_with(b"%PDF-1.7"));
    assert_eq!(first, set(&document, Danish));
    assert_ne!(first, set(&document, English));
    let part = |text: &str| first.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(part("<pdfaid:part>2</pdfaid:part>") && part("<pdfaid:conformance>A</pdfaid:conformance>"));
    assert!(part("2026-11-27T00:00:00"), "the day of the report, and no clock");
    if let Some(folder) = std::env::var_os("MARV_LOOK") {
        let folder = Path::new(&folder);
        let draft = Meta { signers: Vec::new(), ..made::meta() };
        let bare = tempfile::tempdir().unwrap();
        made::bare_bundle(bare.path(), &made::findings(made::BARE_CASE, Vec::new(), false));
        for (name, document) in [("full", document), ("bare", self::document(bare.path(), &draft))] {
            for (language, code) in [(Danish, "da"), (English, "en")] {
                std::fs::write(folder.join(format!("{name}.{code}.pdf")), set(&document, language)).unwrap();
                let html = report::html::html(&page(&document, language), "hash");
                std::fs::write(folder.join(format!("{name}.{code}.html")), html).unwrap();
            }
        }
    }
}

/// The words of a page, in order.
fn words(page: &Page) -> Vec<String> {
    let text = |text: &Text| -> String {
        let span = |span: &Span| match span {
            Span::Plain(text)
            | Span::Strong(text)
            | Span::Code(text)
            | Span::Foreign { text, .. }
            | Span::Link { text, .. } => text.clone(),
            Span::Cite { id, .. } => format!(" {id}"),
        };
        text.0.iter().map(span).collect()
    };
    let block = |block: &Block| -> Vec<String> {
        match block {
            Block::Facts(facts) => facts.iter().flat_map(|(name, value)| [name.clone(), text(value)]).collect(),
            Block::Paragraph(line) | Block::Note(_, line) => vec![text(line)],
            Block::List(lines) => lines.iter().map(text).collect(),
            Block::Subheading(heading) => vec![heading.clone()],
            Block::Table(table) => {
                let titles = table.columns.iter().map(|column| column.title.clone());
                let cells = table.rows.iter().flatten().flatten().map(text);
                [table.caption.clone()].into_iter().chain(titles).chain(cells).collect()
            }
            Block::Picture(picture) => vec![picture.caption.clone()],
        }
    };
    let sections = page.sections.iter().flat_map(|section| {
        [section.heading.clone()].into_iter().chain(section.blocks.iter().flat_map(block)).collect::<Vec<_>>()
    });
    page.head.iter().flat_map(block).chain(sections).collect()
}

/// Without what the typesetter may change: white space, hyphens at the ends of lines, places where a long name may break.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || "%>*+".contains(*c)).collect()
}

/// What `pdftotext` reads; `None`, loudly, without the program.
fn read(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf).unwrap();
    match Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output() {
        Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
        Err(error) => {
            eprintln!("SKIPPED: pdftotext cannot be run: {error}");
            None
        }
    }
}

#[test]
fn paper_says_what_the_screen_says() {
    let folder = tempfile::tempdir().unwrap();
    made::bare_bundle(folder.path(), &made::findings(made::BARE_CASE, Vec::new(), false));
    let documents = [rich(), document(folder.path(), &made::meta())];
    for (document, language) in documents.iter().flat_map(|document| [(document, Danish), (document, English)]) {
        let page = page(document, language);
        let Some(text) = read(&set(document, language)) else { return };
        // A word may be broken by the end of a sheet, and what runs along there is no part of it.
        let running = bare(&page.running);
        let sheet = |text: &str| {
            let text = bare(text);
            let end = text.rfind(&running).unwrap_or(text.len());
            text[..end].to_owned()
        };
        let paper = text.split('\u{c}').map(sheet).collect::<String>() + &bare(&text);
        let html = report::html::html(&page, "hash");
        let read = [("&gt;", ">"), ("&lt;", "<"), ("&#39;", "'"), ("&quot;", "\""), ("&amp;", "&")];
        let screen = bare(&read.iter().fold(html, |html, (written, meant)| html.replace(written, meant)));
        for line in words(&page) {
            for word in line.split_whitespace().map(bare).filter(|word| word.chars().count() > 2) {
                assert!(paper.contains(&word), "paper lacks {word:?} of {line:?}");
                assert!(screen.contains(&word), "the screen lacks {word:?} of {line:?}");
            }
        }
        assert!(text.contains(&document.patient.cpr), "whose it is");
    }
}

/// Every sheet says whose it is, which version, and of how many sheets; a draft says so on each.
#[test]
fn every_sheet_says_whose_it_is() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let document = document(folder.path(), &Meta { signers: Vec::new(), ..made::meta() });
    let Some(text) = read(&set(&document, Danish)) else { return };
    let sheets: Vec<&str> = text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).collect();
    assert!(sheets.len() >= 3);
    for (place, sheet) in sheets.iter().enumerate() {
        for part in ["6909622406 · S-0001 · 2026-11-27", "Udkast, ikke underskrevet", "SHA-256"] {
            assert!(sheet.contains(part), "sheet {}: {part}\n{sheet}", place + 1);
        }
        assert!(sheet.contains(&format!("side {} af {}", place + 1, sheets.len())), "{sheet}");
    }
    // The first sheet has the answer, the drivers and the karyotype; the findings begin on the second.
    assert!(sheets[0].contains("Konklusion") && sheets[0].contains("NPM1") && sheets[0].contains("46,XX,del(7)"));
    assert!(!sheets[0].contains("Små varianter") && sheets[1].contains("Små varianter\n"), "{}", sheets[1]);
}

#[test]
fn a_hostile_text_is_set_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let mut value: serde_json::Value = serde_json::from_str(&made::findings(made::CASE, made::calls(), true)).unwrap();
    let evil = "#panic[x] $a$ *b* _c_ `d` \\ <e> @f #read(\"/etc/passwd\") //g";
    for pointer in ["/variants/0/gene", "/variants/0/genomic", "/karyotype/text", "/trials/0/protocol"] {
        *value.pointer_mut(pointer).unwrap() = evil.into();
    }
    std::fs::write(folder.path().join("findings.json"), value.to_string()).unwrap();
    let document = document(folder.path(), &made::meta());
    let Some(text) = read(&set(&document, English)) else { return };
    assert!(text.contains("#panic[x] $a$ *b* _c_ `d`"), "{text}");
    assert!(!text.contains("root:"), "a file was read");
}
