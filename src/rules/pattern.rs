//! Patterns over [`Line`]s: regular expressions with typed slots, in the text normalised by `text/`
//! (half width, Simplified, without white space).
//!
//! | written | matches |
//! |---|---|
//! | `{quantity}` `{quantity:from}` | any number, with a name |
//! | `{percent}` `{percent\|point:size}` … | a number of these kinds |
//! | `{period:t0}` | a time |
//! | `{@rise}` | a word of that list |
//! | `{char}` | a character that is no number and ends no clause |
//! | `{label}` | such a character that is no 、 and no bracket either |
//! | `，` or `,` | either comma; likewise `：` `:` and `；` `;` |
//! | `(?<name>…)` | words with a name |
//! | all else | as in the `regex` crate: no look-around, linear time |

use regex::Regex;
use regex_syntax::ast::Span as Place;

use crate::model::{Kind, Message, Span};
use crate::text::{Line, Slot};

use super::Words;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// Names of the groups that are slots, and of those that are words, with their numbers.
    slots: Vec<(usize, String)>,
    groups: Vec<(usize, String)>,
    needs: Needs,
}

/// What a line must hold for a pattern to match in it.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Sets of texts: at least one text of each set stands in every match.
    pub texts: Vec<Vec<String>>,
    /// How many numbers and times stand in every match.
    pub items: usize,
}

/// What is wrong with a pattern, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", message.en)]
pub struct PatternError {
    /// Byte of the pattern's source.
    pub byte: usize,
    /// What is wrong and what to do.
    pub message: Message,
}

/// A place where a pattern matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<'p> {
    /// The stretch of the document.
    pub span: Span,
    /// Named slots that took part: name and index of the item.
    pub slots: Vec<(&'p str, usize)>,
    /// Named words that took part: name and stretch of the document.
    pub groups: Vec<(&'p str, Span)>,
    /// All items inside the match, named or not, in order.
    pub items: Vec<usize>,
}

impl Match<'_> {
    /// The item in a slot.
    pub fn item(&self, name: &str) -> Option<usize> {
        self.slots.iter().find(|(n, _)| *n == name).map(|&(_, i)| i)
    }

    /// The stretch of a named group of words.
    pub fn group(&self, name: &str) -> Option<Span> {
        self.groups.iter().find(|(n, _)| *n == name).map(|&(_, s)| s)
    }
}

/// Slot names as written in patterns.
const KINDS: [(&str, Kind); 12] = [
    ("percent", Kind::Percent),
    ("point", Kind::Point),
    ("fraction", Kind::Fraction),
    ("multiple", Kind::Multiple),
    ("count", Kind::Count),
    ("money", Kind::Money),
    ("measure", Kind::Measure),
    ("duration", Kind::Duration),
    ("rank", Kind::Rank),
    ("score", Kind::Score),
    ("age", Kind::Age),
    ("ratio", Kind::Ratio),
];

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// An unknown kind or word list, a bad name, a fault of the regular expression, a pattern that
    /// matches the empty text.
    pub fn compile(source: &str, words: &Words) -> Result<Self, PatternError> {
        let Translation { regex: text, slots } = translate(source, words)?;
        let fault = |byte: usize, message: Message| PatternError { byte, message };
        let hir = regex_syntax::parse(&text).map_err(|e| fault(0, regex_fault(&e)))?;
        if hir.properties().minimum_len().unwrap_or(1) == 0 {
            return Err(fault(
                0,
                Message::new(
                    "空文也能匹配：请让其中一部分不可省",
                    "matches the empty text: make a part of it obligatory",
                ),
            ));
        }
        let regex = Regex::new(&text).map_err(|e| fault(0, Message::new(e.to_string(), e.to_string())))?;
        let names = regex.capture_names().enumerate().filter_map(|(i, n)| Some((i, n?.to_owned())));
        let (slots, groups) = names.partition(|(_, n)| slots.contains(n));
        Ok(Pattern { regex, slots, groups, needs: needs(&hir) })
    }

    /// All matches, left to right, none overlapping another.
    pub fn find_iter<'p>(&'p self, line: &'p Line) -> impl Iterator<Item = Match<'p>> {
        self.regex.captures_iter(line.encoded()).filter_map(|c| self.read(line, &c))
    }

    /// The first match.
    pub fn find<'p>(&'p self, line: &'p Line) -> Option<Match<'p>> {
        self.read(line, &self.regex.captures(line.encoded())?)
    }

    /// Whether the pattern matches anywhere. Cheaper than [`Pattern::find`].
    pub fn is_match(&self, line: &Line) -> bool {
        self.regex.is_match(line.encoded())
    }

    /// What a line must hold for the pattern to match in it.
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Names of the slots and of the named groups.
    pub fn names(&self) -> (Vec<&str>, Vec<&str>) {
        (self.slots.iter().map(|(_, n)| n.as_str()).collect(), self.groups.iter().map(|(_, n)| n.as_str()).collect())
    }

    fn read<'p>(&'p self, line: &Line, captures: &regex::Captures<'_>) -> Option<Match<'p>> {
        let whole = captures.get(0)?.range();
        let slot = |(i, name): &'p (usize, String)| Some((name.as_str(), line.item_at(captures.get(*i)?.start())?));
        let group = |(i, name): &'p (usize, String)| Some((name.as_str(), line.span_of(captures.get(*i)?.range())));
        Some(Match {
            span: line.span_of(whole.clone()),
            slots: self.slots.iter().filter_map(slot).collect(),
            groups: self.groups.iter().filter_map(group).collect(),
            items: line.items_in(whole).collect(),
        })
    }
}

struct Translation {
    regex: String,
    /// Names given to slots.
    slots: Vec<String>,
}

/// Writes a pattern as a plain regular expression.
fn translate(source: &str, words: &Words) -> Result<Translation, PatternError> {
    let mut out = Translation { regex: String::with_capacity(source.len() * 2), slots: Vec::new() };
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let inside = &rest[c.len_utf8()..];
        let slot_name = inside.starts_with(|c: char| c == '@' || c.is_ascii_lowercase());
        // How much of the source this step reads; what is not translated is copied.
        let length = match c {
            '\\' => 1 + inside.chars().next().map_or(0, char::len_utf8),
            '[' => class_length(rest),
            '(' if inside.starts_with('?') => rest.find([':', '>', ')']).map_or(1, |end| end + 1),
            '{' => {
                let unclosed = || PatternError {
                    byte: at,
                    message: Message::new("空位没有收口：加上“}”", "a slot is not closed: add “}”"),
                };
                rest.find('}').ok_or_else(unclosed)? + 1
            }
            _ => c.len_utf8(),
        };
        match c {
            '，' | ',' => out.regex.push_str("[，,]"),
            '：' | ':' => out.regex.push_str("[：:]"),
            '；' | ';' => out.regex.push_str("[；;]"),
            '{' if slot_name => slot(&rest[1..length - 1], at, words, &mut out)?,
            _ => out.regex.push_str(&rest[..length]),
        }
        at += length;
    }
    Ok(out)
}

/// Length in bytes of the character class that a text begins with.
fn class_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Writes one slot, e.g. `percent|point:size` or `@rise`.
fn slot(text: &str, byte: usize, words: &Words, out: &mut Translation) -> Result<(), PatternError> {
    let fault = |message: Message| PatternError { byte, message };
    if let Some(name) = text.strip_prefix('@') {
        let list = words.get(name).ok_or_else(|| {
            fault(Message::new(
                format!("rules/words/ 里没有词表“{name}”"),
                format!("there is no word list “{name}” in rules/words/"),
            ))
        })?;
        let escaped: Vec<_> = list.iter().map(|w| regex::escape(w)).collect();
        out.regex.push_str(&format!("(?:{})", escaped.join("|")));
        return Ok(());
    }
    let plain = match text {
        "char" => Some(""),
        "label" => Some("、（）()"),
        _ => None,
    };
    if let Some(more) = plain {
        let numbers: String = KINDS.iter().map(|(_, k)| Slot::Quantity(*k).char()).collect();
        out.regex.push_str(&format!("[^，,。；;：:！？!?{more}{numbers}]"));
        return Ok(());
    }
    let (kinds, name) = text.split_once(':').map_or((text, None), |(k, n)| (k, Some(n)));
    let mut class = String::from("[");
    for kind in kinds.split('|') {
        match kind {
            "quantity" => class.extend(KINDS.iter().map(|(_, k)| Slot::Quantity(*k).char())),
            "period" => class.push(Slot::Period.char()),
            _ => {
                let known = KINDS.iter().find(|(n, _)| *n == kind).ok_or_else(|| {
                    let all = KINDS.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ");
                    fault(Message::new(
                        format!("不认识空位“{kind}”：可写 quantity, period, char, label, {all} 或 @词表"),
                        format!("unknown slot “{kind}”: write quantity, period, char, label, {all} or @list"),
                    ))
                })?;
                class.push(Slot::Quantity(known.1).char());
            }
        }
    }
    class.push(']');
    match name {
        None => out.regex.push_str(&class),
        Some(name) => {
            let valid = name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !valid {
                return Err(fault(Message::new(
                    format!("空位名“{name}”不行：只用 a–z、0–9 和 _"),
                    format!("bad slot name “{name}”: write a–z, 0–9 and _"),
                )));
            }
            out.regex.push_str(&format!("(?<{name}>{class})"));
            out.slots.push(name.to_owned());
        }
    }
    Ok(())
}

fn regex_fault(e: &regex_syntax::Error) -> Message {
    let place = |p: &Place| p.start.offset;
    let (kind, byte) = match e {
        regex_syntax::Error::Parse(e) => (e.kind().to_string(), place(e.span())),
        regex_syntax::Error::Translate(e) => (e.kind().to_string(), place(e.span())),
        _ => (e.to_string(), 0),
    };
    Message::new(
        format!("正则式有误：{kind}（展开后的第 {byte} 字节）"),
        format!("{kind} (byte {byte} of the expanded pattern)"),
    )
}

/// Most texts that a set of required texts may hold.
const MOST_LITERALS: usize = 400;

/// What stands in every match of an expression. Numbers and times are counted, not told apart by kind.
fn needs(hir: &regex_syntax::hir::Hir) -> Needs {
    use regex_syntax::hir::{Class, HirKind};
    let text = |texts: Vec<String>| Needs { texts: vec![texts], items: 0 };
    match hir.kind() {
        HirKind::Literal(l) => String::from_utf8(l.0.to_vec()).map_or_else(|_| Needs::default(), |t| text(vec![t])),
        HirKind::Class(Class::Unicode(class)) => {
            let is_item = |c: char| matches!(c, '\u{E000}'..='\u{F8FF}');
            if class.ranges().iter().all(|r| is_item(r.start()) && is_item(r.end())) {
                return Needs { texts: Vec::new(), items: 1 };
            }
            let size: usize = class.ranges().iter().map(|r| r.len()).sum();
            let chars: Vec<char> =
                class.ranges().iter().filter(|_| size <= 16).flat_map(|r| r.start()..=r.end()).collect();
            if chars.is_empty() || chars.iter().any(|c| is_item(*c)) {
                return Needs::default();
            }
            text(chars.into_iter().map(String::from).collect())
        }
        HirKind::Repetition(r) if r.min > 0 => {
            let once = needs(&r.sub);
            Needs { items: once.items * r.min as usize, ..once }
        }
        HirKind::Capture(c) => needs(&c.sub),
        HirKind::Concat(parts) => parts.iter().map(needs).fold(Needs::default(), |mut all, part| {
            all.texts.extend(part.texts);
            all.items += part.items;
            all
        }),
        HirKind::Alternation(parts) => {
            let parts: Vec<Needs> = parts.iter().map(needs).collect();
            let items = parts.iter().map(|p| p.items).min().unwrap_or(0);
            // of each alternative the set whose shortest text is longest
            let weigh = |t: &Vec<String>| (t.iter().map(|s| s.chars().count()).min(), usize::MAX - t.len());
            let texts: Option<Vec<_>> = parts.into_iter().map(|p| p.texts.into_iter().max_by_key(weigh)).collect();
            let texts = texts.map(|t| t.concat()).filter(|t| t.len() <= MOST_LITERALS);
            Needs { texts: texts.into_iter().collect(), items }
        }
        _ => Needs::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::View;

    fn words() -> Words {
        Words::from_lists([("rise", &["上升", "升", "增长"]), ("one", &["一.二"])])
    }

    #[test]
    fn slots_words_and_commas() {
        let view = View::new("水位从2011年的18%，升至2015年的33%。");
        let p = (Span::new(3, 8), Slot::Period);
        let q = (Span::new(9, 12), Slot::Quantity(Kind::Percent));
        let items = [p, q, (Span::new(15, 20), Slot::Period), (Span::new(21, 24), Slot::Quantity(Kind::Percent))];
        let line = Line::new(&view, Span::new(0, 25), &items);
        let source = "(?<what>.{1,3})从{period:t0}?的?{quantity:from},?{@rise}[到至]{period:t1}?的?{percent|point:to}";
        let pattern = Pattern::compile(source, &words()).unwrap();
        let found: Vec<_> = pattern.find_iter(&line).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(view.original(found[0].span), "水位从2011年的18%，升至2015年的33%");
        assert_eq!(found[0].slots, [("t0", 0), ("from", 1), ("t1", 2), ("to", 3)]);
        assert_eq!(found[0].group("what"), Some(Span::new(0, 2)));
        let needs = pattern.needs();
        assert_eq!(needs.items, 2);
        for text in ["从", "到", "升"] {
            assert!(needs.texts.iter().any(|set| set.iter().any(|t| t == text)), "{text}");
        }
    }

    #[test]
    fn faults_say_what_to_do() {
        let fault = |source: &str| Pattern::compile(source, &words()).unwrap_err().to_string();
        assert!(fault("{percnt:a}").starts_with("unknown slot “percnt”"));
        assert!(fault("升{@fall}").contains("no word list “fall”"));
        assert!(fault("升{percent:a").contains("not closed"));
        assert!(fault("升(至").contains("unclosed group"));
        assert!(fault("升?").contains("empty text"));
        assert!(fault("{percent:A}").contains("bad slot name"));
        assert!(fault("{percent:a}{percent:a}").contains("duplicate"));
    }

    #[test]
    fn classes_escapes_and_repetitions_are_left_alone() {
        let p = Pattern::compile(r"[,\]x]{2,3}\{a\}{@one}", &words()).unwrap();
        let line = |t: &str| Line::new(&View::new(t), Span::new(0, 99), &[]);
        assert!(p.is_match(&line(",]x{a}一.二")));
        assert!(!p.is_match(&line(",]x{a}一点二")));
        assert!(!p.is_match(&line("，x{a}一.二")));
    }
}
