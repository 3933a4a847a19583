//! VCF and BED.

#[allow(dead_code, reason = "each test file uses a part")]
use crate::made;

use std::fs;
use std::path::Path;

use genome::position::Interval;
use hts::bed::{BedError, NamedRegion, Regions, read_named};
use hts::vcf::{SitesError, VariantSites, VcfWriteError, VcfWriter};
use made::{contigs, index, interval, position};
use proptest::prelude::*;

const HEADER: &str = "##fileformat=VCFv4.4\n##contig=<ID=chr1,length=250000>\n##contig=<ID=chr3,length=300000000>\n\
    ##FILTER=<ID=q,Description=\"q\">\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"AF\">\n\
    ##INFO=<ID=DB,Number=0,Type=Flag,Description=\"DB\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"GT\">\n\
    ##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"DP\">\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\tNORMAL\n";

#[test]
fn the_sites_written_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.vcf.gz");
    let mut writer = VcfWriter::create(&path, HEADER, &contigs()).unwrap();
    let line = "chr1\t10\trs1;rs2\tAC\tA,<DEL>\t.\tq\tAF=0.5,.;DB\tGT:DP\t0/1:30\t0/0:.";
    writer.write(line, index(0), position(10), position(11)).unwrap();
    let line = "chr3\t299999999\t.\tA\t.\t3\tPASS\t.\tGT\t0/0\t./.";
    writer.write(line, index(2), position(299_999_999), position(299_999_999)).unwrap();
    assert!(!path.exists());
    writer.finish().unwrap();
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.len() == 2 && path.exists() && folder.path().join("made.vcf.gz.tbi").exists(), "{names:?}");

    let mut sites = VariantSites::open(&path, &contigs()).unwrap();
    assert_eq!((sites.header(), sites.samples()), (HEADER, &["TUMOR".to_owned(), "NORMAL".to_owned()][..]));
    let site = sites.read().unwrap().unwrap();
    assert_eq!(
        (site.contig(), site.position(), site.id(), site.reference()),
        (index(0), position(10), Some("rs1;rs2"), "AC")
    );
    assert_eq!(
        (site.alternates().collect::<Vec<_>>(), site.filters().collect::<Vec<_>>()),
        (vec!["A", "<DEL>"], vec!["q"])
    );
    assert_eq!((site.info("AF"), site.info("DB"), site.info("A")), (Some("0.5,."), Some(""), None));
    assert_eq!((site.sample(0, "DP"), site.sample(1, "DP"), site.sample(2, "DP")), (Some("30"), None, None));
    let site = sites.read().unwrap().unwrap();
    assert_eq!((site.contig(), site.id(), site.alternates().count()), (index(2), None, 0));
    assert!(sites.read().unwrap().is_none());
    let whole = fs::read(&path).unwrap();
    for end in 0..whole.len() {
        fs::write(&path, &whole[..end]).unwrap();
        assert!(read_sites(&path).is_err(), "{end}");
    }
}

fn read_sites(path: &Path) -> Result<usize, SitesError> {
    let mut sites = VariantSites::open(path, &contigs())?;
    let mut count = 0;
    while let Some(site) = sites.read()? {
        let _ = (site.alternates().count(), site.info("AF"), site.sample(0, "DP"), site.id());
        count += 1;
    }
    Ok(count)
}

#[test]
fn a_line_that_is_not_what_the_index_is_told_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.vcf.gz");
    let headers = ["", "#CHROM\tPOS", &HEADER[..HEADER.len() - 60], &HEADER[22..]];
    for header in headers {
        let error = VcfWriter::create(&path, header, &contigs()).unwrap_err();
        assert!(matches!(error, VcfWriteError::Header { .. }), "{header:?}");
    }
    let mut writer = VcfWriter::create(&path, HEADER, &contigs()).unwrap();
    let line = "chr1\t10\t.\tA\tC\t.\t.\t.";
    let at = position(10);
    writer.write(line, index(0), at, at).unwrap();
    assert!(matches!(writer.write(line, index(2), at, at), Err(VcfWriteError::Line { .. })));
    assert!(matches!(writer.write(line, index(0), position(11), position(11)), Err(VcfWriteError::Line { .. })));
    assert!(matches!(writer.write("chr1\t10\tA", index(0), at, at), Err(VcfWriteError::Line { .. })));
    assert!(matches!(writer.write(&format!("{line}\n"), index(0), at, at), Err(VcfWriteError::Line { .. })));
    assert!(matches!(writer.write(line, index(0), at, position(9)), Err(VcfWriteError::Place { .. })));
    assert!(matches!(writer.write(line, index(3), at, at), Err(VcfWriteError::UnknownContig { .. })));
    let before = line.replace("10", "9");
    assert!(matches!(writer.write(&before, index(0), position(9), at), Err(VcfWriteError::OutOfOrder { .. })));
    drop(writer);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn sites_that_do_not_fit_the_reference_name_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sites.vcf");
    let say = |text: &str| {
        fs::write(&path, text).unwrap();
        read_sites(&path).map_err(|error| error.to_string())
    };
    let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    assert_eq!(say(&format!("{header}chr1\t1\t.\tA\tC\t.\t.\t.\r\n\nchr2\t2\t.\tA\tC\t.\t.\t.")), Ok(2));
    for (line, words) in [
        ("chrX\t1\t.\tA\tC\t.\t.\t.", "line 3: contig chrX is not part of the reference"),
        ("chr1\t0\t.\tA\tC\t.\t.\t.", "position 0 is no base of contig chr1"),
        ("chr1\t250001\t.\tA\tC\t.\t.\t.", "position 250001 is no base"),
        ("chr1\t1\t.\tA", "4 fields where at least 8"),
    ] {
        let error = say(&format!("{header}{line}\n")).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
    assert!(say("").unwrap_err().contains("neither VCF"));
    assert!(say("BCF\x02\x02").unwrap_err().contains("the header of the BCF is cut short"));
    assert!(say("##fileformat=VCFv4.4\nchr1\t1\n").unwrap_err().contains("line 2"));
    fs::write(&path, [0x1f, 0x8b, 0x08, 0x00, 0x00]).unwrap();
    assert!(read_sites(&path).is_err(), "gzip that is cut short");
}

fn bed(folder: &Path, text: &str) -> Result<Regions, BedError> {
    let path = folder.join("made.bed");
    fs::write(&path, text).unwrap();
    Regions::read(&path, &contigs())
}

#[test]
fn regions_are_sorted_and_joined() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        "# comment\ntrack name=x\nbrowser y\n\nchr2 5 6\nchr1\t30\t40\tname\nchr1\t0\t10\r\nchr1\t10\t20\nchr1\t5\t8\n";
    let regions = bed(folder.path(), text).unwrap();
    let all: Vec<_> = regions.iter().collect();
    assert_eq!(all, [(index(0), interval(1, 20)), (index(0), interval(31, 40)), (index(1), interval(6, 6))]);
    assert_eq!((regions.bases(), regions.is_empty(), regions.of_contig(index(9)).len()), (31, false, 0));
    assert_eq!(regions.overlapping(index(0), interval(20, 31)).len(), 2);
    assert!(regions.overlapping(index(0), interval(21, 30)).is_empty());
    assert!(regions.contains(index(0), position(20)) && !regions.contains(index(0), position(21)));
    assert!(bed(folder.path(), "").unwrap().is_empty());
    assert_eq!(Regions::whole(&contigs()).bases(), made::LENGTHS.iter().map(|length| u64::from(*length)).sum::<u64>());
}

#[test]
fn a_region_that_is_none_names_its_line() {
    let folder = tempfile::tempdir().unwrap();
    for (line, words) in [
        ("1\t0\t10", "contig 1 is not part of the reference"),
        ("chr1\t10\t10", "10 to 10 is no stretch of contig chr1"),
        ("chr1\t0\t250001", "which has 250000 bases"),
        ("chr1\t-1\t10", "separated by tabs"),
        ("chr1\t10", "separated by tabs"),
    ] {
        let error = bed(folder.path(), &format!("chr1\t0\t10\n{line}\n")).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains(words), "{error}");
    }
}

#[test]
fn named_regions_keep_names_and_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("genes.bed");
    fs::write(&path, "# exons\nchr2\t5\t6\tB\t0\t+\nchr1\t0\t10\tA\nchr2\t8\t9\tB\n").unwrap();
    let named = |contig, interval, name: &str| NamedRegion { contig: index(contig), interval, name: name.into() };
    let expected = [named(1, interval(6, 6), "B"), named(0, interval(1, 10), "A"), named(1, interval(9, 9), "B")];
    assert_eq!(read_named(&path, &contigs()).unwrap(), expected);
    fs::write(&path, "chr1\t0\t10\tA\nchr1\t20\t30\n").unwrap();
    let error = read_named(&path, &contigs()).unwrap_err().to_string();
    assert!(error.contains("line 2") && error.contains("name"), "{error}");
}

proptest! {
    #[test]
    fn a_base_is_in_the_regions_if_it_is_in_one_of_them(
        intervals in proptest::collection::vec((0..3usize, 1..60u32, 0..12u32), 0..20),
        probes in proptest::collection::vec((0..3usize, 1..80u32), 20),
    ) {
        let given = intervals.iter().map(|(on, start, more)| (index(*on), interval(*start, start + more)));
        let given: Vec<_> = given.collect();
        let regions: Regions = given.iter().copied().collect();
        for (on, at) in probes {
            let inside = |(contig, region): &(_, Interval)| *contig == index(on) && region.contains(position(at));
            prop_assert_eq!(regions.contains(index(on), position(at)), given.iter().any(inside));
        }
        let all: Vec<_> = regions.iter().collect();
        prop_assert!(all.is_sorted());
        for pair in all.windows(2) {
            prop_assert!(pair[0].0 < pair[1].0 || pair[0].1.end().get() + 1 < pair[1].1.start().get());
        }
    }

    #[test]
    fn random_text_never_panics(
        text in "(chr[1-4]|\t|[0-9]{1,11}|\n|\r|#CHROM|##fileformat=VCFv4.4\n|A,C|;|=|:|\\PC|DP){0,40}",
        bytes in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        for bytes in [text.as_bytes(), &bytes, &[HEADER.as_bytes(), text.as_bytes(), &bytes].concat()] {
            fs::write(&path, bytes).unwrap();
            let _ = (read_sites(&path), Regions::read(&path, &contigs()), read_named(&path, &contigs()));
        }
    }
}
