//! The types that flow through every room: documents, quantities, periods, claims, records,
//! findings. Their serde form *is* the published JSON form, field by field;
//! no attribute here may need a self-describing format, since the store writes them with postcard.

mod claim;
mod correction;
mod document;
mod exact;
mod finding;
mod lang;
mod number;
mod period;
mod quantity;
mod record;
mod renaming;
mod review;
mod span;

pub use claim::{Claim, Direction, DocumentRef, EntityMention, Field, Mention, MetricMention, Modality, Passage, Role};
pub use correction::{Correction, Stated};
pub use document::{Dating, Document, Origin};
pub use exact::Exact;
pub use finding::{Bounds, FieldSpan, Finding, Grade, Message, Repair, RepairReason, Verdict};
pub use lang::Lang;
pub use number::{Number, NumberError};
pub use period::Period;
pub use quantity::{Approx, BaseValue, Interval, Kind, Quantity, Reading};
pub use record::Record;
pub use renaming::{NameKind, Renaming};
pub use review::{Decision, FalseAlarm, Review, ReviewedArticle};
pub use span::Span;

/// Version of the JSON forms of claims and findings, written into each line as `schema`.
pub const SCHEMA: u32 = 1;
