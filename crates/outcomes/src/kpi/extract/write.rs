//! Cases as a table, as [`super::read`] reads them: the same cases are the same bytes.

use clinic::clock::Milestone;
use clinic::code::CodeList;
use clinic::ledger::Entry;

use super::super::case::Case;
use super::{COLUMNS, Column};

/// The table of some cases (CSV in UTF-8, comma), in the order of their referrals.
///
/// # Errors
/// What the writer of CSV says; writing into memory gives it no reason to.
pub fn write(cases: &[Case]) -> Result<Vec<u8>, csv::Error> {
    let mut sorted: Vec<&Case> = cases.iter().collect();
    sorted.sort_by_key(|case| &case.referral);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.iter().map(|Column(name, _)| *name))?;
    for case in sorted {
        writer.write_record(COLUMNS.iter().map(|Column(name, _)| cell(case, name)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn answer(value: Option<bool>) -> String {
    value.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned()
}

/// What stands in a column of a case.
fn cell(case: &Case, column: &str) -> String {
    match column {
        "referral" => case.referral.clone(),
        "patient" => case.patient.clone(),
        "indication" => case.indication.clone(),
        "region" => case.region.clone(),
        "route" => case.route.clone(),
        "disease_group" => case.disease_group.clone(),
        "kind" => case.kind.word().to_owned(),
        "accepted" => shown(case.accepted),
        "refused" => shown(case.refused.as_ref().map(|own| own.day)),
        "refused_as" => shown(case.refused.as_ref().map(|own| own.answer.code())),
        "refused_by" => case.refused.as_ref().map(|own| own.rules.join(" ")).unwrap_or_default(),
        "death" => shown(case.death),
        "last_seen" => shown(case.last_seen),
        column => {
            of_order(case, column).or_else(|| of_report(case, column)).unwrap_or_else(|| of_treatment(case, column))
        }
    }
}

fn of_order(case: &Case, column: &str) -> Option<String> {
    let own = &case.progress;
    if let Some(milestone) = Milestone::from_code(column) {
        return Some(shown(own.milestones.at(milestone)));
    }
    Some(match column {
        "excepted" => own.excepted.join(" "),
        "aml" => answer(own.aml),
        "fast_track" => answer(own.fast_track),
        "germline_reused" => answer(own.germline_reused),
        "holds" => {
            let stretch = |(from, until): &(_, Option<_>)| {
                format!("{from}/{}", until.map_or("..".to_owned(), |at: jiff::Timestamp| at.to_string()))
            };
            own.holds.iter().map(stretch).collect::<Vec<_>>().join(" ")
        }
        "ended" => shown(own.ended),
        "units" => {
            let booking = |(day, entry): &(jiff::civil::Date, Entry)| match entry {
                Entry::Reserve(units) => format!("{day}=reserve:{units}"),
                Entry::Consume(units) => format!("{day}=consume:{units}"),
                Entry::Return(units) => format!("{day}=return:{units}"),
            };
            own.bookings.iter().map(booking).collect::<Vec<_>>().join(" ")
        }
        "form_seconds" => shown(own.form_seconds),
        _ => return None,
    })
}

fn of_report(case: &Case, column: &str) -> Option<String> {
    let own = case.report.as_ref();
    let said = |of: fn(&super::super::case::Report) -> Option<bool>| answer(own.and_then(of));
    Some(match column {
        "report_signed" => shown(own.map(|own| own.signed)),
        "driver" => said(|own| own.driver),
        "earlier_tests_complete" => said(|own| own.earlier_tests_complete),
        "new_driver" => said(|own| own.new_driver),
        "clonal_by_panel" => said(|own| own.clonal_by_panel),
        "clonal" => said(|own| own.clonal),
        "class_changed" => said(|own| own.class_changed),
        "risk_changed" => said(|own| own.risk_changed),
        _ => return None,
    })
}

fn of_treatment(case: &Case, column: &str) -> String {
    let own = &case.treatment;
    match column {
        "choice_recorded" => shown(own.recorded),
        "choice_by_wgs" => answer(own.by_wgs),
        "choice_variant" => shown(own.variant.as_ref()),
        "treatment_category" => shown(own.category.as_ref()),
        "protocol" => answer(own.protocol),
        "first_dose" => shown(own.first_dose),
        "because_of_wgs" => answer(own.because_of_wgs),
        "protocol_id" => shown(own.protocol_id.as_ref()),
        "criteria" => shown(own.response.map(super::super::case::Response::criteria)),
        "response" => shown(own.response.map(super::super::case::Response::code)),
        "assessed" => shown(own.assessed),
        "progression" => shown(own.progression),
        _ => String::new(),
    }
}
