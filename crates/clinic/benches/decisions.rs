//! Full decisions on one core: every track, every rule, with reasons. Run by `bench/decisions`.

#![allow(clippy::unwrap_used, reason = "a benchmark stops where its input is missing")]
#![allow(missing_docs, reason = "criterion's macros make public items without words")]

use std::hint::black_box;
use std::path::PathBuf;

use clinic::eligibility::{assess, vector, vocabulary};
use clinic::referral::{Referral, ReferralDraft};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use guideline::rule::Stage;
use guideline::rule_file::{Folder, load};

/// The drafts of all golden vectors: every verdict, both indications, complete and incomplete.
fn drafts(folder: &Folder) -> Vec<String> {
    let vectors = vector::read(folder).unwrap();
    vectors.iter().flat_map(|vector| &vector.run).map(|run| run.draft(folder).unwrap().to_string()).collect()
}

fn decisions(criterion: &mut Criterion) {
    let folder =
        Folder::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022")).unwrap();
    let rule_set = load(&folder, &vocabulary()).unwrap();
    let drafts = drafts(&folder);
    let read = |json: &String| Referral::from_draft(&ReferralDraft::from_json(json.as_bytes()).unwrap()).unwrap();
    let referrals: Vec<Referral> = drafts.iter().map(read).collect();
    let switches = rule_set.default_switches();

    let mut group = criterion.benchmark_group("golden vectors");
    group.throughput(Throughput::Elements(u64::try_from(referrals.len()).unwrap()));
    group.bench_function("decide, with every rule's outcome", |bench| {
        bench.iter(|| {
            for referral in &referrals {
                black_box(assess(&rule_set, referral, switches.clone()).unwrap().conclusion());
            }
        });
    });
    group.bench_function("decide and say what to ask", |bench| {
        bench.iter(|| {
            for referral in &referrals {
                let assessment = assess(&rule_set, referral, switches.clone()).unwrap();
                black_box(assessment.ask(Stage::Referral));
            }
        });
    });
    group.bench_function("decide, ask and find the smallest change", |bench| {
        bench.iter(|| {
            for referral in &referrals {
                let assessment = assess(&rule_set, referral, switches.clone()).unwrap();
                black_box((assessment.ask(Stage::Referral), assessment.counterfactual()));
            }
        });
    });
    group.bench_function("read the draft", |bench| {
        bench.iter(|| {
            for json in &drafts {
                black_box(read(json));
            }
        });
    });
    group.bench_function("write the whole record", |bench| {
        bench.iter(|| {
            for referral in &referrals {
                black_box(assess(&rule_set, referral, switches.clone()).unwrap().record(true));
            }
        });
    });
    group.finish();
    criterion
        .bench_function("load and check the guideline", |bench| bench.iter(|| load(&folder, &vocabulary()).unwrap()));
}

criterion_group!(benches, decisions);
criterion_main!(benches);
