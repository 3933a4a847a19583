//! A code that is accepted has the SKS form, and that form reads the same again.
#![no_main]

use clinic::diagnosis_code::DiagnosisCode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(code) = DiagnosisCode::parse(text) {
        assert!(code.sks().starts_with('D'));
        assert_eq!(DiagnosisCode::parse(code.sks()).as_ref(), Ok(&code));
    }
});
