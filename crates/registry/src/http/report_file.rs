//! Files of a report over FHIR, by the same door as on its page: the bundle as a resource, and the forms for people as they are, or as a
//! `Binary` for whoever asks for FHIR.

use std::sync::Arc;

use axum::http::{HeaderMap, header};

use super::answer::{Problem, problem, store_problem};
use super::fhir::told;
use super::{Answered, Service};
use crate::access::Viewer;
use crate::fhir::{Kind, binary, named_file, patient_of, whole};
use crate::report::NotShown;
use crate::store::course;
use crate::web::as_it_is;

/// FHIR R4, Binary: as it is, unless the request asks for a resource.
fn asks_for_resource(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut kinds = accepted.flat_map(|line| line.split(',')).filter_map(|one| one.split(';').next());
    kinds.any(|kind| ["application/fhir+json", "application/json"].contains(&kind.trim()))
}

/// Reads a file of a report.
pub(super) async fn read(
    kind: Kind,
    service: &Arc<Service>,
    viewer: Viewer,
    headers: &HeaderMap,
    id: String,
) -> Answered {
    let as_resource = kind == Kind::Bundle || asks_for_resource(headers);
    let patient = patient_of(&id).ok_or_else(|| problem(Problem::NOTHING, &[]))?;
    let read = service.waiting(move |own| {
        let (course, _) = own.store.looked(|transaction| course(transaction, &patient))?;
        let named = named_file(kind, &course, &id);
        let reports = own.reports.as_ref().ok_or(NotShown::NoFolder);
        let read = reports.and_then(|reports| {
            let named = named.as_ref().ok_or(NotShown::Absent)?;
            if kind == Kind::Bundle {
                return reports.bundle(&named.report).map(|(file, bundle)| (file, Some(bundle)));
            }
            reports.read(&named.report, named.name).map(|file| (file, None))
        });
        let (file, bundle) = match read {
            Ok((file, bundle)) => (Ok(file), bundle),
            Err(why) => (Err(why), None),
        };
        let place = named.as_ref().map(|own| (&own.order, own.report.as_str()));
        let (seen, file) = own.store.report_file(&viewer, (&patient, place), &file, own.now())?;
        Ok(match (bundle, named) {
            (Some(bundle), _) => told(&whole(&seen, &id, bundle)),
            (None, Some(named)) if as_resource => told(&binary(&seen, &id, &named, &file)),
            (None, _) => as_it_is(file),
        })
    });
    read.await?.map_err(|error| store_problem(&error))
}
