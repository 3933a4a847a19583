//! The evidence as a run leaves it: depth.bed.gz, alleles.tsv.gz, breakends.tsv.gz, somatic.vcf.gz and quality.json.
//!
//! A run writes these and reads them back, so that whoever looks at the same folder again with another purity starts from the
//! same numbers, to the last digit.

use std::path::{Path, PathBuf};

use genome::contig::{Contig, ContigList, ContigName};
use genome::position::Length;
use hts::vcf::VariantSites;
use serde_json::Value;

use super::evidence::{Break, Evidence, HeterozygousSnp, SomaticSnv, WindowDepth};
use super::table::{Table, TableError};
use crate::fitness::Chromosomes;
use crate::fitness::genotype::Genotype;
use crate::fitness::sex::Sex;
use crate::pass::alleles::Alleles;
use crate::pass::windows::WINDOW;

/// The names of the files in a folder of calls.
const DEPTH: &str = "depth.bed.gz";
const ALLELES: &str = "alleles.tsv.gz";
const BREAKENDS: &str = "breakends.tsv.gz";
const SOMATIC: &str = "somatic.vcf.gz";
const QUALITY: &str = "quality.json";

/// Least fragments of the tumour at a heterozygous place.
const LEAST_DEPTH: u32 = 10;
/// A place with more than this share of bases that are neither allele, or so many times the median depth of the normal, is one
/// of repeats.
const MOST_OTHER: u32 = 10;
const MOST_DEPTH: u32 = 2;
/// Fragments of the tumour from which a junction is a break of its genome; the normal has less than a quarter of them.
const BREAK_FRAGMENTS: u32 = 4;
/// Least mapping quality at both ends of a junction, and least distance of the two.
const BREAK_QUALITY: u32 = 20;
const BREAK_LENGTH: u32 = 5_000;

impl Evidence {
    /// Reads a folder of calls: its first tumour against its first normal.
    ///
    /// # Errors
    /// A file that is missing, damaged, or not of a run.
    pub fn read(folder: &Path) -> Result<Self, TableError> {
        let (contigs, somatic) = somatic(&folder.join(SOMATIC))?;
        let (paired, windows) = windows(folder.join(DEPTH), &contigs)?;
        let snps = if paired { snps(folder.join(ALLELES), &contigs)? } else { Vec::new() };
        let breaks = breaks(folder.join(BREAKENDS), &contigs, paired)?;
        let (sex, tumour_in_normal) = quality(&folder.join(QUALITY))?;
        Ok(Self { contigs, paired, windows, snps, somatic, breaks, sex, tumour_in_normal })
    }
}

/// The contigs of the header, and the substitutions of the autosomes without a doubt.
fn somatic(path: &Path) -> Result<(ContigList, Vec<SomaticSnv>), TableError> {
    let wrong = |because: String| TableError::Content { path: path.to_owned(), because };
    let none = ContigList::new(Vec::new()).map_err(|error| wrong(error.to_string()))?;
    let header = VariantSites::open(path, &none)?;
    let contig = |(name, length): (&str, u32)| {
        let name = ContigName::new(name).map_err(|error| wrong(error.to_string()))?;
        let length = Length::new(length).map_err(|error| wrong(format!("contig {}: {error}", name.as_str())))?;
        Ok(Contig { name, length, md5: None })
    };
    let contigs = header.stated_lengths().map(contig).collect::<Result<Vec<_>, TableError>>()?;
    let contigs = ContigList::new(contigs).map_err(|error| wrong(error.to_string()))?;
    let chromosomes = Chromosomes::of(&contigs);
    let mut calls = VariantSites::open(path, &contigs)?;
    let mut found = Vec::new();
    while let Some(call) = calls.read()? {
        let is_base = |allele: &str| allele.len() == 1;
        let passed = call.filters().all(|filter| filter == "PASS") && call.info("CLASS") == Some("somatic");
        let single = is_base(call.reference()) && call.alternates().count() == 1 && call.alternates().all(is_base);
        if !passed || !single || !chromosomes.is_autosome(call.contig()) {
            continue;
        }
        let mut counts = call.sample(0, "AD").into_iter().flat_map(|counts| counts.split(',')).map(str::parse::<u32>);
        let (Some(Ok(reference)), Some(Ok(alternate))) = (counts.next(), counts.next()) else { continue };
        let (contig, place) = (call.contig(), call.position().zero_based());
        found.push(SomaticSnv { contig, place, alternate, depth: reference.saturating_add(alternate) });
    }
    Ok((contigs, found))
}

/// The windows, and whether there is a normal.
fn windows(path: PathBuf, contigs: &ContigList) -> Result<(bool, Vec<WindowDepth>), TableError> {
    let table = Table::open(path)?;
    let [contig, start, known, gc, tumour] = table.all(["contig", "start", "known", "gc", "TUMOR"])?;
    let normal = table.column("NORMAL").ok();
    let mut windows = Vec::new();
    table.rows(|row| {
        let known = row.value(known)?;
        let value = |column| if known == 0 { Ok(0.0) } else { row.value(column) };
        windows.push(WindowDepth {
            contig: row.contig(contig, contigs)?,
            place: row.value::<u32>(start)? / WINDOW,
            known,
            gc: value(gc)?,
            tumour: value(tumour)?,
            normal: normal.map_or(Ok(0.0), value)?,
        });
        Ok(())
    })?;
    Ok((normal.is_some(), windows))
}

/// The places at which the normal is plainly heterozygous.
fn snps(path: PathBuf, contigs: &ContigList) -> Result<Vec<HeterozygousSnp>, TableError> {
    let table = Table::open(path)?;
    let [contig, position] = table.all(["contig", "position"])?;
    let of = |sample: &str| {
        table.all([&format!("{sample}_ref"), &format!("{sample}_alt"), &format!("{sample}_other")].map(String::as_str))
    };
    let (tumour, normal) = (of("TUMOR")?, of("NORMAL")?);
    let mut found: Vec<(HeterozygousSnp, u32)> = Vec::new();
    table.rows(|row| {
        let alleles = |columns: [usize; 3]| -> Result<Alleles, TableError> {
            let [reference, alternate, other] = columns;
            Ok(Alleles { reference: row.value(reference)?, alternate: row.value(alternate)?, other: row.value(other)? })
        };
        let (in_tumour, in_normal) = (alleles(tumour)?, alleles(normal)?);
        let clean = |alleles: Alleles| u32::from(alleles.other) * MOST_OTHER <= alleles.depth();
        if Genotype::of(in_normal) == Some(Genotype::Heterozygous)
            && in_tumour.depth() >= LEAST_DEPTH
            && clean(in_normal)
            && clean(in_tumour)
        {
            let place = row.value::<u32>(position)?.checked_sub(1).ok_or_else(|| row.wrong(position))?;
            let (reference, alternate) = (u32::from(in_tumour.reference), u32::from(in_tumour.alternate));
            let snp = HeterozygousSnp { contig: row.contig(contig, contigs)?, place, reference, alternate };
            found.push((snp, in_normal.depth()));
        }
        Ok(())
    })?;
    let mut depths: Vec<u32> = found.iter().map(|(_, depth)| *depth).collect();
    let middle = depths.len() / 2;
    let most = if depths.is_empty() { 0 } else { MOST_DEPTH * *depths.select_nth_unstable(middle).1 };
    Ok(found.into_iter().filter(|(_, depth)| *depth <= most).map(|(snp, _)| snp).collect())
}

/// The places at which the tumour's genome is joined anew, over a distance.
fn breaks(path: PathBuf, contigs: &ContigList, paired: bool) -> Result<Vec<Break>, TableError> {
    const KINDS: [&str; 3] = ["split", "gap", "pair"];
    let table = Table::open(path)?;
    let own = table.all(["contig", "start", "end", "keeps", "mapping_quality"])?;
    let mates = table.all(["mate_contig", "mate_start", "mate_end", "mate_keeps", "mate_mapping_quality"])?;
    let named = table.column("breakpoints")?;
    let of = |sample: &str| table.all(KINDS.map(|kind| format!("{sample}_{kind}")).each_ref().map(String::as_str));
    let tumour = of("TUMOR")?;
    let normal = if paired { Some(of("NORMAL")?) } else { None };
    let mut breaks = Vec::new();
    table.rows(|row| {
        if row.field(mates[0]) == "." {
            return Ok(());
        }
        let fragments =
            |columns: [usize; 3]| columns.iter().map(|column| row.value::<u32>(*column)).sum::<Result<u32, _>>();
        let in_normal = normal.map_or(Ok(0), fragments)?;
        let in_tumour = fragments(tumour)?;
        let well_placed = |column: usize| row.value::<u32>(column).is_ok_and(|quality| quality >= BREAK_QUALITY);
        if in_tumour < BREAK_FRAGMENTS || 4 * in_normal >= in_tumour || !well_placed(own[4]) || !well_placed(mates[4]) {
            return Ok(());
        }
        // The exact places that most fragments name, else the middles of the stretches.
        let mut exact = row.field(named).split(';').next().unwrap_or_default().split(',').map(str::parse::<u32>);
        let exact = [exact.next(), exact.next()].map(|place| place.and_then(Result::ok));
        let side = |columns: [usize; 5], exact: Option<u32>| -> Result<Break, TableError> {
            let [contig, start, end, keeps, _] = columns;
            let (start, end) = (row.value::<u32>(start)?, row.value::<u32>(end)?);
            let last = exact.unwrap_or(start + end.saturating_sub(start) / 2);
            let behind = if row.field(keeps) == "left" { last } else { last.saturating_sub(1) };
            Ok((row.contig(contig, contigs)?, behind))
        };
        let (one, other) = (side(own, exact[0])?, side(mates, exact[1])?);
        if one.0 != other.0 || one.1.abs_diff(other.1) >= BREAK_LENGTH {
            breaks.extend([one, other]);
        }
        Ok(())
    })?;
    breaks.sort_unstable();
    breaks.dedup();
    Ok(breaks)
}

/// The sex chromosomes of the first normal, and the share of the tumour in it where that was measured.
fn quality(path: &Path) -> Result<(Option<Sex>, f64), TableError> {
    let wrong = |because: String| TableError::Content { path: path.to_owned(), because };
    let text = std::fs::read(path).map_err(|source| TableError::Io { path: path.to_owned(), source })?;
    let value: Value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let quality = &value["quality"];
    let specimens = quality["samples"].as_array().ok_or_else(|| wrong("quality.samples is missing".to_owned()))?;
    let normal = specimens.iter().position(|specimen| specimen["role"] == "normal");
    let sex = match normal.and_then(|normal| quality["sex"][normal]["sex"].as_str()) {
        Some("XX") => Some(Sex::Xx),
        Some("XY") => Some(Sex::Xy),
        _ => None,
    };
    let leak = &quality["tumour_in_normal"][0];
    let measured = leak["basis"].as_str().is_some_and(|basis| basis.starts_with("about"));
    let share = leak["mean"].as_f64().filter(|_| measured).unwrap_or(0.0);
    Ok((sex, share.clamp(0.0, 0.9)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(depth: &str, breakends: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            SOMATIC,
            "##fileformat=VCFv4.3\n##contig=<ID=chr1,length=9000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\tNORMAL\n\
             chr1\t50\t.\tA\tG\t30\tPASS\tCLASS=somatic;BEST=somatic\tGT:AD\t0/1:60,30\t0/0:30,0\n\
             chr1\t60\t.\tA\tG\t30\tweak_evidence\tCLASS=somatic\tGT:AD\t0/1:60,30\t0/0:30,0\n\
             chr1\t70\t.\tAC\tA\t30\tPASS\tCLASS=somatic\tGT:AD\t0/1:60,30\t0/0:30,0\n",
        );
        write(DEPTH, depth);
        write(
            ALLELES,
            "#contig\tposition\tref\talt\tfrequency\tTUMOR_ref\tTUMOR_alt\tTUMOR_other\tNORMAL_ref\tNORMAL_alt\tNORMAL_other\n\
             chr1\t100\tA\tC\t.\t20\t40\t0\t15\t15\t0\n\
             chr1\t200\tA\tC\t.\t20\t40\t0\t30\t0\t0\n\
             chr1\t300\tA\tC\t.\t3\t4\t0\t15\t15\t0\n\
             chr1\t400\tA\tC\t.\t20\t40\t20\t15\t15\t0\n\
             chr1\t500\tA\tC\t.\t20\t40\t0\t60\t60\t0\n\
             chr1\t600\tA\tC\t.\t30\t20\t0\t12\t18\t0\n",
        );
        write(BREAKENDS, breakends);
        let quality = r#"{"quality":{"samples":[{"role":"tumour"},{"role":"normal"}],"sex":[{"sex":"XX"},{"sex":"XY"}],
            "tumour_in_normal":[{"mean":0.07,"basis":"about 90 somatic sites"}]}}"#;
        write(QUALITY, quality);
        folder
    }

    const DEPTHS: &str = "#contig\tstart\tend\tknown\tgc\tTUMOR\tNORMAL\nchr1\t0\t1000\t1000\t0.400\t90.00\t30.00\nchr1\t1000\t2000\t0\t.\t.\t.\n";
    const EDGES: &str = "#contig\tstart\tend\tkeeps\tmate_contig\tmate_start\tmate_end\tmate_keeps\tmapping_quality\tmate_mapping_quality\t\
        breakpoints\tTUMOR_split\tTUMOR_gap\tTUMOR_pair\tTUMOR_clip\tNORMAL_split\tNORMAL_gap\tNORMAL_pair\tNORMAL_clip\n\
        chr1\t900\t1000\tleft\tchr1\t8001\t8100\tright\t60\t60\t1000,8001,0,.,5\t5\t0\t4\t0\t0\t0\t0\t0\n\
        chr1\t900\t1000\tleft\tchr1\t7001\t7100\tright\t60\t60\t.\t5\t0\t4\t0\t3\t0\t3\t0\n\
        chr1\t900\t1000\tleft\tchr1\t2001\t2100\tright\t60\t60\t.\t5\t0\t4\t0\t0\t0\t0\t0\n\
        chr1\t900\t1000\tleft\t.\t.\t.\t.\t60\t.\t.\t0\t0\t0\t9\t0\t0\t0\t0\n";

    #[test]
    fn the_tables_of_a_run_are_its_evidence() {
        let folder = folder(DEPTHS, EDGES);
        let evidence = Evidence::read(folder.path()).unwrap();
        assert!(evidence.paired && evidence.sex == Some(Sex::Xy));
        assert!((evidence.tumour_in_normal - 0.07).abs() < 1e-12);
        assert_eq!(
            evidence.windows.iter().map(|window| (window.place, window.known)).collect::<Vec<_>>(),
            [(0, 1000), (1, 0)]
        );
        // Homozygous, shallow, not clean, or of a repeat: not used.
        assert_eq!(evidence.snps.iter().map(|snp| snp.place).collect::<Vec<_>>(), [99, 599]);
        assert_eq!(
            evidence.somatic.iter().map(|snv| (snv.place, snv.alternate, snv.depth)).collect::<Vec<_>>(),
            [(49, 30, 90)]
        );
        // Inherited, near, or a clip: no break.
        assert_eq!(evidence.breaks.iter().map(|(_, place)| *place).collect::<Vec<_>>(), [1000, 8000]);
    }

    #[test]
    fn a_damaged_table_is_refused_with_its_place() {
        let told = |depth: &str, breakends: &str| {
            let folder = folder(depth, breakends);
            Evidence::read(folder.path()).unwrap_err().to_string()
        };
        let wrong = told(&DEPTHS.replace("90.00", "much"), EDGES);
        assert!(wrong.contains("depth.bed.gz: line 2: TUMOR is \"much\""), "{wrong}");
        let wrong = told(&DEPTHS.replace("known", "unknown"), EDGES);
        assert!(wrong.contains("no column known"), "{wrong}");
        let wrong = told(&DEPTHS.replace("chr1", "chr7"), EDGES);
        assert!(wrong.contains("contig is \"chr7\""), "{wrong}");
        let missing = Evidence::read(tempfile::tempdir().unwrap().path()).unwrap_err().to_string();
        assert!(missing.contains("somatic.vcf.gz"), "{missing}");
    }

    #[test]
    fn without_a_normal_nothing_is_heterozygous() {
        let tumour = |table: &str| {
            table.replace("\tNORMAL\n", "\n").replace("\t30.00\n", "\n").replace("0\t.\t.\t.\n", "0\t.\t.\n")
        };
        let edges = EDGES.replace("\tNORMAL_split\tNORMAL_gap\tNORMAL_pair\tNORMAL_clip", "");
        let folder = folder(&tumour(DEPTHS), &edges);
        let evidence = Evidence::read(folder.path()).unwrap();
        assert!(!evidence.paired && evidence.snps.is_empty() && !evidence.not_assessable().is_empty());
    }
}
