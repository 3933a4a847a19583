//! `Patient/{id}/$everything` (FHIR R4): every resource of a patient, in pages; who it is, and what reports say, as far as that is shown.

use std::sync::Arc;

use axum::http::HeaderMap;

use super::answer::{Problem, problem, store_problem};
use super::fhir::{Found, base, case, page_of, pairs, withheld, wrong};
use super::{Answered, Service};
use crate::access::{EVERYTHING, Viewer};
use crate::fhir::{Filter, Kind, patient_of, resources};

/// Everything of a patient.
pub(super) async fn everything(
    service: &Arc<Service>,
    viewer: Viewer,
    headers: &HeaderMap,
    id: String,
    query: &[u8],
) -> Answered {
    let patient = patient_of(&id).filter(|own| own.as_str() == id).ok_or_else(|| problem(Problem::NOTHING, &[]))?;
    let filter = Filter::everything(&pairs(query)?).map_err(|errors| wrong(&errors))?;
    let asked = filter.clone();
    let found = service.waiting(move |own| {
        let case = case(own, (EVERYTHING, true), &viewer, &patient)?;
        let all = Kind::ALL.into_iter().flat_map(|kind| resources(kind, &case, None));
        Ok(Found::page(all, &asked, withheld(&case)))
    });
    let found = found.await?.map_err(|error| store_problem(&error))?;
    Ok(page_of(&base(service, headers), &format!("Patient/{id}/$everything"), &filter, found))
}
