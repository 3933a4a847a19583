//! Every file of the shared call sets loads, or is refused with a clear reason; and what was read agrees with `bcftools`.
//!
//! The files are not part of the project. They are looked for in `MARV_SHARED_DATA`, or in `../shared/data` beside the
//! repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use genome::assembly::Assembly;
use hts::call_sets::{CallSet, CallSetError, Event, Form, ReadSupport, Role, Told};

fn folder() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let shared = std::env::var_os("MARV_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let folder = shared.join("call_sets");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no shared data (MARV_SHARED_DATA, or ../shared/data): no call set was read");
    None
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The end of a path, and words of the reason why it is refused.
const REFUSED: &[(&str, &str)] = &[
    (".md", "no call file has these columns"),
    ("LICENSE", "no call file has these columns"),
    ("LICENSE.txt", "no call file has these columns"),
    ("pipeline.version", "no call file has these columns"),
    (".tbi", "a tabix index"),
    (".fa", "FASTA"),
    (".BAF.txt", "give the segments"),
    (".logR.txt", "give the segments"),
    (".cnr.gz", "give the segments (.cns"),
    (".af.igv.seg", "give .modelFinal.seg"),
    ("amplicon.cns", "line 5: 212578209 to 212576985 holds no base"),
    ("out-of-dictionary-bounds.seg", "line 8: position 1000000000 lies past the end of contig X"),
    ("annotated-interval-many-columns.seg", "no call file has these columns"),
    ("comparison-jabba-expected.seg", "line 5: 4 fields where the header has 6"),
    ("comparison-ucsc-track-expected.seg", "line 5: 5 fields where the header has 6"),
    ("comparison-ucsc-track.seg", "a track of a genome browser"),
    ("comparison-oncotator-gene-list.seg", "a table of genes"),
    ("validationTestData/regressionTestVariantSetHG38.vcf", "12 fields where the header has 11"),
    ("dream/vcfs/sample_2.vcf", "line 102: 11 fields where the header has 10"),
    ("spec_examples/vcf42_spec_trio.vcf", "say it with --tumour NAME"),
    ("spec_examples/vcf43_spec_sv.vcf", "line 20: 9425916 to 9425916 holds no base"),
    (".chord.prediction.tsv", "it is no call"),
    (".cuppa.vis_data.tsv", "it is no call"),
    (".isf.alt_splice_junc.tsv", "give isf.pass_fusions.tsv"),
    (".isf.gene_data.tsv", "it is no call"),
    (".isf.summary.tsv", "it holds no calls"),
    (".lilac.qc.tsv", "it holds no calls"),
    (".lilac.tsv", "no somatic calls"),
    (".linx.breakend.tsv", "give purple.sv.vcf.gz"),
    (".linx.driver.catalog.tsv", "another program's conclusions"),
    (".linx.drivers.tsv", "another program's conclusions"),
    (".linx.svs.tsv", "give purple.sv.vcf.gz"),
    (".linx.vis_fusion.tsv", "give linx.fusion.tsv"),
    (".linx.vis_gene_exon.tsv", "give linx.fusion.tsv"),
    (".linx.vis_sv_data.tsv", "give purple.sv.vcf.gz"),
    (".linx.germline.breakend.tsv", "give purple.sv.vcf.gz"),
    (".linx.germline.disruption.tsv", "give purple.sv.germline.vcf.gz"),
    (".linx.germline.driver.catalog.tsv", "another program's conclusions"),
    (".linx.germline.svs.tsv.gz", "give purple.sv.vcf.gz"),
    (".peach.haplotypes.best.tsv", "no somatic calls"),
    (".purple.chromosome_arm.tsv", "give purple.cnv.somatic.tsv"),
    (".purple.driver.catalog.germline.tsv", "another program's conclusions"),
    (".purple.driver.catalog.somatic.tsv", "another program's conclusions"),
    (".purple.germline.deletion.tsv.gz", "give the calls"),
    (".purple.germline_amp_del.tsv", "give the calls"),
    (".purple.qc", "give purple.purity.tsv"),
    (".sig.allocation.tsv", "mutational signatures"),
    (".virus.annotated.tsv", "a table of viruses"),
];

/// Files whose columns nothing names; a person must.
fn told(path: &Path) -> Told {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let must = name.starts_with("COLO829v003T") && name.contains(".vcf");
    if must {
        assert!(matches!(CallSet::read(path, &Told::default()), Err(CallSetError::Roles { .. })), "{name}");
        return Told { tumour: Some("COLO829v003T".into()), normal: Some("COLO829v003R".into()) };
    }
    Told::default()
}

fn read(path: &Path) -> Result<CallSet, String> {
    CallSet::read(path, &told(path)).map_err(|error| error.to_string())
}

/// Lines of a table behind its columns, counted without the reader: `zcat -f` and what begins neither a comment nor a
/// header.
fn rows(path: &Path) -> usize {
    let text = Command::new("zcat").arg("-f").arg(path).output().expect("zcat").stdout;
    let text = String::from_utf8(text).unwrap();
    let data = |line: &&str| !line.starts_with(['@', '#']) && !line.is_empty() && !line.starts_with("WARNING");
    text.lines().filter(data).count() - usize::from(!text.starts_with("#gene1"))
}

#[test]
fn every_file_loads_or_is_refused_with_its_reason() {
    let Some(folder) = folder() else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    let bcftools = Command::new("bcftools").arg("--version").output().is_ok();
    if !bcftools {
        eprintln!("SKIPPED: bcftools is not installed: records are not counted by it");
    }
    let (mut loaded, mut refused) = (0, 0);
    for path in &all {
        let name = path.to_string_lossy();
        let expected = REFUSED.iter().filter(|(end, _)| name.ends_with(end)).max_by_key(|(end, _)| end.len());
        match (read(path), expected) {
            (Ok(set), None) => {
                loaded += 1;
                if set.form == Form::Vcf {
                    if bcftools {
                        let lines = Command::new("bcftools").args(["view", "-H"]).arg(path).output().unwrap().stdout;
                        let counted = lines.split(|byte| *byte == b'\n').count() - 1;
                        assert_eq!(set.records, counted, "{name}");
                    }
                } else {
                    assert_eq!(set.records, rows(path), "{name}");
                }
            }
            (Err(error), Some((_, words))) => {
                refused += 1;
                assert!(error.contains(words), "{name}: {error}");
            }
            (Ok(_), Some((_, words))) => panic!("{name} loads; it was to be refused: {words}"),
            (Err(error), None) => panic!("{error}"),
        }
    }
    eprintln!("{loaded} files loaded, {refused} refused");
    assert!(loaded > 100 && refused > 50, "{loaded} loaded, {refused} refused: is the folder whole?");
}

/// The fields that `bcftools query` gives, a line each.
fn query(path: &Path, format: &str) -> Option<Vec<Vec<String>>> {
    let output = Command::new("bcftools").args(["query", "-f", format]).arg(path).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

/// Numbers of a field; an error of the test if there is none.
fn numbers(text: &str) -> Vec<u32> {
    text.split(',').map(|number| number.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))).collect()
}

/// Reads a file and compares alternate and depth of both samples with what `expected` makes of the fields of a record:
/// reference, alternate, then for each column what `format` asks.
fn compare(file: &str, format: &str, expected: impl Fn(&str, &str, &[String]) -> Vec<(u32, u32)>) {
    let Some(folder) = folder() else { return };
    let path = folder.join(file);
    let set = read(&path).unwrap();
    let Some(lines) = query(&path, &format!("%REF\t%ALT{format}\n")) else {
        eprintln!("SKIPPED: bcftools is not installed: counts of {file} are not compared");
        return;
    };
    let mut variants = set.small_variants.iter();
    let mut compared = 0;
    for line in &lines {
        for (place, alternate) in line[1].split(',').enumerate() {
            let variant = variants.next().expect("as many variants as alleles");
            assert_eq!(
                (variant.reference.to_string(), variant.alternate.to_string()),
                (line[0].clone(), alternate.into())
            );
            let told =
                |support: &ReadSupport| support.count.map(|count| (count.alternate().get(), count.depth().get()));
            let read: Vec<_> = variant.support.iter().filter_map(told).collect();
            let mut fields = line[2..].to_vec();
            // Of a field with a value for each allele, those of the reference, of this one, and all.
            for field in &mut fields {
                *field = field.replace("ALT", &place.to_string());
            }
            let all = expected(&line[0], alternate, &fields);
            let of_allele: Vec<_> =
                all.into_iter().skip(place * variant.support.len()).take(variant.support.len()).collect();
            assert_eq!(read, of_allele, "{file}: line {}", variant.line);
            compared += read.len();
        }
    }
    assert!(variants.next().is_none() && compared > 0, "{file}");
}

/// For each alternate allele, for each sample: its reads and their sum, of fields `AD`.
fn of_ad(_: &str, _: &str, fields: &[String]) -> Vec<(u32, u32)> {
    let samples: Vec<Vec<u32>> = fields.iter().map(|field| numbers(field)).collect();
    let alternates = samples[0].len() - 1;
    (0..alternates)
        .flat_map(|place| samples.iter().map(move |counts| (counts[place + 1], counts.iter().sum())))
        .collect()
}

#[test]
fn counts_agree_with_bcftools() {
    let pair = "somaticseq_example/paired_example";
    for file in [
        &format!("{pair}/MuTect2.vcf.gz"),
        &format!("{pair}/MuSE.vcf.gz"),
        &format!("{pair}/Scalpel.vcf.gz"),
        "gatk_mutect2/mutect/cfdna/cfdna-unfiltered.vcf",
        "gatk_mutect2/mutect/filtering/NA12878.vcf",
        "varcode_callers/mutect-example.vcf",
        "hydra_cnv_sv/snv_indels/deepvariant/NA12878_N.merged.vcf.gz",
        "purple_linx_colo829/purple/COLO829v003T.purple.somatic.vcf.gz",
        "orange_test_run/purple/tumor_sample.purple.germline.vcf.gz",
    ] {
        compare(file, "[\t%AD]", of_ad);
    }
    let base = |reference: &str, alternate: &str, field: &str| {
        let fields: Vec<&str> = field.split(';').collect();
        let of = |base: &str| numbers(fields["ACGT".find(base).unwrap()])[0];
        (of(alternate), of(alternate) + of(reference))
    };
    for file in [&format!("{pair}/Strelka.snv.vcf.gz"), "strelka_expected/somatic.snvs.vcf.gz"] {
        compare(file, "[\t%AU;%CU;%GU;%TU]", |reference, alternate, fields| {
            fields.iter().map(|field| base(reference, alternate, field)).collect()
        });
    }
    for file in [&format!("{pair}/Strelka.indel.vcf.gz"), "varcode_callers/strelka-example.vcf"] {
        compare(file, "[\t%TAR;%TIR]", |_, _, fields| {
            let tiers = |field: &String| field.split(';').map(|tier| numbers(tier)[0]).collect::<Vec<_>>();
            fields.iter().map(tiers).map(|tiers| (tiers[1], tiers[0] + tiers[1])).collect()
        });
    }
    compare(&format!("{pair}/VarDict.vcf.gz"), "[\t%VD,%DP]", |_, _, fields| {
        fields.iter().map(|field| numbers(field)).map(|counts| (counts[0], counts[1])).collect()
    });
    compare(&format!("{pair}/SomaticSniper.vcf.gz"), "[\t%BCOUNT]", |_, alternate, fields| {
        let of = |counts: Vec<u32>| (counts["ACGT".find(alternate).unwrap()], counts.iter().sum());
        // Counts of all four bases serve each alternate alike.
        fields.iter().map(|field| of(numbers(field))).collect::<Vec<_>>().repeat(3)
    });
    compare(&format!("{pair}/LoFreq.snv.vcf.gz"), "\t%DP,%DP4", |_, _, fields| {
        let counts = numbers(&fields[0]);
        vec![(counts[3] + counts[4], counts[0])]
    });
    compare(&format!("{pair}/Consensus.sSNV.vcf.gz"), "[\t%DP4]", |_, _, fields| {
        fields.iter().map(|field| numbers(field)).map(|four| (four[2] + four[3], four.iter().sum())).collect()
    });
}

#[test]
fn the_figures_of_known_files_hold() {
    let Some(folder) = folder() else { return };
    let set = |file: &str| read(&folder.join(file)).unwrap();
    // SOURCE.md of the folder.
    for (file, records) in [
        ("varcode_callers/mutect-example.vcf", 4889),
        ("gatk_mutect2/mutect/dream/vcfs/sample_1.vcf", 76),
        ("gatk_mutect2/mutect/dream/vcfs/sample_3.vcf", 347),
        ("gatk_mutect2/mutect/dream/vcfs/sample_4.vcf", 595),
        ("gatk_mutect2/mutect/dream/vcfs/dream3-chr20.vcf", 1205),
        ("cnvkit/na12878_na12882_mix.vcf.gz", 4562),
        ("somaticseq_example/Varsim.somatic.truth.vcf", 124),
    ] {
        assert_eq!(set(file).records, records, "{file}");
    }
    let esvee = set("orange_test_run/purple/tumor_sample.purple.sv.vcf");
    // By bcftools query and awk: 543 records, of which 35 are single (34 SGL and one BND without a mate); the others are mates.
    let single = |event: &Event| matches!(event, Event::SingleBreakend { .. });
    let singles = esvee.structural_variants.iter().filter(|variant| single(&variant.event)).count();
    assert_eq!((singles, esvee.structural_variants.len() - singles), (35, (543 - 35) / 2));
    assert_eq!(esvee.build.assembly(), Some(Assembly::GRCh37));
    let tumour = esvee.sample(Role::Tumour).unwrap();
    assert!(esvee.structural_variants.iter().filter_map(|variant| variant.support[tumour].fragments).count() > 200);
    let purity = set("orange_test_run/purple/tumor_sample.purple.purity.tsv").purity_ploidy.unwrap();
    assert_eq!(purity.purity.zip(purity.ploidy).map(|(p, n)| (p.get(), n.get())), Some((0.99, 3.1)));
    assert_eq!(set("ascat/A17.fast.segments.txt").segments[0].total.map(|total| total.get()), Some(5.0));
    assert_eq!(
        set("hydra_cnv_sv/cnv_sv/melt/HD832.HES45_T.ALU.final_comp.vcf").build.assembly(),
        Some(Assembly::GRCh38)
    );
}
