//! Publication dates as inputs write them.

use jiff::civil::Date;

/// The day in `2024-03-18`, `2024-03-18T08:00:00+08:00`, `2024/3/18`, `2024.3.18`, `2024年3月18日 08:00`,
/// `20240318`, `Mon, 18 Mar 2024 08:00:00 GMT`. The zone is not applied: the day is the one written.
pub(crate) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    numeric(text).or_else(|| named_month(text))
}

fn numeric(text: &str) -> Option<Date> {
    let year_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let digits = text.get(..year_digits)?;
    if matches!(year_digits, 8 | 12 | 14) {
        return date(digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    }
    if year_digits != 4 {
        return None;
    }
    let mut parts = text.get(4..)?.split(|c: char| !c.is_ascii_digit());
    // What stands before the first part must be a separator of one character and optional spaces.
    if !parts.next()?.is_empty() {
        return None;
    }
    let mut parts = parts.filter(|p| !p.is_empty());
    date(digits, parts.next()?, parts.next()?)
}

fn named_month(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let (at, month) = words.iter().enumerate().find_map(|(at, w)| {
        let name = w.get(..3)?.to_ascii_lowercase();
        Some((at, MONTHS.iter().position(|m| *m == name)? + 1))
    })?;
    let number = |at: Option<usize>| words.get(at?).filter(|w| w.bytes().all(|b| b.is_ascii_digit())).copied();
    let year = number(at.checked_add(2)).filter(|y| y.len() == 4).or_else(|| number(at.checked_add(1)))?;
    let day = number(at.checked_sub(1)).or_else(|| number(at.checked_add(1)))?;
    date(year, &month.to_string(), day)
}

/// The publication date that a dateline states in full (新华社某地2024年3月18日电), looked for at the head of a text.
pub(crate) fn dateline(text: &str) -> Option<Date> {
    let head: String = text.chars().take(200).collect();
    head.match_indices('年').find_map(|(at, _)| {
        let before = head.get(..at)?;
        let year = before.get(before.len().checked_sub(4)?..)?;
        let (month, rest) = head.get(at + '年'.len_utf8()..)?.split_once('月')?;
        let (day, rest) = rest.split_once('日')?;
        let cue = ["电", "電", "讯", "訊", "消息", "报道", "報道", "報導"];
        if !cue.iter().any(|c| rest.trim_start().starts_with(c)) {
            return None;
        }
        date(year, month.trim(), day.trim())
    })
}

/// The day in a path, file name or address: `2024/03/18/a.html`, `20240318.html`, `2024-03/18/content_1.htm`,
/// `202403/t20240318_1.html`; the last one where there are several.
pub(crate) fn in_path(path: &str) -> Option<Date> {
    // Runs of digits with what stands between them.
    let mut runs: Vec<(usize, &str)> = Vec::new();
    let mut rest = path;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = &rest[from..];
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        runs.push((path.len() - digits.len(), &digits[..length]));
        rest = &digits[length..];
    }
    let recent = |y: &str| y.starts_with("19") || y.starts_with("20");
    // One separator between the parts of a date.
    let next_to =
        |a: (usize, &str), b: (usize, &str)| a.0 + a.1.len() + 1 == b.0 && path[..b.0].ends_with(['/', '-', '_', '.']);
    (0..runs.len()).rev().find_map(|at| {
        let (first, second, third) = (runs[at], runs.get(at + 1).copied(), runs.get(at + 2).copied());
        let digits = first.1;
        if !recent(digits) {
            return None;
        }
        match (digits.len(), second, third) {
            (8, ..) => date(&digits[..4], &digits[4..6], &digits[6..]),
            (6, Some(day), _) if day.1.len() == 2 && next_to(first, day) => date(&digits[..4], &digits[4..], day.1),
            (4, Some(both), _) if both.1.len() == 4 && next_to(first, both) => date(digits, &both.1[..2], &both.1[2..]),
            (4, Some(month), Some(day))
                if month.1.len() <= 2 && day.1.len() <= 2 && next_to(first, month) && next_to(month, day) =>
            {
                date(digits, month.1, day.1)
            }
            _ => None,
        }
    })
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|y| (1000..=2999).contains(y))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_hold_days_in_the_usual_forms_and_no_others() {
        let day = |path: &str| super::in_path(path).map(|d| d.to_string());
        for path in [
            "news/2024/03/18/a.html",
            "20240318.html",
            "2024-03/18/content_12.htm",
            "n1/2024/0318/c64094-30000001.html",
            "a.zip!/202403/t20240318_5900000.html",
            "2024_3_18.txt",
            "dump-2025-01-01/2024-03-18.jsonl",
            "202403/18/a",
            "要闻2024.03.18版.txt",
        ] {
            assert_eq!(day(path).as_deref(), Some("2024-03-18"), "{path}");
        }
        for path in ["", "a/12345678", "2024/a/03/18", "20241318.txt", "30000101", "2024.html", "120240318", "2024/03"]
        {
            assert_eq!(day(path), None, "{path}");
        }
    }

    #[test]
    fn datelines_date_a_text_and_other_dates_do_not() {
        let day = |text: &str| super::dateline(text).map(|d| d.to_string());
        assert_eq!(day("标题\n\n本报东屏2024年3月18日电 今年").as_deref(), Some("2024-03-18"));
        assert_eq!(day("2023年1月1日起施行。核数社2024年3月18日讯").as_deref(), Some("2024-03-18"));
        assert_eq!(day("2024年3月18日，全市开工。"), None);
        assert_eq!(day("3月18日电"), None);
    }

    #[test]
    fn reads_the_usual_forms_and_no_others() {
        for text in [
            "2024-03-18",
            "2024-03-18T08:00:00+08:00",
            "2024/3/18 08:00",
            "2024.3.18",
            "2024年3月18日 08:00",
            " 20240318 ",
            "20240318080000",
            "Mon, 18 Mar 2024 08:00:00 GMT",
            "March 18, 2024",
        ] {
            assert_eq!(super::parse(text).map(|d| d.to_string()).as_deref(), Some("2024-03-18"), "{text}");
        }
        for text in ["", "2024", "昨天", "2024-02-30", "12345", "3月18日", "99999999"] {
            assert_eq!(super::parse(text), None, "{text}");
        }
    }
}
