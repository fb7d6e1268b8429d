//! How the period of a claim fits the period of a cell.

use jiff::civil::Date;

use crate::model::Period;
use crate::rules::Facet;

/// How well two periods fit, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// The same period.
    Same,
    /// The claim's period ends the cell's (2023年末 and 2023): right for what is counted on a day.
    EndOf,
    /// The claim names no period, the cell's is the last one before publication.
    Latest,
    /// The table knows no periods, or the claim's is a part of the table's only one.
    Open,
}

/// How a claim's period fits a cell's; None if it does not.
pub(crate) fn fit(claim: &Period, cell: Option<&Period>, only_period: bool) -> Option<Fit> {
    let Some(cell) = cell else { return Some(Fit::Open) };
    if claim.norm.is_some() && claim.norm == cell.norm {
        return Some(Fit::Same);
    }
    let (from, to) = (claim.from?, claim.to?);
    let (cell_from, cell_to) = (cell.from?, cell.to?);
    if from == cell_from && to == cell_to {
        return Some(Fit::Same);
    }
    let inside = cell_from <= from && to <= cell_to;
    let ends = to == cell_to && ["末", "底"].iter().any(|e| claim.text.ends_with(e));
    if inside && ends {
        return Some(Fit::EndOf);
    }
    (inside && only_period).then_some(Fit::Open)
}

/// Whether a time stands inside a day (29日12时), so that the figure of the whole day is another one.
pub(crate) fn is_within_day(text: &str) -> bool {
    let Some(before) = text.find(['时', '點', '点']).and_then(|at| text.get(..at)) else { return false };
    !before.ends_with("24") && before.ends_with(|c: char| c.is_numeric() || "一二三四五六七八九十".contains(c))
}

/// Whether a time is the moment of writing, which no table knows.
pub(crate) fn is_now(text: &str) -> bool {
    ["目前", "当前", "现在", "眼下", "此刻", "至今", "迄今"].iter().any(|now| text.ends_with(now))
}

/// Whether a cell of this period may be meant by a text that names none.
pub(crate) fn is_latest(cell: &Period, published: Date) -> bool {
    let (Some(from), Some(to)) = (cell.from, cell.to) else { return false };
    let days = |a: Date, b: Date| i64::from((b - a).get_days());
    let (length, age) = (days(from, to) + 1, days(to, published));
    // a day's figure is printed within days, a month's within six weeks, a year's within half a year
    from <= published
        && age
            <= if length <= 1 {
                3
            } else if length <= 31 {
                45
            } else if length <= 92 {
                75
            } else {
                200
            }
}

/// Whether a time is a moment within a day.
pub fn is_moment(text: &str) -> bool {
    let parts = ["上午", "中午", "下午", "凌晨", "早上", "晚间", "晚上", "傍晚"];
    is_within_day(text) || is_now(text) || parts.iter().any(|p| text.contains(p))
}

/// The norm of the period that a change is against.
pub(crate) fn before(norm: &str, basis: Facet) -> Option<String> {
    let year: i32 = norm.get(..4)?.parse().ok()?;
    let rest = norm.get(4..)?;
    if norm.contains('/') {
        return None;
    }
    if basis == Facet::Yoy || rest.is_empty() {
        return Some(format!("{:04}{rest}", year - 1));
    }
    if let Some(q) = rest.strip_prefix("-Q") {
        let q: i32 = q.parse().ok()?;
        return Some(if q > 1 { format!("{year:04}-Q{}", q - 1) } else { format!("{:04}-Q4", year - 1) });
    }
    if rest.len() == 3 {
        let month: i32 = rest.get(1..)?.parse().ok()?;
        return Some(if month > 1 { format!("{year:04}-{:02}", month - 1) } else { format!("{:04}-12", year - 1) });
    }
    let day: Date = norm.parse().ok()?;
    day.yesterday().ok().map(|d| d.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn period(text: &str, norm: &str, from: Date, to: Date) -> Period {
        Period { text: text.into(), start: 0, end: 0, norm: Some(norm.into()), from: Some(from), to: Some(to) }
    }

    #[test]
    fn half_a_year_is_not_its_last_month() {
        let half = period("1到6月", "2023-01/2023-06", date(2023, 1, 1), date(2023, 6, 30));
        let june = period("2023-06", "2023-06", date(2023, 6, 1), date(2023, 6, 30));
        assert_eq!(fit(&half, Some(&june), false), None);
        let year = period("2023", "2023", date(2023, 1, 1), date(2023, 12, 31));
        let end = period("2023年末", "2023-12", date(2023, 12, 1), date(2023, 12, 31));
        assert_eq!(fit(&end, Some(&year), false), Some(Fit::EndOf));
        let december = Period { text: "12月".into(), ..end };
        assert_eq!(fit(&december, Some(&year), false), None);
    }

    #[test]
    fn a_day_ends_at_24() {
        assert!(is_within_day("1月29日12时") && is_within_day("上午9点"));
        assert!(!is_within_day("2月8日24时") && !is_within_day("同时") && !is_within_day("2023年末"));
    }

    #[test]
    fn the_period_before() {
        for (norm, basis, wanted) in [
            ("2023", Facet::Yoy, "2022"),
            ("2024-02", Facet::Yoy, "2023-02"),
            ("2024-01", Facet::Mom, "2023-12"),
            ("2024-Q1", Facet::Mom, "2023-Q4"),
            ("2024-03-01", Facet::Mom, "2024-02-29"),
        ] {
            assert_eq!(before(norm, basis).as_deref(), Some(wanted));
        }
        assert_eq!(before("2024-01/2024-03", Facet::Yoy), None);
    }
}
