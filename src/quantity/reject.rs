//! Which numbers are no claims: names, idioms, codes, list numbers, indefinite 一, mere order.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::{Approx, Kind, Span};
use crate::rules::{QuantityLexicon, Reject, RejectWhy, Script};
use crate::text::{Trie, View, normal};

use super::core::{Core, Form, UnitText};
use super::mention::Mention;
use super::{Rejection, Why};

/// The rejecting rules, compiled.
pub(super) struct Rejects {
    fixed: Option<AhoCorasick>,
    /// For each word: its rule.
    fixed_rules: Vec<(String, Why)>,
    fixed_of_word: Vec<u16>,
    rules: Vec<Compiled>,
    keeps: Vec<Compiled>,
}

struct Compiled {
    rule: Reject,
    before: Trie<()>,
    not_before: Trie<()>,
    after: Trie<()>,
    not_after: Trie<()>,
}

/// A fixed word in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed {
    pub start: usize,
    pub end: usize,
    word: u32,
}

impl Rejects {
    pub fn new(rules: &QuantityLexicon) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut fixed_of_word = Vec::new();
        let mut fixed_rules = Vec::new();
        for list in &rules.fixed {
            for word in &list.words {
                words.push(word.chars().map(normal).collect());
                fixed_of_word.push(fixed_rules.len() as u16);
            }
            fixed_rules.push((list.id.clone(), why(list.why)));
        }
        let fixed = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&words).ok();
        let trie = |words: &[String], reversed: bool| {
            let mut trie = Trie::default();
            for word in words {
                if reversed {
                    trie.add_reversed(word, ())
                } else {
                    trie.add(word, ())
                };
            }
            trie
        };
        let compile = |rule: &Reject| Compiled {
            before: trie(&rule.before, true),
            not_before: trie(&rule.not_before, true),
            after: trie(&rule.after, false),
            not_after: trie(&rule.not_after, false),
            rule: rule.clone(),
        };
        Rejects {
            fixed,
            fixed_rules,
            fixed_of_word,
            rules: rules.rejects.iter().map(compile).collect(),
            keeps: rules.keeps.iter().map(compile).collect(),
        }
    }

    /// The fixed words of a text in order of place.
    pub fn fixed(&self, view: &View<'_>) -> Vec<Fixed> {
        let Some(fixed) = &self.fixed else { return Vec::new() };
        let mut covered = 0;
        fixed
            .find_iter(view.text())
            .filter_map(|m| {
                let span = view.span_of_bytes(m.range());
                if span.start < covered {
                    // Within an address: it is read to its end once.
                    return None;
                }
                let address = matches!(&view.text()[m.range()], "http://" | "https://" | "www.");
                let more = view.chars().get(span.end..).unwrap_or_default();
                let tail = more.iter().take_while(|c| address && c.is_ascii_graphic()).count();
                covered = span.end + tail;
                Some(Fixed { start: span.start, end: covered, word: m.pattern().as_u32() })
            })
            .collect()
    }

    /// The rejection by a fixed word.
    pub fn by_fixed(&self, fixed: &Fixed) -> Rejection {
        let rule = self.fixed_of_word.get(fixed.word as usize).and_then(|&r| self.fixed_rules.get(r as usize));
        let (rule, why) = rule.map_or((String::new(), Why::Idiom), |(id, why)| (id.clone(), *why));
        Rejection { span: Span::new(fixed.start, fixed.end), why, rule, number: false }
    }

    /// Why a mention is no claim, None where it may be one.
    pub fn reject(&self, chars: &[char], mention: &Mention) -> Option<Rejection> {
        if let Some((span, why, rule)) = token(chars, mention) {
            return Some(Rejection { span, why, rule: format!("token.{rule}"), number: false });
        }
        let found = self.rules.iter().find(|c| c.fits(chars, mention));
        if let Some(c) = found {
            let number = c.rule.number.unwrap_or(matches!(c.rule.why, RejectWhy::Indefinite | RejectWhy::Enumeration));
            let span = Span::new(mention.start, mention.end);
            return Some(Rejection { span, why: why(c.rule.why), rule: c.rule.id.clone(), number });
        }
        let (why, rule) = shape(chars, mention)?;
        if matches!(rule, "order" | "one") && self.keeps.iter().any(|c| c.fits(chars, mention)) {
            return None;
        }
        // 万 and the 一 of a longer word say no number.
        let word = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c) && *c != '的';
        let small = mention.core.decimal().is_some_and(|d| d < 10.into());
        let part = rule == "no_unit" && small && chars.get(mention.end).is_some_and(word);
        let number = rule != "bare_scale" && !part;
        let span = Span::new(mention.start, mention.end);
        Some(Rejection { span, why, rule: format!("shape.{rule}"), number })
    }
}

impl Compiled {
    fn fits(&self, chars: &[char], m: &Mention) -> bool {
        let rule = &self.rule;
        let core = &m.core;
        let words = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
        if rule.exact && m.approx != Approx::Exact
            || rule.script.is_some_and(|s| s != core.script)
            || !rule.kinds.is_empty() && !rule.kinds.contains(&core.kind)
        {
            return false;
        }
        if !rule.before.is_empty() && self.before.before(chars, m.start).is_none()
            || !rule.after.is_empty() && self.after.after(chars, m.end).is_none()
            || self.not_before.before(chars, m.start).is_some()
            || self.not_after.after(chars, m.end).is_some()
        {
            return false;
        }
        if !rule.units.is_empty() {
            let unit = match core.unit {
                UnitText::Count(from, to) | UnitText::Unit(_, from, to) => words(from, to),
                UnitText::None => String::new(),
                _ => return false,
            };
            if !rule.units.contains(&unit) {
                return false;
            }
        }
        rule.numerals.is_empty() || {
            let end = match core.unit {
                UnitText::Count(from, _) | UnitText::Unit(_, from, _) => from,
                _ => core.end,
            };
            rule.numerals.contains(&words(core.start, end))
        }
    }
}

/// Digits that are part of a name, a version, a code, a clock time: told from the characters beside them.
fn token(chars: &[char], m: &Mention) -> Option<(Span, Why, &'static str)> {
    let core = &m.core;
    let span = Span::new(m.start, m.end);
    if core.code {
        return Some((span, Why::Code, "digits"));
    }
    if core.script != Script::Arabic || core.form == Form::Ordinal {
        return None;
    }
    let before = m.start.checked_sub(1).and_then(|i| chars.get(i)).copied();
    let next = chars.get(core.end).copied();
    let has_unit = !matches!(core.unit, UnitText::None);
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@'));
    if m.start == core.start && glued(before) || !has_unit && glued(next) {
        return Some((span, Why::Name, "letters"));
    }
    if !has_unit && matches!(before, Some('-' | '/' | '.' | '#' | '=' | '&' | '?')) {
        let two = m.start.checked_sub(2).and_then(|i| chars.get(i)).copied();
        if two.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/' || c == '.')
            || before == Some('#')
            || before == Some('=')
        {
            return Some((span, Why::Name, "joined"));
        }
    }
    if !has_unit
        && matches!(next, Some('.' | ':' | '/' | '-'))
        && chars.get(core.end + 1).is_some_and(char::is_ascii_alphanumeric)
    {
        return Some((span, Why::Code, "joined"));
    }
    if core.form == Form::Terms && next == Some(':') {
        return Some((span, Why::Time, "clock"));
    }
    let two = m.start.checked_sub(2).and_then(|i| chars.get(i)).copied();
    if !has_unit && core.form == Form::Plain {
        let after_word = before == Some(' ') && two.is_some_and(|c| c.is_ascii_alphabetic());
        let before_word = next == Some(' ') && chars.get(core.end + 1).is_some_and(char::is_ascii_uppercase);
        let quoted = matches!(before, Some('“' | '‘' | '「' | '『' | '《' | '"'))
            && matches!(next, Some('”' | '’' | '」' | '』' | '》' | '"'));
        if m.start == core.start && (after_word || before_word || quoted) {
            return Some((span, Why::Name, "words"));
        }
        if before == Some('+') && next.is_none_or(|c| c == '\n') {
            return Some((span, Why::Code, "sign"));
        }
        if before == Some('〔') || before == Some('《') {
            return Some((span, Why::Code, "bracket"));
        }
    }
    let digits = core.end - core.start;
    let plain = chars.get(core.start..core.end).is_some_and(|d| d.iter().all(char::is_ascii_digit));
    let alone = m.start == 0 && core.end == chars.len();
    if !has_unit && plain && digits >= 6 && m.approx == Approx::Exact && !alone {
        return Some((span, Why::Code, "long"));
    }
    None
}

/// Numbers that say no amount by their shape: mere order, 几个, indefinite 一, a numeral without a unit.
fn shape(chars: &[char], m: &Mention) -> Option<(Why, &'static str)> {
    let core = &m.core;
    if core.form == Form::Ordinal {
        // 第二大经济体
        let largest = core.kind == Kind::Rank && core.end.checked_sub(1).and_then(|i| chars.get(i)) == Some(&'大');
        if largest {
            return None;
        }
        return (!is_standing(chars, m)).then_some((Why::Idiom, "order"));
    }
    if core.kind == Kind::Rank {
        // 前十, 最后三名
        return None;
    }
    if core.few {
        return Some((Why::Indefinite, "few"));
    }
    if matches!(core.form, Form::Word | Form::Fraction | Form::Terms | Form::Half) {
        return None;
    }
    let bare = matches!(core.unit, UnitText::None);
    if core.script == Script::Bare && m.approx == Approx::Exact {
        return Some((Why::Idiom, "bare_scale"));
    }
    if core.script == Script::Chinese && m.approx == Approx::Exact {
        let small = core.decimal().is_some_and(|d| d < 10.into());
        let persons = matches!(chars.get(core.end), Some('男' | '女'));
        if bare && core.form == Form::Plain && core.max.is_none() && (small || core.scale == 0) && !persons {
            return Some((Why::Idiom, "no_unit"));
        }
        if is_one(core) && core.kind == Kind::Count && core.form == Form::Plain {
            return Some((Why::Indefinite, "one"));
        }
    }
    let plain = core.script == Script::Arabic && bare && core.form == Form::Plain;
    if plain && m.approx == Approx::Exact {
        if is_list_number(chars, m) {
            return Some((Why::Enumeration, "list_number"));
        }
        if is_year(core) && core.end - core.start == 4 && chars.len() > 4 {
            return Some((Why::Time, "year"));
        }
    }
    None
}

fn is_one(core: &Core) -> bool {
    core.max.is_none() && core.decimal() == Some(rust_decimal::Decimal::ONE)
}

/// 2027 without 年: a year, until something says otherwise.
fn is_year(core: &Core) -> bool {
    core.decimal().is_some_and(|d| d >= 1900.into() && d <= 2060.into()) && core.scale == 0
}

/// 1. and 2、 at the beginning of a line, (3), a digit alone between other signs.
fn is_list_number(chars: &[char], m: &Mention) -> bool {
    let line_start =
        chars.get(..m.start).unwrap_or_default().iter().rev().find(|c| **c != ' ').is_none_or(|c| *c == '\n');
    let next = chars.get(m.end).copied();
    let before = m.start.checked_sub(1).and_then(|i| chars.get(i)).copied();
    line_start && matches!(next, Some('.' | '、' | '．' | ' ' | ')' | '\n' | ',' | '，') | None)
        || matches!((before, next), (Some('(' | '[' | '【'), Some(')' | ']' | '】')))
}

/// 排名第三, 位列第二: a place in an order of merit, which can be checked.
fn is_standing(chars: &[char], m: &Mention) -> bool {
    const CUES: [&str; 22] = [
        "排名", "排在", "排", "位列", "位居", "名列", "居", "列", "位", "世界", "全球", "全国", "全省", "全市", "全美",
        "亚洲", "名次", "并列", "升至", "跃居", "降至", "稳居",
    ];
    let from = m.start.saturating_sub(6);
    let window: String = chars.get(from..m.start).unwrap_or_default().iter().collect();
    let next = chars.get(m.end).copied();
    let ends = next.is_none_or(|c| {
        !('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '的' | '大' | '位' | '名' | '和' | '与')
    });
    ends && CUES.iter().any(|cue| window.contains(cue))
}

fn why(why: RejectWhy) -> Why {
    match why {
        RejectWhy::Time => Why::Time,
        RejectWhy::Name => Why::Name,
        RejectWhy::Idiom => Why::Idiom,
        RejectWhy::Indefinite => Why::Indefinite,
        RejectWhy::Enumeration => Why::Enumeration,
        RejectWhy::Code => Why::Code,
    }
}
