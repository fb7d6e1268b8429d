//! Who and what a number is about: the ranker over candidates.

use crate::model::Role;

use super::candidates::{Candidate, Decided, Origin, Phrases, Target};
use super::clues::{Setting, phrase_clues};
use super::gold::{alike, squash};
use super::linear::{Features, Twin, Weights, softmax};
use super::story::{Chunk, Story};

/// Decides subject and metric of numbers. Built once from rules.
#[derive(Debug, Clone)]
pub struct Attacher {
    /// The models that rank subjects and metrics.
    twin: Twin,
    /// The model that ranks the best of both together.
    pair: Weights,
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

/// How many candidates, at least, all clues are gathered for.
const HEATS: usize = 14;

/// How many subjects and metrics stay visible as runners-up.
const FINALISTS: usize = 8;

/// What the phrases of each scene are worth by themselves, as (subject, metric); scenes are looked at on demand.
#[derive(Debug, Default)]
pub struct Worth {
    scenes: Vec<Vec<(f32, f32)>>,
}

impl Attacher {
    /// From the models of subjects, of metrics, and of both together.
    pub fn new(subject: &Weights, metric: &Weights, pair: Weights) -> Self {
        Attacher { twin: Twin::new(subject, metric), pair }
    }

    fn look(&self, story: &Story<'_>, phrases: &Phrases, scene: usize, worth: &mut Worth, features: &mut Features) {
        if worth.scenes.len() <= scene {
            worth.scenes.resize_with(scene + 1, Vec::new);
        }
        if worth.scenes[scene].is_empty() {
            worth.scenes[scene].extend(phrases.of(scene).iter().map(|&(chunk, _)| {
                features.ids.clear();
                phrase_clues(story, chunk, features);
                self.twin.score(&features.ids)
            }));
        }
    }

    /// Decides one number, given the decisions on the numbers before it.
    pub fn decide(
        &self,
        story: &Story<'_>,
        phrases: &Phrases,
        (target, role): (Target, Role),
        past: &[Decided],
        worth: &mut Worth,
        features: &mut Features,
    ) -> Attachment {
        let candidates = phrases.candidates(story, target, past);
        let setting = Setting::new(story, target, role, past);
        let mut places: Vec<(&'static str, (f32, f32))> = Vec::new();
        let mut scores: Vec<(f32, f32)> = Vec::with_capacity(candidates.len());
        for candidate in &candidates {
            let place = setting.place(candidate);
            let (a, b) = match places.iter().find(|(name, _)| *name == place.name) {
                Some((_, score)) => *score,
                None => {
                    features.ids.clear();
                    setting.place_clues(place, features);
                    let score = self.twin.score(&features.ids);
                    places.push((place.name, score));
                    score
                }
            };
            let (u, v) = match (candidate.chunk, candidate.phrase) {
                (None, _) => (0.0, 0.0),
                (Some(chunk), Some(n)) => {
                    let scene = chunk.scene as usize;
                    self.look(story, phrases, scene, worth, features);
                    worth.scenes.get(scene).and_then(|s| s.get(n as usize)).copied().unwrap_or_default()
                }
                (Some(chunk), None) => {
                    features.ids.clear();
                    phrase_clues(story, chunk, features);
                    self.twin.score(&features.ids)
                }
            };
            scores.push((a + u, b + v));
        }
        // What place and phrase by themselves speak against is looked at no further.
        let floor = |by: fn(&(f32, f32)) -> f32| {
            let mut all: Vec<f32> = scores.iter().map(by).collect();
            if all.len() <= HEATS {
                return f32::NEG_INFINITY;
            }
            *all.select_nth_unstable_by(HEATS, |a, b| b.total_cmp(a)).1
        };
        let floors = (floor(|s| s.0), floor(|s| s.1));
        let mut subject = Vec::with_capacity(candidates.len());
        let mut metric = Vec::with_capacity(candidates.len());
        for (candidate, &(a, b)) in candidates.iter().zip(&scores) {
            let kept = a > floors.0
                || b > floors.1
                || matches!(candidate.origin, Origin::Nothing | Origin::Subject(_) | Origin::Metric(_));
            if kept {
                features.ids.clear();
                setting.bond_clues(candidate, features);
                let (u, v) = self.twin.score(&features.ids);
                subject.push(a + u);
                metric.push(b + v);
            } else {
                subject.push(f32::NEG_INFINITY);
                metric.push(f32::NEG_INFINITY);
            }
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
        pairs.truncate(COMPARED);
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

/// How many pairs are compared in the end.
const COMPARED: usize = 10;

/// How many subjects are paired with as many metrics.
const PAIRED: usize = 7;

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
    let mut about: Vec<f32> = pairs.iter().map(|p| p.probability).collect();
    let mut both = about.clone();
    for n in 0..pairs.len() {
        for m in n + 1..pairs.len() {
            let (own, theirs) = (&words[n], &words[m]);
            if alike(&own.2, &theirs.2) > 0.0 {
                about[n] += pairs[m].probability;
                about[m] += pairs[n].probability;
            }
            if alike(&own.0, &theirs.0) > 0.0 && alike(&own.1, &theirs.1) > 0.0 {
                both[n] += pairs[m].probability;
                both[m] += pairs[n].probability;
            }
        }
    }
    let mut best = ((None, None), -1.0, 0.0);
    for (n, pair) in pairs.iter().enumerate() {
        let sum = 0.6 * about[n] + 0.4 * both[n] + 0.02 * pair.probability;
        if sum > best.1 {
            best = ((pair.subject.chunk, pair.metric.chunk), sum, about[n]);
        }
    }
    (best.0, best.2.clamp(0.0, 1.0))
}
