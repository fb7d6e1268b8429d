//! The editor's desk: what a newsroom sets (`heshu.toml`), which checks it wants, what it decided about findings
//! (the baseline), and what a new draft changed.

mod baseline;
mod draft;
mod selection;
mod settings;
mod template;

pub use baseline::{Baseline, Dismissal, Met, Status};
pub use draft::{Changes, Draft, Followed, changes, pair};
pub use selection::{Layer, Selection, Unknown};
pub use settings::{At, Limit, NAME, Settings, find};
pub use template::{percent, template};
