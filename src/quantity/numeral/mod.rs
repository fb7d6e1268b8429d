//! Numerals: Arabic, Chinese, mixed, with scales (万, 亿), vague tails (多, 余, 几) and adjacent digits
//! (三四百). Reads one numeral from a place, in one pass. The numbers of a calendar are a part of this grammar.

pub(super) mod calendar;
mod chinese;
mod digits;
mod vague;

use rust_decimal::Decimal;

use crate::rules::Script;

use super::symbol::{Place, Symbol, symbol, ten};

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
