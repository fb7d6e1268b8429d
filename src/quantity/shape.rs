//! Numbers that their own shape and the characters beside them show to be no claims.

use crate::model::{Approx, Kind};
use crate::rules::Script;

use super::Why;
use super::core::{Core, Form, UnitText};
use super::mention::Mention;

/// Digits that are part of a name, a version, a code, a clock time: told from the characters beside them.
pub(super) fn token(chars: &[char], m: &Mention) -> Option<(Why, &'static str)> {
    let core = &m.core;
    if core.code {
        return Some((Why::Code, "token.digits"));
    }
    if core.script != Script::Arabic || core.form == Form::Ordinal {
        return None;
    }
    let before = m.start.checked_sub(1).and_then(|i| chars.get(i)).copied();
    let next = chars.get(core.end).copied();
    let has_unit = !matches!(core.unit, UnitText::None);
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@'));
    if m.start == core.start && glued(before) || !has_unit && glued(next) {
        return Some((Why::Name, "token.letters"));
    }
    if !has_unit && matches!(before, Some('-' | '/' | '.' | '#' | '=' | '&' | '?')) {
        let two = m.start.checked_sub(2).and_then(|i| chars.get(i)).copied();
        if two.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/' || c == '.')
            || before == Some('#')
            || before == Some('=')
        {
            return Some((Why::Name, "token.joined"));
        }
    }
    if !has_unit
        && matches!(next, Some('.' | ':' | '/' | '-'))
        && chars.get(core.end + 1).is_some_and(char::is_ascii_alphanumeric)
    {
        return Some((Why::Code, "token.joined"));
    }
    if core.form == Form::Terms && next == Some(':') {
        return Some((Why::Time, "token.clock"));
    }
    let two = m.start.checked_sub(2).and_then(|i| chars.get(i)).copied();
    if !has_unit && core.form == Form::Plain {
        let after_word = before == Some(' ') && two.is_some_and(|c| c.is_ascii_alphabetic());
        let before_word = next == Some(' ') && chars.get(core.end + 1).is_some_and(char::is_ascii_uppercase);
        let quoted = matches!(before, Some('“' | '‘' | '「' | '『' | '《' | '"'))
            && matches!(next, Some('”' | '’' | '」' | '』' | '》' | '"'));
        if m.start == core.start && (after_word || before_word || quoted) {
            return Some((Why::Name, "token.words"));
        }
        if before == Some('+') && next.is_none_or(|c| c == '\n') {
            return Some((Why::Code, "token.sign"));
        }
        if before == Some('〔') || before == Some('《') {
            return Some((Why::Code, "token.bracket"));
        }
    }
    let digits = core.end - core.start;
    let plain = chars.get(core.start..core.end).is_some_and(|d| d.iter().all(char::is_ascii_digit));
    let alone = m.start == 0 && core.end == chars.len();
    if !has_unit && plain && digits >= 6 && m.approx == Approx::Exact && !alone {
        return Some((Why::Code, "token.long"));
    }
    None
}

/// Numbers that say no amount by their shape: mere order, 几个, indefinite 一, a numeral without a unit.
pub(super) fn shape(chars: &[char], m: &Mention) -> Option<(Why, &'static str)> {
    let core = &m.core;
    if core.form == Form::Ordinal {
        // 第二大经济体
        let largest = core.kind == Kind::Rank && core.end.checked_sub(1).and_then(|i| chars.get(i)) == Some(&'大');
        if largest {
            return None;
        }
        return (!is_standing(chars, m)).then_some((Why::Idiom, "shape.order"));
    }
    if core.kind == Kind::Rank {
        // 前十, 最后三名
        return None;
    }
    if core.few {
        return Some((Why::Indefinite, "shape.few"));
    }
    if matches!(core.form, Form::Word | Form::Fraction | Form::Terms | Form::Half) {
        return None;
    }
    let bare = matches!(core.unit, UnitText::None);
    if core.script == Script::Bare && m.approx == Approx::Exact {
        return Some((Why::Idiom, "shape.bare_scale"));
    }
    if core.script == Script::Chinese && m.approx == Approx::Exact {
        let small = core.decimal().is_some_and(|d| d < 10.into());
        let persons = matches!(chars.get(core.end), Some('男' | '女'));
        if bare && core.form == Form::Plain && core.max.is_none() && (small || core.scale == 0) && !persons {
            return Some((Why::Idiom, "shape.no_unit"));
        }
        if is_one(core) && core.kind == Kind::Count && core.form == Form::Plain {
            return Some((Why::Indefinite, "shape.one"));
        }
    }
    let plain = core.script == Script::Arabic && bare && core.form == Form::Plain;
    if plain && m.approx == Approx::Exact {
        if is_list_number(chars, m) {
            return Some((Why::Enumeration, "shape.list_number"));
        }
        if is_year(core) && core.end - core.start == 4 && chars.len() > 4 {
            return Some((Why::Time, "shape.year"));
        }
    }
    None
}

fn is_one(core: &Core) -> bool {
    core.max.is_none() && core.decimal() == Some(rust_decimal::Decimal::ONE)
}

/// 2027 without 年: a year, until something says otherwise.
fn is_year(core: &Core) -> bool {
    core.decimal().is_some_and(|d| d >= 1900.into() && d <= 2060.into()) && core.scale == 0
}

/// 1. and 2、 at the beginning of a line, (3), a digit alone between other signs.
fn is_list_number(chars: &[char], m: &Mention) -> bool {
    let line_start =
        chars.get(..m.start).unwrap_or_default().iter().rev().find(|c| **c != ' ').is_none_or(|c| *c == '\n');
    let next = chars.get(m.end).copied();
    let before = m.start.checked_sub(1).and_then(|i| chars.get(i)).copied();
    line_start && matches!(next, Some('.' | '、' | '．' | ' ' | ')' | '\n' | ',' | '，') | None)
        || matches!((before, next), (Some('(' | '[' | '【'), Some(')' | ']' | '】')))
}

/// 排名第三, 位列第二: a place in an order of merit, which can be checked.
fn is_standing(chars: &[char], m: &Mention) -> bool {
    const CUES: [&str; 22] = [
        "排名", "排在", "排", "位列", "位居", "名列", "居", "列", "位", "世界", "全球", "全国", "全省", "全市", "全美",
        "亚洲", "名次", "并列", "升至", "跃居", "降至", "稳居",
    ];
    let from = m.start.saturating_sub(6);
    let window = chars.get(from..m.start).unwrap_or_default();
    let next = chars.get(m.end).copied();
    let ends = next.is_none_or(|c| {
        !('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '的' | '大' | '位' | '名' | '和' | '与')
    });
    let holds = |cue: &str| {
        (0..window.len()).any(|at| {
            let mut rest = window.get(at..).unwrap_or_default().iter();
            cue.chars().all(|c| rest.next() == Some(&c))
        })
    };
    ends && CUES.iter().any(|cue| holds(cue))
}
