//! `marv import` as a laboratory runs it.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn import(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().current_dir(folder).arg("import").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const STRELKA: &str = "##fileformat=VCFv4.1\n##source=strelka\n##source_version=2.9.10\n\
    ##content=strelka somatic snv calls\n##contig=<ID=chr17,length=83257441>\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n\
    chr17\t7674220\t.\tC\tT\t.\tPASS\tSOMATIC\tDP:AU:CU:GU:TU\t30:0,0:30,30:0,0:0,0\t40:0,0:30,30:0,0:10,10\n\
    chr17\t7674230\t.\tC\tT\t.\tLowEVS\tSOMATIC\tDP:AU:CU:GU:TU\t30:0,0:30,30:0,0:0,0\t.:.:.:.:.\n";

#[test]
fn files_are_described_and_one_refused_makes_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("somatic.vcf", STRELKA);
    put("unnamed.vcf", &STRELKA.replace("NORMAL\tTUMOR", "HD1\tHD2"));
    put(
        "old.maf",
        "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\nX\tGRCh37\t1\t9\tA\tC\n",
    );
    let output = import(folder.path(), &["somatic.vcf"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for words in [
        "VCF · Strelka2 2.9.10 · GRCh38",
        "contig chr17 has 83257441 bases, as in GRCh38",
        "TUMOR: tumour (its name)",
        "2 records: 2 SNV",
        "filters: 1 LowEVS, 1 PASS",
        "missing: read counts of TUMOR, small variants in 1 of 2",
        "1 files read, 0 refused",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let output = import(folder.path(), &["somatic.vcf", "unnamed.vcf", "nothing.vcf", "old.maf"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("HD1, HD2") && said.contains("2 files read, 2 refused"), "{said}");
    assert!(said.contains("these are of GRCh37, which is not interpreted"), "{said}");
    assert!(said.contains("the files are of different assemblies"), "{said}");
    let output = import(folder.path(), &["unnamed.vcf", "--tumour", "HD2", "--normal", "HD1"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(import(folder.path(), &[]).status.code(), Some(2), "no file");
}

#[test]
fn json_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("somatic.vcf"), STRELKA).unwrap();
    fs::write(folder.path().join("report.pdf"), "%PDF-1.7").unwrap();
    let output = import(folder.path(), &["--json", "somatic.vcf", "report.pdf"]);
    assert_eq!(output.status.code(), Some(1));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let [sound, refused] = &said["files"].as_array().unwrap()[..] else { panic!("{said}") };
    assert_eq!((&sound["refused"], &sound["assembly"]), (&Value::Null, &Value::from("GRCh38")));
    assert_eq!((&sound["counts"]["SNV"], &sound["samples"][1]["role"]), (&Value::from(2), &Value::from("tumour")));
    assert!(refused["refused"].as_str().unwrap().contains("a PDF document; give the table"), "{refused}");
    assert_eq!(refused["records"], Value::Null, "nothing is said of what was not read");
}
