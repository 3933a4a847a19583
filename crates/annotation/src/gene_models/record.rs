//! One line of GTF or GFF3.
//!
//! Sources: GTF 2.2 (mblab.wustl.edu/GTF22.html) as Ensembl, GENCODE and NCBI write it; "Generic Feature Format Version 3"
//! 1.26 (The Sequence Ontology).

use std::borrow::Cow;

use genome::position::{Interval, Position, Strand};

/// How the attributes of the ninth column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `key "value"; key "value";`. The stop codon is no part of a `CDS`.
    Gtf,
    /// `key=value,value;key=value`. The stop codon is part of a `CDS`.
    Gff3,
}

/// A feature of a contig.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The contig, by the name of the source.
    pub contig: &'a str,
    /// The kind of feature.
    pub feature: &'a str,
    /// Its bases.
    pub interval: Interval,
    /// Its strand; `None` where it has none or it is not known.
    pub strand: Option<Strand>,
    /// Bases to the first whole codon, 0 to 2; `None` where it is not stated.
    pub phase: Option<u32>,
    attributes: &'a str,
    dialect: Dialect,
}

/// Why a line is no feature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// Other than nine columns.
    #[error("{0} columns where nine, separated by tabs, are expected")]
    Columns(usize),
    /// Start and end are no interval.
    #[error(
        "start {start:?} and end {end:?} are no interval: two whole numbers from 1, the first not above the second"
    )]
    Interval {
        /// As written.
        start: String,
        /// As written.
        end: String,
    },
    /// A strand that is none.
    #[error("strand {0:?}: one of + - . ? is expected")]
    Strand(String),
    /// A feature that is to be transcribed has no strand.
    #[error("a {0} without a strand: + or - is expected")]
    NoStrand(String),
    /// An attribute that is needed is missing.
    #[error("a {feature} without the attribute {attribute}")]
    Attribute {
        /// The kind of feature.
        feature: String,
        /// The attribute.
        attribute: &'static str,
    },
}

impl<'a> Record<'a> {
    /// Reads a line that is neither empty nor a comment.
    pub fn parse(line: &'a str) -> Result<Self, RecordFault> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [contig, _, feature, start, end, _, strand, phase, attributes] = columns[..] else {
            return Err(RecordFault::Columns(columns.len()));
        };
        let position = |text: &str| text.parse().ok().and_then(|number| Position::new(number).ok());
        let interval = position(start).zip(position(end)).and_then(|(start, end)| Interval::new(start, end).ok());
        let interval =
            interval.ok_or_else(|| RecordFault::Interval { start: start.to_owned(), end: end.to_owned() })?;
        let strand = match strand {
            "+" => Some(Strand::Forward),
            "-" => Some(Strand::Reverse),
            "." | "?" => None,
            _ => return Err(RecordFault::Strand(strand.to_owned())),
        };
        let phase = phase.parse().ok().filter(|phase| *phase < 3);
        // In GTF the key is followed by a space, in GFF3 by an equals sign.
        let key_end = attributes.trim_start().find([' ', '=']);
        let equals = key_end.is_some_and(|at| attributes.trim_start()[at..].starts_with('='));
        let dialect = if equals { Dialect::Gff3 } else { Dialect::Gtf };
        Ok(Self { contig, feature, interval, strand, phase, attributes, dialect })
    }

    /// How it is written.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Every attribute, as key and value, in the order of the line. A key may come several times.
    fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let dialect = self.dialect;
        split_outside_quotes(self.attributes, dialect).filter_map(move |attribute| match dialect {
            Dialect::Gtf => attribute.split_once(' ').map(|(key, value)| (key, value.trim().trim_matches('"'))),
            Dialect::Gff3 => attribute.split_once('='),
        })
    }

    /// The value of an attribute, the first if there are several.
    pub fn attribute(&self, key: &str) -> Option<Cow<'a, str>> {
        let value = self.attributes().find(|(found, _)| *found == key)?.1;
        Some(match self.dialect {
            Dialect::Gtf => Cow::Borrowed(value),
            Dialect::Gff3 => decoded(value.split(',').next().unwrap_or_default()),
        })
    }

    /// Every value of an attribute.
    pub fn values(&self, key: &str) -> Vec<Cow<'a, str>> {
        let dialect = self.dialect;
        let values = self.attributes().filter(|(found, _)| *found == key).flat_map(|(_, value)| {
            let separator = if dialect == Dialect::Gff3 { ',' } else { '\u{0}' };
            value.split(separator)
        });
        match dialect {
            Dialect::Gtf => values.map(Cow::Borrowed).collect(),
            Dialect::Gff3 => values.map(decoded).collect(),
        }
    }

    /// The strand, which must be there.
    pub fn stranded(&self) -> Result<Strand, RecordFault> {
        self.strand.ok_or_else(|| RecordFault::NoStrand(self.feature.to_owned()))
    }

    /// The value of an attribute, which must be there.
    pub fn required(&self, key: &'static str) -> Result<Cow<'a, str>, RecordFault> {
        let missing = || RecordFault::Attribute { feature: self.feature.to_owned(), attribute: key };
        self.attribute(key).filter(|value| !value.is_empty()).ok_or_else(missing)
    }
}

/// Attributes between semicolons; in GTF a value in quotes may hold one.
fn split_outside_quotes(text: &str, dialect: Dialect) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '"' && dialect == Dialect::Gtf;
        character == ';' && !quoted
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

/// Text in which GFF3 writes some characters as `%` and two hexadecimal digits.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gtf_attributes_may_repeat_and_hold_semicolons() {
        let line =
            "1\thavana\tCDS\t5\t9\t.\t-\t2\tgene_id \"G1\"; tag \"CCDS\"; note \"a; b\"; tag \"basic\"; level 2;";
        let record = Record::parse(line).unwrap();
        assert_eq!((record.dialect(), record.strand, record.phase), (Dialect::Gtf, Some(Strand::Reverse), Some(2)));
        assert_eq!(record.values("tag"), ["CCDS", "basic"]);
        assert_eq!(record.attribute("note").as_deref(), Some("a; b"));
        assert_eq!(record.attribute("level").as_deref(), Some("2"));
        let missing = record.required("transcript_id").map_err(|fault| fault.to_string());
        assert_eq!(missing, Err("a CDS without the attribute transcript_id".into()));
    }

    #[test]
    fn gff3_attributes_are_lists_and_decoded() {
        let line = "NC_000001.11\tRefSeq\tmRNA\t5\t9\t.\t+\t.\tID=rna-NM_1.1;Dbxref=Ensembl:ENST1.1,GeneID:7;tag=MANE Select;product=a%3Bb%2Cc";
        let record = Record::parse(line).unwrap();
        assert_eq!(record.dialect(), Dialect::Gff3);
        assert_eq!(record.values("Dbxref"), ["Ensembl:ENST1.1", "GeneID:7"]);
        assert_eq!(record.attribute("product").as_deref(), Some("a;b,c"));
        assert_eq!(record.values("tag"), ["MANE Select"]);
    }

    #[test]
    fn what_is_no_feature_is_told_by_column() {
        for (line, told) in [
            ("1\tx\texon", "3 columns"),
            ("1\tx\texon\t9\t5\t.\t+\t.\ta", "start \"9\" and end \"5\""),
            ("1\tx\texon\t0\t5\t.\t+\t.\ta", "no interval"),
            ("1\tx\texon\t1\t5\t.\t*\t.\ta", "strand \"*\""),
        ] {
            let fault = Record::parse(line).map(|record| record.interval).unwrap_err().to_string();
            assert!(fault.contains(told), "{fault}");
        }
    }
}
