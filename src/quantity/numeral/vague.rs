//! What leaves a numeral open: 几十, 一千几百万, 30多, 十来.

use rust_decimal::Decimal;

use super::super::symbol::{Symbol, symbol};
use super::{Last, Pending, State, Tail};

impl State<'_> {
    /// 几十, 数百 at the start; 一千几百万 after a place.
    pub(super) fn few(&mut self) -> bool {
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

    /// 多, 余, 来 after a round number.
    pub(super) fn tail_at(&self, c: char) -> Option<Tail> {
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
}
