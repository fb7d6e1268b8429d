//! Named features for the facets of a number: the words round it, its neighbours, what frames say.

use crate::model::{Direction, Role, Span};
use crate::quantity::Found;
use crate::text::Tag;

use super::Scene;
use super::facets::role_name;
use super::frames::Hit;
use super::hints::{Hints, MARKS, Sum, kind_name};
use super::linear::{Atom, Features, Template};

/// Features without their class.
#[derive(Debug, Default)]
pub struct Cues<'a> {
    list: Vec<(Template, [Option<Atom<'a>>; 2])>,
}

impl<'a> Cues<'a> {
    fn one(&mut self, template: Template, atom: Atom<'a>) {
        self.list.push((template, [Some(atom), None]));
    }

    fn two(&mut self, template: Template, a: Atom<'a>, b: Atom<'a>) {
        self.list.push((template, [Some(a), Some(b)]));
    }

    /// Adds every feature for one class.
    pub fn write(&self, class: Atom<'_>, features: &mut Features) {
        for (template, atoms) in &self.list {
            match atoms {
                [Some(a), Some(b)] => features.add(*template, &[class, *a, *b]),
                [Some(a), None] => features.add(*template, &[class, *a]),
                _ => features.add(*template, &[class]),
            }
        }
    }
}

fn unit(found: &Found) -> Atom<'_> {
    Atom::new(found.quantity.unit.as_deref().unwrap_or("-"))
}

/// Tokens of the number's clause before and after it, nearest first, by their places.
fn clause_tokens(scene: &Scene<'_>, n: usize, at: usize) -> (Vec<usize>, Vec<usize>) {
    let Some(clause) = scene.clauses.get(scene.clause_at(scene.numbers[n].quantity.start)).copied() else {
        return (Vec::new(), Vec::new());
    };
    let inside = |i: &usize| scene.tokens.get(*i).is_some_and(|t| clause.overlaps(t.span));
    let before = (0..at).rev().take_while(inside).take(24).collect();
    let after = (at + 1..scene.tokens.len()).take_while(inside).take(16).collect();
    (before, after)
}

const NEIGHBOURS: [(Template, isize); 7] = [
    (Template::new("b1"), -1),
    (Template::new("b2"), -2),
    (Template::new("b3"), -3),
    (Template::new("b4"), -4),
    (Template::new("a1"), 1),
    (Template::new("a2"), 2),
    (Template::new("a3"), 3),
];

/// Features of the number itself and of the words next to it.
fn near<'s>(scene: &'s Scene<'s>, hints: &Hints<'s>, n: usize, at: usize, cues: &mut Cues<'s>) {
    let found = &scene.numbers[n];
    let kind = Atom::new(kind_name(found.quantity.kind));
    cues.list.push((Template::new("bias"), [None, None]));
    cues.one(Template::new("kind"), kind);
    cues.one(Template::new("unit"), unit(found));
    cues.one(Template::new("negative"), Atom::flag(found.quantity.value.is_negative()));
    for (template, offset) in NEIGHBOURS {
        cues.one(template, hints.word(at.checked_add_signed(offset)));
    }
    let (b1, a1) = (hints.word(at.checked_sub(1)), hints.word(Some(at + 1)));
    cues.two(Template::new("b2b1"), hints.word(at.checked_sub(2)), b1);
    cues.two(Template::new("b1a1"), b1, a1);
    cues.two(Template::new("a1a2"), a1, hints.word(Some(at + 2)));
    cues.two(Template::new("kind.b1"), kind, b1);
    cues.two(Template::new("kind.a1"), kind, a1);
}

/// Features of what frames say.
fn frame_cues<'s>(hints: &Hints<'s>, n: usize, start: usize, cues: &mut Cues<'s>) {
    for (hit, vote) in hints.votes_for(n) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        let role = vote.role.map_or("-", role_name);
        cues.two(Template::new("frame"), Atom::new(&frame.id), Atom::new(role));
        cues.one(Template::new("voted"), Atom::new(role));
    }
    for hit in hints.scopes_before(start) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        if hit.scope.as_ref().is_some_and(|s| start < s.end) {
            cues.one(Template::new("scope"), Atom::new(&frame.id));
        }
    }
}

/// Features that tell a number's role. `roles` are those of the numbers before it.
pub fn role_cues<'s>(scene: &'s Scene<'s>, hints: &Hints<'s>, roles: &[Option<Role>], n: usize) -> Cues<'s> {
    let mut cues = Cues::default();
    let Some(at) = hints.places.get(n).copied().flatten() else { return cues };
    let found = &scene.numbers[n];
    let start = found.quantity.start;
    let kind = Atom::new(kind_name(found.quantity.kind));
    near(scene, hints, n, at, &mut cues);
    frame_cues(hints, n, start, &mut cues);
    let (before, after) = clause_tokens(scene, n, at);
    for &i in &before {
        cues.one(Template::new("clause.before"), hints.word(Some(i)));
    }
    for &i in after.iter().take_while(|&&i| scene.tokens[i].tag != Tag::Number) {
        cues.one(Template::new("clause.after"), hints.word(Some(i)));
    }
    if let Some(&first) = before.last() {
        cues.one(Template::new("clause.first"), hints.word(Some(first)));
    }
    cues.one(Template::new("sentence.first"), hints.word(Some(0)));
    cues.two(Template::new("sentence.first2"), hints.word(Some(0)), hints.word(Some(1)));
    neighbours(scene, hints, roles, n, at, &mut cues);
    for (mark, word) in MARKS.iter().enumerate() {
        let places = &hints.marks[mark];
        let next = places.partition_point(|&i| i < at);
        if let Some(&i) = next.checked_sub(1).and_then(|i| places.get(i)) {
            cues.two(Template::new("since"), Atom::new(word), Atom::small((hints.ranks[at] - hints.ranks[i]).min(4)));
        }
        if let Some(&i) = places.get(next) {
            let between = (hints.ranks[i] - hints.ranks[at]).saturating_sub(1);
            cues.two(Template::new("until"), Atom::new(word), Atom::small(between.min(3)));
        }
        if hints.before.contains(word) {
            cues.two(Template::new("sentence.before"), Atom::new(word), kind);
        }
        if hints.after.starts_with(word) {
            cues.two(Template::new("sentence.after"), Atom::new(word), kind);
        }
    }
    cues.one(Template::new("paragraph.first"), Atom::flag(hints.before.is_empty()));
    cues
}

/// Features of the numbers before and after, of sums, brackets and lists.
fn neighbours<'s>(
    scene: &'s Scene<'s>,
    hints: &Hints<'s>,
    roles: &[Option<Role>],
    n: usize,
    at: usize,
    cues: &mut Cues<'s>,
) {
    let found = &scene.numbers[n];
    let links = hints.links[n];
    let kind = |i: Option<usize>| Atom::new(i.map_or("-", |i| kind_name(scene.numbers[i].quantity.kind)));
    let role = |i: Option<usize>| Atom::new(i.map_or("--", |i| roles[i].map_or("-", role_name)));
    let own = kind(Some(n));
    cues.two(Template::new("previous.kind"), own, kind(links.previous));
    cues.two(Template::new("next.kind"), own, kind(links.next));
    cues.two(Template::new("previous.role"), own, role(links.previous));
    cues.two(Template::new("previous.same.role"), own, role(links.previous_same));
    cues.two(Template::new("alike"), own, Atom::small(links.total_same.min(5)));
    cues.two(Template::new("alike.before"), own, Atom::small(links.rank_same.min(5)));
    let sum = match hints.sums[n] {
        Sum::None => "none",
        Sum::Whole => "whole",
        Sum::Part => "part",
    };
    cues.one(Template::new("sum"), Atom::new(sum));
    let order =
        |i: Option<usize>| Atom::new(i.map_or("-", |i| if hints.values[i] > hints.values[n] { ">" } else { "<" }));
    cues.two(Template::new("order"), order(links.previous_same), order(links.next_same));
    cues.two(Template::new("order.role"), order(links.previous_same), role(links.previous_same));
    // The words between two neighbours, where few.
    let place = |i: Option<usize>| i.and_then(|i| hints.places[i]);
    if let Some(from) = place(links.previous) {
        for i in (from + 1..at).take(12) {
            cues.one(Template::new("between"), hints.word(Some(i)));
        }
        if at - from <= 4 {
            let words = scene.view.norm(Span::new(scene.tokens[from].span.end, found.quantity.start));
            let short = words.chars().count() <= 6 && !words.bytes().any(|b| b.is_ascii_digit());
            cues.two(Template::new("link"), role(links.previous), Atom::new(if short { words } else { "-" }));
        }
        cues.two(Template::new("gap"), role(links.previous), Atom::small((at - from).min(12)));
    }
    if let Some(to) = place(links.next) {
        for i in (at + 1..to).take(8) {
            cues.one(Template::new("between.after"), hints.word(Some(i)));
        }
    }
    if let Some(open) = hints.brackets[at] {
        let before = open.checked_sub(1).and_then(|i| scene.tokens.get(i)).map(|t| t.tag == Tag::Number);
        cues.two(Template::new("bracket"), own, Atom::flag(before == Some(true)));
        cues.two(Template::new("bracket.role"), own, role(links.previous));
    }
}

/// Words of the clause with how near they are.
fn clause_words<'s>(scene: &'s Scene<'s>, hints: &Hints<'s>, n: usize, at: usize, cues: &mut Cues<'s>) {
    let (before, after) = clause_tokens(scene, n, at);
    for (distance, &i) in before.iter().enumerate() {
        cues.one(Template::new("clause.before"), hints.word(Some(i)));
        if distance < 5 {
            cues.one(Template::new("near.before"), hints.word(Some(i)));
        }
    }
    for (distance, &i) in after.iter().enumerate() {
        cues.one(Template::new("clause.after"), hints.word(Some(i)));
        if distance < 5 {
            cues.one(Template::new("near.after"), hints.word(Some(i)));
        }
    }
}

/// Features that tell which way a change goes.
pub fn direction_cues<'s>(scene: &'s Scene<'s>, hints: &Hints<'s>, role: Role, n: usize) -> Cues<'s> {
    let mut cues = Cues::default();
    let Some(at) = hints.places.get(n).copied().flatten() else { return cues };
    near(scene, hints, n, at, &mut cues);
    frame_cues(hints, n, scene.numbers[n].quantity.start, &mut cues);
    clause_words(scene, hints, n, at, &mut cues);
    cues.one(Template::new("role"), Atom::new(role_name(role)));
    for direction in hints.votes_for(n).filter_map(|(_, vote)| vote.direction) {
        let name = if direction == Direction::Up { "up" } else { "down" };
        cues.one(Template::new("voted.direction"), Atom::new(name));
    }
    // The nearest word of change in the sentence, on either side.
    let way = |i: usize| hints.ways.of(scene.tokens.get(i)?);
    if let Some((distance, way)) = (0..at).rev().take(80).enumerate().find_map(|(d, i)| Some((d, way(i)?))) {
        cues.one(Template::new("verb.before"), Atom::new(way));
        cues.two(Template::new("verb.before.at"), Atom::new(way), Atom::small(distance.min(8)));
    }
    if let Some((distance, way)) =
        (at + 1..scene.tokens.len()).take(80).enumerate().find_map(|(d, i)| Some((d, way(i)?)))
    {
        cues.two(Template::new("verb.after.at"), Atom::new(way), Atom::small(distance.min(8)));
    }
    cues
}

/// Features that tell how the text stands to a number: the cues of forecasts, targets and so on, how
/// far they stand, and what was decided of the number before. `before` is its modality.
pub fn modality_cues<'s>(
    scene: &'s Scene<'s>,
    hints: &Hints<'s>,
    role: Role,
    before: Option<&'static str>,
    n: usize,
) -> Cues<'s> {
    let mut cues = Cues::default();
    let Some(at) = hints.places.get(n).copied().flatten() else { return cues };
    let start = scene.numbers[n].quantity.start;
    let clause = scene.clause_at(start);
    near(scene, hints, n, at, &mut cues);
    cues.one(Template::new("role"), Atom::new(role_name(role)));
    let before = before.or(hints.carried);
    cues.one(Template::new("before"), Atom::new(before.unwrap_or("-")));
    // The time that stands before the number, as seen from the publication date.
    let time = scene.periods.partition_point(|p| p.start < start).checked_sub(1).and_then(|p| scene.periods.get(p));
    let when = match (time, hints.published) {
        (Some(time), Some(published)) => match (time.from, time.to) {
            (Some(from), _) if from > published => "future",
            (_, Some(to)) if to > published => "running",
            (Some(_), Some(_)) => "past",
            _ => "unknown",
        },
        _ => "-",
    };
    cues.one(Template::new("time"), Atom::new(when));
    let mut seen: Vec<usize> = Vec::new();
    let mut nearest = true;
    let modal = |h: &&Hit| h.scope.as_ref().is_some_and(|s| s.modality.is_some());
    for hit in hints.scopes_before(start).filter(modal) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        let id = Atom::new(&frame.id);
        let word = Atom::new(scene.view.norm(hit.span));
        let away = Atom::small(clause.saturating_sub(scene.clause_at(hit.span.start)).min(3));
        if std::mem::take(&mut nearest) {
            cues.two(Template::new("cue.nearest"), id, away);
            cues.two(Template::new("cue.nearest.word"), word, away);
            cues.two(Template::new("cue.nearest.before"), id, Atom::new(before.unwrap_or("-")));
            cues.two(Template::new("cue.nearest.time"), id, Atom::new(when));
        }
        if seen.contains(&hit.frame) {
            continue;
        }
        seen.push(hit.frame);
        let between = (0..n).rev().take(3).take_while(|&i| scene.numbers[i].quantity.start > hit.span.start).count();
        cues.two(Template::new("cue"), id, away);
        cues.two(Template::new("cue.word"), word, away);
        cues.two(Template::new("cue.numbers"), id, Atom::small(between.min(3)));
    }
    let Some(end) = scene.clauses.get(clause).map(|c| c.end) else { return cues };
    for hit in hints.scopes_in(Span::new(start + 1, end)).filter(modal) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        cues.one(Template::new("cue.after"), Atom::new(&frame.id));
        cues.one(Template::new("cue.after.word"), Atom::new(scene.view.norm(hit.span)));
    }
    if seen.is_empty() {
        cues.list.push((Template::new("cue.none"), [None, None]));
    }
    let (words_before, words_after) = clause_tokens(scene, n, at);
    for &i in words_before.iter().take(6) {
        cues.one(Template::new("near.before"), hints.word(Some(i)));
    }
    for &i in words_after.iter().take(4) {
        cues.one(Template::new("near.after"), hints.word(Some(i)));
    }
    cues.one(Template::new("sentence.first"), hints.word(Some(0)));
    cues
}
