//! What a number without a unit counts, told from its neighbours: tickers, lists that name the unit once,
//! exchange rates, nouns before and after it.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::Kind;
use crate::rules::{QuantityLexicon, Script};
use crate::text::Trie;

use super::Rejection;
use super::core::{Form, UnitText};
use super::lexicon::{Lexicon, Meaning};
use super::mention::Mention;

/// How far before a number its noun is looked for.
const BEFORE: usize = 18;
/// How far behind a number its noun is looked for.
const BEHIND: usize = 3;

/// Nouns that tell the kind of a number.
pub(super) struct Cues {
    words: Trie<Kind>,
}

/// A mention and why it is no claim, where it is none.
pub(super) type Read = (Mention, Option<Rejection>);

impl Cues {
    pub fn new(rules: &QuantityLexicon) -> Self {
        let mut words = Trie::default();
        for cue in &rules.cues {
            for word in &cue.words {
                words.add(word, cue.kind);
            }
        }
        Cues { words }
    }

    /// Gives the numbers without a unit the unit that their neighbours tell.
    pub fn settle(&self, lexicon: &Lexicon, chars: &[char], read: &mut Vec<Read>) {
        rates(lexicon, chars, read);
        tickers(chars, read);
        lists(chars, read);
        for (mention, rejected) in read.iter_mut() {
            if rejected.is_none() && bare(mention) {
                self.by_noun(chars, mention);
            }
        }
    }

    /// 亏损267亿, 160亿资金: money. 指数为55.7: a score. 人口2.8亿: a count, as it is.
    fn by_noun(&self, chars: &[char], mention: &mut Mention) {
        let large = mention.core.scale >= 4;
        let broken = mention.core.decimal().is_some_and(|d| d.scale() > 0);
        if !large && !broken {
            return;
        }
        let behind = (mention.end..mention.end + BEHIND).find_map(|at| self.words.after(chars, at).map(|(_, k)| *k));
        let behind = behind.filter(|_| large);
        let kind = behind.or_else(|| {
            let from = mention.start.saturating_sub(BEFORE);
            for at in (from..mention.start).rev() {
                if matches!(chars.get(at), Some('。' | '；' | ';' | '\n' | '！' | '？')) {
                    return None;
                }
                if let Some((len, kind)) = self.words.after(chars, at)
                    && at + len <= mention.start
                {
                    return Some(*kind);
                }
            }
            None
        });
        match kind {
            Some(Kind::Money) if large => {
                mention.core.kind = Kind::Money;
                mention.core.unit = UnitText::PlainMoney;
            }
            Some(Kind::Score) if broken && !large => mention.core.kind = Kind::Score,
            _ => {}
        }
    }
}

/// A plain number without a unit.
fn bare(mention: &Mention) -> bool {
    let core = &mention.core;
    core.kind == Kind::Count
        && matches!(core.unit, UnitText::None)
        && matches!(core.form, Form::Plain | Form::Range)
        && !core.few
}

/// 名家汇(8.330,-0.12,-1.42%): price, change, change in per cent.
fn tickers(chars: &[char], read: &mut [Read]) {
    for at in 2..read.len() {
        let Some([(a, first), (b, second), (c, _)]) = read.get_mut(at - 2..=at) else { continue };
        let comma = |i: usize| matches!(chars.get(i), Some(',' | '，'));
        let open = a.start.checked_sub(1).and_then(|i| chars.get(i)) == Some(&'(');
        let row = open && a.end + 1 == b.start && b.end + 1 == c.start && comma(a.end) && comma(b.end);
        if row && c.core.kind == Kind::Percent && chars.get(c.end) == Some(&')') && bare(a) && bare(b) {
            for (m, rejected) in [(a, first), (b, second)] {
                m.core.kind = Kind::Money;
                m.core.unit = UnitText::PlainMoney;
                *rejected = None;
            }
        }
    }
}

/// 分别加快0.6、0.7和0.3个百分点: the unit stands once, at the end of the list.
fn lists(chars: &[char], read: &mut [Read]) {
    for at in (1..read.len()).rev() {
        let Some([(a, rejected), (b, None)]) = read.get_mut(at - 1..=at) else { continue };
        let joined = a.end + 1 == b.start && matches!(chars.get(a.end), Some('、' | '和' | '及' | '与'));
        let share = matches!(b.core.kind, Kind::Percent | Kind::Point);
        let half_written = a.core.kind == Kind::Count
            && matches!(a.core.unit, UnitText::Count(from, to) if chars.get(from..to) == Some(&['个']))
            && a.core.decimal().is_some_and(|d| d.scale() > 0);
        if joined && share && (bare(a) || half_written) && a.core.script == Script::Arabic {
            a.core.kind = b.core.kind;
            a.core.unit = b.core.unit.clone();
            *rejected = None;
        }
    }
}

/// 1美元兑7.18元人民币, 7.2288兑1美元: one number, the price of one unit of money.
fn rates(lexicon: &Lexicon, chars: &[char], read: &mut Vec<Read>) {
    let one = |m: &Mention| m.core.decimal() == Some(Decimal::ONE) && matches!(m.core.unit, UnitText::Money(_));
    let code = |m: &Mention| match &m.core.unit {
        UnitText::Money(code) => Some(code.clone()),
        _ => None,
    };
    let merged = |a: &Mention, b: &Mention| {
        let joined = matches!(chars.get(a.end..b.start), Some(['兑'] | ['对']));
        let (mut m, per) = if joined && one(a) && b.core.kind == Kind::Money {
            (b.clone(), code(a))
        } else if joined && one(b) && bare(a) {
            let mut m = a.clone();
            m.core.kind = Kind::Money;
            m.core.unit = named_before(lexicon, chars, a.start, code(b)).map_or(UnitText::PlainMoney, UnitText::Money);
            (m, code(b))
        } else {
            return None;
        };
        m.start = a.start;
        m.end = b.end;
        m.per_money = per;
        Some(m)
    };
    for at in (1..read.len()).rev() {
        let rate = match read.get(at - 1..=at) {
            Some([(a, _), (b, None)]) => merged(a, b),
            _ => None,
        };
        if let (Some(rate), Some(first)) = (rate, read.get_mut(at - 1)) {
            *first = (rate, None);
            read.remove(at);
        }
    }
}

/// The first currency named in the words before a rate (人民币兑美元报…).
fn named_before(lexicon: &Lexicon, chars: &[char], end: usize, other: Option<Arc<str>>) -> Option<Arc<str>> {
    (end.saturating_sub(40)..end).find_map(|at| match lexicon.unit(chars, at) {
        Some((len, Meaning::Money(code, _))) if len > 1 && at + len <= end && other.as_ref() != Some(code) => {
            Some(code.clone())
        }
        _ => None,
    })
}
