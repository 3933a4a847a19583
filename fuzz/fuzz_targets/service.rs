//! Any bytes that reach the service from outside are read or refused; nothing panics. The first byte chooses the reader.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use clinic::eligibility::vocabulary;
use guideline::rule_file::{Folder, load};
use guideline::rule_set::RuleSet;
use libfuzzer_sys::fuzz_target;

#[path = "../readers.rs"]
mod readers;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guidelines/ngc-haem-2022");
    load(&Folder::read(&folder).expect("the guideline"), &vocabulary()).expect("the guideline is sound")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (_, read) = readers::READERS[usize::from(*first) % readers::READERS.len()];
    read(&RULES, rest);
});
