//! Dates that do not exist, weekdays, years and ages, order of times.

use jiff::civil::Date;
use num_traits::ToPrimitive;

use crate::model::{Field, Kind, Period, Span, Verdict};
use crate::quantity::{CalendarMention, PeriodReader};

use super::change::figure;
use super::interval::{Range, ratio};
use super::report::{Draft, Report};
use super::scene::{Hit, year};

/// `date_valid` and `date_weekday` over title and text.
pub fn calendar(report: &mut Report<'_, '_>, periods: &PeriodReader) {
    let scene = report.scene();
    for field in [Field::Title, Field::Text] {
        let Some(view) = scene.view_with_times(field) else { continue };
        for date in periods.read_calendar(view) {
            let before = view.norm(Span::new(date.span.start.saturating_sub(3), date.span.start));
            if report.has("check_lunar", before) {
                continue;
            }
            valid(report, field, &date, view.original(date.span));
            weekday(report, field, &date, view.original(date.span), scene.document.published);
        }
    }
}

fn valid(report: &mut Report<'_, '_>, field: Field, date: &CalendarMention, words: &str) {
    let month_fits = date.month.is_none_or(|m| (1..=12).contains(&m));
    let day_fits = match (date.month, date.day) {
        // without a year, 29 February is possible
        (Some(month), Some(day)) => written_date(date.year.unwrap_or(2024), month, day).is_some(),
        (None, Some(day)) => (1..=31).contains(&day),
        _ => true,
    };
    let hour_fits = date.hour.is_none_or(|h| h <= 24) && date.minute.is_none_or(|m| m < 60);
    if month_fits && day_fits && hour_fits {
        return;
    }
    let part = |n: Option<u8>| n.map_or("–".to_owned(), |n| n.to_string());
    let year = date.year.map_or("–".to_owned(), |y| y.to_string());
    report.push(
        Draft::new("date_valid", Verdict::Flag)
            .place(field, date.span)
            .formula(format!(
                "{year}-{}-{} {}:{}",
                part(date.month),
                part(date.day),
                part(date.hour),
                part(date.minute)
            ))
            .word("said", words),
    );
}

fn written_date(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn weekday(report: &mut Report<'_, '_>, field: Field, date: &CalendarMention, words: &str, published: Option<Date>) {
    let (Some(said), Some(month), Some(day)) = (date.weekday, date.month, date.day) else { return };
    let Some(year) = date.year.or(published.map(Date::year)) else { return };
    let of = |year: i16| written_date(year, month, day).map(|d| d.weekday().to_monday_one_offset().unsigned_abs());
    let Some(real) = of(year) else { return };
    let verdict = match (real == said, date.year) {
        (true, _) => Verdict::Pass,
        (false, Some(_)) => Verdict::Flag,
        // the year is only inferred and may be the one beside it
        (false, None) if of(year - 1) == Some(said) || of(year + 1) == Some(said) => return,
        (false, None) => Verdict::Note,
    };
    let name =
        |n: u8| ["一", "二", "三", "四", "五", "六", "日"].get(usize::from(n).saturating_sub(1)).copied().unwrap_or("");
    let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    report.push(
        Draft::new("date_weekday", verdict)
            .place(field, date.span)
            .formula(format!("{year}-{month:02}-{day:02} = 星期{}", name(real)))
            .word("said", words)
            .word("weekday", name(real))
            .word("weekday_en", english.get(usize::from(real).saturating_sub(1)).copied().unwrap_or("")),
    );
}

fn place(period: &Period) -> Span {
    period.span()
}

/// `time.duration`: from a year to a year, so many years.
pub fn duration<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(start), Some(end), Some(length)) = (hit.time("start"), hit.time("end"), hit.figure("length")) else {
        return;
    };
    if length.unit() != "年" || length.kind() != Kind::Duration || !length.is_plain() {
        return;
    }
    let (Some(a), Some(b)) = (year(start), year(end)) else { return };
    judge_years(report, hit, "duration_years", [start, end], i64::from(b) - i64::from(a), length);
}

/// `time.age`: born in a year, so old in another.
pub fn age<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let birth = hit.time("birth").or(hit.time("birth2"));
    let (Some(birth), Some(event), Some(age)) = (birth, hit.time("event"), hit.figure("age")) else { return };
    let (Some(a), Some(b)) = (year(birth), year(event)) else { return };
    if hit.match_words().contains("虚岁") || !age.is_plain() {
        return;
    }
    judge_years(report, hit, "age_birth", [birth, event], i64::from(b) - i64::from(a), age);
}

fn judge_years<'s, 'a>(
    report: &mut Report<'s, 'a>,
    hit: &Hit<'_, 's, 'a>,
    check: &'static str,
    times: [&'a Period; 2],
    years: i64,
    stated: &'s super::amount::Figure<'a>,
) {
    let Some(said) = stated.amount.point.to_integer().to_i64() else { return };
    // both ends may be counted, and a birthday may lie ahead
    let fits = (years - said).abs() <= 1;
    let field = hit.sentence.field;
    report.push(
        Draft::new(check, if fits { Verdict::Pass } else { Verdict::Flag })
            .figures([stated])
            .place(field, place(times[0]))
            .place(field, place(times[1]))
            .formula(format!("{} − {} = {years}", times[1].text, times[0].text))
            .computed(&Range::closed(ratio(years - 1, 1), ratio(years + 1, 1)))
            .stated(&stated.amount.pass)
            .word("value", years.to_string())
            .word("said", stated.text()),
    );
}

/// `time.order`, `time.before_after`: a start before its end.
pub fn order<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(start), Some(end)) = (hit.time("start"), hit.time("end")) else { return };
    let (Some(a), Some(b)) = (start.from, end.to) else { return };
    // 从11月到3月 runs over the new year unless both name their year
    let dated = |p: &Period| p.text.contains('年') && p.text.chars().next().is_some_and(|c| c.is_ascii_digit());
    let wrong = b < a;
    if wrong && !(dated(start) && dated(end)) {
        return;
    }
    let field = hit.sentence.field;
    report.push(
        Draft::new("time_order", if wrong { Verdict::Flag } else { Verdict::Pass })
            .place(field, place(start))
            .place(field, place(end))
            .formula(format!("{a} {} {b}", if wrong { ">" } else { "≤" }))
            .word("start", start.text.clone())
            .word("end", end.text.clone()),
    );
}

/// `time.span_member`: the earliest or latest of a span lies inside it.
pub fn member<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(span), Some(member)) = (hit.time("span"), hit.time("member")) else { return };
    let (Some(from), Some(to), Some(first), Some(last)) = (span.from, span.to, member.from, member.to) else { return };
    if from == to {
        return;
    }
    let inside = last >= from && first <= to;
    let field = hit.sentence.field;
    report.push(
        Draft::new("range_member", if inside { Verdict::Pass } else { Verdict::Flag })
            .place(field, place(span))
            .place(field, place(member))
            .formula(format!("{first} {} [{from}, {to}]", if inside { "∈" } else { "∉" }))
            .word("said", member.text.clone())
            .word("range", span.text.clone()),
    );
}

/// `time.cumulative`: what has been added up by a later month is no less.
pub fn cumulative<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(longer), Some(shorter)) = (hit.time("longer"), hit.time("shorter")) else { return };
    let (Some(sum), Some(part)) = (hit.figure("sum"), hit.figure("part")) else { return };
    if !sum.comparable(part) || !matches!(sum.kind(), Kind::Count | Kind::Money | Kind::Measure) {
        return;
    }
    let dated = longer.from.is_some() && longer.from == shorter.from && shorter.to < longer.to;
    let counted = matches!((months(longer), months(shorter)), (Some(a), Some(b)) if a > b);
    if !(dated || counted) || hit.match_words().contains(['亏', '净']) {
        return;
    }
    let wrong = sum.amount.wide.before(&part.amount.wide);
    report.push(
        Draft::new("period_cumulative", if wrong { Verdict::Flag } else { Verdict::Pass })
            .figures([sum, part])
            .formula(format!("{} {} {}", figure(sum), if wrong { "<" } else { "≥" }, figure(part)))
            .computed(&sum.amount.pass)
            .stated(&part.amount.pass)
            .word("said", sum.text())
            .word("part", part.text()),
    );
}

/// N of 前N个月, for articles without a date.
fn months(period: &Period) -> Option<u8> {
    let rest = period.text.strip_prefix('前')?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    rest.contains('月').then(|| digits.parse().ok()).flatten()
}
