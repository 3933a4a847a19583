//! Junctions of a call file as fusions: which genes are joined, in which order, between which exons and in which frame.

use std::io::Write as _;
use std::path::Path;

use annotation::fusion::{Frame, Fusion, Partner, read_junction};
use annotation::store::AnnotationStore;
use anyhow::{Context, bail};
use genome::breakend::{Breakend, Junction, Orientation};
use genome::chromosome::Chromosome;
use genome::contig::ContigIndex;
use hts::call_sets::{CallSet, Filters, Role, Status, StructuralVariant};
use hts::unfinished::UnfinishedFile;

/// What a junction makes of genes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// One gene goes on in another: the first gives the promoter.
    Fusion(Box<Fusion>),
    /// Exons of one gene are left out or doubled.
    WithinGene(Box<Fusion>),
    /// Two places that recur joined in a disease, whatever lies at the very breakends: an enhancer beside a gene, say.
    KnownPair(String),
    /// Genes at both ends of which both keep the same end: no transcript goes on.
    SameEnds([Vec<Partner>; 2]),
    /// Genes at one end, or at none.
    NoPartner([Vec<Partner>; 2]),
}

impl Reading {
    fn code(&self) -> &'static str {
        match self {
            Self::Fusion(_) => "fusion",
            Self::WithinGene(_) => "within_gene",
            Self::KnownPair(_) => "known_pair",
            Self::SameEnds(_) => "same_ends",
            Self::NoPartner(_) => "no_partner",
        }
    }

    /// The two genes that it joins, that with the promoter first; `None` if it joins none.
    pub fn genes(&self) -> Option<(&str, &str)> {
        match self {
            Self::Fusion(fusion) => Some((&fusion.first.gene, &fusion.second.gene)),
            Self::KnownPair(name) => name.split_once("::"),
            _ => None,
        }
    }

    fn frame(&self) -> Option<Frame> {
        match self {
            Self::Fusion(fusion) | Self::WithinGene(fusion) => Some(fusion.frame),
            _ => None,
        }
    }
}

/// A junction with one reading of it; a junction has as many as it joins pairs of genes.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<'c> {
    /// The call.
    pub call: &'c StructuralVariant,
    /// The junction, on the contigs of the store.
    pub junction: Junction,
    /// What it makes of genes.
    pub reading: Reading,
    /// Whether the other junction of the exchange passed as well.
    pub reciprocal: bool,
}

/// `QUAL` from which a doubted call of Marv is more probably somatic than not: the probability that it is not, in Phred units, of one half.
pub const MORE_PROBABLE_THAN_NOT: f64 = 3.0;

impl Named<'_> {
    /// What speaks against counting the genes as joined; empty if nothing does, `None` if it is no finding of the tumour at all: not
    /// somatic, made by lymphocytes themselves, or less probable than not and no known pair.
    ///
    /// A known pair counts as such. Of any other fusion the frame must go on, or be such that DNA does not tell: what is read out
    /// of frame makes no protein of the second gene.
    pub fn doubts(&self) -> Option<Vec<String>> {
        let expected = self.call.expected_pair.is_some();
        let mut doubts = match &self.call.filters {
            Filters::Failed(filters) => filters.clone(),
            Filters::Passed | Filters::NotApplied => Vec::new(),
        };
        let none = self.call.status != Some(Status::Somatic)
            || doubts.iter().any(|doubt| doubt == "physiological")
            || (!doubts.is_empty() && !expected && self.call.quality.is_none_or(|of| of < MORE_PROBABLE_THAN_NOT));
        if none {
            return None;
        }
        match self.reading.frame() {
            Some(frame @ (Frame::OutOfFrame | Frame::NotCoding)) if !expected => doubts.push(frame.to_string()),
            _ => {}
        }
        Some(doubts)
    }
}

/// Whether the file says of a call that it is acquired, and that nothing speaks against it.
fn passes(call: &StructuralVariant) -> bool {
    call.status == Some(Status::Somatic) && !matches!(call.filters, Filters::Failed(_))
}

/// Reads all junctions of a call file that are not said to be inherited.
pub fn named<'c>(path: &Path, calls: &'c CallSet, store: &AnnotationStore) -> anyhow::Result<Vec<Named<'c>>> {
    if let Some(stated) = calls.build.assembly().filter(|stated| stated.to_string() != store.assembly()) {
        bail!(
            "{}: the calls are on {stated}, the store is of {}: lift them over first",
            path.display(),
            store.assembly()
        );
    }
    let mut found = Vec::new();
    for call in calls.structural_variants.iter().filter(|call| call.status != Some(Status::Germline)) {
        let reciprocal = passes(call) && call.part_of.as_ref().is_some_and(|event| of_two(calls, event));
        for junction in call.event.junctions() {
            let at = || format!("{}, line {}", path.display(), call.line);
            let junction = on_store(calls, store, junction).with_context(at)?;
            for reading in readings(store, &junction, call.expected_pair.as_deref())? {
                found.push(Named { call, junction: junction.clone(), reading, reciprocal });
            }
        }
    }
    Ok(found)
}

/// Whether an event has two junctions that pass.
fn of_two(calls: &CallSet, event: &str) -> bool {
    let of_it = |call: &&StructuralVariant| call.part_of.as_deref() == Some(event) && passes(call);
    calls.structural_variants.iter().filter(of_it).count() >= 2
}

/// The same junction on the contigs of the store.
fn on_store(calls: &CallSet, store: &AnnotationStore, junction: &Junction) -> anyhow::Result<Junction> {
    let [first, second] = [junction.first(), junction.second()].map(|end| {
        let name = calls.contigs.name(end.contig).unwrap_or_default();
        let Some(contig) = contig_of(store, name) else {
            bail!("the store of {} has no contig {name:?}", store.assembly());
        };
        Ok(Breakend { contig, ..end })
    });
    Ok(Junction::new(first?, second?, junction.inserted().clone()))
}

/// The contig of the store, by its name or by the chromosome that both names mean.
pub fn contig_of(store: &AnnotationStore, name: &str) -> Option<ContigIndex> {
    let by_chromosome = || {
        let wanted = Chromosome::of_name(name)?;
        let mut all = store.contigs().contigs().iter();
        let same = all.find(|contig| Chromosome::of_name(contig.name.as_str()) == Some(wanted))?;
        store.contigs().find(same.name.as_str())
    };
    store.contigs().find(name).or_else(by_chromosome)
}

fn readings(store: &AnnotationStore, junction: &Junction, pair: Option<&str>) -> anyhow::Result<Vec<Reading>> {
    let read = read_junction(store, junction)?;
    let of = |fusion: Fusion| match fusion.within_gene() {
        Some(_) => Reading::WithinGene(Box::new(fusion)),
        None => Reading::Fusion(Box::new(fusion)),
    };
    let mut readings: Vec<Reading> = read.fusions.into_iter().map(of).collect();
    if let Some(pair) = pair {
        let genes = pair.split_once("::");
        let is_it = |reading: &Reading| {
            reading.genes().is_some_and(|(one, other)| genes == Some((one, other)) || genes == Some((other, one)))
        };
        if !readings.iter().any(is_it) {
            readings.push(Reading::KnownPair(pair.to_owned()));
        }
    }
    if readings.is_empty() {
        let both = read.partners.iter().all(|genes| !genes.is_empty());
        readings.push(if both { Reading::SameEnds(read.partners) } else { Reading::NoPartner(read.partners) });
    }
    Ok(readings)
}

const COLUMNS: [&str; 21] = [
    "name",
    "class",
    "frame",
    "gene5",
    "transcript5",
    "part5",
    "last_exon5",
    "gene3",
    "transcript3",
    "part3",
    "first_exon3",
    "breakend1",
    "breakend2",
    "precise",
    "fragments",
    "reference",
    "fraction",
    "filters",
    "event",
    "reciprocal",
    "known_pair",
];

/// Writes `fusions.tsv`: a line for each junction that is not inherited and each pair of genes that it joins. docs/structural.md
/// describes the columns.
pub fn write(path: &Path, calls: &CallSet, store: &AnnotationStore, named: &[Named<'_>]) -> anyhow::Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = UnfinishedFile::create(path)?;
        writeln!(file, "# marv {}; store {} of {}", env!("CARGO_PKG_VERSION"), store.id(), store.assembly())?;
        writeln!(file, "{}", COLUMNS.join("\t"))?;
        let tumour = calls.sample(Role::Tumour);
        for one in named {
            writeln!(file, "{}", row(one, tumour, store))?;
        }
        file.publish()
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

fn row(named: &Named<'_>, tumour: Option<usize>, store: &AnnotationStore) -> String {
    let (call, reading) = (named.call, &named.reading);
    let name = reading.genes().map(|(first, second)| format!("{first}::{second}"));
    let genes = match reading {
        Reading::Fusion(fusion) | Reading::WithinGene(fusion) => [&fusion.first, &fusion.second].map(partner),
        Reading::KnownPair(_) => [nothing(), nothing()],
        Reading::SameEnds(partners) | Reading::NoPartner(partners) => partners.each_ref().map(|all| {
            let names: Vec<&str> = all.iter().map(|partner| partner.gene.as_str()).collect();
            let [_, rest @ ..] = nothing();
            let [transcript, part, exon] = rest;
            [if names.is_empty() { ".".to_owned() } else { names.join(",") }, transcript, part, exon]
        }),
    };
    let support = tumour.and_then(|tumour| call.support.get(tumour)).copied().unwrap_or_default();
    let fragments = support.fragments.or_else(|| {
        let (split, pairs) = (support.split_reads?, support.read_pairs?);
        split.get().checked_add(pairs.get()).map(genome::quantity::Depth::new)
    });
    let fraction = tumour.and_then(|tumour| call.fractions.get(tumour).copied().flatten());
    let filters = match &call.filters {
        Filters::Failed(filters) => filters.join(";"),
        Filters::Passed => "PASS".to_owned(),
        Filters::NotApplied => ".".to_owned(),
    };
    let yes_no = |yes| if yes { "yes" } else { "no" }.to_owned();
    let [first, second] = genes;
    let mut fields = vec![
        name.unwrap_or_else(|| ".".to_owned()),
        reading.code().to_owned(),
        reading.frame().map_or_else(|| ".".to_owned(), |frame| frame.to_string()),
    ];
    fields.extend(first);
    fields.extend(second);
    fields.extend([named.junction.first(), named.junction.second()].map(|end| place(end, store)));
    fields.extend([
        yes_no(call.precise),
        fragments.map_or_else(|| ".".to_owned(), |depth| depth.get().to_string()),
        support.reference.map_or_else(|| ".".to_owned(), |depth| depth.get().to_string()),
        fraction.map_or_else(|| ".".to_owned(), |fraction| format!("{:.4}", fraction.get())),
        filters,
        call.part_of.clone().unwrap_or_else(|| ".".to_owned()),
        yes_no(named.reciprocal),
        call.expected_pair.clone().unwrap_or_else(|| ".".to_owned()),
    ]);
    fields.join("\t")
}

/// Gene, transcript, the exon or intron of the break, and the kept exon beside it.
fn partner(partner: &Partner) -> [String; 4] {
    [partner.gene.clone(), partner.transcript.clone(), partner.part.to_string(), partner.exon.to_string()]
}

fn nothing() -> [String; 4] {
    [(); 4].map(|()| ".".to_owned())
}

fn place(end: Breakend, store: &AnnotationStore) -> String {
    let name = store.contigs().get(end.contig).map_or("", |contig| contig.name.as_str());
    let side = match end.orientation {
        Orientation::KeepsLeft => "left",
        Orientation::KeepsRight => "right",
    };
    format!("{name}:{}:{side}", end.position)
}
