//! How many patients can be handled within the promised days.
//!
//! A year is simulated event by event: patients are referred, an MDT meets on its days, specimens arrive when they arrive, runs start on
//! their weekdays with what fits, computers and people take their time, and people go home at four. Everybody's milestones are then
//! judged by the guideline's own clocks, with the code that judges real orders.
//!
//! What happens to a patient by chance (the day of referral, how long a culture grows, how hard the case is to read) is drawn when the
//! patient is referred, from a sequence of its own: one more interpreter changes the waiting and nothing else, so two scenarios differ by
//! what was changed and not by luck.
//!
//! The method: Law, Simulation Modeling and Analysis, 5th edition, chapters 1 (next-event time advance) and 11 (common random numbers).

mod agenda;
mod calendar;
mod course;
mod fault;
mod forecast;
mod history;
mod outlook;
mod picture;
mod scenario;
mod station;

pub use calendar::{Calendar, holidays};
pub use course::{Journey, Places, Run, simulate};
pub use fault::Fault;
pub use forecast::{ClockForecast, Forecast, Promise, StageShare, StationForecast, forecast};
pub use history::{Calibrated, Estimated, FEWEST, NoHistory, Taken, calibrate};
pub use outlook::Outlook;
pub use picture::picture;
pub use scenario::{Duration, Group, Hours, People, Scenario, Sequencing, Specimens, Weekday};
pub use station::{Station, Tally};

/// Seconds since the first midnight of a simulation.
pub type Seconds = i64;

/// Seconds of a day of 24 hours.
pub const DAY: Seconds = 86_400;
