//! The yearly indicators of Annex D: numerator, denominator, time rule, and what is missing.
//!
//! The patient is the unit. A year's patients are those of whom a report was signed in it, each with the first of the year. An indicator that is a share puts each of them into one
//! of four: yes, no, not recorded, or not due yet because its window has not passed on the day of the data freeze. A share is that of
//! yes among yes and no, with its interval; what is not recorded is a figure of its own, and the share that would be if all of
//! them were no, or all yes, stands beside it. Missing is never no.

mod activity;
mod case;
mod course;
mod equity;
mod extract;
mod indicator;
mod members;
mod missing;
mod progress;
mod publication;
mod published_activity;
mod published_table;
mod quality;
mod quality_database;
mod table;
mod turnaround;
mod volume;
mod year;

pub use activity::{Activity, Part, activity};
pub use case::{Case, Kind, Report, Response, Treatment};
pub use course::{Setting, cases_of, refused_case};
pub use equity::{Answered, Denominators, Rate, RegionDenominator};
pub use extract::{COLUMNS, Column, ExtractFault, read, write};
pub use indicator::{Answer, INDICATORS, Indicator};
pub use members::{Member, members};
pub use missing::{MISSING_RULES, MissingRule};
pub use progress::{Progress, REFUSED_AS, Refused, RefusedAs, end_of};
pub use publication::{ANSWERS, Audience, PublishedYear, READ_AT, Reading, publish};
pub use published_activity::{BECAME, KEPT, PublishedClock, PublishedVolume, Referrals};
pub use published_table::{NotPublished, PublishedFigure, PublishedLine, PublishedTable, earlier};
pub use quality::{MINUTES_AT_MOST, Quality};
pub use quality_database::{ExchangeFault, Field, FieldMap, Filled, Statement, export, fill, statements};
pub use table::{Definitions, activity_table, table};
pub use turnaround::{Ageing, Times, Turnaround, quantile};
pub use volume::{BOTH, KINDS, Planned, PlannedUnits, Volume, planned, planned_units};
pub use year::{Cell, End, Stratum, Survival, Tally, Year, year};
