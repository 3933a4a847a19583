//! What a simulated pair promises, read back from its files.
use crate::read_back;

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;

use genome::contig::ContigIndex;
use genome::sequence::Base;
use hts::alignments::CigarKind;
use hts::fasta::ReferenceGenome;
use hts::vcf::VariantSites;
use read_back::{aligned, assert_binomial, bytes, each_record, made, pileup, plan, reference, variants};
use simulation::Plan;
use simulation::cells::SampleKind;
use simulation::plan::{PanelSite, SomaticKind};
use simulation::variants::SomaticVariant;
use simulation::{SimulationError, simulate};

#[test]
fn fractions_in_both_samples_are_as_planned() {
    let mut plan = Plan { purity: 0.7, tumour_in_normal: 0.2, ..plan() };
    plan.tumour.contamination = 0.1;
    plan.synthetic.copied = 0.0;
    plan.germline.snv_rate = 5e-3;
    let folder = made(&plan);
    let variants = variants(&plan, &reference(folder.path()));
    let somatic: Vec<&SomaticVariant> = variants.iter().flat_map(|contig| &contig.somatic).collect();
    let place =
        |variant: &SomaticVariant| (variant.variant.contig().get(), variant.variant.position().zero_based() as usize);
    assert!(somatic.len() > 100, "{} acquired variants", somatic.len());
    let wanted: HashSet<_> = somatic.iter().map(|variant| place(variant)).collect();
    for (sample, file) in [(SampleKind::Tumour, "tumour.bam"), (SampleKind::Normal, "normal.bam")] {
        let pileup = pileup(&folder.path().join(file), &wanted);
        for (clone, planned) in plan.somatic.clones.iter().enumerate() {
            let (mut count, mut depth) = (0, 0);
            for variant in somatic.iter().filter(|variant| variant.clone == clone) {
                let bases = &pileup[&place(variant)];
                count += bases.get(&variant.variant.alternate()[0]).copied().unwrap_or(0);
                depth += bases.values().sum::<u32>();
            }
            assert!(depth > 300, "clone {} has a depth of {depth} in all", planned.name);
            assert_binomial(count, depth, plan.expected_fraction(planned, sample), &planned.name);
        }
    }
    // What only the other person has, on both haplotypes, is there in his share.
    let foreign: Vec<_> = variants
        .iter()
        .flat_map(|contig| &contig.germline)
        .filter(|site| site.patient == [false; 2] && site.contaminant == [true; 2])
        .filter(|site| site.variant.reference().len() == 1 && site.variant.alternate().len() == 1)
        .map(|site| (site.variant.contig().get(), site.variant.position().zero_based() as usize, &site.variant))
        .collect();
    assert!(foreign.len() > 5);
    let wanted: HashSet<_> = foreign.iter().map(|(contig, place, _)| (*contig, *place)).collect();
    let pileup = pileup(&folder.path().join("tumour.bam"), &wanted);
    let (mut count, mut depth) = (0, 0);
    for (contig, place, variant) in foreign {
        let bases = &pileup[&(contig, place)];
        count += bases.get(&variant.alternate()[0]).copied().unwrap_or(0);
        depth += bases.values().sum::<u32>();
    }
    assert_binomial(count, depth, 0.1, "contamination");
}

#[test]
fn depth_duplicates_and_fragments_are_as_planned() {
    let plan = plan();
    let folder = made(&plan);
    for (file, depth) in [("tumour.bam", 90.0), ("normal.bam", 30.0)] {
        let (mut bases, mut reads, mut duplicates, mut first_forward, mut forward) = (0u32, 0u32, 0u32, 0u32, 0u32);
        let (mut lengths, mut pairs, mut failed) = (0.0, 0.0, 0u32);
        let inside = 2000..118_000;
        each_record(&folder.path().join(file), |record| {
            let flags = record.flags();
            reads += 1;
            duplicates += u32::from(flags.is_duplicate());
            failed += u32::from(flags.is_unmapped());
            if flags.is_duplicate() || flags.is_unmapped() {
                return;
            }
            if !flags.is_reverse() {
                forward += 1;
                first_forward += u32::from(flags.is_first());
            }
            if record.contig().unwrap().get() == 0 {
                let covered = aligned(record).iter().filter(|(place, _)| inside.contains(place)).count();
                bases += u32::try_from(covered).unwrap();
            }
            if record.template_length() > 0 {
                lengths += f64::from(record.template_length());
                pairs += 1.0;
            }
        });
        let mean = f64::from(bases) / 116_000.0;
        assert!((mean / depth - 1.0).abs() < 0.02, "{file}: a mean depth of {mean}");
        let share = |count: u32, all: u32| f64::from(count) / f64::from(all);
        assert!((share(duplicates, reads) - 0.08).abs() < 0.006, "{file}: {}", share(duplicates, reads));
        assert!((share(first_forward, forward) - 0.5).abs() < 0.02, "{file}: F1R2 {}", share(first_forward, forward));
        assert!((share(failed, reads) - 0.003).abs() < 0.0015, "{file}: failed {}", share(failed, reads));
        assert!((lengths / pairs - 450.0).abs() < 6.0, "{file}: fragments of {}", lengths / pairs);
    }
}

/// Without errors, what differs from the reference is what the variants say, and nothing of it is missing.
#[test]
fn an_error_free_read_shows_the_variants_and_nothing_else() {
    let mut plan = plan();
    plan.sequencing.error_scale = 0.0;
    plan.sequencing.indel_error = 0.0;
    plan.sequencing.failed_reads = 0.0;
    plan.germline.indel_rate = 0.0;
    let folder = made(&plan);
    let reference = reference(folder.path());
    let variants = variants(&plan, &reference);
    let mut changed: HashMap<(usize, usize), Base> = HashMap::new();
    let mut always: HashSet<(usize, usize)> = HashSet::new();
    for contig in &variants {
        let germline = contig.germline.iter().map(|site| (&site.variant, site.patient == [true; 2], site.patient));
        let somatic = contig.somatic.iter().map(|found| (&found.variant, false, [true; 2]));
        for (variant, homozygous, _) in germline.chain(somatic).filter(|(.., carried)| *carried != [false; 2]) {
            let place = (variant.contig().get(), variant.position().zero_based() as usize);
            changed.insert(place, variant.alternate()[0]);
            if homozygous {
                always.insert(place);
            }
        }
    }
    let mut clipped = 0;
    each_record(&folder.path().join("tumour.bam"), |record| {
        let contig = record.contig().unwrap().get();
        let bases = aligned(record);
        let mut unlike = 0;
        for (place, base) in &bases {
            let key = (contig, *place);
            if *base == reference[contig][*place] {
                assert!(!always.contains(&key), "a homozygous variant is missing at {key:?}");
            } else {
                unlike += 1;
                assert_eq!(changed.get(&key), Some(base), "no variant at {key:?}");
            }
        }
        assert_eq!(record.edit_distance(), Some(unlike));
        clipped += usize::from(bases.len() < record.read_length());
    });
    assert!(clipped < 100, "{clipped} reads are clipped without an insertion or deletion");
}

#[test]
fn indels_of_error_free_reads_lie_where_the_truth_has_them() {
    let mut plan = plan();
    plan.sequencing.error_scale = 0.0;
    plan.sequencing.indel_error = 0.0;
    plan.germline.snv_rate = 0.0;
    plan.somatic.snv_rate = 0.0;
    plan.somatic.insertion_rate = 3e-4;
    plan.somatic.deletion_rate = 3e-4;
    plan.somatic.duplication_rate = 2e-4;
    let folder = made(&plan);
    let variants = variants(&plan, &reference(folder.path()));
    // (contig, place, bases lost, bases gained): an insertion of the truth stands before its place.
    let edits: HashSet<(usize, usize, usize, usize)> = (0..)
        .zip(&variants)
        .flat_map(|(place, contig)| {
            let germline = contig.germline.iter().map(|site| &site.edit);
            let edits = germline.chain(contig.somatic.iter().map(|found| &found.edit));
            edits.map(move |edit| (place, edit.start.zero_based() as usize, edit.deleted.len(), edit.inserted.len()))
        })
        .collect();
    let (mut right, mut other, mut shown) = (0u32, 0u32, HashSet::new());
    each_record(&folder.path().join("tumour.bam"), |record| {
        if record.flags().is_unmapped() {
            return;
        }
        let contig = record.contig().unwrap().get();
        let mut at = record.position().unwrap().zero_based() as usize;
        for operation in record.cigar() {
            let length = operation.length as usize;
            let gap = match operation.kind {
                CigarKind::Deletion => Some((contig, at, length, 0)),
                CigarKind::Insertion => Some((contig, at, 0, length)),
                _ => None,
            };
            if let Some(gap) = gap {
                if edits.contains(&gap) {
                    right += 1;
                    shown.insert(gap);
                } else {
                    other += 1;
                }
            }
            at += if operation.kind.consumes_reference() { length } else { 0 };
        }
    });
    assert!(shown.len() > 20 && right > 500, "{} indels are shown {right} times", shown.len());
    assert_eq!(other, 0, "gaps that are no variant, besides {right} that are");
}

#[test]
fn the_truth_files_hold_the_variants() {
    let mut plan = Plan { purity: 0.5, tumour_in_normal: 0.1, ..plan() };
    (plan.tumour.depth, plan.normal.depth) = (1.0, 1.0);
    (plan.somatic.deletion_rate, plan.somatic.duplication_rate, plan.somatic.mnv_rate) = (2e-4, 2e-4, 2e-4);
    let folder = made(&plan);
    let genome = ReferenceGenome::open(&folder.path().join("reference.fa")).unwrap();
    let variants = variants(&plan, &reference(folder.path()));
    let read = |name: &str| {
        let mut sites = VariantSites::open(&folder.path().join(name), genome.contigs()).unwrap();
        let mut lines = Vec::new();
        while let Some(site) = sites.read().unwrap() {
            lines.push(site.line().to_owned());
        }
        lines
    };
    let somatic = read("truth.vcf.gz");
    assert_eq!(somatic.len(), variants.iter().map(|contig| contig.somatic.len()).sum::<usize>());
    for clone in &plan.somatic.clones {
        let (tumour, normal) = (clone.allele_fraction * 0.5, clone.allele_fraction * 0.1);
        let info = format!("VAF_TRUE={tumour:.5};VAF_NORMAL={normal:.5};CLONE={};", clone.name);
        assert!(somatic.iter().any(|line| line.contains(&info)), "{info}");
    }
    assert!(["SNV", "MNV", "DEL", "DUP"].iter().all(|kind| somatic.iter().any(|line| line.contains(kind))));
    let carried = variants.iter().flat_map(|contig| &contig.germline).filter(|site| site.patient != [false; 2]).count();
    assert_eq!(read("germline.vcf.gz").len(), carried);
    assert_eq!(read("population.vcf.gz").len(), variants.iter().map(|contig| contig.germline.len()).sum::<usize>());
}

#[test]
fn any_number_of_threads_makes_the_same_bytes() {
    let mut plan = plan();
    plan.tumour.depth = 20.0;
    plan.normal.depth = 10.0;
    plan.output.reads = true;
    let with = |plan: &Plan, threads| {
        let folder = tempfile::tempdir().unwrap();
        simulate(plan, None, folder.path(), NonZeroUsize::new(threads).unwrap()).unwrap();
        bytes(folder.path())
    };
    let one = with(&plan, 1);
    let names = [
        "germline.vcf.gz",
        "germline.vcf.gz.tbi",
        "normal.bam",
        "normal.bam.bai",
        "normal_R1.fastq.gz",
        "normal_R2.fastq.gz",
        "population.vcf.gz",
        "population.vcf.gz.tbi",
        "reference.fa",
        "reference.fa.fai",
        "truth.json",
        "truth.vcf.gz",
        "truth.vcf.gz.tbi",
        "tumour.bam",
        "tumour.bam.bai",
        "tumour_R1.fastq.gz",
        "tumour_R2.fastq.gz",
    ];
    assert_eq!(one.keys().collect::<Vec<_>>(), names);
    assert!(one == with(&plan, 2) && one == with(&plan, 7));
    plan.seed += 1;
    let other = with(&plan, 1);
    assert!(["reference.fa", "tumour.bam", "truth.vcf.gz"].iter().all(|name| one[*name] != other[*name]));
}

#[test]
fn a_given_reference_is_simulated_on() {
    let mut plan = plan();
    plan.synthetic.copied = 0.0;
    (plan.tumour.depth, plan.normal.depth) = (5.0, 5.0);
    let (made, again) = (made(&plan), tempfile::tempdir().unwrap());
    let genome = ReferenceGenome::open(&made.path().join("reference.fa")).unwrap();
    let summary = simulate(&plan, Some(&genome), again.path(), NonZeroUsize::MIN).unwrap();
    assert!(!summary.synthetic_reference && summary.copied_segments.is_empty());
    let (first, second) = (bytes(made.path()), bytes(again.path()));
    assert_eq!(first["truth.vcf.gz"], second["truth.vcf.gz"]);
    assert!(!second.contains_key("reference.fa"));
}

#[test]
fn reads_of_copied_segments_have_low_mapping_qualities() {
    let mut plan = plan();
    plan.synthetic.copied = 0.1;
    plan.tumour.depth = 20.0;
    let folder = made(&plan);
    let (mut reads, mut low) = (0, 0);
    each_record(&folder.path().join("tumour.bam"), |record| {
        let quality = record.mapping_quality().unwrap().phred();
        reads += 1;
        low += u32::from(quality < genome::probability::Phred::new(10) && !record.flags().is_unmapped());
    });
    assert!(low * 50 > reads && low * 4 < reads, "{low} of {reads}");
}

#[test]
fn a_bad_plan_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("pair");
    let mut bad = plan();
    bad.purity = 2.0;
    bad.tumour.depth = 0.0;
    let error = simulate(&bad, None, &target, NonZeroUsize::MIN).unwrap_err();
    assert!(matches!(&error, SimulationError::Plan(errors) if errors.len() == 2));
    assert_eq!(error.to_string().lines().count(), 2);
    assert!(!target.exists());
    let site = |contig: &str, position| PanelSite {
        contig: contig.into(),
        position,
        kind: SomaticKind::Deletion,
        length: 4,
        bases: None,
        clone: "vaf0.1".into(),
    };
    let mut bad = plan();
    bad.somatic.panel = vec![site("three", 5), site("four", 5)];
    let error = simulate(&bad, None, &target, NonZeroUsize::MIN).unwrap_err();
    assert!(matches!(&error, SimulationError::Sites(errors) if errors.len() == 2));
    assert!(!target.exists());
    bad.somatic.panel = vec![site("two", 5), site("two", 90_000)];
    let error = simulate(&bad, None, &target, NonZeroUsize::MIN).unwrap_err();
    assert!(matches!(&error, SimulationError::Sites(errors) if errors.len() == 2), "{error}");
    let left: Vec<String> = bytes(&target).into_keys().filter(|name| !name.starts_with("reference.fa")).collect();
    assert_eq!(left, [""; 0], "no unfinished file and none with a final name");
}

/// A later sample: the same person, other fragments, and no normal.
#[test]
fn another_library_is_of_the_same_person() {
    let mut later = plan();
    later.tumour.library = 1;
    later.output.normal = false;
    let (first, second) = (made(&plan()), made(&later));
    let (before, after) = (bytes(first.path()), bytes(second.path()));
    for name in ["reference.fa", "germline.vcf.gz", "truth.vcf.gz"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert!(!second.path().join("normal.bam").exists());
    let starts = |folder: &std::path::Path| {
        let mut starts = Vec::new();
        each_record(&folder.join("tumour.bam"), |record| {
            starts.push((record.contig().map(ContigIndex::get), record.position()));
        });
        starts
    };
    let (first, second) = (starts(first.path()), starts(second.path()));
    let shared = first.iter().zip(&second).filter(|(a, b)| a == b).count();
    assert!(shared * 100 < first.len(), "{shared} of {} reads start where they did", first.len());
}

/// The copies of a described reference are not known of a given one: a pair of it would be placed otherwise than the reads that
/// were made with it.
#[test]
fn copies_are_not_described_beside_a_given_reference() {
    let mut described = plan();
    described.synthetic.copied = 0.1;
    described.output.normal = false;
    let first = made(&described);
    let reference = ReferenceGenome::open(&first.path().join("reference.fa")).unwrap();
    let target = first.path().join("again");
    let again = |plan: &Plan| simulate(plan, Some(&reference), &target, NonZeroUsize::MIN);
    let error = again(&described).unwrap_err();
    assert!(
        matches!(&error, SimulationError::Plan(errors) if errors.len() == 1 && errors[0].field == "synthetic.copied"),
        "{error}"
    );
    assert!(!target.exists());
    described.synthetic.copied = 0.0;
    assert!(again(&described).is_ok(), "none are described");
}
