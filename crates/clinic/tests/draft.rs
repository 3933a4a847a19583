//! A draft that nobody believes: k faults give k messages, and no input makes the reading panic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use clinic::language::Language;
use clinic::referral::draft::Given;
use clinic::referral::{DraftError, Fault, Field, FieldKind, Referral, ReferralDraft, fields, json_schema};
use fastrand::Rng;
use proptest::prelude::*;

fn base(name: &str) -> (String, ReferralDraft) {
    let file = format!("../../guidelines/ngc-haem-2022/vectors/base/{name}.json");
    let json = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let draft = ReferralDraft::from_json(json.as_bytes()).unwrap();
    (json, draft)
}

/// Something that the field cannot take.
fn fault(kind: FieldKind, random: &mut Rng) -> Given {
    let text = |texts: &[&str], random: &mut Rng| Given::Text(texts[random.usize(..texts.len())].to_owned());
    if random.usize(..4) == 0 {
        // A value of another kind altogether.
        return match kind {
            FieldKind::Truth => Given::Text("true".into()),
            FieldKind::Whole { .. } => Given::Number("1.5".into()),
            FieldKind::Texts => Given::Text("R-CHOP".into()),
            _ => Given::Whole(7),
        };
    }
    match kind {
        FieldKind::Text => text(&["", "   ", "\u{a0}"], random),
        FieldKind::Texts => Given::List(vec![Given::Text("R-CHOP".into()), Given::Truth(true)]),
        FieldKind::Truth => Given::Whole(1),
        FieldKind::Whole { min, max, .. } => Given::Whole([min - 1, max + 1, i64::MAX][random.usize(..3)]),
        FieldKind::Date => text(&["2026-02-30", "02-03-2026", "2026-3-2", "1066-10-14", "2026-13-01", "i går"], random),
        FieldKind::Code(_) => text(&["ukendt", "", "RR\u{0}", "LYM "], random),
        FieldKind::Cpr => text(&["010160000", "01016000000", "9999999999", "01016O0001", "æøåæøåæøåæ"], random),
        FieldKind::DiagnosisCode => text(&["lymfom", "D", "DC8", "DC833.1"], random),
        FieldKind::Authorisation => text(&["ABCD", "ABCDEF", "ABÆDE"], random),
        FieldKind::Unit => text(&["12345", "SOR 123456", "123456789012345678901"], random),
        FieldKind::Id => text(&["", "a b", "../x", "§"], random),
    }
}

#[test]
fn k_faults_give_k_messages() {
    let all: Vec<Field> = fields().into_iter().filter(|field| !field.path.contains('*')).collect();
    let bases = ["RR0", "MC0", "AML0", "MCB"].map(|name| base(name).1);
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    for case in 0..100_000 {
        let mut random = Rng::with_seed(case);
        let mut draft = bases[random.usize(..bases.len())].clone();
        let mut faulty = Vec::new();
        for _ in 0..random.usize(..7) {
            let field = &all[random.usize(..all.len())];
            if !faulty.contains(&field.path) {
                draft.set(field.path.clone(), fault(field.kind, &mut random));
                faulty.push(field.path.clone());
            }
        }
        if random.usize(..5) == 0 {
            let path = format!("diagnosis.nonsense{}", random.usize(..10));
            draft.set(path.clone(), Given::Truth(true));
            faulty.push(path);
        }
        faulty.sort();
        let errors = Referral::from_draft(&draft).err().unwrap_or_default();
        let paths: Vec<String> = errors.iter().map(|error| error.path.clone()).collect();
        assert_eq!(paths, faulty, "case {case}: {errors:?}");
        for error in &errors {
            *seen.entry(error.fault.code()).or_default() += 1;
            for language in [Language::Da, Language::En] {
                assert!(!error.fault.remedy(language).is_empty());
            }
        }
    }
    for code in [
        "unknown-field",
        "not-text",
        "not-texts",
        "not-truth",
        "not-whole",
        "not-a-date",
        "no-such-date",
        "unknown-code",
        "cpr-length",
        "cpr-characters",
        "cpr-date",
        "diagnosis-code",
        "authorisation",
        "unit",
        "id",
        "empty",
    ] {
        assert!(seen.get(code).is_some_and(|count| *count > 100), "{code} was hardly tried: {seen:?}");
    }
}

#[test]
fn what_is_required_is_named_and_a_birth_after_the_requisition_is_refused() {
    let errors = Referral::from_draft(&ReferralDraft::default()).unwrap_err();
    let paths: Vec<&str> = errors.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(paths, ["patient.cpr", "requisition.date", "schema"]);
    assert!(errors.iter().all(|error| error.fault == Fault::Required));

    let (_, mut draft) = base("RR0");
    draft.set("patient.birth_date", Given::Text("2027-01-01".into()));
    let errors = Referral::from_draft(&draft).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].fault, Fault::BornLater);
}

#[test]
fn a_person_number_is_masked_in_messages() {
    let (_, mut draft) = base("RR0");
    draft.set("patient.cpr", Given::Text("610160-00011".into()));
    draft.set("consent.person_cpr", Given::Whole(6_101_600_001));
    let errors = Referral::from_draft(&draft).unwrap_err();
    let given: Vec<&str> = errors.iter().filter_map(|error| error.given.as_deref()).collect();
    assert_eq!(given, ["610160xxxx", "\"610160-xxxxx\""]);
}

#[test]
fn every_truncation_of_a_draft_is_answered() {
    let (json, _) = base("RR0");
    for end in 0..json.trim_end().len() {
        if json.is_char_boundary(end) {
            let error = ReferralDraft::from_json(&json.as_bytes()[..end]).unwrap_err();
            assert!(matches!(error, DraftError::Unreadable { .. }), "{end}: {error}");
        }
    }
}

#[test]
fn hostile_drafts_are_answered() {
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let wide = format!("{{{}}}", (0..20_000).map(|n| format!("\"f{n}\":1")).collect::<Vec<_>>().join(","));
    let list = format!("{{\"exceptions\":[{}]}}", vec!["{\"rule\":\"X\"}"; 20_000].join(","));
    let long = format!("{{\"mdt\":{{\"argument\":\"{}\"}}}}", "x".repeat(900_000));
    for json in
        [deep.as_str(), &wide, &list, "[]", "null", "5", "\"x\"", "{\"a\":1} {}", "{\"a\":1,\"a\":2}", "\u{feff}{}"]
    {
        let error = ReferralDraft::from_json(json.as_bytes()).unwrap_err();
        assert!(matches!(error, DraftError::Unreadable { .. }), "{error}");
    }
    assert_eq!(ReferralDraft::from_json(&vec![b' '; 2 << 20]), Err(DraftError::TooLarge));
    let draft = ReferralDraft::from_json(long.as_bytes()).unwrap();
    let errors = Referral::from_draft(&draft).unwrap_err();
    let argument = errors.iter().find(|error| error.path == "mdt.argument").unwrap();
    assert!(argument.given.as_ref().unwrap().chars().count() < 100, "a message repeats only the beginning");
}

#[test]
fn a_field_twice_is_an_error_wherever_it_stands() {
    for json in ["{\"patient\":{\"cpr\":\"a\",\"cpr\":\"b\"}}", "{\"patient\":{},\"patient\":{\"cpr\":\"a\"}}"] {
        let error = ReferralDraft::from_json(json.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("stands twice"), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn random_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(draft) = ReferralDraft::from_json(&bytes) {
            let _ = Referral::from_draft(&draft);
        }
    }

    #[test]
    fn random_values_in_random_fields_are_answered(
        given in proptest::collection::vec((0usize..200, "\\PC{0,30}|[0-9-]{4,12}|[A-Z]{1,3}[0-9.]{0,5}"), 0..20)
    ) {
        let all = fields();
        let (_, mut draft) = base("RR0");
        for (place, text) in given {
            let path = all[place % all.len()].path.replace('*', "0");
            draft.set(path, Given::Text(text));
        }
        let _ = Referral::from_draft(&draft);
    }
}

/// `docs/referral.schema.json` is what `marv referral schema` prints.
#[test]
fn the_published_schema_is_the_one_that_is_read() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/referral.schema.json");
    let schema = format!("{:#}\n", json_schema());
    if std::env::var_os("MARV_BLESS").is_some() {
        std::fs::write(&path, &schema).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == schema,
        "docs/referral.schema.json is out of date; MARV_BLESS=1 renews it: read the difference"
    );
}

/// The schema accepts what the program accepts and refuses what it refuses, where form alone decides.
#[test]
fn the_schema_agrees_with_the_program() {
    let schema = json_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in ["RR0", "MC0", "AML0", "MCB", "AMLR", "H0"] {
        let json: serde_json::Value = serde_json::from_str(&base(name).0).unwrap();
        assert!(validator.is_valid(&json), "{name}: {:?}", validator.iter_errors(&json).next().map(|e| e.to_string()));
    }
    let (json, _) = base("RR0");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let all: Vec<Field> = fields().into_iter().filter(|field| !field.path.contains('*')).collect();
    let mut refused = 0;
    for case in 0..5_000 {
        let mut random = Rng::with_seed(0x5c_0000 + case);
        let field = &all[random.usize(..all.len())];
        let given = fault(field.kind, &mut random);
        let text = given.to_string();
        // Dates that do not exist and CPR dates are for the program to say.
        if matches!(field.kind, FieldKind::Date | FieldKind::Cpr) {
            continue;
        }
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        let mut faulty = json.clone();
        let mut place = &mut faulty;
        for part in field.path.split('.') {
            place = &mut place[part];
        }
        *place = value;
        assert!(!validator.is_valid(&faulty), "case {case}: the schema accepts {} = {text}", field.path);
        refused += 1;
    }
    assert!(refused > 1_000);
}
