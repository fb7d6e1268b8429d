//! Ranges: the second end, and what it shares with the first.

use rust_decimal::Decimal;

use crate::model::{Kind, Number, Reading};

use super::core::{Core, Form, UnitText, core};
use super::lexicon::Lexicon;
use super::mention::takes_currency;
use super::symbol::ten;

/// The second end of a range: where it ends, and its number.
pub(super) fn range(words: &Lexicon, chars: &[char], first: &Core, end: usize, rough: bool) -> Option<(usize, Core)> {
    let ordinal = first.form == Form::Ordinal;
    if matches!(first.form, Form::Word | Form::Terms) || first.code {
        return None;
    }
    // 13星期（3个月）至97星期（22个月）: the bracket says the same again
    let mut at = bracket(chars, end).filter(|to| matches!(chars.get(*to), Some('至' | '到'))).unwrap_or(end);
    let bracketed = at > end;
    at += usize::from(chars.get(at) == Some(&' '));
    let sign = *chars.get(at)?;
    match sign {
        '至' | '到' => at += 1,
        '-' | '–' | '—' | '~' | '～' | '─' | '―' => {
            let mut n = 0;
            while n < 3 && chars.get(at) == Some(&sign) {
                at += 1;
                n += 1;
            }
        }
        '、' => at += 1,
        '与' | '和' => {
            let (to, second) = between(words, chars, at + 1)?;
            return Some((to, second));
        }
        _ => return None,
    }
    at += usize::from(chars.get(at) == Some(&' '));
    if let Some((len, _)) = words.before_forward(chars, at) {
        at += len;
    }
    let mut second = currency_then(words, chars, at)?;
    if matches!(second.form, Form::Word | Form::Terms)
        || ordinal != (second.form == Form::Ordinal)
        || ordinal && !matches!(sign, '至' | '到')
        || second.code
    {
        return None;
    }
    if sign == '、' && !neighbours(first, &second, rough) {
        return None;
    }
    if sign == '—' || sign == '-' {
        // -5~-10℃ and 4%--6% are ranges; 3--1 is not more than that
        second.start = at;
    }
    let to = if bracketed { bracket(chars, second.end).unwrap_or(second.end) } else { second.end };
    Some((to, second))
}

/// The end of a short bracket that begins here.
pub(super) fn bracket(chars: &[char], at: usize) -> Option<usize> {
    if chars.get(at) != Some(&'(') {
        return None;
    }
    let len = chars.get(at..)?.iter().take(12).position(|c| *c == ')')?;
    Some(at + len + 1)
}

/// 10000与20000之间: the second end, and where the words end.
pub(super) fn between(words: &Lexicon, chars: &[char], at: usize) -> Option<(usize, Core)> {
    let mut second = currency_then(words, chars, at)?;
    if let UnitText::Count(from, to) = second.unit
        && chars.get(from..to) == Some(&['间'])
    {
        second.unit = UnitText::None;
        second.end = from;
    }
    let closed = match chars.get(second.end)? {
        '间' => 1,
        '之' if chars.get(second.end + 1) == Some(&'间') => 2,
        _ => return None,
    };
    Some((second.end + closed, second))
}

/// A number with a sign or a currency in front, read forwards.
pub(super) fn currency_then(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    if matches!(chars.get(at), Some('-' | '负')) {
        let mut core = core(words, chars, at + 1)?;
        core.times(Decimal::NEGATIVE_ONE)?;
        return Some(core);
    }
    if chars.get(at..at + 2) == Some(&['零', '下']) {
        let mut core = core(words, chars, at + 2)?;
        core.times(Decimal::NEGATIVE_ONE)?;
        return Some(core);
    }
    if let Some(core) = core(words, chars, at).filter(|c| c.start == at) {
        return Some(core);
    }
    // 人民币1.4亿元至人民币1.9亿元, $5-$8
    for len in [3usize, 2, 1, 4] {
        if let Some((found, code)) = words.money_before(chars, at + len)
            && found == len
        {
            let mut core = core(words, chars, at + len)?;
            if takes_currency(&core, code) {
                core.kind = Kind::Money;
                core.unit = UnitText::Money(code.clone());
                return Some(core);
            }
        }
    }
    None
}

/// 两、三个; 20、30米; 六、七次: the second is the first's successor.
pub(super) fn neighbours(a: &Core, b: &Core, rough: bool) -> bool {
    let (Some(x), Some(y)) = (a.decimal(), b.decimal()) else { return false };
    let mantissa = y.checked_div(ten(b.scale)).unwrap_or(y);
    let y = if b.scale > 0 && a.scale == 0 { mantissa } else { y };
    let small = x < Decimal::TEN && y == x + Decimal::ONE;
    let tens = x < Decimal::ONE_HUNDRED && x % Decimal::TEN == Decimal::ZERO && y == x + Decimal::TEN && !x.is_zero();
    matches!(a.unit, UnitText::None)
        && a.form == Form::Plain
        && (!matches!(b.unit, UnitText::None) || rough && tens)
        && (small || tens)
        && a.tail.is_none()
}

/// Joins the two ends of a range: shared unit, scale and place; other readings where it is ambiguous.
pub(super) fn join(mut a: Core, mut b: Core) -> Option<(Core, Vec<Reading>)> {
    let mut readings = Vec::new();
    let no_unit = matches!(a.unit, UnitText::None);
    if !no_unit && !same_unit(&a.unit, &b.unit) {
        // 人民币1.2亿至1.7亿元 and 8.02亿元-9.62亿元 are the same money, 3年至5人 is no range.
        if !matches!(b.unit, UnitText::None) || a.form != Form::Plain || !matches!(a.unit, UnitText::Money(_)) {
            return None;
        }
        b.unit = a.unit.clone();
        b.kind = a.kind;
    }
    if a.form == Form::Fraction || b.form == Form::Fraction {
        if a.form != b.form && !matches!(a.kind, Kind::Percent) {
            return None;
        }
    } else if no_unit && a.scale == 0 && a.max.is_none() && b.max.is_none() {
        share(&mut a, &b, &mut readings)?;
    }
    if no_unit && matches!(&b.unit, UnitText::Unit(u, ..) if u.dimension == "tenth") {
        a.times(Decimal::TEN)?;
    }
    let low = a.value;
    let high = b.max.unwrap_or(b.value);
    if a.kind == Kind::Percent && b.kind == Kind::Fraction && a.decimal().is_some() {
        // 两成半至三分之一: both as fractions
        let d = a.decimal()?.checked_mul(ten(2))?.normalize();
        let n = i64::try_from(d.trunc()).ok()?;
        a.value = Number::Ratio(n, 10_000);
    } else if low > high && !(no_unit && matches!(b.unit, UnitText::None)) {
        // 湿度60%~40%: kept as written, the check of ranges says what is wrong
    } else if low >= high && no_unit && matches!(b.unit, UnitText::None) {
        return None;
    }
    let joined = Core {
        start: a.start,
        value: a.value,
        max: Some(high),
        step: b.step.min(a.step),
        tail: b.tail.or(a.tail),
        code: false,
        form: Form::Range,
        ..b
    };
    Some((joined, readings))
}

pub(super) fn same_unit(a: &UnitText, b: &UnitText) -> bool {
    match (a, b) {
        (UnitText::Unit(a, ..), UnitText::Unit(b, ..)) => a.name == b.name,
        (UnitText::Money(a), UnitText::Money(b)) => a == b,
        (UnitText::PlainMoney, UnitText::PlainMoney | UnitText::Money(_))
        | (UnitText::Money(_), UnitText::PlainMoney) => true,
        (UnitText::Count(..), UnitText::Count(..)) => true,
        (UnitText::None, UnitText::None) => true,
        _ => false,
    }
}

/// Gives the first end the scale of the second: 5-10万, 七千到九千亿; 八到九百亿 may also mean 8亿.
pub(super) fn share(a: &mut Core, b: &Core, readings: &mut Vec<Reading>) -> Option<()> {
    let (Some(x), Some(y)) = (a.decimal(), b.decimal()) else { return Some(()) };
    let mantissa = y.checked_div(ten(b.scale))?;
    let scale = if b.scale > 0 && x < mantissa { b.scale } else { 0 };
    let single = x < Decimal::TEN && b.place >= 2 && mantissa >= ten(b.place);
    if single && x.checked_mul(ten(b.place))? < mantissa {
        if scale > 0 {
            readings.push(Reading { value: x.checked_mul(ten(scale))?.into(), value_max: Some(b.value) });
        }
        return a.times(ten(scale + b.place));
    }
    if scale > 0 {
        readings.push(Reading { value: a.value, value_max: Some(b.value) });
        a.times(ten(scale))?;
    }
    Some(())
}
