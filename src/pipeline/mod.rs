//! The batch job: many documents, several threads, results in the order of the input.

mod basis;
mod between;
mod copies;
mod job;
mod ordered;
mod stages;
mod twice;
mod versions;
mod window;

pub use basis::basis;
pub use between::between;
pub use copies::Copies;
pub use job::{Outcome, Readers, Step, guarded, read};
pub use ordered::ordered;
pub use stages::{Stage, Stages};
pub use versions::versions;
pub use window::{MOST, Window, bucket};
