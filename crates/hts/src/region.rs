//! A region as it is typed: a contig, or `contig:start-end` with positions from 1 and both ends included, as samtools
//! takes it (samtools(1), "view").

use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Length, Position};

/// Why a text is no region of a reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// The contig is none of the reference.
    #[error(
        "{text:?}: the reference has no contig {contig}; write CONTIG or CONTIG:START-END in the reference's own names \
         (chr1 or 1)"
    )]
    UnknownContig {
        /// The text.
        text: String,
        /// What should be a contig.
        contig: String,
    },
    /// What stands behind the contig is no pair of positions.
    #[error("{text:?}: START-END are two whole numbers, the first not above the second; the first base is 1")]
    Positions {
        /// The text.
        text: String,
    },
    /// The region runs past the end of its contig.
    #[error("{text:?} runs past the end of {contig}, which has {length} bases")]
    PastEnd {
        /// The text.
        text: String,
        /// The contig.
        contig: String,
        /// Its length.
        length: Length,
    },
}

/// Reads `CONTIG`, `CONTIG:START-END` or `CONTIG:START` (to the end of the contig). Numbers may have commas between
/// their thousands. A contig whose own name holds a colon is found by its whole name first.
///
/// # Errors
/// See [`RegionError`]; a region past the end of its contig is one, because it is mostly one of another assembly.
pub fn parse(text: &str, contigs: &ContigList) -> Result<(ContigIndex, Interval), RegionError> {
    let length_of = |index| contigs.get(index).map(|contig| contig.length);
    let find = |name: &str| contigs.find(name).and_then(|index| Some((index, length_of(index)?)));
    let malformed = || RegionError::Positions { text: text.to_owned() };
    let number = |digits: &str| digits.replace(',', "").parse().ok().and_then(|number| Position::new(number).ok());

    let (name, place) = match (find(text), text.rsplit_once(':')) {
        (None, Some((name, place))) => (name, Some(place)),
        _ => (text, None),
    };
    let (contig, length) =
        find(name).ok_or_else(|| RegionError::UnknownContig { text: text.to_owned(), contig: name.to_owned() })?;
    let (start, end) = match place.map(|place| place.split_once('-').ok_or(place)) {
        None => (Position::FIRST, length.last()),
        Some(Err(start)) => (number(start).ok_or_else(malformed)?, length.last()),
        Some(Ok((start, end))) => number(start).zip(number(end)).ok_or_else(malformed)?,
    };
    if start.max(end) > length.last() {
        return Err(RegionError::PastEnd { text: text.to_owned(), contig: name.to_owned(), length });
    }
    Interval::new(start, end).map(|interval| (contig, interval)).map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use genome::contig::{Contig, ContigName};

    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let contig = |name, length| Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(length).unwrap(),
            md5: None,
        };
        let contigs = vec![contig("chr1", 250_000), contig("HLA-A*01:01", 3_000), contig("HLA-A*01", 5_000)];
        let found = parse(text, &ContigList::new(contigs).unwrap());
        found.map(|(contig, interval)| format!("{}:{interval}", contig.get())).map_err(|error| error.to_string())
    }

    #[test]
    fn regions_are_read_as_samtools_reads_them() {
        assert_eq!(read("chr1"), Ok("0:1-250000".into()));
        assert_eq!(read("chr1:5-9"), Ok("0:5-9".into()));
        assert_eq!(read("chr1:7-7"), Ok("0:7-7".into()));
        assert_eq!(read("chr1:1,000-250,000"), Ok("0:1000-250000".into()));
        assert_eq!(read("chr1:249999"), Ok("0:249999-250000".into()));
        assert_eq!(read("HLA-A*01:01"), Ok("1:1-3000".into()), "the whole name first");
        assert_eq!(read("HLA-A*01:01:5-6"), Ok("1:5-6".into()));
        assert_eq!(read("HLA-A*01:02-6"), Ok("2:2-6".into()));
    }

    #[test]
    fn what_is_no_region_is_refused_with_the_reason() {
        for (text, told) in [
            ("1:5-9", "no contig 1"),
            ("chr1:9-5", "not above the second"),
            ("chr1:0-5", "the first base is 1"),
            ("chr1:-5", "two whole numbers"),
            ("chr1:5-", "two whole numbers"),
            ("chr1:", "two whole numbers"),
            ("chr1:1-250001", "past the end of chr1, which has 250000"),
            ("chr1:250001", "past the end"),
            ("", "no contig"),
        ] {
            assert!(read(text).is_err_and(|error| error.contains(told)), "{text}: {:?}", read(text));
        }
    }
}
