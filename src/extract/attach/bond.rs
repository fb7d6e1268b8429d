//! The clues that hang on both the number and the candidate, in parts that candidates share: those of the
//! phrase's last word, of the words between, of the whole, and of what the numbers before were about.

use crate::extract::candidates::{Candidate, Decided, Origin};
use crate::extract::linear::{Atom, Sink};
use crate::extract::phrases::Phrase;
use crate::extract::story::Chunk;
use crate::extract::words::Word;
use crate::model::Span;
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
        let (head, head_tag, ending) = (e.last.word, e.last.tag, e.last.ending);
        let p = spot.atom();
        let tokens = self.story.scenes.get(chunk.scene as usize).map_or(&[][..], |s| s.tokens.as_slice());
        let hash = tokens.get((chunk.end as usize).wrapping_sub(1)).map_or(0, |t| t.hash);
        let (often, lead) = self.story.frequency(hash);
        let often = Atom::new(often_name(often));
        clue!(out, "often", p, often);
        clue!(out, "often.tag", often, head_tag);
        clue!(out, "often.lead", p, Atom::flag(lead), head_tag);
        clue!(out, "ending2.kind", e.last.ending2, self.kind);
        clue!(out, "place.ending2", p, e.last.ending2);
        clue!(out, "rule.tag", self.rule, p, head_tag);
        if let Some(last) = &self.last {
            let r = self.head_relation(hash).atom();
            clue!(out, "head.was", r, last.nearness);
            clue!(out, "head.was.unit", r, last.nearness, last.same_unit);
            clue!(out, "head.was.kind", r, self.kind, last.same_kind);
            clue!(out, "head.was.place", r, p);
        }
        clue!(out, "head.kind", head, self.kind);
        clue!(out, "head.unit", head, self.unit);
        clue!(out, "head.before", head, self.before[0]);
        clue!(out, "head.verb", head, self.verb);
        clue!(out, "role.head", self.role, head);
        clue!(out, "ending.kind", ending, self.kind);
        clue!(out, "ending.unit", ending, self.unit);
        clue!(out, "place.next", p, e.after.word);
        clue!(out, "place.kind.next", p, self.kind, e.after.word);
        clue!(out, "place.head", p, head);
        clue!(out, "place.head.tag", p, head_tag);
        clue!(out, "place.role.tag", p, self.role, head_tag);
        clue!(out, "place.kind.tag", p, self.kind, head_tag);
        clue!(out, "place.unit.tag", p, self.unit, head_tag);
        clue!(out, "place.before.tag", p, self.before[0], head_tag);
        clue!(out, "place.after.tag", p, self.after_tag[0], head_tag);
        clue!(out, "place.ending", p, ending);
        clue!(out, "place.kind.ending", p, self.kind, ending);
    }

    /// What hangs on the whole phrase and its region.
    #[inline(always)]
    pub fn whole_clues(&self, spot: Spot, phrase: &Phrase, out: &mut impl Sink) {
        let e = Edges::new(self.story, phrase.chunk);
        let p = spot.atom();
        let length = Atom::small((phrase.chunk.end - phrase.chunk.first) as usize);
        let holds = |tag| holds(phrase, tag);
        clue!(out, "holds.place", p, holds(Tag::De), holds(Tag::Verb), holds(Tag::Punctuation));
        clue!(out, "edges.place", p, e.before.tag, e.first.tag, e.last.tag, e.after.tag);
        clue!(out, "place.prev", p, e.before.word);
        clue!(out, "place.start", p, e.first.tag);
        clue!(out, "place.length", p, length);
        clue!(out, "place.kind.length", p, self.kind, length);
        clue!(out, "place.shape", p, e.first.tag, e.last.tag, length);
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
        clue!(out, "numbers.kind", p, numbers, self.kind);
        clue!(out, "clauses", p, Atom::small(usize::from(place.clauses.min(5))));
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
                clue!(out, "between.kind", p, a.word, self.kind);
            }
            [a, b] => {
                clue!(out, "between", p, a.word, b.word);
                clue!(out, "between.tags", p, a.tag, b.tag);
                clue!(out, "between.first", p, a.word);
            }
            [a, b, c] => {
                clue!(out, "between.tags", p, a.tag, b.tag, c.tag);
                clue!(out, "between.first", p, a.word);
                clue!(out, "between.ends", p, a.word, c.word);
            }
            [a, .., b] => {
                clue!(out, "between.first", p, a.word);
                clue!(out, "between.ends", p, a.word, b.word);
            }
        }
        let tokens = self.story.scenes.get(self.target.scene).and_then(|s| s.tokens.get(range)).unwrap_or(&[]);
        let mut seen = [false; 4];
        for (token, word) in tokens.iter().zip(between).take(24) {
            match token.tag {
                Tag::Verb | Tag::Preposition | Tag::Punctuation | Tag::Particle | Tag::De | Tag::Conjunction => {
                    clue!(out, "across", p, word.word);
                }
                Tag::Place => seen[0] = true,
                Tag::Organisation | Tag::Name | Tag::Person => seen[1] = true,
                Tag::Noun | Tag::NominalVerb => seen[2] = true,
                Tag::Period => seen[3] = true,
                _ => {}
            }
        }
        clue!(out, "across.tags", p, edge_tag, Atom::flag(seen[0]), Atom::flag(seen[1]), Atom::flag(seen[2]));
        clue!(out, "across.time", p, Atom::flag(seen[3]));
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
        let before = self.before[0];
        clue!(out, "was", r);
        clue!(out, "was.near", r, last.nearness);
        clue!(out, "was.near.kind", r, last.nearness, self.kind, last.same_kind);
        clue!(out, "was.near.unit", r, last.nearness, last.same_unit, self.unit);
        clue!(out, "was.link", r, last.link, last.nearness);
        clue!(out, "was.before", r, before, last.nearness);
        clue!(out, "was.verb", r, self.verb);
        clue!(out, "was.role", r, self.role, last.nearness, last.same_unit);
        clue!(out, "was.roles", r, self.role, last.role, last.nearness);
        clue!(out, "was.rule", r, self.rule);
        clue!(out, "was.opening", r, self.opening, last.nearness);
        clue!(out, "was.before.tag", r, self.before_tag[0], self.after_tag[0], last.nearness);
    }

    /// What follows from a relation and the place, beside those of the last number.
    #[inline(always)]
    pub fn candidate_clues(&self, candidate: &Candidate, place: Place, relation: Relation, out: &mut impl Sink) {
        let p = place.spot.atom();
        self.frame_clues(candidate, p, out);
        let Some(last) = &self.last else {
            clue!(out, "memory.none", p);
            return;
        };
        let r = relation.atom();
        clue!(out, "was.place", r, p);
        if candidate.origin == Origin::Nothing {
            clue!(out, "was.nothing", r, self.kind, last.same_unit);
            return;
        }
        const ATOMS: [Atom<'static>; 3] = [Atom::new("other"), Atom::new("alike"), Atom::new("same")];
        let like = |other: Place| {
            let alike = other.spot == place.spot;
            ATOMS[usize::from(alike) + usize::from(alike && other.gap == place.gap)]
        };
        let (subject, metric) = (like(last.subject_place), like(last.metric_place));
        clue!(out, "parallel.subject", subject, p, last.same_unit);
        clue!(out, "parallel.metric", metric, p, last.same_unit);
        clue!(out, "parallel.subject.near", subject, last.nearness, last.link);
        if let Some(phrase) = &candidate.phrase {
            let e = Edges::new(self.story, phrase.chunk);
            let beside = |round: [Atom<'_>; 2]| {
                Atom::new(match (e.before.word == round[0], e.after.word == round[1]) {
                    (true, true) => "both",
                    (true, false) => "before",
                    (false, true) => "after",
                    _ => "other",
                })
            };
            let (subject, metric) = (beside(last.subject_round), beside(last.metric_round));
            clue!(out, "beside.subject", subject, last.same_unit, p);
            clue!(out, "beside.metric", metric, last.same_unit, p);
            clue!(out, "beside.subject.tag", subject, e.last.tag, last.nearness);
            clue!(out, "beside.metric.tag", metric, e.last.tag, last.nearness);
        }
        if let Origin::Subject(age) | Origin::Metric(age) = candidate.origin {
            let age = Atom::small(age as usize);
            clue!(out, "age", p, age);
            clue!(out, "age.near", p, age, last.nearness);
            clue!(out, "age.clause", p, age, Atom::small(self.clause.min(3)));
        }
    }
}

impl Setting<'_> {
    /// What the frames make of a candidate.
    #[inline]
    fn frame_clues(&self, candidate: &Candidate, p: Atom<'_>, out: &mut impl Sink) {
        let facets = self.facets;
        if facets.subject.is_none() && facets.metric.is_none() && facets.baseline.is_none() {
            return;
        }
        let own = candidate.chunk().map(|c| self.story.span(c));
        let fit = |wanted: Span| {
            Atom::new(match own {
                None => "none",
                Some(own) if own == wanted => "same",
                Some(own) if own.end == wanted.end => "end",
                Some(own) if wanted.contains(own) => "inside",
                Some(own) if own.overlaps(wanted) => "overlap",
                _ => "apart",
            })
        };
        if let Some(subject) = facets.subject {
            clue!(out, "frame.subject", fit(subject));
            clue!(out, "frame.subject.place", fit(subject), p);
        }
        if let Some(metric) = facets.metric {
            clue!(out, "frame.metric", fit(metric));
            clue!(out, "frame.metric.place", fit(metric), p);
        }
        if let Some(baseline) = facets.baseline {
            clue!(out, "frame.baseline", fit(baseline));
            clue!(out, "frame.baseline.role", fit(baseline), self.role);
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
