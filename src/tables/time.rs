//! Times in headers and cells, which are written more tersely than in articles (2022, 202407, 2024Q1).

use jiff::civil::{Date, date};

use crate::model::Period;
use crate::quantity::{Context, PeriodReader};
use crate::text::View;

/// A time that is the whole of a cell or header; None if the text is none.
pub(super) fn period(text: &str, reader: &PeriodReader) -> Option<Period> {
    let view = View::new(text.trim());
    if view.len() > 24 {
        return None;
    }
    terse(view.text()).or_else(|| {
        let mut found = reader.read(&view, &Context::default());
        let one = found.pop().filter(|_| found.is_empty())?;
        (one.start == 0 && one.end == view.len() && one.norm.is_some()).then_some(one)
    })
}

/// A time at the front of a header (`2023年常住人口`) and the rest.
pub(super) fn leading_period(text: &str) -> Option<(Period, &str)> {
    if let Some((front, rest)) = text.split_once(' ')
        && let Some(period) = terse(front)
    {
        return Some((period, rest.trim_start()));
    }
    let year = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?;
    let rest = text.get(4..)?.strip_prefix('年')?;
    let rest = rest.strip_prefix('末').or_else(|| rest.strip_prefix('度')).unwrap_or(rest);
    // 2023年1—6月出口 is half a year, no full one
    if rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit() || "前上下第一二三四".contains(c)) {
        return None;
    }
    Some((terse(year)?, rest))
}

/// The month (1 to 12) or quarter (1 to 4) of a cell that names no year.
pub(super) fn part_of_year(text: &str, year: &Period) -> Option<Period> {
    let y = year.from?.year();
    let text = text.trim();
    let quarter = text
        .strip_prefix(['Q', 'q'])
        .or_else(|| text.strip_suffix("季度").map(|t| t.trim_start_matches('第')))
        .and_then(|t| {
            ["1", "2", "3", "4"].iter().position(|n| *n == t).or("一二三四".chars().position(|c| t == c.to_string()))
        });
    if let Some(q) = quarter {
        return quarter_of(y, i8::try_from(q).ok()? + 1, text);
    }
    let month: i8 = text.strip_suffix('月').unwrap_or(text).parse().ok()?;
    month_of(y, month, text)
}

fn terse(text: &str) -> Option<Period> {
    // a time of day behind a date says nothing that a table is asked for
    let day = text.split(['T', ' ']).next().unwrap_or(text);
    let day = if text.len() > day.len() && text.contains(':') { day } else { text };
    let digits =
        |t: &str| (!t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i16>().ok()).flatten();
    if day.bytes().all(|b| b.is_ascii_digit()) {
        return match day.len() {
            4 => year_of(digits(day)?, text),
            6 => month_of(digits(day.get(..4)?)?, i8::try_from(digits(day.get(4..)?)?).ok()?, text),
            8 => day_of(digits(day.get(..4)?)?, digits(day.get(4..6)?)?, digits(day.get(6..)?)?, text),
            _ => None,
        };
    }
    let year = digits(day.get(..4)?)?;
    let rest = day.get(4..)?;
    if let Some(q) = rest.trim_start_matches('-').strip_prefix(['Q', 'q']) {
        return quarter_of(year, i8::try_from(digits(q)?).ok()?, text);
    }
    if matches!(rest, "年" | "年度" | "年末" | "年底" | "年全年") {
        return year_of(year, text);
    }
    if let Some(q) = rest.strip_prefix('年').and_then(|r| r.strip_suffix("季度")) {
        let q = "一二三四".chars().position(|c| q.trim_start_matches('第') == c.to_string());
        return quarter_of(year, i8::try_from(q?).ok()? + 1, text);
    }
    let mut parts = rest.split(['-', '/', '年', '月', '日', '.']).filter(|p| !p.is_empty());
    let month = digits(parts.next()?)?;
    let last = parts.next();
    if parts.next().is_some() || rest.contains('—') || rest.contains('至') || rest.ends_with('年') {
        return None;
    }
    // 2024年1-6月 is no day: there the month's sign follows the second number
    if last.is_some() && rest.ends_with('月') {
        return None;
    }
    match last {
        None => month_of(year, i8::try_from(month).ok()?, text),
        Some(d) => day_of(year, month, digits(d)?, text),
    }
}

fn made(text: &str, norm: String, from: Date, to: Date) -> Option<Period> {
    Some(Period {
        text: text.to_owned(),
        start: 0,
        end: text.chars().count(),
        norm: Some(norm),
        from: Some(from),
        to: Some(to),
    })
}

fn year_of(year: i16, text: &str) -> Option<Period> {
    let known = (1800..=2200).contains(&year);
    known.then(|| made(text, format!("{year:04}"), date(year, 1, 1), date(year, 12, 31)))?
}

fn quarter_of(year: i16, quarter: i8, text: &str) -> Option<Period> {
    let last = quarter.checked_mul(3).filter(|_| (1..=4).contains(&quarter))?;
    let from = Date::new(year, last - 2, 1).ok()?;
    made(text, format!("{year:04}-Q{quarter}"), from, Date::new(year, last, 1).ok()?.last_of_month())
}

fn month_of(year: i16, month: i8, text: &str) -> Option<Period> {
    let from = Date::new(year, month, 1).ok().filter(|_| (1800..=2200).contains(&year))?;
    made(text, format!("{year:04}-{month:02}"), from, from.last_of_month())
}

fn day_of(year: i16, month: i16, day: i16, text: &str) -> Option<Period> {
    let at = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1800..=2200).contains(&year).then(|| made(text, at.to_string(), at, at))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terse_times() {
        let norm = |t: &str| terse(t).and_then(|p| p.norm);
        for (text, wanted) in [
            ("2022", "2022"),
            ("2023年末", "2023"),
            ("202407", "2024-07"),
            ("2024-07", "2024-07"),
            ("2024年7月", "2024-07"),
            ("2024/9/4", "2024-09-04"),
            ("2020-01-16 00:00:00", "2020-01-16"),
            ("20200116", "2020-01-16"),
            ("2024Q3", "2024-Q3"),
            ("2024年第三季度", "2024-Q3"),
        ] {
            assert_eq!(norm(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["1234567", "9999", "2024年1-6月", "2024-13", "常住人口", "2024-2-30", ""] {
            assert_eq!(norm(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_column_needs_the_year_column() {
        let year = terse("2024").unwrap();
        assert_eq!(part_of_year("7月", &year).and_then(|p| p.norm).as_deref(), Some("2024-07"));
        assert_eq!(part_of_year("二季度", &year).and_then(|p| p.norm).as_deref(), Some("2024-Q2"));
        assert_eq!(part_of_year("13", &year), None);
    }

    #[test]
    fn a_header_may_begin_with_its_year() {
        let (p, rest) = leading_period("2023年末常住人口").unwrap();
        assert_eq!((p.norm.as_deref(), rest), (Some("2023"), "常住人口"));
        assert!(leading_period("2023年上半年出口额").is_none());
        let (p, rest) = leading_period("2024-07 出口额").unwrap();
        assert_eq!((p.norm.as_deref(), rest), (Some("2024-07"), "出口额"));
    }
}
