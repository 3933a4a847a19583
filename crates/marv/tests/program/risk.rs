//! `marv risk` as a user runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use interpretation::risk::cohort::{ADDED, COLUMNS, DERIVED};
use interpretation::risk::ipss_m::Gene;

/// Runs `marv risk` on a table from standard input: exit code, table, what was said.
fn risk(table: &[u8], arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("marv").unwrap();
    let output = command.args(["risk", "--table", "-"]).args(arguments).write_stdin(table).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const GRAMS: &[&str] = &["--hb-unit", "g/dL"];

/// A table with every known column; `rows` give the cells that are not 0.
fn table(separator: char, rows: &[&[(&str, &str)]]) -> String {
    let names: Vec<&str> =
        COLUMNS.iter().map(|column| column.name).chain(Gene::ALL.iter().map(|gene| gene.name())).collect();
    let mut text = names.join(&separator.to_string());
    for row in rows {
        let cell = |name: &str| match row.iter().find(|(column, _)| *column == name) {
            Some((_, value)) => (*value).to_owned(),
            None => match name {
                "HB" => "10".to_owned(),
                "PLT" => "100".to_owned(),
                "BM_BLAST" => "4".to_owned(),
                "ANC" => "1".to_owned(),
                "AGE" => "70".to_owned(),
                "CYTO_IPSSR" => "Good".to_owned(),
                _ => "0".to_owned(),
            },
        };
        let cells: Vec<String> = names.iter().map(|name| cell(name)).collect();
        text.push('\n');
        text.push_str(&cells.join(&separator.to_string()));
    }
    text + "\n"
}

/// The rows of a table that was written, by column.
fn rows(text: &str, separator: char) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().map(|line| line.split(separator).map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

#[test]
fn a_table_gets_the_scores_added() {
    let (code, text, said) =
        risk(table('\t', &[&[("ID", "T1"), ("ASXL1", "1")], &[("ASXL1", "NA")]]).as_bytes(), GRAMS);
    assert_eq!((code, said.as_str()), (0, ""));
    let rows = rows(&text, '\t');
    // Good 1, blasts 4 % 1, haemoglobin 10 g/dL 0, platelets 100 0, neutrophils 1.0 0.
    assert_eq!((rows[0]["IPSSRscore"].as_str(), rows[0]["IPSSRcat"].as_str()), ("2", "Low"));
    assert_eq!((rows[0]["IPSSRAscore"].as_str(), rows[0]["ID"].as_str()), ("2", "T1"));
    assert_eq!(rows[0]["IPSSMscore_best"], rows[0]["IPSSMscore_worst"]);
    // 0.213 / ln 2 = 0.307 between mutated and not; what is not assessed lies between.
    let raw =
        |row: &BTreeMap<String, String>, scenario: &str| row[&format!("IPSSMraw_{scenario}")].parse::<f64>().unwrap();
    assert_eq!(rows[1]["IPSSMraw_worst"], rows[0]["IPSSMraw_mean"]);
    assert!((raw(&rows[1], "worst") - raw(&rows[1], "best") - 0.307_294).abs() < 1e-5);
    assert_eq!(rows[1]["IPSSMmissing"], "ASXL1");
}

#[test]
fn a_spreadsheet_of_denmark_is_read_as_it_is() {
    let table =
        table(';', &[&[("HB", "6,2"), ("BM_BLAST", "\"4,5\""), ("ID", "\"a;\"\"b\"\"\"")]]).replace('\n', "\r\n");
    let table = format!("\u{feff}{table}");
    let (code, text, said) = risk(table.as_bytes(), &["--hb-unit", "mmol/L", "--decimal-comma"]);
    assert_eq!((code, said.as_str()), (0, ""));
    assert!(text.contains("\"a;\"\"b\"\"\""));
    // 6.2 mmol/L is 9.99 g/dL, below 10: 1 point. The other reading is said.
    assert!(text.contains(";3;Low;3;3;Low;") && text.contains("6.2 mmol/L counts as 10 g/dL: Low"), "{text}");
    let (code, _, said) = risk(table.as_bytes(), &["--hb-unit", "mmol/L"]);
    assert!(code == 2 && said.contains("line 2, column HB: \"6,2\" is wrong: write the number with a point"), "{said}");
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_nothing_is_written() {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("scored.tsv");
    let table = table(
        '\t',
        &[
            &[("HB", "130"), ("TP53maxvaf", "45"), ("RUNX1", "mut"), ("CYTO_IPSSR", "Normal")],
            &[("PLT", "150000"), ("TP53mut", "many"), ("AGE", "-3"), ("ANC", "x")],
        ],
    );
    let (code, text, said) = risk(table.as_bytes(), &["--hb-unit", "g/dL", "--out", &out.display().to_string()]);
    assert_eq!((code, text.as_str()), (2, ""));
    assert!(scratch.path().read_dir().unwrap().next().is_none(), "no file, not even an unfinished one");
    for part in [
        "8 problems, nothing was written",
        "line 2, column HB: \"130\" is wrong: a haemoglobin cannot be 130 g/dL: it looks like g/L; divide by 10",
        "line 2, column TP53maxvaf: \"45\" is wrong: give a fraction from 0 to 1 (45 % is 0.45), not 45",
        "line 2, column RUNX1: \"mut\" is wrong: give 1 if it is there",
        "line 2, column CYTO_IPSSR: \"Normal\" is wrong: give Very Good",
        "line 3, column PLT: \"150000\" is wrong: a platelet count cannot be 150000 10^9/L: it looks like a count per µL",
        "line 3, column TP53mut: \"many\" is wrong: give 0, 1, 2 or more, or NA",
        "line 3, column AGE: \"-3\" is wrong",
        "line 3, column ANC: \"x\" is wrong: give a number, or NA",
    ] {
        assert!(said.contains(part), "{part}\nis not in\n{said}");
    }
}

#[test]
fn columns_that_are_missing_unknown_or_twice_are_named() {
    let good = table(',', &[&[]]);
    let cases = [
        (good.replace(",NPM1", ",npm-1"), "column npm-1 is not known; NPM1 was probably meant: rename it"),
        (good.replace(",NPM1", ",OTHER"), "there is no column NPM1 (mutated: 1, 0 or NA)"),
        (
            good.replace("SEX,", "OS_YEARS,"),
            "column OS_YEARS is not known; delete it, or carry it over with --keep-others",
        ),
        (good.replace("SEX,", "ID,"), "column ID is there more than once"),
        (good.replace("SEX,", ","), "column 2 has no name"),
        (good.replace("SEX,", "IPSSMscore,"), "column IPSSMscore is one that is added here"),
        (format!("{},0\n", good.trim_end()), "line 2 has 46 cells, the header 45"),
        (String::new(), "the table is empty"),
        (good.lines().next().unwrap().to_owned(), "the table has no row after its header"),
        (format!("{good}{}\n", ",".repeat(44)), "line 3 holds no value; delete it"),
    ];
    for (table, expected) in cases {
        let (code, text, said) = risk(table.as_bytes(), GRAMS);
        assert!(code == 2 && text.is_empty() && said.contains(expected), "{expected}\nis not in\n{said}");
    }
    let latin = [good.as_bytes(), b"\xe6"].concat();
    assert!(
        risk(&latin, GRAMS)
            .2
            .contains("line 3 is not UTF-8 text; save the table as CSV or tab-separated text in UTF-8")
    );
    let kept = risk(good.replace("SEX,", "OS_YEARS,").as_bytes(), &["--hb-unit", "g/dL", "--keep-others"]);
    assert!(kept.0 == 0 && kept.1.starts_with("ID,OS_YEARS,"));
    // A misspelt optional column is never carried over in silence.
    let misspelt = risk(good.replace(",ANC", ",anc").as_bytes(), &["--hb-unit", "g/dL", "--keep-others"]);
    assert!(misspelt.0 == 2 && misspelt.2.contains("ANC was probably meant"), "{}", misspelt.2);
}

#[test]
fn the_unit_of_haemoglobin_is_asked_and_doubted() {
    let table = table(',', &[&[("HB", "6.0")], &[("HB", "5.1")]]);
    let mut command = Command::cargo_bin("marv").unwrap();
    let output = command.args(["risk", "--table", "-"]).write_stdin(table.as_bytes()).output().unwrap();
    assert!(output.status.code() == Some(2) && String::from_utf8_lossy(&output.stderr).contains("--hb-unit <UNIT>"));
    let (code, _, said) = risk(table.as_bytes(), GRAMS);
    assert!(
        code == 0 && said.contains("half of the haemoglobins lie below 6.0 g/dL as g/dL are read: was mmol/L meant?"),
        "{said}"
    );
    assert_eq!(risk(table.as_bytes(), &["--hb-unit", "mmol/L"]).2, "");
}

#[test]
fn a_table_that_is_there_is_not_overwritten_and_contributions_add_up() {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("scored.csv").display().to_string();
    let input = table(',', &[&[("SF3B1", "1"), ("TP53mut", "2 or more")]]);
    let arguments = ["--hb-unit", "g/dL", "--contributions", "--out", &out];
    assert_eq!(risk(input.as_bytes(), &arguments).0, 0);
    let again = risk(input.as_bytes(), &arguments);
    assert!(again.0 == 1 && again.2.contains("is there already"));
    let row = &rows(&fs::read_to_string(&out).unwrap(), ',')[0];
    let terms: Vec<f64> = row
        .iter()
        .filter(|(name, _)| name.starts_with("IPSSM_") && name.ends_with("_mean"))
        .map(|(_, cell)| cell.parse().unwrap())
        .collect();
    let raw: f64 = row["IPSSMraw_mean"].parse().unwrap();
    assert!(terms.len() == 22 && (terms.iter().sum::<f64>() - raw).abs() < 1e-4);
}

#[test]
fn the_cytogenetic_columns_follow_from_a_karyotype() {
    let with = |rows: &[[&str; 3]]| {
        let keep = |name: &&str| !DERIVED.contains(name);
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).filter(keep).collect();
        let genes: Vec<&str> = Gene::ALL.iter().map(|gene| gene.name()).collect();
        let mut text = format!("{}\t{}\tKaryotype\tKøn", names.join("\t"), genes.join("\t"));
        for [id, karyotype, sex] in rows {
            let zeros = "\t0".repeat(3 + genes.len());
            text = format!("{text}\n{id}\tNA\t10\t100\t4\t1\t70{zeros}\t{karyotype}\t{sex}");
        }
        text
    };
    let table = with(&[
        ["T1", "46,XX[20]", "K"],
        ["T2", "45,XY,-7[15]/46,XY[5]", "M"],
        ["T3", "46,XX,del(5)(q13q33)[20]", "K"],
        ["T4", "NA", "NA"],
        ["T5", "45,X,-Y[20]", "M"],
    ]);
    let arguments = ["--hb-unit", "g/dL", "--karyotype-column", "Karyotype", "--sex-column", "Køn"];
    let (code, text, said) = risk(table.as_bytes(), &arguments);
    assert_eq!((code, said.as_str()), (0, ""));
    let rows = rows(&text, '\t');
    let derived: Vec<Vec<&str>> =
        rows.iter().map(|row| DERIVED.iter().map(|column| row[*column].as_str()).collect()).collect();
    assert_eq!(
        derived,
        [
            ["Good", "0", "0", "0", "0"],
            ["Poor", "0", "1", "0", "0"],
            ["Good", "1", "0", "0", "0"],
            ["NA", "NA", "NA", "NA", "NA"],
            ["Very Good", "0", "0", "0", "0"],
        ]
    );
    let scores: Vec<&str> = rows.iter().map(|row| row["IPSSRscore"].as_str()).collect();
    assert_eq!(scores, ["2", "4", "2", "NA", "1"]);
    assert_eq!(rows[3]["IPSSRcat_possible"], "Very Low; Low; Intermediate; High");

    let unread = with(&[["T1", "46,XX,foo(5)[20]", "K"]]);
    let (code, text, _) = risk(unread.as_bytes(), &arguments);
    assert!(code == 0 && text.contains("not understood in the karyotype: "), "{text}");
    assert!(!text.contains("\tGood\t0\t0\t0\t0\t"), "what is not understood is not normal");

    for (table, expected) in [
        (
            with(&[["T1", "46,XX[20]", "X"]]),
            "line 2, column Køn: \"X\" is wrong: give F or M (K or M in Danish), or NA",
        ),
        (table.replace("Karyotype", "karyo"), "there is no column Karyotype, which --karyotype-column names"),
        (table.replace("SEX", "complex"), "column complex stands beside the karyotype"),
    ] {
        let (code, _, said) = risk(table.as_bytes(), &arguments);
        assert!(code == 2 && said.contains(expected), "{expected}\nis not in\n{said}");
    }
}

/// Best, mean and worst of the three patients of the published program's example, as its own tests state them.
#[test]
fn the_example_of_the_published_program_gives_its_results() {
    let data = std::env::var_os("MARV_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = data.join("interpretation/ipssm/IPSSMexample.csv");
    let Ok(table) = fs::read(&path) else {
        eprintln!("SKIPPED: {} cannot be read; set MARV_SHARED_DATA", path.display());
        return;
    };
    let (code, text, _) = risk(&table, GRAMS);
    assert_eq!(code, 0);
    let expected = [
        ["0.30", "0.31", "0.63", "Moderate High", "High", "0.31", "Moderate High"],
        ["4.55", "4.55", "4.55", "Very High", "Very High", "4.55", "Very High"],
        ["0.00", "0.00", "0.00", "Moderate Low", "Moderate Low", "0.00", "Moderate Low"],
    ];
    let columns = [
        "IPSSMscore_best",
        "IPSSMscore_mean",
        "IPSSMscore_worst",
        "IPSSMcat_best",
        "IPSSMcat_worst",
        "IPSSMscore",
        "IPSSMcat",
    ];
    for (row, expected) in rows(&text, ',').iter().zip(expected) {
        assert_eq!(columns.map(|column| row[column].as_str()), expected);
    }
}

#[test]
fn every_column_is_described() {
    let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/tables.md");
    let page = fs::read_to_string(page).unwrap();
    let names = COLUMNS.iter().map(|column| column.name).chain(Gene::ALL.iter().map(|gene| gene.name())).chain(ADDED);
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "docs/tables.md does not name {name}");
    }
}
