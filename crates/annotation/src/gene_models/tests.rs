use genome::contig::{Contig, ContigName};
use genome::position::{Length, Strand};

use super::*;
use crate::transcript::Transcript;

fn contigs(names: &[&str]) -> ContigList {
    let contig =
        |name: &&str| Contig { name: ContigName::new(name).unwrap(), length: Length::new(10_000).unwrap(), md5: None };
    ContigList::new(names.iter().map(contig).collect()).unwrap()
}

fn read(text: &str, names: &[&str], assembly: Option<Assembly>) -> Result<GeneModels, GeneModelError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("genes");
    std::fs::write(&path, text).unwrap();
    GeneModels::read(&path, &contigs(names), assembly, None)
}

fn brief(transcript: &Transcript) -> String {
    let exons: Vec<String> = transcript.exons.iter().map(ToString::to_string).collect();
    let coding = transcript
        .coding
        .as_ref()
        .map(|coding| format!("{}..{} {}{}", coding.start, coding.end, coding.start_complete, coding.end_complete));
    format!("{} {} {} {}", transcript.id, transcript.selection, exons.join(","), coding.unwrap_or_default())
}

const GTF: &str = "\
#!genome-build invented
1\tx\tgene\t101\t400\t.\t-\t.\tgene_id \"G1\"; gene_version \"3\"; gene_name \"AAA\"; gene_biotype \"protein_coding\";
1\tx\ttranscript\t101\t400\t.\t-\t.\tgene_id \"G1\"; gene_version \"3\"; transcript_id \"T1\"; transcript_version \"2\"; gene_name \"AAA\"; transcript_biotype \"protein_coding\"; tag \"basic\"; tag \"MANE_Select\";
1\tx\texon\t301\t400\t.\t-\t.\tgene_id \"G1\"; transcript_id \"T1\";
1\tx\tCDS\t301\t390\t.\t-\t0\tgene_id \"G1\"; transcript_id \"T1\"; protein_id \"P1\"; protein_version \"1\";
1\tx\texon\t101\t200\t.\t-\t.\tgene_id \"G1\"; transcript_id \"T1\";
1\tx\tCDS\t154\t200\t.\t-\t0\tgene_id \"G1\"; transcript_id \"T1\"; protein_id \"P1\"; protein_version \"1\";
1\tx\tstop_codon\t151\t153\t.\t-\t0\tgene_id \"G1\"; transcript_id \"T1\";
1\tx\texon\t101\t400\t.\t-\t.\tgene_id \"G1\"; transcript_id \"T2\"; transcript_biotype \"retained_intron\";
2\tx\texon\t5\t9\t.\t+\t.\tgene_id \"G2\"; transcript_id \"T3\";
";

#[test]
fn gtf_joins_the_stop_codon_and_prefers_mane() {
    let models = read(GTF, &["chr1"], None).unwrap();
    let [gene] = &models.genes[..] else { panic!("{:?}", models.genes) };
    assert_eq!((gene.id.as_str(), gene.symbol.as_str(), gene.strand), ("G1.3", "AAA", Strand::Reverse));
    let told: Vec<String> = gene.transcripts.iter().map(brief).collect();
    assert_eq!(told, ["T1.2 MANE Select 301-400,101-200 10..150 truefalse", "T2 longest translated 101-400 "]);
    assert_eq!(gene.transcripts[0].coding.as_ref().unwrap().protein.as_deref(), Some("P1.1"));
    assert_eq!(models.left_out.into_iter().collect::<Vec<_>>(), [("2".to_owned(), 1)]);
}

const GFF3: &str = "\
##gff-version 3
NC_000001.11\tRefSeq\tgene\t101\t400\t.\t+\t.\tID=gene-AAA;Dbxref=GeneID:7,HGNC:HGNC:5;Name=AAA;gene_biotype=protein_coding
NC_000001.11\tRefSeq\tmRNA\t101\t400\t.\t+\t.\tID=rna-NM_1.5;Parent=gene-AAA;Name=NM_1.5;transcript_id=NM_1.5;tag=MANE Select
NC_000001.11\tRefSeq\texon\t101\t200\t.\t+\t.\tID=e1;Parent=rna-NM_1.5
NC_000001.11\tRefSeq\texon\t301\t400\t.\t+\t.\tID=e2;Parent=rna-NM_1.5
NC_000001.11\tRefSeq\tCDS\t151\t200\t.\t+\t0\tID=cds-NP_1.2;Parent=rna-NM_1.5;protein_id=NP_1.2;transl_except=(pos:301..303%2Caa:Sec)
NC_000001.11\tRefSeq\tCDS\t301\t340\t.\t+\t1\tID=cds-NP_1.2;Parent=rna-NM_1.5;protein_id=NP_1.2
NC_012920.1\tRefSeq\tgene\t1\t9\t.\t+\t.\tID=gene-MT1;Dbxref=GeneID:8;Name=MT1
NC_012920.1\tRefSeq\tCDS\t1\t8\t.\t+\t0\tID=cds-YP_1.1;Parent=gene-MT1;protein_id=YP_1.1
";

#[test]
fn gff3_is_read_by_its_hierarchy_and_by_accessions() {
    let models = read(GFF3, &["chr1", "chrM"], Some(Assembly::GRCh38)).unwrap();
    let [gene, mitochondrial] = &models.genes[..] else { panic!("{:?}", models.genes) };
    assert_eq!((gene.id.as_str(), gene.symbol.as_str()), ("GeneID:7", "AAA"));
    assert_eq!(brief(&gene.transcripts[0]), "NM_1.5 MANE Select 101-200,301-400 50..140 truetrue");
    assert_eq!(gene.transcripts[0].coding.as_ref().unwrap().selenocysteines, [16]);
    assert_eq!(gene.transcripts[0].biotype, "protein_coding");
    assert_eq!(brief(&mitochondrial.transcripts[0]), "YP_1.1 longest translated 1-8 0..8 truetrue");
    let bare = read(&GFF3.replace("Name=NM_1.5;transcript_id=NM_1.5;", ""), &["chr1"], None).unwrap();
    assert_eq!(bare.genes[0].transcripts[0].id, "NM_1.5", "the identifier names it where nothing else does");
    let error = read(&GFF3.replace("NC_000001.11", "NC_000001.10"), &["chr1"], Some(Assembly::GRCh38)).unwrap_err();
    assert!(error.to_string().contains("line 2: NC_000001.10 is a chromosome of GRCh37"), "{error}");
}

#[test]
fn all_malformed_lines_are_told_at_once() {
    let text = GTF.replace("exon\t301\t400", "exon\t400\t301").replace("transcript_id \"T2\"; ", "");
    let error = read(&text, &["chr1"], None).unwrap_err().to_string();
    assert!(error.contains("line 4: start \"400\"") && error.contains("line 9: a exon without"), "{error}");
    let error = read(GTF, &["chr7"], None).unwrap_err().to_string();
    assert!(error.contains("no transcript lies on a contig of the reference (1, 2)"), "{error}");
}
