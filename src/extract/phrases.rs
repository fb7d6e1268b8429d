//! The runs of tokens that may name a thing or a measure.

use crate::rules::{AttributionLexicon, Saying};
use crate::text::{Tag, Token};

use super::story::{Chunk, Story};

/// Longest phrase, in tokens.
const LONGEST: usize = 10;

/// A run of tokens that may name a thing or a measure.
#[derive(Debug, Clone, Copy)]
pub struct Phrase {
    /// Its tokens.
    pub chunk: Chunk,
    /// Hash of its words, equal for equal words.
    pub hash: u64,
    /// Hash of its last word.
    pub head: u64,
    /// The parts of speech in it, one bit each.
    pub tags: u32,
}

/// The phrases of each scene, found once, in order of their first and then of their last token.
#[derive(Debug, Default)]
pub struct Phrases {
    scenes: Vec<Vec<Phrase>>,
}

impl Phrases {
    /// Finds the phrases of all scenes.
    pub fn new(story: &Story<'_>, words: &AttributionLexicon) -> Self {
        Phrases { scenes: (0..story.scenes.len()).map(|scene| find(story, words, scene)).collect() }
    }

    /// The phrases of a scene.
    pub fn of(&self, scene: usize) -> &[Phrase] {
        self.scenes.get(scene).map_or(&[], Vec::as_slice)
    }
}

/// A phrase made of given tokens.
pub fn phrase(story: &Story<'_>, chunk: Chunk) -> Phrase {
    let mut out = Phrase { chunk, hash: 1, head: 0, tags: 0 };
    story.tokens(chunk).iter().for_each(|t| out.extend(t));
    out
}

impl Phrase {
    fn extend(&mut self, token: &Token) {
        self.hash = (self.hash.rotate_left(7) ^ token.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.head = token.hash;
        self.tags |= 1 << token.tag as u32;
    }
}

/// How a token may take part in a phrase.
#[derive(Clone, Copy)]
struct Part {
    begins: bool,
    ends: bool,
    /// No phrase crosses it.
    bars: bool,
    /// 1 opens a bracket, -1 closes one.
    depth: i8,
}

/// All phrases of a scene: they begin and end with fitting words and cross no comma and no number.
fn find(story: &Story<'_>, words: &AttributionLexicon, scene: usize) -> Vec<Phrase> {
    let Some(tokens) = story.scenes.get(scene).map(|s| s.tokens.as_slice()) else { return Vec::new() };
    let parts: Vec<Part> = (0..tokens.len()).map(|n| part(story, &tokens[n..])).collect();
    let mut out = Vec::with_capacity(tokens.len() * 4);
    for first in 0..tokens.len() {
        if !parts[first].begins {
            continue;
        }
        let mut depth = 0;
        let chunk = Chunk { scene: scene as u32, first: first as u32, end: first as u32 };
        let mut phrase = Phrase { chunk, hash: 1, head: 0, tags: 0 };
        for (token, part) in tokens[first..].iter().zip(&parts[first..]).take(LONGEST) {
            depth += part.depth;
            // 某机构|按|论文的作者: what is after 按 belongs to the verb, not to the name before.
            let goes_on =
                token.tag == Tag::Preposition && words.saying(token.hash) == Some(Saying::By) && phrase.tags != 0;
            if part.bars || depth < 0 || goes_on {
                break;
            }
            phrase.extend(token);
            phrase.chunk.end += 1;
            if depth == 0 && part.ends {
                out.push(phrase);
            }
        }
    }
    out
}

fn part(story: &Story<'_>, tokens: &[Token]) -> Part {
    let Some(token) = tokens.first() else { return Part { begins: false, ends: false, bars: true, depth: 0 } };
    match token.tag {
        Tag::Number => Part { begins: false, ends: false, bars: true, depth: 0 },
        Tag::Punctuation => match story.word(token).chars().next() {
            Some('“' | '‘' | '《' | '「' | '『' | '【' | '〈') => {
                Part { begins: true, ends: false, bars: false, depth: 1 }
            }
            Some('(') => Part { begins: false, ends: false, bars: false, depth: 1 },
            Some('"') => Part { begins: true, ends: false, bars: false, depth: 1 },
            Some('”' | '’' | '》' | '」' | '』' | ')' | '】' | '〉') => {
                Part { begins: false, ends: true, bars: false, depth: -1 }
            }
            Some('·' | '、' | '-' | '/' | '—' | '&' | '.' | '～' | '~' | '+') => {
                Part { begins: false, ends: false, bars: false, depth: 0 }
            }
            _ => Part { begins: false, ends: false, bars: true, depth: 0 },
        },
        tag => {
            let weak = matches!(tag, Tag::De | Tag::Particle | Tag::Mood | Tag::Conjunction);
            let ends = !weak && !matches!(tag, Tag::Preposition | Tag::Adverb) && !runs_on(tokens);
            Part { begins: !weak, ends, bars: false, depth: 0 }
        }
    }
}

/// Whether a modifier is cut off from its noun by a Latin word: 顶尖|AI|研究者 is one phrase, 中国|GDP|增长 is not.
fn runs_on(tokens: &[Token]) -> bool {
    let [modifier, latin, noun, ..] = tokens else { return false };
    matches!(modifier.tag, Tag::Noun | Tag::Adjective | Tag::NominalAdjective | Tag::Distinguishing | Tag::Idiom)
        && latin.tag == Tag::Latin
        && noun.tag == Tag::Noun
        && modifier.span.end == latin.span.start
        && latin.span.end == noun.span.start
}
