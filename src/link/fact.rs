//! What two numbers of different articles must share to be the same fact: the words of their clauses.
//!
//! Names are not needed for it. What is left of a clause when the number, its time, its source and
//! the words that change nothing are taken away must stand in the other article's sentence, both ways.

use std::collections::BTreeSet;

use crate::model::{Claim, Span};
use crate::rules::{Facet, LinkWord, Rules};
use crate::text::{View, clauses, word_hash};

use super::index::Index;

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
    /// Words of the clause as pairs of neighbouring characters; a lone character stands twice.
    clause: Vec<(char, char, usize)>,
    /// The pairs that stand nearest to the number.
    head: Vec<(char, char, usize)>,
    /// Every pair of neighbours of the sentence.
    sentence: BTreeSet<(char, char)>,
    singles: BTreeSet<char>,
    own: BTreeSet<(char, char)>,
    own_singles: BTreeSet<char>,
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

    /// The fact that a claim states; None where its clause says too little.
    pub fn read<'c>(&self, claim: &'c Claim) -> Option<Fact<'c>> {
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
        let mut clause = own_pairs.clone();
        let mut first = own;
        while size(&clause) < LEAST && first > 0 {
            first -= 1;
            let before = pairs(&view, *clauses.get(first)?, &plain);
            clause.splice(0..0, before);
        }
        if size(&clause) < LEAST {
            return None;
        }
        let before: Vec<_> = own_pairs.iter().copied().filter(|p| p.2 < number.start).collect();
        let head = match before.len() {
            0 => own_pairs.iter().copied().take(1).collect(),
            n => before.into_iter().skip(n - 1).collect(),
        };
        let unit = claim.quantity.base.as_ref().map(|b| b.unit.clone()).or(claim.quantity.unit.clone());
        let all = || view.chars().iter().copied();
        let own_chars = || view.chars().iter().copied().take(clause_span.end).skip(clause_span.start);
        let mut fact = Fact {
            claim,
            keys: Vec::new(),
            unit: unit.unwrap_or_else(|| format!("{:?}", claim.quantity.kind)),
            facets,
            clause,
            head,
            sentence: all().zip(all().skip(1)).collect(),
            singles: all().collect(),
            own: own_chars().zip(own_chars().skip(1)).collect(),
            own_singles: own_chars().collect(),
        };
        fact.keys = fact.sketch();
        Some(fact)
    }
}

/// Pairs of neighbouring plain characters; a character between two that are not plain stands alone.
fn pairs(view: &View<'_>, span: Span, plain: &[bool]) -> Vec<(char, char, usize)> {
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
    let mut at: BTreeSet<usize> = pairs.iter().map(|p| p.2).collect();
    at.extend(pairs.iter().filter(|p| p.0 != p.1).map(|p| p.2 + 1));
    at.len()
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
        let heads = self.head_in(other) && other.head_in(self);
        let (a, b) = (self.missing_in(other), other.missing_in(self));
        match (heads, a, b) {
            (true, 0, 0) => Likeness::Same,
            (true, 0, 1..=3) | (true, 1..=3, 0) if size(&self.clause) + size(&other.clause) >= 20 => Likeness::Similar,
            _ => Likeness::Different,
        }
    }

    fn head_in(&self, other: &Fact<'_>) -> bool {
        self.head
            .iter()
            .all(|&(a, b, _)| if a == b { other.own_singles.contains(&a) } else { other.own.contains(&(a, b)) })
    }

    /// Characters of the clause that stand in no pair of the other's sentence.
    fn missing_in(&self, other: &Fact<'_>) -> usize {
        let mut at: BTreeSet<usize> = BTreeSet::new();
        let mut covered: BTreeSet<usize> = BTreeSet::new();
        for &(a, b, place) in &self.clause {
            at.insert(place);
            let known = if a == b { other.singles.contains(&a) } else { other.sentence.contains(&(a, b)) };
            if a != b {
                at.insert(place + 1);
            }
            if known {
                covered.insert(place);
                if a != b {
                    covered.insert(place + 1);
                }
            }
        }
        at.difference(&covered).count()
    }

    /// Keys from the pairs whose hashes are least: two clauses with most pairs in common share a key.
    fn sketch(&self) -> Vec<u64> {
        let mut hashes: Vec<u64> = self.clause.iter().map(|(a, b, _)| word_hash(&format!("{a}{b}"))).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(SKETCH);
        let unit = word_hash(&self.unit);
        let mut keys: Vec<u64> = Vec::new();
        for (i, a) in hashes.iter().enumerate() {
            for b in hashes.iter().skip(i + 1) {
                keys.push(unit ^ a.rotate_left(17) ^ b.rotate_left(41));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
