//! The options of a command line that placed reads, as far as places and mapping qualities follow from them.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::plain;

/// Options by their names, with their dashes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Options(pub BTreeMap<String, Option<String>>);

/// Options of one command line, at most; and those that a sentence names, at most.
const MOST: usize = 64;
const NAMED: usize = 12;

impl Options {
    /// Of `bwa mem`, letter for letter as its `getopt` reads them (`fastmap.c` of bwa and of bwa-mem2). The last of an option counts.
    fn of_bwa_mem<'c>(mut words: impl Iterator<Item = &'c str>) -> Option<Self> {
        let mut options = BTreeMap::new();
        while let Some(word) = words.next() {
            let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else { continue };
            for (at, letter) in letters.char_indices() {
                let rest = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                if !BWA_WITH_VALUE.contains(letter) {
                    if BWA_FLAGS.contains(letter) {
                        options.insert(format!("-{letter}"), None);
                    }
                    continue;
                }
                let value = if rest.is_empty() { words.next()? } else { rest };
                if BWA_PLACING.contains(letter) {
                    let value = plain(value)?;
                    let is_usual = |(name, values): &(char, &[&str])| *name == letter && values.contains(&value);
                    if BWA_USUAL.iter().any(is_usual) {
                        options.remove(&format!("-{letter}"));
                    } else {
                        options.insert(format!("-{letter}"), Some(value.to_owned()));
                    }
                }
                break;
            }
        }
        Some(Self(options))
    }

    /// Of any program: the names alone. A value may be a folder, or a name of a person.
    fn names<'c>(words: impl Iterator<Item = &'c str>) -> Option<Self> {
        let name = |word: &'c str| {
            let name = word.split_once('=').map_or(word, |(name, _)| name);
            let begins_as_a_name = name.trim_start_matches('-').starts_with(|first: char| first.is_ascii_alphabetic());
            let is_name = name.starts_with('-') && begins_as_a_name && plain(name).is_some();
            (is_name && !WITHOUT_EFFECT.contains(&name)).then_some(name)
        };
        let mut options = BTreeMap::new();
        for name in words.filter_map(name) {
            options.insert(name.to_owned(), None);
            if options.len() > MOST {
                return None;
            }
        }
        Some(Self(options))
    }

    /// Of a command line of a program. `None`: it cannot be read.
    pub(super) fn of(program: &str, command: &str) -> Option<Self> {
        let mut words = command.split_ascii_whitespace();
        // A read group that was given with tabs in it cuts the line off.
        if words.clone().next_back().is_some_and(|last| last.ends_with("@RG")) {
            return None;
        }
        if has_values(program) && words.any(|word| word == "mem") {
            Self::of_bwa_mem(words)
        } else {
            Self::names(command.split_ascii_whitespace())
        }
    }

    /// What it has beside another, in words: at most so many that a sentence holds them.
    pub(crate) fn beside(&self, other: &Self) -> Option<String> {
        let mut own = self.0.iter().filter(|(name, value)| other.0.get(*name) != Some(value)).peekable();
        own.peek()?;
        let mut text = String::new();
        for (at, (name, value)) in own.enumerate() {
            if at == NAMED {
                text.push_str(" ...");
                break;
            }
            // Writing to a string does not fail.
            let _ = write!(text, "{}{name}", if at == 0 { "" } else { " " });
            let _ = value.as_ref().map_or(Ok(()), |value| write!(text, " {value}"));
        }
        Some(text)
    }
}

/// Whether the values of its options are read, and not the names alone.
pub(crate) fn has_values(program: &str) -> bool {
    matches!(program, "bwa" | "bwa-mem2")
}

/// Letters of `bwa mem` that a value follows; those of them, and those without a value, from which places, mapping qualities or
/// clips follow. The others say what is read and written, and by how many threads.
const BWA_WITH_VALUE: &str = "kcvsrtRABOEUwLdTQDmINofWxGhyKXHFz";
const BWA_PLACING: &str = "kcsrABOEUwLdTQDmINWxGyKX";
const BWA_FLAGS: &str = "5qaMSPYj";

/// What `bwa mem` does without the option (`mem_opt_init` of `bwamem.c`).
const BWA_USUAL: &[(char, &[&str])] = &[
    ('k', &["19"]),
    ('w', &["100"]),
    ('d', &["100"]),
    ('r', &["1.5"]),
    ('y', &["20"]),
    ('c', &["500"]),
    ('D', &["0.5", "0.50"]),
    ('W', &["0"]),
    ('m', &["50"]),
    ('A', &["1"]),
    ('B', &["4"]),
    ('O', &["6", "6,6"]),
    ('E', &["1", "1,1"]),
    ('L', &["5", "5,5"]),
    ('U', &["17"]),
    ('T', &["30"]),
];

/// Options of other programs that only say by how many threads.
const WITHOUT_EFFECT: [&str; 4] = ["-t", "--threads", "--num-threads", "--runThreadN"];
