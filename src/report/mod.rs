//! Findings for people: on the terminal, in Chinese and English, in 80 columns.
//!
//! Everything here writes to a `String`, with ANSI styles; who prints it strips them where they do not belong.

mod dismissed;
mod draft;
mod excerpt;
mod facts;
mod finding;
mod layout;
mod plot;
mod reason;
mod sheet;
mod summary;

pub use crate::model::Lang;
pub use dismissed::{dismissal, dismissed, open, orphans};
pub use draft::{changes, changes_in_short};
pub use excerpt::place;
pub use facts::{facts, topic};
pub use finding::finding;
pub(crate) use finding::{bounds, looks, number};
pub use plot::plot;
pub(crate) use reason::words as reason;
pub use sheet::sheet;
pub(crate) use sheet::{about, ask, how};
pub use summary::{Job, brief, job, summary};
