//! Call files that are broken, or something else: each is an error with line and remedy, and never a panic.

use std::fs;
use std::io::Write;
use std::path::Path;

use hts::bgzf::BgzfWriter;
use hts::call_sets::{CallSet, Role, Told};
use proptest::prelude::*;

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=1,length=1000>\n\
                      #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n";

fn read(path: &Path) -> Result<CallSet, String> {
    CallSet::read(path, &Told::default()).map_err(|error| error.to_string())
}

/// The error of a file with these bytes.
fn error(bytes: impl AsRef<[u8]>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made");
    fs::write(&path, bytes).unwrap();
    read(&path).unwrap_err()
}

#[test]
fn other_content_is_named_with_what_to_give_instead() {
    for (bytes, words) in [
        (&b""[..], "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document; give the table"),
        (b"PK\x03\x04....", "a spreadsheet"),
        (b"BCF\x04\x02", "BCF file of version 1"),
        (b"BCF\x02\x02", "the header of the BCF is cut short"),
        (b"CRAM\x03\x00", "reads; marv call"),
        (b">chr1\nACGT\n", "FASTA"),
        (b"\xff\xfe#\0C\0", "UTF-16"),
        (b"text\0more", "no text"),
        (b"a;b;c;d;e\n1;2;3;4;5\n", "semicolons"),
        (b"<html>", "XML or HTML"),
        (b"CHROM\tPOS\n1\t2\n", "no call file has these columns: CHROM, POS"),
        (b"#CHROM\tPOS\tID\n1\t2\t.\n", "line 1: a VCF begins with ##fileformat"),
        (b"##contig=<ID=1>\n", "line 1: the first line of the VCF"),
        (b"##fileformat=VCFv4.2\n##INFO=<ID=x>\n", "line 3: the line #CHROM"),
        (b"##fileformat=VCFv4.2\n#CHROM POS ID REF\n", "separated by tabs"),
        (b"##fileformat=VCFv4.2\n1\t2\t.\tA\tC\t.\t.\t.\n", "line 2: the line #CHROM"),
        (b"caf\xe9\tx\n", "not UTF-8"),
    ] {
        let error = error(bytes);
        assert!(error.contains(words), "{:?}: {error}", String::from_utf8_lossy(bytes));
    }
    // A BAM and an index are compressed.
    for (bytes, words) in [(&b"BAM\x01\0\0\0\0"[..], "a BAM file of reads"), (b"TBI\x01\0\0", "a tabix index")] {
        let mut block = BgzfWriter::new(Vec::new());
        block.write_all(bytes).unwrap();
        let error = error(block.finish().unwrap());
        assert!(error.contains(words), "{error}");
    }
    let missing = read(Path::new("/nowhere/made.vcf")).unwrap_err();
    assert!(missing.contains("/nowhere/made.vcf"), "{missing}");
}

#[test]
fn a_wrong_line_is_named_with_field_and_remedy() {
    for (record, words) in [
        ("1\t10\t.\tA\tC\t.\t.\t.\tGT\t0/0", "line 4: 10 fields where the header has 11"),
        ("1\t10\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/1\tx", "12 fields"),
        ("1 x\t10\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/1", "is not a contig name"),
        ("1\tten\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/1", "POS is \"ten\""),
        (
            "1\t1001\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/1",
            "position 1001 lies past the end of contig 1, which has 1000 bases",
        ),
        ("1\t999\t.\tACG\tA\t.\t.\t.\tGT\t0/0\t0/1", "position 1001 lies past the end"),
        ("1\t10\t.\tR\tC\t.\t.\t.\tGT\t0/0\t0/1", "REF is \"R\", where A, C, G, T and N"),
        ("1\t10\t.\t\tC\t.\t.\t.\tGT\t0/0\t0/1", "REF is \"\""),
        ("1\t10\t.\tA\tC,\t.\t.\t.\tGT\t0/0\t0/1", "ALT is \"\""),
        ("1\t10\t.\tA\tC\thigh\t.\t.\tGT\t0/0\t0/1", "QUAL is \"high\""),
        ("1\t10\t.\tA\tC\t.\t.\t.\tAD\t1,0\t3,many", "AD is \"many\", where a number of reads"),
        ("1\t10\t.\tA\tC\t.\t.\t.\tDP\t-4\t3", "DP is \"-4\""),
        ("1\t10\t.\tA\tC\t.\t.\t.\tGT\t0/x\t0/1", "GT is \"0/x\""),
        ("1\t10\t.\tA\tC\t.\t.\t.\tAF\t0,1\tx", "AF is \"x\""),
        ("1\t10\t.\tA\t<DEL>\t.\t.\t.\tGT\t0/0\t0/1", "<DEL> has neither END nor SVLEN"),
        ("1\t10\t.\tA\t<DEL>\t.\t.\tEND=5\tGT\t0/0\t0/1", "10 to 5 holds no base"),
        ("1\t10\t.\tA\t<DEL>\t.\t.\tSVLEN=long\tGT\t0/0\t0/1", "SVLEN is \"long\""),
        ("1\t10\t.\tA\tA[2:5\t.\t.\t.\tGT\t0/0\t0/1", "ALT: "),
        ("1\t10\t.\tA\tC[2:5[\t.\t.\t.\tGT\t0/0\t0/1", "does not keep the reference base A"),
        ("1\t10\t.\tA\tA[1:5000[\t.\t.\t.\tGT\t0/0\t0/1", "5000 is not a base of contig 1"),
        ("1\t10\t.\tA\tA[1:50[\t.\t.\tCIPOS=x\tGT\t0/0\t0/1", "CIPOS is \"x\""),
    ] {
        let error = error(format!("{HEADER}{record}\n"));
        assert!(error.contains(words) && error.contains("line 4"), "{record}: {error}");
    }
    let error = error(format!("{HEADER}{}", "1\tx\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/1\n".repeat(20)));
    assert!(error.contains("line 4") && error.contains("line 11") && error.contains("and 12 more lines"), "{error}");
}

#[test]
fn a_wrong_header_is_named() {
    let twice = HEADER.replace("NORMAL", "TUMOR");
    assert!(error(twice).contains("two columns have the same name"));
    assert!(error(HEADER.replace("FORMAT", "FILTER")).contains("the ninth column must be FORMAT"));
    assert!(error(HEADER.replace("ID=1,", "ID=\"a b\",")).contains("line 2: ##contig"));
}

#[test]
fn a_wrong_row_of_a_table_is_named() {
    let segments = "chromosome\tstart\tend\tgene\tlog2\tprobes\n";
    for (row, words) in [
        ("1\t10\t20\t-\t0.1", "5 fields where the header has 6"),
        ("1\t10\t10\t-\t0.1\t3", "10 to 10 holds no base"),
        ("1\t-3\t10\t-\t0.1\t3", "the start is \"-3\""),
        ("1\t1\t10.5\t-\t0.1\t3", "the end is \"10.5\""),
        ("1\t1\t10\t-\t0,1\t3", "log2 is \"0,1\", where a number with a decimal point"),
        ("1\t1\t10\t-\t-Inf\t3", "log2 is \"-Inf\""),
    ] {
        let error = error(format!("{segments}{row}\n"));
        assert!(error.contains(words) && error.contains("line 2"), "{row}: {error}");
    }
    let twice = "chromosome\tstart\tend\tgene\tlog2\tprobes\tlog2\n1\t1\t9\t-\t0.1\t3\t0.9\n";
    assert!(error(twice).contains("line 1: two columns have the same name"));
    let negative = "sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\nA\t1\t1\t2\t-3\t0\n";
    assert!(error(negative).contains("nMajor is \"-3\", where a copy number not below 0"));
}

/// A file of several blocks, compressed in both ways.
fn compressed() -> [Vec<u8>; 2] {
    let record = |at: u32| format!("1\t{at}\tid{}\tA\tC\t.\tPASS\t.\tGT:AD\t0/0:30,0\t0/1:20,{at}\n", at * 7919 % 1009);
    let text: String = std::iter::once(HEADER.to_owned()).chain((1..900).map(record)).collect();
    let mut blocks = BgzfWriter::new(Vec::new());
    blocks.write_all(text.as_bytes()).unwrap();
    let mut stream = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    stream.write_all(text.as_bytes()).unwrap();
    [blocks.finish().unwrap(), stream.finish().unwrap()]
}

#[test]
fn a_file_cut_short_is_an_error_and_whole_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.vcf.gz");
    for whole in compressed() {
        fs::write(&path, &whole).unwrap();
        assert_eq!(read(&path).unwrap().small_variants.len(), 899);
        for end in (1..whole.len()).step_by(97) {
            fs::write(&path, &whole[..end]).unwrap();
            let error = read(&path).unwrap_err();
            assert!(error.contains("made.vcf.gz"), "{error}");
        }
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(read(&path).is_err());
    }
}

/// Sound files of every kind, to be damaged.
fn sound() -> Vec<String> {
    let vcf = format!(
        "{HEADER}1\t10\ta\tA\tC,<DEL>\t9\tq10;x\tEND=20;CIPOS=-1,2;SOMATIC\tGT:AD:DP:AF\t0/0:9,0,0:9:0,0\t0/1:5,4,0:9:0.4,0\n\
         1\t30\tb\tA\t[2:50[A\t9\tPASS\tSVTYPE=BND;MATEID=c\tGT:PR:SR\t0/0:9,0:1,0\t0/1:5,4:1,1\n\
         1\t40\tc\tA\t<INV>\t9\tPASS\tEND=90\tGT:DR:DV:RR:RV\t0/0:9:0:1:0\t0/1:5:4:1:1\n\
         1\t50\td\tG\tA\t.\t.\t.\tDP:AU:CU:GU:TU\t9:0,0:0,0:9,9:0,0\t9:4,4:0,0:5,5:0,0\n"
    );
    vec![
        vcf,
        "chromosome\tstart\tend\tgene\tlog2\tcn\tcn2\tprobes\n1\t10\t20\tTP53\t-0.5\t1\t0\t9\n".into(),
        "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele1\tTumor_Seq_Allele2\t\
         t_depth\tt_alt_count\nTP53\thg38\tchr17\t7674220\tC\tC\t-\t60\t20\n"
            .into(),
        "#gene1\tgene2\tbreakpoint1\tbreakpoint2\tsplit_reads1\tsplit_reads2\treading_frame\nA\tB\t1:5\t2:6:+\t1\t2\tin-frame\n"
            .into(),
        "purity\tploidy\tminPurity\tmaxPurity\n0.5\t2\t0.4\t0.6\n".into(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever bytes are changed, put in or cut off, a file is read or refused.
    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0..5usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..12),
    ) {
        let mut bytes = sound()[which].clone().into_bytes();
        for (place, byte, what) in changes {
            let place = place.index(bytes.len().max(1));
            match what {
                0 if place < bytes.len() => bytes[place] = byte,
                1 if place < bytes.len() => bytes[place] = b"0123456789.,:;<>[]|/-\t\n"[usize::from(byte) % 23],
                2 => bytes.truncate(place.max(1)),
                _ => bytes.insert(place.min(bytes.len()), byte),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made");
        fs::write(&path, &bytes).unwrap();
        match read(&path) {
            Ok(set) => for variant in &set.small_variants {
                for support in &variant.support {
                    prop_assert!(support.count.is_none_or(|count| count.alternate() <= count.depth()));
                }
            },
            Err(error) => prop_assert!(error.contains("made: ") && error.len() < 4000, "{}", error),
        }
    }

    /// A count is read by its allele and its sample, in whatever order columns and keys stand.
    #[test]
    fn the_order_of_columns_and_keys_makes_no_difference(
        counts in prop::array::uniform6(0..5000u32),
        tumour_first in any::<bool>(),
        depth_first in any::<bool>(),
    ) {
        let [tumour, normal] = [&counts[..3], &counts[3..]];
        let column = |counts: &[u32]| {
            let (all, depth) = (format!("{},{},{}", counts[0], counts[1], counts[2]), counts.iter().sum::<u32>());
            if depth_first { format!("{depth}:{all}") } else { format!("{all}:{depth}") }
        };
        let (names, first, second) =
            if tumour_first { ("TUMOR\tNORMAL", tumour, normal) } else { ("NORMAL\tTUMOR", normal, tumour) };
        let keys = if depth_first { "DP:AD" } else { "AD:DP" };
        let record = format!("1\t10\t.\tA\tC,AG\t.\t.\t.\t{keys}\t{}\t{}\n", column(first), column(second));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made");
        fs::write(&path, format!("{}{record}", HEADER.replace("NORMAL\tTUMOR", names))).unwrap();
        let set = read(&path).unwrap();
        for (role, counts) in [(Role::Tumour, tumour), (Role::Normal, normal)] {
            let sample = set.sample(role).unwrap();
            for (place, variant) in set.small_variants.iter().enumerate() {
                let count = variant.support[sample].count.unwrap();
                let read = (count.alternate().get(), count.depth().get());
                prop_assert_eq!(read, (counts[place + 1], counts.iter().sum()));
                prop_assert_eq!(variant.support[sample].depth.map(|depth| depth.get()), Some(read.1));
            }
        }
    }

    /// Whatever stands in the fields of a record, it is read or refused, and the line is named.
    #[test]
    fn random_records_are_read_or_refused(
        fields in prop::collection::vec("[0-9A-Za-z.,:;=<>\\[\\]/|-]{0,12}", 11),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made");
        fs::write(&path, format!("{HEADER}{}\n", fields.join("\t"))).unwrap();
        if let Err(error) = read(&path) {
            prop_assert!(error.contains("line 4: "), "{}", error);
        }
    }
}
