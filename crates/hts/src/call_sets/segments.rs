//! Copy number segments.

use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use genome::quantity::{AlleleFraction, CopyNumber, Log2Ratio};

use super::caller::Caller;
use super::error::Fault;
use super::known_tables::SegmentLayout;
use super::note::{Note, Notes};
use super::parse::{cut, real};
use super::table::Row;
use super::{CallSet, Form};
use crate::vcf::VariantSite;

/// A copy number this little below 0 is the noise of a fit, and 0; more is an error of the file.
const NOISE: f64 = -0.5;

/// A segment. A log2 ratio alone is not a copy number: purity and ploidy lie between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The contig, in the list of the call set.
    pub contig: ContigIndex,
    /// The bases.
    pub interval: Interval,
    /// The sample, where the table names one: it may hold the segments of many persons.
    pub sample: Option<String>,
    /// Copies of the segment in a tumour cell.
    pub total: Option<CopyNumber>,
    /// Copies of the rarer of the two parental alleles; below 0.5 is loss of heterozygosity.
    pub minor: Option<CopyNumber>,
    /// The log2 ratio.
    pub log2: Option<Log2Ratio>,
    /// The fraction of the rarer allele among the reads at heterozygous sites.
    pub minor_fraction: Option<AlleleFraction>,
    /// What the caller calls it, as written: `+`, `-`, `0`.
    pub call: Option<String>,
    /// The line of the file, from 1.
    pub line: usize,
}

impl Segment {
    fn measures_nothing(&self) -> bool {
        self.total.is_none() && self.log2.is_none() && self.minor_fraction.is_none()
    }
}

fn copies(field: &str, text: &str, notes: &mut Notes, line: usize) -> Result<Option<CopyNumber>, Fault> {
    let Some(number) = real(field, text)? else { return Ok(None) };
    let fault = || Fault::Number { field: field.to_owned(), text: cut(text), wanted: "a copy number not below 0" };
    if (NOISE..0.0).contains(&number) {
        notes.add(Note::BelowZero, line);
    }
    let number = if number >= NOISE { number.max(0.0) } else { number };
    CopyNumber::new(number).map(Some).map_err(|_| fault())
}

/// An empty set for a table.
pub(super) fn empty(layout: &SegmentLayout) -> CallSet {
    let caller = layout.caller.map(Caller::named).unwrap_or_default();
    CallSet::new(Form::Segments, caller)
}

/// Reads a line of a table.
pub(super) fn row(set: &mut CallSet, layout: &SegmentLayout, row: &Row<'_>) -> Result<(), Fault> {
    let [contig, start, end] = layout.place;
    let written = row.required(contig);
    // Only the forms that R writes number the sex chromosomes.
    let name = match written {
        "23" | "chr23" if layout.assumed => written.replace("23", "X"),
        "24" | "chr24" if layout.assumed => written.replace("24", "Y"),
        other => other.to_owned(),
    };
    if name != written {
        set.notes.add(Note::NumberedSexChromosome, row.line);
    }
    let contig = set.contigs.index(&name)?;
    let (start, end) = (row.required(start), row.required(end));
    // R writes 1e+05 for a round number.
    let whole = |field, text: &str| {
        let number = text.parse().ok().or_else(|| {
            let number: f64 = text.parse().ok()?;
            (number.fract() == 0.0 && (0.0..=f64::from(i32::MAX)).contains(&number))
                .then(|| format!("{number:.0}"))?
                .parse()
                .ok()
        });
        number.ok_or_else(|| Fault::Position { field, text: cut(text) })
    };
    let (first, last): (u32, u32) = (whole("the start", start)?, whole("the end", end)?);
    let interval = if layout.zero_based {
        Interval::from_half_open(first, last).ok()
    } else {
        let position =
            |field, number, text| Position::new(number).map_err(|_| Fault::Position { field, text: cut(text) });
        Interval::new(position("the start", first, start)?, position("the end", last, end)?).ok()
    };
    let interval = interval.ok_or_else(|| Fault::Interval { start: start.to_owned(), end: end.to_owned() })?;
    set.contigs.within(contig, interval.end())?;
    let of = |column: Option<&'static str>| column.and_then(|name| row.get(name).map(|text| (name, text)));
    let notes = &mut set.notes;
    let mut copies =
        |column| of(column).map(|(name, text)| copies(name, text, notes, row.line)).transpose().map(Option::flatten);
    let (total, minor, major) = (copies(layout.total)?, copies(layout.minor)?, copies(layout.major)?);
    let sum = || CopyNumber::new(minor?.get() + major?.get()).ok();
    let log2 = of(layout.log2).map(|(name, text)| real(name, text)).transpose()?.flatten();
    let minor_fraction = of(layout.minor_fraction).map(|(name, text)| real(name, text)).transpose()?.flatten();
    let outside = |name: &str, number: f64| Fault::Number {
        field: name.to_owned(),
        text: number.to_string(),
        wanted: "a fraction from 0 to 1",
    };
    let minor_fraction = minor_fraction.map(|number| {
        AlleleFraction::new(number).map_err(|_| outside(layout.minor_fraction.unwrap_or_default(), number))
    });
    let segment = Segment {
        contig,
        interval,
        sample: of(layout.sample).map(|(_, text)| text.to_owned()),
        total: total.or_else(sum),
        minor,
        log2: log2.and_then(|number| Log2Ratio::new(number).ok()),
        minor_fraction: minor_fraction.transpose()?,
        call: of(layout.call).map(|(_, text)| text.to_owned()),
        line: row.line,
    };
    if layout.assumed {
        set.notes.add(Note::MeanAssumed, row.line);
    }
    if segment.measures_nothing() {
        set.notes.add(Note::NothingMeasured, row.line);
    } else {
        set.segments.push(segment);
    }
    Ok(())
}

/// The segment of a VCF record of a caller that measures depth: CNVkit, GATK, DRAGEN. `CN` is the copy number, `MCN` that of
/// the rarer allele (DRAGEN), `FOLD_CHANGE_LOG` the log2 ratio (CNVkit). The record's position is the base before the
/// segment.
pub(super) fn of_record(
    site: VariantSite<'_>,
    sample: usize,
    end: Position,
    line: usize,
    notes: &mut Notes,
) -> Result<Segment, Fault> {
    let interval = site.position().checked_add(1).and_then(|start| Interval::new(start, end).ok());
    let wrong = || Fault::Interval { start: site.position().to_string(), end: end.to_string() };
    let mut number = |key: &str| {
        let text = site.sample(sample, key).or(site.info(key));
        text.map(|text| copies(key, text, notes, line)).transpose().map(Option::flatten)
    };
    let (total, minor) = (number("CN")?, number("MCN")?);
    let log2 = site.info("FOLD_CHANGE_LOG").map(|text| real("FOLD_CHANGE_LOG", text)).transpose()?.flatten();
    Ok(Segment {
        contig: site.contig(),
        interval: interval.ok_or_else(wrong)?,
        sample: None,
        total,
        minor,
        log2: log2.and_then(|number| Log2Ratio::new(number).ok()),
        minor_fraction: None,
        call: site.alternates().next().map(str::to_owned),
        line,
    })
}
