//! Words with part-of-speech tags. Numbers and times are tokens of their own: the segmenter sees
//! only the text between them.

use std::sync::{Arc, Mutex, OnceLock};

use jieba_rs::Jieba;

use crate::model::Span;

use super::View;

/// Part of speech, coarser than the segmenter's own where nothing depends on the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)] // the names are the definitions
pub enum Tag {
    Noun,
    Person,
    Place,
    Organisation,
    Name,
    Latin,
    Abbreviation,
    NominalVerb,
    Verb,
    Adjective,
    NominalAdjective,
    Distinguishing,
    Adverb,
    Numeral,
    Measure,
    Pronoun,
    Preposition,
    Conjunction,
    /// 的
    De,
    /// Other particles: 了, 着, 过, 地, 得.
    Particle,
    Locative,
    Site,
    Time,
    Idiom,
    Phrase,
    Mood,
    Affix,
    Punctuation,
    Other,
    /// A number that may be a claim.
    Number,
    /// A time that was read as a whole.
    Period,
}

impl Tag {
    /// A short name, as it stands in the names of features.
    pub const fn name(self) -> &'static str {
        match self {
            Tag::Noun => "n",
            Tag::Person => "nr",
            Tag::Place => "ns",
            Tag::Organisation => "nt",
            Tag::Name => "nz",
            Tag::Latin => "eng",
            Tag::Abbreviation => "j",
            Tag::NominalVerb => "vn",
            Tag::Verb => "v",
            Tag::Adjective => "a",
            Tag::NominalAdjective => "an",
            Tag::Distinguishing => "b",
            Tag::Adverb => "d",
            Tag::Numeral => "m",
            Tag::Measure => "q",
            Tag::Pronoun => "r",
            Tag::Preposition => "p",
            Tag::Conjunction => "c",
            Tag::De => "uj",
            Tag::Particle => "u",
            Tag::Locative => "f",
            Tag::Site => "s",
            Tag::Time => "t",
            Tag::Idiom => "i",
            Tag::Phrase => "l",
            Tag::Mood => "y",
            Tag::Affix => "k",
            Tag::Punctuation => "w",
            Tag::Other => "x",
            Tag::Number => "NUM",
            Tag::Period => "TIME",
        }
    }

    /// [`word_hash`] of the name.
    #[inline]
    pub fn hash(self) -> u64 {
        HASHES.get(self as usize).copied().unwrap_or(0)
    }

    fn read(word: &str, tag: &str) -> Tag {
        if word == "的" {
            return Tag::De;
        }
        match tag {
            "nr" | "nrt" | "nrfg" => Tag::Person,
            "ns" => Tag::Place,
            "nt" => Tag::Organisation,
            "nz" => Tag::Name,
            "eng" => Tag::Latin,
            "j" => Tag::Abbreviation,
            "vn" => Tag::NominalVerb,
            "an" => Tag::NominalAdjective,
            "b" => Tag::Distinguishing,
            "f" => Tag::Locative,
            "s" => Tag::Site,
            "q" => Tag::Measure,
            "p" => Tag::Preposition,
            "c" => Tag::Conjunction,
            "i" => Tag::Idiom,
            "l" => Tag::Phrase,
            "x" if word.chars().all(|c| !c.is_alphanumeric()) => Tag::Punctuation,
            _ => match tag.as_bytes().first() {
                Some(b'n' | b'g') => Tag::Noun,
                Some(b'v') => Tag::Verb,
                Some(b'a' | b'z') => Tag::Adjective,
                Some(b'd') => Tag::Adverb,
                Some(b'm') => Tag::Numeral,
                Some(b'r') => Tag::Pronoun,
                Some(b'u') => Tag::Particle,
                Some(b't') => Tag::Time,
                Some(b'y' | b'e' | b'o') => Tag::Mood,
                Some(b'h' | b'k') => Tag::Affix,
                _ => Tag::Other,
            },
        }
    }
}

/// All tags in the order of their declaration.
const TAGS: [Tag; 31] = [
    Tag::Noun,
    Tag::Person,
    Tag::Place,
    Tag::Organisation,
    Tag::Name,
    Tag::Latin,
    Tag::Abbreviation,
    Tag::NominalVerb,
    Tag::Verb,
    Tag::Adjective,
    Tag::NominalAdjective,
    Tag::Distinguishing,
    Tag::Adverb,
    Tag::Numeral,
    Tag::Measure,
    Tag::Pronoun,
    Tag::Preposition,
    Tag::Conjunction,
    Tag::De,
    Tag::Particle,
    Tag::Locative,
    Tag::Site,
    Tag::Time,
    Tag::Idiom,
    Tag::Phrase,
    Tag::Mood,
    Tag::Affix,
    Tag::Punctuation,
    Tag::Other,
    Tag::Number,
    Tag::Period,
];

const HASHES: [u64; TAGS.len()] = {
    let (mut out, mut at) = ([0; TAGS.len()], 0);
    while at < TAGS.len() {
        out[at] = word_hash(TAGS[at].name());
        at += 1;
    }
    out
};

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Its part of speech.
    pub tag: Tag,
    /// Hash of its normalised characters, equal for equal words.
    pub hash: u64,
    /// For [`Tag::Number`] and [`Tag::Period`]: which of the document's numbers or times; else 0.
    pub index: u32,
}

/// A stretch that is one token whatever the segmenter thinks.
#[derive(Debug, Clone, Copy)]
pub struct Fixed {
    /// The stretch.
    pub span: Span,
    /// Its tag.
    pub tag: Tag,
    /// [`Token::index`].
    pub index: u32,
}

/// Hash of a word, the same on every machine.
#[inline]
pub const fn word_hash(word: &str) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let bytes = word.as_bytes();
    let (mut hash, mut at) = (bytes.len() as u64, 0);
    while at < bytes.len() {
        let (mut chunk, mut shift) = (0u64, 0);
        while shift < 64 && at < bytes.len() {
            chunk |= (bytes[at] as u64) << shift;
            shift += 8;
            at += 1;
        }
        hash = (hash.rotate_left(5) ^ chunk).wrapping_mul(K);
    }
    hash ^ (hash >> 29)
}

/// Cuts text into words: jieba's dictionary with words of our own.
#[derive(Debug)]
pub struct Segmenter {
    words: Words,
    jieba: OnceLock<Arc<Jieba>>,
}

/// Words with their tags of part of speech, in jieba's letters.
type Words = Vec<(String, String)>;

/// The dictionaries loaded so far, each with the words added to it: loading one takes a tenth of a second and 35 MB.
static LOADED: Mutex<Vec<(Words, Arc<Jieba>)>> = Mutex::new(Vec::new());

impl Segmenter {
    /// With these words and their tags of part of speech. The dictionary is loaded on first use.
    pub fn new(words: Vec<(String, String)>) -> Self {
        Segmenter { words, jieba: OnceLock::new() }
    }

    fn jieba(&self) -> &Jieba {
        self.jieba.get_or_init(|| {
            let mut loaded = LOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some((_, jieba)) = loaded.iter().find(|(words, _)| *words == self.words) {
                return Arc::clone(jieba);
            }
            let mut jieba = Jieba::new();
            for (word, tag) in &self.words {
                let frequency = jieba.suggest_freq(word);
                jieba.add_word(word, Some(frequency), Some(tag));
            }
            let jieba = Arc::new(jieba);
            loaded.push((self.words.clone(), Arc::clone(&jieba)));
            jieba
        })
    }

    /// Segments a span. `fixed` are the stretches inside it that are one token, in order, not overlapping.
    /// White space belongs to no token.
    pub fn tokens(&self, view: &View<'_>, span: Span, fixed: impl Iterator<Item = Fixed>) -> Vec<Token> {
        let mut out = Vec::with_capacity(span.len());
        let mut at = span.start;
        for stretch in fixed {
            if stretch.span.start < at || stretch.span.end > span.end || stretch.span.is_empty() {
                continue;
            }
            self.segment(view, Span::new(at, stretch.span.start), &mut out);
            let hash = word_hash(view.norm(stretch.span));
            out.push(Token { span: stretch.span, tag: stretch.tag, hash, index: stretch.index });
            at = stretch.span.end;
        }
        self.segment(view, Span::new(at, span.end), &mut out);
        out
    }

    fn segment(&self, view: &View<'_>, span: Span, out: &mut Vec<Token>) {
        if span.is_empty() {
            return;
        }
        for word in self.jieba().tag(view.norm(span), true) {
            if word.word.chars().all(char::is_whitespace) {
                continue;
            }
            let place = Span::new(span.start + word.start, span.start + word.end);
            out.push(Token { span: place, tag: Tag::read(word.word, word.tag), hash: word_hash(word.word), index: 0 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_their_own_tokens() {
        let view = View::new("东林市的人口 增长3.5%。");
        let number = Fixed { span: Span::new(9, 13), tag: Tag::Number, index: 7 };
        let got = Segmenter::new(Vec::new()).tokens(&view, Span::new(0, 14), std::iter::once(number));
        let words: Vec<_> = got.iter().map(|t| view.original(t.span)).collect();
        assert_eq!(words.concat(), "东林市的人口增长3.5%。");
        let n = got.iter().find(|t| t.tag == Tag::Number).unwrap();
        assert_eq!((view.original(n.span), n.index), ("3.5%", 7));
        assert!(got.iter().any(|t| t.tag == Tag::De));
        assert!(TAGS.iter().enumerate().all(|(n, t)| *t as usize == n && t.hash() == word_hash(t.name())));
        assert_eq!(got.last().unwrap().tag, Tag::Punctuation);
    }
}
