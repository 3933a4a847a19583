//! A synthetic patient's bundle and referral, made by the program's own rooms. No person.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::fs;
use std::path::Path;

use clinic::referral::{Referral, ReferralDraft};
use interpretation::case_file;
use interpretation::consequence::Consequence;
use interpretation::meaning::variants::Reads;
use interpretation::meaning::{CalledVariant, compose};
use interpretation::protein::ProteinChange;
use interpretation::trial::ctml::Trial;
use interpretation::variant::{Origin, Variant};
use report::compose::Meta;

/// The example referral of the guideline: a myeloid case, purpose MC-P1, incidental findings if treatable.
pub const REFERRAL: &str = include_str!("../../../../../guidelines/examples/aml-outside-centre.json");

/// A rich case: duplications, a fusion, a banded karyotype.
pub const CASE: &str = r#"
sample = "S-0001"
date = 2026-11-26
[disease]
group = "AML"
[patient]
age = 64
sex = "female"
[marrow]
blasts = 62
[blood]
haemoglobin = { value = 5.9, unit = "mmol/L" }
blasts = 20
[history]
cytotoxic_therapy = false
mds = false
mds_mpn = false
germline_predisposition = false
relapsed_or_refractory = false
[consent]
incidental = "treatable-only"
[karyotype]
banded = "46,XX,del(7)(q22q36)[12]/46,XX[8]"
[assessed]
genes = "all"
limit = 0.05
internal_tandem_duplications = ["FLT3"]
fusions = "all"
[[mutation]]
gene = "FLT3"
kind = "internal tandem duplication"
allelic_ratio = 0.6
[[fusion]]
first = "RUNX1"
second = "RUNX1T1"
"#;

/// Almost nothing is known.
pub const BARE_CASE: &str = "sample = \"S-0002\"\ndate = 2026-11-26\n";

/// A trial.
pub const TRIAL: &str = r#"
protocol_no = "EXAMPLE-1"
[[treatment_list.step]]
step_code = "1"
match = [
    { genomic = { hugo_symbol = "NPM1", variant_category = "Mutation" } },
    { clinical = { age_numerical = ">=65" } },
]
"#;

/// One called variant.
pub fn called(gene: &str, protein: &str, coding: &str, place: &str, alternate: u32, depth: u32) -> CalledVariant {
    let change: ProteinChange = protein.parse().unwrap_or(ProteinChange::Unknown);
    let mut variant = Variant::new(gene.parse().unwrap(), change);
    variant.coding = Some(coding.to_owned());
    variant.fraction = genome::quantity::AlleleFraction::new(f64::from(alternate) / f64::from(depth)).ok();
    variant.normal_fraction = genome::quantity::AlleleFraction::new(0.0).ok();
    variant.origin = Origin::Somatic;
    CalledVariant {
        genomic: place.to_owned(),
        vrs: Some("ga4gh:VA.0AePZIWZUNsUlQTamyLrjm2HWUw2opLt".to_owned()),
        variant,
        reads: Some(Reads { alternate, depth }),
        filters: Vec::new(),
        from: "calls/somatic.vcf.gz, line 1".to_owned(),
    }
}

/// The calls of the rich case: four drivers, a doubted one, and one that the normal has too.
pub fn calls() -> Vec<CalledVariant> {
    let mut doubted = called("NRAS", "p.G12D", "c.35G>A", "NC_000001.11:g.114716126C>T", 4, 96);
    doubted.filters = vec!["weak_evidence".into()];
    let mut inherited = called("DDX41", "p.D140Gfs*2", "c.415_418dup", "NC_000005.10:g.177515000dup", 39, 80);
    inherited.variant.origin = Origin::Germline;
    inherited.variant.normal_fraction = genome::quantity::AlleleFraction::new(0.5).ok();
    let mut splice = called("TET2", "p.?", "c.3954+1G>A", "NC_000004.12:g.105259770G>A", 10, 80);
    splice.variant.consequences = vec![Consequence::EssentialSplice];
    vec![
        called("NPM1", "p.W288Cfs*12", "c.860_863dup", "NC_000005.10:g.171410540_171410543dup", 39, 92),
        called("TP53", "p.R175H", "c.524G>A", "NC_000017.11:g.7675088C>T", 28, 88),
        called("DNMT3A", "p.R882H", "c.2645G>A", "NC_000002.12:g.25234373C>T", 46, 101),
        splice,
        doubted,
        inherited,
    ]
}

/// The findings document of a case.
pub fn findings(case: &str, calls: Vec<CalledVariant>, trials: bool) -> String {
    let file = case_file::read(case).unwrap();
    let trials: Vec<Trial> = if trials { vec![Trial::from_toml(TRIAL).unwrap()] } else { Vec::new() };
    serde_json::to_string_pretty(&compose(&file, calls, &trials)).unwrap() + "\n"
}

const QUALITY: &str = r#"{
  "accepted": [],
  "quality": {
    "samples": [
      { "role": "tumour", "sample": "T-0001", "reads": 1, "duplicate_fraction": 0.081, "mapped_fraction": 0.995, "mean_depth": 91.4,
        "covered_at_least": [[15, 0.99], [20, 0.985], [30, 0.97], [60, 0.9], [90, 0.55]] },
      { "role": "normal", "sample": "N-0001", "reads": 1, "duplicate_fraction": 0.07, "mapped_fraction": 0.995, "mean_depth": 32.1,
        "covered_at_least": [[15, 0.981], [20, 0.94], [30, 0.6], [60, 0.01], [90, 0.0]] }
    ],
    "tumour_in_normal": [
      { "sample": "N-0001", "mean": 0.052, "interval": [0.031, 0.078], "basis": "about 41 somatic sites" }
    ],
    "callable": 0.912,
    "genes": [
      { "name": "NPM1", "bases": 900, "mean_depth": [90.0, 31.0], "callable": 0.99 },
      { "name": "CEBPA", "bases": 1100, "mean_depth": [41.0, 20.0], "callable": 0.62 },
      { "name": "FLT3", "bases": 3000, "mean_depth": [88.0, 33.0], "callable": 1.0 },
      { "name": "TP53", "bases": 1200, "mean_depth": [86.0, 30.0], "callable": 0.97 },
      { "name": "CRLF2", "bases": 0, "mean_depth": [null, null], "callable": null }
    ],
    "checks": [
      { "name": "depth:T-0001", "verdict": "pass", "because": "91.4x; a warning below 81.0x, a stop below 54.0x" },
      { "name": "tumour-in-normal:N-0001", "verdict": "warn",
        "because": "5.2 % (95 % 3.1 to 7.8) of the normal is tumour; a warning from 5 %, a stop from 25 %" },
      { "name": "aligner:T-0001", "verdict": "warn",
        "because": "placed by bwa 0.7.17-r1188, and N-0001 by bwa 0.7.15-r1140: versions may place some reads differently. Place the reads of both with one version" },
      { "name": "aligner-options:T-0001", "verdict": "warn",
        "because": "other options than for N-0001: here -Y, there -B 3 -M" },
      { "name": "genes", "verdict": "warn", "because": "2 of 5 genes are less covered: CEBPA, CRLF2" }
    ],
    "not_performed": ["mapped reads of N-0001: the index does not count them"]
  }
}
"#;

const MANIFEST: &str = r#"{
  "schema": "marv/calls/2",
  "program": "marv 0.1.0",
  "specimens": [
    { "role": "tumour", "sample": "T-0001", "file": "tumour.bam", "bytes": 1, "header_sha256": "00" },
    { "role": "normal", "sample": "N-0001", "file": "normal.bam", "bytes": 1, "header_sha256": "00" }
  ],
  "reference": { "file": "reference.fa", "bytes": 1, "contigs": 24, "contigs_sha256": "0123456789abcdef" },
  "regions": "whole genome",
  "inputs": { "--genes": { "file": "genes.bed", "bytes": 1, "sha256": "fedcba9876543210" } },
  "accepted": [],
  "not_called": ["events longer than 300 bases"],
  "outputs": []
}
"#;

const SEGMENTS: &str = "#marv 0.1.0 segments of S-0001
contig\tstart\tend\ttotal\tminor\tclonal_fraction\tclonal_fraction_low\tclonal_fraction_high\tdepth_ratio\tbalance\twindows\tsnps\tkind
chr1\t1\t248956422\t2\t1\t1\t0.98\t1\t1.00\t0.49\t248000\t120000\tneutral
chr5\t1\t181538259\t2\t1\t1\t0.98\t1\t1.01\t0.49\t181000\t90000\tneutral
chr7\t1\t97700000\t2\t1\t1\t0.98\t1\t0.99\t0.49\t97000\t50000\tneutral
chr7\t97700001\t159345973\t1\t0\t0.62\t0.58\t0.66\t0.69\t0.31\t61000\t30000\tloss
chr8\t1\t145138636\t2\t1\t1\t0.98\t1\t1.00\t0.49\t145000\t70000\tneutral
chr13\t1\t114364328\t2\t0\t0.4\t0.35\t0.46\t1.00\t0.30\t114000\t60000\tcnloh
chr17\t1\t83257441\t2\t1\t1\t0.98\t1\t1.00\t0.49\t83000\t41000\tneutral
chr21\t1\t46709983\t3\t1\t0.2\t0.15\t0.26\t1.10\t0.44\t46000\t23000\tgain
chrX\t1\t156040895\t.\t.\t.\t.\t.\t.\t.\t0\t0\tnot_assessable
";

const PURITY: &str = r#"{ "purity": 0.81, "ploidy": 1.98, "purity_interval": [0.77, 0.85], "decided_by": "depth and balance",
    "ambiguous": true, "because": "a doubled genome explains depth and balance nearly as well", "fits": [], "evidence": { "windows": 9 } }"#;

const FUSIONS: &str = "# marv 0.1.0; store 00 of GRCh38
name\tclass\tframe\tgene5\ttranscript5\tpart5\tlast_exon5\tgene3\ttranscript3\tpart3\tfirst_exon3\tbreakend1\tbreakend2\t\
precise\tfragments\treference\tfraction\tfilters\tevent\treciprocal\tknown_pair
RUNX1::RUNX1T1\tfusion\tin frame\tRUNX1\tNM_001754.5\tintron 6\t6\tRUNX1T1\tNM_175634.3\tintron 1\t2\t\
chr21:34859474:right\tchr8:92017363:left\tyes\t31\t60\t0.3407\tPASS\tevent1\tyes\tRUNX1::RUNX1T1
KMT2A::MLLT3\tfusion\tin frame\tKMT2A\tNM_001197104.2\tintron 9\t9\tMLLT3\tNM_004529.4\tintron 5\t6\t\
chr11:118353210:left\tchr9:20365000:right\tyes\t2\t90\t0.0217\tfew_fragments\t.\tno\tKMT2A::MLLT3
.\tno_partner\t.\t.\t.\t.\t.\tETV6\t.\t.\t.\tchr3:1000000:left\tchr12:11900000:right\tno\t4\t70\t0.0541\tPASS\tevent2\tno\t.
";

/// Writes a bundle with every file.
pub fn bundle(folder: &Path) {
    bare_bundle(folder, &findings(CASE, calls(), true));
    fs::create_dir_all(folder.join("calls")).unwrap();
    fs::create_dir_all(folder.join("reads")).unwrap();
    for (name, content) in [
        ("calls/quality.json", QUALITY),
        ("calls/manifest.json", MANIFEST),
        ("calls/segments.tsv", SEGMENTS),
        ("calls/purity.json", PURITY),
        ("fusions.tsv", FUSIONS),
        ("reads/reads.json", READS),
    ] {
        fs::write(folder.join(name), content).unwrap();
    }
}

/// The findings of the rich case as an earlier version wrote them, kept so that the snapshots speak of the report and not of
/// what is known of genes. `MARV_BLESS=1` writes them anew.
pub fn kept_findings() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promises/made/findings.json");
    if std::env::var_os("MARV_BLESS").is_some() {
        let value: serde_json::Value = serde_json::from_str(&findings(CASE, calls(), true)).unwrap();
        fs::write(&path, format!("{value}\n")).unwrap();
    }
    fs::read_to_string(path).unwrap()
}

/// Writes a bundle with findings alone.
pub fn bare_bundle(folder: &Path, findings: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("findings.json"), findings).unwrap();
}

/// Five reads over one place: as the reference, with another base, with bases that come in, with bases left out, cut off.
const READS: &str = r#"{
  "schema": "marv-reads/1",
  "sites": [{
    "name": "NPM1 p.W288Cfs*12", "genomic": "NC_000005.10:g.171410540_171410543dup", "contig": "chr5", "start": 171410520,
    "from": 171410540, "to": 171410543, "reference": "ACGTACGTACGTACGTACGTTCTGACGTACGTACGTACGTACGT",
    "specimens": [
      { "role": "tumour", "sample": "T-0001", "over": 92, "differing": 39, "reads": [
        { "start": 171410520, "end": 171410560, "reverse": true, "mapping_quality": 60, "insertions": [[171410543, 4]] },
        { "start": 171410525, "end": 171410562, "reverse": false, "mapping_quality": 60, "deletions": [[171410541, 171410542]] },
        { "start": 171410522, "end": 171410542, "reverse": false, "mapping_quality": 12, "cut_off": [0, 31] },
        { "start": 171410520, "end": 171410562, "reverse": true, "mapping_quality": null, "mismatches": [[171410530, "G"]] }
      ] },
      { "role": "normal", "sample": "N-0001", "over": 31, "differing": 0, "reads": [
        { "start": 171410520, "end": 171410562, "reverse": false, "mapping_quality": 60 }
      ] }
    ]
  }]
}
"#;

/// The referral, with changes.
pub fn referral(changes: &[(&str, &str)]) -> Referral {
    let text = changes.iter().fold(REFERRAL.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    let draft = ReferralDraft::from_json(text.as_bytes()).unwrap();
    Referral::from_draft(&draft).unwrap()
}

/// What a signed report says of itself.
pub fn meta() -> Meta {
    Meta {
        issued: jiff::civil::date(2026, 11, 27),
        signers: vec!["Testlæge Et (TST01)".into(), "Testlæge To (TST02)".into()],
        version: 1,
        reason: None,
        program: "marv 0.1.0".into(),
    }
}
