//! Claims and findings in the formats of other tools.

pub mod annotation;
pub mod claim_review;
#[cfg(feature = "arrow")]
pub mod columns;
pub mod comments;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod rows;
pub mod sarif;
