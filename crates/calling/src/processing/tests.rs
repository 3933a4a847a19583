//! Headers as programs write them, and as nobody should.

use std::fmt::Write as _;

use genome::contig::{Contig, ContigList, ContigName};
use genome::position::Length;
use proptest::prelude::*;

use super::*;

fn contigs() -> ContigList {
    let name = ContigName::new("chr1").unwrap();
    ContigList::new(vec![Contig { name, length: Length::new(1000).unwrap(), md5: None }]).unwrap()
}

/// What a header of these lines says; blanks between fields are tabs.
fn of(lines: &[&str]) -> Processing {
    let text = format!("@HD\tVN:1.6\n@SQ\tSN:chr1\tLN:1000\n{}\n", lines.join("\n")).replace("  ", "\t");
    Processing::of(&Header { contigs: contigs(), read_groups: Vec::new(), text })
}

/// Who placed the reads, in words.
fn placed(lines: &[&str]) -> Result<Vec<String>, Unclear> {
    of(lines).placed_by.map(|by| by.iter().map(ToString::to_string).collect())
}

/// The options of the only program.
fn options(line: &str) -> Option<String> {
    let by = of(&[line]).placed_by.unwrap();
    by.first().unwrap().options.as_ref().map(|options| options.beside(&Options::default()).unwrap_or_default())
}

const BWA: &str = "@PG  ID:bwa  PN:bwa  VN:0.7.17-r1188  CL:bwa mem -t 8 -Y -K 100000000 -R @RG\\tID:1\\tSM:T GRCh38.fa T_1.fq.gz T_2.fq.gz";

#[test]
fn the_program_is_found_however_it_is_called() {
    for (line, told) in [
        (BWA, "bwa 0.7.17-r1188"),
        (
            "@PG  ID:bwamem  PN:bwamem  VN:0.7.15-r1140  CL:bwa mem -K 100000000 -p -v 3 -t 16 -Y ref.fa",
            "bwa 0.7.15-r1140",
        ),
        ("@PG  ID:bwa.1  VN:0.7.17", "bwa 0.7.17"),
        ("@PG  ID:1  PN:/opt/bin/bwa-mem2  VN:2.2.1", "bwa-mem2 2.2.1"),
        ("@PG  ID:DRAGEN SW build  VN:05.021.604.3.7.8  CL:dragen --ref-dir x", "dragen 05.021.604.3.7.8"),
        ("@PG  ID:STAR  PN:STAR  VN:2.7.10b", "star 2.7.10b"),
        ("@PG  ID:bwa  PN:bwa", "bwa"),
    ] {
        assert_eq!(placed(&[line]).unwrap(), [told], "{line}");
    }
    assert_eq!(placed(&["@PG  ID:1  PN:bwatool  VN:1"]), Err(Unclear::NoAligner));
}

#[test]
fn who_placed_the_reads_last_counts_and_each_lane_has_its_own() {
    let sort = "@PG  ID:samtools  PN:samtools  PP:bwa  VN:1.20  CL:samtools sort -";
    assert_eq!(placed(&[BWA, sort]).unwrap(), ["bwa 0.7.17-r1188"]);
    // Placed by bwa, then anew; the order of the lines says nothing.
    let anew = "@PG  ID:novoalign  PN:novoalign  VN:4.3  PP:samtools";
    assert_eq!(placed(&[anew, sort, BWA]).unwrap(), ["novoalign 4.3"]);
    let lanes = [
        BWA,
        "@PG  ID:bwa.1  PN:bwa  VN:0.7.15  CL:bwa mem ref.fa a b",
        "@PG  ID:m  PN:samtools  PP:bwa  CL:samtools merge o a b",
    ];
    assert_eq!(placed(&lanes).unwrap(), ["bwa 0.7.15", "bwa 0.7.17-r1188"]);
    // The line before is missing: the chain begins here.
    assert_eq!(placed(&["@PG  ID:bwa  PN:bwa  VN:1  PP:none", sort]).unwrap(), ["bwa 1"]);
}

#[test]
fn what_no_header_tells_is_not_known() {
    assert_eq!(placed(&[]), Err(Unclear::NoLine));
    assert_eq!(placed(&["@PG  ID:samtools  PN:samtools  CL:samtools sort"]), Err(Unclear::NoAligner));
    assert_eq!(placed(&[BWA, BWA]), Err(Unclear::TwoOfOneId));
    assert_eq!(placed(&["@PG  PN:bwa  VN:0.7.17"]), Err(Unclear::NoId));
    assert_eq!(placed(&["@PG  ID:bwa  PN:bwa  PP:bwa"]), Err(Unclear::Circle));
    assert_eq!(placed(&["@PG  ID:a  PN:bwa  PP:b", "@PG  ID:b  PP:c", "@PG  ID:c  PP:a", BWA]), Err(Unclear::Circle));
    let many: Vec<String> = (0..=MOST).map(|lane| format!("@PG  ID:{lane}  PN:bwa  VN:{lane}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(placed(&many), Err(Unclear::TooMany));
    assert_eq!(placed(&many[1..]).unwrap().len(), MOST);
    // No version is stated that could be one.
    for version in ["", "a b", "\u{fffd}0.7", "<b>", &"1".repeat(41), "0.7\u{1b}[2J"] {
        assert_eq!(placed(&[&format!("@PG  ID:bwa  PN:bwa  VN:{version}")]).unwrap(), ["bwa"], "{version:?}");
    }
}

#[test]
fn the_options_of_bwa_are_read_as_bwa_reads_them() {
    let told = |command: &str| options(&format!("@PG  ID:bwa  PN:bwa  VN:1  CL:{command}"));
    for (command, expected) in [
        ("bwa mem -t 8 -Y -K 100000000 -R @RG\\tID:1 ref.fa a.fq b.fq", "-K 100000000 -Y"),
        ("bwa mem -pMt16 -B3 ref.fa -", "-B 3 -M"),
        ("/opt/sentieon/bwa mem -B 4 -T 30 -O 6,6 -v3 -o out.sam ref.fa a b", ""),
        ("bwa mem -j ref.fa a b", "-j"),
        ("bwa mem -B 3 -B 4 ref.fa a b", ""),
        ("bwa mem ref.fa a b", ""),
        ("bwa mem -I 350,60 -x intractg ref.fa a b", "-I 350,60 -x intractg"),
        ("bwa mem -R @RG\\tSM:name -SM ref.fa a", "-M -S"),
    ] {
        assert_eq!(told(command).as_deref(), Some(expected), "{command}");
    }
    // Cut off by the tabs of a read group; a value that is none.
    for command in ["bwa mem -Y -R @RG", "bwa mem -B", "bwa mem -B ../../person ref.fa"] {
        assert_eq!(told(command), None, "{command}");
    }
}

#[test]
fn of_other_programs_only_names_of_options_are_kept() {
    let told = options(
        "@PG  ID:x  PN:dragen  CL:dragen -r /ref --RGSM=Testperson-Et --RGID Testperson-To -1 /in/name.fq --num-threads 8 -010190",
    );
    assert_eq!(told.as_deref(), Some("--RGID --RGSM -r"));
    let many = (0..100).fold(String::new(), |text, at| text + " --option" + &at.to_string());
    assert_eq!(options(&format!("@PG  ID:x  PN:minimap2  CL:minimap2{many}")), None, "too many to be options");
    assert_eq!(options("@PG  ID:x  PN:minimap2  VN:2.28"), None);
}

#[test]
fn what_was_done_afterwards_is_found() {
    for (line, step) in [
        ("@PG  ID:MarkDuplicates  PN:MarkDuplicates  VN:3.1  CL:MarkDuplicates --INPUT a", Step::DuplicateMarking),
        ("@PG  ID:SAMBLASTER  CL:samblaster -i stdin", Step::DuplicateMarking),
        ("@PG  ID:samtools.1  PN:samtools  CL:samtools markdup - o.bam", Step::DuplicateMarking),
        ("@PG  ID:sambamba  CL:markdup -t 4 a b  VN:0.8", Step::DuplicateMarking),
        ("@PG  ID:bammarkduplicates2  PN:bammarkduplicates2", Step::DuplicateMarking),
        ("@PG  ID:GATK ApplyBQSR  PN:GATK ApplyBQSR  CL:ApplyBQSR --output a", Step::Recalibration),
        ("@PG  ID:GATK IndelRealigner  VN:3.8", Step::IndelRealignment),
        ("@PG  ID:fgbio  PN:fgbio  CL:fgbio CallMolecularConsensusReads -i a", Step::Consensus),
    ] {
        assert_eq!(of(&[line]).steps, BTreeSet::from([step]), "{line}");
    }
    assert!(of(&["@PG  ID:samtools  PN:samtools  CL:samtools sort markdup.bam"]).steps.is_empty());
    assert!(!of(&[BWA]).marks_alternate_contigs && of(&["@SQ  SN:chr1_alt  LN:5  AH:*"]).marks_alternate_contigs);
}

#[test]
fn a_header_made_to_be_slow_is_read_at_once() {
    // A hundred thousand programs in one chain, told from its end, and a command line of some megabytes.
    let mut text = String::new();
    for at in (0..100_000i64).rev() {
        writeln!(text, "@PG\tID:{at}\tPN:bwa\tVN:1\tPP:{}", at - 1).unwrap();
    }
    writeln!(text, "@PG\tID:last\tPN:bwa\tVN:2\tPP:99999\tCL:bwa mem {} ref.fa", "-Y ".repeat(1 << 20)).unwrap();
    let begun = std::time::Instant::now();
    let told = Processing::of(&Header { contigs: contigs(), read_groups: Vec::new(), text });
    let by: Vec<String> = told.placed_by.unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(by, ["bwa 2"]);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever stands in a header, nothing panics, and what is kept is short and plain.
    #[test]
    fn nothing_of_a_header_is_kept_but_what_is_short_and_plain(
        lines in proptest::collection::vec("(ID|PN|VN|CL|PP):(bwa|minimap2|a|b)?( mem)?( -[a-zA-Z]{1,3}.{0,8}){0,3}(\t(ID|PN|VN|CL|PP):.{0,12}){0,4}", 0..6),
    ) {
        let lines: Vec<String> = lines.iter().map(|line| format!("@PG\t{}", line.replace(['\n', '\r'], "?"))).collect();
        let told = of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        for aligner in told.placed_by.iter().flatten() {
            let options = aligner.options.iter().flat_map(|options| &options.0);
            let kept = options.flat_map(|(name, value)| [Some(name), value.as_ref()]).chain([Some(&aligner.program), aligner.version.as_ref()]);
            for text in kept.flatten() {
                prop_assert!(plain(text).is_some(), "{text:?}");
            }
        }
    }
}
