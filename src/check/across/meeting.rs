//! What two numbers of different articles come to.

use jiff::civil::Date;

use crate::check::amount::{Amount, Fit};
use crate::link::{Fact, Likeness, is_moment};
use crate::model::{Claim, Field, Period, Quantity, Verdict};

/// Articles further apart may both be right.
const DAYS: i32 = 3;

/// A claim that is like one of another article.
pub(super) struct Member<'s> {
    pub(super) fact: &'s Fact,
    pub(super) claim: Claim,
    amount: Amount,
}

impl<'s> Member<'s> {
    pub(super) fn new(fact: &'s Fact, claim: Claim) -> Self {
        let amount = Amount::of(&claim.quantity);
        Member { fact, claim, amount }
    }
}

/// Two facts of different articles that may be one.
pub(super) struct Meeting<'m, 's> {
    pub(super) first: &'m Member<'s>,
    pub(super) second: &'m Member<'s>,
    likeness: Likeness,
    pub(super) fit: Fit,
}

impl<'m, 's> Meeting<'m, 's> {
    pub(super) fn of(a: &'m Member<'s>, b: &'m Member<'s>, likeness: Likeness) -> Self {
        let (first, second) = in_order(a, b);
        Meeting { first, second, likeness, fit: a.amount.fit(&b.amount) }
    }

    /// What the two numbers come to; None where they are known to be of different things.
    pub(super) fn verdict(&self, same_story: impl FnOnce() -> bool) -> Option<(Verdict, &'static str)> {
        let (a, b) = (&self.first.claim, &self.second.claim);
        let times = same_time(a.time.as_ref(), b.time.as_ref());
        if a.quantity.kind != b.quantity.kind {
            return None;
        }
        if times == Some(false) {
            return self.shrinks(same_story);
        }
        // a time carried over from elsewhere proves nothing
        let timed =
            times == Some(true) && [a, b].iter().all(|c| c.time.as_ref().is_some_and(|t| t.start >= c.sentence.start));
        let days = match (a.doc.published, b.doc.published) {
            (Some(x), Some(y)) => Some((x - y).get_days().abs()),
            (None, None) => Some(0),
            _ => None,
        };
        let outcome = if self.fit != Fit::No {
            let near = days.is_some_and(|d| d <= DAYS && (d == 0 || timed));
            (self.fit == Fit::Pass && near).then_some((Verdict::Pass, ""))
        } else {
            self.conflict(days, timed)
        };
        // The names of two articles take longest to compare.
        outcome.filter(|_| same_story())
    }

    /// What two numbers that do not fit come to, published so many days apart, where both name one time or do not.
    fn conflict(&self, days: Option<i32>, timed: bool) -> Option<(Verdict, &'static str)> {
        match days {
            None => None,
            Some(d) if d > DAYS => timed.then_some((Verdict::Note, "发表相隔3天以上 / more than 3 days apart")),
            Some(d) if d > 0 && !timed => None,
            _ if self.first.fact.is_running_total() && !timed => {
                Some((Verdict::Note, "累计数的截止时间不明 / the as-of time of a running total is not given"))
            }
            _ if self.likeness == Likeness::Similar => Some((Verdict::Note, "用词不尽相同 / the words differ in part")),
            _ => {
                let [a, b] = [self.first, self.second].map(|m| &m.claim.quantity);
                Some((Verdict::Flag, near_miss(a, b).unwrap_or("")))
            }
        }
    }

    /// A running total that is less at a later time.
    fn shrinks(&self, same_story: impl FnOnce() -> bool) -> Option<(Verdict, &'static str)> {
        let (a, b) = (self.first, self.second);
        let (earlier, later) = match (a.claim.time.as_ref()?.to?, b.claim.time.as_ref()?.to?) {
            (x, y) if x < y => (a, b),
            (x, y) if y < x => (b, a),
            _ => return None,
        };
        let totals = a.fact.is_running_total() && b.fact.is_running_total() && self.likeness == Likeness::Same;
        let less = || later.amount.pass.before(&earlier.amount.pass);
        (totals && less() && same_story())
            .then_some((Verdict::Note, "累计数后来反而变小 / a running total that is less at a later time"))
    }
}

/// How two numbers may have come of each other by a slip of the pen.
fn near_miss(a: &Quantity, b: &Quantity) -> Option<&'static str> {
    let (x, y) = (a.value.to_decimal().normalize(), b.value.to_decimal().normalize());
    let digits = |d: rust_decimal::Decimal| d.mantissa().unsigned_abs().to_string();
    let (p, q) = (digits(x), digits(y));
    let bare = |t: &str| t.trim_end_matches('0').to_owned();
    if x != y && bare(&p) == bare(&q) {
        return Some("只差10的整数次方 / they differ by a power of ten");
    }
    if p.len() != q.len() || p.len() < 2 || x.scale() != y.scale() {
        return None;
    }
    let differ: Vec<usize> =
        p.bytes().zip(q.bytes()).enumerate().filter(|(_, (a, b))| a != b).map(|(i, _)| i).collect();
    let at = |t: &str, i: usize| t.as_bytes().get(i).copied();
    match differ[..] {
        [_] if p.len() > 2 => Some("只差一位数字 / they differ by one digit"),
        [i, j] if j == i + 1 && at(&p, i) == at(&q, j) && at(&p, j) == at(&q, i) => {
            Some("两位数字互换 / two digits changed places")
        }
        _ => None,
    }
}

/// Whether two times are known to be the same, or known to differ.
fn same_time(a: Option<&Period>, b: Option<&Period>) -> Option<bool> {
    let (a, b) = (a?, b?);
    match (&a.norm, &b.norm) {
        // two moments of one day are not known to be the same
        (Some(x), Some(y)) if x == y && a.text != b.text && (is_moment(&a.text) || is_moment(&b.text)) => None,
        (Some(x), Some(y)) => Some(x == y),
        // 8月8日18时 without a year cannot be resolved, and is still another time than 8月9日18时
        _ => {
            let digits = |t: &str| t.chars().any(|c| c.is_numeric());
            (digits(&a.text) && digits(&b.text)).then(|| a.text == b.text)
        }
    }
}

/// Two claims in an order that does not depend on that of arrival.
pub(super) fn in_order<'m, 's>(a: &'m Member<'s>, b: &'m Member<'s>) -> (&'m Member<'s>, &'m Member<'s>) {
    if place(&a.claim) <= place(&b.claim) { (a, b) } else { (b, a) }
}

/// Order that does not depend on the order of arrival.
pub(super) fn place(claim: &Claim) -> (Option<Date>, &str, bool, usize) {
    (claim.doc.published, &claim.doc.id, claim.field == Field::Text, claim.quantity.start)
}
