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

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|y| (1000..=2999).contains(y))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
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
