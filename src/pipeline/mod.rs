//! The batch job: many documents, several threads, results in the order of the input.

mod job;
mod ordered;

pub use job::{Outcome, Readers, Step};
pub use ordered::ordered;
