//! Hot spots with variants of wanted allele fractions, read back from the files.
use crate::read_back;

use std::collections::HashSet;
use std::fs;
use std::num::NonZeroUsize;

use genome::sequence::Sequence;
use hts::fasta::ReferenceGenome;
use hts::vcf::VariantSites;
use read_back::{assert_binomial, made, pileup, plan};
use simulation::plan::HotSpotPlan;
use simulation::{SimulationError, simulate};

/// Place, alleles, true fraction in the tumour sample.
type Site = ((usize, usize), String, String, f64);

fn sites(path: &std::path::Path, genome: &ReferenceGenome) -> Vec<Site> {
    let mut file = VariantSites::open(path, genome.contigs()).unwrap();
    let mut sites = Vec::new();
    while let Some(site) = file.read().unwrap() {
        let place = (site.contig().get(), site.position().zero_based() as usize);
        let alternate = site.alternates().next().unwrap().to_owned();
        let fraction = site.info("VAF_TRUE").unwrap().parse().unwrap();
        sites.push((place, site.reference().to_owned(), alternate, fraction));
    }
    sites
}

#[test]
fn fractions_of_the_sample_are_as_wanted_and_sites_without_a_variant_are_listed() {
    let mut plan = plan();
    plan.purity = 0.6;
    plan.tumour.contamination = 0.05;
    plan.synthetic.copied = 0.0;
    plan.normal.depth = 1.0;
    let fractions = vec![0.02, 0.1, 0.285];
    plan.hotspots = Some(HotSpotPlan { random: 400, fractions: fractions.clone(), ..HotSpotPlan::default() });
    let folder = made(&plan);
    let genome = ReferenceGenome::open(&folder.path().join("reference.fa")).unwrap();
    let listed = sites(&folder.path().join("hotspots.vcf.gz"), &genome);
    let snvs: Vec<&Site> = listed.iter().filter(|site| site.1.len() == 1 && site.2.len() == 1).collect();
    let wanted: HashSet<_> = snvs.iter().map(|site| site.0).collect();
    let pileup = pileup(&folder.path().join("tumour.bam"), &wanted);
    for fraction in fractions.iter().chain(&[0.0]) {
        let (mut count, mut depth, mut number) = (0, 0, 0);
        for (place, _, alternate, _) in snvs.iter().filter(|site| (site.3 - fraction).abs() < 1e-9) {
            let bases = &pileup[place];
            let alternate: Sequence = alternate.parse().unwrap();
            count += bases.get(&alternate[0]).copied().unwrap_or(0);
            depth += bases.values().sum::<u32>();
            number += 1;
        }
        assert!(number > 30, "{number} sites at {fraction}");
        assert_binomial(count, depth, *fraction, &format!("hot spots at {fraction}"));
    }
    let carried = listed.iter().filter(|site| site.3 > 0.0).count();
    let truth = sites(&folder.path().join("truth.vcf.gz"), &genome);
    assert_eq!(truth.iter().filter(|site| listed.contains(site)).count(), carried);

    // The same sites, read from the file, now none with a variant; and those of a BED file.
    let again = tempfile::tempdir().unwrap();
    let bed = again.path().join("sites.bed");
    fs::write(&bed, "one\t70000\t70003\ntwo\t100\t101\n").unwrap();
    for (file, number) in [(folder.path().join("hotspots.vcf.gz"), listed.len()), (bed, 4)] {
        let wanted = HotSpotPlan { file: Some(file), random: 0, share: 0.0, ..HotSpotPlan::default() };
        let mut plan = simulation::Plan { hotspots: Some(wanted), ..plan.clone() };
        plan.tumour.depth = 1.0;
        let out = again.path().join(format!("out{number}"));
        let summary = simulate(&plan, Some(&genome), &out, NonZeroUsize::MIN).unwrap();
        assert_eq!(summary.hot_spots, number as u64);
        let found = sites(&out.join("hotspots.vcf.gz"), &genome);
        assert!(found.len() == number && found.iter().all(|site| site.3 == 0.0));
        let same =
            |site: &Site| listed.iter().any(|other| (&other.0, &other.1, &other.2) == (&site.0, &site.1, &site.2));
        assert!(number == 4 || found.iter().all(same));
    }
}

#[test]
fn a_file_of_another_reference_is_refused_with_every_site() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.vcf");
    let head = "##fileformat=VCFv4.4\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    let sites = "one\t5000\t.\tAAAAAAAAAA\tA\t.\t.\t.\none\t6000\t.\tCCCCCCCCCC\tC\t.\t.\t.\n";
    fs::write(&file, format!("{head}{sites}")).unwrap();
    let mut plan = plan();
    plan.hotspots = Some(HotSpotPlan { file: Some(file.clone()), ..HotSpotPlan::default() });
    let out = folder.path().join("out");
    let error = simulate(&plan, None, &out, NonZeroUsize::MIN).unwrap_err();
    assert!(matches!(&error, SimulationError::Sites(errors) if errors.len() == 2), "{error}");
    assert!(error.to_string().contains("hotspots.file one:5000"), "{error}");
    fs::write(&file, format!("{head}one\t5000\t.\tA\t<DEL>\t.\t.\t.\n")).unwrap();
    let error = simulate(&plan, None, &folder.path().join("other"), NonZeroUsize::MIN).unwrap_err();
    assert!(error.to_string().contains("hotspots.file one:5000: an allele is not"), "{error}");
}
