//! Styles and wrapping for text on a terminal. Colour is switched off by `anstream` where it does not belong.

use anstyle::{AnsiColor, Style};

/// Fulfilled.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Not fulfilled.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Missing, or a warning.
pub const OPEN: Style = AnsiColor::Yellow.on_default().bold();
/// Headings.
pub const HEADING: Style = Style::new().bold();
/// Sources and other quiet text.
pub const QUIET: Style = Style::new().dimmed();

/// Widest line.
const WIDTH: usize = 110;

/// The text in lines of at most [`WIDTH`] characters, each after the indent.
pub fn wrapped(text: &str, indent: usize) -> String {
    wrapped_after(indent, text, indent)
}

/// As [`wrapped`], where `used` characters stand before the first line.
pub fn wrapped_after(used: usize, text: &str, indent: usize) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        let indent = if lines.len() == 1 { used } else { indent };
        if line > 0 && indent + line + 1 + word.chars().count() > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{:indent$}", ""))
}

/// A text that came from outside, without control characters that could steer a terminal.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_with_their_indent() {
        let wrapped = wrapped(&"ordet ".repeat(40), 6);
        assert!(wrapped.lines().count() > 1);
        assert!(wrapped.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(wrapped.lines().skip(1).all(|line| line.starts_with("      ordet")));
    }

    #[test]
    fn escape_sequences_are_disarmed() {
        assert_eq!(harmless("a\u{1b}[31mb"), "a\u{fffd}[31mb");
    }
}
