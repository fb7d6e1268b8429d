//! One number with its unit, without approximators and ranges: 12.5万亿元, 三分之二, 4比2, 一年三个月.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::{Approx, Kind, Number};
use crate::rules::{Script, Show, ValueWord};

use super::lexicon::{Lexicon, Meaning, Unit};
use super::numeral::{Numeral, Tail, numeral};
use super::parts::extend;
use super::share::{fraction, hundredths, terms};
use super::symbol::symbol;

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

/// 第三, 第10名.
fn ordinal(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    let n = numeral(chars, at + 1).filter(|n| !n.few && n.max.is_none())?;
    let mut core = Core { start: at, kind: Kind::Rank, form: Form::Ordinal, ..Core::plain(n) };
    core.code = false;
    let end = core.end;
    match words.unit(chars, end) {
        Some((len, Meaning::Count)) => {
            core.unit = UnitText::Count(end, end + len);
            core.end += len;
            // the 40th medal counts medals
            if matches!(chars.get(end), Some('枚' | '艘' | '架' | '座' | '次')) {
                core.kind = Kind::Count;
            }
        }
        Some((len, Meaning::Unit(unit))) if unit.kind == Kind::Duration => {
            core.kind = Kind::Duration;
            core.unit = UnitText::Unit(unit.clone(), end, end + len);
            core.end += len;
        }
        _ if chars.get(end) == Some(&'大')
            && !matches!(chars.get(end + 1), Some('道' | '街' | '会' | '学' | '队' | '桥' | '厦')) =>
        {
            core.end += 1;
        }
        _ => {}
    }
    Some(core)
}

/// 翻两番, 翻了近一番: 2 to the power.
fn doubling(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    let mut from = at + 1;
    from += usize::from(chars.get(from) == Some(&'了'));
    let approx = words.before_forward(chars, from);
    from += approx.map_or(0, |a| a.0);
    let n = numeral(chars, from)?;
    let power: u32 = n.value.try_into().ok().filter(|p| *p <= 60)?;
    if chars.get(n.end) != Some(&'番') {
        return None;
    }
    let half = n.tail.is_none() && chars.get(n.end + 1) == Some(&'半');
    let value = Decimal::from(1u64.checked_shl(power)?);
    let end = n.end + 1 + usize::from(half);
    Some(Core {
        start: at,
        end,
        kind: Kind::Multiple,
        value: value.into(),
        max: None,
        step: Decimal::ONE,
        approx: approx.map(|a| a.1),
        form: Form::Word,
        unit: UnitText::Word(Arc::new(ValueWord {
            surfaces: Vec::new(),
            kind: Kind::Multiple,
            value: value.into(),
            unit: Some("倍".to_owned()),
            approx: None,
            lower: None,
            upper: None,
        })),
        ..Core::plain(n)
    })
}

/// 半年, 半小时, 半个多小时.
fn half(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    if at > 0
        && matches!(chars.get(at - 1), Some('上' | '下' | '前' | '后' | '大' | '多' | '东' | '西' | '北' | '南' | '夜'))
    {
        return None;
    }
    let (skip, tail) = match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('个'), Some('多')) => (3, Some(Tail::More)),
        _ => (1, None),
    };
    let (len, meaning) = words.unit(chars, at + skip)?;
    let Meaning::Unit(unit) = meaning else { return None };
    if !matches!(unit.kind, Kind::Duration | Kind::Measure) || unit.dimension == "degree" || unit.dimension == "grade" {
        return None;
    }
    let end = at + skip + len;
    if matches!(chars.get(end), Some('报' | '度' | '线')) {
        return None;
    }
    let half = Decimal::new(5, 1);
    Some(Core {
        start: at,
        end,
        kind: unit.kind,
        value: half.into(),
        max: None,
        step: half,
        grain: half,
        tail,
        unit: UnitText::Unit(unit.clone(), at + skip, end),
        script: Script::Chinese,
        few: false,
        scale: 0,
        place: 0,
        code: false,
        approx: None,
        bounds: None,
        form: Form::Half,
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

/// 两个多月, 一个半小时, 两分半钟: the first character of the unit, then 多 or 半, then the rest of it.
fn attach_split(words: &Lexicon, chars: &[char], core: &mut Core, at: usize) -> Option<()> {
    let (&first, &middle) = (chars.get(at)?, chars.get(at + 1)?);
    let splits = first == '个' || first == '分' && chars.get(at + 2) == Some(&'钟');
    if !splits || !matches!(middle, '多' | '半' | '来') {
        return None;
    }
    let mut whole = vec![first];
    whole.extend(chars.iter().skip(at + 2).take(6));
    let (len, meaning) = words.unit(&whole, 0).filter(|(len, _)| *len > 1)?;
    let Meaning::Unit(unit) = meaning else { return None };
    let end = at + 1 + len;
    core.unit = UnitText::Unit(unit.clone(), at, end);
    core.kind = unit.kind;
    core.end = end;
    match middle {
        '多' => core.tail = Some(Tail::More),
        '来' => core.tail = Some(Tail::Around),
        _ => core.add(Decimal::new(5, 1), Decimal::new(5, 1))?,
    }
    Some(())
}

fn attach(core: &mut Core, meaning: &Meaning, at: usize, len: usize, chars: &[char]) -> Option<()> {
    let surface = (at, at + len);
    match meaning {
        Meaning::Unit(unit) => {
            if !allowed(unit, core, chars, at + len) {
                return Some(());
            }
            core.kind = unit.kind;
            core.unit = UnitText::Unit(unit.clone(), surface.0, surface.1);
            match unit.dimension.as_str() {
                "tenth" => core.times(Decimal::TEN)?,
                "permille" => core.times(Decimal::new(1, 1))?,
                "discount" => {
                    let small = core.decimal().is_some_and(|d| d < Decimal::TEN);
                    core.times(if small { Decimal::TEN } else { Decimal::ONE })?;
                }
                "index" if is_count_of_points(core) => {
                    core.kind = Kind::Count;
                    core.unit = UnitText::Count(surface.0, surface.1);
                }
                "degree" if core.script == Script::Chinese && core.decimal().is_some_and(|d| d < Decimal::from(5)) => {
                    core.kind = Kind::Count;
                    core.unit = UnitText::Count(surface.0, surface.1);
                }
                _ => {}
            }
        }
        Meaning::Money(code, factor) => {
            core.kind = Kind::Money;
            core.unit = UnitText::Money(code.clone());
            core.times(factor.to_decimal())?;
        }
        // 200多万块光伏板: pieces, not money
        Meaning::PlainMoney(_) if chars.get(at..at + len) == Some(&['块']) && noun_follows(chars, at + len) => {
            core.kind = Kind::Count;
            core.unit = UnitText::Count(surface.0, surface.1);
        }
        Meaning::PlainMoney(factor) => {
            core.kind = Kind::Money;
            core.unit = UnitText::PlainMoney;
            core.times(factor.to_decimal())?;
        }
        Meaning::Count => {
            core.kind = Kind::Count;
            core.unit = UnitText::Count(surface.0, surface.1);
        }
    }
    core.end = surface.1;
    Some(())
}

/// Whether the words go on with what may be a noun.
pub(super) fn noun_follows(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|&c| {
        (c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(&c))
            && symbol(c).is_none()
            && !"钱多左以上下的了和到至就一半".contains(c)
    })
}

/// Words that are units only in good company: 万亿方, but 三方 are parties.
fn allowed(unit: &Unit, core: &Core, chars: &[char], end: usize) -> bool {
    let next = chars.get(end).copied();
    let one_char = |names: &str| names.contains(unit.name.as_str());
    match unit.dimension.as_str() {
        "volume" if chars.get(end - 1) == Some(&'方') && chars.get(end - 2) != Some(&'立') => core.scale >= 4,
        "area" if chars.get(end - 1) == Some(&'平') => {
            core.script == Script::Arabic && core.decimal().is_some_and(|d| d > Decimal::TEN) || next.is_none()
        }
        "tenth" => {
            core.decimal().is_some_and(|d| d <= Decimal::TEN)
                && core.scale == 0
                && !matches!(
                    next,
                    Some('为' | '立' | '员' | '长' | '都' | '功' | '年' | '本' | '果' | '交' | '了' | '群' | '绩')
                )
        }
        "length" if one_char("里") && chars.get(end - 1) == Some(&'里') => {
            !matches!(next, Some('面' | '程' | '斯' | '屯'))
        }
        "discount" => {
            core.scale == 0
                && core.decimal().is_some_and(|d| d < Decimal::TEN || d > Decimal::TEN && d < Decimal::ONE_HUNDRED)
        }
        _ => true,
    }
}

/// 五点 (五点意见), 15点, but 3200点 and 0.51点 are an index.
fn is_count_of_points(core: &Core) -> bool {
    core.decimal().is_some_and(|d| {
        d.is_integer() && d < Decimal::from(10) && core.script != Script::Arabic
            || d.scale() == 0 && d < Decimal::from(6)
    })
}

/// What a claim gives as its unit.
pub(super) fn shown_unit(unit: &Unit, surface: &str) -> String {
    match unit.show {
        _ if unit.kind == Kind::Percent => "%".to_owned(),
        Show::Surface => surface.to_owned(),
        Show::Bare => surface.trim_start_matches(['个', '個', '箇']).to_owned(),
        Show::Name => unit.name.clone(),
    }
}
