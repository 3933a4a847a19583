//! Any text is read as a karyotype without a panic, in time, and what is not understood is never normal.

use guideline::truth::Truth;
use interpretation::karyotype::groups::{complex_2017, complex_2022, ipss_group, ipssr_group, monosomal};
use interpretation::karyotype::{Karyotype, MOST_BYTES, Reading, Sex, TokenKind, parse};
use proptest::prelude::*;

/// Reads a text and asks everything.
fn ask_everything(text: &str, sex: Option<Sex>) -> Karyotype {
    let karyotype = parse(text, sex);
    for reading in Reading::ALL.into_iter().map(Some).chain([None]) {
        let seen = karyotype.cytogenetics_in(reading);
        assert!(seen.abnormalities.most.is_none_or(|most| most >= seen.abnormalities.least));
        assert!(!ipssr_group(&seen).possible.is_empty() && !ipss_group(&seen).possible.is_empty());
        for answer in [complex_2017(&seen), complex_2022(&seen), monosomal(&seen)] {
            assert!(!answer.possible.is_empty());
        }
    }
    for token in &karyotype.tokens {
        assert!(text.get(token.span.start..token.span.end).is_some(), "{text:?}: {token:?}");
    }
    for aberration in karyotype.clones.iter().flat_map(|clone| &clone.aberrations) {
        assert!(!aberration.span.of(text).is_empty(), "{text:?}");
    }
    karyotype
}

/// Pieces of karyotypes, to be put together in any order.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "46,XX",
            "46,XY",
            "45,X,-Y",
            "47,XX,+8",
            "69<3n>,XXY",
            "idem",
            "sl",
            "sdl2",
            "inc",
            "mos ",
            "[12]",
            "[cp5]",
            "/",
            "//",
            ",",
            ";",
            "(",
            ")",
            "[",
            "]",
            "+",
            "-",
            "?",
            " or ",
            "x2",
            "c",
            "~",
            "\n",
            ".ish t(9;22)",
            "nuc ish",
            "t(8;21)(q22;q22)",
            "inv(16)(p13q22)",
            "del(5)(q13q33)",
            "der(1;7)(q10;p10)",
            "i(17)(q10)",
            "+1-4mar",
            "dmin",
            "der(9)t(9;22)(q34;q11)",
            "dic(5;17)(q13;p11)",
            "r(7)",
            "add(7)(q22orq31)",
            "5q-",
            "9qh+",
            "trisomy8",
            "complex",
            "no metaphases",
            "ø",
            "–",
            "99999999999",
            "(((((",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        ask_everything(&text, None);
    }

    #[test]
    fn pieces_in_any_order_are_read(pieces in prop::collection::vec(piece(), 0..12)) {
        ask_everything(&pieces.concat(), Some(Sex::Male));
    }

    #[test]
    fn letters_that_are_not_understood_are_never_normal(noise in "[a-z]{3,12}") {
        let karyotype = ask_everything(&format!("46,XX,{noise}[20]"), None);
        let silent = karyotype.tokens.iter().all(|token| token.kind != TokenKind::NotUnderstood);
        // Words that are known (`inc`, `nl`, `idem`, `dmin`) say something themselves.
        prop_assume!(!silent);
        prop_assert_ne!(karyotype.cytogenetics().abnormalities.at_least(1), Truth::No);
    }

    #[test]
    fn case_does_not_matter(pieces in prop::collection::vec(piece(), 0..8)) {
        let text: String = pieces.concat().chars().filter(char::is_ascii).collect();
        let (upper, lower) = (parse(&text.to_uppercase(), None), parse(&text.to_lowercase(), None));
        prop_assert_eq!(&upper.tokens, &lower.tokens);
        prop_assert_eq!(&upper.clones, &lower.clones);
    }
}

#[test]
fn huge_and_deep_texts_are_read_in_time() {
    for text in [
        "(".repeat(MOST_BYTES),
        "46,XX/".repeat(MOST_BYTES / 6),
        "+8".repeat(MOST_BYTES / 2),
        "t(".repeat(MOST_BYTES / 2),
        format!("46,XX{}", ",del(5)(q13)".repeat(MOST_BYTES / 13)),
        format!("46,XX,der(1){}", "t(1;2)(p1;q1)".repeat(MOST_BYTES / 14)),
        "46,sl,+8/".repeat(MOST_BYTES / 10),
        (1..700).map(|line| format!("46,sdl{line},+8/")).collect::<Vec<_>>().concat(),
        "46,XX,".repeat(MOST_BYTES),
        "q".repeat(MOST_BYTES),
        "1".repeat(MOST_BYTES),
    ] {
        ask_everything(&text, None);
    }
}
