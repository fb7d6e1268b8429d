//! Numbers written in several parts: 三年零八个月, 九十九元九角九分, 七成半, 12秒76.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::Kind;
use crate::rules::Script;

use super::attach::noun_follows;
use super::core::{Core, Form, UnitText};
use super::lexicon::{Lexicon, Meaning, Unit};
use super::numeral::{Numeral, numeral};
use super::symbol::{Symbol, symbol};

/// A further part after the unit: 三年零八个月, 九十九元九角九分, 两块五, 七成半, 12秒76, 5倍多.
pub(super) fn extend(words: &Lexicon, chars: &[char], core: &mut Core) -> Option<()> {
    if core.tail.is_some() && !matches!(core.unit, UnitText::None) && core.form == Form::Compound {
        return None;
    }
    let end = core.end;
    let next = *chars.get(end)?;
    let counted = matches!(core.unit, UnitText::Count(..)) && noun_follows(chars, end + 1);
    if next == '半' && !counted && !matches!(chars.get(end + 1), Some('数' | '年' | '导' | '岛' | '决')) {
        let worth = half_of(core)?;
        core.add(worth, worth)?;
        core.end += 1;
        return Some(());
    }
    let joint = usize::from(matches!(next, '零' | '又' | '加'));
    let n = numeral(chars, end + joint)?;
    if n.few || n.max.is_some() || n.tail.is_some() || n.code && n.end - n.start > 2 {
        return None;
    }
    let found = words.unit(chars, n.end).map(|(len, meaning)| (len, meaning.clone()));
    match (core.unit.clone(), found) {
        (UnitText::Unit(a, ..), Some((len, Meaning::Unit(b)))) if smaller(&a, &b) => join(core, &a, &b, &n, len),
        (UnitText::Unit(a, ..), Some((len, Meaning::Unit(b)))) if b.dimension == "score" || a.dimension == "score" => {
            // 1小时9分, 1分05秒54: minutes, not marks
            let Some((_, Meaning::Unit(minute))) = words.unit(&['分', '钟'], 0) else { return None };
            let (a, b) = if b.dimension == "score" { (&a, minute) } else { (minute, &b) };
            if a.dimension != "time" || !smaller(a, b) {
                return None;
            }
            join(core, a, b, &n, len)
        }
        (UnitText::PlainMoney, Some((len, Meaning::PlainMoney(f)))) => coins(core, &n, len, f.to_decimal()),
        (UnitText::Money(a), Some((len, Meaning::Money(b, f)))) if a == b => coins(core, &n, len, f.to_decimal()),
        (UnitText::PlainMoney, Some((len, Meaning::Unit(u)))) if u.dimension == "score" => {
            coins(core, &n, len, Decimal::new(1, 2))
        }
        _ => tenths(chars, core, &n, joint),
    }
}

/// Whether `b` is a smaller unit of the same dimension, of a kind that is written in parts.
pub(super) fn smaller(a: &Unit, b: &Unit) -> bool {
    a.dimension == b.dimension && matches!(a.kind, Kind::Duration | Kind::Measure) && b.factor < a.factor
}

/// 九元九角: the smaller coin after the larger.
pub(super) fn coins(core: &mut Core, n: &Numeral, len: usize, factor: Decimal) -> Option<()> {
    if factor >= Decimal::ONE || factor >= core.step {
        return None;
    }
    core.add(n.value.checked_mul(factor)?, factor)?;
    core.end = n.end + len;
    core.form = Form::Compound;
    Some(())
}

/// Half of what one of the unit is worth, in the number's own measure: 七成半 is 75 %.
pub(super) fn half_of(core: &Core) -> Option<Decimal> {
    let half = Decimal::new(5, 1);
    Some(match &core.unit {
        UnitText::Unit(u, ..) if u.dimension == "tenth" => Decimal::from(5),
        UnitText::Unit(u, ..)
            if u.kind == Kind::Duration
                || u.kind == Kind::Measure
                || u.kind == Kind::Multiple
                || u.kind == Kind::Age =>
        {
            if core.decimal()?.is_sign_negative() {
                -half
            } else {
                half
            }
        }
        UnitText::PlainMoney => half.checked_mul(coin(core))?,
        UnitText::Count(..) if core.kind == Kind::Count => half,
        _ => return None,
    })
}

/// What one of the coin is worth that an amount is counted in: 1 in 三百块, 0.1 in 两毛.
fn coin(core: &Core) -> Decimal {
    core.step.min(Decimal::ONE)
}

/// 一年三个月 → 15 个月: the value in the smaller unit.
pub(super) fn join(core: &mut Core, a: &Unit, b: &Arc<Unit>, n: &Numeral, len: usize) -> Option<()> {
    let ratio = a.factor.to_decimal().checked_div(b.factor.to_decimal())?;
    core.times(ratio)?;
    core.add(n.value, n.step)?;
    core.kind = b.kind;
    core.unit = UnitText::Unit(b.clone(), n.end, n.end + len);
    core.end = n.end + len;
    core.form = Form::Compound;
    Some(())
}

/// 12秒76, 三块四, 六成三, 十二度五: digits after the unit are its decimals.
pub(super) fn tenths(chars: &[char], core: &mut Core, n: &Numeral, joint: usize) -> Option<()> {
    let digits = n.end - n.start;
    if matches!(chars.get(n.end).copied().and_then(symbol), Some(Symbol::Place(_) | Symbol::Scale(_)))
        || n.script == Script::Bare
        || n.scale > 0
    {
        return None;
    }
    let step = match &core.unit {
        UnitText::Unit(u, ..)
            if u.name == "秒" && joint == 0 && n.script == Script::Arabic && n.step == Decimal::ONE && digits <= 3 =>
        {
            Decimal::new(1, digits as u32)
        }
        UnitText::Unit(u, ..) if u.dimension == "tenth" && n.script == Script::Chinese && digits == 1 && joint == 0 => {
            Decimal::ONE
        }
        UnitText::Unit(u, ..)
            if u.dimension == "degree" && n.script == Script::Chinese && digits == 1 && joint == 0 =>
        {
            Decimal::new(1, 1)
        }
        UnitText::PlainMoney if n.script == Script::Chinese && digits == 1 && core.script == Script::Chinese => {
            let below = if joint == 1 { Decimal::ONE_HUNDRED } else { Decimal::TEN };
            coin(core).checked_div(below)?.normalize()
        }
        _ => return None,
    };
    core.add(n.value.checked_mul(step)?, step)?;
    core.end = n.end;
    core.form = Form::Compound;
    Some(())
}
