//! Which numbers are no claims: names, idioms, codes, list numbers, indefinite 一, mere order.

use std::borrow::Cow;

use crate::model::{Approx, Span};
use crate::rules::{QuantityLexicon, Reject, RejectWhy};
use crate::text::{CharSet, Trie};

use super::core::UnitText;
use super::mention::Mention;
use super::shape::{shape, token};
use super::{Rejection, Why};

/// The rejecting rules, compiled.
pub(super) struct Rejects {
    /// The fixed words, each with its list.
    fixed: Trie<u16>,
    fixed_begin: CharSet,
    fixed_lists: Vec<(String, Why)>,
    rules: Vec<Group>,
    keeps: Vec<Group>,
}

/// A fixed word in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed {
    pub start: usize,
    pub end: usize,
    list: u16,
}

/// The fixed words of a text in order of place, found as the reader comes to them. Each is the longest at the first
/// place that no word before it covers.
pub(super) struct FixedWords<'a> {
    rejects: &'a Rejects,
    chars: &'a [char],
    at: usize,
}

impl Iterator for FixedWords<'_> {
    type Item = Fixed;

    fn next(&mut self) -> Option<Fixed> {
        while let Some(start) = self.rejects.fixed_begin.find(self.chars, self.at) {
            self.at = start + 1;
            let Some((len, &list)) = self.rejects.fixed.after(self.chars, start) else { continue };
            let mut end = start + len;
            if is_address(self.chars.get(start..end).unwrap_or_default()) {
                // An address is read to its end.
                let more = self.chars.get(end..).unwrap_or_default();
                end += more.iter().take_while(|c| c.is_ascii_graphic()).count();
            }
            self.at = end;
            return Some(Fixed { start, end, list });
        }
        self.at = self.chars.len();
        None
    }
}

fn is_address(word: &[char]) -> bool {
    ["http://", "https://", "www."].iter().any(|a| a.chars().eq(word.iter().copied()))
}

impl Rejects {
    pub fn new(rules: &QuantityLexicon) -> Self {
        let mut fixed = Trie::default();
        let mut fixed_lists = Vec::new();
        for list in &rules.fixed {
            for word in &list.words {
                fixed.add(word, fixed_lists.len() as u16);
            }
            fixed_lists.push((list.id.clone(), why(list.why)));
        }
        let groups = |rules: &[Reject]| rules.chunks(Group::SIZE).map(Group::new).collect();
        Rejects {
            fixed_begin: CharSet::of(fixed.firsts()),
            fixed,
            fixed_lists,
            rules: groups(&rules.rejects),
            keeps: groups(&rules.keeps),
        }
    }

    /// The fixed words of a text.
    pub fn fixed<'a>(&'a self, chars: &'a [char]) -> FixedWords<'a> {
        FixedWords { rejects: self, chars, at: 0 }
    }

    /// The rejection by a fixed word.
    pub fn by_fixed(&self, fixed: &Fixed) -> Rejection {
        let list = self.fixed_lists.get(usize::from(fixed.list));
        let (rule, why) = list.map_or((String::new(), Why::Idiom), |(id, why)| (id.clone(), *why));
        Rejection { span: Span::new(fixed.start, fixed.end), why, rule: rule.into(), number: false }
    }

    /// Why a mention is no claim, None where it may be one.
    pub fn reject(&self, chars: &[char], mention: &Mention) -> Option<Rejection> {
        let span = Span::new(mention.start, mention.end);
        if let Some((why, rule)) = token(chars, mention) {
            return Some(Rejection { span, why, rule: Cow::Borrowed(rule), number: false });
        }
        if let Some(rule) = self.rules.iter().find_map(|group| group.first(chars, mention)) {
            let number = rule.number.unwrap_or(matches!(rule.why, RejectWhy::Indefinite | RejectWhy::Enumeration));
            return Some(Rejection { span, why: why(rule.why), rule: rule.id.clone().into(), number });
        }
        let (why, rule) = shape(chars, mention)?;
        let kept = || self.keeps.iter().any(|group| group.first(chars, mention).is_some());
        if matches!(rule, "shape.order" | "shape.one") && kept() {
            return None;
        }
        // 万 and the 一 of a longer word say no number.
        let word = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c) && *c != '的';
        let small = mention.core.decimal().is_some_and(|d| d < 10.into());
        let part = rule == "shape.no_unit" && small && chars.get(mention.end).is_some_and(word);
        Some(Rejection { span, why, rule: Cow::Borrowed(rule), number: rule != "shape.bare_scale" && !part })
    }
}

/// Up to 64 rules whose words are looked up together; a bit stands for a rule.
struct Group {
    rules: Vec<Compiled>,
    before: Side,
    after: Side,
}

/// The words on one side of a number.
#[derive(Default)]
struct Side {
    /// For each word the rules that want it and those that must not see it.
    words: Trie<(u64, u64)>,
    /// The rules that want a word on this side.
    wanting: u64,
}

struct Compiled {
    rule: Reject,
    units: Vec<Box<[char]>>,
    numerals: Vec<Box<[char]>>,
}

impl Side {
    fn add(&mut self, words: &[String], reversed: bool, rule: (u64, u64)) {
        self.wanting |= if words.is_empty() { 0 } else { rule.0 };
        for word in words {
            let chars: Vec<char> = if reversed { word.chars().rev().collect() } else { word.chars().collect() };
            if let Some(rules) = self.words.entry(chars.into_iter(), (0, 0)) {
                *rules = (rules.0 | rule.0, rules.1 | rule.1);
            }
        }
    }

    /// The rules that these words allow.
    fn allowed<'a>(&self, found: impl Iterator<Item = (usize, &'a (u64, u64))>) -> u64 {
        let (wanted, barred) = found.fold((0, 0), |(w, b), (_, (wanted, barred))| (w | wanted, b | barred));
        (wanted | !self.wanting) & !barred
    }
}

impl Group {
    const SIZE: usize = u64::BITS as usize;

    fn new(rules: &[Reject]) -> Self {
        let (mut before, mut after) = (Side::default(), Side::default());
        for (n, rule) in rules.iter().enumerate() {
            let bit = 1 << n;
            before.add(&rule.before, true, (bit, 0));
            before.add(&rule.not_before, true, (0, bit));
            after.add(&rule.after, false, (bit, 0));
            after.add(&rule.not_after, false, (0, bit));
        }
        let folded = |words: &[String]| words.iter().map(|w| w.chars().collect()).collect();
        let compile = |rule: &Reject| Compiled {
            units: folded(&rule.units),
            numerals: folded(&rule.numerals),
            rule: rule.clone(),
        };
        Group { rules: rules.iter().map(compile).collect(), before, after }
    }

    /// The first rule that fits.
    fn first(&self, chars: &[char], m: &Mention) -> Option<&Reject> {
        let mut left = self.before.allowed(self.before.words.all_before(chars, m.start))
            & self.after.allowed(self.after.words.all(chars, m.end));
        while left != 0 {
            let compiled = self.rules.get(left.trailing_zeros() as usize)?;
            if compiled.fits(chars, m) {
                return Some(&compiled.rule);
            }
            left &= left - 1;
        }
        None
    }
}

impl Compiled {
    /// Whether the number itself is what the rule wants; its neighbours were looked at before.
    fn fits(&self, chars: &[char], m: &Mention) -> bool {
        let rule = &self.rule;
        let core = &m.core;
        if rule.exact && m.approx != Approx::Exact
            || rule.script.is_some_and(|s| s != core.script)
            || !rule.kinds.is_empty() && !rule.kinds.contains(&core.kind)
        {
            return false;
        }
        let unit = match core.unit {
            UnitText::Count(from, to) | UnitText::Unit(_, from, to) => Some((from, to)),
            _ => None,
        };
        let is = |list: &[Box<[char]>], from: usize, to: usize| {
            let words = chars.get(from..to).unwrap_or_default();
            list.iter().any(|w| **w == *words)
        };
        if !self.units.is_empty() {
            let fits = match (unit, &core.unit) {
                (Some((from, to)), _) => is(&self.units, from, to),
                (None, UnitText::None) => is(&self.units, 0, 0),
                _ => false,
            };
            if !fits {
                return false;
            }
        }
        self.numerals.is_empty() || is(&self.numerals, core.start, unit.map_or(core.end, |u| u.0))
    }
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
