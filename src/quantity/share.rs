//! Shares and pairs: 百分之七十, 三分之二, 2/3, 4比2, 3:2.

use rust_decimal::Decimal;

use crate::model::{Kind, Number};
use crate::rules::Script;

use super::core::{Core, Form, UnitText};
use super::lexicon::Lexicon;
use super::numeral::{Numeral, numeral};
use super::symbol::ten;

/// 百分之七十, 千分之三, 百分30.
pub(super) fn hundredths(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
    let (denominator, mut from) = match (chars.get(at)?, chars.get(at + 1)?) {
        ('百', '分') => (100, at + 2),
        ('千', '分') => (1000, at + 2),
        ('万', '分') if chars.get(at + 2) == Some(&'之') => (10_000, at + 2),
        _ => return None,
    };
    let full = chars.get(from) == Some(&'之');
    from += usize::from(full);
    let minus = matches!(chars.get(from), Some('负' | '-'));
    let n = numeral(chars, from + usize::from(minus)).filter(|n| full || n.value >= Decimal::TEN)?;
    let mut core = Core { start: at, ..Core::plain(n) };
    if minus {
        core.times(Decimal::NEGATIVE_ONE)?;
    }
    if denominator == 100 {
        core.kind = Kind::Percent;
        core.unit = UnitText::Unit(words.percent()?, at, core.end);
        return Some(core);
    }
    fraction_of(core, Decimal::from(denominator))
}

pub(super) fn fraction_of(mut core: Core, denominator: Decimal) -> Option<Core> {
    let n = core.decimal()?;
    let places = n.scale().max(denominator.scale());
    let whole = |d: Decimal| d.checked_mul(ten(places)).map(|d| d.normalize()).and_then(|d| i64::try_from(d).ok());
    let (n, d) = (whole(n)?, whole(denominator)?);
    if d == 0 {
        return None;
    }
    core.kind = Kind::Fraction;
    core.value = Number::Ratio(n, d);
    core.max = None;
    core.form = Form::Fraction;
    Some(core)
}

/// 三分之二, 三分一, 三又五分之一, 2/3, 六十/一百二十.
pub(super) fn fraction(chars: &[char], first: &Core, single: bool) -> Option<Core> {
    let end = first.end;
    match chars.get(end)? {
        // 1 3/5
        ' ' if first.script == Script::Arabic => {
            let n = numeral(chars, end + 1).filter(|n| n.script == Script::Arabic && chars.get(n.end) == Some(&'/'))?;
            let d = numeral(chars, n.end + 1).filter(|d| d.script == Script::Arabic && !d.code)?;
            let sum = first.decimal()?.checked_mul(d.value)?.checked_add(n.value)?;
            fraction_of(Core { start: first.start, value: sum.into(), ..Core::plain(d.clone()) }, d.value)
        }
        '分' => {
            let full = chars.get(end + 1) == Some(&'之');
            let minus = full && matches!(chars.get(end + 2), Some('负'));
            let n = numeral(chars, end + 1 + usize::from(full) + usize::from(minus))?;
            if !full {
                let next = chars.get(n.end);
                let fits = single && n.script == Script::Chinese && n.value < first.decimal()? && n.end == end + 2;
                if !fits || matches!(next, Some('钟' | '秒' | '球' | '半')) || first.decimal()? < Decimal::from(3) {
                    return None;
                }
            }
            if first.script == Script::Chinese && n.script == Script::Arabic && n.step < Decimal::ONE {
                // 五百分之2.2 is no fraction that anyone writes
                return None;
            }
            let core = Core { start: first.start, ..Core::plain(n) };
            fraction_of(core, first.decimal()?)
        }
        '又' => {
            let of = numeral(chars, end + 1)?;
            let whole = first.decimal()?;
            let (denominator, numerator) = match chars.get(of.end)? {
                '分' if chars.get(of.end + 1) == Some(&'之') => (of.value, numeral(chars, of.end + 2)?),
                '/' => {
                    let d = numeral(chars, of.end + 1)?;
                    (d.value, Numeral { value: of.value, ..d })
                }
                _ => return None,
            };
            let sum = whole.checked_mul(denominator)?.checked_add(numerator.value)?;
            fraction_of(Core { start: first.start, ..Core::plain(Numeral { value: sum, ..numerator }) }, denominator)
        }
        '/' => {
            let d = numeral(chars, end + 1)?;
            let before = first.start.checked_sub(1).and_then(|i| chars.get(i)).copied();
            let apart = |c: Option<&char>| !c.is_some_and(|&c| c.is_ascii_alphanumeric() || c == '/' || c == '-');
            let whole = d.value.is_integer() || first.script == Script::Arabic;
            let two = first.start.checked_sub(2).and_then(|i| chars.get(i));
            let minus = before == Some('-') && two.is_none_or(|c| !c.is_ascii_alphanumeric());
            let before = if minus { None } else { before };
            if !whole
                || d.code
                || d.tail.is_some()
                || d.scale > 0 && d.script == Script::Arabic
                || !apart(before.as_ref())
                || !apart(chars.get(d.end))
            {
                return None;
            }
            // 8/15 may be a date: a fraction has its parts in order, unless the text is nothing but that.
            let n = first.decimal()?;
            if n >= d.value && !(before.is_none() || before == Some(' ')) {
                return None;
            }
            let denominator = d.value;
            fraction_of(Core { start: first.start, value: Number::Decimal(n), ..Core::plain(d) }, denominator)
        }
        _ => None,
    }
}

/// 4比2, 3:2, 2.34:1.
pub(super) fn terms(chars: &[char], first: &Core) -> Option<Core> {
    let end = first.end;
    let sign = *chars.get(end)?;
    if !matches!(sign, '比' | ':' | '：') || first.max.is_some() || first.scale > 0 {
        return None;
    }
    let b = numeral(chars, end + 1).filter(|b| !b.few && b.max.is_none() && b.scale == 0 && b.tail.is_none())?;
    let colon = sign != '比';
    if colon && (b.script != Script::Arabic || first.script != Script::Arabic) {
        return None;
    }
    // 12:30 is a clock time, 3:2:1 has more terms than two.
    if colon && chars.get(end + 2) == Some(&'0') && b.end == end + 3
        || matches!(chars.get(b.end), Some(':' | '：' | '%'))
    {
        return None;
    }
    let (a, value) = (first.decimal()?, b.value);
    let kind = if a.is_integer() && value.is_integer() { Kind::Score } else { Kind::Ratio };
    Some(Core { end: b.end, kind, value: Number::Terms(a, value), code: false, form: Form::Terms, ..first.clone() })
}
