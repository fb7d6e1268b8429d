//! Linear models over named features. A feature is a template with words or classes filled in
//! (`role.before|增长`); in memory it is a 32-bit hash, in `rules/weights/*.toml` it stands by name.

use std::collections::HashMap;

use crate::text::{Tag, word_hash};

/// The name of a family of features with its hash.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    name: &'static str,
    hash: u64,
}

impl Template {
    /// A template; a name holds no `|`.
    pub const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        let (mut hash, mut at) = (0xcbf2_9ce4_8422_2325u64, 0);
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        Template { name, hash }
    }
}

/// A word or class that fills a template.
#[derive(Debug, Clone, Copy)]
pub struct Atom<'a> {
    text: &'a str,
    hash: u64,
}

impl PartialEq for Atom<'_> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl<'a> Atom<'a> {
    /// An atom of any text.
    #[inline]
    pub const fn new(text: &'a str) -> Self {
        Atom { text, hash: word_hash(text) }
    }

    /// An atom whose hash is known (a token's).
    #[inline]
    pub fn hashed(text: &'a str, hash: u64) -> Self {
        Atom { text, hash }
    }

    /// The atom of a part of speech.
    #[inline]
    pub fn tag(tag: Tag) -> Atom<'static> {
        Atom { text: tag.name(), hash: tag.hash() }
    }

    /// A small whole number; from 20 on all are the same.
    #[inline]
    pub fn small(n: usize) -> Atom<'static> {
        SMALL[n.min(20)]
    }

    /// A yes or no.
    #[inline]
    pub fn flag(yes: bool) -> Atom<'static> {
        SMALL[usize::from(yes)]
    }
}

const SMALL: [Atom<'static>; 21] = {
    const NAMES: [&str; 21] = [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
        "20",
    ];
    let (mut out, mut at) = ([Atom { text: "", hash: 0 }; 21], 0);
    while at < NAMES.len() {
        out[at] = Atom { text: NAMES[at], hash: word_hash(NAMES[at]) };
        at += 1;
    }
    out
};

#[inline]
fn mix(hash: u64, part: u64) -> u64 {
    let x = (hash.rotate_left(23) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^ (x >> 32)
}

/// Collects the features of one candidate.
#[derive(Debug, Default)]
pub struct Features {
    /// Hashes of the features so far.
    pub ids: Vec<u32>,
    names: Option<HashMap<u32, String>>,
}

impl Features {
    /// A collector that only hashes.
    pub fn new() -> Self {
        Features::default()
    }

    /// A collector that also keeps the name of every feature it ever saw, for fitting and explaining.
    pub fn naming() -> Self {
        Features { ids: Vec::new(), names: Some(HashMap::new()) }
    }

    /// Adds a feature.
    #[inline]
    pub fn add(&mut self, template: Template, parts: &[Atom<'_>]) {
        let id = id_of(template, parts);
        self.ids.push(id);
        if let Some(names) = &mut self.names {
            names.entry(id).or_insert_with(|| {
                let mut name = template.name.to_owned();
                for part in parts {
                    name.push('|');
                    name.extend(part.text.chars().map(|c| if c == '|' || c.is_control() { '¦' } else { c }));
                }
                name
            });
        }
    }

    /// Keeps the names that the features at hand have for the class of a place, `template|place|word…`, where names
    /// are kept.
    pub fn name_class(&mut self, place: usize) {
        let Some(names) = &mut self.names else { return };
        for &id in &self.ids {
            let of_class = super::classes::of_class(id, place);
            if names.contains_key(&of_class) {
                continue;
            }
            let Some(name) = names.get(&id) else { continue };
            let (template, words) = name.split_at(name.find('|').unwrap_or(name.len()));
            let name = format!("{template}|{place}{words}");
            names.insert(of_class, name);
        }
    }

    /// The name of a feature, where names are kept.
    pub fn name(&self, id: u32) -> Option<&str> {
        self.names.as_ref()?.get(&id).map(String::as_str)
    }
}

/// Takes features as they are made.
pub trait Sink {
    /// Adds a feature.
    fn add(&mut self, template: Template, parts: &[Atom<'_>]);
}

impl Sink for Features {
    #[inline]
    fn add(&mut self, template: Template, parts: &[Atom<'_>]) {
        Features::add(self, template, parts);
    }
}

#[inline(always)]
fn id_of(template: Template, parts: &[Atom<'_>]) -> u32 {
    let mut hash = template.hash;
    for part in parts {
        hash = mix(hash, part.hash);
    }
    hash as u32
}

/// The weights of a model: an open-addressing table from feature hash to weight.
#[derive(Debug, Clone)]
pub struct Weights {
    sieve: Sieve,
    slots: Vec<(u32, f32)>,
    mask: usize,
}

impl Weights {
    /// Weights by feature hash; a hash that comes twice keeps the last weight.
    pub fn new(entries: impl IntoIterator<Item = (u32, f32)>) -> Self {
        let entries: Vec<_> = entries.into_iter().filter(|e| e.1 != 0.0).collect();
        let size = (entries.len() * 2 + 2).next_power_of_two();
        let sieve = Sieve::new(entries.iter().map(|e| e.0));
        let mut weights = Weights { sieve, slots: vec![(0, 0.0); size], mask: size - 1 };
        for (id, weight) in entries {
            let mut at = id as usize & weights.mask;
            while weights.slots[at].1 != 0.0 && weights.slots[at].0 != id {
                at = (at + 1) & weights.mask;
            }
            weights.slots[at] = (id, weight);
        }
        weights
    }

    /// All features with their weights.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, f32)> {
        self.slots.iter().copied().filter(|e| e.1 != 0.0)
    }

    /// The weight of one feature, 0 where it has none.
    #[inline]
    pub fn get(&self, id: u32) -> f32 {
        if !self.sieve.may_hold(id) {
            return 0.0;
        }
        let mut at = id as usize & self.mask;
        loop {
            let (key, weight) = self.slots[at];
            if weight == 0.0 {
                return 0.0;
            }
            if key == id {
                return weight;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The sum of the weights of all features.
    #[inline]
    pub fn score(&self, ids: &[u32]) -> f32 {
        ids.iter().map(|&id| self.get(id)).sum()
    }
}

/// Which features a table holds, with few false alarms: most features of a text have no weight, and this is
/// small enough to stay near the processor.
#[derive(Debug, Clone)]
pub(super) struct Sieve(Box<[u64; SIEVE]>);

/// Words of 64 bits.
const SIEVE: usize = 1 << 12;

impl Sieve {
    /// A sieve of these features.
    pub(super) fn new(ids: impl Iterator<Item = u32>) -> Self {
        let mut bits = Box::new([0; SIEVE]);
        for id in ids {
            bits[(id >> 20) as usize % SIEVE] |= 1 << ((id >> 14) % 64);
        }
        Sieve(bits)
    }

    /// Whether the table may hold a feature; false is sure.
    #[inline(always)]
    pub(super) fn may_hold(&self, id: u32) -> bool {
        self.0[(id >> 20) as usize % SIEVE] >> ((id >> 14) % 64) & 1 == 1
    }
}

/// Two models over the same features in one table, so that one lookup serves both. A lookup reads one cache line
/// and, unless that is full, takes no branch: whether a feature has a weight cannot be foretold, and wrong guesses
/// would cost more than the look.
#[derive(Debug, Clone)]
pub struct Twin {
    lines: Vec<TwinLine>,
    mask: usize,
}

/// Features in a line.
const LINE: usize = 8;

/// As many features as a cache line holds, with both their weights; free places hold no weight.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct TwinLine {
    ids: [u32; LINE],
    /// The weight of the first model in the upper half, that of the second in the lower.
    weights: [u32; LINE],
}

impl TwinLine {
    #[inline(always)]
    fn is_full(&self) -> bool {
        self.weights[LINE - 1] != 0
    }

    /// Both weights of a feature, 0 where it has none.
    #[inline(always)]
    fn get(&self, id: u32) -> u32 {
        let mut packed = 0;
        for (key, weights) in self.ids.iter().zip(&self.weights) {
            packed |= if *key == id { *weights } else { 0 };
        }
        packed
    }
}

/// Scores by the two models of a [`Twin`], in hundredths: whole numbers, so that the order of summing is free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum(pub i32, pub i32);

impl std::ops::Add for Sum {
    type Output = Sum;
    #[inline(always)]
    fn add(self, other: Sum) -> Sum {
        Sum(self.0 + other.0, self.1 + other.1)
    }
}

impl Twin {
    /// Joins two models.
    pub fn new(a: &Weights, b: &Weights) -> Self {
        let mut all: HashMap<u32, (i16, i16)> = HashMap::new();
        let whole = |w: f32| (w * 100.0).round() as i16;
        a.entries().for_each(|(id, w)| all.entry(id).or_default().0 = whole(w));
        b.entries().for_each(|(id, w)| all.entry(id).or_default().1 = whole(w));
        // About three features a line: few lines are full.
        let size = (all.len() / 3 + 1).next_power_of_two();
        let mut twin = Twin { lines: vec![TwinLine::default(); size], mask: size - 1 };
        for (id, (u, v)) in all.into_iter().filter(|e| e.1 != (0, 0)) {
            let mut at = id as usize & twin.mask;
            while twin.lines[at].is_full() {
                at = (at + 1) & twin.mask;
            }
            let line = &mut twin.lines[at];
            if let Some(free) = line.weights.iter().position(|w| *w == 0) {
                line.ids[free] = id;
                line.weights[free] = u32::from(u as u16) << 16 | u32::from(v as u16);
            }
        }
        twin
    }

    #[inline(always)]
    fn get(&self, id: u32) -> Sum {
        let at = id as usize & self.mask;
        let line = &self.lines[at];
        let packed = if line.is_full() { self.find(id, at) } else { line.get(id) };
        Sum(i32::from((packed >> 16) as i16), i32::from(packed as i16))
    }

    /// Looks on through full lines.
    #[cold]
    #[inline(never)]
    fn find(&self, id: u32, mut at: usize) -> u32 {
        loop {
            let line = &self.lines[at];
            let packed = line.get(id);
            if packed != 0 || !line.is_full() {
                return packed;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The scores of the features that `write` makes.
    #[inline(always)]
    pub fn tally(&self, write: impl FnOnce(&mut Tally<'_>)) -> Sum {
        let mut tally = Tally { twin: self, ids: [0; WAITING], count: 0, sum: Sum::default() };
        write(&mut tally);
        tally.sum + self.sum(&tally.ids[..tally.count])
    }

    /// Kept in one place: looks that follow one another overlap, and what makes the features stays small.
    #[inline(never)]
    fn sum(&self, ids: &[u32]) -> Sum {
        ids.iter().fold(Sum::default(), |sum, &id| sum + self.get(id))
    }
}

/// How many features wait to be looked up together.
const WAITING: usize = 16;

/// Adds up the weights of features as they are made.
pub struct Tally<'t> {
    twin: &'t Twin,
    ids: [u32; WAITING],
    count: usize,
    sum: Sum,
}

impl Sink for Tally<'_> {
    #[inline(always)]
    fn add(&mut self, template: Template, parts: &[Atom<'_>]) {
        if self.count == WAITING {
            self.sum = self.sum + self.twin.sum(&self.ids);
            self.count = 0;
        }
        self.ids[self.count] = id_of(template, parts);
        self.count += 1;
    }
}

/// The hash of a feature from its name as written in a file.
pub fn named(name: &str) -> u32 {
    let mut parts = name.split('|');
    let template = parts.next().unwrap_or("");
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in template.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    parts.fold(hash, |h, p| mix(h, word_hash(p))) as u32
}

/// Turns scores into probabilities, in place.
pub fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - top).exp();
        sum += *s;
    }
    if sum > 0.0 {
        scores.iter_mut().for_each(|s| *s /= sum);
    }
}

/// The likeliest answer where several candidates may be one answer (of equal `name`): the place of its likeliest
/// candidate, and the probability of all of them together. None without candidates.
pub fn likeliest<T, N: PartialEq>(
    candidates: &[T],
    probabilities: &[f32],
    name: impl Fn(&T) -> N,
) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32, f32)> = None;
    for (n, (candidate, &own)) in candidates.iter().zip(probabilities).enumerate() {
        let own_name = name(candidate);
        let same = candidates.iter().zip(probabilities).filter(|(c, _)| name(c) == own_name);
        let sum: f32 = same.map(|(_, p)| p).sum();
        if best.is_none_or(|(_, best_sum, best_own)| (sum, own) > (best_sum, best_own)) {
            best = Some((n, sum, own));
        }
    }
    best.map(|(n, sum, _)| (n, sum.clamp(0.0, 1.0)))
}
