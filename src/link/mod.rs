//! Claims ↔ records of source tables, claims ↔ claims of other articles. Pure.

mod candidate;
mod derive;
mod fact;
mod index;
mod letters;
mod list;
mod metric;
mod order;
mod period;
mod reading;
mod series;
mod wording;
pub use candidate::{Candidate, Missing, Operation, Trust};
pub use fact::{Fact, FactReader, FactSentence, Likeness};
pub use index::Index;
pub use order::Ordering;
pub use period::is_moment;
pub use series::{Gathering, Moment, Said, Series, Topic, Value, Wanted};

use crate::extract::Extraction;
use crate::model::{Claim, Document};

use reading::Page;

/// What the tables say of one document.
pub struct Links<'a> {
    /// Numbers whose metric a table knows, with the cells or the reason why there are none.
    pub numbers: Vec<(&'a Claim, Result<Vec<Candidate<'a>>, Missing>)>,
    /// Comparisons without a number.
    pub orderings: Vec<Ordering<'a>>,
}

/// Looks up every number of a document.
pub fn links<'a>(index: &'a Index, document: &'a Document, extraction: &'a Extraction) -> Links<'a> {
    let mut out = Links { numbers: Vec::new(), orderings: Vec::new() };
    if index.is_empty() {
        return out;
    }
    for page in Page::of(document, extraction) {
        for reading in page.readings(index) {
            for words in wording::wordings(&reading) {
                let found = candidate::candidates(index, &words, page.words(words.front));
                out.numbers.push((words.claim, found));
            }
            out.orderings.extend(order::orderings(index, &page, &reading));
        }
    }
    out
}
