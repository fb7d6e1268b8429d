//! Subject and metric taken together: the last choice.

use crate::extract::candidates::Candidate;
use crate::extract::gold::{alike, squash_into};
use crate::extract::linear::{Atom, Sink, Sum, Twin};
use crate::extract::story::{Chunk, Story};
use crate::extract::words::Word;
use crate::text::Tag;

use super::bond::Relation;
use super::look::word;
use super::place::Spot;
use super::setting::{Last, Setting};
use super::{clue, remembered};

/// How many subjects are paired with as many metrics.
pub const PAIRED: usize = 7;

/// How many pairs are looked at.
const PAIRS: usize = 16;

/// A finalist as much less likely than the first one is not paired.
const UNLIKELY: f32 = 0.01;

/// How many pairs are compared in the end.
const COMPARED: usize = 12;

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

/// The first finalists: fewer where one is sure.
fn likely(finalists: &[(Candidate, f32)]) -> impl Iterator<Item = (&(Candidate, f32), usize)> {
    let least = finalists.first().map_or(0.0, |f| f.1 * UNLIKELY);
    finalists.iter().zip(0..PAIRED).take_while(move |((_, p), n)| *p >= least || *n < 3)
}

/// All pairs of the first subjects and metrics that do not overlap.
pub fn pairs(story: &Story<'_>, subjects: &[(Candidate, f32)], metrics: &[(Candidate, f32)], out: &mut Vec<Pair>) {
    out.clear();
    for (&(subject, p), s) in likely(subjects) {
        for (&(metric, q), m) in likely(metrics) {
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
    if out.len() > PAIRS {
        out.select_nth_unstable_by(PAIRS, |a, b| b.base.total_cmp(&a.base).then(a.ranks.cmp(&b.ranks)));
        out.truncate(PAIRS);
    }
}

/// What a subject and a metric were to the last number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Old {
    Nothing,
    Subject,
    Metric,
    New,
}

impl Old {
    fn atom(self) -> Atom<'static> {
        const ATOMS: [Atom<'static>; 4] =
            [Atom::new("none"), Atom::new("subject"), Atom::new("metric"), Atom::new("new")];
        ATOMS[self as usize % 4]
    }
}

/// One of the two, as pairs see it.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    chunk: Option<Chunk>,
    spot: Spot,
    old: Old,
    head: Relation,
    last: &'s Word<'s>,
    length: Atom<'static>,
}

/// What pairs of one number share, reckoned once.
#[derive(Debug, Default)]
pub struct Shared {
    orders: [Option<Sum>; ORDERS.len()],
    places: Vec<((Spot, Spot), Sum)>,
    olds: [Option<Sum>; 16],
    heads: Vec<((Relation, Relation), Sum)>,
}

impl Shared {
    /// For the next number.
    pub fn clear(&mut self) {
        self.orders = Default::default();
        self.olds = Default::default();
        self.places.clear();
        self.heads.clear();
    }
}

impl<'s> Setting<'s> {
    /// Looks at one of the two.
    pub fn side(&self, candidate: &Candidate) -> Side<'s> {
        let story = self.story;
        let chunk = candidate.chunk();
        let old = match (candidate.hash(), &self.last) {
            (0, _) | (_, None) => Old::Nothing,
            (h, Some(last)) if h == last.decided.subject_hash() => Old::Subject,
            (h, Some(last)) if h == last.decided.metric_hash() => Old::Metric,
            _ => Old::New,
        };
        let last =
            chunk.map_or(&Word::BEYOND, |c| word(story.words(c.scene as usize), (c.end as usize).checked_sub(1)));
        let length = Atom::small(chunk.map_or(0, |c| (c.end - c.first) as usize).min(4));
        let head = self.head_relation(candidate.phrase.map_or(0, |p| p.head));
        Side { chunk, spot: self.place(candidate).spot, old, head, last, length }
    }

    /// Adds all clues of a subject and a metric taken together.
    pub fn pair_clues(&self, subject: &Candidate, metric: &Candidate, out: &mut impl Sink) {
        let (s, m) = (self.side(subject), self.side(metric));
        let order = order(self.story, s.chunk, m.chunk);
        self.order_clues(order, out);
        self.places_clues((s.spot, m.spot), out);
        self.own_clues(order, &s, &m, out);
        if let Some(last) = &self.last {
            self.old_clues(last, (s.old, m.old), out);
            self.heads_clues(last, (s.head, m.head), out);
        }
    }

    /// The score of a subject and a metric taken together.
    pub fn pair_score(&self, model: &Twin, s: &Side<'_>, m: &Side<'_>, shared: &mut Shared) -> i32 {
        let order = order(self.story, s.chunk, m.chunk);
        let places = (s.spot, m.spot);
        let mut sum = *shared.orders[order].get_or_insert_with(|| model.tally(|t| self.order_clues(order, t)))
            + remembered(&mut shared.places, places, || model.tally(|t| self.places_clues(places, t)))
            + model.tally(|t| self.own_clues(order, s, m, t));
        if let Some(last) = &self.last {
            let olds = &mut shared.olds[s.old as usize * 4 + m.old as usize];
            sum = sum + *olds.get_or_insert_with(|| model.tally(|t| self.old_clues(last, (s.old, m.old), t)));
            let heads = (s.head, m.head);
            sum = sum + remembered(&mut shared.heads, heads, || model.tally(|t| self.heads_clues(last, heads, t)));
        }
        sum.0
    }

    /// What follows from the order of the two alone.
    #[inline(always)]
    fn order_clues(&self, order: usize, out: &mut impl Sink) {
        let r = ORDERS[order % ORDERS.len()];
        clue!(out, "pair", r);
        clue!(out, "pair.kind", r, self.kind);
        clue!(out, "pair.role", r, self.role, self.kind);
        clue!(out, "pair.after", r, self.after_tag[0], self.before_tag[0]);
    }

    /// What follows from the regions of the two.
    #[inline(always)]
    fn places_clues(&self, (a, b): (Spot, Spot), out: &mut impl Sink) {
        let (p, q) = (a.atom(), b.atom());
        clue!(out, "pair.places", p, q);
        clue!(out, "pair.places.role", p, q, self.role);
        clue!(out, "pair.places.kind", p, q, self.kind);
        clue!(out, "pair.places.after", p, q, self.after_tag[0]);
        let Some(last) = &self.last else { return };
        let same = Atom::flag((a, b) == (last.subject_place.spot, last.metric_place.spot));
        clue!(out, "pair.parallel", same, last.nearness, last.same_unit);
    }

    /// What follows from the words of the two.
    #[inline(always)]
    fn own_clues(&self, order: usize, subject: &Side<'_>, metric: &Side<'_>, out: &mut impl Sink) {
        let (s, m) = (subject.last, metric.last);
        let r = ORDERS[order % ORDERS.len()];
        let (p, q) = (subject.spot.atom(), metric.spot.atom());
        clue!(out, "pair.places.relation", r, p, q);
        clue!(out, "pair.tags.role", s.tag, m.tag, self.role);
        clue!(out, "pair.tags", r, s.tag, m.tag);
        clue!(out, "pair.tags.kind", s.tag, m.tag, self.kind);
        clue!(out, "pair.lengths", r, subject.length, metric.length);
    }

    /// What follows from what the two were to the last number.
    #[inline(always)]
    fn old_clues(&self, last: &Last<'_>, (s, m): (Old, Old), out: &mut impl Sink) {
        let (s, m) = (s.atom(), m.atom());
        clue!(out, "pair.was", s, m);
        clue!(out, "pair.was.role", s, m, self.role, last.same_unit);
        clue!(out, "pair.was.roles", s, m, self.role, last.role);
        clue!(out, "pair.was.near", s, m, last.nearness, last.same_unit);
        clue!(out, "pair.was.kind", s, m, last.nearness, self.kind, last.same_kind);
        clue!(out, "pair.was.tags", s, m, self.before_tag[0], self.after_tag[0]);
    }

    /// What follows from what the last words of the two were to the numbers before.
    #[inline(always)]
    fn heads_clues(&self, last: &Last<'_>, (s, m): (Relation, Relation), out: &mut impl Sink) {
        let (s, m) = (s.atom(), m.atom());
        clue!(out, "pair.head.was", s, m, last.nearness, last.same_unit);
        clue!(out, "pair.head.was.kind", s, m, self.kind, last.same_kind);
    }
}

const ORDERS: [Atom<'static>; 14] = [
    Atom::new("neither"),
    Atom::new("metric only"),
    Atom::new("subject only"),
    Atom::new("two sentences"),
    Atom::new("subject metric"),
    Atom::new("metric subject"),
    Atom::new("subject de metric"),
    Atom::new("metric de subject"),
    Atom::new("subject number metric"),
    Atom::new("metric number subject"),
    Atom::new("subject comma metric"),
    Atom::new("metric comma subject"),
    Atom::new("subject words metric"),
    Atom::new("metric words subject"),
];

/// How subject and metric follow one another: a place in [`ORDERS`].
fn order(story: &Story<'_>, subject: Option<Chunk>, metric: Option<Chunk>) -> usize {
    let (s, m) = match (subject, metric) {
        (None, None) => return 0,
        (None, _) => return 1,
        (_, None) => return 2,
        (Some(s), Some(m)) if s.scene != m.scene => return 3,
        (Some(s), Some(m)) => (s, m),
    };
    let tokens = story.scenes.get(s.scene as usize).map_or(&[][..], |x| x.tokens.as_slice());
    let (low, high) = if s.end <= m.first { (s, m) } else { (m, s) };
    let between = tokens.get(low.end as usize..high.first as usize).unwrap_or(&[]);
    let any = |tag| between.iter().any(|t| t.tag == tag);
    let order = match between {
        [] => 4,
        [t] if t.tag == Tag::De => 6,
        _ if any(Tag::Number) => 8,
        _ if any(Tag::Punctuation) => 10,
        _ => 12,
    };
    order + usize::from(s.end > m.first)
}

/// Wordings of the finalists; kept to save memory requests.
#[derive(Debug, Default)]
pub struct Bags {
    subjects: Vec<Bag>,
    metrics: Vec<Bag>,
    both: Vec<Bag>,
}

/// The characters of a wording, sorted.
#[derive(Debug, Default)]
struct Bag {
    chars: Vec<char>,
    /// One bit of 64 by character: what is not contained here is not contained there.
    bits: u64,
}

impl Bag {
    fn fill(&mut self, words: &str) {
        self.chars.clear();
        squash_into(words, &mut self.chars);
        self.bits = self.chars.iter().fold(0, |bits, &c| bits | 1 << ((c as u32).wrapping_mul(0x9e37_79b1) >> 26));
    }

    fn join(&mut self, a: &Bag, b: &Bag) {
        self.chars.clear();
        self.chars.extend_from_slice(&a.chars);
        self.chars.extend_from_slice(&b.chars);
        self.chars.sort_unstable();
        self.bits = a.bits | b.bits;
    }

    fn is_like(&self, other: &Bag) -> bool {
        let (less, more) = if self.chars.len() <= other.chars.len() { (self, other) } else { (other, self) };
        less.bits & !more.bits == 0 && alike(&less.chars, &more.chars) > 0.0
    }
}

fn fill<'c>(story: &Story<'_>, bags: &mut Vec<Bag>, finalists: impl Iterator<Item = &'c Candidate>) {
    for (n, candidate) in finalists.enumerate() {
        if bags.len() <= n {
            bags.push(Bag::default());
        }
        bags[n].fill(candidate.chunk().map_or("", |chunk| story.text(chunk)));
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
    bags.both.resize_with(pairs.len().max(bags.both.len()), Bag::default);
    for (pair, both) in pairs.iter().zip(&mut bags.both) {
        both.join(&bags.subjects[pair.ranks.0 as usize], &bags.metrics[pair.ranks.1 as usize]);
    }
    let mut about = [0.0; COMPARED];
    let mut strict = [0.0; COMPARED];
    for n in 0..pairs.len() {
        let p = pairs[n];
        about[n] += p.probability;
        strict[n] += p.probability;
        for m in n + 1..pairs.len() {
            let q = pairs[m];
            if bags.both[n].is_like(&bags.both[m]) {
                about[n] += q.probability;
                about[m] += p.probability;
            }
            let same = |a: u8, b: u8, bags: &[Bag]| a == b || bags[a as usize].is_like(&bags[b as usize]);
            if same(p.ranks.0, q.ranks.0, &bags.subjects) && same(p.ranks.1, q.ranks.1, &bags.metrics) {
                strict[n] += q.probability;
                strict[m] += p.probability;
            }
        }
    }
    let mut best = ((None, None), -1.0, 0.0);
    for ((pair, about), strict) in pairs.iter().zip(about).zip(strict) {
        let sum = 0.5 * about + 0.5 * strict + 0.02 * pair.probability;
        if sum > best.1 {
            best = ((pair.subject.chunk(), pair.metric.chunk()), sum, about);
        }
    }
    (best.0, best.2.clamp(0.0, 1.0))
}
