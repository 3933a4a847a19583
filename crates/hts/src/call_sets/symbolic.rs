//! Breakends and symbolic alleles as events with junctions.

use genome::breakend::Orientation::{KeepsLeft, KeepsRight};
use genome::breakend::{Breakend, BreakendAllele, Junction};
use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use genome::sequence::Sequence;

use super::contigs::Contigs;
use super::error::Fault;
use super::note::Note;
use super::parse::cut;
use super::structural::Event;
use crate::vcf::VariantSite;

/// What an alternate allele that is no sequence says.
pub(super) enum Symbol {
    /// An event.
    Event(Event),
    /// A stretch with another copy number, which no field says.
    CopyNumber,
    /// Something else.
    Other(Note),
}

/// Whether the alternate allele is a breakend: with brackets, or with the point of a single one.
fn is_breakend(alternate: &str) -> bool {
    alternate.contains(['[', ']']) || (alternate.len() > 1 && (alternate.starts_with('.') || alternate.ends_with('.')))
}

/// Whether the alternate allele is neither bases nor missing.
pub(super) fn is_symbolic(alternate: &str) -> bool {
    alternate.starts_with('<') || alternate == "*" || is_breakend(alternate)
}

/// The last base that the record covers: `END`, or what the length `SVLEN` gives.
pub(super) fn end(site: VariantSite<'_>, contigs: &Contigs) -> Result<Option<Position>, Fault> {
    if let Some(text) = site.info("END") {
        return contigs.position(site.contig(), "END", text).map(Some);
    }
    let Some(length) = length(site)? else { return Ok(None) };
    let end = site.position().checked_add(length);
    end.map(|end| contigs.within(site.contig(), end)).transpose()
}

/// The length that `SVLEN` says, without its sign.
fn length(site: VariantSite<'_>) -> Result<Option<u32>, Fault> {
    let Some(text) = site.info("SVLEN") else { return Ok(None) };
    let first = text.split(',').next().unwrap_or_default();
    let fault = || Fault::Number { field: "SVLEN".into(), text: cut(text), wanted: "a length in bases" };
    match first {
        "." | "NA" => Ok(None),
        number => {
            number.parse::<i64>().ok().and_then(|n| u32::try_from(n.unsigned_abs()).ok()).map(Some).ok_or_else(fault)
        }
    }
}

/// Reads the alternate allele of a record.
pub(super) fn symbol(site: VariantSite<'_>, alternate: &str, contigs: &mut Contigs) -> Result<Symbol, Fault> {
    if is_breakend(alternate) {
        return breakend(site, alternate, contigs);
    }
    let name = alternate.trim_matches(['<', '>']);
    let (kind, element) = name.split_once(':').unwrap_or((name, ""));
    match kind {
        "*" | "NON_REF" => Ok(Symbol::Other(Note::NoVariantAllele)),
        "INS" => {
            let element = element.strip_prefix("ME:").or(Some(element)).filter(|name| !name.is_empty());
            Ok(Symbol::Event(Event::Insertion {
                contig: site.contig(),
                position: site.position(),
                length: length(site)?,
                element: element.map(str::to_owned),
            }))
        }
        // A copy somewhere else is no tandem duplication; a DUP that says no more is read as one.
        "DUP" if !matches!(element, "" | "TANDEM") => Ok(Symbol::Other(Note::OtherSymbol)),
        "DEL" | "DUP" | "INV" | "CNV" => {
            let no_end = || Fault::NoEnd { allele: alternate.to_owned() };
            let end = end(site, contigs)?.ok_or_else(no_end)?;
            let start = site.position().checked_add(1).filter(|start| *start <= end);
            let wrong = || Fault::Interval { start: site.position().to_string(), end: end.to_string() };
            let interval = start.and_then(|start| Interval::new(start, end).ok()).ok_or_else(wrong)?;
            if kind == "CNV" {
                return Ok(Symbol::CopyNumber);
            }
            Ok(stretch(site, kind, interval).map_or(Symbol::Other(Note::OtherBreakend), Symbol::Event))
        }
        "TRA" | "BND" | "CTX" => translocation(site, contigs),
        _ => Ok(Symbol::Other(Note::OtherSymbol)),
    }
}

/// The event of a stretch that is lost, doubled or turned. `None` if it ends at the largest position.
///
/// METHOD: the record's position is the base before the stretch (VCF 5.3). Lost: its neighbours are joined. Doubled: its last
/// base is joined to its first. Turned: each neighbour is joined to the far end of the stretch; DELLY (`CT`) and Manta (`INV3`,
/// `INV5`) write a record for each of the two joins, and LUMPY says which it saw (`STRANDS`).
fn stretch(site: VariantSite<'_>, kind: &str, interval: Interval) -> Option<Event> {
    let contig = site.contig();
    let at = |position, orientation| Breakend { contig, position, orientation };
    let join = |one, other| Junction::new(one, other, Sequence::default());
    // Manta says which bases come between the two sides; they read as the reference does.
    let inserted = || site.info("SVINSSEQ").and_then(|text| text.parse().ok()).unwrap_or_default();
    let (before, first, last) = (site.position(), interval.start(), interval.end());
    let after = last.checked_add(1)?;
    let left = || join(at(before, KeepsLeft), at(last, KeepsLeft));
    let right = || join(at(first, KeepsRight), at(after, KeepsRight));
    let connection = site.info("CT");
    let strands = site.info("STRANDS").unwrap_or_default();
    let strand = |one: &str, other: &str| strands.contains(one) && !strands.contains(other);
    Some(match kind {
        "DEL" => Event::Deletion(Junction::new(at(before, KeepsLeft), at(after, KeepsRight), inserted())),
        "DUP" => Event::TandemDuplication(Junction::new(at(last, KeepsLeft), at(first, KeepsRight), inserted())),
        _ if connection == Some("3to3") || site.info("INV3").is_some() || strand("++", "--") => {
            Event::Inversion(left(), None)
        }
        _ if connection == Some("5to5") || site.info("INV5").is_some() || strand("--", "++") => {
            Event::Inversion(right(), None)
        }
        _ => Event::Inversion(left(), Some(right())),
    })
}

/// A translocation as DELLY wrote it before it wrote breakends: `CHR2`, `POS2` or `END`, and `CT`, which says for each side
/// whether its 3' end (what is left of it is kept) or its 5' end is joined.
fn translocation(site: VariantSite<'_>, contigs: &mut Contigs) -> Result<Symbol, Fault> {
    let side = |text: &str| match text {
        "3" => Some(KeepsLeft),
        "5" => Some(KeepsRight),
        _ => None,
    };
    let sides = site.info("CT").and_then(|text| text.split_once("to"));
    let sides = sides.and_then(|(one, other)| Some((side(one)?, side(other)?)));
    let place = site.info("POS2").or(site.info("END"));
    let (Some(name), Some(place), Some((one, other))) = (site.info("CHR2"), place, sides) else {
        return Ok(Symbol::Other(Note::OtherSymbol));
    };
    let mate = contigs.index(name)?;
    let position = contigs.position(mate, "POS2", place)?;
    let local = Breakend { contig: site.contig(), position: site.position(), orientation: one };
    let mate = Breakend { contig: mate, position, orientation: other };
    Ok(Symbol::Event(Event::Junction(Junction::new(local, mate, Sequence::default()))))
}

/// The name of the contig that a breakend with brackets is joined to.
fn mate_name(alternate: &str) -> Option<&str> {
    let inner = alternate.split(['[', ']']).nth(1)?;
    Some(inner.rsplit_once(':')?.0)
}

/// Reads a breakend, with brackets or single.
fn breakend(site: VariantSite<'_>, alternate: &str, contigs: &mut Contigs) -> Result<Symbol, Fault> {
    let fault = |text: String| Fault::Breakend(text.chars().take(200).collect());
    let reference = super::parse::allele("REF", site.reference())?;
    let [reference] = reference[..] else { return Ok(Symbol::Other(Note::OtherBreakend)) };
    let mate = mate_name(alternate).map(|name| contigs.index(name)).transpose()?;
    let telomere = alternate.contains(":0[") || alternate.contains(":0]");
    if telomere {
        return Ok(Symbol::Other(Note::OtherBreakend));
    }
    // The two contigs of the record as a list of their own; the places in it are then those of the file's list.
    let mut both: Vec<ContigIndex> = vec![site.contig()];
    both.extend(mate.filter(|mate| *mate != site.contig()));
    let list = contigs.list(&both).ok_or_else(|| fault(alternate.to_owned()))?;
    let local = ContigIndex::new(0).ok_or_else(|| fault(alternate.to_owned()))?;
    let allele = BreakendAllele::parse(local, site.position(), reference, alternate, &list)
        .map_err(|error| fault(error.to_string()))?;
    let place = |breakend: Breakend| Breakend {
        contig: both.get(breakend.contig.get()).copied().unwrap_or(site.contig()),
        ..breakend
    };
    let event = match allele.mate {
        Some(mate) => Event::Junction(Junction::new(place(allele.local), place(mate), allele.inserted)),
        None => Event::SingleBreakend { breakend: place(allele.local), inserted: allele.inserted },
    };
    Ok(Symbol::Event(event))
}
