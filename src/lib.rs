//! heshu 核数 reads Chinese news, finds every numeric claim, says what each one is about, links it
//! to source data, and says what does not add up.
//!
//! The rooms stand in `ARCHITECTURE.md`; a room imports only rooms below it. The way in:
//! [`rules::Rules`] is loaded once, [`extract::Extractor`] and [`check::Checker`] are built from it
//! once, and both are pure functions of a [`model::Document`] afterwards.

#![deny(missing_docs)]

pub mod check;
pub mod desk;
pub mod export;
pub mod extract;
pub mod ingest;
pub mod link;
pub mod model;
pub mod pipeline;
pub mod quantity;
pub mod report;
pub mod review;
pub mod rules;
pub mod store;
pub mod tables;
pub mod text;
