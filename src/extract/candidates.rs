//! What a number may be about: phrases of its own sentence, what earlier numbers were about, phrases of
//! the sentence before and of the first one, or nothing.

use crate::model::Role;
use crate::text::Tag;

use super::phrases::{Phrase, Phrases, phrase};
use super::story::{Chunk, Story};

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
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Its words; None for [`Origin::Nothing`].
    pub phrase: Option<Phrase>,
    /// Where it was found.
    pub origin: Origin,
    /// Place among the phrases of its scene, where it was taken from there.
    pub place: Option<u32>,
}

impl Candidate {
    /// Its tokens.
    pub fn chunk(&self) -> Option<Chunk> {
        self.phrase.map(|p| p.chunk)
    }

    /// Hash of its words, 0 for none.
    pub fn hash(&self) -> u64 {
        self.phrase.map_or(0, |p| p.hash)
    }
}

/// What an earlier number turned out to be about.
#[derive(Debug, Clone, Copy)]
pub struct Decided {
    /// The number.
    pub target: Target,
    /// Its subject.
    pub subject: Option<Phrase>,
    /// Its metric.
    pub metric: Option<Phrase>,
    /// Its role.
    pub role: Role,
}

impl Decided {
    /// Records a decision.
    pub fn new(story: &Story<'_>, target: Target, role: Role, about: (Option<Chunk>, Option<Chunk>)) -> Self {
        let phrase = |c| phrase(story, c);
        Decided { target, subject: about.0.map(phrase), metric: about.1.map(phrase), role }
    }

    /// Hash of the subject's words, 0 for none.
    pub fn subject_hash(&self) -> u64 {
        self.subject.map_or(0, |p| p.hash)
    }

    /// Hash of the metric's words, 0 for none.
    pub fn metric_hash(&self) -> u64 {
        self.metric.map_or(0, |p| p.hash)
    }
}

/// How many numbers back subjects and metrics are carried on.
const REACH_PAST: usize = 24;
/// How many subjects are carried on.
const SUBJECTS: usize = 6;
/// How many metrics are carried on.
const METRICS: usize = 4;
/// How many tokens before its number a phrase of the same sentence may begin.
const REACH_BACK: usize = 70;
/// How many tokens after its number a phrase of the same sentence may end.
const REACH_ON: usize = 16;

/// The candidates for one number, given what the numbers before it are about. `outside` gives the phrases of
/// another scene that come into question, as places in [`Phrases::of`].
pub fn candidates<'o>(
    phrases: &Phrases,
    target: Target,
    past: &[Decided],
    outside: impl Fn(usize) -> &'o [u32],
    out: &mut Vec<Candidate>,
) {
    out.clear();
    out.push(Candidate { phrase: None, origin: Origin::Nothing, place: None });
    let here = phrases.of(target.scene);
    let near = |c: &Chunk| c.first as usize + REACH_BACK >= target.token && c.end as usize <= target.token + REACH_ON;
    let from = here.partition_point(|p| p.chunk.first as usize + REACH_BACK < target.token);
    for (p, n) in here[from..].iter().zip(from as u32..) {
        if p.chunk.first as usize > target.token + REACH_ON {
            break;
        }
        if near(&p.chunk) {
            out.push(Candidate { phrase: Some(*p), origin: Origin::Here, place: Some(n) });
        }
    }
    let (mut subjects, mut metrics) = ([0u64; SUBJECTS], [0u64; METRICS]);
    let (mut subject_count, mut metric_count) = (0, 0);
    for decided in past.iter().rev().take(REACH_PAST) {
        let elsewhere = |p: &Phrase| p.chunk.scene as usize != target.scene || !near(&p.chunk);
        if let Some(p) = decided.subject
            && subject_count < SUBJECTS
            && !subjects.contains(&p.hash)
        {
            if elsewhere(&p) {
                out.push(Candidate { phrase: Some(p), origin: Origin::Subject(subject_count as u8), place: None });
            }
            subjects[subject_count] = p.hash;
            subject_count += 1;
        }
        if let Some(p) = decided.metric
            && metric_count < METRICS
            && !metrics.contains(&p.hash)
        {
            if elsewhere(&p) {
                out.push(Candidate { phrase: Some(p), origin: Origin::Metric(metric_count as u8), place: None });
            }
            metrics[metric_count] = p.hash;
            metric_count += 1;
        }
    }
    let mut back = |scene: usize, origin: Origin| {
        for &n in outside(scene) {
            if let Some(p) = phrases.of(scene).get(n as usize)
                && !subjects.contains(&p.hash)
            {
                out.push(Candidate { phrase: Some(*p), origin, place: Some(n) });
            }
        }
    };
    if target.scene > 0 {
        back(target.scene - 1, Origin::Before);
        if target.scene > 1 {
            back(0, Origin::Lead);
        }
    }
}

/// Whether a phrase may be a candidate for the numbers of other sentences.
pub fn carries(story: &Story<'_>, phrase: &Phrase) -> bool {
    let tokens = story.tokens(phrase.chunk);
    tokens.len() <= 5 && tokens.last().is_some_and(|t| is_nominal(t.tag))
}

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
