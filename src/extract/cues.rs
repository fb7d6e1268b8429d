//! Named features for the facets of a number: the words round it, its neighbours, what frames say. A feature
//! here says nothing of the classes; see [`super::classes`].

use crate::model::{Direction, Role, Span};
use crate::quantity::Found;
use crate::text::Tag;

use super::Scene;
use super::facets::role_name;
use super::frames::Hit;
use super::hints::{Hints, MARKS, OF_WHICH, Sum, kind_name};
use super::linear::{Atom, Features, Template};

macro_rules! clue {
    ($out:expr, $name:literal $(, $part:expr)*) => {{
        const T: Template = Template::new($name);
        $out.add(T, &[$($part),*]);
    }};
}

fn unit(found: &Found) -> Atom<'_> {
    Atom::new(found.quantity.unit.as_deref().unwrap_or("-"))
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
fn near(scene: &Scene<'_>, hints: &Hints<'_>, n: usize, at: usize, out: &mut Features) {
    let found = &scene.numbers[n];
    let kind = Atom::new(kind_name(found.quantity.kind));
    clue!(out, "bias");
    clue!(out, "kind", kind);
    clue!(out, "unit", unit(found));
    clue!(out, "negative", Atom::flag(found.quantity.value.is_negative()));
    for (template, offset) in NEIGHBOURS {
        out.add(template, &[hints.word(at.checked_add_signed(offset))]);
    }
    let (b1, a1) = (hints.word(at.checked_sub(1)), hints.word(Some(at + 1)));
    clue!(out, "b2b1", hints.word(at.checked_sub(2)), b1);
    clue!(out, "b1a1", b1, a1);
    clue!(out, "a1a2", a1, hints.word(Some(at + 2)));
    clue!(out, "kind.b1", kind, b1);
    clue!(out, "kind.a1", kind, a1);
}

/// Features of what frames say.
fn frame_cues(hints: &Hints<'_>, n: usize, start: usize, out: &mut Features) {
    for (hit, vote) in hints.votes_for(n) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        let role = Atom::new(vote.role.map_or("-", role_name));
        clue!(out, "frame", Atom::new(&frame.id), role);
        clue!(out, "voted", role);
    }
    for hit in hints.scopes_before(start) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        if hit.scope.as_ref().is_some_and(|s| start < s.end) {
            clue!(out, "scope", Atom::new(&frame.id));
        }
    }
}

/// Features that tell a number's role. `roles` are those of the numbers before it.
pub fn role_cues(scene: &Scene<'_>, hints: &Hints<'_>, roles: &[Option<Role>], n: usize, out: &mut Features) {
    let Some(at) = hints.places.get(n).copied().flatten() else { return };
    let found = &scene.numbers[n];
    let start = found.quantity.start;
    let kind = Atom::new(kind_name(found.quantity.kind));
    near(scene, hints, n, at, out);
    frame_cues(hints, n, start, out);
    let (before, after) = hints.clause(at);
    for i in before.clone().rev() {
        clue!(out, "clause.before", hints.word(Some(i)));
    }
    for i in after.take_while(|&i| scene.tokens[i].tag != Tag::Number) {
        clue!(out, "clause.after", hints.word(Some(i)));
    }
    if !before.is_empty() {
        clue!(out, "clause.first", hints.word(Some(before.start)));
    }
    clue!(out, "sentence.first", hints.word(Some(0)));
    clue!(out, "sentence.first2", hints.word(Some(0)), hints.word(Some(1)));
    changes(hints, at, kind, out);
    neighbours(scene, hints, roles, n, at, out);
    marks(hints, at, kind, out);
    wholes(scene, hints, n, at, out);
    clue!(out, "paragraph.first", Atom::flag(hints.before.is_empty()));
}

/// Features of the words of change nearest to the number.
fn changes(hints: &Hints<'_>, at: usize, kind: Atom<'_>, out: &mut Features) {
    let (before, after) = hints.clause(at);
    let way = |i: usize| hints.ways.get(i).copied().flatten();
    let numbers = |i: usize| Atom::small(hints.ranks[i].abs_diff(hints.ranks[at]).min(2));
    if let Some((i, way)) = before.rev().find_map(|i| Some((i, way(i)?))) {
        clue!(out, "change", Atom::new(way), Atom::small((at - i).min(6)), numbers(i));
        clue!(out, "change.kind", Atom::new(way), kind, numbers(i));
        clue!(out, "change.word", hints.word(Some(i)), numbers(i));
        clue!(out, "change.next", hints.word(Some(i + 1)), numbers(i));
    } else {
        clue!(out, "change.none", kind);
    }
    if let Some((i, _)) = after.take(6).find_map(|i| Some((i, way(i)?))) {
        clue!(out, "change.after", hints.word(Some(i)), Atom::small((i - at).min(4)), numbers(i));
    }
}

/// Features of the marks of wholes and parts before and after the number, and in the sentences next to it.
fn marks(hints: &Hints<'_>, at: usize, kind: Atom<'_>, out: &mut Features) {
    for (mark, word) in MARKS.iter().enumerate() {
        let places = &hints.marks[mark];
        let next = places.partition_point(|&i| i < at);
        if let Some(&i) = next.checked_sub(1).and_then(|i| places.get(i)) {
            clue!(out, "since", Atom::new(word), Atom::small((hints.ranks[at] - hints.ranks[i]).min(4)));
        }
        if let Some(&i) = places.get(next) {
            let between = (hints.ranks[i] - hints.ranks[at]).saturating_sub(1);
            clue!(out, "until", Atom::new(word), Atom::small(between.min(3)));
        }
        if hints.before.contains(word) {
            clue!(out, "sentence.before", Atom::new(word), kind);
        }
        if hints.after.starts_with(word) {
            clue!(out, "sentence.after", Atom::new(word), kind);
        }
    }
}

/// How many numbers of the same unit are looked at for a whole or a part.
const NEIGHBOURHOOD: usize = 12;

/// Features of wholes and parts of the same unit, across 其中 and brackets and from sentence to sentence.
fn wholes(scene: &Scene<'_>, hints: &Hints<'_>, n: usize, at: usize, out: &mut Features) {
    let found = &scene.numbers[n];
    let kind = Atom::new(kind_name(found.quantity.kind));
    let value = hints.values[n];
    let size = |other: Option<usize>| match other.and_then(|i| hints.values.get(i)) {
        None => "-",
        Some(v) if *v > value => ">",
        Some(v) if *v < value => "<",
        Some(_) => "=",
    };
    let same = |forward: bool, fits: &dyn Fn(usize) -> bool| {
        let step = |i: &usize| if forward { hints.links[*i].next_same } else { hints.links[*i].previous_same };
        let mut chain = std::iter::successors(Some(n), step).skip(1).take(NEIGHBOURHOOD);
        chain.find(|&i| hints.places[i].is_some_and(fits))
    };
    for (mark, word) in MARKS.iter().enumerate().take(OF_WHICH) {
        let places = &hints.marks[mark];
        let next = places.partition_point(|&i| i < at);
        if let Some(&i) = next.checked_sub(1).and_then(|i| places.get(i)) {
            let size = Atom::new(size(same(false, &|p| p < i)));
            clue!(out, "of.which", Atom::new(word), size, kind);
            clue!(out, "of.which.rank", size, Atom::small((hints.ranks[at] - hints.ranks[i]).min(3)));
        }
        if let Some(&i) = places.get(next) {
            let size = Atom::new(size(same(true, &|p| p > i)));
            clue!(out, "which.of", Atom::new(word), size, kind);
            clue!(out, "which.of.rank", size, Atom::small((hints.ranks[i] - hints.ranks[at]).min(3)));
        }
    }
    let opens = scene.tokens.get(at + 1).is_some_and(|t| scene.view.norm(t.span) == "(");
    if opens {
        let inside = |p: usize| hints.brackets[p] == Some(at + 1);
        let size = Atom::new(size(same(true, &inside)));
        let count = hints.places.iter().flatten().filter(|&&p| p > at && inside(p)).take(4).count();
        clue!(out, "opens", kind, size, Atom::small(count));
        clue!(out, "opens.first", hints.word(Some(at + 2)), size);
    }
    if let Some(open) = hints.brackets[at] {
        let size = Atom::new(size(same(false, &|p| p + 1 == open)));
        clue!(out, "inside", kind, size, Atom::small((hints.ranks[at] - hints.ranks[open]).min(3)));
        clue!(out, "inside.first", hints.word(Some(open + 1)), size);
    }
    let [previous, next] = hints.earlier.scenes;
    let unit = found.quantity.unit.as_deref();
    let like = |f: &&Found| f.rejected.is_none() && f.quantity.unit.as_deref() == unit;
    if let (Some(mark), Some(previous)) = (hints.led, previous) {
        let whole = previous.numbers.iter().rev().filter(like).take(NEIGHBOURHOOD);
        let larger = whole.map(|f| f.quantity.value.to_decimal()).any(|v| v > value);
        clue!(out, "led", Atom::new(MARKS[mark]), Atom::flag(larger), Atom::small(hints.ranks[at].min(4)));
        clue!(out, "led.kind", kind, Atom::flag(larger));
    }
    if let Some((mark, next)) = next.and_then(|s| Some((s.tokens.first()?, s)))
        && let Some(word) = MARKS.iter().take(OF_WHICH).find(|m| next.view.norm(mark.span) == **m)
    {
        let part = next.numbers.iter().find(like).map(|f| f.quantity.value.to_decimal());
        let size = Atom::new(part.map_or("-", |p| if p < value { "<" } else { ">" }));
        let last = Atom::flag(hints.links[n].next_same.is_none());
        clue!(out, "follows", Atom::new(word), size, last);
        clue!(out, "follows.rank", size, Atom::small(hints.ranks[at].min(3)), kind);
    }
}

/// Features of the numbers before and after, of sums, brackets and lists.
fn neighbours(scene: &Scene<'_>, hints: &Hints<'_>, roles: &[Option<Role>], n: usize, at: usize, out: &mut Features) {
    let found = &scene.numbers[n];
    let links = hints.links[n];
    let kind = |i: Option<usize>| Atom::new(i.map_or("-", |i| kind_name(scene.numbers[i].quantity.kind)));
    let role = |i: Option<usize>| Atom::new(i.map_or("--", |i| roles[i].map_or("-", role_name)));
    let own = kind(Some(n));
    clue!(out, "previous.kind", own, kind(links.previous));
    clue!(out, "next.kind", own, kind(links.next));
    clue!(out, "previous.role", own, role(links.previous));
    clue!(out, "previous.same.role", own, role(links.previous_same));
    clue!(out, "alike", own, Atom::small(links.total_same.min(5)));
    clue!(out, "alike.before", own, Atom::small(links.rank_same.min(5)));
    let sum = match hints.sums[n] {
        Sum::None => "none",
        Sum::Whole => "whole",
        Sum::Part => "part",
    };
    clue!(out, "sum", Atom::new(sum));
    let order =
        |i: Option<usize>| Atom::new(i.map_or("-", |i| if hints.values[i] > hints.values[n] { ">" } else { "<" }));
    clue!(out, "order", order(links.previous_same), order(links.next_same));
    clue!(out, "order.role", order(links.previous_same), role(links.previous_same));
    // The words between two neighbours, where few.
    let place = |i: Option<usize>| i.and_then(|i| hints.places[i]);
    if let Some(from) = place(links.previous) {
        for i in (from + 1..at).take(12) {
            clue!(out, "between", hints.word(Some(i)));
        }
        if at - from <= 4 {
            let words = scene.view.norm(Span::new(scene.tokens[from].span.end, found.quantity.start));
            let short = words.chars().count() <= 6 && !words.bytes().any(|b| b.is_ascii_digit());
            clue!(out, "link", role(links.previous), Atom::new(if short { words } else { "-" }));
        }
        clue!(out, "gap", role(links.previous), Atom::small((at - from).min(12)));
        let clauses = hints.clauses[at].abs_diff(hints.clauses[from]).min(2);
        clue!(out, "clauses", role(links.previous), own, Atom::small(usize::from(clauses)));
    }
    if let Some(to) = place(links.next) {
        for i in (at + 1..to).take(8) {
            clue!(out, "between.after", hints.word(Some(i)));
        }
    }
    if let Some(open) = hints.brackets[at] {
        let before = open.checked_sub(1).and_then(|i| scene.tokens.get(i)).map(|t| t.tag == Tag::Number);
        clue!(out, "bracket", own, Atom::flag(before == Some(true)));
        clue!(out, "bracket.role", own, role(links.previous));
    }
}

/// Words of the clause with how near they are.
fn clause_words(hints: &Hints<'_>, at: usize, out: &mut Features) {
    let (before, after) = hints.clause(at);
    for i in before.rev() {
        clue!(out, "clause.before", hints.word(Some(i)));
        if at - i <= 5 {
            clue!(out, "near.before", hints.word(Some(i)));
        }
    }
    for i in after {
        clue!(out, "clause.after", hints.word(Some(i)));
        if i - at <= 5 {
            clue!(out, "near.after", hints.word(Some(i)));
        }
    }
}

/// Features that tell which way a change goes.
pub fn direction_cues(scene: &Scene<'_>, hints: &Hints<'_>, role: Role, n: usize, out: &mut Features) {
    let Some(at) = hints.places.get(n).copied().flatten() else { return };
    near(scene, hints, n, at, out);
    frame_cues(hints, n, scene.numbers[n].quantity.start, out);
    clause_words(hints, at, out);
    clue!(out, "role", Atom::new(role_name(role)));
    for direction in hints.votes_for(n).filter_map(|(_, vote)| vote.direction) {
        let name = if direction == Direction::Up { "up" } else { "down" };
        clue!(out, "voted.direction", Atom::new(name));
    }
    // The nearest word of change in the sentence, on either side.
    let way = |i: usize| hints.ways.get(i).copied().flatten();
    if let Some((distance, way)) = (0..at).rev().take(80).enumerate().find_map(|(d, i)| Some((d, way(i)?))) {
        clue!(out, "verb.before", Atom::new(way));
        clue!(out, "verb.before.at", Atom::new(way), Atom::small(distance.min(8)));
    }
    if let Some((distance, way)) =
        (at + 1..scene.tokens.len()).take(80).enumerate().find_map(|(d, i)| Some((d, way(i)?)))
    {
        clue!(out, "verb.after.at", Atom::new(way), Atom::small(distance.min(8)));
    }
}

/// Features that tell how the text stands to a number: the cues of forecasts, targets and so on, how
/// far they stand, and what was decided of the two numbers before.
pub fn modality_cues(
    scene: &Scene<'_>,
    hints: &Hints<'_>,
    role: Role,
    before: [Option<&'static str>; 2],
    n: usize,
    out: &mut Features,
) {
    let Some(at) = hints.places.get(n).copied().flatten() else { return };
    let start = scene.numbers[n].quantity.start;
    let clause = scene.clause_at(start);
    near(scene, hints, n, at, out);
    clue!(out, "role", Atom::new(role_name(role)));
    let [last, second] = before.map(|b| Atom::new(b.unwrap_or("-")));
    let first = Atom::flag(hints.ranks[at] == 0);
    clue!(out, "before", last, first);
    clue!(out, "before.both", last, second);
    // The time that stands before the number, as seen from the publication date.
    let time = scene.periods.partition_point(|p| p.start < start).checked_sub(1).and_then(|p| scene.periods.get(p));
    let when = Atom::new(match (time, hints.published) {
        (Some(time), Some(published)) => match (time.from, time.to) {
            (Some(from), _) if from > published => "future",
            (_, Some(to)) if to > published => "running",
            (Some(_), Some(_)) => "past",
            _ => "unknown",
        },
        _ => "-",
    });
    clue!(out, "time", when);
    clue!(out, "time.before", when, last);
    let mut seen: Vec<usize> = Vec::new();
    let modal = |h: &&Hit| h.scope.as_ref().is_some_and(|s| s.modality.is_some());
    for hit in hints.scopes_before(start).filter(modal) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        let id = Atom::new(&frame.id);
        let word = Atom::new(scene.view.norm(hit.span));
        let away = Atom::small(clause.saturating_sub(scene.clause_at(hit.span.start)).min(3));
        let between = (0..n).rev().take(3).take_while(|&i| scene.numbers[i].quantity.start > hit.span.start).count();
        let between = Atom::small(between.min(3));
        if seen.is_empty() {
            clue!(out, "cue.nearest", id, away);
            clue!(out, "cue.nearest.word", word, away);
            clue!(out, "cue.nearest.before", id, last);
            clue!(out, "cue.nearest.time", id, when);
            clue!(out, "cue.nearest.numbers", id, away, between);
        }
        if seen.contains(&hit.frame) {
            continue;
        }
        seen.push(hit.frame);
        clue!(out, "cue", id, away);
        clue!(out, "cue.word", word, away);
        clue!(out, "cue.numbers", id, between);
        clue!(out, "cue.time", id, when);
    }
    let Some(end) = scene.clauses.get(clause).map(|c| c.end) else { return };
    for hit in hints.scopes_in(Span::new(start + 1, end)).filter(modal) {
        let Some(frame) = hints.rules.frames.list.get(hit.frame) else { continue };
        clue!(out, "cue.after", Atom::new(&frame.id));
        clue!(out, "cue.after.word", Atom::new(scene.view.norm(hit.span)));
    }
    let cued = Atom::flag(!seen.is_empty());
    clue!(out, "cued", cued, last);
    for (frames, lead) in [(hints.earlier.lead, true), (hints.earlier.previous, false)] {
        for frame in frames.iter().filter_map(|f| hints.rules.frames.list.get(*f)) {
            clue!(out, "cue.earlier", Atom::new(&frame.id), Atom::flag(lead), cued);
            clue!(out, "cue.earlier.before", Atom::new(&frame.id), Atom::flag(lead), last);
        }
    }
    let (words_before, words_after) = hints.clause(at);
    for i in words_before.rev().take(12) {
        clue!(out, "near.before", hints.word(Some(i)));
    }
    for i in words_after.take(4) {
        clue!(out, "near.after", hints.word(Some(i)));
    }
    clue!(out, "sentence.first", hints.word(Some(0)));
}
