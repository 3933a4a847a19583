//! `tandem.vcf.gz`: the events, one line each, and how deep each locus was looked at; `tandem.json`: the same of every base.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use genome::contig::{ContigIndex, ContigList};
use genome::position::Position;
use genome::quantity::AlleleFraction;
use hts::unfinished::write_whole;
use hts::vcf::{VcfWriteError, VcfWriter};
use serde_json::{Value, json};

use super::{AllelicRatio, Callable, Partial, PartialLocus, Tandem, TandemCall, TandemLocus};
use crate::identity::PairIdentity;
use crate::model::joint::Event;
use crate::pass::tandem::Place;
use crate::pass::windows::WINDOW;
use crate::vcf_output::{
    Field, LEAST_QUALITY, Provenance, columns, describe, event_name, header_begin, header_end, sample,
};

const INFO: [Field; 11] = [
    ("LOCUS", "1", "String", "The locus, by its name in the list"),
    (
        "TYPE",
        "1",
        "String",
        "DUP: half of the bases that came in, or more, are those of a stretch beside them; INS: they are not",
    ),
    ("LENGTH", "1", "Integer", "Bases that came in"),
    ("TEMPLATE", "2", "Integer", "First and last base of the stretch that stands a second time"),
    ("NEW", "1", "String", "Bases that came in beside the second copy"),
    (
        "CLASS",
        "1",
        "String",
        "The more probable of somatic (in the tumour) and somatic_in_normal (in the normal by itself, as in clonal haematopoiesis)",
    ),
    ("BEST", "1", "String", "The most probable explanation of all"),
    ("SVTYPE", "1", "String", "DUP of a partial tandem duplication"),
    ("END", "1", "Integer", "Last base of the stretch that stands twice"),
    ("FOLD", "3", "Float", "Depth of the stretch against the rest of the locus, with its 95 % interval"),
    ("BALANCE", "1", "Float", "Share of the more frequent allele at heterozygous sites of the stretch"),
];

const FORMAT: [Field; 8] = [
    ("GT", "1", "String", "0/1 where the allele is called in the specimen"),
    ("DP", "1", "Integer", "Fragments that touch what is duplicated, or show it; overlapping mates are one"),
    ("AD", "R", "Integer", "Fragments that tell of its absence, and fragments that tell of it"),
    (
        "AF",
        "A",
        "Float",
        "Share of the molecules with it, corrected for its length: the most likely by the fragments alone",
    ),
    ("AFCI", "2", "Float", "95 % interval of AF"),
    (
        "AR",
        "A",
        "Float",
        "Allelic ratio: AF against the share of molecules without any event of the locus; missing where none is left",
    ),
    ("ARCI", "2", "Float", "95 % interval of AR"),
    ("JF", "1", "Integer", "Fragments that show the junction of a partial tandem duplication"),
];

const EVIDENCE: &str = "##INFO=<ID=EVIDENCE,Number=.,Type=String,Description=\"What speaks for a partial tandem duplication beyond chance: \
                        junction, depth_step, balance; two of them make a call\">";

const ONE_EVIDENCE: &str = "##FILTER=<ID=one_evidence,Description=\"Fewer than two of junction, depth step and balance speak for a \
                            partial tandem duplication\">";

/// What is told of a locus.
const LOCUS: &str = "In TUMOR: bases looked at, their median depth, the fraction from which on an event would have been seen \
                     with 95 % at 95 % of them, and the share at which one of 10 % would";

const PARTIAL_LOCUS: &str = "In TUMOR: bases of the windows looked at, their median depth, and the allele fraction from which on \
                             junction and depth step would both have been seen, each with 95 %";

/// A name without the characters that separate fields of a VCF file.
fn name(locus: &str) -> String {
    locus.chars().map(|char| if ",;=<>\" \t".contains(char) { '_' } else { char }).collect()
}

/// What is missing is a dot.
fn number(value: Option<f64>) -> String {
    value.map_or_else(|| ".".to_owned(), |value| format!("{value:.4}"))
}

fn header(pair: &PairIdentity, provenance: Provenance<'_>, tandem: &Tandem) -> String {
    let mut text = header_begin(pair, provenance);
    for locus in &tandem.loci {
        let Some(callable) = locus.callable.first() else { continue };
        let whole = |value: Option<u32>| value.map_or_else(|| ".".to_owned(), |value| value.to_string());
        let Callable { bases, depth, limit, callable, .. } = callable;
        let _ = writeln!(
            text,
            "##marv_locus=<ID={},Bases={bases},Depth={},Limit={},Callable={},Description=\"{LOCUS}\">",
            name(&locus.name),
            whole(*depth),
            number(limit.map(AlleleFraction::get)),
            number(*callable),
        );
    }
    for PartialLocus { name: own, windows, depth, limit, .. } in &tandem.partial {
        let _ = writeln!(
            text,
            "##marv_locus=<ID={},Bases={},Depth={},Limit={},Callable=.,Description=\"{PARTIAL_LOCUS}\">",
            name(own),
            windows.saturating_mul(WINDOW as usize),
            number(*depth),
            number(limit.map(AlleleFraction::get)),
        );
    }
    let _ =
        writeln!(text, "{ONE_EVIDENCE}\n##ALT=<ID=DUP:TANDEM,Description=\"A stretch that stands twice\">\n{EVIDENCE}");
    describe(&mut text, "INFO", &INFO);
    describe(&mut text, "FORMAT", &FORMAT);
    let _ = writeln!(
        text,
        "##INFO=<ID=LEAK,Number=0,Type=Flag,Description=\"The verdict would be another one if the normal held no tumour\">"
    );
    text + &header_end(pair)
}

fn line(tandem: &TandemCall, contigs: &ContigList, tumours: usize) -> Option<String> {
    let TandemCall { locus, inserted, call, ratios } = tandem;
    let contig = contigs.get(call.variant.contig())?.name.as_str();
    let doubts: Vec<&str> = call.doubts.iter().map(|doubt| doubt.code()).collect();
    let filter = if doubts.is_empty() { "PASS".to_owned() } else { doubts.join(";") };
    let kind = if inserted.template.is_some() { "DUP" } else { "INS" };
    let mut info = format!("LOCUS={};TYPE={kind};LENGTH={}", name(locus), inserted.bases.len());
    if let Some(template) = inserted.template {
        let _ = write!(info, ";TEMPLATE={},{}", template.start(), template.end());
        if !inserted.new_bases.is_empty() {
            let _ = write!(info, ";NEW={}", inserted.new_bases);
        }
    }
    let _ = write!(info, ";CLASS={};BEST={}", event_name(call.class), event_name(call.best));
    if call.depends_on_leak {
        info.push_str(";LEAK");
    }
    let variant = &call.variant;
    let mut line = format!(
        "{contig}\t{}\t.\t{}\t{}\t{:.2}\t{filter}\t{info}\tGT:DP:AD:AF:AFCI:AR:ARCI",
        variant.position(),
        variant.reference(),
        variant.alternate(),
        call.quality.get(),
    );
    for (place, (own, AllelicRatio { most_likely, lower, upper })) in call.samples.iter().zip(ratios).enumerate() {
        let present = own.alternate > 0 && (place < tumours || call.class == Event::SomaticInNormal);
        let ratio = [most_likely, lower, upper].map(|value| number(*value));
        let _ = write!(line, "\t{}:{}:{},{}", sample(own, present), ratio[0], ratio[1], ratio[2]);
    }
    Some(line)
}

/// What speaks for it beyond chance.
fn evidences(partial: &Partial) -> Vec<&'static str> {
    let met = [
        ("junction", partial.junction.is_some()),
        ("depth_step", partial.depth.is_some_and(|depth| depth.met)),
        ("balance", partial.balance.is_some_and(|balance| balance.met)),
    ];
    met.into_iter().filter(|(_, met)| *met).map(|(name, _)| name).collect()
}

/// The base before the stretch, as VCF places symbolic alleles; its own first where it begins the contig.
fn anchor(partial: &Partial) -> Position {
    let start = partial.place.interval.start();
    start.checked_sub(1).unwrap_or(start)
}

fn partial_line(locus: &str, partial: &Partial, contigs: &ContigList, specimens: usize) -> Option<String> {
    let contig = contigs.get(partial.place.contig)?.name.as_str();
    let doubts: Vec<&str> = partial.doubts.iter().map(|doubt| doubt.code()).collect();
    let filter = if doubts.is_empty() { "PASS".to_owned() } else { doubts.join(";") };
    let end = partial.place.interval.end();
    let mut info = format!("LOCUS={};SVTYPE=DUP;END={end};EVIDENCE={}", name(locus), evidences(partial).join(","));
    if let Some(depth) = &partial.depth {
        let [fold, lower, upper] = depth.fold;
        let _ = write!(info, ";FOLD={fold:.3},{lower:.3},{upper:.3}");
    }
    if let Some(balance) = &partial.balance {
        let _ = write!(info, ";BALANCE={:.3}", balance.share);
    }
    let position = anchor(partial);
    let mut line = format!("{contig}\t{position}\t.\tN\t<DUP:TANDEM>\t.\t{filter}\t{info}\tJF");
    for specimen in 0..specimens {
        let fragments = partial.junction.as_ref().map_or(0, |fragments| fragments.get(specimen).copied().unwrap_or(0));
        let _ = write!(line, "\t{fragments}");
    }
    Some(line)
}

/// Whether an event is probable enough to be written.
pub(super) fn is_written(tandem: &TandemCall) -> bool {
    tandem.call.quality.get() >= LEAST_QUALITY
}

/// Writes `tandem.vcf.gz` and its index; answers how many events were written. Those of less than one in a thousand are not.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write(
    path: &Path,
    pair: &PairIdentity,
    tandem: &Tandem,
    provenance: Provenance<'_>,
) -> Result<usize, VcfWriteError> {
    let contigs = &pair.reference.contigs;
    let (tumours, specimens) = (pair.tumours.len(), pair.tumours.len() + pair.normals.len());
    let mut lines: Vec<(ContigIndex, Position, Position, String)> = Vec::new();
    for tandem in tandem.calls.iter().filter(|tandem| is_written(tandem)) {
        let variant = &tandem.call.variant;
        let own = |line| (variant.contig(), variant.position(), variant.interval().end(), line);
        lines.extend(line(tandem, contigs, tumours).map(own));
    }
    for locus in &tandem.partial {
        for partial in &locus.found {
            let Place { contig, interval } = partial.place;
            let own = |line| (contig, anchor(partial), interval.end(), line);
            lines.extend(partial_line(&locus.name, partial, contigs, specimens).map(own));
        }
    }
    lines.sort();
    let mut writer = VcfWriter::create(path, &header(pair, provenance, tandem), contigs)?;
    for (contig, start, end, line) in &lines {
        writer.write(line, *contig, *start, *end)?;
    }
    writer.finish()?;
    Ok(lines.len())
}

/// Writes `tandem.json`: per locus and specimen the depth, the limit, and each stretch that is not callable.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write_loci(path: &Path, pair: &PairIdentity, tandem: &Tandem) -> io::Result<()> {
    let columns = columns(pair);
    let contigs = &pair.reference.contigs;
    let place = |place: &Place| {
        let contig = contigs.get(place.contig).map(|contig| contig.name.as_str());
        json!({ "contig": contig, "start": place.interval.start().get(), "end": place.interval.end().get() })
    };
    let specimen = |(column, callable): (&String, &Callable)| {
        let not_callable = callable.not_callable.iter().map(|(stretch, depth)| {
            let mut stretch = place(stretch);
            stretch["least_depth"] = json!(depth);
            stretch
        });
        json!({
            "column": column,
            "bases": callable.bases,
            "median_depth": callable.depth,
            "limit": callable.limit.map(AlleleFraction::get),
            "callable": callable.callable,
            "not_callable": not_callable.collect::<Vec<Value>>(),
        })
    };
    let locus = |locus: &TandemLocus| {
        json!({
            "name": locus.name,
            "asked": locus.asked.iter().map(place).collect::<Vec<Value>>(),
            "specimens": columns.iter().zip(&locus.callable).map(specimen).collect::<Vec<Value>>(),
        })
    };
    let stretch = |partial: &Partial| {
        let mut stretch = place(&partial.place);
        stretch["junction_fragments"] = json!(partial.junction);
        stretch["depth_step"] = json!(partial.depth.map(|depth| json!({ "fold": depth.fold, "met": depth.met })));
        stretch["balance"] = json!(
            partial
                .balance
                .map(|balance| json!({ "sites": balance.sites, "share": balance.share, "met": balance.met }))
        );
        stretch["doubts"] = json!(partial.doubts.iter().map(|doubt| doubt.code()).collect::<Vec<_>>());
        stretch
    };
    let partial = |locus: &PartialLocus| {
        json!({
            "name": locus.name,
            "asked": locus.asked.iter().map(place).collect::<Vec<Value>>(),
            "windows": locus.windows,
            "median_depth": locus.depth,
            "limit": locus.limit.map(AlleleFraction::get),
            "found": locus.found.iter().map(stretch).collect::<Vec<Value>>(),
        })
    };
    let all = json!({
        "schema": "marv-tandem/1",
        "callable_from": super::callable::CALLABLE.get(),
        "loci": tandem.loci.iter().map(locus).collect::<Vec<Value>>(),
        "partial": tandem.partial.iter().map(partial).collect::<Vec<Value>>(),
    });
    write_whole(path, format!("{all:#}\n").as_bytes())
}
