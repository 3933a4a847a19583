//! A number that is accepted reads the same again, with and without its hyphen.
#![no_main]

use clinic::cpr::Cpr;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(cpr) = Cpr::parse(text) {
        let plain = cpr.as_str().to_owned();
        assert_eq!(Cpr::parse(&plain).as_ref(), Ok(&cpr));
        assert_eq!(Cpr::parse(&format!("{}-{}", &plain[..6], &plain[6..])).as_ref(), Ok(&cpr));
        let _ = cpr.date_by_century_table();
    }
});
