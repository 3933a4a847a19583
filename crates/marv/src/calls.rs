//! Files of calls, annotated, as findings take them.

use std::collections::BTreeSet;
use std::path::Path;

use annotation::annotate::{AnnotateError, Asked, TranscriptAnnotation, annotate};
use annotation::store::AnnotationStore;
use anyhow::{Context, bail};
use genome::assembly::Assembly;
use genome::position::Position;
use genome::quantity::{AlleleCount, AlleleFraction};
use genome::sequence::Sequence;
use genome::variant::VariantError;
use hts::call_sets::{CallSet, Filters, ReadSupport, Role, SmallVariant, Status, Told};
use interpretation::consequence::Consequence;
use interpretation::gene::Gene;
use interpretation::meaning::CalledVariant;
use interpretation::meaning::variants::Reads;
use interpretation::protein::ProteinChange;
use interpretation::variant::{Origin, Variant};
use interpretation::workup::{DoubtedFusion, Fusion};

use crate::fusions::{self, MORE_PROBABLE_THAN_NOT};
use crate::terminal::harmless;

/// What a file of calls gives to the findings.
#[derive(Debug, Default)]
pub struct Called {
    /// Small variants with what they do to genes.
    pub variants: Vec<CalledVariant>,
    /// Genes that are joined, of those that passed the caller's filters.
    pub fusions: Vec<Fusion>,
    /// Genes that are joined, of those that did not.
    pub doubted_fusions: Vec<DoubtedFusion>,
}

/// Reads a file of calls. A MAF that names genes and protein changes needs no store; small variants of other files do.
/// `elsewhere`: lines whose events another file tells.
pub fn called(
    path: &Path,
    told: &Told,
    store: Option<&AnnotationStore>,
    elsewhere: &BTreeSet<usize>,
) -> anyhow::Result<Called> {
    let calls = CallSet::read(path, told)?;
    let tumour = calls.sample(Role::Tumour);
    let normal = calls.sample(Role::Normal);
    if !calls.small_variants.is_empty() && tumour.is_none() {
        let names: Vec<&str> = calls.samples.iter().map(|sample| sample.name.as_str()).collect();
        bail!("{}: which column is the tumour? Say it with --tumour; there are {}", path.display(), names.join(", "));
    }
    one_person(path, told, &calls)?;
    let of_another = |call: &SmallVariant| {
        told.tumour.is_some() && call.tumour_sample.is_some() && call.tumour_sample != told.tumour
    };
    let own = calls.caller.name.as_deref() == Some("Marv");
    let (mut found, mut improbable) = (Vec::new(), 0);
    for call in calls.small_variants.iter().filter(|call| !of_another(call) && !elsewhere.contains(&call.line)) {
        if own && more_probably_none(call) {
            improbable += 1;
            continue;
        }
        let support = |sample: Option<usize>| sample.and_then(|place| call.support.get(place));
        let (tumour, normal) = (support(tumour), support(normal));
        // A site that was looked for and not seen is listed without a read.
        if tumour.and_then(|support| support.count).is_some_and(|count| count.alternate().get() == 0) {
            continue;
        }
        let place = calls.contigs.name(call.contig).unwrap_or_default();
        let at = || format!("{}, line {}", path.display(), call.line);
        let annotated = match store {
            Some(store) => by_store(store, place, call, calls.build.assembly()).with_context(at)?,
            None => by_file(call).with_context(at)?.into_iter().collect(),
        };
        let written = call.annotation.as_ref().and_then(|said| said.protein.as_deref()).filter(|text| !text.is_empty());
        let read = annotated.iter().any(|(_, variant)| variant.protein != ProteinChange::Unknown);
        if let Some(text) = written.filter(|text| store.is_none() && !read && !text.contains('?')) {
            let text = harmless(text);
            eprintln!("marv: {}: the protein change {text:?} is not read; only its class counts", at());
        }
        for (genomic, variant) in annotated {
            let normal_fraction = normal.and_then(ReadSupport::fraction);
            let variant = Variant {
                fraction: tumour.and_then(ReadSupport::fraction),
                normal_fraction,
                origin: origin(call, normal_fraction),
                ..variant
            };
            let Genomic { hgvs, vrs } = genomic;
            let genomic = hgvs.unwrap_or_else(|| format!("{place}:{}", call.position));
            let reads = tumour.and_then(|support| support.count).map(counted);
            found.push(CalledVariant { genomic, vrs, variant, reads, filters: filters(call), from: at() });
        }
    }
    if improbable > 0 {
        eprintln!(
            "marv: {}: {improbable} calls are more probably none than somatic (QUAL below 3) and are no findings",
            path.display()
        );
    }
    let mut told = Called { variants: found, ..Called::default() };
    let unnamed = of_table(&calls, &mut told);
    of_junctions(path, &calls, store, &mut told)?;
    if unnamed > 0 {
        eprintln!(
            "marv: {}: {unnamed} junctions join a place that is no gene; they count as no fusion",
            path.display()
        );
    }
    Ok(told)
}

/// The fusions that a caller names by their genes, each pair once, those that it lets pass apart from those that it doubts.
/// Returns how many of those that passed join a place that is no gene.
fn of_table(calls: &CallSet, told: &mut Called) -> usize {
    let mut unnamed = 0;
    for call in &calls.fusions {
        let symbol = |name: &Option<String>| name.as_deref().and_then(|name| name.parse::<Gene>().ok());
        let genes = symbol(&call.five_prime.gene).zip(symbol(&call.three_prime.gene));
        let fusion = genes.map(|(first, second)| Fusion::new(first.symbol(), second.symbol()));
        match (fusion, &call.filters) {
            (Some(fusion), Filters::Failed(filters)) => {
                told.doubted_fusions.push(DoubtedFusion { fusion, filters: filters.clone() });
            }
            (Some(fusion), _) if !told.fusions.contains(&fusion) => told.fusions.push(fusion),
            (Some(_), _) | (None, Filters::Failed(_)) => {}
            (None, _) => unnamed += 1,
        }
    }
    unnamed
}

/// The fusions that somatic junctions make, each pair once, those that count apart from those that are doubted.
fn of_junctions(
    path: &Path,
    calls: &CallSet,
    store: Option<&AnnotationStore>,
    told: &mut Called,
) -> anyhow::Result<()> {
    let unsaid = calls.structural_variants.iter().filter(|call| call.status.is_none()).count();
    if unsaid > 0 {
        eprintln!(
            "marv: {}: of {unsaid} structural variants the file does not say whether they are somatic; they count as no \
             fusion",
            path.display()
        );
    }
    let somatic = calls.structural_variants.iter().filter(|call| call.status == Some(Status::Somatic)).count();
    if somatic == 0 {
        return Ok(());
    }
    let Some(store) = store else {
        bail!(
            "{} holds {somatic} somatic structural variants; which genes they join says --store, which marv reference \
             prepare makes",
            path.display()
        );
    };
    let symbol = |name: &str| name.parse::<Gene>().map_or_else(|_| name.to_owned(), |gene| gene.symbol().to_owned());
    for named in fusions::named(path, calls, store)? {
        let Some((first, second)) = named.reading.genes() else { continue };
        let fusion = Fusion::new(symbol(first), symbol(second));
        match named.doubts() {
            None => {}
            Some(doubts) if !doubts.is_empty() => {
                told.doubted_fusions.push(DoubtedFusion { fusion, filters: doubts });
            }
            Some(_) if told.fusions.contains(&fusion) => {}
            Some(_) => told.fusions.push(fusion),
        }
    }
    Ok(())
}

/// Whether Marv itself holds it for more probably nothing than somatic: `QUAL` is the probability that it is not, in Phred units.
/// Such a call is evidence for whoever looks at the place, and no finding. An inherited variant is another matter.
fn more_probably_none(call: &SmallVariant) -> bool {
    let doubted =
        matches!(&call.filters, Filters::Failed(filters) if filters.iter().any(|filter| filter == "low_posterior"));
    doubted
        && call.status != Some(Status::Germline)
        && call.quality.is_some_and(|quality| quality < MORE_PROBABLE_THAN_NOT)
}

/// A MAF may hold many persons: then one of them must be named.
fn one_person(path: &Path, told: &Told, calls: &CallSet) -> anyhow::Result<()> {
    let persons: BTreeSet<&str> =
        calls.small_variants.iter().filter_map(|call| call.tumour_sample.as_deref()).collect();
    match &told.tumour {
        Some(name) if !persons.is_empty() && !persons.contains(name.as_str()) => {
            bail!("{}: there is no Tumor_Sample_Barcode {name:?} among its {}", path.display(), persons.len())
        }
        None if persons.len() > 1 => {
            bail!("{} holds the variants of {} tumours; name one with --tumour", path.display(), persons.len())
        }
        _ => Ok(()),
    }
}

fn counted(count: AlleleCount) -> Reads {
    Reads { alternate: count.alternate().get(), depth: count.depth().get() }
}

fn filters(call: &SmallVariant) -> Vec<String> {
    match &call.filters {
        Filters::Failed(filters) => filters.clone(),
        Filters::Passed | Filters::NotApplied => Vec::new(),
    }
}

/// What the caller says, else what the reads of the normal say.
fn origin(call: &SmallVariant, normal: Option<AlleleFraction>) -> Origin {
    match call.status {
        Some(Status::Somatic) => Origin::Somatic,
        Some(Status::Germline) => Origin::Germline,
        Some(_) => Origin::Unknown,
        None => Origin::by_normal(normal),
    }
}

/// What the file itself says of gene and protein.
fn by_file(call: &SmallVariant) -> anyhow::Result<Option<(Genomic, Variant)>> {
    let Some(said) = &call.annotation else {
        bail!("the file says nothing of genes; give --store, which marv reference prepare makes");
    };
    let Some(gene) = &said.gene else { return Ok(None) };
    // Tables of cohorts write some changes in ways of their own; the class of the change is then what is known.
    let protein = said.protein.as_deref().and_then(|change| change.parse().ok()).unwrap_or(ProteinChange::Unknown);
    let mut variant = Variant::new(gene.parse::<Gene>()?, protein);
    if let Some(consequence) = said.classification.as_deref().and_then(consequence) {
        variant.consequences = vec![consequence];
    }
    variant.transcript.clone_from(&said.transcript);
    variant.coding.clone_from(&said.coding);
    Ok(Some((Genomic::default(), variant)))
}

/// `Variant_Classification` of a MAF (GDC MAF format v1.0.0).
fn consequence(classification: &str) -> Option<Consequence> {
    Some(match classification {
        "Frame_Shift_Del" | "Frame_Shift_Ins" => Consequence::Frameshift,
        "In_Frame_Del" | "In_Frame_Ins" => Consequence::Inframe,
        "Missense_Mutation" => Consequence::Missense,
        "Nonsense_Mutation" => Consequence::StopGained,
        "Nonstop_Mutation" => Consequence::StopLost,
        "Translation_Start_Site" => Consequence::StartLost,
        "Splice_Site" => Consequence::EssentialSplice,
        "Splice_Region" => Consequence::SpliceRegion,
        "Silent" => Consequence::Synonymous,
        "5'UTR" => Consequence::FivePrimeUtr,
        "3'UTR" => Consequence::ThreePrimeUtr,
        "Intron" => Consequence::Intron,
        _ => return None,
    })
}

/// What annotation says, once for each gene that is touched.
fn by_store(
    store: &AnnotationStore,
    place: &str,
    call: &SmallVariant,
    assembly: Option<Assembly>,
) -> anyhow::Result<Vec<(Genomic, Variant)>> {
    if let Some(stated) = assembly.filter(|stated| stated.to_string() != store.assembly()) {
        bail!("the calls are on {stated}, the store is of {}: lift them over first", store.assembly());
    }
    annotated(store, place, call.position, &call.reference, &call.alternate)
}

/// How a change is named on the chromosome.
#[derive(Debug, Clone, Default)]
pub struct Genomic {
    /// In HGVS.
    pub hgvs: Option<String>,
    /// By GA4GH's VRS 2.0.
    pub vrs: Option<String>,
}

/// What a change does, once for each gene that is touched, with its names on the chromosome.
pub fn annotated(
    store: &AnnotationStore,
    place: &str,
    position: Position,
    reference: &Sequence,
    alternate: &Sequence,
) -> anyhow::Result<Vec<(Genomic, Variant)>> {
    let Some(contig) = fusions::contig_of(store, place) else {
        bail!("the store of {} has no contig {place:?}", store.assembly());
    };
    let told = match annotate(store, contig, position, reference, alternate, Asked::Preferred) {
        Ok(told) => told,
        Err(AnnotateError::Variant(VariantError::NoChange)) => return Ok(Vec::new()),
        Err(error @ AnnotateError::Variant(VariantError::Mismatch { .. })) => {
            bail!("{error}; are the calls on {}? calls on GRCh37 must be lifted over first", store.assembly())
        }
        Err(error) => return Err(error.into()),
    };
    let touched = told.transcripts.iter().filter(|transcript| transcript.distance.is_none());
    let genomic = || Genomic { hgvs: Some(told.hgvs.clone()), vrs: told.vrs.clone() };
    touched.map(|transcript| Ok((genomic(), on_transcript(transcript)?))).collect()
}

fn on_transcript(told: &TranscriptAnnotation) -> anyhow::Result<Variant> {
    let protein = match &told.protein {
        Some(change) => change.describe().parse()?,
        None => ProteinChange::Unknown,
    };
    let mut variant = Variant::new(told.gene.parse::<Gene>()?, protein);
    variant.transcript = Some(told.transcript.clone());
    variant.coding = told.hgvs.as_deref().and_then(|hgvs| hgvs.split_once(':')).map(|(_, change)| change.to_owned());
    variant.consequences =
        told.consequences.terms().iter().map(|term| term.name().parse()).collect::<Result<Vec<_>, _>>()?;
    Ok(variant)
}
