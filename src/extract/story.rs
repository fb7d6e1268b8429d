//! A text as a run of scenes: the sentences with numbers, and those that may name what the numbers are about.

use crate::model::Span;
use crate::quantity::Scan;
use crate::rules::AttributionLexicon;
use crate::text::{Sentence, Tag, Token, View};

use super::Scene;
use super::candidates::Target;

/// A run of tokens of one scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chunk {
    /// Place of the scene in [`Story::scenes`].
    pub scene: u32,
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
}

/// The scenes of a text in order.
pub struct Story<'a> {
    /// The text.
    pub view: &'a View<'a>,
    /// Its numbers and times.
    pub scan: &'a Scan,
    /// Sentences with a number, the one before each, and the first of the text.
    pub scenes: Vec<Scene<'a>>,
    /// For each scene, whether a number that may be a claim stands in it.
    pub counted: Vec<bool>,
    clause_of: Vec<Vec<u16>>,
    sentences: &'a [Sentence],
}

impl<'a> Story<'a> {
    /// Segments the sentences that matter.
    pub fn new(view: &'a View<'a>, scan: &'a Scan, sentences: &'a [Sentence], words: &AttributionLexicon) -> Self {
        let mut counted = Vec::with_capacity(sentences.len());
        let mut numbers = scan.numbers.iter().filter(|n| n.rejected.is_none()).peekable();
        for sentence in sentences {
            let mut any = false;
            while numbers.next_if(|n| n.quantity.start < sentence.span.end).is_some() {
                any = true;
            }
            counted.push(any);
        }
        let mut story = Story { view, scan, scenes: Vec::new(), counted: Vec::new(), clause_of: Vec::new(), sentences };
        if !counted.contains(&true) {
            return story;
        }
        for (n, &sentence) in sentences.iter().enumerate() {
            let here = counted.get(n) == Some(&true);
            if here || n == 0 || counted.get(n + 1) == Some(&true) || words.speaks(view.norm(sentence.span)) {
                let scene = Scene::new(view, scan, sentence);
                story.clause_of.push(scene.tokens.iter().map(|t| scene.clause_at(t.span.start) as u16).collect());
                story.scenes.push(scene);
                story.counted.push(here);
            }
        }
        story
    }

    /// The clause of a token, counted from 0 within its scene.
    pub fn clause_of(&self, scene: usize, token: usize) -> usize {
        self.clause_of.get(scene).and_then(|c| c.get(token)).copied().unwrap_or(0) as usize
    }

    /// How many sentences begin after one place and up to another.
    pub fn sentences_between(&self, from: usize, to: usize) -> usize {
        let before = |at: usize| self.sentences.partition_point(|s| s.span.start <= at);
        before(to).saturating_sub(before(from))
    }

    /// Whether a place stands in the paragraph of a scene.
    pub fn same_paragraph(&self, at: usize, scene: usize) -> bool {
        let n = self.sentences.partition_point(|s| s.span.start <= at).saturating_sub(1);
        match (self.sentences.get(n), self.scenes.get(scene)) {
            (Some(a), Some(b)) => a.paragraph == b.sentence.paragraph,
            _ => false,
        }
    }

    /// The numbers that may be claims, in order.
    pub fn targets(&self) -> Vec<Target> {
        let mut out = Vec::new();
        for (scene, s) in self.scenes.iter().enumerate() {
            for (token, t) in s.tokens.iter().enumerate().filter(|(_, t)| t.tag == Tag::Number) {
                out.push(Target { scene, token, number: t.index as usize });
            }
        }
        out
    }

    /// The tokens of a chunk.
    pub fn tokens(&self, chunk: Chunk) -> &[Token] {
        self.scenes
            .get(chunk.scene as usize)
            .and_then(|s| s.tokens.get(chunk.first as usize..chunk.end as usize))
            .unwrap_or(&[])
    }

    /// Where a chunk stands.
    pub fn span(&self, chunk: Chunk) -> Span {
        match self.tokens(chunk) {
            [] => Span::new(0, 0),
            [only] => only.span,
            [first, .., last] => first.span.join(last.span),
        }
    }

    /// The normalised words of a chunk.
    pub fn text(&self, chunk: Chunk) -> &str {
        self.view.norm(self.span(chunk))
    }

    /// The normalised word of a token.
    pub fn word(&self, token: &Token) -> &str {
        self.view.norm(token.span)
    }
}

/// Longest candidate, in tokens.
pub const LONGEST: usize = 10;

/// All chunks of a scene that may name a thing or a measure: they begin and end with fitting words and
/// cross no comma and no number.
pub fn phrases(story: &Story<'_>, scene: usize) -> Vec<Chunk> {
    let Some(tokens) = story.scenes.get(scene).map(|s| s.tokens.as_slice()) else { return Vec::new() };
    let mut out = Vec::new();
    for first in 0..tokens.len() {
        if !may_begin(story, &tokens[first]) {
            continue;
        }
        let mut depth = 0i32;
        for (n, token) in tokens[first..].iter().take(LONGEST).enumerate() {
            match token.tag {
                Tag::Number => break,
                Tag::Punctuation => match story.word(token).chars().next() {
                    Some('“' | '‘' | '《' | '「' | '『' | '(' | '【' | '〈' | '"') => depth += 1,
                    Some('”' | '’' | '》' | '」' | '』' | ')' | '】' | '〉') => depth -= 1,
                    Some('·' | '、' | '-' | '/' | '—' | '&' | '.' | '～' | '~' | '+') => {}
                    _ => break,
                },
                _ => {}
            }
            if depth < 0 {
                break;
            }
            if depth == 0 && may_end(story, token) && !runs_on(&tokens[first + n..]) {
                out.push(Chunk { scene: scene as u32, first: first as u32, end: (first + n + 1) as u32 });
            }
        }
    }
    out
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

fn may_begin(story: &Story<'_>, token: &Token) -> bool {
    match token.tag {
        Tag::De | Tag::Particle | Tag::Mood | Tag::Number | Tag::Conjunction => false,
        Tag::Punctuation => {
            matches!(story.word(token).chars().next(), Some('“' | '‘' | '《' | '「' | '『' | '【' | '〈' | '"'))
        }
        _ => true,
    }
}

fn may_end(story: &Story<'_>, token: &Token) -> bool {
    match token.tag {
        Tag::De | Tag::Particle | Tag::Mood | Tag::Number | Tag::Conjunction | Tag::Preposition | Tag::Adverb => false,
        Tag::Punctuation => {
            matches!(story.word(token).chars().next(), Some('”' | '’' | '》' | '」' | '』' | ')' | '】' | '〉' | '"'))
        }
        _ => true,
    }
}
