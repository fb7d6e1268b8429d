//! One number with its unit, without approximators and ranges: 12.5万亿元, 三分之二, 4比2, 一年三个月.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::{Approx, Kind, Number};
use crate::rules::{Script, ValueWord};

use super::attach::{attach, attach_split};
use super::forms::{doubling, half, ordinal};
use super::lexicon::{Lexicon, Unit};
use super::numeral::{Numeral, Tail, numeral};
use super::parts::extend;
use super::share::{fraction, hundredths, terms};

/// A number with its unit.
#[derive(Debug, Clone)]
pub(super) struct Core {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub value: Number,
    pub max: Option<Number>,
    /// Place value of the last written digit, in the unit given.
    pub step: Decimal,
    /// How far 多 reaches.
    pub grain: Decimal,
    pub tail: Option<Tail>,
    pub unit: UnitText,
    pub script: Script,
    pub few: bool,
    pub scale: u32,
    pub place: u32,
    /// A digit string that is a code.
    pub code: bool,
    /// Approximation held by the words themselves (过半, 万亿级).
    pub approx: Option<Approx>,
    /// The interval held by the words themselves.
    pub bounds: Option<(Option<Number>, Option<Number>)>,
    /// The form, for rejection and sharing.
    pub form: Form,
}

/// The unit of a number as the text has it.
#[derive(Debug, Clone)]
pub(super) enum UnitText {
    None,
    /// A dimension's unit; the characters of the surface.
    Unit(Arc<Unit>, usize, usize),
    Money(Arc<str>),
    PlainMoney,
    /// A measure word; its characters.
    Count(usize, usize),
    /// Said by a word of the lexicon.
    Word(Arc<ValueWord>),
}

/// How a number is formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// 第N
    Ordinal,
    Fraction,
    Terms,
    Word,
    /// 半年
    Half,
    /// Several units: 三年零八个月.
    Compound,
    /// 三大, 五大
    Big,
    /// Two ends joined: 5%至10%.
    Range,
}

impl Core {
    /// A numeral without a unit.
    pub fn plain(n: Numeral) -> Self {
        Core {
            start: n.start,
            end: n.end,
            kind: Kind::Count,
            value: Number::Decimal(n.value),
            max: n.max.map(Number::Decimal),
            step: n.step,
            grain: n.grain,
            tail: n.tail,
            unit: UnitText::None,
            script: n.script,
            few: n.few,
            scale: n.scale,
            place: n.place,
            code: n.code,
            approx: None,
            bounds: None,
            form: Form::Plain,
        }
    }

    /// The decimal value, for a number that is no fraction and no pair of terms.
    pub fn decimal(&self) -> Option<Decimal> {
        match self.value {
            Number::Decimal(d) => Some(d),
            _ => None,
        }
    }

    /// Multiplies all amounts; None beyond all bounds.
    pub fn times(&mut self, factor: Decimal) -> Option<()> {
        let by = |n: Number| match n {
            Number::Decimal(d) => d.checked_mul(factor).map(|d| Number::Decimal(trim(d, n))),
            Number::Ratio(a, b) if factor == Decimal::NEGATIVE_ONE => Some(Number::Ratio(-a, b)),
            other => Some(other),
        };
        self.value = by(self.value)?;
        self.max = match self.max {
            Some(max) => Some(by(max)?),
            None => None,
        };
        self.step = self.step.checked_mul(factor.abs())?;
        self.grain = self.grain.checked_mul(factor.abs())?;
        Some(())
    }

    /// Adds an amount whose last digit has the place value `step`.
    pub fn add(&mut self, amount: Decimal, step: Decimal) -> Option<()> {
        if let Number::Decimal(d) = self.value {
            self.value = Number::Decimal(d.checked_add(amount)?);
        }
        self.step = step;
        self.grain = step;
        Some(())
    }
}

/// A product keeps no more decimal places than needed when it became whole.
fn trim(d: Decimal, was: Number) -> Decimal {
    match was {
        Number::Decimal(w) if d.scale() > w.scale() || d.is_integer() => d.normalize(),
        _ => d,
    }
}

/// Reads the number that begins at `at`; nothing beyond the slice.
pub(super) fn core(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    let c = *chars.get(at)?;
    if let Some(core) = word(words, chars, at) {
        return Some(core);
    }
    match c {
        '第' => ordinal(words, chars, at),
        '翻' => doubling(words, chars, at),
        '半' => half(words, chars, at),
        _ => hundredths(words, chars, at).or_else(|| number(words, chars, at)),
    }
}

fn word(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    let (len, word) = words.word(chars, at)?;
    let next = chars.get(at + len).copied();
    if chars.get(at + len - 1) == Some(&'半') && next.is_some_and(|c| "个小年天日月分秒世辈场程途路".contains(c))
    {
        // 经过半个小时
        return None;
    }
    Some(Core {
        start: at,
        end: at + len,
        kind: word.kind,
        value: word.value,
        max: None,
        step: Decimal::ONE,
        grain: Decimal::ONE,
        tail: None,
        unit: UnitText::Word(word.clone()),
        script: Script::Chinese,
        few: false,
        scale: 0,
        place: 0,
        code: false,
        approx: word.approx,
        bounds: (word.lower.is_some() || word.upper.is_some()).then_some((word.lower, word.upper)),
        form: Form::Word,
    })
}

/// Everything that begins with a numeral.
fn number(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    let n = numeral(chars, at)?;
    let single = n.value < Decimal::TEN && n.script == Script::Chinese && n.scale == 0;
    let end = n.end;
    if chars.get(at..at + 2) == Some(&['零', '下']) {
        return None;
    }
    let mut core = Core::plain(n);
    if core.code {
        return Some(core);
    }
    if let Some(fraction) = fraction(chars, &core, single) {
        return Some(fraction);
    }
    if let Some(terms) = terms(chars, &core) {
        return Some(terms);
    }
    // One blank may stand between the number and its unit: 6.26 亿元, 3 km.
    let gap = usize::from(chars.get(end) == Some(&' '));
    if core.script != Script::Arabic && gap == 1 {
        return Some(core);
    }
    if chars.get(end + gap) == Some(&'大')
        && core.decimal().is_some_and(|d| d.is_integer() && d < Decimal::from(20))
        && core.scale == 0
        && gap == 0
    {
        core.end = end + gap + 1;
        core.form = Form::Big;
        return Some(core);
    }
    if attach_split(words, chars, &mut core, end + gap).is_some() {
        return Some(core);
    }
    if let Some((len, meaning)) = words.unit(chars, end + gap) {
        attach(&mut core, meaning, end + gap, len, chars)?;
        while extend(words, chars, &mut core).is_some() {}
    }
    Some(core)
}
