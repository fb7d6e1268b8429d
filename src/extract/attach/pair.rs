//! Subject and metric taken together: the last choice.

use crate::extract::candidates::Candidate;
use crate::extract::gold::{alike, squash_into};
use crate::extract::linear::{Atom, Sink};
use crate::extract::story::{Chunk, Story};
use crate::extract::words::Word;
use crate::text::Tag;

use super::clue;
use super::look::word;
use super::place::Place;
use super::setting::Setting;

/// How many subjects are paired with as many metrics.
pub const PAIRED: usize = 5;

/// How many pairs are compared in the end.
const COMPARED: usize = 10;

/// A subject and a metric together.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The subject.
    pub subject: Candidate,
    /// The metric.
    pub metric: Candidate,
    /// Places of both among the finalists.
    pub ranks: (u8, u8),
    /// What the two say each for itself: the sum of their log probabilities.
    pub base: f32,
    /// The probability of the pair.
    pub probability: f32,
}

/// All pairs of the first subjects and metrics that do not overlap.
pub fn pairs(story: &Story<'_>, subjects: &[(Candidate, f32)], metrics: &[(Candidate, f32)], out: &mut Vec<Pair>) {
    out.clear();
    for (&(subject, p), s) in subjects.iter().zip(0..PAIRED) {
        for (&(metric, q), m) in metrics.iter().zip(0..PAIRED) {
            let overlap = match (subject.chunk(), metric.chunk()) {
                (Some(a), Some(b)) => a == b || story.span(a).overlaps(story.span(b)),
                _ => false,
            };
            if !overlap {
                let base = (p.max(1e-6)).ln() + (q.max(1e-6)).ln();
                out.push(Pair { subject, metric, ranks: (s as u8, m as u8), base, probability: 0.0 });
            }
        }
    }
}

impl Setting<'_> {
    /// Adds the clues of a subject and a metric taken together.
    #[inline(always)]
    pub fn pair_clues(&self, subject: &Candidate, metric: &Candidate, out: &mut impl Sink) {
        let story = self.story;
        let (a, b): (Place, Place) = (self.place(subject), self.place(metric));
        let (p, q) = (a.spot.atom(), b.spot.atom());
        let r = Atom::new(order(story, subject.chunk(), metric.chunk()));
        let (s, sl) = head(story, subject.chunk());
        let (m, ml) = head(story, metric.chunk());
        let [before_tag, _] = self.before_tag;
        let [after_tag, _] = self.after_tag;
        clue!(out, "pair", r);
        clue!(out, "pair.places", p, q);
        clue!(out, "pair.kind", r, self.kind);
        clue!(out, "pair.unit", r, self.unit);
        clue!(out, "pair.role", r, self.role, self.kind);
        clue!(out, "pair.places.role", p, q, self.role);
        clue!(out, "pair.tags.role", s.tag, m.tag, self.role);
        clue!(out, "pair.places.kind", p, q, self.kind);
        clue!(out, "pair.places.relation", r, p, q);
        clue!(out, "pair.tags", r, s.tag, m.tag);
        clue!(out, "pair.tags.kind", s.tag, m.tag, self.kind);
        clue!(out, "pair.heads", s.word, m.word);
        clue!(out, "pair.endings", s.ending, m.ending);
        clue!(out, "pair.subject", r, s.word);
        clue!(out, "pair.metric", r, m.word);
        clue!(out, "pair.subject.tag.metric", s.tag, m.word);
        clue!(out, "pair.lengths", r, sl, ml);
        clue!(out, "pair.after", r, after_tag, before_tag);
        clue!(out, "pair.before", r, self.before[0]);
        clue!(out, "pair.verb", r, self.verb);
        clue!(out, "pair.places.after", p, q, after_tag);
        clue!(out, "pair.rule", r, self.rule);
        clue!(out, "pair.endings2", s.ending2, m.ending2);
        let Some(last) = &self.last else { return };
        let d = last.decided;
        let old = |h: u64| match h {
            0 => const { Atom::new("none") },
            h if h == d.subject_hash() => const { Atom::new("subject") },
            h if h == d.metric_hash() => const { Atom::new("metric") },
            _ => const { Atom::new("new") },
        };
        let (os, om) = (old(subject.hash()), old(metric.hash()));
        let (s_head, m_head) = (head_hash(subject), head_hash(metric));
        let (hs, hm) = (self.head_relation(s_head).atom(), self.head_relation(m_head).atom());
        clue!(out, "pair.head.was", hs, hm, last.nearness, last.same_unit);
        clue!(out, "pair.head.was.kind", hs, hm, self.kind, last.same_kind);
        clue!(out, "pair.was.roles", os, om, self.role, last.role);
        clue!(out, "pair.was", os, om);
        clue!(out, "pair.was.role", os, om, self.role, last.same_unit);
        clue!(out, "pair.was.near", os, om, last.nearness, last.same_unit);
        clue!(out, "pair.was.kind", os, om, last.nearness, self.kind, last.same_kind);
        clue!(out, "pair.was.link", os, om, last.link);
        clue!(out, "pair.was.before", os, om, self.before[0]);
        clue!(out, "pair.was.tags", os, om, before_tag, after_tag);
        let same = Atom::flag((a.spot, b.spot) == (last.subject_place.spot, last.metric_place.spot));
        clue!(out, "pair.parallel", same, last.nearness, last.same_unit);
        clue!(out, "pair.parallel.link", same, last.link, os, om);
    }
}

fn head_hash(candidate: &Candidate) -> u64 {
    candidate.phrase.map_or(0, |p| p.head)
}

/// The last word of a phrase, and its length.
fn head<'s>(story: &'s Story<'s>, chunk: Option<Chunk>) -> (&'s Word<'s>, Atom<'static>) {
    let Some(chunk) = chunk else { return (&Word::BEYOND, Atom::small(0)) };
    let last = word(story.words(chunk.scene as usize), (chunk.end as usize).checked_sub(1));
    (last, Atom::small(((chunk.end - chunk.first) as usize).min(4)))
}

/// How subject and metric follow one another.
fn order(story: &Story<'_>, subject: Option<Chunk>, metric: Option<Chunk>) -> &'static str {
    let (s, m) = match (subject, metric) {
        (None, None) => return "neither",
        (None, _) => return "metric only",
        (_, None) => return "subject only",
        (Some(s), Some(m)) if s.scene != m.scene => return "two sentences",
        (Some(s), Some(m)) => (s, m),
    };
    let tokens = story.scenes.get(s.scene as usize).map_or(&[][..], |x| x.tokens.as_slice());
    let (low, high) = if s.end <= m.first { (s, m) } else { (m, s) };
    let between = tokens.get(low.end as usize..high.first as usize).unwrap_or(&[]);
    match (s.end <= m.first, between) {
        (true, []) => "subject metric",
        (false, []) => "metric subject",
        (true, [t]) if t.tag == Tag::De => "subject de metric",
        (false, [t]) if t.tag == Tag::De => "metric de subject",
        (true, _) if between.iter().any(|t| t.tag == Tag::Number) => "subject number metric",
        (false, _) if between.iter().any(|t| t.tag == Tag::Number) => "metric number subject",
        (true, _) if between.iter().any(|t| t.tag == Tag::Punctuation) => "subject comma metric",
        (false, _) if between.iter().any(|t| t.tag == Tag::Punctuation) => "metric comma subject",
        (true, _) => "subject words metric",
        (false, _) => "metric words subject",
    }
}

/// Wordings of the finalists as sorted characters; kept to save memory requests.
#[derive(Debug, Default)]
pub struct Bags {
    subjects: Vec<Vec<char>>,
    metrics: Vec<Vec<char>>,
    both: Vec<Vec<char>>,
}

fn fill<'c>(story: &Story<'_>, bags: &mut Vec<Vec<char>>, finalists: impl Iterator<Item = &'c Candidate>) {
    for (n, candidate) in finalists.enumerate() {
        if bags.len() <= n {
            bags.push(Vec::new());
        }
        bags[n].clear();
        if let Some(chunk) = candidate.chunk() {
            squash_into(story.text(chunk), &mut bags[n]);
        }
    }
}

/// The pair that is most likely alike to the right one, by the likelihood of all pairs of near wording, with
/// that likelihood. The pairs come in any order.
pub fn safest(
    story: &Story<'_>,
    pairs: &mut Vec<Pair>,
    subjects: &[(Candidate, f32)],
    metrics: &[(Candidate, f32)],
    bags: &mut Bags,
) -> ((Option<Chunk>, Option<Chunk>), f32) {
    pairs.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    pairs.truncate(COMPARED);
    let least = pairs.first().map_or(0.0, |p| p.probability * 0.02);
    pairs.retain(|p| p.probability >= least);
    if let [only] = pairs.as_slice() {
        return ((only.subject.chunk(), only.metric.chunk()), only.probability);
    }
    fill(story, &mut bags.subjects, subjects.iter().take(PAIRED).map(|s| &s.0));
    fill(story, &mut bags.metrics, metrics.iter().take(PAIRED).map(|m| &m.0));
    bags.both.resize_with(pairs.len().max(bags.both.len()), Vec::new);
    for (pair, both) in pairs.iter().zip(&mut bags.both) {
        both.clear();
        both.extend_from_slice(&bags.subjects[pair.ranks.0 as usize]);
        both.extend_from_slice(&bags.metrics[pair.ranks.1 as usize]);
        both.sort_unstable();
    }
    let mut about = [0.0; COMPARED];
    let mut strict = [0.0; COMPARED];
    for n in 0..pairs.len() {
        let p = pairs[n];
        about[n] += p.probability;
        strict[n] += p.probability;
        for m in n + 1..pairs.len() {
            let q = pairs[m];
            if alike(&bags.both[n], &bags.both[m]) > 0.0 {
                about[n] += q.probability;
                about[m] += p.probability;
            }
            let same = |a: u8, b: u8, bags: &[Vec<char>]| a == b || alike(&bags[a as usize], &bags[b as usize]) > 0.0;
            if same(p.ranks.0, q.ranks.0, &bags.subjects) && same(p.ranks.1, q.ranks.1, &bags.metrics) {
                strict[n] += q.probability;
                strict[m] += p.probability;
            }
        }
    }
    let mut best = ((None, None), -1.0, 0.0);
    for ((pair, about), strict) in pairs.iter().zip(about).zip(strict) {
        let sum = 0.6 * about + 0.4 * strict + 0.02 * pair.probability;
        if sum > best.1 {
            best = ((pair.subject.chunk(), pair.metric.chunk()), sum, about);
        }
    }
    (best.0, best.2.clamp(0.0, 1.0))
}
