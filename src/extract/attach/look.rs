//! The clues of a phrase by itself, whatever the number: those of its last word, of its first word, and of the whole.

use crate::extract::linear::{Atom, Sink};
use crate::extract::phrases::Phrase;
use crate::extract::story::{Chunk, Story};
use crate::extract::words::Word;
use crate::text::Tag;

use super::clue;

/// A word of a scene; [`Word::BEYOND`] where there is none.
#[inline]
pub fn word<'s>(words: &'s [Word<'s>], at: Option<usize>) -> &'s Word<'s> {
    at.and_then(|i| words.get(i)).unwrap_or(&Word::BEYOND)
}

/// The words at the edges of a phrase and next to it.
pub struct Edges<'s> {
    pub before: &'s Word<'s>,
    pub first: &'s Word<'s>,
    pub last: &'s Word<'s>,
    pub after: &'s Word<'s>,
}

impl<'s> Edges<'s> {
    /// Of a chunk.
    #[inline]
    pub fn new(story: &'s Story<'s>, chunk: Chunk) -> Self {
        let words: &'s [Word<'s>] = story.words(chunk.scene as usize);
        let (first, end) = (chunk.first as usize, chunk.end as usize);
        Edges {
            before: word(words, first.checked_sub(1)),
            first: word(words, Some(first)),
            last: word(words, end.checked_sub(1)),
            after: word(words, Some(end)),
        }
    }
}

/// Whether a part of speech stands in a phrase.
#[inline]
pub fn holds(phrase: &Phrase, tag: Tag) -> Atom<'static> {
    Atom::flag(phrase.tags >> tag as u32 & 1 == 1)
}

/// All clues of a phrase by itself.
pub fn clues(story: &Story<'_>, phrase: &Phrase, out: &mut impl Sink) {
    let words = story.words(phrase.chunk.scene as usize);
    last_clues(words, (phrase.chunk.end as usize).saturating_sub(1), out);
    first_clues(words, phrase.chunk.first as usize, out);
    whole_clues(story, phrase, out);
}

/// What the last word says.
#[inline(always)]
pub fn last_clues<'s>(words: &'s [Word<'s>], at: usize, out: &mut impl Sink) {
    let (last, next) = (word(words, Some(at)), word(words, Some(at + 1)));
    clue!(out, "head", last.word);
    clue!(out, "ending", last.ending);
    clue!(out, "next", next.word);
    clue!(out, "head.next", last.tag, next.tag);
    clue!(out, "ending2", last.ending2);
}

/// What the first word says.
#[inline(always)]
pub fn first_clues<'s>(words: &'s [Word<'s>], at: usize, out: &mut impl Sink) {
    let (first, before) = (word(words, Some(at)), word(words, at.checked_sub(1)));
    clue!(out, "start", first.word);
    clue!(out, "start.tag", first.tag);
    clue!(out, "prev", before.word);
    clue!(out, "prev.start", before.tag, first.tag);
    clue!(out, "prev.start.word", before.word, first.tag);
    clue!(out, "prev.tag.start", before.tag, first.word);
    clue!(out, "prev2", word(words, at.checked_sub(2)).word, before.word);
}

/// What only the whole says.
#[inline(always)]
pub fn whole_clues(story: &Story<'_>, phrase: &Phrase, out: &mut impl Sink) {
    let chunk = phrase.chunk;
    let e = Edges::new(story, chunk);
    let words = story.words(chunk.scene as usize).get(chunk.first as usize..chunk.end as usize).unwrap_or(&[]);
    let length = Atom::small(words.len());
    clue!(out, "length.tags", length, e.first.tag, e.last.tag);
    let holds = |tag| holds(phrase, tag);
    clue!(out, "holds", holds(Tag::De), holds(Tag::Verb), holds(Tag::Punctuation), holds(Tag::Period));
    clue!(out, "edges", e.before.tag, e.first.tag, e.last.tag, e.after.tag);
    for inner in words.iter().take(words.len().saturating_sub(1)).skip(1) {
        clue!(out, "inside", inner.word);
    }
}
