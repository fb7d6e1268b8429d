//! The lexicon of numbers, compiled for lookup at a place of the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Approx, Kind, Number};
use crate::rules::{Approximator, QuantityLexicon, Script, Show, ValueWord};
use crate::text::{CharSet, Trie, normal};

use super::symbol::symbol;

/// What a unit's words mean.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    /// A unit with a dimension.
    Unit(Arc<Unit>),
    /// Money of a certain currency; the factor of a small coin.
    Money(Arc<str>, Number),
    /// 元, 角: money whose currency the text tells.
    PlainMoney(Number),
    /// A measure word.
    Count,
}

/// A unit with its dimension looked up.
#[derive(Debug)]
pub(super) struct Unit {
    pub name: String,
    pub dimension: String,
    pub kind: Kind,
    pub base: String,
    pub factor: Number,
    pub show: Show,
}

/// What an approximator says, and where.
struct Sense {
    approx: Approx,
    bare: bool,
    kinds: Vec<Kind>,
    not_after: Box<[char]>,
    not_followed: Box<[char]>,
}

/// All words that the grammar of numbers knows.
pub(super) struct Lexicon {
    units: Trie<Meaning>,
    not_units: Trie<()>,
    money_before: Trie<Arc<str>>,
    approximators: Vec<Sense>,
    /// Values are places in `approximators`; a word may stand in several.
    before: Trie<Vec<u16>>,
    /// The same words read forwards (2倍至不高于5倍, 翻了近一番).
    before_forward: Trie<Vec<u16>>,
    far: Trie<Vec<u16>>,
    after: Trie<Vec<u16>>,
    words: Trie<Arc<ValueWord>>,
    /// The characters that a number may begin with.
    pub starts: CharSet,
}

impl Lexicon {
    pub fn new(rules: &QuantityLexicon) -> Self {
        let mut units = Trie::default();
        for unit in &rules.units {
            let Some(dimension) = rules.dimensions.get(&unit.dimension) else { continue };
            let compiled = Arc::new(Unit {
                name: unit.name.clone(),
                dimension: unit.dimension.clone(),
                kind: dimension.kind,
                base: dimension.base.clone(),
                factor: unit.factor,
                show: unit.show,
            });
            for surface in &unit.surfaces {
                units.add(surface, Meaning::Unit(compiled.clone()));
            }
        }
        let one = Number::Decimal(1.into());
        let mut money_before = Trie::default();
        for currency in &rules.currencies {
            let code: Arc<str> = currency.code.as_str().into();
            for name in &currency.names {
                units.add(name, Meaning::Money(code.clone(), one));
            }
            for name in &currency.before {
                money_before.add_reversed(name, code.clone());
                if name.chars().count() > 1 && !name.is_ascii() {
                    units.add(name, Meaning::Money(code.clone(), one));
                }
            }
        }
        for coin in &rules.coins {
            for name in &coin.names {
                units.add(name, Meaning::Money(coin.code.as_str().into(), coin.factor));
            }
        }
        for plain in &rules.plain_money {
            for name in &plain.names {
                units.add(name, Meaning::PlainMoney(plain.factor));
            }
        }
        for word in &rules.measure_words {
            units.add(word, Meaning::Count);
        }
        let mut approximators: Vec<Sense> = Vec::new();
        let mut compile = |list: &[Approximator], reversed: bool| {
            let mut by_word: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
            for approximator in list {
                for word in &approximator.words {
                    by_word.entry(word).or_default().push(approximators.len() as u16);
                }
                let fold = |text: &str| text.chars().map(normal).collect();
                approximators.push(Sense {
                    approx: approximator.approx,
                    bare: approximator.bare,
                    kinds: approximator.kinds.clone(),
                    not_after: fold(&approximator.not_after),
                    not_followed: fold(&approximator.not_followed),
                });
            }
            let mut trie = Trie::default();
            for (word, rules) in by_word {
                if reversed {
                    trie.add_reversed(word, rules);
                } else {
                    trie.add(word, rules);
                }
            }
            trie
        };
        let before = compile(&rules.before, true);
        let before_forward = compile(&rules.before, false);
        let far = compile(&rules.far, true);
        let after = compile(&rules.after, false);
        let mut not_units = Trie::default();
        for word in &rules.not_words {
            not_units.add(word, ());
        }
        let mut words = Trie::default();
        for word in &rules.words {
            let word_rule = Arc::new(word.clone());
            for surface in &word.surfaces {
                words.add(surface, word_rule.clone());
            }
        }
        let numerals = ('\u{3007}'..='\u{9FFF}').filter(|&c| symbol(c).is_some());
        let starts = CharSet::of(('0'..='9').chain("第翻半".chars()).chain(numerals).chain(words.firsts()));
        Lexicon { units, not_units, money_before, approximators, before, before_forward, far, after, words, starts }
    }

    /// The unit whose words begin at `at`. A surface that ends in a letter ends a word.
    pub fn unit(&self, chars: &[char], at: usize) -> Option<(usize, &Meaning)> {
        let (len, meaning) = self.units.after(chars, at)?;
        if self.not_units.after(chars, at).is_some_and(|(longer, ())| longer > len) {
            return None;
        }
        let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
        if letter(chars.get(at + len - 1)) && letter(chars.get(at + len)) {
            return None;
        }
        Some((len, meaning))
    }

    /// The unit of a share written without it (百分之七十).
    pub fn percent(&self) -> Option<Arc<Unit>> {
        match self.units.after(&['%'], 0) {
            Some((_, Meaning::Unit(unit))) => Some(unit.clone()),
            _ => None,
        }
    }

    /// The currency whose name or symbol ends at `end`.
    pub fn money_before(&self, chars: &[char], end: usize) -> Option<(usize, &Arc<str>)> {
        self.money_before.before(chars, end)
    }

    /// The approximator of a number so written and of this kind that ends at `end`: its length.
    pub fn before(&self, chars: &[char], end: usize, script: Script, kind: Kind) -> Option<(usize, Approx)> {
        let (len, rules) = self.before.before(chars, end)?;
        self.first(rules, chars, end - len, end, |rule| (!rule.bare || script == Script::Bare) && of_kind(rule, kind))
            .map(|approx| (len, approx))
    }

    /// The approximator of a following number that begins at `at`.
    pub fn before_forward(&self, chars: &[char], at: usize) -> Option<(usize, Approx)> {
        let (len, rules) = self.before_forward.after(chars, at)?;
        self.first(rules, chars, at, at + len, |rule| !rule.bare && rule.kinds.is_empty()).map(|approx| (len, approx))
    }

    /// The approximator, apart from its number, that ends at `end`.
    pub fn far(&self, chars: &[char], end: usize, kind: Kind) -> Option<(usize, Approx)> {
        let (len, rules) = self.far.before(chars, end)?;
        self.first(rules, chars, end - len, end, |rule| of_kind(rule, kind)).map(|approx| (len, approx))
    }

    /// The approximator of a number of this kind that begins at `at`, after the number.
    pub fn after(&self, chars: &[char], at: usize, kind: Kind) -> Option<(usize, Approx)> {
        let (len, rules) = self.after.after(chars, at)?;
        self.first(rules, chars, at, at + len, |rule| of_kind(rule, kind)).map(|approx| (len, approx))
    }

    fn first(
        &self,
        rules: &[u16],
        chars: &[char],
        start: usize,
        end: usize,
        fits: impl Fn(&Sense) -> bool,
    ) -> Option<Approx> {
        let before = start.checked_sub(1).and_then(|i| chars.get(i));
        let next = chars.get(end);
        rules
            .iter()
            .filter_map(|&i| self.approximators.get(i as usize))
            .find(|rule| {
                fits(rule)
                    && before.is_none_or(|&c| !rule.not_after.contains(&c))
                    && next.is_none_or(|&c| !rule.not_followed.contains(&c))
            })
            .map(|rule| rule.approx)
    }

    /// The word with a value that begins at `at`.
    pub fn word(&self, chars: &[char], at: usize) -> Option<(usize, &Arc<ValueWord>)> {
        self.words.after(chars, at)
    }
}

fn of_kind(rule: &Sense, kind: Kind) -> bool {
    rule.kinds.is_empty() || rule.kinds.contains(&kind)
}
