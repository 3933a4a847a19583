//! Any bytes as an index beside a sound BAM are read or refused; a query through them never panics.
#![no_main]


use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::{Interval, Length};
use hts::alignments::{AlignmentFile, BamWriter, Header, ReadGroup};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("marv-fuzz-index-{}.bam", std::process::id()));
    if !path.exists() {
        let contig = Contig {
            name: ContigName::new("1").expect("a name"),
            length: Length::new(1000).expect("a length"),
            md5: None,
        };
        let group = ReadGroup { id: "1".into(), sample: Some("s".into()), library: None, platform: None };
        let header = Header::new(ContigList::new(vec![contig]).expect("a list"), vec![group]).expect("a header");
        BamWriter::create(&path, &header).and_then(BamWriter::finish).expect("a temporary file");
    }
    let mut index = path.clone().into_os_string();
    index.push(".bai");
    std::fs::write(&index, bytes).expect("a temporary file");
    if let Ok(file) = AlignmentFile::open(&path)
        && let Ok(mut reader) = file.reader()
    {
        let contig = ContigIndex::new(0).expect("the first");
        let interval = Interval::from_half_open(0, 1000).expect("an interval");
        if reader.query(contig, interval).is_ok() {
            while let Ok(Some(_)) = reader.read() {}
        }
    }
});
