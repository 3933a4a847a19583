//! Junctions as VCF 4.3: two breakend records each, one of a single breakend (VCF 5.4).

use std::fmt::Write as _;
use std::path::Path;

use genome::contig::ContigIndex;
use genome::position::Position;
use hts::vcf::{VcfWriteError, VcfWriter};

use super::call::{JunctionCall, JunctionDoubt, SpecimenSupport};
use super::event::kind;
use super::junction::End;
use crate::identity::PairIdentity;
use crate::model::joint::Event;
use crate::vcf_output::{Field, Provenance, describe, event_name, header_end, preamble};

const INFO: [Field; 15] = [
    ("SVTYPE", "1", "String", "BND: one end of a junction"),
    ("MATEID", "1", "String", "The record of the other end; missing of a single breakend"),
    ("EVENT", "1", "String", "The rearrangement, of junctions that pass"),
    (
        "EVENTTYPE",
        "1",
        "String",
        "What the junction looks like by itself: DEL, DUP (in tandem), INV, TRA, INS, or SGL where one end is not known",
    ),
    ("RECIPROCAL", "0", "Flag", "The other junction of the exchange was found: EVENT has two"),
    (
        "CLASS",
        "1",
        "String",
        "The more probable of somatic (in the tumour) and somatic_in_normal (in the normal by itself)",
    ),
    ("BEST", "1", "String", "The most probable explanation of all; reference: fragments that agree by chance"),
    ("IMPRECISE", "0", "Flag", "No read shows the place to the base; REF is N, and CIPOS says where the break may lie"),
    ("CIPOS", "2", "Integer", "How far left and right the break may lie"),
    ("HOMLEN", "1", "Integer", "Bases that both sides share: CIPOS is how far the break may be moved along them"),
    ("INSLEN", "1", "Integer", "New bases between the two ends"),
    ("MAPQ", "1", "Integer", "Greatest mapping quality at this end; missing where no record states it"),
    ("DISTANCE", "1", "Integer", "Bases from end to end, on one contig"),
    ("PAIR", "1", "String", "The expected pair that the ends are (--known-pairs)"),
    ("LOCUS", "1", "String", "The immune locus in which both ends lie (--immune-loci)"),
];

const FORMAT: [Field; 9] = [
    ("GT", "1", "String", "0/1 where the junction is called in the specimen"),
    ("VF", "1", "Integer", "Fragments that show the junction, each once"),
    ("SR", "1", "Integer", "Of these, with a read in two parts or with a gap"),
    ("RP", "1", "Integer", "Of these, mates on the two sides"),
    ("SC", "1", "Integer", "Of these, cut off without a partner"),
    (
        "REF",
        "1",
        "Integer",
        "Fragments that go on over the break as the reference does: counted at the first end, or where IMPRECISE expected from the depth",
    ),
    ("AF", "1", "Float", "Share of the fragments across the break that show it, under the most probable explanation"),
    ("AFCI", "2", "Float", "95 % interval of AF"),
    (
        "CF",
        "1",
        "Float",
        "Share of the cells with it, where each has two copies of the place and the junction is on one; not divided by purity",
    ),
];

fn header(pair: &PairIdentity, provenance: Provenance<'_>) -> String {
    let mut text = preamble(pair, provenance);
    for doubt in JunctionDoubt::ALL {
        let _ = writeln!(text, "##FILTER=<ID={},Description=\"{}\">", doubt.code(), doubt.description());
    }
    describe(&mut text, "INFO", &INFO);
    describe(&mut text, "FORMAT", &FORMAT);
    text + &header_end(pair)
}

fn specimen(of: &SpecimenSupport, present: bool) -> String {
    let (support, fraction) = (of.support, &of.fraction);
    format!(
        "{}:{}:{}:{}:{}:{}:{:.4}:{:.4},{:.4}:{:.4}",
        if present { "0/1" } else { "0/0" },
        support.fragments(),
        support.split + support.gap,
        support.pair,
        support.clip,
        of.reference,
        fraction.most_likely.get(),
        fraction.interval.lower().get(),
        fraction.interval.upper().get(),
        (2.0 * fraction.most_likely.get()).min(1.0),
    )
}

/// The name of a record: that of the junction with its end.
fn id(number: usize, end: usize) -> String {
    format!("junction{number}_{end}")
}

/// The lines of one call, each with its place.
fn lines(call: &JunctionCall, number: usize, pair: &PairIdentity) -> Vec<(ContigIndex, Position, String)> {
    let contigs = &pair.reference.contigs;
    let doubts: Vec<&str> = call.doubts.iter().map(|doubt| doubt.code()).collect();
    let filter = if doubts.is_empty() { "PASS".to_owned() } else { doubts.join(";") };
    let ends: Vec<End> = call.place.each_end().collect();
    let tumours = pair.tumours.len();
    let germline = matches!(call.best, Event::GermlineHeterozygous | Event::GermlineHomozygous);
    let specimens: Vec<String> = call
        .specimens
        .iter()
        .enumerate()
        .map(|(at, of)| {
            let holds = at < tumours || germline || call.class == Event::SomaticInNormal;
            specimen(of, holds && of.support.fragments() > 0)
        })
        .collect();
    let line = |(at, (end, allele)): (usize, (&End, genome::breakend::BreakendAllele))| {
        let contig = contigs.get(end.breakend.contig)?.name.as_str();
        let alternate = allele.alternate(end.reference, contigs).ok()?;
        let mut info = String::from("SVTYPE=BND");
        if ends.len() == 2 {
            let _ = write!(info, ";MATEID={}", id(number, 2 - at));
        }
        if let Some(rearrangement) = call.rearrangement {
            let _ = write!(info, ";EVENT=event{}", rearrangement.number);
        }
        let kind = call.rearrangement.map_or_else(|| kind(call), |rearrangement| rearrangement.kind);
        let _ = write!(info, ";EVENTTYPE={}", kind.code());
        if call.rearrangement.is_some_and(|rearrangement| rearrangement.reciprocal) {
            info.push_str(";RECIPROCAL");
        }
        let _ = write!(info, ";CLASS={};BEST={}", event_name(call.class), event_name(call.best));
        if !call.place.precise {
            info.push_str(";IMPRECISE");
        }
        let _ = write!(info, ";CIPOS={},{}", end.uncertainty.0, end.uncertainty.1);
        if call.place.precise && ends.len() == 2 {
            let _ = write!(info, ";HOMLEN={};INSLEN={}", call.place.homology, call.place.inserted.len());
        }
        if let Some(quality) = end.mapping_quality {
            let _ = write!(info, ";MAPQ={quality}");
        }
        if let [first, second] = ends[..]
            && first.breakend.contig == second.breakend.contig
        {
            let distance = first.breakend.position.get().abs_diff(second.breakend.position.get());
            let _ = write!(info, ";DISTANCE={distance}");
        }
        for (key, name) in [("PAIR", &call.pair), ("LOCUS", &call.immune_locus)] {
            if let Some(name) = name {
                let _ = write!(info, ";{key}={}", in_info(name));
            }
        }
        let position = end.breakend.position;
        let quality = call.quality.get();
        let id = id(number, at + 1);
        let text = format!(
            "{contig}\t{position}\t{id}\t{}\t{alternate}\t{quality:.2}\t{filter}\t{info}\tGT:VF:SR:RP:SC:REF:AF:AFCI:CF\t{}",
            end.reference,
            specimens.join("\t"),
        );
        Some((end.breakend.contig, position, text))
    };
    ends.iter().zip(call.place.alleles()).enumerate().filter_map(line).collect()
}

/// A name without what separates fields (VCF 1.2).
fn in_info(name: &str) -> String {
    name.chars().map(|char| if char.is_whitespace() || ";=,%".contains(char) { '_' } else { char }).collect()
}

/// Writes `structural.vcf.gz` and its index.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write(
    path: &Path,
    pair: &PairIdentity,
    calls: &[JunctionCall],
    provenance: Provenance<'_>,
) -> Result<(), VcfWriteError> {
    let mut all: Vec<(ContigIndex, Position, String)> =
        calls.iter().zip(1..).flat_map(|(call, number)| lines(call, number, pair)).collect();
    // Records of one place keep the order of their calls.
    all.sort_by_key(|(contig, position, _)| (*contig, *position));
    let mut writer = VcfWriter::create(path, &header(pair, provenance), &pair.reference.contigs)?;
    for (contig, position, line) in all {
        writer.write(&line, contig, position, position)?;
    }
    writer.finish()
}
