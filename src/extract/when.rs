//! Which of the text's times a number holds for: a ranker over the times of its sentence, the ones
//! before it, and none.

use crate::model::{Period, Role};
use crate::text::{Tag, Token};

use super::candidates::Target;
use super::facets::{Facets, role_name};
use super::linear::{Atom, Features, Template, Weights, likeliest, softmax};
use super::story::Story;
use super::words::{atom, kind_name, word_at};

/// A time that may govern a number: its place among the times of the text, None for none.
pub type Candidate = Option<usize>;

/// What an earlier number was decided to hold for.
#[derive(Debug, Clone, Copy)]
pub struct Dated {
    /// The number.
    pub target: Target,
    /// Its time.
    pub time: Candidate,
}

/// How many times before the sentence are considered, and the first of the text besides.
const EARLIER: usize = 6;
/// Among how many mentions they are looked for: one day may be named over and over.
const LOOK_BACK: usize = 64;

/// The times that may govern a number: none, those of its sentence, the last ones before it, the first
/// of the text, and that of the number before.
pub fn candidates(story: &Story<'_>, target: Target, past: &[Dated]) -> Vec<Candidate> {
    let Some(scene) = story.scenes.get(target.scene) else { return vec![None] };
    let mut out = vec![None];
    let first = scene.first_period;
    out.extend((first..first + scene.periods.len()).map(Some));
    let mut norms: Vec<Option<&str>> = Vec::new();
    for at in (0..first).rev().take(LOOK_BACK) {
        let norm = norm_of(story, Some(at));
        if !norms.contains(&norm) {
            norms.push(norm);
            out.push(Some(at));
        }
        if norms.len() >= EARLIER {
            break;
        }
    }
    for extra in [past.last().and_then(|p| p.time), (first > 0).then_some(0)] {
        if extra.is_some() && !out.contains(&extra) {
            out.push(extra);
        }
    }
    out
}

/// The normal form of a candidate; None for none and for a time that cannot be resolved.
pub fn norm_of<'s>(story: &'s Story<'_>, candidate: Candidate) -> Option<&'s str> {
    story.scan.periods.get(candidate?)?.norm.as_deref()
}

/// Adds the clues of a candidate.
pub fn clues(
    story: &Story<'_>,
    target: Target,
    facets: &Facets,
    past: &[Dated],
    candidate: Candidate,
    out: &mut Features,
) {
    macro_rules! clue {
        ($name:literal $(, $part:expr)*) => {{
            const T: Template = Template::new($name);
            out.add(T, &[$($part),*]);
        }};
    }
    let Some(scene) = story.scenes.get(target.scene) else { return };
    let tokens: &[Token] = &scene.tokens;
    let quantity = story.scan.numbers.get(target.number).map(|f| &f.quantity);
    let kind = Atom::new(quantity.map_or("", |q| kind_name(q.kind)));
    let role = Atom::new(role_name(facets.role));
    let word = |i: Option<usize>| word_at(story, tokens, i);
    let at = target.token;
    let before = word(at.checked_sub(1));
    let clause = story.clause_of(target.scene, at);
    let own = tokens.iter().position(|t| t.tag == Tag::Period);
    let last = past.last();
    let near = last.map_or("first", |l| match (l.target.scene == target.scene, l.target.scene + 1 == target.scene) {
        (true, _) if story.clause_of(target.scene, l.target.token) == clause => "clause",
        (true, _) => "sentence",
        (_, true) => "next",
        _ => "far",
    });
    let near = Atom::new(near);
    let held = last.and_then(|l| norm_of(story, l.time));
    let norm = norm_of(story, candidate);
    let same = Atom::new(match (last, norm) {
        (None, _) => "-",
        (Some(_), None) if held.is_none() => "none again",
        (Some(_), Some(_)) if held == norm => "again",
        _ => "other",
    });
    let dated_sentence = Atom::new(match own {
        None => "undated",
        Some(p) if p < at => "dated before",
        Some(_) => "dated after",
    });
    let Some((index, period)) = candidate.and_then(|i| Some((i, story.scan.periods.get(i)?))) else {
        clue!("none", dated_sentence);
        clue!("none.kind", kind, dated_sentence);
        clue!("none.role", role, dated_sentence);
        clue!("none.unit", Atom::new(quantity.and_then(|q| q.unit.as_deref()).unwrap_or("")));
        clue!("none.held", same, near, dated_sentence);
        clue!("none.before", before);
        clue!("none.count", Atom::small(story.scan.periods.len().min(5)));
        clue!("none.scene", Atom::small(target.scene.min(3)));
        clue!("none.after", word(Some(at + 1)));
        return;
    };
    let shape = shape(period);
    let resolved = Atom::flag(period.norm.is_some());
    let inside = (scene.first_period..scene.first_period + scene.periods.len()).contains(&index);
    let place;
    if inside {
        let token = tokens.iter().position(|t| t.tag == Tag::Period && t.index as usize == index);
        let Some(token) = token else {
            clue!("hidden", kind);
            return;
        };
        let theirs = story.clause_of(target.scene, token);
        let between = if token < at { tokens.get(token + 1..at) } else { tokens.get(at + 1..token) }.unwrap_or(&[]);
        let others = between.iter().filter(|t| t.tag == Tag::Period).count();
        let numbers = between.iter().filter(|t| t.tag == Tag::Number).count();
        place = match (token < at, clause.abs_diff(theirs), others) {
            (true, 0, 0) => "clause",
            (true, 0, _) => "clause, other nearer",
            (true, 1, 0) => "clause before",
            (true, _, 0) => "sentence",
            (true, ..) => "sentence, other nearer",
            (false, 0, _) => "after in clause",
            (false, ..) => "after",
        };
        let p = Atom::new(place);
        let (prev, next) = (word(token.checked_sub(1)), word(Some(token + 1)));
        clue!("prev", prev);
        clue!("next", next);
        clue!("place.prev", p, prev);
        clue!("place.next", p, next);
        clue!("role.prev", role, prev, p);
        clue!("role.next", role, next);
        clue!("place.first", p, Atom::flag(own == Some(token)));
        clue!("place.numbers", p, Atom::small(numbers.min(4)), Atom::small(others.min(3)));
        clue!("place.gap", p, Atom::small(between.len().min(12)));
        clue!("gap.kind", kind, Atom::small(between.len().min(4)), p);
        clue!("opens", Atom::flag(token == 0), p);
        if between.len() == 1 {
            clue!("between", p, word(Some(token.min(at) + 1)));
        }
        for t in between.iter().take(12) {
            if matches!(t.tag, Tag::Punctuation | Tag::Preposition | Tag::Verb) {
                clue!("across", p, atom(story, t));
            }
        }
        let hint = facets.time.map(|t| t + scene.first_period == index);
        clue!(
            "hint",
            Atom::new(match hint {
                None => "-",
                Some(true) => "yes",
                Some(false) => "other",
            }),
            p
        );
    } else {
        let newest = scene.first_period.checked_sub(1) == Some(index);
        let sentences = story.sentences_between(period.start, scene.sentence.span.start);
        let paragraph = story.same_paragraph(period.start, target.scene);
        place = match (index == 0, newest) {
            (true, true) => "only",
            (true, _) => "dateline",
            (_, true) => "newest",
            _ => "older",
        };
        let p = Atom::new(place);
        clue!("far", p, Atom::small(sentences.min(8)));
        clue!("far.paragraph", p, Atom::flag(paragraph));
        clue!("far.dated", p, dated_sentence, Atom::flag(paragraph));
        clue!("far.held", p, same, near, dated_sentence);
        clue!("far.rank", p, Atom::small((scene.first_period - index).min(8)));
        clue!("far.kind", p, kind, dated_sentence);
    }
    let p = Atom::new(place);
    clue!("place", p);
    clue!("place.kind", p, kind);
    clue!("place.role", p, role);
    clue!("place.dated", p, dated_sentence);
    clue!("place.resolved", p, resolved);
    clue!("place.before", p, before);
    clue!("shape", shape.0);
    clue!("shape.end", shape.1, p);
    clue!("shape.start", shape.2, p);
    clue!("shape.start.role", shape.2, role);
    clue!("shape.place", shape.0, p, role);
    if period.end.saturating_sub(period.start) <= 4 && !period.text.contains(|c: char| c.is_ascii_digit()) {
        clue!("shape.word", Atom::new(&period.text));
    }
    clue!("shape.kind", shape.0, kind);
    clue!("held", same, near);
    clue!("held.place", same, near, p);
    clue!("held.role", same, near, role);
    clue!("held.dated", same, near, dated_sentence, p);
    clue!("held.shape", same, shape.0, p);
    if let Some(baseline) = facets.baseline {
        clue!("baseline", Atom::flag(baseline.overlaps(period.span())), p);
    }
    clue!("change", Atom::flag(matches!(facets.role, Role::Change | Role::Compare)), shape.2, p);
}

/// Classes of a time: how exact it is, its last and its first characters.
fn shape(period: &Period) -> (Atom<'static>, Atom<'_>, Atom<'_>) {
    let exact = match period.norm.as_deref() {
        None => "unresolved",
        Some(n) if n.contains('/') => "span",
        Some(n) if n.contains('Q') => "quarter",
        Some(n) => match n.len() {
            4 => "year",
            7 => "month",
            10 => "day",
            _ => "other",
        },
    };
    let text = period.text.as_str();
    let last = text.char_indices().next_back().map_or(0, |(i, _)| i);
    let second = text.char_indices().nth(2).map_or(text.len(), |(i, _)| i);
    (Atom::new(exact), Atom::new(&text[last..]), Atom::new(&text[..second]))
}

/// The time of a number, with its probability.
pub fn decide(
    weights: &Weights,
    story: &Story<'_>,
    target: Target,
    facets: &Facets,
    past: &[Dated],
    features: &mut Features,
) -> (Candidate, f32) {
    let candidates = candidates(story, target, past);
    let mut scores: Vec<f32> = candidates
        .iter()
        .map(|&c| {
            features.ids.clear();
            clues(story, target, facets, past, c, features);
            weights.score(&features.ids)
        })
        .collect();
    softmax(&mut scores);
    // Times of the same day or span are one answer.
    likeliest(&candidates, &scores, |c| norm_of(story, *c))
        .and_then(|(n, sure)| Some((*candidates.get(n)?, sure)))
        .unwrap_or((None, 0.0))
}
