//! The text as the program sees it: a normalised view whose offsets are those of the original,
//! sentences and clauses. The only room that does offset arithmetic.

mod charset;
mod line;
mod normal;
mod sentence;
mod tokens;
mod trie;
mod view;

pub use charset::CharSet;
pub use line::{Line, Slot};
pub use normal::normal;
pub use sentence::{Sentence, clauses, sentences};
pub use tokens::{Fixed, Segmenter, Tag, Token, word_hash};
pub use trie::Trie;
pub use view::View;
