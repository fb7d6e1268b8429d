//! The batch job: many documents, several threads, results in the order of the input.

mod basis;
mod between;
mod job;
mod ordered;
mod stages;
mod twice;
mod versions;

pub use basis::basis;
pub use between::between;
pub use job::{Outcome, Readers, Step, guarded, read};
pub use ordered::ordered;
pub use stages::{Stage, Stages};
pub use versions::versions;
