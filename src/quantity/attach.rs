//! The unit that follows a number: which one it is, and what it makes of the number.

use rust_decimal::Decimal;

use crate::model::Kind;
use crate::rules::{Script, Show};

use super::core::{Core, UnitText};
use super::lexicon::{Lexicon, Meaning, Unit};
use super::numeral::Tail;
use super::symbol::symbol;

/// 两个多月, 一个半小时, 两分半钟: the first character of the unit, then 多 or 半, then the rest of it.
pub(super) fn attach_split(words: &Lexicon, chars: &[char], core: &mut Core, at: usize) -> Option<()> {
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

pub(super) fn attach(core: &mut Core, meaning: &Meaning, at: usize, len: usize, chars: &[char]) -> Option<()> {
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
