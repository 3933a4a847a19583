//! What binds a viewer to a course, and so what the policy lets through.

use clinic::course::{Command, Course, Target};
use clinic::mdt::Conclusion;
use clinic::order::Order;
use clinic::staff::Role;

use super::Viewer;
use super::policy::{Action, Denial, Relation, permits};

/// What the store knows of a viewer and a patient besides the orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The viewer's unit treats the patient.
    pub treats: bool,
    /// The viewer broke the glass, and it has not closed yet.
    pub broke_glass: bool,
}

/// An order as far as relations ask: from a course, or from a row of a worklist.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound<'o> {
    /// The requesting unit.
    pub unit: &'o str,
    /// The sequencing site.
    pub site: Option<&'o str>,
    /// The patient was referred to the phase-1 unit on its report.
    pub referred: bool,
}

impl<'o> From<&'o Order> for Bound<'o> {
    fn from(order: &'o Order) -> Self {
        let referred = order.decision.as_ref().is_some_and(|own| own.conclusion == Conclusion::ReferredToPhaseOne);
        Self { unit: &order.submission.unit, site: order.submission.site.as_deref(), referred }
    }
}

impl Viewer {
    /// Every relation to an order, or to the patient where there is none.
    pub(crate) fn relations(&self, order: Option<Bound<'_>>, standing: Standing) -> Vec<Relation> {
        let own = self.units().get(&self.staff().unit);
        let (requests, receives, in_region, referred) = match order {
            None => (standing.treats, false, false, false),
            Some(order) => {
                let region = self.units().get(order.unit).and_then(|unit| unit.region);
                let requests = order.unit == self.staff().unit;
                let receives = own.is_some_and(|own| own.site.is_some() && own.site.as_deref() == order.site);
                let in_region = own.is_some_and(|own| own.region.is_some() && own.region == region);
                (requests, receives, in_region, order.referred && self.role() == Role::PhaseOneUnit)
            }
        };
        let interprets = in_region && own.is_some_and(|own| own.interprets);
        let all = [
            (Relation::Requesting, requests),
            (Relation::Receiving, receives),
            (Relation::Interpreting, interprets),
            (Relation::SameRegion, in_region),
            (Relation::Referred, referred),
            (Relation::None, true),
            (Relation::BreakGlass, standing.broke_glass),
        ];
        all.into_iter().filter_map(|(relation, holds)| holds.then_some(relation)).collect()
    }

    /// Whether the viewer may do something to an order, or to what is the patient's: by any relation.
    ///
    /// # Errors
    /// See [`Denial`].
    pub fn may(&self, action: Action, order: Option<&Order>, standing: Standing) -> Result<(), Denial> {
        let state = order.map(|own| own.state);
        let tried = self.relations(order.map(Bound::from), standing).into_iter();
        let tried = tried.map(|relation| permits(self.role(), action, relation, state));
        any(tried)
    }

    /// Whether the viewer may do something to any part of a course.
    ///
    /// # Errors
    /// See [`Denial`].
    pub fn may_in(&self, action: Action, course: &Course, standing: Standing) -> Result<(), Denial> {
        let parts = std::iter::once(None).chain(course.orders.iter().map(Some));
        let tried = parts.map(|part| self.may(action, part, standing));
        any(tried)
    }

    /// The course as it is shown to the viewer: orders that the policy shows, and their specimens. What is not shown is as if it were
    /// not there.
    #[must_use]
    pub fn shown(&self, mut course: Course, standing: Standing) -> Course {
        course.orders.retain(|order| self.may(Action::ReadCourse, Some(order), standing).is_ok());
        let orders: Vec<_> = course.orders.iter().map(|order| order.id.clone()).collect();
        course.specimens.retain(|specimen| orders.contains(&specimen.order));
        // A referral that was not granted is the patient's, and no order's.
        if self.may(Action::ReadCourse, None, standing).is_err() {
            course.refused.clear();
        }
        course
    }

    /// Whether the viewer may do what a command wants. An order that is not shown is answered as one that is not there: by the refusal
    /// that says so, to whoever may do such things to another order of the course.
    ///
    /// # Errors
    /// See [`Denial`].
    pub(crate) fn may_do(&self, command: &Command, course: &Course, standing: Standing) -> Result<(), Denial> {
        let action = Action::Do(command.kind());
        match command.target() {
            Target::Patient => self.may(action, None, standing),
            _ => match order(command, course).filter(|_| !self.is_hidden(command, course, standing)) {
                Some(order) => self.may(action, Some(order), standing),
                None => self.may_in(action, course, standing),
            },
        }
    }

    /// Whether a command is about an order that is there and is not shown to the viewer.
    pub(crate) fn is_hidden(&self, command: &Command, course: &Course, standing: Standing) -> bool {
        order(command, course).is_some_and(|own| self.may(Action::ReadCourse, Some(own), standing).is_err())
    }
}

/// The order that a command is about.
fn order<'c>(command: &Command, course: &'c Course) -> Option<&'c Order> {
    match command.target() {
        Target::Patient => None,
        Target::Order(id) => course.order(id),
        Target::Specimen(id) => course.specimen(id).and_then(|own| course.order(&own.order)),
    }
}

/// Permitted when any of them is; of what stands against it, what came furthest is told.
fn any(tried: impl Iterator<Item = Result<(), Denial>>) -> Result<(), Denial> {
    let furthest = |best: Result<(), Denial>, next: Result<(), Denial>| match (best, next) {
        (Err(one), Err(other)) => Err(one.max(other)),
        _ => Ok(()),
    };
    tried.reduce(furthest).unwrap_or(Err(Denial::Relation))
}
