//! A breakend allele that is read is written as it was, up to the case of its bases.
#![no_main]

use genome::breakend::BreakendAllele;
use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::{Length, Position};
use genome::sequence::Base;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let contig = |name: &str, length| Contig {
        name: ContigName::new(name).expect("a name"),
        length: Length::new(length).expect("a length"),
        md5: None,
    };
    let contigs = ContigList::new(vec![contig("1", 1000), contig("chr2", 2000), contig("HLA-A*01:01", 300)]).expect("a list");
    let (contig, position) = (ContigIndex::new(0).expect("the first"), Position::FIRST);
    if let Ok(allele) = BreakendAllele::parse(contig, position, Base::A, text, &contigs) {
        let written = allele.alternate(Base::A, &contigs).expect("its contig is in the list");
        let again = BreakendAllele::parse(contig, position, Base::A, &written, &contigs);
        assert_eq!(again.as_ref(), Ok(&allele));
    }
});
