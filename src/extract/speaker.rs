//! Who speaks: in every sentence that speaks of saying, the phrases that may name the speaker, ranked.

use crate::rules::{AttributionLexicon, Saying};
use crate::text::{Tag, Token};

use super::candidates::is_nominal;
use super::linear::{Atom, Features, Template, Weights, softmax};
use super::phrases::phrase;
use super::story::{Chunk, Story};
use super::words::{atom, ending, word_at};

/// How a text names a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Before a verb of saying.
    Said,
    /// Behind 据 and the like.
    By,
    /// Before a colon.
    Head,
    /// In brackets at the end of what it told.
    Signed,
}

impl Way {
    /// As it stands in features.
    pub fn atom(self) -> Atom<'static> {
        Atom::new(match self {
            Way::Said => "said",
            Way::By => "by",
            Way::Head => "head",
            Way::Signed => "signed",
        })
    }
}

/// A phrase that may name a speaker, with its probability among those of its sentence.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// The phrase.
    pub chunk: Chunk,
    /// Hash of its words.
    pub hash: u64,
    /// How it is named.
    pub way: Way,
    /// Token of the word or mark that made it one.
    pub cue: usize,
    /// How many tokens stand between the two, those in brackets left out.
    pub gap: usize,
    /// Probability that it is the one.
    pub sure: f32,
    /// 0 for the likeliest of its sentence.
    pub rank: usize,
}

/// Longest name, in tokens.
const LONGEST: usize = 10;
/// How far before its verb a speaker may end, in tokens.
const REACH: usize = 14;
/// How many words of saying of a sentence are looked at.
const MOST_CUES: usize = 12;
/// How many voices of a sentence are kept.
const MOST_VOICES: usize = 3;
/// Less likely phrases are no voices.
const UNSURE: f32 = 0.04;

/// The phrases of a sentence that may name a speaker.
pub fn speakers(story: &Story<'_>, words: &AttributionLexicon, scene: usize) -> Vec<Voice> {
    let tokens = story.scenes.get(scene).map_or(&[][..], |s| s.tokens.as_slice());
    let mut out: Vec<Voice> = Vec::new();
    if !tokens.iter().any(|t| words.saying(t.hash).is_some() || t.tag == Tag::Punctuation) {
        return out;
    }
    let outer = outer(story, tokens);
    let mut said = 0;
    let mut cues = 0;
    for (cue, token) in tokens.iter().enumerate() {
        let way = match token.tag {
            Tag::Number | Tag::Period => continue,
            Tag::Punctuation => match story.word(token).chars().next() {
                Some(':' | '：') if outer[cue] + 1 == outer[cue + 1] => Way::Head,
                Some('(') if signs(story, tokens, cue) => Way::Signed,
                _ => continue,
            },
            _ => match words.saying(token.hash) {
                Some(Saying::Said | Saying::Perhaps) => Way::Said,
                Some(Saying::By) => Way::By,
                None => continue,
            },
        };
        match way {
            Way::Head => add_ending(story, words, (scene, cue), (way, cue), &mut out),
            Way::Said => {
                let reach = outer.partition_point(|&o| o + REACH < outer[cue]);
                for end in said.max(reach).max(1)..=cue {
                    add_ending(story, words, (scene, end), (way, cue), &mut out);
                }
                said = cue + 1;
            }
            Way::By => {
                for first in cue + 1..(cue + 3).min(tokens.len()) {
                    add_beginning(story, words, (scene, first), (way, cue), &mut out);
                }
            }
            Way::Signed => add_beginning(story, words, (scene, cue + 1), (way, cue), &mut out),
        }
        cues += 1;
        if cues == MOST_CUES {
            break;
        }
    }
    for voice in &mut out {
        let (first, end) = (voice.chunk.first as usize, voice.chunk.end as usize);
        voice.gap = if voice.cue >= end { outer[voice.cue] - outer[end] } else { first - voice.cue.min(first) };
    }
    out
}

/// For each token, and one past the last, how many stand before it outside of brackets.
fn outer(story: &Story<'_>, tokens: &[Token]) -> Vec<usize> {
    let mut out = Vec::with_capacity(tokens.len() + 1);
    let (mut count, mut open) = (0, false);
    for token in tokens {
        out.push(count);
        let mark = (token.tag == Tag::Punctuation).then(|| story.word(token));
        open |= mark.is_some_and(|m| m.starts_with('('));
        count += usize::from(!open);
        open &= !mark.is_some_and(|m| m.ends_with(')'));
    }
    out.push(count);
    out
}

/// Whether a bracket opens a signature: it begins a sentence or ends one.
fn signs(story: &Story<'_>, tokens: &[Token], open: usize) -> bool {
    let rest = tokens.get(open + 1..).unwrap_or(&[]);
    let close = rest.iter().take(LONGEST).position(|t| t.tag == Tag::Punctuation && story.word(t).starts_with(')'));
    let Some(close) = close else { return false };
    open == 0 || rest.get(close + 1..).unwrap_or(&[]).iter().all(|t| t.tag == Tag::Punctuation)
}

fn add_ending(
    story: &Story<'_>,
    words: &AttributionLexicon,
    (scene, end): (usize, usize),
    (way, cue): (Way, usize),
    out: &mut Vec<Voice>,
) {
    let tokens = story.scenes.get(scene).map_or(&[][..], |s| s.tokens.as_slice());
    if !ends_name(story, words, tokens, end) {
        return;
    }
    let mut depth = 0;
    for first in (end.saturating_sub(LONGEST)..end).rev() {
        match step(story, words, &tokens[first], &mut depth) {
            Step::Stop => break,
            Step::Inside => continue,
            Step::Whole if begins_name(story, tokens, first) => add(story, (scene, first, end), (way, cue), out),
            Step::Whole => {}
        }
    }
}

fn add_beginning(
    story: &Story<'_>,
    words: &AttributionLexicon,
    (scene, first): (usize, usize),
    (way, cue): (Way, usize),
    out: &mut Vec<Voice>,
) {
    let tokens = story.scenes.get(scene).map_or(&[][..], |s| s.tokens.as_slice());
    if !tokens.get(first).is_some_and(|t| may_begin(story, t)) {
        return;
    }
    for end in first + 1..=(first + LONGEST).min(tokens.len()) {
        if !ends_name(story, words, tokens, end) {
            continue;
        }
        let mut depth = 0;
        let steps = tokens[first..end].iter().rev().map(|t| step(story, words, t, &mut depth));
        match steps.fold(Step::Whole, |all, s| if all == Step::Stop { all } else { s }) {
            Step::Whole => add(story, (scene, first, end), (way, cue), out),
            Step::Inside => {}
            Step::Stop => break,
        }
    }
}

fn add(story: &Story<'_>, (scene, first, end): (usize, usize, usize), (way, cue): (Way, usize), out: &mut Vec<Voice>) {
    let chunk = Chunk { scene: scene as u32, first: first as u32, end: end as u32 };
    // The same phrase before one word of saying and behind another is one candidate.
    if out.iter().rev().take(64).all(|v| v.chunk != chunk) {
        out.push(Voice { chunk, hash: phrase(story, chunk).hash, way, cue, gap: 0, sure: 0.0, rank: 0 });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The phrase may begin here.
    Whole,
    /// Inside brackets.
    Inside,
    /// No phrase goes on here.
    Stop,
}

/// Reads one token of a phrase from its end.
fn step(story: &Story<'_>, words: &AttributionLexicon, token: &Token, depth: &mut i32) -> Step {
    match token.tag {
        Tag::Number if *depth == 0 => return Step::Stop,
        Tag::Preposition if *depth == 0 && !matches!(story.word(token), "与" | "和" | "及" | "同") => {
            return Step::Stop;
        }
        Tag::Verb if *depth == 0 && words.saying(token.hash) == Some(Saying::Said) => return Step::Stop,
        Tag::Punctuation => match story.word(token).chars().next() {
            Some('”' | '’' | '》' | '」' | '』' | ')' | '】' | '〉') => *depth += 1,
            Some('“' | '‘' | '《' | '「' | '『' | '(' | '【' | '〈') => *depth -= 1,
            Some('·' | '、' | '-' | '/' | '—' | '&' | '.' | '+' | '"') => {}
            _ => return Step::Stop,
        },
        _ => {}
    }
    match *depth {
        0 => Step::Whole,
        1.. => Step::Inside,
        _ => Step::Stop,
    }
}

/// Whether a name may end before a token: at its last noun, or before 有关负责人 and the like.
fn ends_name(story: &Story<'_>, words: &AttributionLexicon, tokens: &[Token], end: usize) -> bool {
    let Some(last) = end.checked_sub(1).and_then(|i| tokens.get(i)) else { return false };
    let goes_on = || {
        let next = tokens.get(end..).unwrap_or(&[]);
        let vague = next.iter().take(2).any(|t| words.is_vague(t.hash));
        let said = next.first().is_some_and(|t| words.saying(t.hash).is_some());
        let noun = next.first().is_some_and(|t| t.tag != Tag::Punctuation && is_nominal(t.tag));
        noun && !vague && !said && last.tag != Tag::Person
    };
    // What brackets hold behind a name, its code or short form, is no part of it.
    let coded = || matches!(last.tag, Tag::Verb) && tokens.get(end).is_some_and(|t| story.word(t) == "(");
    (is_nominal(last.tag) || coded()) && may_end(story, last) && !goes_on()
}

/// Whether a name may begin at a token: not behind its own modifier, save a person behind a title.
fn begins_name(story: &Story<'_>, tokens: &[Token], first: usize) -> bool {
    let Some(head) = tokens.get(first) else { return false };
    let before = first.checked_sub(1).and_then(|i| tokens.get(i));
    let modified = before.is_some_and(|t| t.tag != Tag::Punctuation && is_nominal(t.tag));
    let name = matches!(head.tag, Tag::Person | Tag::Name | Tag::Latin | Tag::Organisation | Tag::Punctuation);
    may_begin(story, head) && (!modified || name)
}

/// Whether a name may begin with a token.
fn may_begin(story: &Story<'_>, token: &Token) -> bool {
    match token.tag {
        Tag::De | Tag::Particle | Tag::Mood | Tag::Number | Tag::Conjunction => false,
        Tag::Punctuation => story.word(token).starts_with(['“', '‘', '《', '「', '『', '【', '〈', '"']),
        _ => true,
    }
}

/// Whether a name may end with a token.
fn may_end(story: &Story<'_>, token: &Token) -> bool {
    match token.tag {
        Tag::De | Tag::Particle | Tag::Mood | Tag::Number | Tag::Conjunction | Tag::Preposition | Tag::Adverb => false,
        Tag::Punctuation => story.word(token).starts_with(['”', '’', '》', '」', '』', '】', '〉', '"']),
        _ => true,
    }
}

/// Adds the clues by which a phrase is judged as the speaker of its sentence; of None those of nobody.
pub fn speaker_clues(
    story: &Story<'_>,
    words: &AttributionLexicon,
    scene: usize,
    voice: Option<&Voice>,
    out: &mut Features,
) {
    macro_rules! clue {
        ($name:literal $(, $part:expr)*) => {{
            const T: Template = Template::new($name);
            out.add(T, &[$($part),*]);
        }};
    }
    let tokens = story.scenes.get(scene).map_or(&[][..], |s| s.tokens.as_slice());
    let word = |i: Option<usize>| word_at(story, tokens, i);
    let Some(voice) = voice else {
        clue!("nobody");
        clue!("nobody.opening", word(Some(0)));
        let said = |t: &&Token| matches!(words.saying(t.hash), Some(Saying::Said));
        clue!("nobody.said", Atom::small(tokens.iter().filter(said).count().min(3)));
        for t in tokens.iter().filter(|t| words.saying(t.hash).is_some()).take(6) {
            clue!("nobody.cue", atom(story, t));
        }
        return;
    };
    let (first, end) = (voice.chunk.first as usize, voice.chunk.end as usize);
    let inside = story.tokens(voice.chunk);
    let ([head, ..], [.., last]) = (inside, inside) else { return };
    let tag = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or(Atom::new("<>"), |t| Atom::tag(t.tag));
    let way = voice.way.atom();
    let cue = word(Some(voice.cue));
    let (prev, next) = (word(first.checked_sub(1)), word(Some(end)));
    let (prev_tag, next_tag) = (tag(first.checked_sub(1)), tag(Some(end)));
    let gap = Atom::small(voice.gap.min(10));
    let by = first.checked_sub(1).and_then(|i| tokens.get(i)).map(|t| words.saying(t.hash));
    let by = Atom::flag(by == Some(Some(Saying::By)));
    let same = Atom::flag(story.clause_of(scene, first) == story.clause_of(scene, voice.cue));
    let (start_tag, last_tag) = (Atom::tag(head.tag), Atom::tag(last.tag));
    let last_word = atom(story, last);
    let end_char = ending(story.word(last));
    let length = Atom::small(inside.len());
    let vague = Atom::flag(inside.iter().all(|t| words.is_vague(t.hash)));
    let vague_next = Atom::flag(tokens.get(end).is_some_and(|t| words.is_vague(t.hash)));
    clue!("way", way);
    clue!("cue", cue, way);
    clue!("cue.tag", cue, last_tag);
    clue!("cue.end", cue, end_char);
    clue!("gap", gap, way, by);
    clue!("gap.same", gap, same, way);
    clue!("gap.tag", gap, last_tag);
    clue!("cue.gap", cue, Atom::small(voice.gap.min(3)));
    clue!("cue.next", cue, next);
    clue!("prev", prev);
    clue!("next", next);
    clue!("next.tag", next_tag, last_tag, way);
    clue!("edges", prev_tag, start_tag, last_tag, next_tag);
    clue!("prev.start", prev_tag, start_tag);
    clue!("prev.end", prev, end_char);
    clue!("head", last_word);
    clue!("start", atom(story, head));
    clue!("ending", end_char);
    clue!("ending.next", end_char, next);
    clue!("ending.way", end_char, way);
    clue!("tags", start_tag, last_tag, length);
    clue!("length", length, way);
    clue!("by", by, last_tag, next);
    clue!("vague", vague, way);
    clue!("vague.next", vague_next, end_char);
    clue!("opens", Atom::flag(first == 0), last_tag, way);
    let clause_opens = first == 0 || story.clause_of(scene, first) != story.clause_of(scene, first - 1);
    clue!("opens.clause", Atom::flag(clause_opens), way);
    clue!("scene", Atom::small(scene.min(2)), way);
    let holds = |tag: Tag| Atom::flag(inside.iter().any(|t| t.tag == tag));
    clue!("holds", holds(Tag::De), holds(Tag::Verb), holds(Tag::Period));
    clue!("holds.mark", holds(Tag::Punctuation), Atom::flag(story.text(voice.chunk).contains('、')), last_tag);
    clue!("holds.person", holds(Tag::Person), last_tag, next_tag);
    for t in inside.iter().take(6) {
        clue!("inside", Atom::tag(t.tag), last_tag);
    }
    if let [.., title, _] = inside {
        clue!("title", atom(story, title), last_tag);
        clue!("title.tag", Atom::tag(title.tag), last_tag, next_tag);
    }
    clue!("prev.last", prev, last_tag);
    if voice.way == Way::Said {
        let between = tokens.get(end..voice.cue).unwrap_or(&[]);
        let count = |tags: &[Tag]| Atom::small(between.iter().filter(|t| tags.contains(&t.tag)).count().min(3));
        let names = count(&[Tag::Noun, Tag::Person, Tag::Place, Tag::Organisation, Tag::Name, Tag::Abbreviation]);
        clue!("between", names, count(&[Tag::Preposition]), count(&[Tag::De]));
        clue!("between.verbs", names, count(&[Tag::Verb, Tag::NominalVerb]), count(&[Tag::Punctuation]));
        clue!("between.tag", names, last_tag, next_tag);
        for t in tokens.get(end..voice.cue).unwrap_or(&[]).iter().take(8) {
            clue!("across", Atom::tag(t.tag));
            if matches!(t.tag, Tag::Punctuation | Tag::Preposition | Tag::Verb | Tag::De) {
                clue!("across.word", atom(story, t));
            }
        }
    }
}

/// The likeliest speakers of a sentence, at most three, none inside another.
pub fn voices(
    story: &Story<'_>,
    words: &AttributionLexicon,
    weights: &Weights,
    scene: usize,
    features: &mut Features,
) -> Vec<Voice> {
    let mut all = speakers(story, words, scene);
    if all.is_empty() {
        return all;
    }
    let mut scores: Vec<f32> = Vec::with_capacity(all.len() + 1);
    for voice in all.iter().map(Some).chain([None]) {
        features.ids.clear();
        speaker_clues(story, words, scene, voice, features);
        scores.push(weights.score(&features.ids));
    }
    softmax(&mut scores);
    for (voice, p) in all.iter_mut().zip(scores) {
        voice.sure = p;
    }
    all.retain(|v| v.sure >= UNSURE);
    all.sort_by(|a, b| b.sure.total_cmp(&a.sure));
    let mut out: Vec<Voice> = Vec::new();
    for voice in all {
        if out.len() < MOST_VOICES && out.iter().all(|o| !story.span(o.chunk).overlaps(story.span(voice.chunk))) {
            out.push(Voice { rank: out.len(), ..voice });
        }
    }
    out
}
