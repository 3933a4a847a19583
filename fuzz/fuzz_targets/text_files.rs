//! Any text as a FASTA index, a BED or a VCF is read or refused; nothing panics.
#![no_main]


use genome::contig::{Contig, ContigList, ContigName};
use genome::position::Length;
use hts::bed::Regions;
use hts::fasta::{ReferenceGenome, write_index};
use hts::vcf::VariantSites;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = |end: &str| std::env::temp_dir().join(format!("marv-fuzz-{}.{end}", std::process::id()));
    let write = |end: &str| {
        let path = path(end);
        std::fs::write(&path, bytes).expect("a temporary file");
        path
    };
    let contig = Contig {
        name: ContigName::new("1").expect("a name"),
        length: Length::new(1000).expect("a length"),
        md5: None,
    };
    let contigs = ContigList::new(vec![contig]).expect("a list");
    let _ = Regions::read(&write("bed"), &contigs);
    if let Ok(mut sites) = VariantSites::open(&write("vcf"), &contigs) {
        while let Ok(Some(site)) = sites.read() {
            let _ = (site.reference(), site.alternates().count(), site.info("AF"), site.sample(0, "AD"));
        }
    }
    let fasta = write("fa");
    let _ = write_index(&fasta);
    std::fs::write(path("fa.fai"), bytes).expect("a temporary file");
    if let Ok(reference) = ReferenceGenome::open(&fasta) {
        for (place, contig) in reference.contigs().contigs().iter().enumerate() {
            let whole = genome::position::Interval::from_half_open(0, contig.length.get().min(10_000));
            if let (Some(index), Ok(whole)) = (genome::contig::ContigIndex::new(place), whole) {
                let _ = reference.sequence(index, whole);
            }
        }
    }
});
