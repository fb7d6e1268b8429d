//! Numbers in forms of their own: 第三, 翻两番, 半年.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::Kind;
use crate::rules::{Script, ValueWord};

use super::core::{Core, Form, UnitText};
use super::lexicon::{Lexicon, Meaning};
use super::numeral::{Tail, numeral};

/// 第三, 第10名.
pub(super) fn ordinal(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
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
pub(super) fn doubling(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
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
pub(super) fn half(words: &Lexicon, chars: &[char], at: usize) -> Option<Core> {
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
