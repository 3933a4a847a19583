//! The tables that are known by their columns: those that are read, and those that hold no calls.

use std::path::Path;

/// What a table is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Known {
    /// Copy number segments.
    Segments(&'static SegmentLayout),
    /// Mutation Annotation Format.
    Maf,
    /// Fusions.
    Fusions(&'static FusionLayout),
    /// Purity and ploidy.
    Purity(&'static PurityLayout),
    /// No calls.
    NotCalls {
        /// What it is.
        what: &'static str,
        /// What to give instead.
        remedy: &'static str,
    },
}

/// The columns of a table of segments.
#[derive(Debug)]
pub(super) struct SegmentLayout {
    /// The program; `None` where many write this form.
    pub caller: Option<&'static str>,
    /// Columns that tell it from others, beside those of the place.
    marks: &'static [&'static str],
    /// Contig, start, end.
    pub place: [&'static str; 3],
    /// Whether positions are BED's: the start from 0, the end not included. Else both are from 1 and included.
    pub zero_based: bool,
    pub sample: Option<&'static str>,
    pub total: Option<&'static str>,
    pub minor: Option<&'static str>,
    pub major: Option<&'static str>,
    pub log2: Option<&'static str>,
    pub minor_fraction: Option<&'static str>,
    pub call: Option<&'static str>,
    /// Whether it is only a custom of the form that its mean is a log2 ratio.
    pub assumed: bool,
}

const GATK: [&str; 3] = ["CONTIG", "START", "END"];
const LOWER: [&str; 3] = ["chromosome", "start", "end"];

/// Nothing but the place.
const PLAIN: SegmentLayout = SegmentLayout {
    caller: None,
    marks: &[],
    place: LOWER,
    zero_based: false,
    sample: None,
    total: None,
    minor: None,
    major: None,
    log2: None,
    minor_fraction: None,
    call: None,
    assumed: false,
};

/// Sources: CNVkit documentation, "File formats" (`.cns`: coordinates as in BED); GATK, `ModelSegments` and
/// `CallCopyRatioSegments` (closed, from 1); ASCAT manual; hmftools, PURPLE readme; IGV, "SEG"; JaBbA and PCAWG tables.
static SEGMENTS: &[SegmentLayout] = &[
    SegmentLayout {
        caller: Some("PURPLE"),
        marks: &["copyNumber", "minorAlleleCopyNumber", "segmentStartSupport"],
        total: Some("copyNumber"),
        minor: Some("minorAlleleCopyNumber"),
        major: Some("majorAlleleCopyNumber"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("PURPLE (before smoothing)"),
        marks: &["tumorCopyNumber", "minorAlleleCopyNumber", "germlineStatus"],
        total: Some("tumorCopyNumber"),
        minor: Some("minorAlleleCopyNumber"),
        major: Some("majorAlleleCopyNumber"),
        call: Some("germlineStatus"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("CNVkit"),
        marks: &["gene", "log2", "probes"],
        zero_based: true,
        total: Some("cn"),
        minor: Some("cn2"),
        log2: Some("log2"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("GATK ModelSegments"),
        marks: &["LOG2_COPY_RATIO_POSTERIOR_50", "MINOR_ALLELE_FRACTION_POSTERIOR_50"],
        place: GATK,
        log2: Some("LOG2_COPY_RATIO_POSTERIOR_50"),
        minor_fraction: Some("MINOR_ALLELE_FRACTION_POSTERIOR_50"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("GATK"),
        marks: &["MEAN_LOG2_COPY_RATIO"],
        place: GATK,
        total: Some("cn"),
        log2: Some("MEAN_LOG2_COPY_RATIO"),
        call: Some("CALL"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("ASCAT"),
        marks: &["nMajor", "nMinor"],
        place: ["chr", "startpos", "endpos"],
        sample: Some("sample"),
        minor: Some("nMinor"),
        major: Some("nMajor"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("PCAWG consensus"),
        marks: &["final_total_cn", "final_minor_cn"],
        total: Some("final_total_cn"),
        minor: Some("final_minor_cn"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("PCAWG consensus"),
        marks: &["total_cn", "major_cn", "minor_cn"],
        total: Some("total_cn"),
        minor: Some("minor_cn"),
        ..PLAIN
    },
    SegmentLayout {
        caller: Some("JaBbA"),
        marks: &["width", "strand", "cn"],
        place: ["seqnames", "start", "end"],
        total: Some("cn"),
        ..PLAIN
    },
    SegmentLayout {
        marks: &["Segment_Mean", "Num_Probes"],
        place: GATK,
        log2: Some("Segment_Mean"),
        call: Some("Segment_Call"),
        assumed: true,
        ..PLAIN
    },
    SegmentLayout {
        marks: &["Segment_Mean", "Num_Probes"],
        place: ["Chromosome", "Start", "End"],
        sample: Some("Sample"),
        log2: Some("Segment_Mean"),
        call: Some("Segment_Call"),
        assumed: true,
        ..PLAIN
    },
    SegmentLayout {
        marks: &["seg.mean", "num.mark"],
        place: ["chrom", "loc.start", "loc.end"],
        sample: Some("ID"),
        log2: Some("seg.mean"),
        assumed: true,
        ..PLAIN
    },
    SegmentLayout {
        marks: &["Seg.CN", "Num.Markers"],
        place: ["Chromosome", "Start.bp", "End.bp"],
        sample: Some("Sample"),
        log2: Some("Seg.CN"),
        assumed: true,
        ..PLAIN
    },
    SegmentLayout {
        marks: &["nbrOfLoci", "mean"],
        sample: Some("sampleName"),
        log2: Some("mean"),
        assumed: true,
        ..PLAIN
    },
];

/// The columns of one partner.
#[derive(Debug)]
pub(super) struct PartnerColumns {
    pub gene: &'static str,
    pub transcript: Option<&'static str>,
    pub exon: Option<&'static str>,
    /// Contig and position in one.
    pub breakpoint: Option<&'static str>,
    pub contig: Option<&'static str>,
    pub position: Option<&'static str>,
}

/// The columns of a table of fusions.
#[derive(Debug)]
pub(super) struct FusionLayout {
    pub caller: &'static str,
    pub five_prime: PartnerColumns,
    pub three_prime: PartnerColumns,
    pub split: &'static [&'static str],
    pub spanning: &'static [&'static str],
    pub frame: Option<&'static str>,
    pub confidence: Option<&'static str>,
    pub reported: Option<&'static str>,
    pub filter: Option<&'static str>,
}

/// A partner whose table gives only the gene.
const fn gene(gene: &'static str) -> PartnerColumns {
    PartnerColumns { gene, transcript: None, exon: None, breakpoint: None, contig: None, position: None }
}

/// Sources: STAR-Fusion wiki, "Output"; Arriba documentation, "Output files"; FusionCatcher
/// manual, "Output data"; hmftools, LINX and ISOFOX readmes.
static FUSIONS: &[FusionLayout] = &[
    FusionLayout {
        caller: "STAR-Fusion",
        five_prime: PartnerColumns { breakpoint: Some("LeftBreakpoint"), ..gene("LeftGene") },
        three_prime: PartnerColumns { breakpoint: Some("RightBreakpoint"), ..gene("RightGene") },
        split: &["JunctionReadCount"],
        spanning: &["SpanningFragCount"],
        frame: Some("PROT_FUSION_TYPE"),
        confidence: None,
        reported: None,
        filter: None,
    },
    FusionLayout {
        caller: "Arriba",
        five_prime: PartnerColumns {
            breakpoint: Some("breakpoint1"),
            transcript: Some("transcript_id1"),
            ..gene("gene1")
        },
        three_prime: PartnerColumns {
            breakpoint: Some("breakpoint2"),
            transcript: Some("transcript_id2"),
            ..gene("gene2")
        },
        split: &["split_reads1", "split_reads2"],
        spanning: &["discordant_mates"],
        frame: Some("reading_frame"),
        confidence: Some("confidence"),
        reported: None,
        filter: None,
    },
    FusionLayout {
        caller: "FusionCatcher",
        five_prime: PartnerColumns {
            breakpoint: Some("Fusion_point_for_gene_1(5end_fusion_partner)"),
            ..gene("Gene_1_symbol(5end_fusion_partner)")
        },
        three_prime: PartnerColumns {
            breakpoint: Some("Fusion_point_for_gene_2(3end_fusion_partner)"),
            ..gene("Gene_2_symbol(3end_fusion_partner)")
        },
        split: &["Spanning_unique_reads"],
        spanning: &["Spanning_pairs"],
        frame: Some("Predicted_effect"),
        confidence: None,
        reported: None,
        filter: None,
    },
    FusionLayout {
        caller: "LINX",
        five_prime: PartnerColumns {
            transcript: Some("transcriptStart"),
            exon: Some("fusedExonUp"),
            ..gene("geneStart")
        },
        three_prime: PartnerColumns {
            transcript: Some("transcriptEnd"),
            exon: Some("fusedExonDown"),
            ..gene("geneEnd")
        },
        split: &[],
        spanning: &[],
        frame: Some("phased"),
        confidence: Some("likelihood"),
        reported: Some("reported"),
        filter: None,
    },
    FusionLayout {
        caller: "ISOFOX",
        five_prime: PartnerColumns { contig: Some("ChrUp"), position: Some("PosUp"), ..gene("GeneNameUp") },
        three_prime: PartnerColumns { contig: Some("ChrDown"), position: Some("PosDown"), ..gene("GeneNameDown") },
        split: &["SplitFrags", "RealignedFrags"],
        spanning: &["DiscordantFrags"],
        frame: None,
        confidence: None,
        reported: None,
        filter: Some("Filter"),
    },
];

/// The columns of a table with purity and ploidy.
#[derive(Debug)]
pub(super) struct PurityLayout {
    pub caller: &'static str,
    pub purity: &'static str,
    pub ploidy: &'static str,
    pub range: Option<[&'static str; 2]>,
    pub status: Option<&'static str>,
    pub doubling: Option<&'static str>,
}

/// Sources: hmftools, PURPLE readme; ASCAT as nf-core/sarek writes its result.
static PURITY: &[PurityLayout] = &[
    PurityLayout {
        caller: "PURPLE",
        purity: "purity",
        ploidy: "ploidy",
        range: Some(["minPurity", "maxPurity"]),
        status: Some("status"),
        doubling: Some("wholeGenomeDuplication"),
    },
    PurityLayout {
        caller: "ASCAT",
        purity: "AberrantCellFraction",
        ploidy: "Ploidy",
        range: None,
        status: None,
        doubling: None,
    },
];

const ANOTHER: &str = "another program's conclusions, which Marv draws itself";
const CALLS: &str =
    "give the calls from which they were drawn: the VCF of small and of structural variants, the segments";

/// Columns of known tables without calls, what they are, and what to give instead.
static NOT_CALLS: &[(&[&str], &str, &str)] = &[
    (
        &["chromosome", "start", "end", "gene", "log2", "depth", "weight"],
        "a CNVkit table of bins (.cnr)",
        "give the segments (.cns, best .call.cns)",
    ),
    (&["Chr", "Position"], "a table of log ratios or allele fractions of single sites", "give the segments"),
    (
        &["gene", "segment_contig", "segment_start"],
        "a table of genes, each with its segment",
        "give the segments themselves",
    ),
    (&["gene", "driver", "driverLikelihood"], ANOTHER, CALLS),
    (&["gene", "eventType", "clusterId"], ANOTHER, CALLS),
    (&["svId", "clusterId", "geneStart", "geneEnd"], "LINX's clusters of structural variants", "give purple.sv.vcf.gz"),
    (&["svId", "geneOrientation", "disruptive"], "LINX's breakends in genes", "give purple.sv.vcf.gz"),
    (
        &["svId", "chromosomeStart", "germlineFragments"],
        "LINX's germline disruptions",
        "give purple.sv.germline.vcf.gz",
    ),
    (&["ClusterId", "SvId", "ChrStart"], "LINX's data for drawings", "give purple.sv.vcf.gz"),
    (&["ClusterId", "Gene", "ExonRank"], "LINX's data for drawings", "give linx.fusion.tsv"),
    (&["ClusterId", "GeneNameUp", "FusedExonUp"], "LINX's data for drawings", "give linx.fusion.tsv"),
    (&["gene", "germlineStatus", "tumorStatus"], "PURPLE's germline deletions by gene", CALLS),
    (&["chromosome", "arm", "meanCopyNumber"], "PURPLE's means of chromosome arms", "give purple.cnv.somatic.tsv"),
    (&["Allele", "RefTotal"], "LILAC's HLA types", "they are no somatic calls and are not read"),
    (&["ScoreMargin", "MedianBaseQuality"], "LILAC's quality control", "it holds no calls"),
    (&["QCStatus", "PASS"], "PURPLE's quality control", "give purple.purity.tsv"),
    (
        &["gene", "haplotype", "linkedDrugs"],
        "PEACH's pharmacogenetic haplotypes",
        "they are no somatic calls and are not read",
    ),
    (&["taxid", "integrations"], "a table of viruses", "they are not read yet"),
    (&["signature", "allocation"], "a table of mutational signatures", "Marv reads the variants from which they come"),
    (&["p_hrd", "hr_status"], "CHORD's prediction of repair deficiency", "it is no call and is not read"),
    (&["feat_name", "cancer_type"], "CUPPA's prediction of tissue", "it is no call and is not read"),
    (&["GeneId", "SjStart", "FragCount"], "ISOFOX's splice junctions", "give isf.pass_fusions.tsv"),
    (&["GeneId", "SplicedFragments", "AdjTPM"], "ISOFOX's gene expression", "it is no call and is not read"),
    (&["SampleId", "SplicedFragmentPerc"], "ISOFOX's quality control", "it holds no calls"),
    (
        &["contig", "keeps", "mate_contig", "mate_keeps"],
        "Marv's own structural evidence (breakends.tsv.gz), from which nothing is called",
        "give somatic.vcf.gz",
    ),
    (&["contig", "position", "ref", "alt", "frequency"], "Marv's own table of alleles", "give somatic.vcf.gz"),
    (
        &["contig", "start", "end", "known", "gc"],
        "Marv's own table of depth",
        "give the segments of a copy number program",
    ),
    (&["chrom", "chromStart", "chromEnd"], "a track of a genome browser", "give the segments of a copy number program"),
];

/// Which table has these columns. `path` tells two tables of GATK apart that have the same.
pub(super) fn recognise(path: &Path, columns: &[&str]) -> Option<Known> {
    let has = |names: &[&str]| names.iter().all(|name| columns.contains(name));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bare = name.strip_suffix(".gz").unwrap_or(&name);
    if has(&["Segment_Mean", "Num_Probes"]) && bare.ends_with(".af.igv.seg") {
        let what = "GATK's allele fractions for IGV, in the columns of log ratios";
        return Some(Known::NotCalls { what, remedy: "give .modelFinal.seg" });
    }
    if has(&["Hugo_Symbol", "Chromosome", "Reference_Allele", "Tumor_Seq_Allele2"]) {
        return Some(Known::Maf);
    }
    let layout = SEGMENTS.iter().find(|layout| has(layout.marks) && has(&layout.place));
    let fusions = || FUSIONS.iter().find(|layout| has(&[layout.five_prime.gene, layout.three_prime.gene]));
    let purity = || PURITY.iter().find(|layout| has(&[layout.purity, layout.ploidy]));
    let other = || {
        let (_, what, remedy) = NOT_CALLS.iter().find(|(names, ..)| has(names))?;
        Some(Known::NotCalls { what, remedy })
    };
    layout
        .map(Known::Segments)
        .or_else(|| other().filter(|_| columns.contains(&"clusterId") || columns.contains(&"ClusterId")))
        .or_else(|| purity().map(Known::Purity))
        .or_else(|| fusions().map(Known::Fusions))
        .or_else(other)
}
