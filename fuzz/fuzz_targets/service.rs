//! Any bytes that a reader of the service gets from outside are read or refused; nothing panics. `MARV_READER` names the reader.
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

static READER: LazyLock<readers::Reader> = LazyLock::new(|| {
    let names: Vec<&str> = readers::READERS.iter().map(|(name, _)| *name).collect();
    let name = std::env::var("MARV_READER").unwrap_or_default();
    let chosen = readers::READERS.iter().find(|(own, _)| *own == name);
    *chosen.unwrap_or_else(|| panic!("MARV_READER is \"{name}\"; it names one of {names:?}"))
});

fuzz_target!(|bytes: &[u8]| {
    let (_, read) = *READER;
    read(&RULES, bytes);
});
