//! Rates and ratios: contraries, bounds, what whole numbers of people can make, a to b, a times b.

use num_traits::{One, ToPrimitive, Zero};

use crate::model::{Exact, Kind, Number, Verdict};

use super::amount::{Amount, Fit};
use super::change::figure;
use super::interval::{Range, ratio};
use super::report::{Draft, Report, Way};
use super::scene::Hit;
use super::shares::same_unit;

/// `share.complement`: a rate and its contrary make 100 %.
pub fn complement<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(p), Some(q)) = (hit.figure("p"), hit.figure("q")) else { return };
    let (one, other) = (hit.words("one"), hit.words("other"));
    let stem = |s: &str| s.trim_end_matches('率').to_owned();
    let pair = report
        .words("check_contrary")
        .iter()
        .any(|n| other.strip_prefix(n.as_str()).is_some_and(|o| stem(one).ends_with(&stem(o)) && !stem(o).is_empty()));
    let named = |list| report.pairs(list).any(|(a, b)| stem(one).ends_with(a) && stem(other).ends_with(b));
    let (known, opinion) = (named("check_contraries"), named("check_opinions"));
    if !pair && !known && !opinion {
        return;
    }
    let sum = p.amount.add(&q.amount);
    let hundred = ratio(100, 1);
    let steps = p.claim.quantity.step.to_rational().max(q.claim.quantity.step.to_rational());
    let low = if opinion { Exact::zero() } else { &hundred - &steps };
    let stated = Amount {
        point: hundred.clone(),
        pass: Range::closed(low.clone(), hundred.clone()),
        wide: Range::closed(low, &hundred + &steps),
    };
    let exact = Amount { wide: Range::exact(sum.point.clone()), pass: sum.pass, point: sum.point };
    let verdict = match exact.fit(&stated) {
        Fit::Pass => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No => Verdict::Flag,
    };
    report.push(
        Draft::new("complement_100", verdict)
            .figures([p, q])
            .formula(format!("{} + {}", figure(p), figure(q)))
            .computed(&exact.pass)
            .stated(&Range::exact(hundred))
            .word("one", one)
            .word("other", other)
            .word("value", super::shown::show(&exact, p)),
    );
}

/// `share.of_all`: a part of all is no more than all.
pub fn out_of_range<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(stated) = hit.figure("share") else { return };
    let words = hit.words("whole");
    let may_exceed = report.has("check_over_whole", words);
    if may_exceed {
        return;
    }
    let over = stated.amount.wide.low().is_some_and(|l| *l > ratio(100, 1));
    let below = stated.amount.point.is_negative();
    let verdict = if over || below { Verdict::Flag } else { Verdict::Pass };
    report.push(
        Draft::new("share_out_of_range", verdict)
            .figures([stated])
            .formula(format!("0 ≤ {} ≤ 100", figure(stated)))
            .stated(&stated.amount.pass)
            .word("said", stated.text())
            .word("whole", words),
    );
}

/// `share.people_percent`: a whole number of people makes the percentage (the GRIM test).
pub fn granularity<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(whole), Some(stated)) = (hit.figure("whole"), hit.figure("share")) else { return };
    let Some(n) = whole.amount.point.to_integer().to_i64() else { return };
    if !whole.is_plain() || !stated.is_plain() || n <= 0 || stated.text().contains(['成', '半', '分']) {
        return;
    }
    let step = stated.claim.quantity.step.to_rational();
    let coarse = Exact::from_integer(n.into()) < ratio(100, 1) / step.clone().max(ratio(1, 1_000_000));
    let count = |up: bool| {
        let k = &stated.amount.point * Exact::from_integer(n.into()) / ratio(100, 1);
        if up { k.ceil() } else { k.floor() }
    };
    let hundred = ratio(100, 1);
    let mut found = None;
    for k in [count(false), count(true)] {
        let share = &k / Exact::from_integer(n.into()) * &hundred;
        if stated.stated().wide.contains(&share) {
            found = Some(k);
            break;
        }
    }
    let weighted = hit.sentence_words().contains("加权") || n < 5;
    let verdict = match (&found, coarse && !weighted) {
        (Some(_), _) => Verdict::Pass,
        (None, true) => Verdict::Flag,
        (None, false) => return,
    };
    let formula = match &found {
        Some(k) => format!("{k} / {n} = {}%", figure(stated)),
        None => format!("k / {n} ≠ {}%", figure(stated)),
    };
    report.push(
        Draft::new("pct_granularity", verdict)
            .figures([whole, stated])
            .formula(formula)
            .stated(&stated.amount.pass)
            .word("said", stated.text())
            .word("whole", whole.text())
            .word("low", count(false).to_string())
            .word("high", count(true).to_string()),
    );
}

/// `share.ratio`: a : b against two counts.
pub fn colon<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(a), Some(b), Some(stated)) = (hit.figure("a"), hit.figure("b"), hit.figure("stated")) else { return };
    let Number::Terms(x, y) = stated.claim.quantity.value else { return };
    if !same_unit(a, b) && a.kind() != b.kind() {
        return;
    }
    let terms = |x: rust_decimal::Decimal| {
        let half = Exact::new(5, 10i128.checked_pow(x.scale() + 1).unwrap_or(1));
        let value = Number::Decimal(x).to_rational();
        // a whole term of a ratio is meant exactly: 3:2
        if x.scale() == 0 { Range::exact(value) } else { Range::closed(&value - &half, value + half) }
    };
    let (Some(said), Some(quotient)) = (terms(x).div(&terms(y)), a.amount.div(&b.amount)) else { return };
    let point = stated.claim.quantity.value.to_rational();
    // 1:12.3 and the like are rounded; whole terms are taken with 5 % to either side, noted up to 15 %
    let around = |p: i64| said.mul(&Range::closed(ratio(1000 - p, 1000), ratio(1000 + p, 1000)));
    let said = Amount { point, pass: around(50), wide: around(150) };
    let mut ways =
        vec![Way { operands: vec![a, b], amount: quotient, formula: format!("{} : {}", figure(a), figure(b)) }];
    if !named_in_order(hit)
        && let Some(other) = b.amount.div(&a.amount)
    {
        ways.push(Way { operands: vec![a, b], amount: other, formula: format!("{} : {}", figure(b), figure(a)) });
    }
    report.judge("ratio_colon", stated, &said, ways, &[]);
}

/// Whether the name of the ratio (男女比, 医护比) gives the order of its terms.
fn named_in_order(hit: &Hit<'_, '_, '_>) -> bool {
    let mut name = hit.words("name").chars();
    let (Some(a), Some(b)) = (name.next(), name.next()) else { return false };
    hit.words("a_name").contains(a) && hit.words("b_name").contains(b)
}

/// `share.times`: a is N times b.
pub fn times<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(a), Some(b), Some(stated)) = (hit.figure("a"), hit.figure("b"), hit.figure("times")) else { return };
    if !a.comparable(b) || matches!(a.kind(), Kind::Rank | Kind::Multiple) {
        return;
    }
    let Some(amount) = a.amount.div(&b.amount) else { return };
    let quotient = amount.clone();
    let more = || Some(quotient.shift(&-Exact::one()));
    let way = Way { operands: vec![a, b], amount, formula: format!("{} / {}", figure(a), figure(b)) };
    report.judge("times_ratio", stated, &stated.stated(), vec![way], &[("off_by_one", &more)]);
}
