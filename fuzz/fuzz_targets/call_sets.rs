//! Any bytes as a file of calls are read or refused; nothing panics. A first byte chooses what stands before them, so that
//! the fuzzer need not find a header.
#![no_main]

use hts::call_sets::{CallSet, Told};
use libfuzzer_sys::fuzz_target;

const BEFORE: [&str; 6] = [
    "",
    "##fileformat=VCFv4.2\n##contig=<ID=1,length=1000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n",
    "chromosome\tstart\tend\tgene\tlog2\tcn\tcn2\tprobes\n",
    "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tt_depth\tt_alt_count\n",
    "#gene1\tgene2\tbreakpoint1\tbreakpoint2\tsplit_reads1\tsplit_reads2\treading_frame\n",
    "purity\tploidy\tminPurity\tmaxPurity\n",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let before = BEFORE[usize::from(*first) % BEFORE.len()];
    let path = std::env::temp_dir().join(format!("marv-fuzz-calls-{}", std::process::id()));
    std::fs::write(&path, [before.as_bytes(), rest].concat()).expect("a temporary file");
    if let Ok(set) = CallSet::read(&path, &Told::default()) {
        for variant in &set.small_variants {
            let _ = (variant.kind(), variant.support.iter().filter_map(|support| support.fraction()).count());
        }
        let _ = set.structural_variants.iter().flat_map(|variant| variant.event.junctions()).count();
    }
});
