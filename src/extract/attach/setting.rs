//! What is the same for all candidates of a number.

use crate::extract::candidates::{Decided, Origin, Target};
use crate::extract::facets::{Facets, role_name};
use crate::extract::linear::{Atom, Sink};
use crate::extract::story::{Chunk, Story};
use crate::extract::words::{EDGE, Word, kind_name};
use crate::model::Quantity;
use crate::text::{Tag, Token};

use super::clue;
use super::place::{Place, Spot, place_of};

/// A number with the words round it and what the numbers before it were about.
pub struct Setting<'s> {
    pub story: &'s Story<'s>,
    pub target: Target,
    pub kind: Atom<'s>,
    pub role: Atom<'s>,
    pub unit: Atom<'s>,
    pub before: [Atom<'s>; 2],
    pub before_tag: [Atom<'s>; 2],
    pub after_tag: [Atom<'s>; 2],
    pub verb: Atom<'s>,
    pub opening: Atom<'s>,
    /// The frame that fired.
    pub rule: Atom<'s>,
    /// The number before in the text.
    pub last: Option<Last<'s>>,
    /// The numbers before, the last one at the end.
    pub past: &'s [Decided],
}

/// The number before in the text and how it stands to this one.
pub struct Last<'s> {
    pub decided: &'s Decided,
    pub nearness: Atom<'s>,
    pub link: Atom<'s>,
    pub same_kind: Atom<'s>,
    pub same_unit: Atom<'s>,
    pub role: Atom<'s>,
    pub subject_place: Place,
    pub metric_place: Place,
}

impl<'s> Setting<'s> {
    /// Reads the setting of a number.
    pub fn new(story: &'s Story<'s>, target: Target, facets: &'s Facets, past: &'s [Decided]) -> Self {
        let tokens: &'s [Token] = story.scenes.get(target.scene).map_or(&[], |s| s.tokens.as_slice());
        let words: &'s [Word<'s>] = story.words(target.scene);
        let quantity: Option<&'s Quantity> = story.scan.numbers.get(target.number).map(|f| &f.quantity);
        let at = target.token;
        let word = |i: Option<usize>| i.and_then(|i| words.get(i)).unwrap_or(&Word::BEYOND);
        let back = |n: usize| word(at.checked_sub(n));
        let on = |n: usize| word(Some(at + n));
        let clause = word(Some(at)).clause;
        let first = (0..at).rev().take_while(|&i| word(Some(i)).clause == clause).last().unwrap_or(at);
        let in_clause = tokens.get(first..at).unwrap_or(&[]);
        let verb = in_clause.iter().rposition(|t| matches!(t.tag, Tag::Verb | Tag::NominalVerb)).map(|n| first + n);
        let unit = quantity.and_then(|q| q.unit.as_deref()).unwrap_or("");
        let last = past.last().map(|decided| {
            let t = decided.target;
            let other = story.scan.numbers.get(t.number).map(|f| &f.quantity);
            let near = if t.scene != target.scene {
                if t.scene + 1 == target.scene { "next" } else { "far" }
            } else {
                match clause.saturating_sub(word(Some(t.token)).clause) {
                    0 => "clause",
                    1 => "clause1",
                    _ => "sentence",
                }
            };
            let link = if t.scene == target.scene { word(Some(t.token + 1)).word } else { EDGE };
            let place = |chunk: Option<Chunk>| place_of(story, t, chunk, Origin::Here);
            Last {
                decided,
                nearness: Atom::new(near),
                link,
                same_kind: Atom::flag(other.map(|q| q.kind) == quantity.map(|q| q.kind)),
                same_unit: Atom::flag(other.map(|q| &q.unit) == quantity.map(|q| &q.unit)),
                role: Atom::new(role_name(decided.role)),
                subject_place: place(decided.subject.map(|p| p.chunk)),
                metric_place: place(decided.metric.map(|p| p.chunk)),
            }
        });
        Setting {
            story,
            target,
            kind: Atom::new(quantity.map_or("", |q| kind_name(q.kind))),
            role: Atom::new(role_name(facets.role)),
            unit: Atom::new(unit),
            before: [back(1).word, back(2).word],
            before_tag: [back(1).tag, back(2).tag],
            after_tag: [on(1).tag, on(2).tag],
            verb: word(verb).word,
            opening: word(Some(first)).word,
            rule: Atom::new(&facets.rule),
            last,
            past,
        }
    }

    /// The clues that are the same for all candidates in one region.
    #[inline(always)]
    pub fn spot_clues(&self, spot: Spot, out: &mut impl Sink) {
        let p = spot.atom();
        let before = self.before[0];
        let [before_tag, before_tag2] = self.before_tag;
        let [after_tag, after_tag2] = self.after_tag;
        clue!(out, "place", p);
        clue!(out, "place.kind", p, self.kind);
        clue!(out, "place.unit", p, self.unit);
        clue!(out, "place.role", p, self.role);
        clue!(out, "place.role.kind", p, self.role, self.kind);
        clue!(out, "place.before", p, before);
        clue!(out, "place.before.tags", p, before_tag, before_tag2);
        clue!(out, "place.after.tags", p, after_tag, after_tag2);
        clue!(out, "place.kind.after", p, self.kind, after_tag);
        clue!(out, "place.kind.verb", p, self.kind, self.verb);
        clue!(out, "place.opening", p, self.opening);
        clue!(out, "place.rule", p, self.rule);
    }
}
