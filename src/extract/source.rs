//! Who the text says a number comes from. First, in every sentence that speaks of saying, the phrases
//! that may name the speaker are ranked; then, for each number, the speakers near it and none.

use crate::rules::AttributionLexicon;
use crate::text::Tag;

use super::candidates::{Target, is_nominal};
use super::linear::{Atom, Features, Template, Weights, softmax};
use super::phrases::{Phrase, Phrases};
use super::story::{Chunk, Story};
use super::words::{atom, ending, kind_name, word_at};

/// A phrase that may name a speaker, with its probability among those of its sentence.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// The phrase.
    pub chunk: Chunk,
    /// Hash of its words.
    pub hash: u64,
    /// Token of the word of saying that made it one.
    pub cue: usize,
    /// Probability, and place among those of its sentence.
    pub sure: f32,
    /// 0 for the likeliest of its sentence.
    pub rank: usize,
}

/// What an earlier number was decided to come from.
#[derive(Debug, Clone, Copy)]
pub struct Sourced {
    /// The number.
    pub target: Target,
    /// Its source.
    pub voice: Option<Voice>,
}

/// The phrases of a sentence that may name a speaker, each with the nearest word of saying.
pub fn speakers(story: &Story<'_>, phrases: &Phrases, words: &AttributionLexicon, scene: usize) -> Vec<Voice> {
    let tokens = story.scenes.get(scene).map_or(&[][..], |s| s.tokens.as_slice());
    let cues: Vec<usize> = tokens
        .iter()
        .enumerate()
        .filter(|(_, t)| t.tag != Tag::Number && (words.is_said(t.hash) || words.is_by(t.hash)))
        .map(|(n, _)| n)
        .collect();
    let mut out = Vec::new();
    if cues.is_empty() {
        return out;
    }
    for &Phrase { chunk, hash, .. } in phrases.of(scene) {
        let (first, end) = (chunk.first as usize, chunk.end as usize);
        if !tokens.get(end.wrapping_sub(1)).is_some_and(|t| is_nominal(t.tag)) {
            continue;
        }
        let after = cues.iter().copied().find(|&c| c >= end && c - end <= 16);
        let before = cues.iter().copied().rev().find(|&c| c < first && first - c <= 2);
        if let Some(cue) = after.or(before) {
            out.push(Voice { chunk, hash, cue, sure: 0.0, rank: 0 });
        }
    }
    out
}

/// Adds the clues by which a phrase is judged as the speaker of its sentence.
pub fn speaker_clues(story: &Story<'_>, words: &AttributionLexicon, voice: &Voice, out: &mut Features) {
    macro_rules! clue {
        ($name:literal $(, $part:expr)*) => {{
            const T: Template = Template::new($name);
            out.add(T, &[$($part),*]);
        }};
    }
    let scene = voice.chunk.scene as usize;
    let tokens = story.scenes.get(scene).map_or(&[][..], |s| s.tokens.as_slice());
    let (first, end) = (voice.chunk.first as usize, voice.chunk.end as usize);
    let inside = story.tokens(voice.chunk);
    let ([head, ..], [.., last]) = (inside, inside) else { return };
    let word = |i: Option<usize>| word_at(story, tokens, i);
    let tag = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or(Atom::new("<>"), |t| Atom::tag(t.tag));
    let cue = word(Some(voice.cue));
    let (prev, next) = (word(first.checked_sub(1)), word(Some(end)));
    let (prev_tag, next_tag) = (tag(first.checked_sub(1)), tag(Some(end)));
    let gap = if voice.cue >= end { voice.cue - end } else { first - voice.cue.min(first) };
    let side = Atom::flag(voice.cue >= end);
    let by = Atom::flag(first.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| words.is_by(t.hash)));
    let same = Atom::flag(story.clause_of(scene, first) == story.clause_of(scene, voice.cue));
    let (start_tag, last_tag) = (Atom::tag(head.tag), Atom::tag(last.tag));
    let last_word = atom(story, last);
    let length = Atom::small(inside.len());
    clue!("cue", cue, side);
    clue!("gap", Atom::small(gap.min(10)), side, by);
    clue!("gap.same", Atom::small(gap.min(10)), same);
    clue!("same", same, side);
    clue!("cue.gap", cue, Atom::small(gap.min(3)));
    clue!("cue.next", cue, next);
    clue!("prev", prev);
    clue!("next", next);
    clue!("edges", prev_tag, start_tag, last_tag, next_tag);
    clue!("prev.start", prev_tag, start_tag);
    clue!("head.next", last_tag, next_tag);
    clue!("head", last_word);
    clue!("start", atom(story, head));
    clue!("ending", ending(story.word(last)));
    clue!("tags", start_tag, last_tag, length);
    clue!("length", length);
    clue!("by", by, last_tag, next);
    clue!("opens", Atom::flag(first == 0), last_tag);
    clue!("opens.clause", Atom::flag(first == 0 || story.clause_of(scene, first) != story.clause_of(scene, first - 1)));
    clue!(
        "holds",
        Atom::flag(inside.iter().any(|t| t.tag == Tag::De)),
        Atom::flag(inside.iter().any(|t| t.tag == Tag::Verb))
    );
    for t in inside.iter().take(6) {
        clue!("inside", Atom::tag(t.tag), last_tag);
    }
}

/// The likeliest speakers of a sentence.
pub fn voices(
    story: &Story<'_>,
    phrases: &Phrases,
    words: &AttributionLexicon,
    weights: &Weights,
    scene: usize,
    features: &mut Features,
) -> Vec<Voice> {
    let mut all = speakers(story, phrases, words, scene);
    let mut scores: Vec<f32> = all
        .iter()
        .map(|v| {
            features.ids.clear();
            speaker_clues(story, words, v, features);
            weights.score(&features.ids)
        })
        .collect();
    softmax(&mut scores);
    for (voice, p) in all.iter_mut().zip(scores) {
        voice.sure = p;
    }
    all.sort_by(|a, b| b.sure.total_cmp(&a.sure));
    let mut out: Vec<Voice> = Vec::new();
    for voice in all {
        if out.iter().all(|o| !story.span(o.chunk).overlaps(story.span(voice.chunk))) {
            out.push(Voice { rank: out.len(), ..voice });
        }
        if out.len() == 3 {
            break;
        }
    }
    out
}

/// How many sentences back a speaker is looked for.
const LOOK_BACK: usize = 40;
/// How many sentences at the beginning tell whether a text quotes anybody.
const OPENING: usize = 200;

/// The sources that a number may come from: none, that of the number before, and the speakers of its
/// sentence and of the last sentences that have any.
pub fn candidates(voices: &[Vec<Voice>], target: Target, past: &[Sourced]) -> Vec<Option<Voice>> {
    let mut out = vec![None];
    let carried = past.last().and_then(|p| p.voice);
    out.extend(carried.map(Some));
    let mut sentences = 0;
    for scene in (0..=target.scene).rev().take(LOOK_BACK) {
        let here = voices.get(scene).map_or(&[][..], Vec::as_slice);
        if here.is_empty() {
            continue;
        }
        let most = if scene == target.scene { 3 } else { 2 };
        out.extend(here.iter().take(most).filter(|v| carried.is_none_or(|c| c.chunk != v.chunk)).copied().map(Some));
        sentences += 1;
        if sentences == 4 {
            break;
        }
    }
    out
}

/// Adds the clues by which a source is judged for a number.
pub fn clues(
    story: &Story<'_>,
    voices: &[Vec<Voice>],
    target: Target,
    past: &[Sourced],
    candidate: Option<Voice>,
    out: &mut Features,
) {
    macro_rules! clue {
        ($name:literal $(, $part:expr)*) => {{
            const T: Template = Template::new($name);
            out.add(T, &[$($part),*]);
        }};
    }
    let Some(scene) = story.scenes.get(target.scene) else { return };
    let tokens = scene.tokens.as_slice();
    let kind = Atom::new(story.scan.numbers.get(target.number).map_or("", |f| kind_name(f.quantity.kind)));
    let own = voices.get(target.scene).and_then(|v| v.first());
    let own_sure = Atom::small(own.map_or(0, |v| 1 + (v.sure * 4.0) as usize));
    let own_before = Atom::flag(own.is_some_and(|v| (v.chunk.first as usize) < target.token));
    let opening = word_at(story, tokens, Some(0));
    let last = past.last();
    let near = Atom::new(last.map_or("first", |l| match target.scene - l.target.scene.min(target.scene) {
        0 => "sentence",
        _ if story.same_paragraph(story.scenes[l.target.scene].sentence.span.start, target.scene) => "paragraph",
        _ => "far",
    }));
    let held = last.and_then(|l| l.voice);
    let Some(voice) = candidate else {
        let again = Atom::flag(last.is_some() && held.is_none());
        clue!("none", own_sure, own_before);
        clue!("none.again", again, near);
        clue!("none.again.own", again, near, own_sure);
        clue!("none.kind", kind);
        clue!("none.opening", opening);
        clue!("none.scene", Atom::small(target.scene.min(4)), own_sure);
        clue!(
            "none.voices",
            Atom::small(voices.iter().take(target.scene + 1).take(OPENING).map(Vec::len).sum::<usize>().min(4))
        );
        return;
    };
    let at = voice.chunk.scene as usize;
    let theirs = story.scenes.get(at).map_or(&[][..], |s| s.tokens.as_slice());
    let from = story.span(voice.chunk).start;
    let sentences = story.sentences_between(from, scene.sentence.span.start);
    let paragraph = Atom::flag(story.same_paragraph(from, target.scene));
    let again = Atom::new(match held {
        None if last.is_some() => "other than none",
        None => "first",
        Some(h) if h.chunk == voice.chunk => "again",
        Some(h) if h.hash == voice.hash => "same name",
        Some(_) => "other",
    });
    let place = Atom::new(match (at == target.scene, (voice.chunk.first as usize) < target.token) {
        (true, true) if voice.cue < target.token => "said before",
        (true, true) => "said after",
        (true, false) => "after",
        _ => "earlier",
    });
    let sure = Atom::small((voice.sure * 5.0) as usize);
    let rank = Atom::small(voice.rank);
    let cue = word_at(story, theirs, Some(voice.cue));
    let head = story.tokens(voice.chunk).last();
    let head_tag = Atom::new(head.map_or("<>", |t| t.tag.name()));
    let head_word = head.map_or(Atom::new("<>"), |t| atom(story, t));
    let prev = word_at(story, theirs, (voice.chunk.first as usize).checked_sub(1));
    clue!("place", place, rank);
    clue!("place.sure", place, sure, rank);
    clue!("place.cue", place, cue);
    clue!("place.tag", place, head_tag);
    clue!("place.kind", place, kind);
    clue!("place.prev", place, prev);
    clue!("head", head_word);
    clue!("head.place", head_word, place);
    clue!("cue.tag", cue, head_tag);
    clue!("far", Atom::small(sentences.min(8)), paragraph, rank);
    clue!("far.own", Atom::small(sentences.min(3)), paragraph, own_sure, own_before);
    clue!("far.cue", cue, Atom::small(sentences.min(3)), paragraph);
    clue!("far.tag", head_tag, Atom::small(sentences.min(3)), paragraph);
    clue!("far.opening", opening, paragraph);
    clue!("again", again, near);
    clue!("again.place", again, near, place);
    clue!("again.own", again, near, own_sure, own_before);
    clue!("again.opening", again, opening);
    clue!("again.paragraph", again, near, paragraph, Atom::small(sentences.min(5)));
    clue!("scene", Atom::small(at.min(2)), place);
    if at == target.scene {
        clue!(
            "clauses",
            place,
            Atom::small(story.clause_of(at, target.token).abs_diff(story.clause_of(at, voice.cue)).min(5))
        );
    }
}

/// The phrase that a speaker named by 该 stands for: the nearest earlier one, unbroken by 的, that ends with the same
/// words (该委员会 is 经济顾问委员会); the phrase itself where there is none.
pub fn named(story: &Story<'_>, phrases: &Phrases, chunk: Chunk) -> Chunk {
    let Some(rest) = story.text(chunk).strip_prefix('该').filter(|r| !r.is_empty()) else { return chunk };
    let before = story.span(chunk).start;
    let full = |c: &Chunk| {
        story.span(*c).end <= before
            && story.text(*c).len() > rest.len()
            && story.text(*c).ends_with(rest)
            && !story.text(*c).starts_with('该')
            && story
                .tokens(*c)
                .iter()
                .all(|t| !matches!(t.tag, Tag::De | Tag::Verb | Tag::Punctuation | Tag::Preposition))
    };
    (0..=chunk.scene as usize)
        .rev()
        .take(LOOK_BACK)
        .find_map(|scene| {
            let names = phrases.of(scene).iter().map(|p| p.chunk).filter(full);
            names.max_by_key(|c| (story.span(*c).end, story.text(*c).len()))
        })
        .unwrap_or(chunk)
}

/// The source of a number, with its probability.
pub fn decide(
    weights: &Weights,
    story: &Story<'_>,
    voices: &[Vec<Voice>],
    target: Target,
    past: &[Sourced],
    features: &mut Features,
) -> (Option<Voice>, f32) {
    let candidates = candidates(voices, target, past);
    let mut scores: Vec<f32> = candidates
        .iter()
        .map(|&c| {
            features.ids.clear();
            clues(story, voices, target, past, c, features);
            weights.score(&features.ids)
        })
        .collect();
    softmax(&mut scores);
    let mut best = (None, -1.0);
    for (&c, _) in candidates.iter().zip(&scores) {
        let name = c.map_or(0, |v| v.hash);
        let sum = candidates.iter().zip(&scores).filter(|(o, _)| o.map_or(0, |v| v.hash) == name).map(|(_, p)| p).sum();
        if sum > best.1 {
            best = (c, sum);
        }
    }
    best
}
