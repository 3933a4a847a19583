//! What a report says of the genome.

use interpretation::language::Words;
use serde_json::Value;

use super::sections::edition;
use super::told::{Told, both, caller, decimal, doubt, joined, percent, rows, same, statements, text, words};
use crate::page::number;
use crate::words::Label;

/// That it counts, or does not.
fn counts(row: &Value) -> Option<Words> {
    let counts = row["counts"].as_bool()?;
    Some(if counts { Label::Counts.words() } else { Label::DoesNotCount.words() })
}

pub(super) fn small_variants(told: &Value) -> Vec<Told> {
    let variants = rows(&told["variants"]).map(variant);
    let not_found = rows(&told["not_found"]).filter_map(|gene| Some((gene, percent(&gene["limit"])?)));
    let not_found = not_found.map(|(gene, limit)| (gene, Label::NotFoundIn, limit));
    let not_assessed =
        rows(&told["not_assessed"]).filter_map(|gene| Some((gene, Label::NotAssessedIn, words(&gene["why"])?)));
    let genes = not_found.chain(not_assessed).map(|(gene, label, value)| {
        Told::new(Label::SmallVariants, same(text(&gene["gene"]).unwrap_or_default())).with(label, Some(value))
    });
    let limit = Told::new(Label::SmallVariants, Label::LimitOther.words()).with(Label::Limit, percent(&told["limit"]));
    let limit = Some(limit).filter(|_| !told.is_null());
    variants.chain(genes).chain(limit).collect()
}

fn variant(row: &Value) -> Told {
    let judged = &row["judgement"];
    let share = row["fraction"]["value"].as_f64().map(|value| {
        both(|language| {
            let reads = row["fraction"]["alternate"].as_u64().zip(row["fraction"]["depth"].as_u64());
            let reads = reads.map(|(seen, of)| format!(" ({seen} {} {of})", language.choose("of", "af")));
            number::percent(value, language) + &reads.unwrap_or_default()
        })
    });
    let told = Told::new(Label::SmallVariants, same(text(&row["name"]).unwrap_or_default()))
        .with(Label::Judgement, counts(row))
        .with(Label::Doubts, joined(rows(&row["doubts"]).filter_map(doubt)))
        .with(Label::Vaf, share)
        .with(Label::InNormal, percent(&row["normal_fraction"]))
        .with(Label::Place, text(&row["genomic"]).map(same))
        .with(Label::Transcript, joined([&row["transcript"], &row["coding"]].into_iter().filter_map(words)))
        .with(Label::Kind, joined(rows(&row["consequences"]).filter_map(words)))
        .with(Label::Origin, words(&row["origin"]));
    // What its caller doubts is not judged on the page either.
    if row["counts"] != true && rows(&row["doubts"]).next().is_some() {
        return told;
    }
    let open = if judged["driver_to_be_confirmed"] == true { Some(Label::ToBeConfirmed.words()) } else { None };
    let oncogenicity = words(&judged["oncogenicity"]).filter(|_| !judged.is_null()).map(|class| {
        let points = judged["points"].as_i64().map(|points| format!(" ({points})")).unwrap_or_default();
        Words::new(format!("{}{points}", class.en), format!("{}{points}", class.da))
    });
    told.with(Label::Drivers, joined(words(&judged["driver"]).into_iter().chain(open)))
        .with(Label::Tier, joined(rows(&judged["tiers"]).chain([&judged["tier"]]).filter_map(words)))
        .with(Label::CriteriaOpen, joined(rows(&judged["criteria_not_assessed"]).filter_map(words)))
        .with(Label::Oncogenicity, oncogenicity)
        .with(Label::Why, statements(&judged["reasons"]))
        .with(Label::Meaning, statements(&judged["meaning"]))
        .with(Label::ActsLess, statements(&judged["resistance"]))
}

pub(super) fn tandem(told: &Value) -> Vec<Told> {
    let row = |row: &Value| {
        let kind = match row["kind"].as_str() {
            Some("internal") => "ITD",
            Some("partial") => "PTD",
            other => other.unwrap_or_default(),
        };
        let answer = &row["answer"];
        let found = || rows(&answer["duplications"]);
        let state = match answer["answer"].as_str() {
            Some("found") => Label::Found.words(),
            Some("not_found") => Label::NotFoundIn.words(),
            Some("not_assessed") => Label::NotAssessed.words(),
            other => same(other.unwrap_or_default()),
        };
        Told::new(Label::Tandem, same(format!("{}-{kind}", text(&row["gene"]).unwrap_or_default())))
            .with(Label::Answer, Some(state))
            .with(Label::Limit, percent(&answer["limit"]))
            .with(Label::Why, words(&answer["why"]).filter(|_| !answer["why"].is_null()))
            .with(Label::Name, joined(found().filter_map(|one| text(&one["name"]).map(same))))
            .with(Label::Vaf, joined(found().filter_map(|one| percent(&one["fraction"]))))
            .with(Label::AllelicRatio, joined(found().filter_map(|one| decimal(&one["allelic_ratio"], 2))))
    };
    rows(told).map(row).collect()
}

pub(super) fn fusions(told: &Value) -> Vec<Told> {
    let called = rows(&told["called"]).map(|row| {
        let places = joined(rows(&row["breakends"]).filter_map(words));
        let name = text(&row["name"]).map(same).or_else(|| places.clone());
        let class = serde_json::from_value::<crate::bundle::Class>(row["class"].clone()).ok();
        Told::new(Label::Fusions, name.unwrap_or_else(|| Label::NotStated.words()))
            .with(Label::Judgement, counts(row))
            .with(Label::Doubts, joined(rows(&row["filters"]).filter_map(doubt)))
            .with(Label::Kind, class.map(|class| Label::of_class(class).words()))
            .with(
                Label::Parts,
                joined([&row["five_prime"], &row["three_prime"], &row["frame"]].into_iter().filter_map(caller)),
            )
            .with(Label::Places, places)
            .with(Label::Fragments, words(&row["fragments"]))
            .with(Label::Vaf, percent(&row["fraction"]))
            .with(Label::KnownPair, words(&row["known_pair"]))
            .with(Label::Reciprocal, Some(Words::new("yes", "ja")).filter(|_| row["reciprocal"] == true))
    });
    let stated = rows(&told["stated"]).filter_map(words);
    let stated =
        stated.map(|name| Told::new(Label::Fusions, name).with(Label::State, Some(Label::StatedNotCalled.words())));
    let looked_for = match (&told["looked_for"], told.is_null()) {
        (_, true) => None,
        (Value::Null, _) => Some(Label::FusionsAll.words()),
        (genes, _) => Some(joined(rows(genes).filter_map(words)).unwrap_or_else(|| Label::FusionsUnknown.words())),
    };
    let looked_for =
        looked_for.map(|genes| Told::new(Label::Fusions, Label::FusionsSome.words()).with(Label::Answer, Some(genes)));
    called.chain(stated).chain(looked_for).collect()
}

/// Segments that differ from two copies, one of each allele, and what is said of the whole.
pub(super) fn copy_number(told: &Value) -> Vec<Told> {
    let segments = rows(&told["segments"]).filter(|row| row["kind"] != "neutral").filter_map(|row| {
        let (contig, start, end) = (text(&row["contig"])?, row["start"].as_u64()?, row["end"].as_u64()?);
        let kind = serde_json::from_value::<crate::bundle::Kind>(row["kind"].clone()).ok();
        let told = Told::new(Label::CopyNumber, same(format!("{contig}:{start}-{end}")))
            .with(Label::Kind, kind.map(|kind| Label::of(kind).words()))
            .with(Label::Copies, joined([&row["total"], &row["minor"]].into_iter().filter_map(words)))
            .with(Label::CellShare, percent(&row["clonal_fraction"]))
            .with(Label::Interval, joined(rows(&row["clonal_interval"]).filter_map(percent)));
        Some(Told { place: Some((contig, start, end)), ..told })
    });
    let purity = &told["purity"];
    let whole = Told::new(Label::CopyNumber, Label::Purity.words())
        .with(Label::Purity, percent(&purity["purity"]))
        .with(Label::Interval, joined(rows(&purity["purity_interval"]).filter_map(percent)))
        .with(Label::Evidence, caller(&purity["decided_by"]))
        .with(Label::Ploidy, decimal(&purity["ploidy"], 2))
        .with(Label::FitAmbiguous, caller(&purity["ambiguous_because"]));
    let open = words(&told["not_assessable_bases"]);
    let open =
        open.map(|bases| Told::new(Label::CopyNumber, Label::NotAssessable.words()).with(Label::Length, Some(bases)));
    segments.chain(Some(whole).filter(|_| purity.is_object())).chain(open).collect()
}

pub(super) fn karyotypes(banded: &Value, genomic: &Value) -> Vec<Told> {
    let seen = [(banded, Label::KaryotypeBanded), (genomic, Label::KaryotypeGenomic)];
    let mut all: Vec<Told> = Vec::new();
    for (seen, label) in seen.into_iter().filter(|(seen, _)| !seen.is_null()) {
        let listed = |name: &str| joined(rows(&seen[name]).filter_map(words));
        all.push(
            Told::new(
                Label::Karyotypes,
                Words::new(format!("{} ", label.words().en), format!("{} ", label.words().da)),
            )
            .with(Label::Karyotypes, words(&seen["text"]))
            .with(Label::NotUnderstood, listed("not_understood"))
            .with(Label::OnlyGenome, listed("only_genome"))
            .with(Label::Unexplained, listed("unexplained"))
            .with(Label::Open, listed("notes")),
        );
        all.extend(rows(&seen["answers"]).map(|answer| {
            let told = edition(Label::Karyotypes, answer);
            let what = |language| format!("{}: {}", label.text(language), told.what.in_language(language));
            Told { what: both(what), ..told }
        }));
    }
    all.extend(rows(&genomic["banded"]).filter_map(|one| {
        let confirmed = match one["confirmed"].as_str()? {
            "confirmed" => Label::Confirmed,
            "partly" => Label::PartlyConfirmed,
            "not_confirmed" => Label::NotConfirmed,
            _ => Label::NotAssessable,
        };
        let told =
            Told::new(Label::Karyotypes, same(text(&one["written"])?)).with(Label::ByGenome, Some(confirmed.words()));
        Some(told.with(Label::Seen, joined(rows(&one["by"]).filter_map(words))))
    }));
    all
}
