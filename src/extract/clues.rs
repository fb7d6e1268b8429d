//! The clues by which a phrase is judged as subject or metric of a number: named features.

use crate::model::{Kind, Quantity, Role};
use crate::text::{Tag, Token};

use super::candidates::{Candidate, Decided, Origin, Target};
use super::facets::role_name;
use super::linear::{Atom, Features, Template};
use super::story::{Chunk, Story};

/// What is the same for all candidates of a number.
pub struct Setting<'s, 'a> {
    story: &'s Story<'a>,
    target: Target,
    kind: Atom<'s>,
    role: Atom<'s>,
    unit: Atom<'s>,
    before: [Atom<'s>; 2],
    before_tag: [Atom<'s>; 2],
    after: [Atom<'s>; 2],
    after_tag: [Atom<'s>; 2],
    verb: Atom<'s>,
    opening: Atom<'s>,
    order: Atom<'s>,
    clause: usize,
    /// The number before in the text, its place relative to this one, and the words between.
    last: Option<Last<'s>>,
    past: &'s [Decided],
}

struct Last<'s> {
    decided: &'s Decided,
    nearness: Atom<'s>,
    link: Atom<'s>,
    same_kind: Atom<'s>,
    same_unit: Atom<'s>,
    subject_place: Place,
    metric_place: Place,
}

/// Where a candidate stands relative to the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its name, as in features.
    pub name: &'static str,
    gap: usize,
    numbers: usize,
    clauses: usize,
}

pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Percent => "percent",
        Kind::Point => "point",
        Kind::Fraction => "fraction",
        Kind::Multiple => "multiple",
        Kind::Count => "count",
        Kind::Money => "money",
        Kind::Measure => "measure",
        Kind::Duration => "duration",
        Kind::Rank => "rank",
        Kind::Score => "score",
        Kind::Age => "age",
        Kind::Ratio => "ratio",
    }
}

const EDGE: &str = "<>";

impl<'s, 'a> Setting<'s, 'a> {
    /// Reads the setting of a number.
    pub fn new(story: &'s Story<'a>, target: Target, role: Role, past: &'s [Decided]) -> Self {
        let tokens: &'s [Token] = story.scenes.get(target.scene).map_or(&[], |s| s.tokens.as_slice());
        let quantity: Option<&'s Quantity> = story.scan.numbers.get(target.number).map(|f| &f.quantity);
        let at = target.token;
        let word = |i: Option<usize>| word_at(story, tokens, i);
        let tag = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or(Atom::new(EDGE), |t| Atom::tag(t.tag));
        let back = |n: usize| at.checked_sub(n);
        let clause_of = |i: usize| story.clause_of(target.scene, i);
        let clause = clause_of(at);
        let in_clause = (0..at).rev().take_while(|&i| clause_of(i) == clause);
        let verb = in_clause.clone().find(|&i| matches!(tokens[i].tag, Tag::Verb | Tag::NominalVerb));
        let first = in_clause.clone().last().unwrap_or(at);
        let order = in_clause.filter(|&i| tokens[i].tag == Tag::Number).count();
        let kind = quantity.map_or("", |q| kind_name(q.kind));
        let unit = quantity.and_then(|q| q.unit.as_deref()).unwrap_or("");
        let last = past.last().map(|decided| {
            let t = decided.target;
            let other = story.scan.numbers.get(t.number).map(|f| &f.quantity);
            let near = if t.scene != target.scene {
                if t.scene + 1 == target.scene { "next" } else { "far" }
            } else {
                match clause - clause_of(t.token).min(clause) {
                    0 => "clause",
                    1 => "clause1",
                    _ => "sentence",
                }
            };
            let link = if t.scene == target.scene { word(Some(t.token + 1)) } else { Atom::new(EDGE) };
            let place = |chunk| place_of(story, t, chunk, Origin::Here);
            Last {
                decided,
                nearness: Atom::new(near),
                link,
                same_kind: Atom::flag(other.map(|q| q.kind) == quantity.map(|q| q.kind)),
                same_unit: Atom::flag(other.map(|q| &q.unit) == quantity.map(|q| &q.unit)),
                subject_place: place(decided.subject),
                metric_place: place(decided.metric),
            }
        });
        Setting {
            story,
            target,
            kind: Atom::new(kind),
            role: Atom::new(role_name(role)),
            unit: Atom::new(unit),
            before: [word(back(1)), word(back(2))],
            before_tag: [tag(back(1)), tag(back(2))],
            after: [word(Some(at + 1)), word(Some(at + 2))],
            after_tag: [tag(Some(at + 1)), tag(Some(at + 2))],
            verb: word(verb),
            opening: word(Some(first)),
            order: Atom::small(order.min(3)),
            clause,
            last,
            past,
        }
    }

    /// Adds all clues of a candidate.
    pub fn clues(&self, candidate: &Candidate, out: &mut Features) {
        self.place_clues(self.place(candidate), out);
        if let Some(chunk) = candidate.chunk {
            phrase_clues(self.story, chunk, out);
        }
        self.bond_clues(candidate, out);
    }

    /// Where a candidate stands.
    pub fn place(&self, candidate: &Candidate) -> Place {
        place_of(self.story, self.target, candidate.chunk, candidate.origin)
    }

    /// The clues that are the same for all candidates at places of one name.
    pub fn place_clues(&self, place: Place, out: &mut Features) {
        let p = Atom::new(place.name);
        macro_rules! clue {
            ($name:literal $(, $part:expr)*) => {{
                const T: Template = Template::new($name);
                out.add(T, &[$($part),*]);
            }};
        }
        clue!("place", p);
        clue!("place.kind", p, self.kind);
        clue!("place.unit", p, self.unit);
        clue!("place.role", p, self.role);
        clue!("place.role.kind", p, self.role, self.kind);
        clue!("place.role.round", p, self.role, self.before_tag[0], self.after_tag[0]);
        clue!("place.before", p, self.before[0]);
        clue!("place.before.tags", p, self.before_tag[0], self.before_tag[1]);
        clue!("place.after", p, self.after[0]);
        clue!("place.after.tags", p, self.after_tag[0], self.after_tag[1]);
        clue!("place.kind.after", p, self.kind, self.after_tag[0]);
        clue!("place.kind.before", p, self.kind, self.before_tag[0]);
        clue!("place.round", p, self.before_tag[0], self.after_tag[0]);
        clue!("place.before2", p, self.before[0], self.before[1]);
        clue!("place.verb", p, self.verb);
        clue!("place.kind.verb", p, self.kind, self.verb);
        clue!("place.opening", p, self.opening);
        clue!("place.order", p, self.order, self.kind);
    }

    /// The clues that hang on both the number and the candidate.
    pub fn bond_clues(&self, candidate: &Candidate, out: &mut Features) {
        let story = self.story;
        let place = self.place(candidate);
        let p = Atom::new(place.name);
        macro_rules! clue {
            ($name:literal $(, $part:expr)*) => {{
                const T: Template = Template::new($name);
                out.add(T, &[$($part),*]);
            }};
        }
        self.memory(candidate, place, out);
        let Some(chunk) = candidate.chunk else { return };
        let Some(look) = Look::new(story, chunk) else { return };
        let tokens = story.tokens(chunk);
        let has = |tag: Tag| Atom::flag(tokens.iter().any(|t| t.tag == tag));
        let gap = Atom::new(bucket(place.gap));
        clue!("head.kind", look.head, self.kind);
        clue!("head.unit", look.head, self.unit);
        clue!("head.before", look.head, self.before[0]);
        clue!("head.verb", look.head, self.verb);
        clue!("ending.kind", look.ending, self.kind);
        clue!("ending.unit", look.ending, self.unit);
        clue!("holds.place", p, has(Tag::De), has(Tag::Verb), has(Tag::Punctuation));
        clue!("edges.place", p, look.prev_tag, look.start_tag, look.head_tag, look.next_tag);
        clue!("place.prev", p, look.prev);
        clue!("place.next", p, look.next);
        clue!("place.kind.next", p, self.kind, look.next);
        clue!("place.head", p, look.head);
        clue!("place.head.tag", p, look.head_tag);
        clue!("place.role.tag", p, self.role, look.head_tag);
        clue!("role.head", self.role, look.head);
        clue!("place.kind.tag", p, self.kind, look.head_tag);
        clue!("place.unit.tag", p, self.unit, look.head_tag);
        clue!("place.before.tag", p, self.before[0], look.head_tag);
        clue!("place.after.tag", p, self.after_tag[0], look.head_tag);
        clue!("place.ending", p, look.ending);
        clue!("place.kind.ending", p, self.kind, look.ending);
        clue!("place.start", p, look.start_tag);
        clue!("place.length", p, look.length);
        clue!("place.kind.length", p, self.kind, look.length);
        clue!("place.shape", p, look.start_tag, look.head_tag, look.length);
        clue!("gap", p, gap);
        clue!("gap.kind", p, gap, self.kind);
        clue!("numbers", p, Atom::small(place.numbers.min(3)));
        clue!("numbers.kind", p, Atom::small(place.numbers.min(3)), self.kind);
        clue!("clauses", p, Atom::small(place.clauses.min(5)));
        if matches!(candidate.origin, Origin::Here) {
            self.between(chunk.first as usize, chunk.end as usize, p, look.head_tag, out);
        }
    }

    /// Adds the clues of a subject and a metric taken together.
    pub fn pair_clues(&self, subject: &Candidate, metric: &Candidate, out: &mut Features) {
        let story = self.story;
        let (a, b) = (
            place_of(story, self.target, subject.chunk, subject.origin),
            place_of(story, self.target, metric.chunk, metric.origin),
        );
        let (p, q) = (Atom::new(a.name), Atom::new(b.name));
        macro_rules! clue {
            ($name:literal $(, $part:expr)*) => {{
                const T: Template = Template::new($name);
                out.add(T, &[$($part),*]);
            }};
        }
        let relation = match (subject.chunk, metric.chunk) {
            (None, None) => "neither",
            (None, _) => "metric only",
            (_, None) => "subject only",
            (Some(s), Some(m)) if s.scene != m.scene => "two sentences",
            (Some(s), Some(m)) => {
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
        };
        let r = Atom::new(relation);
        let class = |c: &Candidate| {
            let tokens = c.chunk.map_or(&[][..], |c| story.tokens(c));
            match tokens {
                [] => (Atom::new(EDGE), Atom::new(EDGE), Atom::new(EDGE), Atom::small(0)),
                [.., last] => {
                    (Atom::tag(last.tag), atom(story, last), ending(story.word(last)), Atom::small(tokens.len().min(4)))
                }
            }
        };
        let ((st, sw, se, sl), (mt, mw, me, ml)) = (class(subject), class(metric));
        clue!("pair", r);
        clue!("pair.places", p, q);
        clue!("pair.kind", r, self.kind);
        clue!("pair.unit", r, self.unit);
        clue!("pair.role", r, self.role, self.kind);
        clue!("pair.places.role", p, q, self.role);
        clue!("pair.tags.role", st, mt, self.role);
        clue!("pair.places.kind", p, q, self.kind);
        clue!("pair.places.relation", r, p, q);
        clue!("pair.tags", r, st, mt);
        clue!("pair.tags.kind", st, mt, self.kind);
        clue!("pair.heads", sw, mw);
        clue!("pair.endings", se, me);
        clue!("pair.subject", r, sw);
        clue!("pair.metric", r, mw);
        clue!("pair.subject.tag.metric", st, mw);
        clue!("pair.lengths", r, sl, ml);
        clue!("pair.after", r, self.after_tag[0], self.before_tag[0]);
        clue!("pair.before", r, self.before[0]);
        clue!("pair.verb", r, self.verb);
        clue!("pair.places.after", p, q, self.after_tag[0]);
        if let Some(last) = &self.last {
            let d = last.decided;
            let old = |h: u64| {
                if h == 0 {
                    "none"
                } else if h == d.subject_hash {
                    "subject"
                } else if h == d.metric_hash {
                    "metric"
                } else {
                    "new"
                }
            };
            let (os, om) = (Atom::new(old(subject.hash)), Atom::new(old(metric.hash)));
            clue!("pair.was", os, om);
            clue!("pair.was.role", os, om, self.role, last.same_unit);
            clue!("pair.was.near", os, om, last.nearness, last.same_unit);
            clue!("pair.was.kind", os, om, last.nearness, self.kind, last.same_kind);
            clue!("pair.was.link", os, om, last.link);
            clue!("pair.was.before", os, om, self.before[0]);
            clue!("pair.was.tags", os, om, self.before_tag[0], self.after_tag[0]);
            let same = Atom::flag((a.name, b.name) == (last.subject_place.name, last.metric_place.name));
            clue!("pair.parallel", same, last.nearness, last.same_unit);
            clue!("pair.parallel.link", same, last.link, os, om);
        }
    }

    fn between(&self, first: usize, end: usize, p: Atom<'_>, head_tag: Atom<'_>, out: &mut Features) {
        let story = self.story;
        let scene = story.scenes.get(self.target.scene).map_or(&[][..], |s| s.tokens.as_slice());
        let at = self.target.token;
        let range = if end <= at { end..at } else { at + 1..first.max(at + 1) };
        let Some(between) = scene.get(range) else { return };
        macro_rules! clue {
            ($name:literal $(, $part:expr)*) => {{
                const T: Template = Template::new($name);
                out.add(T, &[$($part),*]);
            }};
        }
        let tag = |t: &Token| Atom::tag(t.tag);
        let word = |t: &Token| atom(story, t);
        match between {
            [] => clue!("between", p, self.kind),
            [a] => {
                clue!("between", p, word(a));
                clue!("between.tags", p, tag(a));
                clue!("between.kind", p, word(a), self.kind);
            }
            [a, b] => {
                clue!("between", p, word(a), word(b));
                clue!("between.tags", p, tag(a), tag(b));
                clue!("between.first", p, word(a));
            }
            [a, b, c] => {
                clue!("between.tags", p, tag(a), tag(b), tag(c));
                clue!("between.first", p, word(a));
                clue!("between.ends", p, word(a), word(c));
            }
            [a, .., b] => {
                clue!("between.first", p, word(a));
                clue!("between.ends", p, word(a), word(b));
            }
        }
        let mut seen = [false; 8];
        for token in between.iter().take(24) {
            match token.tag {
                Tag::Verb | Tag::Preposition | Tag::Punctuation | Tag::Particle | Tag::De | Tag::Conjunction => {
                    clue!("across", p, word(token));
                }
                Tag::Place => seen[0] = true,
                Tag::Organisation | Tag::Name | Tag::Person => seen[1] = true,
                Tag::Noun | Tag::NominalVerb => seen[2] = true,
                Tag::Period => seen[3] = true,
                _ => {}
            }
        }
        clue!("across.tags", p, head_tag, Atom::flag(seen[0]), Atom::flag(seen[1]), Atom::flag(seen[2]));
        clue!("across.time", p, Atom::flag(seen[3]));
    }

    /// Clues from what the numbers before were about.
    fn memory(&self, candidate: &Candidate, place: Place, out: &mut Features) {
        macro_rules! clue {
            ($name:literal $(, $part:expr)*) => {{
                const T: Template = Template::new($name);
                out.add(T, &[$($part),*]);
            }};
        }
        let p = Atom::new(place.name);
        let Some(last) = &self.last else {
            clue!("memory.none", p);
            return;
        };
        let hash = candidate.hash;
        let d = last.decided;
        let was = |d: &Decided| match (d.subject_hash == hash, d.metric_hash == hash) {
            (true, true) => "both",
            (true, false) => "subject",
            (false, true) => "metric",
            _ => "new",
        };
        let mut relation = was(d);
        if relation == "new" && hash != 0 {
            for earlier in self.past.iter().rev().skip(1).take(12) {
                relation = match was(earlier) {
                    "new" => continue,
                    "metric" => "old-metric",
                    _ => "old-subject",
                };
                break;
            }
        }
        let r = Atom::new(relation);
        clue!("was", r);
        clue!("was.place", r, p);
        clue!("was.near", r, last.nearness);
        clue!("was.near.kind", r, last.nearness, self.kind, last.same_kind);
        clue!("was.near.unit", r, last.nearness, last.same_unit, self.unit);
        clue!("was.link", r, last.link, last.nearness);
        clue!("was.before", r, self.before[0], last.nearness);
        clue!("was.verb", r, self.verb);
        clue!("was.role", r, self.role, last.nearness, last.same_unit);
        clue!("was.opening", r, self.opening, last.nearness);
        clue!("was.before.tag", r, self.before_tag[0], self.after_tag[0], last.nearness);
        if candidate.origin == Origin::Nothing {
            clue!("was.nothing", r, self.kind, last.same_unit);
            return;
        }
        let like = |other: Place| {
            if other.name == place.name && other.gap == place.gap {
                "same"
            } else if other.name == place.name {
                "alike"
            } else {
                "other"
            }
        };
        clue!("parallel.subject", Atom::new(like(last.subject_place)), p, last.same_unit);
        clue!("parallel.metric", Atom::new(like(last.metric_place)), p, last.same_unit);
        clue!("parallel.subject.near", Atom::new(like(last.subject_place)), last.nearness, last.link);
        if let Origin::Subject(age) | Origin::Metric(age) = candidate.origin {
            clue!("age", p, Atom::small(age as usize));
            clue!("age.near", p, Atom::small(age as usize), last.nearness);
            clue!("age.clause", p, Atom::small(age as usize), Atom::small(self.clause.min(3)));
        }
    }
}

/// The word of a token; the class of a number, a time, a proper name other than a place, or anything longer
/// than a word should be: what is learned is the language, not who was in the news.
pub(super) fn atom<'s>(story: &'s Story<'_>, token: &Token) -> Atom<'s> {
    let named = matches!(token.tag, Tag::Person | Tag::Organisation | Tag::Name);
    let latin = token.tag == Tag::Latin && token.span.len() > 4;
    if named || latin || matches!(token.tag, Tag::Number | Tag::Period) || token.span.len() > LONGEST_WORD {
        Atom::tag(token.tag)
    } else {
        Atom::hashed(story.word(token), token.hash)
    }
}

/// Characters of the longest word that is a clue by itself.
const LONGEST_WORD: usize = 8;

pub(super) fn word_at<'s>(story: &'s Story<'_>, tokens: &'s [Token], at: Option<usize>) -> Atom<'s> {
    at.and_then(|i| tokens.get(i)).map_or(Atom::new(EDGE), |t| atom(story, t))
}

/// The last character of a word, which tells rates, sums and places.
pub(super) fn ending(word: &str) -> Atom<'_> {
    let start = word.char_indices().next_back().map_or(0, |(i, _)| i);
    Atom::new(&word[start..])
}

fn bucket(gap: usize) -> &'static str {
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

/// The words and tags at the edges of a phrase.
struct Look<'s> {
    head: Atom<'s>,
    head_tag: Atom<'s>,
    start: Atom<'s>,
    start_tag: Atom<'s>,
    prev: Atom<'s>,
    prev_tag: Atom<'s>,
    next: Atom<'s>,
    next_tag: Atom<'s>,
    ending: Atom<'s>,
    length: Atom<'s>,
}

impl<'s> Look<'s> {
    fn new(story: &'s Story<'_>, chunk: Chunk) -> Option<Self> {
        let tokens = story.tokens(chunk);
        let scene = story.scenes.get(chunk.scene as usize).map_or(&[][..], |s| s.tokens.as_slice());
        let (first, last) = (tokens.first()?, tokens.last()?);
        let tag = |i: Option<usize>| i.and_then(|i| scene.get(i)).map_or(Atom::new(EDGE), |t| Atom::tag(t.tag));
        let (before, after) = ((chunk.first as usize).checked_sub(1), Some(chunk.end as usize));
        Some(Look {
            head: atom(story, last),
            head_tag: Atom::tag(last.tag),
            start: atom(story, first),
            start_tag: Atom::tag(first.tag),
            prev: word_at(story, scene, before),
            prev_tag: tag(before),
            next: word_at(story, scene, after),
            next_tag: tag(after),
            ending: ending(story.word(last)),
            length: Atom::small(tokens.len()),
        })
    }
}

/// The clues of a phrase by itself, whatever the number.
pub fn phrase_clues(story: &Story<'_>, chunk: Chunk, out: &mut Features) {
    macro_rules! clue {
        ($name:literal $(, $part:expr)*) => {{
            const T: Template = Template::new($name);
            out.add(T, &[$($part),*]);
        }};
    }
    let Some(look) = Look::new(story, chunk) else { return };
    let tokens = story.tokens(chunk);
    let has = |tag: Tag| Atom::flag(tokens.iter().any(|t| t.tag == tag));
    clue!("head", look.head);
    clue!("head.tag", look.head_tag);
    clue!("ending", look.ending);
    clue!("start", look.start);
    clue!("start.tag", look.start_tag);
    clue!("length", look.length);
    clue!("length.tags", look.length, look.start_tag, look.head_tag);
    clue!("holds", has(Tag::De), has(Tag::Verb), has(Tag::Punctuation), has(Tag::Period));
    clue!("prev", look.prev);
    clue!("next", look.next);
    clue!("prev.start", look.prev_tag, look.start_tag);
    clue!("prev.start.word", look.prev, look.start_tag);
    clue!("prev.tag.start", look.prev_tag, look.start);
    clue!("head.next", look.head_tag, look.next_tag);
    clue!("head.next.word", look.head_tag, look.next);
    clue!("head.next.tag", look.head, look.next_tag);
    clue!("edges", look.prev_tag, look.start_tag, look.head_tag, look.next_tag);
    match tokens {
        [_] => {}
        [a, b] => clue!("shape", Atom::tag(a.tag), Atom::tag(b.tag)),
        [a, b, c] => clue!("shape", Atom::tag(a.tag), Atom::tag(b.tag), Atom::tag(c.tag)),
        [a, b, .., c, d] => {
            clue!("shape", Atom::tag(a.tag), Atom::tag(b.tag), Atom::new(".."), Atom::tag(c.tag), Atom::tag(d.tag))
        }
        _ => {}
    }
    for inner in tokens.iter().take(tokens.len().saturating_sub(1)).skip(1) {
        clue!("inside", atom(story, inner));
    }
}

fn place_of(story: &Story<'_>, target: Target, chunk: Option<Chunk>, origin: Origin) -> Place {
    let plain = |name| Place { name, gap: 0, numbers: 0, clauses: 0 };
    let Some(chunk) = chunk else { return plain("nothing") };
    match origin {
        Origin::Nothing => return plain("nothing"),
        Origin::Subject(_) => return plain("past-subject"),
        Origin::Metric(_) => return plain("past-metric"),
        Origin::Before => return plain("sentence-before"),
        Origin::Lead => return plain("lead"),
        Origin::Here => {}
    }
    if chunk.scene as usize != target.scene {
        return plain("elsewhere");
    }
    let tokens = story.scenes.get(target.scene).map_or(&[][..], |s| s.tokens.as_slice());
    let (first, end, at) = (chunk.first as usize, chunk.end as usize, target.token);
    let clause = |i: usize| story.clause_of(target.scene, i);
    let (gap, name, clauses);
    let between;
    if first > at {
        gap = first - at - 1;
        clauses = clause(first).saturating_sub(clause(at));
        between = tokens.get(at + 1..first).unwrap_or(&[]);
        name = match (gap, clauses, between) {
            (0, ..) => "after",
            (1, _, [t]) if t.tag == Tag::De => "after-de",
            (_, 0, _) => "after-clause",
            _ => "after-far",
        };
    } else {
        gap = at.saturating_sub(end);
        clauses = clause(at).saturating_sub(clause(end.saturating_sub(1)));
        between = tokens.get(end..at).unwrap_or(&[]);
        name = match (gap, clauses) {
            (0, 0) => "before",
            (_, 0) => "before-clause",
            (_, 1) => "clause-1",
            (_, 2) => "clause-2",
            _ => "clause-far",
        };
    }
    let numbers = between.iter().filter(|t| t.tag == Tag::Number).count();
    Place { name, gap, numbers, clauses }
}
