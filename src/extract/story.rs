//! A text as a run of scenes: the sentences with numbers, and those that may name what the numbers are about.

use crate::model::Span;
use crate::quantity::Scan;
use crate::rules::Rules;
use crate::text::{Sentence, Tag, Token, View};

use super::Scene;
use super::candidates::Target;
use super::words::{self, Word};

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
    /// For each scene its tokens as they stand in features.
    words: Vec<Vec<Word<'a>>>,
    sentences: &'a [Sentence],
    frequency: Frequency,
}

impl<'a> Story<'a> {
    /// Segments the sentences that matter.
    pub fn new(view: &'a View<'a>, scan: &'a Scan, sentences: &'a [Sentence], rules: &Rules) -> Self {
        let mut counted = Vec::with_capacity(sentences.len());
        let mut numbers = scan.numbers.iter().filter(|n| n.rejected.is_none()).peekable();
        for sentence in sentences {
            let mut any = false;
            while numbers.next_if(|n| n.quantity.start < sentence.span.end).is_some() {
                any = true;
            }
            counted.push(any);
        }
        let mut story = Story {
            view,
            scan,
            scenes: Vec::new(),
            counted: Vec::new(),
            words: Vec::new(),
            sentences,
            frequency: Frequency::default(),
        };
        if !counted.contains(&true) {
            return story;
        }
        for (n, &sentence) in sentences.iter().enumerate() {
            let here = counted.get(n) == Some(&true);
            let text = view.norm(sentence.span);
            // Who signs in brackets, (新华社), may be a source too.
            let told = text.starts_with('(') || rules.attribution.speaks(text);
            if here || n == 0 || counted.get(n + 1) == Some(&true) || told {
                let scene = Scene::new(view, scan, sentence, &rules.segmenter);
                story.words.push(words::words(&scene));
                scene.tokens.iter().for_each(|t| story.frequency.meet(t, n == 0));
                story.scenes.push(scene);
                story.counted.push(here);
            }
        }
        story
    }

    /// The clause of a token, counted from 0 within its scene.
    pub fn clause_of(&self, scene: usize, token: usize) -> usize {
        self.words(scene).get(token).map_or(0, |w| w.clause as usize)
    }

    /// About how often a word stands in the scenes, and whether in the first of them.
    pub fn frequency(&self, word: u64) -> (u8, bool) {
        self.frequency.of(word)
    }

    /// The tokens of a scene as they stand in features, aligned with [`Scene::tokens`].
    pub fn words(&self, scene: usize) -> &[Word<'a>] {
        self.words.get(scene).map_or(&[], Vec::as_slice)
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

/// About how often words stand in a text: counted by a few bits of their hash, two words seldom fall together.
#[derive(Debug)]
struct Frequency(Vec<u8>);

const COUNTED: usize = 4096;
/// Marks the words of the first scene.
const LEAD: u8 = 0x80;

impl Default for Frequency {
    fn default() -> Self {
        Frequency(vec![0; COUNTED])
    }
}

impl Frequency {
    fn meet(&mut self, token: &Token, lead: bool) {
        if !matches!(token.tag, Tag::Punctuation | Tag::Number | Tag::Period) {
            let slot = &mut self.0[(token.hash >> 8) as usize % COUNTED];
            *slot = ((*slot & !LEAD) + 1).min(LEAD - 1) | (*slot & LEAD) | if lead { LEAD } else { 0 };
        }
    }

    fn of(&self, word: u64) -> (u8, bool) {
        let slot = self.0[(word >> 8) as usize % COUNTED];
        (slot & !LEAD, slot & LEAD != 0)
    }
}
