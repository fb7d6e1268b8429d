//! What a number may be about: phrases of its own sentence, what earlier numbers were about, phrases of
//! the sentence before and of the first one, or nothing.

use crate::text::Tag;

use super::story::{Chunk, Story, phrases};

/// A number that is to be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Its scene.
    pub scene: usize,
    /// Its token.
    pub token: usize,
    /// Its place among the numbers of the text.
    pub number: usize,
}

/// Where a candidate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// No phrase at all.
    Nothing,
    /// The sentence of the number.
    Here,
    /// The subject of an earlier number, counted back over distinct ones from 0.
    Subject(u8),
    /// The metric of an earlier number.
    Metric(u8),
    /// The sentence before.
    Before,
    /// The first sentence of the text.
    Lead,
}

/// A candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Its words; None for [`Origin::Nothing`].
    pub chunk: Option<Chunk>,
    /// Where it was found.
    pub origin: Origin,
    /// Hash of its words.
    pub hash: u64,
    /// Place among the phrases of its scene, where it was taken from there.
    pub phrase: Option<u32>,
}

/// What an earlier number turned out to be about.
#[derive(Debug, Clone, Copy)]
pub struct Decided {
    /// The number.
    pub target: Target,
    /// Its subject.
    pub subject: Option<Chunk>,
    /// Its metric.
    pub metric: Option<Chunk>,
    /// Hash of the subject's words, 0 for none.
    pub subject_hash: u64,
    /// Hash of the metric's words, 0 for none.
    pub metric_hash: u64,
}

impl Decided {
    /// Records a decision.
    pub fn new(story: &Story<'_>, target: Target, subject: Option<Chunk>, metric: Option<Chunk>) -> Self {
        Decided {
            target,
            subject,
            metric,
            subject_hash: subject.map_or(0, |c| hash_of(story, c)),
            metric_hash: metric.map_or(0, |c| hash_of(story, c)),
        }
    }
}

/// The phrases of each scene, found once.
#[derive(Debug, Default)]
pub struct Phrases {
    scenes: Vec<Vec<(Chunk, u64)>>,
}

impl Phrases {
    /// Finds the phrases of all scenes.
    pub fn new(story: &Story<'_>) -> Self {
        let scenes = (0..story.scenes.len())
            .map(|s| phrases(story, s).into_iter().map(|c| (c, hash_of(story, c))).collect())
            .collect();
        Phrases { scenes }
    }

    /// The phrases of a scene with the hashes of their words.
    pub fn of(&self, scene: usize) -> &[(Chunk, u64)] {
        self.scenes.get(scene).map_or(&[], Vec::as_slice)
    }

    /// The candidates for one number, given what the numbers before it are about.
    pub fn candidates(&self, story: &Story<'_>, target: Target, past: &[Decided]) -> Vec<Candidate> {
        let mut out = vec![Candidate { chunk: None, origin: Origin::Nothing, hash: 0, phrase: None }];
        let here = self.scenes.get(target.scene).map_or(&[][..], Vec::as_slice);
        let near =
            |c: &Chunk| (c.first as usize + REACH_BACK >= target.token) && (c.end as usize <= target.token + REACH_ON);
        out.extend(here.iter().zip(0..).filter(|((c, _), _)| near(c)).map(|(&(chunk, hash), n)| Candidate {
            chunk: Some(chunk),
            origin: Origin::Here,
            hash,
            phrase: Some(n),
        }));
        let mut subjects: Vec<u64> = Vec::new();
        let mut metrics: Vec<u64> = Vec::new();
        for decided in past.iter().rev().take(24) {
            if let Some(chunk) = decided.subject
                && subjects.len() < 6
                && !subjects.contains(&decided.subject_hash)
            {
                if chunk.scene as usize != target.scene || !near(&chunk) {
                    let origin = Origin::Subject(subjects.len() as u8);
                    out.push(Candidate { chunk: Some(chunk), origin, hash: decided.subject_hash, phrase: None });
                }
                subjects.push(decided.subject_hash);
            }
            if let Some(chunk) = decided.metric
                && metrics.len() < 4
                && !metrics.contains(&decided.metric_hash)
            {
                if chunk.scene as usize != target.scene || !near(&chunk) {
                    let origin = Origin::Metric(metrics.len() as u8);
                    out.push(Candidate { chunk: Some(chunk), origin, hash: decided.metric_hash, phrase: None });
                }
                metrics.push(decided.metric_hash);
            }
        }
        let mut back = |scene: usize, origin: Origin| {
            for (&(chunk, hash), n) in self.of(scene).iter().zip(0..) {
                let tokens = story.tokens(chunk);
                let names = tokens.last().is_some_and(|t| is_nominal(t.tag));
                if names && tokens.len() <= 5 && !subjects.contains(&hash) {
                    out.push(Candidate { chunk: Some(chunk), origin, hash, phrase: Some(n) });
                }
            }
        };
        if target.scene > 0 {
            back(target.scene - 1, Origin::Before);
            if target.scene > 1 {
                back(0, Origin::Lead);
            }
        }
        out
    }
}

/// How many tokens before its number a phrase of the same sentence may begin.
const REACH_BACK: usize = 70;
/// How many tokens after its number a phrase of the same sentence may end.
const REACH_ON: usize = 16;

/// Whether a word of this class can be the head of a name or noun phrase.
pub fn is_nominal(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Noun
            | Tag::Person
            | Tag::Place
            | Tag::Organisation
            | Tag::Name
            | Tag::Latin
            | Tag::Abbreviation
            | Tag::NominalVerb
            | Tag::NominalAdjective
            | Tag::Phrase
            | Tag::Idiom
            | Tag::Punctuation
            | Tag::Affix
    )
}

/// Hash of the words of a chunk, equal for equal words.
pub fn hash_of(story: &Story<'_>, chunk: Chunk) -> u64 {
    story.tokens(chunk).iter().fold(1, |h, t| (h.rotate_left(7) ^ t.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
