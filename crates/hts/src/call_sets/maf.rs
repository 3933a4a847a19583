//! Mutation Annotation Format: a table of the variants of one or many persons.
//!
//! Source: GDC, "MAF Format" (docs.gdc.cancer.gov); a deleted or inserted allele is `-`, and an insertion lies between
//! `Start_Position` and the base behind it.

use genome::position::Position;
use genome::quantity::{AlleleCount, AlleleFraction, Depth};
use genome::sequence::Sequence;

use super::caller::Caller;
use super::error::Fault;
use super::note::Note;
use super::parse::{allele, depth, real};
use super::read_support::ReadSupport;
use super::samples::{Role, Sample};
use super::small_variant::{Annotation, Filters, SmallVariant, Status};
use super::table::Row;
use super::{CallSet, Form};

/// An empty set, whose two samples are those of each line.
pub(super) fn empty() -> CallSet {
    let mut set = CallSet::new(Form::Maf, Caller::default());
    let sample = |name: &str, role| Sample { name: name.into(), role, because: "the format" };
    set.samples =
        vec![sample("Tumor_Sample_Barcode", Role::Tumour), sample("Matched_Norm_Sample_Barcode", Role::Normal)];
    set
}

/// An allele, empty for `-`.
fn bases(field: &'static str, text: &str) -> Result<Sequence, Fault> {
    if text == "-" { Ok(Sequence::default()) } else { allele(field, text) }
}

/// The reads of one of the two samples.
fn reads(row: &Row<'_>, sample: char, notes: &mut impl FnMut(Note)) -> Result<ReadSupport, Fault> {
    let number = |what: &str| {
        let column = format!("{sample}_{what}");
        row.get(&column).map(|text| depth(&column, text)).transpose().map(Option::flatten)
    };
    let (all, reference, alternate) = (number("depth")?, number("ref_count")?, number("alt_count")?);
    let both = reference.zip(alternate).and_then(|(r, a)| r.get().checked_add(a.get())).map(Depth::new);
    // The depth is that of all alleles; where it is missing, reference and alternate are what there is.
    let count = alternate.zip(all.or(both)).and_then(|(alternate, all)| {
        let count = AlleleCount::new(alternate, all);
        if count.is_err() {
            notes(Note::MoreThanAll);
        }
        count.ok()
    });
    // The TCGA of acute myeloid leukaemia states fractions in per cent, and no counts.
    let percent = row.get("i_TumorVAF_WU").filter(|_| sample == 't').map(|text| real("i_TumorVAF_WU", text));
    let stated_fraction = percent.transpose()?.flatten().and_then(|percent| AlleleFraction::new(percent / 100.0).ok());
    Ok(ReadSupport { count, depth: all, stated_fraction, ..ReadSupport::default() })
}

/// Reads a line.
pub(super) fn row(set: &mut CallSet, row: &Row<'_>) -> Result<(), Fault> {
    let contig = set.contigs.index(row.required("Chromosome"))?;
    let start_column = if row.text("Start_Position").is_some() { "Start_Position" } else { "Start_position" };
    let start = set.contigs.position(contig, "Start_Position", row.required(start_column))?;
    if let Some(build) = row.get("NCBI_Build")
        && !set.build.ncbi(build)
    {
        return Err(Fault::Build(build.to_owned()));
    }
    let reference = bases("Reference_Allele", row.required("Reference_Allele"))?;
    let second = row.required("Tumor_Seq_Allele2");
    if second.starts_with('<') {
        set.notes.add(Note::OtherSymbol, row.line);
        return Ok(());
    }
    let mut alternate = bases("Tumor_Seq_Allele2", second)?;
    if alternate == reference
        && let Some(first) = row.get("Tumor_Seq_Allele1")
    {
        alternate = bases("Tumor_Seq_Allele1", first)?;
    }
    if alternate == reference {
        set.notes.add(Note::SameAlleles, row.line);
        return Ok(());
    }
    let behind = || start.checked_add(1).ok_or(Fault::Position { field: "Start_Position", text: start.to_string() });
    let position: Position = if reference.is_empty() { behind()? } else { start };
    let mut note = |note| set.notes.add(note, row.line);
    let support = vec![reads(row, 't', &mut note)?, reads(row, 'n', &mut note)?];
    let text = |columns: &[&str]| columns.iter().find_map(|column| row.get(column)).map(str::to_owned);
    let status = row.get("Mutation_Status").map(|text| match text.to_ascii_lowercase().as_str() {
        "somatic" => Status::Somatic,
        "germline" => Status::Germline,
        "loh" => Status::LossOfHeterozygosity,
        _ => Status::Undecided,
    });
    let annotation = Annotation {
        gene: text(&["Hugo_Symbol"]),
        transcript: text(&["Transcript_ID", "Annotation_Transcript"]),
        coding: text(&["HGVSc", "cDNA_Change"]),
        protein: text(&["HGVSp_Short", "HGVSp", "Protein_Change"]),
        classification: text(&["Variant_Classification"]),
    };
    set.small_variants.push(SmallVariant {
        contig,
        position,
        reference,
        alternate,
        id: text(&["dbSNP_RS"]),
        quality: None,
        filters: Filters::parse(row.get("FILTER").unwrap_or_default(), &[';', ',']),
        status,
        support,
        tumour_sample: text(&["Tumor_Sample_Barcode"]),
        annotation: Some(Box::new(annotation)),
        line: row.line,
    });
    Ok(())
}
