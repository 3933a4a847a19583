//! Exchange with a quality database: what goes out is the map and nothing else, what comes in is typed by nobody, and every bad row is told.

use outcomes::kpi::{COLUMNS, Column, FieldMap, export, fill};

fn table(rows: &[&[(&str, &str)]]) -> String {
    let heading = COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",") + "\n";
    let line = |cells: &&[(&str, &str)]| {
        let of = |name: &str| cells.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| *value);
        COLUMNS.iter().map(|Column(name, _)| of(name)).collect::<Vec<_>>().join(",") + "\n"
    };
    heading + &rows.iter().map(line).collect::<String>()
}

const FIRST: [(&str, &str); 12] = [
    ("referral", "r1"),
    ("patient", "p1"),
    ("indication", "RR"),
    ("region", "midtjylland"),
    ("route", "A"),
    ("disease_group", "RR-LYM"),
    ("kind", "new"),
    ("accepted", "2027-01-10"),
    ("report_signed", "2027-02-01"),
    ("protocol", "yes"),
    ("first_dose", "2027-03-01"),
    ("criteria", "lugano"),
];

fn second() -> Vec<(&'static str, &'static str)> {
    let own = [("referral", "r2"), ("kind", "repeat"), ("accepted", "2027-09-01"), ("report_signed", "")];
    let kept = FIRST.into_iter().filter(|(name, _)| own.iter().all(|(other, _)| other != name));
    kept.filter(|(name, _)| !["protocol", "first_dose", "criteria"].contains(name)).chain(own).collect()
}

const MAP: &str = r#"
database = "A quality database"
day = "%d-%m-%Y"
semicolon = true
[[field]]
ours = "patient"
theirs = "LBNR"
key = true
[[field]]
ours = "referral"
theirs = "HENV"
key = true
[[field]]
ours = "first_dose"
theirs = "DOSIS_DATO"
[[field]]
ours = "response"
theirs = "RESPONS"
values = { CR = "1", PR = "2", SD = "3", PD = "4" }
[[field]]
ours = "assessed"
theirs = "VURDERET"
[[field]]
ours = "death"
theirs = "DOED"
[[field]]
ours = "last_seen"
theirs = "SIDST"
"#;

fn map() -> FieldMap {
    toml::from_str(MAP).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn what_goes_out_is_the_map_and_nothing_else() {
    let dead = [
        &FIRST[..],
        &[("response", "PR"), ("assessed", "2027-06-01"), ("death", "2027-12-24"), ("last_seen", "2027-12-24")],
    ];
    let out = export(table(&[&dead.concat()]).as_bytes(), &map()).unwrap();
    assert_eq!(
        text(&out),
        "LBNR;HENV;DOSIS_DATO;RESPONS;VURDERET;DOED;SIDST\np1;r1;01-03-2027;2;01-06-2027;24-12-2027;24-12-2027\n"
    );
    let mut narrow = map();
    narrow.field[3].values.remove("PR");
    let faults = export(table(&[&dead.concat()]).as_bytes(), &narrow).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "r1, response: the map says nothing of \"PR\"; add it to the values of the field"
    );
}

#[test]
fn what_comes_in_fills_and_never_changes() {
    let ours = table(&[&FIRST, &second()]);
    let mut by_patient = map();
    by_patient.field.remove(1);
    by_patient.field.retain(|field| ["patient", "death", "last_seen"].contains(&field.ours.as_str()));
    let theirs = "LBNR;DOED;SIDST;CPR\np1;24-12-2027;24-12-2027;never taken\np9;;01-01-2028;\n";
    let filled = fill(ours.as_bytes(), theirs.as_bytes(), &by_patient).unwrap();
    assert_eq!((filled.cells, filled.same, filled.of_others), (4, 0, 1), "a death is of each referral of the patient");
    assert!(!text(&filled.table).contains("never taken"));
    let again = fill(&filled.table, theirs.as_bytes(), &by_patient).unwrap();
    assert_eq!((again.cells, again.same), (0, 4));
    assert_eq!(again.table, filled.table, "filling twice is filling once");
    let theirs = "LBNR;HENV;DOSIS_DATO;RESPONS;VURDERET;DOED;SIDST\np1;r1;01-03-2027;2;01-06-2027;;\n";
    let filled = fill(ours.as_bytes(), theirs.as_bytes(), &map()).unwrap();
    assert_eq!((filled.cells, filled.same), (2, 1));
    assert_eq!(text(&export(&filled.table, &map()).unwrap()).lines().nth(1), theirs.lines().nth(1));
}

#[test]
fn every_bad_row_is_told_and_nothing_is_filled() {
    let ours = table(&[&FIRST, &second()]);
    let heading = "LBNR;HENV;DOSIS_DATO;RESPONS;VURDERET;DOED;SIDST\n";
    let rows = "p1;r1;02-03-2027;;;;\np1;r1;;9;;;\np1;r1;;;2027-06-01;;\n;r1;;;;;\np1;r1;short\n";
    let faults = fill(ours.as_bytes(), (heading.to_owned() + rows).as_bytes(), &map()).unwrap_err();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(
        told[0].starts_with("their line 2, DOSIS_DATO: \"02-03-2027\"") || told[0].contains("contradicts our"),
        "{}",
        told[0]
    );
    assert!(told[1].contains("line 3, RESPONS: \"9\" is none of the map's values"), "{}", told[1]);
    assert!(told[2].contains("is no day written as %d-%m-%Y"), "{}", told[2]);
    assert!(told[3].contains("line 5, LBNR") && told[3].contains("whose row"), "{}", told[3]);
    assert!(told[4].starts_with("their line 6"), "{}", told[4]);
    // A response of one of two referrals.
    let mut by_patient = map();
    by_patient.field.remove(1);
    let theirs = "LBNR;DOSIS_DATO;RESPONS;VURDERET;DOED;SIDST\np1;;2;01-06-2027;;\n";
    let faults = fill(ours.as_bytes(), theirs.as_bytes(), &by_patient).unwrap_err();
    assert!(faults[0].to_string().contains("is of 2 referrals"), "{}", faults[0]);
    // A death before the treatment would make a table that cannot be.
    let theirs = heading.to_owned() + "p1;r1;;;;01-01-2027;\n";
    let faults = fill(table(&[&FIRST]).as_bytes(), theirs.as_bytes(), &map()).unwrap_err();
    assert!(
        faults[0].to_string().contains("as filled: line 2: death (2027-01-01) lies before first_dose"),
        "{}",
        faults[0]
    );
}

#[test]
fn a_map_that_cannot_be_used_says_why() {
    let told = |change: &dyn Fn(&mut FieldMap)| {
        let mut own = map();
        change(&mut own);
        own.check().unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert!(told(&|own| own.field[2].ours = "first_does".into()).contains("first_does: it is no column"));
    assert!(told(&|own| own.field.iter_mut().for_each(|field| field.key = false)).contains("whose row"));
    assert!(told(&|own| own.field[2].theirs = "LBNR".into()).contains("named twice"));
    assert!(told(&|own| own.day = Some("%d-%m".into())).contains("whole day"));
    assert!(told(&|own| drop(own.field[3].values.insert("CRi".into(), "1".into()))).contains("could not come back"));
    assert!(toml::from_str::<FieldMap>(&MAP.replace("theirs", "teirs")).is_err());
    let theirs = "LBNR;HENV\n";
    let faults = fill(table(&[&FIRST]).as_bytes(), theirs.as_bytes(), &map()).unwrap_err();
    assert!(faults.len() == 5 && faults[0].to_string().contains("has 0 columns \"DOSIS_DATO\""), "{faults:?}");
}
