//! Any bytes are a draft or an error with a place; any draft is a referral or field errors.
#![no_main]

use clinic::language::Language;
use clinic::referral::{Referral, ReferralDraft};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(draft) = ReferralDraft::from_json(bytes)
        && let Err(errors) = Referral::from_draft(&draft)
    {
        assert!(!errors.is_empty());
        for error in errors {
            assert!(!error.fault.remedy(Language::Da).is_empty());
        }
    }
});
