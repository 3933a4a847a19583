use super::*;

fn fields(plan: &Plan) -> Vec<String> {
    plan.validate().err().into_iter().flatten().map(|error| error.field).collect()
}

#[test]
fn the_default_is_a_sound_pair_at_90_and_30() {
    let plan = Plan::default();
    assert_eq!(plan.validate(), Ok(()));
    assert_eq!((plan.tumour.depth, plan.normal.depth), (90.0, 30.0));
}

#[test]
fn a_plan_is_read_with_defaults_and_without_unknown_fields() {
    let plan: Plan = serde_json::from_str(r#"{"seed": 9, "purity": 0.7, "germline": {"snv_rate": 0}}"#).unwrap();
    let expected = GermlinePlan { snv_rate: 0.0, ..GermlinePlan::default() };
    assert_eq!((plan.seed, plan.purity, &plan.germline), (9, 0.7, &expected));
    let again: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
    assert_eq!(again, plan);
    assert!(serde_json::from_str::<Plan>(r#"{"sead": 9}"#).is_err());
}

#[test]
fn all_errors_come_at_once() {
    let mut plan = Plan { purity: 0.0, tumour_in_normal: f64::NAN, ..Plan::default() };
    plan.tumour.depth = -1.0;
    plan.normal.sample = plan.tumour.sample.clone();
    plan.synthetic.contigs[1].name = "chr1".into();
    plan.somatic.clones[0].allele_fraction = 0.6;
    plan.somatic.indel_lengths = [10, 2];
    plan.sequencing.read_length = 0;
    let site = |kind, length, bases: Option<&str>, clone: &str| PanelSite {
        contig: "chr1".into(),
        position: 0,
        kind,
        length,
        bases: bases.map(Into::into),
        clone: clone.into(),
    };
    plan.germline.spared = vec![SparedStretch { contig: "chr1".into(), start: 7, end: 6 }];
    plan.somatic.panel.push(site(SomaticKind::Snv, 2, Some("ACN"), "nobody"));
    plan.somatic.panel.push(site(SomaticKind::Deletion, 2, Some("AC"), "vaf0.5"));
    let expected = [
        "synthetic.contigs[1].name",
        "germline.spared[0]",
        "somatic.indel_lengths",
        "somatic.clones[0].allele_fraction",
        "somatic.panel[0].position",
        "somatic.panel[0].clone",
        "somatic.panel[0].length",
        "somatic.panel[0].bases",
        "somatic.panel[1].position",
        "somatic.panel[1].bases",
        "purity",
        "tumour_in_normal",
        "tumour.depth",
        "normal.sample",
        "sequencing.read_length",
    ];
    assert_eq!(fields(&plan), expected);
}

#[test]
fn an_error_names_field_value_and_remedy() {
    let mut plan = Plan::default();
    plan.sequencing.duplicates = 2.0;
    let errors = plan.validate().unwrap_err();
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["sequencing.duplicates is 2: a number from 0 to 0.9 is wanted"]);
    let mut plan = Plan::default();
    plan.normal.damage.oxidation = -0.5;
    plan.sequencing.further_unit = 0.6;
    assert_eq!(fields(&plan), ["normal.damage.oxidation", "sequencing.further_unit"]);
}

#[test]
fn hot_spots_have_fractions_that_the_sample_can_show() {
    let mut plan = Plan { purity: 0.5, ..Plan::default() };
    plan.tumour.contamination = 0.1;
    plan.hotspots = Some(HotSpotPlan { random: 10, fractions: vec![0.2, 0.225, 0.23, 0.0], ..HotSpotPlan::default() });
    assert_eq!(fields(&plan), ["hotspots.fractions[2]", "hotspots.fractions[3]"]);
    let clones = plan.clones();
    let fraction = |clone: &ClonePlan| plan.expected_fraction(clone, crate::cells::SampleKind::Tumour);
    assert!((fraction(&clones[clones.len() - 4]) - 0.2).abs() < 1e-12);
    plan.hotspots = Some(HotSpotPlan { fractions: Vec::new(), share: 1.5, ..HotSpotPlan::default() });
    assert_eq!(fields(&plan), ["hotspots.share", "hotspots.file", "hotspots.fractions"]);
}

#[test]
fn the_examples_of_the_documentation_are_sound() {
    let text = include_str!("../../../../docs/simulation.md");
    let examples: Vec<&str> =
        text.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert_eq!(examples.len(), 4);
    for example in examples {
        let plan: Plan = serde_json::from_str(example).unwrap_or_else(|error| panic!("{error}: {example}"));
        assert_eq!(plan.validate(), Ok(()), "{example}");
    }
}

#[test]
fn all_that_is_wrong_with_events_is_told() {
    let plan: Plan = serde_json::from_str(
        r#"{ "structure": {
            "events": [
                { "kind": "deletion", "clone": "nobody", "haplotype": 3, "contig": "chr1", "start": 5000, "end": 5048 },
                { "kind": "deletion", "contig": "chr1", "start": 6000, "end": 5000, "copies": 2, "inverted": true },
                { "kind": "insertion", "contig": "chr1", "start": 0 },
                { "kind": "insertion", "contig": "chr1", "start": 7000, "end": 9000, "length": 49 },
                { "kind": "translocation", "contig": "chr1", "mate_contig": "chr1", "microhomology": 2, "bases": "ACN" },
                { "kind": "duplication", "contig": "chr1", "start": 10001, "end": 20000, "copies": 0, "microhomology": 11 },
                { "kind": "copy_neutral_loh", "contig": "chr1", "length": 5 }
            ],
            "random": { "deletions": 10001, "lengths": [10, 100], "insertion_lengths": [500, 100] }
        } }"#,
    )
    .unwrap();
    let found: Vec<String> =
        fields(&plan).iter().map(|field| field.trim_start_matches("structure.").to_owned()).collect();
    let expected = [
        "events[0].clone",
        "events[0].haplotype",
        "events[0].end",
        "events[1].inverted",
        "events[1].copies",
        "events[1].end",
        "events[2].length",
        "events[2].start",
        "events[3].end",
        "events[3].length",
        "events[4].start",
        "events[4].mate_start",
        "events[4].mate_contig",
        "events[4].bases",
        "events[4].microhomology",
        "events[5].copies",
        "events[5].microhomology",
        "events[6].length",
        "random.deletions",
        "random.lengths",
        "random.insertion_lengths",
    ];
    assert_eq!(found, expected);
}
