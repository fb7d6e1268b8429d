//! What a single (normalised) character means in a numeral.

use rust_decimal::Decimal;

/// The part that a character plays in a numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    /// 一 … 九, 两, and the capital forms.
    Digit(u8),
    /// 零, 〇
    Zero,
    /// 十 (and 廿 = 20, 卅 = 30, 卌 = 40 as `tens`), 百, 千.
    Place(Place),
    /// 万, 亿, 兆: powers of ten.
    Scale(u32),
    /// 几, 数
    Few,
}

/// 十, 百 or 千 with the digit that the character itself holds (廿: 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Power of ten.
    pub power: u32,
    /// Digit held by the character, 0 where it needs one in front.
    pub digit: u8,
}

/// The part that a normalised character plays in a numeral, None where it plays none. ASCII digits are
/// read apart.
pub(super) fn symbol(c: char) -> Option<Symbol> {
    use Symbol::{Digit, Few, Scale, Zero};
    let place = |power, digit| Symbol::Place(Place { power, digit });
    Some(match c {
        '一' | '壹' | '幺' => Digit(1),
        '二' | '两' | '贰' | '俩' => Digit(2),
        '三' | '叁' => Digit(3),
        '四' | '肆' => Digit(4),
        '五' | '伍' => Digit(5),
        '六' | '陆' => Digit(6),
        '七' | '柒' => Digit(7),
        '八' | '捌' => Digit(8),
        '九' | '玖' => Digit(9),
        '零' | '〇' => Zero,
        '十' | '拾' => place(1, 0),
        '廿' => place(1, 2),
        '卅' => place(1, 3),
        '卌' => place(1, 4),
        '百' | '佰' => place(2, 0),
        '千' | '仟' => place(3, 0),
        '万' => Scale(4),
        '亿' => Scale(8),
        '兆' => Scale(12),
        '几' | '数' => Few,
        _ => return None,
    })
}

/// Capital numerals (cheques, contracts), which are also parts of other words: a lone one is none.
pub(super) fn is_capital(c: char) -> bool {
    matches!(c, '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖' | '拾' | '佰' | '仟')
}

/// 10 to a power of at most 27.
pub(super) fn ten(power: u32) -> Decimal {
    Decimal::from_i128_with_scale(10i128.pow(power.min(27)), 0)
}
