//! The truth of a pair as files: acquired, inherited and population variants, and hot spots.

use std::path::Path;

use genome::contig::{Contig, ContigIndex, ContigList};
use genome::variant::Variant;
use hts::vcf::{VcfWriteError, VcfWriter};

use crate::cells::Shares;
use crate::plan::{ClonePlan, Plan};
use crate::structure::Evolution;
use crate::variants::{ContigVariants, GermlineSite, Origin, SomaticVariant};

/// Columns of every VCF file, without those of genotypes.
const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";

/// The files of variants, as they are written contig by contig.
pub(crate) struct TruthFiles {
    /// Those of [`Plan::clones`].
    clones: Vec<ClonePlan>,
    somatic: VcfWriter,
    hot_spots: Option<VcfWriter>,
    germline: VcfWriter,
    population: VcfWriter,
}

/// The header of a file, with lines of its own.
pub(crate) fn header(contigs: &ContigList, plan: &Plan, lines: &[&str], columns: &str) -> String {
    let contig = |contig: &Contig| format!("##contig=<ID={},length={}>", contig.name, contig.length);
    let mut all = vec![
        // 4.3: genome browsers refuse 4.4 (IGV 2.16).
        "##fileformat=VCFv4.3".to_owned(),
        format!("##source=marv-simulation-{}", env!("CARGO_PKG_VERSION")),
        format!("##seed={}", plan.seed),
    ];
    all.extend(contigs.contigs().iter().map(contig));
    all.extend(lines.iter().map(|line| (*line).to_owned()));
    all.push(format!("{COLUMNS}{columns}\n"));
    all.join("\n")
}

impl TruthFiles {
    pub(crate) fn create(folder: &Path, contigs: &ContigList, plan: &Plan) -> Result<Self, VcfWriteError> {
        let create = |name: &str, lines: &[&str], columns: &str| {
            VcfWriter::create(&folder.join(name), &header(contigs, plan, lines, columns), contigs)
        };
        let frequency =
            "##INFO=<ID=AF,Number=A,Type=Float,Description=\"Allele frequency in the simulated population\">";
        let genotype = "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Phased genotype of the patient\">";
        let somatic = [
            "##INFO=<ID=VAF_TRUE,Number=A,Type=Float,Description=\"Expected allele fraction in the tumour sample\">",
            "##INFO=<ID=VAF_NORMAL,Number=A,Type=Float,Description=\"Expected allele fraction in the normal sample\">",
            "##INFO=<ID=CLONE,Number=1,Type=String,Description=\"Clone that carries the variant\">",
            "##INFO=<ID=TYPE,Number=1,Type=String,Description=\"SNV, MNV, INS, DEL, DUP (tandem duplication) or DELINS\">",
            "##INFO=<ID=HAPLOTYPE,Number=1,Type=Integer,Description=\"Haplotype, 1 or 2, as in germline.vcf.gz\">",
            "##INFO=<ID=PANEL,Number=0,Type=Flag,Description=\"Stands at a place that the plan asked for\">",
            "##INFO=<ID=HOTSPOT,Number=0,Type=Flag,Description=\"Stands at a hot spot\">",
            "##INFO=<ID=PHASED,Number=1,Type=Integer,Description=\"Position of the first of a pair on one haplotype\">",
        ];
        let hot_spots = plan.hotspots.is_some().then(|| create("hotspots.vcf.gz", &somatic, "")).transpose()?;
        Ok(Self {
            clones: plan.clones(),
            hot_spots,
            somatic: create("truth.vcf.gz", &somatic, "")?,
            germline: create("germline.vcf.gz", &[frequency, genotype], &format!("\tFORMAT\t{}", plan.normal.sample))?,
            population: create("population.vcf.gz", &[frequency], "")?,
        })
    }

    /// Writes the variants of a contig.
    pub(crate) fn write(
        &mut self,
        evolution: &Evolution,
        shares: [&Shares; 2],
        index: ContigIndex,
        name: &str,
        variants: &ContigVariants,
    ) -> Result<(), VcfWriteError> {
        let write = |file: &mut VcfWriter, variant: &Variant, rest: String| {
            let (position, reference, alternate) = (variant.position(), variant.reference(), variant.alternate());
            let line = format!("{name}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\t{rest}");
            file.write(&line, index, position, variant.interval().end())
        };
        let mut somatic: Vec<&SomaticVariant> = variants.somatic.iter().collect();
        somatic.sort_by_key(|variant| &variant.variant);
        for found in &somatic {
            write(&mut self.somatic, &found.variant, somatic_info(evolution, shares, &self.clones, found))?;
        }
        for site in &variants.hot_spots {
            let Some(file) = &mut self.hot_spots else { break };
            let info = match somatic.binary_search_by_key(&site, |variant| &variant.variant) {
                Ok(found) => somatic_info(evolution, shares, &self.clones, somatic[found]),
                Err(_) => "VAF_TRUE=0;VAF_NORMAL=0".into(),
            };
            write(file, site, info)?;
        }
        let mut germline: Vec<&GermlineSite> = variants.germline.iter().collect();
        germline.sort_by_key(|site| &site.variant);
        for site in germline {
            let frequency = format!("AF={:.4}", site.frequency);
            if site.patient != [false; 2] {
                let inherited = evolution.inherited(index, site.edit.start.zero_based() as usize);
                let allele = |side: usize| match (inherited[side], site.patient[side]) {
                    (false, _) => '.',
                    (true, carries) => char::from(b'0' + u8::from(carries)),
                };
                let [first, second] = [allele(0), allele(1)];
                write(&mut self.germline, &site.variant, format!("{frequency}\tGT\t{first}|{second}"))?;
            }
            write(&mut self.population, &site.variant, frequency)?;
        }
        Ok(())
    }

    /// Gives the files their names.
    pub(crate) fn finish(self) -> Result<(), VcfWriteError> {
        self.somatic.finish()?;
        self.hot_spots.map_or(Ok(()), VcfWriter::finish)?;
        self.germline.finish()?;
        self.population.finish()
    }
}

/// The field `INFO` of an acquired variant.
fn somatic_info(evolution: &Evolution, shares: [&Shares; 2], clones: &[ClonePlan], variant: &SomaticVariant) -> String {
    let Some(clone) = clones.get(variant.clone) else { return ".".into() };
    let [tumour, normal] = shares.map(|shares| shares.fraction(evolution, variant));
    let origin = match variant.origin {
        Origin::Random => String::new(),
        Origin::Panel => ";PANEL".into(),
        Origin::HotSpot => ";HOTSPOT".into(),
        Origin::Neighbour(first) => format!(";PHASED={first}"),
    };
    format!(
        "VAF_TRUE={tumour:.5};VAF_NORMAL={normal:.5};CLONE={};TYPE={};HAPLOTYPE={}{origin}",
        clone.name,
        variant.kind.word(),
        variant.haplotype + 1,
    )
}
