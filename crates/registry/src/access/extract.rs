//! The follow-up data of all courses as one table: permitted, logged with every patient whose data are in it, and the same again for the same
//! day of the freeze.

use std::collections::BTreeSet;

use clinic::code::CodeList;
use clinic::course::{Course, Stamped, told};
use clinic::follow_up::RefusedReferral;
use clinic::identifier::PatientId;
use clinic::order::Order;
use guideline::rule_set::RuleSet;
use jiff::Timestamp;
use jiff::civil::Date;
use outcomes::kpi::{Case, Setting, cases_of, end_of, refused_case};

use super::Viewer;
use super::policy::{Action, Relation, SIGHT, permits};
use super::relation::{Bound, Standing};
use crate::audit::Record;
use crate::store::{Store, StoreError, Transaction, history};

/// What was taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extract {
    /// A case of each order that is shown to the viewer.
    pub cases: Vec<Case>,
    /// Requesting units whose region the register does not say; their orders are in no case.
    pub without_region: BTreeSet<String>,
}

/// The disease group of a diagnosis that is in none.
const NO_GROUP: &str = "not-classified";

impl Store {
    /// The follow-up data of every order that is shown to the viewer, as the store knew them at the end of the day of the freeze.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role takes none out.
    pub fn extract(
        &self,
        viewer: &Viewer,
        rules: &RuleSet,
        freeze: Date,
        now: Timestamp,
    ) -> Result<Extract, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "follow-up extract");
        self.observed(&record, |transaction, record| {
            if let Err(denial) = permits(viewer.role(), Action::ExtractFollowUp, Relation::None, None) {
                "refused".clone_into(&mut record.action);
                record.outcome = vec![denial.code().to_owned()];
                return Ok(Err(StoreError::Denied(denial)));
            }
            let mut extract = Extract::default();
            for row in transaction.query("SELECT patient FROM event WHERE version = 1 ORDER BY patient", &[])? {
                let patient = PatientId::new(row.text(0)).map_err(|_| StoreError::Register("events"))?;
                let (events, ..) = history(transaction, &patient)?;
                let known: Vec<Stamped> = events.into_iter().filter(|event| event.at <= end_of(freeze)).collect();
                let course = Course::from_events(patient.clone(), &known);
                let known = told(known);
                let taken = self::taken(transaction, viewer, rules, &course, &known, &mut extract.without_region)?;
                if !taken.is_empty() {
                    record.patients.push(patient);
                    extract.cases.extend(taken);
                }
            }
            Ok(Ok(extract))
        })
    }
}

/// The cases of a course that are shown to a viewer.
fn taken(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    rules: &RuleSet,
    course: &Course,
    events: &[Stamped],
    without_region: &mut BTreeSet<String>,
) -> Result<Vec<Case>, StoreError> {
    let mut settings = Vec::new();
    for order in &course.orders {
        if viewer.may(Action::ReadCourse, Some(order), Standing::default()).is_err() {
            continue;
        }
        let unit = &order.submission.unit;
        let Some(region) = viewer.units().get(unit).and_then(|own| own.region) else {
            without_region.insert(unit.clone());
            continue;
        };
        let disease_group = group(transaction, rules, &course.patient, order)?;
        settings.push((order.id.clone(), Setting { region: region.code().to_owned(), disease_group }));
    }
    let setting = |order: &Order| settings.iter().find(|(id, _)| *id == order.id).map(|(_, own)| own.clone());
    let mut cases = cases_of(course, events, setting);
    for refused in &course.refused {
        let own = &refused.2;
        if !sees_refused(viewer, &own.unit) {
            continue;
        }
        let Some(region) = viewer.units().get(&own.unit).and_then(|own| own.region) else {
            without_region.insert(own.unit.clone());
            continue;
        };
        let setting = Setting { region: region.code().to_owned(), disease_group: group_of_refused(own) };
        cases.push(refused_case(course, refused, setting));
    }
    Ok(cases)
}

/// Whether a viewer sees that a unit's referral was refused: by the relations that show the role an order, of which it has none.
pub(super) fn sees_refused(viewer: &Viewer, unit: &str) -> bool {
    let bound = Bound { unit, site: None, referred: false };
    let sight = SIGHT.iter().find(|sight| sight.role == viewer.role());
    let by = |relation: &Relation| sight.is_some_and(|sight| sight.relations.contains(relation));
    viewer.relations(Some(bound), Standing::default()).iter().any(by)
}

/// The disease group of a referral that was refused.
pub(super) fn group_of_refused(own: &RefusedReferral) -> String {
    own.disease_group.clone().unwrap_or_else(|| NO_GROUP.to_owned())
}

/// The disease group of an order. Of one that does not say it itself: the value set of the indication that holds the diagnosis on which the order
/// was granted, by the guideline in force on the requisition's day.
pub(super) fn group(
    transaction: &mut dyn Transaction,
    rules: &RuleSet,
    patient: &PatientId,
    order: &Order,
) -> Result<String, StoreError> {
    if let Some(own) = &order.submission.disease_group {
        return Ok(own.clone());
    }
    let sql = "SELECT record FROM verdict WHERE patient = $1 AND order_id = $2";
    let row = transaction.one(sql, &[patient.as_str().into(), order.id.as_str().into()])?;
    let record = row.map(|row| serde_json::from_str::<serde_json::Value>(row.text(0))).transpose();
    let record = record.map_err(|_| StoreError::Register("verdict"))?;
    let code = record.as_ref().and_then(|own| own["input"]["facts"]["diagnosis.code"].as_str());
    let (indication, day) = (&order.submission.indication, order.submission.requisition);
    let belongs = |id: &str| id.strip_prefix(indication.as_str()).is_some_and(|rest| rest.starts_with('-'));
    let holds = |code: &str| rules.sets().iter().find(|set| belongs(&set.id) && set.holds(code, None, day));
    Ok(code.and_then(holds).map_or(NO_GROUP, |set| &set.id).to_owned())
}
