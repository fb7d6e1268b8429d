//! The batch job: many documents, several threads, results in the order of the input.

mod between;
mod job;
mod ordered;
mod versions;

pub use between::between;
pub use job::{Outcome, Readers, Step, guarded, read};
pub use ordered::ordered;
pub use versions::versions;
