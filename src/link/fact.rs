//! What two numbers of different articles must share to be the same fact: the words of their clauses.
//!
//! Names are not needed for it. What is left of a clause when the number, its time, its source and
//! the words that change nothing are taken away must stand in the other article's sentence, both ways.

use std::collections::BTreeSet;

use crate::model::{Claim, Span};
use crate::rules::{Facet, LinkWord, Rules};
use crate::text::{View, clauses, word_hash};

use super::index::{Index, folded};

/// Reads facts. Built once from rules.
pub struct FactReader {
    words: Index,
}

/// A number with what identifies the fact that it states.
#[derive(Debug, Clone)]
pub struct Fact<'c> {
    /// The claim.
    pub claim: &'c Claim,
    /// Equal for facts that may be the same; facts without a common key are never compared.
    pub keys: Vec<u64>,
    unit: String,
    facets: BTreeSet<Facet>,
    /// No other number of the sentence has this unit, so that the whole sentence speaks of this one.
    alone: bool,
    /// Subject and metric, where both are known, with the time that the sentence names.
    named: Option<(String, String, String)>,
    /// Words of the clause.
    clause: Words,
    /// Those that stand nearest to the number.
    head: Words,
    /// Words of the sentence.
    sentence: Words,
    /// What stands in the clause and in the sentence, function words included.
    clause_text: Text,
    sentence_text: Text,
}

/// Words as pairs of neighbouring characters with the place of the first; a lone character stands twice.
type Words = Vec<(char, char, usize)>;

/// The characters of a text and their neighbours.
#[derive(Debug, Clone)]
struct Text {
    pairs: Vec<(char, char)>,
    singles: Vec<char>,
}

impl Text {
    fn of(chars: &[char]) -> Self {
        let mut pairs: Vec<_> = chars.iter().copied().zip(chars.iter().copied().skip(1)).collect();
        let mut singles = chars.to_vec();
        pairs.sort_unstable();
        singles.sort_unstable();
        Text { pairs, singles }
    }

    /// How many characters of some words stand in no pair of this text.
    fn lacks(&self, words: &Words) -> usize {
        let has = |a: char, b: char| {
            if a == b { self.singles.binary_search(&a).is_ok() } else { self.pairs.binary_search(&(a, b)).is_ok() }
        };
        size(words) - covered(words.iter().filter(|(a, b, _)| has(*a, *b)))
    }
}

/// How alike two facts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Something differs, or too little is said.
    Different,
    /// A word of one stands nowhere in the other.
    Similar,
    /// All words of either stand in the other.
    Same,
}

/// Fewer words than this identify nothing.
const LEAST: usize = 4;
/// How many of a clause's pairs make its keys.
const SKETCH: usize = 4;

impl FactReader {
    /// Compiles the words.
    pub fn new(rules: &Rules) -> Self {
        FactReader { words: Index::new(rules, &[]) }
    }

    /// The fact that a claim states; None where its clause says too little. `alone`: no other number of
    /// the sentence has the same unit.
    pub fn read<'c>(&self, claim: &'c Claim, alone: bool) -> Option<Fact<'c>> {
        let view = View::new(&claim.sentence.text);
        let shift = |start: usize, end: usize| {
            Span::new(start.saturating_sub(claim.sentence.start), end.saturating_sub(claim.sentence.start))
        };
        let number = shift(claim.quantity.start, claim.quantity.end);
        let mut plain = vec![true; view.len()];
        let mut hide = |span: Span| plain.iter_mut().take(span.end).skip(span.start).for_each(|p| *p = false);
        hide(number);
        let inside = |start: usize, end: usize| claim.sentence.start <= start && end <= claim.sentence.end;
        if let Some(time) = claim.time.as_ref().filter(|t| inside(t.start, t.end)) {
            hide(shift(time.start, time.end));
        }
        if let Some(source) = claim.source.as_ref().filter(|s| inside(s.start, s.end)) {
            hide(shift(source.start, source.end));
        }
        let clauses = clauses(&view, Span::new(0, view.len()));
        let own = clauses.iter().position(|c| c.start <= number.start && number.start < c.end)?;
        let mut facets = BTreeSet::new();
        for found in self.words.names.as_ref()?.find_iter(view.text()) {
            let span = view.span_of_bytes(found.start()..found.end());
            let word = self.words.meanings.get(found.pattern().as_usize()).and_then(|m| m.word);
            if let (Some(LinkWord::Facet(facet)), true) = (word, clauses.get(own)?.contains(span)) {
                facets.insert(facet);
            }
            hide(span);
        }
        plain.iter_mut().zip(view.chars()).for_each(|(p, c)| *p &= c.is_alphanumeric());
        let clause_span = *clauses.get(own)?;
        let own_pairs = pairs(&view, clause_span, &plain);
        // a clause that says little leans on the one before it
        let mut clause: Words = own_pairs.clone();
        let mut first = own;
        while size(&clause) < LEAST && first > 0 {
            first -= 1;
            let before = pairs(&view, *clauses.get(first)?, &plain);
            clause.splice(0..0, before);
        }
        let named = named(claim);
        if size(&clause) < LEAST && named.is_none() {
            return None;
        }
        let before: Words = own_pairs.iter().copied().filter(|p| p.2 < number.start).collect();
        let head = match before.len() {
            0 => own_pairs.iter().copied().take(1).collect(),
            n => before.into_iter().skip(n - 1).collect(),
        };
        // 据主办方统计 says who speaks, not of what
        let told = |c: &&Span| !view.norm(**c).starts_with(['据', '按']) || c.contains(number);
        let sentence = clauses.iter().filter(told).flat_map(|&c| pairs(&view, c, &plain)).collect();
        let unit = claim.quantity.base.as_ref().map(|b| b.unit.clone()).or(claim.quantity.unit.clone());
        let chars = view.chars();
        let from = clauses.get(first)?.start;
        let mut fact = Fact {
            claim,
            keys: Vec::new(),
            unit: unit.unwrap_or_else(|| format!("{:?}", claim.quantity.kind)),
            facets,
            alone,
            named,
            clause,
            head,
            sentence,
            clause_text: Text::of(chars.get(from..clause_span.end)?),
            sentence_text: Text::of(chars),
        };
        fact.keys = fact.sketch();
        Some(fact)
    }
}

/// Pairs of neighbouring plain characters; a character between two that are not plain stands alone.
fn pairs(view: &View<'_>, span: Span, plain: &[bool]) -> Words {
    let is = |at: usize| at >= span.start && at < span.end && plain.get(at).copied().unwrap_or(false);
    let mut out = Vec::new();
    for (at, &c) in view.chars().iter().enumerate().take(span.end).skip(span.start).filter(|(at, _)| is(*at)) {
        match view.chars().get(at + 1).filter(|_| is(at + 1)) {
            Some(&next) => out.push((c, next, at)),
            None if at == 0 || !is(at - 1) => out.push((c, c, at)),
            None => {}
        }
    }
    out
}

/// How many characters the pairs cover.
fn size(pairs: &[(char, char, usize)]) -> usize {
    covered(pairs.iter())
}

/// How many characters pairs cover that stand in order. A lone character and a pair of two alike cover one.
fn covered<'w>(pairs: impl Iterator<Item = &'w (char, char, usize)>) -> usize {
    let (mut count, mut until) = (0, 0);
    for &(a, b, place) in pairs {
        let end = place + if a == b { 1 } else { 2 };
        count += end.saturating_sub(until.max(place));
        until = until.max(end);
    }
    count
}

impl Fact<'_> {
    /// Whether two claims are of one article, or copies of one text.
    pub fn one_voice(&self, other: &Fact<'_>) -> bool {
        self.claim.doc.id == other.claim.doc.id
            || self.claim.sentence.text.chars().filter(|c| !c.is_whitespace()).eq(other
                .claim
                .sentence
                .text
                .chars()
                .filter(|c| !c.is_whitespace()))
    }

    /// Whether the figure is one that grows from day to day.
    pub fn is_running_total(&self) -> bool {
        self.facets.contains(&Facet::Cumulative)
    }

    /// How alike two facts are.
    pub fn likeness(&self, other: &Fact<'_>) -> Likeness {
        if self.unit != other.unit
            || self.facets != other.facets
            || self.claim.role != other.claim.role && self.claim.direction != other.claim.direction
        {
            return Likeness::Different;
        }
        if self.named.is_some() && self.named == other.named {
            return Likeness::Same;
        }
        let heads = other.clause_text.lacks(&self.head) == 0 && self.clause_text.lacks(&other.head) == 0;
        if !heads || !self.tells_of(other) || !other.tells_of(self) {
            return Likeness::Different;
        }
        if other.clause_text.lacks(&self.clause) == 0 && self.clause_text.lacks(&other.clause) == 0 {
            return Likeness::Same;
        }
        if !(self.alone && other.alone) {
            return Likeness::Different;
        }
        match (other.sentence_text.lacks(&self.clause), self.sentence_text.lacks(&other.clause)) {
            (0, 0) => Likeness::Same,
            (0, 1..=3) | (1..=3, 0) => Likeness::Similar,
            _ => Likeness::Different,
        }
    }

    /// Whether most words of the sentence stand in the other's.
    fn tells_of(&self, other: &Fact<'_>) -> bool {
        other.sentence_text.lacks(&self.sentence) * 10 <= size(&self.sentence) * 3
    }

    /// Keys from the pairs of clause and sentence whose hashes are least: two texts with most pairs in
    /// common share a key.
    fn sketch(&self) -> Vec<u64> {
        let unit = word_hash(&self.unit);
        let mut keys: Vec<u64> = Vec::new();
        for words in [&self.clause, &self.sentence] {
            let mut hashes: Vec<u64> = words.iter().map(|(a, b, _)| word_hash(&format!("{a}{b}"))).collect();
            hashes.sort_unstable();
            hashes.dedup();
            hashes.truncate(SKETCH);
            for (i, a) in hashes.iter().enumerate() {
                keys.extend(hashes.iter().skip(i + 1).map(|b| unit ^ a.rotate_left(17) ^ b.rotate_left(41)));
            }
        }
        if let Some((subject, metric, time)) = &self.named {
            keys.push(unit ^ word_hash(&format!("{subject}|{metric}|{time}")));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Subject, metric and time of a claim, if the sentence itself names all three.
fn named(claim: &Claim) -> Option<(String, String, String)> {
    let (subject, metric, time) = (claim.subject.as_ref()?, claim.metric.as_ref()?, claim.time.as_ref()?);
    let inside = |start: usize| claim.sentence.start <= start && start < claim.sentence.end;
    let norm = time.norm.clone()?;
    // 医药制造业 is no name: of whose business it is stands elsewhere in the sentence. What happened to a thing of
    // the same words on one day is one event: 2月12日，灯会接待…
    let one_day = norm.len() == "2025-02-12".len() && !norm.contains('/');
    let name = subject.entity.clone().or_else(|| {
        let words = folded(&subject.text);
        (one_day && words.chars().count() >= 3).then_some(words)
    })?;
    let what = metric.id.clone().unwrap_or_else(|| folded(&metric.text));
    let said = inside(subject.start) && inside(metric.start) && inside(time.start);
    said.then_some((name, what, norm))
}
