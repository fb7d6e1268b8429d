//! Claims and findings in the formats of other tools.

pub mod sarif;
