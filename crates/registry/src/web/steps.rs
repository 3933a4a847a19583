//! The steps that a viewer can take next in a course: for each a form, and from the form one [`Command`].
//!
//! What is offered follows from the tables of transitions and from the policy. Whether it goes through is for the course to decide.

use clinic::code::{CodeList, ConsentForm, IncidentalChoice, Signer};
use clinic::course::{Command, CommandKind, Course};
use clinic::mdt::Conclusion;
use clinic::order::{CancelReason, Hold, Order, OrderStep};
use clinic::referral::Fault;
use clinic::sign_off::Section;
use clinic::specimen::{self, PairRole, RejectionReason, Specimen, SpecimenState, SpecimenStep};
use serde_json::{Map, Value, json};

use super::form::Form;
use CommandKind as K;

/// How a part of a command is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A line of text.
    Text,
    /// A longer text.
    Long,
    /// Lines of text.
    Lines,
    /// A whole number up to a bound.
    Whole(i64),
    /// Yes or no.
    Truth,
    /// A day.
    Day,
    /// A day and a time of day in Denmark.
    Instant,
    /// One of these.
    Code(&'static [&'static str]),
    /// The version of the consent form, from the register.
    FormVersion,
    /// Chosen by the page when it is shown, so that sending it twice is the same wish.
    NewId(&'static str),
    /// The patient, or whoever is signed in, or their unit.
    Patient,
    Staff,
    Unit,
}

/// A part of a command: its place, its Danish and English name, its shape, and whether it must be there.
pub(super) struct Ask {
    pub path: &'static str,
    pub da: &'static str,
    pub en: &'static str,
    pub shape: Shape,
    pub required: bool,
}

const fn must(path: &'static str, da: &'static str, en: &'static str, shape: Shape) -> Ask {
    Ask { path, da, en, shape, required: true }
}

const fn may(path: &'static str, da: &'static str, en: &'static str, shape: Shape) -> Ask {
    Ask { path, da, en, shape, required: false }
}

const REASON: Ask = must("reason", "Begrundelse", "Reason", Shape::Long);
const UNITS: Ask = must("units", "Forbrugte enheder à 30x", "Units of 30x that it took", Shape::Whole(100));

/// What a step asks besides what it is about.
pub(super) fn asks(kind: CommandKind) -> Vec<Ask> {
    match kind {
        K::RecordConsent => vec![
            must("consent", "", "", Shape::NewId("c")),
            must("record.person", "", "", Shape::Patient),
            must("record.form", "Blanket", "Form", Shape::Code(ConsentForm::CODES)),
            must("record.form_version", "Blankettens version", "Version of the form", Shape::FormVersion),
            must("record.signed", "Underskrevet", "Signed", Shape::Day),
            must("record.signer", "Underskrevet af", "Signed by", Shape::Code(Signer::CODES)),
            must("record.reviewed_by", "", "", Shape::Staff),
            must(
                "record.told_no_new_information",
                "Oplyst om, at WGS ikke nødvendigvis giver nyt",
                "Told that WGS may give nothing new",
                Shape::Day,
            ),
            must("record.told_no_new_information_by", "", "", Shape::Staff),
            must(
                "record.told_incidental_findings",
                "Informeret om tilfældighedsfund",
                "Informed of incidental findings",
                Shape::Day,
            ),
            must(
                "record.incidental_choice",
                "Valg om tilfældighedsfund",
                "Choice on incidental findings",
                Shape::Code(IncidentalChoice::CODES),
            ),
            may(
                "record.told_tissue_register",
                "Informeret om Vævsanvendelsesregisteret",
                "Informed of the tissue-use register",
                Shape::Day,
            ),
        ],
        K::WithdrawConsent | K::Return | K::Amend | K::AcceptDepth => vec![REASON],
        K::RecordTransplant => vec![must("day", "Dag for transplantationen", "Day of the transplantation", Shape::Day)],
        K::Accept => vec![
            must("specimens.tumour", "", "", Shape::NewId("s")),
            must("specimens.germline", "", "", Shape::NewId("s")),
        ],
        K::Collect => vec![
            must("label", "Mærkat på glasset", "Label on the tube", Shape::Text),
            must("at", "Taget", "Taken", Shape::Instant),
        ],
        K::Receive => vec![must("label", "Læst mærkat", "Label as read", Shape::Text)],
        K::Reject => vec![
            must("reason", "Grund", "Reason", Shape::Code(RejectionReason::CODES)),
            must("replacement", "", "", Shape::NewId("s")),
        ],
        K::RecordSequenced => {
            vec![must("mean_depth", "Middeldybde (x)", "Mean depth (x)", Shape::Whole(10_000)), UNITS]
        }
        K::StopSequencing => vec![UNITS, REASON],
        K::Resequence => vec![must("units", "Flere enheder à 30x", "Further units of 30x", Shape::Whole(100)), REASON],
        K::CheckIdentity => vec![
            must(
                "identity.genotypes_concordant",
                "Tumor og germline har samme genotype",
                "Tumour and germline genotypes agree",
                Shape::Truth,
            ),
            must("identity.sex_concordant", "Kønscheck stemmer", "The sex check agrees", Shape::Truth),
        ],
        K::Interpret => vec![
            must(
                "report.sha256",
                "Svarets kontrolsum (SHA-256, trykt nederst i svaret)",
                "Checksum of the report (SHA-256, printed at its end)",
                Shape::Text,
            ),
            must(
                "report.incidental_choice",
                "Sat op efter valget om tilfældighedsfund",
                "Composed under the choice on incidental findings",
                Shape::Code(IncidentalChoice::CODES),
            ),
        ],
        K::Deliver => vec![must("recipients", "Modtagere", "Recipients", Shape::Lines)],
        K::Discuss => vec![
            must("decision.date", "Dato for MDT", "Date of the MDT", Shape::Day),
            must("decision.unit", "", "", Shape::Unit),
            must("decision.participants", "Deltagere", "Participants", Shape::Lines),
            must("decision.conclusion", "Konklusion", "Conclusion", Shape::Code(Conclusion::CODES)),
            must("decision.text", "Med ord", "In words", Shape::Long),
        ],
        K::Cancel => vec![
            must("reason", "Grund", "Reason", Shape::Code(CancelReason::CODES)),
            must("text", "Begrundelse", "In words", Shape::Long),
        ],
        K::PlaceHold | K::LiftHold => vec![must("hold", "Pause", "Hold", Shape::Code(Hold::CODES)), REASON],
        K::EstablishCulture
        | K::AcceptDna
        | K::ReleaseToSequencing
        | K::ReleaseData
        | K::Sign
        | K::Acknowledge
        // The outcome has a page of its own.
        | K::RecordOutcome
        | K::Close => vec![],
    }
}

/// Which part of a course a step is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum About<'c> {
    Patient,
    Order(&'c Order),
    Specimen(&'c Order, &'c Specimen),
}

const SPECIMEN_STEPS: &[(CommandKind, SpecimenStep)] = &[
    (K::Collect, SpecimenStep::Collect),
    (K::Receive, SpecimenStep::Receive),
    (K::EstablishCulture, SpecimenStep::EstablishCulture),
    (K::AcceptDna, SpecimenStep::AcceptDna),
    (K::ReleaseToSequencing, SpecimenStep::Release),
    (K::RecordSequenced, SpecimenStep::Sequence),
    (K::StopSequencing, SpecimenStep::Stop),
    (K::Resequence, SpecimenStep::Resequence),
    (K::Reject, SpecimenStep::Reject),
];

const ORDER_STEPS: &[(CommandKind, OrderStep)] = &[
    (K::Accept, OrderStep::Accept),
    (K::ReleaseData, OrderStep::ReleaseData),
    (K::Interpret, OrderStep::Interpret),
    (K::Sign, OrderStep::Sign),
    (K::Return, OrderStep::Return),
    (K::Deliver, OrderStep::Deliver),
    (K::Acknowledge, OrderStep::Acknowledge),
    (K::Discuss, OrderStep::Discuss),
    (K::Close, OrderStep::Close),
    (K::Amend, OrderStep::Amend),
    (K::Cancel, OrderStep::Cancel),
];

/// Steps that are seldom wanted: they are folded, and stand behind the others.
pub(super) fn is_aside(kind: CommandKind) -> bool {
    matches!(
        kind,
        K::WithdrawConsent
            | K::RecordTransplant
            | K::Reject
            | K::StopSequencing
            | K::Resequence
            | K::AcceptDepth
            | K::Return
            | K::Amend
            | K::Cancel
            | K::PlaceHold
            | K::LiftHold
    )
}

/// The steps that are open in a course, by its states alone.
pub(super) fn open(course: &Course) -> Vec<(CommandKind, About<'_>)> {
    let mut open = Vec::new();
    if course.joined_into.is_some() {
        return open;
    }
    open.push((K::RecordConsent, About::Patient));
    if course.consent_on_file().is_some() {
        open.push((K::WithdrawConsent, About::Patient));
    }
    open.push((K::RecordTransplant, About::Patient));
    for order in &course.orders {
        for specimen in course.specimens.iter().filter(|own| own.order == order.id && order.takes_material()) {
            let of_specimen = SPECIMEN_STEPS.iter().filter(|(kind, step)| {
                let known = specimen::TRANSITIONS.iter().any(|(from, own, _)| (*from, *own) == (specimen.state, *step));
                let waits = specimen.material.needs_culture() && specimen.state == SpecimenState::Received;
                let culture = match kind {
                    K::EstablishCulture => specimen.material.needs_culture(),
                    K::AcceptDna => !waits,
                    _ => true,
                };
                known && culture
            });
            open.extend(of_specimen.map(|(kind, _)| (*kind, About::Specimen(order, specimen))));
        }
        let sequenced = |role| course.in_use(order, role).is_some_and(|own| own.state == SpecimenState::Sequenced);
        let (tumour, germline) = (sequenced(PairRole::Tumour), sequenced(PairRole::Germline));
        if order.takes_material() && tumour {
            if germline && order.identity.is_none() {
                open.push((K::CheckIdentity, About::Order(order)));
            }
            open.push((K::AcceptDepth, About::Order(order)));
        }
        let of_order = ORDER_STEPS.iter().filter(|(kind, step)| {
            order.after(*step).is_some()
                && (*kind != K::ReleaseData || (tumour && (!germline || order.identity.is_some())))
        });
        open.extend(of_order.map(|(kind, _)| (*kind, About::Order(order))));
        if order.stamps.ended.is_none() {
            open.push((K::PlaceHold, About::Order(order)));
        }
        if !order.holds.is_empty() {
            open.push((K::LiftHold, About::Order(order)));
        }
    }
    open
}

/// Something wrong with a part.
pub(super) type Wrong = (String, Fault);

/// Puts a value at a dotted place.
fn put(into: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            into.insert(path.to_owned(), value);
        }
        Some((group, rest)) => {
            if let Value::Object(members) = into.entry(group).or_insert_with(|| json!({})) {
                put(members, rest, value);
            }
        }
    }
}

/// A part as it was written.
fn read(ask: &Ask, form: &Form) -> Result<Option<Value>, Fault> {
    let Some(text) = form.get(ask.path) else {
        if let Shape::Instant = ask.shape {
            let day = form.get("at.day").ok_or(Fault::Required)?;
            let time = form.get("at.time").ok_or(Fault::Required)?;
            return super::moment::instant(day, time).map(|at| Some(json!(at))).ok_or(Fault::NoSuchDate);
        }
        return if ask.required { Err(Fault::Required) } else { Ok(None) };
    };
    let value = match ask.shape {
        Shape::Whole(max) => {
            let number = text.parse::<i64>().ok().filter(|number| (0..=max).contains(number));
            json!(number.ok_or(Fault::NotWhole { min: 0, max, step: 1 })?)
        }
        Shape::Truth => json!(text == "yes"),
        Shape::Day => {
            text.parse::<jiff::civil::Date>().map_err(|_| Fault::NotADate)?;
            json!(text)
        }
        Shape::Lines => json!(text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>()),
        Shape::Code(codes) if !codes.contains(&text) => return Err(Fault::UnknownCode(codes)),
        _ => json!(text),
    };
    Ok(Some(value))
}

/// The sections of a report, each with a result or the reason why there is none.
fn sections(form: &Form) -> Result<Value, Vec<Wrong>> {
    let mut filled = Map::new();
    let mut wrong = Vec::new();
    for section in Section::all() {
        let path = section_path(section);
        let reason = form.get(&format!("{path}.reason"));
        match (form.get(&path), reason) {
            (Some("given"), _) => {
                filled.insert(section.code().to_owned(), json!({ "is": "given" }));
            }
            (Some(_), Some(reason)) => {
                filled.insert(section.code().to_owned(), json!({ "is": "not-performed", "reason": reason }));
            }
            (Some(_), None) => wrong.push((format!("{path}.reason"), Fault::Required)),
            (None, _) => wrong.push((path, Fault::Required)),
        }
    }
    if wrong.is_empty() { Ok(Value::Object(filled)) } else { Err(wrong) }
}

/// Where a section of the report stands in the form.
pub(super) fn section_path(section: Section) -> String {
    format!("report.sections.{}", section.code())
}

/// The command of a form, or everything that is wrong with it.
pub(super) fn command(form: &Form) -> Result<Command, Vec<Wrong>> {
    let unknown = || vec![("command".to_owned(), Fault::UnknownCode(CommandKind::CODES))];
    let kind = form.get("command").and_then(CommandKind::from_code).ok_or_else(unknown)?;
    let mut members = Map::from_iter([("type".to_owned(), json!(kind.code()))]);
    for about in ["order", "specimen", "consent"] {
        if let Some(id) = form.get(about) {
            members.insert(about.to_owned(), json!(id));
        }
    }
    let mut wrong = Vec::new();
    for ask in &asks(kind) {
        match read(ask, form) {
            Ok(Some(value)) => put(&mut members, ask.path, value),
            Ok(None) if ask.path.starts_with("record.") => put(&mut members, ask.path, Value::Null),
            Ok(None) => {}
            Err(fault) => wrong.push((ask.path.to_owned(), fault)),
        }
    }
    if kind == K::RecordConsent {
        put(&mut members, "record.document_sha256", Value::Null);
    }
    if kind == K::Interpret {
        match sections(form) {
            Ok(sections) => put(&mut members, "report.sections", sections),
            Err(faults) => wrong.extend(faults),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    serde_json::from_value(Value::Object(members)).map_err(|_| unknown())
}
