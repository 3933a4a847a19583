//! Any text as a rule file, a value set or the rule set itself is loaded or refused with problems; nothing panics.
#![no_main]

use clinic::eligibility::vocabulary;
use guideline::rule_file::{Folder, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut folder = Folder::default();
    folder.insert("source.txt".into(), "WHO/ECOG score: 2".into());
    folder.insert("pages.toml".into(), "pages_in_document = 1\n[[page]]\nnumber = 1\nfirst_line = 1\n".into());
    folder.insert("requirements.toml".into(), "[[requirement]]\nid = \"RR-ELIG-05\"\nkind = \"hard\"\n".into());
    for path in ["rules/a.toml", "value-sets/a.toml", "inconsistencies/a.toml", "cited/a.toml", "rule-set.toml", "trace.toml"] {
        let mut own = folder.clone();
        own.insert(path.into(), text.into());
        let _ = load(&own, &vocabulary());
    }
});
