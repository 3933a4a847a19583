//! BCF is read as the VCF that it was made of.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::MultiGzDecoder;
use genome::contig::{Contig, ContigList, ContigName};
use genome::position::Length;
use hts::vcf::{SitesError, VariantSites};

const VCF: &str = "##fileformat=VCFv4.3
##FILTER=<ID=PASS,Description=\"All filters passed\">
##FILTER=<ID=few,Description=\"Few, fewer, \\\"ID=none\\\"\">
##FILTER=<ID=bias,Description=\"One strand\">
##contig=<ID=1,length=100000>
##contig=<ID=chr2,length=3000000>
##INFO=<ID=AF,Number=A,Type=Float,Description=\"Frequency\">
##INFO=<ID=DB,Number=0,Type=Flag,Description=\"Listed\">
##INFO=<ID=NOTE,Number=1,Type=String,Description=\"Text\">
##INFO=<ID=END,Number=1,Type=Integer,Description=\"Last base\">
##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Fragments\">
##FORMAT=<ID=AF,Number=A,Type=Float,Description=\"Fraction\">
##FORMAT=<ID=PG,Number=1,Type=String,Description=\"Text\">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\tNORMAL
1\t1\trs1\tA\tC\t12.5\tPASS\tAF=0.25;DB\tGT:AD:AF:PG\t0/1:40,300:0.125:a_long_text\t0|0:30,0:0:.
1\t99\t.\tACGTACGTACGTACGTACGT\tA,ACG\t.\tfew;bias\tAF=0.5,0.001;NOTE=x\tGT:AD\t1/2:1,2,70000\t./.:.,.,.
chr2\t2999999\t.\tN\t<DEL>\t3\t.\tEND=3000000\tGT\t1\t.
chr2\t3000000\t.\tT\t.\t0\tfew\t.\tGT:AD:PG\t0/0:.:b\t0/0:9:cd
";

fn contigs() -> ContigList {
    let contig = |(name, length): (&str, u32)| Contig {
        name: ContigName::new(name).unwrap(),
        length: Length::new(length).unwrap(),
        md5: None,
    };
    ContigList::new([("chr2", 3_000_000), ("1", 100_000)].map(contig).into()).unwrap()
}

/// A file made of the text by bcftools; `None`, said loudly, where that is not installed.
fn made(folder: &Path, kind: &str) -> Option<PathBuf> {
    let (from, to) = (folder.join("from.vcf"), folder.join(format!("made{kind}.bcf")));
    std::fs::write(&from, VCF).unwrap();
    match Command::new("bcftools").args(["view", "--no-version", kind, "-o"]).arg(&to).arg(&from).output() {
        Ok(output) if output.status.success() => Some(to),
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            eprintln!("SKIPPED: bcftools is not installed ({error})");
            None
        }
    }
}

fn lines(path: &Path) -> Result<Vec<String>, SitesError> {
    let mut sites = VariantSites::open(path, &contigs())?;
    let mut lines = Vec::new();
    while let Some(site) = sites.read()? {
        lines.push(site.line().to_owned());
    }
    Ok(lines)
}

#[test]
fn bcf_gives_the_lines_it_was_made_of() {
    let folder = tempfile::tempdir().unwrap();
    for kind in ["-Ob", "-Ou"] {
        let Some(path) = made(folder.path(), kind) else { return };
        let expected: Vec<&str> = VCF.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines(&path).unwrap(), expected, "{kind}");
        let sites = VariantSites::open(&path, &contigs()).unwrap();
        assert_eq!(sites.samples(), ["TUMOR", "NORMAL"]);
        assert!(!sites.header().contains("IDX="), "{}", sites.header());
        assert_eq!(sites.stated_lengths().collect::<Vec<_>>(), [("1", 100_000), ("chr2", 3_000_000)]);
    }
}

#[test]
fn a_damaged_bcf_is_refused_and_says_which_record() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = made(folder.path(), "-Ou") else { return };
    let mut whole = Vec::new();
    MultiGzDecoder::new(File::open(&path).unwrap()).read_to_end(&mut whole).unwrap();
    let cut = folder.path().join("cut.bcf");
    std::fs::write(&cut, &whole[..whole.len() - 3]).unwrap();
    let told = lines(&cut).unwrap_err().to_string();
    assert!(told.contains("record 4 of the BCF is cut short"), "{told}");
    std::fs::write(&cut, &whole[..100]).unwrap();
    let told = lines(&cut).unwrap_err().to_string();
    assert!(told.contains("the header of the BCF is cut short"), "{told}");
    // No byte makes it panic, and a record stays one line.
    for at in (5..whole.len()).step_by(7) {
        for value in [0x0f, 0xf7, 0xff] {
            let mut changed = whole.clone();
            changed[at] = value;
            std::fs::write(&cut, &changed).unwrap();
            let _ = lines(&cut).map(|lines| assert!(lines.iter().all(|line| !line.contains('\n'))));
        }
    }
}
