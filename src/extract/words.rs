//! Tokens as they stand in features.

use crate::model::{Kind, Span};
use crate::text::{Tag, Token};

use super::Scene;
use super::linear::Atom;
use super::story::Story;

/// What stands where a text has no further token.
pub const EDGE: Atom<'static> = Atom::new("<>");

/// A token made ready for features.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// The word; the class of a number, a time, a proper name other than a place, or anything longer
    /// than a word should be: what is learned is the language, not who was in the news.
    pub word: Atom<'a>,
    /// Its part of speech.
    pub tag: Atom<'static>,
    /// Its last character, which tells rates, sums and places.
    pub ending: Atom<'a>,
    /// Its last two characters, with that of the word before where it has but one.
    pub ending2: Atom<'a>,
    /// The clause of its scene, counted from 0.
    pub clause: u16,
    /// How many numbers stand before it in its scene.
    pub numbers: u16,
}

impl Word<'static> {
    /// The word beyond either end of a scene.
    pub const BEYOND: Word<'static> =
        Word { word: EDGE, tag: EDGE, ending: EDGE, ending2: EDGE, clause: 0, numbers: 0 };
}

/// Characters of the longest word that is a clue by itself.
const LONGEST_WORD: usize = 8;

/// The tokens of a scene.
pub fn words<'a>(scene: &Scene<'a>) -> Vec<Word<'a>> {
    let mut clause = 0;
    let mut numbers = 0;
    let mut out = Vec::with_capacity(scene.tokens.len());
    for token in &scene.tokens {
        while scene.clauses.get(clause).is_some_and(|c| c.end <= token.span.start) && clause + 1 < scene.clauses.len() {
            clause += 1;
        }
        let text = scene.view.norm(token.span);
        let tag = Atom::tag(token.tag);
        let from = token.span.end.saturating_sub(2).max(scene.sentence.span.start);
        let ending2 = if by_class(token) { tag } else { Atom::new(scene.view.norm(Span::new(from, token.span.end))) };
        let word = if by_class(token) { tag } else { Atom::hashed(text, token.hash) };
        out.push(Word { word, tag, ending: ending(text), ending2, clause: clause as u16, numbers });
        numbers += u16::from(token.tag == Tag::Number);
    }
    out
}

fn by_class(token: &Token) -> bool {
    match token.tag {
        Tag::Person | Tag::Organisation | Tag::Name | Tag::Number | Tag::Period => true,
        Tag::Latin => token.span.len() > 4,
        _ => token.span.len() > LONGEST_WORD,
    }
}

/// The word of a token, as [`Word::word`].
pub fn atom<'s>(story: &'s Story<'_>, token: &Token) -> Atom<'s> {
    if by_class(token) { Atom::tag(token.tag) } else { Atom::hashed(story.word(token), token.hash) }
}

/// The word at a place; [`EDGE`] where there is none.
pub fn word_at<'s>(story: &'s Story<'_>, tokens: &'s [Token], at: Option<usize>) -> Atom<'s> {
    at.and_then(|i| tokens.get(i)).map_or(EDGE, |t| atom(story, t))
}

/// The last character of a word.
pub fn ending(word: &str) -> Atom<'_> {
    let start = word.char_indices().next_back().map_or(0, |(i, _)| i);
    Atom::new(&word[start..])
}

/// The name of a kind in features.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Percent => "percent",
        Kind::Point => "point",
        Kind::Fraction => "fraction",
        Kind::Multiple => "multiple",
        Kind::Count => "count",
        Kind::Money => "money",
        Kind::Measure => "measure",
        Kind::Duration => "duration",
        Kind::Rank => "rank",
        Kind::Score => "score",
        Kind::Age => "age",
        Kind::Ratio => "ratio",
    }
}
