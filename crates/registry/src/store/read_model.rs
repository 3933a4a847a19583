//! Read models: rows that follow from the events of a course, and from nothing else.

use clinic::code::CodeList;
use clinic::course::Course;
use clinic::identifier::PatientId;
use clinic::mdt::Conclusion;
use clinic::order::{Kind, Order};
use clinic::specimen::Specimen;
use jiff::Timestamp;

use super::database::{Row, Session, Value};
use super::{StoreError, json};

/// What lists ask of an order without its course: what its clocks are read from, and whether it was referred to the phase-1 unit. Lists are of
/// orders that are not ended, so the index has those alone: the condition is that of `access::desk::WORK`.
pub(super) const LISTS: &[&str] = &[
    "ALTER TABLE order_row ADD COLUMN referred BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE order_row ADD COLUMN timing TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX order_open ON order_row (submitted, patient, order_id) WHERE state NOT IN ('closed', 'cancelled')",
];

fn time(at: Option<Timestamp>) -> Value {
    at.map(|at| at.to_string()).as_deref().into()
}

fn units(count: u64) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

fn order_row(course: &Course, order: &Order) -> Result<Vec<Value>, StoreError> {
    let own = &order.submission;
    let kind = match own.kind {
        Kind::New => "new",
        Kind::PreviouslyReferred => "previously-referred",
        Kind::Repeat { .. } => "repeat",
    };
    let holds: Vec<&str> = order.holds.iter().map(|hold| hold.code()).collect();
    let referred = order.decision.as_ref().is_some_and(|own| own.conclusion == Conclusion::ReferredToPhaseOne);
    Ok(vec![
        course.patient.as_str().into(),
        order.id.as_str().into(),
        own.indication.as_str().into(),
        own.route.as_str().into(),
        kind.into(),
        own.unit.as_str().into(),
        own.site.as_deref().into(),
        order.state.code().into(),
        holds.join(" ").as_str().into(),
        time(order.stamps.submitted),
        time(order.stamps.data_released),
        time(order.stamps.signed),
        time(order.stamps.delivered),
        units(order.ledger.reserved),
        units(order.ledger.consumed),
        units(order.ledger.returned),
        i64::from(referred).into(),
        json(&course.timing(order))?.as_str().into(),
    ])
}

fn specimen_row(patient: &PatientId, specimen: &Specimen) -> Vec<Value> {
    vec![
        patient.as_str().into(),
        specimen.id.as_str().into(),
        specimen.order.as_str().into(),
        specimen.material.role().code().into(),
        specimen.state.code().into(),
        specimen.label.as_deref().into(),
        time(specimen.collected),
        time(specimen.received),
    ]
}

const ORDERS: &str =
    "INSERT INTO order_row VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
const SPECIMENS: &str = "INSERT INTO specimen_row VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// The rows of a course, orders and specimens.
pub(super) fn rows(course: &Course) -> Result<(Vec<Row>, Vec<Row>), StoreError> {
    let orders = course.orders.iter().map(|own| order_row(course, own).map(Row)).collect::<Result<_, _>>()?;
    Ok((orders, course.specimens.iter().map(|own| Row(specimen_row(&course.patient, own))).collect()))
}

/// Sets the rows of a course as they follow from it.
pub(super) fn set(session: &mut dyn Session, course: &Course) -> Result<(), StoreError> {
    let patient = [course.patient.as_str().into()];
    session.execute("DELETE FROM order_row WHERE patient = $1", &patient)?;
    session.execute("DELETE FROM specimen_row WHERE patient = $1", &patient)?;
    let (orders, specimens) = rows(course)?;
    for row in orders {
        session.execute(ORDERS, &row.0)?;
    }
    for row in specimens {
        session.execute(SPECIMENS, &row.0)?;
    }
    Ok(())
}

/// All rows that are stored, in an order that no database decides.
pub(super) fn stored(session: &mut dyn Session) -> Result<(Vec<Row>, Vec<Row>), StoreError> {
    let mut orders = session.query("SELECT * FROM order_row", &[])?;
    let mut specimens = session.query("SELECT * FROM specimen_row", &[])?;
    orders.sort();
    specimens.sort();
    Ok((orders, specimens))
}
