//! Chinese digits, places (十, 百, 千), scales (万, 亿) and decimals (三点五).

use rust_decimal::Decimal;

use super::super::symbol::{Symbol, is_capital, symbol, ten};
use super::{Last, MAX_DIGITS, Pending, State};

impl State<'_> {
    /// 三; 二〇二五 as a string of digits; 三四 as a range.
    pub(super) fn chinese_digits(&mut self, first: char) -> bool {
        if self.pending.is_some() || matches!(self.last, Last::Tail | Last::Digits) {
            return false;
        }
        let after_place = !matches!(self.last, Last::Start);
        let (mut end, mut value, mut zero, mut count) = (self.at, Decimal::ZERO, false, 0usize);
        let mut values = [0u8; 2];
        while let Some(c) = self.chars.get(end).copied()
            && let Some(d) = symbol(c)
        {
            if c == '两' && (end > self.at && values[0] != 1 || self.last != Last::Start) && !self.scaled_at(end + 1) {
                // 二两, 三十两: a weight
                break;
            }
            let d = match d {
                Symbol::Digit(d) => d,
                Symbol::Zero => {
                    zero = true;
                    0
                }
                _ => break,
            };
            if let Some(slot) = values.get_mut(count) {
                *slot = d;
            }
            if count < MAX_DIGITS {
                value = value * Decimal::TEN + Decimal::from(d);
            }
            count += 1;
            end += 1;
            if after_place && count > MAX_DIGITS {
                break;
            }
        }
        if count == 0 {
            return false;
        }
        if is_capital(first) && self.last == Last::Start && count == 1 && !self.capital_goes_on(end) {
            return false;
        }
        if count > 1 && values[0] == 0 && after_place {
            // 一百零五: the zero holds a place; then the digits proper.
            self.at += 1;
            self.last = Last::Zero;
            return true;
        }
        if count == 1 && zero && after_place {
            self.at += 1;
            self.last = Last::Zero;
            return self.peek(0).is_some_and(|c| c.is_ascii_digit() || symbol(c).is_some());
        }
        let one = Pending {
            value,
            spread: Decimal::ZERO,
            step: Decimal::ONE,
            grain: Decimal::ONE,
            elidable: count == 1 && !zero,
        };
        let adjacent = count == 2 && !zero && (values[1] == values[0] + 1 || values == [3, 5]);
        self.pending = Some(if adjacent {
            let low = Decimal::from(values[0]);
            Pending { value: low, spread: Decimal::from(values[1]) - low, elidable: false, ..one }
        } else if count > 1 && after_place {
            // 二十三四 is handled above; more digits than one after a place belong to another number.
            end = self.at + 1;
            Pending { value: Decimal::from(values[0]), elidable: true, ..one }
        } else {
            self.code |= count > MAX_DIGITS || count > 2 && values[0] == 0;
            one
        });
        self.digits = true;
        self.at = end;
        self.last = match self.last {
            Last::Zero => Last::Digits,
            Last::Start => Last::Digits,
            other => other,
        };
        if count > MAX_DIGITS && !after_place {
            // A code, of no value that a scale could multiply.
            self.pending = Some(Pending { value: Decimal::ZERO, ..one });
            return false;
        }
        // What came before the digit decides about elision: kept in `last` until a place or scale follows.
        true
    }

    fn scaled_at(&self, at: usize) -> bool {
        matches!(self.chars.get(at).copied().and_then(symbol), Some(Symbol::Place(_) | Symbol::Scale(_)))
    }

    fn capital_goes_on(&self, end: usize) -> bool {
        self.chars.get(end).is_some_and(|&c| is_capital(c) || matches!(c, '万' | '亿' | '元' | '圆'))
    }

    /// 十, 百, 千.
    pub(super) fn place(&mut self, power: u32, own: u8) -> Option<bool> {
        let bare_start = self.last == Last::Start && self.pending.is_none();
        if self.last == Last::Tail || (own > 0 && self.pending.is_some()) || self.begins_unit() {
            return Some(false);
        }
        if bare_start && is_capital(self.peek(0)?) && !self.capital_goes_on(self.at + 1) {
            return Some(false);
        }
        if matches!(self.last, Last::Place(p) if p <= power) && self.scale_free() {
            return Some(false);
        }
        let p = self.pending.take();
        let size = ten(power);
        let digit = match p {
            Some(p) => p.value,
            None if own > 0 => Decimal::from(own),
            None if power == 1 || bare_start || !matches!(self.last, Last::Place(_)) => Decimal::ONE,
            None => return Some(false),
        };
        if p.is_some() || power == 1 || own > 0 {
            self.digits = true;
        }
        self.spread = p.map_or(Decimal::ZERO, |p| p.spread).checked_mul(size)?;
        self.section = self.section.checked_add(digit.checked_mul(size)?)?;
        self.step = p.map_or(Decimal::ONE, |p| p.step).checked_mul(size)?;
        self.grain = p.map_or(Decimal::ONE, |p| p.grain).checked_mul(size)?;
        self.place = power;
        self.last = Last::Place(power);
        self.at += 1;
        Some(true)
    }

    /// Whether nothing was scaled yet in this group.
    fn scale_free(&self) -> bool {
        !self.section.is_zero()
    }

    /// Whether a 千, 百 or 兆 here begins a unit (三百千克, 5千米) and not a place.
    fn begins_unit(&self) -> bool {
        let after_digit = matches!(self.last, Last::Start | Last::Digits) && !self.arabic;
        match (self.peek(0), self.peek(1)) {
            (Some('千'), Some('瓦' | '克' | '卡' | '帕' | '赫' | '伏' | '焦' | '牛')) => true,
            (Some('千'), Some('字')) => self.peek(2) == Some('节') && self.pending.is_none(),
            (Some('千'), Some('米')) => !(after_digit && self.pending.is_some()),
            (Some('百'), Some('帕')) => true,
            (Some('百'), Some('分')) => {
                matches!(self.peek(2), Some('点' | '比' | '之')) && (self.pending.is_none() || self.arabic)
            }
            (Some('兆'), Some('瓦' | '赫' | '帕' | '字' | '比' | '焦' | '头' | '欧' | '丰')) => true,
            (Some('兆'), _) => self.pending.is_none() && self.section.is_zero(),
            _ => false,
        }
    }

    /// 万, 亿.
    pub(super) fn scale(&mut self, power: u32) -> Option<bool> {
        if self.begins_unit() {
            return Some(false);
        }
        let size = ten(power);
        let p = self.pending.take();
        let group = self.section.checked_add(p.map_or(Decimal::ZERO, |p| p.value))?;
        if let Some(p) = p {
            self.spread = p.spread;
            self.step = p.step;
            self.grain = p.grain;
        }
        if self.last == Last::Start {
            self.total = size;
        } else if group.is_zero() && self.total_scale < u32::MAX {
            // 二十万亿
            if !matches!(self.last, Last::Scale(_) | Last::Tail) {
                return Some(false);
            }
            self.total = self.total.checked_mul(size)?;
        } else if self.total_scale < power {
            // 一万五千亿
            self.total = self.total.checked_add(group)?.checked_mul(size)?;
        } else if self.total_scale == power {
            return Some(false);
        } else {
            self.total = self.total.checked_add(group.checked_mul(size)?)?;
        }
        self.section = Decimal::ZERO;
        self.spread = self.spread.checked_mul(size)?;
        self.step = self.step.checked_mul(size)?;
        self.grain = self.grain.checked_mul(size)?;
        self.scale = if matches!(self.last, Last::Scale(_)) { self.scale + power } else { power };
        self.total_scale = self.scale;
        self.last = Last::Scale(power);
        self.at += 1;
        Some(true)
    }

    /// 三点五, 一百点零; not 三点十五分.
    pub(super) fn point(&mut self) -> bool {
        if self.pending.is_none() && !matches!(self.last, Last::Place(_) | Last::Scale(_)) || self.last == Last::Tail {
            return false;
        }
        let from = self.at + 1;
        let mut end = from;
        let (mut value, mut step, mut count) = (Decimal::ZERO, Decimal::ONE, 0usize);
        let arabic = self.chars.get(from).is_some_and(char::is_ascii_digit);
        while let Some(&c) = self.chars.get(end) {
            let d = match symbol(c) {
                Some(Symbol::Digit(d)) if !arabic && c != '两' => d,
                Some(Symbol::Zero) if !arabic => 0,
                _ if arabic && c.is_ascii_digit() => c as u8 - b'0',
                _ => break,
            };
            if count >= 20 {
                return false;
            }
            value = value * Decimal::TEN + Decimal::from(d);
            step /= Decimal::TEN;
            count += 1;
            end += 1;
        }
        let next = self.chars.get(end).copied();
        if count == 0
            || matches!(next, Some('分' | '刻' | '十' | '百' | '千' | '钟' | '半' | '点'))
                && !(next == Some('分') && self.chars.get(end + 1) == Some(&'之'))
        {
            return false;
        }
        if arabic && self.arabic && !(count == 1 && matches!(next, Some('度' | '倍' | '%' | '成' | '折' | '万' | '亿')))
        {
            return false;
        }
        let mut whole = self.pending.map_or(Decimal::ZERO, |p| p.value);
        if let (Last::Place(power), Some(p)) = (self.last, self.pending)
            && p.elidable
            && power >= 2
        {
            whole = p.value * ten(power - 1);
        }
        if self.pending.is_some_and(|p| !p.spread.is_zero() || !p.step.eq(&Decimal::ONE)) {
            return false;
        }
        let sum = self.section.checked_add(whole).and_then(|w| w.checked_add(value * step));
        let Some(sum) = sum.filter(|s| s.scale() <= 24) else { return false };
        self.pending = Some(Pending { value: sum, spread: Decimal::ZERO, step, grain: step, elidable: false });
        self.section = Decimal::ZERO;
        self.digits = true;
        self.at = end;
        self.last = Last::Digits;
        true
    }
}
