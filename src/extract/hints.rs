//! What all numbers of a sentence share when their facets are told: words as atoms, neighbours of the
//! same unit, sums, brackets, marks like 其中, and what stands before and after the sentence.

use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::model::{Kind, Span};
use crate::rules::{Rules, WordMap};
use crate::text::{Tag, Token, word_hash};

use super::Scene;
use super::frames::{Hit, Vote};
use super::linear::Atom;

/// Words that divide a whole into parts, looked for before and after a number.
pub const MARKS: [&str; 10] = ["其中", "当中", "包括", "分别", "共", "各", "另", "中", "其余", "为"];

/// How many of [`MARKS`] say that parts of what went before follow.
pub const OF_WHICH: usize = 3;

/// The words that features look for, by their hash.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    ways: WordMap<&'static str>,
    marks: WordMap<usize>,
}

impl Lookup {
    /// Reads the lists `rise` and `fall`.
    pub fn new(rules: &Rules) -> Self {
        let words = |list| rules.words.get(list).unwrap_or(&[]).iter().map(move |w| (word_hash(w), list));
        let marks = MARKS.iter().enumerate().map(|(n, w)| (word_hash(w), n)).collect();
        Lookup { ways: words("rise").chain(words("fall")).collect(), marks }
    }
}

/// How many numbers of the same unit a sum may have.
const LONGEST_SUM: usize = 40;

/// How many scopes are looked at from one number: keeps the whole linear.
const MOST_SCOPES: usize = 24;

/// How a number's value stands to those of its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// No relation found.
    None,
    /// It is the sum of at least two numbers next to it.
    Whole,
    /// It is one of those.
    Part,
}

/// What a sentence takes from those before it.
#[derive(Clone, Copy, Default)]
pub struct Earlier<'s> {
    /// The modalities of the last two numbers, the nearest first.
    pub modality: [Option<&'static str>; 2],
    /// The frames of modality that matched in the text's first sentence, and in the sentence before.
    pub lead: &'s [usize],
    /// As [`Earlier::lead`].
    pub previous: &'s [usize],
    /// The sentences with numbers before and after.
    pub scenes: [Option<&'s Scene<'s>>; 2],
}

/// A sentence made ready. Linear in its tokens and numbers.
pub struct Hints<'s> {
    /// What frames say.
    pub hits: &'s [Hit],
    /// For each number the votes for it: places in `hits` and in [`Hit::votes`].
    pub votes: Vec<Vec<(usize, usize)>>,
    /// Places in `hits` of those with a scope, in order of place.
    pub scopes: Vec<usize>,
    /// For each token `rise` or `fall`, where it is a word of change.
    pub ways: Vec<Option<&'static str>>,
    /// For each token its clause.
    pub clauses: Vec<u16>,
    /// The mark of [`OF_WHICH`] that the sentence begins with.
    pub led: Option<usize>,
    /// What was said before the sentence.
    pub earlier: Earlier<'s>,
    /// The rules.
    pub rules: &'s Rules,
    /// The publication date.
    pub published: Option<Date>,
    /// The last words before the sentence, within its paragraph.
    pub before: &'s str,
    /// The first words after it.
    pub after: &'s str,
    /// For each number its token.
    pub places: Vec<Option<usize>>,
    /// For each token how many numbers stand before it.
    pub ranks: Vec<usize>,
    /// For each token the innermost bracket that is open there.
    pub brackets: Vec<Option<usize>>,
    /// For each mark its tokens.
    pub marks: [Vec<usize>; MARKS.len()],
    /// For each number the one before it, the one after it, and the same among numbers of its unit.
    pub links: Vec<Links>,
    /// For each number how it stands to its neighbours.
    pub sums: Vec<Sum>,
    /// For each number its value.
    pub values: Vec<Decimal>,
    atoms: Vec<Atom<'s>>,
}

/// Neighbours of a number, by their places in [`Scene::numbers`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Links {
    /// The number before.
    pub previous: Option<usize>,
    /// The number after.
    pub next: Option<usize>,
    /// The number before, of the same unit.
    pub previous_same: Option<usize>,
    /// The number after, of the same unit.
    pub next_same: Option<usize>,
    /// How many of the same unit stand before it.
    pub rank_same: usize,
    /// How many of the same unit there are.
    pub total_same: usize,
}

impl<'s> Hints<'s> {
    /// Prepares a sentence.
    pub fn new(
        scene: &'s Scene<'s>,
        rules: &'s Rules,
        lookup: &Lookup,
        hits: &'s [Hit],
        earlier: Earlier<'s>,
        published: Option<Date>,
    ) -> Self {
        let span = scene.sentence.span;
        let before = scene.view.norm(Span::new(span.start.saturating_sub(60), span.start));
        let after = scene.view.norm(Span::new(span.end, span.end + 8)).trim_start();
        let mut votes = vec![Vec::new(); scene.numbers.len()];
        for (h, hit) in hits.iter().enumerate() {
            for (v, vote) in hit.votes.iter().enumerate() {
                if let Some(of_number) = votes.get_mut(vote.number) {
                    of_number.push((h, v));
                }
            }
        }
        let mut scopes: Vec<usize> = (0..hits.len()).filter(|&h| hits[h].scope.is_some()).collect();
        scopes.sort_by_key(|&h| hits[h].span.start);
        let mut hints = Hints {
            hits,
            votes,
            scopes,
            ways: Vec::with_capacity(scene.tokens.len()),
            clauses: Vec::with_capacity(scene.tokens.len()),
            led: None,
            earlier,
            rules,
            published,
            before: before.rsplit('\n').next().unwrap_or(""),
            after,
            places: vec![None; scene.numbers.len()],
            ranks: Vec::with_capacity(scene.tokens.len()),
            brackets: Vec::with_capacity(scene.tokens.len()),
            marks: Default::default(),
            links: links(scene),
            sums: vec![Sum::None; scene.numbers.len()],
            values: scene.numbers.iter().map(|f| f.quantity.value.to_decimal()).collect(),
            atoms: Vec::with_capacity(scene.tokens.len()),
        };
        hints.read_tokens(scene, lookup);
        hints.read_sums(scene);
        hints
    }

    fn read_tokens(&mut self, scene: &'s Scene<'s>, lookup: &Lookup) {
        let mut open = Vec::new();
        let mut rank = 0;
        let mut clause = 0;
        for (i, token) in scene.tokens.iter().enumerate() {
            self.ranks.push(rank);
            self.brackets.push(open.last().copied());
            self.atoms.push(token_atom(scene, token));
            self.ways.push(lookup.ways.get(&token.hash).copied());
            while clause + 1 < scene.clauses.len() && scene.clauses[clause].end <= token.span.start {
                clause += 1;
            }
            self.clauses.push(clause as u16);
            if token.tag == Tag::Number {
                rank += 1;
                let n = (token.index as usize).checked_sub(scene.first_number);
                if let Some(place) = n.and_then(|n| self.places.get_mut(n)) {
                    *place = Some(i);
                }
                continue;
            }
            if let Some(&mark) = lookup.marks.get(&token.hash) {
                self.marks[mark].push(i);
                self.led = self.led.or((i == 0 && mark < OF_WHICH).then_some(mark));
            } else if token.tag == Tag::Punctuation {
                match scene.view.norm(token.span) {
                    "(" => open.push(i),
                    ")" => {
                        open.pop();
                    }
                    _ => {}
                }
            }
        }
    }

    fn read_sums(&mut self, scene: &Scene<'_>) {
        for n in 0..scene.numbers.len() {
            let countable = matches!(scene.numbers[n].quantity.kind, Kind::Count | Kind::Money | Kind::Measure);
            if scene.numbers[n].rejected.is_some() || !countable {
                continue;
            }
            for step in [|l: &Links| l.next_same, |l: &Links| l.previous_same] {
                let mut parts = Vec::new();
                let mut sum = Decimal::ZERO;
                let mut at = step(&self.links[n]);
                while let Some(part) = at.filter(|_| parts.len() < LONGEST_SUM) {
                    let Some(more) = sum.checked_add(self.values[part]) else { break };
                    sum = more;
                    parts.push(part);
                    if sum > self.values[n] {
                        break;
                    }
                    if sum == self.values[n] && parts.len() > 1 {
                        self.sums[n] = Sum::Whole;
                        parts.iter().for_each(|&p| self.sums[p] = Sum::Part);
                        break;
                    }
                    at = step(&self.links[part]);
                }
            }
        }
    }

    /// The votes for a number, each with its hit.
    pub fn votes_for(&self, n: usize) -> impl Iterator<Item = (&'s Hit, &'s Vote)> + '_ {
        let hits = self.hits;
        self.votes.get(n).into_iter().flatten().filter_map(move |&(h, v)| {
            let hit = hits.get(h)?;
            Some((hit, hit.votes.get(v)?))
        })
    }

    /// The scopes that begin before a place, the nearest first, and not more than matter.
    pub fn scopes_before(&self, place: usize) -> impl Iterator<Item = &'s Hit> + '_ {
        let hits = self.hits;
        let end = self.scopes.partition_point(|&h| hits[h].span.start < place);
        self.scopes[..end].iter().rev().take(MOST_SCOPES).map(move |&h| &hits[h])
    }

    /// The scopes that begin inside a stretch.
    pub fn scopes_in(&self, stretch: Span) -> impl Iterator<Item = &'s Hit> + '_ {
        let hits = self.hits;
        let from = self.scopes.partition_point(|&h| hits[h].span.start < stretch.start);
        let inside = move |h: &&usize| hits[**h].span.start < stretch.end;
        self.scopes[from..].iter().take(MOST_SCOPES).take_while(inside).map(move |&h| &hits[h])
    }

    /// The tokens of the clause of a token, before it and after it, not more than matter.
    pub fn clause(&self, at: usize) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let own = self.clauses.get(at);
        let inside = |i: &usize| self.clauses.get(*i) == own;
        let first = (0..at).rev().take(24).take_while(inside).last().unwrap_or(at);
        let end = (at + 1..self.clauses.len()).take(16).take_while(inside).last().map_or(at + 1, |i| i + 1);
        (first..at, at + 1..end)
    }

    /// The atom of a token; `-` where there is none.
    pub fn word(&self, place: Option<usize>) -> Atom<'s> {
        place.and_then(|p| self.atoms.get(p)).copied().unwrap_or(Atom::new("-"))
    }
}

fn links(scene: &Scene<'_>) -> Vec<Links> {
    let mut out = vec![Links::default(); scene.numbers.len()];
    let mut previous = None;
    let mut by_unit: HashMap<Option<&str>, (usize, usize)> = HashMap::new();
    for n in (0..scene.numbers.len()).filter(|&n| scene.numbers[n].rejected.is_none()) {
        let unit = scene.numbers[n].quantity.unit.as_deref();
        out[n].previous = previous;
        if let Some(p) = previous.and_then(|p: usize| out.get_mut(p)) {
            p.next = Some(n);
        }
        previous = Some(n);
        match by_unit.get_mut(&unit) {
            None => {
                by_unit.insert(unit, (n, 1));
            }
            Some((last, count)) => {
                out[n].previous_same = Some(*last);
                out[n].rank_same = *count;
                out[*last].next_same = Some(n);
                (*last, *count) = (n, *count + 1);
            }
        }
    }
    for (links, found) in out.iter_mut().zip(scene.numbers) {
        links.total_same = by_unit.get(&found.quantity.unit.as_deref()).map_or(0, |c| c.1);
    }
    out
}

/// A token as it stands in features: numbers and times by their kind, words as they are.
fn token_atom<'s>(scene: &'s Scene<'s>, token: &Token) -> Atom<'s> {
    match token.tag {
        Tag::Number => {
            let n = (token.index as usize).checked_sub(scene.first_number);
            Atom::new(n.and_then(|n| scene.numbers.get(n)).map_or("#", |f| kind_name(f.quantity.kind)))
        }
        Tag::Period => Atom::new("#time"),
        _ => match scene.view.norm(token.span) {
            word if word.bytes().any(|b| b.is_ascii_digit()) => Atom::new("#digits"),
            word => Atom::hashed(word, token.hash),
        },
    }
}

/// The name of a kind in features.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Percent => "#percent",
        Kind::Point => "#point",
        Kind::Fraction => "#fraction",
        Kind::Multiple => "#multiple",
        Kind::Count => "#count",
        Kind::Money => "#money",
        Kind::Measure => "#measure",
        Kind::Duration => "#duration",
        Kind::Rank => "#rank",
        Kind::Score => "#score",
        Kind::Age => "#age",
        Kind::Ratio => "#ratio",
    }
}
