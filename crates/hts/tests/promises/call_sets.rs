//! Call files of each program, written here in its form: who wrote them, which column is which, and what its own fields
//! say. The rows are made up.

use std::fs;

use genome::assembly::Assembly;
use genome::breakend::Orientation::{self, KeepsLeft, KeepsRight};
use genome::variant::VariantKind;
use hts::call_sets::{CallSet, CallSetError, Event, Filters, Note, Role, Status, Told};

fn read_as(name: &str, text: &str, told: &Told) -> Result<CallSet, CallSetError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text.replace('|', "\t")).unwrap();
    CallSet::read(&path, told)
}

fn told(tumour: Option<&str>, normal: Option<&str>) -> Told {
    Told { tumour: tumour.map(str::to_owned), normal: normal.map(str::to_owned) }
}

fn table(text: &str) -> CallSet {
    read_as("made.tsv", text, &Told::default()).unwrap()
}

/// A VCF with these header lines, columns of samples and records; `|` stands for a tab.
fn vcf(header: &str, samples: &str, records: &str) -> CallSet {
    vcf_told(header, samples, records, &Told::default()).unwrap()
}

fn vcf_told(header: &str, samples: &str, records: &str, told: &Told) -> Result<CallSet, CallSetError> {
    let fixed = "#CHROM|POS|ID|REF|ALT|QUAL|FILTER|INFO";
    let header = if header.is_empty() { String::new() } else { format!("{header}\n") };
    let columns = if samples.is_empty() { fixed.to_owned() } else { format!("{fixed}|FORMAT|{samples}") };
    read_as("made.vcf", &format!("##fileformat=VCFv4.2\n{header}{columns}\n{records}\n"), told)
}

/// Alternate reads and depth of the count, for a variant and a sample.
fn count(set: &CallSet, variant: usize, role: Role) -> Option<(u32, u32)> {
    let sample = set.sample(role).unwrap();
    let count = set.small_variants[variant].support[sample].count?;
    Some((count.alternate().get(), count.depth().get()))
}

#[test]
fn mutect2_in_any_order_of_columns_with_two_alternates() {
    let header = "##MutectVersion=2.2\n##source=Mutect2\n##normal_sample=B\n##tumor_sample=A";
    let set = vcf(
        header,
        "B|A",
        "1|10|.|C|T,CA|.|clustered_events;germline|DP=90|GT:AD:AF:DP|0/0:40,0,1:0.01,0.02:41|0/1/2:30,10,5:0.25,0.1:45",
    );
    assert_eq!((set.caller.to_string(), set.records), ("Mutect2 2.2".into(), 1));
    assert_eq!(set.samples.iter().map(|sample| sample.role).collect::<Vec<_>>(), [Role::Normal, Role::Tumour]);
    assert_eq!(set.small_variants.len(), 2);
    assert_eq!((count(&set, 0, Role::Tumour), count(&set, 0, Role::Normal)), (Some((10, 45)), Some((0, 41))));
    assert_eq!((count(&set, 1, Role::Tumour), count(&set, 1, Role::Normal)), (Some((5, 45)), Some((1, 41))));
    let second = &set.small_variants[1];
    assert_eq!(
        (second.kind(), second.filters.clone()),
        (VariantKind::Insertion, Filters::Failed(vec!["clustered_events".into(), "germline".into()]))
    );
    let tumour = second.support[1];
    assert_eq!(tumour.stated_fraction.map(|fraction| fraction.get()), Some(0.1));
    assert_eq!(tumour.fraction().map(|fraction| fraction.get()), Some(5.0 / 45.0));
    assert_eq!(tumour.genotype.map(|genotype| (genotype.copies, genotype.ploidy)), Some((1, 3)));
}

#[test]
fn an_allele_that_gatk_filtered_does_not_pass_with_its_record() {
    let filters = |filter: &str, status: &str| {
        // `+` stands for the bar, which is a tab here.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made.vcf");
        let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR";
        let record = format!("1\t10\t.\tC\tT,A\t.\t{filter}\tAS_FilterStatus={status}\tGT\t0/1/2");
        fs::write(&path, format!("{header}\n{record}\n")).unwrap();
        let set = CallSet::read(&path, &Told::default()).unwrap();
        set.small_variants.into_iter().map(|variant| variant.filters).collect::<Vec<_>>()
    };
    let failed = |names: &[&str]| Filters::Failed(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(filters("PASS", "SITE|SITE"), [Filters::Passed, Filters::Passed]);
    assert_eq!(
        filters("PASS", "SITE|weak_evidence,strand_bias"),
        [Filters::Passed, failed(&["weak_evidence", "strand_bias"])]
    );
    assert_eq!(filters("germline", "base_qual|SITE"), [failed(&["germline", "base_qual"]), failed(&["germline"])]);
    assert_eq!(filters("PASS", "SITE"), [Filters::Passed, Filters::Passed], "of another number of alleles");
}

#[test]
fn deepsomatic_says_with_filters_what_is_somatic() {
    let header = "##FILTER=<ID=GERMLINE,Description=\"Non somatic variants\">\n##DeepVariant_version=1.8.0";
    let record = |filter: &str| format!("1|10|.|A|G|9|{filter}|.|GT:GQ:DP:AD:VAF:PL|0/0:4:8:4,4:0.5:1,0,34");
    let set = vcf(header, "HD1", &["PASS", "GERMLINE", "RefCall", "LowQual"].map(record).join("\n"));
    assert_eq!(set.caller.name.as_deref(), Some("DeepSomatic"));
    let status: Vec<_> = set.small_variants.iter().map(|variant| variant.status).collect();
    assert_eq!(status, [Some(Status::Somatic), Some(Status::Germline), Some(Status::Undecided), None]);
}

#[test]
fn one_change_is_one_variant_however_it_was_written() {
    let bases: genome::sequence::Sequence = "GATCTCTGTCTGGCAG".parse().unwrap();
    let contig = genome::contig::ContigIndex::new(0).unwrap();
    let length = genome::position::Length::new(100).unwrap();
    let first = genome::position::Position::new(11).unwrap();
    let genome = genome::reference::ReferenceWindow::new(contig, length, first, &bases).unwrap();
    let in_vcf = vcf("", "TUMOR", "1|20|.|C|CTCTG|.|.|.|GT|0/1\n1|21|.|T|TCTGT|.|.|.|GT|0/1");
    let columns = "Hugo_Symbol|Chromosome|Start_Position|Reference_Allele|Tumor_Seq_Allele2|Tumor_Sample_Barcode";
    let in_maf = table(&format!("{columns}\nNPM1|1|20|-|TCTG|HD1\nNPM1|1|20|-|TCTG|HD2"));
    let variants: Vec<_> = in_vcf.small_variants.iter().chain(&in_maf.small_variants).collect();
    let normal: Vec<_> = variants.iter().map(|variant| variant.variant(contig, &genome).unwrap()).collect();
    assert!(normal.windows(2).all(|pair| pair[0] == pair[1]), "{normal:?}");
    assert_eq!(in_maf.named_samples().into_iter().collect::<Vec<_>>(), ["HD1", "HD2"]);
    // A reference allele that the reference has not: another assembly.
    let other = vcf("", "TUMOR", "1|20|.|G|C|.|.|.|GT|0/1");
    assert!(other.small_variants[0].variant(contig, &genome).is_err());
}

#[test]
fn two_ends_of_a_junction_without_mates_named_are_one() {
    let records = "1|100|a|A|A[2:500[|.|.|SVTYPE=BND|GT|0/1\n2|500|b|C|]1:100]C|.|.|SVTYPE=BND|GT|0/1\n\
                   1|100|c|A|A[2:500[|.|.|SVTYPE=BND|GT|0/1";
    let set = vcf("", "TUMOR", records);
    assert_eq!(
        (set.structural_variants.len(), set.notes.count(Note::Mate)),
        (2, 1),
        "one that comes twice is not a mate"
    );
    let set = vcf("", "TUMOR", "1|100|a|A|<DEL>|.|.|END=200;SVINSSEQ=GGT|GT|0/1");
    let junction = set.structural_variants[0].event.junctions().next().unwrap().clone();
    assert_eq!(junction.inserted().to_string(), "GGT");
    // A copy elsewhere is no tandem duplication.
    let set = vcf("", "TUMOR", "1|100|a|A|<DUP:ISP>|.|.|END=200|GT|0/1\n1|100|a|A|<DUP>|.|.|END=200|GT|0/1");
    assert_eq!((set.structural_variants.len(), set.notes.count(Note::OtherSymbol)), (1, 1));
    // Mates that say different junctions are both kept, and named.
    let records = "1|100|a|A|A[2:500[|.|.|MATEID=b|GT|0/1\n2|500|b|C|[1:100[C|.|.|MATEID=a|GT|0/1";
    let set = vcf("", "TUMOR", records);
    assert_eq!((set.structural_variants.len(), set.notes.count(Note::MatesDiffer)), (2, 1));
}

#[test]
fn strelka_counts_its_first_tier() {
    let header = "##source=strelka\n##source_version=2.9.10\n##content=strelka somatic snv calls";
    let set = vcf(
        header,
        "NORMAL|TUMOR",
        "1|10|.|G|A|.|PASS|SOMATIC|DP:AU:CU:GU:TU|30:0,1:0,0:30,31:0,0|30:12,14:1,1:17,18:0,0",
    );
    assert_eq!(set.caller.to_string(), "Strelka2 2.9.10");
    assert_eq!((count(&set, 0, Role::Tumour), count(&set, 0, Role::Normal)), (Some((12, 29)), Some((0, 30))));
    assert_eq!(set.small_variants[0].status, Some(Status::Somatic));
    assert_eq!(set.small_variants[0].support[1].depth.map(|depth| depth.get()), Some(30));
    let set =
        vcf(header, "NORMAL|TUMOR", "1|10|.|G|GAA|.|LowEVS|SOMATIC|DP:TAR:TIR:TOR|28:25,25:0,0:3,3|50:20,21:9,9:4,4");
    assert_eq!(count(&set, 0, Role::Tumour), Some((9, 29)));
}

#[test]
fn vardict_divides_by_its_depth_and_says_what_is_germline() {
    let header = "##source=VarDict_v1.8.2\n##FORMAT=<ID=VD,Number=1,Type=Integer,Description=\"x\">";
    let record = "1|10|.|A|T|37|PASS|STATUS=Germline|GT:DP:VD:ALD:RD:AD:AF|0/1:47:20:10,10:13,12:25,20:0.4255|0/1:30:14:7,7:8,8:16,14:0.4667";
    let set = vcf(header, "TUMOR|NORMAL", record);
    assert_eq!(set.caller.to_string(), "VarDict 1.8.2");
    assert_eq!((count(&set, 0, Role::Tumour), count(&set, 0, Role::Normal)), (Some((20, 47)), Some((14, 30))));
    assert_eq!(set.small_variants[0].status, Some(Status::Germline), "PASS does not make it somatic");
}

#[test]
fn varscan_counts_reference_and_alternate_apart() {
    let record = |alternate: &str, status: u8| {
        format!(
            "1|10|.|C|{alternate}|.|PASS|DP=80;SS={status}|GT:GQ:DP:RD:AD:FREQ:DP4|0/0:.:40:39:0:0%:20,19,0,0|0/1:.:44:30:10:25,0%:15,15,5,5"
        )
    };
    let set = vcf("##source=VarScan2", "NORMAL|TUMOR", &record("T", 2));
    assert_eq!((set.caller.name.as_deref(), count(&set, 0, Role::Tumour)), (Some("VarScan2"), Some((10, 40))));
    let stated = set.small_variants[0].support[1].stated_fraction.map(|fraction| fraction.get());
    assert_eq!((stated, set.small_variants[0].status), (Some(0.25), Some(Status::Somatic)), "a comma as decimal sign");
    let set = vcf("##source=VarScan2", "NORMAL|TUMOR", &record("T", 3));
    assert_eq!(set.small_variants[0].status, Some(Status::LossOfHeterozygosity));
    // Its way to write two alternates: the one count is neither's.
    let set = vcf("##source=VarScan2", "NORMAL|TUMOR", &record("A/T", 1));
    assert_eq!((set.small_variants.len(), count(&set, 0, Role::Tumour), count(&set, 1, Role::Tumour)), (2, None, None));
    assert_eq!(set.notes.count(Note::OneCount), 1);
}

#[test]
fn counts_of_the_other_callers() {
    let somatic = |header: &str, format: &str, normal: &str, tumour: &str| {
        let set = vcf(header, "NORMAL|TUMOR", &format!("1|10|.|A|G|.|PASS|.|{format}|{normal}|{tumour}"));
        (set.caller.to_string(), count(&set, 0, Role::Normal), count(&set, 0, Role::Tumour))
    };
    let keys =
        |keys: &[&str]| keys.iter().map(|key| format!("##FORMAT=<ID={key},Number=1>")).collect::<Vec<_>>().join("\n");
    let sniper = somatic(
        &keys(&["BCOUNT", "JGQ", "VAQ"]),
        "GT:DP:DP4:BCOUNT:SS",
        "0/0:30:15,14,1,0:29,0,1,0:0",
        "0/1:45:10,10,12,11:20,1,23,0:2",
    );
    assert_eq!(sniper, ("SomaticSniper".into(), Some((1, 30)), Some((23, 44))));
    let muse =
        somatic("##MuSE_version=\"v1.0rc Build Date\"", "GT:DP:AD:BQ:SS", "0/0:30:29,1:33,5:.", "0/1:44:30,14:33,36:2");
    assert_eq!(muse, ("MuSE 1.0rc".into(), Some((1, 30)), Some((14, 44))));
    let mutect = somatic(&keys(&["FA", "SS", "BQ"]), "GT:AD:BQ:DP:FA:SS", "0:46,0:.:5:0.00:0", "0/1:30,20:.:50:0.4:2");
    assert_eq!(mutect, ("MuTect".into(), Some((0, 46)), Some((20, 50))), "its DP leaves reads out that AD counts");
    let freebayes = somatic("##source=freeBayes v1.3.6", "GT:DP:RO:QR:AO:QA", "0/0:20:20:1:0:1", "0/1:31:20:1:10:1");
    assert_eq!(freebayes, ("freebayes 1.3.6".into(), Some((0, 20)), Some((10, 30))));
    let scalpel = somatic("##source=scalpel0.5.4 (beta), January 11 2018", "GT:AD:DP", "0/0:13,0:13", "0/1:33,32:65");
    assert_eq!(scalpel, ("Scalpel 0.5.4".into(), Some((0, 13)), Some((32, 65))));
    let somaticseq = somatic("##SomaticSeq=v3.9.0", "GT:DP4:VAF", "0/0:13,15,0,0:0", "0/1:3,2,20,24:0.898");
    assert_eq!(somaticseq, ("SomaticSeq 3.9.0".into(), Some((0, 28)), Some((44, 49))));
    let dragen = somatic(
        "##DRAGENVersion=<ID=dragen,Version=\"SW: 4.2.4, HW: x\">",
        "GT:SQ:AD:AF:DP",
        "0/0:1:50,0:0.0:50",
        "0/1:9:40,12:0.231:52",
    );
    assert_eq!(dragen, ("DRAGEN 4.2.4".into(), Some((0, 50)), Some((12, 52))));
    let caveman = somatic(
        &keys(&["FAZ", "RAZ", "PM"]),
        "GT:FAZ:FCZ:FGZ:FTZ:RAZ:RCZ:RGZ:RTZ:PM",
        "0/0:15:0:0:0:14:0:1:0:0.03",
        "0/1:9:0:6:0:8:0:7:0:0.43",
    );
    assert_eq!(caveman, ("CaVEMan".into(), Some((1, 30)), Some((13, 30))));
    let marv = somatic("##source=marv 0.1.0", "GT:DP:AD:AF:AFCI", "0/0:50:50,0:0.0:0,0.1", "0/1:61:40,20:0.33:0.2,0.5");
    assert_eq!(marv, ("Marv 0.1.0".into(), Some((0, 50)), Some((20, 60))));
}

#[test]
fn marv_reads_what_marv_writes() {
    let records = "1|10|.|A|G|50|PASS|CLASS=somatic;BEST=somatic|GT:DP:AD:AF:AFCI:LOD|0/1:61:40,20:0.33:0.2,0.5:0.05|0/0:30:30,0:0:0,0.1:0.1\n\
                   1|11|.|A|G|50|PASS|CLASS=somatic;BEST=germline_heterozygous|GT:DP:AD:AF:AFCI:LOD|0/0:1:1,0:0:0,1:.|0/0:1:1,0:0:0,1:.\n\
                   1|12|.|A|G|50|PASS|CLASS=somatic_in_normal;BEST=somatic_in_normal|GT|0/0|0/1";
    let set = vcf("##source=marv 0.1.0", "TUMOR|NORMAL", records);
    let status: Vec<_> = set.small_variants.iter().map(|variant| variant.status).collect();
    assert_eq!(status, [Some(Status::Somatic), Some(Status::Germline), Some(Status::Undecided)]);
    let limit = |variant: usize| set.small_variants[variant].support[0].detection_limit.map(|limit| limit.get());
    assert_eq!([limit(0), limit(1), limit(2)], [Some(0.05), None, None], "too few fragments for a limit");
    // A LOD of another program is another thing.
    let set = vcf("", "TUMOR", "1|10|.|A|G|.|.|.|GT:AD:LOD|0/1:4,5:0.5");
    assert_eq!(set.small_variants[0].support[0].detection_limit, None);
}

#[test]
fn germline_and_tumour_only_files_have_one_column() {
    let record = "1|10|.|A|G,T|30|PASS|.|GT:DP:AD:VAF|1/2:40:0,18,22:0.45,0.55";
    let set = vcf("##DeepVariant_version=1.9.0", "HD1", record);
    assert_eq!(set.samples[0].role, Role::NotStated);
    let genotype = set.small_variants[0].support[0].genotype.unwrap();
    assert_eq!((genotype.copies, genotype.ploidy, genotype.phased), (1, 2, false));
    assert_eq!(set.small_variants[1].support[0].count.map(|count| count.alternate().get()), Some(22));
    let told = told(None, Some("HD1"));
    let set = vcf_told("", "HD1", "1|10|.|A|G|30|PASS|.|GT|./.", &told).unwrap();
    assert_eq!((set.samples[0].role, set.small_variants[0].support[0].genotype), (Role::Normal, None));
}

#[test]
fn what_is_missing_is_not_zero() {
    let set = vcf(
        "",
        "TUMOR",
        "1|10|.|A|G|.|.|.|GT:AD:DP|0/1:.:.\n1|11|.|A|G|.|.|.|GT:DP|0/1\n1|12|.|A|G|.|.|.|GT:AD|0/1:.,7",
    );
    for variant in &set.small_variants {
        let support = variant.support[0];
        assert_eq!((support.count, support.depth, support.fraction()), (None, None, None));
        assert_eq!(variant.filters, Filters::NotApplied);
    }
    // Counts that fit no allele, or each other.
    let set = vcf(
        "",
        "TUMOR",
        "1|10|.|A|G|.|.|.|GT:AD|0/1:3,4,5\n1|11|.|A|G|.|.|.|GT:DP:VD|0/1:5:9\n1|12|.|A|G|.|.|.|AF|1.5",
    );
    assert!(set.small_variants.iter().all(|variant| variant.support[0].fraction().is_none()));
    let notes: Vec<_> = set.notes.iter().collect();
    assert_eq!(notes, [(Note::OtherAlleles, 1, 3), (Note::MoreThanAll, 1, 4), (Note::FractionOutside, 1, 5)]);
}

#[test]
fn lofreq_counts_in_info() {
    let header = "##source=lofreq call -d 101000\n##INFO=<ID=DP4,Number=4,Type=Integer,Description=\"x\">";
    let record = "1|10|.|T|G|490|PASS|DP=51;AF=0.529412;SB=1;DP4=10,12,14,13;SOMATIC";
    let set = vcf_told(header, "", record, &told(Some("INFO"), None)).unwrap();
    assert_eq!(count(&set, 0, Role::Tumour), Some((27, 51)));
    let support = set.small_variants[0].support[0];
    assert!((support.fraction().unwrap().get() - support.stated_fraction.unwrap().get()).abs() < 1e-6);
}

#[test]
fn the_tumour_is_told_by_header_name_or_person() {
    let record = "1|10|.|A|G|.|.|.|GT|0/1|0/0";
    let roles = |header: &str, columns: &str| {
        let set = vcf_told(header, columns, record, &Told::default());
        set.map(|set| set.samples.iter().map(|sample| sample.role).collect::<Vec<_>>())
    };
    let (tumour_first, normal_first) = ([Role::Tumour, Role::Normal], [Role::Normal, Role::Tumour]);
    assert_eq!(roles("", "TUMOUR|NORMAL").unwrap(), tumour_first);
    assert_eq!(roles("", "NormalSample|SomaticSample").unwrap(), normal_first);
    assert_eq!(roles("", "DNA_NORMAL|DNA_TUMOR").unwrap(), normal_first);
    assert_eq!(roles("", "HD1_T|HD1_N").unwrap(), tumour_first);
    assert_eq!(
        roles("##TUMOR=\"Sample=x,File=a.bam\"\n##NORMAL=\"Sample=y,File=b.bam\"", "y|x").unwrap(),
        normal_first
    );
    assert_eq!(roles("##PEDIGREE=<Derived=p,Original=q>", "p|q").unwrap(), tumour_first);
    assert_eq!(roles("##SAMPLE=<ID=NORMAL,SampleName=q,File=x>", "p|q").unwrap(), tumour_first);
    assert_eq!(roles("", "TUMOR|RELAPSE").unwrap(), [Role::Tumour, Role::NotStated], "a relapse is no normal");
    for columns in ["HD1|HD2", "HD1T|HD1R", "ABNORMAL1|ABNORMAL2"] {
        let error = roles("", columns).unwrap_err().to_string();
        assert!(error.contains("--tumour NAME") && error.contains(&columns.replace('|', ", ")), "{error}");
    }
    let set = vcf_told("", "HD1|HD2", record, &told(Some("HD2"), Some("HD1"))).unwrap();
    assert_eq!((set.sample(Role::Tumour), set.sample(Role::Normal)), (Some(1), Some(0)));
    // A person knows better than a header.
    let set = vcf_told("##tumor_sample=HD1", "HD1|HD2", record, &told(Some("HD2"), None)).unwrap();
    assert_eq!((set.sample(Role::Tumour), set.sample(Role::Normal)), (Some(1), None));
    let error = vcf_told("", "HD1|HD2", record, &told(Some("HD3"), None)).unwrap_err().to_string();
    assert!(error.contains("HD3 cannot be the tumour: the columns are HD1, HD2"), "{error}");
    assert!(vcf_told("", "HD1|HD2", record, &told(Some("HD1"), Some("HD1"))).is_err());
}

#[test]
fn the_assembly_is_stated_contradictory_or_not_known() {
    let build = |header: &str| vcf(header, "TUMOR", "1|10|.|A|G|.|.|.|GT|0/1").build;
    let grch38 = build("##contig=<ID=chr17,length=83257441>\n##reference=file:///x/GRCh38.d1.vd1.fa");
    assert_eq!((grch38.assembly(), grch38.because().count()), (Some(Assembly::GRCh38), 2));
    assert_eq!(build("##reference=/x/human_g1k_v37.fasta").assembly(), Some(Assembly::GRCh37));
    assert_eq!(build("##reference=/x/hs37d5.fa.gz").assembly(), Some(Assembly::GRCh37));
    let mixed = build("##contig=<ID=17,length=81195210>\n##reference=hg38.fa");
    assert!(mixed.assembly().is_none() && mixed.contradictory());
    assert_eq!(build("##reference=/52b37f/0hg38/ref.fa").assembly(), None, "letters of a folder are no assembly");
    let none = build("##contig=<ID=chrM,length=16569>");
    assert!(none.assembly().is_none() && !none.contradictory() && none.to_string() == "not known");
    assert_eq!(build("##contig=<ID=1,length=248387328>").assembly(), None, "CHM13");
}

/// The sides of an event's junctions, as contig, position, side.
fn sides(set: &CallSet, event: &Event) -> Vec<[(String, u32, Orientation); 2]> {
    let side = |end: genome::breakend::Breakend| {
        (set.contigs.name(end.contig).unwrap().to_owned(), end.position.get(), end.orientation)
    };
    event.junctions().map(|junction| [side(junction.first()), side(junction.second())]).collect()
}

#[test]
fn manta_with_mates_and_symbolic_alleles() {
    let header =
        "##source=GenerateSVCandidates 1.6.0\n##contig=<ID=9,length=141213431>\n##contig=<ID=22,length=51304566>";
    let records = "9|100|a:0|A|A[22:500[|.|PASS|SVTYPE=BND;MATEID=a:1;SOMATIC;CIPOS=0,2|PR:SR|30,0:40,0|20,5:30,9\n\
                   22|498|a:1|C|]9:102]C|.|PASS|SVTYPE=BND;MATEID=a:0;SOMATIC;CIPOS=0,2|PR:SR|30,0:40,0|20,5:30,9\n\
                   9|1000|b|T|<DEL>|.|PASS|SVTYPE=DEL;END=2000;SVLEN=-1000;IMPRECISE|PR|12,0|10,4\n\
                   9|1000|c|T|<DUP:TANDEM>|.|PASS|SVTYPE=DUP;END=2000|PR:SR|12,0:3,0|10,4:2,1\n\
                   9|1000|d|T|<INV>|.|PASS|SVTYPE=INV;END=2000|PR:SR|12,0:3,0|10,4:2,1\n\
                   9|3000|e|T|<INS>|.|PASS|SVTYPE=INS;END=3000|PR:SR|12,0:3,0|10,4:2,1\n\
                   9|4000|f|TAAAAAAAA|T|.|PASS|SVTYPE=DEL;END=4008;SVLEN=-8|PR:SR|12,0:3,0|10,4:2,1";
    let set = vcf(header, "NORMAL|TUMOR", records);
    assert_eq!((set.caller.to_string(), set.records), ("Manta 1.6.0".into(), 7));
    assert_eq!((set.structural_variants.len(), set.notes.count(Note::Mate), set.small_variants.len()), (5, 1, 1));
    let events: Vec<&Event> = set.structural_variants.iter().map(|variant| &variant.event).collect();
    let end = |contig: &str, position, side| (contig.to_owned(), position, side);
    assert_eq!(sides(&set, events[0]), [[end("9", 100, KeepsLeft), end("22", 500, KeepsRight)]]);
    assert_eq!(sides(&set, events[1]), [[end("9", 1000, KeepsLeft), end("9", 2001, KeepsRight)]]);
    assert_eq!(sides(&set, events[2]), [[end("9", 1001, KeepsRight), end("9", 2000, KeepsLeft)]]);
    assert_eq!(
        sides(&set, events[3]),
        [
            [end("9", 1000, KeepsLeft), end("9", 2000, KeepsLeft)],
            [end("9", 1001, KeepsRight), end("9", 2001, KeepsRight)]
        ]
    );
    assert!(matches!(events[4], Event::Insertion { length: None, .. }));
    let support = |variant: usize| {
        let tumour = set.structural_variants[variant].support[1];
        [tumour.split_reads, tumour.read_pairs, tumour.reference].map(|depth| depth.map(|depth| depth.get()))
    };
    assert_eq!((support(0), support(1)), ([Some(9), Some(5), Some(50)], [None, Some(4), Some(10)]));
    assert_eq!(set.structural_variants[0].position_interval, Some((0, 2)));
    assert!(set.structural_variants[0].precise && !set.structural_variants[1].precise);
    assert_eq!(count(&set, 0, Role::Tumour), Some((5, 17)), "pairs and split reads of a sequence");
}

#[test]
fn delly_gridss_lumpy_and_esvee() {
    let keys =
        "##FORMAT=<ID=DR,Number=1>\n##FORMAT=<ID=DV,Number=1>\n##FORMAT=<ID=RR,Number=1>\n##FORMAT=<ID=RV,Number=1>";
    let records = "1|100|INV1|A|<INV>|.|PASS|PRECISE;SVTYPE=INV;END=900;CT=5to5|GT:CN:DR:DV:RR:RV|0/0:2:20:0:30:0|0/1:2:15:6:20:8\n\
                   1|100|TRA1|A|<TRA>|.|LowQual|IMPRECISE;SVTYPE=TRA;CHR2=2;END=700;CT=3to3|GT:CN:DR:DV:RR:RV|0/0:2:20:0:0:0|0/1:2:15:6:0:0\n\
                   1|100|BND1|A|A]2:700]|.|LowQual|IMPRECISE;SVTYPE=BND;CHR2=2;POS2=700;CT=3to3|GT:CN:DR:DV:RR:RV|0/0:2:20:0:0:0|0/1:2:15:6:0:0\n\
                   1|100|DEL1|A|<DEL>|.|PASS|PRECISE;SVTYPE=DEL;END=900;CT=3to5|GT:CN:DR:DV:RR:RV|0/0:2:20:0:30:0|0/1:1:15:6:20:8";
    let set = vcf(keys, "NORMAL|TUMOR", records);
    assert_eq!((set.caller.name.as_deref(), set.structural_variants.len(), set.segments.len()), (Some("DELLY"), 4, 0));
    let events: Vec<&Event> = set.structural_variants.iter().map(|variant| &variant.event).collect();
    let end = |contig: &str, position, side| (contig.to_owned(), position, side);
    assert_eq!(sides(&set, events[0]), [[end("1", 101, KeepsRight), end("1", 901, KeepsRight)]]);
    assert_eq!(sides(&set, events[1]), [[end("1", 100, KeepsLeft), end("2", 700, KeepsLeft)]]);
    assert_eq!(events[1], events[2], "the old and the new way to write a translocation");
    let tumour = set.structural_variants[0].support[1];
    assert_eq!(tumour.split_reads.zip(tumour.read_pairs).map(|(s, p)| (s.get(), p.get())), Some((8, 6)));

    let set = vcf(
        "##gridssVersion=2.13.2-gridss",
        "NORMAL|TUMOR",
        "1|100|g1b|A|AGGT.|400|PASS|SVTYPE=BND;IHOMPOS=0,0|GT:BVF:REF:REFPAIR:RP:SR:VF|.:0:20:10:0:0:0|.:11:20:10:0:0:0",
    );
    let Event::SingleBreakend { breakend, inserted } = &set.structural_variants[0].event else { panic!() };
    assert_eq!((breakend.orientation, inserted.to_string()), (KeepsLeft, "GGT".into()));
    let fragments = set.structural_variants[0].support[1].fragments.map(|depth| depth.get());
    assert_eq!((set.caller.to_string(), fragments), ("GRIDSS 2.13.2-gridss".into(), Some(11)));

    let set = vcf(
        "##source=LUMPY",
        "TUMOR",
        "1|100|7|N|<INV>|.|.|SVTYPE=INV;STRANDS=--:9;END=900;SU=9;PE=4;SR=5|GT:SU:PE:SR|./.:9:4:5",
    );
    let tumour = set.structural_variants[0].support[0];
    assert_eq!(tumour.fragments.map(|depth| depth.get()), Some(9));
    assert_eq!(
        sides(&set, &set.structural_variants[0].event),
        [[end("1", 101, KeepsRight), end("1", 901, KeepsRight)]]
    );

    let set = vcf(
        "##EsveeVersion=1.0",
        "NORMAL|TUMOR",
        "1|100|3|A|[2:50[A|91|PASS|SVTYPE=INV;MATEID=9|GT:AD:AF:DF:DP:REF:REFPAIR:SB:SF:VF|./.:47,0:0.0:0:47:27:20:0:0:0|./.:120,34:0.2:10:154:71:49:0:24:34",
    );
    let tumour = set.structural_variants[0].support[1];
    let numbers = [tumour.split_reads, tumour.read_pairs, tumour.fragments, tumour.reference];
    assert_eq!(numbers.map(|depth| depth.map(|depth| depth.get())), [Some(24), Some(10), Some(34), Some(120)]);
    assert_eq!(set.structural_variants[0].said.as_deref(), Some("INV"), "the program's word, beside what it wrote");
}

#[test]
fn copy_numbers_of_vcf_are_segments() {
    let dragen = "1|1000|DRAGEN:LOSS|N|<DEL>|60|PASS|SVTYPE=CNV;END=5000;REFLEN=4000|GT:SM:CN:MCN:BC:PE|0/1:0.5:1:0:40:0,0\n\
                  1|5000|DRAGEN:REF|N|.|60|PASS|END=9000|GT:SM:CN:MCN:BC:PE|./.:1:2:1:40:0,0";
    let set = vcf("##source=DRAGEN_CNV", "TUMOR", dragen);
    assert_eq!((set.structural_variants.len(), set.segments.len()), (0, 2));
    let segment = &set.segments[0];
    assert_eq!((segment.interval.to_string(), segment.total.map(|n| n.get())), ("1001-5000".into(), Some(1.0)));
    assert_eq!(segment.minor.map(|n| n.get()), Some(0.0));
    let set = vcf(
        "##source=CNVkit v0.9.10",
        "TUMOR",
        "1|1000|.|N|<DUP>|.|.|SVTYPE=DUP;END=5000;FOLD_CHANGE_LOG=0.58;PROBES=9|GT:GQ:CN:CNQ|0/1:9:3:9",
    );
    let (total, log2) = (set.segments[0].total.unwrap().get(), set.segments[0].log2.unwrap().get());
    assert_eq!((total.to_string(), log2.to_string()), ("3".into(), "0.58".into()));
}

#[test]
fn segments_keep_their_conventions_and_units() {
    let one = |text: &str| {
        let set = table(text);
        let segment = set.segments[0].clone();
        let number = |number: Option<genome::quantity::CopyNumber>| number.map(|n| n.get());
        let log2 = segment.log2.map(|n| n.get());
        (set.caller.to_string(), segment.interval.to_string(), number(segment.total), number(segment.minor), log2)
    };
    let cnvkit = one("chromosome|start|end|gene|log2|depth|probes|weight\nchr1|1000|2000|-|-0.5|10|9|8");
    assert_eq!(cnvkit, ("CNVkit".into(), "1001-2000".into(), None, None, Some(-0.5)), "counted from 0, no copy number");
    let called = one("chromosome|start|end|gene|log2|baf|cn|cn1|cn2|depth|probes\nchr1|1000|2000|-|-1|0.9|1|1|0|10|9");
    assert_eq!((called.2, called.3), (Some(1.0), Some(0.0)));
    let gatk = one(
        "@HD\tVN:1.6\n@SQ\tSN:1\tLN:249250621\nCONTIG|START|END|NUM_POINTS_COPY_RATIO|MEAN_LOG2_COPY_RATIO|CALL\n1|1001|2000|9|0.5|+",
    );
    assert_eq!((gatk.1.as_str(), gatk.4), ("1001-2000", Some(0.5)));
    let ascat = one("sample|chr|startpos|endpos|nMajor|nMinor\nA|1|1001|1e+05|3|1");
    assert_eq!(ascat, ("ASCAT".into(), "1001-100000".into(), Some(4.0), Some(1.0), None));
    let purple = one(
        "chromosome|start|end|copyNumber|segmentStartSupport|minorAlleleCopyNumber|majorAlleleCopyNumber\n1|1|2000|2.01|TELOMERE|-0.01|2.02",
    );
    assert_eq!((purple.2, purple.3), (Some(2.01), Some(0.0)), "a little below 0 is 0");
    let seg = table(
        "\"ID\"|\"chrom\"|\"loc.start\"|\"loc.end\"|\"num.mark\"|\"seg.mean\"\n\"A\"|\"1\"|10|20|3|NA\n\"B\"|\"1\"|10|20|3|0.1",
    );
    assert_eq!((seg.segments.len(), seg.segments[0].sample.as_deref()), (1, Some("B")));
    assert_eq!((seg.notes.count(Note::NothingMeasured), seg.notes.count(Note::MeanAssumed)), (1, 2));
    let numbered = table("ID|chrom|loc.start|loc.end|num.mark|seg.mean\nA|23|10|20|3|0.1\nA|chr24|10|20|3|0.1");
    let names: Vec<_> = numbered.segments.iter().filter_map(|one| numbered.contigs.name(one.contig)).collect();
    assert_eq!((names, numbered.notes.count(Note::NumberedSexChromosome)), (vec!["X", "chrY"], 2));
    let model = table(
        "CONTIG|START|END|LOG2_COPY_RATIO_POSTERIOR_50|MINOR_ALLELE_FRACTION_POSTERIOR_50\n1|10|20|0.5|NaN\n1|30|40|NaN|0.3",
    );
    assert_eq!(model.segments[0].minor_fraction, None);
    assert_eq!(model.segments[1].minor_fraction.map(|n| n.get()), Some(0.3));
    let error =
        read_as("x.af.igv.seg", "Sample|Chromosome|Start|End|Num_Probes|Segment_Mean\nA|1|1|2|3|0.4", &Told::default());
    assert!(error.unwrap_err().to_string().contains("modelFinal.seg"), "the same columns with another meaning");
}

#[test]
fn fusions_of_each_program() {
    let star = table(
        "#FusionName|JunctionReadCount|SpanningFragCount|LeftGene|LeftBreakpoint|RightGene|RightBreakpoint|PROT_FUSION_TYPE\n\
         BCR--ABL1|20|7|BCR^ENSG00000186716.21|chr22:23290413:+|ABL1^ENSG00000097007.19|chr9:130854064:+|INFRAME",
    );
    let fusion = &star.fusions[0];
    let place = |partner: &hts::call_sets::FusionPartner| {
        let (contig, position) = partner.breakpoint.unwrap();
        format!("{} {}:{position}", partner.gene.as_deref().unwrap(), star.contigs.name(contig).unwrap())
    };
    assert_eq!(
        (place(&fusion.five_prime), place(&fusion.three_prime)),
        ("BCR chr22:23290413".into(), "ABL1 chr9:130854064".into())
    );
    let reads = (fusion.split_reads.unwrap().get(), fusion.spanning_pairs.unwrap().get(), fusion.in_frame);
    assert_eq!(reads, (20, 7, Some(true)));
    let arriba = table(
        "#gene1|gene2|breakpoint1|breakpoint2|split_reads1|split_reads2|discordant_mates|confidence|reading_frame|transcript_id1|transcript_id2\n\
         KMT2A|AFDN|11:118482495|6:167829317|3|4|5|high|out-of-frame|ENST1|ENST2",
    );
    let fusion = &arriba.fusions[0];
    assert_eq!((arriba.caller.to_string(), fusion.split_reads.unwrap().get()), ("Arriba".into(), 7));
    assert_eq!((fusion.in_frame, fusion.confidence.as_deref()), (Some(false), Some("high")));
    let catcher = table(
        "Gene_1_symbol(5end_fusion_partner)|Gene_2_symbol(3end_fusion_partner)|Spanning_pairs|Spanning_unique_reads|\
         Fusion_point_for_gene_1(5end_fusion_partner)|Fusion_point_for_gene_2(3end_fusion_partner)|Predicted_effect\n\
         ETV6|RUNX1|7|4|12:11869969:+|21:34887096:-|in-frame",
    );
    assert_eq!((catcher.caller.to_string(), catcher.fusions[0].in_frame), ("FusionCatcher".into(), Some(true)));
    let linx = table(
        "name|reported|reportedType|phased|likelihood|fusedExonUp|fusedExonDown|geneStart|transcriptStart|geneEnd|transcriptEnd\n\
         A_B|true|KNOWN_PAIR|SKIPPED_EXONS|HIGH|3|5|A|ENST1|B|ENST2",
    );
    let fusion = &linx.fusions[0];
    assert_eq!((fusion.five_prime.exon, fusion.three_prime.exon, fusion.in_frame), (Some(3), Some(5), None));
    assert_eq!((fusion.reported, fusion.split_reads), (Some(true), None));
}

#[test]
fn maf_with_its_alleles_and_builds() {
    let columns = "Hugo_Symbol|NCBI_Build|Chromosome|Start_Position|End_Position|Reference_Allele|Tumor_Seq_Allele1|\
                   Tumor_Seq_Allele2|Tumor_Sample_Barcode|t_depth|t_ref_count|t_alt_count|n_depth|n_ref_count|n_alt_count|HGVSp_Short|FILTER";
    let rows = "NPM1|GRCh38|chr5|171410539|171410540|-|-|TCTG|S1|60|40|20|50|50|0|p.W288Cfs*12|PASS\n\
                TP53|38|chr17|7674220|7674220|C|C|T|S1|.|30|10||||p.R248Q|.\n\
                IDH2|hg38|chr15|90088702|90088702|C|T|C|S2|||||||p.R140Q|.\n\
                X|hg38|chr1|10|10|C|C|C|S2|||||||.|.";
    let set = table(&format!("#version 2.4\n{columns}\n{rows}"));
    assert_eq!((set.build.assembly(), set.small_variants.len()), (Some(Assembly::GRCh38), 3));
    assert_eq!(set.notes.count(Note::SameAlleles), 1);
    let insertion = &set.small_variants[0];
    assert_eq!((insertion.position.get(), insertion.kind()), (171_410_540, VariantKind::Insertion));
    assert_eq!(insertion.annotation.as_ref().unwrap().protein.as_deref(), Some("p.W288Cfs*12"));
    assert_eq!([0, 1, 2].map(|variant| count(&set, variant, Role::Tumour)), [Some((20, 60)), Some((10, 40)), None]);
    assert_eq!(set.small_variants[2].alternate.to_string(), "T", "the other allele is the reference");
    let mixed = table(&format!("{columns}\n{}", rows.replace("|38|", "|37|")));
    assert!(mixed.build.contradictory());
    let error = read_as("x.maf", &format!("{columns}\n{}", rows.replace("|38|", "|36|")), &Told::default());
    assert!(error.unwrap_err().to_string().contains("line 3: NCBI_Build is \"36\""));
}

#[test]
fn purity_and_ploidy() {
    let set = table(
        "purity|normFactor|ploidy|status|minPurity|maxPurity|wholeGenomeDuplication\n0.62|1|3.1|NORMAL|0.6|0.65|true",
    );
    let fit = set.purity_ploidy.unwrap();
    assert_eq!(fit.purity.zip(fit.ploidy).map(|(purity, ploidy)| (purity.get(), ploidy.get())), Some((0.62, 3.1)));
    assert_eq!((fit.whole_genome_doubling, fit.status.as_deref()), (Some(true), Some("NORMAL")));
    let error = read_as("x.tsv", "AberrantCellFraction|Ploidy\n1.2|2", &Told::default()).unwrap_err().to_string();
    assert!(error.contains("line 2: AberrantCellFraction is \"1.2\""), "{error}");
}
