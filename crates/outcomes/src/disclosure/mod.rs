//! What of a year's counts may be published (DER-24: counts of 1 to 4 are hidden, and so is what would give them away).
//!
//! Nothing is blurred: what is published is exact. What may not be told alone is told together with its neighbours, as a sum that is
//! no small count itself. Three steps, each a few lines that can be proved:
//!
//! 1. *Answers.* The answers of a question ([`classes`]) are joined until nobody of the whole country belongs to a small class. All
//!    strata have the same classes.
//! 2. *Rows.* Regions (routes, disease groups) with few patients are joined ([`Partition`]), once for all questions that are asked of
//!    the same patients: otherwise two tables would give a row away by their difference.
//! 3. *Cells.* Of the rows in which an answer is small only the number of patients is told, and their answers together ([`Question`]);
//!    another row joins them if they are alone or their sums are small.
//!
//! METHOD: let some rows have totals nᵢ and let their answers be known as sums sⱼ alone. Counts with these margins exist in which any one
//! cell has min(nᵢ, sⱼ), and with 0 or what the other rows cannot hold at its least: a table of given margins can be filled greedily
//! from any corner. So whoever knows all that is published cannot tell a cell of 1 to 4: with nᵢ ≥ 5 and sⱼ ≥ 5 it may as well be five or more.
//! Joined rows have totals of which each member may be five or more while each other is at least one. A question asked of those who gave
//! one answer ([`Partition::of_answer`]) keeps the rows of the question before it. Years have no patient in common, and a year is published once.
//!
//! Not covered: what somebody knows who was not published to (a patient's own case), and what follows from knowing how these steps choose.
//!
//! Source: DER-24; Willenborg and de Waal, Elements of Statistical Disclosure Control (2001), chapters 1 and 6, for the terms.

mod partition;
mod question;
mod reading;

pub use partition::{Part, Partition};
pub use question::{Counts, Published, Question, Row, classes};
pub use reading::safe_days;

/// Counts from 1 to below this are not published.
pub const SMALLEST_PUBLISHED: u32 = 5;

/// Whether a count may not stand alone. Nobody is no small count.
#[must_use]
pub fn is_small(count: u32, smallest: u32) -> bool {
    count > 0 && count < smallest
}
