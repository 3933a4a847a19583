//! The published schema of the findings document says what `marv interpret` writes: no field that it does not name, and no
//! name that stands for nothing.

use crate::findings;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// Cases that between them use every part of the document.
const CASES: &[&str] = &[
    "[disease]\ngroup = 'AML'\n[consent]\nincidental = 'all'\n[karyotype]\nbanded = '45,XX,-7,zzz[10]'\n\
     [marrow]\nblasts = 40\n[history]\nrelapsed_or_refractory = true\n[[mutation]]\ngene = 'NPM1'\n\
     [[mutation]]\ngene = 'FLT3'\nkind = 'internal tandem duplication'\nallelic_ratio = 0.6\n",
    "[disease]\ngroup = 'MDS'\n[patient]\nage = 71\nsex = 'male'\n[marrow]\nblasts = 4\n[blood]\nplatelets = 90\n\
     neutrophils = 1.1\nhaemoglobin = { value = 3.5, unit = 'g/dL' }\n[karyotype]\nbanded = '46,XY,del(5)(q13q33)[12]'\n\
     [[mutation]]\ngene = 'SF3B1'\n",
    "[disease]\ngroup = 'MDS/MPN'\n",
    "[disease]\ngroup = 'MPN'\n[[mutation]]\ngene = 'JAK2'\nname = 'p.(Val617Phe)'\n",
    "[disease]\ngroup = 'B-ALL'\n[[fusion]]\nfirst = 'BCR'\nsecond = 'ABL1'\n",
    "[disease]\ngroup = 'T-ALL'\n",
    "[disease]\ngroup = 'CLL'\n[lymphoid]\nighv_identity = 96.0\nadvanced_stage = true\n",
    "[disease]\ngroup = 'myeloma'\n[blood]\nbeta2_microglobulin = 6.0\nalbumin = 31.0\ncreatinine = 80.0\n\
     high_lactate_dehydrogenase = false\n",
    "[disease]\ngroup = 'B-cell lymphoma'\ncode = 'HCL'\n[[mutation]]\ngene = 'BRAF'\nname = 'p.(Val600Glu)'\n",
    "[karyotype]\nbanded = '46,XX[20]'\n[assessed]\ngenes = 'all'\nlimit = 0.05\ninternal_tandem_duplications = ['FLT3']\n",
];

/// A later sample, with what is stated of the response.
const LATER: &[&str] = &[
    "[disease]\ngroup = 'AML'\n[marrow]\nblasts = 3\n[blood]\nblasts = 0\nplatelets = 120\nneutrophils = 1.2\n[response]\n\
     after = 'second induction'\ntreatment = ['gilteritinib']\nextramedullary = false\n\
     transcript.blood = { diagnosis = 1.0, now = 0.0005 }\ntranscript.marrow = { diagnosis = 1.0, not_detected_at = 0.0001 }\n",
    "[disease]\ngroup = 'MDS'\n[response]\nmarrow_blasts_before = 9\n",
];

/// Its calls: `TP53` less, `RUNX1` not named, `NRAS` new, a passenger.
const LATER_CALLS: &str = "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tEnd_Position\tVariant_Classification\t\
    Reference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tFILTER\tt_depth\tt_alt_count\tn_depth\tn_alt_count\n\
    TP53\tGRCh38\tchr17\t7675088\t7675088\tMissense_Mutation\tC\tT\tS\tp.R175H\tPASS\t90\t4\t30\t0\n\
    TP53\tGRCh38\tchr17\t7674220\t7674220\tMissense_Mutation\tC\tT\tS\tp.R248Q\tPASS\t90\t20\t30\t0\n\
    NRAS\tGRCh38\tchr1\t114716126\t114716126\tMissense_Mutation\tC\tT\tS\tp.G12D\tPASS\t90\t9\t30\t0\n\
    KMT2A\tGRCh38\tchr11\t118472000\t118472000\tMissense_Mutation\tC\tT\tS\tp.L1587S\tPASS\t90\t40\t30\t0\n";

const CALLS: &str = "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tEnd_Position\tVariant_Classification\t\
    Reference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tFILTER\tt_depth\tt_alt_count\tn_depth\tn_alt_count\n\
    TP53\tGRCh38\tchr17\t7675088\t7675088\tMissense_Mutation\tC\tT\tS\tp.R175H\tPASS\t90\t40\t30\t0\n\
    RUNX1\tGRCh38\tchr21\t34880000\t34880000\tNonsense_Mutation\tC\tT\tS\tp.R201*\tPASS\t90\t44\t30\t14\n\
    ABL1\tGRCh38\tchr9\t130872896\t130872896\tMissense_Mutation\tC\tT\tS\tp.T315I\tweak_evidence\t90\t9\t30\t0\n";

const TRIAL: &str = "protocol_no = 'EXAMPLE-1'\n[[treatment_list.step]]\nstep_code = '1'\n\
    match = [{ genomic = { hugo_symbol = 'NPM1', variant_category = 'Mutation' } }]\n";

/// A reference with one chromosome of 12 Mb, its bands, and a tumour that has lost most of its long arm.
fn genome(folder: &Path) -> PathBuf {
    let sequence = "ACGGTCAATGCA".repeat(1_000_000);
    let length = sequence.len();
    let write = |name: &str, content: &str| fs::write(folder.join(name), content).unwrap();
    write("ref.fa", &format!(">chr5\n{sequence}\n"));
    write("ref.fa.fai", &format!("chr5\t{length}\t6\t{length}\t{}\n", length + 1));
    write(
        "genes.gtf",
        "5\tx\texon\t11\t40\t.\t+\t.\tgene_id \"G1\"; transcript_id \"NR_9.1\"; gene \"AAA\"; \
         transcript_biotype \"lnc_RNA\"; tag \"MANE Select\";\n",
    );
    write(
        "bands.txt",
        "chr5\t0\t2000000\tp11\tgneg\nchr5\t2000000\t5000000\tq13\tgneg\nchr5\t5000000\t12000000\tq31\tgneg\n",
    );
    write(
        "segments.tsv",
        "# made by a test\ncontig\tstart\tend\ttotal\tminor\tclonal_fraction\tclonal_fraction_low\t\
         clonal_fraction_high\tkind\nchr5\t1\t4000000\t2\t1\t.\t.\t.\tneutral\n\
         chr5\t4000001\t12000000\t1\t0\t0.6\t0.55\t0.65\tloss\n",
    );
    let store = folder.join("store");
    let mut command = Command::cargo_bin("marv").unwrap();
    command.current_dir(folder).args(["reference", "prepare", "--fasta", "ref.fa", "--genes", "genes.gtf"]);
    let output =
        command.args(["--cytobands", "bands.txt", "--other-assembly", "invented", "--out", "store"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    store
}

fn documents() -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let (calls, trial) = (file("calls.maf", CALLS), file("trial.toml", TRIAL));
    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/interpret.md")).unwrap();
    let (_, example) = docs.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let store = genome(folder.path());
    let case =
        "sample = 'S'\ndate = 2026-11-26\n[patient]\nsex = 'female'\n[karyotype]\nbanded = '46,XX,del(5)(q13)[9]'\n";
    let mut command = Command::cargo_bin("marv").unwrap();
    command.args(["interpret", "--json", "--case"]).arg(file("case.toml", case));
    command.arg("--store").arg(store).arg("--segments").arg(folder.path().join("segments.tsv"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let of_genome = findings::document(&output.stdout);
    let said = &of_genome["genome_karyotype"];
    assert_eq!(said["text_with_fractions"], "46,XX,del(5)(q13)[0.60]");
    assert_eq!(said["banded"][0]["confirmed"], "confirmed");
    let earlier = file("earlier.toml", "sample = 'S-1'\ndate = 2026-06-01\n[disease]\ngroup = 'AML'\n");
    let findings = folder.path().join("earlier");
    let mut command = Command::cargo_bin("marv").unwrap();
    command.arg("interpret").arg("--case").arg(earlier).arg("--calls").arg(&calls).arg("--out").arg(&findings);
    assert!(command.output().unwrap().status.success());
    let later_calls = file("later.maf", LATER_CALLS);
    let later: Vec<Value> = LATER
        .iter()
        .map(|case| {
            let mut command = Command::cargo_bin("marv").unwrap();
            let case = file("later.toml", &format!("sample = 'S-2'\ndate = 2026-11-26\n{case}"));
            command.args(["interpret", "--json", "--case"]).arg(case).arg("--calls").arg(&later_calls);
            let output = command.arg("--earlier").arg(&findings).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            findings::document(&output.stdout)
        })
        .collect();
    let own = CASES.iter().map(|case| format!("sample = 'S'\ndate = 2026-11-26\n{case}"));
    own.chain([example.to_owned()])
        .map(|case| {
            let mut command = Command::cargo_bin("marv").unwrap();
            command.arg("interpret").arg("--json").arg("--case").arg(file("case.toml", &case));
            let output = command.arg("--calls").arg(&calls).arg("--trials").arg(&trial).output().unwrap();
            assert!(output.status.success(), "{case}\n{}", String::from_utf8_lossy(&output.stderr));
            findings::document(&output.stdout)
        })
        .chain([of_genome])
        .chain(later)
        .collect()
}

#[test]
fn every_name_of_the_schema_is_used() {
    let (documents, schema) = (documents(), findings::schema());
    let mut idle = Vec::new();
    for (part, described) in schema["$defs"].as_object().unwrap() {
        for name in described["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            // Without the name one of the documents must be refused, for it has the field.
            let mut without = schema.clone();
            let described = &mut without["$defs"][part];
            described["properties"].as_object_mut().unwrap().remove(name);
            described["required"].as_array_mut().unwrap().retain(|required| required != name);
            let validator = jsonschema::validator_for(&without).unwrap();
            if documents.iter().all(|document| validator.is_valid(document)) {
                idle.push(format!("{part}.{name}"));
            }
        }
    }
    assert!(idle.is_empty(), "no document has {idle:?}");
}

/// The schema closes every object and asks for every field, so that a reader may rely on it.
#[test]
fn every_object_is_closed() {
    fn walk(path: &str, value: &Value) {
        if let Value::Object(keys) = value {
            if value["type"] == "object" {
                assert_eq!(value["additionalProperties"], false, "{path}");
                let named: Vec<&String> = value["properties"].as_object().unwrap().keys().collect();
                assert_eq!(value["required"].as_array().map(Vec::len), Some(named.len()), "{path}");
            }
            keys.iter().for_each(|(key, inner)| walk(&format!("{path}/{key}"), inner));
        }
        value.as_array().into_iter().flatten().for_each(|inner| walk(path, inner));
    }
    walk("", &findings::schema());
}
