//! The language of Danish words in English text (WCAG 3.1.2), so that a screen reader says them as they are said.

use askama::filters::{Escaper, Html};
use clinic::language::Language;

/// Text as a page has it. In English the words of the printed Danish are marked: words with a letter of Danish, what stands in quotation
/// marks with one, and all quotations where `quoted` says that they are of the source. Everything is escaped.
pub(super) fn marked(text: &str, language: Language, quoted: bool) -> String {
    if language == Language::Da {
        return escaped(text);
    }
    let mut told = String::new();
    // Every second stretch stands between quotation marks, if they come in pairs.
    let paired = text.matches('"').count().is_multiple_of(2);
    for (place, stretch) in text.split('"').enumerate() {
        if place > 0 {
            told.push_str(&escaped("\""));
        }
        if paired && place % 2 == 1 {
            let danish = is_danish(stretch) || (quoted && stretch.chars().any(char::is_alphabetic));
            told.push_str(&of(stretch, danish));
        } else {
            told.extend(stretch.split_inclusive(' ').map(|word| of(word, is_danish(word))));
        }
    }
    told
}

fn is_danish(text: &str) -> bool {
    text.contains(['æ', 'ø', 'å', 'Æ', 'Ø', 'Å'])
}

fn of(text: &str, danish: bool) -> String {
    let own = escaped(text);
    if danish { format!("<span lang=\"da\">{}</span>{}", own.trim_end(), &own[own.trim_end().len()..]) } else { own }
}

fn escaped(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    // Writing to a string does not fail.
    let _ = Html.write_escaped_str(&mut told, text);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_words_in_english_are_marked_and_everything_is_escaped() {
        let of = |text: &str, quoted| marked(text, Language::En, quoted);
        assert_eq!(of("10 døgn are <fine>.", false), "10 <span lang=\"da\">døgn</span> are &#60;fine&#62;.");
        assert_eq!(
            of("On p. 8 the word \"eller\" is missing.", true),
            "On p. 8 the word &#34;<span lang=\"da\">eller</span>&#34; is missing."
        );
        assert_eq!(of("the status \"not stated\"", false), "the status &#34;not stated&#34;");
        assert_eq!(of("MC \">18 år\"", false), "MC &#34;<span lang=\"da\">&#62;18 år</span>&#34;");
        assert_eq!(of("\"60\" \"", true), "&#34;60&#34; &#34;", "marks that do not pair");
        assert_eq!(marked("<b>år</b>", Language::Da, true), "&#60;b&#62;år&#60;/b&#62;");
    }
}
