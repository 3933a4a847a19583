//! Paper: the label of a tube, and a requisition with a 2D code that holds every field, so that it can be read in again.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::identifier::{PatientId, SpecimenId};
use clinic::referral::ReferralDraft;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use std::io::Read;

use super::code2d::{base45, from_base45, svg};
use super::desk::Desk;
use super::event_words::material;
use super::form::Form;
use super::frame::{Frame, page};
use super::requisition::{GroupView, unchecked};
use super::submission::body_of;
use crate::access::policy::{Action, Denial};
use crate::store::StoreError;

#[cfg(test)]
#[path = "../../../../fuzz/mutation.rs"]
mod mutation;

/// What a code of a requisition begins with: what it is, and how it is packed.
const PREFIX: &str = "MARV1:";
/// No packed requisition unpacks to more.
const LARGEST: u64 = 1 << 20;

/// A requisition as the text of a 2D code.
pub(super) fn packed(draft: &ReferralDraft) -> Option<String> {
    let body = body_of(draft);
    let mut deflated = Vec::new();
    DeflateEncoder::new(body.as_bytes(), Compression::best()).read_to_end(&mut deflated).ok()?;
    Some(format!("{PREFIX}{}", base45(&deflated)))
}

/// The requisition of a 2D code's text; `None` where it is none of ours, or unpacks to more than any requisition has.
pub(super) fn unpacked(text: &str) -> Option<ReferralDraft> {
    let deflated = from_base45(text.trim_end_matches(['\r', '\n']).strip_prefix(PREFIX)?)?;
    let mut body = Vec::new();
    DeflateDecoder::new(deflated.as_slice()).take(LARGEST + 1).read_to_end(&mut body).ok()?;
    (body.len() as u64 <= LARGEST).then(|| Form::read(&body).draft())
}

/// The label of a tube.
#[derive(Template)]
#[template(path = "label.html")]
pub(super) struct Label {
    frame: Frame,
    patient: String,
    written: String,
    material: &'static str,
    order: String,
    code: String,
}

pub(super) async fn label(desk: Desk, Path((patient, specimen)): Path<(String, String)>) -> Response {
    desk.answer(move |desk| {
        let nothing = StoreError::Denied(Denial::Relation);
        let (Ok(patient), Ok(specimen)) = (PatientId::new(&patient), SpecimenId::new(&specimen)) else {
            return Err(nothing);
        };
        let seen = desk.service.store.see(&desk.viewer, &patient, desk.now())?;
        let Some(own) = seen.course.specimen(&specimen) else { return Err(nothing) };
        let label = own.label.clone().unwrap_or_else(|| own.id.as_str().to_uppercase());
        let code = svg(&label, &label).unwrap_or_default();
        let frame = desk.frame(&format!("/cases/{patient}/specimens/{specimen}/label"));
        let material = material(own.material, desk.language);
        Ok(page(
            StatusCode::OK,
            &Label {
                patient: patient.to_string(),
                written: label,
                material,
                order: own.order.to_string(),
                code,
                frame,
            },
        ))
    })
    .await
}

/// A requisition on paper.
#[derive(Template)]
#[template(path = "print.html")]
pub(super) struct Print {
    frame: Frame,
    patient: String,
    groups: Vec<GroupView>,
    code: Option<String>,
}

pub(super) async fn requisition(desk: Desk, Path(patient): Path<String>) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::Submit)?;
        let Ok(patient) = PatientId::new(&patient) else { return Err(StoreError::Denied(Denial::Relation)) };
        let Some(kept) = desk.service.store.draft(&desk.viewer, &patient, desk.now())? else {
            return Err(StoreError::Denied(Denial::Relation));
        };
        let draft = Form::read(kept.as_bytes()).draft();
        let frame = desk.frame(&format!("/cases/{patient}/requisition/print"));
        let code = packed(&draft).and_then(|text| svg(&text, frame.w.code_holds));
        let mut groups = unchecked(desk.frame(""), &desk.service.rule_set, &draft, None).groups;
        for group in &mut groups {
            group.fields.retain(|field| !field.value.is_empty());
        }
        groups.retain(|group| !group.fields.is_empty());
        Ok(page(StatusCode::OK, &Print { patient: patient.to_string(), groups, code, frame }))
    })
    .await
}

#[cfg(test)]
mod tests {
    use clinic::referral::Referral;

    use super::*;

    #[test]
    fn a_small_code_that_unpacks_to_much_is_refused() {
        let text = |letters: usize| {
            let mut deflated = Vec::new();
            let body = [b"mdt.reason=".to_vec(), vec![b'x'; letters]].concat();
            DeflateEncoder::new(body.as_slice(), Compression::best()).read_to_end(&mut deflated).unwrap();
            format!("{PREFIX}{}", base45(&deflated))
        };
        assert!(unpacked(&text(1_000)).is_some());
        let bomb = text(8 << 20);
        assert!((bomb.len() as u64) < LARGEST && unpacked(&bomb).is_none());
    }

    #[test]
    fn a_printed_requisition_is_read_in_without_loss() {
        for file in ["relapsed-dlbcl", "high-risk-aml", "mds-incomplete", "unresolved-cytopenia"] {
            let path = format!("{}/../../guidelines/examples/{file}.json", env!("CARGO_MANIFEST_DIR"));
            let draft = ReferralDraft::from_json(&std::fs::read(path).unwrap()).unwrap();
            // A form cannot tell an empty list from none.
            let draft = Form::read(body_of(&draft).as_bytes()).draft();
            let text = packed(&draft).unwrap();
            assert!(svg(&text, "").is_some(), "{file}: {} characters are too many for one code", text.len());
            assert_eq!(unpacked(&format!("{text}\r\n")), Some(draft));
        }
        assert_eq!(unpacked("MARV1:%%%"), None);
        assert_eq!(unpacked("something else"), None);
    }

    /// As text, as what Base45 holds, and as what is packed in it.
    #[test]
    fn whatever_a_reader_of_codes_sends_is_read_or_refused() {
        let path = format!("{}/../../guidelines/examples/relapsed-dlbcl.json", env!("CARGO_MANIFEST_DIR"));
        let draft = ReferralDraft::from_json(&std::fs::read(path).unwrap()).unwrap();
        let text = packed(&draft).unwrap();
        let deflated = from_base45(text.strip_prefix(PREFIX).unwrap()).unwrap();
        // Little that unpacks to much.
        let mut bomb = Vec::new();
        DeflateEncoder::new(&b"a=b&".repeat(1 << 20)[..], Compression::best()).read_to_end(&mut bomb).unwrap();
        let seeds = vec![text.into_bytes(), deflated, body_of(&draft).into_bytes(), bomb];
        super::mutation::read_changed("paper", seeds, |bytes| {
            let mut packed = Vec::new();
            DeflateEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed).unwrap();
            let of = |bytes: &[u8]| unpacked(&format!("{PREFIX}{}", base45(bytes)));
            let told = [unpacked(&String::from_utf8_lossy(bytes)), of(bytes), of(&packed)];
            assert!(told[2].is_some(), "whatever is packed is a form");
            format!(
                "{:?}",
                told.map(|draft| draft.map(|draft| Referral::from_draft(&draft).map_err(|wrong| wrong.len()).err()))
            )
        });
    }
}
