//! The report as one HTML file that needs nothing else: no network, no second file, and no script but for the charts of the yearly report, which
//! are whole without it.
//!
//! It is made for keyboard and screen reader (EN 301 549, WCAG 2.1 AA): language, landmarks, one heading of each level, captions
//! and scopes of tables, a link that skips to the conclusion, wide tables that scroll by the keyboard, light and dark.

use ::fhir::element::escaped;
use interpretation::language::Language;

use crate::page::{Block, Page, PageSection, Span, Table, Text, Tone};
use crate::picture::Picture;
use crate::words::Label;

const STYLE: &str = include_str!("html/style.css");
/// What explores charts that have marks. A page without such charts has no script at all.
const SCRIPT: &str = include_str!("html/explore.js");
/// The SHA-256 of what stands between the tags, in Base64: the browser runs this script and no other.
const SCRIPT_HASH: &str = "sha256-uAx0lXxmJvJBRgnVWqzvlYloxPa0qU9Moy8g7TA6K1g=";

/// How a mark of a chart that can be explored begins.
const MARK: &str = "<g class=\"mark\"";

/// A value of more characters takes a line of its own.
const WIDE: usize = 110;

/// Sets a page as HTML. `hash`: the checksum of the data that it was set from.
#[must_use]
pub fn html(page: &Page, hash: &str) -> String {
    let mut out = String::new();
    let say = |label: Label| label.text(page.language);
    let lang = code(page.language);
    let sections: String = page.sections.iter().map(|own| section(own, page.language)).collect();
    let explored = sections.contains(MARK);
    let script_source = if explored { format!("; script-src '{SCRIPT_HASH}'") } else { String::new() };
    let mut push = |text: &str| out.push_str(text);
    push(&format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:{script_source}\">\n\
         <title>{} – {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escaped(&page.title),
        escaped(&page.running),
    ));
    if let Some(first) = page.sections.first() {
        push(&format!(
            "<a class=\"skip\" href=\"#{}\">{}: {}</a>\n",
            first.id,
            say(Label::SkipTo),
            escaped(&first.heading)
        ));
    }
    push(&format!("<header>\n<h1>{}</h1>\n", escaped(&page.title)));
    for block in &page.head {
        push(&self::block(block, page.language));
    }
    push("</header>\n");
    push(&format!("<nav aria-label=\"{0}\">\n<h2>{0}</h2>\n<ol>\n", say(Label::Contents)));
    for section in &page.sections {
        push(&format!("<li><a href=\"#{}\">{}</a></li>\n", section.id, escaped(&section.heading)));
    }
    push("</ol>\n</nav>\n<main>\n");
    push(&sections);
    push(&format!(
        "</main>\n<footer>\n<p>{}</p>\n<p>{} SHA-256 <code>{}</code></p>\n</footer>\n",
        escaped(&page.running),
        say(Label::DataHash),
        escaped(hash)
    ));
    if explored {
        push(&format!("<script>{SCRIPT}</script>\n"));
    }
    push("</body>\n</html>\n");
    out
}

fn code(language: Language) -> &'static str {
    language.choose("en", "da")
}

fn section(section: &PageSection, language: Language) -> String {
    let PageSection { id, heading, blocks } = section;
    let blocks: String = blocks.iter().map(|each| block(each, language)).collect();
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{}</h2>\n{blocks}</section>\n",
        escaped(heading)
    )
}

fn block(block: &Block, language: Language) -> String {
    match block {
        Block::Facts(facts) => {
            let rows = concat(facts, |(name, text)| {
                let value = line(text, language);
                let wide = if value.chars().count() > WIDE { " class=\"wide\"" } else { "" };
                format!("<div{wide}><dt>{}</dt><dd>{value}</dd></div>\n", escaped(name))
            });
            format!("<dl>\n{rows}</dl>\n")
        }
        Block::Paragraph(text) => format!("<p>{}</p>\n", line(text, language)),
        Block::Note(tone, text) => {
            let class = match tone {
                Tone::Draft => "draft",
                Tone::Missing => "missing",
                Tone::Hint => "hint",
            };
            format!("<p class=\"note {class}\">{}</p>\n", line(text, language))
        }
        Block::List(lines) => {
            let items = concat(lines, |text| format!("<li{}>{}</li>\n", anchor(text), line(text, language)));
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Subheading(text) => format!("<h3>{}</h3>\n", escaped(text)),
        Block::Table(table) => self::table(table, language),
        Block::Picture(picture) => self::picture(picture, language),
    }
}

/// Each written, one behind the other.
fn concat<T>(items: &[T], written: impl Fn(&T) -> String) -> String {
    items.iter().map(written).collect::<Vec<_>>().concat()
}

/// The place that citations of a source lead to.
fn anchor(text: &Text) -> String {
    match text.0.first() {
        Some(Span::Strong(id)) if id.ends_with(": ") => {
            format!(" id=\"{}\"", source_id(id.trim_end_matches(": ")))
        }
        _ => String::new(),
    }
}

/// An id of HTML: letters, digits and hyphens alone.
fn source_id(id: &str) -> String {
    let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("source-{safe}")
}

/// The roles say again what the elements are: on a narrow window rows are set below each other, and a browser then forgets it.
fn table(table: &Table, language: Language) -> String {
    let caption = escaped(&table.caption);
    let titles: Vec<String> = table.columns.iter().map(|column| escaped(&column.title)).collect();
    let heads = concat(&titles, |title| format!("<th role=\"columnheader\" scope=\"col\">{title}</th>"));
    let content = |cell: &[Text]| match cell {
        [one] => line(one, language),
        several => concat(several, |each| format!("<div>{}</div>", line(each, language))),
    };
    let rows = concat(&table.rows, |row| match row.split_first() {
        Some((head, cells)) => {
            let titled: Vec<_> = cells.iter().zip(titles.iter().skip(1)).collect();
            let cells = concat(&titled, |(cell, title)| {
                let lines = concat(cell, |each| format!("<div>{}</div>", line(each, language)));
                format!("<td role=\"cell\" data-title=\"{title}\">{lines}</td>")
            });
            format!("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{}</th>{cells}</tr>\n", content(head))
        }
        None => String::new(),
    });
    format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n<table role=\"table\">\n<caption>{caption}</caption>\n\
         <thead role=\"rowgroup\"><tr role=\"row\">{heads}</tr></thead>\n<tbody role=\"rowgroup\">\n{rows}</tbody>\n</table>\n</div>\n"
    )
}

fn picture(picture: &Picture, language: Language) -> String {
    let Picture { svg, caption, alternative, width } = picture;
    // Marks can be reached one by one, so the drawing is a group of them and no single picture.
    let role = if svg.contains(MARK) { "group" } else { "img" };
    let svg = svg.replacen("<svg ", &format!("<svg role=\"{role}\" aria-label=\"{}\" ", escaped(alternative)), 1);
    let summary = language.choose("The picture in words", "Billedet i ord");
    format!(
        "<figure style=\"max-width:{width}%\">\n<div class=\"scroll\" role=\"region\" aria-label=\"{0}\" tabindex=\"0\">\n{svg}\n</div>\n\
         <figcaption>{0}</figcaption>\n<details><summary>{summary}</summary><p>{1}</p></details>\n</figure>\n",
        escaped(caption),
        escaped(alternative)
    )
}

fn line(text: &Text, language: Language) -> String {
    text.0.iter().map(|each| span(each, language)).collect()
}

fn span(span: &Span, page: Language) -> String {
    match span {
        Span::Plain(text) => escaped(text),
        Span::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
        Span::Code(text) => format!("<code>{}</code>", escaped(text)),
        Span::Link { text, to } => format!("<a href=\"{}\">{}</a>", escaped(to), escaped(text)),
        Span::Foreign { text, language } => format!("<span lang=\"{}\">{}</span>", code(*language), escaped(text)),
        Span::Cite { id, place, remembered } => {
            let place = if place.is_empty() { String::new() } else { format!(", {}", escaped(place)) };
            let mark = if *remembered { format!(", {}", Label::ToBeConfirmed.text(page)) } else { String::new() };
            format!(" <cite><a href=\"#{}\">[{}{place}{mark}]</a></cite>", source_id(id), escaped(id))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Base64 of RFC 4648, of whole bytes.
    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let of_three = |three: &[u8]| {
            let number = (0..3).fold(0_u32, |sum, at| (sum << 8) | u32::from(three.get(at).copied().unwrap_or(0)));
            let letter = |at: u32| char::from(LETTERS[((number >> (18 - 6 * at)) & 63) as usize]);
            (0..4).map(|at| if at as usize <= three.len() { letter(at) } else { '=' }).collect::<String>()
        };
        bytes.chunks(3).map(of_three).collect()
    }

    #[test]
    fn the_browser_is_told_the_hash_of_the_script() {
        assert_eq!([&b"f"[..], b"fo", b"foo"].map(base64), ["Zg==", "Zm8=", "Zm9v"]);
        let hex = crate::bundle::sha256(SCRIPT.as_bytes());
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        assert_eq!(SCRIPT_HASH, format!("sha256-{}", base64(&bytes)), "explore.js has changed");
        assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("fetch") && !SCRIPT.contains("http"));
    }
}
