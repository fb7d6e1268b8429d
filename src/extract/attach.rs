//! Who and what a number is about: the ranker over candidates.

use crate::model::Role;

use super::candidates::{Candidate, Decided, Phrases, Target};
use super::clues::Setting;
use super::gold::{alike, squash};
use super::linear::{Features, Weights, softmax};
use super::story::{Chunk, Story};

/// Decides subject and metric of numbers. Built once from rules.
#[derive(Debug, Clone)]
pub struct Attacher {
    /// The model that ranks subjects.
    pub subject: Weights,
    /// The model that ranks metrics.
    pub metric: Weights,
    /// The model that ranks the best of both together.
    pub pair: Weights,
}

/// A decision with its runners-up.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The subject, None for none.
    pub subject: Option<Chunk>,
    /// The metric, None for none.
    pub metric: Option<Chunk>,
    /// How sure, 0 to 1.
    pub score: f32,
    /// The likeliest candidates for the subject with their probabilities, best first.
    pub subjects: Vec<(Candidate, f32)>,
    /// The likeliest candidates for the metric.
    pub metrics: Vec<(Candidate, f32)>,
}

/// How many candidates are compared in the end.
const FINALISTS: usize = 12;

impl Attacher {
    /// Decides one number, given the decisions on the numbers before it.
    pub fn decide(
        &self,
        story: &Story<'_>,
        phrases: &Phrases,
        target: Target,
        role: Role,
        past: &[Decided],
        features: &mut Features,
    ) -> Attachment {
        let candidates = phrases.candidates(story, target, past);
        let setting = Setting::new(story, target, role, past);
        let mut subject = Vec::with_capacity(candidates.len());
        let mut metric = Vec::with_capacity(candidates.len());
        for candidate in &candidates {
            features.ids.clear();
            setting.clues(candidate, features);
            subject.push(self.subject.score(&features.ids));
            metric.push(self.metric.score(&features.ids));
        }
        softmax(&mut subject);
        softmax(&mut metric);
        let subjects = finalists(&candidates, &subject);
        let metrics = finalists(&candidates, &metric);
        let mut pairs = pairs(story, &subjects, &metrics);
        let mut scores = Vec::with_capacity(pairs.len());
        for pair in &pairs {
            features.ids.clear();
            setting.pair_clues(&pair.subject, &pair.metric, features);
            scores.push(pair.base + self.pair.score(&features.ids));
        }
        softmax(&mut scores);
        for (pair, p) in pairs.iter_mut().zip(scores) {
            pair.probability = p;
        }
        pairs.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        pairs.truncate(FINALISTS);
        let (best, score) = safest(story, &pairs);
        Attachment { subject: best.0, metric: best.1, score, subjects, metrics }
    }
}

impl Attachment {
    /// The pairs among which the last choice was made.
    pub fn pairs(&self, story: &Story<'_>) -> Vec<Pair> {
        pairs(story, &self.subjects, &self.metrics)
    }
}

/// A subject and a metric together.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The subject.
    pub subject: Candidate,
    /// The metric.
    pub metric: Candidate,
    /// What the two say each for itself: the sum of their log probabilities.
    pub base: f32,
    /// The probability of the pair.
    pub probability: f32,
}

fn pairs(story: &Story<'_>, subjects: &[(Candidate, f32)], metrics: &[(Candidate, f32)]) -> Vec<Pair> {
    let mut out = Vec::with_capacity(subjects.len() * metrics.len());
    for &(subject, p) in subjects.iter().take(PAIRED) {
        for &(metric, q) in metrics.iter().take(PAIRED) {
            let overlap = match (subject.chunk, metric.chunk) {
                (Some(a), Some(b)) => a == b || story.span(a).overlaps(story.span(b)),
                _ => false,
            };
            if !overlap {
                let base = (p.max(1e-6)).ln() + (q.max(1e-6)).ln();
                out.push(Pair { subject, metric, base, probability: 0.0 });
            }
        }
    }
    out
}

/// How many subjects are paired with as many metrics.
const PAIRED: usize = 8;

fn finalists(candidates: &[Candidate], probabilities: &[f32]) -> Vec<(Candidate, f32)> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let by = |&a: &usize, &b: &usize| probabilities[b].total_cmp(&probabilities[a]).then(a.cmp(&b));
    if order.len() > FINALISTS {
        order.select_nth_unstable_by(FINALISTS, by);
        order.truncate(FINALISTS);
    }
    order.sort_by(by);
    order.into_iter().map(|i| (candidates[i], probabilities[i])).collect()
}

/// The pair that is most likely alike to the right one: the likelihood of all pairs of near wording.
fn safest(story: &Story<'_>, pairs: &[Pair]) -> ((Option<Chunk>, Option<Chunk>), f32) {
    let chars = |c: &Candidate| c.chunk.map_or(Vec::new(), |c| squash(story.text(c)));
    let words: Vec<_> = pairs
        .iter()
        .map(|p| {
            let (s, m) = (chars(&p.subject), chars(&p.metric));
            let mut both = [s.as_slice(), m.as_slice()].concat();
            both.sort_unstable();
            (s, m, both)
        })
        .collect();
    let mut best = ((None, None), -1.0, 0.0);
    for (pair, own) in pairs.iter().zip(&words) {
        let (mut about, mut both) = (0.0, 0.0);
        for (other, theirs) in pairs.iter().zip(&words) {
            about += other.probability * f32::from(u8::from(alike(&own.2, &theirs.2) > 0.0));
            if alike(&own.0, &theirs.0) > 0.0 && alike(&own.1, &theirs.1) > 0.0 {
                both += other.probability;
            }
        }
        let sum = 0.6 * about + 0.4 * both + 0.02 * pair.probability;
        if sum > best.1 {
            best = ((pair.subject.chunk, pair.metric.chunk), sum, about);
        }
    }
    (best.0, best.2.clamp(0.0, 1.0))
}
