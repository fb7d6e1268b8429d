//! The batch job: many documents, several threads, results in the order of the input.

mod ordered;

pub use ordered::ordered;
