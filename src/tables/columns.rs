//! What each column of a table holds, worked out from headers and cells.

use serde::{Deserialize, Serialize};

use crate::model::Period;
use crate::quantity::PeriodReader;
use crate::rules::{HeaderWord, Names, TableLexicon};

use super::description::Description;
use super::time;
use super::unit::{Scale, Units};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whose values the row holds.
    Entity,
    /// The period of the row.
    Period,
    /// Month or quarter, the year standing in another column.
    PartOfYear,
    /// What the row measures.
    Metric,
    /// The row's value, measuring what its metric column or the table's title says.
    Value,
    /// The unit of the row's value.
    Unit,
    /// When the row was current.
    AsOf,
    /// Where the row comes from.
    Publisher,
    /// Values of one metric, the header naming it.
    Measure,
    /// Values of one period, the header naming it.
    OfPeriod,
    /// Values of one entity, the header naming it.
    OfEntity,
    /// A further key of the row.
    Key,
    /// Nothing that claims are checked against.
    Ignored,
}

impl Role {
    /// The names by which a user sets a role.
    pub const NAMES: [(&str, Role); 13] = [
        ("entity", Role::Entity),
        ("period", Role::Period),
        ("part_of_year", Role::PartOfYear),
        ("metric", Role::Metric),
        ("value", Role::Value),
        ("unit", Role::Unit),
        ("as_of", Role::AsOf),
        ("publisher", Role::Publisher),
        ("measure", Role::Measure),
        ("of_period", Role::OfPeriod),
        ("of_entity", Role::OfEntity),
        ("key", Role::Key),
        ("ignored", Role::Ignored),
    ];

    /// The role of a name.
    pub fn named(name: &str) -> Option<Role> {
        Role::NAMES.iter().find(|(n, _)| *n == name).map(|(_, role)| *role)
    }

    /// Whether the cells are values.
    pub fn is_value(self) -> bool {
        matches!(self, Role::Value | Role::Measure | Role::OfPeriod | Role::OfEntity)
    }
}

/// A column and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Header as written.
    pub header: String,
    /// What the column holds.
    pub role: Role,
    /// What is measured, for values: the header without its unit and period.
    pub metric: Option<String>,
    /// Unit phrase as written (万人).
    pub unit: Option<String>,
    /// Base of an index as written (上年=100).
    pub index_base: Option<String>,
    /// The period that the header names.
    pub period: Option<Period>,
}

/// A name with what stood in brackets behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub name: String,
    pub unit: Option<String>,
    pub scale: Option<Scale>,
    pub index_base: Option<String>,
}

/// Splits `常住人口(万人)`, `出厂价格指数（上年同月=100）`, `人口/万人`, `人口_万人`. What is in
/// brackets and neither unit nor base of an index stays part of the name.
pub(super) fn named(text: &str, units: &Units<'_>) -> Named {
    let text = text.trim();
    let mut out = Named { name: text.to_owned(), unit: None, scale: None, index_base: None };
    let is_base = |t: &str| t.replace(['＝', ' '], "=").contains("=100");
    let bracket = |t: &str| {
        let close = t.char_indices().next_back().filter(|(_, c)| matches!(c, ')' | '）' | ']' | '］'))?.0;
        let (open, c) = t.get(..close)?.char_indices().rev().find(|(_, c)| matches!(c, '(' | '（' | '[' | '［'))?;
        Some((t.get(..open)?.trim().to_owned(), t.get(open + c.len_utf8()..close)?.trim().to_owned()))
    };
    while let Some((name, inner)) = bracket(&out.name).filter(|(name, _)| !name.is_empty()) {
        let phrase = inner.trim_start_matches("单位").trim_start_matches([':', '：']).trim();
        if is_base(phrase) {
            out.index_base = Some(phrase.to_owned());
        } else if let Some(scale) = units.scale(phrase) {
            (out.unit, out.scale) = (Some(phrase.to_owned()), Some(scale));
        } else {
            break;
        }
        out.name = name;
    }
    if out.unit.is_none() {
        for sign in ['/', '_', '，', '：', ' '] {
            if let Some((name, phrase)) = out.name.rsplit_once(sign)
                && !name.trim().is_empty()
                && let Some(scale) = units.scale(phrase)
            {
                (out.unit, out.scale) = (Some(phrase.trim().to_owned()), Some(scale));
                out.name = name.trim().to_owned();
                break;
            }
        }
    }
    out
}

/// What the columns hold. `cells` gives the filled cells of a column.
pub(super) fn roles<'c>(
    headers: &[String],
    cells: impl Fn(usize) -> Vec<&'c str>,
    description: &Description,
    names: &Names,
    (lexicon, units, periods): (&TableLexicon, &Units<'_>, &PeriodReader),
) -> Vec<(Column, Option<Scale>)> {
    let mut columns: Vec<(Column, Option<Scale>)> = headers
        .iter()
        .enumerate()
        .map(|(at, header)| {
            let field = description.fields.iter().find(|f| f.name == *header);
            let title = field.and_then(|f| f.title.as_deref()).unwrap_or(header);
            let mut found = named(title, units);
            if let Some(phrase) = field.and_then(|f| f.unit.as_deref()) {
                (found.unit, found.scale) = (Some(phrase.to_owned()), units.scale(phrase));
            }
            let word = [header.as_str(), title, found.name.as_str()].into_iter().find_map(|t| lexicon.header(t));
            let (mut role, mut metric, mut period) = role(&found.name, word, &cells(at), (lexicon, units, periods));
            if let Some(wanted) = field.and_then(|f| f.role).filter(|w| *w != role) {
                role = wanted;
                metric = (role == Role::Measure).then(|| found.name.clone());
                period = (role == Role::OfPeriod).then(|| time::period(&found.name, periods)).flatten();
            }
            let Named { unit, scale, index_base, .. } = found;
            (Column { header: header.clone(), role, metric, unit, index_base, period }, scale)
        })
        .collect();
    let set = |c: &Column| description.fields.iter().any(|f| f.name == c.header && f.role.is_some());
    settle(&mut columns, set);
    if !columns.iter().any(|(c, _)| c.role == Role::Entity) {
        places(&mut columns, names);
    }
    columns
}

fn role(
    name: &str,
    word: Option<HeaderWord>,
    cells: &[&str],
    (lexicon, units, periods): (&TableLexicon, &Units<'_>, &PeriodReader),
) -> (Role, Option<String>, Option<Period>) {
    let sample: Vec<&str> = cells.iter().copied().filter(|c| !lexicon.is_missing(c)).take(200).collect();
    let most = |n: usize| !sample.is_empty() && n * 10 >= sample.len() * 8;
    let numeric = most(sample.iter().filter(|c| units.cell(c).is_some()).count());
    match word {
        Some(HeaderWord::Period) => return (Role::Period, None, None),
        Some(HeaderWord::Entity) if !numeric => return (Role::Entity, None, None),
        Some(HeaderWord::Metric) if !numeric => return (Role::Metric, None, None),
        Some(HeaderWord::Value) if numeric || sample.is_empty() => return (Role::Value, None, None),
        Some(HeaderWord::Unit) => return (Role::Unit, None, None),
        Some(HeaderWord::AsOf) => return (Role::AsOf, None, None),
        Some(HeaderWord::Publisher) if !numeric => return (Role::Publisher, None, None),
        Some(HeaderWord::Ignored) => return (Role::Ignored, None, None),
        _ => {}
    }
    if let Some(period) = time::period(name, periods) {
        return (Role::OfPeriod, None, Some(period));
    }
    if numeric {
        return match time::leading_period(name) {
            Some((period, rest)) => (Role::Measure, Some(rest.to_owned()), Some(period)),
            None => (Role::Measure, Some(name.to_owned()), None),
        };
    }
    if most(sample.iter().filter(|c| time::period(c, periods).is_some()).count()) {
        return (Role::Period, None, None);
    }
    (Role::Key, None, None)
}

/// What only all columns together tell.
fn settle(columns: &mut [(Column, Option<Scale>)], set: impl Fn(&Column) -> bool) {
    let has = |columns: &[(Column, Option<Scale>)], role| columns.iter().any(|(c, _)| c.role == role);
    // the first text column that no word explains names the entities
    if !has(columns, Role::Entity)
        && let Some((column, _)) = columns.iter_mut().find(|(c, _)| c.role == Role::Key && !set(c))
    {
        column.role = Role::Entity;
    }
    // 年份,月份: the second one completes the first
    let mut periods = columns.iter_mut().filter(|(c, _)| c.role == Role::Period);
    let year = periods.next().is_some_and(|(c, _)| !is_part(&c.header));
    if year && let Some((second, _)) = periods.find(|(c, _)| is_part(&c.header)) {
        second.role = Role::PartOfYear;
    }
    // a column 数值 beside measures that are named is one more measure
    if has(columns, Role::Measure) && !has(columns, Role::Metric) {
        for (column, _) in columns.iter_mut().filter(|(c, _)| c.role == Role::Value && !set(c)) {
            (column.role, column.metric) = (Role::Measure, Some(column.header.clone()));
        }
    }
}

/// 年份,北京,上海: columns that are headed by places hold the values of those places.
fn places(columns: &mut [(Column, Option<Scale>)], names: &Names) {
    let place =
        |c: &Column| c.role == Role::Measure && c.unit.is_none() && c.period.is_none() && names.id(&c.header).is_some();
    if columns.iter().filter(|(c, _)| place(c)).count() >= 2 {
        for (column, _) in columns.iter_mut().filter(|(c, _)| place(c)) {
            (column.role, column.metric) = (Role::OfEntity, None);
        }
    }
}

fn is_part(header: &str) -> bool {
    let header = header.trim().to_lowercase();
    ["月", "月份", "month", "季度", "quarter"].contains(&header.as_str())
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    use super::*;

    #[test]
    fn brackets_hold_units_bases_or_part_of_the_name() {
        let rules = Rules::embedded().unwrap();
        let units = Units::new(&rules);
        let split = |t: &str| {
            let n = named(t, &units);
            (n.name, n.unit.unwrap_or_default(), n.index_base.unwrap_or_default())
        };
        let s = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(split("常住人口（单位：万人）"), s("常住人口", "万人", ""));
        assert_eq!(split("涨跌幅(%)"), s("涨跌幅", "%", ""));
        assert_eq!(split("出厂价格指数(上年同月=100)"), s("出厂价格指数", "", "上年同月=100"));
        assert_eq!(split("国内生产总值(不变价)"), s("国内生产总值(不变价)", "", ""));
        assert_eq!(split("常住人口/万人"), s("常住人口", "万人", ""));
    }
}
