//! Who the text says a number comes from: for each number, the speakers near it and none.

use crate::rules::{AttributionLexicon, Saying};
use crate::text::{Tag, Token};

use super::candidates::Target;
use super::linear::{Atom, Features, Template, Weights, softmax};
use super::phrases::Phrases;
use super::speaker::{Voice, Way, voices};
use super::story::{Chunk, Story};
use super::words::{atom, ending, kind_name, word_at};

/// What an earlier number was decided to come from.
#[derive(Debug, Clone, Copy)]
pub struct Sourced {
    /// The number.
    pub target: Target,
    /// Its source.
    pub voice: Option<Voice>,
}

/// A likelier phrase than this is taken for a speaker.
const SURE: f32 = 0.4;

/// Who speaks where in a text.
#[derive(Debug, Default)]
pub struct Talk {
    /// The voices of each scene, the likeliest first.
    voices: Vec<Vec<Voice>>,
    /// For each scene how many list items begin up to it, and how many headings stand before it.
    items: Vec<u16>,
    headings: Vec<u16>,
    /// For each scene how many scenes up to it have a sure voice.
    heard: Vec<u16>,
    /// For each scene whether a quotation is open at its beginning.
    quoted: Vec<bool>,
    /// Sure names with the number of scenes that have them, the most frequent first.
    names: Vec<(u64, usize)>,
    /// Scenes whose speaker stands in brackets at their end.
    signed: Vec<usize>,
    /// Whether nobody speaks in the whole text.
    silent: bool,
}

impl Talk {
    /// Listens to all scenes of a text.
    pub fn new(story: &Story<'_>, words: &AttributionLexicon, weights: &Weights, features: &mut Features) -> Self {
        let mut talk = Talk::default();
        let (mut items, mut headings, mut heard) = (0, 0, 0);
        let mut open = false;
        let mut paragraph = usize::MAX;
        for (n, scene) in story.scenes.iter().enumerate() {
            let here = voices(story, words, weights, n, features);
            let text = story.view.norm(scene.sentence.span);
            let starts = scene.sentence.paragraph != paragraph;
            paragraph = scene.sentence.paragraph;
            items += u16::from(begins_item(text));
            headings += u16::from(starts && is_heading(text));
            heard += u16::from(here.first().is_some_and(|v| v.sure >= SURE));
            open &= !starts;
            talk.quoted.push(open);
            open = text.chars().fold(open, |open, c| match c {
                '“' | '「' => true,
                '”' | '」' => false,
                _ => open,
            });
            if here.iter().any(|v| v.way == Way::Signed && v.rank == 0) {
                talk.signed.push(n);
            }
            for voice in here.iter().filter(|v| v.sure >= SURE) {
                match talk.names.iter().position(|(hash, _)| *hash == voice.hash) {
                    Some(at) => talk.names[at].1 += 1,
                    None if talk.names.len() < MOST_NAMES => talk.names.push((voice.hash, 1)),
                    None => {}
                }
            }
            talk.voices.push(here);
            talk.items.push(items);
            talk.headings.push(headings);
            talk.heard.push(heard);
        }
        talk.silent = talk.voices.iter().all(Vec::is_empty);
        talk.names.sort_by_key(|&(_, times)| std::cmp::Reverse(times));
        talk
    }

    fn of(&self, scene: usize) -> &[Voice] {
        self.voices.get(scene).map_or(&[], Vec::as_slice)
    }

    fn times(&self, hash: u64) -> usize {
        self.names.iter().find(|(h, _)| *h == hash).map_or(0, |(_, times)| *times)
    }

    /// The voice in brackets that a scene's paragraph, or the whole text, ends with.
    fn signature(&self, story: &Story<'_>, scene: usize) -> Option<Voice> {
        let paragraph = story.scenes.get(scene)?.sentence.paragraph;
        let next = self.signed.get(self.signed.partition_point(|&s| s < scene)).copied()?;
        let near = story.scenes.get(next)?.sentence.paragraph == paragraph;
        (near || next + 1 == story.scenes.len()).then(|| self.of(next).first().copied())?
    }
}

/// How many names of a text are counted.
const MOST_NAMES: usize = 64;

/// Whether a sentence begins an item of a list: 3、…, ①…, * …, 【…】….
fn begins_item(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('①'..='⑳' | '*' | '-' | '•' | '●' | '◆' | '■' | '【' | '#' | '>') => true,
        Some(c) if c.is_ascii_digit() || "一二三四五六七八九十".contains(c) => {
            let mut rest = chars.skip_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c));
            matches!(rest.next(), Some('、' | '.' | ')' | '．')) && !rest.next().is_some_and(|c| c.is_ascii_digit())
        }
        Some('(') => chars.next().is_some_and(|c| "一二三四五六七八九十".contains(c)),
        _ => false,
    }
}

/// Whether a paragraph is a heading: short, without a closing mark.
fn is_heading(text: &str) -> bool {
    text.len() < 120 && !text.ends_with(['。', '；', '！', '？', ':', '，', '：', '”', '」', ')'])
}

/// How many sentences back a speaker is looked for.
const LOOK_BACK: usize = 40;
/// In how many sentences before the number speakers are looked for.
const SCENES: usize = 4;

/// The sources that a number may come from: none, that of the number before, the speakers of its
/// sentence and of the last sentences that have any, the text's most frequent one, and the one who signs.
pub fn candidates(story: &Story<'_>, talk: &Talk, target: Target, past: &[Sourced]) -> Vec<Option<Voice>> {
    let mut out: Vec<Option<Voice>> = vec![None];
    let mut add = |voice: Voice| {
        if !out.iter().flatten().any(|v| v.chunk == voice.chunk) {
            out.push(Some(voice));
        }
    };
    if let Some(carried) = past.last().and_then(|p| p.voice) {
        add(carried);
    }
    let mut scenes = 0;
    for scene in (0..=target.scene).rev().take(LOOK_BACK) {
        let here = talk.of(scene);
        let most = if scene == target.scene { 3 } else { 2 };
        here.iter().take(most).for_each(|&v| add(v));
        scenes += usize::from(!here.is_empty());
        if scenes == SCENES {
            break;
        }
    }
    if let Some(voice) = talk.signature(story, target.scene) {
        add(voice);
    }
    for &(hash, _) in talk.names.iter().take(1) {
        let mut back = (0..=target.scene).rev().take(LOOK_BACK * 4);
        if let Some(voice) = back.find_map(|s| talk.of(s).iter().find(|v| v.hash == hash)) {
            add(*voice);
        }
    }
    out
}

/// What is the same for all sources of a number.
struct Setting<'s, 'a> {
    story: &'s Story<'a>,
    talk: &'s Talk,
    target: Target,
    last: Option<&'s Sourced>,
    /// The kind of the number.
    kind: Atom<'s>,
    /// Who is speaking in the number's own sentence.
    own: Atom<'static>,
    /// The word of saying before the number in its sentence.
    cue: Atom<'s>,
    opening: Atom<'s>,
    /// How near the number before is.
    near: Atom<'static>,
    quoted: Atom<'static>,
    /// How many sure names the text has.
    names: Atom<'static>,
}

impl<'s, 'a> Setting<'s, 'a> {
    fn new(
        story: &'s Story<'a>,
        words: &AttributionLexicon,
        talk: &'s Talk,
        target: Target,
        past: &'s [Sourced],
    ) -> Option<Self> {
        let scene = story.scenes.get(target.scene)?;
        let tokens = scene.tokens.as_slice();
        let kind = story.scan.numbers.get(target.number).map_or("", |f| kind_name(f.quantity.kind));
        let last = past.last();
        let near = last.map_or("first", |l| {
            let before = story.scenes.get(l.target.scene).map(|s| s.sentence.paragraph);
            match target.scene.saturating_sub(l.target.scene) {
                0 => "sentence",
                _ if before == Some(scene.sentence.paragraph) => "paragraph",
                _ => "far",
            }
        });
        let before = tokens.get(..target.token).unwrap_or(&[]);
        let said = |t: &Token| matches!(words.saying(t.hash), Some(Saying::Said | Saying::By)) && t.tag != Tag::Number;
        let cue = before.iter().rposition(said);
        let marks = before.iter().filter(|t| t.tag == Tag::Punctuation).filter_map(|t| story.word(t).chars().next());
        let open = talk.quoted.get(target.scene) == Some(&true);
        let quoted = marks.fold(open, |open, c| match c {
            '“' | '「' => true,
            '”' | '」' => false,
            _ => open,
        });
        Some(Setting {
            story,
            talk,
            target,
            last,
            kind: Atom::new(kind),
            own: Atom::new(manner(words, talk.of(target.scene), tokens, cue)),
            cue: cue.and_then(|c| tokens.get(c)).map_or(Atom::new("-"), |t| atom(story, t)),
            opening: word_at(story, tokens, Some(0)),
            near: Atom::new(near),
            quoted: Atom::flag(quoted),
            names: Atom::small(talk.names.len().min(5)),
        })
    }

    fn clues(&self, candidate: Option<Voice>, out: &mut Features) {
        macro_rules! clue {
            ($name:literal $(, $part:expr)*) => {{
                const T: Template = Template::new($name);
                out.add(T, &[$($part),*]);
            }};
        }
        let Setting { story, talk, target, last, kind, own, cue, opening, near, quoted, names } = *self;
        let held = last.and_then(|l| l.voice);
        let heard = |scene: usize| talk.heard.get(scene).copied().unwrap_or(0) as usize;
        let scenes = Atom::small(story.scenes.len().min(16).next_power_of_two());
        let Some(voice) = candidate else {
            let again = Atom::flag(last.is_some() && held.is_none());
            let so_far = Atom::small(heard(target.scene).min(4));
            clue!("none", own);
            clue!("none.cue", cue, own);
            clue!("none.again", again, near);
            clue!("none.again.own", again, near, own);
            clue!("none.kind", kind);
            clue!("none.opening", opening);
            clue!("none.quoted", quoted, own);
            clue!("none.scene", Atom::small(target.scene.min(4)), own);
            clue!("none.voices", so_far);
            clue!("none.voices.own", so_far, own, again);
            clue!("none.names", names, scenes);
            clue!("none.item", Atom::flag(talk.items.last().is_some_and(|&n| n > 2)), own);
            return;
        };
        let at = voice.chunk.scene as usize;
        let theirs = story.scenes.get(at).map_or(&[][..], |s| s.tokens.as_slice());
        let scene = &story.scenes[target.scene];
        let from = story.span(voice.chunk).start;
        let sentences = story.sentences_between(from, scene.sentence.span.start);
        let paragraphs = story.scenes.get(at).map_or(0, |s| scene.sentence.paragraph.abs_diff(s.sentence.paragraph));
        let again = Atom::new(match held {
            None if last.is_some() => "other than none",
            None => "first",
            Some(h) if h.chunk == voice.chunk => "again",
            Some(h) if h.hash == voice.hash => "same name",
            Some(_) => "other",
        });
        let place = Atom::new(match (at.cmp(&target.scene), (voice.chunk.first as usize) < target.token) {
            (std::cmp::Ordering::Equal, true) if voice.cue < target.token => "said before",
            (std::cmp::Ordering::Equal, true) => "said after",
            (std::cmp::Ordering::Equal, false) => "after",
            (std::cmp::Ordering::Less, _) => "earlier",
            (std::cmp::Ordering::Greater, _) => "later",
        });
        let crossed = |counts: &[u16]| {
            let of = |n: usize| counts.get(n).copied().unwrap_or(0);
            usize::from(of(target.scene).abs_diff(of(at)))
        };
        let items = Atom::small(crossed(&talk.items).min(2));
        let headings = Atom::small(crossed(&talk.headings).min(2));
        let between = Atom::small(crossed(&talk.heard).min(4));
        let paragraph = Atom::small(paragraphs.min(4));
        let way = voice.way.atom();
        let sure = Atom::small((voice.sure * 5.0) as usize);
        let rank = Atom::small(voice.rank);
        let said = word_at(story, theirs, Some(voice.cue));
        let head = story.tokens(voice.chunk).last();
        let head_tag = head.map_or(Atom::new("<>"), |t| Atom::tag(t.tag));
        let head_word = head.map_or(Atom::new("<>"), |t| atom(story, t));
        let head_end = ending(head.map_or("", |t| story.word(t)));
        let prev = word_at(story, theirs, (voice.chunk.first as usize).checked_sub(1));
        let times = Atom::small(talk.times(voice.hash).min(4));
        let top = Atom::flag(talk.names.first().is_some_and(|(hash, _)| *hash == voice.hash));
        let lead = Atom::flag(at == 0);
        let far = Atom::small(sentences.min(8));
        clue!("place", place, rank);
        clue!("place.sure", place, sure, rank);
        clue!("place.way", place, way, sure);
        clue!("place.cue", place, said);
        clue!("place.tag", place, head_tag);
        clue!("place.end", place, head_end);
        clue!("place.kind", place, kind);
        clue!("place.prev", place, prev);
        clue!("place.times", place, times, names);
        clue!("place.top", place, top, names);
        clue!("head", head_word);
        clue!("head.place", head_word, place);
        clue!("head.end", head_end, way);
        clue!("cue.tag", said, head_tag);
        clue!("far", far, paragraph, rank);
        clue!("far.between", between, paragraph);
        clue!("far.items", items, headings, paragraph);
        clue!("far.sure", between, sure, items);
        clue!("far.lead", lead, names, scenes);
        clue!("far.lead.between", lead, between, items);
        clue!("far.own", own, between, paragraph);
        clue!("far.own.cue", cue, place, between);
        clue!("far.quoted", quoted, place, between);
        clue!("far.cue", said, Atom::small(sentences.min(3)), paragraph);
        clue!("far.end", head_end, Atom::small(sentences.min(3)), paragraph);
        clue!("far.opening", opening, Atom::flag(paragraphs == 0));
        clue!("far.way", way, between, paragraph);
        clue!("again", again, near);
        clue!("again.place", again, near, place);
        clue!("again.own", again, near, own);
        clue!("again.items", again, items, headings);
        clue!("again.opening", again, opening);
        clue!("again.paragraph", again, near, paragraph, Atom::small(sentences.min(5)));
        clue!("again.end", again, near, head_end);
        clue!("scene", Atom::small(at.min(2)), place);
        if at == target.scene {
            let clauses = story.clause_of(at, target.token).abs_diff(story.clause_of(at, voice.cue)).min(5);
            let sayings = theirs.get(voice.cue.min(target.token)..voice.cue.max(target.token)).unwrap_or(&[]);
            let numbers = sayings.iter().filter(|t| t.tag == Tag::Number).count().min(3);
            clue!("clauses", place, Atom::small(clauses));
            clue!("clauses.numbers", place, Atom::small(clauses), Atom::small(numbers));
            clue!("clauses.cue", place, said, Atom::small(clauses.min(2)));
            clue!("clauses.quoted", place, quoted, Atom::small(clauses.min(2)));
        }
    }
}

/// How the sentence of a number says who speaks before the number.
fn manner(words: &AttributionLexicon, voices: &[Voice], tokens: &[Token], cue: Option<usize>) -> &'static str {
    let Some(cue) = cue else {
        return match voices.first() {
            None => "-",
            Some(v) if v.sure >= SURE => "after sure",
            Some(_) => "after",
        };
    };
    match voices.iter().filter(|v| v.cue <= cue).map(|v| v.sure).fold(0.0, f32::max) {
        sure if sure >= 0.8 => "named surely",
        sure if sure >= SURE => "named",
        _ => {
            let before = tokens.get(cue.saturating_sub(3)..cue).unwrap_or(&[]);
            match before.iter().rev().find(|t| t.tag == Tag::Pronoun || words.is_vague(t.hash)) {
                Some(t) if t.tag == Tag::Pronoun => "pronoun",
                Some(_) => "vague",
                None if cue == 0 => "bare",
                None => "unnamed",
            }
        }
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

/// What is known of the source of numbers.
pub struct Sources<'s, 'a> {
    /// The text.
    pub story: &'s Story<'a>,
    /// The words of saying.
    pub words: &'s AttributionLexicon,
    /// Who speaks in it.
    pub talk: &'s Talk,
}

impl Sources<'_, '_> {
    /// The candidates for a number; `each` is told of every one, its features being in `features`.
    pub fn consider(
        &self,
        target: Target,
        past: &[Sourced],
        features: &mut Features,
        mut each: impl FnMut(Option<Voice>, &[u32]),
    ) {
        let Some(setting) = Setting::new(self.story, self.words, self.talk, target, past) else { return };
        for candidate in candidates(self.story, self.talk, target, past) {
            features.ids.clear();
            setting.clues(candidate, features);
            each(candidate, &features.ids);
        }
    }

    /// The source of a number.
    pub fn decide(
        &self,
        weights: &Weights,
        target: Target,
        past: &[Sourced],
        features: &mut Features,
    ) -> Option<Voice> {
        let (mut candidates, mut scores) = (Vec::new(), Vec::new());
        if self.talk.silent {
            return None;
        }
        self.consider(target, past, features, |candidate, ids| {
            candidates.push(candidate);
            scores.push(weights.score(ids));
        });
        softmax(&mut scores);
        let name = |c: &Option<Voice>| c.map_or(0, |v| v.hash);
        super::linear::likeliest(&candidates, &scores, name).and_then(|(n, _)| *candidates.get(n)?)
    }
}
