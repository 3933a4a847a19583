//! The reads around each finding, cut out of the files: as BAM for a genome browser, and small enough for a page.

use std::fs;
use std::path::Path;

use anyhow::Context;
use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use genome::sequence::Base;
use hts::alignments::{AlignmentFile, BamWriter, CigarKind, Record};
use hts::fasta::ReferenceGenome;
use report::bundle::{ReadSite, ShownRead, SpecimenReads, name};
use serde_json::json;

use super::bundle::Bundle;
use super::request::Reads;
use crate::results;

/// Bases that are shown on either side of what changes.
const AROUND: u32 = 50;
/// Of a longer change the beginning is shown.
const LONGEST: u32 = 200;
/// Reads of a specimen that are drawn at one place.
const DRAWN: usize = 50;
/// How far from a break an aligner may put the end of a read that is cut off.
const NEAR: u32 = 2;

/// Where something is to be seen.
struct Place {
    name: String,
    genomic: String,
    contig: ContigIndex,
    /// First and last base that changes.
    changed: Interval,
    shown: Interval,
}

/// Writes `reads/`: the reads around each variant and junction that counts. The files that were written; none without such.
pub fn write(bundle: &Bundle, reads: &Reads) -> anyhow::Result<Vec<String>> {
    let reference = ReferenceGenome::open(&reads.reference)?;
    let mut places = places(bundle, reference.contigs())?;
    places.sort_by_key(|place| (place.contig, place.shown.start()));
    let folder = bundle.path("reads");
    // What a killed run left may be of other findings.
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    if places.is_empty() {
        return Ok(Vec::new());
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut sites = Vec::new();
    for place in &places {
        let bases = reference.sequence(place.contig, place.shown)?;
        let contig = reference.contigs().get(place.contig).map(|contig| contig.name.to_string());
        sites.push(ReadSite {
            name: place.name.clone(),
            genomic: place.genomic.clone(),
            contig: contig.unwrap_or_default(),
            start: place.shown.start().get().into(),
            from: place.changed.start().get().into(),
            to: place.changed.end().get().into(),
            reference: bases.to_string(),
            specimens: Vec::new(),
        });
    }
    let mut files = Vec::new();
    for (role, paths) in [("tumour", &reads.tumour), ("normal", &reads.normal)] {
        for (number, path) in (1..).zip(paths) {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            let file = format!("reads/{role}{number}.bam");
            let alignments = AlignmentFile::open_with_reference(path, &reference)?;
            cut_out(&alignments, &places, bundle.path(&file).as_path())?;
            for (place, site) in places.iter().zip(&mut sites) {
                site.specimens.push(specimen(role, &alignments, place, &reference)?);
            }
            files.extend([format!("{file}.bai"), file]);
        }
    }
    results::write_json(&bundle.path(name::READS), &json!({ "schema": "marv-reads/1", "sites": sites }))?;
    files.push(name::READS.to_owned());
    Ok(files)
}

/// What counts: variants, and both ends of each junction.
fn places(bundle: &Bundle, contigs: &ContigList) -> anyhow::Result<Vec<Place>> {
    let told = report::bundle::Bundle::open(&bundle.path(""))?;
    let mut places = Vec::new();
    for variant in told.findings.variants.iter().filter(|variant| variant.counts) {
        let place = variant.genomic.split_once(":g.").and_then(|(contig, change)| {
            let mut numbers = change.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
            let from: u32 = numbers.next()?;
            let is_range = change.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('_');
            Some((contig, from, if is_range { numbers.next()? } else { from }))
        });
        places.extend(place.and_then(|place| Place::of(variant.name(), &variant.genomic, place, contigs)));
    }
    for fusion in told.fusions.iter().flatten().filter(|fusion| fusion.filters.is_empty()) {
        let genomic = fusion.breakends.join(" – ");
        for (number, end) in (1..).zip(&fusion.breakends) {
            let mut parts = end.split(':');
            let place = parts.next().zip(parts.next().and_then(|at| at.parse().ok()));
            let name = format!("{} ({number}/2)", fusion.name.as_deref().unwrap_or(&genomic));
            places.extend(place.and_then(|(contig, at)| Place::of(name, &genomic, (contig, at, at), contigs)));
        }
    }
    Ok(places)
}

impl Place {
    /// `None` where the contig is not one of the reference's, or the place lies beyond it.
    fn of(name: String, genomic: &str, (contig, from, to): (&str, u32, u32), contigs: &ContigList) -> Option<Self> {
        let contig = contigs.find(contig).or_else(|| contigs.find(&chromosome(contig)?))?;
        let last = contigs.get(contig)?.length.last();
        let to = to.min(from.saturating_add(LONGEST));
        let changed = Interval::new(Position::new(from).ok()?, Position::new(to).ok()?).ok()?;
        let start = changed.start().checked_sub(AROUND).unwrap_or(Position::FIRST);
        let end = changed.end().checked_add(AROUND).map_or(last, |end| end.min(last));
        let shown = Interval::new(start, end).ok()?;
        Some(Self { name, genomic: genomic.to_owned(), contig, changed, shown })
    }
}

/// `chr5` of `NC_000005.10`.
fn chromosome(accession: &str) -> Option<String> {
    let number: u8 = accession.strip_prefix("NC_0000")?.split('.').next()?.parse().ok()?;
    Some(match number {
        1..=22 => format!("chr{number}"),
        23 => "chrX".to_owned(),
        24 => "chrY".to_owned(),
        _ => return None,
    })
}

/// The whole records that lie over a place, each once, in genome order.
fn cut_out(file: &AlignmentFile, places: &[Place], out: &Path) -> anyhow::Result<()> {
    let mut records: Vec<(ContigIndex, Position, Vec<u8>)> = Vec::new();
    let mut reader = file.reader()?;
    for place in places {
        reader.query(place.contig, place.shown)?;
        while let Some(record) = reader.read()? {
            let at = record.contig().zip(record.position());
            records.extend(at.map(|(contig, position)| (contig, position, record.as_bytes().to_vec())));
        }
    }
    records.sort();
    records.dedup();
    let mut writer = BamWriter::create(out, file.header())?;
    for (_, _, bytes) in &records {
        writer.write_record(Record::from_bytes(bytes)?)?;
    }
    Ok(writer.finish()?)
}

/// What one specimen's reads show at a place.
fn specimen(
    role: &str,
    file: &AlignmentFile,
    place: &Place,
    reference: &ReferenceGenome,
) -> anyhow::Result<SpecimenReads> {
    let bases = reference.sequence(place.contig, place.shown)?;
    let mut reader = file.reader()?;
    reader.query(place.contig, place.shown)?;
    let mut all: Vec<(bool, ShownRead)> = Vec::new();
    while let Some(record) = reader.read()? {
        let flags = record.flags();
        if flags.is_secondary() || flags.is_supplementary() || flags.is_duplicate() || flags.is_qc_fail() {
            continue;
        }
        let over = record.reference_span().is_some_and(|span| span.overlaps(place.changed));
        all.extend(shown(record, place, &bases).filter(|_| over).map(|read| (differs(&read, place), read)));
    }
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    let (over, differing) = (count(all.len()), count(all.iter().filter(|(differs, _)| *differs).count()));
    // What differs first; otherwise as the file has them.
    all.sort_by_key(|(differs, _)| !differs);
    let reads = all.into_iter().take(DRAWN).map(|(_, read)| read).collect();
    Ok(SpecimenReads { role: role.to_owned(), sample: file.sample()?.to_owned(), over, differing, reads })
}

/// Whether the read shows something else than the reference where the change is.
fn differs(read: &ShownRead, place: &Place) -> bool {
    let (from, to) = (u64::from(place.changed.start().get()), u64::from(place.changed.end().get()));
    let within = |at: u64| (from..=to).contains(&at);
    let near = |at: u64| (from.saturating_sub(NEAR.into())..=to + u64::from(NEAR)).contains(&at);
    read.mismatches.iter().any(|(at, _)| within(*at))
        || read.deletions.iter().any(|(first, last)| *first <= to && *last >= from)
        || read.insertions.iter().any(|(before, _)| near(*before))
        || (read.cut_off.0 > 0 && near(read.start))
        || (read.cut_off.1 > 0 && near(read.end))
}

/// The read against the reference, as far as it is shown; `None` if none of it is.
fn shown(record: Record<'_>, place: &Place, reference: &[Base]) -> Option<ShownRead> {
    let span = record.reference_span()?;
    let (first, last) = (u64::from(place.shown.start().get()), u64::from(place.shown.end().get()));
    let mut read = ShownRead {
        start: u64::from(span.start().get()).max(first),
        end: u64::from(span.end().get()).min(last),
        reverse: record.flags().is_reverse(),
        mapping_quality: record.mapping_quality().map(|quality| quality.phred().get()),
        mismatches: Vec::new(),
        deletions: Vec::new(),
        insertions: Vec::new(),
        cut_off: (0, 0),
    };
    if read.start > read.end {
        return None;
    }
    let (mut at, mut base) = (u64::from(span.start().get()), 0_usize);
    for operation in record.cigar() {
        let length = u64::from(operation.length);
        match operation.kind {
            CigarKind::SoftClip | CigarKind::HardClip => {
                let is_left = at == u64::from(span.start().get());
                if is_left && read.start == at {
                    read.cut_off.0 += operation.length;
                } else if !is_left && read.end + 1 == at {
                    read.cut_off.1 += operation.length;
                }
            }
            CigarKind::Insertion if (first..=last).contains(&at) => read.insertions.push((at - 1, operation.length)),
            CigarKind::Deletion | CigarKind::Skip => {
                let (from, to) = (at.max(first), (at + length - 1).min(last));
                if from <= to {
                    read.deletions.push((from, to));
                }
            }
            kind if kind.consumes_reference() && kind.consumes_read() => {
                for (step, there) in (at..at + length).enumerate() {
                    let wanted = there.checked_sub(first).and_then(|place| reference.get(usize::try_from(place).ok()?));
                    let seen = record.base(base + step);
                    if wanted.is_some_and(|wanted| *wanted != seen) {
                        read.mismatches.push((there, char::from(seen.letter())));
                    }
                }
            }
            _ => {}
        }
        if operation.kind.consumes_reference() {
            at += length;
        }
        if operation.kind.consumes_read() {
            base += usize::try_from(operation.length).ok()?;
        }
    }
    Some(read)
}
