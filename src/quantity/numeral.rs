//! Numerals: Arabic, Chinese, mixed, with scales (万, 亿), vague tails (多, 余, 几) and adjacent digits
//! (三四百). Reads one numeral from a place, in one pass.

use rust_decimal::Decimal;

use crate::rules::Script;

use super::digits::read_digits;
use super::symbol::{Place, Symbol, is_capital, symbol, ten};

/// More digits than this are a code, not a quantity.
pub(super) const MAX_DIGITS: usize = 28;

/// A vague tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// 30多, 十几, 400余: more than the number, less than its next round step.
    More,
    /// 十来: about the number.
    Around,
}

/// A numeral as read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numeral {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The value; for a range of adjacent digits its lower end.
    pub value: Decimal,
    /// The upper end of a range (三四百 → 400).
    pub max: Option<Decimal>,
    /// Place value of the last written digit, times the scale.
    pub step: Decimal,
    /// Place value of the last digit that is not zero, times the scale: how far 多 may reach.
    pub grain: Decimal,
    /// 多, 余, 几, 来.
    pub tail: Option<Tail>,
    /// How it is written.
    pub script: Script,
    /// 几十, 数百: begins with 几 or 数.
    pub few: bool,
    /// The last scale word: power of ten (万 → 4), 0 without one.
    pub scale: u32,
    /// The place word before the scale (九百亿 → 2), 0 without one.
    pub place: u32,
    /// A digit string that is no quantity: too long, or with leading zeros.
    pub code: bool,
}

/// The digits under way, not yet multiplied by a place or scale.
#[derive(Clone, Copy)]
struct Pending {
    value: Decimal,
    spread: Decimal,
    step: Decimal,
    grain: Decimal,
    /// A single Chinese digit, which may stand for the next lower place (三万五).
    elidable: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Start,
    Digits,
    Place(u32),
    Scale(u32),
    Zero,
    Tail,
}

struct State<'a> {
    chars: &'a [char],
    start: usize,
    at: usize,
    /// Finished groups, the smallest scale among them.
    total: Decimal,
    total_scale: u32,
    /// The group under way.
    section: Decimal,
    pending: Option<Pending>,
    last: Last,
    spread: Decimal,
    step: Decimal,
    grain: Decimal,
    place: u32,
    scale: u32,
    tail: Option<Tail>,
    few: bool,
    digits: bool,
    arabic: bool,
    code: bool,
}

/// Reads the numeral that begins at `start`; None where none does, or where its value is beyond all bounds.
/// Nothing is read from beyond the slice.
pub(super) fn numeral(chars: &[char], start: usize) -> Option<Numeral> {
    let mut s = State {
        chars,
        start,
        at: start,
        total: Decimal::ZERO,
        total_scale: u32::MAX,
        section: Decimal::ZERO,
        pending: None,
        last: Last::Start,
        spread: Decimal::ZERO,
        step: Decimal::ONE,
        grain: Decimal::ONE,
        place: 0,
        scale: 0,
        tail: None,
        few: false,
        digits: false,
        arabic: false,
        code: false,
    };
    while s.advance()? {}
    s.finish()
}

impl State<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Reads one part; false at the end of the numeral. None: beyond all bounds.
    fn advance(&mut self) -> Option<bool> {
        let Some(c) = self.peek(0) else { return Some(false) };
        if c.is_ascii_digit() {
            return self.arabic_digits();
        }
        if c == ' ' && self.arabic && self.last == Last::Digits {
            // 568 亿
            let scale = self.peek(1).and_then(symbol);
            if matches!(scale, Some(Symbol::Scale(4 | 8) | Symbol::Place(Place { power: 2 | 3, .. }))) {
                self.at += 1;
                return Some(true);
            }
            return Some(false);
        }
        if c == ' ' && matches!(self.last, Last::Scale(_) | Last::Place(_)) && self.pending.is_none() && self.arabic {
            // 7万 5千
            let digits = self
                .chars
                .get(self.at + 1..)
                .unwrap_or_default()
                .iter()
                .take(4)
                .take_while(|c| c.is_ascii_digit())
                .count();
            let gap = usize::from(self.chars.get(self.at + 1 + digits) == Some(&' '));
            let next = self.chars.get(self.at + 1 + digits + gap).copied().and_then(symbol);
            if digits > 0 && matches!(next, Some(Symbol::Place(_) | Symbol::Scale(_))) {
                self.at += 1;
                return Some(true);
            }
            return Some(false);
        }
        if c == ' '
            && matches!(self.last, Last::Place(_))
            && self.pending.is_none()
            && matches!(self.peek(1), Some('余' | '多'))
        {
            // 五百 余万
            let scaled = matches!(self.peek(2).and_then(symbol), Some(Symbol::Scale(_)));
            self.at += usize::from(scaled);
            return Some(scaled);
        }
        if c == '个' && self.last == Last::Digits && self.peek(1) == Some('亿') {
            // 两个亿
            self.at += 1;
            return Some(true);
        }
        if matches!(c, 'k' | 'w')
            && self.arabic
            && self.last == Last::Digits
            && !self.peek(1).is_some_and(|c| c.is_ascii_alphanumeric())
        {
            // 15k, 30w of the chat room
            let power = if c == 'k' { 3 } else { 4 };
            return self.scale(power);
        }
        if let Some(tail) = self.tail_at(c) {
            self.flush();
            self.tail = Some(tail);
            self.at += 1;
            self.last = Last::Tail;
            return Some(true);
        }
        match symbol(c) {
            Some(Symbol::Digit(_) | Symbol::Zero) => Some(self.chinese_digits(c)),
            Some(Symbol::Place(p)) => self.place(p.power, p.digit),
            Some(Symbol::Scale(power)) => self.scale(power),
            Some(Symbol::Few) => Some(self.few()),
            None if c == '点' => Some(self.point()),
            None => Some(false),
        }
    }

    /// 1,430 and 14，763 and 62.389; then, after a scale, 1亿4000万.
    fn arabic_digits(&mut self) -> Option<bool> {
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

    /// 三; 二〇二五 as a string of digits; 三四 as a range.
    fn chinese_digits(&mut self, first: char) -> bool {
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
    fn place(&mut self, power: u32, own: u8) -> Option<bool> {
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
    fn scale(&mut self, power: u32) -> Option<bool> {
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

    /// 几十, 数百 at the start; 一千几百万 after a place.
    fn few(&mut self) -> bool {
        let next = self.peek(1).and_then(symbol);
        if self.last == Last::Start {
            // 数 alone is mostly another word (数据); 几乎 is an approximator.
            let scaled = matches!(next, Some(Symbol::Place(_) | Symbol::Scale(_)));
            if !scaled && (self.peek(0) == Some('数') || self.peek(1) == Some('乎')) {
                return false;
            }
            self.few = true;
            self.digits = true;
            self.pending = Some(Pending {
                value: Decimal::TWO,
                spread: Decimal::from(7),
                step: Decimal::ONE,
                grain: Decimal::ONE,
                elidable: false,
            });
            self.last = Last::Digits;
            self.at += 1;
            return true;
        }
        let round = matches!(self.last, Last::Place(_) | Last::Scale(_) | Last::Zero) && self.pending.is_none()
            || self.arabic && self.pending.is_some_and(|p| p.grain > Decimal::ONE);
        if !round || self.peek(0) != Some('几') {
            return false;
        }
        self.flush();
        self.tail = Some(Tail::More);
        self.at += 1;
        if matches!(next, Some(Symbol::Place(_))) {
            self.at += 1;
        }
        self.last = Last::Tail;
        true
    }

    /// 三点五, 一百点零; not 三点十五分.
    fn point(&mut self) -> bool {
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

    /// 多, 余, 来 after a round number.
    fn tail_at(&self, c: char) -> Option<Tail> {
        if self.tail.is_some() && self.last == Last::Tail || matches!(self.last, Last::Start | Last::Zero) {
            return None;
        }
        let round = match self.pending {
            Some(p) => self.arabic && p.grain > Decimal::ONE,
            None => matches!(self.last, Last::Place(_) | Last::Scale(_)),
        };
        let next = self.peek(1);
        match c {
            '多' if round && !matches!(next, Some('样' | '边' | '云' | '数')) => {
                (next != Some('元') || self.peek(2) != Some('化')).then_some(Tail::More)
            }
            '余' if round && !matches!(next, Some('额' | '下' | '款')) => Some(Tail::More),
            '来' if round
                && !matches!(
                    next,
                    Some('自' | '源' | '访' | '到' | '说' | '看' | '电' | '临' | '年' | '华' | '沪' | '京' | '港')
                ) =>
            {
                let place_ends = matches!(self.last, Last::Place(_)) || self.arabic;
                (place_ends && next.is_some()).then_some(Tail::Around)
            }
            _ => None,
        }
    }

    /// Moves the digits under way into the group.
    fn flush(&mut self) {
        if let Some(p) = self.pending.take() {
            self.section = self.section.checked_add(p.value).unwrap_or(self.section);
            self.step = p.step;
            self.grain = p.grain;
            self.spread = p.spread;
        }
    }

    fn finish(mut self) -> Option<Numeral> {
        if self.at == self.start || self.last == Last::Start {
            return None;
        }
        if self.last == Last::Zero && self.pending.is_none() {
            // A trailing 零 belongs to what follows.
            self.at -= 1;
        }
        if let Some(p) = self.pending.take() {
            let elided = match self.last {
                Last::Place(power) if p.elidable && power >= 2 => Some(power - 1),
                Last::Scale(power) if p.elidable => Some(power - 1),
                _ => None,
            };
            let size = ten(elided.unwrap_or(0));
            self.section = self.section.checked_add(p.value.checked_mul(size)?)?;
            self.step = p.step.checked_mul(size)?;
            self.grain = p.grain.checked_mul(size)?;
            self.spread = p.spread;
            if elided.is_some() || self.total_scale < u32::MAX {
                self.scale = 0;
            }
            self.place = 0;
        } else if self.total_scale < u32::MAX && !self.section.is_zero() {
            self.scale = 0;
        }
        let value = self.total.checked_add(self.section)?;
        let max = (!self.spread.is_zero()).then(|| value.checked_add(self.spread));
        let max = match max {
            Some(max) if self.few => {
                // 几十 ends before the next power of ten: 99, and 999.9万 for 几百万 counted in wholes.
                let top = max?.checked_add(self.step)?;
                Some(if self.step < ten(4) { top.checked_sub(Decimal::ONE)? } else { top })
            }
            Some(max) => Some(max?),
            None => None,
        };
        let script = if !self.digits {
            Script::Bare
        } else if self.arabic {
            Script::Arabic
        } else {
            Script::Chinese
        };
        Some(Numeral {
            start: self.start,
            end: self.at,
            value,
            max,
            step: self.step,
            grain: self.grain,
            tail: self.tail,
            script,
            few: self.few,
            scale: self.scale,
            place: self.place,
            code: self.code,
        })
    }
}
