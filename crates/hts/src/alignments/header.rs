//! The header of an alignment file (SAM 1.3).

use std::collections::BTreeSet;
use std::fmt::Write;

use genome::contig::{Contig, ContigError, ContigList, ContigName, Md5};
use genome::position::{Length, PositionError};

/// A read group: reads that were sequenced together (SAM 1.3, `@RG`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadGroup {
    /// `ID`: the name that records carry in their field `RG`.
    pub id: String,
    /// `SM`: the sample.
    pub sample: Option<String>,
    /// `LB`: the library; duplicates are of one library.
    pub library: Option<String>,
    /// `PL`: the sequencing platform.
    pub platform: Option<String>,
}

/// A program that made or changed the records (SAM 1.3, `@PG`), in its own words: nothing in it was checked, and what is empty is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgramLine<'h> {
    /// `ID`: unique among the lines.
    pub id: Option<&'h str>,
    /// `PN`: the program.
    pub name: Option<&'h str>,
    /// `VN`: its version.
    pub version: Option<&'h str>,
    /// `CL`: the command line, without its quotation marks.
    pub command: Option<&'h str>,
    /// `PP`: the `ID` of the program that ran before.
    pub previous: Option<&'h str>,
}

/// How the header says that its records are ordered (SAM 1.3, `@HD`, tag `SO`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortOrder {
    /// By contig and position.
    Coordinate,
    /// In another way, in the header's word.
    Other(String),
    /// It says nothing, or `unknown`.
    Unknown,
}

/// Why a header is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A contig that is none, or comes twice.
    #[error(transparent)]
    Contig(#[from] ContigError),
    /// A line that should name a contig and its length.
    #[error("a line of a contig has no SN and LN: {0:?}")]
    Contigs(String),
    /// A contig without a base, or with too many.
    #[error("contig {name}: {source}")]
    Length {
        /// Its name.
        name: String,
        /// What is wrong.
        source: PositionError,
    },
    /// A read group without an id.
    #[error("a read group has no ID: {0:?}")]
    NoId(String),
    /// Two read groups with the same id.
    #[error("read group {0} comes twice; give each its own ID, for example with samtools addreplacerg or merge -r")]
    Twice(String),
    /// A value that would break its line.
    #[error("{0:?} holds a tab or a line break, which no header line can")]
    Value(String),
}

/// The header of an alignment file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The contigs, numbered as the records number them; with checksums where `@SQ` has them (`M5`).
    pub contigs: ContigList,
    /// The read groups, in order.
    pub read_groups: Vec<ReadGroup>,
    /// The whole header as text, each line with its line feed.
    pub text: String,
}

/// The tags of a header line: `XX:value`, separated by tabs.
fn tags(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.split('\t').skip(1).filter_map(|field| field.split_once(':'))
}

fn tag<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    tags(line).find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// A tag that has a value.
fn stated<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    tag(line, name).filter(|value| !value.is_empty())
}

/// The lines of one record type, such as `@RG`.
fn lines<'a>(text: &'a str, kind: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter(move |line| line.split('\t').next() == Some(kind))
}

impl Header {
    /// The header of a new file that is sorted by coordinate: `@HD`, `@SQ` and `@RG` lines.
    pub fn new(contigs: ContigList, read_groups: Vec<ReadGroup>) -> Result<Self, HeaderError> {
        let mut text = "@HD\tVN:1.6\tSO:coordinate\n".to_owned();
        // Writing to a string does not fail.
        for contig in contigs.contigs() {
            let _ = write!(text, "@SQ\tSN:{}\tLN:{}", contig.name, contig.length);
            let _ = contig.md5.map_or(Ok(()), |md5| write!(text, "\tM5:{md5}"));
            text.push('\n');
        }
        for group in &read_groups {
            let (id, sample, library) = (Some(&group.id), group.sample.as_ref(), group.library.as_ref());
            text.push_str("@RG");
            for (tag, value) in [("ID", id), ("SM", sample), ("LB", library), ("PL", group.platform.as_ref())] {
                if let Some(value) = value {
                    plain(value)?;
                    let _ = write!(text, "\t{tag}:{value}");
                }
            }
            text.push('\n');
        }
        distinct(&read_groups)?;
        Ok(Self { contigs, read_groups, text })
    }

    /// The header with one more line at its end, such as `@PG` or `@CO`.
    pub fn with_line(mut self, line: &str) -> Result<Self, HeaderError> {
        if line.contains(['\n', '\r']) {
            return Err(HeaderError::Value(line.to_owned()));
        }
        self.text.push_str(line);
        self.text.push('\n');
        Ok(self)
    }

    /// A header from its text alone, as a CRAM file has it: the contigs are those of the `@SQ` lines, in order.
    pub(super) fn parse_text(text: String) -> Result<Self, HeaderError> {
        let contig = |line: &str| {
            let (name, length) = tag(line, "SN").zip(tag(line, "LN").and_then(|length| length.parse().ok()))?;
            Some((name.to_owned(), length))
        };
        let contigs = lines(&text, "@SQ").map(|line| contig(line).ok_or_else(|| HeaderError::Contigs(line.to_owned())));
        let contigs = contigs.collect::<Result<_, _>>()?;
        Self::parse(text, contigs)
    }

    /// A header from its text and the list of contigs that a BAM file has beside it (SAM 4.2).
    pub(super) fn parse(text: String, contigs: Vec<(String, u32)>) -> Result<Self, HeaderError> {
        let mut md5s = std::collections::HashMap::new();
        for line in lines(&text, "@SQ") {
            if let (Some(name), Some(md5)) = (tag(line, "SN"), tag(line, "M5")) {
                md5s.insert(name, md5.parse::<Md5>()?);
            }
        }
        let contig = |(name, length): (String, u32)| {
            let md5 = md5s.get(name.as_str()).copied();
            let length = Length::new(length).map_err(|source| HeaderError::Length { name: name.clone(), source })?;
            Ok(Contig { name: ContigName::new(&name)?, length, md5 })
        };
        let contigs = contigs.into_iter().map(contig).collect::<Result<_, HeaderError>>()?;
        let group = |line: &str| {
            let value = |name| stated(line, name).map(str::to_owned);
            let id = value("ID").ok_or_else(|| HeaderError::NoId(line.to_owned()))?;
            Ok(ReadGroup { id, sample: value("SM"), library: value("LB"), platform: value("PL") })
        };
        let read_groups = lines(&text, "@RG").map(group).collect::<Result<Vec<_>, HeaderError>>()?;
        distinct(&read_groups)?;
        Ok(Self { contigs: ContigList::new(contigs)?, read_groups, text })
    }

    /// How the header says that the records are ordered.
    #[must_use]
    pub fn sort_order(&self) -> SortOrder {
        match lines(&self.text, "@HD").find_map(|line| tag(line, "SO")) {
            Some("coordinate") => SortOrder::Coordinate,
            None | Some("unknown") => SortOrder::Unknown,
            Some(other) => SortOrder::Other(other.to_owned()),
        }
    }

    /// The programs that made or changed the records, in the order of their lines.
    pub fn programs(&self) -> impl Iterator<Item = ProgramLine<'_>> {
        lines(&self.text, "@PG").map(|line| ProgramLine {
            id: stated(line, "ID"),
            name: stated(line, "PN"),
            version: stated(line, "VN"),
            command: stated(line, "CL"),
            previous: stated(line, "PP"),
        })
    }

    /// Whether a contig is marked as an alternate of another (`@SQ`, tag `AH`), as an aligner marks those that it knew to be.
    #[must_use]
    pub fn marks_alternate_contigs(&self) -> bool {
        lines(&self.text, "@SQ").any(|line| stated(line, "AH").is_some())
    }

    /// The samples of the read groups, each once, in the order of the alphabet.
    #[must_use]
    pub fn samples(&self) -> Vec<&str> {
        let samples: BTreeSet<&str> = self.read_groups.iter().filter_map(|group| group.sample.as_deref()).collect();
        samples.into_iter().collect()
    }
}

fn plain(value: &str) -> Result<(), HeaderError> {
    if value.contains(['\t', '\n', '\r']) { Err(HeaderError::Value(value.to_owned())) } else { Ok(()) }
}

fn distinct(groups: &[ReadGroup]) -> Result<(), HeaderError> {
    let mut seen = BTreeSet::new();
    match groups.iter().find(|group| !seen.insert(&group.id)) {
        Some(group) => Err(HeaderError::Twice(group.id.clone())),
        None => Ok(()),
    }
}
