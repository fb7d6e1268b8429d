//! A mention: a number with the signs, currencies and approximators that touch it, and ranges.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::{Approx, Kind, Reading};
use crate::rules::Script;

use super::core::{Core, Form, UnitText, core};
use super::lexicon::Lexicon;
use super::numeral::Tail;
use super::range::{join, range};

/// A number as the text mentions it.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub start: usize,
    pub end: usize,
    pub core: Core,
    pub approx: Approx,
    /// The unit of the denominator (元/吨), as characters of the text.
    pub per: Option<(usize, usize)>,
    /// The currency that the number is the price of (7.18元 for 1 USD).
    pub per_money: Option<Arc<str>>,
    /// A sign of money stood in front (`$`), which says less than a name does.
    pub dollar: bool,
    pub readings: Vec<Reading>,
}

/// Approximators found round one number, most binding first.
#[derive(Default)]
struct Approximators {
    left: Option<Approx>,
    right: Option<Approx>,
    far: Option<Approx>,
}

/// How far before its number an approximator may stand.
const FAR: usize = 12;

/// How far a mention may reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// Words that touch the number are read back to here.
    pub floor: usize,
    /// The number itself ends here at the latest.
    pub limit: usize,
}

/// Reads the mention whose numeral begins at `at`.
pub(super) fn mention(words: &Lexicon, all: &[char], at: usize, reach: Reach) -> Option<Mention> {
    let Reach { floor, limit } = reach;
    let chars = all.get(..limit)?;
    let mut core = core(words, chars, at)?;
    let mut found = Approximators::default();
    let mut dollar = false;
    let mut start = front(words, chars, &mut core, floor, &mut found, &mut dollar)?;
    let mut readings = Vec::new();
    let mut end = core.end;
    if matches!(core.form, Form::Plain | Form::Big) && start == core.start {
        start = leading(chars, &mut core, start, floor);
    }
    let crossed = matches!(found.left, Some(Approx::Over | Approx::Under)) && matches!(core.unit, UnitText::None);
    if !crossed && let Some((to, second)) = range(words, chars, &core, end, found.left == Some(Approx::About)) {
        let lead = found.left.or(found.right);
        if let Some((joined, others)) = join(core.clone(), second) {
            core = joined;
            readings = others;
            end = to;
            found.left = lead;
        }
    }
    let per = denominator(words, chars, &core, end);
    if let Some((_, to)) = per {
        end = to;
    }
    let per = per.or_else(|| each(words, chars, start, floor).filter(|_| core.kind == Kind::Money));
    if core.form != Form::Ordinal {
        for _ in 0..2 {
            let gap = usize::from(chars.get(end) == Some(&' '));
            if let Some((len, approx)) = words.after(chars, end + gap, core.kind) {
                found.right = found.right.filter(|a| *a != Approx::About).or(Some(approx));
                end += gap + len;
            }
        }
        if found.left.is_none() && found.right.is_none() {
            found.far = far(words, chars, start, floor, core.kind);
        }
    }
    let approx = settle(&core, &found);
    Some(Mention { start, end, core, approx, per, per_money: None, dollar, readings })
}

/// The approximation that binds: a bound before the number, one after it, 多 within it, then 约.
fn settle(core: &Core, found: &Approximators) -> Approx {
    let tail = core.tail.map(|t| if t == Tail::More { Approx::Over } else { Approx::About });
    let all = [found.left, found.right, tail, core.approx, found.far];
    all.iter()
        .flatten()
        .find(|a| **a != Approx::About)
        .or_else(|| all.iter().flatten().next())
        .copied()
        .unwrap_or(Approx::Exact)
}

/// Reads signs, currencies and approximators backwards from the number; the mention's start.
fn front(
    words: &Lexicon,
    chars: &[char],
    core: &mut Core,
    floor: usize,
    found: &mut Approximators,
    dollar: &mut bool,
) -> Option<usize> {
    let mut start = core.start;
    if matches!(core.form, Form::Ordinal) {
        return Some(start);
    }
    for _ in 0..4 {
        let mut end = start;
        if end > floor && chars.get(end - 1) == Some(&' ') {
            end -= 1;
        }
        let at = |back: usize| end.checked_sub(back).filter(|i| *i >= floor).and_then(|i| chars.get(i)).copied();
        // 10月龄-86岁: a dash after another number is no sign.
        let dash_between = floor > 0 && end == floor + 1;
        if let Some(len) = minus(&at, start == end).filter(|_| !dash_between) {
            core.times(Decimal::NEGATIVE_ONE)?;
            if let Some(max) = core.max
                && max < core.value
            {
                core.max = Some(core.value);
                core.value = max;
            }
            start = end - len;
            continue;
        }
        if let Some(len) = scale_name(&at, core) {
            start = end - len;
            continue;
        }
        if let Some((len, code)) = words.money_before(chars, end).filter(|(len, _)| end - len >= floor)
            && takes_currency(core, code)
        {
            let letters = chars.get(end - len).is_some_and(char::is_ascii_alphabetic);
            let inside = end.checked_sub(len + 1).and_then(|i| chars.get(i)).is_some_and(char::is_ascii_alphanumeric);
            if !(letters && inside) {
                *dollar = chars.get(end - len..end) == Some(&['$']);
                core.kind = Kind::Money;
                core.unit = UnitText::Money(code.clone());
                start = end - len;
                continue;
            }
        }
        let bare_end = if at(1) == Some('了') { end - 1 } else { end };
        if let Some((len, approx)) =
            words.before(chars, bare_end, core.script, core.kind).filter(|(len, _)| bare_end - len >= floor)
        {
            found.left = match found.left {
                Some(inner) if approx == Approx::About => Some(inner),
                _ => Some(approx),
            };
            // 超过了8100万 is one mention, 突破了 a verb before one.
            if bare_end == end || len == 2 && chars.get(bare_end - 1) == Some(&'过') {
                start = bare_end - len;
                continue;
            }
            break;
        }
        break;
    }
    Some(start)
}

/// 前10名, 前五家, 最后三名, 前20%: a place at one end of an order.
fn leading(chars: &[char], core: &mut Core, start: usize, floor: usize) -> usize {
    let at = |back: usize| start.checked_sub(back).filter(|i| *i >= floor).and_then(|i| chars.get(i)).copied();
    let ranked = match core.unit {
        UnitText::None => {
            core.script != Script::Bare && !matches!(chars.get(core.end), Some('后' | '期' | '排' | '些' | '者'))
        }
        UnitText::Count(from, _) => matches!(chars.get(from), Some('名' | '家' | '位' | '强' | '支')),
        _ => false,
    };
    let percent = core.kind == Kind::Percent;
    if at(1) == Some('前')
        && (ranked || percent)
        && !at(2).is_some_and(|c| "目日之此以当年月提生面天空史先眼跟从".contains(c))
    {
        if ranked {
            core.kind = Kind::Rank;
        }
        return start - 1;
    }
    if (at(2), at(1)) == (Some('最'), Some('后'))
        && ranked
        && matches!(core.unit, UnitText::Count(..))
        && core.decimal() != Some(Decimal::ONE)
    {
        core.kind = Kind::Rank;
        return start - 2;
    }
    start
}

/// The length of a minus sign before the number.
fn minus(at: &impl Fn(usize) -> Option<char>, touching: bool) -> Option<usize> {
    match at(1)? {
        '负' if !matches!(at(2), Some('胜' | '平' | '自' | '欠' | '担' | '肩' | '背' | '抱' | '承' | '辜')) => {
            Some(1)
        }
        '的' if at(2) == Some('负') => Some(2),
        '下' if at(2) == Some('零') => Some(2),
        '-' if !touching && at(2).is_none_or(|c| c == ' ') => Some(1),
        '-' | '–' | '—' if touching => {
            let before = at(2);
            let other = before.is_some_and(|c| {
                c.is_ascii_alphanumeric() || matches!(c, '%' | ')' | '-' | '—' | '–' | '/' | '年' | '月' | '日' | '.')
            });
            (!other).then_some(1)
        }
        _ => None,
    }
}

/// 华氏, 摄氏 before a number in degrees.
fn scale_name(at: &impl Fn(usize) -> Option<char>, core: &Core) -> Option<usize> {
    let UnitText::Unit(unit, ..) = &core.unit else { return None };
    if unit.dimension != "degree" {
        return None;
    }
    let from = if (at(2), at(1)) == (Some('温'), Some('度')) { 2 } else { 0 };
    (at(from + 1) == Some('氏') && matches!(at(from + 2), Some('华' | '摄'))).then_some(from + 2)
}

pub(super) fn takes_currency(core: &Core, code: &Arc<str>) -> bool {
    match &core.unit {
        UnitText::None => matches!(core.form, Form::Plain) && core.script != Script::Bare,
        UnitText::PlainMoney => true,
        UnitText::Money(own) => own == code,
        _ => false,
    }
}

/// An approximator apart from the number, in the same clause with no other number between.
fn far(words: &Lexicon, chars: &[char], start: usize, floor: usize, kind: Kind) -> Option<Approx> {
    for end in (start.saturating_sub(FAR).max(floor)..start).rev() {
        let c = *chars.get(end)?;
        if c.is_ascii_digit()
            || matches!(
                c,
                '，' | ','
                    | '。'
                    | '；'
                    | ';'
                    | '、'
                    | '：'
                    | ':'
                    | '\n'
                    | '！'
                    | '？'
                    | '「'
                    | '」'
                    | '（'
                    | '('
                    | ')'
            )
        {
            return None;
        }
        if let Some((len, approx)) = words.far(chars, end + 1, kind)
            && end + 1 - len >= floor
        {
            return Some(approx);
        }
    }
    None
}

/// 元/吨, 微克/立方米, 桶/日: the unit after the stroke.
fn denominator(words: &Lexicon, chars: &[char], core: &Core, end: usize) -> Option<(usize, usize)> {
    if !matches!(core.kind, Kind::Money | Kind::Measure | Kind::Count) || matches!(core.unit, UnitText::None) {
        return None;
    }
    let from = match chars.get(end)? {
        '/' | '／' => end + 1,
        '每' => end + 1,
        _ => return None,
    };
    let digits = chars.get(from..).unwrap_or_default().iter().take(6).take_while(|c| c.is_ascii_digit()).count();
    let gap = usize::from(chars.get(from) == Some(&'('));
    let (len, _) = words.unit(chars, from + digits + gap)?;
    Some((from, from + digits + gap + len))
}

/// 每股4.5港元: the denominator in front. Only of shares; of other things (每人, 每年) it is what is measured.
fn each(words: &Lexicon, chars: &[char], start: usize, floor: usize) -> Option<(usize, usize)> {
    let from = start.checked_sub(2).filter(|f| *f >= floor)?;
    (chars.get(from..start) == Some(&['每', '股']) && words.unit(chars, from + 1).is_some())
        .then_some((from + 1, start))
}
