//! Runs of ASCII digits with thousands marks and a fraction.

use rust_decimal::Decimal;

use super::numeral::MAX_DIGITS;

/// A run of ASCII digits with thousands separators and a fraction.
pub(super) struct Digits {
    pub end: usize,
    /// None where there are too many digits.
    pub value: Option<Decimal>,
    /// Digits before the point.
    pub whole: usize,
    /// Digits after the point.
    pub fraction: usize,
    /// Zeros at the end of a number without a fraction.
    pub zeros: u32,
    pub leading_zero: bool,
}

pub(super) fn read_digits(chars: &[char], start: usize) -> Digits {
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
