//! Any text as a karyotype is read, and every group has an answer; nothing panics or hangs.
#![no_main]

use interpretation::karyotype::{Reading, Sex, summary::summary, table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for sex in [None, Some(Sex::Male)] {
        let summary = summary(&text, sex);
        for reading in Reading::ALL {
            let _ = summary.karyotype.cytogenetics_in(Some(reading));
        }
    }
    let _ = table::annotate(bytes, "k", None);
});
