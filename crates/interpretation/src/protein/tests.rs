use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> ProteinChange {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_ways_of_writing_one_change_are_one() {
    for (short, ways) in [
        ("p.W288Cfs*12", ["p.(Trp288CysfsTer12)", "W288Cfs*12", "NP_002511.1:p.Trp288Cysfs*12", "p.W288CfsX12"]),
        ("p.D835Y", ["p.Asp835Tyr", "p.(Asp835Tyr)", "D835Y", "Asp835Tyr"]),
        ("p.R216*", ["p.Arg216Ter", "p.R216X", "p.(Arg216*)", "R216*"]),
        ("p.P95_R102del", ["p.Pro95_Arg102del", "p.P95_R102delPPDSHHSR", "p.(P95_R102del)", "P95_R102del"]),
        ("p.K313_V314insK", ["p.Lys313_Val314insLys", "K313_V314insK", "p.(K313_V314insK)", "p.(Lys313_Val314insLys)"]),
        ("p.K313dup", ["p.Lys313dup", "p.(Lys313dup)", "K313dup", "p.K313dupK"]),
        ("p.E309delinsGQ", ["p.E309>GQ", "p.Glu309delinsGlyGln", "p.E309delEinsGQ", "E309delinsGQ"]),
        ("p.?", ["?", "p.(?)", "NP_1:p.?", "p.?"]),
        ("p.M1?", ["p.0", "p.Met1?", "p.0?", "p.(Met1?)"]),
        ("p.L54=", ["p.Leu54=", "p.(Leu54=)", "p.L54L", "L54="]),
    ] {
        for way in ways {
            assert_eq!(parse(way).to_string(), short, "{way}");
        }
    }
}

#[test]
fn what_a_change_does_is_told_apart() {
    let all = ["p.W288Cfs*12", "p.R216*", "p.D835Y", "p.M1I", "p.Q592delins*", "p.K313dup", "p.*110Gext*17"].map(parse);
    assert_eq!(all.each_ref().map(ProteinChange::truncates), [true, true, false, false, true, false, false]);
    assert_eq!(all.each_ref().map(ProteinChange::is_missense), [false, false, true, false, false, false, false]);
    assert_eq!(all.each_ref().map(ProteinChange::loses_start), [false, false, false, true, false, false, false]);
    assert_eq!(parse("p.D600_L601insFREYEYD").span(), Some((600, 601)));
    assert_eq!(
        ["p.P95H", "p.W288fs", "p.P95_R102del", "p.I836del"].map(|text| parse(text).at_first_residue()),
        ["H", "fs", "_R102del", "del"]
    );
}

#[test]
fn other_texts_are_refused_with_a_remedy() {
    for text in
        ["", "p.", "V617", "p.V0F", "p.B12C", "p.V617FF", "p.P95_H90del", "c.2T>G", "p.K313_V315insK", "exon 14"]
    {
        let error = text.parse::<ProteinChange>().map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.contains("p.W288Cfs*12")), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(text in "p\\.[ACDEFGHIKLMNPQRSTVWY][1-9][0-9]{0,3}([ACDEFGHIKLMNPQRSTVWY]|\\*|del|dup|[A-W]fs\\*[1-9])") {
        if let Ok(change) = text.parse::<ProteinChange>() {
            prop_assert_eq!(change.to_string().parse::<ProteinChange>(), Ok(change));
        }
    }

    #[test]
    fn no_text_makes_it_fail(text in "\\PC{0,20}") {
        let _ = text.parse::<ProteinChange>();
    }
}
