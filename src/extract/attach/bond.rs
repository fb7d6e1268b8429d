//! The clues that hang on both the number and the candidate, in parts that candidates share: those of the
//! phrase's last word, of the words between, of the whole, and of what the numbers before were about.

use crate::extract::candidates::{Candidate, Decided, Origin};
use crate::extract::linear::{Atom, Sink};
use crate::extract::phrases::Phrase;
use crate::extract::story::Chunk;
use crate::extract::words::Word;
use crate::text::Tag;

use super::clue;
use super::look::{self, Edges, holds, word};
use super::place::{Place, Spot, place_of};
use super::setting::Setting;

/// What a candidate's words were to the numbers before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Relation {
    /// Nothing.
    New,
    /// The last one's subject.
    Subject,
    /// The last one's metric.
    Metric,
    /// Both.
    Both,
    /// The subject of one further back.
    OldSubject,
    /// The metric of one further back.
    OldMetric,
}

/// How many relations there are.
pub const RELATIONS: usize = 6;

impl Relation {
    /// The relation as it stands in features.
    pub fn atom(self) -> Atom<'static> {
        const ATOMS: [Atom<'static>; RELATIONS] = [
            Atom::new("new"),
            Atom::new("subject"),
            Atom::new("metric"),
            Atom::new("both"),
            Atom::new("old-subject"),
            Atom::new("old-metric"),
        ];
        ATOMS[self as usize % RELATIONS]
    }
}

/// How many numbers back a relation is looked for.
const REACH: usize = 12;

impl Setting<'_> {
    /// Adds all clues of a candidate.
    pub fn clues(&self, candidate: &Candidate, out: &mut impl Sink) {
        let place = self.place(candidate);
        self.spot_clues(place.spot, out);
        let relation = self.relation(candidate.hash());
        self.memory_clues(relation, out);
        self.candidate_clues(candidate, place, relation, out);
        let Some(phrase) = &candidate.phrase else { return };
        look::clues(self.story, phrase, out);
        self.last_clues(place.spot, phrase.chunk, out);
        if candidate.origin == Origin::Here {
            self.distance_clues(place, phrase.chunk, out);
        }
        self.whole_clues(place.spot, phrase, out);
        let words = self.story.words(phrase.chunk.scene as usize);
        for at in phrase.chunk.first as usize..phrase.chunk.end as usize {
            self.token_clues(place.spot, words, at, out);
        }
    }

    /// Where a candidate stands.
    #[inline]
    pub fn place(&self, candidate: &Candidate) -> Place {
        place_of(self.story, self.target, candidate.chunk(), candidate.origin)
    }

    /// What hangs on the last word of a phrase and the region that it stands in.
    #[inline(always)]
    pub fn last_clues(&self, spot: Spot, chunk: Chunk, out: &mut impl Sink) {
        let e = Edges::new(self.story, chunk);
        let (head_tag, ending) = (e.last.tag, e.last.ending);
        let p = spot.atom();
        let tokens = self.story.scenes.get(chunk.scene as usize).map_or(&[][..], |s| s.tokens.as_slice());
        let hash = tokens.get((chunk.end as usize).wrapping_sub(1)).map_or(0, |t| t.hash);
        let (often, lead) = self.story.frequency(hash);
        let often = Atom::new(often_name(often));
        clue!(out, "often", p, often);
        clue!(out, "often.lead", p, Atom::flag(lead), head_tag);
        if let Some(last) = &self.last {
            let r = self.head_relation(hash).atom();
            clue!(out, "head.was.kind", r, self.kind, last.same_kind);
            clue!(out, "head.was.place", r, p);
        }
        clue!(out, "ending.kind", ending, self.kind);
        clue!(out, "ending.unit", ending, self.unit);
        clue!(out, "place.next", p, e.after.word);
        clue!(out, "place.kind.next", p, self.kind, e.after.word);
        clue!(out, "place.ending", p, ending);
        clue!(out, "role.kind.ending", self.role, self.kind, ending);
    }

    /// What hangs on the whole phrase and its region.
    #[inline(always)]
    pub fn whole_clues(&self, spot: Spot, phrase: &Phrase, out: &mut impl Sink) {
        let e = Edges::new(self.story, phrase.chunk);
        let p = spot.atom();
        let length = Atom::small((phrase.chunk.end - phrase.chunk.first) as usize);
        let holds = |tag| holds(phrase, tag);
        clue!(out, "holds.place", p, holds(Tag::De), holds(Tag::Verb), holds(Tag::Punctuation));
        clue!(out, "place.prev", p, e.before.word);
        clue!(out, "place.start.word", p, e.first.word);
        clue!(out, "place.start", p, e.first.tag);
        clue!(out, "place.length", p, length);
    }

    /// What every word of a phrase says for or against it, wherever in the phrase it stands.
    #[inline(always)]
    pub fn token_clues<'w>(&self, spot: Spot, words: &'w [Word<'w>], at: usize, out: &mut impl Sink) {
        let own = word(words, Some(at));
        let (before, after) = (word(words, at.checked_sub(1)), word(words, Some(at + 1)));
        let p = spot.region().atom();
        clue!(out, "word", p, own.word);
        clue!(out, "word.kind", self.kind, own.word);
        clue!(out, "word.unit", self.unit, own.word);
        clue!(out, "word.tag", p, own.tag, self.kind);
        clue!(out, "word.tags", before.tag, own.tag, after.tag);
        clue!(out, "word.ending", p, own.ending);
        clue!(out, "word.role", self.role, own.word);
    }

    /// What hangs on the edge of the phrase that faces the number, and on the words between.
    #[inline(always)]
    pub fn distance_clues(&self, place: Place, chunk: Chunk, out: &mut impl Sink) {
        let p = place.spot.atom();
        let gap = Atom::new(bucket(place.gap));
        let numbers = Atom::small(usize::from(place.numbers.min(3)));
        clue!(out, "gap", p, gap);
        clue!(out, "gap.kind", p, gap, self.kind);
        clue!(out, "numbers", p, numbers);
        let words = self.story.words(self.target.scene);
        let (first, end, at) = (chunk.first as usize, chunk.end as usize, self.target.token);
        let (range, edge) = if first > at { (at + 1..first, first) } else { (end..at, end.wrapping_sub(1)) };
        let edge_tag = word(words, Some(edge)).tag;
        let between: &[Word<'_>] = words.get(range.clone()).unwrap_or(&[]);
        match between {
            [] => clue!(out, "between", p, self.kind),
            [a] => {
                clue!(out, "between", p, a.word);
                clue!(out, "between.tags", p, a.tag);
            }
            [a, b] => {
                clue!(out, "between", p, a.word, b.word);
                clue!(out, "between.tags", p, a.tag, b.tag);
            }
            [a, b, c] => clue!(out, "between.tags", p, a.tag, b.tag, c.tag),
            _ => {}
        }
        let tokens = self.story.scenes.get(self.target.scene).and_then(|s| s.tokens.get(range)).unwrap_or(&[]);
        let (mut places, mut names, mut nouns) = (false, false, 0);
        for pair in tokens.windows(2).take(24) {
            places |= pair[0].tag == Tag::Place;
            names |= matches!(pair[0].tag, Tag::Organisation | Tag::Name | Tag::Person);
            let noun = |tag| matches!(tag, Tag::Noun | Tag::NominalVerb | Tag::Latin | Tag::Abbreviation);
            nouns += usize::from(noun(pair[0].tag) && !noun(pair[1].tag));
        }
        if let Some(last) = tokens.last() {
            places |= last.tag == Tag::Place;
            names |= matches!(last.tag, Tag::Organisation | Tag::Name | Tag::Person);
            nouns += usize::from(matches!(last.tag, Tag::Noun | Tag::NominalVerb | Tag::Latin | Tag::Abbreviation));
        }
        clue!(out, "across.tags", p, edge_tag, Atom::flag(places), Atom::flag(names), Atom::flag(nouns > 0));
        clue!(out, "nouns", p, Atom::small(nouns.min(6)));
    }

    /// What words were to the numbers before.
    #[inline]
    pub fn relation(&self, hash: u64) -> Relation {
        self.related(hash, |p| p.hash)
    }

    /// What the last word of a phrase was the last word of.
    #[inline]
    pub fn head_relation(&self, head: u64) -> Relation {
        self.related(head, |p| p.head)
    }

    #[inline]
    fn related(&self, hash: u64, of: fn(&Phrase) -> u64) -> Relation {
        let of = |p: &Option<Phrase>| p.as_ref().map_or(0, of);
        let was = |d: &Decided| match (of(&d.subject) == hash, of(&d.metric) == hash) {
            (true, true) => Relation::Both,
            (true, false) => Relation::Subject,
            (false, true) => Relation::Metric,
            _ => Relation::New,
        };
        let Some((last, earlier)) = self.past.split_last() else { return Relation::New };
        match was(last) {
            Relation::New if hash != 0 => {}
            relation => return relation,
        }
        let found = earlier.iter().rev().take(REACH).map(was).find(|&r| r != Relation::New);
        match found {
            None => Relation::New,
            Some(Relation::Metric) => Relation::OldMetric,
            Some(_) => Relation::OldSubject,
        }
    }

    /// What follows from a relation alone.
    #[inline(always)]
    pub fn memory_clues(&self, relation: Relation, out: &mut impl Sink) {
        let Some(last) = &self.last else { return };
        let r = relation.atom();
        clue!(out, "was", r);
        clue!(out, "was.link", r, last.link, last.nearness);
        clue!(out, "was.rule", r, self.rule);
    }

    /// What follows from a relation and the place, beside those of the last number.
    #[inline(always)]
    pub fn candidate_clues(&self, candidate: &Candidate, place: Place, relation: Relation, out: &mut impl Sink) {
        let p = place.spot.atom();
        let Some(last) = &self.last else {
            return;
        };
        let r = relation.atom();
        clue!(out, "was.place", r, p);
        if candidate.origin == Origin::Nothing {
            return;
        }
        const ATOMS: [Atom<'static>; 3] = [Atom::new("other"), Atom::new("alike"), Atom::new("same")];
        let like = |other: Place| {
            let alike = other.spot == place.spot;
            ATOMS[usize::from(alike) + usize::from(alike && other.gap == place.gap)]
        };
        let subject = like(last.subject_place);
        clue!(out, "parallel.subject", subject, p, last.same_unit);
        if let Some(phrase) = &candidate.phrase {
            let count = |of: fn(&Decided) -> u64| {
                self.past.iter().rev().take(REACH * 2).filter(|d| of(d) == phrase.hash).count().min(4)
            };
            let (subjects, metrics) = (count(Decided::subject_hash), count(Decided::metric_hash));
            if subjects + metrics > 0 {
                clue!(out, "times", p, Atom::small(subjects), Atom::small(metrics));
            }
        }
    }
}

fn often_name(count: u8) -> &'static str {
    match count {
        0 | 1 => "1",
        2 => "2",
        3 | 4 => "3",
        5..=8 => "5",
        _ => "9",
    }
}

fn bucket(gap: u16) -> &'static str {
    match gap {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4..=5 => "4",
        6..=8 => "6",
        9..=12 => "9",
        13..=20 => "13",
        21..=35 => "21",
        _ => "36",
    }
}
