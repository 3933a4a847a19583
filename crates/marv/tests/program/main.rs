//! The program as a user meets it. One binary, because each links the whole program's libraries.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod analyse;
mod annotate;
mod audit;
mod calling;
mod capacity;
mod command_line;
mod compare;
mod copy_number;
mod cram;
mod demo;
mod demo_report;
mod demonstration;
mod findings;
mod findings_schema;
mod fitness;
mod follow_up;
mod full_disk;
mod house;
mod import;
mod interpret;
mod karyotype;
mod made;
mod outcomes;
mod placed_alike;
mod proof;
mod report;
mod risk;
mod scatter;
mod serve;
mod structural;
mod tandem;
mod truth;
mod walk;
mod work;
mod yearly;
