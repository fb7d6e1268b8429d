//! The small numbers of a calendar: Arabic digits, Chinese digit by digit (二〇二五), Chinese with tens (二十一, 廿).

use super::super::symbol::{Place, Symbol, is_capital, symbol};

/// A number of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    /// Its value.
    pub value: u32,
    /// Characters it takes.
    pub len: usize,
    /// How it is written.
    pub style: Style,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// 2025
    Arabic,
    /// 二〇二五, 九八: two or more digits without a place word.
    Digits,
    /// 三, 十五, 二百
    Words,
}

impl Numeral {
    /// Whether it is a year written out: four digits.
    pub fn is_full_year(self) -> bool {
        self.len == 4 && self.style != Style::Words && (1000..=2999).contains(&self.value)
    }

    /// Two digits for a year (98年, 〇六年).
    pub fn is_short_year(self) -> bool {
        self.len == 2 && self.style != Style::Words
    }
}

/// The value of a digit as dates write them: no capital forms, and the circle that stands for 〇.
fn digit(c: char) -> Option<u32> {
    match symbol(if c == '○' { '〇' } else { c })? {
        _ if is_capital(c) || matches!(c, '幺' | '俩') => None,
        Symbol::Digit(d) => Some(d.into()),
        Symbol::Zero => Some(0),
        _ => None,
    }
}

/// Whether a character can begin a numeral.
pub fn begins(c: char) -> bool {
    c.is_ascii_digit() || digit(c).is_some() || matches!(c, '十' | '廿' | '卅' | '百')
}

/// No time is written with more Chinese numerals than this; a longer run is looked at no further, so that reading
/// stays linear.
const LONGEST: usize = 32;

/// The numeral at a place, as long as it goes. Values beyond nine digits saturate.
pub fn read(chars: &[char], at: usize) -> Option<Numeral> {
    let rest = chars.get(at..)?;
    let arabic = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    if arabic > 0 {
        let value = rest.iter().take(arabic).fold(0u32, |v, c| push(v, c.to_digit(10).unwrap_or(0)));
        return Some(Numeral { value, len: arabic, style: Style::Arabic });
    }
    let len = rest.iter().take(LONGEST + 1).take_while(|&&c| begins(c) && !c.is_ascii_digit() || c == '千').count();
    if len == 0 || len > LONGEST || rest.first() == Some(&'千') {
        return None;
    }
    let word = rest.get(..len)?;
    if len > 1 && word.iter().all(|&c| digit(c).is_some()) {
        let value = word.iter().fold(0, |v, &c| push(v, digit(c).unwrap_or(0)));
        return Some(Numeral { value, len, style: Style::Digits });
    }
    Some(Numeral { value: placed(word), len, style: Style::Words })
}

fn push(value: u32, digit: u32) -> u32 {
    value.saturating_mul(10).saturating_add(digit).min(999_999_999)
}

/// The value of digits with place words.
fn placed(word: &[char]) -> u32 {
    let (mut total, mut pending) = (0u32, None);
    for &c in word {
        match symbol(c) {
            Some(Symbol::Place(Place { power, digit: 0 })) => {
                total = total.saturating_add(pending.take().unwrap_or(1) * 10u32.pow(power));
            }
            Some(Symbol::Place(Place { digit, .. })) => total = total.saturating_add(u32::from(digit) * 10),
            _ => pending = digit(c),
        }
    }
    total.saturating_add(pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_style() {
        let value = |s: &str| read(&s.chars().collect::<Vec<_>>(), 0).map(|n| (n.value, n.len));
        assert_eq!(value("2025年"), Some((2025, 4)));
        assert_eq!(value("二〇二五年"), Some((2025, 4)));
        assert_eq!(value("二十一日"), Some((21, 3)));
        assert_eq!(value("廿九"), Some((29, 2)));
        assert_eq!(value("十月"), Some((10, 1)));
        assert_eq!(value("一百零五年"), Some((105, 4)));
        assert_eq!(value("月"), None);
        assert_eq!(value("千年"), None);
        assert_eq!(value(&"9".repeat(50)), Some((999_999_999, 50)));
    }
}
