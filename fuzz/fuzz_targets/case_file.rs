//! Any text as the clinical values of a case or as a trial is read or refused with its faults; nothing panics.
#![no_main]

use interpretation::case_file;
use interpretation::trial::ctml::Trial;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = case_file::read(text);
    let _ = (Trial::from_toml(text), Trial::from_json(text));
});
