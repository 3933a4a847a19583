//! Breaking the glass: somebody who treats a patient without a relation on the register looks, says why, and is reviewed.

use clinic::cpr::Cpr;
use clinic::identifier::{PatientId, StaffId};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::Viewer;
use super::desk::has_shown_again;
use super::policy::{Action, Denial, Relation, permits};
use crate::audit::{Record, hexadecimal, unguessable};
use crate::person::by_number;
use crate::store::{Row, Store, StoreError};

/// How long a broken glass stays open (own figure, to be confirmed).
pub const GLASS_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// A glass that was broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Glass {
    /// Which.
    pub id: String,
    /// Who broke it.
    pub account: StaffId,
    /// At which unit.
    pub unit: String,
    /// To see whose course.
    pub patient: PatientId,
    /// Why.
    pub reason: String,
    /// When.
    pub since: Timestamp,
    /// When it closes.
    pub until: Timestamp,
    /// Who reviewed it.
    pub reviewer: Option<StaffId>,
    /// What the review found.
    pub finding: Option<String>,
}

/// A part of the list of those that were broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlassPart {
    /// How long the whole list is.
    pub total: u64,
    /// How many of the whole list wait for a review.
    pub waiting: u64,
    /// Those of the part.
    pub broken: Vec<Glass>,
}

impl Store {
    /// Breaks the glass before a patient, by number.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role may not or there is no such person; [`StoreError::NoReason`]; [`StoreError::NotRenewed`]
    /// where the viewer has not shown again who they are.
    pub fn break_glass(
        &self,
        viewer: &Viewer,
        number: &Cpr,
        reason: &str,
        now: Timestamp,
    ) -> Result<PatientId, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::BreakGlass, Relation::None, None) {
            return self.refuse(viewer, "broken-glass", denial, now);
        }
        if reason.trim().is_empty() {
            return Err(StoreError::NoReason);
        }
        let id = hexadecimal(&unguessable::<16>().map_err(StoreError::Unguessable)?);
        let record = Record::of(&viewer.access("break-glass"), now, "write", "broken-glass");
        self.recorded(&record, |transaction, record| {
            if !has_shown_again(transaction, viewer, now)? {
                "refused".clone_into(&mut record.action);
                record.outcome = StoreError::NotRenewed.outcome();
                return Ok(Err(StoreError::NotRenewed));
            }
            let Some(person) = by_number(transaction, number)? else {
                "refused".clone_into(&mut record.action);
                record.outcome = vec![Denial::Relation.code().to_owned()];
                return Ok(Err(StoreError::Denied(Denial::Relation)));
            };
            record.patients.push(person.patient.clone());
            let sql = "INSERT INTO broken_glass (id, account, unit, patient, reason, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7)";
            let values = [
                id.as_str().into(),
                viewer.staff().id.as_str().into(),
                viewer.staff().unit.as_str().into(),
                person.patient.as_str().into(),
                reason.trim().into(),
                now.as_second().into(),
                (now + GLASS_LASTS).as_second().into(),
            ];
            transaction.execute(sql, &values)?;
            Ok(Ok(person.patient))
        })
    }

    /// At most `size` of all that were broken, those that wait for a review first; `before` says of the length of the list how many to pass over.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub fn broken_glass(
        &self,
        viewer: &Viewer,
        size: u64,
        before: impl Fn(u64) -> u64,
        now: Timestamp,
    ) -> Result<GlassPart, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReviewBreakGlass, Relation::None, None) {
            return self.refuse(viewer, "broken-glass", denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", "broken-glass");
        self.observed(&record, |transaction, record| {
            let counted = transaction.one("SELECT COUNT(*), COUNT(reviewer) FROM broken_glass", &[])?;
            let count = |column| counted.as_ref().map_or(0, |row| row.whole(column)).unsigned_abs();
            let sql = "SELECT id, account, unit, patient, reason, since, until, reviewer, finding FROM broken_glass \
                       ORDER BY CASE WHEN reviewer IS NULL THEN 0 ELSE 1 END, since, id LIMIT $1 OFFSET $2";
            let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            let rows = transaction.query(sql, &[whole(size).into(), whole(before(count(0))).into()])?;
            let broken = rows.iter().map(read).collect::<Result<Vec<Glass>, StoreError>>()?;
            record.patients.extend(broken.iter().map(|own| own.patient.clone()));
            Ok(Ok(GlassPart { total: count(0), waiting: count(0) - count(1), broken }))
        })
    }

    /// Writes down what the review of a broken glass found; once.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role may not, or none of this id waits; [`StoreError::NoReason`] without a finding.
    pub fn review_glass(&self, viewer: &Viewer, id: &str, finding: &str, now: Timestamp) -> Result<(), StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReviewBreakGlass, Relation::None, None) {
            return self.refuse(viewer, "broken-glass", denial, now);
        }
        if finding.trim().is_empty() {
            return Err(StoreError::NoReason);
        }
        let record = Record::of(&viewer.in_course(), now, "write", "broken-glass");
        self.recorded(&record, |transaction, record| {
            let sql = "UPDATE broken_glass SET reviewer = $1, finding = $2 WHERE id = $3 AND reviewer IS NULL";
            let values = [viewer.staff().id.as_str().into(), finding.trim().into(), id.into()];
            if transaction.execute(sql, &values)? == 1 {
                return Ok(Ok(()));
            }
            "refused".clone_into(&mut record.action);
            record.outcome = vec![Denial::State.code().to_owned()];
            Ok(Err(StoreError::Denied(Denial::State)))
        })
    }
}

fn read(row: &Row) -> Result<Glass, StoreError> {
    let unreadable = || StoreError::Register("broken glass");
    let staff = |column| StaffId::new(row.text(column)).map_err(|_| unreadable());
    let at = |column| Timestamp::from_second(row.whole(column)).map_err(|_| unreadable());
    let given = |column| !row.text(column).is_empty();
    Ok(Glass {
        id: row.text(0).to_owned(),
        account: staff(1)?,
        unit: row.text(2).to_owned(),
        patient: PatientId::new(row.text(3)).map_err(|_| unreadable())?,
        reason: row.text(4).to_owned(),
        since: at(5)?,
        until: at(6)?,
        reviewer: given(7).then(|| staff(7)).transpose()?,
        finding: given(8).then(|| row.text(8).to_owned()),
    })
}
