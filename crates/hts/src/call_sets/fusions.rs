//! Fusions of two genes, found in RNA or followed from junctions of DNA.

use genome::contig::ContigIndex;
use genome::position::Position;
use genome::quantity::Depth;

use super::caller::Caller;
use super::contigs::Contigs;
use super::error::Fault;
use super::known_tables::{FusionLayout, PartnerColumns};
use super::parse::{cut, depth};
use super::small_variant::Filters;
use super::table::Row;
use super::{CallSet, Form};

/// One of the two genes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FusionPartner {
    /// Its symbol as written; Arriba writes the two neighbours of a breakpoint between genes.
    pub gene: Option<String>,
    /// The transcript.
    pub transcript: Option<String>,
    /// The last exon that is kept of the 5' partner, the first of the 3' partner, as the program numbers them.
    pub exon: Option<u32>,
    /// Where the transcript or the DNA is joined.
    pub breakpoint: Option<(ContigIndex, Position)>,
}

/// A fusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fusion {
    /// The gene that stands first in the transcript.
    pub five_prime: FusionPartner,
    /// The gene that follows.
    pub three_prime: FusionPartner,
    /// Reads across the join.
    pub split_reads: Option<Depth>,
    /// Pairs on its two sides.
    pub spanning_pairs: Option<Depth>,
    /// Whether the reading frame goes on; `None` if the program does not say.
    pub in_frame: Option<bool>,
    /// The program's confidence, in its own words.
    pub confidence: Option<String>,
    /// Whether the program counts it as one to report; `None` if it does not say.
    pub reported: Option<bool>,
    /// The filters.
    pub filters: Filters,
    /// The line of the file, from 1.
    pub line: usize,
}

/// An empty set for a table.
pub(super) fn empty(layout: &FusionLayout) -> CallSet {
    CallSet::new(Form::Fusions, Caller::named(layout.caller))
}

/// A breakpoint `9:130854064`, with a strand behind it or none.
fn breakpoint(contigs: &mut Contigs, text: &str) -> Result<(ContigIndex, Position), Fault> {
    let wrong = || Fault::Position { field: "the breakpoint", text: cut(text) };
    let place = text.strip_suffix(":+").or(text.strip_suffix(":-")).unwrap_or(text);
    let (name, position) = place.rsplit_once(':').ok_or_else(wrong)?;
    let contig = contigs.index(name)?;
    Ok((contig, contigs.position(contig, "the breakpoint", position)?))
}

fn partner(contigs: &mut Contigs, row: &Row<'_>, columns: &PartnerColumns) -> Result<FusionPartner, Fault> {
    let text = |column: Option<&str>| column.and_then(|name| row.get(name));
    let place = match (text(columns.breakpoint), text(columns.contig), text(columns.position)) {
        (Some(place), ..) => Some(breakpoint(contigs, place)?),
        (None, Some(name), Some(position)) => {
            let contig = contigs.index(name)?;
            Some((contig, contigs.position(contig, "the breakpoint", position)?))
        }
        _ => None,
    };
    let number = |text: &str| Fault::Number { field: "the exon".into(), text: cut(text), wanted: "an exon's number" };
    let exon = text(columns.exon).map(|text| text.parse().map_err(|_| number(text))).transpose()?;
    // STAR-Fusion writes the symbol, a circumflex and the gene's id.
    let gene = text(Some(columns.gene)).and_then(|text| text.split('^').next()).map(str::to_owned);
    Ok(FusionPartner { gene, transcript: text(columns.transcript).map(str::to_owned), exon, breakpoint: place })
}

/// Reads a line.
pub(super) fn row(set: &mut CallSet, layout: &FusionLayout, row: &Row<'_>) -> Result<(), Fault> {
    let five_prime = partner(&mut set.contigs, row, &layout.five_prime)?;
    let three_prime = partner(&mut set.contigs, row, &layout.three_prime)?;
    let sum = |columns: &[&str]| {
        let mut sum = None;
        for column in columns {
            if let Some(reads) = row.get(column).map(|text| depth(column, text)).transpose()?.flatten() {
                sum = Some(Depth::new(sum.map_or(0, Depth::get).saturating_add(reads.get())));
            }
        }
        Ok::<_, Fault>(sum)
    };
    let (split_reads, spanning_pairs) = (sum(layout.split)?, sum(layout.spanning)?);
    let frame = layout.frame.and_then(|column| row.get(column)).and_then(|text| {
        match text.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
            "inframe" => Some(true),
            "outofframe" | "frameshift" => Some(false),
            _ => None,
        }
    });
    let reported = layout.reported.and_then(|column| row.get(column)).and_then(|text| text.parse().ok());
    set.fusions.push(Fusion {
        five_prime,
        three_prime,
        split_reads,
        spanning_pairs,
        in_frame: frame,
        confidence: layout.confidence.and_then(|column| row.get(column)).map(str::to_owned),
        reported,
        filters: layout.filter.map_or(Filters::NotApplied, |column| Filters::parse(row.required(column), &[';'])),
        line: row.line,
    });
    Ok(())
}
