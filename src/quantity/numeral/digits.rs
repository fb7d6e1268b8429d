//! Runs of ASCII digits with thousands marks and a fraction.

use rust_decimal::Decimal;

use super::super::symbol::{Symbol, symbol, ten};
use super::{Last, MAX_DIGITS, Pending, State};

/// A run of ASCII digits with thousands separators and a fraction.
struct Digits {
    end: usize,
    /// None where there are too many digits.
    value: Option<Decimal>,
    /// Digits before the point.
    whole: usize,
    /// Digits after the point.
    fraction: usize,
    /// Zeros at the end of a number without a fraction.
    zeros: u32,
    leading_zero: bool,
}

fn read_digits(chars: &[char], start: usize) -> Digits {
    let run = |from: usize| chars.get(from..).unwrap_or_default().iter().take_while(|c| c.is_ascii_digit()).count();
    let mut mantissa: i128 = 0;
    let mut count = 0usize;
    let mut zeros = 0u32;
    let mut take = |from: usize, n: usize, zeros: &mut u32| {
        for &c in chars.iter().skip(from).take(n) {
            if count < MAX_DIGITS {
                mantissa = mantissa * 10 + i128::from(c as u32 - u32::from(b'0'));
            }
            count += 1;
            *zeros = if c == '0' { *zeros + 1 } else { 0 };
        }
    };
    let first = run(start);
    let mut end = start + first;
    take(start, first, &mut zeros);
    let mut whole = first;
    let leading_zero = first > 1 && chars.get(start) == Some(&'0');
    if first <= 3 && !leading_zero {
        while matches!(chars.get(end), Some(',' | '，')) {
            // A full-width comma parts numbers (14,763，270), unless a thousands mark follows.
            if chars.get(end) == Some(&'，')
                && !(run(end + 1) == 3 && chars.get(end + 4) == Some(&',') && run(end + 5) == 3)
            {
                break;
            }
            // 225, 000 as found in set type
            let gap = usize::from(chars.get(end + 1) == Some(&' '));
            let from = end + 1 + gap;
            if run(from) != 3 || gap == 1 && chars.get(from..from + 3) != Some(&['0', '0', '0']) {
                break;
            }
            take(from, 3, &mut zeros);
            whole += 3;
            end = from + 3;
        }
    }
    let mut fraction = 0;
    if chars.get(end) == Some(&'.') {
        fraction = run(end + 1);
        if fraction > 0 {
            take(end + 1, fraction, &mut zeros);
            end += 1 + fraction;
        }
    }
    let value = (count <= MAX_DIGITS).then(|| Decimal::from_i128_with_scale(mantissa, fraction as u32));
    let zeros = if fraction > 0 || mantissa == 0 { 0 } else { zeros };
    Digits { end, value, whole, fraction, zeros, leading_zero }
}

impl State<'_> {
    /// 1,430 and 14，763 and 62.389; then, after a scale, 1亿4000万.
    pub(super) fn arabic_digits(&mut self) -> Option<bool> {
        if self.pending.is_some() || matches!(self.last, Last::Tail | Last::Digits) {
            return Some(false);
        }
        let digits = read_digits(self.chars, self.at);
        if self.last != Last::Start {
            // A second group of digits: only below what was read (14萬4000, 25万6千, 1百01).
            let room = match self.last {
                Last::Place(p) | Last::Scale(p) => p as usize,
                _ => MAX_DIGITS,
            };
            let gap = usize::from(self.chars.get(digits.end) == Some(&' '));
            let scaled = self.chars.get(digits.end + gap).copied().and_then(symbol);
            let scaled = matches!(scaled, Some(Symbol::Scale(_) | Symbol::Place(_)));
            if digits.whole > room || !scaled && digits.whole < room.min(2) {
                return Some(false);
            }
        }
        self.arabic = true;
        self.digits = true;
        self.at = digits.end;
        self.last = Last::Digits;
        if digits.whole + digits.fraction > MAX_DIGITS || digits.value.is_none() {
            self.code = true;
            self.pending = Some(Pending {
                value: Decimal::ZERO,
                spread: Decimal::ZERO,
                step: Decimal::ONE,
                grain: Decimal::ONE,
                elidable: false,
            });
            return Some(false);
        }
        let value = digits.value?;
        self.code |= digits.leading_zero && self.start + digits.whole == self.at;
        let step = Decimal::new(1, digits.fraction as u32);
        self.pending =
            Some(Pending { value, spread: Decimal::ZERO, step, grain: step * ten(digits.zeros), elidable: false });
        Some(true)
    }
}
