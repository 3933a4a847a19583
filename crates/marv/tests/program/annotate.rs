//! `marv reference prepare` and `marv annotate`, through the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// Two exons, chr1:11-40 and chr1:61-90; what is translated is ATG GCT AAA TGG CAG | CAG CAG TTT TAA.
const CONTIG: &str =
    "ACCATTGACCGGACCATGGCTAAATGGCAGCAGCAGCATTGTAAGTACCTTTCTCTTTCAGCAGTTTTAAGCCAACCGTTACGGACATGCATTACGGACT";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::write(folder.path("ref.fa"), format!(">chr1\n{CONTIG}\n")).unwrap();
        fs::write(folder.path("ref.fa.fai"), format!("chr1\t{0}\t6\t{0}\t{1}\n", CONTIG.len(), CONTIG.len() + 1))
            .unwrap();
        let gtf =
            [("exon", 11, 40), ("CDS", 16, 40), ("exon", 61, 90), ("CDS", 61, 70)].map(|(feature, start, end)| {
                format!(
                    "1\tx\t{feature}\t{start}\t{end}\t.\t+\t0\tgene_id \"G1\"; transcript_id \"NM_9.1\"; gene \"AAA\"; \
                 transcript_biotype \"protein_coding\"; protein_id \"NP_9.1\"; tag \"MANE Select\";\n"
                )
            });
        fs::write(folder.path("genes.gtf"), gtf.concat()).unwrap();
        fs::write(folder.path("bands.txt"), "chr1\t0\t50\tp11\tgneg\nchr1\t50\t100\tq11\tgneg\n").unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::cargo_bin("marv").unwrap().current_dir(self.0.path()).args(arguments).output().unwrap()
    }

    fn prepare(&self) -> Output {
        self.run(&[
            "reference",
            "prepare",
            "--fasta",
            "ref.fa",
            "--genes",
            "genes.gtf",
            "--cytobands",
            "bands.txt",
            "--other-assembly",
            "invented",
            "--out",
            "store",
        ])
    }

    fn vcf(&self, header: &str, lines: &[&str]) {
        let columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
        fs::write(self.path("in.vcf"), format!("##fileformat=VCFv4.2\n{header}{columns}\n{}\n", lines.join("\n")))
            .unwrap();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn told(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn refused(output: &Output, reason: &str) {
    let error = text(&output.stderr);
    assert!(!output.status.success() && error.contains(reason), "{error}");
}

fn exists(path: &Path) -> bool {
    path.exists() || path.with_extension("unfinished").exists()
}

#[test]
fn a_store_is_made_once_and_variants_are_told() {
    let folder = Folder::new();
    let prepared = told(&folder.prepare());
    assert!(prepared.contains("1 genes, 1 transcripts") && prepared.contains("2 bands"), "{prepared}");
    refused(&folder.prepare(), "store exists");
    folder.vcf(
        "##contig=<ID=chr1,length=100>\n",
        &[
            "chr1\t27\trs1\tG\tA\t.\tPASS\tDP=9",
            "chr1\t28\t.\tC\tCCAG,<DEL>\t.\tPASS\t.",
            "chr1\t41\t.\tG\tA\t.\tPASS\tANN=old;DP=7",
        ],
    );
    let table = told(&folder.run(&["annotate", "--store", "store", "--vcf", "in.vcf"]));
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{table}");
    let column = |row: usize, name: &str| rows[row][rows[0].iter().position(|held| *held == name).unwrap()];
    assert_eq!([column(1, "hgvs_c"), column(1, "hgvs_p")], ["NM_9.1:c.12G>A", "NP_9.1:p.(Trp4Ter)"]);
    assert_eq!([column(1, "cytoband"), column(1, "selection")], ["1p11", "MANE Select"]);
    assert_eq!(column(3, "remarks"), "not annotated: no sequence of bases");
    let output =
        folder.run(&["annotate", "--store", "store", "--vcf", "in.vcf", "--out", "out.vcf.gz", "--table", "t.tsv"]);
    told(&output);
    assert!(text(&output.stderr).contains("1 alleles were not annotated; --table says why"));
    assert_eq!(fs::read_to_string(folder.path("t.tsv")).unwrap(), table);
    assert!(exists(&folder.path("out.vcf.gz.tbi")));
    let mut lines = hts::lines::Lines::open(&folder.path("out.vcf.gz")).unwrap();
    let mut all = Vec::new();
    while lines.advance().unwrap() {
        all.push(lines.text().unwrap().to_owned());
    }
    assert!(all.iter().any(|line| line.starts_with("##INFO=<ID=ANN,")), "{all:?}");
    let last = all.last().unwrap();
    assert!(
        last.contains("\tDP=7;ANN=A|splice_donor_variant") && last.contains("|HIGH|AAA|G1|transcript|NM_9.1|"),
        "{last}"
    );
    assert!(!last.contains("old"));
}

#[test]
fn calls_on_another_assembly_are_refused() {
    let folder = Folder::new();
    told(&folder.prepare());
    folder.vcf("##contig=<ID=chr1,length=101>\n", &["chr1\t27\t.\tG\tA\t.\t.\t."]);
    let arguments = ["annotate", "--store", "store", "--vcf", "in.vcf", "--table", "t.tsv"];
    refused(&folder.run(&arguments), "chr1 has 101 bases; in the store (invented) it has 100");
    folder.vcf("", &["chr1\t27\t.\tG\tA\t.\t.\t.", "chr1\t28\t.\tG\tA\t.\t.\t."]);
    refused(&folder.run(&arguments), "chr1:28: the reference allele has G at 28 where the reference has C");
    assert!(!exists(&folder.path("t.tsv")), "nothing half-written stays");
    let arguments = ["reference", "prepare", "--fasta", "ref.fa", "--genes", "genes.gtf", "--out", "other"];
    refused(&folder.run(&arguments), "not GRCh38: contig chr1 has 100 bases");
    assert!(!exists(&folder.path("other")));
}

#[test]
fn a_damaged_or_foreign_store_is_refused() {
    let folder = Folder::new();
    told(&folder.prepare());
    folder.vcf("", &["chr1\t27\t.\tG\tA\t.\t.\t."]);
    let sound = fs::read(folder.path("store")).unwrap();
    let open = |bytes: &[u8]| {
        fs::write(folder.path("store"), bytes).unwrap();
        folder.run(&["annotate", "--store", "store", "--vcf", "in.vcf"])
    };
    told(&open(&sound));
    refused(&open(&sound[..sound.len() - 1]), "damaged (its end is cut off)");
    refused(&open(b"not a store"), "not a reference store");
    refused(&open(b""), "not a reference store");
    for place in 8..sound.len() - 8 {
        let mut bytes = sound.clone();
        bytes[place] ^= 0x40;
        refused(&open(&bytes), "damaged");
    }
}
