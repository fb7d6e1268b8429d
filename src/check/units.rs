//! The same amount in two units or currencies, products of rate and quantity, slips of magnitude.

use num_traits::Zero;

use crate::model::{Exact, Kind, Number, Verdict};

use super::amount::{Amount, Figure, Fit};
use super::change::figure;
use super::interval::{Range, ratio};
use super::report::{Draft, Report, Way};
use super::scene::{Hit, year};
use super::shown::show;

/// `unit.same`: measures by their factors, money by a band of rates, one currency by equality.
pub fn same<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(a), Some(b)) = (hit.figure("a"), hit.figure("b")) else { return };
    if a.kind() != b.kind() {
        return;
    }
    let conversion = report.has("check_converts", hit.words("word")) || report.starts_with("check_converts", b.text());
    if !conversion {
        return;
    }
    match a.kind() {
        Kind::Money if a.unit() == b.unit() => magnitude(report, a, b),
        Kind::Money => currency(report, a, b),
        Kind::Measure | Kind::Count if a.unit() != b.unit() => measure(report, a, b),
        Kind::Measure => magnitude(report, a, b),
        _ => {}
    }
}

/// The same money or measure written twice: equal, or off by a power of ten.
fn magnitude<'s, 'a>(report: &mut Report<'s, 'a>, a: &'s Figure<'a>, b: &'s Figure<'a>) {
    let fit = a.amount.fit(&b.stated());
    let verdict = match fit {
        Fit::Pass => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No if power_of_ten(&a.amount.point, &b.amount.point).is_some() => Verdict::Flag,
        Fit::No => return,
    };
    report.push(slip(verdict, a, b));
}

/// A finding on two figures of one thing.
pub fn slip<'s, 'a>(verdict: Verdict, a: &'s Figure<'a>, b: &'s Figure<'a>) -> Draft<'s, 'a> {
    let sign = if verdict == Verdict::Flag { "≠" } else { "=" };
    Draft::new("magnitude_slip", verdict)
        .figures([a, b])
        .formula(format!("{} {sign} {}", figure(a), figure(b)))
        .computed(&a.amount.pass)
        .stated(&b.amount.pass)
        .word("a", a.text())
        .word("b", b.text())
}

/// The power of ten, not zero, that one number is of the other.
pub fn power_of_ten(a: &Exact, b: &Exact) -> Option<i32> {
    if a.is_zero() || b.is_zero() {
        return None;
    }
    let mut quotient = (a / b).abs();
    let (ten, one) = (ratio(10, 1), ratio(1, 1));
    let mut power = 0;
    while quotient >= ten && power < 13 {
        quotient /= &ten;
        power += 1;
    }
    while quotient < one && power > -13 {
        quotient *= &ten;
        power -= 1;
    }
    (quotient == one && power != 0).then_some(power)
}

fn measure<'s, 'a>(report: &mut Report<'s, 'a>, a: &'s Figure<'a>, b: &'s Figure<'a>) {
    let (Some(x), Some(y)) = (&a.claim.quantity.base, &b.claim.quantity.base) else { return };
    if x.unit != y.unit || a.unit() == b.unit() || x.value.is_zero() || y.value.is_zero() {
        return;
    }
    let base = |f: &Figure<'_>, value: rust_decimal::Decimal| {
        let factor = Number::Decimal(value).to_rational() / f.claim.quantity.value.to_rational();
        f.amount.scale(&factor)
    };
    if a.claim.quantity.value.is_zero() || b.claim.quantity.value.is_zero() {
        return;
    }
    let slack = report.limit("unit_conversion", "slack_percent") / ratio(100, 1);
    let (left, right) = (base(a, x.value), base(b, y.value));
    let around = |m: &Amount, times: i64| Amount {
        point: m.point.clone(),
        pass: m.pass.mul(&Range::closed(ratio(1, 1) - &slack, ratio(1, 1) + &slack)),
        wide: m
            .wide
            .mul(&Range::closed(ratio(1, 1) - &slack * ratio(times, 1), ratio(1, 1) + &slack * ratio(times, 1))),
    };
    let fit = left.fit(&around(&right, 3));
    let verdict = match fit {
        Fit::Pass => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No => Verdict::Flag,
    };
    // what b would have to read
    let factor = b.claim.quantity.value.to_rational() / Number::Decimal(y.value).to_rational();
    let right_value = left.scale(&factor);
    report.push(
        Draft::new("unit_conversion", verdict)
            .figures([a, b])
            .formula(format!("{} = {}{}", a.text(), show(&right_value, b), b.unit()))
            .computed(&right_value.pass)
            .stated(&b.amount.pass)
            .word("said", b.text())
            .word("value", format!("{}{}", show(&right_value, b), b.unit()))
            .word("a", a.text()),
    );
}

fn currency<'s, 'a>(report: &mut Report<'s, 'a>, a: &'s Figure<'a>, b: &'s Figure<'a>) {
    // the rate is the price of the foreign money in CNY, whichever comes first
    let (foreign, home) = match (a.unit(), b.unit()) {
        (_, "CNY") => (a, b),
        ("CNY", _) => (b, a),
        _ => return,
    };
    let check = "currency_conversion";
    // the year of the amount, else of the article; converted at the rate of a day, with some give for fees
    let year = foreign.claim.time.as_ref().or(home.claim.time.as_ref()).and_then(year);
    let year = year.or(report.scene().document.published.map(|d| d.year()));
    let Some([low, high]) = report.rates().band(foreign.unit(), year) else { return };
    let give = report.limit(check, "slack_percent") / ratio(100, 1);
    let (low, high) = (low.to_rational() * (ratio(1, 1) - &give), high.to_rational() * (ratio(1, 1) + &give));
    let Some(rate) = home.amount.div(&foreign.amount) else { return };
    let far = report.limit(check, "flag_factor");
    let loose =
        if far.is_zero() { Range::closed(low.clone(), high.clone()) } else { Range::closed(&low / &far, &high * &far) };
    let stated = Amount { point: low.clone(), pass: Range::closed(low, high), wide: loose };
    let verdict = match rate.fit(&stated) {
        Fit::Pass => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No => Verdict::Flag,
    };
    let shown = super::interval::nearest(&rate.point, 2).map_or(String::new(), |n| n.to_string());
    report.push(
        Draft::new(check, verdict)
            .figures([a, b])
            .formula(format!("{} / {} = {shown}", figure(home), figure(foreign)))
            .computed(&rate.pass)
            .stated(&stated.pass)
            .word("said", b.text())
            .word("value", shown)
            .word("currency", foreign.unit().to_owned()),
    );
}

/// `unit.rate`: rate × quantity = total.
pub fn product<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(rate), Some(quantity), Some(total)) = (hit.figure("rate"), hit.figure("quantity"), hit.figure("total"))
    else {
        return;
    };
    let unit = hit.words("unit").trim_start_matches('一');
    let fits = !unit.is_empty() && (unit == quantity.unit() || unit.starts_with(quantity.unit()));
    if !fits || quantity.unit().is_empty() || rate.kind() != total.kind() || base_unit(rate) != total.unit() {
        return;
    }
    let words = hit.match_words();
    let doubtful = report.has("check_price_foreign", words);
    let way = Way {
        operands: vec![rate, quantity],
        amount: rate.amount.mul(&quantity.amount),
        formula: format!("{} × {}", figure(rate), figure(quantity)),
    };
    if doubtful && way.amount.fit(&total.stated()) == Fit::No {
        return;
    }
    report.judge("rate_times_quantity", total, &total.stated(), vec![way], &[]);
}

/// A unit price's money.
fn base_unit<'f>(figure: &'f Figure<'_>) -> &'f str {
    figure.unit().split('/').next().unwrap_or("")
}

/// `unit.speed`: speed × time = distance.
pub fn speed<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(speed), Some(time), Some(distance)) = (hit.figure("speed"), hit.figure("time"), hit.figure("distance"))
    else {
        return;
    };
    let hours = match time.unit() {
        "小时" | "个小时" | "小時" => ratio(1, 1),
        "分钟" => ratio(1, 60),
        _ => return,
    };
    let unit = speed.unit().split('/').next().unwrap_or("").trim_start_matches("每小时");
    if unit != distance.unit() || !matches!(unit, "公里" | "千米" | "海里" | "英里") {
        return;
    }
    let way = Way {
        operands: vec![speed, time],
        amount: speed.amount.mul(&time.amount).scale(&hours),
        formula: format!("{} × {}", figure(speed), figure(time)),
    };
    report.judge("rate_times_quantity", distance, &distance.stated(), vec![way], &[]);
}
