//! What two numbers of different articles must share to be the same fact: the words of their clauses.
//!
//! Names are not needed for it. What is left of a clause when the number, its time, its source and
//! the words that change nothing are taken away must stand in the other article's sentence, both ways.

use std::sync::Arc;

use crate::model::{Claim, Direction, Role, Span};
use crate::rules::{Facet, LinkWord, Rules};
use crate::text::{View, clauses, word_hash};

use super::index::{Index, folded};
use super::letters::{Letters, Mask, Pair, Stretch};

/// Reads facts. Built once from rules.
pub struct FactReader {
    words: Index,
}

/// A sentence read for the facts in it.
pub struct FactSentence<'t> {
    view: View<'t>,
    clauses: Vec<Span>,
    /// Names and words that change nothing, with the facet that a word stands for.
    known: Vec<(Span, Option<Facet>)>,
    letters: Arc<Letters>,
}

/// A number with what identifies the fact that it states. Holds no more than comparing takes.
#[derive(Debug, Clone)]
pub struct Fact {
    letters: Arc<Letters>,
    unit: u64,
    /// One bit a facet.
    facets: u16,
    /// No other number of the sentence has this unit, so that the whole sentence speaks of this one.
    alone: bool,
    role: Role,
    direction: Option<Direction>,
    /// Subject and metric, where both are known, with the time that the sentence names.
    named: Option<u64>,
    /// The clause, with those before it that it leans on.
    clause: Stretch,
    /// The characters of the clause, and the words that stand nearest to the number.
    bits: u128,
    head: Option<Pair>,
    /// The sentence up to the number, where its subject mostly stands.
    front: Stretch,
    /// The subject, where the sentence names it.
    subject: Option<Stretch>,
    /// Words of the sentence, and those of them that do not say who speaks.
    plain: Mask,
    told: Mask,
    /// Characters of the latter.
    told_size: usize,
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

/// Fewer characters than this identify nothing.
const LEAST: usize = 4;
/// Characters of the shortest word that may be a name.
const WORD: usize = 2;
/// How many of a clause's pairs make its keys.
const SKETCH: usize = 4;

impl FactReader {
    /// Compiles the words.
    pub fn new(rules: &Rules) -> Self {
        FactReader { words: Index::new(rules, &[]) }
    }

    /// Reads a sentence.
    pub fn sentence<'t>(&self, text: &'t str) -> FactSentence<'t> {
        let view = View::new(text);
        let mut known = Vec::new();
        for found in self.words.names.iter().flat_map(|names| names.find_iter(view.text())) {
            let span = view.span_of_bytes(found.start()..found.end());
            let word = self.words.meanings.get(found.pattern().as_usize()).and_then(|m| m.word);
            known.push((span, if let Some(LinkWord::Facet(facet)) = word { Some(facet) } else { None }));
        }
        let clauses = clauses(&view, Span::new(0, view.len()));
        let letters = Arc::new(Letters::new(view.chars()));
        FactSentence { view, clauses, known, letters }
    }
}

impl FactSentence<'_> {
    /// The fact that a claim of this sentence states, with keys that are equal for facts that may be the same: facts
    /// without a common key are never compared. None where its clause says too little. `alone`: no other number of
    /// the sentence has the same unit.
    pub fn fact(&self, claim: &Claim, alone: bool) -> Option<(Fact, Vec<u32>)> {
        let view = &self.view;
        let shift = |start: usize, end: usize| {
            Span::new(start.saturating_sub(claim.sentence.start), end.saturating_sub(claim.sentence.start))
        };
        let number = shift(claim.quantity.start, claim.quantity.end);
        let mut plain = Mask::of(view.chars().iter().map(|c| c.is_alphanumeric()));
        plain.clear(number);
        let inside = |start: usize, end: usize| claim.sentence.start <= start && end <= claim.sentence.end;
        if let Some(time) = claim.time.as_ref().filter(|t| inside(t.start, t.end)) {
            plain.clear(shift(time.start, time.end));
        }
        if let Some(source) = claim.source.as_ref().filter(|s| inside(s.start, s.end)) {
            plain.clear(shift(source.start, source.end));
        }
        let own = self.clauses.iter().position(|c| c.start <= number.start && number.start < c.end)?;
        let own_clause = *self.clauses.get(own)?;
        let mut facets = 0;
        for (span, facet) in &self.known {
            if let Some(facet) = facet.filter(|_| own_clause.contains(*span)) {
                facets |= 1 << facet as u16;
            }
            plain.clear(*span);
        }
        let letters = &self.letters;
        let pairs = |span: Span| letters.pairs(&plain, Stretch::of(span));
        // a clause that says little leans on the one before it
        let mut first = own_clause.start;
        let mut before = own;
        while letters.size(&plain, Stretch::of(Span::new(first, own_clause.end))) < LEAST && before > 0 {
            before -= 1;
            first = self.clauses.get(before)?.start;
        }
        let clause = Stretch::of(Span::new(first, own_clause.end));
        let named = named(claim);
        if named.is_none() && letters.size(&plain, clause) < LEAST {
            return None;
        }
        let nearest = pairs(own_clause).take_while(|p| p.at() < number.start).last();
        let head = nearest.or_else(|| pairs(own_clause).next());
        // 据主办方统计 says who speaks, not of what
        let mut told = plain.clone();
        for clause in self.clauses.iter().filter(|c| view.norm(**c).starts_with(['据', '按']) && !c.contains(number))
        {
            told.clear(*clause);
        }
        let unit = claim.quantity.base.as_ref().map(|b| &b.unit).or(claim.quantity.unit.as_ref());
        let unit = unit.map_or_else(|| word_hash(&format!("{:?}", claim.quantity.kind)), |u| word_hash(u));
        let subject = claim.subject.as_ref().filter(|s| inside(s.start, s.end)).map(|s| shift(s.start, s.end));
        let fact = Fact {
            letters: letters.clone(),
            unit,
            facets,
            alone,
            role: claim.role,
            direction: claim.direction,
            named,
            clause,
            bits: letters.bits(clause),
            head,
            front: Stretch::of(Span::new(0, number.start)),
            subject: subject.map(Stretch::of),
            told_size: letters.size(&told, letters.whole()),
            plain,
            told,
        };
        let keys = fact.keys();
        Some((fact, keys))
    }
}

impl Fact {
    /// Whether two claims stand in copies of one text.
    pub fn one_voice(&self, other: &Fact) -> bool {
        self.letters.voice == other.letters.voice
    }

    /// Whether the figure is one that grows from day to day.
    pub fn is_running_total(&self) -> bool {
        self.facets >> Facet::Cumulative as u16 & 1 == 1
    }

    /// How alike two facts are.
    pub fn likeness(&self, other: &Fact) -> Likeness {
        if self.unit != other.unit
            || self.facets != other.facets
            || self.role != other.role && self.direction != other.direction
        {
            return Likeness::Different;
        }
        if self.named.is_some() && self.named == other.named {
            return Likeness::Same;
        }
        if !self.head_in(other) || !other.head_in(self) || !self.tells_of(other) || !other.tells_of(self) {
            return Likeness::Different;
        }
        if self.names_another(other) && other.names_another(self) {
            return Likeness::Different;
        }
        let lacks =
            |one: &Fact, other: &Fact, of: Stretch| one.letters.lacks(&one.plain, one.clause, &other.letters, of);
        if lacks(self, other, other.clause) == 0 && lacks(other, self, self.clause) == 0 {
            return Likeness::Same;
        }
        if !(self.alone && other.alone) {
            return Likeness::Different;
        }
        match (lacks(self, other, other.letters.whole()), lacks(other, self, self.letters.whole())) {
            (0, 0) => Likeness::Same,
            (0, 1..=3) | (1..=3, 0) => Likeness::Similar,
            _ => Likeness::Different,
        }
    }

    /// Whether the words that stand nearest to the number stand in the other's clause.
    fn head_in(&self, other: &Fact) -> bool {
        self.head.is_none_or(|head| other.bits & head.bit() != 0 && other.letters.has(head, other.clause))
    }

    /// Whether the sentence says a word before the number that the other has nowhere, or its subject a character.
    /// Where each does, they put different names into the same words (甲县灯会吸引…人, 乙县灯会吸引…人).
    fn names_another(&self, other: &Fact) -> bool {
        let strange = |of| self.letters.strange(&self.told, of, &other.letters);
        strange(self.front) >= WORD || self.subject.is_some_and(|subject| strange(subject) > 0)
    }

    /// Whether most words of the sentence stand in the other's.
    fn tells_of(&self, other: &Fact) -> bool {
        let whole = self.letters.whole();
        let lacks = self.letters.lacks(&self.told, whole, &other.letters, other.letters.whole());
        lacks * 10 <= self.told_size * 3
    }

    /// Keys from the pairs of clause and sentence whose hashes are least: two texts with most pairs in
    /// common share a key. In order, each once.
    fn keys(&self) -> Vec<u32> {
        let mut keys: Vec<u64> = Vec::new();
        for (mask, stretch) in [(&self.plain, self.clause), (&self.told, self.letters.whole())] {
            let mut hashes: Vec<u64> = self.letters.pairs(mask, stretch).map(|p| p.hash()).collect();
            hashes.sort_unstable();
            hashes.dedup();
            hashes.truncate(SKETCH);
            for (i, a) in hashes.iter().enumerate() {
                keys.extend(hashes.iter().skip(i + 1).map(|b| self.unit ^ a.rotate_left(17) ^ b.rotate_left(41)));
            }
        }
        keys.extend(self.named.map(|named| self.unit ^ named));
        let mut keys: Vec<u32> = keys.into_iter().map(|key| (key ^ key >> 32) as u32).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Subject, metric and time of a claim, if the sentence itself names all three.
fn named(claim: &Claim) -> Option<u64> {
    let (subject, metric, time) = (claim.subject.as_ref()?, claim.metric.as_ref()?, claim.time.as_ref()?);
    let inside = |start: usize| claim.sentence.start <= start && start < claim.sentence.end;
    let norm = time.norm.as_ref()?;
    // 医药制造业 is no name: of whose business it is stands elsewhere in the sentence. What happened to a thing of
    // the same words on one day is one event: 2月12日，灯会接待…
    let one_day = norm.len() == "2025-02-12".len() && !norm.contains('/');
    let name = subject.entity.clone().or_else(|| {
        let words = folded(&subject.text);
        (one_day && words.chars().count() >= 3).then_some(words)
    })?;
    let what = metric.id.clone().unwrap_or_else(|| folded(&metric.text));
    let said = inside(subject.start) && inside(metric.start) && inside(time.start);
    said.then(|| word_hash(&format!("{name}|{what}|{norm}")))
}
